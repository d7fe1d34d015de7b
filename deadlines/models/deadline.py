"""The due dates that run."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.timekeeping import now
from deadlines.queries import DeadlineQuerySet


class DeadlineState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    ENDED = "ended", _("Ended without")


class Owner(models.TextChoices):
    OFFICE = "office", _("The office")
    AGENCY = "agency", _("The agency")
    APPLICANT = "applicant", _("The applicant")
    COURT = "court", _("The court")


class Deadline(models.Model):
    """A statutory period in one case: the dated events that went in, the due date and its derivation that came out.

    It is derived from the facts of the case and written again whenever they change; days left are never stored.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="deadlines")
    # The clock, the party it is for and which start of it: stable while facts are corrected.
    key = models.CharField(max_length=128)
    clock = models.CharField(max_length=64)
    party = models.ForeignKey("dossiers.Party", models.PROTECT, null=True, related_name="deadlines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    owner = models.CharField(max_length=12, choices=Owner)
    # Whether the worklist counts it: periods of the other side are shown in the case alone.
    tracked = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=DeadlineState)
    # What last set the clock going (deadlines.rules): reminders are given once for each run of it.
    run = models.CharField(max_length=24, default="", db_default="")
    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    nominal_on = models.DateField(null=True)
    provisional_year = models.PositiveSmallIntegerField(null=True)
    paused_since = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    events = models.JSONField()
    derivation = models.JSONField()
    computed_at = models.DateTimeField(default=now)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint("dossier", "key", name="deadline_once_in_dossier"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(due_on__isnull=False), name="deadline_running_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_since__isnull=False), name="deadline_paused_since"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "ended"]) | Q(ended_on__isnull=False),
                name="deadline_ended_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(derivation=[]), name="deadline_explains_itself"),
        ]
        indexes = [
            models.Index(fields=["due_on", "dossier"], name="deadline_due", condition=Q(state="running")),
            models.Index(fields=["organisation", "due_on"], name="deadline_owed", condition=Q(state="running")),
            models.Index(fields=["clock", "due_on"], name="deadline_by_clock", condition=Q(state="running")),
        ]
        triggers = [pgtrigger.Protect(name="deadline_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.clock} {self.due_on}"

    @property
    def provisional(self) -> bool:
        return self.provisional_year is not None

    @property
    def late(self) -> bool:
        """Met after the due date."""
        return self.ended_on is not None and self.due_on is not None and self.ended_on > self.due_on
