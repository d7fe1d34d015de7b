"""What each agency comes to by a scheme: figures from the entries of its cases, points by the scheme's functions."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.offices import agencies_of
from accounts.timekeeping import today
from reports.assessment import telling
from reports.assessment.models import (
    AssessmentExemption,
    AssessmentItem,
    AssessmentMark,
    AssessmentScheme,
    ItemKind,
    Method,
    Standing,
)
from reports.assessment.scoring import Figure, Outcome, Total, add_up, by_hand, ranked, score
from reports.evaluating import DENOMINATOR, NUMERATOR, behind
from reports.indicators import INDICATORS, Indicator, Reading, Term
from reports.periods import Period, year_of
from reports.reckoning.base import AGENCY_KINDS


@dataclass(frozen=True)
class Counted:
    """One figure of one agency with the cases behind both of its numbers."""

    figure: Figure
    numerator_cases: tuple[int, ...] = ()
    denominator_cases: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """An item as it came out for an agency, with the words for it."""

    item: AssessmentItem
    outcome: Outcome
    counted: Counted | None
    words: str


@dataclass(frozen=True)
class Result:
    """An agency's result; `kind` is the group in which it is ranked, and its rank None where it is exempted."""

    agency: Organisation
    kind: str
    lines: tuple[Line, ...]
    total: Total
    rank: int | None = None
    exempted: str = ""


@dataclass(frozen=True)
class Basis:
    """By what is reckoned: the items of a scheme in force, who is exempted from what, what was given by hand."""

    items: Sequence[AssessmentItem]
    exemptions: Sequence[AssessmentExemption] = ()
    marks: Mapping[tuple[int, int], AssessmentMark] = field(default_factory=dict)

    @staticmethod
    def of(scheme: AssessmentScheme) -> "Basis":
        """As the scheme stands now; three queries."""
        marks = scheme.marks.filter(ended_at=None)
        return Basis(
            list(scheme.items.filter(voided_at=None)),
            list(scheme.exemptions.filter(voided_at=None).select_related("agency", "item")),
            {(mark.agency_id, mark.item_id): mark for mark in marks},
        )

    def exempted(self, agency: int, item: int | None) -> AssessmentExemption | None:
        """The exemption of an agency from an item, or from everything."""
        return next((one for one in self.exemptions if one.agency_id == agency and one.item_id in (None, item)), None)


def period_of(scheme: AssessmentScheme) -> Period:
    """The year of a scheme, of one that is going on up to today. Raises ValidationError for one that has not begun."""
    year = year_of(scheme.year)
    if year.first > today():
        raise ValidationError(_("The year of this scheme has not begun."), code="not_begun")
    return Period(year.first, min(year.last, today()))


def day_of(scheme: AssessmentScheme) -> dt.date:
    """The day whose agencies are assessed: the last of the year, or today before that."""
    return min(year_of(scheme.year).last, today())


def group_of(agency: Organisation) -> str:
    """The kind of agency among which it is ranked."""
    return AGENCY_KINDS.get(agency.kind, "department")


def assessed(organ: Organ, day: dt.date) -> list[Organisation]:
    """The agencies that are assessed: those directly below the organ that exist on a day."""
    found = agencies_of([organ]).valid_on(day).filter(parent=organ.organisation_id)
    return sorted(found, key=lambda one: (group_of(one), one.name))


def trees(organ: Organ, agencies: Iterable[Organisation]) -> dict[int, int]:
    """For each organisation below some agencies, these among them, the agency to which it belongs."""
    parents = dict(Organisation.objects.below(organ.organisation).values_list("pk", "parent_id"))
    roots = {agency.pk for agency in agencies}
    found: dict[int, int] = {}
    for pk in parents:
        place: int | None = pk
        while place is not None and place not in roots:
            place = parents.get(place)
        if place is not None:
            found[pk] = place
    return found


def reckon(
    reader: Actor, scheme: AssessmentScheme, basis: Basis, *, as_of: dt.date | None = None, period: Period | None = None
) -> list[Result]:
    """The results of all agencies of a scheme's organ, ranked by kind; as known on a day, or now."""
    period = period or period_of(scheme)
    agencies = assessed(scheme.organ, period.last)
    counted = figures(reader, scheme.organ, period, basis.items, agencies, as_of)
    results = [_result(agency, basis, counted) for agency in agencies]
    places: dict[int, int] = {}
    for kind in {result.kind for result in results}:
        places |= ranked((one.agency.pk, one.total.total) for one in results if one.kind == kind)
    return [
        Result(one.agency, one.kind, one.lines, one.total, places.get(one.agency.pk), one.exempted) for one in results
    ]


def _result(agency: Organisation, basis: Basis, counted: Mapping[tuple[int, int], Counted]) -> Result:
    kind = group_of(agency)
    whole = next((one for one in basis.exemptions if one.agency_id == agency.pk and one.item_id is None), None)
    lines = tuple(
        _line(agency, item, basis, counted.get((item.pk, agency.pk))) for item in basis.items if kind in item.kinds
    )
    total = add_up([(line.item, line.outcome) for line in lines])
    return Result(agency, kind, lines, total, None, whole.reason if whole else "")


def _line(agency: Organisation, item: AssessmentItem, basis: Basis, counted: Counted | None) -> Line:
    """An item for an agency: exempted, by hand, or by its indicator, in this order."""
    exemption = basis.exempted(agency.pk, item.pk)
    if exemption is not None:
        return Line(item, Outcome(Standing.EXEMPT, None), counted, telling.exempted(exemption))
    mark = basis.marks.get((agency.pk, item.pk))
    if mark is not None:
        return Line(item, Outcome(Standing.HAND, by_hand(item, mark.points)), counted, telling.by_hand(mark))
    if counted is None:
        # Nothing is taken off or given where nobody has found anything; a scored item is still to be scored.
        missing = item.kind == ItemKind.SCORED
        outcome = Outcome(Standing.MISSING, None) if missing else Outcome(Standing.COUNTED, Decimal("0.00"))
        return Line(item, outcome, None, telling.not_scored(item))
    outcome = score(item, counted.figure)
    return Line(item, outcome, counted, telling.scored(item, counted.figure, outcome))


def figures(
    reader: Actor,
    organ: Organ,
    period: Period,
    items: Iterable[AssessmentItem],
    agencies: Sequence[Organisation],
    as_of: dt.date | None = None,
) -> dict[tuple[int, int], Counted]:
    """The figures of items for agencies, by the ids of both; of an agency with what stands below it."""
    below = trees(organ, agencies)
    found: dict[tuple[int, int], Counted] = {}
    asked: dict[tuple[str, str], dict[int, Counted]] = {}
    for item in items:
        if item.method == Method.HAND:
            continue
        key = item.indicator, item.reading
        if key not in asked:
            asked[key] = _of_all(reader, organ, period, key, agencies, below, as_of)
        found |= {(item.pk, agency): counted for agency, counted in asked[key].items()}
    return found


def _of_all(
    reader: Actor,
    organ: Organ,
    period: Period,
    asked: tuple[str, str],
    agencies: Sequence[Organisation],
    below: Mapping[int, int],
    as_of: dt.date | None,
) -> dict[int, Counted]:
    """An indicator for each agency: its entries are read once for all and dealt out to their agencies."""
    indicator = INDICATORS[asked[0]]
    read = indicator.read_as(asked[1])
    dealt = {
        part: _dealt(reader, organ, period, indicator, read, part, agencies, below, as_of)
        for part in (NUMERATOR, DENOMINATOR)
    }
    found = {}
    for agency in agencies:
        numerator, cases = dealt[NUMERATOR][agency.pk]
        whole, among = dealt[DENOMINATOR][agency.pk]
        denominator = None if read.denominator is None else whole
        value = indicator.value(numerator, denominator)
        found[agency.pk] = Counted(Figure(numerator, denominator, value), tuple(cases), tuple(among))
    return found


def _dealt(
    reader: Actor,
    organ: Organ,
    period: Period,
    indicator: Indicator,
    read: Reading,
    part: str,
    agencies: Sequence[Organisation],
    below: Mapping[int, int],
    as_of: dt.date | None,
) -> dict[int, tuple[float, list[int]]]:
    """What a part of an indicator comes to for each agency, with the cases of its entries."""
    term = read.numerator if part == NUMERATOR else read.denominator
    numbers: dict[int, float] = defaultdict(float)
    cases: dict[int, list[int]] = defaultdict(list)
    if term is None:
        return {agency.pk: (0, []) for agency in agencies}

    def rows_of(members: frozenset[int]) -> Iterable[tuple[int, list[int], dict]]:
        # An entry of several agencies is asked for by any of them.
        places = Organisation.objects.filter(pk__in=members)
        found = behind(
            reader, organ, period, indicator.id, part, as_of=as_of, agency=places, reading={indicator.id: read}
        )
        return found.values_list("dossier_id", "agencies", "dims").iterator(chunk_size=2000)

    # Where entries count once together, which of them do depends on whose are looked at: each agency is asked alone.
    trees_of = [frozenset(pk for pk, root in below.items() if root == one.pk) for one in agencies]
    groups = trees_of if term.once else [frozenset(below)]
    for members in groups:
        for dossier, concerned, dims in rows_of(members) if members else ():
            for root in {below[pk] for pk in members.intersection(concerned)}:
                numbers[root] += _weight(term, dims)
                cases[root].append(dossier)
    return {agency.pk: (_whole(numbers[agency.pk]), cases[agency.pk]) for agency in agencies}


def _weight(term: Term, dims: Mapping[str, object]) -> float:
    return float(str(dims.get(term.weigh) or 0)) if term.weigh else 1.0


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number
