"""What each course of the demonstration's lawsuits promises, looked at in what it left."""

from collections.abc import Callable
from typing import Any

from django.utils import translation

from accounts.actors import actor_for
from accounts.models import User
from accounts.timekeeping import today
from config.demo import COURSES
from config.demo.courses import answering, appearing, concluded, judged
from config.demo.days import Days
from deadlines.models import Deadline, DeadlineState
from dossiers.models import DossierLink, Fact
from hearings.appearances import unsettled
from hearings.models import Appearance, Lawsuit
from hearings.sittings.reading import record_of
from hearings.sittings.words import day_of
from hearings.tracking import cases_with_lacks

Suits = list[Lawsuit]


def suits_of(made: dict[Any, list[int]], course: Callable[..., Any]) -> Suits:
    """The lawsuits that a course made, in order."""
    rows = Lawsuit.objects.unscoped("test").select_related("dossier", "court", "outcome")
    return list(rows.filter(pk__in=made[course]).order_by("pk"))


def appearances(suits: Suits) -> list[Appearance]:
    rows = Appearance.objects.unscoped("test").filter(case__lawsuit__in=suits)
    return list(rows.select_related("case__sitting", "defendant", "came", "court_came", "settled_came").order_by("pk"))


def clocks(suit: Lawsuit) -> dict[str, Any]:
    """What runs in a suit, with its day."""
    running = Deadline.objects.unscoped("test").filter(dossier=suit.dossier, state=DeadlineState.RUNNING)
    return dict(running.values_list("clock", "due_on"))


def kinds(suit: Lawsuit) -> set[str]:
    return set(Fact.objects.unscoped("test").current().filter(dossier=suit.dossier).values_list("kind", flat=True))


def each_suit_stands_where_its_course_promises(made: dict[Any, list[int]]) -> None:
    """Looks at every lawsuit of the demonstration, loaded today."""
    standing = {course: [suit.state for suit in suits_of(made, course)] for course in COURSES}
    assert {course: states for course, states in standing.items() if states} == {
        concluded.upheld_and_sued: ["trial"],
        answering.notice_served: ["answering"],
        answering.answer_due: ["answering"],
        answering.answer_overdue: ["answering"],
        answering.postponed: ["answering"],
        answering.whole_process: ["trial"],
        appearing.string: ["trial"] * 3,
        appearing.head_named: ["trial"],
        appearing.head_absent: ["trial"],
        appearing.record_due: ["trial"],
        appearing.record_submitted: ["trial"],
        appearing.record_returned: ["trial"],
        judged.not_effective: ["judged"],
        judged.appealed: ["appealed", "answering"],
        judged.lost: ["effective"],
        judged.settled: ["closed"],
    }
    _answering(made)
    _before_the_hearing(made)
    _after_the_hearing(made)
    _judged(made)
    _after_reconsideration(made)


def _answering(made: dict[Any, list[int]]) -> None:
    answer, days = "xs_answer_evidence_15d", Days(today())
    (new,), (due,), (late,), (postponed,), (own,) = (
        suits_of(made, course)
        for course in (
            answering.notice_served,
            answering.answer_due,
            answering.answer_overdue,
            answering.postponed,
            answering.whole_process,
        )
    )
    assert new.served_on == days.back(0)
    assert clocks(new)[answer] > clocks(due)[answer] > today() > clocks(late)[answer]
    assert {"guidance_asked"} <= kinds(late)
    assert "guidance_given" not in kinds(late)
    assert {"evidence_extension_granted"} <= kinds(postponed)
    assert answer not in clocks(postponed)
    assert own.government
    assert own.major
    director = actor_for(User.objects.get(username="li"))
    lacking = {found["number"]: found["lacks"] for found in cases_with_lacks(director, today())}
    with translation.override("en"):
        lacks = {str(lack["title"]) for lack in lacking[own.dossier.number]}
    assert lacks == {"Response plan", "Instruction of the leader", "Major case reported upward", "Risk dealt with"}


def _before_the_hearing(made: dict[Any, list[int]]) -> None:
    string = appearances(suits_of(made, appearing.string))
    assert len({row.case.sitting_id for row in string}) == 1
    assert day_of(string[0].case.sitting) == Days(today()).ahead(3)
    assert [(row.state, row.head) for row in string] == [("awaited", None)] * 3
    assert string[0].obligatory_id == "appearance_call.food_and_drugs"
    assert all("ct_house_nomination" in clocks(suit) for suit in suits_of(made, appearing.string))
    (named,), (absent,) = (appearances(suits_of(made, c)) for c in (appearing.head_named, appearing.head_absent))
    assert (named.state, named.identity) == ("nominated", "in")
    assert (absent.state, absent.absence_id) == ("excused", "absence_ground.duty")
    files = absent.case.lawsuit.dossier.files
    assert files.filter(paper_id="paper.absence_proof").exists()


def _after_the_hearing(made: dict[Any, list[int]]) -> None:
    (due,), (submitted,), (returned,) = (
        suits_of(made, course)
        for course in (appearing.record_due, appearing.record_submitted, appearing.record_returned)
    )
    assert {row.state for row in appearances([due])} == {"nominated"}
    assert clocks(due)["ct_house_record"] >= today()
    (record,) = appearances([submitted])
    assert (record.state, record.came, record.present) == ("submitted", record.court_came, True)
    (again,) = appearances([returned])
    assert again.state == "returned"
    assert again.return_reason
    assert "ct_house_record_again" in clocks(returned)


def _judged(made: dict[Any, list[int]]) -> None:
    (open_one,) = suits_of(made, judged.not_effective)
    (row,) = appearances([open_one])
    assert unsettled(record_of(row))
    assert {row.came_id, row.court_came_id} == {"appearance.deputy", "appearance.staff"}
    assert clocks(open_one)["xs_appeal_judgment_15d"] >= today()
    assert open_one.effective_on is None
    first, second = suits_of(made, judged.appealed)
    assert {first.instance_id, second.instance_id} == {"suit_instance.first", "suit_instance.second"}
    assert (
        DossierLink.objects.unscoped("test")
        .filter(dossier=second.dossier, other=first.dossier, kind="instance")
        .exists()
    )
    assert clocks(second)["xs_appeal_answer_15d"] >= today()
    (lost,), (settled,) = suits_of(made, judged.lost), suits_of(made, judged.settled)
    assert lost.lost
    assert clocks(lost).keys() >= {"xs_perform_judgment", "jy_governance_2m"}
    assert settled.outcome_id == "suit_result.withdrawn_settled"
    assert settled.lost is False


def _after_reconsideration(made: dict[Any, list[int]]) -> None:
    (suit,) = suits_of(made, concluded.upheld_and_sued)
    case = DossierLink.objects.unscoped("test").get(dossier=suit.dossier, kind="sued").other
    assert case.pk in made[concluded.upheld_and_sued]
    assert suit.reconsideration_number == case.number
    assert kinds(suit) >= {"sitting_held"}
    assert sorted(suit.defendants.values_list("standing_id", "designation")) == [
        ("suit_standing.joint", "released"),
        ("suit_standing.original", "designated"),
    ]
    confirmed = [row for row in appearances([suit]) if row.state == "confirmed"]
    assert [row.present for row in confirmed] == [True]
