"""What must hold of running periods and of the next due dates."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register
from deadlines.basis import basis_in_force
from deadlines.reminders.withdrawal import REMINDER_KEY
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
        # What is reckoned back from a day to come is due, and done, before it.
        """
        SELECT id FROM deadlines_deadline WHERE (due_on < starts_on OR ended_on < starts_on)
        AND derivation -> 0 -> 'data' ->> 'direction' IS DISTINCT FROM 'backward'""",
    ),
    Invariant(
        "deadlines.over",
        _("Nothing runs for the office in a case that is over, and nothing at all in a void one"),
        "deadlines.deadline",
        """
        SELECT d.id FROM deadlines_deadline d JOIN dossiers_dossier o ON o.id = d.dossier_id
        WHERE d.state IN ('running', 'paused')
        AND (o.status = 'void' OR (o.status = 'closed' AND d.tracked AND d.owner = 'office'))""",
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
        "reminders.told",
        _("A reminder that was told has its message, in the application or in the outbox"),
        "deadlines.reminder",
        f"""
        SELECT r.id FROM deadlines_reminder r
        WHERE NOT r.overtaken AND r.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM notices_notice n WHERE n.recipient_id = r.user_id AND n.key = {REMINDER_KEY})
        AND NOT EXISTS (SELECT 1 FROM notices_message m WHERE m.key = {REMINDER_KEY}
            AND (m.recipient_id = r.user_id OR m.address = 'party:' || r.party_id))""",  # noqa: S608 - made of constants
    ),
    Invariant(
        "reminders.orphans",
        _("A message of a reminder belongs to a reminder in the ledger"),
        "notices.message",
        f"""
        SELECT m.id FROM notices_message m WHERE starts_with(m.key, 'reminder:')
        AND NOT EXISTS (SELECT 1 FROM deadlines_reminder r WHERE m.key = {REMINDER_KEY})""",  # noqa: S608 - the same
    ),
    Invariant(
        "deadlines.run",
        _("What is told of a running period is told of its present run"),
        "deadlines.deadline",
        "SELECT id FROM deadlines_deadline WHERE state = 'running' AND run = ''",
    ),
    Invariant(
        "deadlines.derived",
        _("The periods of a case are those that follow from its facts"),
        "dossiers.dossier",
        not_as_derived,
        slow=True,
    ),
)
