"""Roles, their times, the keepers' apartness, deputies, and what being a superuser does not give."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import timekeeping
from accounts.acting import acting_for
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Delegation, Organ, Role, RoleAssignment
from accounts.permissions import PERMISSIONS, can, require
from accounts.services import delegate, end_delegation, end_role, grant_role
from dossiers.models import DossierFile, TrailEntry, Visibility
from dossiers.services import name_person
from tests import factories as make
from workflow.models import Approval

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 2)


@pytest.fixture
def organ() -> Organ:
    return make.make_organ()


@pytest.mark.parametrize("keeper", [Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR])
def test_keepers_of_the_system_read_no_case(organ: Organ, keeper: str) -> None:
    user = make.make_user(Role.OFFICER, organ.office)
    with pytest.raises(ValidationError) as refused:
        grant_role(actor=SYSTEM, user=user, role=keeper, organisation=organ.office)
    assert refused.value.code == "keeper"
    keeping = make.make_user(keeper, organ.office)
    with pytest.raises(ValidationError) as refused:
        grant_role(actor=SYSTEM, user=keeping, role=Role.OFFICER, organisation=organ.office)
    assert refused.value.code == "keeper"


def test_a_role_to_come_counts_as_well(organ: Organ) -> None:
    user = make.make_user()
    with timekeeping.at(DAY):
        grant_role(
            actor=SYSTEM, user=user, role=Role.OFFICER, organisation=organ.office, valid_from=dt.date(2027, 1, 1)
        )
        with pytest.raises(ValidationError):
            grant_role(actor=SYSTEM, user=user, role=Role.AUDITOR, organisation=organ.office)
        until = dt.date(2026, 12, 31)
        grant_role(actor=SYSTEM, user=user, role=Role.AUDITOR, organisation=organ.office, valid_to=until)


def test_who_deputises_for_a_reader_of_cases_is_given_no_keepers_role(organ: Organ) -> None:
    officer, deputy = make.make_user(Role.OFFICER, organ.office), make.make_user()
    with timekeeping.at(DAY):
        delegate(actor=actor_for(officer), principal=officer, deputy=deputy, valid_from=DAY, valid_to=DAY)
        with pytest.raises(ValidationError) as refused:
            grant_role(actor=SYSTEM, user=deputy, role=Role.AUDITOR, organisation=organ.office)
        assert refused.value.code == "keeper"


def test_a_keeper_deputises_for_no_reader_of_cases(organ: Organ) -> None:
    officer, auditor = make.make_user(Role.OFFICER, organ.office), make.make_user(Role.AUDITOR, organ.office)
    with timekeeping.at(DAY), pytest.raises(ValidationError) as refused:
        delegate(actor=actor_for(officer), principal=officer, deputy=auditor, valid_from=DAY, valid_to=DAY)
    assert "deputy" in refused.value.error_dict


def test_a_security_officer_gives_no_role_to_themselves(organ: Organ) -> None:
    security = make.make_user(Role.SECURITY_OFFICER, organ.office)
    with pytest.raises(ValidationError) as refused:
        grant_role(actor=actor_for(security), user=security, role=Role.AUDITOR, organisation=organ.office)
    assert refused.value.code == "self"


def test_a_role_holds_from_its_first_to_its_last_day(organ: Organ) -> None:
    user = make.make_user()
    first, last = dt.date(2026, 3, 2), dt.date(2026, 3, 4)
    grant_role(actor=SYSTEM, user=user, role=Role.OFFICER, organisation=organ.office, valid_from=first, valid_to=last)
    held = [actor_for(user, dt.date(2026, 3, day)).has(Role.OFFICER, organ.office_id) for day in (1, 2, 4, 5)]
    assert held == [False, True, True, False]


def test_a_role_does_not_end_before_it_begins(organ: Organ) -> None:
    with pytest.raises(ValidationError) as refused:
        grant_role(
            actor=SYSTEM,
            user=make.make_user(),
            role=Role.OFFICER,
            organisation=organ.office,
            valid_from=DAY,
            valid_to=DAY - dt.timedelta(days=1),
        )
    assert "valid_to" in refused.value.error_dict


def test_a_role_is_held_once_at_a_time(organ: Organ) -> None:
    user = make.make_user(Role.OFFICER, organ.office)
    with pytest.raises(ValidationError, match="已在该单位担任"):
        grant_role(actor=SYSTEM, user=user, role=Role.OFFICER, organisation=organ.office)


def test_a_role_is_ended_and_not_prolonged(organ: Organ) -> None:
    user = make.make_user(Role.OFFICER, organ.office)
    assignment = RoleAssignment.objects.get(user=user)
    with timekeeping.at(DAY):
        end_role(actor=SYSTEM, assignment=assignment, last_day=DAY)
        with pytest.raises(ValidationError):
            end_role(actor=SYSTEM, assignment=assignment, last_day=DAY + dt.timedelta(days=1))
        with pytest.raises(ValidationError):
            end_role(actor=SYSTEM, assignment=assignment, last_day=dt.date(2014, 1, 1))
    assert not actor_for(user, DAY + dt.timedelta(days=1)).grants


def test_who_may_not_sign_in_holds_nothing(organ: Organ) -> None:
    user = make.make_user(Role.OFFICER, organ.office, is_active=False)
    assert actor_for(user).grants == ()


def test_a_deputy_acts_in_the_principals_roles_for_that_time(organ: Organ) -> None:
    officer, deputy = make.make_user(Role.OFFICER, organ.office), make.make_user()
    with timekeeping.at(DAY):
        delegation = delegate(
            actor=actor_for(officer),
            principal=officer,
            deputy=deputy,
            valid_from=DAY,
            valid_to=DAY + dt.timedelta(days=2),
        )
    assert can(actor_for(deputy, DAY), "register.change", organ)
    assert can(actor_for(deputy, DAY + dt.timedelta(days=2)), "register.change", organ)
    assert not can(actor_for(deputy, DAY + dt.timedelta(days=3)), "register.change", organ)
    assert not can(actor_for(deputy, DAY - dt.timedelta(days=1)), "register.change", organ)
    assert acting_for(actor_for(deputy, DAY), "register.change", organ) == officer
    with timekeeping.at(DAY):
        end_delegation(actor=actor_for(officer), delegation=delegation)
    assert not can(actor_for(deputy, DAY), "register.change", organ)


def test_ones_own_right_goes_before_the_principals(organ: Organ) -> None:
    officer, deputy = (make.make_user(Role.OFFICER, organ.office) for _ in range(2))
    Delegation.objects.create(principal=officer, deputy=deputy, valid_from=DAY, valid_to=DAY, created_by=officer)
    assert acting_for(actor_for(deputy, DAY), "register.change", organ) is None


def test_a_delegation_is_not_passed_on(organ: Organ) -> None:
    director, first, second = make.make_user(Role.DIRECTOR, organ.office), make.make_user(), make.make_user()
    for principal, deputy in ((director, first), (first, second)):
        Delegation.objects.create(
            principal=principal, deputy=deputy, valid_from=DAY, valid_to=DAY, created_by=principal
        )
    assert actor_for(first, DAY).has(Role.DIRECTOR)
    assert not actor_for(second, DAY).has(Role.DIRECTOR)


def test_the_same_deputy_twice_is_refused(organ: Organ) -> None:
    officer, deputy = make.make_user(Role.OFFICER, organ.office), make.make_user()
    with timekeeping.at(DAY):
        delegate(actor=actor_for(officer), principal=officer, deputy=deputy, valid_from=DAY, valid_to=DAY)
        with pytest.raises(ValidationError):
            delegate(actor=actor_for(officer), principal=officer, deputy=deputy, valid_from=DAY, valid_to=DAY)
        past = DAY - dt.timedelta(days=1)
        with pytest.raises(ValidationError):
            delegate(actor=actor_for(officer), principal=officer, deputy=deputy, valid_from=past, valid_to=past)


def test_the_trail_says_for_whom_a_deputy_acted(organ: Organ) -> None:
    director, deputy, guest = make.make_user(Role.DIRECTOR, organ.office), make.make_user(), make.make_user()
    case = make.make_case(organ)
    with timekeeping.at(DAY):
        delegate(actor=actor_for(director), principal=director, deputy=deputy, valid_from=DAY, valid_to=DAY)
        name_person(actor=actor_for(deputy), dossier=case.dossier, user=guest)
    entry = TrailEntry.objects.get(action="access.name")
    assert (entry.user, entry.for_user) == (deputy, director)


def test_being_djangos_superuser_passes_no_predicate(organ: Organ) -> None:
    root = actor_for(make.make_user(is_superuser=True))
    dossier = make.make_case(organ).dossier
    paper = DossierFile(dossier=dossier, visibility=Visibility.OFFICE)
    approval = Approval(dossier=dossier, step="decline", permission="approve.director", requested_by=root.user)
    passed = {name for name in PERMISSIONS if any(_passes(root, name, obj) for obj in (None, dossier, paper, approval))}
    assert passed == {"home.view", "account.own"}
    with pytest.raises(PermissionDenied):
        require(root, "users.view")


def _passes(actor: Actor, permission: str, obj: Any) -> bool:
    try:
        return can(actor, permission, obj)
    except AttributeError:
        # The permission is about another kind of object.
        return False
