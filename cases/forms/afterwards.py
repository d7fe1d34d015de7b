"""After the conclusion: service, suits and their results, publication, closing and opening again."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField
from accounts.timekeeping import today
from cases import conclusions
from cases import facts as f
from cases.closing import MISSING, checks
from cases.ending import SUING_CLOCKS, Ending
from dossiers.models import Party, PartyRole
from workflow.fields import CHOOSE, CodeField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm
from workflow.party_forms import PartyStepForm


class ServeForm(PartyStepForm):
    office_only = frozenset({"unsealed_reason"})
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
    unsealed_reason = forms.CharField(
        label=_("The seal is not registered: why it is served nevertheless"),
        max_length=200,
        required=False,
        help_text=_("The document bears the organ's seal (art. 75①). Register its use first, or give the reason."),
    )
    prior = forms.BooleanField(
        label=_("By law reconsideration comes before a suit here (art. 23)"),
        required=False,
        help_text=_("The period for suing then rests on article 34 (2017: article 19)."),
    )
    proof = forms.FileField(label=_("Proof of service"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Ending.of(self.context.facts).refused:
            del self.fields["prior"]
        if self.context.has(f.SEALED):
            del self.fields["unsealed_reason"]

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
        # What was served already and is put right is not asked for it again.
        unsealed = "unsealed_reason" in self.fields and not self.corrected_entries
        if unsealed and not cleaned.get("unsealed_reason"):
            self.add_error(
                "unsealed_reason",
                _("The seal on the document is not registered: register it first, or say why it is served (art. 75①)."),
            )
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


class SuedForm(PartyStepForm):
    """A suit of one party; there may be several, of several parties."""

    on_date_label = _("Sued on")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED, f.DECLINED)
    court = forms.CharField(label=_("Court"), max_length=100)
    suit_number = CaseNumberField(label=_("Number of the suit"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, this = cleaned.get("party"), (cleaned.get("court"), cleaned.get("suit_number") or "")
        same = [
            fact
            for fact in self.context.facts
            if fact.kind == f.SUED
            and party is not None
            and fact.party_id == party.pk
            and fact.entry_id not in self.corrected_entries
            and (fact.value.get("court"), fact.value.get("number", "")) == this
        ]
        if same:
            self.add_error("court", _("This suit is entered already."))
        return cleaned


class NotSuedForm(PartyStepForm):
    """That one party brought no suit, once its period is over."""

    on_date_label = _("Found on")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.SERVED,)
    once = f.NOT_SUED
    how = text(_("How it was found"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party is None or day is None:
            return cleaned
        if self.context.has(f.SUED, party):
            self.add_error("party", _("A suit of this party is entered."))
        elif party not in conclusions.may_sue(self.context):
            self.add_error("party", _("This party has not been served."))
        elif not conclusions.over(self.context, party, SUING_CLOCKS, day):
            self.add_error("on_date", _("This party's period for suing is still running on that day."))
        return cleaned


class SuitResultForm(PartyStepForm):
    """What a court gave in one instance."""

    on_date_label = _("Date of the judgment or ruling")
    party_roles = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    party = PartyChoiceField(Party.objects.none(), label=_("Suit of"), empty_label=CHOOSE)
    not_before = (f.SUED,)
    instance = half(CodeField("suit_instance", label=_("Instance")))
    court = half(forms.CharField(label=_("Court"), max_length=100))
    number = CaseNumberField(label=_("Number of the judgment or ruling"), required=False)
    result = CodeField("suit_result", label=_("Result"))
    final = forms.BooleanField(label=_("It has taken effect"), required=False)
    judgment = forms.FileField(label=_("Judgment or ruling"), required=False)

    def parties(self) -> QuerySet[Party]:
        sued = {fact.party_id for fact in self.context.facts if fact.kind == f.SUED}
        return super().parties().filter(pk__in=sued)


class AppealAboveForm(PartyStepForm):
    """An internal appeal (内部申诉) to the higher organ against what was concluded; it stops no period."""

    on_date_label = _("Internal appeal of")
    party_roles = (PartyRole.RESPONDENT, PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.CONCLUDED,)
    superior = forms.CharField(label=_("Superior organ"), max_length=200)
    reason = text(_("What is objected to"), 3)
    paper = forms.FileField(label=_("Letter of appeal"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party = cleaned.get("party")
        if party is not None and party in conclusions.appealing(self.context, self.corrected_entries):
            self.add_error("party", _("An appeal of this party waits for its answer already."))
        return cleaned


class AnsweredAboveForm(PartyStepForm):
    """What the higher organ answered to an internal appeal."""

    RESULTS = [
        ("rejected", _("Not upheld: the conclusion stands")),
        ("correct", _("The organ is to put its conclusion right")),
        ("withdrawn", _("The appeal was withdrawn")),
    ]
    on_date_label = _("Answered on")
    party_roles = (PartyRole.RESPONDENT, PartyRole.APPLICANT, PartyRole.THIRD_PARTY)
    not_before = (f.APPEALED_ABOVE,)
    result = forms.ChoiceField(label=_("Answer"), choices=RESULTS, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Document number"), max_length=100, required=False)
    content = text(_("Content"), 2)
    paper = forms.FileField(label=_("Answer of the higher organ"), required=False)

    def know_correction(self) -> None:
        self.fields["party"].queryset = self.parties()

    def parties(self) -> QuerySet[Party]:
        waiting = conclusions.appealing(self.context, self.corrected_entries)
        return super().parties().filter(pk__in=[party.pk for party in waiting])


class PublishForm(StepForm):
    """The decision made public (79①), or why it is not."""

    on_date_label = _("Published on, or decided not to on")
    not_before = (f.CONCLUDED,)
    how = forms.ChoiceField(
        label=_("Publication"),
        choices=[("published", _("published")), ("withheld", _("not published"))],
        initial="published",
        widget=forms.RadioSelect,
    )
    where = shown_when(
        forms.CharField(label=_("Where (site, address)"), max_length=200, required=False), "how=published"
    )
    why_not = shown_when(text(_("Why it is not published"), 2, required=False), "how=withheld")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("how") == "published" and not cleaned.get("where"):
            self.add_error("where", _("Say where it was published."))
        if cleaned.get("how") == "withheld" and not cleaned.get("why_not"):
            self.add_error("why_not", _("Say why it is not published."))
        return cleaned


class CloseForm(StepForm):
    on_date_label = _("Closed on")
    not_before = (*f.OVER, f.SERVED)
    papers_complete = forms.BooleanField(label=_("The papers of the file are complete and in order"))
    note = text(_("Remarks"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = [str(check.title) for check in checks(self.context) if check.state == MISSING]
        if missing and not self.context.dossier.closed_on:
            self.fields["note"].help_text = gettext("Still open by the closing check-list: %(what)s.") % {
                "what": gettext(", ").join(missing)
            }


class ReopenForm(StepForm):
    """A closed case opened again, for what was still to be done or on a superior's order."""

    on_date_label = _("Opened again on")
    not_before = (f.CLOSED,)
    why = forms.ChoiceField(
        label=_("Occasion"),
        choices=[
            ("unfinished", _("something was still to be done")),
            ("error", _("an error was found")),
            ("superior", _("ordered by the superior organ")),
            ("court", _("after a judgment")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Where the conclusion itself was set aside, take the step to hear the case anew."),
    )
    reason = text(_("Reason"), 2)
