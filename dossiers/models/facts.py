"""Facts with two dates, and the timeline of steps that recorded them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.timekeeping import now
from dossiers.queries import CaseDataQuerySet, FactQuerySet


class Visibility(models.TextChoices):
    OFFICE = "office", _("The office only")
    PARTIES = "parties", _("The office and the agencies concerned")


class TimelineEntry(models.Model):
    """A step taken in a case: by whom, for whom, when, on which day, from which state to which.

    Entries are never changed. A correction is an entry of its own that names what it corrects.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="timeline")
    step = models.CharField(_("step"), max_length=48)
    on_date = models.DateField(_("day"))
    taken_at = models.DateTimeField(_("recorded at"), default=now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    for_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=32, blank=True)
    to_state = models.CharField(max_length=32, blank=True)
    article = models.CharField(_("article"), max_length=120, blank=True)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    data = models.JSONField(default=dict)
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.OFFICE)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="correction_gives_its_reason"),
        ]
        indexes = [models.Index(fields=["dossier", "-taken_at"], name="timeline_of_dossier")]
        triggers = [pgtrigger.Protect(name="timeline_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.step} {self.on_date}"


class Fact(models.Model):
    """Something that happened on a day, with the moment at which it became known here.

    A fact is superseded, never overwritten: by the fact that says otherwise, or by a void one that says it was not so.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=48)
    party = models.ForeignKey("dossiers.Party", models.PROTECT, null=True, related_name="facts")
    on_date = models.DateField()
    value = models.JSONField(default=dict)
    void = models.BooleanField(default=False)
    entry = models.ForeignKey(TimelineEntry, models.PROTECT, related_name="facts")
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes")
    superseded_at = models.DateTimeField(null=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["on_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_by=None, superseded_at=None)
                | Q(superseded_by__isnull=False, superseded_at__isnull=False),
                name="fact_superseded_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("recorded_at")),
                name="fact_superseded_after_recorded",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "kind"], name="fact_current", condition=Q(superseded_at=None, void=False)),
            models.Index(fields=["kind", "on_date"], name="fact_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="fact_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="fact_only_superseded",
                fields=[
                    "dossier",
                    "kind",
                    "party",
                    "on_date",
                    "value",
                    "void",
                    "entry",
                    "recorded_at",
                    "recorded_by",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_date}"

    @property
    def is_current(self) -> bool:
        """Whether it is known so now, as FactQuerySet.current() finds it."""
        return self.superseded_at is None and not self.void
