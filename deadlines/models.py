"""Overrides of the calendar, settings of clocks, and the due dates that run."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from deadlines.queries import DeadlineQuerySet


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP_WORKING_DAY = "make_up_working_day", _("Make-up working day")
    WORKING_DAY = "working_day", _("Working day")


class CalendarYear(models.Model):
    """A year whose official holiday notice has been loaded beside those that are shipped."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    notice = models.CharField(_("official notice"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the shipped calendar: everywhere, or as a local holiday of one organ."""

    organ = models.ForeignKey(
        Organ, models.PROTECT, verbose_name=_("organ"), null=True, blank=True, related_name="calendar_days"
    )
    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=DayKind)
    basis = models.CharField(_("on the basis of"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint("organ", "date", name="calendar_day_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class ClockSetting(models.Model):
    """How an office wants a clock shown: from how many working days before its due date it counts as soon."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="clock_settings")
    clock = models.CharField(_("clock"), max_length=64)
    soon_working_days = models.PositiveSmallIntegerField(_("soon, from (working days)"), default=5)

    class Meta:
        constraints = [models.UniqueConstraint("organ", "clock", name="clock_setting_once")]

    def __str__(self) -> str:
        return f"{self.clock}: {self.soon_working_days}"


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
