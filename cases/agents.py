"""Those who act for a party: how many represent a group, who may act for a respondent, which papers are wanting."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from cases.law import RULES_2026, rules_on
from dossiers.models import Code, Party, PartyRole

STAFF = "agent_kind.staff"
# A respondent names one or two members of its staff (rules 18②).
MOST_STAFF = 2


def counted(parties: Iterable[Party]) -> tuple[int, int]:
    """(applicants, their representatives): a line that stands for a group counts as many as it has."""
    applicants = elected = 0
    for party in parties:
        if party.role == PartyRole.APPLICANT:
            applicants += party.group_size
        elif party.role == PartyRole.REPRESENTATIVE:
            elected += 1
    return applicants, elected


def counted_rows(rows: Iterable[dict]) -> tuple[int, int]:
    """The same of parties as a form gives them."""
    applicants = elected = 0
    for row in rows:
        if row["role"] == PartyRole.APPLICANT:
            applicants += row.get("group_size") or 1
        elif row["role"] == PartyRole.REPRESENTATIVE:
            elected += 1
    return applicants, elected


def respondent_agent_lacks(law: str, day: dt.date, kind: Code | None, others: Sequence[Party]) -> str:
    """Why an agent of this kind cannot act for a respondent that has `others` already, in words, or nothing.

    Since the rules of 2026 a respondent names one or two members of its staff and never a lawyer alone (18②).
    """
    if rules_on(law, day) != RULES_2026:
        return ""
    staff = sum(other.agent_kind_id == STAFF for other in others)
    if kind is None:
        return gettext("Say what kind of agent acts for the respondent.")
    if kind.pk == STAFF and staff >= MOST_STAFF:
        return gettext("The respondent has named two members of its staff already (rules 18②).")
    if kind.pk != STAFF and not staff:
        return gettext(
            "A respondent is represented by one or two members of its staff, never by a lawyer alone (rules 18②):"
            " enter them first."
        )
    return ""


def papers_wanting(party: Party) -> list[str]:
    """What is wanting in the papers of who acts for another, in words."""
    wanting = []
    if party.role == PartyRole.AGENT and party.empowered_on is None:
        wanting.append(gettext("power of attorney"))
    if party.role == PartyRole.REPRESENTATIVE and party.empowered_on is None:
        wanting.append(gettext("election paper"))
    if party.agent_kind is not None and party.agent_kind.mapping.get("needs_licence") and not party.licence:
        wanting.append(gettext("licence"))
    return wanting
