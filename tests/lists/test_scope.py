"""Who is shown which cases, whatever is asked: two organs, agencies, leaders, named persons, deputies, keepers."""

import datetime as dt

import pytest
from django.db.models import Model

from accounts.actors import actor_for
from accounts.models import Delegation, Organisation, Role, RoleAssignment
from cases.models import ReconsiderationCase
from deadlines.basis import calendar_for
from deadlines.models import Deadline
from dossiers.models import Dossier, DossierAccess, Fact, Party, TimelineEntry
from dossiers.scoping import UnscopedQueryError
from dossiers.services import name_person
from tests import factories as make
from tests.lists.conftest import TODAY, listed, put, signed_in
from workflow.models import Approval

KEEPERS = [Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR]


def test_an_office_sees_its_own_cases_alone(office: make.Office, other_office: make.Office) -> None:
    ours, theirs = office.register(), other_office.register()
    for asked in ({}, {"status": ""}, {"q": "周"}, {"officer": "none"}, {"due": "week"}, {"sort": "-number"}):
        assert theirs.pk not in listed(signed_in(office.officer), **asked)
        assert ours.pk not in listed(signed_in(other_office.officer), **asked)
    assert listed(signed_in(office.director)) == [ours.pk]
    assert listed(signed_in(office.leader)) == [ours.pk]
    assert listed(signed_in(make.make_user(Role.LEADERSHIP, office.organ.organisation))) == [ours.pk]


@pytest.mark.unsound("columns are set without their steps")
def test_an_agency_sees_the_cases_against_it_and_of_them_not_what_is_the_offices(
    office: make.Office, land: Organisation
) -> None:
    against, other = office.register(), office.register(respondents=[land])
    put(against, next_due_on=TODAY)
    client = signed_in(office.liaison)
    answer = client.get("/reconsideration/?status=")
    assert [line.pk for line in answer.context["lines"]] == [against.pk]
    page = answer.content.decode()
    assert office.officer.name not in page
    assert "Due today" not in page
    assert {field.name for field in answer.context["form"]}.isdisjoint({"officer", "due", "source"})
    # Asking does not tell either.
    for asked in ({"officer": "me"}, {"due": "overdue"}, {"source": "ledger"}, {"sort": "due"}):
        assert listed(client, **asked) == [against.pk]
    assert other.pk not in listed(client, q="周")


def test_an_agency_is_shown_how_long_it_has_for_its_reply(office: make.Office) -> None:
    case = office.register()
    office.accept(case)
    office.send_copies(case)
    due = Deadline.objects.unscoped("a test").get(dossier_id=case.pk, owner="agency", state="running").due_on
    (line,) = signed_in(office.liaison).get("/reconsideration/").context["lines"]
    assert line.due_on == due
    assert line.due[1] == f"{calendar_for(office.organ).working_days_between(TODAY, due)} working days left"
    assert line.officer == ""


@pytest.mark.unsound("columns are set without their steps")
def test_the_same_organisation_as_office_and_as_respondent_is_kept_apart(
    office: make.Office, other_office: make.Office
) -> None:
    """The bureau in which an office works is respondent in a case of another organ: its officers do not see it."""
    bureau = office.organ.office
    against = other_office.register(respondents=[bureau])
    assert DossierAccess.objects.filter(dossier_id=against.pk, organisation=bureau, audience="party").exists()
    assert listed(signed_in(office.officer), status="") == []
    assert not Dossier.objects.visible_to(office.officer).exists()
    liaison = make.make_user(Role.AGENCY_LIAISON, bureau)
    assert listed(signed_in(liaison), status="") == [against.pk]
    # Who is both sees it, but not from within: neither its officer nor its due date, and no filter tells them.
    RoleAssignment.objects.create(user=liaison, role=Role.OFFICER, organisation=bureau, valid_from=dt.date(2020, 1, 1))
    own = office.register()
    put(against, next_due_on=TODAY)
    client = signed_in(liaison)
    lines = {line.pk: line for line in client.get("/reconsideration/").context["lines"]}
    assert lines.keys() == {own.pk, against.pk}
    assert (lines[against.pk].officer, lines[against.pk].due_on) == ("", None)
    assert lines[own.pk].officer == office.officer.name
    assert listed(client, due="today") == []
    assert listed(client, officer="me") == []


def test_a_named_person_sees_the_one_case(office: make.Office, other_office: make.Office) -> None:
    case = office.register()
    office.register(applicant="别人")
    name_person(actor=office.director, dossier=case.dossier, user=other_office.officer.user)
    own = other_office.register()
    assert sorted(listed(signed_in(other_office.officer))) == sorted([case.pk, own.pk])
    (line,) = [
        one for one in signed_in(other_office.officer).get("/reconsideration/").context["lines"] if one.pk == case.pk
    ]
    assert line.officer == ""


def test_a_deputy_sees_what_the_principal_sees_while_it_lasts(office: make.Office, other_office: make.Office) -> None:
    case = office.register()
    deputy = other_office.officer.user
    delegation = Delegation.objects.create(
        principal=office.officer.user,
        deputy=deputy,
        valid_from=TODAY,
        valid_to=TODAY,
        created_by=office.officer.user,
    )
    assert listed(signed_in(deputy)) == [case.pk]
    assert listed(signed_in(deputy), officer="me") == [case.pk]
    Delegation.objects.filter(pk=delegation.pk).update(
        valid_from=TODAY - dt.timedelta(days=2), valid_to=TODAY - dt.timedelta(days=1)
    )
    assert listed(signed_in(deputy)) == []


@pytest.mark.parametrize("role", KEEPERS)
def test_the_keepers_of_the_system_reach_no_case_even_when_named(office: make.Office, role: str) -> None:
    case = office.register()
    keeper = make.make_user(role, office.organ.office, is_superuser=True)
    name_person(actor=office.director, dossier=case.dossier, user=keeper)
    actor = actor_for(keeper)
    assert not Dossier.objects.visible_to(actor).exists()
    for path in ("/reconsideration/", "/reconsideration/export/", "/search/?q=周", "/api/v1/reconsideration/"):
        assert signed_in(keeper).get(path).status_code == 403


@pytest.mark.parametrize("model", [Dossier, ReconsiderationCase, Party, Fact, TimelineEntry, Deadline, Approval])
def test_what_a_querysets_scope_lets_through_is_what_the_access_rows_say(
    office: make.Office, other_office: make.Office, model: type[Model]
) -> None:
    case, foreign = office.register(), other_office.register()
    office.take(case, "void", reason="重复登记")
    path = getattr(model.objects.all(), "dossier_path", "dossier_id")
    for actor in (office.officer, office.director, office.leader, office.liaison):
        seen = set(model.objects.visible_to(actor).values_list(path, flat=True))
        assert seen == {case.pk}
    assert foreign.pk not in set(model.objects.visible_to(office.officer).values_list(path, flat=True))
    nobody = actor_for(make.make_user())
    assert not model.objects.visible_to(nobody).exists()
    with pytest.raises(UnscopedQueryError):
        model.objects.count()
    with pytest.raises(UnscopedQueryError):
        list(model.objects.filter(pk=1))


def test_scope_is_laid_on_without_reading_what_it_lets_through(
    office: make.Office, django_assert_num_queries: object
) -> None:
    office.register()
    with django_assert_num_queries(0):
        Dossier.objects.visible_to(office.officer)
    with django_assert_num_queries(1):
        list(Dossier.objects.visible_to(office.officer))
