"""Organs, people and cases for tests, made through the services that the product itself uses."""

import datetime as dt
import itertools
from typing import Any

from accounts.actors import Actor, actor_for
from accounts.models import NameKind, Organ, Organisation, OrganisationName, Role, RoleAssignment, User
from accounts.timekeeping import today
from cases.models import ReconsiderationCase
from cases.services import register_application
from dossiers.models import Code, PartyKind, PartyRole

_count = itertools.count(1)

# What the lists must hold before a case can be made; tests that need more load the reference data.
CODES = (
    "channel.in_person channel.mail channel.online matter.punishment matter.information_disclosure domain.public_security "
    "domain.natural_resources outcome.uphold outcome.revoke outcome.mediation outcome.terminate_withdraw"
).split()

PASSWORD = "correct-horse-battery-1"


def make_codes(*keys: str) -> None:
    """The code rows `keys` (those of CODES without any), made when they are missing."""
    for key in keys or CODES:
        list_name, _, code = key.partition(".")
        Code.objects.get_or_create(
            key=key, defaults={"list": list_name, "code": code, "label_zh": key, "label_en": key}
        )


def make_organisation(name: str, kind: str = "department", parent: Organisation | None = None) -> Organisation:
    organisation = Organisation.objects.create(
        code=f"org-{next(_count)}", name=name, kind=kind, parent=parent
    )
    OrganisationName.objects.create(organisation=organisation, name=name, kind=NameKind.FULL)
    return organisation


def make_organ(place: str = "甲区", prefix: str | None = None, **fields: Any) -> Organ:
    """A district government as reconsideration organ, with its judicial bureau as office and one agency."""
    government = make_organisation(f"{place}人民政府", "government")
    bureau = make_organisation(f"{place}司法局", "judicial_bureau", government)
    make_organisation(f"{place}公安局", "department", government)
    return Organ.objects.create(
        organisation=government,
        office=bureau,
        office_name=f"{place}司法局行政复议审理室",
        number_prefix=prefix or f"{place}府复",
        **fields,
    )


def agency_of(organ: Organ) -> Organisation:
    """The organ's first agency, its public security bureau."""
    return organ.organisation.children.get(name__endswith="公安局")


def make_user(
    role: str | None = None, organisation: Organisation | None = None, name: str | None = None, **fields: Any
) -> User:
    """A person with a password (PASSWORD) and, where `role` is given, that role since long ago."""
    number = next(_count)
    user = User.objects.create_user(
        username=f"user{number}",
        password=PASSWORD,
        display_name=name or f"用户{number}",
        must_change_password=False,
        **fields,
    )
    if role is not None and organisation is not None:
        RoleAssignment.objects.create(
            user=user, role=role, organisation=organisation, valid_from=dt.date(2015, 1, 1)
        )
    return user


def office_role(role: str, organ: Organ) -> Organisation:
    """The organisation in which `role` is held for an organ."""
    if role in {Role.ORGAN_LEADER, Role.LEADERSHIP}:
        return organ.organisation
    if role == Role.AGENCY_LIAISON:
        return agency_of(organ)
    return organ.office


def make_actor(role: str, organ: Organ) -> Actor:
    """A new person in a role of an organ, as an actor."""
    return actor_for(make_user(role, office_role(role, organ)))


def case_fields(**fields: Any) -> dict[str, Any]:
    return {
        "channel": Code.objects.get(pk="channel.in_person"),
        "act_name": "罚款决定",
        "act_number": "甲公（治）行罚决字〔2026〕308号",
        "matter": Code.objects.get(pk="matter.punishment"),
        "domain": Code.objects.get(pk="domain.public_security"),
        "requests": "撤销罚款决定",
        **fields,
    }


def make_case(
    organ: Organ,
    *,
    actor: Actor | None = None,
    received_on: dt.date | None = None,
    respondents: list[Organisation] | None = None,
    applicant: str = "周某",
    officer: User | None = None,
    **fields: Any,
) -> ReconsiderationCase:
    """An application registered in an organ's office, by an officer of its own unless `actor` is given."""
    make_codes()
    actor = actor or make_actor(Role.OFFICER, organ)
    return register_application(
        actor=actor,
        organ=organ,
        received_on=received_on or today(),
        case=case_fields(**fields),
        parties=[{"role": PartyRole.APPLICANT, "kind": PartyKind.NATURAL, "name": applicant}],
        respondents=respondents or [agency_of(organ)],
        officer=officer or actor.user,
    )
