"""What the register offers on the page of a case: to suggest something over it, or to take over a letter."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import DossierKind, Party
from workflow import letters
from workflow.casepage import CasePage
from workflow.offers import Offer

FROM = (DossierKind.RECONSIDERATION, DossierKind.LITIGATION)


def offers(page: CasePage) -> Iterator[Offer]:
    """For whoever works on a case: its suggestions, each letter that can go into the register, and the form."""
    dossier = page.dossier
    if not page.handles or dossier.kind not in FROM:
        return
    parted = {entry.data.get("of") for entry in page.entries if entry.step == "parted"}
    for entry in reversed(page.entries):
        of_suggestion = entry.step == "linked" and entry.data.get("of_kind") == DossierKind.SUGGESTION
        if of_suggestion and entry.data["of"] not in parted:
            label = _("Suggestion %(number)s") % {"number": entry.data["form"]["case"][0]}
            yield Offer(label, reverse("suggestions:detail", args=[entry.data["of"]]))
    names = {party.pk: party for party in page.everybody}
    for letter in letters.waiting(dossier.kind, page.context.facts):
        party: Party | None = names.get(letter.party_id or 0)
        label = _("Enter the letter to %(agency)s in the register of suggestions") % {"agency": party or ""}
        yield Offer(label, _address(case=dossier.pk, letter=letter.fact.pk))
    if dossier.is_running or dossier.closed_on:
        yield Offer(_("Make a suggestion"), _address(case=dossier.pk))


def _address(**query: int) -> str:
    return f"{reverse('suggestions:register')}?{urlencode(query)}"
