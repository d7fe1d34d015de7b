"""Forms about sittings: set, joined, moved, cancelled, held."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.text import chinese_date
from accounts.timekeeping import SHANGHAI
from hearings.models import Sitting, SittingCase, SittingKind, SittingMode, SittingState
from hearings.sittings import reading
from hearings.sittings.words import day_of, place_words, when_words
from workflow.fields import CHOOSE, half, shown_when, text
from workflow.forms import StepForm

MOMENT = ("hearing_on", "starts", "ends")
SHORTEST = dt.timedelta(minutes=10)


class SittingField(forms.ModelChoiceField):
    """A sitting by its time and place."""

    def __init__(self, **kwargs: Any) -> None:
        none = Sitting.objects.unscoped("which ones can be chosen is for the form to say").none()
        super().__init__(none, **{"label": _("Sitting"), "empty_label": CHOOSE, **kwargs})

    def label_from_instance(self, sitting: Sitting) -> str:
        return f"{when_words(sitting)} {place_words(sitting)}"

    def offer(self, sittings: list[Sitting]) -> None:
        """Let some sittings be chosen; a single one is chosen."""
        ids = [sitting.pk for sitting in sittings]
        self.queryset = (
            Sitting.objects.unscoped("those that the form offers").filter(pk__in=ids).select_related("court")
        )
        self.choices = [("", CHOOSE), *((one.pk, self.label_from_instance(one)) for one in sittings)]
        if len(sittings) == 1:
            self.initial = sittings[0].pk


def _time(label: Any, example: str) -> forms.TimeField:
    return half(forms.TimeField(label=label, widget=forms.TimeInput({"placeholder": example}, format="%H:%M")))


class WhenForm(forms.Form):
    """When and where a sitting is; `clash_reason` says why a clash is real."""

    mode = half(
        forms.ChoiceField(label=_("Mode of the sitting"), choices=SittingMode.choices, initial=SittingMode.IN_PERSON)
    )
    hearing_on = DateField(label=_("Day of the sitting"))
    starts = _time(_("Begins at"), "09:30")
    ends = _time(_("Ends at"), "11:00")
    courtroom = half(forms.CharField(label=_("Courtroom"), max_length=100, required=False))
    presider = half(forms.CharField(label=_("Presiding judge"), max_length=64, required=False))
    clash_reason = forms.CharField(
        label=_("Why a clash is right all the same"),
        max_length=300,
        required=False,
        help_text=_("Only where the court has really set two sittings in one time."),
    )

    def check_when(self, cleaned: dict[str, Any]) -> None:
        """Work out `during`, and say at the fields what cannot be."""
        day, starts, ends = (cleaned.get(name) for name in ("hearing_on", "starts", "ends"))
        if cleaned.get("mode") == SittingMode.IN_PERSON and not cleaned.get("courtroom"):
            self.add_error("courtroom", _("Name the courtroom."))
        if not (day and starts and ends):
            return
        during = [dt.datetime.combine(day, moment, SHANGHAI) for moment in (starts, ends)]
        if during[1] - during[0] < SHORTEST:
            self.add_error("ends", _("The sitting ends after it begins."))
        else:
            cleaned["during"] = (during[0], during[1])


def places(context: Any) -> list[SittingCase]:
    """The case's places in sittings that it was not taken off."""
    return [row for row in reading.sitting_cases(context) if row.left_on is None]


class SetHearingForm(WhenForm, StepForm):
    """A sitting as the court's summons sets it."""

    on_date_label = _("Summons received on")
    kind = half(forms.ChoiceField(label=_("Kind of sitting"), choices=SittingKind.choices))
    notice = forms.FileField(label=_("Summons"), required=False)
    field_order = ("on_date", "kind", "mode", "hearing_on", "starts", "ends", "courtroom", "presider", "clash_reason")

    def own(self) -> Sitting | None:
        """In a correction, the sitting that its entry set."""
        mine = (row for row in places(self.context) if row.entry_id in self.corrected_entries)
        return next((row.sitting for row in mine), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_when(cleaned)
        day, served = cleaned.get("hearing_on"), self.context.proceeding.served_on
        if day and day < served:
            self.add_error(
                "hearing_on",
                forms.ValidationError(
                    _("The suit was served on %(day)s; this day lies before it."), params={"day": chinese_date(served)}
                ),
            )
        own = cleaned["own"] = self.own()
        if self.corrected_entries and own is None:
            self.add_error(None, _("The case was taken off the sitting."))
        elif own is not None and own.state != SittingState.SET:
            self.add_error(None, _("The sitting was moved, cancelled or held since; put that right first."))
        return cleaned


def joinable(context: Any) -> list[Sitting]:
    """The sittings of the case's court that are set and do not hear it yet, as far as the actor sees them."""
    rows = Sitting.objects.visible_to(context.actor).filter(
        court=context.proceeding.court_id, organ=context.dossier.organ_id, state=SittingState.SET
    )
    known = [row.sitting_id for row in places(context)]
    return list(rows.exclude(pk__in=known).select_related("court").order_by("during", "pk")[:50])


class JoinHearingForm(StepForm):
    """The case is heard in a sitting that is set for others (串案)."""

    on_date_label = _("Summons received on")
    sitting = SittingField()
    clash_reason = forms.CharField(label=_("Why a clash is right all the same"), max_length=300, required=False)
    notice = forms.FileField(label=_("Summons"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].offer([*joinable(self.context), *reading.sittings(self.context)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting = cleaned.get("sitting")
        mine = {row.sitting_id: row.entry_id for row in places(self.context)}
        if sitting is not None and self.corrected_entries and mine.get(sitting.pk) not in self.corrected_entries:
            self.add_error("sitting", _("A correction stays with the sitting of its entry."))
        elif sitting is not None and not self.corrected_entries and sitting.pk in mine:
            self.add_error("sitting", _("The case is heard in this sitting already."))
        if sitting is not None and day_of(sitting) < self.context.proceeding.served_on:
            self.add_error("sitting", _("The sitting lies before the service of the suit."))
        return cleaned


class OfSittingForm(StepForm):
    """An act on a sitting, entered in each of its cases, and put right in all of them.

    A correction says whether the act was done at all (`stands`); the fields in `of_the_act` are for one that was.
    """

    of_the_act: tuple[str, ...] = ()
    sitting = SittingField(widget=forms.HiddenInput)
    stands = forms.ChoiceField(
        label=_("What is put right"),
        choices=[("yes", _("The particulars")), ("no", _("It was entered by mistake: it was not done"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].offer(reading.sittings(self.context))
        if not self.initial.get("stands"):
            self.initial["stands"] = "yes"
        for name in self.of_the_act:
            self.fields[name].show_when = "stands=yes"

    def clean_stands(self) -> bool:
        return self.cleaned_data["stands"] != "no"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, kept = cleaned.get("sitting"), self.kept.get("sitting", [])
        if sitting is not None and kept and str(sitting.pk) not in kept:
            self.add_error(None, _("A correction stays with the sitting of its entry."))
        return cleaned

    @property
    def kept(self) -> dict[str, list[str]]:
        """Of a correction, what was typed when the entry was first made."""
        own = self.context.dossier.timeline.filter(pk__in=self.corrected_entries, corrects=None).first()
        return own.data["form"] if own else {}


class MoveHearingForm(WhenForm, OfSittingForm):
    """Another time or place, as the court sets it; one that says no time leaves the sitting that took its place."""

    of_the_act = ("mode", "hearing_on", "starts", "ends", "courtroom", "presider")
    on_date_label = _("Told by the court on")
    reason = text(_("Reason"), 2)
    field_order = ("on_date", "stands", "mode", "hearing_on", "starts", "ends", "courtroom", "presider", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mode", *MOMENT):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, given = cleaned.get("sitting"), [name for name in ("mode", *MOMENT) if cleaned.get(name)]
        for name in ("mode", *MOMENT):
            if given and name not in given and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        self.check_when(cleaned)
        own = (row.sitting for row in reading.sitting_cases(self.context) if row.entry_id in self.corrected_entries)
        cleaned["moved_to"] = next(own, None) or (sitting.replaced_by if sitting else None)
        return cleaned


class CancelHearingForm(OfSittingForm):
    on_date_label = _("Told by the court on")
    reason = text(_("Reason"), 2)
    clash_reason = shown_when(
        forms.CharField(label=_("Why a clash is right all the same"), max_length=300, required=False), "stands=no"
    )


class LeaveHearingForm(StepForm):
    """The case is heard no more with the others of a sitting (退出合并庭审)."""

    on_date_label = _("Told by the court on")
    sitting = SittingField()
    reason = text(_("Reason"), 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sitting"].offer(reading.parallel(self.context))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, day = cleaned.get("sitting"), cleaned.get("on_date")
        if sitting is not None and day and day > day_of(sitting):
            self.add_error("on_date", _("A case is taken off before the sitting is over."))
        return cleaned


class HoldHearingForm(OfSittingForm):
    """The sitting was held, on its day."""

    of_the_act = ("observers", "remarks")
    on_date_label = _("Held on")
    observers = half(forms.IntegerField(label=_("Observers invited"), min_value=0, max_value=9999, required=False))
    remarks = text(_("Remarks"), 2, required=False)
    record = forms.FileField(label=_("Record of the sitting"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, day = cleaned.get("sitting"), cleaned.get("on_date")
        if sitting is not None and day and day != day_of(sitting):
            self.add_error(
                "on_date",
                forms.ValidationError(
                    _("The sitting is set for %(day)s; move it first if it was held on another day."),
                    params={"day": chinese_date(day_of(sitting))},
                ),
            )
        return cleaned


class WithoutHearingForm(StepForm):
    """The court tries the case on the papers, or ends it without hearing it."""

    on_date_label = _("Told by the court on")
    how = forms.ChoiceField(
        label=_("How"),
        choices=[("written", _("Tried on the papers")), ("none", _("Ended without a hearing"))],
        widget=forms.RadioSelect,
    )
    reason = text(_("Reason"), 2, required=False)
