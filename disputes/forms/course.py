"""Forms of the resolution itself: the team, sessions, what a party says, more time, a party that leaves."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from deadlines.basis import basis_in_force
from disputes import facts as f
from disputes import reading
from disputes.conflicts import conflicts_in
from disputes.forms.common import (
    ENDS_WITH_PAPER,
    MediatorsField,
    OfRow,
    RowField,
    ask_for_paper,
    domain_names,
    mediator_words,
    rows_of,
)
from disputes.models import Mediator, Session, SessionKind, SessionState
from dossiers.models import Party
from workflow.fields import CHOOSE, PartiesField, half, text
from workflow.forms import StepForm
from workflow.moments import TimeSpanForm, day_of
from workflow.party_forms import PartyStepForm
from workflow.rows import RowsField

OVERALL = "dc_house_overall"
# What happens to a session that was set.
LATER = frozenset({f.SESSION_MOVED, f.SESSION_CANCELLED, f.SESSION_HELD})


class TeamForm(StepForm):
    """Who mediates: from the pool, with load; nobody who is a party, nor of a party's unit without a reason."""

    on_date_label = _("Named on")
    not_before = (f.ACCEPTED,)
    mediators = MediatorsField()
    lead = half(
        forms.ModelChoiceField(Mediator.objects.none(), label=_("Leading mediator"), required=False, empty_label=CHOOSE)
    )
    conflict_reason = forms.CharField(
        label=_("Why a mediator with a conflict of interest sits all the same"), max_length=300, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pool = Mediator.objects.filter(organ=self.context.dossier.organ).on(self.context.today)
        pool = pool.select_related("kind", "organisation").with_load()
        # Those at home in the field of the dispute first.
        domain = self.context.proceeding.domain_id
        pool = pool.at_home_first(domain).order_by("-at_home", "kind__position", "load", "pk")
        names = domain_names()
        for name in ("mediators", "lead"):
            self.fields[name].queryset = pool
            self.fields[name].label_from_instance = lambda row: mediator_words(row, names)
        sitting = self.context.proceeding.team.filter(until=None)
        self.fields["mediators"].initial = [member.mediator_id for member in sitting]
        self.fields["lead"].initial = next((member.mediator_id for member in sitting if member.lead), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = list(cleaned.get("mediators") or [])
        if not chosen:
            return cleaned
        lead = cleaned.get("lead")
        if lead is None:
            if len(chosen) > 1:
                self.add_error("lead", _("Say who leads."))
            cleaned["lead"] = chosen[0]
        elif lead not in chosen:
            self.add_error("lead", _("Who leads is one of the mediators."))
        found = conflicts_in(self.context, chosen)
        barred = [conflict for conflict in found if conflict.bars]
        if barred:
            self.add_error("mediators", [conflict.words for conflict in barred])
        elif found and not cleaned.get("conflict_reason"):
            self.add_error("conflict_reason", [conflict.words for conflict in found])
        cleaned["conflicting"] = {conflict.mediator.pk for conflict in found}
        return cleaned


class SessionForm(TimeSpanForm, StepForm):
    """A session to come; all who take part are told."""

    on_date_label = _("Set on")
    not_before = (f.ACCEPTED,)
    kind = half(forms.ChoiceField(label=_("Kind of session"), choices=SessionKind.choices))
    place = half(forms.CharField(label=_("Place"), max_length=200, required=False))
    note = text(_("Remarks"), 2, required=False)
    field_order = ("on_date", "kind", "held_on", "starts", "ends", "place", "note")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_span(cleaned)
        if cleaned.get("kind") and cleaned["kind"] != SessionKind.ONLINE and not cleaned.get("place"):
            self.add_error("place", _("Name the place."))
        accepted = self.context.proceeding.accepted_on
        day = cleaned.get("held_on")
        if day and accepted and day < accepted:
            self.add_error("held_on", _("A session cannot lie before the acceptance."))
        if self.corrected_entries:
            self._check_later(day)
        return cleaned

    def _check_later(self, day: dt.date | None) -> None:
        """A session that was moved, cancelled or held since is no longer where its setting put it."""
        facts = self.context.facts
        own = {fact.value["session"] for fact in facts if fact.entry_id in self.corrected_entries}
        later = [fact for fact in facts if fact.value.get("session") in own and fact.kind in LATER]
        if any(fact.kind != f.SESSION_HELD for fact in later):
            self.add_error(None, _("The session was moved or cancelled since; its setting stays as it is."))
        elif later and day and day != later[0].on_date:
            self.add_error("held_on", _("The session was held; put right the entry of that."))


class OfSession(OfRow):
    ROW = "session"
    FACTS = (f.SESSION_HELD,)
    session = RowField(Session, label=_("Session"))

    def rows(self) -> QuerySet[Session]:
        return rows_of(self.context, Session, state=SessionState.SET)


# How a party is told of a session; the first two the system does by itself.
HOW_TOLD = {
    "text": _("by text message"),
    "account": _("in the system"),
    "phone": _("by telephone"),
    "person": _("in person"),
    "post": _("by post"),
    "online": _("on-line"),
}


class TellSessionForm(OfSession):
    """That parties were told of a session, by whatever way the system does not take itself."""

    on_date_label = _("Told on")
    FACTS = (f.SESSION_TOLD,)
    parties = PartiesField(label=_("Parties told"))
    how = half(forms.ChoiceField(label=_("Told how"), choices=list(HOW_TOLD.items())[2:]))
    paper = forms.FileField(label=_("Notice or receipt"), required=False)
    note = text(_("Remarks"), 2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"].queryset = self.context.dossier.parties.standing()


class MoveSessionForm(TimeSpanForm, OfSession):
    on_date_label = _("Moved on")
    FACTS = (f.SESSION_MOVED,)
    place = half(forms.CharField(label=_("Place"), max_length=200, required=False))
    reason = text(_("Reason"), 2)
    field_order = ("on_date", "session", "held_on", "starts", "ends", "place", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_span(cleaned)
        return cleaned


class CancelSessionForm(OfSession):
    on_date_label = _("Cancelled on")
    FACTS = (f.SESSION_CANCELLED,)
    reason = text(_("Reason"), 2)


class HoldSessionForm(OfSession):
    """A session that was held: who came for each side, what was said in common, the minutes."""

    on_date_label = _("Held on")
    not_before = (f.ACCEPTED,)
    attendance = RowsField(
        {
            "name": forms.CharField(label=_("Person's name"), max_length=64),
            "side": forms.CharField(label=_("On whose side"), max_length=100),
            "post": forms.CharField(label=_("Post"), max_length=64, required=False),
            "absent": forms.BooleanField(
                label=_("Did not come"), required=False, widget=forms.CheckboxInput({"class": "form-check-input"})
            ),
        },
        label=_("Attendance"),
        spare=5,
        most=40,
    )
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            ("agreed", _("The parties agree")),
            ("go_on", _("To be continued")),
            ("failed", _("The parties do not agree")),
        ],
        widget=forms.RadioSelect,
    )
    summary = text(_("What was said in common"), 4)
    minutes = forms.FileField(label=_("Minutes"), required=False)
    office_only = frozenset({"summary"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        session, day = cleaned.get("session"), cleaned.get("on_date")
        if session and day and day != day_of(session.during) and not self.corrected_entries:
            self.add_error("on_date", _("The session is set for another day; move it first."))
        if cleaned.get("attendance") and all(row["absent"] for row in cleaned["attendance"]):
            self.add_error("attendance", _("Nobody came: cancel the session instead."))
        return cleaned


class PositionForm(PartyStepForm):
    """What one party says; for the mediator alone where the party asks it. It stands in no timeline."""

    on_date_label = _("Stated on")
    not_before = (f.ACCEPTED,)
    party_roles = reading.SIDES
    not_kept = frozenset({"content"})
    session = RowField(Session, label=_("In which session"), required=False, empty_label=_("Outside a session"))
    content = text(_("Position of the party"), 5)
    confidential = forms.BooleanField(
        label=_("For the mediator alone"),
        required=False,
        help_text=_("The party asks that nobody but the mediators reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = rows_of(self.context, Session, state__in=[SessionState.SET, SessionState.HELD])
        self.fields["session"].queryset = held


class ExtendDisputeForm(StepForm):
    """More time for the whole resolution: as much as the plan of the organ gives, as its period now says."""

    on_date_label = _("Asked for on")
    not_before = (f.ACCEPTED,)
    days = half(forms.IntegerField(label=_("Extension (days)"), min_value=1))
    reason = text(_("Reason"), 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].initial = self.longest
        self.fields["days"].widget.attrs["max"] = self.longest

    @cached_property
    def longest(self) -> int:
        """The longest extension of the overall period, as it was set for the organ when the dispute was accepted."""
        organ, accepted = self.context.dossier.organ_id, self.context.proceeding.accepted_on or self.context.today
        return basis_in_force([organ]).book_of(organ).holding(OVERALL, accepted).extendable or 0

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if days > self.longest:
            raise forms.ValidationError(
                _("At most %(n)s days can be added."), params={"n": self.longest}, code="too_long"
            )
        return days


class ExtendMediationForm(StepForm):
    """Both sides want the mediation of a court to last longer (法释〔2016〕14号 27; 法释〔2021〕23号 24)."""

    on_date_label = _("Agreed on")
    not_before = (f.RECEIVED,)
    days = half(forms.IntegerField(label=_("Extension (days)"), min_value=1, max_value=365))
    agreed = forms.BooleanField(label=_("Every party agrees to it"))
    paper = forms.FileField(label=_("Consent of the parties"), required=False)
    note = text(_("Remarks"), 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ask_for_paper(self, "paper", _("Add the paper in which the parties agree."))
        return cleaned


class LeaveForm(PartyStepForm):
    """A party withdraws its consent: its participation ends on that day."""

    on_date_label = _("Left on")
    party_roles = reading.SIDES
    not_before = (f.JOINED,)
    reason = text(_("Reason"), 2)
    ends = forms.BooleanField(
        label=_("The resolution ends with it"),
        required=False,
        initial=True,
        help_text=_("Else it goes on with the others."),
    )
    paper = forms.FileField(
        label=_("Statement of the party or record of it"),
        required=False,
        help_text=_("The end of the participation is proved by it."),
    )

    def parties(self) -> QuerySet[Party]:
        inside = [party.pk for party in reading.taking_part(self.context)]
        return super().parties().filter(pk__in=inside)

    def know_correction(self) -> None:
        steps = self.context.dossier.timeline.filter(pk__in=self.corrected_entries)
        left = {party for entry in steps for party in entry.data["form"].get("party", [])}
        self.fields["party"].queryset = super().parties().filter(pk__in=left)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        party, day = cleaned.get("party"), cleaned.get("on_date")
        if party and day and self.corrected_day:
            again = [on for on in self._days_of(f.JOINED, party) if on > self.corrected_day]
            if again and day > again[0]:
                self.add_error("on_date", _("%(party)s took part again by then.") % {"party": party.name})
        ask_for_paper(self, "paper", ENDS_WITH_PAPER)
        return cleaned
