"""What follows from one suit in another and from one ruling before the judgment: the result of an appeal is told to the
suit below; a ruling on the jurisdiction has a period for appeal of its own.
"""

import datetime as dt

import pytest

from accounts.timekeeping import at
from deadlines.models import Deadline
from dossiers.models import Code
from hearings.models import Lawsuit, State
from hearings.services import follow
from notices.models import Notice
from tests import factories as make
from tests.factories import Office
from tests.hearings.court import open_steps, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def _appealed(office: Office) -> tuple[Lawsuit, Lawsuit]:
    """A first instance under appeal, and the second instance that is linked with it."""
    with at("2026-03-02"):
        below = office.sue()
        parties = list(below.dossier.parties.all())
        office.take(below, "answer", party=below.dossier.parties.get(role="respondent"), what="both")
        office.take(below, "judge", outcome="suit_result.revoked")
        office.take(below, "serve_judgment", parties=parties)
        office.take(below, "appeal", party=below.dossier.parties.get(role="respondent"))
    with at("2026-04-01"):
        second = Code.objects.get(pk="suit_instance.second")
        above = office.sue(number="（2026）渝04行终7号", instance=second)
        follow(actor=office.officer, suit=above, other=below.dossier, kind="instance")
    return below, above


def test_the_result_of_an_appeal_is_told_to_the_suit_below(office: Office) -> None:
    below, above = _appealed(office)
    with at("2026-06-01"):
        judged = office.take(above, "judge", outcome="suit_result.affirmed")
        make.reload(below)
        assert below.state == State.APPEALED
    with at("2026-06-05"):
        office.take(above, "serve_judgment", parties=list(above.dossier.parties.all()))
        make.reload(below)
        assert (below.state, below.effective_on) == (State.EFFECTIVE, dt.date(2026, 6, 5))
        entry = below.dossier.timeline.get(step="appeal_ended")
        assert entry.data["form"]["result"] == ["affirmed"]
        assert entry.data["form"]["number"] == [above.dossier.number]
        assert any(above.dossier.number in row.texts["en"] for row in Notice.objects.filter(kind="suit"))
    with at("2026-06-10"):
        # Judged otherwise than was entered: what was told follows, with the reason of the correction.
        make.correct(
            office.director, above, judged, why="主文录错", outcome="suit_result.sent_back", on_date="2026-06-01"
        )
        make.reload(below)
        assert (below.state, below.effective_on) == (State.APPEALED, None)
        told = below.dossier.timeline.latest("pk")
        assert (told.corrects, told.reason, told.data["form"]["result"]) == (entry, "主文录错", ["sent_back"])
        assert [fact.value["result"] for fact in below.dossier.facts.current().filter(kind="appeal_ended")] == [
            "sent_back"
        ]


def test_what_cannot_be_told_is_left_to_whoever_handles_the_suit_below(office: Office) -> None:
    below, above = _appealed(office)
    with at("2026-06-01"):
        # A withdrawal in the second instance may be one of the appeal or of the suit.
        office.take(above, "withdraw_suit", kind="suit_result.withdrawn")
        office.take(above, "serve_judgment", parties=list(above.dossier.parties.all()))
        make.reload(below)
        assert (above.state, below.state) == (State.EFFECTIVE, State.APPEALED)
        office.take(below, "appeal_ended", result="withdrawn")
        assert below.state == State.EFFECTIVE


def test_a_ruling_on_the_jurisdiction_has_its_own_period_for_appeal(office: Office) -> None:
    def periods(suit: Lawsuit) -> list[tuple[str, str]]:
        rows = Deadline.objects.unscoped("test").filter(dossier=suit.dossier, clock="xs_appeal_ruling_10d")
        return [(row.state, str(row.due_on)) for row in rows.order_by("pk")]

    with at("2026-06-01"):
        suit = office.sue()
        other = office.sue()
        for one in (suit, other):
            party = one.dossier.parties.get(role="respondent")
            office.take(one, "object_jurisdiction", party=party, reason="级别管辖")
            assert "not entered when a ruling" in open_steps(office.officer, one)["appeal_ruling"]
    with at("2026-06-08"):
        ruled = {"result": "rejected", "on_date": "2026-06-05"}
        who = suit.dossier.parties.get(role="respondent")
        early = {**ruled, "served_on": "2026-06-04"}
        assert "between the day of the ruling" in refused(office.take, suit, "rule_objection", party=who, **early)
        for one in (suit, other):
            party = one.dossier.parties.get(role="respondent")
            office.take(one, "rule_objection", party=party, served_on="2026-06-08", **ruled)
            assert periods(one) == [("running", "2026-06-18")]
    with at("2026-06-18"):
        make.take(office.liaison, suit, "appeal_ruling", party=who)
        assert periods(suit) == [("met", "2026-06-18")]
        assert "entered already" in open_steps(office.officer, suit)["appeal_ruling"]
    with at("2026-06-22"):
        assert "within ten days" in open_steps(office.officer, other)["appeal_ruling"]
        # The period against the judgment is another one, and what takes effect is reckoned by that alone.
        office.take(suit, "judge", outcome="suit_result.rejected")
        office.take(suit, "serve_judgment", parties=list(suit.dossier.parties.all()))
        assert periods(suit) == [("met", "2026-06-18"), ("running", "2026-07-02"), ("running", "2026-07-02")]
    with at("2026-07-03"):
        office.take(suit, "take_effect", on_date="2026-07-03")
        assert (suit.state, suit.effective_on) == (State.EFFECTIVE, dt.date(2026, 7, 3))
