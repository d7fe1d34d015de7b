"""How a case begins: registered, or entered while it runs."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import NumberedAt, Organ, Organisation, User
from accounts.permissions import require
from accounts.timekeeping import today
from cases import facts as f
from cases.agents import counted_rows
from cases.law import election_lacks, election_on, law_for
from cases.models import AssignmentMode, ReconsiderationCase, State
from cases.office.assignment import candidates, chosen, mode_of
from cases.services.parties import agency_of_act
from deadlines import services as deadlines
from dossiers.following import changed
from dossiers.models import (
    Code,
    Correspondence,
    Dossier,
    DossierKind,
    DossierSource,
    DossierStatus,
    PartyRole,
    TimelineEntry,
    Visibility,
)
from dossiers.parties import add_parties, copy_parties
from dossiers.services import add_fact, give_number, refresh_access, refresh_search, take_number
from dossiers.trail import record
from workflow.forms import plain
from workflow.naming import named, title_of


def open_case(
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
    copied_from: Dossier | None = None,
) -> tuple[ReconsiderationCase, TimelineEntry]:
    """Make dossier, parties, case, the first entry of the timeline and the facts of receipt; no number yet.

    The parties are those of the dossier `copied_from`, when there is one.
    """
    dossier = new_dossier(
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
    if copied_from is None:
        add_parties(dossier, parties, respondents)
    else:
        copy_parties(copied_from, dossier)
    made = ReconsiderationCase.objects.create(
        dossier=dossier, state=state, law=law_for(received_on), received_on=received_on, **case
    )
    entry = opening_entry(actor, dossier, step, data or {})
    entry.save(force_insert=True)
    if state != State.FILED:
        add_fact(entry=entry, kind=f.RECEIVED, on_date=received_on)
    way = made.said
    if way.filed_with_agency_on:
        agency = agency_of_act(dossier)
        add_fact(entry=entry, kind=f.FILED_WITH_AGENCY, on_date=way.filed_with_agency_on, party=agency)
        if way.agency_told_on:
            add_fact(entry=entry, kind=f.AGENCY_TOLD, on_date=way.agency_told_on, party=agency)
    refresh_access(dossier)
    return made, entry


def receipt_raw(case: ReconsiderationCase) -> dict[str, list[str]]:
    """How the application came in, as the form of its receipt keeps it."""
    return {
        "on_date": [case.received_on.isoformat()],
        "channel": [case.channel_id],
        **{name: plain(getattr(case.said, name)) for name in ("postmark_on", "filed_with_agency_on", "agency_told_on")},
        **({"oral": ["on"]} if case.said.oral else {}),
    }


def new_dossier(
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
    applicants = [named(row["name"], row.get("group_size", 1)) for row in parties if row["role"] == PartyRole.APPLICANT]
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


def opening_entry(actor: Actor, dossier: Dossier, step: str, data: dict[str, Any]) -> TimelineEntry:
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


def finish(case: ReconsiderationCase, actor: Actor, action: str) -> None:
    """What ends the entry of a case: what the search finds, its periods, the trail."""
    refresh_search(case.dossier, case.act_name, case.act_number)
    deadlines.refresh(case.dossier)
    record(actor=actor, action=action, obj=case, dossier=case.dossier)
    changed([case.pk])


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
    forwarded: bool = True,
) -> ReconsiderationCase:
    """Register an application (reconsideration law 22, 30): the review of five working days begins with its receipt.

    One that still lies with the agency (32; not `forwarded`) has no receipt: `received_on` is the day of its filing.

    `case` holds the columns of the reviewed act and the requests, `parties` the applicants, third parties and those
    who act for them. Without an officer the rule of assignment chooses one, where the organ has settled so.
    Under the law of 2017 receipt is acceptance. Raises ValidationError for a day in the future.
    """
    require(actor, "case.register", organ)
    applicants, elected = counted_rows(parties)
    if elected > (election := election_on(law_for(received_on), received_on)).most:
        raise ValidationError(election_lacks(election, applicants, elected), code="representatives")
    if not respondents or not any(row["role"] == PartyRole.APPLICANT for row in parties):
        raise ValidationError(_("An application has an applicant and a respondent."), code="parties")
    if received_on > today():
        raise ValidationError({"received_on": _("The day lies in the future.")}, code="future")
    if officer is None and mode_of(organ) == AssignmentMode.AT_ONCE:
        officer = chosen(candidates(organ, today(), case["domain"].pk))
    made, _entry = open_case(
        actor=actor,
        organ=organ,
        source=DossierSource.ENTERED,
        step="register",
        received_on=received_on,
        case=case,
        parties=parties,
        respondents=respondents,
        officer=officer,
        state=State.REVIEW if forwarded else State.FILED,
        data={"form": receipt_raw(ReconsiderationCase(received_on=received_on, **case))},
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
    finish(made, actor, "case.register")
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
    taken_over_on: dt.date | None = None,
) -> ReconsiderationCase:
    """Enter a case that already runs, at its state and with its dates; the clocks run as if it had been here.

    Raises ValidationError when the number is not of the series or is taken.
    """
    require(actor, "case.register", organ)
    made, entry = open_case(
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
    if taken_over_on:
        add_fact(entry=entry, kind=f.TAKEN_OVER, on_date=taken_over_on)
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
    finish(made, actor, "case.enter_running")
    return made
