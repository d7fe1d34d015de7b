"""Changes of calendar and clocks: the preview is what happens, one transaction, withdrawn without trace."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Role, RoleAssignment
from accounts.timekeeping import at
from deadlines.basis import basis_in_force, calendar_for, clock_on
from deadlines.changes import services
from deadlines.changes.reading import Notice
from deadlines.models import CalendarDay, CalendarYear, Change, DayKind, Deadline, DeadlineState, MovedDeadline
from deadlines.recompute import refresh_all
from deadlines.services import planned_of, refresh
from dossiers.models import Dossier, TrailEntry
from notices.models import Notice as Message
from tests import factories as make
from tests.deadlines.notices import BASIS_2027, made_up_2027
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
COLUMNS = [field.attname for field in Deadline._meta.fields if field.name != "computed_at"]


def rows() -> list[tuple]:
    """All deadlines, every column but the moment of their last writing."""
    return list(Deadline.objects.unscoped("a test").order_by("pk").values_list(*COLUMNS))


def next_dues() -> dict[int, dt.date]:
    return dict(Dossier.objects.unscoped("a test").values_list("pk", "next_due_on"))


def as_from_facts() -> None:
    """Every deadline is what the facts give by what is in force; those that they no longer give have ended."""
    basis = basis_in_force()
    for dossier in Dossier.objects.unscoped("a test"):
        wanted = {planned.key: planned for planned in planned_of(dossier, basis)}
        for deadline in dossier.deadlines.all():
            if deadline.key in wanted:
                planned = wanted[deadline.key]
                for field in ("state", "due_on", "nominal_on", "provisional_year", "paused_since", "events"):
                    assert getattr(deadline, field) == getattr(planned, field), (deadline.key, field)
                assert deadline.derivation == planned.derivation
            else:
                assert deadline.state == DeadlineState.ENDED


def draw_up(actor: Actor, **values: Any) -> Change:
    given = {"notice": made_up_2027(), "basis": BASIS_2027, "year": 2027} | values
    change = services.draw_up_notice(actor=actor, **given)
    return services.work_out(change.pk)


def carry_out(actor: Actor, change: Change) -> Change:
    assert services.confirm(actor=actor, change=change, digest=change.digest)
    return services.carry_out(change.pk)


def withdraw(actor: Actor, change: Change) -> Change:
    assert services.ask_withdrawal(actor=actor, change=change, reason="误录")
    return services.withdraw(change.pk)


def head(*organs: Any) -> Actor:
    """An administrator of all `organs`."""
    user = make.make_user()
    for organ in organs:
        RoleAssignment.objects.create(
            user=user, role=Role.ADMINISTRATOR, organisation=organ.organisation, valid_from=dt.date(2015, 1, 1)
        )
    return actor_for(user)


def world(office: Office) -> None:
    """Cases around the turn of the year: in review, being heard, suspended, extended, concluded."""
    with at("2026-12-01"):
        heard = office.heard()
        office.heard(applicant="钱某")
        suspended = office.heard(applicant="孙某")
        decided = office.heard(applicant="李某")
    with at("2026-12-10"):
        office.suspend(suspended)
        office.decide(decided)
    with at("2026-12-29"):
        office.register(applicant="吴某")
        office.approved(heard, "extend", days=20, reason="案情复杂")


def test_a_notice_is_previewed_carried_out_and_withdrawn(office: Office, other_office: Office) -> None:
    keeper = head(office.organ, other_office.organ)
    world(office)
    world(other_office)
    as_from_facts()
    before, dues = rows(), next_dues()
    with at("2026-12-30"):
        change = draw_up(keeper)
        assert rows() == before
        assert not CalendarDay.objects.exists()
        shown = set(change.moves.unscoped("a test").values_list("deadline", "due_before", "due_after"))
        assert change.moved > 0
        assert change.settled > 0
        assert len(shown) >= change.moved + change.settled
        change = carry_out(keeper, change)
    assert change.status == "in_force"
    assert set(change.moves.unscoped("a test").values_list("deadline", "due_before", "due_after")) == shown
    assert {move.phase for move in change.moves.unscoped("a test")} == {"made"}
    became = {pk: due for pk, _before, due in shown}
    for deadline in Deadline.objects.unscoped("a test"):
        if deadline.pk in became:
            assert deadline.due_on == became[deadline.pk]
        assert deadline.provisional_year is None
    as_from_facts()
    assert calendar_for(None).covers(2027)
    entry = TrailEntry.objects.get(action="basis.confirm")
    assert entry.detail["moved_deadlines"] == change.moved
    with at("2026-12-31"):
        change = withdraw(keeper, change)
    assert change.status == "withdrawn"
    assert rows() == before
    assert next_dues() == dues
    assert not calendar_for(None).covers(2027)
    assert TrailEntry.objects.filter(action="basis.withdraw").count() == 1
    as_from_facts()


def test_each_person_concerned_is_told_once(office: Office, other_office: Office) -> None:
    keeper = head(office.organ, other_office.organ)
    world(office)
    change = carry_out(keeper, draw_up(keeper))
    told = Message.objects.filter(kind="basis")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([office.officer.user.pk, office.director.user.pk])
    alive = change.moves.unscoped("a test").filter(alive=True).count()
    assert all(f"{alive}" in message.text for message in told)
    withdraw(keeper, change)
    assert Message.objects.filter(kind="basis").count() == 4


def test_the_confirmation_of_another_state_shows_a_new_preview(office: Office) -> None:
    keeper = head(office.organ)
    world(office)
    change = draw_up(keeper)
    read = change.digest
    with at("2026-12-30"):
        office.register(applicant="郑某")
    before = rows()
    assert services.confirm(actor=keeper, change=change, digest=read)
    change = services.carry_out(change.pk)
    assert (change.status, change.outdated, rows()) == ("ready", True, before)
    assert change.digest != read
    assert not CalendarYear.objects.exists()
    with pytest.raises(ValidationError):
        services.confirm(actor=keeper, change=change, digest=read)
    assert carry_out(keeper, change).status == "in_force"
    as_from_facts()


def test_confirming_and_carrying_out_twice_does_nothing_twice(office: Office) -> None:
    keeper = head(office.organ)
    world(office)
    change = draw_up(keeper)
    carry_out(keeper, change)
    moved = change.moves.unscoped("a test").count()
    assert not services.confirm(actor=keeper, change=change, digest=change.digest)
    assert services.carry_out(change.pk).status == "in_force"
    assert change.moves.unscoped("a test").count() == moved
    assert CalendarYear.objects.count() == 1
    withdraw(keeper, change)
    assert not services.ask_withdrawal(actor=keeper, change=change, reason="x")
    assert services.withdraw(change.pk).status == "withdrawn"


def test_who_may(office: Office, other_office: Office) -> None:
    one_organs = make.make_actor(Role.ADMINISTRATOR, office.organ)
    for actor in (one_organs, office.director, office.officer):
        with pytest.raises(PermissionDenied):
            services.draw_up_notice(actor=actor, notice=made_up_2027(), basis="x", year=2027)
        with pytest.raises(PermissionDenied):
            services.draw_up_correction(
                actor=actor, clock="fy_decide_60d", cells={"length": "90"}, since=None, basis="x"
            )
    change = draw_up(SYSTEM)
    with pytest.raises(PermissionDenied):
        services.confirm(actor=one_organs, change=change, digest=change.digest)
    with pytest.raises(PermissionDenied):
        services.drop(actor=one_organs, change=change)
    assert services.drop(actor=SYSTEM, change=change)
    assert Change.objects.get().status == "dropped"


def test_a_later_notice_takes_the_place_of_an_earlier_one_and_gives_it_back(office: Office) -> None:
    world(office)
    first = carry_out(SYSTEM, draw_up(SYSTEM))
    after_first = rows()
    other = made_up_2027()
    other.days = {day: kind for day, kind in other.days.items() if day.month != 2}
    second = carry_out(SYSTEM, draw_up(SYSTEM, notice=other, basis="更正"))
    assert calendar_for(None).is_working_day(dt.date(2027, 2, 8))
    assert not calendar_for(None).is_working_day(dt.date(2027, 2, 20))
    as_from_facts()
    withdraw(SYSTEM, second)
    assert rows() == after_first
    second = carry_out(SYSTEM, draw_up(SYSTEM, notice=other, basis="更正"))
    withdraw(SYSTEM, first)
    assert calendar_for(None).covers(2027)
    as_from_facts()


def test_single_days_of_a_settled_year_can_be_changed_and_not_of_an_open_one(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        notice = Notice(days={dt.date(2026, 3, 4): DayKind.HOLIDAY})
        change = carry_out(SYSTEM, draw_up(SYSTEM, notice=notice, year=None, basis="纪念日放假"))
        assert (change.moved, case.dossier.deadlines.get().due_on) == (1, dt.date(2026, 3, 10))
        with pytest.raises(ValidationError, match="2027"):
            draw_up(SYSTEM, notice=Notice(days={dt.date(2027, 3, 4): DayKind.HOLIDAY}), year=None)
        with pytest.raises(ValidationError):
            draw_up(SYSTEM, notice=Notice(), year=None)


def test_a_corrected_clock_holds_for_starts_from_its_day_on(office: Office) -> None:
    with at("2026-03-02"):
        early = office.register()
        office.accept(early)
    with at("2026-03-20"):
        late = office.register(applicant="钱某")
        office.accept(late)
    before = rows()
    with at("2026-03-23"):
        change = services.draw_up_correction(
            actor=SYSTEM,
            clock="fy_decide_60d",
            cells={"length": "90", "citation": "行政复议法(2027修正) 62①"},
            since=dt.date(2026, 3, 10),
            basis="法律修正（测试）",
        )
        change = carry_out(SYSTEM, services.work_out(change.pk))
    assert change.moved == 1
    assert clock_on("fy_decide_60d", dt.date(2026, 3, 9)).length == 60
    assert clock_on("fy_decide_60d", dt.date(2026, 3, 10)).length == 90
    early_due = early.dossier.deadlines.get(clock="fy_decide_60d")
    late_due = late.dossier.deadlines.get(clock="fy_decide_60d")
    assert early_due.due_on == dt.date(2026, 5, 6)
    assert (late_due.due_on - late_due.starts_on).days in {90, 91, 92}
    assert late_due.derivation[0]["data"]["citation"] == "行政复议法(2027修正) 62①"
    as_from_facts()
    with at("2026-03-24"):
        withdraw(SYSTEM, change)
    assert rows() == before
    assert clock_on("fy_decide_60d", dt.date(2026, 3, 10)).length == 60


def test_a_second_correction_keeps_what_the_first_changed(office: Office) -> None:
    for cells in ({"length": "90"}, {"rolls": "否"}):
        change = services.draw_up_correction(
            actor=SYSTEM, clock="fy_decide_60d", cells=cells, since=dt.date(2026, 3, 10), basis="x"
        )
        carry_out(SYSTEM, services.work_out(change.pk))
    clock = clock_on("fy_decide_60d", dt.date(2026, 3, 10))
    assert (clock.length, clock.rolls) == (90, False)


@pytest.mark.parametrize(
    "cells",
    [{"length": "0"}, {"unit": "星期"}, {"direction": "倒算"}, {"effective_from": "2027/13/1"}, {"citation": ""}, {}],
)
def test_a_correction_that_the_data_file_would_not_take_is_refused(db: None, cells: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        services.draw_up_correction(actor=SYSTEM, clock="fy_decide_60d", cells=cells, since=None, basis="x")
    assert not Change.objects.exists()


def test_a_correction_that_running_periods_do_not_allow_cannot_be_carried_out(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
        office.approved(case, "extend", days=20, reason="案情复杂")
    before = rows()
    change = services.draw_up_correction(
        actor=SYSTEM, clock="fy_decide_60d", cells={"max_extension": "10"}, since=None, basis="x"
    )
    change = services.work_out(change.pk)
    assert change.refused == [case.dossier.deadlines.get(clock="fy_decide_60d").pk]
    with pytest.raises(ValidationError):
        services.confirm(actor=SYSTEM, change=change, digest=change.digest)
    assert rows() == before


def test_a_broken_off_work_leaves_nothing_and_can_be_taken_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    world(office)
    change = draw_up(SYSTEM)
    before = rows()
    services.confirm(actor=SYSTEM, change=change, digest=change.digest)

    def fail(*args: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(services, "tell", fail)
        with pytest.raises(RuntimeError):
            services.carry_out(change.pk)
    services.break_off(change.pk)
    change.refresh_from_db()
    assert (change.status, change.broke_off, rows()) == ("ready", True, before)
    assert carry_out(SYSTEM, change).status == "in_force"


DAYS = st.dictionaries(
    st.dates(dt.date(2026, 11, 1), dt.date(2027, 4, 30)), st.booleans(), min_size=1, max_size=12
).map(
    lambda drawn: {
        day: (DayKind.MAKE_UP_WORKING_DAY if day.weekday() >= 5 else DayKind.HOLIDAY) for day, _off in drawn.items()
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=DAYS, local=st.booleans())
def test_any_notice_previews_truly_equals_case_by_case_and_leaves_no_trace(
    office: Office, days: dict[dt.date, str], local: bool
) -> None:
    if not Dossier.objects.unscoped("a test").exists():
        world(office)
        carry_out(SYSTEM, draw_up(SYSTEM))
    before, dues = rows(), next_dues()
    with transaction.atomic():
        change = draw_up(SYSTEM, notice=Notice(days=dict(days)), year=None, basis="x")
        if local:
            Change.objects.filter(pk=change.pk).update(organ=office.organ, kind="local_day")
            change = services.work_out(change.pk, again=True)
        carry_out(SYSTEM, change)
        in_bulk = rows()
        for dossier in Dossier.objects.unscoped("a test"):
            assert refresh(dossier) == []
        assert rows() == in_bulk
        as_from_facts()
        withdraw(SYSTEM, change)
        assert rows() == before
        assert next_dues() == dues


def test_what_the_facts_no_longer_give_stays_ended(office: Office) -> None:
    with at("2026-12-29"):
        case = office.register()
        deadline = case.dossier.deadlines.get()
        deadline.key = "of-another-time/-/1"
        deadline.save()
        refresh(case.dossier)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.events[-1]["kind"]) == ("ended", "dropped")
    kept = (deadline.due_on, deadline.provisional_year, deadline.computed_at)
    carry_out(SYSTEM, draw_up(SYSTEM))
    deadline.refresh_from_db()
    assert (deadline.due_on, deadline.provisional_year, deadline.computed_at) == kept


def test_everything_can_be_reckoned_anew_and_nothing_differs(office: Office) -> None:
    world(office)
    with transaction.atomic():
        assert refresh_all(Q(), basis_in_force()) == 0
    Deadline.objects.unscoped("a test").filter(state="running").update(due_on=dt.date(2030, 1, 1))
    running = Deadline.objects.unscoped("a test").filter(state="running").count()
    with transaction.atomic():
        assert refresh_all(Q(), basis_in_force()) == running
    as_from_facts()


def test_the_record_of_what_moved_cannot_be_changed(office: Office) -> None:
    world(office)
    change = carry_out(SYSTEM, draw_up(SYSTEM))
    for write in (lambda moves: moves.update(alive=False), lambda moves: moves.delete()):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            write(MovedDeadline.objects.unscoped("a test").filter(change=change))
