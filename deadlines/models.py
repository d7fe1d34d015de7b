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
from deadlines.queries import (
    ChangeQuerySet,
    DeadlineDataQuerySet,
    DeadlineQuerySet,
    InForceQuerySet,
    MovedDeadlineQuerySet,
)


class ChangeKind(models.TextChoices):
    NOTICE = "notice", _("Holiday notice")
    LOCAL_DAY = "local_day", _("Local day")
    CLOCK = "clock", _("Corrected period")


class ChangeStatus(models.TextChoices):
    WORKING = "working", _("Being worked out")
    READY = "ready", _("To be confirmed")
    CONFIRMING = "confirming", _("Coming into force")
    IN_FORCE = "in_force", _("In effect")
    WITHDRAWING = "withdrawing", _("Being withdrawn")
    WITHDRAWN = "withdrawn", _("Change withdrawn")
    DROPPED = "dropped", _("Not carried out")


class Change(models.Model):
    """A change of what periods are reckoned by: a holiday notice, a local day, a clock put right.

    It is drawn up, worked out without effect (`digest` says what it would do), confirmed and perhaps withdrawn; what
    was in force at any time follows from the changes, newer ones going before older ones.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=ChangeKind)
    status = models.CharField(_("status"), max_length=12, choices=ChangeStatus, default=ChangeStatus.WORKING)
    basis = models.CharField(_("on the basis of"), max_length=200)
    # Whose days: everybody's where it is None.
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name=_("organ"), null=True, related_name="+")
    # A notice for a year that had none settles what was provisional in it.
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    # [[day, kind], …] of a notice or local day.
    days = models.JSONField(default=list)
    # The clock put right, the columns of its row that differ, and from which starts on.
    clock = models.CharField(_("clock"), max_length=64, blank=True)
    cells = models.JSONField(default=dict)
    since = models.DateField(_("for periods starting on or after"), null=True)
    # What it does, or would do: digest and counts of the deadlines changed by it.
    digest = models.CharField(max_length=64, blank=True)
    moved = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    rewritten = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    # Ids of deadlines that the corrected clock does not allow; such a change cannot be carried out.
    refused = models.JSONField(default=list)
    # The confirmation found another state than the one shown: the preview was worked out anew.
    outdated = models.BooleanField(default=False)
    broke_off = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason for withdrawing"), max_length=300, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of calendar or clocks")
        verbose_name_plural = _("changes of calendar and clocks")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="clock") & ~Q(clock="") & Q(days=[], organ=None, year=None))
                | (~Q(kind="clock") & Q(clock="", cells={}, since=None) & ~Q(days=[])),
                name="change_is_of_its_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="local_day") | Q(organ__isnull=False), name="change_local_organ"),
            models.CheckConstraint(
                condition=~Q(status__in=["in_force", "withdrawing", "withdrawn"]) | Q(confirmed_at__isnull=False),
                name="change_confirmed_when",
            ),
            models.CheckConstraint(
                condition=(Q(status="withdrawn") & Q(withdrawn_at__isnull=False))
                | (~Q(status="withdrawn") & Q(withdrawn_at=None)),
                name="change_withdrawn_when",
            ),
        ]
        triggers = [pgtrigger.Protect(name="change_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.basis

    @property
    def busy(self) -> bool:
        """Whether a task is at work on it."""
        return self.status in {ChangeStatus.WORKING, ChangeStatus.CONFIRMING, ChangeStatus.WITHDRAWING}

    @property
    def in_force(self) -> bool:
        return self.status in {ChangeStatus.IN_FORCE, ChangeStatus.WITHDRAWING}


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Holiday")
    MAKE_UP_WORKING_DAY = "make_up_working_day", _("Make-up working day")
    WORKING_DAY = "working_day", _("Working day")
    WEEKEND = "weekend", _("Weekend")


class CalendarYear(models.Model):
    """A year whose official holiday notice has been loaded beside those that are shipped."""

    year = models.PositiveSmallIntegerField(_("year"))
    notice = models.CharField(_("official notice"), max_length=200)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="years")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint("year", "change", name="calendar_year_once_in_change", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the shipped calendar: everywhere, or as a local holiday of one organ.

    Rows are only added: for a day with several the newest whose change is in force counts.
    """

    organ = models.ForeignKey(
        Organ, models.PROTECT, verbose_name=_("organ"), null=True, blank=True, related_name="calendar_days"
    )
    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=DayKind)
    basis = models.CharField(_("on the basis of"), max_length=200)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="entered_days")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    objects = InForceQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint("organ", "date", "change", name="calendar_day_once_in_change", nulls_distinct=False)
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


class Phase(models.TextChoices):
    PREVIEW = "preview", _("Preview")
    MADE = "made", _("Came into force")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MovedDeadline(models.Model):
    """What a change did, or as a preview would do, to one period: from which day to which, and whose it was then."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="moves")
    phase = models.CharField(max_length=9, choices=Phase)
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="moves")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", db_index=False)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    # Whether it still ran, and so moved for somebody; a period that had ended only gets another day on paper.
    alive = models.BooleanField()
    state_before = models.CharField(max_length=8, choices=DeadlineState)
    state_after = models.CharField(max_length=8, choices=DeadlineState)
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    provisional_before = models.PositiveSmallIntegerField(null=True)
    provisional_after = models.PositiveSmallIntegerField(null=True)

    objects = MovedDeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("change", "phase", "deadline", name="deadline_moved_once_in_phase"),
        ]
        indexes = [
            models.Index(fields=["change", "phase", "organ", "-alive", "due_before", "id"], name="moved_by_organ"),
            models.Index(fields=["dossier", "change"], name="moved_of_case"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="moved_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__phase__in=["made", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_before} → {self.due_after}"

    @property
    def moves(self) -> bool:
        """Whether the day or the state is another; else only the provisional mark goes or comes."""
        return (self.state_before, self.due_before) != (self.state_after, self.due_after)


class FeedToken(models.Model):
    """A person's secret address of their due dates for the calendar of a telephone or Outlook; kept as a digest alone.

    A new one takes the place of the old; one that is revoked opens nothing any more.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feed_tokens")
    digest = models.CharField(max_length=64, unique=True)
    alarm_days = models.PositiveSmallIntegerField(_("remind beforehand (days)"), null=True)
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint("user", name="feed_one_in_use", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"


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
