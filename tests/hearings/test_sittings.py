"""Sittings: set, joined by many cases, moved, cancelled, held; clashes told and confirmed; everybody told once."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Role
from accounts.once import new_key
from accounts.timekeeping import at
from deadlines.agenda import Ask, entries
from hearings.models import Appearance, Booking, Sitting, SittingCase
from hearings.services import cancel_sitting, hold_sitting, join_sitting, move_sitting
from notices.models import Notice
from tests import factories as make
from tests.factories import browser, pdf
from tests.hearings.court import Court, open_steps, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.fixture
def court() -> Court:
    return Court()


def when(day: str, starts: str = "09:30", ends: str = "11:00", room: str = "第二法庭") -> dict[str, object]:
    moments = tuple(dt.datetime.fromisoformat(f"{day}T{hour}+08:00") for hour in (starts, ends))
    return {"mode": "in_person", "courtroom": room, "presider": "", "during": moments}


def told(actor: Actor) -> list[str]:
    return [row.texts["en"] for row in Notice.objects.filter(recipient=actor.user, kind="sitting").order_by("pk")]


def test_a_sitting_is_set_moved_and_cancelled_and_everybody_hears_of_it_once(court: Court) -> None:
    with at("2026-03-02"):
        suit = court.sue()
        assert "ends after" in refused(court.set, suit, "2026-03-20", ends="09:30")
        assert "Name the courtroom" in refused(court.set, suit, "2026-03-20", courtroom=None)
        assert "lies before it" in refused(court.set, suit, "2026-03-01")
        sitting = court.set(suit, "2026-03-20", by=court.court_liaison, notice=pdf())
        court.step(court.liaison, suit, "nominate_head", sitting, head=court.principal)
        court.step(court.liaison, suit, "hand_in_identity", sitting, statement=pdf())
    everybody = (court.officer, court.liaison, court.court_liaison)
    assert [told(actor) for actor in everybody] == [[told(court.officer)[0]]] * 3
    assert "20 March 2026 09:30–11:00, 第二法庭" in told(court.officer)[0]
    (line,) = entries(Ask(court.liaison, own=True), "sitting")
    assert (line.on, line.starts_at.hour, line.number) == (dt.date(2026, 3, 20), 9, suit.dossier.number)
    assert entries(Ask(court.leader, own=True), "sitting") == []

    with at("2026-03-10"):
        assert "Give the reason" in refused(
            move_sitting, actor=court.officer, sitting=sitting, on_date=dt.date(2026, 3, 10), reason=" ",
            when=when("2026-03-25"),
        )  # fmt: skip
        new = move_sitting(
            actor=court.court_liaison,
            sitting=sitting,
            on_date=dt.date(2026, 3, 10),
            reason="审判长公务",
            when=when("2026-03-25", "14:30", "16:00"),
            version=sitting.version,
        )
    sitting.refresh_from_db()
    assert (sitting.state, sitting.replaced_by, sitting.change_reason) == ("moved", new, "审判长公务")
    assert [len(told(actor)) for actor in everybody] == [2, 2, 2]
    # The head stays named with the papers; the old appearance fell away, and its bookings.
    assert court.of(suit, sitting).state == "dropped"
    now = court.of(suit, new)
    assert (now.state, now.head, now.identity) == ("nominated", court.principal, "in")
    assert not Booking.objects.filter(sitting=sitting, active=True).exists()
    assert set(new.bookings.values_list("resource", flat=True)) == {"room", "head", "officer"}
    assert "set no more" in refused(
        cancel_sitting, actor=court.officer, sitting=sitting, on_date=dt.date(2026, 3, 11), reason="x"
    )
    with at("2026-03-11"):
        assert "changed while" in refused(
            cancel_sitting, actor=court.officer, sitting=new, on_date=dt.date(2026, 3, 11), reason="x", version=99
        )
        assert "not begun" in refused(hold_sitting, actor=court.officer, sitting=new)
        cancel_sitting(actor=court.officer, sitting=new, on_date=dt.date(2026, 3, 11), reason="原告撤诉")
    assert [len(told(actor)) for actor in everybody] == [3, 3, 3]
    assert entries(Ask(court.liaison, own=True), "sitting") == []
    assert [fact.value.get("moved_to") for fact in suit.dossier.facts.filter(kind="sitting_cancelled")] == [
        new.pk,
        None,
    ]
    with at("2026-03-12"):
        # A sitting alone in its case is put right by a correction of the step.
        third = court.set(suit, "2026-04-08")
        entry = suit.dossier.timeline.filter(step="set_hearing").latest("pk")
        make.correct(court.director, suit, entry, **court.hearing_data("2026-04-09"), on_date="2026-03-12")
    third.refresh_from_db()
    assert third.during.lower.day == 9
    assert suit.dossier.facts.current().filter(kind="sitting_set").latest("pk").on_date == dt.date(2026, 4, 9)


def test_a_clash_is_told_as_far_as_one_sees_it_and_confirmed_when_it_is_real(court: Court) -> None:
    other = Court("乙区")
    with at("2026-03-02"):
        first, second = court.sue(), court.sue(officer=court.second.user)
        other.court = court.court
        foreign = other.sue()
        sitting = court.set(first, "2026-03-20")
        words = refused(court.set, second, "2026-03-20", by=court.second, starts="10:30", ends="12:00")
        assert "第二法庭 is taken up by the sitting of 20 March 2026 09:30–11:00" in words
        words = refused(other.set, foreign, "2026-03-20", starts="10:30", ends="12:00")
        assert "第二法庭 is taken up by another sitting in that time" in words
        beside = court.set(second, "2026-03-20", by=court.second, starts="11:00", ends="12:00")
        assert Sitting.objects.unscoped("test").count() == 2
        # The head and the officer: two rooms, one person.
        third = court.sue(officer=court.third.user)
        apart = court.set(third, "2026-03-20", by=court.third, courtroom="第三法庭")
        court.step(court.liaison, first, "nominate_head", sitting, head=court.principal)
        words = refused(court.step, court.liaison, third, "nominate_head", apart, head=court.principal)
        assert "郑局长 is taken up by the sitting of 20 March" in words
        court.step(
            court.liaison, third, "nominate_head", apart, head=court.principal, clash_reason="法院同时段合并安排"
        )
        real = Booking.objects.get(sitting=apart, resource="head")
        assert (real.confirmed_reason, real.confirmed_by) == ("法院同时段合并安排", court.liaison.user)
        # A namesake in another agency is somebody else; a deputy mayor who is the director of a bureau is one person,
        # whichever post is named.
        government = court.organ.organisation
        elsewhere = make.make_organisation("丙局", parent=government)
        defendants = [court.defendant(government), court.defendant(elsewhere, "joint")]
        fourth_officer = make.make_actor(Role.OFFICER, court.organ)
        fifth = court.sue(defendants=defendants, officer=fourth_officer.user)
        side = court.set(fifth, "2026-03-20", by=fourth_officer, courtroom="第五法庭")
        for agency, words in ((elsewhere, ""), (government, "郑局长 is taken up")):
            named: dict[str, object] = {"party": fifth.dossier.parties.get(organisation=agency)}
            named |= {"head": court.head("郑局长", "deputy", "副职", agency=agency)}
            if words:
                assert words in refused(make.take, fourth_officer, fifth, "nominate_head", sitting=side, **named)
            else:
                make.take(fourth_officer, fifth, "nominate_head", sitting=side, **named)
        fourth = court.sue()
        words = refused(court.set, fourth, "2026-03-20", courtroom="第四法庭")
        assert court.officer.user.display_name in words
    with at("2026-03-03"):
        assert "is taken up" in refused(
            move_sitting,
            actor=court.second,
            sitting=beside,
            on_date=dt.date(2026, 3, 3),
            reason="合并",
            when=when("2026-03-20"),
        )
    beside.refresh_from_db()
    assert beside.state == "set"


def test_a_sittings_booking_follows_the_newly_assigned_officer(court: Court) -> None:
    def officers(sitting: Sitting) -> set[str]:
        rows = Booking.objects.filter(sitting=sitting, resource="officer", active=True)
        return set(rows.values_list("resource_key", flat=True))

    first, second, third = (str(actor.user.pk) for actor in (court.officer, court.second, court.third))
    with at("2026-03-02"):
        suit, busy = court.sue(), court.sue(officer=court.second.user)
        sitting = court.set(suit, "2026-03-20")
        court.set(busy, "2026-03-20", by=court.second, courtroom="第三法庭")
        assert officers(sitting) == {first}
        make.take(court.director, suit, "assign", officer=court.third.user)
        assert officers(sitting) == {third}
        # The second officer sits elsewhere at that time: refused, and nothing has changed.
        words = refused(make.take, court.director, suit, "assign", officer=court.second.user)
        assert "is taken up by the sitting of 20 March 2026 09:30–11:00 (" in words
        suit.dossier.refresh_from_db()
        assert (suit.dossier.officer_id, officers(sitting)) == (court.third.user.pk, {third})
        reason = {"clash_reason": "两庭由同一人先后到庭"}
        make.take(court.director, suit, "assign", officer=court.second.user, **reason)
        assert officers(sitting) == {second}
        assert Booking.objects.get(sitting=sitting, resource="officer", active=True).confirmed_reason
        # Who handles it as the second one is taken up as well.
        make.take(court.director, suit, "assign", officer=court.second.user, second=court.third.user, **reason)
        assert officers(sitting) == {second, third}
    with at("2026-03-21"):
        # What lies behind stays as it was.
        make.take(court.director, suit, "assign", officer=court.officer.user)
        assert officers(sitting) == {second, third}


def test_twenty_cases_in_one_sitting_within_a_bound_of_queries(court: Court) -> None:
    with at("2026-03-02"):
        suits = [court.sue() for _n in range(20)]
        sitting = court.set(suits[0], "2026-03-20")
        dossiers = [suit.dossier for suit in suits[1:]]
        with CaptureQueriesContext(connection) as few:
            join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=dossiers[:4])
        with CaptureQueriesContext(connection) as many:
            join_sitting(actor=court.court_liaison, sitting=sitting, dossiers=dossiers[4:])
        assert len(many) / 15 < 90, len(many)
        assert len(many) < len(few) * 15 / 4 + 20
        assert SittingCase.objects.unscoped("test").filter(sitting=sitting).count() == 20
        assert len(told(court.liaison)) == 3
        # The court's notice is entered once for all cases, and offered no more where it is in.
        called = reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "call_head"])
        bench, row = browser(court.court_liaison), court.of(suits[0], sitting)
        court.step(court.court_liaison, suits[4], "call_head", sitting, ground="appearance_call.court_suggested")
        assert f'href="{called}"' in bench.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        notice = {"on_date": "2026-03-02", "ground": "appearance_call.group", "number": "出庭通知1号"}
        sent = {**notice, "sitting": sitting.pk, "party": row.defendant.party_id, "notice": pdf()}
        assert bench.post(called, sent).status_code == 302
        assert dict(
            Appearance.objects.unscoped("test").order_by().values_list("obligatory").annotate(n=Count("pk"))
        ) == {"appearance_call.group": 19, "appearance_call.court_suggested": 1}
        assert f'href="{called}"' not in bench.get(reverse("hearings:sitting", args=[sitting.pk])).content.decode()
        assert browser(court.liaison).get(called).status_code == 404
        # One form for all cases of the agency, a result for each.
        page = reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "nominate_head"])
        liaison = browser(court.liaison)
        assert liaison.get(page).status_code == 200
        typed = {"on_date": "2026-03-02", "head": court.principal.pk, "sitting": sitting.pk}
        answer = liaison.post(page, {**typed, "party": row.defendant.party_id})
        assert answer.status_code == 302
        assert Appearance.objects.unscoped("test").filter(head=court.principal, state="nominated").count() == 20
        assert sitting.bookings.filter(resource="head", active=True).count() == 1
        page = reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "hand_in_identity"])
        answer = liaison.post(page, {**typed, "party": row.defendant.party_id, "statement": pdf()})
        assert answer.status_code == 302
        assert Appearance.objects.unscoped("test").filter(identity="in").count() == 20
        # One of them cannot be moved: none is.
        suits[3].dossier.recused = [court.officer.user.pk]
        suits[3].dossier.save(update_fields=["recused"])
        client = browser(court.officer)
        act = reverse("hearings:sitting-act", args=[sitting.pk, "move"])
        assert client.get(act).status_code == 403
    with at("2026-03-20T15:00"):
        record = {"who": "head", "spoke": "yes", "spoke_on": "实质化解", "left_early": "no", "on_date": "2026-03-20"}
        page = reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "submit_appearance"])
        court.step(court.liaison, suits[5], "submit_appearance", sitting, **court.came())
        hold = reverse("hearings:sitting-act", args=[sitting.pk, "hold"])
        court_side = browser(court.court_liaison)
        # The line of the court's home page leads to the form of what it has to enter.
        assert f'href="{hold}"' in court_side.get("/").content.decode()
        assert court_side.get(hold).status_code == 200
        version = Sitting.objects.unscoped("test").get(pk=sitting.pk).version
        sent = {"once_key": new_key(), "observers": "30", "remarks": "", "version": version}
        assert court_side.post(hold, sent).status_code == 302
        answer = liaison.post(page, {**typed, **record, "party": row.defendant.party_id})
        assert answer.status_code == 302
        assert Appearance.objects.unscoped("test").filter(state="submitted").count() == 20
        assert {suit.heard_on for suit in type(suits[0]).objects.unscoped("test")} == {dt.date(2026, 3, 20)}
        page = reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "court_appearance"])
        assert f'href="{page}"' in court_side.get("/").content.decode()
        assert "登记法院记录的出庭情况" in court_side.get(page).content.decode()


def test_whom_a_sitting_is_shown_to(court: Court) -> None:
    other = Court("乙区")
    with at("2026-03-02"):
        suit = court.sue()
        sitting = court.set(suit, "2026-03-20")
        urls = [
            reverse("hearings:sitting", args=[sitting.pk]),
            reverse("hearings:sitting-act", args=[sitting.pk, "move"]),
            reverse("hearings:sitting-together", args=[sitting.pk, court.agency.pk, "nominate_head"]),
            reverse("workflow:step", args=[suit.pk, "nominate_head"]),
        ]
        for actor in (other.officer, other.liaison, other.court_liaison):
            assert {browser(actor).get(url).status_code for url in urls} == {404}
        assert [browser(court.liaison).get(url).status_code for url in urls] == [200, 403, 200, 200]
        assert [browser(court.court_liaison).get(url).status_code for url in urls] == [200, 200, 404, 403]
        assert [browser(court.officer).get(url).status_code for url in urls] == [200] * 4
        assert browser(court.liaison).get(reverse("workflow:step", args=[suit.pk, "move_hearing"])).status_code == 404
        for actor in (court.officer, court.liaison, court.court_liaison, court.leader):
            assert sitting.courtroom in browser(actor).get(reverse("hearings:sittings")).content.decode()
        assert sitting.courtroom not in browser(other.officer).get(reverse("hearings:sittings")).content.decode()
        assert "确定出庭负责人或者说明不能出庭" in browser(court.officer).get(urls[0]).content.decode()
        assert suit.dossier.number in browser(court.liaison).get(reverse("hearings:owed")).content.decode()
        assert "without_hearing" in open_steps(court.court_liaison, suit)
        # A page of a sitting set for many at once, by the court.
        second = court.sue()
        form = {**court.hearing_data("2026-03-27"), "on_date": "2026-03-02", "once_key": new_key()}
        added = browser(court.court_liaison).post(
            reverse("hearings:sitting-add"), {**form, "cases": [suit.pk, second.pk]}
        )
        assert added.status_code == 302
        made = Sitting.objects.unscoped("test").latest("pk")
        assert made.cases.count() == 2
        assert len(told(court.liaison)) == 2
        foreign = other.sue()
        answer = browser(court.court_liaison).post(
            reverse("hearings:sitting-add"), {**form, "once_key": new_key(), "cases": [foreign.pk]}
        )
        assert answer.status_code == 422
