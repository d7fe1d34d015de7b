"""How lawsuits are shown among the results of the search."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.timekeeping import today
from dossiers.models import DossierKind, Party
from dossiers.models.parties import role_label
from dossiers.queries import fragments
from hearings.listing import lines
from workflow import search

# Parts of a case that are shown with the text in them.
MOST = 4


def hits(ids: Sequence[int], actor: Actor, text: str) -> list[search.Hit]:
    """The lawsuits `ids` with the parts in which `text` stands; two queries."""
    parties: dict[int, list[tuple[str, str]]] = {}
    rows = Party.objects.unscoped("the parties of cases that the scope was laid on").standing()
    for dossier, role, name in rows.filter(dossier_id__in=ids).values_list("dossier_id", "role", "name"):
        parties.setdefault(dossier, []).append((role_label(DossierKind.LITIGATION, role), name))
    wanted = fragments(text)
    found = []
    for line in lines(ids, actor, today()):
        parts = [
            (_("Case number"), line.number),
            (_("Act"), line.row.act_name),
            (_("Document number"), line.row.act_number),
            (_("Number of the judgment or ruling"), line.row.judgment_number),
            *parties.get(line.pk, []),
        ]
        marked = [(label, pieces) for label, value in parts if value and (pieces := search.mark(value, wanted))]
        found.append(
            search.Hit(
                url=reverse("hearings:detail", args=[line.pk]),
                heading=line.number,
                title=line.row.title,
                state=line.stage,
                parts=marked[:MOST],
            )
        )
    return found


def _list_url(text: str) -> str:
    return f"{reverse('hearings:list')}?{urlencode({'q': text})}"


search.register(search.Source(DossierKind.LITIGATION, gettext_lazy("Lawsuits"), hits, _list_url))
