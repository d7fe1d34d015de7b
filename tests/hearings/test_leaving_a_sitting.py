"""A case taken off a sitting that hears several: what falls away for it, what stays for the others, and its return."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.actors import Actor
from accounts.once import new_key
from accounts.timekeeping import at
from deadlines.agenda import Ask, entries
from deadlines.models import Deadline
from hearings.models import Lawsuit, Sitting, SittingCase
from hearings.rates import Reading, rate
from hearings.services import hold_sitting, join_sitting, leave_sitting
from hearings.units import units_of
from notices.models import Notice
from tests import factories as make
from tests.factories import make_organisation
from tests.hearings.court import Court, open_steps, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def told(actor: Actor) -> list[str]:
    return [row.texts["en"] for row in Notice.objects.filter(recipient=actor.user, kind="sitting").order_by("pk")]


def booked(sitting: Sitting) -> set[tuple[str, str]]:
    return set(sitting.bookings.filter(active=True).values_list("resource", "resource_key"))


def nomination(suit: Lawsuit) -> list[str]:
    rows = Deadline.objects.unscoped("test").filter(dossier=suit.dossier, clock="ct_house_nomination")
    return [row.state for row in rows.order_by("pk")]


def off(court: Court, sitting: Sitting, *suits: Lawsuit, by: Actor | None = None, version: int | None = None) -> None:
    leave_sitting(
        actor=by or court.court_liaison,
        sitting=sitting,
        dossiers=[suit.dossier for suit in suits],
        on_date=dt.date(2026, 3, 3),
        reason="案情不同，分开审理",
        version=version,
    )


def test_a_case_goes_off_the_sitting_and_comes_back() -> None:
    court = Court()
    tax = make_organisation("甲区税务局", "department", court.organ.organisation)
    taxman = make.actor_for(make.make_user(make.Role.AGENCY_LIAISON, tax))
    with at("2026-03-02"):
        stays, goes = court.sue(), court.sue(officer=court.second.user, defendants=[court.defendant(tax, "original")])
        sitting = court.set(stays, "2026-03-20")
        assert "hears this case alone" in open_steps(court.officer, stays)["leave_hearing"]
        assert open_steps(court.second, goes)["leave_hearing"] == "No sitting is set."
        join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=[goes.dossier])
        head = court.head("钱局长", agency=tax)
        who = goes.dossier.parties.get(role="respondent")
        make.take(taxman, goes, "nominate_head", sitting=sitting, head=head, party=who)
        court.step(court.liaison, stays, "nominate_head", sitting, head=court.principal)
        assert len(booked(sitting)) == 5
        before = {actor.user.pk: len(told(actor)) for actor in (court.officer, court.liaison, court.second, taxman)}
    with at("2026-03-03"):
        make.take(court.second, goes, "leave_hearing", sitting=sitting, reason="案情不同，分开审理")
        # Whom the case concerns is told, and nobody else of a case that is not theirs.
        after = {actor.user.pk: len(told(actor)) for actor in (court.officer, court.liaison, court.second, taxman)}
        assert [after[pk] - before[pk] for pk in before] == [0, 0, 1, 1]
        assert f"{goes.dossier.number} is no longer heard in the sitting of 20 March 2026" in told(taxman)[-1]
        # Its officer and its head are free again; the room is taken up by the other case.
        assert {resource for resource, _key in booked(sitting)} == {"room", "officer", "head"}
        assert len(booked(sitting)) == 3
        assert court.of(goes, sitting, tax).state == "dropped"
        assert (court.of(stays, sitting).state, nomination(stays)) == ("nominated", ["met"])
        # In nobody's calendar any more; its history stays on both pages.
        assert entries(Ask(taxman), "sitting") == entries(Ask(court.second, own=True), "sitting") == []
        assert len(entries(Ask(court.liaison), "sitting")) == 1
        client = Client()
        client.force_login(taxman.user)
        client.cookies["django_language"] = "en"
        shown = client.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        assert goes.dossier.number in shown
        assert "案情不同，分开审理" in shown
        case = client.get(reverse("hearings:detail", args=[goes.pk])).content.decode()
        assert "案情不同，分开审理" in case
        # Alone now: what is left cannot be taken off.
        assert "hears this case alone" in open_steps(court.officer, stays)["leave_hearing"]
        entry = goes.dossier.timeline.get(step="leave_hearing")
        assert entry.data["form"]["reason"] == ["案情不同，分开审理"]
        # It may be set for another day, or come back: owed anew, with the head who was named.
        own = court.set(goes, "2026-03-27", by=court.second, courtroom="第三法庭")
        join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=[goes.dossier])
        assert (court.of(goes, sitting, tax).state, court.of(goes, sitting, tax).head) == ("nominated", head)
        assert len(booked(sitting)) == 5
        row = SittingCase.objects.unscoped("test").get(sitting=sitting, lawsuit=goes)
        assert (row.left_on, row.left_reason, row.entry.step) == (None, "", "join_hearing")
        off(court, sitting, goes)
        named = {"sitting": sitting, "head": head, "party": who}
        assert "not one of the available choices" in refused(make.take, taxman, goes, "nominate_head", **named)
        assert own.cases.get().lawsuit_id == goes.pk


def test_what_is_owed_begins_anew_for_a_case_that_comes_back() -> None:
    court = Court()
    with at("2026-03-02"):
        suits = [court.sue() for _n in range(3)]
        sitting = court.set(suits[0], "2026-03-20")
        join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=[suit.dossier for suit in suits[1:]])
        assert nomination(suits[1]) == ["running"]
    with at("2026-03-03"):
        sitting.refresh_from_db()
        stale = {"by": court.court_liaison, "version": sitting.version + 1}
        assert "changed while the page was open" in refused(off, court, sitting, suits[1], **stale)
        # All of them: nobody would be left to be heard, and nothing has changed.
        assert "hears this case alone" in refused(off, court, sitting, *suits)
        assert sitting.cases.standing().count() == 3
        client = Client()
        client.force_login(court.court_liaison.user)
        url = reverse("hearings:sitting-act", args=[sitting.pk, "leave"])
        assert client.get(url).status_code == 200
        sent = {"once_key": new_key(), "on_date": "2026-03-03", "cases": [suits[1].pk, suits[2].pk], "reason": "分案"}
        assert client.post(url, {**sent, "version": sitting.version}).status_code == 302
        assert nomination(suits[1]) == nomination(suits[2]) == ["ended"]
        assert "leave" not in client.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=[suits[1].dossier])
        assert nomination(suits[1])[-1] == "running"
        foreign = Client()
        foreign.force_login(court.liaison.user)
        assert foreign.get(url).status_code == 403
        late = {"sitting": sitting, "reason": "x", "on_date": "2026-03-21"}
    with at("2026-03-22"), override("en"):
        assert "before the sitting is over" in refused(make.take, court.officer, suits[1], "leave_hearing", **late)
    with at("2026-03-20T15:00"), override("en"):
        hold_sitting(actor=court.court_liaison, sitting=sitting)
        for suit in suits:
            make.reload(suit)
        assert [suit.heard_on for suit in suits] == [dt.date(2026, 3, 20), dt.date(2026, 3, 20), None]
        assert "was held" in open_steps(court.officer, suits[0])["leave_hearing"]
        assert "was held" in refused(off, court, sitting, suits[1])
        assert rate(units_of(Lawsuit.objects.unscoped("test")), Reading()).denominator == 2
