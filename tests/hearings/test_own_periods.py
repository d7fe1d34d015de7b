"""A period of the house set by one organ for itself, from a day on; what a law sets is the same for all."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.once import new_key
from accounts.timekeeping import at
from deadlines.changes.services import draw_up_correction, work_out
from deadlines.models import Change, Deadline
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
