"""What an address asks of a list: its filters, the views above it, and what of an address a view keeps."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.lists import chips_of
from dossiers.worklist import sorts_for
from workflow.filters import WorklistFilter
from workflow.saved import columns
from workflow.saved.columns import Column
from workflow.saved.lists import BESIDE, RUNNING, ListKind
from workflow.saved.preferences import Preferences, Shown
from workflow.search import whole_number


def asked(kind: ListKind, given: QueryDict) -> QueryDict:
    """The filters of an address, with the status that the list takes when none is asked for."""
    query = given.copy()
    if "status" not in query and {key for key, value in query.items() if value} <= kind.of_running | BESIDE:
        query["status"] = "running"
    return query


def sort_of(given: QueryDict, actor: Actor, filterset: WorklistFilter) -> str:
    """The sort asked for; without one, what runs by its due date and anything else by the day of receipt."""
    sorts = sorts_for(actor)
    if (wanted := given.get("sort", "")) in sorts:
        return wanted
    running = filterset.data.get("status") in {"running", "suspended"}
    return "due" if running and "due" in sorts else "-received"


def kept_query(given: QueryDict) -> QueryDict:
    """What of an address makes a view: not the page, its size, or the view from which it came."""
    query = given.copy()
    for key in ("page", "rows", "view"):
        query.pop(key, None)
    return query


def with_columns(query: QueryDict, shown: list[Column]) -> QueryDict:
    """The query of a view that shows these columns."""
    changed = kept_query(query)
    changed.pop("columns", None)
    if shown:
        changed["columns"] = columns.written(shown)
    return changed


def filters_of(query: QueryDict) -> dict[str, str]:
    """The filters of an address; what is in progress is what an address without filters stands for."""
    given = {key: str(value) for key, value in query.items() if (value or key == "status") and key not in BESIDE}
    return {} if given == {"status": "running"} else given


def opening_of(kind: ListKind, actor: Actor, settled: Preferences) -> str:
    """The query with which the list opens for a person who asks for nothing; empty for the usual one."""
    if view := settled.view(settled.opens):
        return _asking(view)
    return next((ready.query for ready in kind.ready(actor) if ready.code == settled.opens_ready), "")


def _asking(view: Shown) -> str:
    """The query by which a saved view is opened: what it stands for, and which it is."""
    return f"{view.query or RUNNING}&view={view.pk}"


def views_of(kind: ListKind, actor: Actor, given: QueryDict, settled: Preferences) -> list[dict[str, Any]]:
    """The ready-made views and the saved ones, the present one marked."""
    address, filters = reverse(kind.url_name), filters_of(given)
    here, opening = kept_query(given), opening_of(kind, actor, settled)
    named = next(
        (view.pk for view in settled.views if view.query and QueryDict(view.query).dict() == here.dict()), None
    )
    found = []
    for ready in kind.ready(actor):
        plain = ready.query == RUNNING and not opening
        found.append(
            {
                "label": ready.label,
                "url": address if plain else f"{address}?{ready.query}",
                "count": None,
                "active": named is None and "view" not in given and filters == filters_of(QueryDict(ready.query)),
            }
        )
    for view in settled.views:
        found.append(
            {
                "label": view.name,
                "url": f"{address}?{_asking(view)}",
                "count": None,
                "shared": view.shared,
                "active": view.pk == named,
            }
        )
    return found


def changed_view(kind: ListKind, given: QueryDict, settled: Preferences) -> dict[str, Any] | None:
    """The saved view from which an address came, when it asks for something else by now and the view is one's own."""
    number = given.get("view", "")
    view = settled.view(int(number)) if number.isdecimal() and len(number) < 10 else None
    if view is None or not view.own or QueryDict(view.query).dict() == kept_query(given).dict():
        return None
    return {"name": view.name, "url": reverse("workflow:view-replace", args=[kind.name, view.pk])}


def clean_query(kind: ListKind, actor: Actor, query: QueryDict) -> QueryDict:
    """What of a query belongs to the list and holds for the actor (filters, sort, columns), to be kept as a view.

    Raises ValidationError for a filter that does not hold, and for a personal number: those are in no address.
    """
    filterset = kind.filters(query, actor=actor)
    if errors := filterset.form.errors.as_data():
        labels = [str(filterset.form[name].label) for name in errors]
        raise ValidationError(
            _("These filters do not hold: %(names)s.") % {"names": _(", ").join(labels)}, code="filters"
        )
    if whole_number(query.get("q", "")):
        raise ValidationError(_("A personal number cannot be saved in a view."), code="number")
    cleaned = QueryDict(mutable=True)
    for name in filterset.form.fields:
        if query.get(name) or (name == "status" and "status" in query):
            cleaned[name] = str(query[name])
    if query.get("sort") in sorts_for(actor):
        cleaned["sort"] = str(query["sort"])
    if chosen := columns.chosen(kind.columns, actor, columns.read(query.get("columns", ""))):
        cleaned["columns"] = columns.written(chosen)
    return cleaned


def query_chips(kind: ListKind, actor: Actor, query: QueryDict) -> list[dict[str, Any]]:
    """The filters of a query in words."""
    return chips_of(kind.filters(asked(kind, query), actor=actor))


def chosen_columns(kind: ListKind, actor: Actor, codes: list[str]) -> str:
    """The columns of a choice that are open to the actor, as an address has them."""
    return columns.written(columns.chosen(kind.columns, actor, codes))
