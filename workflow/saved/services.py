"""Saving, changing and removing views of lists, and settling how a list opens."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation, User
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.trail import record
from workflow.models import ListSetting, SavedView
from workflow.saved.asking import chosen_columns, clean_query
from workflow.saved.lists import ListKind

# As many as can be told apart above a list.
MOST_VIEWS = 20


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied("view")
    return actor.user


def _check_name(user: User, name: str, kind: str, view: SavedView | None = None) -> None:
    others = SavedView.objects.filter(user=user, list=kind, name=name)
    if others.exclude(pk=view.pk if view else None).exists():
        raise ValidationError({"name": ValidationError(_("You have a view of this name."), code="taken")})


@transaction.atomic
def save_view(
    *, actor: Actor, kind: ListKind, name: str, query: QueryDict, share_with: Organisation | None = None
) -> SavedView:
    """Keep filters, sort and columns of a list under a name.

    Raises ValidationError when the query does not hold for the actor, the name is taken or there are MOST_VIEWS,
    PermissionDenied when the actor does not direct the office with which it is shared.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=_person(actor).pk)
    if share_with is not None:
        require(actor, "view.share", share_with)
    cleaned = clean_query(kind, actor, query)
    _check_name(user, name, kind.name)
    if SavedView.objects.filter(user=user, list=kind.name).count() >= MOST_VIEWS:
        raise ValidationError(_("You have %(n)s views; remove one first.") % {"n": MOST_VIEWS}, code="many")
    view = SavedView.objects.create(
        user=user, list=kind.name, name=name, query=cleaned.urlencode(), shared_with=share_with
    )
    record(actor=actor, action="view.save", obj=view, detail=_told(view))
    return view


@transaction.atomic
def replace_view(*, actor: Actor, kind: ListKind, view: SavedView, query: QueryDict) -> None:
    """Let a view stand for other filters, sort and columns. Raises as `save_view` does."""
    require(actor, "view.change", view)
    view.query, view.changed_at = clean_query(kind, actor, query).urlencode(), now()
    view.save(update_fields=["query", "changed_at"])
    record(actor=actor, action="view.change", obj=view, detail=_told(view))


@transaction.atomic
def change_view(*, actor: Actor, view: SavedView, name: str, share_with: Organisation | None) -> None:
    """Rename a view, share it with an office or share it no longer. Raises as `save_view` does."""
    require(actor, "view.change", view)
    if share_with is not None and share_with.pk != view.shared_with_id:
        require(actor, "view.share", share_with)
    User.objects.select_for_update(no_key=True).get(pk=view.user_id)
    _check_name(view.user, name, view.list, view)
    view.name, view.shared_with, view.changed_at = name, share_with, now()
    view.save(update_fields=["name", "shared_with", "changed_at"])
    record(actor=actor, action="view.change", obj=view, detail=_told(view))


@transaction.atomic
def remove_view(*, actor: Actor, view: SavedView) -> None:
    """Remove a view. It is a preference and not of any case, so that it is deleted; the trail keeps that it was.

    Lists that opened with it open as they do for everybody.
    """
    require(actor, "view.change", view)
    record(actor=actor, action="view.remove", obj=view, detail=_told(view))
    view.delete()


@transaction.atomic
def open_with(*, actor: Actor, kind: ListKind, view: SavedView | None = None, ready: str = "") -> None:
    """Settle with which view, saved or ready-made, a list opens for the actor; with neither as it does for everybody.

    Raises PermissionDenied for a view out of the actor's sight, ValidationError for an unknown ready-made one.
    """
    if view is not None:
        require(actor, "view.open", view)
    if ready and ready not in {one.code for one in kind.ready(actor)}:
        raise ValidationError(_("There is no such view."), code="unknown")
    _settle(actor, kind, opens=view, opens_ready="" if view else ready)
    record(actor=actor, action="list.open_with", obj=view, detail={"list": kind.name})


@transaction.atomic
def choose_columns(*, actor: Actor, kind: ListKind, codes: list[str]) -> None:
    """Settle which columns a list has for the actor; with none it has the usual ones.

    What is not open to the actor is passed over.
    """
    _settle(actor, kind, columns=chosen_columns(kind, actor, codes))
    record(actor=actor, action="list.columns", detail={"list": kind.name})


def _settle(actor: Actor, kind: ListKind, **values: object) -> None:
    ListSetting.objects.update_or_create(user=_person(actor), list=kind.name, defaults=values)


def _told(view: SavedView) -> dict[str, object]:
    """What the trail keeps: never the name or the query, which may name a person."""
    return {"list": view.list, "organisation": view.shared_with_id or ""}
