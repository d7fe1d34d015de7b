"""The parties of a case: as they are entered with it, amended and taken out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from accounts.fields import CreditCodeField, DateField, IdentityNumberField, NameField, PhoneField
from accounts.text import mask_identity, mask_phone
from accounts.timekeeping import today
from dossiers.models import Authority, Party, PartyKind, PartyRole
from workflow.fields import CHOOSE, CodeField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm, plain
from workflow.party_forms import PartyStepForm

HEADS = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
NUMBERS = frozenset({"identity", "phone"})


class PartyForm(forms.Form):
    """An applicant or a third party, and who acts for them."""

    ROLES = (
        (PartyRole.APPLICANT, _("Applicant")),
        (PartyRole.THIRD_PARTY, _("Third party")),
        (PartyRole.REPRESENTATIVE, _("Representative")),
        (PartyRole.AGENT, _("Agent")),
        (PartyRole.STATUTORY_AGENT, _("Statutory agent")),
    )
    KINDS = (
        (PartyKind.NATURAL, _("Natural person")),
        (PartyKind.LEGAL, _("Legal person")),
        (PartyKind.OTHER, _("Other organisation")),
    )
    # Which role has what; of the others what was typed is left out.
    PAPERS = (
        ("authority", "", (PartyRole.AGENT,)),
        ("empowered_on", None, (PartyRole.AGENT, PartyRole.REPRESENTATIVE)),
        ("licence", "", (PartyRole.AGENT,)),
        ("legal_aid", False, (PartyRole.AGENT,)),
        ("relation", "", (PartyRole.STATUTORY_AGENT,)),
    )

    role = half(forms.ChoiceField(label=_("Role"), choices=ROLES, initial=PartyRole.APPLICANT))
    kind = half(forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=PartyKind.NATURAL))
    name = NameField(label=_("Name of the party"), max_length=200)
    agent_kind = shown_when(
        half(CodeField("agent_kind", label=_("Kind of agent"), required=False)), "role=agent|statutory_agent"
    )
    unit = shown_when(
        half(forms.CharField(label=_("Firm or unit"), max_length=200, required=False)), "role=agent|statutory_agent"
    )
    group_size = shown_when(
        half(
            forms.IntegerField(
                label=_("Number of persons"),
                required=False,
                min_value=1,
                max_value=10000,
                help_text=_("Where one line stands for several applicants."),
            )
        ),
        "role=applicant",
    )
    authority = shown_when(
        half(forms.ChoiceField(label=_("Authority"), choices=[("", CHOOSE), *Authority.choices], required=False)),
        "role=agent",
    )
    empowered_on = shown_when(
        DateField(label=_("Power of attorney or election paper of"), required=False, latest=today),
        "role=agent|representative",
    )
    licence = shown_when(
        half(forms.CharField(label=_("Licence number"), max_length=64, required=False)),
        "agent_kind=agent_kind.lawyer|agent_kind.legal_worker",
    )
    relation = shown_when(
        half(forms.CharField(label=_("Relation to the party"), max_length=64, required=False)), "role=statutory_agent"
    )
    legal_aid = shown_when(forms.BooleanField(label=_("Legal aid"), required=False), "role=agent")
    identity = shown_when(IdentityNumberField(label=_("Identity number"), required=False), "kind=natural")
    credit_code = shown_when(CreditCodeField(label=_("Unified social credit code"), required=False), "kind=legal|other")
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address for service"), max_length=300, required=False)
    electronic_service = forms.BooleanField(label=_("Agrees to electronic service"), required=False)

    def clean(self) -> dict[str, Any]:
        """A number of the other kind of party is left out: its field was out of sight."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == PartyKind.NATURAL:
            cleaned["credit_code"] = ""
        elif cleaned.get("kind"):
            cleaned["identity"] = ""
        role = cleaned.get("role")
        cleaned["group_size"] = (cleaned.get("group_size") if role == PartyRole.APPLICANT else None) or 1
        for name, nothing, roles in self.PAPERS:
            cleaned[name] = cleaned.get(name) if role in roles else nothing
        return cleaned


class BasePartyFormSet(forms.BaseFormSet):
    NONE: Any = _("Enter at least one applicant.")
    ORDER: Any = _("Enter the applicant before the person who acts for them.")

    def clean(self) -> None:
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if not any(form.cleaned_data["role"] == PartyRole.APPLICANT for form in kept):
            raise forms.ValidationError(self.NONE, code="applicant")
        if kept[0].cleaned_data["role"] not in HEADS:
            kept[0].add_error("role", self.ORDER)
            raise forms.ValidationError(self.ORDER, code="order")

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows, in order, the removed ones left out."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


PartyFormSet = forms.formset_factory(
    PartyForm, formset=BasePartyFormSet, extra=0, min_num=1, can_delete=True, max_num=200
)


class AddedPartyForm(StepForm):
    """A party that was left out, or comes in later; it stands beside a `PartyForm`. Those who act for an agency too."""

    on_date_label = _("Entered on")
    not_kept = NUMBERS
    represents = shown_when(
        PartyChoiceField(Party.objects.none(), label=_("Acts for"), required=False, empty_label=CHOOSE),
        "role=representative|agent|statutory_agent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = self.context.dossier.parties.standing().filter(role__in=[*HEADS, PartyRole.RESPONDENT])
        self.fields["represents"].queryset = heads
        self.order_fields(["on_date", "role", "represents"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") in HEADS:
            cleaned["represents"] = None
        elif cleaned.get("role") and not cleaned.get("represents"):
            self.add_error("represents", _("Say for whom this person acts."))
        return cleaned


class AmendPartyForm(PartyStepForm):
    """The particulars of a party, put right; a number left empty stays as it is."""

    on_date_label = _("Amended on")
    not_kept = NUMBERS
    empty_stays = True
    subject = ("party",)
    CHANGES = ("name", "identity", "phone", "address", "authority", "empowered_on", "licence")
    party_roles: tuple[str, ...] = (
        PartyRole.APPLICANT,
        PartyRole.THIRD_PARTY,
        PartyRole.REPRESENTATIVE,
        PartyRole.AGENT,
        PartyRole.STATUTORY_AGENT,
    )
    name = NameField(label=_("Name of the party"), max_length=200, required=False)
    identity = IdentityNumberField(label=_("Identity number"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address for service"), max_length=300, required=False)
    authority = forms.ChoiceField(label=_("Authority"), choices=[("", CHOOSE), *Authority.choices], required=False)
    empowered_on = DateField(label=_("Power of attorney or election paper of"), required=False, latest=today)
    licence = forms.CharField(label=_("Licence number"), max_length=64, required=False)
    reason = text(_("Reason"), 2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.CHANGES):
            self.add_error(None, _("Enter what is to be put right; what is left empty stays as it is."))
        return cleaned

    def stored_raw(self) -> dict[str, list[str]] | None:
        self.is_valid()
        party: Party | None = self.cleaned_data.get("party")
        if party is None:
            return None
        return {
            "name": plain(party.name),
            **{name: plain(getattr(party, name)) for name in ("address", "authority", "empowered_on", "licence")},
            "identity": plain(party.identity_index),
            "phone": plain(party.phone_index),
        }

    def typed_raw(self) -> dict[str, list[str]]:
        numbers = {name: self.cleaned_data.get(name) for name in NUMBERS} if self.is_bound and self.is_valid() else {}
        return super().typed_raw() | {name: [blind_index(value)] for name, value in numbers.items() if value}

    def masks(self) -> dict[str, tuple[str, str]]:
        party: Party | None = self.cleaned_data.get("party")
        return {
            "identity": (mask_identity(self.cleaned_data.get("identity") or ""), party.identity_mask if party else ""),
            "phone": (mask_phone(self.cleaned_data.get("phone") or ""), party.phone_mask if party else ""),
        }


class RemovePartyForm(PartyStepForm):
    """A party entered by mistake, taken out with a reason."""

    on_date_label = _("Taken out on")
    party_roles: tuple[str, ...] = AmendPartyForm.party_roles
    # Kinds of facts that do not bind a party to the case: they go with it.
    taken_along: frozenset[str] = frozenset()
    reason = text(_("Reason"), 2)

    def clean_party(self) -> Party:
        party = super().clean_party()
        standing = self.context.dossier.parties.standing()
        if party.role == PartyRole.APPLICANT and standing.filter(role=PartyRole.APPLICANT).count() == 1:
            raise forms.ValidationError(
                _("The only applicant cannot be taken out; void the case instead."), code="last"
            )
        if standing.filter(represents=party).exists():
            raise forms.ValidationError(_("Somebody acts for this party; take them out first."), code="represented")
        if any(fact.party_id == party.pk and fact.kind not in self.taken_along for fact in self.context.facts):
            raise forms.ValidationError(
                _("Steps of the case concern this party; it can no longer be taken out."), code="concerned"
            )
        return party
