"""What must hold of running periods and of the next due dates."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from deadlines.basis import basis_in_force
from deadlines.services import differing
from dossiers.models import Dossier

# Cases whose periods are derived anew each night, half of them still running; all when asked in full.
SAMPLE = 400


def not_as_derived(full: bool) -> Iterator[int]:
    """Cases whose periods are not those that the engine gives from their facts today."""
    cases = Dossier.objects.unscoped("the periods of every office are derived anew")
    if not full:
        running = cases.running().order_by("?").values_list("pk", flat=True)[: SAMPLE // 2]
        others = cases.order_by("?").values_list("pk", flat=True)[: SAMPLE // 2]
        cases = cases.filter(pk__in={*running, *others})
    basis = basis_in_force()
    for dossier in cases.order_by("pk").iterator(chunk_size=500):
        if differing(dossier, basis):
            yield dossier.pk


register(
    Invariant(
        "deadlines.derivation",
        _("Every date comes with its derivation"),
        "deadlines.deadline",
        "SELECT id FROM deadlines_deadline WHERE jsonb_typeof(derivation) <> 'array' OR derivation = '[]'",
    ),
    Invariant(
        "deadlines.order",
        _("No period ends before it starts"),
        "deadlines.deadline",
        "SELECT id FROM deadlines_deadline WHERE due_on < starts_on OR ended_on < starts_on",
    ),
    Invariant(
        "deadlines.over",
        _("Nothing runs for the office in a case that is over, and nothing at all in a void one"),
        "deadlines.deadline",
        """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id
        WHERE d.state IN ('running', 'paused') AND (o.status = 'void' OR (o.status = 'closed' AND d.tracked))""",
    ),
    Invariant(
        "deadlines.party",
        _("A period of a party belongs to the case of the party"),
        "deadlines.deadline",
        """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_party p ON p.id = d.party_id
        WHERE p.dossier_id <> d.dossier_id OR d.organisation_id IS DISTINCT FROM p.organisation_id""",
    ),
    Invariant(
        "deadlines.next_due",
        _("The next due date of a case is that of its periods"),
        "dossiers.dossier",
        """
        SELECT o.id FROM dossiers_dossier o WHERE o.next_due_on IS DISTINCT FROM (
            SELECT min(d.due_on) FROM deadlines_deadline d
            WHERE d.dossier_id = o.id AND d.state = 'running' AND d.tracked)""",
    ),
    Invariant(
        "deadlines.derived",
        _("The periods of a case are those that follow from its facts"),
        "dossiers.dossier",
        not_as_derived,
        slow=True,
    ),
)
