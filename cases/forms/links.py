"""Cases that belong together: joined, linked, parted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField
from cases.models import ReconsiderationCase, State
from dossiers.models import Dossier, DossierLink, LinkKind
from workflow.fields import CodeField, text
from workflow.forms import StepForm
from workflow.links import links_between

# Only what is not concluded yet can be heard together.
JOINABLE = frozenset({State.REVIEW, State.SUPPLEMENT, State.HANDLING})


class JoinForm(StepForm):
    """Another case of the organ with which this one is heard together, or to which it belongs."""

    on_date_label = _("Joined on")
    KINDS = (
        (LinkKind.JOINED, _("Heard together with it")),
        (LinkKind.SAME_ACT, _("Against the same act")),
        (LinkKind.FOLLOWS, _("Follows from it")),
    )
    kind = forms.ChoiceField(label=_("How they belong together"), choices=KINDS, initial=LinkKind.JOINED)
    number = CaseNumberField(label=_("Number of the other case"), max_length=64)
    note = text(_("Remarks"), 2, required=False)

    other: Dossier | None = None

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        found = (
            ReconsiderationCase.objects.visible_to(self.context.actor)
            .filter(dossier__number=number, dossier__organ=self.context.dossier.organ_id)
            .exclude(pk=self.context.dossier.pk)
            .select_related("dossier")
            .first()
        )
        if found is None:
            raise forms.ValidationError(
                _("There is no other case of this organ with the number %(number)s."), params={"number": number}
            )
        self.other = found.dossier
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if self.other is None or not kind:
            return cleaned
        if kind == LinkKind.JOINED:
            states = {self.context.proceeding.state, self.other.stage}
            if not states <= JOINABLE:
                self.add_error("kind", _("Only cases that are not concluded yet can be heard together."))
        elif self.other.stage == State.VOID:
            self.add_error("number", _("The other case is void."))
        if links_between(self.context.dossier, self.other, kind):
            self.add_error("number", _("The two cases are linked like this already."))
        return cleaned


class PartForm(StepForm):
    """A link taken back: cases joined before are heard apart again, or it was made by mistake."""

    on_date_label = _("Parted on")
    number = CaseNumberField(label=_("Number of the other case"), max_length=64)
    reason = text(_("Reason"), 2)

    link: DossierLink | None = None

    def clean_number(self) -> str:
        number, dossier = self.cleaned_data["number"], self.context.dossier
        links = DossierLink.objects.unscoped("the links of a case in hand").of(dossier)
        self.link = next((link for link in links if link.partner(dossier).number == number), None)
        if self.link is None:
            raise forms.ValidationError(_("This case is not linked with %(number)s."), params={"number": number})
        return number


class SeparateForm(StepForm):
    """One of several acts of an application, taken out as a case of its own."""

    on_date_label = _("Separated on")
    act_name = forms.CharField(label=_("Act of the new case"), max_length=200)
    act_number = CaseNumberField(label=_("Document number"), max_length=100, required=False)
    matter = CodeField("matter", label=_("Matter"))
    requests = text(_("Requests"), 2)
    reason = text(_("Reason"), 2, required=False)
