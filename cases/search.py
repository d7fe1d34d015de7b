"""How reconsideration cases are shown among the results of the search."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from cases.listing import Line, lines
from dossiers.models import DossierKind, Party
from dossiers.queries import fragments
from workflow import search

# Parts of a case that are shown with the text in them.
MOST = 4


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The cases `ids` with the parts in which `text` stands; two queries."""
    others: dict[int, list[tuple[str, str]]] = {}
    rows = (
        Party.objects.unscoped("the parties of cases that the scope was laid on").standing().filter(dossier_id__in=ids)
    )
    for party in rows.only("dossier_id", "role", "name", "position"):
        others.setdefault(party.dossier_id, []).append((party.get_role_display(), party.name))
    wanted = fragments(text)
    return [_hit(line, others.get(line.pk, []), wanted) for line in lines(ids, actor, today())]


def _hit(line: Line, parties: list[tuple[str, str]], wanted: list[str]) -> search.Hit:
    parts = [
        (_("Case number"), line.number),
        (_("Act"), line.row.act_name),
        (_("Document number"), line.row.act_number),
        (_("Number of the decision"), line.row.decision_number),
        *parties,
    ]
    marked = [(label, pieces) for label, value in parts if value and (pieces := search.mark(value, wanted))]
    return search.Hit(
        url=reverse("cases:detail", args=[line.pk]),
        heading=line.number or _("No number yet"),
        title=line.row.title,
        state=line.stage,
        parts=marked[:MOST],
    )


def _list_url(text: str) -> str:
    return f"{reverse('cases:list')}?{urlencode({'q': text})}"


search.register(search.Source(DossierKind.RECONSIDERATION, gettext_lazy("Reconsideration cases"), hits, _list_url))
