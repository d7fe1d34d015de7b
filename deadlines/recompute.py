"""Deadlines in bulk: what a change of calendar or clocks does to all that it concerns.

The outcomes come from the stored events by the same function as for one case (`rules.outcome_of`), so that nothing has
to be read but the deadlines themselves. Cases are walked in the order of their ids, some thousand at a time: each
portion is locked, read, reckoned and written before the next, so that memory stays flat.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from accounts.timekeeping import now
from deadlines.basis import Basis
from deadlines.engine import Calendar, ClockBook
from deadlines.models import Change, ChangeKind, Deadline, DeadlineState, Phase
from deadlines.rules import Outcome, outcome_of
from deadlines.services import DROPPED, settle
from dossiers.following import changed
from dossiers.models import Dossier

# Cases looked at in one go.
PORTION = 2000
ALIVE = frozenset({DeadlineState.RUNNING, DeadlineState.PAUSED})
FIELDS = ("state", "due_on", "nominal_on", "provisional_year", "paused_since", "derivation")


@dataclass(frozen=True, slots=True)
class Altered:
    """A deadline whose outcome is another: the row as it stands and what it comes to now."""

    deadline: Deadline
    organ_id: int
    officer_id: int | None
    outcome: Outcome

    @property
    def shows(self) -> bool:
        """Whether more than the derivation differs: the day, the state or the provisional mark."""
        deadline, outcome = self.deadline, self.outcome
        return (deadline.state, deadline.due_on, deadline.provisional_year) != (
            outcome.state,
            outcome.due_on,
            outcome.provisional_year,
        )

    @property
    def moves(self) -> bool:
        """Whether the day or the state differs."""
        return (self.deadline.state, self.deadline.due_on) != (self.outcome.state, self.outcome.due_on)

    @property
    def alive(self) -> bool:
        return self.deadline.state in ALIVE or self.outcome.state in ALIVE


# --- which deadlines a change can concern ----------------------------------------------------------------------


def concerned_by(change: Change, before: Basis, after: Basis) -> Q:
    """The condition on deadlines whose outcome can differ between two bases that `change` lies between."""
    if change.kind == ChangeKind.CLOCK:
        concerned = Q(clock=change.clock)
        if change.organ_id is not None:
            concerned &= Q(dossier__organ=change.organ_id)
        return concerned & Q(starts_on__gte=change.since) if change.since else concerned
    organ = Q() if change.organ_id is None else Q(dossier__organ=change.organ_id)
    return organ & _touching(*_differences(before.calendar(change.organ_id), after.calendar(change.organ_id)))


def _differences(before: Calendar, after: Calendar) -> tuple[set[dt.date], set[int]]:
    """The days that are of another kind, and the years that have or lose their notice."""
    first, second = before.exceptions(), after.exceptions()
    days = {day for day in first.keys() | second.keys() if first.get(day) != second.get(day)}
    return days, set(before.years ^ after.years)


def _touching(days: set[dt.date], years: set[int]) -> Q:
    """Deadlines that had to look at one of these days: those between whose first and last day it lies.

    A paused one may have looked further ahead; a provisional one looked into its year.
    """
    edges = [*days, *(dt.date(year, 1, 1) for year in years), *(dt.date(year, 12, 31) for year in years)]
    if not edges:
        return Q(pk__in=[])
    # Greatest and Least pass over what is empty.
    last, first = Greatest("starts_on", "due_on", "nominal_on"), Least("starts_on", "due_on", "nominal_on")
    within = Q(GreaterThanOrEqual(last, min(edges))) & Q(LessThanOrEqual(first, max(edges)))
    return within | Q(due_on=None) | Q(provisional_year__in=sorted(years))


# --- reckoning -------------------------------------------------------------------------------------------------


def altered_by(concerned: Q, basis: Basis, refused: list[int], *, lock: bool = False) -> Iterator[list[Altered]]:
    """The deadlines meeting `concerned` whose outcome by `basis` is another than the stored one, in portions of cases.

    With `lock` the cases of each portion are locked before they are read, in the order of their ids. Ids of deadlines
    that cannot be reckoned are put into `refused`. Deadlines that the facts no longer give stay as they ended.
    """
    rows = Deadline.objects.unscoped("a change of calendar or clocks concerns every case").filter(concerned)
    for dossiers in _portions(rows):
        if lock:
            _lock_cases(dossiers)
        whose = {
            pk: (organ_id, officer_id)
            for pk, organ_id, officer_id in Dossier.objects.unscoped("whose the deadlines of a portion are")
            .filter(pk__in=dossiers)
            .values_list("pk", "organ_id", "officer_id")
        }
        portion = rows.filter(dossier__in=dossiers).order_by("dossier_id", "pk")
        yield list(_altered(((row, *whose[row.dossier_id]) for row in portion), basis, refused))


def _portions(rows: Any) -> Iterator[list[int]]:
    """The ids of the cases of `rows`, in order."""
    last = 0
    while True:
        found = rows.filter(dossier_id__gt=last).order_by("dossier_id").values_list("dossier_id", flat=True)
        dossiers = list(found.distinct()[:PORTION])
        if not dossiers:
            return
        yield dossiers
        last = dossiers[-1]


def _lock_cases(dossiers: list[int]) -> None:
    cases = Dossier.objects.unscoped("cases are locked before their deadlines are written")
    list(cases.filter(pk__in=dossiers).order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _altered(rows: Iterable[tuple[Deadline, int, int | None]], basis: Basis, refused: list[int]) -> Iterator[Altered]:
    calendars: dict[int, Calendar] = {}
    books: dict[int, ClockBook] = {}
    for deadline, organ_id, officer_id in rows:
        if any(event["kind"] == DROPPED for event in deadline.events):
            continue
        if organ_id not in calendars:
            calendars[organ_id], books[organ_id] = basis.calendar(organ_id), basis.book_of(organ_id)
        clock = books[organ_id].holding(deadline.clock, deadline.starts_on)
        try:
            outcome = outcome_of(clock, deadline.events, calendars[organ_id])
        except ValueError:
            refused.append(deadline.pk)
            continue
        if any(getattr(deadline, field) != getattr(outcome, field) for field in FIELDS):
            yield Altered(deadline, organ_id, officer_id, outcome)


# --- writing ---------------------------------------------------------------------------------------------------

WRITE = """
    UPDATE deadlines_deadline d SET state = v.state, due_on = v.due_on, nominal_on = v.nominal_on,
        provisional_year = v.provisional_year, paused_since = v.paused_since, derivation = v.derivation,
        computed_at = %s
    FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::smallint[], %s::date[], %s::jsonb[])
        AS v (id, state, due_on, nominal_on, provisional_year, paused_since, derivation)
    WHERE d.id = v.id
"""


def write(altered: Sequence[Altered]) -> None:
    """Write the outcomes of a portion in one statement, and let what depends on them follow."""
    if not altered:
        return
    outcomes = [one.outcome for one in altered]
    ids = [one.deadline.pk for one in altered]
    columns: list[list[Any]] = [[getattr(outcome, field) for outcome in outcomes] for field in FIELDS[:-1]]
    derivations = [json.dumps(outcome.derivation, ensure_ascii=False) for outcome in outcomes]
    states = [str(state) for state in columns[0]]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [now(), ids, states, *columns[1:], derivations])
    dossiers = sorted({one.deadline.dossier_id for one in altered})
    settle(dossiers, ids)
    changed(dossiers)


def refresh_all(concerned: Q, basis: Basis) -> int:
    """Reckon anew whatever meets `concerned` and write what differs; how many deadlines were written.

    Call it in a transaction that holds the basis. Raises ValueError where a deadline cannot be reckoned.
    """
    written, refused = 0, list[int]()
    for portion in altered_by(concerned, basis, refused, lock=True):
        write(portion)
        written += len(portion)
    if refused:
        raise ValueError(f"These deadlines cannot be reckoned: {refused[:10]}")
    return written


# --- what a change does, counted and kept ----------------------------------------------------------------------


@dataclass
class Effect:
    """What a change does: how many periods that still ran move, lose or get their provisional mark (`settled`), or
    only tell their way otherwise (`rewritten`, with those that had ended), in how many cases; and its digest.
    """

    moved: int = 0
    settled: int = 0
    rewritten: int = 0
    cases: int = 0
    digest: str = ""


def effect_of(portions: Iterable[list[Altered]], keep: Callable[[list[Altered]], None]) -> Effect:
    """Count and digest what `portions` hold, handing each to `keep`."""
    effect, digest = Effect(), sha256()
    for portion in portions:
        for one in portion:
            if not one.alive or not one.shows:
                effect.rewritten += 1
            elif one.moves:
                effect.moved += 1
            else:
                effect.settled += 1
            digest.update(_line(one))
        shown = [one for one in portion if one.alive and one.shows]
        effect.cases += sum(1 for _dossier, _all in groupby(shown, key=lambda one: one.deadline.dossier_id))
        keep(portion)
    effect.digest = digest.hexdigest()
    return effect


def _line(one: Altered) -> bytes:
    """What of an alteration must be the same in the preview and when it is carried out."""
    before, after = one.deadline, one.outcome
    return repr(
        (
            before.pk,
            [str(getattr(before, field)) for field in FIELDS[:-1]],
            [str(getattr(after, field)) for field in FIELDS[:-1]],
            one.organ_id,
            one.officer_id,
        )
    ).encode()


# By arrays and not by bulk_create: a notice moves a hundred thousand.
KEEP = """
    INSERT INTO deadlines_moveddeadline (change_id, phase, deadline_id, dossier_id, organ_id, officer_id, alive,
        state_before, state_after, due_before, due_after, provisional_before, provisional_after)
    SELECT %s, %s, v.*
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bool[], %s::text[], %s::text[],
        %s::date[], %s::date[], %s::smallint[], %s::smallint[]) AS v
"""


def keep_moves(change: Change, phase: str, altered: Iterable[Altered]) -> None:
    """Keep the record of what shows, in one statement: from which day to which, and whose it was."""
    rows = [
        (
            *(one.deadline.pk, one.deadline.dossier_id, one.organ_id, one.officer_id, one.alive),
            *(str(one.deadline.state), str(one.outcome.state), one.deadline.due_on, one.outcome.due_on),
            *(one.deadline.provisional_year, one.outcome.provisional_year),
        )
        for one in altered
        if one.shows
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [change.pk, str(phase), *map(list, zip(*rows, strict=True))])


def preview(change: Change, before: Basis, after: Basis) -> tuple[Effect, list[int]]:
    """What `change` would do, kept as its preview; no deadline is written. Also the ids that it does not allow."""
    refused: list[int] = []
    portions = altered_by(concerned_by(change, before, after), after, refused)
    return effect_of(portions, partial(keep_moves, change, Phase.PREVIEW)), refused


def carry_out(change: Change, phase: str, before: Basis, after: Basis) -> tuple[Effect, list[int]]:
    """Write what `change` does, or with the bases exchanged undoes, and keep the record under `phase`.

    Call it in a transaction that has locked the basis.
    """
    refused: list[int] = []

    def keep(portion: list[Altered]) -> None:
        write(portion)
        keep_moves(change, phase, portion)

    portions = altered_by(concerned_by(change, before, after), after, refused, lock=True)
    return effect_of(portions, keep), refused
