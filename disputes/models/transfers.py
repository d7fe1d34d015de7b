"""A dispute handed to the unit that is to resolve it (转办)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from disputes.models.centre import Dispute
from disputes.queries import DisputeDataQuerySet


class TransferState(models.TextChoices):
    SENT = "sent", _("Waits to be signed for")
    SIGNED = "signed", _("Signed for")
    RETURNED = "returned", _("Returned")
    REPORTED = "reported", _("Handling reported")
    RECALLED = "recalled", _("Recalled")


class Transfer(models.Model):
    """One hand-over to one unit; a unit to which it is handed again has a further row. One of several units leads."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="transfers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("unit"), related_name="+")
    lead = models.BooleanField(_("leads"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=TransferState, default=TransferState.SENT)
    sent_on = models.DateField(_("handed over on"))
    signed_on = models.DateField(_("signed for on"), null=True, blank=True)
    # Who in the unit answers for it, as the unit said when it signed.
    person = models.CharField(_("person in charge"), max_length=64, blank=True)
    contact = models.CharField(_("how to reach them"), max_length=64, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    reason = models.CharField(_("reason of the return"), max_length=300, blank=True)
    reported_on = models.DateField(_("handling reported on"), null=True, blank=True)
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")

    objects = DisputeDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["dispute", "pk"]
        constraints = [
            models.UniqueConstraint(
                "dispute",
                "organisation",
                name="transfer_open_once_for_a_unit",
                condition=Q(state__in=["sent", "signed", "reported"]),
            ),
            models.UniqueConstraint(
                "dispute",
                name="transfer_one_unit_leads",
                condition=Q(lead=True, state__in=["sent", "signed", "reported"]),
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(signed_on__gte=F("sent_on")),
                name="transfer_signed_after_sent",
                violation_error_message=_("A transfer cannot be signed for before it was made."),
            ),
            models.CheckConstraint(
                condition=(Q(state="returned") & Q(returned_on__isnull=False) & ~Q(reason=""))
                | (~Q(state="returned") & Q(returned_on=None)),
                name="transfer_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(signed_on=None, reported_on=None), name="transfer_sent_is_not_signed"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "reported"]) | Q(signed_on__isnull=False),
                name="transfer_signed_has_its_day",
            ),
        ]
        triggers = [pgtrigger.Protect(name="transfer_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.organisation}"
