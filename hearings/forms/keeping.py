"""The record of a lawsuit kept right: its officer, what the notice says, its parties, the cases it belongs to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.models import AGENCY_KINDS, Organisation
from accounts.timekeeping import today
from dossiers.models import Dossier, DossierKind, LinkKind, PartyRole
from hearings import facts as f
from hearings.forms.fields import CourtNumberField
from hearings.models import Defendant, Lawsuit
from workflow.fields import CHOOSE, CodeField, OfficerField, half, shown_when, text
from workflow.forms import StepForm, plain
from workflow.links import OtherCaseForm
from workflow.parties import AddedPartyForm, PartyForm, RemovePartyForm
from workflow.steps import Context


class VoidForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)


class AssignForm(StepForm):
    """To whom a suit goes in the office, and who handles it besides."""

    on_date_label = _("Assigned on")
    officer = OfficerField()
    second = OfficerField(label=_("Second officer"), required=False)
    reason = text(_("Reason"), 2, required=False)
    clash_reason = forms.CharField(
        label=_("Why a clash is right all the same"),
        max_length=300,
        required=False,
        help_text=_("Only where the court has really set two sittings in one time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        for name in ("officer", "second"):
            self.fields[name].offer([dossier.organ], barred=dossier.recused)

    def stored_raw(self) -> dict[str, list[str]]:
        dossier = self.context.dossier
        return {"officer": plain(dossier.officer_id), "second": plain(dossier.second_officer_id)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("second") and cleaned["second"] == cleaned.get("officer"):
            self.add_error("second", _("The two case officers must be different people."))
        return cleaned


class AmendForm(StepForm):
    """What the court's notice says, put right."""

    COLUMNS = (
        *("notice_number", "act_name", "act_number", "act_on", "matter", "domain", "claims", "compensation"),
        *("reconsidered", "reconsideration_number", "earlier_number"),
    )
    notice_number = half(forms.CharField(label=_("Number of the notice to respond"), max_length=100, required=False))
    act_name = forms.CharField(label=_("Act sued over"), max_length=200, required=False)
    act_number = half(CaseNumberField(label=_("Document number"), max_length=100, required=False))
    act_on = half(DateField(label=_("Date of the act"), required=False, latest=today))
    matter = half(CodeField("matter", label=_("Kind of act")))
    domain = half(CodeField("domain", label=_("Domain"), required=False))
    cause = forms.CharField(label=_("Cause of action"), max_length=200, required=False)
    claims = text(_("Claims"), 3, required=False)
    compensation = half(MoneyField(label=_("Compensation asked"), required=False))
    reconsidered = forms.BooleanField(label=_("After reconsideration"), required=False)
    reconsideration_number = shown_when(
        CaseNumberField(label=_("Number of the reconsideration case"), max_length=64, required=False), "reconsidered=on"
    )
    earlier_number = half(CourtNumberField(label=_("Number of the earlier instance"), max_length=64, required=False))

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        initial = self._stored(context.proceeding, context.dossier) | (kwargs.pop("initial", None) or {})
        super().__init__(*args, context=context, initial=initial, **kwargs)

    @classmethod
    def _stored(cls, suit: Lawsuit, dossier: Dossier) -> dict[str, Any]:
        return {name: getattr(suit, name) for name in cls.COLUMNS} | {"cause": dossier.cause}

    def stored_raw(self) -> dict[str, list[str]]:
        stored = self._stored(self.context.proceeding, self.context.dossier)
        return {name: plain(value) for name, value in stored.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("reconsidered"):
            cleaned["reconsideration_number"] = ""
        if cleaned.get("earlier_number") == (self.context.dossier.number or ""):
            self.add_error("earlier_number", _("This is the number of the suit itself."))
        return cleaned


ROLES = (
    (PartyRole.APPLICANT, _("Plaintiff")),
    (PartyRole.THIRD_PARTY, _("Third party")),
    (PartyRole.REPRESENTATIVE, _("Representative of the plaintiffs")),
    (PartyRole.AGENT, _("Agent in the suit")),
    (PartyRole.STATUTORY_AGENT, _("Statutory agent")),
)


class SuitPartyForm(PartyForm):
    """A plaintiff or a third party, and who acts for them."""

    ROLES = ROLES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = ROLES
        self.fields["group_size"].help_text = _("Where one line stands for several plaintiffs.")


class AddPartyForm(SuitPartyForm, AddedPartyForm):
    """A party that was left out, or comes in later; those who act for a defendant too."""


class AddDefendantForm(StepForm):
    """A defendant whom the court added (行政诉讼法 26; 行诉解释 26, 134)."""

    on_date_label = _("Served on")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE)
    standing = half(CodeField("suit_standing", label=_("Standing as defendant")))
    answers = forms.BooleanField(label=_("Owes an answer"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ = self.context.dossier.organ
        here = Organisation.objects.within(organ.organisation).filter(kind__in=AGENCY_KINDS).valid_on(today())
        named = Defendant.objects.unscoped("the defendants of a case in hand").filter(lawsuit=self.context.dossier.pk)
        self.fields["organisation"].queryset = here.exclude(pk__in=named.values("organisation")).order_by("pk")


class RemoveSuitPartyForm(RemovePartyForm):
    """A party entered by mistake, or a defendant whom the plaintiff sues no more."""

    party_roles = (*RemovePartyForm.party_roles, PartyRole.RESPONDENT)

    def clean_party(self) -> Any:
        party = self.cleaned_data["party"]
        if party.role == PartyRole.RESPONDENT and len(self.context.respondents) == 1:
            raise forms.ValidationError(
                _("The only defendant cannot be taken out; void the case instead."), code="last"
            )
        served_alone = party.role == PartyRole.RESPONDENT and not any(
            fact.party_id == party.pk and fact.kind != f.SERVED_WITH_SUIT for fact in self.context.facts
        )
        return party if served_alone else super().clean_party()


class LinkForm(OtherCaseForm):
    """Another case of the organ to which this suit belongs: found by its number in whatever form it is typed."""

    on_date_label = _("Linked on")
    KINDS = (
        (LinkKind.SUED, _("Reconsideration case behind the suit")),
        (LinkKind.INSTANCE, _("Earlier instance")),
        (LinkKind.PARALLEL, _("Parallel suit")),
        (LinkKind.SAME_ACT, _("Against the same act")),
    )
    kind = forms.ChoiceField(label=_("How they belong together"), choices=KINDS, initial=LinkKind.SUED)
    note = text(_("Remarks"), 2, required=False)

    field_order = ["on_date", "kind", "number", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if self.other is None or not kind:
            return cleaned
        wanted = DossierKind.RECONSIDERATION if kind == LinkKind.SUED else DossierKind.LITIGATION
        if kind != LinkKind.SAME_ACT and self.other.kind != wanted:
            self.add_error("number", _("The number is that of a case of another kind."))
        self.check_unlinked(kind)
        return cleaned
