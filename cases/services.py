"""Writes of reconsideration: what each act of procedure does to the case and which facts it leaves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import NumberedAt, Organ, Organisation, User
from accounts.permissions import require
from accounts.text import normalise_case_number
from accounts.timekeeping import now, today
from cases import facts as f
from cases.clocks import rules_of
from cases.models import Law, Procedure, ReconsiderationCase, State
from deadlines import services as deadlines
from deadlines.engine import clocks, reckon
from dossiers.models import (
    Code,
    Correspondence,
    Dossier,
    DossierKind,
    DossierSource,
    DossierStatus,
    Fact,
    Party,
    PartyKind,
    PartyRole,
    TimelineEntry,
    Visibility,
)
from dossiers.services import (
    add_fact,
    add_file,
    free_numbers,
    give_number,
    keep_numbers,
    new_fact,
    open_access,
    refresh_access,
    refresh_search,
    search_text,
    take_number,
)
from dossiers.trail import record, record_each
from workflow.steps import Context, Execution

LAW_OF_2023_FROM = dt.date(2024, 1, 1)


def law_for(received_on: dt.date) -> str:
    """The law a case lives by: the law of 2017 accepts with the receipt, so the day of receipt decides (R9)."""
    return Law.LAW_2017 if received_on < LAW_OF_2023_FROM else Law.LAW_2023


def title_of(applicants: list[str], respondents: list[str], act_name: str) -> str:
    """The case in one line: 甲、乙等3人 不服 某局 某决定 (a name of a paper, so it is Chinese in every language)."""

    def joined(names: list[str], counter: str) -> str:
        return "、".join(names[:2]) + (f"等{len(names)}{counter}" if len(names) > 2 else "")

    return f"{joined(applicants, '人')} 不服 {joined(respondents, '个机关')} {act_name}"[:300]


def _named(name: str, group_size: int) -> str:
    return name if group_size == 1 else f"{name}等{group_size}人"


# --- how a case begins -----------------------------------------------------------------------------------------


def _open(
    *,
    actor: Actor,
    organ: Organ,
    source: str,
    step: str,
    received_on: dt.date,
    case: dict[str, Any],
    parties: list[dict[str, Any]],
    respondents: list[Organisation],
    officer: User | None,
    state: str,
    data: dict[str, Any] | None = None,
) -> tuple[ReconsiderationCase, TimelineEntry]:
    """Make dossier, parties, case and the first entry of the timeline; no facts and no number yet."""
    dossier = _new_dossier(
        actor=actor,
        organ=organ,
        source=source,
        received_on=received_on,
        act_name=case["act_name"],
        parties=parties,
        respondents=respondents,
        officer=officer,
        state=state,
    )
    dossier.save(force_insert=True)
    _add_parties(dossier, parties, respondents)
    made = ReconsiderationCase.objects.create(
        dossier=dossier, state=state, law=law_for(received_on), received_on=received_on, **case
    )
    entry = _opening(actor, dossier, step, data or {})
    entry.save(force_insert=True)
    add_fact(entry=entry, kind=f.RECEIVED, on_date=received_on)
    refresh_access(dossier)
    return made, entry


def _new_dossier(
    *,
    actor: Actor,
    organ: Organ,
    source: str,
    received_on: dt.date,
    act_name: str,
    parties: list[dict[str, Any]],
    respondents: list[Organisation],
    officer: User | None,
    state: str,
) -> Dossier:
    """The dossier of an application; not saved yet."""
    applicants = [
        _named(row["name"], row.get("group_size", 1)) for row in parties if row["role"] == PartyRole.APPLICANT
    ]
    return Dossier(
        organ=organ,
        kind=DossierKind.RECONSIDERATION,
        title=title_of(applicants, [organisation.name for organisation in respondents], act_name),
        cause=act_name,
        officer=officer,
        stage=state,
        opened_on=received_on,
        source=source,
        created_by=actor.user,
    )


def _opening(actor: Actor, dossier: Dossier, step: str, data: dict[str, Any]) -> TimelineEntry:
    """The first entry of a case's timeline; not saved yet."""
    return TimelineEntry(
        dossier=dossier,
        step=step,
        on_date=dossier.opened_on,
        taken_by=actor.user,
        to_state=dossier.stage,
        data={"form": {}, "version": dossier.version, **data},
        visibility=Visibility.OFFICE,
    )


def _respondents(dossier: Dossier, organisations: list[Organisation]) -> list[Party]:
    """The agencies against which an application is directed, as parties; not saved yet."""
    return [
        Party(
            dossier=dossier,
            role=PartyRole.RESPONDENT,
            kind=PartyKind.AGENCY,
            name=organisation.name,
            organisation=organisation,
            position=position,
        )
        for position, organisation in enumerate(organisations)
    ]


def _party(dossier: Dossier, row: dict[str, Any], position: int) -> Party:
    """A party from the fields of its form; not saved yet."""
    party = Party(
        dossier=dossier,
        role=row["role"],
        kind=row["kind"],
        name=row["name"],
        group_size=row.get("group_size", 1),
        credit_code=row.get("credit_code", ""),
        address=row.get("address", ""),
        agent_kind=row.get("agent_kind"),
        unit=row.get("unit", ""),
        electronic_service=row.get("electronic_service", False),
        position=position,
    )
    party.set_identity(row.get("identity", ""))
    party.set_phone(row.get("phone", ""))
    return party


def _add_parties(dossier: Dossier, rows: list[dict[str, Any]], respondents: list[Organisation]) -> None:
    made: list[Party] = []
    for position, row in enumerate(rows):
        party = _party(dossier, row, position)
        if party.role in {PartyRole.AGENT, PartyRole.REPRESENTATIVE, PartyRole.STATUTORY_AGENT}:
            # Somebody who acts for another follows the person for whom they act.
            party.represents = next((p for p in reversed(made) if p.represents_id is None), None)
            if party.represents is None:
                raise ValidationError(_("Enter the applicant before the person who acts for them."), code="order")
        party.save()
        made.append(party)
    for respondent in _respondents(dossier, respondents):
        respondent.save()


def _finish(case: ReconsiderationCase, actor: Actor, action: str) -> None:
    refresh_search(case.dossier, case.act_name, case.act_number)
    deadlines.refresh(case.dossier)
    record(actor=actor, action=action, obj=case, dossier=case.dossier)


@transaction.atomic
def register_application(
    *,
    actor: Actor,
    organ: Organ,
    received_on: dt.date,
    case: dict[str, Any],
    parties: list[dict[str, Any]],
    respondents: list[Organisation],
    officer: User | None = None,
    postmark_on: dt.date | None = None,
) -> ReconsiderationCase:
    """Register an application (reconsideration law 22, 30): the review of five working days begins with its receipt.

    `case` holds the columns of the reviewed act and the requests, `parties` the applicants, third parties and those
    who act for them. Under the law of 2017 receipt is acceptance. Raises ValidationError for a day in the future.
    """
    require(actor, "case.register", organ)
    if not respondents or not any(row["role"] == PartyRole.APPLICANT for row in parties):
        raise ValidationError(_("An application has an applicant and a respondent."), code="parties")
    if received_on > today():
        raise ValidationError({"received_on": _("The day lies in the future.")}, code="future")
    made, _entry = _open(
        actor=actor,
        organ=organ,
        source=DossierSource.ENTERED,
        step="register",
        received_on=received_on,
        case=case,
        parties=parties,
        respondents=respondents,
        officer=officer,
        state=State.REVIEW,
        data={"form": {"on_date": [received_on.isoformat()], "channel": [case["channel"].pk]}},
    )
    if postmark_on is not None:
        Correspondence.objects.create(
            organ=organ,
            direction="in",
            counterpart=parties[0]["name"],
            post=Code.objects.get(pk="post.ems"),
            postmark_on=postmark_on,
            on_date=received_on,
            papers=_("Application for reconsideration"),
            dossier=made.dossier,
            recorded_by=actor.user,
        )
    _finish(made, actor, "case.register")
    if organ.numbered_at == NumberedAt.REGISTRATION:
        give_number(dossier=made.dossier, year=received_on.year)
        refresh_search(made.dossier, made.act_name, made.act_number)
    return made


@transaction.atomic
def enter_running_case(
    *,
    actor: Actor,
    organ: Organ,
    number: str,
    received_on: dt.date,
    accepted_on: dt.date,
    procedure: str,
    case: dict[str, Any],
    parties: list[dict[str, Any]],
    respondents: list[Organisation],
    officer: User | None = None,
    copy_received_on: dt.date | None = None,
    reply_received_on: dt.date | None = None,
    suspended_on: dt.date | None = None,
    suspend_ground: Code | None = None,
    resumed_on: dt.date | None = None,
    extension_days: int | None = None,
    extended_on: dt.date | None = None,
) -> ReconsiderationCase:
    """Enter a case that already runs, at its state and with its dates; the clocks run as if it had been here.

    Raises ValidationError when the number is not of the series or is taken.
    """
    require(actor, "case.register", organ)
    made, entry = _open(
        actor=actor,
        organ=organ,
        source=DossierSource.RUNNING,
        step="enter_running",
        received_on=received_on,
        case={**case, "procedure": procedure, "accepted_on": accepted_on},
        parties=parties,
        respondents=respondents,
        officer=officer,
        state=State.HANDLING,
    )
    dossier = made.dossier
    add_fact(entry=entry, kind=f.ACCEPTED, on_date=accepted_on, value={"procedure": procedure})
    if copy_received_on:
        for party in dossier.parties.filter(role=PartyRole.RESPONDENT):
            add_fact(entry=entry, kind=f.COPY_SENT, on_date=copy_received_on, party=party)
            add_fact(entry=entry, kind=f.COPY_RECEIVED, on_date=copy_received_on, party=party)
            if reply_received_on:
                add_fact(entry=entry, kind=f.REPLY_RECEIVED, on_date=reply_received_on, party=party)
        add_fact(entry=entry, kind=f.COPIES_COMPLETE, on_date=copy_received_on)
    if suspended_on and suspend_ground:
        add_fact(entry=entry, kind=f.SUSPENDED, on_date=suspended_on, value={"ground": suspend_ground.pk})
        if resumed_on:
            add_fact(entry=entry, kind=f.RESUMED, on_date=resumed_on)
        else:
            dossier.status = DossierStatus.SUSPENDED
            dossier.save(update_fields=["status"])
    if extension_days and extended_on:
        add_fact(entry=entry, kind=f.EXTENDED, on_date=extended_on, value={"days": extension_days})
    take_number(dossier=dossier, text=number)
    _finish(made, actor, "case.enter_running")
    return made


@dataclass(frozen=True, kw_only=True)
class LedgerCase:
    """A case as an old ledger has it; `row` keeps the source row so that nothing of it is lost."""

    number: str
    received_on: dt.date
    accepted_on: dt.date
    case: dict[str, Any]
    parties: list[dict[str, Any]]
    respondents: list[Organisation]
    officer: User | None = None
    concluded_on: dt.date | None = None
    outcome: Code | None = None
    sued: bool = False
    row: dict[str, str] | None = None


@transaction.atomic
def enter_ledger_cases(*, actor: Actor, organ: Organ, rows: Sequence[LedgerCase]) -> list[ReconsiderationCase | None]:
    """Enter cases of an old ledger as they stand there, all or none, in the same few statements however many they are.

    A concluded case is closed on its day of conclusion. Returns a case for each row, None where its number has been
    given already (to a case of the office or of a row above). Raises ValidationError when a number is not of the
    series, DatabaseError when a row breaks a rule of the records.
    """
    require(actor, "case.import", organ)
    numbers = [normalise_case_number(row.number) for row in rows]
    free = free_numbers(organ=organ, kind=DossierKind.RECONSIDERATION, texts=numbers)
    first = {number: place for place, number in reversed(list(enumerate(numbers))) if number in free}
    entered = [place for place, number in enumerate(numbers) if first.get(number) == place]
    made = _enter(actor, organ, [replace(rows[place], number=numbers[place]) for place in entered])
    found = dict(zip(entered, made, strict=True))
    return [found.get(place) for place in range(len(rows))]


def _enter(actor: Actor, organ: Organ, rows: list[LedgerCase]) -> list[ReconsiderationCase]:
    """Write cases whose numbers are free: dossiers first, then what hangs on them, each table in one statement."""
    if not rows:
        return []
    dossiers = [_ledger_dossier(actor, organ, row) for row in rows]
    parties = [_ledger_parties(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    cases = [_ledger_case(dossier, row) for dossier, row in zip(dossiers, rows, strict=True)]
    for dossier, own, case in zip(dossiers, parties, cases, strict=True):
        dossier.search_text = search_text(dossier, own, case.act_name, case.act_number)
    Dossier.objects.bulk_create(dossiers)
    Party.objects.bulk_create(party for own in parties for party in own)
    ReconsiderationCase.objects.bulk_create(cases)
    entries = TimelineEntry.objects.bulk_create(
        _opening(actor, dossier, "enter_ledger", {"row": row.row or {}})
        for dossier, row in zip(dossiers, rows, strict=True)
    )
    facts = [_ledger_facts(entry, row) for entry, row in zip(entries, rows, strict=True)]
    Fact.objects.bulk_create(fact for own in facts for fact in own)
    keep_numbers(dossiers)
    begun = [
        deadlines.Begun(
            dossier=case.dossier,
            facts=own_facts,
            rules=rules_of(case.law, DossierSource.LEDGER, own_facts),
            organisations={party.pk: party.organisation_id for party in own_parties if party.organisation_id},
        )
        for case, own_facts, own_parties in zip(cases, facts, parties, strict=True)
    ]
    deadlines.begin(begun, deadlines.calendar_for(organ))
    open_access(zip(dossiers, parties, strict=True))
    record_each(actor=actor, action="case.import", objects=[(case, case.dossier) for case in cases])
    return cases


def _ledger_dossier(actor: Actor, organ: Organ, row: LedgerCase) -> Dossier:
    dossier = _new_dossier(
        actor=actor,
        organ=organ,
        source=DossierSource.LEDGER,
        received_on=row.received_on,
        act_name=row.case["act_name"],
        parties=row.parties,
        respondents=row.respondents,
        officer=row.officer,
        state=State.CLOSED if row.concluded_on else State.HANDLING,
    )
    dossier.number = row.number
    if row.concluded_on:
        dossier.status, dossier.closed_on = DossierStatus.CLOSED, row.concluded_on
    return dossier


def _ledger_parties(dossier: Dossier, row: LedgerCase) -> list[Party]:
    applicants = [_party(dossier, party, position) for position, party in enumerate(row.parties)]
    return applicants + _respondents(dossier, row.respondents)


def _ledger_case(dossier: Dossier, row: LedgerCase) -> ReconsiderationCase:
    return ReconsiderationCase(
        dossier=dossier,
        state=dossier.stage,
        law=law_for(row.received_on),
        received_on=row.received_on,
        procedure=Procedure.ORDINARY,
        accepted_on=row.accepted_on,
        concluded_on=row.concluded_on,
        outcome=row.outcome,
        sued=row.sued,
        **row.case,
    )


def _ledger_facts(entry: TimelineEntry, row: LedgerCase) -> list[Fact]:
    accepted = {"procedure": Procedure.ORDINARY}
    facts = [
        new_fact(entry=entry, kind=f.RECEIVED, on_date=row.received_on),
        new_fact(entry=entry, kind=f.ACCEPTED, on_date=row.accepted_on, value=accepted),
    ]
    if row.concluded_on and row.outcome:
        facts += [
            new_fact(entry=entry, kind=f.CONCLUDED, on_date=row.concluded_on, value={"outcome": row.outcome.pk}),
            new_fact(entry=entry, kind=f.CLOSED, on_date=row.concluded_on),
        ]
    return facts


# --- effects of the steps --------------------------------------------------------------------------------------


def correct_receipt(ex: Execution) -> None:
    """The day of receipt put right: the case begins anew on it, and the law it lives by with it (R9)."""
    day = ex.data["on_date"]
    ex.fact(f.RECEIVED, day)
    case, dossier = ex.proceeding, ex.dossier
    accepted_on = acceptance_after(ex.context, day)
    case.received_on = dossier.opened_on = day
    case.channel, case.law = ex.data["channel"], law_for(day)
    if accepted_on is not None and accepted_on != case.accepted_on:
        case.deemed_accepted = case.deemed_accepted and case.law == Law.LAW_2023
        if case.law == Law.LAW_2017:
            case.procedure = Procedure.ORDINARY
        case.accepted_on = accepted_on
        ex.derived_fact(f.ACCEPTED, accepted_on, procedure=case.procedure, deemed=case.deemed_accepted)


def acceptance_after(context: Context, received_on: dt.date) -> dt.date | None:
    """The day of acceptance once the receipt is put right to `received_on`; None when nothing was accepted yet.

    Under the law of 2017 the receipt is the acceptance (17②), acceptance by the clock alone is the day on which the
    review runs out (30③), any other is the day of the notice. Raises ValidationError when the day cannot be.
    """
    case = context.proceeding
    if case.accepted_on is None:
        return None
    if law_for(received_on) == Law.LAW_2017:
        return received_on
    if case.law == Law.LAW_2017:
        notice = context.dossier.timeline.filter(step="accept").order_by("pk").last()
        day = notice.on_date if notice else case.accepted_on
    elif case.deemed_accepted and not context.has(f.SUPPLEMENT_RECEIVED):
        calendar = deadlines.calendar_for(context.dossier.organ)
        due_on = reckon(clocks()["fy_review_5wd"], received_on, calendar).due_on
        if due_on is None or due_on >= context.today:
            raise ValidationError(_("With this day the review would still be running, and nothing accepted by it."))
        day = due_on
    else:
        day = case.accepted_on
    later = [fact.on_date for fact in context.facts if fact.kind not in f.UP_TO_ACCEPTANCE]
    if day < received_on or (later and day > min(later)):
        raise ValidationError(
            _("The acceptance would come to lie after the steps that follow it."), code="out_of_order"
        )
    return day


def require_supplement(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_NOTIFIED, ex.data["on_date"])
    if ex.data.get("served_on"):
        ex.fact(f.SUPPLEMENT_SERVED, ex.data["served_on"])


def supplement_served(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_SERVED, ex.data["on_date"])


def extend_supplement(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_EXTENDED, ex.data["on_date"], days=ex.data["days"])


def supplement_received(ex: Execution) -> None:
    ex.fact(f.SUPPLEMENT_RECEIVED, ex.data["on_date"])


def abandon(ex: Execution) -> None:
    ex.fact(f.ABANDONED, ex.data["on_date"])


def withdraw_before_acceptance(ex: Execution) -> None:
    ex.fact(f.WITHDRAWN, ex.data["on_date"])


def _accepted(ex: Execution, *, procedure: str, deemed: bool) -> None:
    case, day = ex.proceeding, ex.data["on_date"]
    if case.law == Law.LAW_2017:
        day = case.received_on
    ex.fact(f.ACCEPTED, day, procedure=procedure, deemed=deemed)
    case.accepted_on, case.deemed_accepted = day, deemed
    case.procedure = Procedure.ORDINARY if ex.context.has(f.CONVERTED) else procedure


def accept(ex: Execution) -> None:
    """Acceptance (30); under the law of 2017 the case was accepted with its receipt (17②)."""
    _accepted(ex, procedure=ex.data["procedure"], deemed=False)
    if ex.data.get("officer") and ex.corrected is None:
        ex.dossier.officer = ex.data["officer"]


def deem_accepted(ex: Execution) -> None:
    """Acceptance by the clock alone (30③): on the last day of the review, in the ordinary procedure."""
    _accepted(ex, procedure=Procedure.ORDINARY, deemed=True)


def decline(ex: Execution) -> None:
    ex.fact(f.DECLINED, ex.data["on_date"], reason=ex.data["reason"].pk, competent=ex.data.get("competent", ""))
    ex.proceeding.decision_number = ex.data.get("document_number", "")


def send_copy(ex: Execution) -> None:
    """The copy for one respondent; when the last one has gone, the copies are complete."""
    party, day = ex.data["party"], ex.data["on_date"]
    ex.fact(f.COPY_SENT, day, party)
    if ex.data.get("received_on"):
        ex.fact(f.COPY_RECEIVED, ex.data["received_on"], party)
    respondents = ex.dossier.parties.standing().filter(role=PartyRole.RESPONDENT)
    complete = all(ex.context.has(f.COPY_SENT, respondent) for respondent in respondents)
    ex.derived_fact(f.COPIES_COMPLETE, max(ex.context.days(f.COPY_SENT)) if complete else None)


def copy_received(ex: Execution) -> None:
    ex.fact(f.COPY_RECEIVED, ex.data["on_date"], ex.data["party"])


def _files(ex: Execution, *fields: str, visibility: str, paper: str, party: Party | None = None) -> None:
    for field in fields:
        value = ex.data.get(field)
        for file in value if isinstance(value, list) else [value] if value else []:
            add_file(
                actor=ex.context.actor,
                dossier=ex.dossier,
                file=file,
                paper=Code.objects.filter(pk=f"paper.{paper}").first(),
                visibility=visibility,
                party=party,
                entry=ex.entry,
            )


def reply(ex: Execution) -> None:
    """The respondent's reply (48, 54①); the period is kept or missed by the day on which it was handed in."""
    party = ex.data["party"]
    ex.fact(f.REPLY_RECEIVED, ex.data["on_date"], party)
    _files(ex, "reply", visibility=Visibility.PARTIES, paper="reply", party=party)
    _files(ex, "evidence", visibility=Visibility.PARTIES, paper="evidence", party=party)


def hear_views(ex: Execution) -> None:
    ex.fact(f.VIEWS_HEARD, ex.data["on_date"], ex.data["party"], manner=ex.data["manner"].pk)
    _files(ex, "record", visibility=Visibility.OFFICE, paper="views_record", party=ex.data["party"])


def views_not_heard(ex: Execution) -> None:
    ex.fact(f.VIEWS_NOT_HEARD, ex.data["on_date"])


def suspend(ex: Execution) -> None:
    ex.fact(f.SUSPENDED, ex.data["on_date"], ground=ex.data["ground"].pk)
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.SUSPENDED


def resume(ex: Execution) -> None:
    ex.fact(f.RESUMED, ex.data["on_date"])
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN


def extend(ex: Execution) -> None:
    ex.fact(f.EXTENDED, ex.data["on_date"], days=ex.data["days"])


def convert(ex: Execution) -> None:
    """From the simplified to the ordinary procedure (55): sixty days from the original acceptance (R11)."""
    ex.fact(f.CONVERTED, ex.data["on_date"])
    ex.proceeding.procedure = Procedure.ORDINARY


def conclude(ex: Execution) -> None:
    """A decision, dismissal, mediation statement or termination: the case is concluded on the document's day."""
    case, data = ex.proceeding, ex.data
    ex.fact(f.CONCLUDED, data["on_date"], outcome=data["outcome"].pk)
    case.concluded_on, case.outcome, case.decision_number = (
        data["on_date"],
        data["outcome"],
        data["document_number"],
    )
    if ex.corrected is None:
        ex.dossier.status = DossierStatus.OPEN
    _files(ex, "document", visibility=Visibility.PARTIES, paper="decision")


def serve(ex: Execution) -> None:
    """Service on one party: effective on receipt, by public notice thirty days after it (R13)."""
    data, party = ex.data, ex.data["party"]
    if data["manner"].code == "public_notice":
        calendar = deadlines.calendar_for(ex.dossier.organ)
        # Thirty calendar days that no holiday moves (R13), so that there is always an answer.
        effective: dt.date | None = reckon(clocks()["sv_public_notice_30d"], data["on_date"], calendar).due_on
    else:
        effective = data["effective_on"]
    if effective is None:
        raise ValidationError({"effective_on": _("Give the day on which it was received.")}, code="required")
    may_sue = party.role in {PartyRole.APPLICANT, PartyRole.THIRD_PARTY}
    ex.fact(
        f.SERVED,
        effective,
        party,
        sent_on=data["on_date"].isoformat(),
        manner=data["manner"].pk,
        may_sue=may_sue,
    )
    _files(ex, "proof", visibility=Visibility.OFFICE, paper="proof_of_service", party=party)


def after_service(ex: Execution) -> str | None:
    """The state after one more party has been served, or a service put right: all served, or waiting for the rest."""
    return _state_by_service(ex, but=ex.data["party"])


def after_removal(ex: Execution) -> str | None:
    """As it stands; all served, when the party taken out was the last that had not been served."""
    return _state_by_service(ex, but=ex.data["party"])


def _state_by_service(ex: Execution, *, but: Party) -> str | None:
    """Where a concluded case stands by who has been served; `but` is served, or no longer to be."""
    if ex.proceeding.state not in {State.DECIDED, State.DECLINED, State.SERVED}:
        return None
    declined = ex.context.has(f.DECLINED)
    to_serve = ex.dossier.parties.standing().filter(represents=None)
    if declined:
        to_serve = to_serve.filter(role=PartyRole.APPLICANT)
    left = [party for party in to_serve if party != but and not ex.context.has(f.SERVED, party)]
    if not left:
        return State.SERVED
    return State.DECLINED if declined else State.DECIDED


def close(ex: Execution) -> None:
    ex.fact(f.CLOSED, ex.data["on_date"])
    ex.dossier.status, ex.dossier.closed_on = DossierStatus.CLOSED, ex.data["on_date"]


def sued(ex: Execution) -> None:
    ex.fact(
        f.SUED,
        ex.data["on_date"],
        ex.data["party"],
        court=ex.data["court"],
        number=ex.data.get("suit_number", ""),
    )
    ex.proceeding.sued, ex.proceeding.sued_on = True, ex.data["on_date"]


def assign(ex: Execution) -> None:
    ex.dossier.officer = ex.data["officer"]


def void(ex: Execution) -> None:
    ex.fact(f.VOIDED, ex.data["on_date"])
    ex.dossier.status, ex.dossier.voided_at, ex.dossier.void_reason = (
        DossierStatus.VOID,
        now(),
        ex.data["reason"],
    )


AMENDED = (
    "act_name",
    "act_number",
    "act_on",
    "matter",
    "domain",
    "known_on",
    "known_how",
    "requests",
    "reasons",
    "compensation",
)


def amend(ex: Execution) -> None:
    case = ex.proceeding
    for column in AMENDED:
        setattr(case, column, ex.data[column])
    ex.dossier.cause = case.act_name
    _retitle(ex)


def _retitle(ex: Execution) -> None:
    parties = list(ex.dossier.parties.standing())
    ex.dossier.title = title_of(
        [_named(party.name, party.group_size) for party in parties if party.role == PartyRole.APPLICANT],
        [party.name for party in parties if party.role == PartyRole.RESPONDENT],
        ex.proceeding.act_name,
    )


def add_party(ex: Execution) -> None:
    party = _party(ex.dossier, ex.data, position=ex.dossier.parties.count())
    party.represents = ex.data["represents"]
    party.save()
    _retitle(ex)


def amend_party(ex: Execution) -> None:
    """What was typed is put right in place; the timeline keeps what it became, on which day and why."""
    party = ex.data["party"]
    party.name = ex.data["name"] or party.name
    party.address = ex.data["address"] or party.address
    if ex.data["identity"]:
        party.set_identity(ex.data["identity"])
    if ex.data["phone"]:
        party.set_phone(ex.data["phone"])
    party.save()
    _retitle(ex)


def remove_party(ex: Execution) -> None:
    party = ex.data["party"]
    party.voided_at, party.void_reason = now(), ex.data["reason"][:300]
    party.save(update_fields=["voided_at", "void_reason"])
    _retitle(ex)


def after_step(ex: Execution) -> None:
    """What follows every step: the number that acceptance gives, and what the search finds."""
    case, dossier = ex.proceeding, ex.dossier
    if dossier.number is None and case.accepted_on is not None and dossier.status != DossierStatus.VOID:
        give_number(dossier=dossier, year=case.accepted_on.year)
    refresh_search(dossier, case.act_name, case.act_number, case.decision_number)
