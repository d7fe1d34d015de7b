"""What people may do and where: roles for a time, deputies, days away."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.people import User
from accounts.models.ranges import DateRange
from accounts.queries import RoleAssignmentQuerySet, SpanQuerySet
from accounts.timekeeping import now, today


class Role(models.TextChoices):
    OFFICER = "officer", _("Case officer")
    DIRECTOR = "director", _("Director of the reconsideration office")
    ORGAN_LEADER = "organ_leader", _("Leader of the organ")
    AGENCY_LIAISON = "agency_liaison", _("Agency liaison")
    LEADERSHIP = "leadership", _("Leadership")
    COURT_LIAISON = "court_liaison", _("Court liaison")
    PROCURATORATE_LIAISON = "procuratorate_liaison", _("Procuratorate liaison")
    CENTRE_COORDINATOR = "centre_coordinator", _("Dispute-centre coordinator")
    DISCIPLINE_INSPECTOR = "discipline_inspector", _("Discipline inspector")
    ADMINISTRATOR = "administrator", _("System administrator")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    AUDITOR = "auditor", _("Auditor")


# The three that keep the system and read no case.
KEEPER_ROLES = frozenset({Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})


class RoleAssignment(models.Model):
    """A role that a person holds in an organisation for a time (both days included; no end is open)."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"), related_name="assignments")
    role = models.CharField(_("role"), max_length=32, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="assignments"
    )
    valid_from = models.DateField(_("from"), default=today)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("granted by"), null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted at"), default=now, editable=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                name="role_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            ExclusionConstraint(
                name="role_held_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "valid_from",
                            "valid_to",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The person already holds this role there in that time."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="role_assignment_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class Delegation(models.Model):
    """A deputy acts for a principal for a time, in the roles that the principal holds."""

    principal = models.ForeignKey(User, models.PROTECT, verbose_name=_("acts for"), related_name="deputies")
    deputy = models.ForeignKey(User, models.PROTECT, verbose_name=_("deputy"), related_name="principals")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lte=models.F("valid_to")),
                name="delegation_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(principal=models.F("deputy")),
                name="delegation_not_to_oneself",
                violation_error_message=_("Nobody can be their own deputy."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="delegation_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"

    def covers(self, day: dt.date) -> bool:
        return self.ended_at is None and self.valid_from <= day <= self.valid_to


class Absence(models.Model):
    """Days on which a person is away (both included): no case is given to them by the rule of assignment.

    Who acts for them meanwhile is a `Delegation` of its own; the reminders reach both.
    """

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("user"), related_name="absences")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    delegation = models.OneToOneField(
        Delegation, models.PROTECT, verbose_name=_("deputy"), null=True, blank=True, related_name="absence"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now, editable=False)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lte=models.F("valid_to")),
                name="absence_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            ExclusionConstraint(
                name="absent_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
                violation_error_message=_("The person is away in that time already."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="absence_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.user} {self.valid_from} – {self.valid_to}"
