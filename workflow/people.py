"""Parties, long groups and long texts as the page of a case shows them. No query."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date
from dossiers.models import Party, PartyKind, PartyRole

# Of a long group of parties so many are shown at once; a longer text than this is shown on demand.
MOST_SHOWN = 5
LONG_TEXT = 240
ACTING = (PartyRole.AGENT, PartyRole.REPRESENTATIVE, PartyRole.STATUTORY_AGENT)


def long_text(text: str) -> str:
    """The text when it is too long to stand among the facts; it is then shown on demand."""
    return text if len(text) > LONG_TEXT else ""


def people(parties: Iterable[Party], *, inner: bool, reveal: bool) -> list[dict[str, Any]]:
    """The parties with those who act for them, for components/person.html; numbers and addresses for the office."""
    order: list[str] = [PartyRole.APPLICANT, PartyRole.RESPONDENT, PartyRole.THIRD_PARTY]
    standing = [party for party in parties if party.voided_at is None]
    shown: dict[int, dict[str, Any]] = {}
    for party in standing:
        numbers = bool(party.identity_mask or party.phone_mask)
        shown[party.pk] = {
            "role": party.get_role_display(),
            "role_tone": "calm" if party.role == PartyRole.APPLICANT else "",
            "name": _name(party),
            "kind": _kind(party),
            "identity": party.identity_mask if inner else "",
            "phone": party.phone_mask if inner else "",
            "address": " ".join(filter(None, [party.credit_code, party.address])) if inner else "",
            "reveal_url": reverse("dossiers:party-numbers", args=[party.pk]) if inner and reveal and numbers else "",
            "note": _note(party) if inner else "",
            "under": [],
        }
    heads = []
    for party in standing:
        if party.represents_id in shown:
            shown[party.represents_id]["under"].append(shown[party.pk])
        else:
            heads.append(party)
    heads.sort(key=lambda party: (order.index(party.role) if party.role in order else 9, party.position, party.pk))
    return [shown[party.pk] for party in heads]


def _name(party: Party) -> str:
    if party.group_size > 1:
        return gettext("%(name)s and others, %(n)s in all") % {"name": party.name, "n": party.group_size}
    return party.name


def _kind(party: Party) -> str:
    if party.role in ACTING:
        return " ".join(
            filter(None, [str(party.agent_kind or ""), party.unit, party.relation, party.get_authority_display()])
        )
    return "" if party.kind == PartyKind.AGENCY else party.get_kind_display()


def _note(party: Party) -> str:
    """What the office keeps of the papers of a party, in a line."""
    empowered = cn_date(party.empowered_on)
    label = gettext("Election paper of %(day)s")
    if party.role == PartyRole.AGENT:
        label = gettext("Power of attorney of %(day)s")
    notes = [
        gettext("Licence %(number)s") % {"number": party.licence} if party.licence else "",
        label % {"day": empowered} if empowered else "",
        gettext("Legal aid") if party.legal_aid else "",
        gettext("Agrees to electronic service") if party.electronic_service else "",
    ]
    return " · ".join(filter(None, notes))


def folded(rows: list[dict[str, Any]], by: str) -> list[dict[str, list[dict[str, Any]]]]:
    """Rows in groups of one value of `by`, in their order; of a long group the rows after the first few in `more`."""
    groups = []
    for _value, group in groupby(rows, key=itemgetter(by)):
        found = list(group)
        shown = MOST_SHOWN if len(found) > 2 * MOST_SHOWN else len(found)
        groups.append({"shown": found[:shown], "more": found[shown:]})
    return groups
