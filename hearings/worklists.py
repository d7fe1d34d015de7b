"""The list of lawsuits as it is declared: its filters, columns, ready-made views (workflow.saved.lists)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.permissions import can
from dossiers.scoping import sees_from_within
from hearings.columns import COLUMNS
from hearings.filters import SuitFilter
from hearings.listing import lines
from workflow.saved.lists import RUNNING, Empty, ListKind, Ready, register


def ready_views(actor: Actor) -> list[Ready]:
    """The lists that are asked for most, ready-made."""
    running, closed = Ready("running", _("In progress"), RUNNING), Ready("closed", _("Closed"), "status=closed")
    heard = Ready("heard", _("Heard within 7 days"), "sitting=week")
    everything = Ready("all", _("All lawsuits"), "status=")
    if not sees_from_within(actor):
        return [running, heard, closed, everything]
    found = [
        running,
        Ready("overdue", _("Overdue"), "due=overdue"),
        Ready("answer", _("Answer due within 7 days"), "stage=answering&due=week"),
        heard,
        Ready("not_set", _("No hearing set"), "stage=trial&sitting=none"),
        Ready("unreported", _("Major, not reported"), "major=unreported"),
        Ready("judged", _("Judgment not yet effective"), "stage=judged"),
        Ready("appealed", _("Under appeal"), "stage=appealed"),
        Ready("lost", _("Lost"), "lost=yes"),
        Ready("nobodys", _("Nobody's"), "officer=none"),
        closed,
        everything,
    ]
    return [Ready("mine", _("My own"), "officer=me"), *found] if actor.has("officer") else found


def nothing(actor: Actor) -> Empty:
    """What the list says that has no lawsuit at all."""
    if can(actor, "suits.register"):
        return Empty(
            _("No lawsuit is in progress"),
            _("Register a suit from the court's notice, or import the ledger kept so far."),
            "hearings:register",
            _("Register a suit"),
        )
    return Empty(_("No lawsuit is in progress"), _("A lawsuit in which your organisation takes part appears here."))


SUITS = register(
    ListKind(
        name=SuitFilter.KIND,
        title=gettext_lazy("Lawsuits"),
        everything=gettext_lazy("All lawsuits"),
        url_name="hearings:list",
        export="hearings:export",
        page="hearings:detail",
        permission="dossier.list",
        filters=SuitFilter,
        first=("q", "status", "stage", "defendant", "due"),
        of_running=frozenset({"officer", "due", "sitting"}),
        columns=COLUMNS,
        lines=lines,
        ready=ready_views,
        unanswered=gettext_lazy("No lawsuit answers to these filters"),
        nothing=nothing,
    )
)
