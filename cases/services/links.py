"""Cases joined, linked, parted and separated: each case tells of it in its own timeline."""

from accounts.models import NumberedAt
from cases import facts as f
from cases.models import ReconsiderationCase, State
from cases.services.opening import finish, open_case, receipt_raw
from dossiers.models import DossierLink, DossierSource, LinkKind
from dossiers.services import add_fact, give_number
from dossiers.trail import record
from workflow.centre import forget_time
from workflow.links import join_case, other_of, part_case, tell
from workflow.steps import Execution

# What a separated case keeps of the application from which it was taken.
KEPT = (
    *("channel", "nature", "domain", "known_on", "known_how", "rights_told", "reasons", "hearing_asked"),
    *("willing_to_mediate", "prior", "stay_asked", "application", "procedure", "accepted_on", "deemed_accepted"),
)


def join(ex: Execution) -> None:
    """Link this case with another of the organ; heard together, each keeps its own periods and its own number."""
    kind, other = ex.data["kind"], other_of(ex)
    join_case(ex, other, kind)
    if kind == LinkKind.JOINED:
        ex.fact(f.JOINED, ex.data["on_date"], other=other.pk)


def part(ex: Execution) -> None:
    """Take a link back; cases that were joined are heard apart again."""
    other, kind = part_case(ex)
    if kind == LinkKind.CENTRE:
        forget_time(ex.entry, other)
    ex.fact(f.PARTED, ex.data["on_date"], other=other.pk, link=kind)


def separate(ex: Execution) -> None:
    """One act of the application as a case of its own: received on the same day, with the same parties and course."""
    case, dossier, data = ex.proceeding, ex.dossier, ex.data
    heard = case.state == State.HANDLING
    columns = {name: getattr(case, name) for name in KEPT}
    columns |= {name: data[name] for name in ("act_name", "act_number", "matter", "requests")}
    if not heard:
        columns |= {"procedure": "", "accepted_on": None, "deemed_accepted": False}
    parties = list(dossier.parties.standing().select_related("organisation"))
    made, entry = open_case(
        actor=ex.context.actor,
        organ=dossier.organ,
        source=DossierSource.ENTERED,
        step="register",
        received_on=case.received_on,
        case=columns,
        parties=[{"role": party.role, "name": party.name, "group_size": party.group_size} for party in parties],
        respondents=[party.organisation for party in parties if party.role == "respondent" and party.organisation],
        officer=dossier.officer,
        state=State.HANDLING if heard else State.REVIEW,
        data={"form": receipt_raw(case)},
        copied_from=dossier,
    )
    if heard:
        accepted = {"procedure": case.procedure, "deemed": case.deemed_accepted}
        add_fact(entry=entry, kind=f.ACCEPTED, on_date=case.accepted_on, value=accepted)
    ex.fact(f.SEPARATED, data["on_date"], other=made.pk)
    DossierLink.objects.create(
        dossier=made.dossier,
        other=dossier,
        kind=LinkKind.SEPARATED,
        on_date=data["on_date"],
        entry=ex.entry,
        created_by=ex.context.actor.user,
    )
    finish(made, ex.context.actor, "case.register")
    _number(made, heard)
    tell(ex, made.dossier, "separated_from", LinkKind.SEPARATED)
    record(actor=ex.context.actor, action="case.separate", obj=made, dossier=made.dossier, detail={"from": dossier.pk})


def _number(made: ReconsiderationCase, heard: bool) -> None:
    if heard and made.accepted_on:
        give_number(dossier=made.dossier, year=made.accepted_on.year)
    elif made.dossier.organ.numbered_at == NumberedAt.REGISTRATION:
        give_number(dossier=made.dossier, year=made.received_on.year)
