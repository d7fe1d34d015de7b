"""An application as it is registered, and a case that runs already when the office starts."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.models import Organ, Organisation
from accounts.timekeeping import today
from cases.application import Application
from cases.forms.application import INACTION, ApplicationFields, ReceiptFields
from cases.jurisdiction import units_from_above
from cases.law import RULES_2026, law_for, rules_on
from cases.models import Law, Nature, Procedure
from workflow.fields import CodeField, OfficerField, OrganisationsField, half, shown_when, text


class ApplicationForm(ReceiptFields, ApplicationFields):
    """An application as it is registered (行政复议申请)."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"))
    channel = half(CodeField("channel", label=_("How it came")))
    received_on = DateField(
        label=_("Received on"),
        required=False,
        latest=today,
        help_text=_("On-line: the day on which the papers arrived in the system (rules 28①)."),
    )
    not_forwarded = shown_when(
        forms.BooleanField(
            label=_("The agency has not forwarded it yet"),
            required=False,
            help_text=_("The agency is reminded of its five working days; the review begins with the forwarding."),
        ),
        "channel=channel.forwarded_by_agency",
    )
    officer = half(OfficerField(required=False))
    respondents = OrganisationsField(
        Organisation.objects.none(),
        label=_("Respondents"),
        error_messages={"required": _("Choose at least one respondent.")},
    )
    act_name = forms.CharField(label=_("Act applied against"), max_length=200)
    act_number = half(CaseNumberField(label=_("Document number"), max_length=100, required=False))
    act_on = DateField(label=_("Date of the act"), required=False, latest=today)
    nature = forms.ChoiceField(label=_("Nature"), choices=Nature.choices, initial=Nature.ACT, widget=forms.RadioSelect)
    matter = half(CodeField("matter", label=_("Matter")))
    domain = half(CodeField("domain", label=_("Domain")))
    known_on = DateField(label=_("Known on"), required=False, latest=today)
    known_how = half(CodeField("known_how", label=_("How it became known"), required=False))
    rights_told = half(
        forms.NullBooleanField(
            label=_("Right to apply and period were told"),
            required=False,
            widget=forms.NullBooleanSelect,
        )
    )
    requests = text(_("Requests"), 2)
    reasons = text(_("Facts and reasons"), 4, required=False)
    compensation = MoneyField(label=_("Compensation asked"), required=False)
    hearing_asked = forms.BooleanField(label=_("Asks for a hearing"), required=False)
    willing_to_mediate = forms.BooleanField(label=_("Willing to mediate"), required=False)

    RECEIPT = ("organ", "channel", "not_forwarded", "received_on", *ReceiptFields.RECEIPT_SAID, "officer")
    ACT = (
        *("respondents", "act_name", "act_number", "act_on", "nature", *INACTION, "matter", "domain", "prior"),
        *("served_on", "known_on", "known_how", "rights_told", "right_known_on"),
        *ApplicationFields.PERIOD_SAID,
    )
    REQUESTS = (
        *("requests", "reasons", "compensation", *ApplicationFields.MORE_SAID),
        *("hearing_asked", "willing_to_mediate"),
    )
    # The parties stand between the receipt and the act.
    sections: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("Receipt"), RECEIPT),
        (_("Act and respondents"), ACT),
        (_("Requests and reasons"), REQUESTS),
    )
    # What goes into the columns of the case.
    COLUMNS = (
        *("channel", "act_name", "act_number", "act_on", "nature", "matter", "domain", "known_on", "known_how"),
        *("rights_told", "requests", "reasons", "compensation", "hearing_asked", "willing_to_mediate"),
        *ApplicationFields.SAID_COLUMNS,
    )

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organ_field = self.fields["organ"]
        organ_field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related(
            "organisation"
        )
        if len(organs) == 1:
            organ_field.initial, organ_field.widget = organs[0], forms.HiddenInput()
        roots = Organisation.objects.none()
        for organ in organs:
            roots = roots | Organisation.objects.within(organ.organisation)
            roots = roots | Organisation.objects.filter(units_from_above(organ))
        self.fields["respondents"].queryset = roots.agencies().valid_on(today()).distinct().order_by("pk")
        self.fields["officer"].offer(organs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_not_forwarded(cleaned)
        received = cleaned.get("received_on")
        for name, message in (
            ("act_on", _("The act lies after the day of receipt.")),
            ("known_on", _("The applicant cannot have known of it after the day of receipt.")),
        ):
            day = cleaned.get(name)
            if received and day and day > received:
                self.add_error(name, message)
        known, act_on = cleaned.get("known_on"), cleaned.get("act_on")
        if known and act_on and known < act_on:
            self.add_error("known_on", _("The applicant cannot have known of the act before it was done."))
        self.check_receipt(cleaned, received)
        self.check_said(cleaned, received)
        return cleaned

    def _check_not_forwarded(self, cleaned: dict[str, Any]) -> None:
        """What still lies with the agency was not received: until it is forwarded the day of its filing stands."""
        if getattr(cleaned.get("channel"), "pk", "") != "channel.forwarded_by_agency":
            cleaned["not_forwarded"] = False
        if not cleaned.get("not_forwarded"):
            if "received_on" in cleaned and cleaned["received_on"] is None:
                self.add_error("received_on", _("Give the day of receipt."))
            return
        filed = cleaned.get("filed_with_agency_on")
        if filed is None and "filed_with_agency_on" not in self.errors:
            self.add_error("filed_with_agency_on", _("Say when it was filed with the agency."))
        if filed is not None and law_for(filed) == Law.LAW_2017:
            self.add_error(
                "not_forwarded", _("Applications are filed with the agency under the law of 2023 (art. 32).")
            )
        cleaned["received_on"] = filed

    def columns(self) -> dict[str, Any]:
        """The cleaned values that are columns of the case, and the particulars that lie beside them."""
        columns = {name: self.cleaned_data[name] for name in self.COLUMNS}
        return columns | {"application": Application.of(self.cleaned_data).as_json()}


class RunningCaseForm(ApplicationForm):
    """A case that already runs when the office starts: its number, and how far it has come."""

    number = half(CaseNumberField(label=_("Case number")))
    accepted_on = DateField(label=_("Accepted on"), latest=today)
    taken_over_on = DateField(
        label=_("Taken over from a lower organ: papers received on"),
        required=False,
        latest=today,
        help_text=_("The sixty days for the decision run anew from this day (rules 40③)."),
    )
    procedure = half(forms.ChoiceField(label=_("Procedure"), choices=Procedure.choices, initial=Procedure.ORDINARY))
    copy_received_on = DateField(label=_("Copy received by the respondents on"), required=False, latest=today)
    reply_received_on = DateField(label=_("Reply received on"), required=False, latest=today)
    suspended_on = DateField(label=_("Suspended on"), required=False, latest=today)
    suspend_ground = half(CodeField("suspend_ground", label=_("Ground of suspension"), required=False))
    resumed_on = DateField(label=_("Resumed on"), required=False, latest=today)
    extension_days = half(forms.IntegerField(label=_("Extended by (days)"), required=False, min_value=1, max_value=30))
    extended_on = DateField(label=_("Extension approved on"), required=False, latest=today)

    COURSE = (
        *("number", "procedure", "accepted_on", "taken_over_on", "copy_received_on", "reply_received_on"),
        *("suspended_on", "suspend_ground", "resumed_on", "extension_days", "extended_on"),
    )
    sections = (*ApplicationForm.sections, (_("How far it has come"), COURSE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What runs already has come to the office.
        del self.fields["not_forwarded"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chain = ["received_on", "accepted_on", "copy_received_on", "reply_received_on"]
        days = [(name, cleaned[name]) for name in chain if cleaned.get(name)]
        for (_first, earlier), (name, later) in pairwise(days):
            if later < earlier:
                self.add_error(name, _("This day lies before the step that comes first."))
        accepted = cleaned.get("accepted_on")
        for name in ("suspended_on", "extended_on", "taken_over_on"):
            if accepted and cleaned.get(name) and cleaned[name] < accepted:
                self.add_error(name, _("This day lies before the acceptance."))
        if cleaned.get("suspended_on") and not cleaned.get("suspend_ground"):
            self.add_error("suspend_ground", _("Give the ground of the suspension."))
        if cleaned.get("resumed_on"):
            if not cleaned.get("suspended_on"):
                self.add_error("suspended_on", _("Give the day of the suspension."))
            elif cleaned["resumed_on"] < cleaned["suspended_on"]:
                self.add_error("resumed_on", _("The case was resumed before it was suspended."))
        if bool(cleaned.get("extension_days")) != bool(cleaned.get("extended_on")):
            self.add_error("extension_days", _("Give both the days and the day of the approval."))
        if cleaned.get("reply_received_on") and not cleaned.get("copy_received_on"):
            self.add_error("copy_received_on", _("Give the day on which the copy was received, too."))
        taken_over = cleaned.get("taken_over_on")
        if taken_over and rules_on(Law.LAW_2023, taken_over) != RULES_2026:
            self.add_error("taken_over_on", _("A higher organ takes over cases since 1 July 2026 (rules 40)."))
        if cleaned.get("procedure") == Procedure.SIMPLIFIED:
            if cleaned.get("received_on") and law_for(cleaned["received_on"]) == Law.LAW_2017:
                self.add_error("procedure", _("The law of 2017 has no simplified procedure."))
            elif cleaned.get("extension_days"):
                self.add_error("extension_days", _("The simplified procedure cannot be extended (art. 62②)."))
        return cleaned
