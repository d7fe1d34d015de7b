"""Circulars and the agencies to which each is issued."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organ, Organisation
from accounts.timekeeping import now


class Span(models.TextChoices):
    """For how long a circular tells."""

    QUARTER = "quarter", _("Quarter")
    HALF = "half", _("Half-year")
    YEAR = "year", _("Year")


class CircularState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("circular", "Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("circular", "Approved, not issued")
    ISSUED = "issued", pgettext_lazy("circular", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("circular", "Withdrawn")
    VOIDED = "voided", pgettext_lazy("circular", "Voided draft")


OUT = (CircularState.ISSUED, CircularState.WITHDRAWN)
PASSED = (CircularState.APPROVED, *OUT)
# Nobody hands these in.
UNSUBMITTED = (CircularState.DRAFT, CircularState.VOIDED)
# Taken back, once it was issued or before, by somebody and with a reason.
TAKEN_BACK = (CircularState.WITHDRAWN, CircularState.VOIDED)


class ReadOnlySince(pgtrigger.ReadOnly):
    """Keeps a row as it is, but for what is excluded, once a moment of it (`since`) has come."""

    since = ""

    def __init__(self, *, since: str, **kwargs: Any) -> None:
        self.since = since
        super().__init__(**kwargs)

    def get_condition(self, model: type[models.Model]) -> Any:
        return super().get_condition(model) & pgtrigger.Q(**{f"old__{self.since}__isnull": False})


class Circular(models.Model):
    """A circular (情况通报) of an organ for a period: its text, and the figures with the cases behind each.

    Text and figures belong together and are what is approved; from the day of issue on nothing of them changes, only
    that it is withdrawn. A draft that is not wanted is voided. `version` counts the changes, so that nobody saves over
    what they have not read.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    span = models.CharField(_("period"), max_length=8, choices=Span)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    addressed = models.CharField(_("addressed to"), max_length=300)
    body = models.TextField(_("text"))
    figures = models.JSONField()
    counted_at = models.DateTimeField(_("figures as of"))
    state = models.CharField(_("state"), max_length=9, choices=CircularState, default=CircularState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField(_("returned because"), max_length=300, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(_("date of the paper"), null=True)
    # The paper as it was issued.
    stored = models.ForeignKey("dossiers.StoredFile", models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")

    class Meta:
        verbose_name = _("circular")
        verbose_name_plural = _("circulars")
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CircularState.values), name="circular_state_known"),
            models.CheckConstraint(condition=Q(span__in=Span.values), name="circular_span_known"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="circular_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=UNSUBMITTED, submitted_by=None)
                | (~Q(state__in=UNSUBMITTED) & Q(submitted_by__isnull=False)),
                name="circular_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PASSED, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state__in=PASSED) & Q(approved_by=None, approved_at=None)),
                name="circular_approved_before_it_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (
                    ~Q(approved_by=F("drawn_up_by"))
                    & ~Q(approved_by=F("changed_by"))
                    & ~Q(approved_by=F("submitted_by"))
                ),
                name="circular_approved_by_another",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=OUT, issued_by__isnull=False, issued_at__isnull=False, issued_on__isnull=False)
                    & Q(stored__isnull=False)
                    & ~Q(number="")
                )
                | (~Q(state__in=OUT) & Q(issued_by=None, issued_at=None, issued_on=None, stored=None)),
                name="circular_issued_whole",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=TAKEN_BACK, withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_because="")
                )
                | (~Q(state__in=TAKEN_BACK) & Q(withdrawn_by=None, withdrawn_at=None, withdrawn_because="")),
                name="circular_withdrawn_with_a_reason",
            ),
            models.UniqueConstraint(
                "organ", "number", name="circular_number_once", condition=Q(issued_at__isnull=False)
            ),
            models.UniqueConstraint(
                "corrects", name="circular_corrected_once", condition=~Q(state=CircularState.VOIDED)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="circular_never_deleted", operation=pgtrigger.Delete),
            ReadOnlySince(
                name="circular_frozen_when_issued",
                since="issued_at",
                exclude=["state", "version", "withdrawn_by", "withdrawn_at", "withdrawn_because"],
            ),
            ReadOnlySince(name="circular_withdrawn_for_good", since="withdrawn_at", exclude=["id"]),
            pgtrigger.FSM(
                name="circular_comes_from_its_state",
                field="state",
                transitions=[
                    ("draft", "submitted"),
                    ("draft", "voided"),
                    ("submitted", "draft"),
                    ("submitted", "approved"),
                    ("approved", "draft"),
                    ("approved", "issued"),
                    ("issued", "withdrawn"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        """Whether it was issued, though it may have been withdrawn since."""
        return self.state in OUT


class CircularDelivery(models.Model):
    """An agency to which a circular is issued, and who of it opened the circular first."""

    circular = models.ForeignKey(Circular, models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery of a circular")
        verbose_name_plural = _("deliveries of circulars")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("circular", "organisation", name="circular_delivered_once"),
            models.CheckConstraint(
                condition=Q(opened_by=None, opened_at=None) | Q(opened_by__isnull=False, opened_at__isnull=False),
                name="circular_opened_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="circular_delivery_kept", operation=pgtrigger.Delete),
            ReadOnlySince(name="circular_receipt_kept", since="opened_at", exclude=["id"]),
            pgtrigger.ReadOnly(name="circular_delivery_fixed", fields=["circular", "organisation"]),
        ]

    def __str__(self) -> str:
        return f"{self.circular_id} {self.organisation_id}"
