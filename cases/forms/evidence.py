"""What comes into the file and who reads it: third parties, evidence, access, inspection, appraisal, experts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import DateField
from cases import facts as f
from cases.reading import open_fact, readers
from dossiers.models import Party, PartyRole
from workflow.fields import CodesField, half, text
from workflow.forms import MultipleFileField, StepForm
from workflow.party_forms import PartyStepForm


class ThirdPartyNoticeForm(PartyStepForm):
    """The notice to a third party to take part (16)."""

    on_date_label = _("Notice given on")
    not_before = (f.ACCEPTED,)
    party_roles = (PartyRole.THIRD_PARTY,)
    once = f.THIRD_PARTY_NOTIFIED
    interest = text(_("Interest in the act"), 2)
    document = forms.FileField(label=_("Notice"), required=False)


class EvidenceForm(PartyStepForm):
    """Evidence handed in beside the reply and the application; by a respondent only on a new point (46②)."""

    on_date_label = _("Handed in on")
    not_before = (f.ACCEPTED,)
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY, PartyRole.RESPONDENT)
    evidence_list = text(_("List of evidence and grounds"), 3)
    new_point = text(
        _("New reason or evidence that it answers"),
        2,
        required=False,
        help_text=_(
            "A respondent adds evidence only on what the applicant or a third party raised anew, and with the office's"
            " consent (art. 46②)."
        ),
    )
    consented = forms.BooleanField(label=_("The office consents"), required=False)
    evidence = MultipleFileField(label=_("Evidence"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party = cleaned.get("party")
        if party is not None and party.role == PartyRole.RESPONDENT:
            if not cleaned.get("new_point"):
                self.add_error(
                    "new_point", _("Say which new reason or evidence of the other side it answers (art. 46②).")
                )
            if not cleaned.get("consented"):
                self.add_error(
                    "consented", _("Without the office's consent the respondent cannot add evidence (art. 46②).")
                )
        return cleaned


class AccessForm(PartyStepForm):
    """One who may read the file: applicant, third party, or who acts for them (47)."""

    not_before: tuple[str, ...] = (f.ACCEPTED,)

    def parties(self) -> QuerySet[Party]:
        entitled = [party.pk for party in readers(self.context.parties)]
        return self.context.dossier.parties.standing().filter(pk__in=entitled)


class AccessAskedForm(AccessForm):
    on_date_label = _("Asked for on")
    manner = forms.ChoiceField(
        label=_("How to read it"),
        choices=[("in_person", _("At the office")), ("electronic", _("Electronically"))],
        initial="in_person",
        widget=forms.RadioSelect,
    )
    appointed_on = DateField(label=_("Appointed for"), required=False)
    wishes = text(_("Papers asked for"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked, appointed = cleaned.get("on_date"), cleaned.get("appointed_on")
        if asked and appointed and appointed < asked:
            self.add_error("appointed_on", _("The appointment cannot lie before the request."))
        return cleaned


class AccessGivenForm(StepForm):
    """The reading of the file that was asked for, or what was refused of it."""

    on_date_label = _("Read on")
    not_before = (f.ACCESS_ASKED,)
    shown = text(_("What was shown"), 3)
    withheld = CodesField("withheld_ground", label=_("Withheld because of"), required=False)
    withheld_what = text(_("What was withheld"), 2, required=False)
    copies = half(forms.IntegerField(label=_("Copies (sets)"), min_value=0, max_value=999, required=False))
    pages = half(forms.IntegerField(label=_("Pages copied"), min_value=0, max_value=99999, required=False))
    record = forms.FileField(label=_("Record of file reading"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        own = next((fact for fact in self.context.facts if fact.entry_id in self.corrected_entries), None)
        asked = own or open_fact(self.context.facts, f.ACCESS_ASKED, f.ACCESS_GIVEN)
        cleaned["party"] = next((p for p in self.context.parties if asked and p.pk == asked.party_id), None)
        if cleaned.get("withheld_what") and not cleaned.get("withheld"):
            self.add_error("withheld", _("Give the ground on which it was withheld (art. 47)."))
        if cleaned.get("withheld") and not cleaned.get("withheld_what"):
            self.add_error("withheld_what", _("Say what was withheld."))
        if bool(cleaned.get("copies")) != bool(cleaned.get("pages")):
            self.add_error("pages", _("Give both the number of copies and of pages."))
        return cleaned


class BeginInspectionForm(StepForm):
    on_date_label = _("Begun on")
    not_before = (f.ACCEPTED,)
    place = forms.CharField(label=_("Place"), max_length=200)
    matters = text(_("What is inspected"), 2)


class BeginAppraisalForm(StepForm):
    on_date_label = _("Commissioned on")
    not_before = (f.ACCEPTED,)
    institution = forms.CharField(label=_("Appraising institution"), max_length=200)
    matters = text(_("What is appraised"), 2)
    asked_by = forms.ChoiceField(
        label=_("On whose motion"),
        choices=[("office", _("Of the office")), ("party", _("On application of a party"))],
        initial="office",
        widget=forms.RadioSelect,
    )


class EndInspectionForm(StepForm):
    on_date_label = _("Ended on")
    not_before = (f.INSPECTION_BEGUN,)
    result = text(_("Result"), 3)
    record = forms.FileField(label=_("Record"), required=False)


class EndAppraisalForm(EndInspectionForm):
    on_date_label = _("Opinion received on")
    not_before = (f.APPRAISAL_BEGUN,)


class ExpertForm(StepForm):
    """An opinion of experts: heard, it stops no period."""

    on_date_label = _("Given on")
    not_before = (f.ACCEPTED,)
    experts = text(_("Experts (name and post)"), 2)
    question = text(_("Question put to them"), 2)
    opinion = text(pgettext_lazy("view", "Opinion"), 4)
    record = forms.FileField(label=_("Record"), required=False)
