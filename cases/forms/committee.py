"""The reconsideration committee (复议委员会) and the stay of execution (停止执行)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases.reading import READERS
from dossiers.models import Party, PartyRole
from workflow.fields import CHOOSE, CodeField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm


class ReferForm(StepForm):
    on_date_label = _("Submitted on")
    not_before = (f.ACCEPTED,)
    ground = CodeField("committee_ground", label=_("Ground"))
    question = text(_("Question for the committee"), 3)


class CommitteeForm(StepForm):
    """What the committee said in its session (52); the decision takes it as an important reference (61③)."""

    on_date_label = _("Session on")
    not_before = (f.COMMITTEE_REFERRED,)
    members = text(_("Members present (one a line)"), 4)
    opinions = text(_("Opinion of each member"), 4)
    agreed = half(forms.IntegerField(label=_("Members for the conclusion"), min_value=1, max_value=99))
    conclusion = text(_("Opinion in sum"), 4)
    record = forms.FileField(label=_("Opinion of the committee"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        present = [line for line in cleaned.get("members", "").splitlines() if line.strip()]
        if present and (agreed := cleaned.get("agreed")):
            if agreed > len(present):
                self.add_error("agreed", _("More members than were present."))
            elif agreed * 2 <= len(present):
                self.add_error("agreed", _("A conclusion needs more than half of the members present."))
        return cleaned


class StayAskedForm(StepForm):
    on_date_label = _("Asked for on")
    not_before = (f.ACCEPTED,)
    party = PartyChoiceField(Party.objects.none(), label=_("Asked for by"), empty_label=CHOOSE)
    reason = text(_("Reason"), 3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [*READERS, PartyRole.RESPONDENT]
        self.fields["party"].queryset = self.context.dossier.parties.standing().filter(role__in=roles)


class StayDecidedForm(StepForm):
    """Whether execution is stayed (42): it goes on unless one of the four grounds holds."""

    on_date_label = _("Decided on")
    not_before = (f.ACCEPTED,)
    result = forms.ChoiceField(
        label=_("Decision"),
        choices=[("granted", _("Execution is stayed")), ("refused", _("Execution is not stayed"))],
        widget=forms.RadioSelect,
    )
    ground = shown_when(CodeField("stay_ground", label=_("Ground"), required=False), "result=granted")
    reason = text(_("Reason"), 3)
    document = forms.FileField(label=_("Decision to stay execution"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        result, ground = cleaned.get("result"), cleaned.get("ground")
        by = {
            party.role
            for party in self.context.parties
            for fact in self.context.facts
            if fact.kind == f.STAY_ASKED and fact.party_id == party.pk
        }
        if result == "refused" and not by:
            self.add_error("result", _("Nobody has asked for a stay that could be refused."))
        if result == "granted" and ground is None:
            self.add_error("ground", _("Give the ground of the stay (art. 42)."))
        if result == "granted" and ground is not None:
            if ground.code == "applicant" and not by & set(READERS):
                self.add_error("ground", _("No application of the applicant or a third party is entered."))
            if ground.code == "respondent" and PartyRole.RESPONDENT not in by:
                self.add_error("ground", _("It is not entered that the respondent asks for it."))
        return cleaned


class StayLiftedForm(StepForm):
    on_date_label = _("Lifted on")
    not_before = (f.STAY_GRANTED,)
    reason = text(_("Reason"), 2)
