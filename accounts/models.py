"""Organisations, organs, users, roles and delegation: tables and the constraints that hold their rules."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.queries import DelegationQuerySet, OrganisationQuerySet, RoleAssignmentQuerySet
from accounts.text import normalise_name
from accounts.timekeeping import now, today


class DateRange(Func):
    """PostgreSQL's daterange(from, to, bounds); an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class OrganisationKind(models.TextChoices):
    GOVERNMENT = "government", _("People's government")
    DEPARTMENT = "department", _("Government department")
    JUDICIAL_BUREAU = "judicial_bureau", _("Judicial bureau")
    TOWNSHIP = "township", _("Township government")
    STREET_OFFICE = "street_office", _("Street office")
    COURT = "court", _("Court")
    PROCURATORATE = "procuratorate", _("Procuratorate")
    DISCIPLINE_INSPECTION = "discipline_inspection", _("Discipline inspection organ")
    ORGANISATION_DEPARTMENT = "organisation_department", _("Organisation department")
    POLITICAL_LEGAL_COMMITTEE = "political_legal_committee", _("Political and legal committee")
    PETITION_OFFICE = "petition_office", _("Petition office")
    OTHER = "other", _("Other organisation")


# Organisations whose acts can be challenged, so that they can be named as respondent.
AGENCY_KINDS = (
    OrganisationKind.GOVERNMENT,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.JUDICIAL_BUREAU,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.STREET_OFFICE,
    OrganisationKind.OTHER,
)


class Organisation(models.Model):
    """A government organisation in the tree. It is never removed: it ends on a day and names its successor."""

    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=32, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("superior"), null=True, blank=True, related_name="children"
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("successor"),
        null=True,
        blank=True,
        related_name="predecessors",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("name", "parent", name="organisation_name_once_under_parent", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                name="organisation_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")) & ~Q(successor=models.F("id")),
                name="organisation_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_agency(self) -> bool:
        return self.kind in AGENCY_KINDS


class NameKind(models.TextChoices):
    FULL = "full", _("Full name")
    SHORT = "short", _("Short name")
    FORMER = "former", _("Former name")


class OrganisationName(models.Model):
    """A name by which an organisation is or was known: papers and old ledgers write them all."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    normalised = models.CharField(max_length=200, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=NameKind)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        constraints = [
            models.UniqueConstraint("organisation", "normalised", name="organisation_name_listed_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.normalised = normalise_name(self.name)
        super().save(*args, **kwargs)


class NumberedAt(models.TextChoices):
    REGISTRATION = "registration", _("At registration")
    ACCEPTANCE = "acceptance", _("At acceptance")


class Organ(models.Model):
    """A reconsideration organ (行政复议机关) with the office (行政复议机构) that works for it.

    Everything that is an office's own hangs here: cases, number series, local holidays, clock settings.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, verbose_name=_("reconsideration organ"), related_name="organ"
    )
    office = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("reconsideration office"), related_name="serves"
    )
    office_name = models.CharField(_("name of the office"), max_length=200)
    number_prefix = models.CharField(_("prefix of case numbers"), max_length=32, unique=True)
    numbered_at = models.CharField(_("number given"), max_length=16, choices=NumberedAt, default=NumberedAt.ACCEPTANCE)

    class Meta:
        verbose_name = _("reconsideration organ")
        verbose_name_plural = _("reconsideration organs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.organisation.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """A user who can sign in with `password`, or cannot sign in when it is None."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What a person may do comes from role assignments alone.

    `is_superuser` exists for Django's own machinery; no predicate of this system looks at it.
    """

    username = models.CharField(_("user name"), max_length=64, unique=True)
    display_name = models.CharField(_("name"), max_length=64)
    email = models.EmailField(_("e-mail"), blank=True)
    post = models.CharField(_("post"), max_length=64, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    date_joined = models.DateTimeField(_("created"), default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.display_name


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

    objects = DelegationQuerySet.as_manager()

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

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal}"

    def covers(self, day: dt.date) -> bool:
        return self.ended_at is None and self.valid_from <= day <= self.valid_to
