"""For whom somebody acts: worked out from the predicates, so that the trail can say it."""

from typing import Any

from accounts.actors import Actor
from accounts.models import User
from accounts.permissions import can


def acting_for(actor: Actor, permission: str, obj: Any = None) -> User | None:
    """The principal through whom alone `actor` may do `permission` on `obj`; None when it is the actor's own right."""
    own = Actor(user=actor.user, grants=tuple(grant for grant in actor.grants if grant.for_user_id is None))
    if not actor.principals or can(own, permission, obj):
        return None
    for principal in actor.principals:
        # Built anew: the actor of a request is a lazy object, which dataclasses.replace() does not take.
        through = Actor(
            user=actor.user,
            grants=tuple(grant for grant in actor.grants if grant.for_user_id in {None, principal.pk}),
            principals=(principal,),
        )
        if can(through, permission, obj):
            return principal
    return None
