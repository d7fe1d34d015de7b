"""The list of disputes as it is declared: its filters, columns, ready-made views (workflow.saved.lists)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Role
from accounts.permissions import can
from disputes.columns import COLUMNS
from disputes.filters import DisputeFilter
from disputes.listing import lines
from dossiers.scoping import sees_from_within
from workflow.saved.lists import RUNNING, Empty, ListKind, Ready, register


def ready_views(actor: Actor) -> list[Ready]:
    """The lists that are asked for most, ready-made."""
    running, closed = Ready("running", _("In progress"), RUNNING), Ready("closed", _("Closed"), "status=closed")
    everything = Ready("all", _("All disputes"), "status=")
    if not sees_from_within(actor):
        return [running, closed, everything]
    found = [
        running,
        Ready("overdue", _("Overdue"), "due=overdue"),
        Ready("examine", _("To be examined"), "stage=screening"),
        Ready("performing", _("Being performed"), "performance=running"),
        Ready("failed", _("Not performed"), "performance=failed"),
        Ready("nobodys", _("Nobody's"), "officer=none"),
        closed,
        everything,
    ]
    handles = actor.has(Role.OFFICER) or actor.has(Role.CENTRE_COORDINATOR)
    return [Ready("mine", _("My own"), "officer=me"), *found] if handles else found


def nothing(actor: Actor) -> Empty:
    """What the list says that has no dispute at all."""
    if can(actor, "disputes.register"):
        return Empty(
            _("No dispute is before the centre"),
            _("Receive one, or refer one to the centre."),
            "disputes:register",
            _("Refer a dispute"),
        )
    return Empty(
        _("No dispute is before the centre"), _("A dispute in which your organisation takes part appears here.")
    )


DISPUTES = register(
    ListKind(
        name=DisputeFilter.KIND,
        title=gettext_lazy("Disputes"),
        everything=gettext_lazy("All disputes"),
        url_name="disputes:list",
        export="disputes:export",
        page="disputes:detail",
        permission="dossier.list",
        filters=DisputeFilter,
        first=("q", "status", "stage", "source", "due"),
        of_running=frozenset({"officer", "due"}),
        columns=COLUMNS,
        lines=lines,
        ready=ready_views,
        unanswered=gettext_lazy("No dispute answers to these filters"),
        nothing=nothing,
    )
)
