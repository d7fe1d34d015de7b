"""The table of who may do what: each permission names one predicate, and nothing else decides.

An app adds its permissions in its own ``permissions.py``; ``docs/permissions.md`` prints the table.
What cannot be seen answers 404, what can be seen and not done answers 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.actors import Actor
from accounts.models import KEEPER_ROLES, TOKEN_ROLES, Organ, Role, RoleAssignment, User
from accounts.reach import elsewhere, keeps_every_organ, people_within, reach
from accounts.timekeeping import today


@dataclass(frozen=True)
class Predicate:
    """A named condition on an actor and an object; `|` and `&` combine, the name says it in words."""

    name: str
    test: Callable[[Actor, Any], bool]

    def __call__(self, actor: Actor, obj: Any = None) -> bool:
        return self.test(actor, obj)

    def __or__(self, other: "Predicate") -> "Predicate":
        return Predicate(f"{self.name} or {other.name}", lambda a, o: self.test(a, o) or other.test(a, o))

    def __and__(self, other: "Predicate") -> "Predicate":
        return Predicate(f"{self.name} and {other.name}", lambda a, o: self.test(a, o) and other.test(a, o))


def predicate(name: str) -> Callable[[Callable[[Actor, Any], bool]], Predicate]:
    """Make a function of (actor, object) a named predicate."""
    return lambda test: Predicate(name, test)


PERMISSIONS: dict[str, Predicate] = {}


def register(permission: str, rule: Predicate) -> None:
    """Enter a permission in the table. Raises ValueError when it is there already."""
    if permission in PERMISSIONS:
        raise ValueError(f"The permission {permission} is registered twice.")
    PERMISSIONS[permission] = rule


def can(actor: Actor, permission: str, obj: Any = None) -> bool:
    """Whether `actor` may do `permission` on `obj`. Raises KeyError for a permission that is not in the table."""
    return PERMISSIONS[permission](actor, obj)


def require(actor: Actor, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied (403) unless `actor` may do `permission` on `obj`."""
    if not can(actor, permission, obj):
        raise PermissionDenied(permission)


def holds(*roles: str) -> Predicate:
    """Holds one of the roles, in whatever organisation."""
    return Predicate(" / ".join(roles), lambda actor, obj: actor.has_any(roles))


def keeps(role: str) -> Predicate:
    """Holds a keeper's role; where an organisation, an organ or a person is asked about, with it within reach.

    An account is changed only by whoever reaches all roles that the person holds.
    """

    def test(actor: Actor, obj: Any) -> bool:
        if not actor.has(role):
            return False
        if isinstance(obj, User):
            return people_within(actor, role).filter(pk=obj.pk).exists() and not elsewhere(actor, obj, role)
        if obj is None:
            return True
        place = obj.organisation_id if isinstance(obj, Organ) else obj.pk
        return reach(actor, role).filter(pk=place).exists()

    return Predicate(f"{role} within the organ concerned", test)


def keeps_all(role: str) -> Predicate:
    """Holds a keeper's role within every organ, for what all of them share."""
    return Predicate(f"{role} within every organ", lambda actor, obj: keeps_every_organ(actor, role))


the_system = predicate("the system itself")(lambda actor, obj: actor.is_system)
signed_in = predicate("signed in")(lambda actor, obj: actor.user is not None)
works_on_cases = predicate("holds a role that reads cases")(
    lambda actor, obj: any(grant.role not in KEEPER_ROLES for grant in actor.grants)
)


@predicate("the person concerned, or the director of an office in which they handle cases")
def person_or_their_director(actor: Actor, obj: User) -> bool:
    if actor.user is None or obj.pk == actor.user_id:
        return actor.user is not None and works_on_cases(actor)
    offices = actor.organisations(Role.DIRECTOR)
    held = RoleAssignment.objects.on(today()).filter(user=obj.pk, role=Role.OFFICER, organisation_id__in=offices)
    return bool(offices) and held.exists()


register("home.view", signed_in)
register("account.own", signed_in)
register("cases.search", works_on_cases)
register("organisations.view", holds(Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.DIRECTOR))
register("organisations.change", the_system | keeps(Role.ADMINISTRATOR))
register("organisations.change_shared", the_system | keeps_all(Role.ADMINISTRATOR))
register("users.view", holds(Role.SECURITY_OFFICER))
register("users.change", the_system | keeps(Role.SECURITY_OFFICER))
register("roles.grant", the_system | keeps(Role.SECURITY_OFFICER))
register("delegations.own", works_on_cases)
register("tokens.own", holds(*TOKEN_ROLES))
register("absence.enter", person_or_their_director)
register("system.status", holds(Role.ADMINISTRATOR))
register("trail.read", holds(Role.AUDITOR))
