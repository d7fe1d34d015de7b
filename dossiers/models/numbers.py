"""Case numbers: by organ, kind and year, without gaps, never given twice."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Organ


class NumberSeries(models.Model):
    """The counter of a series. Its row is locked last in a transaction, so that the wait is short."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="number_series")
    kind = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("organ", "kind", "year", name="number_series_once")]
        triggers = [pgtrigger.Protect(name="number_series_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class CaseNumber(models.Model):
    """A number once given. It stays with its case for ever, also when the case is voided."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    text = models.CharField(max_length=64)
    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="case_number")
    # Numbers from a ledger are taken as they are: they move the counter on but may leave gaps.
    from_ledger = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("organ", "kind", "year", "serial", name="case_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="case_number_from_one"),
        ]
        triggers = [pgtrigger.Protect(name="case_number_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text
