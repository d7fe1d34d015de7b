"""What indicators come to: their numbers for a reader, an organ and a period, and the entries behind each.

Pages, the command, the interface, returns and dashboards ask here and nowhere else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    F,
    FloatField,
    Func,
    Min,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Least

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from accounts.timekeeping import SHANGHAI, today
from dossiers.scoping import AUDIENCE_ROLES, reached_by
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


def having(where: Mapping[str, Any]) -> Q:
    """The condition that the dimensions of an entry have these values (of a tuple: any of them)."""
    condition = Q()
    for dimension, wanted in where.items():
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        any_of = Q()
        for value in values:
            any_of |= _is(dimension, value)
        condition &= any_of
    return condition


def _is(dimension: str, value: Any) -> Q:
    if dimension == "agency":
        return Q(agencies__contains=[int(value)])
    if dimension == "organ":
        return Q(organ=int(value))
    if value is None or value == "":
        return (
            Q(**{f"dims__{dimension}": None})
            | Q(**{f"dims__{dimension}": ""})
            | Q(**{f"dims__{dimension}": []})
            | ~(Q(dims__has_key=dimension))
        )
    if value in {"true", "false"}:
        value = value == "true"
    # A list that has the value is meant too: jsonb finds a single value in it.
    return Q(**{f"dims__{dimension}__contains": value})


def of_term(term: Term) -> Q:
    """The condition on entries that a term counts them."""
    condition = Q(measure__in=term.measures) & having(term.where)
    return condition & ~having(term.unless) if term.unless else condition


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


def _key_of(by: str) -> Any:
    match by:
        case "agency":
            return Func(F("agencies"), function="unnest", output_field=BigIntegerField(), set_returning=True)
        case "organ":
            return F("organ_id")
        case _:
            return _Each(by)


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
    question = asked(reader, organ, period, as_of=as_of, agency=agency, where=where)
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
    question = asked(reader, organ, period, as_of=as_of, agency=agency, where=where)
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
    indicator: Indicator, read: Reading, numbers: Mapping[int, Mapping[Any, float]], key: Any, label: str = ""
) -> Row:
    def number(term: Term) -> float | int:
        return _whole(numbers[_id(term)].get(key) or 0)

    denominator = number(read.denominator) if read.denominator is not None else None
    return Row(indicator, read, number(read.numerator), denominator, key, label)


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number


def _size(row: Row) -> float:
    return row.numerator if row.denominator is None else row.denominator


def _id(term: Term) -> int:
    """A key for a term, whose conditions are dictionaries."""
    return hash(repr(term))


def _numbers(question: Question, terms: Sequence[Term], by: str | None) -> dict[int, dict[Any, float]]:
    """What each term comes to, by the values of a dimension (None: of all): a query for each way of taking entries."""
    together: dict[tuple[When, int], list[Term]] = defaultdict(list)
    numbers: dict[int, dict[Any, float]] = {}
    for term in terms:
        if term.once:
            numbers[_id(term)] = _groups(question, term, by)
        else:
            together[term.when, term.shift].append(term)
    for (when, shift), members in together.items():
        rows = question.at(when, shift)
        rows = rows.filter(measure__in=sorted({measure for term in members for measure in term.measures}))
        counts = {f"t{place}": _count(term) for place, term in enumerate(members)}
        if by is None:
            found = [{"key": None, **rows.aggregate(**counts)}]
        else:
            found = list(rows.annotate(key=_key_of(by)).values("key").annotate(**counts))
        for place, term in enumerate(members):
            numbers[_id(term)] = {row["key"]: float(row[f"t{place}"]) for row in found if row[f"t{place}"]}
    return numbers


class _PartOf(Func):
    """The first day of the year, quarter or month of an entry."""

    template = "date_trunc('%(unit)s', %(expressions)s)::date"
    output_field = DateField()


class _EndOf(Func):
    """The last day of the year, quarter or month of an entry."""

    template = "(date_trunc('%(unit)s', %(expressions)s) + interval '%(months)s months' - interval '1 day')::date"
    output_field = DateField()


def _by_time(
    question: Question, terms: Sequence[Term], by: str, parts: Mapping[str, Period]
) -> dict[int, dict[Any, float]]:
    """What each term comes to in each part of the period: one query for all that is counted by its day alone."""
    numbers: dict[int, dict[Any, float]] = {_id(term): {} for term in terms}
    at_once = [term for term in terms if term.when is When.WITHIN and not term.once and not term.shift]
    if at_once:
        end = Least(_EndOf("day", unit=by, months=MONTHS[by]), Value(question.period.last, DateField()))
        rows = question.entries().filter(Q(until=None) | Q(until__gt=end), day__range=question.period.days)
        rows = rows.filter(measure__in=sorted({measure for term in at_once for measure in term.measures}))
        counts = {f"t{place}": _count(term) for place, term in enumerate(at_once)}
        for row in rows.annotate(part=_PartOf("day", unit=by)).values("part").annotate(**counts):
            for place, term in enumerate(at_once):
                if row[f"t{place}"]:
                    numbers[_id(term)][name_of_part(row["part"], MONTHS[by])] = float(row[f"t{place}"])
    left = [term for term in terms if term not in at_once]
    for name, part in parts.items() if left else ():
        for key, found in _numbers(replace(question, period=part), left, None).items():
            numbers[key][name] = found.get(None, 0)
    return numbers


def _count(term: Term) -> Count | Sum:
    if term.weigh:
        return Sum(Cast(KeyTextTransform(term.weigh, "dims"), FloatField()), filter=of_term(term))
    return Count("pk", filter=of_term(term))


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
        firsts.order_by().annotate(key=_key_of(by)).values("key").annotate(n=Count("pk")).values_list("key", "n")
    ):
        counted[key] = float(number)
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
        rows = rows.filter(_is(by, key))
    return rows.order_by("day", "dossier_id", "unit")
