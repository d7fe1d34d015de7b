"""Who reaches which case and why: the one table that scope looks into."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from dossiers.scoping import Audience


class Basis(models.TextChoices):
    OFFICE = "office", _("Office of the organ")
    ORGAN = "organ", _("The organ")
    RESPONDENT = "respondent", _("Respondent")
    THIRD_PARTY = "third_party", _("Third party")
    COURT = "court", _("Court of the suit")
    CENTRE = "centre", _("Dispute-resolution centre")
    REFERRER = "referrer", _("Body that referred it")
    UNIT = "unit", _("Unit that is to resolve it")
    MEDIATOR = "mediator", _("Mediator")
    ISSUER = "issuer", _("Body that issued it")
    NAMED = "named", _("Named person")


class DossierAccess(models.Model):
    """One organisation (as one audience) or one person reaches one case.

    The columns of the worklist stand here too, so that a list is one walk along one index; a trigger of the
    dossier keeps them, another fills them when the row is made.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="access")
    audience = models.CharField(max_length=8, choices=Audience)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=16, choices=Basis)
    kind = models.CharField(max_length=16, blank=True, editable=False)
    status = models.CharField(max_length=12, blank=True, editable=False)
    stage = models.CharField(max_length=32, blank=True, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        editable=False,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    second_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        editable=False,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    next_due_on = models.DateField(null=True, editable=False)
    opened_on = models.DateField(null=True, editable=False)
    number_key = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(audience="person") & Q(user__isnull=False) & Q(organisation=None))
                | (~Q(audience="person") & Q(user=None) & Q(organisation__isnull=False)),
                name="access_of_organisation_or_person",
            ),
            models.UniqueConstraint(
                "organisation",
                "audience",
                "dossier",
                name="access_once_for_organisation",
                condition=Q(user=None),
            ),
            models.UniqueConstraint("user", "dossier", name="access_once_for_person", condition=Q(organisation=None)),
        ]
        indexes = [
            models.Index(
                fields=["audience", "organisation", "kind", "next_due_on", "dossier"],
                name="access_due",
                condition=Q(status__in=["open", "suspended"]),
            ),
            # The same for lists that are not of running cases alone.
            models.Index(
                fields=["audience", "organisation", "kind", "next_due_on", "dossier"],
                name="access_due_any",
                condition=Q(next_due_on__isnull=False),
            ),
            models.Index(fields=["audience", "organisation", "kind", "-opened_on", "-dossier"], name="access_opened"),
            models.Index(fields=["audience", "organisation", "kind", "number_key", "dossier"], name="access_number"),
            # The cases of one officer, the most asked of all lists.
            models.Index(
                fields=["audience", "organisation", "kind", "officer", "next_due_on", "dossier"],
                name="access_officer_due",
                condition=Q(status__in=["open", "suspended"]),
            ),
            models.Index(
                fields=["audience", "organisation", "kind", "second_officer", "next_due_on", "dossier"],
                name="access_second_due",
                condition=Q(status__in=["open", "suspended"], second_officer__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="worklist_columns_filled",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=(
                    "SELECT d.kind, d.status, d.stage, d.officer_id, d.second_officer_id, d.next_due_on, d.opened_on, "
                    "d.number_key INTO NEW.kind, NEW.status, NEW.stage, NEW.officer_id, NEW.second_officer_id, "
                    "NEW.next_due_on, NEW.opened_on, NEW.number_key "
                    "FROM dossiers_dossier d WHERE d.id = NEW.dossier_id; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} → {self.dossier_id}"
