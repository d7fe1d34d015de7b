"""The cases that belong to a case, as its page lists them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from dossiers.models import Dossier, DossierLink, LinkKind


@dataclass(frozen=True)
class Linked:
    """A case that is linked with the one at hand, and how."""

    other: Dossier
    relation: str

    @property
    def url(self) -> str:
        return reverse("dossier", args=[self.other.pk])

    @property
    def number(self) -> str:
        return self.other.number or _("No number yet")

    @property
    def title(self) -> str:
        return self.other.title

    @property
    def kind(self) -> str:
        return str(LinkKind(self.relation).label)


def linked_cases(actor: Actor, dossier: Dossier) -> list[Linked]:
    """The linked cases that `actor` sees; one query."""
    found = (
        DossierLink.objects.visible_to(actor)
        .of(dossier)
        .select_related("dossier__organ__organisation", "other__organ__organisation")
    )
    return [Linked(link.partner(dossier), link.kind) for link in found]
