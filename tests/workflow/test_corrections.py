"""Corrections: the clocks follow, nothing is overwritten, and what was known before can still be asked for."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.timekeeping import at, now
from cases.law import SIMPLE
from cases.models import ReconsiderationCase
from dossiers.models import Fact
from tests import factories as make
from tests.factories import Office
from workflow import services
from workflow.models import Approval, ApprovalStatus
from workflow.steps import Paper, StaleCase, StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def entry_of(case: ReconsiderationCase, step: str, number: int = 0):
    return case.dossier.timeline.filter(step=step, corrects=None).order_by("pk")[number]


def due(case: ReconsiderationCase, clock: str) -> dt.date | None:
    return case.dossier.deadlines.get(clock=clock).due_on


def current(case: ReconsiderationCase, kind: str) -> list[dt.date]:
    return [fact.on_date for fact in case.dossier.facts.current().filter(kind=kind)]


def test_a_receipt_corrected_after_acceptance_moves_the_review_and_not_the_decision(office: Office) -> None:
    with at("2026-03-04T09:00"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
    with at("2026-03-10T09:00"):
        before = now()
        register = entry_of(case, "register")
    with at("2026-03-10T10:00"):
        version = case.dossier.version
        entry = make.correct(office.director, case, register, "邮戳看错", on_date="2026-03-03", channel="channel.mail")
        assert due(case, "fy_review_5wd") == dt.date(2026, 3, 10)
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 6)
        assert (case.received_on, case.dossier.opened_on) == (dt.date(2026, 3, 3), dt.date(2026, 3, 3))
        assert case.channel_id == "channel.mail"
        assert case.dossier.version == version + 1
        assert (entry.corrects, entry.reason, entry.approved_by) == (register, "邮戳看错", office.director.user)
        # the timeline shows both
        assert [e.on_date for e in case.dossier.timeline.filter(step="register").order_by("pk")] == [
            dt.date(2026, 3, 2),
            dt.date(2026, 3, 3),
        ]
        # superseded, not overwritten; what was known before can be asked for
        old, new = case.dossier.facts.filter(kind="received").order_by("pk")
        assert (old.on_date, old.superseded_by, new.superseded_by) == (dt.date(2026, 3, 2), new, None)
        known = Fact.objects.unscoped("a test").filter(dossier=case.dossier, kind="received")
        assert [f.on_date for f in known.known_at(before)] == [dt.date(2026, 3, 2)]
        assert [f.on_date for f in known.known_at(now())] == [dt.date(2026, 3, 3)]
        assert case.dossier.trail.filter(action="step.correct").get().detail["step"] == "register"


def test_a_receipt_of_the_law_of_2017_moves_acceptance_and_decision_with_it(office: Office) -> None:
    with at("2023-12-20"):
        case = office.register()
        office.accept(case)
        assert due(case, "fy17_decide_60d") == dt.date(2024, 2, 18)
        make.correct(office.director, case, entry_of(case, "register"), on_date="2023-12-18", channel="channel.mail")
        assert (case.accepted_on, due(case, "fy17_decide_60d")) == (dt.date(2023, 12, 18), dt.date(2024, 2, 18))
    with at("2024-01-05"):
        make.correct(office.director, case, entry_of(case, "register"), on_date="2023-12-21", channel="channel.mail")
        assert (case.accepted_on, due(case, "fy17_decide_60d")) == (dt.date(2023, 12, 21), dt.date(2024, 2, 19))
        # the acceptance, corrected itself later, is found where the receipt has taken it
        make.correct(office.director, case, entry_of(case, "accept"), on_date="2023-12-25", procedure="ordinary")
        assert current(case, "accepted") == [dt.date(2023, 12, 21)]


def test_a_receipt_put_right_over_the_new_year_of_2024_changes_the_law(office: Office) -> None:
    with at("2024-01-05"):
        case = office.register(received_on=dt.date(2023, 12, 29))
        office.accept(case)
        assert (case.law, case.accepted_on) == ("2017", dt.date(2023, 12, 29))
        make.correct(office.director, case, entry_of(case, "register"), on_date="2024-01-02", channel="channel.mail")
        assert (case.law, case.accepted_on) == ("2023", dt.date(2024, 1, 5))
        assert due(case, "fy_decide_60d") == dt.date(2024, 3, 5)
        assert case.dossier.deadlines.get(clock="fy17_decide_60d").state == "ended"
        make.correct(office.director, case, entry_of(case, "register"), on_date="2023-12-29", channel="channel.mail")
        assert (case.law, case.accepted_on) == ("2017", dt.date(2023, 12, 29))
        assert case.dossier.deadlines.get(clock="fy17_decide_60d").state == "running"


def deemed(case: ReconsiderationCase) -> tuple[bool, dt.date]:
    """Whether the case counts as accepted by the clock, and the day; the current fact says the same."""
    fact = case.dossier.facts.current().get(kind="accepted")
    assert (fact.value["deemed"], fact.on_date) == (case.deemed_accepted, case.accepted_on)
    return case.deemed_accepted, case.accepted_on


def test_an_acceptance_that_a_corrected_receipt_makes_late_gives_way_to_the_clock(office: Office) -> None:
    with at("2026-03-09"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
        assert deemed(case) == (False, dt.date(2026, 3, 9))
        office.send_copies(case)
    with at("2026-03-12"):
        register = entry_of(case, "register")
        # Received on Saturday 28 February, a make-up working day, the review ran out on 6 March.
        approval = make.correct(office.officer, case, register, on_date="2026-02-28", channel="channel.mail")
        assert deemed(case) == (False, dt.date(2026, 3, 9))
        director = Client()
        director.cookies["django_language"] = "en"
        director.force_login(office.director.user)
        html = director.get(reverse("workflow:approval", args=[approval.pk])).content.decode()
        assert "The review had run out on Fri 6 March, before the acceptance of Mon 9 March" in html
        services.decide(actor=office.director, approval=approval, approve=True)
        make.reload(case)
        assert deemed(case) == (True, dt.date(2026, 3, 6))
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 6)
        assert due(case, "fy_send_copy_7wd") == dt.date(2026, 3, 17)
        # Put right once more, the notice came in time after all.
        make.correct(office.director, case, register, on_date="2026-03-03", channel="channel.mail")
        assert deemed(case) == (False, dt.date(2026, 3, 9))
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 8)


def test_an_acceptance_put_right_to_a_day_after_the_review_gives_way_to_the_clock(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
    with at("2026-03-16"):
        accept = entry_of(case, "accept")
        make.correct(office.director, case, accept, on_date="2026-03-09", procedure="ordinary")
        assert deemed(case) == (False, dt.date(2026, 3, 9))
        make.correct(office.director, case, accept, on_date="2026-03-10", procedure="ordinary")
        assert deemed(case) == (True, dt.date(2026, 3, 9))


def test_a_supplement_begins_the_review_anew_so_that_no_receipt_makes_the_acceptance_late(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-03-05")
    with at("2026-03-10"):
        office.take(case, "supplement_received")
    with at("2026-03-17"):
        office.accept(case)
        make.correct(office.director, case, entry_of(case, "register"), on_date="2026-02-27", channel="channel.mail")
        assert deemed(case) == (False, dt.date(2026, 3, 17))


def test_a_year_without_its_holidays_lapses_no_review(office: Office) -> None:
    with at("2027-01-06"):
        case = office.register(received_on=dt.date(2026, 12, 30))
        office.accept(case)
        make.correct(office.director, case, entry_of(case, "register"), on_date="2026-12-28", channel="channel.mail")
        assert deemed(case) == (False, dt.date(2027, 1, 6))


def test_an_acceptance_corrected_twice_moves_the_sixty_days_each_time(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 6)
    with at("2026-03-12"):
        accept = entry_of(case, "accept")
        make.correct(office.director, case, accept, on_date="2026-03-04", procedure="ordinary")
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 6)
        second = make.correct(office.director, case, accept, on_date="2026-03-09", procedure="ordinary")
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 8)
        # a correction of the correction is one of the entry that was first made
        third = make.correct(office.director, case, second, on_date="2026-03-06", procedure="ordinary")
        assert third.corrects == accept
        assert current(case, "accepted") == [dt.date(2026, 3, 6)]
        assert case.dossier.facts.filter(kind="accepted").count() == 4
        assert case.dossier.number == "甲区府复〔2026〕1号"
        with pytest.raises(ValidationError):
            make.correct(office.director, case, accept, on_date="2026-03-01", procedure="ordinary")


def test_a_correction_that_changes_nothing_leaves_the_facts_alone(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register()
        office.accept(case)
        facts = list(case.dossier.facts.order_by("pk").values_list("pk", "superseded_at"))
        make.correct(office.director, case, entry_of(case, "accept"), procedure="ordinary")
        assert list(case.dossier.facts.order_by("pk").values_list("pk", "superseded_at")) == facts


def test_a_day_does_not_pass_over_the_step_that_followed(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.accept(case)
    with at("2026-03-04"):
        office.send_copies(case)
    with at("2026-03-20"):
        with pytest.raises(ValidationError, match="cannot lie after"):
            make.correct(office.director, case, entry_of(case, "accept"), on_date="2026-03-05", procedure="ordinary")
        with pytest.raises(ValidationError):
            make.correct(
                office.director, case, entry_of(case, "register"), on_date="2026-03-03", channel="channel.mail"
            )


def test_what_was_not_so_is_voided(office: Office) -> None:
    """The receipt of the notice was entered with the notice by mistake: corrected, the period has not begun."""
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-03-02")
        assert case.dossier.deadlines.get(clock="fy_supplement_submit_10wd").state == "running"
        supplement = entry_of(case, "supplement")
        make.correct(office.director, case, supplement, matters=["supplement_reason.identity"])
        assert current(case, "supplement_served") == []
        assert case.dossier.deadlines.get(clock="fy_supplement_submit_10wd").state == "ended"
        void = case.dossier.facts.get(kind="supplement_served", void=True)
        assert void.supersedes.on_date == dt.date(2026, 3, 2)
        office.take(case, "supplement_served")
        assert case.dossier.deadlines.filter(clock="fy_supplement_submit_10wd", state="running").count() == 1


def test_copies_are_complete_on_the_day_of_the_last_whichever_entry_is_corrected(office: Office) -> None:
    second = make.make_organisation("甲区市场监督管理局", parent=office.organ.organisation)
    with at("2026-03-05"):
        case = office.register(respondents=[make.agency_of(office.organ), second])
        office.accept(case)
        one, two = case.dossier.parties.filter(role="respondent").order_by("position")
        office.take(case, "send_copy", party=one, manner="post.ems")
    with at("2026-03-06"):
        office.take(case, "send_copy", party=two, manner="post.ems")
        assert current(case, "copies_complete") == [dt.date(2026, 3, 6)]
    with at("2026-03-12"):
        make.correct(
            office.director, case, entry_of(case, "send_copy"), party=one, manner="post.ems", on_date="2026-03-10"
        )
        assert current(case, "copies_complete") == [dt.date(2026, 3, 10)]
        make.correct(
            office.director, case, entry_of(case, "send_copy", 1), party=two, manner="post.ems", on_date="2026-03-11"
        )
        assert current(case, "copies_complete") == [dt.date(2026, 3, 11)]
        assert sorted(current(case, "copy_sent")) == [dt.date(2026, 3, 10), dt.date(2026, 3, 11)]
        with pytest.raises(ValidationError):
            make.correct(office.director, case, entry_of(case, "send_copy"), party=two, manner="post.ems")


def test_a_service_entered_for_the_wrong_party_opens_the_service_again(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case)
        office.serve(case)
        assert case.state == "served"
        applicant = case.dossier.parties.get(role="applicant")
        respondent = case.dossier.parties.get(role="respondent")
        wrong = next(e for e in case.dossier.timeline.filter(step="serve") if e.facts.get().party == respondent)
        data = {"manner": "service_manner.direct", "effective_on": "2026-03-02"}
        with pytest.raises(ValidationError, match="already"):
            make.correct(office.director, case, wrong, party=applicant, **data)
    with at("2026-03-03"):
        make.correct(office.director, case, wrong, party=respondent, **{**data, "effective_on": "2026-03-03"})
        assert case.state == "served"
        assert sorted(current(case, "served")) == [dt.date(2026, 3, 2), dt.date(2026, 3, 3)]


def test_a_decision_corrected_keeps_the_case_where_it_stands(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.decide(case, "uphold")
        office.serve(case)
        office.take(case, "close", papers_complete="on")
        data = {"document_number": "复决2号", "summary": "更正"}
        make.correct(office.director, case, entry_of(case, "decide"), outcome="outcome.revoke", **data)
        assert (case.state, case.outcome_id, case.decision_number) == ("closed", "outcome.revoke", "复决2号")
        assert case.dossier.status == "closed"


def test_an_acceptance_corrected_after_the_conversion_leaves_the_procedure_as_it_now_is(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case, "simplified")
    with at("2026-03-10"):
        office.approved(case, "convert", reason="复杂")
        make.correct(
            office.director,
            case,
            entry_of(case, "accept"),
            on_date="2026-03-06",
            procedure="simplified",
            ground="simplified_ground.small_amount",
            plain=list(SIMPLE),
            amount="500",
        )
        assert case.procedure == "ordinary"
        assert due(case, "fy_decide_60d") == dt.date(2026, 5, 6)


def test_an_extended_case_does_not_become_a_simplified_one(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.approved(case, "extend", days=10, reason="x")
        with pytest.raises(ValidationError, match="extended"):
            make.correct(
                office.director,
                case,
                entry_of(case, "accept"),
                procedure="simplified",
                ground="simplified_ground.small_amount",
                plain=list(SIMPLE),
                amount="500",
            )


def test_an_extension_corrected_counts_itself_once(office: Office) -> None:
    with at("2026-03-05"):
        case = office.register()
        office.accept(case)
        office.approved(case, "extend", days=20, reason="x")
        make.correct(office.director, case, entry_of(case, "extend"), days=30, reason="x")
        assert due(case, "fy_decide_60d") == dt.date(2026, 6, 3)
        with pytest.raises(ValidationError):
            office.take(case, "extend", days=1, reason="x")


# --- who corrects ----------------------------------------------------------------------------------------------


def test_an_officers_correction_waits_for_the_director(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
        accept = entry_of(case, "accept")
        approval = make.correct(office.officer, case, accept, "日期录错", on_date="2026-03-05", procedure="ordinary")
        assert isinstance(approval, Approval)
        assert case.accepted_on == dt.date(2026, 3, 6)
        with pytest.raises(StepRefused, match="waits"):
            make.correct(office.officer, case, accept, on_date="2026-03-04", procedure="ordinary")
        services.decide(actor=office.director, approval=approval, approve=True)
        make.reload(case)
        assert case.accepted_on == dt.date(2026, 3, 5)
        entry = case.dossier.timeline.get(corrects=accept)
        assert (entry.taken_by, entry.approved_by, entry.reason) == (
            office.officer.user,
            office.director.user,
            "日期录错",
        )


def test_a_correction_asked_for_before_another_was_made_is_outdated(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
        accept = entry_of(case, "accept")
        approval = make.correct(office.officer, case, accept, on_date="2026-03-05", procedure="ordinary")
        make.correct(office.director, case, accept, on_date="2026-03-04", procedure="ordinary")
        with pytest.raises(StepRefused, match="no longer fits"):
            services.decide(actor=office.director, approval=approval, approve=True)
        approval.refresh_from_db()
        assert approval.status == ApprovalStatus.PENDING
        assert case.accepted_on == dt.date(2026, 3, 4)


def test_a_stale_correction_is_told_what_is_new(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register()
        office.accept(case)
        seen = case.dossier.version
        office.send_copies(case)
        with pytest.raises(StaleCase) as error:
            make.correct(
                office.director,
                case,
                entry_of(case, "accept"),
                on_date="2026-03-06",
                procedure="ordinary",
                version=seen,
            )
        assert [entry.step for entry in error.value.entries] == ["send_copy"]


def test_a_correction_on_paper_carries_its_scan(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register(received_on=dt.date(2026, 3, 2))
        office.accept(case)
    with at("2026-03-09"):
        paper = Paper(office.director.user, dt.date(2026, 3, 9), make.pdf("更正审批.pdf"))
        accept = entry_of(case, "accept")
        make.correct(office.officer, case, accept, on_date="2026-03-05", procedure="ordinary", paper=paper)
        assert case.accepted_on == dt.date(2026, 3, 5)
        approval = case.dossier.approvals.get()
        assert (approval.on_paper, approval.decided_by, approval.corrects) == (True, office.director.user, accept)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_gives_its_reason(office: Office, reason: str) -> None:
    with at("2026-03-06"):
        case = office.register()
        with pytest.raises(StepRefused, match="reason"):
            make.correct(office.director, case, entry_of(case, "register"), reason, channel="channel.mail")


def test_only_those_who_handle_the_case_correct(office: Office, other_office: Office) -> None:
    with at("2026-03-06"):
        case = office.register()
        for actor in (office.leader, office.liaison, other_office.officer, other_office.director):
            with pytest.raises(PermissionDenied):
                make.correct(actor, case, entry_of(case, "register"), channel="channel.mail")


@pytest.mark.parametrize("step", ["assign", "amend"])
def test_some_entries_are_put_right_by_taking_the_step_again(office: Office, step: str) -> None:
    data = {
        "assign": {"officer": office.officer.user},
        "amend": {
            "act_name": "a",
            "matter": "matter.punishment",
            "domain": "domain.public_security",
            "requests": "x",
        },
    }[step]
    with at("2026-03-06"):
        case = office.register()
        make.take(office.director, case, step, **data)
        with pytest.raises(StepRefused, match="cannot be corrected"):
            make.correct(office.director, case, entry_of(case, step), **data)


def test_nothing_of_a_void_case_is_corrected(office: Office) -> None:
    with at("2026-03-06"):
        case = office.register()
        office.approved(case, "void", reason="重复")
        with pytest.raises(StepRefused, match="void"):
            make.correct(office.director, case, entry_of(case, "register"), channel="channel.mail")
