"""How lawsuits are shown among the results of the search."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from dossiers.models import DossierKind
from hearings.listing import Line, lines
from workflow import search


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The lawsuits `ids` with the parts in which `text` stands; two queries."""

    def parts(line: Line) -> list[tuple[str, str]]:
        return [
            (_("Case number"), line.number),
            (_("Act"), line.row.act_name),
            (_("Document number"), line.row.act_number),
            (_("Number of the judgment or ruling"), line.row.judgment_number),
        ]

    return search.hits_of(DossierKind.LITIGATION, lines(ids, actor, today()), parts, text, "hearings:detail")


search.register(
    search.Source(
        DossierKind.LITIGATION, gettext_lazy("Lawsuits"), hits, lambda text: search.list_url("hearings:list", text)
    )
)
