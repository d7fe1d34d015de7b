"""Parties of a case and those who act for them."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.timekeeping import now
from dossiers.models.codes import of_list
from dossiers.models.personal import PersonalNumbers
from dossiers.queries import CaseDataQuerySet


class PartyRole(models.TextChoices):
    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")
    THIRD_PARTY = "third_party", _("Third party")
    REPRESENTATIVE = "representative", _("Representative")
    AGENT = "agent", _("Agent")
    STATUTORY_AGENT = "statutory_agent", _("Statutory agent")


# What the roles are called where a kind of case has words of its own.
_ROLE_WORDS: dict[str, dict[str, Any]] = {
    "litigation": {
        PartyRole.APPLICANT: _("Plaintiff"),
        PartyRole.RESPONDENT: _("Defendant"),
        PartyRole.REPRESENTATIVE: _("Representative of the plaintiffs"),
        PartyRole.AGENT: _("Agent in the suit"),
    },
    "dispute": {
        PartyRole.APPLICANT: _("Party seeking resolution"),
        PartyRole.RESPONDENT: _("Agency concerned"),
    },
    "suggestion": {PartyRole.RESPONDENT: _("Agency to which it is made")},
}


def role_label(kind: str, role: str) -> str:
    """What a role is called in cases of a kind: 申请人 in reconsideration, 原告 in a lawsuit."""
    return str(_ROLE_WORDS.get(kind, {}).get(role) or PartyRole(role).label)


class PartyKind(models.TextChoices):
    NATURAL = "natural", _("Natural person")
    LEGAL = "legal", _("Legal person")
    OTHER = "other", _("Other organisation")
    AGENCY = "agency", _("Administrative agency")


class Authority(models.TextChoices):
    GENERAL = "general", _("General authority")
    SPECIAL = "special", _("Special authority")


class Party(PersonalNumbers):
    """Somebody in a case. Identity and telephone numbers lie encrypted, are found by index and shown masked."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=16, choices=PartyRole)
    kind = models.CharField(_("kind"), max_length=8, choices=PartyKind)
    name = models.CharField(_("name"), max_length=200)
    # A ledger writes 「水春等23人」: one row stands for the group.
    group_size = models.PositiveIntegerField(_("number of persons"), default=1)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="+"
    )
    standing = models.ForeignKey("dossiers.Code", models.PROTECT, null=True, blank=True, related_name="+")
    represents = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("acts for"),
        null=True,
        blank=True,
        related_name="represented_by",
    )
    agent_kind = models.ForeignKey("dossiers.Code", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(_("firm or unit"), max_length=200, blank=True)
    post = models.CharField(_("post"), max_length=64, blank=True)
    # Of those who act for another: what they may do, since which paper (委托书, 推选书), by which licence or relation.
    authority = models.CharField(_("authority"), max_length=8, choices=Authority, blank=True)
    empowered_on = models.DateField(_("day of the power of attorney or election paper"), null=True, blank=True)
    licence = models.CharField(_("licence number"), max_length=64, blank=True)
    relation = models.CharField(_("relation to the party"), max_length=64, blank=True)
    legal_aid = models.BooleanField(_("legal aid"), default=False)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    address = models.CharField(_("address for service"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    electronic_service = models.BooleanField(_("agrees to electronic service"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    objects = CaseDataQuerySet.as_manager()

    class Meta:
        ordering = ["role", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="respondent") | Q(organisation__isnull=False),
                name="respondent_is_an_organisation",
            ),
            models.UniqueConstraint(
                "dossier",
                "organisation",
                name="respondent_named_once",
                condition=Q(role="respondent", voided_at=None),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["agent", "representative", "statutory_agent"]) | Q(represents__isnull=False),
                name="agent_acts_for_somebody",
            ),
            models.CheckConstraint(condition=Q(group_size__gte=1), name="party_of_at_least_one"),
            models.CheckConstraint(
                condition=of_list("standing", "standing"),
                name="party_standing_of_its_list",
            ),
            models.CheckConstraint(
                condition=of_list("agent_kind", "agent_kind"),
                name="party_agent_kind_of_its_list",
            ),
        ]
        triggers = [pgtrigger.Protect(name="party_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def get_role_display(self) -> str:  # type: ignore[no-redef]
        """The role in the words of the kind of case. Parties are reached from their case, which is then at hand."""
        dossier = self._state.fields_cache.get("dossier")
        return role_label(dossier.kind if dossier else "", self.role)
