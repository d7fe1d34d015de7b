"""Cases that belong together: joined, linked, parted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField
from cases.models import State
from dossiers.models import DossierKind, LinkKind
from workflow.fields import CodeField, text
from workflow.forms import StepForm
from workflow.links import OtherCaseForm

# Only what is not concluded yet can be heard together.
JOINABLE = frozenset({State.REVIEW, State.SUPPLEMENT, State.HANDLING})


class JoinForm(OtherCaseForm):
    """Another case of the organ with which this one is heard together, or to which it belongs."""

    on_date_label = _("Joined on")
    KINDS = (
        (LinkKind.JOINED, _("Heard together with it")),
        (LinkKind.SAME_ACT, _("Against the same act")),
        (LinkKind.FOLLOWS, _("Follows from it")),
    )
    kind = forms.ChoiceField(label=_("How they belong together"), choices=KINDS, initial=LinkKind.JOINED)
    note = text(_("Remarks"), 2, required=False)

    field_order = ["on_date", "kind", "number", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if self.other is None or not kind:
            return cleaned
        if self.other.kind != DossierKind.RECONSIDERATION:
            self.add_error("number", _("The number is that of a case of another kind."))
        elif kind == LinkKind.JOINED and not {self.context.proceeding.state, self.other.stage} <= JOINABLE:
            self.add_error("kind", _("Only cases that are not concluded yet can be heard together."))
        self.check_unlinked(kind)
        return cleaned


class SeparateForm(StepForm):
    """One of several acts of an application, taken out as a case of its own."""

    on_date_label = _("Separated on")
    act_name = forms.CharField(label=_("Act of the new case"), max_length=200)
    act_number = CaseNumberField(label=_("Document number"), max_length=100, required=False)
    matter = CodeField("matter", label=_("Matter"))
    requests = text(_("Requests"), 2)
    reason = text(_("Reason"), 2, required=False)
