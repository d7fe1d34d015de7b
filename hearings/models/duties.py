"""The six duties of an agency's head (负责人六项职责), with the evidence that each is done."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from dossiers.models.codes import of_list


class DutyResult(models.TextChoices):
    OPEN = "open", _("Not looked at yet")
    ACCEPTED = "accepted", _("Duty done")
    RETURNED = "returned", _("Not enough")


class DutyEvidence(models.Model):
    """What an agency gives as evidence that a duty was done in a year, and what the office makes of it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="+")
    duty = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("duty"), related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    on_date = models.DateField(_("day"))
    what = models.CharField(_("what was done"), max_length=500)
    stored = models.ForeignKey(
        "dossiers.StoredFile", models.PROTECT, verbose_name=_("paper"), null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)
    result = models.CharField(_("result"), max_length=10, choices=DutyResult, default=DutyResult.OPEN)
    result_note = models.CharField(_("what is missing"), max_length=300, blank=True)
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("evidence of a duty")
        verbose_name_plural = _("evidence of duties")
        ordering = ["organisation", "year", "duty", "on_date", "pk"]
        constraints = [
            models.CheckConstraint(condition=of_list("duty", "head_duty"), name="duty_of_its_list"),
            models.CheckConstraint(
                condition=~Q(result="returned") | ~Q(result_note=""), name="duty_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(result="open") | (Q(checked_by__isnull=False) & Q(checked_at__isnull=False)),
                name="duty_checked_by_somebody",
            ),
        ]
        triggers = [pgtrigger.Protect(name="duty_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.year} {self.duty_id}"
