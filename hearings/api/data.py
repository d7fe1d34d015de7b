"""Lawsuits, sittings and appearances as JSON: codes as codes, days as ISO dates, moments with their offset."""

from collections.abc import Iterable, Sequence
from typing import Any

from accounts.models import Organisation, RosterEntry
from accounts.timekeeping import SHANGHAI
from deadlines.models import Deadline, DeadlineState
from hearings.appearances import unsettled
from hearings.listing import Line
from hearings.models import Appearance, Lawsuit, Sitting, SittingCase
from hearings.sittings.reading import record_of
from hearings.sittings.words import day_of


def _moment(value: Any) -> str | None:
    return value.astimezone(SHANGHAI).isoformat() if value else None


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _place(organisation: Organisation | None) -> dict[str, Any] | None:
    return {"id": organisation.pk, "name": organisation.name} if organisation else None


def suit_data(line: Line) -> dict[str, Any]:
    """A lawsuit of the list; what is for the office alone is null for others."""
    row = line.row
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title,
        "status": row.status,
        "stage": row.state,
        "court": row.court_name,
        "plaintiffs": row.gathered["applicant"],
        "defendants": row.gathered["respondent"],
        "act": {"name": row.act_name, "number": row.act_number},
        "served_on": _day(row.served_on),
        "heard_on": _day(row.heard_on),
        "concluded_on": _day(row.concluded_on),
        "effective_on": _day(row.effective_on),
        "judgment_number": row.judgment_number or None,
        "lost": row.lost,
        "due_on": _day(line.due_on),
        "officer": line.officer or None,
    }


def suit_detail(suit: Lawsuit, steps: Sequence[dict[str, Any]], sittings: Iterable[Sitting]) -> dict[str, Any]:
    """What a step in a lawsuit needs to know: the version, the defendants by their party, the sittings."""
    dossier = suit.dossier
    defendants = suit.defendants.select_related("party", "organisation", "standing", "outcome")
    return {
        "id": suit.pk,
        "number": dossier.number,
        "title": dossier.title,
        "version": dossier.version,
        "status": dossier.status,
        "stage": suit.state,
        "court": _place(suit.court),
        "served_on": _day(suit.served_on),
        "concluded_on": _day(suit.concluded_on),
        "effective_on": _day(suit.effective_on),
        "outcome": suit.outcome_id,
        "lost": suit.lost,
        "defendants": [
            {
                "party": each.party_id,
                "organisation": each.organisation_id,
                "name": each.party.name,
                "standing": each.standing_id,
                "served_on": _day(each.served_on),
                "outcome": each.outcome_id,
            }
            for each in defendants.filter(party__voided_at=None).order_by("position", "pk")
        ],
        "sittings": [sitting_data(sitting) for sitting in sittings],
        "steps": list(steps),
    }


def sitting_data(sitting: Sitting) -> dict[str, Any]:
    return {
        "id": sitting.pk,
        "court": _place(sitting.court),
        "kind": sitting.kind,
        "mode": sitting.mode,
        "courtroom": sitting.courtroom or None,
        "presider": sitting.presider or None,
        "begins": None if sitting.whole_day else _moment(sitting.during.lower),
        "ends": None if sitting.whole_day else _moment(sitting.during.upper),
        "hearing_on": _day(day_of(sitting)),
        "state": sitting.state,
        "replaced_by": sitting.replaced_by_id,
        "change_reason": sitting.change_reason or None,
        "version": sitting.version,
    }


def with_cases(sitting: Sitting, cases: Iterable[SittingCase]) -> dict[str, Any]:
    """A sitting with those of its cases that the reader sees."""
    heard = [{"id": row.lawsuit_id, "number": row.lawsuit.dossier.number} for row in cases]
    return sitting_data(sitting) | {"cases": heard}


def appearance_data(row: Appearance) -> dict[str, Any]:
    """Who comes for a defendant at a sitting, what is handed in, what the court recorded, and what counts."""
    return {
        "id": row.pk,
        "case": row.case.lawsuit_id,
        "number": row.case.lawsuit.dossier.number,
        "sitting": row.case.sitting_id,
        "hearing_on": _day(day_of(row.case.sitting)),
        "sitting_state": row.case.sitting.state,
        "agency": _place(row.defendant.organisation),
        "party": row.defendant.party_id,
        "state": row.state,
        "called_for": row.obligatory_id,
        "notice_number": row.notice_number or None,
        "notice_on": _day(row.notice_on),
        "head": {"id": row.head.pk, "name": row.head.name, "post": row.head.post} if row.head else None,
        "identity": row.identity,
        "identity_reason": row.identity_reason or None,
        "absence": row.absence_id,
        "staff": row.staff or None,
        "came": row.came_id,
        "rank": row.rank or None,
        "spoke": row.spoke,
        "left_early": row.left_early,
        "return_reason": row.return_reason or None,
        "court_came": row.court_came_id,
        "court_spoke": row.court_spoke,
        "court_left_early": row.court_left_early,
        "settled_came": row.settled_came_id,
        "settled_left_early": row.settled_left_early,
        "settled_spoke": row.settled_spoke,
        "settled_reason": row.settled_reason or None,
        "differences": unsettled(record_of(row)),
        "present": row.present,
    }


def head_data(entry: RosterEntry) -> dict[str, Any]:
    return {"id": entry.pk, "name": entry.name, "post": entry.post, "rank": entry.rank}


# What an agency owes for a hearing; all but the last begin with the day of the hearing.
OWED = ("ct_house_nomination", "ct_house_identity", "ct_house_record", "ct_house_record_again")


def with_heads(row: Appearance, deadlines: Iterable[Deadline], steps: Sequence[str]) -> dict[str, Any]:
    """An appearance with the heads who can be named for it, by when what is due, and the steps open to the reader.

    `deadlines` are those of its case.
    """
    on = day_of(row.case.sitting)
    heads = RosterEntry.objects.on(on).filter(organisation=row.defendant.organisation_id)
    due = [
        deadline.due_on
        for deadline in deadlines
        if deadline.clock in OWED and deadline.party_id == row.defendant.party_id
        if deadline.state == DeadlineState.RUNNING and (deadline.starts_on == on or deadline.clock == OWED[-1])
    ]
    return appearance_data(row) | {
        "heads": [head_data(head) for head in heads.order_by("pk")],
        "due_on": _day(min((day for day in due if day), default=None)),
        "steps": list(steps),
    }
