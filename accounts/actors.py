"""Who acts: a person with the roles in force today, their own and those of whom they deputise for."""

import datetime as dt
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.models import KEEPER_ROLES, User
from accounts.timekeeping import today


@dataclass(frozen=True)
class Grant:
    """One role in one organisation; `for_user_id` names the principal when the role comes by delegation."""

    role: str
    organisation_id: int
    for_user_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """A person as the predicates see them. `user` is None for the system itself (tasks, imports by command)."""

    user: User | None
    grants: tuple[Grant, ...] = field(default=())
    principals: tuple[User, ...] = field(default=())

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def name(self) -> str:
        return self.user.display_name if self.user else "Dingfen"

    @property
    def is_system(self) -> bool:
        """Whether this is SYSTEM itself; somebody who is not signed in has no user either and is nobody."""
        return self is SYSTEM

    @cached_property
    def _index(self) -> dict[str, dict[int, int | None]]:
        index: dict[str, dict[int, int | None]] = {}
        for grant in self.grants:
            held = index.setdefault(grant.role, {})
            # A role of one's own goes before the same role held for somebody else.
            if grant.organisation_id not in held or grant.for_user_id is None:
                held[grant.organisation_id] = grant.for_user_id
        return index

    def has(self, role: str, organisation_id: int | None = None) -> bool:
        """Whether the role is held, in that organisation or, when it is None, anywhere."""
        held = self._index.get(role, {})
        return bool(held) if organisation_id is None else organisation_id in held

    def has_any(self, roles: Iterable[str], organisation_id: int | None = None) -> bool:
        return any(self.has(role, organisation_id) for role in roles)

    def organisations(self, *roles: str) -> frozenset[int]:
        """Ids of the organisations in which any of `roles` is held."""
        return frozenset(pk for role in roles for pk in self._index.get(role, {}))

    def acts_for(self, roles: Iterable[str], organisation_id: int) -> int | None:
        """The principal's user id when none of `roles` there is the actor's own, else None."""
        found = [self._index[role][organisation_id] for role in roles if organisation_id in self._index.get(role, {})]
        return found[0] if found and None not in found else None

    @cached_property
    def people(self) -> frozenset[int]:
        """Ids of the users as whom this actor acts: oneself and the principals."""
        own = {self.user.pk} if self.user else set()
        return frozenset(own | {principal.pk for principal in self.principals})


SYSTEM = Actor(user=None)


def actor_for(user: User, day: dt.date | None = None) -> Actor:
    """The actor that `user` is on `day` (today when None); one query."""
    day = day or today()
    if not user.is_active:
        return Actor(user=user)
    principals: dict[int, User] = {}
    grants = []
    for person in _people_of(user, day):
        own = person.pk == user.pk
        if not own:
            principals.setdefault(person.pk, person)
        # The roles of the three keepers are given to a person and are not passed on.
        if person.held_role and (own or person.held_role not in KEEPER_ROLES):
            grants.append(Grant(person.held_role, person.held_in, None if own else person.pk))
    return Actor(user=user, grants=tuple(grants), principals=tuple(principals.values()))


def _people_of(user: User, day: dt.date) -> QuerySet[User]:
    """`user` and those for whom `user` acts on `day`, the latest delegation first: a row for each role that is held."""
    held = Q(assignments__valid_to=None) | Q(assignments__valid_to__gte=day)
    held &= Q(assignments__valid_from__lte=day)
    given = Q(
        deputies__deputy=user, deputies__valid_from__lte=day, deputies__valid_to__gte=day, deputies__ended_at=None
    )
    return (
        User.objects.annotate(
            held=FilteredRelation("assignments", condition=held), given=FilteredRelation("deputies", condition=given)
        )
        .filter(Q(pk=user.pk) | Q(given__isnull=False, is_active=True))
        .annotate(held_role=F("held__role"), held_in=F("held__organisation_id"))
        .order_by(F("given__pk").desc(nulls_first=True), "held__pk")
    )


@dataclass(frozen=True)
class Origin:
    """Where a request comes from, for the trail."""

    ip: str | None = None
    request_id: str = ""


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def set_origin(origin: Origin | None) -> None:
    _origin.set(origin)


def current_origin() -> Origin:
    """The origin of the request being served; empty in tasks and commands."""
    return _origin.get() or Origin()
