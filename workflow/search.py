"""One search over the cases of every kind: any fragment of number, parties, act; an identity number typed whole.

Each kind of proceeding registers how its cases are shown, and so do registers whose entries are no cases. A whole
identity or telephone number is looked for by its blind index, for those alone who work in an office, and the trail
keeps that it was asked for, not the number.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from accounts.actors import Actor
from accounts.crypto import blind_index
from accounts.fields import IdentityNumberField, PhoneField
from accounts.guards import requires
from accounts.models import Role
from accounts.permissions import can
from accounts.text import mask_identity, mask_phone, normalise_name
from dossiers.models import DossierAccess, DossierStatus, Party
from dossiers.models.parties import role_label
from dossiers.queries import containing, fragments
from dossiers.scoping import Audience
from dossiers.trail import record
from dossiers.worklist import SORTS, Worklist

# Cases of a kind that are shown; the list of the kind shows the rest.
MOST = 20
# Parts of a case that are shown with the text in them.
PARTS = 4
LONGEST = 100
# Where the session keeps the personal number that was looked for last.
KEPT = "searched_number"


class Shown(Protocol):
    """A line about a case, as the search shows it."""

    @property
    def pk(self) -> int: ...

    @property
    def row(self) -> Any: ...

    @property
    def number(self) -> str: ...

    @property
    def stage(self) -> str: ...


L = TypeVar("L", bound=Shown)


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
class Register:
    """How the entries of a register are found again by who holds `permission`.

    `find` gives those in the reader's sight that contain a text, the first of them first; `show` one of them, with the
    fragments that are marked in its parts.
    """

    kind: str
    title: str | Promise
    permission: str
    find: Callable[[Actor, str], QuerySet[Any]]
    show: Callable[[Any, list[str]], Hit]
    list_url: Callable[[str], str]


def mark(value: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """`value` in its normal form, cut where one of `wanted` stands in it: (piece, whether it is one); else nothing."""
    text = normalise_name(value)
    pieces = re.split(f"({'|'.join(map(re.escape, wanted))})", text) if wanted else [text]
    if len(pieces) == 1:
        return []
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def hits_of(
    kind: str, found: Iterable[L], parts_of: Callable[[L], list[tuple[str, str]]], text: str, page: str
) -> list[Hit]:
    """Lines of cases of a kind with the parts in which `text` stands: those of the line, then the parties; one query.

    `page` is the URL name of a case's page.
    """
    lines = list(found)
    parties: dict[int, list[tuple[str, str]]] = {}
    rows = Party.objects.unscoped("the parties of cases that the scope was laid on").standing()
    ids = [line.pk for line in lines]
    for dossier, role, name in rows.filter(dossier_id__in=ids).values_list("dossier_id", "role", "name"):
        parties.setdefault(dossier, []).append((role_label(kind, role), name))
    wanted = fragments(text)
    shown = []
    for line in lines:
        parts = [*parts_of(line), *parties.get(line.pk, [])]
        url = reverse(page, args=[line.pk])
        shown.append(Hit(url, line.number, line.row.title, line.stage, marked(parts, wanted)))
    return shown


def list_url(page: str, text: str) -> str:
    """The address of a list narrowed to a text."""
    return f"{reverse(page)}?{urlencode({'q': text})}"


@dataclass(frozen=True)
class Found:
    source: Source | Register
    hits: list[Hit]
    count: int
    capped: bool
    more_url: str


_sources: dict[str, Source] = {}
_registers: dict[str, Register] = {}


def register(source: Source | Register) -> None:
    """Enter a source. Raises ValueError when its kind has one already."""
    if source.kind in _sources or source.kind in _registers:
        raise ValueError(f"The search of {source.kind} is registered twice.")
    if isinstance(source, Register):
        _registers[source.kind] = source
    else:
        _sources[source.kind] = source


def marked(parts: Iterable[tuple[str, str]], wanted: list[str]) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Of some parts (label, value) those in which one of `wanted` stands, cut at it."""
    return [(label, pieces) for label, value in parts if value and (pieces := mark(value, wanted))][:PARTS]


@dataclass(frozen=True)
class Number:
    """A personal number that is looked for: of which kind, its blind index, and how it may be shown."""

    kind: str
    index: str
    mask: str


def whole_number(text: str) -> Number | None:
    """The personal number that `text` is as a whole: an identity number or a telephone; None for anything else."""
    for kind, form_field, mask in (
        ("identity", IdentityNumberField(), mask_identity),
        ("phone", PhoneField(), mask_phone),
    ):
        try:
            number = form_field.clean(text)
        except ValidationError:
            continue
        # Service lines such as 12345 are in no party's papers; a short number is a fragment like any other.
        if len(number) >= 10:
            return Number(kind, blind_index(number), mask(number))
    return None


def find(actor: Actor, text: str, number: Number | None = None) -> list[Found]:
    """What `actor` finds by `text`, or by a personal number, in each kind of case; by a text in each register too.

    Two queries a kind, one a register. Looking for a personal number writes the trail.
    """
    condition = containing(text, "dossier__")
    if number:
        parties = Party.objects.unscoped("the access rows carry the scope").standing()
        parties = parties.filter(**{f"{number.kind}_index": number.index})
        condition = Q(audience=Audience.OFFICE, dossier_id__in=parties.values("dossier_id"))
    found = []
    for source in _sources.values():
        rows = DossierAccess.objects.filter(condition, kind=source.kind).exclude(status=DossierStatus.VOID)
        page = Worklist(actor=actor, rows=rows, sort=SORTS["-received"], wide=True).page(1, size=MOST)
        if page.items:
            more = source.list_url(text) if page.has_next and not number else ""
            found.append(Found(source, source.show(page.items, actor, text), page.count, page.capped, more))
    if not number:
        found += [part for source in _registers.values() if (part := _in_register(source, actor, text))]
    if number:
        detail = {"field": number.kind, "count": sum(part.count for part in found)}
        record(actor=actor, action="search.number", detail=detail)
    return found


def _in_register(source: Register, actor: Actor, text: str) -> Found | None:
    wanted = fragments(text)
    if not wanted or not can(actor, source.permission):
        return None
    rows = list(source.find(actor, text)[: MOST + 1])
    if not rows:
        return None
    more = source.list_url(text) if len(rows) > MOST else ""
    hits = [source.show(row, wanted) for row in rows[:MOST]]
    return Found(source, hits, len(hits), len(rows) > MOST, more)


@requires("cases.search")
def search(request: HttpRequest) -> HttpResponse:
    """The results of the search box that stands on every page.

    A personal number is led away from the address at once: the session keeps its blind index, the page its mask.
    """
    actor, text = request.actor, request.GET.get("q", "").strip()[:LONGEST]
    may_ask = actor.has_any((Role.OFFICER, Role.DIRECTOR))
    if text and may_ask and (asked := whole_number(text)):
        request.session[KEPT] = [asked.kind, asked.index, asked.mask]
        return redirect(f"{reverse('search')}?number={asked.kind}")
    number = None
    if not text and may_ask and "number" in request.GET and KEPT in request.session:
        number = Number(*request.session[KEPT])
    context: dict[str, Any] = {
        "q": number.mask if number else text,
        "found": find(actor, text, number) if text or number else [],
        "number": number.kind if number else "",
    }
    return render(request, "search.html", context)
