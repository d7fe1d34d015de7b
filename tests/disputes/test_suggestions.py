"""A suggestion from its registration to its end: each step, its clocks to the day, what escalates."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.timekeeping import at
from deadlines.reminders.sweep import sweep
from disputes.models import Suggestion
from notices.models import Notice
from tests import factories as make
from tests.disputes.register import Register
from tests.factories import browser
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


@pytest.fixture
def register() -> Register:
    return Register()


def periods(suggestion: Suggestion) -> dict[str, tuple[str, dt.date | None]]:
    """Each period by its clock, the latest of several: how it stands and when it is or was due."""
    found = suggestion.dossier.deadlines.order_by("starts_on", "pk")
    return {deadline.clock: (deadline.state, deadline.due_on) for deadline in found}


def row(suggestion: Suggestion, register: Register, place: object = None) -> object:
    return suggestion.agencies.get(organisation=place or register.agency)


def test_a_judicial_suggestion_is_answered_checked_and_closed(register: Register) -> None:
    with at("2026-03-02"):
        suggestion = register.received(number="（2026）渝0114司建3号")
        assert suggestion.state == "awaiting"
        # The register counts it, whatever number its paper bears; the agency reads the paper's alone.
        assert suggestion.dossier.case_number.text == "甲区建登〔2026〕1号"
        assert register.enter().dossier.case_number.text == "甲区建登〔2026〕2号"
        for actor, reads in ((register.officer, True), (register.liaison, False)):
            page = browser(actor).get(reverse("suggestions:detail", args=[suggestion.pk])).content.decode()
            assert ("甲区建登〔2026〕1号" in page) is reads
            found = browser(actor).get(reverse("search"), {"q": "建登〔2026〕1"}).content.decode()
            assert ("<mark>" in found) is reads
        # Two months from 2 March: 2 May is a holiday, and so are the days until 5 May.
        assert periods(suggestion) == {"jy_governance_2m": ("running", dt.date(2026, 5, 6))}
        assert suggestion.dossier.deadlines.get().owner == "agency"
        with pytest.raises(StepRefused, match="尚无单位作出回复"):
            register.check(suggestion)
        with pytest.raises(StepRefused, match="没有单位逾期未回复"):
            register.take(suggestion, "request_again", reply_by="2026-06-01", reason="x")
    with at("2026-03-20"):
        make.take(
            register.liaison,
            suggestion,
            "reply",
            party=register.party(suggestion),
            taken_up="wholly",
            measures="修订告知文书",
            responsible="郑局长",
            done_by="2026-04-10",
            papers=make.pdf("回复函.pdf"),
        )
        assert suggestion.state == "checking"
        assert periods(suggestion) == {
            "jy_governance_2m": ("met", dt.date(2026, 5, 6)),
            "jy_rectify_set": ("running", dt.date(2026, 4, 10)),
        }
        with pytest.raises(StepRefused, match="收到建议的单位均已回复"):
            register.answer(suggestion)
        with pytest.raises(StepRefused, match="既未整改到位"):
            register.take(suggestion, "close", result="x", papers_complete="on")
    with at("2026-04-08"):
        register.check(suggestion, result="partly")
        assert suggestion.state == "rectifying"
        assert periods(suggestion)["jy_rectify_set"] == ("running", dt.date(2026, 4, 10))
        make.take(
            register.liaison, suggestion, "report_rectification", party=register.party(suggestion), content="已全部修订"
        )
        assert suggestion.state == "checking"
        assert periods(suggestion)["jy_rectify_set"] == ("met", dt.date(2026, 4, 10))
        register.check(suggestion)
        assert suggestion.state == "settled"
        entry = row(suggestion, register)
        assert (entry.rectified, entry.responsible, entry.done_by) == ("done", "郑局长", dt.date(2026, 4, 10))
        with pytest.raises(StepRefused, match="所回复的事项已整改到位"):
            register.check(suggestion)
        register.take(suggestion, "close", result="已整改", papers_complete="on")
        assert (suggestion.state, suggestion.dossier.status) == ("closed", "closed")
        register.approved(suggestion, "reopen", reason="复查发现反弹")
        assert (suggestion.state, suggestion.dossier.closed_on) == ("settled", None)


@pytest.mark.parametrize(
    ("fields", "clock", "due"),
    [
        # 60 days of the law, whatever the paper says; 1 May is a holiday until the 5th.
        ({"subject": "norm"}, "jy_norm_60d", dt.date(2026, 5, 6)),
        ({"subject": "governance"}, "jy_governance_2m", dt.date(2026, 5, 6)),
        # One over an individual case: as the paper says, else as on governance.
        ({"subject": "individual"}, "jy_governance_2m", dt.date(2026, 5, 6)),
        ({"subject": "individual", "reply_by": dt.date(2026, 3, 28)}, "jy_reply_set", dt.date(2026, 3, 28)),
        ({"subject": "governance", "reply_days": 30}, "jy_reply_set", dt.date(2026, 4, 1)),
        ({"kind": "procuratorial", "reply_by": dt.date(2026, 4, 30)}, "jy_reply_set", dt.date(2026, 4, 30)),
        ({"kind": "procuratorial"}, None, None),
        ({"kind": "review_opinion"}, "fy_opinion_letter_60d", dt.date(2026, 5, 6)),
        ({"kind": "review_suggestion"}, None, None),
        ({"kind": "supervision"}, None, None),
        ({"kind": "supervision", "reply_days": 15}, "jy_reply_set", dt.date(2026, 3, 17)),
    ],
)
def test_a_period_is_the_laws_or_the_papers_and_never_invented(
    register: Register, fields: dict[str, object], clock: str | None, due: dt.date | None
) -> None:
    with at("2026-03-02"):
        suggestion = register.received(**{"issuer": None, **fields})
        assert periods(suggestion) == ({clock: ("running", due)} if clock else {})


def test_an_opinion_letter_of_the_old_law_has_that_laws_clock(register: Register) -> None:
    with at("2023-11-06"):
        letter = register.received(kind="review_opinion", issuer=None)
        assert periods(letter) == {"fy17_opinion_letter_60d": ("running", dt.date(2024, 1, 5))}


def test_each_agency_has_its_own_period_and_its_own_course(register: Register) -> None:
    both = [register.agency, register.other_agency]
    with at("2026-03-02"):
        suggestion = register.enter(agencies=both)
        assert periods(suggestion) == {}
        make.take(register.liaison, suggestion, "receive", party=register.party(suggestion))
        with pytest.raises(ValidationError):
            # Nobody signs for another agency.
            make.take(register.liaison, suggestion, "receive", party=register.party(suggestion, both[1]))
    with at("2026-03-09"):
        make.take(register.other_liaison, suggestion, "receive", party=register.party(suggestion, both[1]))
        due = {deadline.organisation_id: deadline.due_on for deadline in suggestion.dossier.deadlines.all()}
        # 9 May is a Saturday on which people work.
        assert due == {both[0].pk: dt.date(2026, 5, 6), both[1].pk: dt.date(2026, 5, 9)}
        with pytest.raises(StepRefused, match="均已登记收到"):
            register.take(suggestion, "receive", party=register.party(suggestion))
        register.answer(suggestion)
        assert suggestion.state == "awaiting"
        register.check(suggestion)
        register.answer(suggestion, both[1])
        assert suggestion.state == "checking"
        register.check(suggestion, both[1], result="not")
        assert suggestion.state == "rectifying"
        with pytest.raises(StepRefused, match="交通局"):
            register.take(suggestion, "close", result="x", papers_complete="on")


def test_what_is_ignored_escalates(register: Register) -> None:
    """Reminders, a second request with a day of its own, the report to the leader of the organ, and the end."""
    with at("2026-03-02"):
        suggestion = register.received()
    with at("2026-05-08"):
        # The second working day after the due date: the agency was told before it and on it, the office now.
        sweep()
        told = set(Notice.objects.filter(kind="reminder").values_list("recipient_id", flat=True))
        assert {register.liaison.user_id, register.officer.user_id} <= told
        with pytest.raises(StepRefused, match="再次要求"):
            register.take(suggestion, "report_unheeded", to="副区长", content="x", party=register.party(suggestion))
        register.take(
            suggestion,
            "request_again",
            party=register.party(suggestion),
            reply_by="2026-05-22",
            reason="逾期未回复",
            number="甲司督〔2026〕1号",
            document=make.pdf("催办函.pdf"),
        )
        assert suggestion.state == "awaiting"
        assert periods(suggestion) == {
            "jy_governance_2m": ("running", dt.date(2026, 5, 6)),
            "jy_again_set": ("running", dt.date(2026, 5, 22)),
        }
        # The new period runs: neither once more nor upward.
        for code in ("request_again", "report_unheeded"):
            with pytest.raises(StepRefused):
                register.take(suggestion, code, party=register.party(suggestion))
    with at("2026-05-25"):
        approval = register.take(
            suggestion, "report_unheeded", to="副区长", content="建议约谈", party=register.party(suggestion)
        )
        assert approval.permission == "approve.director"
        make.services.decide(actor=register.director, approval=approval, approve=True)
        make.reload(suggestion)
        assert row(suggestion, register).reported_up_on == dt.date(2026, 5, 25)
        assert register.leader.user_id in set(
            Notice.objects.filter(kind="suggestion").values_list("recipient_id", flat=True)
        )
        with pytest.raises(StepRefused):
            register.take(suggestion, "report_unheeded", party=register.party(suggestion))
    with at("2026-06-01"):
        # It answers after all: both periods are met, late, and what it does is checked like any other.
        register.answer(suggestion, taken_up="partly")
        assert {state for state, _due in periods(suggestion).values()} == {"met"}
        assert suggestion.state == "checking"
        register.check(suggestion, result="not")
        register.take(
            suggestion, "request_again", party=register.party(suggestion), reply_by="2026-06-20", reason="不到位"
        )
        assert suggestion.state == "awaiting"
        assert (row(suggestion, register).requests, row(suggestion, register).rectified) == (2, "")
        # Reported upward before: it can be closed.
        register.take(suggestion, "close", result="已由区政府督办", papers_complete="on")
        assert suggestion.state == "closed"
        assert not suggestion.dossier.deadlines.filter(state="running").exists()


def test_the_office_draws_up_and_issues_with_approval(register: Register) -> None:
    with at("2026-03-02"):
        suggestion, letter = register.drafted(), register.drafted("review_opinion")
        assert (suggestion.state, periods(suggestion)) == ("draft", {})
        with pytest.raises(StepRefused):
            register.take(suggestion, "receive", party=register.party(suggestion))
        for code in ("reply", "check_rectification", "close", "withdrawn"):
            with pytest.raises(StepRefused, match="阶段"):
                register.take(suggestion, code)
        issue = {"number": "甲司监〔2026〕1号", "reply_days": 20, "document": make.pdf("建议.pdf")}
        with pytest.raises(PermissionDenied):
            make.take(register.liaison, suggestion, "issue", **issue)
        approval = register.take(suggestion, "issue", **issue)
        assert (approval.permission, suggestion.state) == ("approve.director", "draft")
        register.take(suggestion, "amend", problem="改过的问题", proposal="改过的建议")
        make.services.decide(actor=register.director, approval=approval, approve=True)
        make.reload(suggestion)
        assert (suggestion.state, suggestion.dossier.number) == ("awaiting", "甲司监〔2026〕1号")
        register.take(suggestion, "receive", party=register.party(suggestion))
        assert periods(suggestion) == {"jy_reply_set": ("running", dt.date(2026, 3, 22))}
        # An opinion letter is the organ's: its leader signs, and the law alone sets its period.
        with pytest.raises(ValidationError, match="六十日"):
            register.take(letter, "issue", number="甲府复意〔2026〕1号", reply_days=20)
        approval = register.approved(letter, "issue", number="甲府复意〔2026〕1号")
        assert approval.permission == "approve.organ_leader"
        register.take(letter, "receive", party=register.party(letter))
        assert periods(letter) == {"fy_opinion_letter_60d": ("running", dt.date(2026, 5, 6))}
        taken = register.drafted()
        with pytest.raises(ValidationError):
            register.approved(taken, "issue", number="甲府复意〔2026〕1号")


def test_corrections_move_the_periods(register: Register) -> None:
    with at("2026-03-09"):
        suggestion = register.received(
            issued_on=dt.date(2026, 3, 2), received_on=dt.date(2026, 3, 9), number="甲建〔2026〕1号"
        )
        assert periods(suggestion)["jy_governance_2m"][1] == dt.date(2026, 5, 9)
        entry = suggestion.dossier.timeline.get(step="register")
        receipts = make.rows({"party": register.party(suggestion).pk, "received_on": "2026-03-05"})
        typed = {"on_date": "2026-03-03", "number": "甲建〔2026〕2号", "about": "norm", "receipts": receipts}
        correction = make.correct(register.director, suggestion, entry, **typed)
        assert correction.corrects_id == entry.pk
        assert (suggestion.issued_on, suggestion.dossier.number) == (dt.date(2026, 3, 3), "甲建〔2026〕2号")
        # It is about a normative document: sixty days from the receipt put right.
        alive = suggestion.dossier.deadlines.filter(state="running")
        assert [(one.clock, one.due_on) for one in alive] == [("jy_norm_60d", dt.date(2026, 5, 6))]
        assert row(suggestion, register).received_on == dt.date(2026, 3, 5)
        with pytest.raises(ValidationError):
            make.correct(register.director, suggestion, entry, **{**typed, "on_date": "2026-03-06"})
        reply = register.answer(suggestion, done_by="2026-03-20")
        make.correct(
            register.director,
            suggestion,
            reply,
            party=register.party(suggestion),
            taken_up="not",
            measures="不采纳，理由如下",
            responsible="郑局长",
        )
        assert (row(suggestion, register).taken_up, row(suggestion, register).done_by) == ("not", None)
        assert "jy_rectify_set" not in {one.clock for one in suggestion.dossier.deadlines.filter(state="running")}
        register.check(suggestion, result="not")
        again = register.take(
            suggestion, "request_again", party=register.party(suggestion), reply_by="2026-04-01", reason="理由不成立"
        )
        make.correct(
            register.director,
            suggestion,
            again,
            party=register.party(suggestion),
            reply_by="2026-04-10",
            reason="理由不成立",
        )
        assert (suggestion.state, row(suggestion, register).requests) == ("awaiting", 1)
        assert periods(suggestion)["jy_again_set"] == ("running", dt.date(2026, 4, 10))


def test_the_record_is_kept_right(register: Register) -> None:
    with at("2026-03-02"):
        case = register.register()
        suggestion = register.received(cases=[case.dossier])
        assert case.dossier.timeline.filter(step="linked").exists()
        register.take(suggestion, "add_agency", organisation=register.other_agency, received="on")
        assert suggestion.dossier.access.filter(organisation=register.other_agency, audience="party").exists()
        assert "交通局" in suggestion.dossier.title
        with pytest.raises(ValidationError):
            register.take(suggestion, "add_agency", organisation=register.other_agency)
        register.answer(suggestion)
        with pytest.raises(ValidationError, match="已有"):
            register.take(suggestion, "remove_agency", party=register.party(suggestion), reason="x")
        register.take(
            suggestion, "remove_agency", party=register.party(suggestion, register.other_agency), reason="误列"
        )
        assert not suggestion.dossier.access.filter(organisation=register.other_agency).exists()
        assert suggestion.state == "checking"
        with pytest.raises(ValidationError, match="作废"):
            register.take(suggestion, "remove_agency", party=register.party(suggestion), reason="x")
        make.take(register.director, suggestion, "assign", officer=register.second.user)
        assert suggestion.dossier.officer == register.second.user
        approval = make.take(register.second, suggestion, "withdrawn", reason="法院撤回")
        make.services.decide(actor=register.director, approval=approval, approve=True)
        make.reload(suggestion)
        assert (suggestion.state, suggestion.dossier.status) == ("closed", "closed")
        gone = register.received()
        register.approved(gone, "void", reason="重复登记")
        assert (gone.state, gone.dossier.deadlines.get().state) == ("void", "ended")


def test_a_court_registers_what_it_issued_and_nothing_else(register: Register) -> None:
    with at("2026-03-02"):
        made = register.enter(actor=register.court_liaison)
        assert {(row.audience, row.basis) for row in made.dossier.access.filter(organisation=register.court)} == {
            ("court", "issuer")
        }
        told = set(Notice.objects.filter(kind="suggestion").values_list("recipient_id", flat=True))
        assert {register.liaison.user_id} <= told
        of_procuratorate = {"kind": "procuratorial", "issuer": register.procuratorate}
        theirs = register.enter(actor=register.prosecutor, **of_procuratorate)
        assert theirs.dossier.access.get(organisation=register.procuratorate).audience == "procura"
        for actor, fields in (
            (register.court_liaison, of_procuratorate),
            (register.prosecutor, {}),
            (register.court_liaison, {"issuer": None}),
            (register.liaison, {}),
            (register.leader, {}),
        ):
            with pytest.raises(PermissionDenied):
                register.enter(actor=actor, **fields)
        with pytest.raises(ValidationError):
            register.enter(issued_on=dt.date(2026, 3, 3))
        with pytest.raises(ValidationError):
            register.enter(issued_on=dt.date(2026, 3, 2), received_on=dt.date(2026, 3, 1))
