"""How disputes are shown among the results of the search."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.listing import Line, lines
from dossiers.models import DossierKind
from workflow import search


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The disputes `ids` with the parts in which `text` stands; two queries."""

    def parts(line: Line) -> list[tuple[str, str]]:
        return [
            (_("Case number"), line.number),
            (_("Act or matter in dispute"), line.row.act_name),
            (_("Document number"), line.row.act_number),
            (_("Number of the referral"), line.row.referral_number),
        ]

    return search.hits_of(DossierKind.DISPUTE, lines(ids, actor, today()), parts, text, "disputes:detail")


search.register(
    search.Source(
        DossierKind.DISPUTE, gettext_lazy("Disputes"), hits, lambda text: search.list_url("disputes:list", text)
    )
)
