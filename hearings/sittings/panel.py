"""The sittings of a case and the appearances in them, for its page."""

from typing import Any

from django.urls import reverse

from accounts.timekeeping import now
from hearings import facts as f
from hearings.models import Appearance, AppearanceState, SittingState
from hearings.sittings import display, reading
from hearings.sittings.words import kind_words, place_words, when_words
from workflow.steps import Context


def sittings_of(context: Context) -> list[dict[str, Any]]:
    """Each sitting of the case with its appearances, the latest first, for templates/hearings/_sittings.html.

    Three queries; an agency's liaison sees the appearances of its own agency alone.
    """
    moment = now()
    rows: dict[int, list[Appearance]] = {}
    reading.name_codes(reading.appearances(context))
    for row in reading.appearances(context):
        rows.setdefault(row.case.sitting_id, []).append(row)
    late = {
        (fact.value.get("sitting"), fact.party_id)
        for fact in context.facts
        if fact.kind == f.CALLED and fact.value.get("late")
    }
    return [
        {
            "url": reverse("hearings:sitting", args=[sitting.pk]),
            "when": when_words(sitting),
            "kind": kind_words(sitting),
            "place": place_words(sitting),
            "state": sitting.get_state_display(),
            "tone": display.STATE_TONES[SittingState(sitting.state)],
            "reason": sitting.change_reason,
            "appearances": [
                {
                    "agency": str(row.defendant.organisation),
                    "state": row.get_state_display(),
                    "tone": display.TONES[AppearanceState(row.state)],
                    "facts": display.appearance_facts(row, late_call=(sitting.pk, row.defendant.party_id) in late),
                    "missing": display.missing(row, moment),
                }
                for row in rows.get(sitting.pk, [])
            ],
        }
        for sitting in reversed(reading.sittings(context))
    ]
