"""How far a keeper's role reaches: what is an organ's own is kept by those who hold the role within that organ.

An organisation belongs to the organ that it is, else to those for which it works as office, else to the nearest
organ above it. What belongs to no organ (courts, a city's data office) is shared: a keeper's role held there reaches
the tree below alone, and whoever holds the role in every organ of the installation reaches all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Organ, Organisation, RoleAssignment, User
from accounts.timekeeping import today


@dataclass(frozen=True)
class _Tree:
    """All organisations with their superiors, and the organs by the organisations that they are or work for them."""

    above: dict[int, int | None]
    organs: dict[int, frozenset[int]]
    all_organs: frozenset[int]

    def organs_of(self, organisation_id: int) -> frozenset[int]:
        """The organs to which an organisation belongs; several where one office works for them, none where shared."""
        here: int | None = organisation_id
        passed: set[int] = set()
        while here is not None and here not in passed:
            if here in self.organs:
                return self.organs[here]
            passed.add(here)
            here = self.above.get(here)
        return frozenset()

    def kept(self, held: Iterable[int]) -> frozenset[int]:
        """The organs within which the organisations `held` lie."""
        return frozenset().union(*(self.organs_of(pk) for pk in held))


def _tree() -> _Tree:
    """The tree as it stands; two queries."""
    organs: dict[int, frozenset[int]] = {}
    found = list(Organ.objects.order_by("pk").values_list("pk", "organisation_id", "office_id"))
    for pk, _organisation, office in found:
        organs[office] = organs.get(office, frozenset()) | {pk}
    organs |= {organisation: frozenset({pk}) for pk, organisation, _office in found}
    above: dict[int, int | None] = dict(Organisation.objects.order_by().values_list("pk", "parent_id"))
    return _Tree(above, organs, frozenset(pk for pk, _organisation, _office in found))


def reach(actor: Actor, *roles: str) -> QuerySet[Organisation]:
    """The organisations that `actor` keeps by one of `roles`; all of them for the system itself.

    An office that works for several organs is kept by those who hold the role in all of them.
    """
    if actor.is_system:
        return Organisation.objects.all()
    held = actor.organisations(*roles)
    if not held:
        return Organisation.objects.none()
    tree = _tree()
    kept = tree.kept(held)
    if kept and kept == tree.all_organs:
        return Organisation.objects.all()
    shared = Organisation.objects.filter(pk__in=[pk for pk in held if not tree.organs_of(pk)])
    below = set(Organisation.objects.below(*shared).values_list("pk", flat=True)) if shared else set()
    return Organisation.objects.filter(
        pk__in=[pk for pk in tree.above if ((of := tree.organs_of(pk)) and of <= kept) or (not of and pk in below)]
    )


def organs_within(actor: Actor, *roles: str) -> QuerySet[Organ]:
    """The organs within which `actor` holds one of `roles`; all of them for the system itself."""
    if actor.is_system:
        return Organ.objects.all()
    held = actor.organisations(*roles)
    return Organ.objects.filter(pk__in=_tree().kept(held)) if held else Organ.objects.none()


def keeps_every_organ(actor: Actor, *roles: str) -> bool:
    """Whether `actor` holds one of `roles` within every organ of the installation, and so keeps what they share."""
    if actor.is_system:
        return True
    held = actor.organisations(*roles)
    if not held:
        return False
    tree = _tree()
    return bool(tree.all_organs) and tree.kept(held) == tree.all_organs


def organisations_seen(actor: Actor, *roles: str) -> QuerySet[Organisation]:
    """The organisations within reach of `actor` and those that belong to no organ."""
    tree = _tree()
    shared = [pk for pk in tree.above if not tree.organs_of(pk)]
    return Organisation.objects.filter(Q(pk__in=reach(actor, *roles).values("pk")) | Q(pk__in=shared))


def people_within(actor: Actor, *roles: str) -> QuerySet[User]:
    """The people who hold or held a role within reach of `actor`, and those who never held any."""
    assigned = RoleAssignment.objects.filter(user=OuterRef("pk"))
    within = assigned.filter(organisation__in=reach(actor, *roles).values("pk"))
    return User.objects.filter(Q(Exists(within)) | ~Q(Exists(assigned)))


def elsewhere(actor: Actor, user: User, *roles: str) -> bool:
    """Whether `user` holds a role beyond the reach of `actor`, today or in time to come.

    Such an account is not changed by `actor`, whether or not the person may sign in.
    """
    held = RoleAssignment.objects.filter(user=user).overlapping(today(), None)
    return held.exclude(organisation__in=reach(actor, *roles).values("pk")).exists()
