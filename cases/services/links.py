"""Cases joined, linked, parted and separated: each case tells of it in its own timeline."""

from accounts.models import NumberedAt
from accounts.timekeeping import now
from cases import facts as f
from cases.models import ReconsiderationCase, State
from cases.services.opening import finish, open_case, receipt_raw
from dossiers.models import Dossier, DossierLink, DossierSource, LinkKind
from dossiers.services import add_fact, give_number
from dossiers.trail import record
from workflow.links import tell
from workflow.steps import Execution

# What a separated case keeps of the application from which it was taken.
KEPT = (
    *("channel", "nature", "domain", "known_on", "known_how", "rights_told", "reasons", "hearing_asked"),
    *("willing_to_mediate", "prior", "stay_asked", "application", "procedure", "accepted_on", "deemed_accepted"),
)


def join(ex: Execution) -> None:
    """Link this case with another of the organ; heard together, each keeps its own periods and its own number."""
    kind, day = ex.data["kind"], ex.data["on_date"]
    other = _other(ex)
    DossierLink.objects.create(
        dossier=ex.dossier, other=other, kind=kind, on_date=day, entry=ex.entry, created_by=ex.context.actor.user
    )
    if kind == LinkKind.JOINED:
        ex.fact(f.JOINED, day, other=other.pk)
    tell(ex, other, "linked", kind)


def _other(ex: Execution) -> Dossier:
    """The case named by its number, which the form has looked up within the reader's scope."""
    return Dossier.objects.unscoped("the form found it within scope").get(
        organ=ex.dossier.organ_id, number=ex.data["number"]
    )


def part(ex: Execution) -> None:
    """Take a link back; cases that were joined are heard apart again."""
    number = ex.data["number"]
    links = DossierLink.objects.unscoped("the links of a case in hand").of(ex.dossier)
    link = next(link for link in links if link.partner(ex.dossier).number == number)
    link.voided_at = now()
    link.save(update_fields=["voided_at"])
    ex.fact(f.PARTED, ex.data["on_date"], other=link.partner(ex.dossier).pk, link=link.kind)
    tell(ex, link.partner(ex.dossier), "parted", link.kind)


def told_by_other_case(ex: Execution) -> None:
    """Nothing: the entry is written by the step in the other case."""


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
