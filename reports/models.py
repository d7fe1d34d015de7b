"""What counts in the figures, kept once: each dated entry of a case, with the time since when the system knew it."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from dossiers.scoping import ScopedQuerySet
from reports.assessment.models import (
    AssessmentExemption,
    AssessmentItem,
    AssessmentMark,
    AssessmentObjection,
    AssessmentPoints,
    AssessmentRun,
    AssessmentScheme,
    AssessmentScore,
)
from reports.circulars.models import Circular, CircularDelivery, CircularState, Span

__all__ = [
    "AssessmentExemption",
    "AssessmentItem",
    "AssessmentMark",
    "AssessmentObjection",
    "AssessmentPoints",
    "AssessmentRun",
    "AssessmentScheme",
    "AssessmentScore",
    "Circular",
    "CircularDelivery",
    "CircularState",
    "Entry",
    "ReportedReturn",
    "Span",
    "Summarised",
    "Summary",
]


class Entry(models.Model):
    """One thing that counts (计数事项): this unit of a case counts in this measure on this day.

    `unit` tells apart what one case counts several times (a defendant, a hearing, a transfer); 0 is the case itself.
    `ended` is the day on which a thing that lasts was over. In a period that ends on `until` or later it does not
    count: the case had gone elsewhere. Before `ripe_on` it does not count yet: whether it comes so is not settled.
    `agencies` are the organisations concerned, `dims` what it is cut by and weighed with.

    A row is never changed, only ended: `known_from` to `known_to` is when the system knew it so.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", db_index=False)
    measure = models.CharField(max_length=24)
    unit = models.BigIntegerField(default=0)
    day = models.DateField()
    ended = models.DateField(null=True)
    until = models.DateField(null=True)
    ripe_on = models.DateField(null=True)
    agencies = ArrayField(models.BigIntegerField(), default=list)
    dims = models.JSONField(default=dict)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("counted entry")
        verbose_name_plural = _("counted entries")
        constraints = [
            models.UniqueConstraint(
                "dossier", "measure", "unit", name="entry_once_as_known_now", condition=Q(known_to=None)
            ),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_to__gte=F("known_from")), name="entry_known_for_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "measure", "day"], name="entry_by_day"),
            models.Index(fields=["organ", "measure", "ended"], name="entry_by_end", condition=Q(known_to=None)),
            GinIndex(fields=["agencies"], name="entry_by_agency", condition=Q(known_to=None)),
        ]
        triggers = [
            pgtrigger.Protect(name="entry_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="entry_only_ended", exclude=["known_to"]),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.dossier_id}"


class Summary(models.Model):
    """What a term comes to in a month, of all or of one value of a dimension: the sum of the rows of its key.

    Rows are added in the transaction that changes the entries and never changed, so that no row is fought over; a task
    folds many rows into one (`folded`). Of what lasts a month has what began in it less what was over in it. `until`
    and `ripe_on` are those of the entries, which do not count in every period or not yet.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    term = models.BigIntegerField()
    dimension = models.CharField(max_length=16, blank=True)
    value = models.CharField(max_length=96, blank=True)
    until = models.DateField(null=True)
    ripe_on = models.DateField(null=True)
    number = models.DecimalField(max_digits=18, decimal_places=2)
    folded = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("summary of entries")
        verbose_name_plural = _("summaries of entries")
        indexes = [
            models.Index(
                fields=["organ", "dimension", "term", "month"],
                include=["value", "until", "ripe_on", "number"],
                name="summary_of_months",
            ),
            models.Index(fields=["id"], name="summary_to_fold", condition=Q(folded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.month} {self.dimension} {self.value}: {self.number}"


class Summarised(models.Model):
    """A term, by a dimension (empty: of all), whose summaries are complete and are kept with each change."""

    term = models.BigIntegerField()
    dimension = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name = _("summarised term")
        verbose_name_plural = _("summarised terms")
        constraints = [models.UniqueConstraint("term", "dimension", name="term_summarised_once")]

    def __str__(self) -> str:
        return f"{self.term} {self.dimension}"


class ReportedReturn(models.Model):
    """A statistical return as it was reported: what each cell came to and the cases behind it, never changed.

    A return that is reported again stands beside the earlier one with the next `version`.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    edition = models.CharField(max_length=40)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    version = models.PositiveSmallIntegerField(_("version"))
    cells = models.JSONField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    reported_at = models.DateTimeField(_("reported at"), default=now)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reported return")
        verbose_name_plural = _("reported returns")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organ", "edition", "first_day", "last_day", "version", name="return_version_once_for_a_period"
            ),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="return_ends_after_it_begins"),
        ]
        triggers = [
            pgtrigger.Protect(name="return_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="return_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.first_day} – {self.last_day} ({self.version})"
