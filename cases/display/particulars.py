"""What the application says, its parties, and who has which document."""

from operator import itemgetter
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date, cn_day
from accounts.templatetags.ui import money
from cases import facts as f
from cases.display.intake import applicable_law, said_rows
from cases.models import Nature, ReconsiderationCase
from cases.services import stands_declined
from dossiers.models import Code, Dossier, DossierSource, Fact, Party, PartyRole
from workflow.describing import Names
from workflow.people import long_text
from workflow.steps import Context


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
