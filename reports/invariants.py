"""What must hold of what is kept for figures."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from reports.keeping import unlike
from reports.summaries import differing


def not_as_reckoned(full: bool) -> Iterator[int]:
    """Cases that count something else than is kept of them; of a sample unless asked in full."""
    for difference in unlike(full):
        yield difference.matter.pk


def not_as_summed(full: bool) -> Iterator[str]:
    """Sums by month that a recount of the entries does not give."""
    yield from differing()


register(
    Invariant(
        "figures.entries",
        _("What a case counts in figures is what its facts give"),
        "dossiers.dossier",
        not_as_reckoned,
        slow=True,
    ),
    Invariant("figures.sums", _("The sums of figures are what their entries give"), "sum", not_as_summed, slow=True),
)
