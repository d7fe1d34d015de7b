"""What is read of the imports of ledgers."""

from typing import Self

from django.db.models import Q

from accounts.actors import Actor
from accounts.models import Role
from dossiers.scoping import OrganScopedQuerySet


class ImportRunQuerySet(OrganScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """The actor's own imports: for an office in which the actor works, or handed in for an agency."""
        own = Q(organ__office_id__in=actor.organisations(Role.OFFICER, Role.DIRECTOR))
        if actor.has(Role.AGENCY_LIAISON):
            own |= Q(kind__in=_of_agencies())
        clone = self.filter(own, created_by_id__in=actor.people)
        clone._scope = "visible_to"
        return clone


def _of_agencies() -> list[str]:
    """The kinds of ledgers that are read within the sight of whoever hands them in."""
    from workflow.ledger.ledgers import kinds, ledger_of  # noqa: PLC0415 - built on the models

    return [kind for kind in kinds() if ledger_of(kind).by_actor]
