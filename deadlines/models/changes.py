"""Changes of what periods are reckoned by: holiday notices, local days, clocks put right; and what they moved."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from deadlines.models.deadline import Deadline, DeadlineState
from deadlines.queries import ChangeQuerySet, MovedDeadlineQuerySet


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


# The periods that no law sets but the house itself, each organ its own (its rules for lawsuits, its plan for the
# dispute-resolution centre): they begin so in the data file.
HOUSE = ("ct_house_", "dc_house_")


class Change(models.Model):
    """A change of what periods are reckoned by: a holiday notice, a local day, a clock put right.

    It is drawn up, worked out without effect (`digest` says what it would do), confirmed and perhaps withdrawn; what
    was in force at any time follows from the changes, newer ones going before older ones.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=ChangeKind)
    status = models.CharField(_("status"), max_length=12, choices=ChangeStatus, default=ChangeStatus.WORKING)
    basis = models.CharField(_("on the basis of"), max_length=200)
    # Whose days, or whose period where it is one of the house: everybody's where it is None.
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
                condition=(
                    (Q(kind="clock") & ~Q(clock="") & Q(days=[], year=None))
                    & (Q(organ=None) | Q(clock__startswith=HOUSE[0]) | Q(clock__startswith=HOUSE[1]))
                )
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
