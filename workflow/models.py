"""Approvals: a step that waits for somebody's consent, with the content of its form."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from dossiers.queries import CaseDataQuerySet


class ApprovalStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """A step asked for, to be carried out when the right person approves it, on-line or on paper."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=48)
    # The form as it was typed: it is bound and validated again when the approval is given.
    data = models.JSONField()
    corrects = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")
    permission = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ApprovalStatus, default=ApprovalStatus.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    on_paper = models.BooleanField(default=False)
    paper = models.ForeignKey("dossiers.DossierFile", models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    entry = models.OneToOneField("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="approval")

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "dossier", "step", name="approval_pending_once", condition=Q(status="pending", corrects=None)
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at=None)
                | (~Q(status="pending") & Q(decided_at__isnull=False) & Q(decided_by__isnull=False)),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(entry__isnull=False, decided_on__isnull=False),
                name="approval_carried_out",
            ),
            models.CheckConstraint(
                condition=~Q(on_paper=True) | Q(paper__isnull=False), name="approval_on_paper_has_its_scan"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | Q(status="withdrawn")
                | ~Q(decided_by=models.F("requested_by"))
                | Q(on_paper=True),
                name="approval_by_another_person",
            ),
        ]
        indexes = [
            models.Index(fields=["permission", "requested_at"], name="approval_waiting", condition=Q(status="pending"))
        ]
        triggers = [pgtrigger.Protect(name="approval_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step} {self.status}"
