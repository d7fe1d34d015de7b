"""Figures by years and by the values of a dimension at once, for whoever compares years."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.fields.json import KeyTextTransform

from accounts.actors import Actor
from accounts.models import Organ
from reports import summaries
from reports.counting import count_of, key_of, of_term, term_id
from reports.evaluating import EndOf, PartOf, Question, asked, cut_of, key_told, with_sums
from reports.indicators import Term, When
from reports.periods import Period

# By value of the dimension, by year, by the name of the term.
Crossed = dict[Any, dict[int, dict[str, float]]]


def years_of(first: int, last: int) -> Period:
    """Whole years, from the first to the last."""
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31))


def by_year(
    reader: Actor, organ: Organ | Iterable[Organ], first: int, last: int, terms: Mapping[str, Term], by: str
) -> Crossed:
    """What some terms come to in each year, by the values of a dimension; None is what is not recorded.

    The same numbers as `evaluate` gives for each year by itself, in one query. The terms take what falls into a period
    and are weighed by nothing.
    """
    question = with_sums(asked(reader, organ, years_of(first, last)))
    cut = cut_of(question, by)
    if cut and all((term_id(term), cut[0]) in question.summed for term in terms.values()):
        return _of_sums(question, terms, by, cut)
    rows = question.entries().filter(
        Q(until=None) | Q(until__gt=EndOf("day", unit="year", months=12)),
        day__range=question.period.days,
        measure__in=sorted({measure for term in terms.values() for measure in term.measures}),
    )
    counts = {f"t{place}": count_of(term) for place, term in enumerate(terms.values())}
    found: list[Any] = list(
        rows.annotate(part=PartOf("day", unit="year"), key=key_of(by)).values("part", "key").annotate(**counts)
    )
    crossed: Crossed = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for row in found:
        for place, name in enumerate(terms):
            if row[f"t{place}"]:
                key = None if row["key"] == "" else row["key"]
                crossed[key][row["part"].year][name] += float(row[f"t{place}"])
    return crossed


def _of_sums(question: Question, terms: Mapping[str, Term], by: str, cut: tuple[str, str | None]) -> Crossed:
    names: dict[int, list[str]] = defaultdict(list)
    for name, term in terms.items():
        names[term_id(term)].append(name)
    rows = summaries.months_of([organ.pk for organ in question.organs], names, *cut)
    rows = rows.filter(
        Q(until=None) | Q(until__gt=EndOf("month", unit="year", months=12)), month__range=question.period.days
    )
    crossed: Crossed = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    years = rows.order_by().annotate(part=PartOf("month", unit="year")).values("part", "term", "value")
    for row in years.annotate(sum=Sum("number")):
        for name in names[row["term"]]:
            crossed[key_told(by, row["value"])][row["part"].year][name] += float(row["sum"])
    return crossed


def by_two(
    reader: Actor, organ: Organ | Iterable[Organ], first: int, last: int, term: Term, by: str, other: str
) -> dict[tuple[Any, Any], float]:
    """What a term comes to in all of the years, by the values of two dimensions that a case has one of each."""
    question = asked(reader, organ, years_of(first, last))
    rows = (
        question.at(When.WITHIN)
        .filter(of_term(term))
        .annotate(one=KeyTextTransform(by, "dims"), two=KeyTextTransform(other, "dims"))
    )
    counted = rows.values("one", "two").annotate(n=Count("pk")).values_list("one", "two", "n")
    return {(one or None, two or None): float(n) for one, two, n in counted}
