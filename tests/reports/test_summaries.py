"""Sums by month give what the entries give, however often these change; a recount proves it and finds what differs."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import timekeeping
from accounts.actors import SYSTEM
from accounts.models import Organisation
from accounts.timekeeping import now
from reports import keeping, summaries
from reports.evaluating import evaluate
from reports.indicators import INDICATORS
from reports.models import Entry, Summarised, Summary
from reports.periods import Period, year_of
from reports.reckoning.reading import PROCEEDINGS, read_codes
from tests.reports.random_cases import Choices, make_random
from tests.reports.test_indicators import PERIODS, TODAY, World

pytestmark = pytest.mark.django_db

QUESTIONS: tuple[tuple[Period, dict[str, Any]], ...] = (
    *((period, {}) for period in PERIODS[1:3]),
    (year_of(2022), {"by": "agency", "only": summaries.CUT_INDICATORS}),
    (PERIODS[1], {"by": "domain", "only": summaries.CUT_INDICATORS}),
    (PERIODS[2], {"by": "cause", "only": ["accepted", "correction_rate"]}),
    (year_of(2022), {"by": "quarter", "only": summaries.CUT_INDICATORS}),
    (PERIODS[1], {"by": "month", "only": summaries.CUT_INDICATORS}),
    (Period(dt.date(2021, 3, 1), dt.date(2023, 5, 9)), {"by": "year", "only": summaries.CUT_INDICATORS}),
    (PERIODS[1], {"where": {"agency_kind": "township"}}),
    (PERIODS[1], {"where": {"agency_kind": "township", "domain": "domain.housing"}}),
)


def answers(world: World) -> list[list[tuple[Any, ...]]]:
    """All indicators, asked in all these ways; values in which nothing counts left out."""
    agency = Entry.objects.unscoped("a test").exclude(agencies=[]).order_by("pk")[0].agencies[0]
    asked = [*QUESTIONS, (year_of(2022), {"where": {"agency": agency}})]
    return [
        sorted(
            (row.indicator.id, str(row.key), row.numerator, row.denominator or 0)
            for row in evaluate(SYSTEM, world.organ, period, **cut)
            if row.numerator or row.denominator
        )
        for period, cut in asked
    ]


def change(world: World, other: World) -> None:
    """Half of the cases count something else now."""
    codes, moment = read_codes(), now()
    for kind, cases in world.cases.items():
        kept = keeping.current([case.pk for case in cases])
        for place, case in enumerate(cases[:20]):
            new = PROCEEDINGS[kind].reckon(other.cases[kind][place], codes)
            keeping._write([keeping.Difference(case, kept.get(case.pk, []), new)], moment)


def prove(*args: str) -> str:
    out = io.StringIO()
    call_command("recount_figures", *args, stdout=out)
    return out.getvalue()


def test_sums_give_what_the_entries_give() -> None:
    world, other = World(19, 40), World(23, 20, "乙区")
    with timekeeping.at(TODAY):
        from_entries = answers(world)
        assert summaries.complete() == sum(len(terms) for terms in summaries.TERMS.values())
        assert summaries.complete() == 0
        assert answers(world) == from_entries
        with CaptureQueriesContext(connection) as asked:
            evaluate(SYSTEM, world.organ, year_of(2022), only=["accepted", "concluded", "lost_rate"])
        assert ["reports_entry" in query["sql"] for query in asked] == [False, False]

        change(world, other)
        changed = answers(world)
        assert changed != from_entries
        assert list(summaries.differing()) == []
        rows = Summary.objects.count()
        assert summaries.fold() > 0
        assert (Summary.objects.filter(folded=False).count(), Summary.objects.count() < rows) == (0, True)
        assert answers(world) == changed
        assert list(summaries.differing()) == []
        # The entries say the same.
        Summarised.objects.all().delete()
        assert answers(world) == changed
    # What was not settled yet is counted once its day has come, though no row was written.
    with timekeeping.at(TODAY + dt.timedelta(days=400)):
        later = answers(world)
        summaries.complete()
        assert answers(world) == later


def test_a_recount_finds_what_differs() -> None:
    world = World(29, 12)
    with timekeeping.at(TODAY):
        summaries.complete()
        Summary.objects.filter(dimension="").first().delete()
        with pytest.raises(CommandError):
            prove("--prove")
        summaries.forget()
        summaries.complete()
        assert list(summaries.differing()) == []
        assert INDICATORS.keys() >= set(summaries.CUT_INDICATORS)
        everybody = list(Organisation.objects.order_by("pk")[:6])
        make_random(world.organ, Choices.of(everybody, everybody), 3, 2)
        assert list(summaries.differing()) != []
