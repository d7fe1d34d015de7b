"""Forms of the library of rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import CaseNumberField, DateField
from accounts.models import Organ, Organisation
from accounts.offices import agencies_kept, organs_kept
from accounts.once import OnceForm
from accounts.timekeeping import today
from disputes.models import Rule, Tier
from dossiers.content import check_upload
from workflow.fields import CHOOSE, CodeField, FilteredChoices, OrganisationField, half, shown_when

LONGEST = 400_000
NAMES = ("title", "number", "topic", "adopted_on", "valid_from", "valid_to", "body", "replaces")


class RulesField(forms.ModelMultipleChoiceField):
    """Rules, ticked in a list that is narrowed by typing."""

    widget = FilteredChoices

    def __init__(self, **kwargs: Any) -> None:
        none = Rule.objects.unscoped("which ones can be chosen is for the form to say").none()
        super().__init__(none, **kwargs)

    def label_from_instance(self, rule: Rule) -> str:
        return f"{rule}{rule.number and f'（{rule.number}）'}"


class OwnRuleForm(OnceForm):
    """A rule that an agency hands in."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)
    title = forms.CharField(label=_("Title of the rule"), max_length=200)
    number = half(CaseNumberField(label=_("Document number"), max_length=100, required=False))
    topic = half(CodeField("rule_topic", label=_("Topic")))
    adopted_on = DateField(label=_("Adopted on"), latest=today)
    valid_from = DateField(label=_("In force from"))
    valid_to = DateField(
        label=_("In force until"), required=False, help_text=_("Empty: until it is repealed or replaced.")
    )
    replaces = RulesField(label=_("Takes the place of"), required=False)
    body = forms.CharField(
        label=_("Full text"),
        widget=forms.Textarea({"rows": 14}),
        max_length=LONGEST,
        required=False,
        help_text=_("Any part of it is found by the search. Where it is left empty, the file is needed."),
    )
    paper = forms.FileField(label=_("File"), required=False, validators=[check_upload], max_length=200)

    def __init__(self, *args: Any, actor: Actor, rule: Rule | None = None, **kwargs: Any) -> None:
        if rule is not None:
            kwargs["initial"] = {name: getattr(rule, name) for name in self.base_fields if hasattr(rule, name)}
            kwargs["initial"]["replaces"] = list(rule.replaces.values_list("pk", flat=True))
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.offer(actor)
        self.fields["replaces"].queryset = self.replaceable(actor)
        if not self.fields["replaces"].queryset.exists():
            del self.fields["replaces"]

    def offer(self, actor: Actor) -> None:
        """Whose rule it can be; who keeps one agency alone is not asked."""
        field = self.fields["organisation"]
        if self.rule is not None:
            del self.fields["organisation"]
            return
        field.queryset = agencies_kept(actor).valid_on(today())
        found = list(field.queryset[:2])
        if len(found) == 1:
            field.initial, field.widget = found[0].pk, forms.HiddenInput()

    def replaceable(self, actor: Actor) -> QuerySet[Rule]:
        """The rules whose place it can take: in the library, of the same organ, for an agency its own."""
        rows = Rule.objects.visible_to(actor).published().exclude(pk=self.rule.pk if self.rule else None)
        if self.rule is not None:
            return rows.filter(organ=self.rule.organ_id, organisation=self.rule.organisation_id)
        return rows.filter(organisation__in=agencies_kept(actor))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        adopted, first, last = (cleaned.get(name) for name in ("adopted_on", "valid_from", "valid_to"))
        if adopted and first and first < adopted:
            words = _("The rule cannot be in force before it was adopted.")
            self.add_error("valid_from", ValidationError(words, code="order"))
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("The last day lies before the first day."), code="order"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        data = self.cleaned_data
        return {
            "file": data["paper"],
            **{name: data[name] for name in NAMES if name in data},
            **({"organisation": data["organisation"]} if "organisation" in self.fields else {}),
        }


class RuleForm(OwnRuleForm):
    """A rule of any tier, entered by the office."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"))
    tier = half(forms.ChoiceField(label=_("Tier"), choices=[("", CHOOSE), *Tier.choices]))
    organisation = shown_when(OrganisationField(label=_("Agency"), empty_label=CHOOSE), f"tier={Tier.DEPARTMENT}")
    issuer = half(forms.CharField(label=_("Issuing body"), max_length=200, required=False))
    field_order = ("once_key", "organ", "tier", "issuer", "organisation", "title")

    def offer(self, actor: Actor) -> None:
        self.fields["organisation"].queryset = agencies_kept(actor)
        organs = organs_kept(actor)
        self.fields["organ"].queryset = organs
        found = list(organs[:2])
        if self.rule is not None:
            del self.fields["organ"]
        elif len(found) == 1:
            self.fields["organ"].initial, self.fields["organ"].widget = found[0].pk, forms.HiddenInput()

    def replaceable(self, actor: Actor) -> QuerySet[Rule]:
        rows = Rule.objects.visible_to(actor).published().filter(organ__in=organs_kept(actor))
        return rows.exclude(pk=self.rule.pk) if self.rule is not None else rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        tier, agency = cleaned.get("tier"), cleaned.get("organisation")
        if tier == Tier.DEPARTMENT:
            if agency is None:
                self.add_error("organisation", ValidationError(_("Say whose rule it is."), code="required"))
            elif not cleaned.get("issuer"):
                cleaned["issuer"] = agency.name
        elif tier and not cleaned.get("issuer"):
            self.add_error("issuer", ValidationError(_("Name the issuing body."), code="required"))
        return cleaned

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return super().values() | {name: data[name] for name in ("organ", "tier", "issuer") if name in data}
