"""Forms of the records of who came to a hearing: the agency's, the court's, and what the office makes of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import Code
from hearings.appearances import HEADS, columns, differences, unsettled
from hearings.forms.appearances import (
    AppearanceForm,
    check_ground,
    not_begun,
    not_owed,
    record_in,
)
from hearings.forms.fields import YES_NO
from hearings.forms.heads import HeadField, Reason, no_head_of
from hearings.models import Appearance, AppearanceState
from hearings.queries import DIFFERING
from hearings.sittings import reading
from workflow.fields import CodeField, half, shown_when, text
from workflow.forms import MultipleFileField

SAY_WHICH = _("In this the records differ: say which holds.")
# When no head came.
NO_HEAD = "who=staff|lawyer|nobody"


def no_record(row: Appearance) -> Reason:
    return None if row.state == AppearanceState.SUBMITTED else _("No record waits to be checked.")


def nothing_to_settle(row: Appearance) -> Reason:
    return None if unsettled(reading.record_of(row)) else _("The records do not differ, or are not both there.")


def _yes_no(label: Any, **kwargs: Any) -> forms.ChoiceField:
    return half(forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, **kwargs))


class RecordForm(AppearanceForm):
    """What the agency reports after the hearing; without a head, on which ground none came (规定 8, 9)."""

    bars = (not_owed, not_begun, record_in)
    on_date_label = _("Handed in on")
    who = forms.ChoiceField(
        label=_("Who came"),
        choices=[
            ("head", _("A head of the agency")),
            ("staff", _("Staff alone")),
            ("lawyer", _("Lawyers alone")),
            ("nobody", _("Nobody came")),
        ],
        widget=forms.RadioSelect,
    )
    head = shown_when(HeadField(label=_("Head who came"), required=False), "who=head")
    spoke = shown_when(_yes_no(_("Spoke in court"), required=False), "who=head")
    spoke_on = shown_when(text(_("Spoke on"), 2, required=False), "who=head")
    resolving = shown_when(text(_("Part in resolving the dispute"), 2, required=False), "who=head")
    left_early = shown_when(_yes_no(_("Left without leave of the court"), required=False), "who=head")
    ground = shown_when(
        CodeField(
            "absence_ground",
            label=_("Ground of absence"),
            required=False,
            help_text=_("Not needed where it was explained before the hearing."),
        ),
        NO_HEAD,
    )
    note = shown_when(text(_("Circumstances"), 2, required=False), NO_HEAD)
    proof = shown_when(forms.FileField(label=_("Stamped paper"), required=False), NO_HEAD)
    others = forms.CharField(label=_("Others who came (staff, lawyers)"), max_length=300, required=False)
    papers = MultipleFileField(label=_("Papers"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].offer(self.rows)
        row = self.offered
        if row is not None and row.head_id and not self.is_bound:
            self.fields["who"].initial, self.fields["head"].initial = "head", row.head_id

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        cleaned["came"] = self._came(row, cleaned)
        for name in ("spoke_on", "resolving"):
            if len(cleaned.get(name) or "") > 500:
                self.add_error(name, _("At most %(n)s characters.") % {"n": 500})
        if cleaned.get("who") == "head":
            for name in ("spoke", "left_early"):
                if not cleaned.get(name):
                    self.add_error(name, _("Say yes or no."))
            if cleaned.get("spoke") == "yes" and not cleaned.get("spoke_on"):
                self.add_error("spoke_on", _("Say on what the head spoke."))
            cleaned |= {"ground": None, "note": "", "proof": None}
        elif cleaned.get("who"):
            self._check_absence(row, cleaned)
        if cleaned.get("who") == "staff" and not cleaned.get("others"):
            self.add_error("others", _("Name who came."))

    def _check_absence(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        check_ground(self, cleaned)
        if cleaned.get("ground"):
            if not cleaned.get("note"):
                self.add_error("note", _("Say what kept the head away."))
            return
        others = (fact for fact in self.context.facts if fact.entry_id not in self.corrected_entries)
        if not columns(reading.said_of(others, row.case.sitting_id, row.defendant.party_id)).get("absence_id"):
            self.add_error("ground", _("Give the ground on which no head came."))

    def _came(self, row: Appearance, cleaned: dict[str, Any]) -> Code | None:
        """The value of the list ``appearance``: the rank comes from the roster."""
        who, head = cleaned.get("who"), cleaned.get("head")
        if who != "head":
            return Code.objects.filter(pk=f"appearance.{who}").first()
        if head is None:
            self.add_error("head", _("Name the head who came."))
            return None
        if (reason := no_head_of(head, row)) is not None:
            self.add_error("head", reason)
            return None
        return Code.objects.filter(pk=f"appearance.{head.rank}").first()


class ReturnRecordForm(AppearanceForm):
    bars = (no_record,)
    on_date_label = _("Returned on")
    reason = forms.CharField(label=_("What is to be put right"), max_length=300, widget=forms.Textarea({"rows": 2}))


class ConfirmRecordForm(AppearanceForm):
    bars = (no_record,)
    on_date_label = _("Confirmed on")
    note = text(_("Remarks"), 2, required=False)


class CourtRecordForm(AppearanceForm):
    """The court's own record of who came."""

    bars = (not_owed, not_begun)
    on_date_label = _("Recorded on")
    came = CodeField("appearance", label=_("Who came"))
    spoke = _yes_no(_("Spoke in court"), required=False)
    left_early = _yes_no(_("Left without leave of the court"), required=False)
    note = forms.CharField(label=_("Remarks"), max_length=300, required=False)

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        came = cleaned.get("came")
        if came is None or came.pk not in HEADS:
            # Who was not there neither spoke nor left.
            cleaned |= {"spoke": "", "left_early": ""}
        elif not cleaned.get("left_early"):
            self.add_error("left_early", _("Say yes or no."))


class SettleForm(AppearanceForm):
    """Which of two records holds, in each thing in which they differ."""

    bars = (nothing_to_settle,)
    on_date_label = _("Difference settled on")
    came = CodeField("appearance", label=_("Who came, as settled"), required=False)
    left_early = _yes_no(_("Left without leave of the court, as settled"), required=False)
    spoke = _yes_no(_("Spoke in court, as settled"), required=False)
    reason = forms.CharField(label=_("Why it is settled so"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [found for row in self.rows if (found := differences(reading.record_of(row)))]
        for name in DIFFERING:
            if not any(name in found for found in asked):
                del self.fields[name]
            elif len(asked) == 1:
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = SAY_WHICH

    def check(self, row: Appearance, cleaned: dict[str, Any]) -> None:
        open_ones = differences(reading.record_of(row))
        for name in DIFFERING:
            if name not in open_ones:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, SAY_WHICH)
