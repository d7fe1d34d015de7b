"""What is read of the imports of ledgers."""

from typing import Self

from accounts.actors import Actor
from dossiers.scoping import OrganScopedQuerySet


class ImportRunQuerySet(OrganScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The actor's own imports for an office in which the actor works."""
        return super().visible_to(actor).filter(created_by_id__in=actor.people)
