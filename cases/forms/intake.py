"""How an application ends without being heard here, or comes to be heard by order of a higher organ."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from cases import facts as f
from workflow.fields import shown_when, text
from workflow.forms import MultipleFileField, StepForm


def paper(label: Any) -> forms.FileField:
    return MultipleFileField(label=label, required=False)


class ForwardedForm(StepForm):
    """The application as it comes from the agency with which it was filed (32②)."""

    on_date_label = _("Received from the agency on")
    not_before = (f.FILED_WITH_AGENCY,)
    note = text(_("What the agency says of it"), 2, required=False)
    paper = paper(_("Letter of the agency"))

    @property
    def opened_on(self) -> dt.date:
        """The day of its filing with the agency: the receipt is what is entered here."""
        return min(self.context.days(f.FILED_WITH_AGENCY), default=super().opened_on)


class CorrectedByAgencyForm(StepForm):
    """The agency puts its act right instead of forwarding (rules 38)."""

    on_date_label = _("Applicant told on")
    not_before = (f.FILED_WITH_AGENCY,)
    what = text(_("How the act was put right"), 2)
    paper = paper(_("Notice to the applicant"))


class NoFurtherForm(StepForm):
    on_date_label = _("Applicant told on")
    not_before = (f.RECEIVED, f.SUPPLEMENT_RECEIVED)
    earlier = forms.CharField(
        label=_("Earlier case"),
        max_length=100,
        help_text=_("The number of the case in which the same was decided."),
    )
    explanation = text(_("Why there are no new facts or reasons"), 3)
    paper = paper(_("Notice to the applicant"))


class SettleBeforeForm(StepForm):
    on_date_label = _("Settled on")
    not_before = (f.RECEIVED,)
    how = text(_("How it was settled"), 3)
    corrected = forms.BooleanField(label=_("The agency put its act right"), required=False)
    paper = paper(_("Agreement, or the applicant's withdrawal"))


class ReferToCompetentForm(StepForm):
    on_date_label = _("Told or passed on on")
    not_before = (f.RECEIVED,)
    RESULTS = (
        ("review_result.informed", _("The applicant was told of the competent organ (art. 17①)")),
        ("review_result.forwarded", _("Passed on to the competent organ (art. 18)")),
    )
    result = forms.ChoiceField(label=_("What was done"), choices=RESULTS, widget=forms.RadioSelect)
    competent = forms.CharField(label=_("Competent organ"), max_length=200)
    paper = paper(_("Letter"))


class OrgansContendForm(StepForm):
    """Several organs that may accept the application received it on the same day (rules of 2007 art. 30)."""

    on_date_label = _("Received by all of them on")
    not_before = (f.RECEIVED,)
    others = forms.CharField(label=_("Other organs that received it"), max_length=300)
    note = text(_("Remarks"), 2, required=False)


class AskDesignationForm(StepForm):
    on_date_label = _("Submitted on")
    not_before = (f.ORGANS_CONTEND,)
    superior = forms.CharField(label=_("Common superior organ"), max_length=200)
    reason = text(_("Why no agreement was reached"), 2)
    paper = paper(_("Request for designation"))


class OrganSettledForm(StepForm):
    on_date_label = _("Organ settled on")
    not_before = (f.ORGANS_CONTEND, f.DESIGNATION_ASKED)
    HOW = (("agreed", _("by agreement")), ("designated", _("by designation of the superior")))
    ACCEPTS = (("here", _("this organ")), ("there", _("another organ")))
    how = forms.ChoiceField(label=_("How the organ was settled"), choices=HOW, widget=forms.RadioSelect)
    accepts = forms.ChoiceField(label=_("Accepted by"), choices=ACCEPTS, widget=forms.RadioSelect)
    organ = shown_when(forms.CharField(label=_("Other organ"), max_length=200, required=False), "accepts=there")
    paper = paper(_("Agreement or designation"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("accepts") == "there" and not cleaned.get("organ"):
            self.add_error("organ", _("Name the organ that is competent."))
        if cleaned.get("accepts") == "there" and self.context.has(f.ACCEPTED):
            self.add_error("accepts", _("The application was accepted here."))
        asked = self.context.has(f.DESIGNATION_ASKED)
        if cleaned.get("how") == "designated" and not asked:
            self.add_error("how", _("The common superior was not asked to designate an organ."))
        return cleaned


class OrderedForm(StepForm):
    on_date_label = _("Accepted as ordered on")
    not_before = (f.DECLINED, f.CONCLUDED)
    ordered_by = forms.CharField(label=_("Ordered by"), max_length=200)
    order_number = forms.CharField(label=_("Number of the order"), max_length=100, required=False)
    reason = text(_("Reason given"), 2, required=False)
    paper = paper(_("Order"))


class OrderedToActForm(StepForm):
    """The superior organ orders the office to accept or to decide, which has let its period pass in silence (35)."""

    on_date_label = _("Order received on")
    not_before = (f.RECEIVED,)
    ordered_by = forms.CharField(label=_("Ordered by"), max_length=200)
    order_number = forms.CharField(label=_("Number of the order"), max_length=100, required=False)
    until = DateField(label=_("To be done by"), required=False, help_text=_("Where the order names a day."))
    reason = text(_("What is ordered"), 2)
    paper = paper(_("Order"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("until") and cleaned.get("on_date") and cleaned["until"] <= cleaned["on_date"]:
            self.add_error("until", _("The period ends after the order."))
        return cleaned


class SuperiorAcceptsForm(StepForm):
    """The superior organ accepts the application itself (35)."""

    on_date_label = _("Papers handed over on")
    not_before = (f.RECEIVED, f.DECLINED)
    superior = forms.CharField(label=_("Superior organ"), max_length=200)
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    note = text(_("Remarks"), 2, required=False)
    paper = paper(_("Notice of the superior organ"))


class EscalationNoticeForm(StepForm):
    on_date_label = _("Notice received on")
    not_before = (f.ACCEPTED,)
    higher = forms.CharField(label=_("Higher organ"), max_length=200)
    asked = forms.BooleanField(label=_("At this organ's own request"), required=False)
    note = text(_("Remarks"), 2, required=False)
    paper = paper(_("Notice of the higher organ"))


class EscalatedForm(StepForm):
    on_date_label = _("Papers handed over on")
    not_before = (f.ESCALATION_NOTICE,)
    note = text(_("Papers handed over"), 2, required=False)
