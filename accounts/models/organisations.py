"""Organisations in a tree, their names over time, and the organs that are offices of reconsideration."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.queries import OrganisationQuerySet
from accounts.text import normalise_name


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
    # 垂直领导 (customs, tax, state security and the like, 2023 law 27): some readings of figures leave these out.
    led_from_above = models.BooleanField(_("under vertical leadership"), default=False, db_default=False)

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
        triggers = [pgtrigger.Protect(name="organisation_never_deleted", operation=pgtrigger.Delete)]

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
        triggers = [pgtrigger.Protect(name="organisation_name_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.normalised = normalise_name(self.name)
        super().save(*args, **kwargs)


class NumberedAt(models.TextChoices):
    REGISTRATION = "registration", _("At registration")
    ACCEPTANCE = "acceptance", _("At acceptance")


class OrganLevel(models.TextChoices):
    """The level of an organ's government, as the statistical return tells it."""

    COUNTY = "county", pgettext_lazy("level of a government", "County or district")
    CITY = "city", pgettext_lazy("level of a government", "Municipality or prefecture")
    PROVINCE = "province", pgettext_lazy("level of a government", "Province")


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
    # Of the numbers of the dispute-resolution centre; without one it follows from the prefix above: 黔江争化.
    centre_prefix = models.CharField(_("prefix of the numbers of disputes"), max_length=32, unique=True)
    numbered_at = models.CharField(_("number given"), max_length=16, choices=NumberedAt, default=NumberedAt.ACCEPTANCE)
    level = models.CharField(
        _("level of the government"),
        max_length=8,
        choices=OrganLevel,
        default=OrganLevel.COUNTY,
        db_default=OrganLevel.COUNTY,
    )

    class Meta:
        verbose_name = _("reconsideration organ")
        verbose_name_plural = _("reconsideration organs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(centre_prefix=models.F("number_prefix")), name="organ_series_of_their_own"
            )
        ]
        triggers = [pgtrigger.Protect(name="organ_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.organisation.name

    def save(self, *args, **kwargs) -> None:
        self.centre_prefix = self.centre_prefix or f"{self.number_prefix.removesuffix('府复')}争化"
        super().save(*args, **kwargs)
