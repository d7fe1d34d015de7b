"""The sittings of a case and the appearances in them, for its page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date
from accounts.timekeeping import now
from hearings import facts as f
from hearings.models import Appearance, AppearanceState, SittingCase, SittingState
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
            "url": reverse("hearings:sitting", args=[place.sitting_id]),
            "when": when_words(place.sitting),
            "kind": kind_words(place.sitting),
            "place": place_words(place.sitting),
            **_standing(place),
            "appearances": [
                {
                    "agency": str(row.defendant.organisation),
                    "state": row.get_state_display(),
                    "tone": display.TONES[AppearanceState(row.state)],
                    "facts": display.appearance_facts(
                        row, late_call=(place.sitting_id, row.defendant.party_id) in late
                    ),
                    "missing": display.missing(row, moment),
                }
                for row in rows.get(place.sitting_id, [])
            ],
        }
        for place in reversed(reading.sitting_cases(context))
    ]


def _standing(place: SittingCase) -> dict[str, str]:
    """How the case stands in a sitting: as the sitting does, unless it was taken off."""
    if place.left_on is not None:
        off = gettext("Taken off on %(day)s") % {"day": cn_date(place.left_on)}
        return {"state": off, "tone": "paused", "reason": place.left_reason}
    sitting = place.sitting
    tone = display.STATE_TONES[SittingState(sitting.state)]
    return {"state": str(SittingState(sitting.state).label), "tone": tone, "reason": sitting.change_reason}
