"""Sessions of the centre, and what a party said for the mediator alone."""

import pgtrigger
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.timekeeping import SHANGHAI, now
from disputes.models.centre import Dispute
from disputes.queries import DisputeDataQuerySet, PositionQuerySet


class SessionKind(models.TextChoices):
    JOINT = "joint", _("All at one table")
    APART = "apart", _("Each party apart")
    ON_SITE = "on_site", _("On the spot")
    ONLINE = "online", _("On-line")


class SessionState(models.TextChoices):
    SET = "set", _("Session set")
    HELD = "held", pgettext_lazy("session", "Held")
    CANCELLED = "cancelled", _("Cancelled")


class Session(models.Model):
    """A session (调解、协调会). One that is moved keeps its row; the timeline tells of each change."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind, default=SessionKind.JOINT)
    during = DateTimeRangeField(_("time"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.SET)
    change_reason = models.CharField(_("reason for the change"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    objects = DisputeDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["during", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="session_begins_and_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(change_reason=""), name="session_cancelled_with_a_reason"
            ),
        ]
        indexes = [models.Index(Lower("during"), name="session_set_at", condition=Q(state="set"))]
        triggers = [pgtrigger.Protect(name="session_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.during.lower.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {self.place}"


class Position(models.Model):
    """What a party told the mediator. A confidential one lies encrypted and is read by the team alone.

    It stands beside the timeline, not in it: the timeline says that a party was heard, not what it said.
    """

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="positions")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="positions")
    party = models.ForeignKey("dossiers.Party", models.PROTECT, verbose_name=_("party"), related_name="+")
    said_on = models.DateField(_("said on"))
    confidential = models.BooleanField(_("for the mediator alone"), default=False)
    content_cipher = models.TextField(editable=False)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    entry = models.ForeignKey("dossiers.TimelineEntry", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position of a party")
        verbose_name_plural = _("positions of parties")
        ordering = ["dispute", "said_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(content_cipher=""), name="position_says_something")]
        triggers = [pgtrigger.Protect(name="position_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.said_on}"
