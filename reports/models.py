"""What counts in the figures, kept once: each dated entry of a case, with the time since when the system knew it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from dossiers.scoping import ScopedQuerySet


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
