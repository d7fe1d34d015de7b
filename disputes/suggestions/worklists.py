"""The list of suggestions as it is declared: its filters, columns, ready-made views (workflow.saved.lists)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.permissions import can
from disputes.suggestions.columns import COLUMNS
from disputes.suggestions.filters import SuggestionFilter
from disputes.suggestions.listing import lines
from dossiers.scoping import sees_from_within
from workflow.saved.lists import RUNNING, Empty, ListKind, Ready, register


def ready_views(actor: Actor) -> list[Ready]:
    """The lists that are asked for most, ready-made."""
    running, closed = Ready("running", _("In progress"), RUNNING), Ready("closed", _("Closed"), "status=closed")
    waiting = Ready("waiting", _("Waiting for the reply"), "stage=awaiting")
    everything = Ready("all", _("All suggestions"), "status=")
    if not sees_from_within(actor):
        return [running, waiting, closed, everything]
    found = [running, Ready("overdue", _("Overdue"), "due=overdue"), waiting, closed, everything]
    return [Ready("mine", _("My own"), "officer=me"), *found] if actor.has("officer") else found


def nothing(actor: Actor) -> Empty:
    """What the list says that has no suggestion at all."""
    if can(actor, "suggestions.register"):
        return Empty(
            _("No suggestion is in progress"),
            _("Register one that was received or issued."),
            "suggestions:register",
            _("Register a suggestion"),
        )
    return Empty(_("No suggestion is in progress"), _("A suggestion to your organisation appears here."))


SUGGESTIONS = register(
    ListKind(
        name=SuggestionFilter.KIND,
        title=gettext_lazy("Suggestions to agencies"),
        everything=gettext_lazy("All suggestions"),
        url_name="suggestions:list",
        export="suggestions:export",
        page="suggestions:detail",
        permission="dossier.list",
        filters=SuggestionFilter,
        first=("q", "status", "stage", "kind", "agency", "due"),
        of_running=frozenset({"officer", "due"}),
        columns=COLUMNS,
        lines=lines,
        ready=ready_views,
        unanswered=gettext_lazy("No suggestion answers to these filters"),
        nothing=nothing,
        spread=lambda line: line.spread(),
    )
)
