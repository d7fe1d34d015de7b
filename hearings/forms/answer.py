"""What a defendant hands in and asks for once it is served: answer, evidence, postponement, jurisdiction."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.fields import DateField
from accounts.text import chinese_date
from dossiers.models import Party
from hearings import facts as f
from hearings import reading
from workflow.fields import half, shown_when, text
from workflow.forms import MultipleFileField
from workflow.party_forms import AgencyStepForm, PartyStepForm

BOTH, ANSWER, EVIDENCE = "both", "answer", "evidence"
PARTS = ((BOTH, _("Answer and evidence")), (ANSWER, _("Answer")), (EVIDENCE, _("Evidence and grounds")))


class AnswerForm(AgencyStepForm):
    """Answer and evidence of one defendant (行政诉讼法 67①), together or one after the other."""

    on_date_label = _("Handed in on")
    what = forms.ChoiceField(label=_("What is handed in"), choices=PARTS, initial=BOTH, widget=forms.RadioSelect)
    opinion = text(_("Answer in short"), 3, required=False)
    answer_paper = shown_when(forms.FileField(label=_("Written answer"), required=False), "what=both|answer")
    evidence_papers = shown_when(
        MultipleFileField(label=_("Evidence, grounds and their list"), required=False), "what=both|evidence"
    )

    def parties(self) -> QuerySet[Party]:
        owing = [party.pk for party in reading.owing(self.context)]
        return super().parties().filter(pk__in=owing)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, what, day = cleaned.get("party"), cleaned.get("what"), cleaned.get("on_date")
        if party is None or what is None or day is None:
            return cleaned
        served = max(self._days_of(f.SERVED_WITH_SUIT, party), default=None)
        if served and day < served:
            self.add_error("on_date", _("This day lies before the service on the defendant."))
        for part, kind in ((ANSWER, f.ANSWERED), (EVIDENCE, f.EVIDENCE_IN)):
            if what in {BOTH, part} and self._days_of(kind, party):
                self.add_error("what", _("“%(part)s” is in already.") % {"part": dict(PARTS)[part]})
        return cleaned


class PostponementForm(AgencyStepForm):
    """Asking for more time for the evidence, within the fifteen days and in writing (行诉解释 34①)."""

    on_date_label = _("Asked on")
    once = f.EVIDENCE_EXTENSION_ASKED
    not_before = (f.FILED,)
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[("force_majeure", _("Force majeure")), ("other", _("Another cause beyond the agency's control"))],
        widget=forms.RadioSelect,
    )
    reason = text(_("Circumstances"), 2)


class PostponementDecisionForm(PartyStepForm):
    """What the court gave on asking for more time."""

    on_date_label = _("Decided on")
    not_before = (f.EVIDENCE_EXTENSION_ASKED,)
    granted = forms.ChoiceField(
        label=_("Decision of the court"),
        choices=[("yes", _("Granted")), ("no", pgettext_lazy("court", "Refused"))],
        widget=forms.RadioSelect,
    )
    note = text(_("Remarks"), 2, required=False)

    def clean_party(self) -> Party:
        party = super().clean_party()
        if not self.context.has(f.EVIDENCE_EXTENSION_ASKED, party):
            raise forms.ValidationError(_("This defendant has asked for no more time."), code="not_asked")
        if self._days_of(f.EVIDENCE_EXTENSION_GRANTED, party) or self._days_of(f.EVIDENCE_EXTENSION_REFUSED, party):
            raise forms.ValidationError(_("This is entered for %(party)s already."), params={"party": party.name})
        return party


class CauseOverForm(AgencyStepForm):
    """Since when the cause has ceased: evidence is due within fifteen days of it (行诉解释 34①)."""

    on_date_label = _("Cause ceased on")
    once = f.EVIDENCE_CAUSE_OVER
    not_before = (f.EVIDENCE_EXTENSION_ASKED,)
    note = text(_("Remarks"), 2, required=False)

    def clean_party(self) -> Party:
        party = super().clean_party()
        if not reading.granted(self.context, party):
            raise forms.ValidationError(_("No more time was granted to this defendant."), code="not_granted")
        return party


class ObjectionForm(AgencyStepForm):
    """An objection to the jurisdiction, within fifteen days of service (行诉解释 10①)."""

    on_date_label = _("Raised on")
    once = f.OBJECTED
    to_court = half(forms.CharField(label=_("Court that is said to be competent"), max_length=100, required=False))
    reason = text(_("Reason"), 2)


class ObjectionRulingForm(PartyStepForm):
    """The court's ruling on an objection to its jurisdiction."""

    on_date_label = _("Ruled on")
    once = f.OBJECTION_RULED
    not_before = (f.OBJECTED,)
    result = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("rejected", _("Objection rejected")), ("upheld", _("Objection upheld, the suit is transferred"))],
        widget=forms.RadioSelect,
    )
    number = half(forms.CharField(label=_("Number of the ruling"), max_length=100, required=False))
    served_on = half(DateField(label=_("Served on the defendant on"), required=False))
    to_court = shown_when(
        half(forms.CharField(label=_("Transferred to"), max_length=100, required=False)), "result=upheld"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party = cleaned.get("party")
        if party is not None and not self.context.has(f.OBJECTED, party):
            self.add_error("party", _("This defendant has raised no objection."))
        if cleaned.get("result") == "upheld" and not cleaned.get("to_court"):
            self.add_error("to_court", _("Say to which court."))
        ruled, served = cleaned.get("on_date"), cleaned.get("served_on")
        if ruled and served and not ruled <= served <= self.context.today:
            self.add_error("served_on", _("It was served between the day of the ruling and today."))
        return cleaned


class RulingAppealForm(AgencyStepForm):
    """An appeal against the ruling on the jurisdiction, within ten days of its service (行政诉讼法 85)."""

    on_date_label = _("Appealed on")
    once = f.RULING_APPEALED
    not_before = (f.RULING_SERVED,)
    to_court = half(forms.CharField(label=_("Appeal to"), max_length=100, required=False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party is not None and not self._days_of(f.RULING_SERVED, party):
            self.add_error("party", _("No ruling on the jurisdiction was served on this defendant."))
        elif party is not None and day is not None:
            due = reading.ruling_appealable_until(self.context, party)
            if due is not None and day > due:
                words = _("The period of this party ran out on %(day)s.") % {"day": chinese_date(due)}
                self.add_error("on_date", words)
        return cleaned
