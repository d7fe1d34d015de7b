"""The figures of a circular: counted once with the cases behind each, kept, and set beside what they are now."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Organ
from accounts.timekeeping import SHANGHAI, today
from reports.circulars.periods import BEFORE, PERIOD, SO_FAR, beside
from reports.counting import fits
from reports.dashboards.wording import NOTHING, plain, unit_of
from reports.dimensions import labels_of
from reports.evaluating import DENOMINATOR, NUMERATOR, asked, sees_whole
from reports.indicators import INDICATORS, Indicator, Term, When
from reports.indicators.appearances import KINDS, STAGES
from reports.models import Entry
from reports.periods import Period

ALL = "all"
APPEARANCE, LOST = "appearance_rate", "lost_rate"
# What is counted of all cases, by the ids of indicators in their default reading.
COUNTED = (
    *(APPEARANCE, "principal_rate", "unknown_rate", "only_lawyers", LOST, "coordinated_rate"),
    *("suit_revoked", "suit_illegal", "suit_perform", "suit_modified"),
    *("in_time_rate", "extended_rate", "average_days", "nominations_late", "records_late"),
)
# The lines of the fixed table beside the sum: by kind of agency, by court, by instance.
LINES = ("agency_kind", "court", "stage")
# What is counted by agency, of the year so far.
BY_AGENCY = (APPEARANCE, "unknown_rate", LOST, "nominations_late", "records_late")
FIXED = {"agency_kind": tuple(KINDS), "stage": tuple(STAGES)}
SPANS: dict[str, Any] = {
    PERIOD: gettext_lazy("This period"),
    SO_FAR: gettext_lazy("Since the beginning of the year"),
    BEFORE: gettext_lazy("Same period last year"),
}
Key = tuple[str, str, str, str]


def _terms() -> dict[str, list[tuple[str, str, Term]]]:
    """The terms that a circular counts, by what they count of: each with its indicator and part."""
    found: dict[str, list[tuple[str, str, Term]]] = defaultdict(list)
    for id in COUNTED:
        for part, term in ((NUMERATOR, INDICATORS[id].numerator), (DENOMINATOR, INDICATORS[id].denominator)):
            if term is not None:
                for measure in term.measures:
                    found[measure].append((id, part, term))
    return dict(found)


TERMS = _terms()
MARGIN = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Share:
    """A figure as a circular tells it."""

    indicator: Indicator
    numerator: float
    denominator: float

    @property
    def value(self) -> float | int | None:
        return self.indicator.value(self.numerator, self.denominator)


@dataclass(frozen=True)
class Figures:
    """What a circular counts: by span, line, indicator and part the number and the cases behind it.

    A line is `all` or a value of a dimension (`court=12`), `labels` are what those are called.
    """

    numbers: Mapping[Key, float]
    cases: Mapping[Key, tuple[int, ...]]
    labels: Mapping[str, str] = field(default_factory=dict)

    def number(self, span: str, line: str, indicator: str, part: str = NUMERATOR) -> float | int:
        """A number; 0 where nothing counts."""
        found = self.numbers.get((span, line, indicator, part), 0)
        return int(found) if found == int(found) else found

    def share(self, span: str, line: str, indicator: str) -> Share:
        """A figure with what it is a share of."""
        parts = (self.number(span, line, indicator, part) for part in (NUMERATOR, DENOMINATOR))
        return Share(INDICATORS[indicator], *parts)

    def lines(self, dimension: str) -> list[str]:
        """The lines of a dimension: those that are always there in their order, else by their size in the year."""
        fixed = [f"{dimension}={value}" for value in FIXED.get(dimension, ())]
        found = [line for line in self.labels if line.startswith(f"{dimension}=") and line not in fixed]
        sizes = {line: self.number(SO_FAR, line, APPEARANCE, DENOMINATOR) for line in found}
        return [*fixed, *sorted(found, key=lambda line: (-sizes[line], self.labels[line]))]

    def stored(self) -> dict[str, Any]:
        """As it is kept: each number with its cases, and what the lines are called."""
        cells = {"/".join(key): [number, list(self.cases[key])] for key, number in sorted(self.numbers.items())}
        return {"cells": cells, "labels": dict(self.labels)}


def restored(stored: Mapping[str, Any]) -> Figures:
    """The figures as they were kept."""
    numbers: dict[Key, float] = {}
    cases: dict[Key, tuple[int, ...]] = {}
    for name, (number, behind) in stored["cells"].items():
        span, line, indicator, part = name.split("/")
        numbers[span, line, indicator, part] = number
        cases[span, line, indicator, part] = tuple(behind)
    return Figures(numbers, cases, stored["labels"])


def count(reader: Actor, organ: Organ, period: Period) -> Figures:
    """The figures of a period as the reader sees them now: two queries, and those for the names of the lines."""
    numbers: dict[Key, float] = defaultdict(float)
    cases: dict[Key, list[int]] = defaultdict(list)
    days = beside(period)
    for span in (SO_FAR, BEFORE):
        rows = asked(reader, organ, days[span]).at(When.WITHIN).filter(measure__in=sorted(TERMS))
        found = rows.order_by("dossier_id", "unit").values_list("measure", "day", "dossier_id", "agencies", "dims")
        for measure, day, dossier, agencies, dims in found.iterator(chunk_size=2000):
            lines, own = _lines(dims), [f"agency={agency}" for agency in agencies]
            for id, part, term in TERMS[measure]:
                if not fits(term, measure, dims):
                    continue
                weight = float(dims.get(term.weigh) or 0) if term.weigh else 1
                of_all = (ALL, *(lines if id == APPEARANCE else ()))
                keys = [(span, line, id, part) for line in of_all]
                if span == SO_FAR:
                    # Both end on the same day, so that the period is the end of the year so far.
                    keys += [(PERIOD, line, id, part) for line in of_all] if day >= period.first else []
                    keys += [(SO_FAR, line, id, part) for line in own] if id in BY_AGENCY else []
                for key in keys:
                    numbers[key] += weight
                    cases[key].append(dossier)
    return Figures(dict(numbers), {key: tuple(each) for key, each in cases.items()}, _labels(numbers))


def may_have_changed(reader: Actor, organ: Organ, period: Period, since: dt.datetime) -> bool:
    """Whether anything that a circular counts was entered, changed or settled since a moment; one query.

    A little before the moment too: what was being written then had not been seen.
    """
    days, moment = beside(period), since - MARGIN
    day = moment.astimezone(SHANGHAI).date()
    rows = Entry.objects.unscoped("whether anything changed, of an organ that is seen whole")
    within = Q(day__range=days[SO_FAR].days) | Q(day__range=days[BEFORE].days)
    later = Q(known_from__gte=moment) | Q(known_to__gte=moment) | Q(ripe_on__gte=day, ripe_on__lte=today())
    rows = rows.filter(within, later, organ=organ, measure__in=sorted(TERMS))
    return not sees_whole(reader, organ) or rows.exists()


def _lines(dims: Mapping[str, Any]) -> list[str]:
    """The lines of the fixed table in which an entry counts."""
    found = []
    for dimension in LINES:
        value = dims.get(dimension)
        found += [f"{dimension}={each}" for each in (value if isinstance(value, list) else [value]) if each]
    return found


def _labels(numbers: Mapping[Key, float]) -> dict[str, str]:
    """What the lines are called, those that are always there included."""
    wanted = {line for _span, line, _indicator, _part in numbers if line != ALL}
    wanted |= {f"{dimension}={value}" for dimension, values in FIXED.items() for value in values}
    by_dimension: dict[str, set[str]] = defaultdict(set)
    for line in wanted:
        dimension, _equals, value = line.partition("=")
        by_dimension[dimension].add(value)
    labels = {}
    for dimension, values in sorted(by_dimension.items()):
        for value, label in sorted(labels_of(dimension, values).items()):
            labels[f"{dimension}={value}"] = label
    return labels


# --- what changed since ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A figure that is another one now: as it was and as it is, with the cases that came in and fell out."""

    span: str
    line: str
    label: str
    then: Share
    now: Share
    came: tuple[int, ...]
    went: tuple[int, ...]


def changes(then: Figures, now: Figures) -> Iterator[Change]:
    """The figures that differ from what was kept, those of all cases first; also the same number of other cases."""
    keys = {key[:3] for key in (*then.numbers, *now.numbers)}

    def place(key: tuple[str, str, str]) -> tuple[bool, int, int, str]:
        span, line, indicator = key
        return line != ALL, list(SPANS).index(span), COUNTED.index(indicator), line

    for span, line, indicator in sorted(keys, key=place):
        came: Counter[int] = Counter()
        went: Counter[int] = Counter()
        for part in (NUMERATOR, DENOMINATOR):
            before = Counter(then.cases.get((span, line, indicator, part), ()))
            after = Counter(now.cases.get((span, line, indicator, part), ()))
            came |= after - before
            went |= before - after
        shares = then.share(span, line, indicator), now.share(span, line, indicator)
        if came or went or shares[0] != shares[1]:
            label = _("In all") if line == ALL else now.labels.get(line) or then.labels.get(line, line)
            yield Change(span, line, label, *shares, tuple(sorted(came)), tuple(sorted(went)))


def told(share: Share) -> str:
    """A share as tables tell it: 95%, 42.3天; a dash where there is nothing to compare with."""
    if share.value is None:
        return NOTHING
    return f"{plain(share.value)}{unit_of(share.indicator)}"
