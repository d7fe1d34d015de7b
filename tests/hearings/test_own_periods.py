"""A period of the house set by one organ for itself, from a day on; what a law sets is the same for all."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.once import new_key
from accounts.timekeeping import at
from deadlines.changes.services import draw_up_correction, work_out
from deadlines.models import Change, Deadline, Reminder
from deadlines.reminders.sweep import sweep
from hearings.models import Lawsuit
from tests.deadlines.test_changes import carry_out, head, withdraw
from tests.hearings.court import Court

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]
CLOCK = "ct_house_nomination"


def due(suit: Lawsuit) -> list[str]:
    rows = Deadline.objects.unscoped("test").filter(dossier=suit.dossier, clock=CLOCK).order_by("pk")
    return [str(row.due_on) for row in rows]


def test_an_organ_sets_its_own_period_from_a_day_on() -> None:
    mine, other = Court(), Court("乙区")
    keeper = head(mine.organ)
    with at("2026-03-02"):
        suits = [mine.sue(), other.sue()]
        for court, suit in zip((mine, other), suits, strict=True):
            court.set(suit, "2026-03-20")
        early = mine.sue()
        mine.set(early, "2026-03-10", courtroom="第三法庭")
        before = [due(suit) for suit in (*suits, early)]
        wanted = {"cells": {"length": "7"}, "since": dt.date(2026, 3, 16), "basis": "本机关应诉工作规则（2026）"}
        with pytest.raises(PermissionDenied):
            draw_up_correction(actor=keeper, clock=CLOCK, **wanted)
        with pytest.raises(PermissionDenied):
            draw_up_correction(actor=keeper, clock=CLOCK, organ=other.organ, **wanted)
        with pytest.raises(ValidationError, match="A law sets this period"):
            draw_up_correction(actor=keeper, clock="xs_answer_evidence_15d", organ=mine.organ, **wanted)
        change = work_out(draw_up_correction(actor=keeper, clock=CLOCK, organ=mine.organ, **wanted).pk)
        assert (change.moved, [due(suit) for suit in (*suits, early)]) == (1, before)
        change = carry_out(keeper, change)
        assert change.status == "in_force"
        # Four working days earlier for what lies after the day, in this organ alone.
        assert [due(suit) for suit in (*suits, early)] == [["2026-03-10"], before[1], before[2]]
        # What is set from now on is reckoned by it too.
        later = mine.sue()
        mine.set(later, "2026-03-27", courtroom="第四法庭")
        foreign = other.sue()
        other.set(foreign, "2026-03-27", courtroom="第四法庭")
        assert due(later) < due(foreign)
        client = Client()
        client.force_login(keeper.user)
        url = reverse("deadlines:clock-correct", args=[CLOCK])
        form = client.get(url)
        assert form.status_code == 200
        assert [organ.pk for organ in form.context["form"].fields["organ"].queryset] == [mine.organ.pk]
        sent = {**form.context["form"].initial, "once_key": new_key(), "length": "4", "basis": "规则", "since": ""}
        answer = client.post(url, {name: value or "" for name, value in sent.items()} | {"organ": other.organ.pk})
        assert answer.status_code == 422
        answer = client.post(url, {name: value or "" for name, value in sent.items()} | {"organ": mine.organ.pk})
        assert answer.status_code == 302
        assert Change.objects.latest("pk").organ == mine.organ
        assert client.get(reverse("deadlines:clock-correct", args=["xs_answer_evidence_15d"])).status_code == 403
        assert client.get(reverse("deadlines:clock", args=[CLOCK])).status_code == 200
        withdraw(keeper, change)
        assert [due(suit) for suit in (*suits, early)] == before


def test_what_the_house_asks_is_reminded_of_and_goes_up_when_it_is_late() -> None:
    court = Court()
    people = {court.liaison.user.pk: "liaison", court.officer.user.pk: "officer", court.director.user.pk: "director"}

    def told(day: str) -> set[tuple[str, int, str]]:
        """Of what was told on a day: the clock, the working days from its end, whom."""
        known = set(Reminder.objects.unscoped("test").values_list("pk", flat=True))
        with at(f"{day}T10:00"):
            sweep()
        rows = Reminder.objects.unscoped("test").exclude(pk__in=known).filter(overtaken=False)
        rows = rows.filter(deadline__clock__startswith="ct_house_")
        return {(row.deadline.clock, row.stage, people[row.user_id]) for row in rows.select_related("deadline")}

    with at("2026-03-02"):
        suit, late = court.sue(), court.sue()
        sitting = court.set(suit, "2026-03-20")
        court.set(late, "2026-03-20", courtroom="第三法庭", clash_reason="同一承办人")
    assert told("2026-03-12") == set()
    assert told("2026-03-13") == {(CLOCK, -1, "liaison")}
    assert told("2026-03-16") == {(CLOCK, 0, "liaison")}
    with at("2026-03-16T11:00"):
        court.step(court.liaison, suit, "nominate_head", sitting, head=court.principal)
    # Who is named is reminded of the papers; of the other hearing the office is told that nobody is.
    assert told("2026-03-17") == {
        ("ct_house_identity", -1, "liaison"),
        (CLOCK, 1, "liaison"),
        (CLOCK, 1, "officer"),
    }
    assert (CLOCK, 5, "director") in told("2026-03-23")
