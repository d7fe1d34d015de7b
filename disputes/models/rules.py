"""The library of rules (制度库) in three tiers: of the people's congress, of the government, of its agencies."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation
from disputes.library.queries import RuleQuerySet
from disputes.library.text import searched
from disputes.models.kept import Entered, WithPaper, void_has_its_reason
from dossiers.models.codes import of_list


class Tier(models.TextChoices):
    CONGRESS = "congress", _("People's congress")
    GOVERNMENT = "government", _("Government")
    DEPARTMENT = "department", _("Department")


class RuleState(models.TextChoices):
    OPEN = "open", _("To be checked")
    PUBLISHED = "published", _("In the library")
    RETURNED = "returned", _("Returned")


class Rule(Entered, WithPaper):
    """A rule with its text. `organisation` is the agency whose own rule it is; the other tiers have issuers in words.

    From when to when it holds is given by its own days and by the rule that replaced it; nothing of it is stored.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=12, choices=Tier)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("agency"), null=True, blank=True, related_name="+"
    )
    issuer = models.CharField(_("issuing body"), max_length=200)
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=100, blank=True)
    topic = models.ForeignKey("dossiers.Code", models.PROTECT, verbose_name=_("topic"), related_name="+")
    adopted_on = models.DateField(_("adopted on"))
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    replaces = models.ManyToManyField("self", symmetrical=False, related_name="replaced_by", blank=True)
    body = models.TextField(_("full text"), blank=True)
    search_text = models.TextField(editable=False, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RuleState, default=RuleState.OPEN)
    state_note = models.CharField(_("what is missing"), max_length=300, blank=True)
    checked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier="department", organisation__isnull=False)
                | (~Q(tier="department") & Q(organisation=None)),
                name="rule_of_a_department_has_its_agency",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("adopted_on")),
                name="rule_in_force_after_its_adoption",
                violation_error_message=_("The rule cannot be in force before it was adopted."),
            ),
            models.CheckConstraint(condition=of_list("topic", "rule_topic"), name="rule_topic_of_its_list"),
            models.CheckConstraint(condition=~Q(body="") | Q(stored__isnull=False), name="rule_has_text_or_file"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(state_note=""), name="rule_returned_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="rule_checked_by_somebody",
            ),
            void_has_its_reason("rule_void_has_its_reason"),
        ]
        indexes = [
            models.Index(fields=["organ", "tier", "-valid_from"], name="rule_by_tier"),
            models.Index(fields=["organisation", "topic"], name="rule_by_agency"),
        ]
        triggers = [pgtrigger.Protect(name="rule_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"《{self.title}》"

    def save(self, *args, **kwargs) -> None:
        self.search_text = searched(self.title, self.number, self.issuer, self.body)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)
