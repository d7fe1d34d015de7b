"""Who reaches a lawsuit beside its office, its organ and the agencies in it: its court."""

from collections.abc import Sequence

from dossiers.models.access import Basis
from dossiers.scoping import Audience
from dossiers.services import AccessKey
from hearings.models import Lawsuit


def courts_of(dossier_ids: Sequence[int]) -> dict[int, set[AccessKey]]:
    """The access rows of the courts of some lawsuits, by dossier; one query."""
    suits = Lawsuit.objects.unscoped("the access of dossiers that are being written").filter(pk__in=dossier_ids)
    return {
        pk: {(Audience.COURT, court, None, Basis.COURT)} for pk, court in suits.values_list("dossier_id", "court_id")
    }
