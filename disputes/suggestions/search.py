"""How suggestions are shown among the results of the search."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from disputes.suggestions.listing import lines
from dossiers.models import DossierKind
from dossiers.queries import fragments
from workflow import search

# Parts of a suggestion that are shown with the text in them.
MOST = 4


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The suggestions `ids` with the parts in which `text` stands; one query."""
    wanted = fragments(text)
    found = []
    for line in lines(ids, actor, today()):
        parts = [
            (_("Document number"), line.number),
            (_("Issuing body"), line.row.issuer_name),
            *((_("Agency to which it is made"), agency["name"]) for agency in line.agencies),
            (_("Problem"), line.row.problem),
            (_("What is suggested"), line.row.proposal),
        ]
        marked = [(label, pieces) for label, value in parts if value and (pieces := search.mark(value, wanted))]
        found.append(
            search.Hit(
                url=reverse("suggestions:detail", args=[line.pk]),
                heading=line.number or _("No number yet"),
                title=line.row.title,
                state=line.stage,
                parts=marked[:MOST],
            )
        )
    return found


def _list_url(text: str) -> str:
    return f"{reverse('suggestions:list')}?{urlencode({'q': text})}"


search.register(search.Source(DossierKind.SUGGESTION, gettext_lazy("Suggestions to agencies"), hits, _list_url))
