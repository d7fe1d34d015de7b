"""Who reaches a suggestion beside its office, its organ and the agencies: the court or procuratorate that issued it."""

from collections.abc import Sequence

from accounts.models import OrganisationKind
from disputes.models import Suggestion
from dossiers.models.access import Basis
from dossiers.scoping import Audience
from dossiers.services import AccessKey

AUDIENCE_OF = {
    OrganisationKind.COURT: Audience.COURT,
    OrganisationKind.PROCURATORATE: Audience.PROCURATORATE,
}


def issuers_of(dossier_ids: Sequence[int]) -> dict[int, set[AccessKey]]:
    """The access rows of the bodies that issued some suggestions, by dossier; one query."""
    suggestions = Suggestion.objects.unscoped("the access of dossiers that are being written").filter(
        pk__in=dossier_ids, issuer__kind__in=AUDIENCE_OF
    )
    return {
        pk: {(AUDIENCE_OF[OrganisationKind(kind)], issuer, None, Basis.ISSUER)}
        for pk, issuer, kind in suggestions.values_list("dossier_id", "issuer_id", "issuer__kind")
    }
