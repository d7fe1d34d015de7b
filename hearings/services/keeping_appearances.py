"""The columns of an appearance kept what the facts of its case give, and what hangs on them."""

from typing import Any

from hearings.appearances import columns, present
from hearings.models import Appearance, Designation, SittingState
from hearings.sittings import reading
from workflow.steps import Execution


def keep(ex: Execution, row: Appearance) -> None:
    """Work the columns of an appearance out of the facts at hand and save them."""
    said = reading.said_of(ex.context.facts, row.case.sitting_id, row.defendant.party_id)
    for name, value in columns(said, dropped=fell_away(row)).items():
        setattr(row, name, value)
    row.present = present(reading.record_of(row))
    row.save()


def fell_away(row: Appearance) -> bool:
    """Whether nothing is owed of the defendant at the sitting any more."""
    gone = row.case.sitting.state in {SittingState.MOVED, SittingState.CANCELLED}
    return gone or row.case.left_on is not None or row.defendant.designation == Designation.RELEASED


def tell_fact(ex: Execution, kind: str, row: Appearance, on_date: Any, **value: Any) -> None:
    """Record a fact of an appearance; in a correction it keeps the place of the one that it puts right."""
    facts = [fact for fact in ex.left if fact.kind == kind and fact.party_id == row.defendant.party_id]
    said = reading.said_of(ex.context.facts, row.case.sitting_id, row.defendant.party_id)
    place = facts[0].value.get("place", 0) if facts else max((one.place for one in said), default=0) + 1
    given = {name: item for name, item in value.items() if item not in (None, "")}
    ex.fact(kind, on_date, row.defendant.party, sitting=row.case.sitting_id, place=place, **given)
    keep(ex, row)
