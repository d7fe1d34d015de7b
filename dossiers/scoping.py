"""Scope is in the query: a queryset on case data that nobody has limited raises when it is run.

``visible_to(actor)`` limits to what an actor may see; ``unscoped(reason)`` says why nothing needs limiting (a service
that has checked the object, a figure over a whole organ, a migration). Rows reached from an object that was itself
reached through the scope (``dossier.parties.all()``) are in scope with it.
"""

from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import KEEPER_ROLES, Role


class UnscopedQueryError(RuntimeError):
    """Case data was about to be read without a scope."""


class Audience(models.TextChoices):
    """As what an organisation reaches a case; the same organisation can stand on two sides."""

    OFFICE = "office", "office"
    ORGAN = "organ", "organ"
    PARTY = "party", "party"
    COURT = "court", "court"
    PROCURATORATE = "procura", "procuratorate"
    PERSON = "person", "person"


# Which roles look through which audience; centre and inspection come with their proceedings.
AUDIENCE_ROLES: dict[str, tuple[str, ...]] = {
    Audience.OFFICE: (Role.OFFICER, Role.DIRECTOR),
    Audience.ORGAN: (Role.ORGAN_LEADER, Role.LEADERSHIP),
    Audience.PARTY: (Role.AGENCY_LIAISON,),
    Audience.COURT: (Role.COURT_LIAISON,),
    Audience.PROCURATORATE: (Role.PROCURATORATE_LIAISON,),
}


# Who reaches a case through these sees it from within: its officer, its periods, where it came from.
WITHIN = (Audience.OFFICE, Audience.ORGAN)


def sees_from_within(actor: Actor) -> bool:
    """Whether `actor` reaches any case as one of the office or the organ, and not only as a party or a court."""
    return actor.has_any(role for audience in WITHIN for role in AUDIENCE_ROLES[audience])


def audiences_of(actor: Actor) -> list[tuple[str, frozenset[int]]]:
    """The (audience, organisation ids) through which `actor` reaches cases."""
    found = [(audience, actor.organisations(*roles)) for audience, roles in AUDIENCE_ROLES.items()]
    return [(audience, ids) for audience, ids in found if ids]


def named_people(actor: Actor) -> frozenset[int]:
    """Ids of the users as whom `actor` reaches cases in which they are named.

    The keepers of the system reach none, nor does whoever comes by a token: that is its organisation's.
    """
    if actor.token_id is not None:
        return frozenset()
    return actor.people if any(grant.role not in KEEPER_ROLES for grant in actor.grants) else frozenset()


class ScopedQuerySet(QuerySet):
    """A queryset that runs only when it has been scoped. `dossier_path` leads from the model to the dossier's id."""

    dossier_path = "dossier_id"
    _scope: str | None = None

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._scope = self._scope
        return clone

    def unscoped(self, reason: str) -> Self:
        """All rows, because of `reason` (words, for the reader of the code). Raises ValueError when it is empty."""
        if not reason:
            raise ValueError("Say why no scope is needed.")
        clone = self._chain()
        clone._scope = reason
        return clone

    def visible_to(self, actor: Actor) -> Self:
        """The rows whose case `actor` may see: an indexed look-up in DossierAccess for each way of reaching it."""
        clone = self.filter(reached_by(actor, self.dossier_path))
        clone._scope = "visible_to"
        return clone

    def _check_scope(self) -> None:
        if self._scope is None and self._hints.get("instance") is None:
            raise UnscopedQueryError(
                f"{self.model.__name__}: use visible_to(actor) or unscoped(reason) before the query runs."
            )

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._check_scope()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._check_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_scope()
        return super().delete()

    def explain(self, **options: Any) -> str:
        self._check_scope()
        return super().explain(**options)


def reached_by(actor: Actor, dossier_path: str) -> Q:
    """The condition that `actor` reaches the case at `dossier_path`.

    Each way is an EXISTS of its own, so that it is one probe of an index for each row that the rest of the query
    leaves; a UNION inside IN would be read whole first.
    """
    from dossiers.models import DossierAccess  # noqa: PLC0415 - models are built on this module

    rows = DossierAccess.objects.order_by().filter(dossier_id=OuterRef(dossier_path))
    ways = [Exists(rows.filter(audience=audience, organisation_id__in=ids)) for audience, ids in audiences_of(actor)]
    if people := named_people(actor):
        ways.append(Exists(rows.filter(audience=Audience.PERSON, organisation=None, user_id__in=people)))
    return reduce(or_, map(Q, ways)) if ways else Q(pk__in=[])


class OrganScopedQuerySet(ScopedQuerySet):
    """Rows of an organ's office that need not belong to a case (registers): seen by the office alone."""

    def visible_to(self, actor: Actor) -> Self:
        clone = self.filter(Q(organ__office_id__in=actor.organisations(*AUDIENCE_ROLES[Audience.OFFICE])))
        clone._scope = "visible_to"
        return clone
