"""What is read of saved views."""

from typing import Self

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from accounts.models import Role
from dossiers.scoping import AUDIENCE_ROLES, Audience


def offices_of(actor: Actor) -> frozenset[int]:
    """The offices in which the actor works, and whose shared views they see."""
    return actor.organisations(*AUDIENCE_ROLES[Audience.OFFICE])


def directed_by(actor: Actor) -> frozenset[int]:
    """The offices with which the actor may share a view."""
    return actor.organisations(Role.DIRECTOR)


class SavedViewQuerySet(QuerySet):
    def seen_by(self, actor: Actor, name: str) -> Self:
        """The views of a list that are the person's own or shared with an office of theirs."""
        return self.filter(Q(user_id=actor.user_id) | Q(shared_with_id__in=offices_of(actor)), list=name)

    def kept_by(self, actor: Actor, name: str) -> Self:
        """The views that the person may change: their own, and those shared with an office which they direct."""
        return self.filter(Q(user_id=actor.user_id) | Q(shared_with_id__in=directed_by(actor)), list=name)
