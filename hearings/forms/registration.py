"""A suit as it is registered from the court's notice, and that registration put right."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField, DateField, MoneyField
from accounts.models import AGENCY_KINDS, Organ, Organisation, OrganisationKind
from accounts.timekeeping import today
from dossiers.models import Code, Dossier, DossierKind, Party, PartyRole
from hearings import facts as f
from hearings.forms.fields import CourtNumberField
from hearings.forms.keeping import SuitPartyForm
from hearings.models import Procedure
from hearings.numbers import court_number
from workflow.fields import CHOOSE, CodeField, OfficerField, PartyChoiceField, half, shown_when, text, tick
from workflow.forms import StepForm
from workflow.parties import BasePartyFormSet
from workflow.rows import RowsField


class BaseSuitPartyFormSet(BasePartyFormSet):
    NONE = _("Enter at least one plaintiff.")
    ORDER = _("Enter the plaintiff before the person who acts for them.")


SuitPartyFormSet = forms.formset_factory(
    SuitPartyForm, formset=BaseSuitPartyFormSet, extra=0, min_num=1, can_delete=True, max_num=200
)


class SuitForm(forms.Form):
    """One instance of a suit from the court's notice to respond (应诉通知书)."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=_("Organ"))
    court = half(forms.ModelChoiceField(Organisation.objects.none(), label=_("Court"), empty_label=CHOOSE))
    number = half(CourtNumberField(label=_("Number of the court"), max_length=64))
    instance = half(
        CodeField("suit_instance", label=_("Instance"), required=False, help_text=_("Else as the number says."))
    )
    procedure = half(forms.ChoiceField(label=_("Procedure"), choices=Procedure.choices, initial=Procedure.ORDINARY))
    notice_number = half(forms.CharField(label=_("Number of the notice to respond"), max_length=100, required=False))
    filed_on = half(DateField(label=_("Docketed on"), required=False, latest=today))
    officer = half(OfficerField(required=False))
    defendants = RowsField(
        {
            "organisation": forms.ModelChoiceField(Organisation.objects.none(), label=_("Agency"), empty_label=CHOOSE),
            "standing": CodeField("suit_standing", label=_("Standing as defendant")),
            "served_on": DateField(label=_("Served on"), latest=today, required=False),
            "exempt": tick(_("Owes no answer (as appellant)")),
        },
        label=_("Defendants"),
        help_text=_("Each with its standing and the day on which it was served with the suit."),
    )
    reconsidered = forms.BooleanField(label=_("After reconsideration"), required=False)
    reconsideration_number = shown_when(
        CaseNumberField(label=_("Number of the reconsideration case"), max_length=64, required=False), "reconsidered=on"
    )
    earlier_number = half(CourtNumberField(label=_("Number of the earlier instance"), max_length=64, required=False))
    act_name = forms.CharField(label=_("Act sued over"), max_length=200)
    act_number = half(CaseNumberField(label=_("Document number"), max_length=100, required=False))
    act_on = half(DateField(label=_("Date of the act"), required=False, latest=today))
    cause = forms.CharField(label=_("Cause of action"), max_length=200, required=False)
    matter = half(CodeField("matter", label=_("Kind of act")))
    domain = half(CodeField("domain", label=_("Domain"), required=False))
    claims = text(_("Claims"), 3, required=False)
    compensation = half(MoneyField(label=_("Compensation asked"), required=False))

    # The parties stand between the notice and the act.
    sections: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (
            _("Notice of the court"),
            ("organ", "court", "number", "instance", "procedure", "notice_number", "filed_on", "officer"),
        ),
        (_("Defendants"), ("defendants",)),
        (_("What came before"), ("reconsidered", "reconsideration_number", "earlier_number")),
        (
            _("Act and claims"),
            ("act_name", "act_number", "act_on", "cause", "matter", "domain", "claims", "compensation"),
        ),
    )
    COLUMNS = (
        *("court", "instance", "procedure", "notice_number", "filed_on", "reconsidered", "reconsideration_number"),
        *("earlier_number", "act_name", "act_number", "act_on", "matter", "domain", "claims", "compensation"),
    )

    def __init__(self, *args: Any, organs: list[Organ], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation")
        if len(organs) == 1:
            field.initial, field.widget = organs[0], forms.HiddenInput()
        on_day = Organisation.objects.valid_on(today())
        self.fields["court"].queryset = on_day.filter(kind=OrganisationKind.COURT).order_by("name")
        roots = Organisation.objects.none()
        for organ in organs:
            roots = roots | Organisation.objects.within(organ.organisation)
        agencies = roots.filter(kind__in=AGENCY_KINDS).valid_on(today()).distinct().order_by("pk")
        self.fields["defendants"].columns["organisation"].queryset = agencies
        self.fields["officer"].offer(organs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("reconsidered"):
            cleaned["reconsideration_number"] = ""
        self._check_instance(cleaned)
        if cleaned.get("number") and cleaned["number"] == cleaned.get("earlier_number"):
            self.add_error("earlier_number", _("This is the number of the suit itself."))
        self._check_defendants(cleaned.get("defendants") or [], cleaned.get("filed_on"))
        return cleaned

    def _check_instance(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("number"):
            return
        implied, chosen = court_number(cleaned["number"]).instances, cleaned.get("instance")
        if chosen is None:
            cleaned["instance"] = Code.objects.get(pk=f"suit_instance.{implied[0]}")
        elif chosen.code not in implied:
            self.add_error("instance", _("The number is not that of a case of this instance."))

    def _check_defendants(self, rows: list[dict[str, Any]], filed_on: dt.date | None) -> None:
        if "defendants" in self.errors:
            return
        if not any(row["served_on"] for row in rows):
            self.add_error("defendants", _("Say when at least one defendant was served."))
        named = [row["organisation"] for row in rows]
        if len(named) != len(set(named)):
            self.add_error("defendants", _("A defendant is named twice."))
        if filed_on and any(row["served_on"] and row["served_on"] < filed_on for row in rows):
            self.add_error("filed_on", _("A suit cannot be served before it was docketed."))
        standings = {row["standing"].code for row in rows}
        if "joint" in standings and len(rows) == 1:
            self.add_error("defendants", _("A joint defendant stands beside another one."))
        if "alone" in standings and len(rows) > 1:
            self.add_error("defendants", _("Who is sued alone stands beside no other defendant."))

    def columns(self) -> dict[str, Any]:
        """The cleaned values that are columns of the lawsuit."""
        return {name: self.cleaned_data[name] for name in self.COLUMNS}


class NoticeForm(StepForm):
    """The court's notice as it was registered, put right: number, docketing, service on each defendant."""

    on_date_label = _("First served on")
    number = CourtNumberField(label=_("Number of the court"), max_length=64)
    filed_on = DateField(label=_("Docketed on"), required=False, latest=today)
    services = RowsField(
        {
            "party": PartyChoiceField(Party.objects.none(), label=_("Defendant"), empty_label=CHOOSE),
            "served_on": DateField(label=_("Served on"), latest=today),
            "exempt": tick(_("Owes no answer (as appellant)")),
        },
        label=_("Service on each defendant"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        defendants = self.context.dossier.parties.filter(role=PartyRole.RESPONDENT)
        self.fields["services"].columns["party"].queryset = defendants

    def clean_on_date(self) -> dt.date:
        """No later than any other step of the case."""
        return self.check_first_day(lambda fact: fact.kind in {f.FILED, f.SERVED_WITH_SUIT})

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        same = Dossier.objects.unscoped("a number is the organ's").filter(
            organ=self.context.dossier.organ_id, number=number, kind=DossierKind.LITIGATION
        )
        if same.exclude(pk=self.context.dossier.pk).exists():
            raise forms.ValidationError(
                _("The number %(number)s is already given."), code="taken", params={"number": number}
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows, day, filed = cleaned.get("services") or [], cleaned.get("on_date"), cleaned.get("filed_on")
        if rows and day and min(row["served_on"] for row in rows) != day:
            self.add_error("on_date", _("The first service is on another day."))
        if day and filed and filed > day:
            self.add_error("filed_on", _("A suit cannot be served before it was docketed."))
        if len({row["party"] for row in rows}) != len(rows):
            self.add_error("services", _("A defendant is named twice."))
        return cleaned
