"""Forms of the calendar, of changes of it and of clocks, of the stages of reminders, and of subscriptions."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import DateField
from accounts.models import Organ, Role, User
from accounts.once import OnceForm
from accounts.reach import organs_within
from accounts.text import to_half_width
from accounts.timekeeping import today
from deadlines.changes.reading import Notice, check_whole, decoded, read_csv, read_lines
from deadlines.engine.clocks import COLUMNS, PAUSES, UNITS, YES_NO
from deadlines.models import ClockSetting, DayKind
from deadlines.reminders.stages import AFTER, LONGEST, default_before

EARLIEST = dt.date(2004, 1, 1)
# A file of a year's days is some hundred bytes.
LARGEST_FILE = 64 * 1024
# What the data file of the clocks holds, in whatever language the page is.
IN_CHINESE = {"lang": "zh-Hans"}


class LocalDayForm(OnceForm):
    """A day on which one organ works, or rests, otherwise than the country."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Reconsideration organ"), empty_label=_("Choose"))
    date = DateField(label=_("Day"), earliest=EARLIEST)
    kind = forms.ChoiceField(label=_("Kind"), choices=DayKind.choices, initial=DayKind.HOLIDAY)
    basis = forms.CharField(
        label=_("On the basis of"),
        max_length=200,
        help_text=_("The decision that says so, with its document number."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs_within(actor, Role.ADMINISTRATOR).select_related("organisation")


class NoticeForm(OnceForm):
    """A holiday notice: the whole arrangement of a year or single days of it, as a file or as typed lines."""

    WHOLE, DAYS = "whole", "days"

    scope = forms.ChoiceField(
        label=_("The notice arranges"),
        choices=[(WHOLE, _("a whole year")), (DAYS, _("single days of a year that is arranged already"))],
        widget=forms.RadioSelect,
        initial=WHOLE,
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=2004, max_value=2199, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("Notice"),
        max_length=200,
        help_text=_("With its document number."),
    )
    text = forms.CharField(
        label=_("Days off and days worked"),
        required=False,
        widget=forms.Textarea({"rows": 8, "maxlength": 8000}),
        help_text=_("As in the notice, a line each, such as holiday 2027-01-01; working day 2027-01-30."),
    )
    file = forms.FileField(
        label=_("or a CSV file"),
        required=False,
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
        help_text=_("With the columns date and kind (holiday or make_up_working_day)."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise ValidationError(gettext("The file is too large to be the notice of a year."), code="size")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        whole = cleaned.get("scope") == self.WHOLE
        if whole and "year" in cleaned and not cleaned["year"]:
            self.add_error("year", ValidationError(gettext("Give the year."), code="required"))
        if "file" in self.errors:
            return cleaned
        text, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if bool(text) == bool(file):
            self.add_error(
                "text", ValidationError(gettext("Type the days, or choose a file, one of both."), code="one")
            )
            return cleaned
        notice = self._read(text, file)
        if notice is not None:
            if whole and cleaned.get("year"):
                check_whole(notice, cleaned["year"])
            for fault in notice.faults:
                self.add_error("file" if file else "text", str(fault))
            cleaned["notice"] = notice
        return cleaned

    def _read(self, text: str, file: Any) -> Notice | None:
        if not file:
            return read_lines(text)
        try:
            return read_csv(decoded(file.read()))
        except ValueError as error:
            self.add_error("file", str(error))
            return None


class WithdrawForm(forms.Form):
    """Why a change is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class CorrectionForm(OnceForm):
    """A clock put right where the law has changed: the columns of its row, prefilled with what holds.

    A period of the house is set for one of `organs`, or for all where that is open too (`everywhere`).
    """

    organ = forms.ModelChoiceField(
        Organ.objects.none(), label=_("For which organ"), required=False, empty_label=_("Every organ")
    )
    since = DateField(
        label=_("For periods starting on or after"),
        required=False,
        earliest=EARLIEST,
        help_text=_("As the law says; earlier periods keep what held for them. Empty: all periods."),
    )
    basis = forms.CharField(
        label=_("Amending law"), max_length=200, help_text=_("The law that changes it, with its day in force.")
    )
    length = forms.CharField(label=_("Length"), max_length=16)
    unit = forms.ChoiceField(label=_("Unit"), choices=[(unit, unit) for unit in UNITS], widget=forms.Select(IN_CHINESE))
    rolls = forms.ChoiceField(
        label=_("Last day rolls to the next working day"),
        choices=[(one, one) for one in YES_NO],
        widget=forms.Select(IN_CHINESE),
    )
    max_extension = forms.CharField(
        label=_("Longest extension (days)"),
        required=False,
        max_length=8,
        help_text=_("A number of days; left as it stands where the law names no limit."),
    )
    default_extension = forms.CharField(label=_("Extension where none is given (days)"), required=False, max_length=8)
    pause = forms.ChoiceField(
        label=_("What stops it"), choices=[(one, one) for one in PAUSES], widget=forms.Select(IN_CHINESE)
    )
    effective_from = DateField(label=_("In force from"))
    effective_to = DateField(label=_("In force until"), required=False)
    citation = forms.CharField(label=_("Article"), max_length=300)
    start_citation = forms.CharField(label=_("Article on the first day"), required=False, max_length=300)
    roll_citation = forms.CharField(label=_("Article on the roll"), required=False, max_length=300)
    extension_citation = forms.CharField(label=_("Article on the extension"), required=False, max_length=300)
    pause_citation = forms.CharField(label=_("Article on stops"), required=False, max_length=300)
    key_clause = forms.CharField(label=_("Wording of the law"), widget=forms.Textarea({"rows": 4, **IN_CHINESE}))
    on_expiry = forms.CharField(label=_("What follows when it runs out"), required=False, max_length=500)

    sections = (
        (_("Which law, and from when"), ("organ", "basis", "since")),
        (_("The period"), ("length", "unit", "rolls", "max_extension", "default_extension", "pause")),
        (
            _("The law"),
            (
                *("effective_from", "effective_to", "citation", "start_citation", "roll_citation"),
                *("extension_citation", "pause_citation", "key_clause", "on_expiry"),
            ),
        ),
    )

    def __init__(
        self, *args: Any, holds: dict[str, str], organs: QuerySet[Organ] | None = None, everywhere: bool = True,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """`holds` are the cells that hold today, by column; `organs` those that may have a period of their own."""
        self.holds = {name: cell for name, cell in holds.items() if name in self.base_fields and name in COLUMNS}
        super().__init__(*args, initial=self.holds, **kwargs)
        if organs is None:
            del self.fields["organ"]
        else:
            self._of_the_house(organs, everywhere)
        # What a document of each case lays down cannot be made a length of the law, nor the other way round.
        set_in_case = UNITS.get(self.holds.get("unit", "")) == "as_set"
        self.fields["unit"].choices = [
            (name, name) for name, unit in UNITS.items() if (unit == "as_set") == set_in_case
        ]
        for name in ("length", "unit", "rolls", "max_extension", "default_extension", "pause"):
            self.fields[name].half = True

    def _of_the_house(self, organs: QuerySet[Organ], everywhere: bool) -> None:
        """No law sets the period: it may be another one for an organ."""
        field = self.fields["organ"]
        field.queryset = organs
        if not everywhere:
            field.required, field.empty_label = True, None
        self.fields["basis"].label, self.fields["basis"].help_text = _("Rule of the house"), ""

    @property
    def cells(self) -> dict[str, str]:
        """The columns that differ from what holds, as the data file writes them."""
        typed = {}
        for name, before in self.holds.items():
            value = self.cleaned_data.get(name)
            cell = value.isoformat() if isinstance(value, dt.date) else str(value or "").strip()
            if cell != before:
                typed[name] = cell
        return typed


class FeedForm(forms.Form):
    """How many days beforehand the calendar of a telephone rings."""

    alarm_days = forms.IntegerField(
        label=_("Remind beforehand (days)"), min_value=0, max_value=30, required=False,
        help_text=_("Empty: without a reminder."), widget=forms.TextInput({"inputmode": "numeric", "maxlength": 2}),
    )  # fmt: skip


class AgendaForm(forms.Form):
    """The filters of the calendar of due dates."""

    ME, NOBODY = "me", "none"

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    month = forms.RegexField(r"^\d{4}-(?:0[1-9]|1[0-2])$", required=False, widget=forms.HiddenInput)
    officer = forms.ChoiceField(label=_("Case officer"), required=False)
    organ = forms.ModelChoiceField(
        Organ.objects.none(), label=_("Reconsideration organ"), required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(
        self, *args: Any, officers: list[User], organs: Any, kinds: list[tuple[str, Any]], works: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [(self.ME, _("My own"))] if works else []
        self.fields["officer"].choices = [
            ("", _("All")),
            *own,
            (self.NOBODY, _("Nobody's")),
            *((str(user.pk), user.display_name) for user in officers),
        ]
        self.fields["organ"].queryset = organs
        self.fields["kind"].choices = [("", _("All")), *kinds]
        if not officers and not works:
            del self.fields["officer"]
        if len(organs) < 2:
            del self.fields["organ"]
        if len(kinds) < 2:
            del self.fields["kind"]

    @property
    def first_of_month(self) -> dt.date:
        """The first day of the month asked for; of the present one where none is."""
        asked = self.cleaned_data.get("month")
        year, month = map(int, asked.split("-")) if asked else (today().year, today().month)
        return dt.date(min(max(year, 1900), 2199), month, 1)


class DaysField(forms.CharField):
    """Numbers of working days in any order, divided by commas or spaces; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in re.split(r"[\s,;、.]+", to_half_width(super().clean(value))) if part]
        if not all(part.isdecimal() and 1 <= int(part) <= LONGEST for part in parts) or len(parts) > 6:
            raise ValidationError(
                _("Type up to six numbers of working days from 1 to %(longest)s, such as 10、3."),
                code="days",
                params={"longest": LONGEST},
            )
        return sorted({int(part) for part in parts})


class StagesForm(OnceForm):
    """When an office is reminded of a clock."""

    own = forms.ChoiceField(
        label=_("Stages"),
        choices=[("", _("As for every office")), ("own", _("Set by this office"))],
        required=False,
        widget=forms.RadioSelect,
    )
    before = DaysField(
        label=_("Working days before the due date"), help_text=_("Empty: not before. On the day itself always.")
    )
    after = DaysField(
        label=_("Working days after the due date"),
        help_text=_("The first also tells the director, the later ones the leaders."),
    )

    def __init__(self, *args: Any, clock: str, setting: ClockSetting | None, **kwargs: Any) -> None:
        stages = {"before": default_before(clock), "after": AFTER}
        for name, default in stages.items():
            chosen = getattr(setting, name, None)
            stages[name] = default if chosen is None else chosen
        super().__init__(*args, initial={"own": "own" if setting else "", **stages}, **kwargs)
        for name in stages:
            self.fields[name].show_when = "own=own"
