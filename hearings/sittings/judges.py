"""Who judges a suit, by name: those who mediate the dispute behind it are none of them."""

from collections.abc import Sequence

from dossiers.handling import register_names
from hearings.models import Sitting


def presiders(dossier_ids: Sequence[int]) -> set[str]:
    """The judges who preside over sittings of some suits; one query."""
    rows = Sitting.objects.unscoped("the suits themselves are in hand").filter(cases__lawsuit__in=dossier_ids)
    return set(rows.exclude(presider="").values_list("presider", flat=True))


register_names("litigation", presiders)
