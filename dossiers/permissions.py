"""Who may do what with a case, its papers and the registers of an office."""

from typing import Any

from accounts.actors import Actor
from accounts.models import Organ, Role
from accounts.offices import agencies_kept
from accounts.permissions import holds, keeps_all, predicate, register, works_on_cases
from dossiers.models import AGENCIES_APART, Dossier, DossierFile, DossierKind, TimelineEntry, Visibility
from dossiers.models.access import Basis
from dossiers.scoping import AUDIENCE_ROLES, Audience


def dossier_of(obj: Any) -> Dossier:
    return obj if isinstance(obj, Dossier) else obj.dossier


def organ_of(obj: Any) -> Organ:
    if isinstance(obj, Organ):
        return obj
    return obj.organ if hasattr(obj, "organ") else dossier_of(obj).organ


@predicate("works in the office of the case")
def in_office(actor: Actor, obj: Any) -> bool:
    return actor.has_any((Role.OFFICER, Role.DIRECTOR), organ_of(obj).office_id)


@predicate("coordinator of the dispute centre, of a dispute before it")
def coordinates(actor: Actor, obj: Any) -> bool:
    if isinstance(obj, Organ) or dossier_of(obj).kind != DossierKind.DISPUTE:
        return False
    return actor.has(Role.CENTRE_COORDINATOR, organ_of(obj).office_id)


@predicate("liaison of the agency, or in the office of its district")
def keeps_agency(actor: Actor, obj: Any) -> bool:
    return agencies_kept(actor).filter(pk=obj.pk).exists()


@predicate("case officer of the office, or coordinator of a dispute")
def officer_of_office(actor: Actor, obj: Any) -> bool:
    return actor.has(Role.OFFICER, organ_of(obj).office_id) or coordinates(actor, obj)


@predicate("director of the office")
def director_of_office(actor: Actor, obj: Any) -> bool:
    return actor.has(Role.DIRECTOR, organ_of(obj).office_id)


@predicate("leader of the organ")
def leader_of_organ(actor: Actor, obj: Any) -> bool:
    return actor.has(Role.ORGAN_LEADER, organ_of(obj).organisation_id)


@predicate("one of the officers of this case, or of the office when nobody has it")
def officer_of_case(actor: Actor, obj: Any) -> bool:
    dossier = dossier_of(obj)
    if not officer_of_office(actor, dossier):
        return False
    return dossier.officer_id is None or bool({dossier.officer_id, dossier.second_officer_id} & actor.people)


@predicate("not recused from the case")
def not_recused(actor: Actor, obj: Any) -> bool:
    return actor.user_id not in dossier_of(obj).recused


@predicate("liaison of a respondent agency")
def liaison_of_respondent(actor: Actor, obj: Any) -> bool:
    held = actor.organisations(Role.AGENCY_LIAISON)
    if not held:
        return False
    respondents = dossier_of(obj).access.filter(audience=Audience.PARTY, basis=Basis.RESPONDENT)
    return respondents.filter(organisation_id__in=held).exists()


@predicate("sees the case as one of the office or the organ")
def on_the_organs_side(actor: Actor, obj: Any) -> bool:
    return in_office(actor, obj) or leader_of_organ(actor, obj) or coordinates(actor, obj)


@predicate("the matter is open to the agencies (to the one concerned, where they are kept apart), or the organ's side")
def may_see_matter(actor: Actor, obj: TimelineEntry | DossierFile) -> bool:
    if on_the_organs_side(actor, obj):
        return True
    party = getattr(obj, "party", None)
    if obj.visibility != Visibility.PARTIES:
        return False
    alone = agencies_alone(actor, dossier_of(obj)) if party is not None else None
    return alone is None or party.organisation_id in alone


def agencies_alone(actor: Actor, dossier: Dossier) -> frozenset[int] | None:
    """The agencies as whose liaison alone `actor` reaches a case in which agencies are kept apart; None: not so."""
    own = actor.organisations(Role.AGENCY_LIAISON)
    if dossier.kind not in AGENCIES_APART or not own:
        return None
    otherwise = any(
        actor.has_any(AUDIENCE_ROLES[audience], organisation)
        for audience, organisation in dossier.access.exclude(
            audience__in=[Audience.PARTY, Audience.PERSON]
        ).values_list("audience", "organisation_id")
    )
    return None if otherwise else own


handles_case = (officer_of_case | director_of_office) & not_recused

register("dossier.list", works_on_cases)
register("dossier.handle", handles_case)
register("dossier.assign", director_of_office & not_recused)
register("approve.director", director_of_office & not_recused)
register("approve.organ_leader", leader_of_organ)
register("dossier.office_matter", on_the_organs_side)
register("dossier.reveal_numbers", handles_case)
register("file.read", may_see_matter)
register("file.add", handles_case)
register("file.void", handles_case)
register("register.view", holds(Role.OFFICER, Role.DIRECTOR))
register("register.change", in_office)
register("codes.view", works_on_cases | holds(Role.ADMINISTRATOR))
register("codes.change", keeps_all(Role.ADMINISTRATOR))
