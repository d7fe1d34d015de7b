"""Periods that a document lays down: a decision so many days, an order to perform the last day itself."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.timekeeping import at
from deadlines import agenda
from deadlines.engine import Prescribed, clocks, explain, official_calendar, reckon
from deadlines.models import Reminder
from deadlines.reminders.stages import stages_of
from deadlines.reminders.sweep import sweep
from tests import factories as make
from tests.cases.ways import clock, day, due, errors, page, party, reading, second_agency
from tests.factories import Office
from workflow.steps import StepRefused

CALENDAR = official_calendar()


def test_what_a_document_sets_is_counted_or_taken_as_it_stands() -> None:
    counted = Prescribed(days=30, document="decision", number="复决1号", article="行政复议法(2023修订) 66")
    result = reckon(clocks()["fy_perform_set"], day("2026-03-06"), CALENDAR, prescribed=counted)
    # the thirtieth day, Sunday 5 April, is in the days off around 清明
    assert (result.due_on, result.nominal_on) == (day("2026-04-07"), day("2026-04-05"))
    chinese, english = explain(result), explain(result, "en")
    assert chinese[1] == ("+30日", "行政复议决定书（复决1号）所定期限，自然日，节假日照计（第66条）→ 4月5日")
    assert english[1][1].startswith(
        "Calendar days set by the reconsideration decision 复决1号, holidays included (art. 66)"
    )
    named = Prescribed(on=day("2026-04-05"), document="order")
    result = reckon(clocks()["fy_demand_set"], day("2026-03-20"), CALENDAR, prescribed=named)
    assert result.due_on == day("2026-04-05")  # a Sunday that the order itself names
    assert explain(result)[-1] == ("所定之日", "责令履行通知书指定的期限届满日（第77条第2款）→ 4月5日 周日，不顺延")
    assert explain(result, "en")[-1][1] == "Last day set by the order to perform (art. 77(2)) → 5 Apr, Sun, no roll"
    assert [stage.days for stage in stages_of("fy_demand_set")] == [5, 1, 0, -2, -5]


@pytest.mark.parametrize(
    ("name", "prescribed", "words"),
    [
        ("fy_demand_set", None, "needs either"),
        ("fy_demand_set", Prescribed(), "needs either"),
        ("fy_demand_set", Prescribed(days=3, on=day("2026-04-01")), "needs either"),
        ("fy_demand_set", Prescribed(on=day("2026-03-01")), "before it begins"),
        ("fy_redo_60d", Prescribed(days=3), "length by law"),
    ],
)
def test_what_is_set_and_what_the_law_sets_are_not_mixed(name: str, prescribed: Prescribed | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        reckon(clocks()[name], day("2026-03-20"), CALENDAR, prescribed=prescribed)


@pytest.mark.django_db
@pytest.mark.usefixtures("sound", "english")
def test_the_periods_of_a_decision_are_owed_by_each_respondent_it_names(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register(respondents=[make.agency_of(office.organ), second_agency(office)])
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.hear(case)
        first, second = case.dossier.parties.filter(role="respondent").order_by("position")
        parts = make.rows(
            {"request": "撤销处罚", "respondent": first.pk, "outcome": "outcome.revoke_redo"},
            {"request": "限期答复", "respondent": second.pk, "outcome": "outcome.order_performance"},
        )
        office.decide(case, "revoke_redo", dispositions=parts, redo_days=30, perform_days=15)
    with at("2026-03-06"):
        office.serve(case)
        assert due(case, "fy_redo_set", first) == ("running", day("2026-04-07"))
        assert due(case, "fy_perform_set", second) == ("running", day("2026-03-23"))  # Saturday 21 March rolls
        assert clock(case, "fy_redo_set", second) is clock(case, "fy_perform_set", first) is None
        assert not case.dossier.deadlines.filter(clock__in=["fy_redo_60d", "t07_redo_60d"]).exists()
        found = clock(case, "fy_redo_set", first)
        assert found is not None
        assert (found.owner, found.organisation_id, found.tracked) == ("agency", first.organisation_id, True)
        assert case.dossier.next_due_on == day("2026-03-23")
        theirs = page(office.liaison, case)
        assert "set by the reconsideration decision 复决1号" in theirs
        assert "to be performed by Tue 7 April" in theirs
        assert "to be performed by Mon 23 March" not in theirs  # what another agency owes
        ask = agenda.Ask(office.liaison, own=True)
        assert [entry.on for entry in agenda.entries(ask)] == [day("2026-04-07")]
        for name in ("home", "cases:list"):
            assert "New act as ordered, within the period the decision sets" in (
                reading(office.liaison).get(reverse(name)).content.decode()
            ), name
    with at("2026-03-31"):
        sweep()
        told = Reminder.objects.unscoped("a test").filter(deadline=found)
        assert [(row.stage, row.user_id) for row in told] == [(-5, office.liaison.user.pk)]
    with at("2026-04-08"):
        sweep()
        assert {row.role for row in told.filter(stage=1)} == {"liaison", "officer", "second"}
        words = "was to act by Tue 7 April; weigh an order to perform"
        assert words in page(office.officer, case)
        # closed or not, the agency still owes it
        office.take(case, "close", papers_complete="on")
        assert "New act as ordered" in reading(office.liaison).get(reverse("home")).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("sound", "english")
def test_an_order_to_perform_names_its_day_and_a_correction_moves_it(office: Office) -> None:
    with at("2026-07-06"):
        case = office.heard()
        office.decide(case, "revoke_redo")
        office.serve(case)
        # without a period of its own the decision leaves the sixty days of the rules in force
        assert due(case, "fy_redo_60d") == ("running", day("2026-09-04"))
        assert not case.dossier.deadlines.filter(clock="fy_redo_set").exists()
    order = {"party": party(case), "content": "重新作出决定", "number": "责履1号"}
    with at("2026-09-07"):
        office.approved(case, "demand", **order, until="2026-09-26")
        assert due(case, "fy_demand_set") == ("running", day("2026-09-26"))  # a Saturday
        assert "Last day set by the order to perform 责履1号" in page(office.liaison, case)
    with at("2026-09-21"):
        sweep()
        told = Reminder.objects.unscoped("a test").filter(deadline=clock(case, "fy_demand_set"), withdrawn_at=None)
        assert [row.stage for row in told if row.user == office.liaison.user] == [-5]
        entry = case.dossier.timeline.get(step="demand")
        make.correct(office.director, case, entry, **order, until="2026-09-28")
        assert due(case, "fy_demand_set") == ("running", day("2026-09-28"))
    with at("2026-09-22"):
        sweep()
        # another day is another run: the agency is told anew
        assert [row.due_on for row in told.filter(run__endswith="=2026-09-28")] == [day("2026-09-28")]
    with at("2026-09-29"):
        assert "did not perform by Mon 28 September as ordered: weigh an interview" in page(office.officer, case)
        done = {"how": "重作", "new_act": "甲公罚9号", "differs": "on"}
        make.take(office.liaison, case, "perform", party=party(case), **done)
        assert due(case, "fy_demand_set")[0] == due(case, "fy_redo_60d")[0] == "met"


@pytest.mark.django_db
@pytest.mark.usefixtures("sound", "english")
def test_under_the_law_of_2017_the_same_periods_rest_on_its_articles(office: Office) -> None:
    with at("2023-12-04"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        office.reply(case)
        office.decide(case, "order_performance", perform_days=20)
        office.serve(case)
        assert due(case, "fy17_perform_set") == ("running", day("2023-12-25"))  # Sunday 24 December rolls
        assert "reconsideration decision 复决1号, holidays included (art. 28(1), item 2)" in page(office.officer, case)
    with at("2023-12-26"):
        office.approved(case, "demand", party=party(case), content="x", until="2024-01-05")
        assert due(case, "fy17_demand_set") == ("running", day("2024-01-05"))
    with at("2024-01-08"):
        assert "did not perform by Fri 5 January as it was ordered to." in page(office.officer, case)


@pytest.mark.django_db
@pytest.mark.usefixtures("sound", "english")
def test_what_a_mediation_statement_sets_runs_from_its_effect(office: Office) -> None:
    with at("2026-07-06"):
        case, named, other = (office.heard(respondents=[make.agency_of(office.organ)]) for _number in range(3))
        both = make.mediation_of(case, performer="both", perform_by="2026-09-26", perform_within=30)
        with pytest.raises(ValidationError) as error:
            office.take(case, "mediate", **both)
        assert "not both" in errors(error, "perform_within")
        with pytest.raises(ValidationError) as error:
            office.take(case, "mediate", **make.mediation_of(case, perform_by="2026-07-05"))
        assert "before the statement takes effect" in errors(error, "perform_by")
        office.mediate(case, perform_within=30)
        office.mediate(named, performer="both", perform_by="2026-09-26")
        office.mediate(other, performer="applicants", perform_by="2026-09-26")
        # Signed and sealed it has effect before anything is served (73②): the thirtieth day is Wednesday 5 August.
        assert due(case, "fy_perform_set", party(case)) == ("running", day("2026-08-05"))
        assert due(named, "fy_perform_set", party(named)) == ("running", day("2026-09-26"))  # a Saturday that it names
        theirs = page(office.liaison, case)
        assert "set by the mediation statement 复调1号, holidays included (art. 73)" in theirs
        assert "To be performed within 30 days of taking effect." in theirs
        assert "to be performed by Wed 5 August" in theirs
        assert "To be performed by Sat 26 September." in page(office.officer, named)
        assert "Both sides" in page(office.liaison, named)
        # What the applicant's side has agreed to is theirs: the agency neither owes nor reports it.
        ours = party(other, "applicant")
        found = clock(other, "fy_perform_set", ours)
        assert found is not None
        assert (found.owner, found.due_on) == ("applicant", day("2026-09-26"))
        assert "to be performed by Sat 26 September" in page(office.officer, other)
        assert "to be performed by" not in page(office.liaison, other)
        with pytest.raises(ValidationError):
            make.take(office.liaison, other, "perform", party=ours, how="x")
        with pytest.raises(StepRefused, match="nothing to perform"):
            office.take(other, "demand", party=party(other), until="2026-09-26", content="x")
        office.take(other, "perform", party=ours, how="已缴纳")
        assert due(other, "fy_perform_set", ours)[0] == "met"
    with at("2026-07-31"):
        sweep()
        told = Reminder.objects.unscoped("a test").filter(deadline=clock(case, "fy_perform_set"))
        assert office.liaison.user.pk in {row.user_id for row in told}
        # Put right to another day the period follows; performed, it is met.
        entry = case.dossier.timeline.get(step="mediate")
        right = make.mediation_of(case, on_date="2026-07-06", perform_by="2026-08-20")
        make.correct(office.director, case, entry, **right)
        assert due(case, "fy_perform_set", party(case)) == ("running", day("2026-08-20"))
        make.take(office.liaison, case, "perform", party=party(case), how="已退还")
        assert due(case, "fy_perform_set", party(case))[0] == "met"
    with at("2023-12-04"):
        old = office.register()
        office.accept(old)
        office.mediate(old, perform_within=15)
        assert due(old, "fy17_perform_set", party(old)) == ("running", day("2023-12-19"))
