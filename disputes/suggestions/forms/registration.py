"""A suggestion as it is registered or drawn up, and that registration put right."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.fields import CaseNumberField, DateField
from accounts.models import AGENCY_KINDS, Organ, Organisation, OrganisationKind
from accounts.text import normalise_case_number
from accounts.timekeeping import today
from disputes.models import Subject, SuggestionKind
from disputes.suggestions import facts as f
from disputes.suggestions.clocks import statutory_clock
from dossiers.content import check_upload
from dossiers.models import Dossier, DossierStatus, Party, PartyRole
from workflow.fields import CHOOSE, CodeField, OfficerField, OrganisationField, PartyChoiceField, half, shown_when, text
from workflow.forms import StepForm
from workflow.rows import RowsField

OWN_KINDS = (SuggestionKind.REVIEW_OPINION, SuggestionKind.REVIEW_SUGGESTION, SuggestionKind.SUPERVISION)
RECEIVED, ISSUED, DRAFT = "received", "issued", "draft"
HOW = (
    (RECEIVED, _("Issued by another body, received here")),
    (ISSUED, _("Issued by the office already")),
    (DRAFT, _("To be issued by the office: drawn up here")),
)
LONGEST = 366


def check_period(cleaned: dict[str, Any], kind: str, issued_on: dt.date | None) -> tuple[str, Any] | None:
    """What is wrong with the period that a paper lays down: (field, words); None when it is right."""
    day, days = cleaned.get("reply_by"), cleaned.get("reply_days")
    if day and days:
        return "reply_days", _("Give the day or the number of days, not both.")
    if (day or days) and statutory_clock(kind, cleaned.get("subject") or "", issued_on):
        return ("reply_by" if day else "reply_days"), _("The law itself gives sixty days here; leave this empty.")
    if day and issued_on and day < issued_on:
        return "reply_by", _("The answer cannot be due before the suggestion was issued.")
    return None


class SuggestionForm(forms.Form):
    """A suggestion: who issued it, to whom it is made, what is wrong and what is suggested."""

    organ = half(forms.ModelChoiceField(Organ.objects.none(), label=_("Organ in whose district the agencies stand")))
    how = forms.ChoiceField(label=_("Where it comes from"), choices=HOW, initial=RECEIVED, widget=forms.RadioSelect)
    kind = half(forms.ChoiceField(label=_("Kind of suggestion"), choices=[("", CHOOSE), *SuggestionKind.choices]))
    subject = half(forms.ChoiceField(label=_("Class of the suggestion"), choices=Subject.choices))
    issuer = shown_when(
        half(OrganisationField(label=_("Body that makes it"), empty_label=_("A body of elsewhere"))), f"how={RECEIVED}"
    )
    issuer_name = shown_when(
        half(
            forms.CharField(
                label=_("Name of the issuing body"),
                max_length=200,
                required=False,
                help_text=_("Where it is not in the list."),
            )
        ),
        "issuer=",
    )
    number = shown_when(
        half(CaseNumberField(label=_("Document number"), max_length=64, required=False)), f"how={RECEIVED}|{ISSUED}"
    )
    issued_on = shown_when(
        half(DateField(label=_("Date of the paper"), required=False, latest=today)), f"how={RECEIVED}|{ISSUED}"
    )
    reply_by = half(
        DateField(
            label=_("Answer by, as the paper says"),
            required=False,
            help_text=_("Only where the paper names a day and no statute sets the period."),
        )
    )
    reply_days = half(
        forms.IntegerField(
            label=_("or within so many days of the receipt"), required=False, min_value=1, max_value=LONGEST
        )
    )
    document = forms.FileField(label=_("The paper"), required=False, validators=[check_upload])
    agencies = RowsField(
        {
            "organisation": forms.ModelChoiceField(
                Organisation.objects.none(), label=_("Agency to which it is made"), empty_label=CHOOSE
            ),
            "received_on": DateField(label=_("Received on"), latest=today, required=False),
        },
        label=_("Agencies to which it is made"),
        help_text=_("Each has its own period, from the day on which it received it; that can be entered later."),
        most=30,
    )
    cases = forms.CharField(
        label=_("Cases behind it"),
        max_length=500,
        required=False,
        help_text=_("Numbers of suits and reconsideration cases, parted by 、"),
    )
    cause = half(CodeField("loss_cause", label=_("Cause of the problem"), required=False))
    domain = half(CodeField("domain", label=_("Domain"), required=False))
    matter = half(CodeField("matter", label=_("Kind of act"), required=False))
    officer = half(OfficerField(required=False))
    problem = text(_("Problem"), 3)
    proposal = text(_("What is suggested"), 3)

    sections: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (
            _("The paper"),
            (
                *("organ", "how", "kind", "subject", "issuer", "issuer_name", "number", "issued_on"),
                *("reply_by", "reply_days", "document"),
            ),
        ),
        (_("Agencies to which it is made"), ("agencies",)),
        (_("Problem and suggestion"), ("cases", "cause", "domain", "matter", "officer", "problem", "proposal")),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        organs: list[Organ],
        bodies: dict[str, frozenset[int]],
        **kwargs: Any,
    ) -> None:
        """`organs` are those for which it may be registered, `bodies` the courts and procuratorates of one of which it
        is (by kind); empty for the office.
        """
        super().__init__(*args, **kwargs)
        self.actor, self.bodies = actor, bodies
        field = self.fields["organ"]
        field.queryset = Organ.objects.filter(pk__in=[organ.pk for organ in organs]).select_related("organisation")
        if len(organs) == 1:
            field.initial, field.widget = organs[0], forms.HiddenInput()
        on_day = Organisation.objects.valid_on(today())
        roots = Organisation.objects.none()
        for organ in organs:
            roots = roots | Organisation.objects.within(organ.organisation)
        agencies = roots.filter(kind__in=AGENCY_KINDS).valid_on(today()).distinct().order_by("pk")
        self.fields["agencies"].columns["organisation"].queryset = agencies
        issuers = on_day.filter(kind__in=[OrganisationKind.COURT, OrganisationKind.PROCURATORATE]).order_by("name")
        self.fields["issuer"].queryset = issuers
        self.fields["officer"].offer(organs)
        if bodies:
            self._of_body(issuers)

    def _of_body(self, issuers: Any) -> None:
        """A court or procuratorate registers what it issued itself, and has no officer of the office to name."""
        for name in ("how", "issuer_name", "officer"):
            del self.fields[name]
        own = issuers.filter(pk__in=frozenset().union(*self.bodies.values()))
        issuer, kind = self.fields["issuer"], self.fields["kind"]
        issuer.queryset, issuer.required, issuer.show_when = own, True, ""
        kind.choices = [(value, label) for value, label in SuggestionKind.choices if value in self.bodies]
        self.fields["number"].show_when = self.fields["issued_on"].show_when = ""
        self.fields["issued_on"].required = True
        if len(kind.choices) == 1:
            kind.initial = kind.choices[0][0]
        if len(own) == 1:
            issuer.initial, issuer.widget = own[0], forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        how, kind = RECEIVED if self.bodies else cleaned["how"], cleaned["kind"]
        cleaned["own"] = how != RECEIVED
        self._check_kind(cleaned, how)
        if how == DRAFT:
            cleaned["number"], cleaned["issued_on"] = "", None
            if any(row["received_on"] for row in cleaned["agencies"]):
                self.add_error("agencies", _("Nobody has received what is still to be issued."))
        elif not cleaned.get("issued_on"):
            self.add_error("issued_on", _("Give the date of the paper."))
        self._check_agencies(cleaned)
        if wrong := check_period(cleaned, kind, cleaned.get("issued_on")):
            self.add_error(*wrong)
        return cleaned

    def _check_kind(self, cleaned: dict[str, Any], how: str) -> None:
        kind, organ = cleaned["kind"], cleaned["organ"]
        if how != RECEIVED:
            if kind not in OWN_KINDS:
                self.add_error("kind", _("The office issues no judicial and no procuratorial suggestion."))
            # A reconsideration organ issues opinion letters and suggestions, its office supervises enforcement.
            supervises = kind == SuggestionKind.SUPERVISION
            cleaned["issuer"] = organ.office if supervises else organ.organisation
        if cleaned.get("issuer"):
            cleaned["issuer_name"] = cleaned["issuer"].name
        elif not cleaned.get("issuer_name"):
            self.add_error("issuer_name", _("Say who issued it."))
        if self.bodies and cleaned["issuer"] and cleaned["issuer"].pk not in self.bodies.get(kind, ()):
            self.add_error("kind", _("This body issues no suggestions of this kind."))

    def _check_agencies(self, cleaned: dict[str, Any]) -> None:
        rows, issued_on = cleaned.get("agencies") or [], cleaned.get("issued_on")
        named = [row["organisation"] for row in rows]
        if len(named) != len(set(named)):
            self.add_error("agencies", _("An agency is named twice."))
        if issued_on and any(row["received_on"] and row["received_on"] < issued_on for row in rows):
            self.add_error("agencies", _("It cannot have been received before it was sent."))
        within = Organisation.objects.within(cleaned["organ"].organisation)
        if within.filter(pk__in=[place.pk for place in named]).count() != len(set(named)):
            self.add_error("agencies", _("An agency does not stand in the district of this organ."))

    def columns(self) -> dict[str, Any]:
        """The cleaned values that are columns of the suggestion, but for the cases that are none of this office."""
        names = (
            *("kind", "subject", "own", "issuer", "issuer_name", "issued_on", "reply_by", "reply_days"),
            *("cause", "domain", "matter", "problem", "proposal"),
        )
        return {name: self.cleaned_data[name] for name in names}

    def cases_behind(self) -> tuple[list[Dossier], str]:
        """The cases that were named: those in the actor's sight, and the numbers of all others as they were typed."""
        return cases_named(self.actor, self.cleaned_data["organ"], self.cleaned_data["cases"])


def cases_named(actor: Actor, organ: Organ, typed: str) -> tuple[list[Dossier], str]:
    """The cases of an organ whose numbers were typed, in the actor's sight; and the numbers of all others."""
    numbers = [normalise_case_number(part) for part in re.split(r"[、,，;；\n]+", typed) if part.strip()]
    seen = Dossier.objects.visible_to(actor).filter(organ=organ, number__in=numbers).exclude(kind="suggestion")
    found = {dossier.number: dossier for dossier in seen.exclude(status=DossierStatus.VOID)}
    return list(found.values()), "、".join(number for number in numbers if number not in found)


class RegistrationForm(StepForm):
    """The registration put right: the number and day of the paper, what it lays down, the receipts that it gave."""

    on_date_label = _("Date of the paper")
    office_only = frozenset({"receipts"})
    number = half(CaseNumberField(label=_("Document number"), max_length=64, required=False))
    about = half(forms.ChoiceField(label=_("Class of the suggestion"), choices=Subject.choices))
    reply_by = half(DateField(label=_("Answer by, as the paper says"), required=False))
    reply_days = half(
        forms.IntegerField(
            label=_("or within so many days of the receipt"), required=False, min_value=1, max_value=LONGEST
        )
    )
    receipts = RowsField(
        {
            "party": PartyChoiceField(Party.objects.none(), label=_("Agency to which it is made"), empty_label=CHOOSE),
            "received_on": DateField(label=_("Received on"), latest=today),
        },
        label=_("Receipt by each agency"),
        required=False,
        most=30,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = self.context.dossier.parties.filter(role=PartyRole.RESPONDENT)
        self.fields["receipts"].columns["party"].queryset = agencies

    def clean_on_date(self) -> dt.date:
        """No later than any other step, but for the receipts that stand beside it."""
        return self.check_first_day(lambda fact: fact.kind == f.ISSUED or fact.entry_id in self.corrected_entries)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rows, day = cleaned.get("receipts") or [], cleaned.get("on_date")
        if day and any(row["received_on"] < day for row in rows):
            self.add_error("receipts", _("It cannot have been received before it was sent."))
        if len({row["party"] for row in rows}) != len(rows):
            self.add_error("receipts", _("An agency is named twice."))
        others = {
            fact.party_id
            for fact in self.context.facts
            if fact.kind == f.RECEIVED and fact.entry_id not in self.corrected_entries
        }
        if others & {row["party"].pk for row in rows}:
            self.add_error("receipts", _("The receipt of this agency was entered by a step of its own."))
        if wrong := check_period({**cleaned, "subject": cleaned.get("about")}, self.context.proceeding.kind, day):
            self.add_error(*wrong)
        return cleaned
