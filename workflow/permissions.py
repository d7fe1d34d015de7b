"""Who may do what with lists of cases: saved views, and steps in many cases at once."""

from accounts.actors import Actor
from accounts.models import Organisation, Role
from accounts.permissions import holds, predicate, register
from workflow.models import SavedView
from workflow.saved.queries import directed_by, offices_of


@predicate("director of the office with which a view is shared")
def directs(actor: Actor, obj: Organisation) -> bool:
    return obj.pk in directed_by(actor)


@predicate("one's own view, or one shared with an office that one directs")
def keeps_view(actor: Actor, obj: SavedView) -> bool:
    return obj.user_id == actor.user_id or obj.shared_with_id in directed_by(actor)


@predicate("one's own view, or one shared with an office in which one works")
def sees_view(actor: Actor, obj: SavedView) -> bool:
    return obj.user_id == actor.user_id or obj.shared_with_id in offices_of(actor)


register("cases.assign_many", holds(Role.DIRECTOR))
register("cases.steps_many", holds(Role.OFFICER, Role.DIRECTOR))
register("view.share", directs)
register("view.change", keeps_view)
register("view.open", sees_view)
