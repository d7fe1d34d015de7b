"""The forms of a reconsideration case and of each of its steps."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import (
    CaseNumberField,
    CreditCodeField,
    DateField,
    IdentityNumberField,
    MoneyField,
    NameField,
    PhoneField,
)
from accounts.models import Organ, Organisation, OrganisationKind, Role, RoleAssignment, User
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import facts as f
from cases.models import Law, Nature, Procedure, State
from cases.services import acceptance_after, law_for
from dossiers.models import Code, Party, PartyKind, PartyRole
from workflow.forms import MultipleFileField, StepForm
from workflow.steps import Context

# What stands in a list while nothing is chosen.
CHOOSE = _("Choose")


class CodeField(forms.ModelChoiceField):
    """A value of a code list that is in force; shown with its parent where it has one."""

    def __init__(self, list_name: str, **kwargs: Any) -> None:
        self.list_name = list_name
        super().__init__(queryset=Code.objects.of(list_name), **{"empty_label": CHOOSE, **kwargs})

    def __deepcopy__(self, memo: dict[int, Any]) -> "CodeField":
        # Each form is a copy of its class's fields: the values that can be chosen are those of its day.
        field = super().__deepcopy__(memo)
        field.queryset = self.queryset.on_offer(today())
        return field

    def label_from_instance(self, code: Code) -> str:
        return f"　{code}" if code.parent_id else str(code)


class CodesField(forms.ModelMultipleChoiceField):
    """Several values of a code list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, list_name: str, **kwargs: Any) -> None:
        super().__init__(queryset=Code.objects.of(list_name), **kwargs)


class OrganisationIterator(forms.models.ModelChoiceIterator):
    """Organisations in groups by their kind."""

    def __iter__(self) -> Iterator[Any]:
        groups: dict[str, list[Any]] = {}
        for organisation in self.queryset:
            groups.setdefault(organisation.kind, []).append(self.choice(organisation))
        for kind in OrganisationKind:
            if kind in groups:
                yield kind.label, groups[kind]


class FilteredChoices(forms.CheckboxSelectMultiple):
    """Boxes in a frame that scrolls; with scripts a line above narrows them by typing."""

    template_name = "cases/widgets/filtered_choices.html"


class OrganisationsField(forms.ModelMultipleChoiceField):
    """Several organisations, ticked in a list grouped by kind."""

    widget = FilteredChoices
    iterator = OrganisationIterator


F = TypeVar("F", bound=forms.Field)


def half(field: F) -> F:
    """The field beside its neighbour where the form is wide enough."""
    field.half = True
    return field


def shown_when(field: F, condition: str) -> F:
    """The field shown only when another has one of some values: ``kind=legal|other``."""
    field.show_when = condition
    return field


def text(label: Any, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), max_length=4000, **kwargs)


# --- registration ----------------------------------------------------------------------------------------------


class ApplicationForm(forms.Form):
    """An application as it is registered (行政复议申请)."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"))
    channel = half(CodeField("channel", label=_("How it came")))
    received_on = DateField(label=_("Received on"), latest=today)
    postmark_on = shown_when(
        DateField(
            label=_("Postmark"),
            required=False,
            latest=today,
            help_text=_("For an application by post: the period for applying is kept by the day of posting."),
        ),
        "channel=channel.mail",
    )
    officer = half(
        forms.ModelChoiceField(User.objects.none(), label=_("Case officer"), required=False, empty_label=CHOOSE)
    )
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

    RECEIPT = ("organ", "channel", "received_on", "postmark_on", "officer")
    ACT = (
        *("respondents", "act_name", "act_number", "act_on", "nature", "matter", "domain", "known_on", "known_how"),
        "rights_told",
    )
    REQUESTS = ("requests", "reasons", "compensation", "hearing_asked", "willing_to_mediate")
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
        self.fields["respondents"].queryset = roots.agencies().valid_on(today()).distinct().order_by("pk")
        self.fields["officer"].queryset = officers_of(organs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        received = cleaned.get("received_on")
        for name, message in (
            ("act_on", _("The act lies after the day of receipt.")),
            ("known_on", _("The applicant cannot have known of it after the day of receipt.")),
            ("postmark_on", _("The postmark is later than the day of receipt.")),
        ):
            day = cleaned.get(name)
            if received and day and day > received:
                self.add_error(name, message)
        known, act_on = cleaned.get("known_on"), cleaned.get("act_on")
        if known and act_on and known < act_on:
            self.add_error("known_on", _("The applicant cannot have known of the act before it was done."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """The cleaned values that are columns of the case."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


def officers_of(organs: list[Organ]) -> QuerySet[User]:
    """The case officers of the offices of some organs today."""
    return (
        User.objects.filter(
            assignments__in=RoleAssignment.objects.on(today()).filter(
                role=Role.OFFICER, organisation_id__in=[organ.office_id for organ in organs]
            )
        )
        .distinct()
        .order_by("pk")
    )


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

    role = half(forms.ChoiceField(label=_("Role"), choices=ROLES, initial=PartyRole.APPLICANT))
    kind = half(forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=PartyKind.NATURAL))
    name = NameField(label=_("Name of the party"), max_length=200)
    agent_kind = shown_when(
        half(CodeField("agent_kind", label=_("Kind of agent"), required=False)), "role=agent|statutory_agent"
    )
    unit = shown_when(
        half(forms.CharField(label=_("Firm or unit"), max_length=200, required=False)), "role=agent|statutory_agent"
    )
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
        return cleaned


HEADS = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)


class BasePartyFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if not any(form.cleaned_data["role"] == PartyRole.APPLICANT for form in kept):
            raise forms.ValidationError(_("Enter at least one applicant."), code="applicant")
        if kept[0].cleaned_data["role"] not in HEADS:
            kept[0].add_error("role", _("Enter the applicant before the person who acts for them."))
            raise forms.ValidationError(_("Enter the applicant before the person who acts for them."), code="order")

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows, in order, the removed ones left out."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


PartyFormSet = forms.formset_factory(
    PartyForm, formset=BasePartyFormSet, extra=0, min_num=1, can_delete=True, max_num=200
)


class RunningCaseForm(ApplicationForm):
    """A case that already runs when the office starts: its number, and how far it has come."""

    number = half(CaseNumberField(label=_("Case number")))
    accepted_on = DateField(label=_("Accepted on"), latest=today)
    procedure = half(forms.ChoiceField(label=_("Procedure"), choices=Procedure.choices, initial=Procedure.ORDINARY))
    copy_received_on = DateField(label=_("Copy received by the respondents on"), required=False, latest=today)
    reply_received_on = DateField(label=_("Reply received on"), required=False, latest=today)
    suspended_on = DateField(label=_("Suspended on"), required=False, latest=today)
    suspend_ground = half(CodeField("suspend_ground", label=_("Ground of suspension"), required=False))
    resumed_on = DateField(label=_("Resumed on"), required=False, latest=today)
    extension_days = half(forms.IntegerField(label=_("Extended by (days)"), required=False, min_value=1, max_value=30))
    extended_on = DateField(label=_("Extension approved on"), required=False, latest=today)

    COURSE = (
        *("number", "procedure", "accepted_on", "copy_received_on", "reply_received_on", "suspended_on"),
        *("suspend_ground", "resumed_on", "extension_days", "extended_on"),
    )
    sections = (*ApplicationForm.sections, (_("How far it has come"), COURSE))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chain = ["received_on", "accepted_on", "copy_received_on", "reply_received_on"]
        days = [(name, cleaned[name]) for name in chain if cleaned.get(name)]
        for (_first, earlier), (name, later) in pairwise(days):
            if later < earlier:
                self.add_error(name, _("This day lies before the step that comes first."))
        accepted = cleaned.get("accepted_on")
        for name in ("suspended_on", "extended_on"):
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
        if cleaned.get("procedure") == Procedure.SIMPLIFIED:
            if cleaned.get("received_on") and law_for(cleaned["received_on"]) == Law.LAW_2017:
                self.add_error("procedure", _("The law of 2017 has no simplified procedure."))
            elif cleaned.get("extension_days"):
                self.add_error("extension_days", _("The simplified procedure cannot be extended (art. 62②)."))
        return cleaned


# --- steps -----------------------------------------------------------------------------------------------------


class ReceiptForm(StepForm):
    """The receipt of the application, to be put right."""

    on_date_label = _("Received on")
    channel = CodeField("channel", label=_("How it came"))

    def clean_on_date(self) -> dt.date:
        day = self.cleaned_data["on_date"]
        if day > self.context.today:
            raise forms.ValidationError(_("The day lies in the future."), code="future")
        # Days that follow from the receipt move with it: acceptance under the law of 2017, and by the clock.
        case = self.context.proceeding
        moves = {f.RECEIVED}
        if case.law == Law.LAW_2017 or case.deemed_accepted:
            moves.add(f.ACCEPTED)
        later = [fact.on_date for fact in self.context.facts if fact.kind not in moves]
        if later and day > min(later):
            raise forms.ValidationError(
                _("The case has a step on %(day)s already; it cannot have been received after it."),
                code="out_of_order",
                params={"day": chinese_date(min(later))},
            )
        acceptance_after(self.context, day)
        return day


class SupplementForm(StepForm):
    on_date_label = _("Notice given on")
    not_before = (f.RECEIVED,)
    matters = CodesField("supplement_reason", label=_("What must be supplied"))
    note = text(_("Details"), 2, required=False)
    served_on = DateField(
        label=_("Received by the applicant on"),
        required=False,
        latest=today,
        help_text=_("The ten working days begin when the applicant has the notice. It can be entered later."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("served_on") and cleaned.get("on_date") and cleaned["served_on"] < cleaned["on_date"]:
            self.add_error("served_on", _("The notice cannot have arrived before it was given."))
        return cleaned


class DayForm(StepForm):
    """A step that needs only its day."""

    note = text(_("Remarks"), 2, required=False)


class SupplementServedForm(DayForm):
    on_date_label = _("Received by the applicant on")
    not_before = (f.SUPPLEMENT_NOTIFIED,)


class SupplementExtensionForm(StepForm):
    on_date_label = _("Extended on")
    not_before = (f.SUPPLEMENT_SERVED,)
    days = forms.IntegerField(label=_("Further working days"), min_value=1, max_value=60)
    reason = text(_("Reason"), 2)


class SupplementReceivedForm(DayForm):
    on_date_label = _("Supplement received on")
    not_before = (f.SUPPLEMENT_NOTIFIED, f.SUPPLEMENT_SERVED)


class AcceptForm(StepForm):
    on_date_label = _("Accepted on")
    not_before = (f.RECEIVED, f.SUPPLEMENT_RECEIVED)
    procedure = forms.ChoiceField(
        label=_("Procedure"), choices=Procedure.choices, initial=Procedure.ORDINARY, widget=forms.RadioSelect
    )
    ground = shown_when(
        CodeField("simplified_ground", label=_("Ground of the simplified procedure"), required=False),
        "procedure=simplified",
    )
    officer = forms.ModelChoiceField(User.objects.none(), label=_("Case officer"), required=False, empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of([self.context.dossier.organ])
        self.fields["officer"].initial = self.context.dossier.officer_id
        if self.context.proceeding.law == Law.LAW_2017:
            self.fields["procedure"].choices = [(Procedure.ORDINARY, Procedure.ORDINARY.label)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("procedure") == Procedure.SIMPLIFIED and not cleaned.get("ground"):
            self.add_error("ground", _("Give the ground on which the simplified procedure rests (art. 53)."))
        if cleaned.get("procedure") == Procedure.SIMPLIFIED and self.context.has(f.EXTENDED):
            self.add_error("procedure", _("The case was extended, which the simplified procedure does not know."))
        return cleaned


class DeclineForm(StepForm):
    on_date_label = _("Decided on")
    not_before = (f.RECEIVED, f.SUPPLEMENT_RECEIVED)
    reason = CodeField("decline_reason", label=_("Reason"))
    competent = forms.CharField(
        label=_("Competent organ"),
        max_length=200,
        required=False,
        help_text=_("Where another organ is competent, the decision names it (art. 30②)."),
    )
    explanation = text(_("Explanation"), 3)
    document_number = forms.CharField(label=_("Number of the decision"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if reason and reason.mapping.get("names_organ") and not cleaned.get("competent"):
            self.add_error("competent", _("Name the organ that is competent."))
        return cleaned


class PartyChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, party: Party) -> str:
        return f"{party.get_role_display()} {party.name}"


class PartyStepForm(StepForm):
    """A step that concerns one party."""

    party_roles: tuple[str, ...] = (PartyRole.RESPONDENT,)
    # The fact that a party can have once only.
    once: str | None = None
    party = PartyChoiceField(Party.objects.none(), label=_("Party"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = self.parties()
        left = [party for party in self.fields["party"].queryset if not (self.once and self._days_of(self.once, party))]
        if len(left) == 1:
            self.fields["party"].initial = left[0]

    def parties(self) -> QuerySet[Party]:
        return self.context.dossier.parties.standing().filter(role__in=self.party_roles)

    def clean_party(self) -> Party:
        party = self.cleaned_data["party"]
        if self.once and self._days_of(self.once, party):
            raise forms.ValidationError(_("This is entered for %(party)s already."), params={"party": party.name})
        return party

    def _days_of(self, kind: str, party: Party) -> list[dt.date]:
        """The days of a fact of one party; in a correction those of other entries alone."""
        return sorted(
            fact.on_date
            for fact in self.context.facts
            if fact.kind == kind and fact.party_id == party.pk and fact.entry_id not in self.corrected_entries
        )


class SendCopyForm(PartyStepForm):
    on_date_label = _("Sent on")
    not_before = (f.ACCEPTED,)
    once = f.COPY_SENT
    manner = CodeField("post", label=_("Sent by"))
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=64, required=False)
    received_on = DateField(label=_("Received by the respondent on"), required=False, latest=today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("received_on") and cleaned.get("on_date") and cleaned["received_on"] < cleaned["on_date"]:
            self.add_error("received_on", _("It cannot have been received before it was sent."))
        return cleaned


class CopyReceivedForm(PartyStepForm):
    on_date_label = _("Received on")
    not_before = (f.ACCEPTED,)
    once = f.COPY_RECEIVED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party is None:
            return cleaned
        sent, replied = self.context.last(f.COPY_SENT, party), self.context.days(f.REPLY_RECEIVED, party)
        if sent is None:
            self.add_error("party", _("No copy was sent to this respondent yet."))
        elif day and day < sent:
            self.add_error("on_date", _("It cannot have been received before it was sent."))
        elif day and replied and day > replied[0]:
            self.add_error(
                "on_date",
                forms.ValidationError(
                    _("The respondent replied on %(day)s and had the copy by then."),
                    params={"day": chinese_date(replied[0])},
                ),
            )
        return cleaned


class ReplyForm(PartyStepForm):
    on_date_label = _("Reply handed in on")
    not_before = (f.ACCEPTED,)
    once = f.REPLY_RECEIVED
    opinion = text(_("Reply in brief"), 4)
    evidence_list = text(_("List of evidence and grounds"), 3, required=False)
    reply = forms.FileField(label=_("Written reply"), required=False)
    evidence = MultipleFileField(label=_("Evidence, grounds and other material"), required=False)

    def parties(self) -> QuerySet[Party]:
        parties = super().parties()
        actor: Actor = self.context.actor
        dossier = self.context.dossier
        if actor.has_any((Role.OFFICER, Role.DIRECTOR), dossier.organ.office_id):
            return parties
        return parties.filter(organisation_id__in=actor.organisations(Role.AGENCY_LIAISON))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party is None:
            return cleaned
        came = self.context.last(f.COPY_RECEIVED, party) or self.context.last(f.COPY_SENT, party)
        if came is None:
            self.add_error("party", _("No copy was sent to this respondent yet."))
        elif day and day < came:
            self.add_error("on_date", _("The respondent cannot have replied before it had the copy."))
        return cleaned


class ViewsForm(PartyStepForm):
    on_date_label = _("Heard on")
    not_before = (f.ACCEPTED,)
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY, PartyRole.RESPONDENT)
    manner = CodeField("view_manner", label=_("Heard by"))
    content = text(_("What the party said"), 4)
    record = forms.FileField(label=_("Record"), required=False)


class ViewsNotHeardForm(StepForm):
    on_date_label = _("Noted on")
    not_before = (f.ACCEPTED,)
    reason = text(_("Why views could not be heard"), 3)


class SuspendForm(StepForm):
    on_date_label = _("Suspended from")
    not_before = (f.ACCEPTED, f.RESUMED)
    ground = CodeField("suspend_ground", label=_("Ground"))
    reason = text(_("Circumstances"), 2)


class ResumeForm(StepForm):
    on_date_label = _("Resumed on")
    not_before = (f.SUSPENDED,)
    reason = text(_("How the ground fell away"), 2)


class ExtendForm(StepForm):
    on_date_label = _("Asked for on")
    not_before = (f.ACCEPTED,)
    days = forms.IntegerField(label=_("Extension (days)"), min_value=1, max_value=30)
    reason = text(_("Reason"), 2)

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        given = sum(
            fact.value.get("days", 0)
            for fact in self.context.facts
            if fact.kind == f.EXTENDED and fact.entry_id not in self.corrected_entries
        )
        if given + days > 30:
            raise forms.ValidationError(
                _("At most 30 days in all can be added; %(given)s are given already."),
                params={"given": given},
            )
        return days


class ConvertForm(StepForm):
    on_date_label = _("Converted on")
    not_before = (f.ACCEPTED,)
    reason = text(_("Reason"), 2)


class ConcludeForm(StepForm):
    """A conclusion of any kind: its outcome comes from the part of the code list that fits the step."""

    on_date_label = _("Date of the document")
    not_before = (
        f.ACCEPTED,
        f.COPY_SENT,
        f.REPLY_RECEIVED,
        f.VIEWS_HEARD,
        f.SUSPENDED,
        f.RESUMED,
        f.EXTENDED,
        f.CONVERTED,
    )
    outcomes: tuple[str, ...] = ()
    outcome = CodeField("outcome", label=_("Outcome"))
    document_number = forms.CharField(label=_("Document number"), max_length=100)
    summary = text(_("Findings in brief"), 4)
    document = forms.FileField(label=_("Document"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Code.objects.of("outcome").filter(code__in=self.outcomes).valid_on(self.context.today)
        law = self.context.proceeding.law
        self.fields["outcome"].queryset = choices.exclude(
            pk__in=[code.pk for code in choices if code.mapping.get("law") not in {None, law}]
        )
        if len(self.outcomes) == 1:
            self.fields["outcome"].initial = f"outcome.{self.outcomes[0]}"


class DecideForm(ConcludeForm):
    outcomes = (
        "uphold",
        "modify",
        "revoke",
        "revoke_partial",
        "revoke_redo",
        "confirm_illegal",
        "confirm_void",
        "order_performance",
        "dismiss_request",
        "agreement_perform",
        "agreement_remedy",
        "agreement_compensate",
        "compensation_grant",
        "compensation_dismiss",
    )
    redo_days = forms.IntegerField(
        label=_("To act anew within (days)"),
        min_value=1,
        max_value=365,
        required=False,
        help_text=_("Sixty days where no law sets a period (implementing rules 58)."),
    )


class DismissForm(ConcludeForm):
    outcomes = ("dismiss_application",)
    reason = CodeField("decline_reason", label=_("Condition that is not met"))


class MediateForm(ConcludeForm):
    outcomes = ("mediation",)
    amount = MoneyField(label=_("Amount agreed"), required=False)


class TerminateForm(ConcludeForm):
    outcomes = ("terminate_withdraw", "terminate_withdraw_changed", "terminate_settle", "terminate_other")
    ground = CodeField("terminate_ground", label=_("Ground"))
    voluntary = forms.BooleanField(label=_("The withdrawal is voluntary and within the law"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ground, outcome = cleaned.get("ground"), cleaned.get("outcome")
        by_ground = {
            "withdraw": {"terminate_withdraw", "terminate_withdraw_changed"},
            "settle": {"terminate_settle"},
        }
        if ground and outcome and outcome.code not in by_ground.get(ground.code, {"terminate_other"}):
            self.add_error("outcome", _("The outcome does not fit the ground."))
        if ground and ground.code in by_ground and not cleaned.get("voluntary"):
            self.add_error("voluntary", _("Confirm that the applicant withdraws of free will (art. 41(1), 74)."))
        if ground and ground.code == "suspended_60d" and not self._sixty_days_over():
            self.add_error(
                "ground",
                _("The sixty days of the suspension are not over, or its ground does not end the case (art. 41(5))."),
            )
        return cleaned

    def _sixty_days_over(self) -> bool:
        return any(
            deadline.due_on and self.context.today > deadline.due_on
            for deadline in self.context.dossier.deadlines.alive().filter(
                clock__in=["fy_terminate_after_suspension_60d", "fy17_terminate_60d"]
            )
        )


class ServeForm(PartyStepForm):
    on_date_label = _("Sent on")
    party_roles = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.DECLINED)
    once = f.SERVED
    manner = CodeField("service_manner", label=_("Manner of service"))
    effective_on = DateField(
        label=_("Received on"),
        required=False,
        latest=today,
        help_text=_("By public notice the day follows from the law: thirty days after the notice."),
    )
    proof = forms.FileField(label=_("Proof of service"), required=False)

    def parties(self) -> QuerySet[Party]:
        return super().parties().filter(represents=None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        manner, effective, sent = cleaned.get("manner"), cleaned.get("effective_on"), cleaned.get("on_date")
        if manner and manner.code == "public_notice":
            if effective:
                self.add_error(
                    "effective_on", _("Leave this empty: the day of service by public notice is worked out.")
                )
        elif manner and not effective:
            self.add_error("effective_on", _("Give the day on which it was received."))
        if effective and sent and effective < sent:
            self.add_error("effective_on", _("It cannot have been received before it was sent."))
        if manner and manner.mapping.get("needs_consent") and cleaned.get("party"):
            party = cleaned["party"]
            if party.role != PartyRole.RESPONDENT and not party.electronic_service:
                self.add_error("manner", _("The party has not agreed to electronic service."))
        if self.corrected_entries and self.context.dossier.closed_on and self._leaves_unserved(cleaned.get("party")):
            self.add_error("party", _("The case is closed; a party would be left without service."))
        return cleaned

    def _leaves_unserved(self, party: Party | None) -> bool:
        """Whether the correction takes the service away from the party for whom it was entered."""
        served = {
            fact.party_id
            for fact in self.context.facts
            if fact.kind == f.SERVED and fact.entry_id in self.corrected_entries
        }
        return party is not None and bool(served - {party.pk})


class CloseForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (f.CONCLUDED, f.DECLINED, f.ABANDONED, f.WITHDRAWN, f.SERVED)
    papers_complete = forms.BooleanField(label=_("The papers of the file are complete and in order"))
    note = text(_("Remarks"), 2, required=False)


class SuedForm(PartyStepForm):
    on_date_label = _("Sued on")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.DECLINED)
    court = forms.CharField(label=_("Court"), max_length=100)
    suit_number = CaseNumberField(label=_("Number of the suit"), required=False)


class AssignForm(StepForm):
    on_date_label = _("Assigned on")
    officer = forms.ModelChoiceField(User.objects.none(), label=_("Case officer"), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_of([self.context.dossier.organ])


NUMBERS = frozenset({"identity", "phone"})


class AddPartyForm(PartyForm, StepForm):
    """A party that was left out, or comes in later."""

    on_date_label = _("Entered on")
    not_kept = NUMBERS
    represents = shown_when(
        PartyChoiceField(Party.objects.none(), label=_("Acts for"), required=False, empty_label=CHOOSE),
        "role=representative|agent|statutory_agent",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = self.context.dossier.parties.standing().filter(role__in=HEADS)
        self.fields["represents"].queryset = heads
        self.order_fields(["on_date", "role", "represents"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("role") in HEADS:
            cleaned["represents"] = None
            if self.context.proceeding.state not in {State.REVIEW, State.SUPPLEMENT, State.HANDLING}:
                self.add_error("role", _("The case is concluded; only those who act for a party can still be added."))
        elif cleaned.get("role") and not cleaned.get("represents"):
            self.add_error("represents", _("Say for whom this person acts."))
        return cleaned


class AmendPartyForm(PartyStepForm):
    """The particulars of a party, put right; a number left empty stays as it is."""

    on_date_label = _("Amended on")
    not_kept = NUMBERS
    party_roles = (
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
    reason = text(_("Reason"), 2)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("name", "identity", "phone", "address")):
            self.add_error(None, _("Enter what is to be put right; what is left empty stays as it is."))
        return cleaned


class RemovePartyForm(PartyStepForm):
    """A party entered by mistake, taken out with a reason."""

    on_date_label = _("Taken out on")
    party_roles = AmendPartyForm.party_roles
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
        if any(fact.party_id == party.pk for fact in self.context.facts):
            raise forms.ValidationError(
                _("Steps of the case concern this party; it can no longer be taken out."), code="concerned"
            )
        return party


class VoidForm(StepForm):
    on_date_label = _("Voided on")
    reason = text(_("Reason"), 2)


class AmendForm(StepForm):
    """What the application says, put right while the case runs."""

    act_name = forms.CharField(label=_("Act applied against"), max_length=200)
    act_number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    act_on = DateField(label=_("Date of the act"), required=False, latest=today)
    matter = CodeField("matter", label=_("Matter"))
    domain = CodeField("domain", label=_("Domain"))
    known_on = DateField(label=_("Known on"), required=False, latest=today)
    known_how = CodeField("known_how", label=_("How it became known"), required=False)
    requests = text(_("Requests"), 2)
    reasons = text(_("Facts and reasons"), 4, required=False)
    compensation = MoneyField(label=_("Compensation asked"), required=False)

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        case = context.proceeding
        stored = {name: getattr(case, name) for name in self.base_fields if name != "on_date"}
        super().__init__(*args, context=context, **{**kwargs, "initial": stored | (kwargs.get("initial") or {})})

    def stored_raw(self) -> dict[str, list[str]]:
        case = self.context.proceeding
        stored = {name: getattr(case, name) for name in self.base_fields if name != "on_date"}
        return {name: [str(getattr(value, "pk", value))] for name, value in stored.items() if value not in (None, "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        received, act_on = self.context.proceeding.received_on, cleaned.get("act_on")
        if act_on and act_on > received:
            self.add_error("act_on", _("The act lies after the day of receipt."))
        if known := cleaned.get("known_on"):
            if known > received:
                self.add_error("known_on", _("The applicant cannot have known of it after the day of receipt."))
            elif act_on and known < act_on:
                self.add_error("known_on", _("The applicant cannot have known of the act before it was done."))
        return cleaned
