"""Court sittings (庭审场次): one sitting may hear many cases."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from accounts.timekeeping import SHANGHAI, now
from hearings.models.lawsuits import Lawsuit
from hearings.queries import SittingCaseQuerySet, SittingQuerySet


class SittingKind(models.TextChoices):
    """Only the first is a hearing; the others call for nobody's head and count for no rate."""

    HEARING = "hearing", _("Hearing in court")
    INQUIRY = "inquiry", _("Inquiry")
    TALK = "talk", _("Talk")
    PRETRIAL = "pretrial", _("Pre-trial meeting")
    MEDIATION = "mediation", _("Mediation")


class SittingMode(models.TextChoices):
    IN_PERSON = "in_person", _("In the courtroom")
    ONLINE = "online", _("On-line")


class SittingState(models.TextChoices):
    SET = "set", _("Sitting set")
    HELD = "held", _("Held")
    MOVED = "moved", _("Sitting moved")
    CANCELLED = "cancelled", _("Cancelled")


class Sitting(models.Model):
    """A sitting of a court. One that is moved stays as it was and names the one that took its place."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="sittings")
    court = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("court"), related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=SittingKind, default=SittingKind.HEARING)
    mode = models.CharField(_("mode"), max_length=10, choices=SittingMode, default=SittingMode.IN_PERSON)
    courtroom = models.CharField(_("courtroom"), max_length=100, blank=True)
    during = DateTimeRangeField(_("time"))
    # Old ledgers know the day of a hearing and no hour: `during` is then the whole day, and nothing is booked.
    whole_day = models.BooleanField(_("the day alone is known"), default=False)
    presider = models.CharField(_("presiding judge"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SittingState, default=SittingState.SET)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("moved to"), null=True, blank=True, related_name="replaces"
    )
    change_reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    observers = models.PositiveSmallIntegerField(_("observers invited"), null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["during", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(during__isempty=False), name="sitting_lasts_some_time"),
            models.CheckConstraint(
                condition=Q(during__lower_inf=False, during__upper_inf=False), name="sitting_begins_and_ends"
            ),
            models.CheckConstraint(
                condition=(Q(state="moved") & Q(replaced_by__isnull=False)) | (~Q(state="moved") & Q(replaced_by=None)),
                name="sitting_moved_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["moved", "cancelled"]) | ~Q(change_reason=""),
                name="sitting_changed_with_a_reason",
            ),
        ]
        # Lists walk along it, the latest first: a page of fifty reads fifty rows, however many there are.
        indexes = [models.Index(RangeStartsWith("during"), "id", name="sitting_begins")]
        triggers = [pgtrigger.Protect(name="sitting_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.during.lower.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {self.court}"


class SittingCase(models.Model):
    """A case that is heard in a sitting; one that was taken off it keeps its row, and may be heard in it again."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="cases")
    lawsuit = models.ForeignKey(Lawsuit, models.PROTECT, related_name="sittings")
    position = models.PositiveSmallIntegerField(default=0)
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")
    left_on = models.DateField(_("taken off on"), null=True, blank=True)
    left_reason = models.CharField(_("why it was taken off"), max_length=300, blank=True)

    objects = SittingCaseQuerySet.as_manager()

    class Meta:
        ordering = ["sitting", "position", "pk"]
        constraints = [
            models.UniqueConstraint("sitting", "lawsuit", name="case_once_in_a_sitting"),
            models.CheckConstraint(
                condition=Q(left_on=None, left_reason="") | (Q(left_on__isnull=False) & ~Q(left_reason="")),
                name="case_taken_off_with_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="case_of_sitting_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.lawsuit_id}"


class Resource(models.TextChoices):
    ROOM = "room", _("courtroom")
    HEAD = "head", _("head of the agency")
    OFFICER = "officer", _("case officer")


class Booking(models.Model):
    """A courtroom, a head or an officer that a sitting takes up for its time; the database refuses a clash.

    `resource_key` tells which: court and normalised courtroom, id of the roster's person within the agency, id of
    the user. A court's real double booking is confirmed with a reason and stands beside the other. A booking ends
    (`active` false) when the sitting is moved or cancelled or the person is replaced.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="bookings")
    resource = models.CharField(max_length=8, choices=Resource)
    resource_key = models.CharField(max_length=200)
    during = DateTimeRangeField()
    active = models.BooleanField(default=True)
    confirmed_reason = models.CharField(_("why both are right"), max_length=300, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="booking_without_a_clash",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("resource_key", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True, confirmed_reason=""),
                violation_error_message=_("The time clashes with another sitting."),
            ),
            models.UniqueConstraint(
                "sitting", "resource", "resource_key", name="booking_once_in_a_sitting", condition=Q(active=True)
            ),
        ]
        triggers = [pgtrigger.Protect(name="booking_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.resource} {self.resource_key} {self.during}"
