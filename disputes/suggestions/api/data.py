"""Suggestions as JSON: codes as codes, days as ISO dates; of other agencies a liaison is told the names alone."""

from collections.abc import Sequence
from typing import Any

from disputes.suggestions.listing import Line

TOLD = (
    *("party", "received_on", "replied_on", "taken_up", "measures", "responsible", "done_by", "reported_on"),
    *("checked_on", "rectified", "requests", "requested_on"),
)


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def suggestion_data(line: Line) -> dict[str, Any]:
    """A suggestion of the list; what is for the office alone is null for others."""
    row = line.row
    return {
        "id": row.pk,
        "number": row.number,
        "register_number": row.register_number if line.within else None,
        "title": row.title,
        "kind": row.kind,
        "subject": row.subject,
        "status": row.status,
        "stage": row.state,
        "issuer": row.issuer_name,
        "issued_on": _day(row.issued_on),
        "cause": row.cause_id,
        "domain": row.domain_id,
        "matter": row.matter_id,
        "problem": row.problem,
        "proposal": row.proposal,
        "agencies": [
            {"organisation": agency["organisation"], "name": agency["name"]}
            | {name: None if agency.get(name) == "" else agency.get(name) for name in TOLD}
            for agency in line.agencies
        ],
        "due_on": _day(line.due_on),
        "recurs": line.recurs if line.within else None,
    }


def suggestion_detail(line: Line, version: int, steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a step needs to know beside: the version, and the steps that the reader may take."""
    return suggestion_data(line) | {"version": version, "steps": list(steps)}
