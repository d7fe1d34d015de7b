"""When an office is reminded, and the ledger of whom a stage was told."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from deadlines.models.deadline import Deadline
from deadlines.queries import DeadlineDataQuerySet


class ClockSetting(models.Model):
    """How an office wants to be reminded of a clock, in working days before and after the due date.

    Empty lists remind on the day alone; None is what holds for every office (deadlines.reminders.stages).
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="clock_settings")
    clock = models.CharField(_("clock"), max_length=64)
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


class ReminderRole(models.TextChoices):
    OFFICER = "officer", _("Case officer")
    SECOND = "second", _("Second officer")
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
