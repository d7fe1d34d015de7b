"""Who works in the office of an organ."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Organ, Role, RoleAssignment, User
from accounts.timekeeping import today


def officers_of(organs: Sequence[Organ]) -> QuerySet[User]:
    """The case officers of the offices of some organs today."""
    return _holding([Role.OFFICER], organs)


def staff_of(organ: Organ) -> QuerySet[User]:
    """Those who work on cases in the office of an organ today: its officers and its director."""
    return _holding([Role.OFFICER, Role.DIRECTOR], [organ])


def _holding(roles: Sequence[str], organs: Sequence[Organ]) -> QuerySet[User]:
    return (
        User.objects.filter(
            assignments__in=RoleAssignment.objects.on(today()).filter(
                role__in=roles, organisation_id__in=[organ.office_id for organ in organs]
            )
        )
        .distinct()
        .order_by("pk")
    )
