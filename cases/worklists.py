"""The list of cases as it is declared: its filters, columns, ready-made views (workflow.saved.lists)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.permissions import can
from cases.columns import COLUMNS
from cases.filters import CaseFilter
from cases.listing import lines
from dossiers.scoping import sees_from_within
from workflow.saved.lists import RUNNING, Empty, ListKind, Ready, register


def ready_views(actor: Actor) -> list[Ready]:
    """The lists that are asked for most, ready-made."""
    running, closed = Ready("running", _("In progress"), RUNNING), Ready("closed", _("Closed"), "status=closed")
    everything = Ready("all", _("All cases"), "status=")
    if not sees_from_within(actor):
        return [running, closed, everything]
    found = [
        running,
        Ready("overdue", _("Overdue"), "due=overdue"),
        Ready("today", _("Due today"), "due=today"),
        Ready("week", _("Due within 7 days"), "due=week"),
        Ready("nobodys", _("Nobody's"), "officer=none"),
        closed,
        everything,
    ]
    return [Ready("mine", _("My own"), "officer=me"), *found] if actor.has("officer") else found


def nothing(actor: Actor) -> Empty:
    """What the list says that has no case at all."""
    if can(actor, "cases.register"):
        return Empty(
            _("No case is in progress"),
            _("Register an application, or import the ledger kept so far."),
            "cases:register",
            _("Register an application"),
        )
    return Empty(_("No case is in progress"), _("A case in which your organisation takes part appears here."))


CASES = register(
    ListKind(
        name=CaseFilter.KIND,
        title=gettext_lazy("Reconsideration cases"),
        everything=gettext_lazy("All cases"),
        url_name="cases:list",
        export="cases:export",
        page="cases:detail",
        permission="dossier.list",
        filters=CaseFilter,
        first=CaseFilter.FIRST,
        of_running=frozenset({"officer", "due", "stage", "respondent", "matter", "domain", "procedure", "law"}),
        columns=COLUMNS,
        lines=lines,
        ready=ready_views,
        unanswered=gettext_lazy("No case answers to these filters"),
        nothing=nothing,
    )
)
