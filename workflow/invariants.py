"""What must hold of approvals."""

from django.utils.translation import gettext_lazy as _

from accounts.soundness import Invariant, register

register(
    Invariant(
        "approvals.over",
        _("Nothing waits for approval in a case that is over"),
        "workflow.approval",
        """
        SELECT a.id FROM workflow_approval a JOIN dossiers_dossier o ON o.id = a.dossier_id
        WHERE a.status = 'pending' AND a.corrects_id IS NULL AND o.status IN ('closed', 'void')""",
    ),
    Invariant(
        "approvals.entry",
        _("An approval was carried out as an entry of its own case, by its own step"),
        "workflow.approval",
        """
        SELECT a.id FROM workflow_approval a JOIN dossiers_timelineentry e ON e.id = a.entry_id
        WHERE e.dossier_id <> a.dossier_id OR e.step <> a.step
            OR (e.corrects_id IS NULL) <> (a.corrects_id IS NULL)""",
    ),
)
