"""Who acts: a person with the roles in force today, their own and those of whom they deputise for."""

import datetime as dt
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

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
    # The interface token by which the person acts; it reaches what its organisation does, not what the person does.
    token_id: int | None = None

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

    @property
    def bare(self) -> "Actor":
        """The same actor, of the person the id alone: to remember something by, without keeping a request alive."""
        return replace(self, user=User(pk=self.user.pk) if self.user else None)

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


# Asked at every request and written out, since to build it would cost more than to run it.
_PEOPLE = """
    SELECT person.*, held.role AS held_role, held.organisation_id AS held_in
    FROM accounts_user person
    LEFT JOIN accounts_roleassignment held ON held.user_id = person.id
        AND held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to >= %(day)s)
    LEFT JOIN accounts_delegation given ON given.principal_id = person.id AND given.deputy_id = %(user)s
        AND given.valid_from <= %(day)s AND given.valid_to >= %(day)s AND given.ended_at IS NULL
    WHERE person.id = %(user)s OR (given.id IS NOT NULL AND person.is_active)
    ORDER BY given.id DESC NULLS FIRST, held.id
"""


def _people_of(user: User, day: dt.date) -> Iterable[Any]:
    """`user` and those for whom `user` acts on `day`, the latest delegation first: a row for each role that is held."""
    return User.objects.raw(_PEOPLE, {"day": day, "user": user.pk})


@dataclass(frozen=True)
class Origin:
    """Where a request comes from, for the trail."""

    ip: str | None = None
    request_id: str = ""
    token_id: int | None = None


_origin: ContextVar[Origin | None] = ContextVar("origin", default=None)


def set_origin(origin: Origin | None) -> None:
    _origin.set(origin)


def current_origin() -> Origin:
    """The origin of the request being served; empty in tasks and commands."""
    return _origin.get() or Origin()
