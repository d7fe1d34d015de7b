"""Organs, people and cases for tests, made through the services that the product itself uses."""

import datetime as dt
import itertools
import json
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from accounts.actors import Actor, actor_for
from accounts.models import NameKind, Organ, Organisation, OrganisationName, Role, RoleAssignment, User
from accounts.timekeeping import today
from cases.law import SIMPLE
from cases.models import ReconsiderationCase
from cases.services import register_application
from disputes.models import Dispute
from dossiers.models import Code, Dossier, PartyKind, PartyRole, TimelineEntry
from dossiers.reference import read_codes
from hearings.models import Lawsuit
from hearings.services import DefendantRow, register_suit
from workflow import services
from workflow.forms import StepForm
from workflow.models import Approval
from workflow.services import context_for
from workflow.steps import Context, Paper, proceeding_type

_count = itertools.count(1)

PASSWORD = "correct-horse-battery-1"


def browser(actor: Actor) -> Client:
    """A client in which `actor` has signed in."""
    client = Client()
    client.force_login(actor.user)
    return client


def make_organisation(name: str, kind: str = "department", parent: Organisation | None = None) -> Organisation:
    organisation = Organisation.objects.create(code=f"org-{next(_count)}", name=name, kind=kind, parent=parent)
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
        RoleAssignment.objects.create(user=user, role=role, organisation=organisation, valid_from=dt.date(2015, 1, 1))
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


_suits = itertools.count(1)


def make_suit(
    organ: Organ,
    *,
    actor: Actor,
    court: Organisation,
    parties: list[dict[str, Any]],
    number: str | None = None,
    served_on: dt.date | None = None,
    defendants: list[DefendantRow] | None = None,
    officer: User | None = None,
    **suit: Any,
) -> Lawsuit:
    """One instance of a suit, of the first unless `suit` says otherwise, with a number of its own."""
    served_on = served_on or today()
    original = Code.objects.get(pk="suit_standing.original")
    fields = {
        "court": court,
        "instance": Code.objects.get(pk="suit_instance.first"),
        "matter": Code.objects.get(pk="matter.punishment"),
        "domain": Code.objects.get(pk="domain.public_security"),
        "act_name": "罚款决定",
        "act_number": "甲公（治）行罚决字〔2026〕308号",
        "filed_on": served_on,
        "claims": "撤销罚款决定",
        **suit,
    }
    return register_suit(
        actor=actor,
        organ=organ,
        number=number or f"（{served_on.year}）渝0114行初{next(_suits)}号",
        suit=fields,
        parties=parties,
        defendants=defendants or [DefendantRow(agency_of(organ), original, served_on)],
        officer=officer,
    )


# --- steps -----------------------------------------------------------------------------------------------------

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"

# What the form of a step needs beside what a test is about: all seven conditions of acceptance are met.
USUAL: dict[str, dict[str, Any]] = {"accept": {"met": list("1234567")}}


def load_code_lists() -> None:
    """All code lists as they are shipped. They are in every test database from the beginning (tests/database.py)."""
    Code.objects.bulk_create(read_codes(), ignore_conflicts=True)


def pdf(name: str = "scan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


Case = ReconsiderationCase | Lawsuit | Dispute


def context_of(actor: Actor, case: Case) -> Context:
    """The case as it stands in the database, as the steps see it."""
    return context_for(actor, Dossier.objects.unscoped("a test").select_related("organ").get(pk=case.pk))


def form_for(actor: Actor, case: Case, code: str, **data: Any) -> StepForm:
    """The form of a step, bound to `data` as a page would send it; a file goes to the files, the day is today."""
    return bound(context_of(actor, case), code, **data)


def bound(context: Context, code: str, **data: Any) -> StepForm:
    """The same in a case that was read before."""
    fields, files = QueryDict(mutable=True), MultiValueDict()
    for name, value in {"on_date": today(), **USUAL.get(code, {}), **data}.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, SimpleUploadedFile):
                files.appendlist(name, item)
            elif item is not None:
                fields.appendlist(name, str(getattr(item, "pk", item)))
    return proceeding_type(context.dossier.kind).steps[code].form(data=fields, files=files, context=context)


def take(
    actor: Actor,
    case: Case,
    code: str,
    *,
    version: int | None = None,
    key: str | None = None,
    paper: Paper | SimpleUploadedFile | None = None,
    **data: Any,
) -> TimelineEntry | Approval:
    """Take a step as a page would; `case` is read anew afterwards. A file in `paper` is one of the step's own form."""
    if isinstance(paper, SimpleUploadedFile):
        data, paper = {**data, "paper": paper}, None
    form = form_for(actor, case, code, **data)
    made = services.take(
        actor=actor, dossier=case.dossier, step_code=code, form=form, version=version, key=key, paper=paper
    )
    reload(case)
    return made


def correct(
    actor: Actor,
    case: Case,
    entry: TimelineEntry,
    why: str = "录入有误",
    version: int | None = None,
    paper: Paper | None = None,
    **data: Any,
) -> TimelineEntry | Approval:
    """Correct an entry as a page would: with all the fields of its step."""
    form = form_for(actor, case, entry.step, **data)
    made = services.correct(actor=actor, entry=entry, form=form, reason=why, version=version, paper=paper)
    reload(case)
    return made


def reload(case: Case) -> None:
    case.refresh_from_db()
    case.dossier.refresh_from_db()


def rows(*found: dict[str, Any]) -> list[str]:
    """Rows of a form as they are kept."""
    return [json.dumps(row, default=str) for row in found]


def mediation_of(case: ReconsiderationCase, **data: Any) -> dict[str, Any]:
    """What is typed of a mediation statement that every party signs today, sealed today."""
    signing = case.dossier.parties.standing().filter(represents=None)
    day = data.get("on_date", today())
    signatures = rows(*({"party": party.pk, "day": day} for party in signing))
    return {
        "outcome": "outcome.mediation",
        "document_number": "复调1号",
        "summary": "达成协议",
        "signatures": signatures,
        "sealed_on": day,
        **({"mediable": "discretion"} if case.law == "2017" else {}),
        **data,
    }


class Office:
    """An organ with one person in each role of the main line, and cases brought to where a test begins."""

    def __init__(self, place: str = "甲区", **fields: Any) -> None:
        self.organ = make_organ(place, **fields)
        self.officer = make_actor(Role.OFFICER, self.organ)
        self.director = make_actor(Role.DIRECTOR, self.organ)
        self.leader = make_actor(Role.ORGAN_LEADER, self.organ)
        self.liaison = make_actor(Role.AGENCY_LIAISON, self.organ)

    @cached_property
    def second(self) -> Actor:
        """Another officer of the office, who has cases as their second one."""
        return make_actor(Role.OFFICER, self.organ)

    @cached_property
    def third(self) -> Actor:
        """A third officer: a hearing takes a presider and two listeners."""
        return make_actor(Role.OFFICER, self.organ)

    def register(self, **fields: Any) -> ReconsiderationCase:
        """An application received today, with the officer."""
        return make_case(self.organ, actor=self.officer, **fields)

    def sue(
        self,
        *,
        number: str | None = None,
        served_on: dt.date | None = None,
        defendants: list[DefendantRow] | None = None,
        plaintiff: str = "周某",
        parties: list[dict[str, Any]] | None = None,
        officer: User | None = None,
        **suit: Any,
    ) -> Lawsuit:
        """A suit against the organ's agency (or `defendants`), served today; `suit` are columns of Lawsuit."""
        return make_suit(
            self.organ,
            actor=self.officer,
            court=self.court,
            number=number,
            served_on=served_on,
            defendants=defendants,
            parties=parties or [{"role": PartyRole.APPLICANT, "kind": PartyKind.NATURAL, "name": plaintiff}],
            officer=officer or self.officer.user,
            **suit,
        )

    @cached_property
    def court(self) -> Organisation:
        """The court before which the organ and its agencies are sued."""
        return make_organisation(f"{self.organ.organisation.name}所在地人民法院", "court")

    @cached_property
    def court_liaison(self) -> Actor:
        return actor_for(make_user(Role.COURT_LIAISON, self.court))

    def defendant(self, organisation: Organisation, standing: str = "original", **fields: Any) -> DefendantRow:
        """A defendant served today, with its standing by the code of its list."""
        fields.setdefault("served_on", today())
        return DefendantRow(organisation, Code.objects.get(pk=f"suit_standing.{standing}"), **fields)

    def file(self, filed_on: dt.date, **fields: Any) -> ReconsiderationCase:
        """An application that was filed with the agency, which has not forwarded it."""
        return register_application(
            actor=self.officer,
            organ=self.organ,
            received_on=filed_on,
            case=case_fields(
                channel=Code.objects.get(pk="channel.forwarded_by_agency"),
                application={"filed_with_agency_on": filed_on.isoformat()},
                **fields,
            ),
            parties=[{"role": PartyRole.APPLICANT, "kind": PartyKind.NATURAL, "name": "周某"}],
            respondents=[agency_of(self.organ)],
            officer=self.officer.user,
            forwarded=False,
        )

    def take(self, case: Case, code: str, **data: Any) -> TimelineEntry | Approval:
        return take(self.officer, case, code, **data)

    def approved(self, case: Case, code: str, **data: Any) -> Approval:
        """A step that needs approval, asked for and approved today."""
        approval = self.take(case, code, **data)
        assert isinstance(approval, Approval)
        approver = self.leader if approval.permission == "approve.organ_leader" else self.director
        approval = services.decide(actor=approver, approval=approval, approve=True)
        reload(case)
        return approval

    def accept(self, case: ReconsiderationCase, procedure: str = "ordinary", **data: Any) -> None:
        """Accepted with two officers; in the simplified procedure for its small amount."""
        plain = {"ground": "simplified_ground.small_amount", "amount": "500", "plain": list(SIMPLE)}
        simplified = plain if procedure == "simplified" else {}
        self.take(case, "accept", **{"procedure": procedure, "second": self.second.user, **simplified, **data})

    def send_copies(self, case: ReconsiderationCase, received: bool = True, **data: Any) -> None:
        for respondent in case.dossier.parties.filter(role=PartyRole.RESPONDENT):
            came = today() if received else None
            self.take(case, "send_copy", party=respondent, manner="post.ems", received_on=came, **data)

    def reply(self, case: ReconsiderationCase, **data: Any) -> None:
        for respondent in case.dossier.parties.filter(role=PartyRole.RESPONDENT):
            self.take(case, "reply", **{"party": respondent, "opinion": "行为合法", "with_evidence": "yes", **data})

    def hear(self, case: ReconsiderationCase) -> None:
        """The views of every applicant and third party."""
        for party in case.dossier.parties.standing().filter(role__in=[PartyRole.APPLICANT, PartyRole.THIRD_PARTY]):
            self.take(case, "hear_views", party=party, manner="view_manner.telephone", content="坚持请求")

    def suspend(self, case: ReconsiderationCase, ground: str = "g8", **data: Any) -> None:
        both = {"applicant_agrees": "on", "respondent_agrees": "on"} if ground == "g6" else {}
        self.approved(case, "suspend", ground=f"suspend_ground.{ground}", reason="另案未结", **(both | data))

    def mediate(self, case: ReconsiderationCase, **data: Any) -> None:
        """A mediation statement that every party signs today, sealed today."""
        self.approved(case, "mediate", **mediation_of(case, **data))

    def order_hearing(self, case: ReconsiderationCase, hearing_on: Any, **data: Any) -> None:
        """A hearing before the officer of the case, told to the parties today."""
        self.take(case, "order_hearing", **self.hearing(hearing_on, **data))

    def hearing(self, hearing_on: Any, **data: Any) -> dict[str, Any]:
        """What is typed to set a hearing."""
        listeners = [self.second.user, self.third.user]
        fields = {"hearing_on": hearing_on, "time": "09:30", "place": "第一听证室", "presider": self.officer.user}
        rest = {"listeners": listeners, "recorder": "吴记录", "ground": "needed", "matters": "处罚是否适当"}
        return {**fields, **rest, "reason": "当事人申请", **data}

    def draft(self, case: ReconsiderationCase, **data: Any) -> None:
        """The office's opinion, where none is entered yet."""
        if not case.dossier.facts.current().filter(kind="drafted").exists():
            self.take(case, "draft_opinion", opinion="同意拟办意见", **data)

    def decide(self, case: ReconsiderationCase, outcome: str = "uphold", **data: Any) -> None:
        self.draft(case, **{"on_date": data["on_date"]} if "on_date" in data else {})
        typed = {"outcome": f"outcome.{outcome}", "document_number": "复决1号", "summary": "查明", "on_hearing": "on"}
        self.approved(case, "decide", **{**typed, **data})

    def serve(self, case: ReconsiderationCase, *roles: str, **data: Any) -> None:
        for party in case.dossier.parties.filter(represents=None, role__in=roles or list(PartyRole)):
            typed = {"manner": "service_manner.direct", "effective_on": today(), "unsealed_reason": "用印登记簿另存"}
            self.take(case, "serve", **{"party": party, **typed, **data})

    def heard(self, **fields: Any) -> ReconsiderationCase:
        """A case accepted today, with the reply in and views heard: ready for its decision."""
        case = self.register(**fields)
        self.accept(case)
        self.send_copies(case)
        self.reply(case)
        self.hear(case)
        self.draft(case)
        return case
