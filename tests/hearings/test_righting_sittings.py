"""What was entered wrongly of a sitting, put right in all of its cases: setting, move, cancelling, holding."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.timekeeping import at
from deadlines.models import Deadline
from dossiers.models import TimelineEntry
from hearings.models import Lawsuit, Sitting
from hearings.services import cancel_sitting, hold_sitting, join_sitting, move_sitting
from notices.models import Notice
from tests import factories as make
from tests.hearings.court import Court, refused
from tests.hearings.test_sittings import when
from workflow import preview, services
from workflow.models import Approval
from workflow.steps import proceeding_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.fixture
def court() -> Court:
    return Court()


@pytest.fixture
def suits(court: Court) -> list[Lawsuit]:
    """Three cases of one officer, heard in one sitting on 20 March."""
    assert court.court_liaison.user, court.liaison.user
    with at("2026-03-02"):
        found = [court.sue() for _n in range(3)]
        sitting = court.set(found[0], "2026-03-20")
        join_sitting(actor=court.officer, sitting=sitting, dossiers=[suit.dossier for suit in found[1:]])
    return found


def sitting_of(suit: Lawsuit) -> Sitting:
    return suit.sittings.order_by("pk").first().sitting


def entry_of(suit: Lawsuit, step: str) -> TimelineEntry:
    return suit.dossier.timeline.filter(step=step, corrects=None).latest("pk")


def right(court: Court, suit: Lawsuit, step: str, by: Actor | None = None, **data: Any) -> Any:
    entry = entry_of(suit, step)
    kept = {name: values[0] for name, values in entry.data["form"].items()}
    return make.correct(by or court.director, suit, entry, **{**kept, "on_date": entry.on_date, **data})


def facts(suits: list[Lawsuit], kind: str) -> list[list[tuple[str, int]]]:
    """The current facts of a kind in each case: day and sitting."""
    return [
        [(str(fact.on_date), fact.value["sitting"]) for fact in suit.dossier.facts.current().filter(kind=kind)]
        for suit in suits
    ]


def due(suit: Lawsuit, clock: str = "ct_house_nomination") -> list[str]:
    rows = Deadline.objects.unscoped("test").filter(dossier=suit.dossier, clock=clock).exclude(state="ended")
    return [str(row.due_on) for row in rows.order_by("pk")]


def told(actor: Actor) -> list[str]:
    return [row.texts["en"] for row in Notice.objects.filter(recipient=actor.user, kind="sitting").order_by("pk")]


def test_a_day_typed_wrongly_is_put_right_in_all_cases(court: Court, suits: list[Lawsuit]) -> None:
    sitting = sitting_of(suits[0])
    before = due(suits[2])
    with at("2026-03-03"):
        court.step(court.liaison, suits[1], "nominate_head", sitting, head=court.principal)
        version = suits[1].dossier.timeline.count()
        asked = right(court, suits[0], "set_hearing", by=court.officer, hearing_on="2026-03-23", courtroom="第五法庭")
        assert isinstance(asked, Approval)
        assert facts(suits, "sitting_set") == [[("2026-03-20", sitting.pk)]] * 3
        services.decide(actor=court.director, approval=asked, approve=True)
        sitting.refresh_from_db()
        assert (sitting.during.lower.day, sitting.courtroom, sitting.state) == (23, "第五法庭", "set")
        assert facts(suits, "sitting_set") == facts(suits, "appearance_owed") == [[("2026-03-23", sitting.pk)]] * 3
        assert due(suits[2]) > before
        # The head stays named, and is booked for the time that holds.
        assert court.of(suits[1], sitting).head == court.principal
        booked = sitting.bookings.filter(active=True)
        assert {row.resource for row in booked} == {"room", "officer", "head"}
        assert {row.during.lower.day for row in booked} == {23}
        # Each timeline shows both, and who asked and who approved.
        assert suits[1].dossier.timeline.count() == version + 1
        added = suits[1].dossier.timeline.latest("pk")
        assert (added.corrects, added.taken_by, added.approved_by, added.reason) == (
            entry_of(suits[1], "join_hearing"), court.officer.user, court.director.user, "录入有误",
        )  # fmt: skip
        for actor in (court.officer, court.liaison, court.court_liaison):
            (line,) = [line for line in told(actor) if "put right" in line]
            assert "23 March 2026 09:30–11:00, 第五法庭" in line
            assert "not on 20 March 2026" in line
        # Whoever cannot put it right in one of them cannot put it right at all.
        type(suits[2].dossier).objects.unscoped("test").filter(pk=suits[2].pk).update(recused=[court.officer.user.pk])
        with pytest.raises(PermissionDenied):
            right(court, suits[0], "set_hearing", by=court.officer, hearing_on="2026-03-24")


def test_a_move_is_put_right_or_taken_back_in_all_cases(court: Court, suits: list[Lawsuit]) -> None:
    old = sitting_of(suits[0])
    with at("2026-03-04"):
        court.step(court.liaison, suits[0], "nominate_head", old, head=court.principal)
        day = dt.date(2026, 3, 4)
        new = move_sitting(
            actor=court.court_liaison, sitting=old, on_date=day, reason="审判长公务", when=when("2026-03-25")
        )
        # The time of it was typed wrongly: put right from whichever of the cases.
        right(court, suits[2], "move_hearing", hearing_on="2026-03-26", starts="14:30", ends="16:00")
        new.refresh_from_db()
        assert (new.during.lower.day, new.state, facts(suits, "sitting_cancelled")) == (
            26, "set", [[("2026-03-04", old.pk)]] * 3,
        )  # fmt: skip
        assert [rows[-1] for rows in facts(suits, "sitting_set")] == [("2026-03-26", new.pk)] * 3
        assert court.of(suits[0], new).head == court.principal
        court.step(court.liaison, suits[0], "change_head", new, head=court.deputy, reason="出差")
        court.step(court.liaison, suits[1], "nominate_head", new, head=court.deputy)
        further = court.sue()
        join_sitting(actor=court.officer, sitting=new, dossiers=[further.dossier])
        assert f"{further.dossier.number} joined the sitting" in refused(
            right, court, suits[0], "move_hearing", stands="no"
        )
    with at("2026-03-05"):
        taken = {"sitting": new, "reason": "分开审理"}
        make.take(court.officer, further, "leave_hearing", **taken)
        other = court.sue(officer=court.second.user)
        # The room is taken up by now: nothing changes, and the page says so before.
        beside = court.set(other, "2026-03-20", by=court.second)
        assert "第二法庭 is taken up by the sitting of 20 March" in refused(
            right, court, suits[0], "move_hearing", stands="no"
        )
        old.refresh_from_db()
        assert old.state == "moved"
        entry = entry_of(suits[0], "move_hearing")
        raw = {**entry.data["form"], "on_date": ["2026-03-04"], "stands": ["no"]}
        rehearsed = {"actor": court.director, "dossier": suits[0].dossier, "corrected": entry, "raw": raw}
        declared = proceeding_type("litigation").steps["move_hearing"]
        found = preview.rehearse(step=declared, **rehearsed)
        assert found is not None
        assert "is taken up" in found.refused
        cancel_sitting(actor=court.second, sitting=beside, on_date=dt.date(2026, 3, 5), reason="撤回起诉")
        found = preview.rehearse(step=declared, **rehearsed)
        assert found is not None
        assert len(found.elsewhere) == 2, found.elsewhere
        assert {line.split(":")[0] for line in found.elsewhere} == {suit.dossier.number for suit in suits[1:]}
        right(court, suits[1], "move_hearing", stands="no", why="误将另案改期登记于本场")
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.state, old.replaced_by, old.change_reason, new.state) == ("set", None, "", "cancelled")
        assert facts(suits, "sitting_cancelled") == [[]] * 3
        assert facts(suits, "sitting_set") == [[("2026-03-20", old.pk)]] * 3
        # What the agency entered since goes with the case.
        assert [court.of(suit, old).head for suit in suits] == [court.deputy, court.deputy, None]
        assert [court.of(suit, old).state for suit in suits] == ["nominated", "nominated", "awaited"]
        assert {court.of(suit, new).state for suit in suits} == {"dropped"}
        assert not new.bookings.filter(active=True).exists()
        assert {row.resource for row in old.bookings.filter(active=True)} == {"room", "officer", "head"}
        assert "is on 20 March 2026 09:30–11:00" in told(court.liaison)[-1]
    with at("2026-03-06"):
        # It was right after all.
        right(court, suits[0], "move_hearing", stands="yes", hearing_on="2026-03-26")
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.state, old.replaced_by, new.state) == ("moved", new, "set")
        assert [rows[-1] for rows in facts(suits, "sitting_set")] == [("2026-03-26", new.pk)] * 3
        hold_time = dt.datetime.fromisoformat("2026-03-26T17:00+08:00")
    with at(hold_time):
        hold_sitting(actor=court.court_liaison, sitting=new)
        assert "was moved, cancelled or held since" in refused(right, court, suits[0], "move_hearing", stands="no")


def test_a_cancelling_and_a_holding_are_taken_back_in_all_cases(court: Court, suits: list[Lawsuit]) -> None:
    sitting = sitting_of(suits[0])
    with at("2026-03-04"):
        court.step(court.liaison, suits[0], "nominate_head", sitting, head=court.principal)
        cancel_sitting(actor=court.officer, sitting=sitting, on_date=dt.date(2026, 3, 4), reason="误登")
        assert due(suits[1]) == []
        right(court, suits[1], "cancel_hearing", reason="原告申请延期")
        sitting.refresh_from_db()
        assert (sitting.state, sitting.change_reason) == ("cancelled", "原告申请延期")
        right(court, suits[2], "cancel_hearing", stands="no")
        sitting.refresh_from_db()
        assert (sitting.state, sitting.change_reason, facts(suits, "sitting_cancelled")) == ("set", "", [[]] * 3)
        assert [court.of(suit, sitting).state for suit in suits] == ["nominated", "awaited", "awaited"]
        assert due(suits[1]) != []
        assert sitting.bookings.filter(active=True).count() == 3
        assert "is set for 20 March 2026" in told(court.court_liaison)[-1]
    with at("2026-03-20T15:00"):
        hold_sitting(actor=court.court_liaison, sitting=sitting, observers=3)
        suits[0].refresh_from_db()
        assert (suits[0].trial, suits[0].heard_on) == ("oral", dt.date(2026, 3, 20))
        another = court.set(suits[0], "2026-03-27", by=court.court_liaison, courtroom="第三法庭")
        assert "stays with the sitting" in refused(right, court, suits[0], "hold_hearing", sitting=another)
        right(court, suits[1], "hold_hearing", observers="30")
        sitting.refresh_from_db()
        kept = [suit.dossier.timeline.filter(step="hold_hearing").latest("pk").data["form"] for suit in suits]
        assert (sitting.observers, [form["observers"] for form in kept]) == (30, [["30"]] * 3)
        assert len(due(suits[2], "ct_house_record")) == 1
        right(court, suits[1], "hold_hearing", stands="no", why="当日休庭，未开庭")
        sitting.refresh_from_db()
        assert (sitting.state, sitting.observers) == ("set", None)
        assert facts(suits, "sitting_held") == facts(suits, "appearance_record_owed") == [[]] * 3
        assert due(suits[2], "ct_house_record") == []
        for suit in suits:
            suit.refresh_from_db()
            assert (suit.trial, suit.heard_on) == ("", None)
        # And so it can be moved, as it was.
        moved = move_sitting(
            actor=court.officer, sitting=sitting, on_date=dt.date(2026, 3, 20), reason="休庭", when=when("2026-03-30")
        )
        assert moved.cases.standing().count() == 3


def test_the_page_of_a_sitting_leads_to_its_correction(court: Court, suits: list[Lawsuit]) -> None:
    sitting = sitting_of(suits[0])
    with at("2026-03-20T15:00"):
        hold_sitting(actor=court.court_liaison, sitting=sitting)
        client = Client()
        client.force_login(court.director.user)
        page = client.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        entry = entry_of(suits[0], "hold_hearing")
        url = reverse("workflow:correct", args=[suits[0].pk, entry.pk])
        assert url in page
        shown = client.get(url)
        assert shown.status_code == 200
        suits[0].dossier.refresh_from_db()
        fields = {"on_date": "2026-03-20", "sitting": sitting.pk, "stands": "no", "correction-reason": "误登"}
        asked = {**fields, "version": suits[0].dossier.version, "opened": suits[0].dossier.version, "key": "k" * 32}
        said = client.post(url, {**asked, "preview": "1"}).content.decode()
        assert suits[1].dossier.number in said
        assert "等2件" in said
        answer = client.post(url, asked)
        # What it causes is read before it is done.
        seal = answer.context["seal"]
        assert answer.status_code == 200
        assert client.post(url, {**asked, "seen": seal}).status_code == 302
        sitting.refresh_from_db()
        assert sitting.state == "set"
        client.force_login(court.court_liaison.user)
        assert "correct" not in client.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        assert client.get(url).status_code == 403
