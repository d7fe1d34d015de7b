"""What the facts and rows of a dispute say: who has agreed, who takes part since when, what is open."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Role
from disputes import facts as f
from disputes.models import Dispute, State, Transfer, TransferState
from dossiers.models import Dossier, DossierLink, Fact, LinkKind, Party, PartyRole
from workflow.steps import Context

SIDES = (PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY)
# Between its acceptance and its end a dispute is joined with others, and parted from them.
OPEN_STATES = (State.ACCEPTED, State.RESOLVING)
ENDED_STATES = (State.CONCLUDED, State.CLOSED)
OPEN_TRANSFERS = (TransferState.SENT, TransferState.SIGNED, TransferState.REPORTED)


def is_inside(actor: Actor, dossier: Dossier) -> bool:
    """Whether somebody works in the office or the centre of the dispute."""
    return actor.has_any((Role.OFFICER, Role.DIRECTOR, Role.CENTRE_COORDINATOR), dossier.organ.office_id)


def sides(context: Context) -> list[Party]:
    """Those whose consent it needs: who seeks resolution, the agencies, third parties; nobody who acts for another."""
    return [party for party in context.parties_as(*SIDES) if party.represents_id is None]


def word_of(context: Context, party: Party) -> bool | None:
    """Whether a party agrees, by what it said last; None while it has said nothing."""
    said = [fact for fact in context.facts if fact.kind in {f.CONSENTED, f.REFUSED} and fact.party_id == party.pk]
    last = max(said, key=lambda fact: (fact.on_date, fact.pk), default=None)
    return None if last is None else last.kind == f.CONSENTED


def without_word(context: Context) -> list[Party]:
    """The parties that have neither agreed nor refused yet, or whose participation has ended since they agreed."""
    inside = taking_part(context)
    return [party for party in sides(context) if word_of(context, party) is not False and party not in inside]


def refusing(context: Context) -> list[Party]:
    """The parties that do not agree."""
    return [party for party in sides(context) if word_of(context, party) is False]


# Of the time of those who agreed to a resolution that the centre then did not take up.
NOT_ACCEPTED = gettext_lazy("not accepted by the centre: whether this time is taken out is for the court to say")


@dataclass(frozen=True)
class Participation:
    """The time in which a party took part; it does not count towards the period for suing (法释〔2026〕3号 4①三)."""

    party: Party
    since: dt.date
    until: dt.date | None
    # The facts by which it began and ended: their entries have the papers.
    began: Fact
    ended: Fact | None


def participations(context: Context) -> list[Participation]:
    """Who takes part since when, until when; in the order of the parties."""
    found = []
    for party in sides(context):
        ended = _of(context, f.LEFT, party)
        for began in _of(context, f.JOINED, party):
            end = next((fact for fact in ended if fact.on_date >= began.on_date), None)
            if end is not None:
                ended.remove(end)
            found.append(Participation(party, began.on_date, end.on_date if end else None, began, end))
    return found


def _of(context: Context, kind: str, party: Party) -> list[Fact]:
    own = (fact for fact in context.facts if fact.kind == kind and fact.party_id == party.pk)
    return sorted(own, key=lambda fact: (fact.on_date, fact.pk))


def taking_part(context: Context) -> list[Party]:
    """The parties that take part now."""
    return [one.party for one in participations(context) if one.until is None]


def open_transfers(context: Context) -> QuerySet[Transfer]:
    """The units that have the dispute now."""
    rows = Transfer.objects.unscoped("the transfers of a case in hand").filter(dispute=context.dossier.pk)
    return rows.filter(state__in=OPEN_TRANSFERS).select_related("organisation")


def scope(context: Context) -> bool | None:
    """Whether the dispute is within the scope, as it was last examined; None before."""
    found = [fact for fact in context.facts if fact.kind == f.SCOPE_CHECKED]
    return bool(max(found, key=lambda fact: (fact.on_date, fact.pk)).value["within"]) if found else None


def values(context: Context, kind: str, key: str) -> set[Any]:
    """What the current facts of a kind have under `key`."""
    return {fact.value.get(key) for fact in context.facts if fact.kind == kind}


def sessions_open(context: Context) -> bool:
    """Whether a session is set that was neither held nor cancelled."""
    ended = values(context, f.SESSION_HELD, "session") | values(context, f.SESSION_CANCELLED, "session")
    return bool(values(context, f.SESSION_SET, "session") - ended)


def units_in(context: Context, *states: str) -> set[int]:
    """The transfers that stand in one of some states, worked out from the facts: sent, signed or reported."""
    gone = values(context, f.TRANSFER_RETURNED, "transfer") | values(context, f.TRANSFER_RECALLED, "transfer")
    signed = values(context, f.SIGNED, "transfer") - gone
    reported = values(context, f.HANDLING_REPORTED, "transfer") - gone
    sent = values(context, f.TRANSFERRED, "transfer") - gone - signed
    by_state = {"sent": sent, "signed": signed - reported, "reported": reported}
    return {pk for state in states for pk in by_state[state]}


def terms_left(context: Context) -> set[int]:
    """The terms of the agreement of which it is not entered yet what became of them."""
    settled = values(context, f.TERM_DONE, "term") | values(context, f.TERM_FAILED, "term")
    return values(context, f.TERM_AGREED, "term") - settled


def cases_behind(dossier: Dossier) -> QuerySet[Dossier]:
    """The cases behind a dispute, by the links that stand; not read yet."""
    links = DossierLink.objects.unscoped("the links of a case in hand").standing().filter(kind=LinkKind.CENTRE)
    behind = Q(linked_from__in=links.filter(dossier=dossier)) | Q(links__in=links.filter(other=dossier))
    return Dossier.objects.unscoped("the cases behind a case in hand").filter(behind)


_BEHIND = "cases behind the dispute"


def behind(context: Context) -> list[Dossier]:
    """The cases behind a dispute with those who handle them; one query."""
    if _BEHIND not in context.__dict__:
        rows = cases_behind(context.dossier).select_related("officer", "second_officer")
        context.__dict__[_BEHIND] = list(rows.defer("search_text", "grams").order_by("pk"))
    found: list[Dossier] = context.__dict__[_BEHIND]
    return found


def know_behind(context: Context, cases: list[Dossier]) -> None:
    """Tell which cases are behind a dispute, where the page has read them already."""
    context.__dict__[_BEHIND] = cases


_FOLLOWERS = "followers of the dispute"


def followers(context: Context) -> list[Dispute]:
    """The disputes that are resolved together with this one and have not ended; one query."""
    if _FOLLOWERS not in context.__dict__:
        rows = Dispute.objects.unscoped("what follows a case in hand").filter(lead=context.dossier.pk)
        context.__dict__[_FOLLOWERS] = list(
            rows.filter(state__in=OPEN_STATES).select_related("dossier__organ").order_by("pk")
        )
    found: list[Dispute] = context.__dict__[_FOLLOWERS]
    return found


def lead_of(context: Context) -> int | None:
    """The dispute with which this one is resolved, by what was entered last."""
    told = [fact for fact in context.facts if fact.kind in {f.JOINED_TO, f.PARTED}]
    last = max(told, key=lambda fact: (fact.on_date, fact.pk), default=None)
    return last.value["lead"] if last is not None and last.kind == f.JOINED_TO else None
