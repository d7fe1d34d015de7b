"""Who works in the offices of organs, and who did."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

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


def organ_over(organisation: Organisation) -> Organ | None:
    """The organ in whose district an agency stands: its own, or that of the nearest one above it."""
    place: Organisation | None = organisation
    while place is not None:
        if (organ := Organ.objects.filter(organisation=place).first()) is not None:
            return organ
        place = place.parent
    return None
