"""How an instance of a suit ends: judgment, ruling, withdrawal, mediation; its service, appeal and effect."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, MoneyField
from accounts.models import Role
from accounts.text import chinese_date
from dossiers.models import Code, Party
from hearings import facts as f
from hearings import reading
from hearings.forms.fields import YES_NO
from workflow.fields import CHOOSE, CodeField, PartiesField, PartyChoiceField, half, shown_when, text, tick
from workflow.forms import StepForm
from workflow.party_forms import PartyStepForm
from workflow.rows import RowsField

# Longer than any period that a court sets for performance.
LONGEST = 3650


def _with_days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=LONGEST)


class ResultForm(StepForm):
    """What every ending of an instance says, and of each defendant that fared differently."""

    on_date_label = _("Date of the judgment or ruling")
    not_before = (f.FILED, f.SERVED_WITH_SUIT)
    # The outcomes (codes of suit_result) that the form takes.
    allowed: frozenset[str] = frozenset()
    document_number = half(CaseNumberField(label=_("Number of the judgment or ruling"), required=False))
    judgment = forms.FileField(label=_("Judgment or ruling"), required=False)

    def check_outcome(self, code: Code) -> str:
        """Why an outcome cannot be that of this instance, or nothing."""
        instance, outcome = reading.instance_of(self.context.proceeding), code.code
        if outcome in reading.OF_REVIEW and instance != "retrial_review":
            return str(_("Only a review for retrial ends so."))
        if outcome in reading.OF_APPEAL and instance in reading.FIRST:
            return str(_("Only a higher court decides so."))
        return ""


class JudgeForm(ResultForm):
    """A judgment, a ruling or a statement of mediation, with its result for each defendant."""

    outcome = CodeField("suit_result", label=_("Result"))
    changed_to = shown_when(
        CodeField("suit_result", label=_("Changed to"), required=False), "outcome=suit_result.changed"
    )
    minor_fault = shown_when(
        forms.BooleanField(
            label=_("For a minor procedural fault that does not affect the plaintiff's rights"), required=False
        ),
        "outcome=suit_result.illegal",
    )
    agreed = shown_when(text(_("What was agreed"), 2, required=False), "outcome=suit_result.mediated")
    compensation = half(MoneyField(label=_("Compensation awarded"), required=False))
    perform_days = half(_with_days(_("Days set for performance")))
    each = RowsField(
        {
            "party": PartyChoiceField(Party.objects.none(), label=_("Defendant"), empty_label=CHOOSE),
            "outcome": CodeField("suit_result", label=_("Result")),
            "changed_to": CodeField("suit_result", label=_("Changed to"), required=False),
            "minor": tick(_("Minor procedural fault")),
            "compensation": MoneyField(label=_("Compensation awarded"), required=False),
            "days": _with_days(_("Days set for performance")),
        },
        label=_("Defendants for whom the result differs"),
        required=False,
    )
    pronounced = forms.BooleanField(
        label=_("Pronounced in court"),
        required=False,
        help_text=_("The court then sends the judgment within ten days (art. 80②)."),
    )
    appealable = forms.BooleanField(
        label=_("Retried in the procedure of the first instance: an appeal lies"), required=False
    )
    summary = text(_("Reasons in short"), 3, required=False)
    lost_said = forms.ChoiceField(
        label=_("Lost, in the office's own reading"),
        choices=[("", _("Not said")), *YES_NO],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Compared with what the rule of the organ makes of the result; for defendants not named apart."),
    )
    # How the office counts is no business of the court's or of the parties'.
    office_only = frozenset({"lost_said"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        defendants = self.context.dossier.parties.standing().filter(role="respondent")
        self.fields["each"].columns["party"].queryset = defendants
        if len(self.context.respondents) < 2:
            del self.fields["each"]
        if reading.instance_of(self.context.proceeding) != "retrial":
            del self.fields["appealable"]
        if not self.context.actor.has_any((Role.OFFICER, Role.DIRECTOR), self.context.dossier.organ.office_id):
            del self.fields["lost_said"]
        self.order_fields(["on_date", "outcome", "changed_to", "minor_fault", "agreed", "document_number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome: Code | None = cleaned.get("outcome")
        if outcome is None:
            return cleaned
        if reason := self.check_outcome(outcome):
            self.add_error("outcome", reason)
        if outcome.code in reading.WITHDRAWALS:
            self.add_error("outcome", _("Enter a withdrawal by its own step."))
        cleaned["changed_to"] = self._changed_to(outcome, cleaned.get("changed_to"), "changed_to")
        cleaned["minor_fault"] = bool(cleaned.get("minor_fault")) and outcome.code == "illegal"
        if outcome.code == "mediated" and not cleaned.get("agreed"):
            self.add_error("agreed", _("Say what was agreed."))
        self._check_each(cleaned.get("each") or [])
        return cleaned

    def _changed_to(self, outcome: Code, changed: Code | None, field: str) -> Code | None:
        """What took the place of a judgment that was changed; nothing beside any other result."""
        if outcome.code != "changed":
            return None
        if changed is None or changed.code in reading.OF_APPEAL | reading.RULINGS:
            self.add_error(field, _("Say by which judgment it was replaced."))
        return changed

    def _check_each(self, rows: list[dict[str, Any]]) -> None:
        named = [row["party"] for row in rows]
        if len(named) != len(set(named)):
            self.add_error("each", _("A defendant is named twice."))
        for row in rows:
            if reason := self.check_outcome(row["outcome"]):
                self.add_error("each", reason)
            row["changed_to"] = self._changed_to(row["outcome"], row["changed_to"], "each")


class WithdrawForm(ResultForm):
    """The court allows the plaintiff to withdraw, or deems the suit withdrawn (行政诉讼法 58, 62)."""

    on_date_label = _("Ruled on")
    KINDS = (
        ("suit_result.withdrawn", _("Of the plaintiff's own accord")),
        ("suit_result.withdrawn_changed", _("After the defendant changed its act")),
        ("suit_result.withdrawn_settled", _("After a settlement")),
        ("suit_result.deemed_withdrawn", _("Deemed withdrawn: not appeared, or left without leave")),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect)
    changed = shown_when(text(_("How the act was changed"), 2, required=False), "kind=suit_result.withdrawn_changed")
    agreed = shown_when(text(_("What was agreed"), 3, required=False), "kind=suit_result.withdrawn_settled")
    coordinator = shown_when(
        half(forms.CharField(label=_("Who brought it about"), max_length=100, required=False)),
        "kind=suit_result.withdrawn_settled",
    )
    perform_days = shown_when(half(_with_days(_("Days agreed for performance"))), "kind=suit_result.withdrawn_settled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["on_date", "kind", "changed", "agreed", "coordinator", "perform_days"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, message in (
            ("changed", _("Say how the act was changed.")),
            ("agreed", _("Say what was agreed.")),
        ):
            field_kind = {"changed": "suit_result.withdrawn_changed", "agreed": "suit_result.withdrawn_settled"}[name]
            if cleaned.get("kind") != field_kind:
                cleaned[name] = ""
            elif not cleaned.get(name):
                self.add_error(name, message)
        if cleaned.get("kind") != "suit_result.withdrawn_settled":
            cleaned["perform_days"] = None
        return cleaned


class ServeJudgmentForm(StepForm):
    """When the judgment or ruling was served on each party: from then its period for appeal runs."""

    on_date_label = _("Served on")
    not_before = (f.JUDGED,)
    parties = PartiesField(label=_("Parties served"))
    proof = forms.FileField(label=_("Proof of service"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = [party.pk for party in reading.heads(self.context)]
        self.fields["parties"].queryset = self.context.dossier.parties.standing().filter(pk__in=heads)
        self.fields["parties"].initial = [party.pk for party in reading.unserved(self.context)]

    def clean_parties(self) -> list[Party]:
        parties = list(self.cleaned_data["parties"])
        served = {
            fact.party_id
            for fact in self.context.facts
            if fact.kind == f.JUDGMENT_SERVED and fact.entry_id not in self.corrected_entries
        }
        if again := [party.name for party in parties if party.pk in served]:
            raise forms.ValidationError(
                _("This is entered for %(party)s already."), params={"party": "、".join(again)}, code="again"
            )
        return parties


class AppealForm(PartyStepForm):
    """An appeal of one party within its period (行政诉讼法 85)."""

    on_date_label = _("Appealed on")
    party_roles = reading.HEADS
    once = f.APPEALED
    not_before = (f.JUDGED,)
    to_court = half(forms.CharField(label=_("Appeal to"), max_length=100, required=False))
    claims = text(_("What the appeal asks for"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party is None or day is None:
            return cleaned
        served = self._days_of(f.JUDGMENT_SERVED, party)
        if not served:
            self.add_error("party", _("This party has not been served."))
        elif day < served[0]:
            self.add_error("on_date", _("This day lies before the service on the party."))
        elif (due := self._due(party)) and day > due:
            self.add_error("on_date", _("The period of this party ran out on %(day)s.") % {"day": chinese_date(due)})
        return cleaned

    def _due(self, party: Party) -> dt.date | None:
        days = [deadline.due_on for deadline in reading.appeal_periods(self.context) if deadline.party_id == party.pk]
        return max((day for day in days if day), default=None)


class AppealEndedForm(StepForm):
    """What the higher court made of what was judged here; by it that takes effect, or never does."""

    on_date_label = _("Day on which the decision on appeal took effect")
    not_before = (f.APPEALED,)
    RESULTS = (
        ("affirmed", _("Affirmed")),
        ("withdrawn", _("Appeal withdrawn")),
        ("changed", _("Changed")),
        ("sent_back", _("Set aside and remanded")),
        ("continue", _("Set aside; to be tried or docketed")),
    )
    result = forms.ChoiceField(label=_("Result of the appeal"), choices=RESULTS, widget=forms.RadioSelect)
    number = half(CaseNumberField(label=_("Number of the suit on appeal"), required=False))


class TakeEffectForm(StepForm):
    """That the last period for appeal has run out: on the day that the periods give, and on no other."""

    on_date_label = _("Effective on")
    not_before = (f.JUDGMENT_SERVED,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if day := reading.takes_effect_on(self.context):
            self.fields["on_date"].initial = day

    def clean_on_date(self) -> dt.date:
        day: dt.date = super().clean_on_date()
        wanted = reading.takes_effect_on(self.context)
        if wanted is not None and day != wanted:
            raise forms.ValidationError(
                _("By the periods for appeal it takes effect on %(day)s.") % {"day": chinese_date(wanted)},
                code="effect",
            )
        return day
