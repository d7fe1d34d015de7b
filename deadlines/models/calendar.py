"""The days and years that were recorded beside the shipped calendar."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ
from accounts.timekeeping import now
from deadlines.models.changes import Change
from deadlines.queries import InForceQuerySet


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
        triggers = [pgtrigger.Protect(name="calendar_year_never_deleted", operation=pgtrigger.Delete)]

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
        triggers = [pgtrigger.Protect(name="calendar_day_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
