"""Who holds which leading post of an agency, and since when (负责人名册)."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.organisations import Organisation
from accounts.models.people import User
from accounts.models.ranges import DateRange
from accounts.queries import RosterQuerySet
from accounts.text import normalise_name
from accounts.timekeeping import now


class HeadRank(models.TextChoices):
    """As what somebody is a head of the agency (负责人出庭应诉规定 2①)."""

    PRINCIPAL = "principal", _("Principal")
    DEPUTY = "deputy", pgettext_lazy("head of an agency", "Deputy")
    IN_CHARGE = "in_charge", _("Other leader in charge")


class RosterEntry(models.Model):
    """A head of an agency: posts in administration and party, rank, field in charge, from and to (both included).

    A person whose posts change gets a new entry, so that a past hearing keeps the post of its day. An entry that was
    entered by mistake is voided.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("agency"), related_name="roster")
    name = models.CharField(_("name"), max_length=64)
    normalised = models.CharField(max_length=64, editable=False)
    rank = models.CharField(_("rank"), max_length=12, choices=HeadRank)
    post = models.CharField(_("administrative post"), max_length=64)
    party_post = models.CharField(_("party post"), max_length=64, blank=True)
    field = models.CharField(_("field in charge"), max_length=200, blank=True)
    user = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("user"), null=True, blank=True, related_name="roster_entries"
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("head of an agency")
        verbose_name_plural = _("heads of agencies")
        ordering = ["organisation", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="roster_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="roster_void_has_its_reason"),
            ExclusionConstraint(
                name="roster_person_once_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("normalised", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(voided_at=None),
                violation_error_message=_("This person is on the agency's roster in that time already."),
            ),
            ExclusionConstraint(
                name="roster_one_principal_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("post", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(voided_at=None, rank="principal"),
                violation_error_message=_("The agency has a principal in this post in that time already."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="roster_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"

    def save(self, *args, **kwargs) -> None:
        self.normalised = normalise_name(self.name)
        super().save(*args, **kwargs)
