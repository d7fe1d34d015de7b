"""Forms of the way into the centre: scope, consent, acceptance or refusal, transfer to a unit."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AGENCY_KINDS, Organ, Organisation, OrganisationKind, Role
from accounts.templatetags.dates import cn_day
from accounts.timekeeping import today
from disputes import facts as f
from disputes import reading
from disputes.forms.common import ENDS_WITH_PAPER, OfRow, RowField, ask_for_paper, rows_of
from disputes.models import Transfer, TransferState
from dossiers.models import Party
from workflow.fields import CHOOSE, CodeField, OrganisationField, half, shown_when, text, tick
from workflow.forms import MultipleFileField, StepForm
from workflow.party_forms import PartyStepForm
from workflow.rows import RowsField

# To which bodies of the district a dispute is handed: agencies, and those who see to disputes beside them. An
# organisation for people's mediation is entered as another organisation.
UNIT_KINDS = (*AGENCY_KINDS, OrganisationKind.PETITION_OFFICE, OrganisationKind.POLITICAL_LEGAL_COMMITTEE)


def units_of(organ: Organ) -> QuerySet[Organisation]:
    """The units of the district that can have a dispute."""
    return Organisation.objects.within(organ.organisation).filter(kind__in=UNIT_KINDS).valid_on(today())


# What comes after a transfer was signed for.
AFTER_SIGNING = frozenset({f.TRANSFER_RETURNED, f.TRANSFER_RECALLED, f.HANDLING_REPORTED})


class ScopeForm(StepForm):
    """Whether the dispute is one for the centre, by the list of what it does not take up."""

    on_date_label = _("Examined on")
    within = forms.ChoiceField(
        label=_("Within the scope of resolution"),
        choices=[("yes", _("Within")), ("no", _("Not within"))],
        widget=forms.RadioSelect,
    )
    reason = shown_when(CodeField("dispute_excluded", label=_("Reason"), required=False), "within=no")
    note = text(_("Remarks"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("within") == "yes":
            cleaned["reason"] = None
        elif cleaned.get("within") and not cleaned.get("reason"):
            self.add_error("reason", _("Say why it is not within the scope."))
        return cleaned


class ConsentForm(PartyStepForm):
    """Whether one party agrees to resolution in the centre, with its paper: its participation begins on that day."""

    on_date_label = _("Said on")
    party_roles = reading.SIDES
    consents = forms.ChoiceField(
        label=_("Consent"),
        choices=[("yes", _("Agrees")), ("no", _("Does not agree"))],
        widget=forms.RadioSelect,
    )
    manner = half(
        forms.ChoiceField(
            label=_("Said how"),
            choices=[("written", _("In writing")), ("online", _("On-line")), ("oral", _("By word of mouth, recorded"))],
        )
    )
    proof = forms.FileField(
        label=_("Consent or record"),
        required=False,
        help_text=_(
            "A consent comes with its paper: of one given on-line its confirmation, of one by word of mouth the record."
        ),
    )
    note = text(_("Remarks"), 2, required=False)
    # Of a correction: the party of the entry, where its participation has ended since.
    ended: list[Party] | tuple[()] = ()

    def parties(self) -> QuerySet[Party]:
        parties, actor = super().parties().filter(represents=None), self.context.actor
        if reading.is_inside(actor, self.context.dossier):
            return parties
        return parties.filter(organisation_id__in=actor.organisations(Role.AGENCY_LIAISON))

    def know_correction(self) -> None:
        """The party of the entry stays where its participation has ended since: what ended it names that party."""
        own = self.context.dossier.facts.filter(entry_id__in=self.corrected_entries, kind=f.JOINED)
        begun = [(fact.party, fact.on_date) for fact in own.select_related("party") if fact.is_current and fact.party]
        self.ended = [party for party, since in begun if any(day >= since for day in self._days_of(f.LEFT, party))]
        if self.ended:
            self.fields["party"].queryset = self.parties().filter(pk__in=[party.pk for party in self.ended])

    def _balance(self, party: Party) -> int:
        """How many more times a party came in than it went, the entry that is put right left out."""
        return len(self._days_of(f.JOINED, party)) - len(self._days_of(f.LEFT, party))

    def clean_party(self) -> Party:
        party: Party = super().clean_party()
        if self._balance(party) > 0:
            raise forms.ValidationError(_("%(party)s has agreed already."), params={"party": party.name}, code="once")
        return party

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("consents") == "yes":
            ask_for_paper(self, "proof", _("Add the paper of the consent: the time in the centre is proved by it."))
        if self.ended and cleaned.get("consents") == "no":
            self.add_error("consents", _("A later step ended the party's participation; it must have begun."))
        self._check_after_leaving(cleaned.get("party"), cleaned.get("on_date"))
        return cleaned

    def _check_after_leaving(self, party: Party | None, day: dt.date | None) -> None:
        if party is None or day is None:
            return
        before = [on for on in self._days_of(f.LEFT, party) if self.corrected_day is None or on < self.corrected_day]
        if before and day < before[-1]:
            words = _("%(party)s took part until %(day)s; this day lies before it.")
            self.add_error("on_date", words % {"party": party.name, "day": cn_day(before[-1])})


class AcceptDisputeForm(StepForm):
    on_date_label = _("Accepted on")
    not_before = (f.SCOPE_CHECKED, f.CONSENTED)
    note = text(_("Remarks"), 2, required=False)


class DeclineDisputeForm(StepForm):
    """The dispute is not taken up and goes back to where it came from, with the reason."""

    on_date_label = _("Declined on")
    not_before = (f.JOINED,)
    reason = CodeField("dispute_excluded", label=_("Reason"))
    words = text(_("Reason in words"), 2, required=False)
    paper = forms.FileField(label=_("Letter to the source"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if reason is not None and reason.code == "other" and not cleaned.get("words"):
            self.add_error("words", _("Say in words why."))
        own = (fact for fact in self.context.facts if fact.entry_id in self.corrected_entries)
        if reading.taking_part(self.context) or any(fact.kind == f.LEFT for fact in own):
            ask_for_paper(self, "paper", ENDS_WITH_PAPER)
        return cleaned


class TransferForm(StepForm):
    """To which units the dispute goes; of several one leads."""

    on_date_label = _("Handed over on")
    not_before = (f.ACCEPTED,)
    # Each unit sees its own transfer alone.
    office_only = frozenset({"units"})
    units = RowsField(
        {
            "organisation": OrganisationField(label=_("Unit"), empty_label=CHOOSE, required=True),
            "lead": tick(_("Leads")),
        },
        label=_("Units that take it"),
        spare=3,
    )
    task = text(_("What the units are to do"), 2)
    paper = forms.FileField(label=_("Letter handing over the dispute"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = units_of(self.context.dossier.organ).order_by("kind", "pk")
        self.fields["units"].columns["organisation"].queryset = here

    def clean_units(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["units"]
        chosen = [row["organisation"] for row in rows]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("A unit is named twice."), code="twice")
        open_ones = list(reading.open_transfers(self.context))
        again = {transfer.organisation_id for transfer in open_ones} & {one.pk for one in chosen}
        if again:
            names = "、".join(one.name for one in chosen if one.pk in again)
            raise forms.ValidationError(_("%(units)s has it already."), params={"units": names}, code="open")
        leads = sum(row["lead"] for row in rows)
        led = any(transfer.lead for transfer in open_ones)
        if leads + led > 1:
            raise forms.ValidationError(_("Only one unit leads."), code="leads")
        if not leads and not led:
            if len(rows) > 1 or open_ones:
                raise forms.ValidationError(_("Say which unit leads."), code="leads")
            rows[0]["lead"] = True
        return rows


class OfTransfer(OfRow):
    """A step about one transfer; a unit's liaison sees those to its own unit alone."""

    ROW = "transfer"
    STATES: tuple[str, ...] = (TransferState.SENT,)
    office_only = frozenset({"transfer", "person", "contact", "reason", "better"})
    transfer = RowField(Transfer, label=_("Transfer"))

    def rows(self) -> QuerySet[Transfer]:
        rows, actor = rows_of(self.context, Transfer, state__in=self.STATES), self.context.actor
        if reading.is_inside(actor, self.context.dossier):
            return rows
        return rows.filter(organisation__in=actor.organisations(Role.AGENCY_LIAISON))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        transfer, day = cleaned.get("transfer"), cleaned.get("on_date")
        if transfer and day:
            self._check_order(transfer, day)
        return cleaned

    def _check_order(self, transfer: Transfer, day: dt.date) -> None:
        """A unit signs for a transfer after it was made, and gives it back or reports after it has signed."""
        if day < transfer.sent_on:
            self.add_error("on_date", _("This day lies before that of the transfer."))
        said = [
            fact
            for fact in self.context.facts
            if fact.value.get("transfer") == transfer.pk and fact.entry_id not in self.corrected_entries
        ]
        signed = [fact.on_date for fact in said if fact.kind == f.SIGNED]
        after = [fact.on_date for fact in said if fact.kind in AFTER_SIGNING]
        if signed and day < signed[0]:
            words = _("The unit signed for it on %(day)s; this day lies before it.")
            self.add_error("on_date", words % {"day": cn_day(signed[0])})
        if after and day > after[0]:
            words = _("It was given back, taken back or reported on %(day)s; this day lies after it.")
            self.add_error("on_date", words % {"day": cn_day(after[0])})


class SignForm(OfTransfer):
    """The unit takes the dispute and says who handles it."""

    on_date_label = _("Signed for on")
    FACTS = (f.SIGNED,)
    person = half(forms.CharField(label=_("Person in charge"), max_length=64))
    contact = half(forms.CharField(label=_("How to reach them"), max_length=64, required=False))


class ReturnTransferForm(OfTransfer):
    """The unit is not the right one, or cannot take it: back to the centre with the reason."""

    on_date_label = _("Returned on")
    FACTS = (f.TRANSFER_RETURNED,)
    STATES = (TransferState.SENT, TransferState.SIGNED)
    reason = text(_("Reason"), 2)
    better = OrganisationField(label=_("Unit that should have it"), empty_label=_("Not known"))
    paper = forms.FileField(label=_("Letter of return"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["better"].queryset = units_of(self.context.dossier.organ).order_by("kind", "pk")


class RecallForm(OfTransfer):
    """The centre takes a transfer back."""

    on_date_label = _("Recalled on")
    FACTS = (f.TRANSFER_RECALLED,)
    STATES = (TransferState.SENT, TransferState.SIGNED)
    reason = text(_("Reason"), 2)


class HandlingForm(OfTransfer):
    """What the unit did, and what it proposes."""

    on_date_label = _("Reported on")
    FACTS = (f.HANDLING_REPORTED,)
    STATES = (TransferState.SIGNED,)
    content = text(_("What was done and what is proposed"), 4)
    papers = MultipleFileField(label=_("Papers"), required=False)
