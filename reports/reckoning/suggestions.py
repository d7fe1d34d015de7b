"""What a suggestion counts: its issue, each answer that an agency owes, and what was put right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disputes.suggestions import facts as f
from disputes.suggestions.reading import REPLY_CLOCKS
from reports.reckoning.base import Counted, Matter, kinds_of, late_entries


@dataclass(frozen=True, slots=True)
class Addressed:
    """An agency to which a suggestion is made, and what the check of its rectification found."""

    key: int
    organisation: int
    party: int
    rectified: str


@dataclass(frozen=True, kw_only=True)
class Suggested(Matter):
    """What is read of a suggestion beside what is read of any case."""

    kind: str
    subject: str
    own: bool
    cause: str
    domain: str
    addressed: tuple[Addressed, ...] = ()


def reckon(suggestion: Suggested, codes: Mapping[str, Mapping[str, Any]]) -> list[Counted]:
    """What a suggestion counts; nothing while it is being drawn up."""
    issued = suggestion.day(f.ISSUED)
    if suggestion.void or issued is None:
        return []
    shared: dict[str, Any] = {
        "kind": suggestion.kind,
        "subject": suggestion.subject,
        "own": suggestion.own,
        "cause": suggestion.cause,
        "domain": suggestion.domain,
    }
    over = suggestion.day(f.CLOSED) or suggestion.day(f.WITHDRAWN)
    whole = {**shared, **kinds_of(suggestion.agencies)}
    found = [Counted("suggestion", issued, ended=over, agencies=suggestion.organisations, dims=whole)]
    checked = {fact.party for fact in suggestion.facts if fact.kind == f.CHECKED}
    for each in suggestion.addressed:
        dims = {**shared, "rectified": each.rectified if each.party in checked else ""}
        found.append(Counted("suggestion_agency", issued, unit=each.key, agencies=(each.organisation,), dims=dims))
    return found + late_entries(suggestion.periods, REPLY_CLOCKS, "answer", shared)
