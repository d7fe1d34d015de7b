"""Forms of joining: which disputes are resolved together with one, which are parted from it, which end with it."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.permissions import can
from accounts.text import normalise_case_number
from disputes import facts as f
from disputes import reading
from disputes.conflicts import conflicts_of
from disputes.models import Dispute, SessionState
from dossiers.models import PartyRole
from workflow.fields import FilteredChoices, text
from workflow.forms import StepForm
from workflow.links import called

# How the numbers of several cases are parted when they are typed.
BETWEEN = re.compile(r"[\s、,，;；]+")


class DisputesField(forms.ModelMultipleChoiceField):
    """Disputes by number and title, ticked in a list that is narrowed by typing."""

    widget = FilteredChoices

    def __init__(self, **kwargs: Any) -> None:
        none = Dispute.objects.unscoped("which ones can be chosen is for the form to say").none()
        super().__init__(none, **{"label": _("Disputes"), **kwargs})

    def label_from_instance(self, dispute: Dispute) -> str:
        return f"{dispute.dossier.number or ''} {dispute.dossier.title}".strip()


class JoinForm(StepForm):
    """Which disputes of one root are resolved together with this one, which leads them."""

    on_date_label = _("Resolved together from")
    not_before = (f.ACCEPTED,)
    disputes = DisputesField(
        label=_("Disputes with the same agency or over the same act"),
        required=False,
    )
    numbers = text(_("Numbers of others"), 2, required=False)
    reason = text(_("What they have in common"), 2)

    # Those that are joined: ticked or typed.
    joined: list[Dispute]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disputes"].queryset = self._alike()
        self.joined = []

    def _free(self) -> QuerySet[Dispute]:
        """Disputes of the organ in the actor's sight that are open, lead nobody and follow nobody."""
        dossier = self.context.dossier
        following = Dispute.objects.unscoped("whether one leads").filter(lead=OuterRef("pk"))
        rows = Dispute.objects.visible_to(self.context.actor).filter(dossier__organ=dossier.organ_id)
        rows = rows.filter(Q(state__in=reading.OPEN_STATES) & Q(lead=None)).exclude(pk=dossier.pk)
        return rows.filter(~Exists(following.filter(state__in=reading.OPEN_STATES))).select_related("dossier__organ")

    def _alike(self) -> QuerySet[Dispute]:
        agencies = [party.organisation_id for party in self.context.parties_as(PartyRole.RESPONDENT)]
        own = {"dossier__parties__role": PartyRole.RESPONDENT, "dossier__parties__voided_at": None}
        alike = Q(dossier__parties__organisation__in=agencies, **own)
        if key := self.context.proceeding.act_key:
            alike |= Q(act_key=key)
        return self._free().filter(pk__in=self._free().filter(alike).values("pk")).order_by("dossier__opened_on", "pk")

    def clean_numbers(self) -> str:
        typed: str = self.cleaned_data["numbers"]
        wanted = [normalise_case_number(number) for number in BETWEEN.split(typed) if number]
        found = {row.dossier.number: row for row in self._free().filter(dossier__number__in=wanted)}
        if missing := [number for number in wanted if number not in found]:
            raise forms.ValidationError(
                _("No dispute that can be joined has the number %(number)s."), params={"number": "、".join(missing)}
            )
        self.joined = [found[number] for number in wanted]
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = {row.pk: row for row in (*(cleaned.get("disputes") or ()), *self.joined)}
        self.joined = [chosen[pk] for pk in sorted(chosen)]
        if not chosen and not self.errors:
            self.add_error("disputes", _("Choose a dispute, or type its number."))
        for dispute in self.joined:
            if reason := self._bar(dispute, cleaned.get("on_date")):
                self.add_error(None, _("%(case)s: %(reason)s") % {"case": called(dispute.dossier), "reason": reason})
        cleaned["joined"] = self.joined
        return cleaned

    def _bar(self, dispute: Dispute, day: dt.date | None) -> Any:
        """Why a dispute cannot be joined, or None."""
        if not can(self.context.actor, "dossier.handle", dispute.dossier):
            return _("It is handled by somebody else.")
        if dispute.transfers.filter(state__in=reading.OPEN_TRANSFERS).exists():
            return _("A unit has it; take the transfer back first.")
        if dispute.sessions.filter(state=SessionState.SET).exists():
            return _("A session is set in it; cancel it first.")
        if day and dispute.accepted_on and day < dispute.accepted_on:
            return _("It was accepted after this day.")
        sitting = self.context.proceeding.team.filter(until=None).select_related("mediator__organisation")
        barred = [
            conflict.words
            for conflict in conflicts_of((member.mediator for member in sitting), dispute.dossier.parties.standing())
            if conflict.bars
        ]
        return "；".join(barred) or None


class PartDisputesForm(StepForm):
    """Disputes that are resolved by themselves from now on."""

    on_date_label = _("Parted on")
    not_before = (f.ACCEPTED,)
    disputes = DisputesField()
    reason = text(_("Reason"), 2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_followers(self, "disputes")


def offer_followers(form: StepForm, name: str) -> None:
    """Let the disputes be chosen that follow the one at hand."""
    rows = Dispute.objects.unscoped("what follows a case in hand").filter(lead=form.context.dossier.pk)
    form.fields[name].queryset = (
        rows.filter(state__in=reading.OPEN_STATES).select_related("dossier").order_by("dossier__opened_on", "pk")
    )


class WithLeadForm(StepForm):
    """What stands in a dispute of which another one leads: that it follows it, or does no more."""

    case = forms.CharField(label=_("Leading dispute"), max_length=300)
    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False)


class OnLeadsDayForm(WithLeadForm):
    """What came of the leading dispute to those that follow; put right, it is on the leading one's day in DAY."""

    DAY: str

    def clean_on_date(self) -> dt.date:
        lead = Dispute.objects.unscoped("the leading one of a case in hand").filter(followers=self.context.dossier.pk)
        day = lead.values_list(self.DAY, flat=True).first()
        if day is not None:
            self.cleaned_data["on_date"] = day
        return super().clean_on_date()


class EndWithLeadForm(OnLeadsDayForm):
    """The end of a dispute that came with that of the leading one."""

    DAY = "concluded_on"
    not_before = (f.ACCEPTED, f.JOINED_TO, f.SESSION_HELD)


class ConfirmWithLeadForm(OnLeadsDayForm):
    """The judicial confirmation of the agreement that the leading dispute came to."""

    DAY = "confirmed_on"
    not_before = (f.CONCLUDED,)
