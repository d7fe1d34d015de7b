"""How a term is counted: the condition that the database asks of an entry, and the same asked of plain values."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Count, F, FloatField, Func, Q, Sum, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from reports.indicators.base import Term, When


def having(where: Mapping[str, Any]) -> Q:
    """The condition that the dimensions of an entry have these values (of a tuple: any of them)."""
    condition = Q()
    for dimension, wanted in where.items():
        any_of = Q()
        for value in wanted if isinstance(wanted, tuple) else (wanted,):
            any_of |= is_value(dimension, value)
        condition &= any_of
    return condition


def is_value(dimension: str, value: Any) -> Q:
    """The condition that a dimension has a value, or has it among others; nothing is meant by an empty one."""
    if dimension == "agency":
        return Q(agencies__contains=[int(value)])
    if dimension == "organ":
        return Q(organ=int(value))
    path = f"dims__{dimension}"
    if value is None or value == "":
        return Q(**{path: None}) | Q(**{path: ""}) | Q(**{path: []}) | ~Q(dims__has_key=dimension)
    if value in {"true", "false"}:
        value = value == "true"
    # A list that has the value is meant too: jsonb finds a single value in it.
    return Q(**{f"{path}__contains": value})


def of_term(term: Term) -> Q:
    """The condition on entries that a term counts them."""
    condition = Q(measure__in=term.measures) & having(term.where)
    return condition & ~having(term.unless) if term.unless else condition


def count_of(term: Term) -> Count | Sum:
    """How many entries a term counts, or what they weigh."""
    if term.weigh:
        return Sum(Cast(KeyTextTransform(term.weigh, "dims"), FloatField()), filter=of_term(term))
    return Count("pk", filter=of_term(term))


class _Each(Func):
    """Each value of a dimension, one row for each: of a list its members, of what has none NULL."""

    template = (
        "jsonb_array_elements_text(COALESCE(NULLIF("
        "jsonb_path_query_array(%(expressions)s::jsonpath), '[]'::jsonb), '[null]'::jsonb))"
    )
    set_returning = True
    output_field = TextField()

    def __init__(self, dimension: str) -> None:
        super().__init__(F("dims"), Value(f'$."{dimension}"[*]'))


def key_of(by: str) -> Any:
    """The values of a dimension of an entry, a row for each."""
    match by:
        case "agency":
            return Func(F("agencies"), function="unnest", output_field=BigIntegerField(), set_returning=True)
        case "organ":
            return F("organ_id")
        case _:
            return _Each(by)


# --- the same of plain values ----------------------------------------------------------------------------------


def fits(term: Term, measure: str, dims: Mapping[str, Any]) -> bool:
    """Whether a term (without `once` and `unless`) counts an entry of these values."""
    return measure in term.measures and all(_has(dims.get(name), wanted) for name, wanted in term.where.items())


def _has(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return any(_has(found, value) for value in wanted)
    if wanted is None or wanted == "":
        return found in (None, "", [])
    if isinstance(found, list):
        return wanted in found
    # True is 1 to Python, and not to the database.
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def values_of(dimension: str, agencies: Any, dims: Mapping[str, Any]) -> list[str]:
    """The values of a dimension, as `key_of` gives them; an empty text where there is none."""
    if dimension == "agency":
        return [str(agency) for agency in agencies]
    found = dims.get(dimension)
    told = found if isinstance(found, list) else [found]
    return [_text(value) for value in told] or [""]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def term_id(term: Term) -> int:
    """What a term is kept under: the same for the same counting, whatever the period takes."""
    lasting = term.when is not When.WITHIN
    said = [sorted(term.measures), sorted(term.where.items()), lasting, term.weigh]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
