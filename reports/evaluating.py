"""What indicators come to: their numbers for a reader, an organ and a period, and the entries behind each.

Pages, the command, the interface, returns and dashboards ask here and nowhere else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import (
    Count,
    DateField,
    F,
    Func,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Least

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from accounts.timekeeping import SHANGHAI, today
from dossiers.scoping import AUDIENCE_ROLES, reached_by
from reports import summaries
from reports.counting import count_of, having, is_value, key_of, of_term, term_id
from reports.dimensions import MONTHS, labels_of
from reports.indicators import DEFAULT, INDICATORS, Indicator, Reading, Term, When
from reports.models import Entry
from reports.periods import Period, name_of_part

# Which reading each indicator is read in: one code for all that have it, or for each its code or a reading itself.
Readings = str | Mapping[str, str | Reading] | None
NUMERATOR, DENOMINATOR = "numerator", "denominator"
# What concerns one agency alone: another agency of the case does not see it.
OF_ONE_AGENCY = (
    *("unit_heard", "unit_judged", "nomination", "record", "entered_agency", "entered_court"),
    *("transfer", "answer", "suggestion_agency"),
)


@dataclass(frozen=True)
class Row:
    """One figure: of all, or of one value (`key`, `label`) of the dimension that it was cut by."""

    indicator: Indicator
    reading: Reading
    numerator: float | int
    denominator: float | int | None
    key: Any = None
    label: str = ""

    @property
    def value(self) -> float | int | None:
        return self.indicator.value(self.numerator, self.denominator)


@dataclass(frozen=True)
class Question:
    """What is asked of the entries, whatever the indicator."""

    reader: Actor
    organs: tuple[Organ, ...]
    period: Period
    as_of: dt.date | None = None
    agencies: tuple[int, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    # The terms, each by a dimension, that can be read from the sums.
    summed: frozenset[tuple[int, str]] = frozenset()

    @property
    def day(self) -> dt.date:
        """The day as of which it is asked."""
        return self.as_of or today()

    def known(self) -> Q:
        """What the system knew at the end of the day as of which it is asked, and what was settled by then."""
        if self.as_of is None:
            known = Q(known_to=None)
        else:
            moment = dt.datetime.combine(self.as_of + dt.timedelta(days=1), dt.time(), SHANGHAI)
            known = Q(known_from__lt=moment) & (Q(known_to=None) | Q(known_to__gte=moment))
        return known & (Q(ripe_on=None) | Q(ripe_on__lte=self.day))

    def entries(self) -> QuerySet[Entry]:
        """The entries in sight of the reader, whatever their day."""
        rows = Entry.objects.unscoped("limited to what the reader sees, or to organs that are seen whole")
        rows = rows.filter(self.known(), organ__in=[organ.pk for organ in self.organs])
        if not all(sees_whole(self.reader, organ) for organ in self.organs):
            rows = rows.filter(in_sight(self.reader))
        if self.agencies:
            rows = rows.filter(agencies__overlap=list(self.agencies))
        return rows.filter(having(self.where)).order_by()

    def at(self, when: When, shift: int = 0) -> QuerySet[Entry]:
        """Those that the period takes, in one of the ways of taking them."""
        period = self.period
        for _year in range(shift):
            period = period.year_before()
        rows = self.entries().filter(Q(until=None) | Q(until__gt=period.last))
        match when:
            case When.WITHIN:
                return rows.filter(day__range=period.days)
            case When.AT_START:
                return rows.filter(Q(ended=None) | Q(ended__gte=period.first), day__lt=period.first)
            case When.AT_END:
                return rows.filter(Q(ended=None) | Q(ended__gt=period.last), day__lte=period.last)


def sees_whole(reader: Actor, organ: Organ) -> bool:
    """Whether the reader sees every case of an organ: its office does, and who leads it."""
    return (
        reader.is_system
        or reader.has_any((Role.OFFICER, Role.DIRECTOR), organ.office_id)
        or reader.has_any((Role.ORGAN_LEADER, Role.LEADERSHIP), organ.organisation_id)
    )


def in_sight(reader: Actor) -> Q:
    """The condition on entries that the reader reaches their case, and is the agency of what concerns one agency."""
    reached = reached_by(reader, "dossier_id")
    if own := _own_alone(reader):
        reached &= ~Q(measure__in=OF_ONE_AGENCY) | Q(agencies__overlap=sorted(own))
    return reached


def _own_alone(reader: Actor) -> frozenset[int]:
    """The agencies of a reader who reaches cases for agencies and in no other way; empty for anybody else."""
    beside = {role for roles in AUDIENCE_ROLES.values() for role in roles} - {Role.AGENCY_LIAISON}
    return frozenset() if reader.has_any(beside) else reader.organisations(Role.AGENCY_LIAISON)


# --- numbers ---------------------------------------------------------------------------------------------------


def evaluate(
    reader: Actor,
    organ: Organ | Iterable[Organ],
    period: Period,
    *,
    as_of: dt.date | None = None,
    agency: Organisation | Iterable[Organisation] | None = None,
    by: str | None = None,
    only: Iterable[str] | None = None,
    reading: Readings = None,
    where: Mapping[str, Any] | None = None,
) -> list[Row]:
    """The figures of some indicators (all): for the reader, of an organ (or several), in a period.

    `as_of` is the day whose knowledge counts (now), `agency` an organisation that is respondent or defendant (several:
    any of them, as those of `tree_of`), `where` narrows to values of dimensions, `reading` says how they are read.
    Cut `by` a dimension there is a row for each of its values and each indicator, the most first; by time in its order.
    """
    question = with_sums(asked(reader, organ, period, as_of=as_of, agency=agency, where=where))
    chosen = [(indicator, _read(indicator, reading)) for indicator in _chosen(only)]
    if by is None:
        numbers = _numbers(question, _terms(chosen), None)
        return [_row(indicator, read, numbers, None) for indicator, read in chosen]
    if by in MONTHS:
        parts = dict(period.parts(MONTHS[by]))
        numbers = _by_time(question, _terms(chosen), by, parts)
        return [_row(indicator, read, numbers, name, name) for name in parts for indicator, read in chosen]
    numbers = _numbers(question, _terms(chosen), by)
    keys = {key for found in numbers.values() for key in found}
    if by == "agency" and (own := _own_alone(reader)):
        # With whom an agency stands in a case is not told to it by figures.
        keys &= own
    labels = labels_of(by, keys)
    rows = {key: [_row(indicator, read, numbers, key, labels[key]) for indicator, read in chosen] for key in keys}
    ordered = sorted(keys, key=lambda key: (key is None, [-_size(row) for row in rows[key]], labels[key]))
    return [row for key in ordered for row in rows[key]]


def counts(
    reader: Actor,
    organ: Organ | Iterable[Organ],
    period: Period,
    terms: Mapping[str, Term],
    *,
    as_of: dt.date | None = None,
    agency: Organisation | Iterable[Organisation] | None = None,
    by: str | None = None,
    where: Mapping[str, Any] | None = None,
) -> dict[Any, dict[str, float | int]]:
    """What some terms come to, by the values of a dimension (under None, of all): what `evaluate` counts with.

    For what is shown beside an indicator: those of its units that are absent, unknown, outside.
    """
    question = with_sums(asked(reader, organ, period, as_of=as_of, agency=agency, where=where))
    numbers = _numbers(question, list(terms.values()), by)
    keys = {key for found in numbers.values() for key in found} if by else {None}
    return {key: {name: _whole(numbers[_id(term)].get(key) or 0) for name, term in terms.items()} for key in keys}


def first_day(reader: Actor, organ: Organ | Iterable[Organ], measures: Iterable[str]) -> dt.date | None:
    """The first day on which something counts in any of some measures."""
    question = asked(reader, organ, Period(dt.date.min, dt.date.max))
    days = (
        question.entries().filter(measure=measure).order_by("day").values_list("day", flat=True).first()
        for measure in measures
    )
    return min((day for day in days if day), default=None)


def asked(
    reader: Actor,
    organ: Organ | Iterable[Organ],
    period: Period,
    *,
    as_of: dt.date | None = None,
    agency: Organisation | Iterable[Organisation] | None = None,
    where: Mapping[str, Any] | None = None,
) -> Question:
    """The question that all indicators are asked."""
    organs = (organ,) if isinstance(organ, Organ) else tuple(organ)
    agencies = (agency,) if isinstance(agency, Organisation) else tuple(agency or ())
    return Question(reader, organs, period, as_of, tuple(each.pk for each in agencies), where or {})


def with_sums(question: Question) -> Question:
    """The question with what the sums can answer of it; they are of whole organs and of what is known now."""
    if question.as_of is not None or not all(sees_whole(question.reader, organ) for organ in question.organs):
        return question
    return replace(question, summed=frozenset(summaries.ready()))


def _chosen(only: Iterable[str] | None) -> list[Indicator]:
    """The indicators of these ids, in their order. Raises KeyError for one that is not declared."""
    return list(INDICATORS.values()) if only is None else [INDICATORS[id] for id in only]


def _read(indicator: Indicator, reading: Readings) -> Reading:
    wanted = reading.get(indicator.id, DEFAULT) if isinstance(reading, Mapping) else reading
    return indicator.read_as(wanted)


def _terms(chosen: Iterable[tuple[Indicator, Reading]]) -> list[Term]:
    found = [term for _indicator, read in chosen for term in (read.numerator, read.denominator) if term is not None]
    return [term for place, term in enumerate(found) if term not in found[:place]]


def _row(
    indicator: Indicator, read: Reading, numbers: Mapping[str, Mapping[Any, float]], key: Any, label: str = ""
) -> Row:
    def number(term: Term) -> float | int:
        return _whole(numbers[_id(term)].get(key) or 0)

    denominator = number(read.denominator) if read.denominator is not None else None
    return Row(indicator, read, number(read.numerator), denominator, key, label)


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _size(row: Row) -> float:
    return row.numerator if row.denominator is None else row.denominator


def _id(term: Term) -> str:
    """A key for a term, whose conditions are dictionaries."""
    return repr(term)


def _numbers(question: Question, terms: Sequence[Term], by: str | None) -> dict[str, dict[Any, float]]:
    """What each term comes to, by the values of a dimension (None: of all): a query for each way of taking entries.

    What is summed by month is read from the sums, and from the entries the days alone that make no whole month.
    """
    together: dict[tuple[When, int, bool], list[Term]] = defaultdict(list)
    numbers: dict[str, dict[Any, float]] = {}
    cut = cut_of(question, by)
    for term in terms:
        if term.once:
            numbers[_id(term)] = _groups(question, term, by)
        else:
            summed = cut is not None and not term.unless and (term_id(term), cut[0]) in question.summed
            together[term.when, term.shift, summed].append(term)
    for (when, shift, summed), members in together.items():
        if summed and cut is not None:
            numbers |= _summed(question, members, when, shift, by, cut)
            continue
        rows = question.at(when, shift)
        numbers |= _counted(rows, members, by)
    return numbers


def _counted(rows: QuerySet[Entry], terms: Sequence[Term], by: str | None) -> dict[str, dict[Any, float]]:
    """What terms come to over entries, by a dimension; one query."""
    rows = rows.filter(measure__in=sorted({measure for term in terms for measure in term.measures}))
    wanted = {f"t{place}": count_of(term) for place, term in enumerate(terms)}
    if by is None:
        found: list[Any] = [{"key": None, **rows.aggregate(**wanted)}]
    else:
        found = list(rows.annotate(key=key_of(by)).values("key").annotate(**wanted))
    numbers: dict[str, dict[Any, float]] = {_id(term): defaultdict(float) for term in terms}
    for row in found:
        for place, term in enumerate(terms):
            if row[f"t{place}"]:
                # What is not recorded is one value, however it is not.
                numbers[_id(term)][None if row["key"] == "" else row["key"]] += float(row[f"t{place}"])
    return numbers


def cut_of(question: Question, by: str | None) -> tuple[str, str | None] | None:
    """The dimension and value by which the sums answer a question; None where they cannot."""
    if not question.summed:
        return None
    narrowed: dict[str, Any] = dict(question.where)
    if question.agencies:
        if len(question.agencies) > 1 or "agency" in narrowed:
            return None
        narrowed["agency"] = question.agencies[0]
    if by is not None:
        return (by, None) if by in summaries.CUTS and not narrowed else None
    if not narrowed:
        return "", ""
    (dimension, value), *others = narrowed.items()
    if others or dimension not in summaries.CUTS or isinstance(value, tuple | bool) or value is None:
        return None
    return dimension, str(value)


def _summed(
    question: Question, terms: Sequence[Term], when: When, shift: int, by: str | None, cut: tuple[str, str | None]
) -> dict[str, dict[Any, float]]:
    """What terms come to by the sums of whole months and the entries of the days left; three queries at most."""
    period = question.period
    for _year in range(shift):
        period = period.year_before()
    ids = {term_id(term): _id(term) for term in terms}
    rows = summaries.months_of([organ.pk for organ in question.organs], ids, *cut)
    rows = rows.filter(Q(until=None) | Q(until__gt=period.last))
    entries = question.entries().filter(Q(until=None) | Q(until__gt=period.last))
    numbers: dict[str, dict[Any, float]] = {name: defaultdict(float) for name in ids.values()}
    if when is When.WITHIN:
        months = summaries.Months(period.first, period.last)
        sides = [(entries.filter(months.edges), 1.0)] if months.edges != Q(pk__in=[]) else []
        rows = rows.filter(month__range=months.whole) if months.whole else rows.none()
    else:
        last = period.last if when is When.AT_END else period.first - dt.timedelta(days=1)
        begun = last.replace(day=1)
        whole = (last + dt.timedelta(days=1)).day == 1
        rows = rows.filter(month__lte=begun) if whole else rows.filter(month__lt=begun)
        left = (begun, last)
        sides = [] if whole else [(entries.filter(day__range=left), 1.0), (entries.filter(ended__range=left), -1.0)]
    groups = ("term", "value") if by else ("term",)
    for row in rows.order_by().values(*groups).annotate(sum=Sum("number")):
        numbers[ids[row["term"]]][key_told(by, row.get("value"))] += float(row["sum"])
    for side, sign in sides:
        for name, found in _counted(side, terms, by).items():
            for key, number in found.items():
                numbers[name][key] += sign * number
    return numbers


def key_told(by: str | None, value: str | None) -> Any:
    """The key of a value as the entries give it."""
    if by is None or not value:
        return None
    return int(value) if by == "agency" else value


class PartOf(Func):
    """The first day of the year, quarter or month of an entry."""

    template = "date_trunc('%(unit)s', %(expressions)s)::date"
    output_field = DateField()


class EndOf(Func):
    """The last day of the year, quarter or month of an entry."""

    template = "(date_trunc('%(unit)s', %(expressions)s) + interval '%(months)s months' - interval '1 day')::date"
    output_field = DateField()


def _by_time(
    question: Question, terms: Sequence[Term], by: str, parts: Mapping[str, Period]
) -> dict[str, dict[Any, float]]:
    """What each term comes to in each part of the period: one query for all that is counted by its day alone."""
    numbers: dict[str, dict[Any, float]] = {_id(term): {} for term in terms}
    at_once = [term for term in terms if term.when is When.WITHIN and not term.once and not term.shift]
    if at_once:
        cut = cut_of(question, None)
        if cut and all((term_id(term), cut[0]) in question.summed for term in at_once):
            return _summed_by_time(question, terms, at_once, by, parts, cut)
        end = Least(EndOf("day", unit=by, months=MONTHS[by]), Value(question.period.last, DateField()))
        rows = question.entries().filter(Q(until=None) | Q(until__gt=end), day__range=question.period.days)
        rows = rows.filter(measure__in=sorted({measure for term in at_once for measure in term.measures}))
        counts = {f"t{place}": count_of(term) for place, term in enumerate(at_once)}
        found: list[Any] = list(rows.annotate(part=PartOf("day", unit=by)).values("part").annotate(**counts))
        for row in found:
            for place, term in enumerate(at_once):
                if row[f"t{place}"]:
                    numbers[_id(term)][name_of_part(row["part"], MONTHS[by])] = float(row[f"t{place}"])
    return numbers | _part_by_part(question, [term for term in terms if term not in at_once], parts)


def _part_by_part(
    question: Question, terms: Sequence[Term], parts: Mapping[str, Period]
) -> dict[str, dict[Any, float]]:
    """What terms come to in each part, asked one after the other."""
    numbers: dict[str, dict[Any, float]] = {_id(term): {} for term in terms}
    for name, part in parts.items() if terms else ():
        for key, found in _numbers(replace(question, period=part), terms, None).items():
            numbers[key][name] = found.get(None, 0)
    return numbers


def _summed_by_time(
    question: Question,
    terms: Sequence[Term],
    at_once: Sequence[Term],
    by: str,
    parts: Mapping[str, Period],
    cut: tuple[str, str | None],
) -> dict[str, dict[Any, float]]:
    """What terms come to in each part, by the sums of the months: one query; parts that are cut off are asked alone."""
    numbers: dict[str, dict[Any, float]] = {_id(term): defaultdict(float) for term in at_once}
    names = {term_id(term): _id(term) for term in at_once}
    whole = {
        name: part
        for name, part in parts.items()
        if part.first.day == 1 and (part.last + dt.timedelta(days=1)).day == 1
    }
    if whole:
        end = Least(EndOf("month", unit=by, months=MONTHS[by]), Value(question.period.last, DateField()))
        rows = summaries.months_of([organ.pk for organ in question.organs], names, *cut)
        rows = rows.filter(Q(until=None) | Q(until__gt=end))
        first, last = min(part.first for part in whole.values()), max(part.last for part in whole.values())
        rows = rows.filter(month__range=(first, last)).order_by().annotate(part=PartOf("month", unit=by))
        for row in rows.values("part", "term").annotate(sum=Sum("number")):
            name = name_of_part(row["part"], MONTHS[by])
            if name in whole:
                numbers[names[row["term"]]][name] += float(row["sum"])
    for name, part in parts.items():
        if name not in whole:
            for key, found in _numbers(replace(question, period=part), at_once, None).items():
                numbers[key][name] = found.get(None, 0)
    return numbers | _part_by_part(question, [term for term in terms if term not in at_once], parts)


def _grouped(question: Question, term: Term) -> QuerySet[Any]:
    """The groups that a term with `once` counts: each with the first of its entries."""
    rows = question.at(term.when, term.shift).filter(of_term(term))
    groups = rows.annotate(group=KeyTextTransform(term.once, "dims")).values("group").annotate(first=Min("pk"))
    if term.every:
        groups = groups.annotate(n=Count("pk"), good=Count("pk", filter=having(term.every))).filter(n=F("good"))
    if term.some:
        groups = groups.annotate(some=Count("pk", filter=having(term.some))).filter(some__gt=0)
    if term.none:
        groups = groups.annotate(bad=Count("pk", filter=having(term.none))).filter(bad=0)
    return groups


def _groups(question: Question, term: Term, by: str | None) -> dict[Any, float]:
    if by is None:
        return {None: float(_grouped(question, term).count())}
    counted: dict[Any, float] = defaultdict(float)
    firsts = Entry.objects.unscoped("entries that were in sight").filter(
        pk__in=_grouped(question, term).values("first")
    )
    for key, number in (
        firsts.order_by().annotate(key=key_of(by)).values("key").annotate(n=Count("pk")).values_list("key", "n")
    ):
        counted[None if key == "" else key] += float(number)
    return counted


# --- what is behind them ---------------------------------------------------------------------------------------


def behind(
    reader: Actor,
    organ: Organ | Iterable[Organ],
    period: Period,
    indicator: str,
    part: str = NUMERATOR,
    *,
    as_of: dt.date | None = None,
    agency: Organisation | Iterable[Organisation] | None = None,
    by: str | None = None,
    key: Any = None,
    reading: Readings = None,
    where: Mapping[str, Any] | None = None,
) -> QuerySet[Entry]:
    """The entries behind the numerator or denominator of a figure: as many as the number, or weighing as much.

    With `by` and `key` those of one value of a dimension. Empty where the indicator has no denominator. Raises KeyError
    for an indicator that is not declared.
    """
    if by in MONTHS:
        period = dict(period.parts(MONTHS[by]))[key]
        by = None
    question = asked(reader, organ, period, as_of=as_of, agency=agency, where=where)
    read = _read(INDICATORS[indicator], reading)
    term = read.numerator if part == NUMERATOR else read.denominator
    rows = Entry.objects.unscoped("limited to entries that the question reaches")
    if term is None:
        return rows.none()
    if term.once:
        rows = rows.filter(pk__in=_grouped(question, term).values("first"))
    else:
        rows = rows.filter(pk__in=question.at(term.when, term.shift).filter(of_term(term)).values("pk"))
    if by is not None:
        rows = rows.filter(is_value(by, key))
    return rows.order_by("day", "dossier_id", "unit")
