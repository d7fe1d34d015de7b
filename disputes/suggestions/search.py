"""How suggestions are shown among the results of the search."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.suggestions.listing import Line, lines
from dossiers.models import DossierKind
from workflow import search


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The suggestions `ids` with the parts in which `text` stands; two queries."""

    def parts(line: Line) -> list[tuple[str, str]]:
        return [
            (_("Document number"), line.number),
            (_("Number in the register"), line.row.register_number if line.within else ""),
            (_("Body that makes it"), line.row.issuer_name),
            (_("Problem"), line.row.problem),
            (_("What is suggested"), line.row.proposal),
        ]

    return search.hits_of(DossierKind.SUGGESTION, lines(ids, actor, today()), parts, text, "suggestions:detail")


search.register(
    search.Source(
        DossierKind.SUGGESTION,
        gettext_lazy("Suggestions to agencies"),
        hits,
        lambda text: search.list_url("suggestions:list", text),
    )
)
