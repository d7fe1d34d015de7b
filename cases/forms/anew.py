"""Why a concluded case is heard anew, and within which period it is to be decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from cases import anew
from cases import facts as f
from workflow.fields import half, shown_when, text
from workflow.forms import MultipleFileField, StepForm


class HearAnewForm(StepForm):
    """The judgment or order by which the conclusion was set aside; what it leaves undecided is decided anew."""

    on_date_label = _("Judgment in effect, or order received, on")
    not_before = (f.CONCLUDED,)
    occasion = forms.ChoiceField(
        label=_("Why it is decided anew"),
        choices=list(anew.OCCASIONS.items()),
        widget=forms.RadioSelect,
        help_text=_(
            "Nothing is decided anew here where the court revoked act and decision and ordered the agency to act anew"
            " (interpretation 136③), or restored the act (89)."
        ),
    )
    superior = shown_when(
        half(forms.CharField(label=_("Superior organ"), max_length=200, required=False)), "occasion=superior|appeal"
    )
    order_number = shown_when(
        half(forms.CharField(label=_("Number of the order"), max_length=100, required=False)), "occasion=superior"
    )
    days = half(
        forms.IntegerField(
            label=_("Days that it sets for the new decision"),
            min_value=1,
            max_value=365,
            required=False,
            help_text=_("Without a period the sixty days of the law run from this day (art. 62① by analogy)."),
        )
    )
    until = half(DateField(label=_("Or the last day that it names"), required=False))
    reason = text(_("What was set aside, and what is to be decided"), 3)
    paper = MultipleFileField(label=_("Judgment or order"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        occasion, day = cleaned.get("occasion"), cleaned.get("on_date")
        if cleaned.get("days") and cleaned.get("until"):
            self.add_error("until", _("It sets a day or a number of days, not both."))
        elif cleaned.get("until") and day and cleaned["until"] <= day:
            self.add_error("until", _("The period ends after the order."))
        if occasion is None:
            return cleaned
        warrant = self._warrants().get(occasion, {})
        if occasion == anew.SUPERIOR:
            for name in ("superior", "order_number"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        elif not warrant:
            self.add_error("occasion", self._wanting(occasion))
        elif day and day < dt.date.fromisoformat(warrant["on"]):
            self.add_error("on_date", _("This day lies before the judgment or the answer."))
        cleaned["by"] = warrant.get("by") or cleaned.get("superior", "")
        cleaned["number"] = warrant.get("number") or cleaned.get("order_number", "")
        return cleaned

    def _warrants(self) -> dict[str, dict[str, str]]:
        """What was entered when the conclusion was set aside; until then what is entered now."""
        own = next(
            (
                fact
                for fact in self.context.facts
                if fact.kind == f.SET_ASIDE and fact.entry_id in self.corrected_entries
            ),
            None,
        )
        return own.value["warrants"] if own is not None else anew.warrants(self.context.facts)

    @staticmethod
    def _wanting(occasion: str) -> Any:
        if occasion == anew.COURT:
            return _(
                "No judgment in effect is entered that revokes the decision or orders a new one: enter the suit and its"
                " result first."
            )
        return _("No internal appeal was answered to the effect that the conclusion is to be put right.")
