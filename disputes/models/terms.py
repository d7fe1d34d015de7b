"""The terms of an agreement and what became of each."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.models.centre import Dispute
from disputes.queries import DisputeDataQuerySet


class TermState(models.TextChoices):
    OPEN = "open", _("To be performed")
    DONE = "done", _("Performed")
    FAILED = "failed", _("Not performed")
    DROPPED = "dropped", _("No longer agreed")


class Term(models.Model):
    """What somebody promised in the agreement: to do what, for how much, by when."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("term"))
    what = models.CharField(_("what is to be done"), max_length=500)
    by = models.ForeignKey("dossiers.Party", models.PROTECT, verbose_name=_("by"), related_name="+")
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=TermState, default=TermState.OPEN)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")

    objects = DisputeDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("term of the agreement")
        verbose_name_plural = _("terms of the agreement")
        ordering = ["dispute", "number"]
        constraints = [
            models.UniqueConstraint(
                "dispute", "number", name="term_once_in_an_agreement", condition=~Q(state="dropped")
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "dropped"], settled_on=None)
                | Q(state__in=["done", "failed"], settled_on__isnull=False),
                name="term_settled_has_its_day",
            ),
        ]
        triggers = [pgtrigger.Protect(name="term_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.number}"
