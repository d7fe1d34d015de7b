"""Overrides of the calendar, settings of clocks, and the due dates that run."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from deadlines.queries import DeadlineDataQuerySet, DeadlineQuerySet


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
    """How an office wants to be reminded of a clock, in working days before and after the due date.

    Empty lists remind on the day alone; None is what holds for every office (deadlines.reminders.stages).
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="clock_settings")
    clock = models.CharField(_("clock"), max_length=64)
    soon_working_days = models.PositiveSmallIntegerField(_("soon, from (working days)"), default=5)
    before = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("working days before"), null=True, blank=True
    )
    after = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("working days after"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organ", "clock", name="clock_setting_once"),
            models.CheckConstraint(
                condition=(Q(before=None) | ~Q(before__contains=[0])) & (Q(after=None) | ~Q(after__contains=[0])),
                name="clock_setting_days_beside_the_due_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock}: {self.before} {self.after}"


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


class ReminderRole(models.TextChoices):
    OFFICER = "officer", _("Case officer")
    DIRECTOR = "director", _("Director of the reconsideration office")
    LEADER = "leader", _("Leadership")
    LIAISON = "liaison", _("Agency liaison")
    PARTY = "party", _("Party")


class Withdrawn(models.TextChoices):
    MET = "met", _("the period was met")
    ENDED = "ended", _("the period fell away")
    PAUSED = "paused", _("the period was suspended")
    MOVED = "moved", _("the due date moved")
    REASSIGNED = "reassigned", _("the case has another officer")


def reminder_key(deadline_id: int, run: str, stage: int, due_on: dt.date) -> str:
    """Under which a reminder's messages lie in the outbox; deadlines.reminders.withdrawal makes the same in SQL."""
    return f"reminder:{deadline_id}:{run}:{stage}:{due_on.isoformat()}"


class Reminder(models.Model):
    """The ledger of reminders: whom a stage of a running deadline was told, or that a later stage overtook it.

    Written in one transaction with the messages themselves, which lie in the outbox under `key`. `stage` counts
    working days from the due date, before it negative; `run` names what last set the clock going.
    """

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="reminders")
    run = models.CharField(max_length=24)
    stage = models.SmallIntegerField()
    due_on = models.DateField()
    role = models.CharField(max_length=8, choices=ReminderRole)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The person who is away, when a deputy is told.
    for_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("dossiers.Party", models.PROTECT, null=True, related_name="+")
    overtaken = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now)
    # Set when every message of it was taken back before it went out: the stage can then be told again.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=10, choices=Withdrawn, blank=True)

    objects = DeadlineDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "deadline",
                "run",
                "stage",
                "user",
                "party",
                name="reminder_once",
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(party=None)) | (Q(user=None) & Q(party__isnull=False)),
                name="reminder_to_person_or_party",
            ),
            models.CheckConstraint(
                condition=(Q(role="party") & Q(party__isnull=False)) | (~Q(role="party") & Q(party=None)),
                name="reminder_party_as_party",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="reminder_withdrawn_for_a_cause",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="reminder_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="reminder_only_withdrawn",
                fields=["deadline", "run", "stage", "due_on", "role", "user", "for_user", "party", "overtaken"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.stage} {self.run}"

    @property
    def key(self) -> str:
        """Under which its messages lie in the outbox."""
        return reminder_key(self.deadline_id, self.run, self.stage, self.due_on)
