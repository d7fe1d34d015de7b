"""An accepted case while it is handled: copies, replies, views heard, what stops and lengthens its period."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases import anew
from cases import facts as f
from cases.reading import views_left
from dossiers.models import PartyRole
from workflow.fields import CodeField, PartiesField, shown_when, text
from workflow.forms import MultipleFileField, StepForm
from workflow.party_forms import AgencyStepForm, PartyStepForm


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


class ReplyForm(AgencyStepForm):
    on_date_label = _("Reply handed in on")
    not_before = (f.ACCEPTED,)
    once = f.REPLY_RECEIVED
    opinion = text(_("Reply in brief"), 4)
    with_evidence = forms.ChoiceField(
        label=_("Evidence handed in"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        initial="yes",
        widget=forms.RadioSelect,
        help_text=_("Without them, or late, the act counts as having no evidence and no ground (art. 70)."),
    )
    evidence_list = shown_when(text(_("List of evidence and grounds"), 3, required=False), "with_evidence=yes")
    staff = text(
        _("Staff who act for the respondent"), 2, required=False, help_text=_("One or two, each on a line: name, post.")
    )
    lawyer = forms.CharField(label=_("Lawyer"), max_length=100, required=False)
    reply = forms.FileField(label=_("Written reply"), required=False)
    evidence = MultipleFileField(label=_("Evidence, grounds and other material"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if cleaned.get("with_evidence") == "no" and cleaned.get("evidence"):
            self.add_error("with_evidence", _("Evidence is attached."))
        staff = [line for line in cleaned.get("staff", "").splitlines() if line.strip()]
        if len(staff) > 2:
            self.add_error("staff", _("At most two members of staff."))
        if cleaned.get("lawyer") and not staff:
            self.add_error("staff", _("A respondent cannot send a lawyer alone: name its staff too."))
        if party is None:
            return cleaned
        came = self.context.last(f.COPY_RECEIVED, party) or self.context.last(f.COPY_SENT, party)
        if came is None:
            self.add_error("party", _("No copy was sent to this respondent yet."))
        elif day and day < came:
            self.add_error("on_date", _("The respondent cannot have replied before it had the copy."))
        return cleaned


# Whose views are heard: the parties, and of a large group whom it elected.
HEARD_ROLES = (PartyRole.APPLICANT, PartyRole.REPRESENTATIVE, PartyRole.THIRD_PARTY, PartyRole.RESPONDENT)


class ViewsForm(PartyStepForm):
    on_date_label = _("Heard on")
    not_before = (f.ACCEPTED,)
    party_roles = HEARD_ROLES
    manner = CodeField("view_manner", label=_("Heard by"))
    content = text(_("What the party said"), 4)
    record = forms.FileField(label=_("Record"), required=False)


class ViewsNotHeardForm(StepForm):
    on_date_label = _("Noted on")
    not_before = (f.ACCEPTED,)
    parties = PartiesField(label=_("Parties whose views could not be heard"))
    reason = text(_("Why views could not be heard"), 3, help_text=_("A reason that lies with the party (art. 49)."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = self.context.dossier.parties.standing()
        self.fields["parties"].queryset = standing.filter(role__in=HEARD_ROLES)
        self.fields["parties"].initial = [party.pk for party in views_left(self.context)]


class ExtendForm(StepForm):
    on_date_label = _("Asked for on")
    not_before = (f.ACCEPTED,)
    days = forms.IntegerField(label=_("Extension (days)"), min_value=1, max_value=30)
    reason = text(_("Reason"), 2)

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        # A case that is heard anew has a period of its own, which can be extended by itself.
        begun = anew.since(self.context.facts)
        given = sum(
            fact.value.get("days", 0)
            for fact in self.context.facts
            if fact.kind == f.EXTENDED
            and fact.entry_id not in self.corrected_entries
            and (begun is None or fact.on_date >= begun)
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
