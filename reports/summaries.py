"""Sums by month: kept with every change, folded by a task, completed for new terms, proven equal to a full recount.

A dashboard reads a row for each month and value where the entries would be hundreds of thousands. What is asked as of
a past day, for a limited reader, or of several dimensions at once is counted from the entries.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.timekeeping import today
from reports.counting import count_of, fits, key_of, term_id, values_of
from reports.indicators import INDICATORS, Term, When, terms_of
from reports.models import Entry, Summarised, Summary

# The dimensions by which dashboards and pages cut, and of which indicators.
CUTS = ("agency", "agency_kind", "region", "domain", "matter", "cause", "source")
CUT_INDICATORS = (
    *("accepted", "concluded", "pending_at_end", "correction_rate", "in_time_rate", "late", "sued_rate"),
    *("suits", "suits_concluded", "suits_pending_at_end", "lost_rate", "coordinated_rate", "suits_heard"),
    *("appearance_rate", "principal_rate", "disputes", "disputes_concluded", "resolution_rate", "main_channel"),
)
# The key of the lock under which sums are completed while nobody changes entries.
LOCK = 0x66_69_67
# What is less is nothing, reckoned with binary fractions.
SMALL = 0.001
Key = tuple[int, dt.date, int, str, str, dt.date | None, dt.date | None]


def _summable(term: Term) -> bool:
    return not (term.once or term.unless)


def _plain(term: Term) -> Term:
    """The term as it is kept: of the period in which it lies, whatever year and end of the period takes it."""
    when = When.WITHIN if term.when is When.WITHIN else When.AT_END
    return Term(term.measure, term.where, when, term.weigh)


def _kept(ids: Iterable[str]) -> dict[int, Term]:
    found = (_plain(term) for term in terms_of(INDICATORS[id] for id in ids) if _summable(term))
    return {term_id(term): term for term in found}


TERMS: dict[str, dict[int, Term]] = {
    "": _kept(INDICATORS),
    **dict.fromkeys(CUTS, _kept(CUT_INDICATORS)),
}
_OF_MEASURE: dict[str, list[tuple[int, Term]]] = defaultdict(list)
for _key, _term in TERMS[""].items():
    for _measure in _term.measures:
        _OF_MEASURE[_measure].append((_key, _term))


def ready() -> set[tuple[int, str]]:
    """The terms, each by a dimension, whose sums are kept; one query."""
    return set(Summarised.objects.values_list("term", "dimension"))


# --- kept with every change ------------------------------------------------------------------------------------


def add(gone: Sequence[Entry], new: Sequence[Entry]) -> None:
    """Add what a change of entries comes to, in its transaction: the rows that end are taken off, the new put on."""
    if not (gone or new):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    kept = ready()
    if not kept:
        return
    sums: dict[Key, float] = defaultdict(float)
    for entries, sign in ((gone, -1), (new, 1)):
        for entry in entries:
            for key, number in _of_entry(entry, kept):
                sums[key] += sign * number
    fields = ("organ_id", "month", "term", "dimension", "value", "until", "ripe_on")
    Summary.objects.bulk_create(
        (Summary(**dict(zip(fields, key, strict=True)), number=number) for key, number in sums.items() if number),
        batch_size=2000,
    )


def _of_entry(entry: Entry, kept: set[tuple[int, str]]) -> Iterator[tuple[Key, float]]:
    ripe = entry.ripe_on if entry.ripe_on and entry.ripe_on > today() else None
    for key, term in _OF_MEASURE.get(entry.measure, ()):
        if not fits(term, entry.measure, entry.dims):
            continue
        number = float(entry.dims.get(term.weigh) or 0) if term.weigh else 1.0
        months = [(entry.day.replace(day=1), number)]
        if term.when is not When.WITHIN and entry.ended:
            months.append((entry.ended.replace(day=1), -number))
        for dimension, terms in TERMS.items():
            if key in terms and (key, dimension) in kept:
                for value in values_of(dimension, entry.agencies, entry.dims) if dimension else ("",):
                    for month, signed in months:
                        yield (entry.organ_id, month, key, dimension, value, entry.until, ripe), signed


FOLD = """
    WITH touched AS (
        SELECT DISTINCT organ_id, month, term, dimension, value FROM reports_summary WHERE NOT folded
    ), gone AS (
        DELETE FROM reports_summary s USING touched t
        WHERE (s.organ_id, s.month, s.term, s.dimension, s.value)
            = (t.organ_id, t.month, t.term, t.dimension, t.value)
        RETURNING s.*
    )
    INSERT INTO reports_summary (organ_id, month, term, dimension, value, until, ripe_on, number, folded)
    SELECT organ_id, month, term, dimension, value, until, CASE WHEN ripe_on > %(today)s THEN ripe_on END,
        sum(number), true
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(number) <> 0
"""


@transaction.atomic
def fold() -> int:
    """Put the rows of each key together; how many rows are left of those touched. Two never fold at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK + 1])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD, {"today": today()})
        return cursor.rowcount


# --- completed and proven --------------------------------------------------------------------------------------


Place = tuple[int, dt.date, str, dt.date | None, dt.date | None]


def recounted(terms: Mapping[int, Term], dimension: str) -> dict[int, dict[Place, float]]:
    """What the sums of terms by a dimension should be, counted from the entries as they are known now.

    Two queries, each over all entries once.
    """
    entries = Entry.objects.unscoped("sums over whole organs").filter(known_to=None).order_by()
    lasting = {key: term for key, term in terms.items() if term.when is not When.WITHIN}
    found: dict[int, dict[Place, float]] = {key: defaultdict(float) for key in terms}
    for field, sign, members in (("day", 1, terms), ("ended", -1, lasting)):
        if not members:
            continue
        measures = {measure for term in members.values() for measure in term.measures}
        rows = entries.filter(measure__in=sorted(measures), **{f"{field}__isnull": False})
        rows = rows.annotate(month=TruncMonth(field))
        groups = ["organ_id", "month", "until", "ripe_on"]
        if dimension:
            rows, groups = rows.annotate(value=key_of(dimension)), [*groups, "value"]
        numbers = {f"t{place}": count_of(term) for place, term in enumerate(members.values())}
        for row in rows.values(*groups).annotate(**numbers):
            place = _place(row)
            for number, key in enumerate(members):
                if row[f"t{number}"]:
                    found[key][place] += sign * float(row[f"t{number}"])
    return {key: _something(sums) for key, sums in found.items()}


def _place(row: Mapping[str, Any]) -> Place:
    ripe = row["ripe_on"] if row["ripe_on"] and row["ripe_on"] > today() else None
    value = "" if row.get("value") is None else str(row["value"])
    return row["organ_id"], row["month"], value, row["until"], ripe


def _something(sums: Mapping[Place, float]) -> dict[Place, float]:
    return {place: number for place, number in sums.items() if abs(number) > SMALL}


def kept_sums(dimension: str) -> dict[int, dict[Place, float]]:
    """The sums by a dimension as they are kept; one query."""
    found: dict[int, dict[Place, float]] = defaultdict(lambda: defaultdict(float))
    groups = ("term", "organ_id", "month", "value", "until", "ripe_on")
    for row in Summary.objects.filter(dimension=dimension).values(*groups).annotate(sum=Sum("number")):
        found[row["term"]][_place(row)] += float(row["sum"])
    return {key: _something(sums) for key, sums in found.items()}


def complete() -> int:
    """Make the sums of terms that have none yet, by each dimension in a transaction of its own; how many terms."""
    return sum(_make(dimension) for dimension in TERMS)


@transaction.atomic
def _make(dimension: str) -> int:
    if not _missing(dimension):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    terms = _missing(dimension)
    Summary.objects.filter(term__in=terms, dimension=dimension).delete()
    Summary.objects.bulk_create(
        (
            Summary(
                organ_id=organ, month=month, term=key, dimension=dimension, value=value, until=until, ripe_on=ripe,
                number=number, folded=True,
            )
            for key, sums in recounted(terms, dimension).items()
            for (organ, month, value, until, ripe), number in sums.items()
        ),
        batch_size=2000,
    )  # fmt: skip
    Summarised.objects.bulk_create(Summarised(term=key, dimension=dimension) for key in terms)
    return len(terms)


def _missing(dimension: str) -> dict[int, Term]:
    known = ready()
    return {key: term for key, term in TERMS[dimension].items() if (key, dimension) not in known}


@transaction.atomic
def forget() -> None:
    """Let no sum be kept any more, until they are completed anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    Summarised.objects.all().delete()
    Summary.objects.all().delete()


def differing() -> Iterator[str]:
    """The sums that are not what a recount of the entries gives, in words."""
    known = ready()
    for dimension, terms in TERMS.items():
        asked = {key: term for key, term in terms.items() if (key, dimension) in known}
        kept, wanted = kept_sums(dimension), recounted(asked, dimension)
        for key, term in asked.items():
            have, want = kept.get(key, {}), wanted[key]
            for place in have.keys() | want.keys():
                if abs(have.get(place, 0) - want.get(place, 0)) > SMALL:
                    name = f"{'+'.join(term.measures)} {dict(term.where)} {dimension} {place[2]} {place[1]}"
                    yield f"{name}: kept {have.get(place, 0)}, recounted {want.get(place, 0)}"


# --- read ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Months:
    """The whole months of a stretch of days, and the days before and after them that make none."""

    first: dt.date
    last: dt.date

    @property
    def whole(self) -> tuple[dt.date, dt.date] | None:
        """The first days of the first and of the last whole month; None where there is none."""
        begin = self.first if self.first.day == 1 else _next_month(self.first)
        end = self.last.replace(day=1) if (self.last + dt.timedelta(days=1)).day == 1 else _month_before(self.last)
        return (begin, end) if begin <= end else None

    @property
    def edges(self) -> Q:
        """The condition on a day that it lies in no whole month."""
        whole = self.whole
        if whole is None:
            return Q(day__range=(self.first, self.last))
        after = _next_month(whole[1])
        edges = Q(pk__in=[])
        if self.first < whole[0]:
            edges |= Q(day__range=(self.first, whole[0] - dt.timedelta(days=1)))
        if after <= self.last:
            edges |= Q(day__range=(after, self.last))
        return edges


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _month_before(day: dt.date) -> dt.date:
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def months_of(organs: Sequence[int], terms: Iterable[int], dimension: str, value: str | None) -> QuerySet[Summary]:
    """The sums of some terms, by a dimension; of one value of it where one is given."""
    rows = Summary.objects.filter(organ__in=organs, dimension=dimension, term__in=list(terms))
    rows = rows.filter(Q(ripe_on=None) | Q(ripe_on__lte=today()))
    return rows if value is None else rows.filter(value=value)
