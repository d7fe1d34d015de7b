"""One search over the cases of every kind: any fragment of number, parties, act; an identity number typed whole.

Each kind of proceeding registers how its cases are shown. A whole identity or telephone number is looked for by its
blind index, for those alone who work in an office, and the trail keeps that it was asked for, not the number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from accounts.actors import Actor
from accounts.fields import IdentityNumberField, PhoneField
from accounts.guards import requires
from accounts.models import Role
from accounts.text import mask_identity, mask_phone, strip_spaces
from dossiers.crypto import blind_index
from dossiers.models import DossierAccess, Party
from dossiers.queries import containing
from dossiers.scoping import Audience
from dossiers.trail import record
from dossiers.worklist import SORTS, Worklist

# Cases of a kind that are shown; the list of the kind shows the rest.
MOST = 20
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """A case that was found: what it is called, where it stands, and the parts in which the text was found."""

    url: str
    heading: str
    title: str
    state: str
    parts: list[tuple[str, list[tuple[str, bool]]]] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """How the cases of a kind are found again: the words for the kind, their hits, and the list that shows them all."""

    kind: str
    title: str | Promise
    show: Callable[[Sequence[int], Actor, str], list[Hit]]
    list_url: Callable[[str], str]


@dataclass(frozen=True)
class Found:
    source: Source
    hits: list[Hit]
    count: int
    capped: bool
    more_url: str


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Enter a source. Raises ValueError when its kind has one already."""
    if source.kind in _sources:
        raise ValueError(f"The search of {source.kind} is registered twice.")
    _sources[source.kind] = source


def whole_number(text: str) -> tuple[str, str] | None:
    """("identity" or "phone", blind index) when `text` is a whole identity or mobile number, else None."""
    for name, form_field in (("identity", IdentityNumberField()), ("phone", PhoneField())):
        try:
            number = form_field.clean(text)
        except ValidationError:
            continue
        # Service lines such as 12345 are in no party's papers; a short number is a fragment like any other.
        if len(number) >= 10:
            return name, blind_index(number)
    return None


def find(actor: Actor, text: str) -> tuple[list[Found], str]:
    """What `actor` finds by `text` in each kind of case, and the kind of personal number it was, if any.

    Two queries a kind. Looking for a personal number writes the trail.
    """
    number = whole_number(text) if actor.has_any((Role.OFFICER, Role.DIRECTOR)) else None
    condition = containing(text, "dossier__")
    if number:
        name, index = number
        parties = (
            Party.objects.unscoped("the access rows carry the scope").standing().filter(**{f"{name}_index": index})
        )
        condition |= Q(audience=Audience.OFFICE, dossier_id__in=parties.values("dossier_id"))
    found = []
    for source in _sources.values():
        rows = DossierAccess.objects.filter(condition, kind=source.kind).exclude(status="void")
        page = Worklist(actor=actor, rows=rows, sort=SORTS["-received"], wide=True).page(1, size=MOST)
        if page.items:
            more = source.list_url(text) if page.has_next and not number else ""
            found.append(Found(source, source.show(page.items, actor, text), page.count, page.capped, more))
    if number:
        record(
            actor=actor,
            action="search.number",
            detail={"field": number[0], "count": sum(part.count for part in found)},
        )
    return found, number[0] if number else ""


@requires("cases.search")
def search(request: HttpRequest) -> HttpResponse:
    """The results of the search box that stands on every page."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    found, number = find(request.actor, text) if text else ([], "")
    # A personal number is not written on the page.
    shown = {"identity": mask_identity, "phone": mask_phone}.get(number, str)(strip_spaces(text) if number else text)
    context: dict[str, Any] = {
        "q": shown,
        "found": found,
        "number": number,
        "search_query": "" if number else text,
    }
    return render(request, "search.html", context)
