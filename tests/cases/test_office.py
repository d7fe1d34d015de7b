"""The work of an office: who gets which case by the rule, days away, handing over, the board, approvals in one go."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import actor_for
from accounts.models import Delegation, Role, User
from accounts.once import new_key
from accounts.services import end_absence, enter_absence
from accounts.timekeeping import at
from cases.models import AssignmentMode, ReconsiderationCase
from cases.office.assignment import Candidate, candidates, chosen
from cases.office.queries import by_stage
from cases.office.services import hand_over, settle_mode, settle_work
from dossiers.models import Code, Dossier, DossierStatus
from notices.models import Notice
from tests import factories as make
from tests.factories import Office
from workflow.batch.services import carry_out
from workflow.models import Approval

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

DAY = dt.date(2026, 4, 13)
NOBODY = SimpleNamespace(delay=lambda batch_id: None)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with at(DAY):
        yield


def people(office: Office, count: int = 2) -> list[User]:
    """Further officers of the office."""
    return [make.make_actor(Role.OFFICER, office.organ).user for _number in range(count)]


def by_rule(office: Office, domain: str | None = None, barred: tuple[int, ...] = ()) -> list[Candidate]:
    return candidates(office.organ, DAY, domain, barred)


def works(office: Office, officer: User, *, takes_new: bool = True, share: int = 100, domains: str = "") -> None:
    settle_work(
        actor=office.director,
        organ=office.organ,
        officer=officer,
        takes_new=takes_new,
        share=share,
        domains=Code.objects.filter(pk=domains),
    )


# --- the rule --------------------------------------------------------------------------------------------------


def test_the_rule_takes_the_domain_first_then_the_load_then_who_received_least(office: Office) -> None:
    first, second = people(office)
    own = office.officer.user
    case = office.register()
    assert [one.user for one in by_rule(office)] == [first, second, own]
    assert by_rule(office)[-1].running == 1
    # A specialist goes before who has less to do, in this domain alone.
    works(office, own, domains="domain.public_security")
    assert chosen(by_rule(office, "domain.public_security")) == own
    assert chosen(by_rule(office, "domain.natural_resources")) == first
    # A suspended case weighs half, a half share doubles what one has.
    office.accept(case)
    office.suspend(case)
    assert next(one for one in by_rule(office) if one.user == own).load == Decimal("0.5")
    works(office, own, share=50)
    assert next(one for one in by_rule(office) if one.user == own).load == 1
    # With equal loads it is who received least of late.
    with at("2026-01-05"):
        old = make.make_case(office.organ, actor=office.officer, officer=first)
    assert old.dossier.officer == first
    assert next(one for one in by_rule(office) if one.user == own).lately == 1
    # Accepting named a second officer, who is one more of the office.
    assert [one.user for one in by_rule(office) if one.user in {first, second, own}] == [second, first, own]


def test_the_rule_passes_over_who_is_away_takes_none_or_may_not(office: Office) -> None:
    away, resting, barred = people(office, 3)
    enter_absence(actor=office.director, user=away, valid_from=DAY, valid_to=dt.date(2026, 4, 20), reason="病假")
    works(office, resting, takes_new=False)
    found = {one.user: one.passed_over for one in by_rule(office, barred=(barred.pk,))}
    assert found[office.officer.user] == ""
    assert "20" in found[away]
    assert (found[resting], found[barred]) == ("takes no new cases", "may not handle this case")
    assert chosen(by_rule(office, barred=(barred.pk, office.officer.user.pk))) is None
    with at("2026-04-21"):
        assert next(one for one in candidates(office.organ, dt.date(2026, 4, 21)) if one.user == away).passed_over == ""


def test_the_organ_settles_whether_the_rule_assigns_at_registration(office: Office) -> None:
    (other,) = people(office, 1)
    office.register()
    fields = {"actor": office.officer, "applicant": "甲某"}

    def registered() -> ReconsiderationCase:
        return make.register_application(
            actor=office.officer,
            organ=office.organ,
            received_on=DAY,
            case=make.case_fields(),
            parties=[{"role": "applicant", "kind": "natural", "name": fields["applicant"]}],
            respondents=[make.agency_of(office.organ)],
        )

    assert registered().dossier.officer is None
    settle_mode(actor=office.director, organ=office.organ, mode=AssignmentMode.AT_ONCE)
    assert registered().dossier.officer == other
    settle_mode(actor=office.director, organ=office.organ, mode=AssignmentMode.BY_HAND)
    assert registered().dossier.officer is None
    with pytest.raises(PermissionDenied):
        settle_mode(actor=office.officer, organ=office.organ, mode=AssignmentMode.AT_ONCE)


def test_a_case_is_assigned_by_the_rule_and_the_entry_says_to_whom(office: Office) -> None:
    (other,) = people(office, 1)
    case = office.register()
    entry = make.take(office.director, case, "assign", by_rule="on")
    assert case.dossier.officer == other
    assert entry.data["form"] == {"on_date": ["2026-04-13"], "by_rule": ["True"], "officer": [str(other.pk)]}
    # It does not come back to whoever had it, though nobody has less to do.
    make.take(office.director, case, "assign", by_rule="on")
    assert case.dossier.officer == office.officer.user
    works(office, other, takes_new=False)
    with pytest.raises(ValidationError) as error:
        make.take(office.director, case, "assign", by_rule="on")
    assert "finds nobody" in str(error.value)
    with pytest.raises(ValidationError) as error:
        make.take(office.director, case, "assign")
    assert "leave it to the rule" in str(error.value)


# --- days away -------------------------------------------------------------------------------------------------


def test_days_away_bring_their_deputy_and_end_with_them(office: Office) -> None:
    (deputy,) = people(office, 1)
    own = office.officer.user
    until = dt.date(2026, 4, 17)
    absence = enter_absence(actor=office.officer, user=own, valid_from=DAY, valid_to=until, deputy=deputy)
    assert absence.delegation is not None
    assert actor_for(deputy, DAY).people == {deputy.pk, own.pk}
    with pytest.raises(ValidationError) as error:
        enter_absence(actor=office.director, user=own, valid_from=until, valid_to=until)
    assert "away in that time already" in str(error.value)
    with pytest.raises(ValidationError) as error:
        enter_absence(actor=office.officer, user=own, valid_from=dt.date(2026, 4, 1), valid_to=dt.date(2026, 4, 2))
    assert "past" in str(error.value)
    end_absence(actor=office.director, absence=absence)
    end_absence(actor=office.director, absence=absence)
    assert actor_for(deputy, DAY).people == {deputy.pk}
    assert not Delegation.objects.on(DAY).exists()
    enter_absence(actor=office.director, user=own, valid_from=DAY, valid_to=until)


def test_days_away_are_entered_by_the_person_and_the_director_alone(office: Office, other_office: Office) -> None:
    own, colleague = office.officer.user, make.make_actor(Role.OFFICER, office.organ)
    for stranger in (colleague, office.leader, office.liaison, other_office.director):
        with pytest.raises(PermissionDenied):
            enter_absence(actor=stranger, user=own, valid_from=DAY, valid_to=DAY)


# --- handing over ----------------------------------------------------------------------------------------------


def handed(office: Office, leaving: User, **raw: str) -> list[str]:
    batch = hand_over(
        actor=office.director,
        organ=office.organ,
        officer=leaving,
        raw={"on_date": ["2026-04-13"], "reason": ["调离"], **{name: [value] for name, value in raw.items()}},
        key=new_key(),
        start=NOBODY,
    )
    carry_out(batch.pk)
    return list(batch.cases.values_list("result", flat=True))


def test_all_running_cases_of_an_officer_are_handed_over_and_spread_by_the_rule(office: Office) -> None:
    first, second = people(office)
    cases = [office.register(applicant=name) for name in ("甲某", "乙某", "丙某", "丁某")]
    void = office.register(applicant="戊某")
    office.approved(void, "void", reason="误录")
    assert handed(office, office.officer.user, by_rule="on") == ["done"] * 4
    now_with = [Dossier.objects.unscoped("a test").get(pk=case.pk).officer for case in cases]
    assert sorted(user.pk for user in now_with if user) == sorted([first.pk] * 2 + [second.pk] * 2)
    assert Dossier.objects.unscoped("a test").get(pk=void.pk).officer == office.officer.user
    assert cases[0].dossier.timeline.filter(step="assign").get().data["form"]["reason"] == ["调离"]
    # Each officer is told once how many came.
    told = Notice.objects.filter(kind="assigned")
    assert sorted(told.values_list("recipient_id", flat=True)) == sorted([first.pk, second.pk])
    assert all(notice.texts["en"].startswith("2 cases") for notice in told)
    with pytest.raises(ValidationError):
        handed(office, office.officer.user, by_rule="on")


def test_cases_are_handed_over_by_the_director_of_their_office_alone(office: Office, other_office: Office) -> None:
    case = office.register()
    (other,) = people(office, 1)
    for stranger in (office.officer, office.leader, other_office.director):
        with pytest.raises(PermissionDenied):
            hand_over(
                actor=stranger, organ=office.organ, officer=office.officer.user, raw={}, key="c" * 32, start=NOBODY
            )
    assert handed(office, office.officer.user, officer=str(other.pk)) == ["done"]
    make.reload(case)
    assert case.dossier.officer == other


def test_cases_handled_as_second_officer_go_along_to_the_same_place(office: Office) -> None:
    own, leaving, (taker,) = office.officer.user, office.second.user, people(office, 1)
    theirs, shared, third = (office.register(applicant=name) for name in ("甲某", "乙某", "丙某"))
    for case in (shared, third):
        office.accept(case)
    make.take(office.director, theirs, "assign", officer=leaving)
    make.take(office.director, third, "assign", officer=taker)
    page = reverse("cases:give-away", args=[office.organ.pk, leaving.pk])
    with at(DAY):
        office.order_hearing(shared, "2026-04-28")
    shown = signed_in(office.director.user).get(page).content.decode()
    assert "协办的2件案件一并移交" in shown
    assert "已确定的听证中有1场" in shown
    # In the third case the taker is the officer already: two officers are two people, and the case says so.
    assert sorted(handed(office, leaving, officer=str(taker.pk))) == ["done", "done", "refused"]
    for case in (theirs, shared, third):
        make.reload(case)
    assert (theirs.dossier.officer, theirs.dossier.second_officer) == (taker, None)
    assert (shared.dossier.officer, shared.dossier.second_officer) == (own, taker)
    assert (third.dossier.officer, third.dossier.second_officer) == (taker, leaving)
    form = shared.dossier.timeline.get(step="assign").data["form"]
    assert (form["second"], form["in_place_of"], form.get("officer")) == ([str(taker.pk)], [str(leaving.pk)], None)
    told = Notice.objects.filter(kind="assigned", recipient=taker)
    assert sorted(notice.texts["en"] for notice in told) == [
        "1 case was assigned to you as second officer.",
        "1 case was assigned to you.",
    ]
    # By the rule, what is left goes to whoever has least and is not in the case yet.
    assert handed(office, leaving, by_rule="on") == ["done"]
    make.reload(third)
    assert (third.dossier.officer, third.dossier.second_officer) == (taker, office.third.user)
    with pytest.raises(ValidationError) as error:
        make.take(office.director, third, "assign", officer=own, in_place_of=leaving)
    assert set(error.value.message_dict) == {"in_place_of"}


# --- the board -------------------------------------------------------------------------------------------------


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_each_figure_of_the_board_opens_as_many_cases(office: Office, other_office: Office) -> None:
    with at("2026-03-02"):
        office.register(applicant="逾期甲")
        office.accept(office.register(applicant="乙某"))
    suspended = office.register(applicant="丙某")
    office.accept(suspended)
    office.suspend(suspended)
    nobodys = office.register(applicant="丁某")
    Dossier.objects.unscoped("a test").filter(pk=nobodys.pk).update(officer=None)
    other_office.register(applicant="外区某")
    client = signed_in(office.director.user)
    page = client.get(reverse("cases:board")).content.decode()
    assert "外区某" not in page
    found = re.findall(r'<a href="(/reconsideration/\?[^"]+)">(\d+)</a>', page)
    assert len(found) > 8
    for url, count in found:
        rows = client.get(url.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'<tr role="row"', rows)) - 1 == int(count), url
    assert sum(one.counts["all"] for one in by_stage([office.organ], DAY)) == 4
    assert sum(one.counts["overdue"] for one in by_stage([office.organ], DAY)) == 2


def test_the_board_shows_what_waits_and_takes_no_more_queries_with_more_cases(office: Office) -> None:
    case = office.register()
    office.take(case, "decline", reason="decline_reason.out_of_time", explanation="逾期")
    client = signed_in(office.director.user)
    client.get(reverse("cases:board"))
    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("cases:board")).content.decode()
    assert "不予受理" in page
    assert office.officer.user.display_name in page
    for number in range(6):
        office.register(applicant=f"第{number}人")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("cases:board"))
    assert len(many) == len(few) <= 14


def test_what_an_officer_takes_on_is_settled_on_their_page(office: Office) -> None:
    own, client = office.officer.user, signed_in(office.director.user)
    url = reverse("cases:officer", args=[office.organ.pk, own.pk])
    page = client.get(url).content.decode()
    assert "domain.public_security" in page
    assert "未记载" not in page
    client.post(url, {"share": "50", "domains": ["domain.public_security"]})
    found = next(one for one in by_rule(office, "domain.public_security") if one.user == own)
    assert (found.share, found.of_domain, found.passed_over) == (50, True, "暂停分案")
    assert client.post(url, {"share": "5"}).status_code == 422


# --- approvals in one go ---------------------------------------------------------------------------------------


def test_several_approvals_are_given_each_by_itself(office: Office) -> None:
    asked = []
    for name in ("甲某", "乙某", "丙某"):
        case = office.register(applicant=name)
        asked.append(office.take(case, "decline", reason="decline_reason.out_of_time", explanation="逾期"))
    # Of the third the review has run out by the time of the answer.
    Dossier.objects.unscoped("a test").filter(pk=asked[2].dossier_id).update(status=DossierStatus.SUSPENDED)
    client = signed_in(office.director.user)
    ticked = {"approval": [one.pk for one in asked] + [987654], "opinion": "同意"}
    page = client.post(reverse("workflow:approve-many"), ticked).content.decode()
    status = [Approval.objects.unscoped("a test").get(pk=one.pk).status for one in asked]
    assert status == ["approved", "approved", "pending"]
    assert page.count("未能办理") == 1
    assert "案件中止中" in page
    assert "1项已不需您审批" in page
    # Sent again it changes nothing.
    entries = [one.dossier.timeline.count() for one in asked]
    client.post(reverse("workflow:approve-many"), ticked)
    assert [one.dossier.timeline.count() for one in asked] == entries == [2, 2, 1]
    # What waits for others is not given by whoever asks.
    page = signed_in(office.officer.user).post(reverse("workflow:approve-many"), ticked).content.decode()
    assert "没有选择任何事项" in page
