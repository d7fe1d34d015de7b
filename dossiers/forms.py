"""Forms of the registers, of papers, and of the code lists."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import CaseNumberField, DateField, IdentityNumberField, NameField, PhoneField
from accounts.models import Organ
from accounts.once import OnceForm
from accounts.text import strip_spaces, to_half_width
from accounts.timekeeping import SHANGHAI, now, today
from dossiers.content import ACCEPTED, check_upload
from dossiers.models import Code, Correspondence, Direction, Dossier, Visibility
from dossiers.registers import case_by_number, offered
from dossiers.services import organ_for_office


class CodeField(forms.ModelChoiceField):
    """A value of a code list that can be chosen today."""

    def __init__(self, list_name: str, **kwargs: Any) -> None:
        self.list_name = list_name
        super().__init__(**{"queryset": Code.objects.of(list_name), "empty_label": _("Choose"), **kwargs})

    def refresh(self) -> None:
        """Offer what is in force today."""
        self.queryset = offered(self.list_name, today())


class OfficeForm(OnceForm):
    """A form of an office's own: asks for the organ only from those who work for several."""

    # Fields that stand beside their neighbour.
    halves = frozenset(
        {
            "pages",
            "document_number",
            "case_number",
            "post",
            "tracking_number",
            "at_time",
            "purpose",
            "place",
            "referred_to",
        }
    )
    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"))
    case_number = CaseNumberField(
        label=_("Case number"), max_length=64, required=False, help_text=_("When it belongs to a case already.")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.halves & self.fields.keys():
            self.fields[name].half = True
        self.actor = actor
        organs = organ_for_office(actor)
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation")
        if len(organs) == 1:
            field.required, field.widget, field.initial = False, forms.HiddenInput(), organs[0].pk
            self.only_organ: Organ | None = organs[0]
        else:
            self.only_organ = None
        for one in self.fields.values():
            if isinstance(one, CodeField):
                one.refresh()

    def clean_organ(self) -> Organ | None:
        return self.cleaned_data.get("organ") or self.only_organ

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number, organ = data.get("case_number"), data.get("organ")
        data["dossier"] = find_case(self.actor, organ, number, self) if number and organ else None
        return data


def find_case(actor: Actor, organ: Organ, number: str, form: forms.Form) -> Dossier | None:
    """The case with a number that was typed; without one, the form says so at the field."""
    dossier = case_by_number(actor=actor, organ=organ, number=number)
    if dossier is None:
        form.add_error("case_number", _("Your office has no case with the number %(number)s.") % {"number": number})
    return dossier


class MailForm(OfficeForm):
    """A piece of mail, in or out."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect)
    on_date = DateField(label=_("Received or sent on"), initial=today, latest=today)
    counterpart = forms.CharField(label=_("Sender or addressee"), max_length=200)
    papers = forms.CharField(label=_("Papers"), max_length=300, help_text=_("Names, originals or copies, how many."))
    document_number = CaseNumberField(label=_("Document number"), max_length=100, required=False)
    pages = forms.IntegerField(label=_("Number of pages"), required=False, min_value=1, max_value=100_000)
    post = CodeField("post", label=_("Kind of post"))
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=64, required=False)
    postmark_on = DateField(
        label=_("Postmark"),
        required=False,
        latest=today,
        help_text=_("The day of posting: a period for applying is kept by it."),
    )
    note = forms.CharField(label=_("Remarks"), max_length=300, required=False)

    sections = (
        (
            _("What came or went"),
            ("organ", "direction", "on_date", "pages", "counterpart", "papers", "document_number", "case_number"),
        ),
        (_("Posting"), ("post", "tracking_number", "postmark_on", "note")),
    )

    def clean_tracking_number(self) -> str:
        return strip_spaces(to_half_width(self.cleaned_data["tracking_number"])).upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        posted, day = data.get("postmark_on"), data.get("on_date")
        if data.get("direction") == Direction.IN and posted and day and posted > day:
            self.add_error("postmark_on", _("The postmark is later than the day of receipt."))
        return data


class MailFollowForm(forms.Form):
    """What became of a piece of mail."""

    postmark_on = DateField(label=_("Postmark"), required=False, latest=today)
    delivered_on = DateField(label=_("Signed for on"), required=False, latest=today)
    returned_on = DateField(label=_("Returned on"), required=False, latest=today)
    return_reason = forms.CharField(label=_("Why returned"), max_length=200, required=False)
    case_number = CaseNumberField(label=_("Case number"), max_length=64, required=False)
    note = forms.CharField(label=_("Remarks"), max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, mail: Correspondence, **kwargs: Any) -> None:
        initial = {
            "postmark_on": mail.postmark_on,
            "delivered_on": mail.delivered_on,
            "returned_on": mail.returned_on,
            "return_reason": mail.return_reason,
            "case_number": (mail.dossier.number or "") if mail.dossier else "",
            "note": mail.note,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.actor, self.mail = actor, mail
        if mail.direction == Direction.IN:
            for name in ("delivered_on", "returned_on", "return_reason"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        number, mail = data.get("case_number"), self.mail
        if number and not (mail.dossier and mail.dossier.number == number):
            data["dossier"] = find_case(self.actor, mail.organ, number, self)
        elif mail.dossier and not mail.dossier.number:
            data["dossier"] = mail.dossier
        else:
            data["dossier"] = mail.dossier if number else None
        if data.get("returned_on") and not data.get("return_reason"):
            self.add_error("return_reason", _("Say why it came back."))
        for name in ("delivered_on", "returned_on", "return_reason"):
            data.setdefault(name, getattr(mail, name))
        return data


class ReasonForm(forms.Form):
    """The reason for voiding an entry."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class VisitForm(OfficeForm):
    """A reception of visitors."""

    on_date = DateField(label=_("Day"), initial=today, latest=today)
    at_time = forms.TimeField(
        label=_("Time"),
        initial=lambda: f"{now():%H:%M}",
        input_formats=["%H:%M", "%H%M"],
        widget=forms.TimeInput({"inputmode": "numeric", "maxlength": 5}, format="%H:%M"),
        error_messages={"invalid": _("Type the time as 09:30.")},
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)
    purpose = CodeField("visit_purpose", label=_("Purpose"))
    receivers = forms.CharField(label=_("Received by"), max_length=200, help_text=_("Two, as a rule."))
    number_of_visitors = forms.IntegerField(label=_("Number of visitors"), initial=1, min_value=1, max_value=10_000)
    said = forms.CharField(
        label=_("What was said"), widget=forms.Textarea({"rows": 4}), max_length=8000, required=False
    )
    told = forms.CharField(
        label=_("What was told"), widget=forms.Textarea({"rows": 3}), max_length=4000, required=False
    )
    referred_to = CodeField("referral", label=_("Referred to"), required=False)
    papers = forms.CharField(
        label=_("Papers received"),
        max_length=300,
        required=False,
        help_text=_("Name, original or copy, pages, copies."),
    )
    incident = forms.CharField(
        label=_("Safety incident"),
        max_length=200,
        required=False,
        help_text=_("Threat, agitation, dangerous objects, a crowd: what happened and what was done."),
    )

    sections = (
        (
            _("When and for what"),
            ("organ", "on_date", "at_time", "purpose", "place", "receivers", "number_of_visitors"),
        ),
        (_("What was said and received"), ("said", "told", "referred_to", "case_number", "papers", "incident")),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on_date") and data.get("at_time"):
            data["at"] = dt.datetime.combine(data["on_date"], data["at_time"], SHANGHAI)
            if data["at"] > now():
                self.add_error("at_time", _("The time cannot be later than now."))
        return data


class VisitorForm(forms.Form):
    """Somebody who came."""

    name = NameField(label=_("Person's name"), max_length=100)
    identity = IdentityNumberField(label=_("Identity number"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)


class _Visitors(forms.BaseFormSet):
    def clean(self) -> None:
        if any(self.errors):
            return
        if not self.given():
            raise ValidationError(_("Enter at least one visitor."), code="visitors")

    def given(self) -> list[dict[str, str]]:
        """The visitors that were entered and not removed."""
        filled = [form.cleaned_data for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        return [{name: row.get(name, "") for name in ("name", "identity", "phone", "address")} for row in filled]


Visitors = forms.formset_factory(VisitorForm, formset=_Visitors, extra=1, can_delete=True, max_num=50)


class VisitLinkForm(forms.Form):
    """The case to which a reception belongs."""

    case_number = CaseNumberField(label=_("Case number"), max_length=64, required=False)


class FileForm(OnceForm):
    """A paper for a case."""

    file = forms.FileField(label=_("File"), help_text=format_lazy(_("Accepted are: {accepted}."), accepted=ACCEPTED))
    paper = CodeField("paper", label=_("Kind of paper"), required=False)
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices, initial=Visibility.OFFICE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].refresh()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_upload(file)
        return file


class CodeForm(forms.Form):
    """How a value is called and when it can be chosen."""

    label_zh = forms.CharField(label=_("Chinese label"), max_length=120)
    label_en = forms.CharField(label=_("English label"), max_length=160)
    valid_from = DateField(label=_("First day"), required=False)
    valid_to = DateField(label=_("Last day"), required=False)
