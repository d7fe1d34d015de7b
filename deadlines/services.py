"""Keeping deadlines what the facts and the calendar give, and the next due date of a case with them."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.models import Organ
from accounts.timekeeping import now, today
from deadlines.engine import Calendar, official_calendar
from deadlines.models import CalendarDay, CalendarYear, Deadline, DeadlineState
from deadlines.reminders.withdrawal import withdraw
from deadlines.rules import ClockRule, Planned, plan
from dossiers.models import Dossier, Fact

RuleSource = Callable[[Dossier, Sequence[Fact]], Iterable[ClockRule]]

_rule_sources: dict[str, RuleSource] = {}


def register_rules(kind: str, source: RuleSource) -> None:
    """Tell which rules hold for cases of `kind`. Raises ValueError when the kind has its rules already."""
    if kind in _rule_sources:
        raise ValueError(f"The rules of {kind} are registered twice.")
    _rule_sources[kind] = source


@lru_cache(maxsize=64)
def _merged(years: tuple[int, ...], days: tuple[tuple, ...]) -> Calendar:
    if not years and not days:
        return official_calendar()
    return official_calendar().with_days(dict(days), years=list(years))


def calendar_for(organ: Organ | None) -> Calendar:
    """The shipped calendar with the years and days recorded here, those of `organ` above those for everybody."""
    days = CalendarDay.objects.filter(organ=None) | CalendarDay.objects.filter(organ=organ)
    return _calendars([organ.pk if organ else None], days)[organ.pk if organ else None]


def calendars_for(organ_ids: Iterable[int]) -> dict[int, Calendar]:
    """The calendar of each organ; two queries however many they are."""
    return {pk: calendar for pk, calendar in _calendars(organ_ids, CalendarDay.objects.all()).items() if pk}


def _calendars(organ_ids: Iterable[int | None], days: QuerySet[CalendarDay]) -> dict[int | None, Calendar]:
    years = tuple(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    recorded: dict[int | None, dict] = {}
    for day, kind, organ_id in days.order_by("date").values_list("date", "kind", "organ_id"):
        recorded.setdefault(organ_id, {})[day] = kind
    everywhere = recorded.get(None, {})
    # Local days go before a nationwide entry for the same day.
    return {
        pk: _merged(years, tuple(sorted({**everywhere, **(recorded.get(pk, {}) if pk else {})}.items())))
        for pk in organ_ids
    }


@transaction.atomic
def refresh(dossier: Dossier, calendar: Calendar | None = None) -> list[Deadline]:
    """Derive the deadlines of a case anew from its facts and write what changed.

    A deadline that the facts no longer give ends; nothing is deleted. The next due date of the case follows.
    Returns the deadlines written.
    """
    source = _rule_sources.get(dossier.kind)
    if source is None:
        return []
    facts = list(dossier.facts.current().order_by("on_date", "pk"))
    wanted = {p.key: p for p in plan(source(dossier, facts), facts, calendar or calendar_for(dossier.organ))}
    organisations = dict(dossier.parties.filter(organisation__isnull=False).values_list("pk", "organisation_id"))
    present = {deadline.key: deadline for deadline in dossier.deadlines.all()}
    written: list[Deadline] = []
    for key, planned in wanted.items():
        deadline = present.get(key) or Deadline(dossier=dossier, key=key)
        if _apply(deadline, planned, organisations):
            deadline.computed_at = now()
            deadline.save()
            written.append(deadline)
    for key, deadline in present.items():
        if key not in wanted and deadline.state in {
            DeadlineState.RUNNING,
            DeadlineState.PAUSED,
            DeadlineState.MET,
        }:
            deadline.state, deadline.ended_on, deadline.paused_since = DeadlineState.ENDED, today(), None
            deadline.computed_at = now()
            deadline.save()
            written.append(deadline)
    settle([dossier.pk], [deadline.pk for deadline in written])
    dossier.refresh_from_db(fields=["next_due_on"])
    return written


# Each clock is found by one probe of an index, however many deadlines there are.
_CLOCKS = """
    WITH RECURSIVE found AS (
        (SELECT clock, tracked FROM deadlines_deadline WHERE state = 'running' ORDER BY clock LIMIT 1)
        UNION ALL
        SELECT next.clock, next.tracked FROM found CROSS JOIN LATERAL (
            SELECT d.clock, d.tracked FROM deadlines_deadline d WHERE d.state = 'running' AND d.clock > found.clock
            ORDER BY d.clock LIMIT 1) AS next)
    SELECT clock, tracked FROM found
"""


def clocks_in_use() -> dict[str, bool]:
    """The clocks that run in some case, in the order of their identifiers, and whether the worklist counts them.

    One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS)
        return dict(cursor.fetchall())


def settle(dossier_ids: Iterable[int], deadline_ids: Iterable[int]) -> None:
    """Let everything follow that depends on deadlines which have just been written, whoever wrote them.

    `dossier_ids` are the cases concerned, `deadline_ids` the deadlines that changed in them.
    """
    dossier_ids = list(dossier_ids)
    refresh_next_due(dossier_ids)
    withdraw(dossier_ids)


def _apply(deadline: Deadline, planned: Planned, organisations: dict[int, int]) -> bool:
    """Put the planned values on the row; whether anything changed."""
    values = {
        field: getattr(planned, field)
        for field in (
            "clock",
            "party_id",
            "owner",
            "tracked",
            "state",
            "run",
            "starts_on",
            "due_on",
            "nominal_on",
            "provisional_year",
            "paused_since",
            "ended_on",
            "events",
            "derivation",
        )
    }
    values["organisation_id"] = organisations.get(planned.party_id) if planned.party_id else None
    changed = deadline.pk is None or any(getattr(deadline, field) != value for field, value in values.items())
    for field, value in values.items():
        setattr(deadline, field, value)
    return changed


NEXT_DUE = """
    WITH locked AS (
        SELECT id FROM dossiers_dossier WHERE id = ANY(%s) ORDER BY id FOR UPDATE
    ), next AS (
        SELECT l.id, (
            SELECT min(d.due_on) FROM deadlines_deadline d
            WHERE d.dossier_id = l.id AND d.state = 'running' AND d.tracked
        ) AS due FROM locked l
    )
    UPDATE dossiers_dossier SET next_due_on = next.due FROM next
    WHERE dossiers_dossier.id = next.id AND dossiers_dossier.next_due_on IS DISTINCT FROM next.due
"""


def refresh_next_due(dossier_ids: Iterable[int]) -> int:
    """Set the next due date of the given cases in one statement, rows locked in the order of their ids.

    Returns how many changed.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT_DUE, [sorted(dossier_ids)])
        return cursor.rowcount
