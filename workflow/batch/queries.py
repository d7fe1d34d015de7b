"""What is read of batches."""

from typing import Self

from django.db.models import QuerySet

from accounts.actors import Actor


class BatchQuerySet(QuerySet):
    def begun_by(self, actor: Actor) -> Self:
        """The batches that the person has begun; nobody else sees them."""
        return self.filter(created_by_id=actor.user_id)
