"""What is overdue and due now, each number opening its list: of the organ by kind of case, of an agency its own."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.actors import Actor
from accounts.models import Organisation, Role
from accounts.paging import COUNT_CAP
from accounts.timekeeping import today
from cases.filters import CaseFilter
from deadlines.models import Deadline, DeadlineState, Owner
from disputes.filters import DisputeFilter
from disputes.suggestions.filters import SuggestionFilter
from dossiers.handling import SOON
from dossiers.worklist import counts, worklist
from hearings.filters import SuitFilter
from reports.indicators.base import Text
from workflow.filters import WorklistFilter


class Kind(NamedTuple):
    """A kind of case with its list, and what its filter calls the agency."""

    label: Text
    page: str
    filters: type[WorklistFilter]
    agency: str


KINDS = (
    Kind(gettext_lazy("Reconsideration"), "cases:list", CaseFilter, "respondent"),
    Kind(pgettext_lazy("column", "Suits"), "hearings:list", SuitFilter, "defendant"),
    Kind(gettext_lazy("Disputes"), "disputes:list", DisputeFilter, "agency"),
    Kind(gettext_lazy("Suggestions"), "suggestions:list", SuggestionFilter, "agency"),
)
# The values of the filter by what is next due, with the tone of what there is of it.
DUE: tuple[tuple[str, Text, str], ...] = (
    ("overdue", gettext_lazy("Overdue"), "late"),
    ("today", gettext_lazy("Due today"), "soon"),
    ("week", gettext_lazy("Due within 7 days"), ""),
)


def of_organ(actor: Actor, agency: Organisation | None) -> dict[str, Any]:
    """How many cases of each kind are overdue, due today and within seven days; one query."""
    asks = [
        (kind, due, {"due": due, **({kind.agency: str(agency.pk)} if agency else {})})
        for kind in KINDS
        for due, _words, _tone in DUE
    ]
    found = counts([worklist(kind.filters(query, actor=actor), actor, "received") for kind, _due, query in asks])
    tones = {due: tone for due, _words, tone in DUE}
    cells = [
        {
            "value": f"{COUNT_CAP}+" if more else number,
            "url": f"{reverse(kind.page)}?{urlencode(query)}" if number else "",
            "tone": tones[due] if number else "",
        }
        for (kind, due, query), (number, more) in zip(asks, found, strict=True)
    ]
    return {
        "caption": _("Overdue and due now"),
        "columns": [
            {"label": _("Kind of case"), "whole": True},
            *({"label": words, "numeric": True} for _due, words, _tone in DUE),
        ],
        "rows": [
            {"cells": [str(kind.label), *cells[place * len(DUE) : (place + 1) * len(DUE)]]}
            for place, kind in enumerate(KINDS)
        ],
        "plain": True,
    }


def of_agency(actor: Actor) -> dict[str, Any]:
    """How many periods of the actor's agencies are overdue, due today and within seven days; one query."""
    day = today()
    spans = {
        "overdue": Q(due_on__lt=day),
        "today": Q(due_on=day),
        "week": Q(due_on__gt=day, due_on__lte=day + SOON),
    }
    own = Deadline.objects.visible_to(actor).filter(
        state=DeadlineState.RUNNING,
        owner=Owner.AGENCY,
        organisation__in=actor.organisations(Role.AGENCY_LIAISON),
    )
    found = own.order_by().aggregate(**{due: Count("pk", filter=span) for due, span in spans.items()})
    url = reverse("deadlines:agenda")
    return {
        "caption": _("Overdue and due now"),
        "columns": [{"label": _("My agency's periods"), "whole": True}, {"label": _("How many"), "numeric": True}],
        "rows": [
            {
                "cells": [
                    str(words),
                    {
                        "value": found[due],
                        "url": f"{url}?{urlencode({'view': 'list'})}" if found[due] else "",
                        "tone": tone if found[due] else "",
                    },
                ]
            }
            for due, words, tone in DUE
        ],
        "plain": True,
    }
