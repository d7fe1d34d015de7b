"""How a list is for a person: the views in sight, the columns chosen, and what opens when nothing is asked for."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery
from django.db.models.functions import JSONObject

from accounts.actors import Actor
from accounts.models import User
from workflow.models import ListSetting, SavedView


@dataclass(frozen=True)
class Shown:
    """A saved view as a list shows it."""

    pk: int
    name: str
    query: str
    own: bool
    shared: bool


@dataclass(frozen=True)
class Preferences:
    """How a list is for a person: the views in sight, the columns chosen, and what opens when nothing is asked for."""

    views: list[Shown] = field(default_factory=list)
    columns: str = ""
    opens: int | None = None
    opens_ready: str = ""

    def view(self, pk: int | None) -> Shown | None:
        return next((view for view in self.views if view.pk == pk), None)


def preferences(actor: Actor, name: str) -> Preferences:
    """The person's preferences for a list; one query. A view that is out of sight by now opens nothing."""
    views = SavedView.objects.seen_by(actor, name).order_by("name", "pk")
    told = JSONObject(pk="pk", name="name", query="query", user="user_id", shared="shared_with_id")
    settings = ListSetting.objects.filter(user_id=actor.user_id, list=name)
    standing = JSONObject(columns="columns", opens="opens_id", opens_ready="opens_ready")
    found: Any = (
        User.objects.filter(pk=actor.user_id)
        .values(views=ArraySubquery(views.values(told=told)), setting=Subquery(settings.values(told=standing)[:1]))
        .first()
    )
    if found is None:
        return Preferences()
    shown = [
        Shown(row["pk"], row["name"], row["query"], row["user"] == actor.user_id, row["shared"] is not None)
        for row in found["views"]
    ]
    return Preferences(shown, **(found["setting"] or {}))
