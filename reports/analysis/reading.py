"""What the analysis of several years stands on: one reading of the figures, asked where all figures are asked."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from accounts.actors import Actor
from accounts.models import Organ
from dossiers.models import DossierKind, Party, PartyRole
from reports.crossing import Crossed, by_two, by_year, years_of
from reports.dimensions import labels_of
from reports.evaluating import Question, asked, evaluate
from reports.indicators import INDICATORS
from reports.models import Entry

# What is counted, by the names used here; corrected and lost are parts of concluded and judged.
TERMS = {
    "received": INDICATORS["received"].numerator,
    "concluded": INDICATORS["concluded"].numerator,
    "corrected": INDICATORS["correction_rate"].numerator,
    "suits": INDICATORS["suits"].numerator,
    "judged": INDICATORS["suits_concluded"].numerator,
    "lost": INDICATORS["lost_rate"].numerator,
}
# The figures whose lists stand behind them: indicator, and the part of it.
BEHIND = {
    "received": ("received", "numerator"),
    "concluded": ("concluded", "numerator"),
    "corrected": ("correction_rate", "numerator"),
    "suits": ("suits", "numerator"),
    "judged": ("suits_concluded", "numerator"),
    "lost": ("lost_rate", "numerator"),
}
CUTS = ("agency", "domain", "matter")
# So many persons make a group; from so many on the law asks for representatives in petitions and suits alike.
GROUP = 5
WHY = "the parties of cases of an organ that the reader sees whole"


@dataclass(frozen=True)
class Cut:
    """One value of a dimension with its numbers by year."""

    key: Any
    label: str
    years: Mapping[int, Mapping[str, float]]

    def total(self, name: str) -> float:
        """What the years come to together."""
        return sum(found.get(name, 0) for found in self.years.values())

    def of(self, year: int, name: str) -> float:
        """What one year comes to."""
        return self.years.get(year, {}).get(name, 0)


@dataclass(frozen=True)
class Person:
    """Somebody who came with several cases: each case as (id, number or title)."""

    name: str
    # Whether the same number of identity or credit code says so, or the name alone.
    sure: bool
    applied: int
    sued: int
    cases: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Repeats:
    """Those who came with several cases: the most frequent ones, how many there are and with how many cases."""

    people: tuple[Person, ...]
    number: int
    cases: int


@dataclass(frozen=True)
class Groups:
    """Cases of many persons: the largest, how many there are and of how many persons."""

    largest: tuple[Entry, ...]
    number: int
    people: int


@dataclass(frozen=True)
class Material:
    """All that was read of the years from `first` to `last`. `ended` is the last year that is over."""

    first: int
    last: int
    ended: int
    whole: Mapping[int, Mapping[str, float]]
    months: Mapping[tuple[int, int], Mapping[str, float]]
    cuts: Mapping[str, tuple[Cut, ...]]
    causes: tuple[Cut, ...]
    losses: tuple[Cut, ...]
    crossed: Mapping[tuple[Any, Any], float]
    labels: Mapping[str, Mapping[Any, str]]
    repeats: Repeats
    groups: Groups

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def total(self, name: str) -> float:
        """What all years come to together."""
        return sum(found.get(name, 0) for found in self.whole.values())


def read(reader: Actor, organ: Organ, first: int, last: int, this_year: int) -> Material:
    """The figures of an organ in whole years, for a reader who sees the organ whole; the same queries for any years."""
    period = years_of(first, last)
    whole: dict[int, dict[str, float]] = defaultdict(dict)
    months: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    ids = {BEHIND[name][0]: name for name in TERMS}
    for row in evaluate(reader, organ, period, by="year", only=list(ids)):
        whole[int(row.key)][ids[row.indicator.id]] = row.numerator
    for row in evaluate(reader, organ, period, by="month", only=["received", "suits"]):
        year, _dash, month = str(row.key).partition("-")
        months[int(year), int(month)][row.indicator.id] = row.numerator
    cuts, labels = {}, {}
    for by in CUTS:
        cuts[by], labels[by] = _cuts(by_year(reader, organ, first, last, TERMS, by), by)
    causes, _labels = _cuts(by_year(reader, organ, first, last, {"corrected": TERMS["corrected"]}, "cause"), "cause")
    losses, _labels = _cuts(by_year(reader, organ, first, last, {"lost": TERMS["lost"]}, "group"), "group")
    question = asked(reader, organ, period)
    return Material(
        first,
        last,
        min(last, this_year - 1),
        whole,
        months,
        cuts,
        causes,
        losses,
        by_two(reader, organ, first, last, TERMS["received"], "domain", "matter"),
        labels,
        repeats(question),
        groups(question),
    )


def _cuts(crossed: Crossed, by: str) -> tuple[tuple[Cut, ...], dict[Any, str]]:
    """The values of a dimension, those with most cases first, and what they are called."""
    labels = labels_of(by, crossed)
    found = [Cut(key, labels[key], years) for key, years in crossed.items()]
    found.sort(key=lambda cut: (cut.key is None, -sum(cut.total(name) for name in TERMS), cut.label))
    return tuple(found), labels


# --- who comes again -------------------------------------------------------------------------------------------


def _applicants(question: Question) -> QuerySet[Party]:
    """The applicants and plaintiffs of the cases that were received or served, each with who they are (`who`)."""
    measures = sorted({measure for name in ("received", "suits") for measure in TERMS[name].measures})
    cases = question.entries().filter(measure__in=measures, day__range=question.period.days).values("dossier")
    return (
        Party.objects.unscoped(WHY)
        .standing()
        .filter(role=PartyRole.APPLICANT, dossier__in=cases)
        .annotate(
            who=Case(
                When(~Q(identity_index=""), then=Concat(Value("i"), "identity_index")),
                When(~Q(credit_code=""), then=Concat(Value("c"), "credit_code")),
                default=Concat(Value("n"), "kind", Value(" "), "name"),
                output_field=CharField(),
            )
        )
        .order_by()
    )


def repeats(question: Question, most: int = 20) -> Repeats:
    """Those who applied or sued more than once in the period; three queries."""
    parties = _applicants(question)
    several = parties.values("who").annotate(n=Count("dossier", distinct=True)).filter(n__gt=1)
    found = several.aggregate(number=Count("who"), cases=Sum("n"))
    kinds = {
        "applied": Count("dossier", distinct=True, filter=Q(dossier__kind=DossierKind.RECONSIDERATION)),
        "sued": Count("dossier", distinct=True, filter=Q(dossier__kind=DossierKind.LITIGATION)),
    }
    first = list(several.annotate(called=Min("name"), **kinds).order_by("-n", "called", "who")[:most])
    cases: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows = parties.filter(who__in=[one["who"] for one in first]).order_by("dossier__opened_on", "dossier_id")
    for who, pk, number, title in rows.values_list("who", "dossier_id", "dossier__number", "dossier__title").distinct():
        cases[who].append((pk, number or title))
    people = tuple(
        Person(one["called"], not one["who"].startswith("n"), one["applied"], one["sued"], tuple(cases[one["who"]]))
        for one in first
    )
    return Repeats(people, found["number"] or 0, int(found["cases"] or 0))


def groups(question: Question, most: int = 20) -> Groups:
    """The cases of GROUP persons and more that were received or served in the period; two queries."""
    measures = sorted({measure for name in ("received", "suits") for measure in TERMS[name].measures})
    rows = question.entries().filter(measure__in=measures, day__range=question.period.days, dims__people__gte=GROUP)
    rows = rows.annotate(people=Cast(KeyTextTransform("people", "dims"), IntegerField()))
    found = rows.aggregate(number=Count("pk"), total=Sum("people"))
    largest = rows.select_related("dossier").defer("dossier__search_text", "dossier__grams")
    return Groups(
        tuple(largest.order_by(F("people").desc(), "day", "pk")[:most]), found["number"], int(found["total"] or 0)
    )
