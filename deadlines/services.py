"""Keeping deadlines what the facts and the calendar give, and the next due date of a case with them."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from django.db import connection, transaction

from accounts.models import Organ
from accounts.timekeeping import now, today
from deadlines.engine import Calendar, official_calendar
from deadlines.models import CalendarDay, CalendarYear, Deadline, DeadlineState
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
    return official_calendar().with_days(dict(days), years=list(years))


def calendar_for(organ: Organ | None) -> Calendar:
    """The shipped calendar with the years and days recorded here, those of `organ` above those for everybody."""
    years = tuple(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    days = CalendarDay.objects.filter(organ=None) | CalendarDay.objects.filter(organ=organ)
    # Local days come last and so go before a nationwide entry for the same day.
    merged: dict = {}
    for day, kind, _organ in sorted(
        days.values_list("date", "kind", "organ_id"), key=lambda row: (row[2] is not None, row[0])
    ):
        merged[day] = kind
    if not years and not merged:
        return official_calendar()
    return _merged(years, tuple(sorted(merged.items())))


@transaction.atomic
def refresh(dossier: Dossier, calendar: Calendar | None = None) -> list[Deadline]:
    """Derive the deadlines of a case anew from its facts and write what changed.

    A deadline that the facts no longer give ends; nothing is deleted. The next due date of the case follows.
    Returns the deadlines written.
    """
    if dossier.kind not in _rule_sources:
        return []
    written = differing(dossier, calendar)
    for deadline in written:
        deadline.computed_at = now()
        deadline.save()
    settle([dossier.pk], [deadline.pk for deadline in written])
    dossier.refresh_from_db(fields=["next_due_on"])
    return written


def differing(dossier: Dossier, calendar: Calendar | None = None) -> list[Deadline]:
    """The deadlines of a case that are not what its facts give, as they should be, unsaved; none for a sound case."""
    source = _rule_sources.get(dossier.kind)
    if source is None:
        return []
    facts = list(dossier.facts.current().order_by("on_date", "pk"))
    wanted = {p.key: p for p in plan(source(dossier, facts), facts, calendar or calendar_for(dossier.organ))}
    organisations = dict(dossier.parties.filter(organisation__isnull=False).values_list("pk", "organisation_id"))
    present = {deadline.key: deadline for deadline in dossier.deadlines.all()}
    found: list[Deadline] = []
    for key, planned in wanted.items():
        deadline = present.get(key) or Deadline(dossier=dossier, key=key)
        if _apply(deadline, planned, organisations):
            found.append(deadline)
    for key, deadline in present.items():
        if key not in wanted and deadline.state in {
            DeadlineState.RUNNING,
            DeadlineState.PAUSED,
            DeadlineState.MET,
        }:
            deadline.state, deadline.ended_on, deadline.paused_since = DeadlineState.ENDED, today(), None
            found.append(deadline)
    return found


def settle(dossier_ids: Iterable[int], deadline_ids: Iterable[int]) -> None:
    """Let everything follow that depends on deadlines which have just been written, whoever wrote them.

    `dossier_ids` are the cases concerned, `deadline_ids` the deadlines that changed in them.
    """
    refresh_next_due(dossier_ids)


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
