"""What the application says, its parties, and who has which document."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date, cn_day
from accounts.templatetags.ui import money
from cases import facts as f
from cases.display.intake import applicable_law, said_rows
from cases.models import Nature, ReconsiderationCase
from cases.services import stands_declined
from dossiers.models import Code, Dossier, DossierSource, Fact, Party, PartyKind, PartyRole
from workflow.describing import Names
from workflow.steps import Context

# Of a long group of parties so many are shown at once; a longer text than this is shown on demand.
MOST_SHOWN = 5
LONG_TEXT = 240
ACTING = (PartyRole.AGENT, PartyRole.REPRESENTATIVE, PartyRole.STATUTORY_AGENT)


def facts(dossier: Dossier, case: ReconsiderationCase, context: Context, *, inner: bool) -> list[dict[str, Any]]:
    """What the application says and what became of it, for components/facts.html."""
    known = cn_date(case.known_on)
    if known and case.known_how:
        known = gettext("%(day)s (%(how)s)") % {"day": known, "how": case.known_how}
    rows: list[tuple[Any, Any]] = [
        (gettext("Act"), case.act_name),
        (gettext("Document number"), case.act_number),
        (gettext("Date of the act"), cn_date(case.act_on)),
        (gettext("Nature"), case.get_nature_display() if case.nature != Nature.ACT else ""),
        (gettext("Known on"), known),
        (gettext("Requests"), [] if long_text(case.requests) else case.requests.splitlines()),
        (gettext("Compensation"), money(case.compensation)),
        (gettext("Domain / matter"), f"{case.domain} / {case.matter}"),
        *said_rows(case),
        (gettext("Asks for a hearing"), gettext("Yes") if case.hearing_asked else ""),
        (gettext("Mediation"), gettext("Willing to mediate") if case.willing_to_mediate else ""),
        (
            gettext("Received on"),
            gettext("%(day)s (%(how)s)") % {"day": cn_date(case.received_on), "how": case.channel},
        ),
        (gettext("Applicable law"), applicable_law(case, dossier.closed_on, context.today)),
        (gettext("Organ"), str(dossier.organ)),
        (gettext("Case officer"), dossier.officer.display_name if dossier.officer else gettext("nobody yet")),
        (gettext("Second officer"), dossier.second_officer.display_name if dossier.second_officer else ""),
        (gettext("Number of the decision"), case.decision_number),
        (gettext("Outcome"), str(case.outcome or "")),
        (gettext("Concluded on"), cn_date(case.concluded_on)),
    ]
    if case.sued:
        rows.append((gettext("Sued"), cn_date(case.sued_on) or gettext("Yes")))
    if dossier.void_reason:
        rows.append((gettext("Voided because"), dossier.void_reason))
    if not inner:
        hidden = {gettext("Mediation"), gettext("Sued")}
        rows = [row for row in rows if row[0] not in hidden]
    return [{"label": label, "value": value} for label, value in rows if value]


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


def service(context: Context, names: Names) -> list[dict[str, Any]]:
    """Who has the copy of the application and who has the decision, and since when; for the panel of service.

    A respondent is to have the copy, every party the decision; of a case that was not accepted the applicants alone
    are served. Who still waits for the decision comes first. An old ledger says nothing of service, so nothing is told
    of it until it is entered here.
    """
    if context.dossier.source == DossierSource.LEDGER and not context.has(f.SERVED):
        return []
    copies = [_copy(context, party) for party in context.respondents if context.has(f.COPY_SENT, party)]
    declined = stands_declined(context)
    if not declined and not context.has(f.CONCLUDED):
        return copies
    document = gettext("Decision of non-acceptance") if declined else gettext("Concluding document")
    days = {fact.party_id: fact for fact in context.facts if fact.kind == f.SERVED}
    to_serve = [
        party
        for party in context.parties
        if party.represents_id is None and (not declined or party.role == PartyRole.APPLICANT)
    ]
    served = [_service(document, party, days.get(party.pk), names) for party in to_serve]
    return copies + sorted(served, key=itemgetter("done"))


def _copy(context: Context, party: Party) -> dict[str, Any]:
    received = context.last(f.COPY_RECEIVED, party)
    words = gettext("received %(day)s") if received else gettext("sent %(day)s, receipt not entered")
    day = cn_day(received or context.last(f.COPY_SENT, party))
    return _served(gettext("Copy of the application"), party, words % {"day": day}, done=received is not None)


def _service(document: str, party: Party, fact: Fact | None, names: Names) -> dict[str, Any]:
    if fact is None:
        return _served(document, party, gettext("not served yet"), done=False)
    manner = names.of(Code, fact.value.get("manner", ""))
    words = gettext("served %(day)s") % {"day": cn_day(fact.on_date)}
    return _served(document, party, f"{words} · {manner}" if manner else words, done=True)


def _served(document: str, party: Party, words: str, *, done: bool) -> dict[str, Any]:
    role = party.get_role_display()
    return {"name": party.name, "role": role, "document": document, "words": words, "done": done}


def folded(rows: list[dict[str, Any]], by: str) -> list[dict[str, list[dict[str, Any]]]]:
    """Rows in groups of one value of `by`, in their order; of a long group the rows after the first few in `more`."""
    groups = []
    for _value, group in groupby(rows, key=itemgetter(by)):
        found = list(group)
        shown = MOST_SHOWN if len(found) > 2 * MOST_SHOWN else len(found)
        groups.append({"shown": found[:shown], "more": found[shown:]})
    return groups
