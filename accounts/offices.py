"""Who works in the offices of organs, and who did; which agencies stand in the district of an office."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role, RoleAssignment, User
from accounts.timekeeping import today


def holding(roles: Sequence[str], organs: Iterable[Organ], *, ever: bool = False) -> QuerySet[User]:
    """The people who hold one of `roles` in the offices of some organs today; with `ever` those who held one, too."""
    held = RoleAssignment.objects.all() if ever else RoleAssignment.objects.on(today())
    found = held.filter(role__in=roles, organisation_id__in={organ.office_id for organ in organs})
    return User.objects.filter(assignments__in=found).distinct().order_by("pk")


def officers_of(organs: Iterable[Organ], *, ever: bool = False) -> QuerySet[User]:
    """The case officers of the offices of some organs today; with `ever` those who once were, too."""
    return holding([Role.OFFICER], organs, ever=ever)


def staff_of(organ: Organ) -> QuerySet[User]:
    """Those who hear cases (行政复议人员) in the office of an organ today: its officers and its director."""
    return holding([Role.OFFICER, Role.DIRECTOR], [organ])


# --- the agencies of a district --------------------------------------------------------------------------------

OFFICE = (Role.OFFICER, Role.DIRECTOR)


def organs_kept(actor: Actor) -> QuerySet[Organ]:
    """The organs in whose office the actor works."""
    return Organ.objects.filter(office_id__in=actor.organisations(*OFFICE)).select_related("organisation")


def agencies_of(organs: Iterable[Organ]) -> QuerySet[Organisation]:
    """The agencies in the districts of some organs, the organs themselves with them."""
    roots = [organ.organisation for organ in organs]
    return Organisation.objects.agencies().below(*roots) if roots else Organisation.objects.none()


def agencies_kept(actor: Actor) -> QuerySet[Organisation]:
    """The agencies for which the actor may act: a liaison's own, for the office all of its organ's district."""
    own = set(actor.organisations(Role.AGENCY_LIAISON))
    own |= set(agencies_of(organs_kept(actor)).values_list("pk", flat=True))
    return Organisation.objects.filter(pk__in=own).order_by("name")


def organ_over(organisation: Organisation) -> Organ | None:
    """The organ in whose district an agency stands: its own, or that of the nearest one above it."""
    place: Organisation | None = organisation
    while place is not None:
        if (organ := Organ.objects.filter(organisation=place).first()) is not None:
            return organ
        place = place.parent
    return None
