"""Keeping deadlines what the facts and the calendar give, and the next due date of a case with them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.timekeeping import now, today
from deadlines.basis import Basis, basis_in_force
from deadlines.models import Deadline, DeadlineState
from deadlines.reminders.withdrawal import withdraw
from deadlines.rules import ClockRule, Planned, plan
from dossiers.models import Dossier, Fact
from dossiers.services import hold_basis

RuleSource = Callable[[Dossier, Sequence[Fact]], Iterable[ClockRule]]

_rule_sources: dict[str, RuleSource] = {}


def register_rules(kind: str, source: RuleSource) -> None:
    """Tell which rules hold for cases of `kind`. Raises ValueError when the kind has its rules already."""
    if kind in _rule_sources:
        raise ValueError(f"The rules of {kind} are registered twice.")
    _rule_sources[kind] = source


# The event of a deadline that the facts no longer give: what comes after it follows from nothing.
DROPPED = "dropped"


@transaction.atomic
def refresh(dossier: Dossier) -> list[Deadline]:
    """Derive the deadlines of a case anew from its facts, by what is in force, and write what changed.

    A deadline that the facts no longer give ends; nothing is deleted. The next due date of the case follows.
    Returns the deadlines written.
    """
    hold_basis()
    if dossier.kind not in _rule_sources:
        return []
    written = differing(dossier, basis_in_force())
    for deadline in written:
        deadline.computed_at = now()
        deadline.save()
    settle([dossier.pk], [deadline.pk for deadline in written])
    dossier.refresh_from_db(fields=["next_due_on"])
    return written


def differing(dossier: Dossier, basis: Basis) -> list[Deadline]:
    """The deadlines of a case that are not what its facts give, as they should be, unsaved; none for a sound case."""
    wanted = {planned.key: planned for planned in planned_of(dossier, basis)}
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
            deadline.events = [*deadline.events, {"kind": DROPPED, "on": today().isoformat()}]
            found.append(deadline)
    return found


@dataclass(frozen=True)
class Begun:
    """A case that has just been made, its facts and the rules that hold for it."""

    dossier: Dossier
    facts: Sequence[Fact]
    rules: Iterable[ClockRule]
    # By party, the organisation that owes a deadline of its own.
    organisations: Mapping[int, int]


@transaction.atomic
def begin(cases: Sequence[Begun]) -> list[Deadline]:
    """Write the deadlines of new cases, which have none yet: the same few statements for one and for many.

    The next due dates follow in the database; the dossiers at hand do not know them.
    """
    hold_basis()
    moment, basis = now(), basis_in_force()
    made: list[Deadline] = []
    for case in cases:
        organ_id = case.dossier.organ_id
        facts = sorted(case.facts, key=lambda fact: (fact.on_date, fact.pk))
        for planned in plan(case.rules, facts, basis.calendar(organ_id), basis.book_of(organ_id)):
            deadline = Deadline(dossier=case.dossier, key=planned.key, computed_at=moment)
            _apply(deadline, planned, case.organisations)
            made.append(deadline)
    Deadline.objects.bulk_create(made)
    settle([case.dossier.pk for case in cases], [deadline.pk for deadline in made])
    return made


def planned_of(dossier: Dossier, basis: Basis) -> list[Planned]:
    """The deadlines that the current facts of a case give by `basis`; nothing is written."""
    source = _rule_sources.get(dossier.kind)
    if source is None:
        return []
    facts = list(dossier.facts.current().order_by("on_date", "pk"))
    organ_id = dossier.organ_id
    return plan(source(dossier, facts), facts, basis.calendar(organ_id), basis.book_of(organ_id))


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


def _apply(deadline: Deadline, planned: Planned, organisations: Mapping[int, int]) -> bool:
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
    values["organisation_id"] = organisations.get(planned.party_id) if planned.party_id else planned.organisation_id
    changed = deadline.pk is None or any(getattr(deadline, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(deadline, name, value)
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
