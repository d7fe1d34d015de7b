"""Disputes of one root resolved together, as the pages of the leading one and of those that follow show them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from disputes.models import Dispute, State

TONES = {State.CONCLUDED: "done", State.CLOSED: "done", State.VOID: ""}


def joined(rows: Iterable[Dispute], dispute: Dispute) -> list[dict[str, Any]]:
    """The leading dispute and those that follow it, but for the one at hand."""
    return [
        {
            "number": row.dossier.number or "",
            "title": row.dossier.title,
            "url": reverse("disputes:detail", args=[row.pk]),
            "leads": row.pk == dispute.lead_id,
            "state": row.get_state_display(),
            "tone": TONES.get(State(row.state), "calm"),
        }
        for row in rows
        if row.pk != dispute.pk
    ]
