"""The hearing (听证): ordered, put off, cancelled, held."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import User
from accounts.offices import staff_of
from accounts.text import chinese_date
from cases import facts as f
from cases.models import Law
from cases.reading import Sitting, next_sitting, own_value, sittings
from deadlines.basis import calendar_for, clock_on
from deadlines.engine import reckon
from dossiers.models import Party, PartyRole
from workflow.fields import CHOOSE, CodeField, PartiesField, PartyChoiceField, half, shown_when, text
from workflow.forms import PersonField, StepForm
from workflow.rows import RowsField, write_row
from workflow.steps import Context

# How the head of a respondent stood to the hearing (51③).
HEADS = {"came": _("Attended"), "sent": _("Sent staff"), "nobody": _("Nobody came for the respondent")}
NOTICE_CLOCK = "fy_hearing_notice_5wd_before"
MAIN_ROLES = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)


def last_day_of_notice(context: Context, hearing_on: dt.date) -> dt.date | None:
    """The last day on which the parties can be told of a hearing (51①, R6); None where the law sets none."""
    if context.proceeding.law != Law.LAW_2023:
        return None
    found = reckon(clock_on(NOTICE_CLOCK, hearing_on), hearing_on, calendar_for(context.dossier.organ))
    return found.due_on or found.provisional_on


class MajorForm(StepForm):
    on_date_label = _("Marked on")
    not_before = (f.ACCEPTED,)
    ground = CodeField("major_ground", label=_("The case is"))
    reason = text(_("Reason"), 2)


class SittingsForm(StepForm):
    """A step about the hearing that is set; a correction stays with the hearing of its entry."""

    def sitting(self) -> Sitting | None:
        key = own_value(self.context.facts, self.corrected_entries, "hearing")
        if key is None:
            return next_sitting(self.context.facts)
        return next((sitting for sitting in sittings(self.context.facts) if sitting.key == key), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["sitting"] = self.sitting()
        return cleaned


class SetHearingForm(SittingsForm):
    """When, where and before whom a hearing is held, and when the parties were told of it (51)."""

    on_date_label = _("Notice given on")
    not_before = (f.ACCEPTED,)
    hearing_on = half(DateField(label=_("Day of the hearing")))
    time = half(forms.TimeField(label=_("Time"), widget=forms.TimeInput({"placeholder": "09:30"}, format="%H:%M")))
    place = forms.CharField(label=_("Place"), max_length=200)
    presider = PersonField(User.objects.none(), label=_("Presider"), empty_label=CHOOSE)
    listeners = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Listeners"), widget=forms.CheckboxSelectMultiple, help_text=_("Two or more.")
    )
    recorder_person = half(
        PersonField(User.objects.none(), label=_("Recorder"), required=False, empty_label=_("Somebody else"))
    )
    recorder = half(
        shown_when(forms.CharField(label=_("Name of the recorder"), max_length=60, required=False), "recorder_person=")
    )

    sections = (
        (_("Notice"), ("on_date", "ground", "reason")),
        (_("Time and place"), ("hearing_on", "time", "place")),
        (_("Who holds it"), ("presider", "listeners", "recorder_person", "recorder")),
        (_("Matters of the hearing"), ("matters", "notice")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossier = self.context.dossier
        free = staff_of(dossier.organ).exclude(pk__in=dossier.recused)
        for name in ("presider", "listeners", "recorder_person"):
            self.fields[name].queryset = free

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told, hearing_on = cleaned.get("on_date"), cleaned.get("hearing_on")
        if told and hearing_on:
            self._check_notice(told, hearing_on)
        presider, listeners = cleaned.get("presider"), list(cleaned.get("listeners") or ())
        if listeners and len(listeners) < 2:
            self.add_error("listeners", _("A hearing has two listeners or more (art. 50③)."))
        if presider in listeners:
            self.add_error("listeners", _("The presider cannot be a listener too."))
        self._check_recorder(cleaned, {person for person in (presider, *listeners) if person is not None})
        return cleaned

    def _check_recorder(self, cleaned: dict[str, Any], holding: set[User]) -> None:
        """One recorder (50③), by name or of the office, who neither presides nor listens."""
        person = cleaned.get("recorder_person")
        if person is not None:
            cleaned["recorder"] = person.display_name
        field = "recorder" if person is None else "recorder_person"
        if not cleaned.get("recorder"):
            self.add_error("recorder", _("Name the recorder (art. 50③)."))
        elif person in holding or cleaned["recorder"] in {one.display_name for one in holding}:
            self.add_error(field, _("The recorder cannot be the presider or a listener."))

    def _check_notice(self, told: dt.date, hearing_on: dt.date) -> None:
        if hearing_on < told:
            self.add_error("hearing_on", _("The hearing cannot lie before its notice."))
            return
        last = last_day_of_notice(self.context, hearing_on)
        if last is not None and told > last:
            self.add_error(
                "hearing_on",
                forms.ValidationError(
                    _(
                        "For a hearing on %(hearing)s the notice had to be given by %(last)s: five clear working days"
                        " before it (art. 51①). Choose a later day."
                    ),
                    code="notice",
                    params={"hearing": chinese_date(hearing_on), "last": chinese_date(last)},
                ),
            )


class OrderHearingForm(SetHearingForm):
    ground = forms.ChoiceField(
        label=_("Why a hearing is held"),
        choices=[
            ("", CHOOSE),
            ("major", _("The case is major, difficult or complex")),
            ("asked", _("The applicant asks for it")),
            ("needed", _("The office finds it necessary")),
        ],
    )
    matters = text(_("Matters of the hearing"), 3)
    notice = forms.FileField(label=_("Notice of hearing"), required=False)


class PostponeHearingForm(SetHearingForm):
    """The hearing set anew; but for the day it begins with what was set before."""

    reason = text(_("Why it is put off"), 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (sitting := self.sitting()) is not None:
            for name in ("time", "place", "presider", "listeners", "recorder_person", "recorder"):
                self.fields[name].initial = sitting.fact.value.get(name)


class CancelHearingForm(SittingsForm):
    on_date_label = _("Cancelled on")
    not_before = (f.ACCEPTED,)
    reason = text(_("Reason"), 2)


class HoldHearingForm(SittingsForm):
    """What became of the hearing: who came, whether the respondent's head attended (51③), who signed the record."""

    on_date_label = _("Held on")
    not_before = (f.ACCEPTED,)
    came = PartiesField(label=_("Who came"), required=False)
    absence = forms.ChoiceField(
        label=_("An applicant who did not come"),
        choices=[
            ("", _("Nobody stayed away")),
            ("excused", _("With good reason")),
            ("unexcused", _("Without good reason: the right to the hearing is given up (art. 51②)")),
        ],
        required=False,
    )
    heads = RowsField(
        {
            "respondent": PartyChoiceField(Party.objects.none(), label=_("Respondent"), empty_label=CHOOSE),
            "head": forms.ChoiceField(label=_("Its head"), choices=[("", CHOOSE), *HEADS.items()]),
            "people": forms.CharField(label=_("Who came (name and post)"), max_length=200, required=False),
            "reason": forms.CharField(label=_("Why the head could not attend"), max_length=500, required=False),
        },
        label=_("Heads of the respondents"),
        help_text=_("Of each respondent: its head attends, or gives the reason and sends staff (art. 51③)."),
    )
    points = text(_("Main points"), 4)
    signed = PartiesField(label=_("Record signed by"), required=False)
    refusal = text(_("Who refused to sign, and why"), 2, required=False)
    record = forms.FileField(label=_("Record of the hearing"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = self.context.dossier.parties.standing().select_related("represents")
        for name in ("came", "signed"):
            self.fields[name].queryset = parties
        heads, respondents = self.fields["heads"], parties.filter(role=PartyRole.RESPONDENT)
        heads.columns["respondent"].queryset = respondents
        heads.initial = [write_row(respondent=party.pk) for party in respondents]
        heads.most = heads.widget.most = len(heads.initial)
        if (sitting := self.sitting()) is not None:
            self.fields["on_date"].initial = min(sitting.on, self.context.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sitting, day = cleaned.get("sitting"), cleaned.get("on_date")
        if sitting is not None and day and day != sitting.on:
            self.add_error(
                "on_date",
                forms.ValidationError(
                    _("The hearing is set for %(day)s; put it off first if it was held on another day."),
                    params={"day": chinese_date(sitting.on)},
                ),
            )
        self._check_people(cleaned)
        return cleaned

    def _check_people(self, cleaned: dict[str, Any]) -> None:
        came = list(cleaned.get("came") or ())
        applicants = [party for party in came if party.role == PartyRole.APPLICANT]
        acting = [party for party in came if party.represents_id and party.represents.role == PartyRole.APPLICANT]
        if not applicants and not acting and not cleaned.get("absence"):
            self.add_error("absence", _("No applicant came: say whether with good reason (art. 51②)."))
        unsigned = {party.pk for party in came if party.role in MAIN_ROLES}
        unsigned -= {party.pk for party in cleaned.get("signed") or ()}
        if unsigned and not cleaned.get("refusal"):
            self.add_error("refusal", _("Not everybody who came has signed: note who refused, and why."))

    def clean_heads(self) -> list[dict[str, Any]]:
        """One answer for each respondent: its head came, or sent staff and gave the reason, or nobody came (51③)."""
        rows: list[dict[str, Any]] = self.cleaned_data["heads"]
        named = [row["respondent"] for row in rows]
        if len(set(named)) < len(named):
            raise forms.ValidationError(_("A respondent stands there twice."), code="twice")
        left = [party.name for party in self.fields["heads"].columns["respondent"].queryset if party not in named]
        if left:
            raise forms.ValidationError(
                _("Say of each respondent whether its head attended; missing: %(names)s."),
                params={"names": "、".join(left)},
            )
        errors = [
            forms.ValidationError(
                _("%(party)s: %(what)s"), params={"party": row["respondent"].name, "what": what}, code="head"
            )
            for row in rows
            for what in self._wanting(row)
        ]
        if errors:
            raise forms.ValidationError(errors)
        return rows

    @staticmethod
    def _wanting(row: dict[str, Any]) -> Iterator[Any]:
        """What is left to be said of one respondent's head."""
        if row["head"] == "came" and not row["people"]:
            yield _("name the head who attended.")
        if row["head"] != "came" and not row["reason"]:
            yield _("the head must attend or give the reason (art. 51③).")
        if row["head"] == "sent" and not row["people"]:
            yield _("name the staff whom the head sent (art. 51③).")
