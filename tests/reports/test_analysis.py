"""The analysis of several years: its numbers are those of the figures, its sentences hold what the numbers say."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.actors import actor_for
from accounts.models import Organ, Role, User
from accounts.timekeeping import at
from dossiers.models import Party
from reports.analysis import findings, reading
from reports.analysis.statistics import at_least, at_least_of, seasons, slope, yearly_growth
from reports.crossing import by_two, by_year
from reports.evaluating import evaluate
from reports.periods import year_of
from tests import factories as make
from tests.reports.test_dashboards import both_ledgers

__all__ = ["both_ledgers"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_ledgers")]
NOW = "2022-12-01 09:00"


@pytest.fixture
def organ() -> Organ:
    """The organ with both of its old ledgers."""
    return Organ.objects.get(number_prefix="黔江府复")


@pytest.fixture
def leader(organ: Organ) -> Iterator[User]:
    with at(NOW):
        yield make.make_user(Role.LEADERSHIP, organ.organisation)


def shown(client: Client, user: User, **asked: Any) -> Any:
    client.force_login(user)
    return client.get(reverse("reports:analysis"), asked)


def test_by_year_gives_what_each_year_gives_by_itself(organ: Organ, leader: User) -> None:
    reader = actor_for(leader)
    for by in ("agency", "domain", "matter", "cause"):
        crossed = by_year(reader, organ, 2016, 2022, reading.TERMS, by)
        for year in (2019, 2021, 2022):
            ids = {reading.BEHIND[name][0]: name for name in reading.TERMS}
            for row in evaluate(reader, organ, year_of(year), by=by, only=list(ids)):
                found = crossed.get(row.key, {}).get(year, {}).get(ids[row.indicator.id], 0)
                assert found == row.numerator, (by, year, row)
    crossed_two = by_two(reader, organ, 2016, 2022, reading.TERMS["received"], "domain", "matter")
    for by, place in (("domain", 0), ("matter", 1)):
        sums: Counter[Any] = Counter()
        for key, number in crossed_two.items():
            sums[key[place]] += int(number)
        alone = by_year(reader, organ, 2016, 2022, {"received": reading.TERMS["received"]}, by)
        assert sums == {key: sum(one["received"] for one in years.values()) for key, years in alone.items()}


def test_every_number_opens_as_many_cases(organ: Organ, leader: User, client: Client) -> None:
    page = shown(client, leader, first=2016, last=2022)
    assert page.status_code == 200
    table = page.context["tables"][0]["table"]
    opened = 0
    for row in [*table["rows"][:3], *page.context["tables"][5]["table"]["rows"][:2]]:
        for cell in row["cells"]:
            if isinstance(cell, dict) and cell.get("url"):
                answer = client.get(cell["url"])
                told = re.match(r"\d+", str(cell["value"]))
                assert told
                assert answer.context["page"].count == int(told[0])
                opened += 1
    grid = page.context["grid"]
    for row in grid["rows"][:2]:
        for cell in [one for one in row["cells"] if one["url"]][:2]:
            assert client.get(cell["url"]).context["page"].count == int(cell["value"])
            assert dict(parse_qsl(urlsplit(cell["url"]).query, keep_blank_values=True)).keys() >= {
                "domain",
                "by",
                "key",
            }
    assert opened > 15


def test_sentences_hold_their_figures(organ: Organ, leader: User, client: Client) -> None:
    page = shown(client, leader, first=2016, last=2022)
    material = reading.read(actor_for(leader), organ, 2016, 2022, 2022)
    said = {(one.subject, one.text) for one in page.context["findings"]}
    received = material.total("received") - material.whole[2022].get("received", 0)
    course = next(text for subject, text in said if subject == "收到复议申请" or "2016年至2021年" in text)
    assert "2016年至2021年" in course
    assert any(f"共{received:.0f}件" in text for _subject, text in said)
    # what is named as going wrong more often than usual does
    for one in page.context["findings"]:
        if one.late and "%" in one.text:
            share, usual = (float(found) for found in re.findall(r"([\d.]+)%", one.text)[:2])
            assert share > usual, one
        answer = client.get(one.url) if not one.url.startswith("#") else None
        assert answer is None or answer.context["page"].count > 0
    # who came again came more than once, and each of the cases is there
    found = material.repeats
    assert found.number >= len(found.people) > 0
    for person in found.people:
        assert len(person.cases) == person.applied + person.sued > 1
    people = Party.objects.unscoped("a test").standing().filter(role="applicant", dossier__organ=organ)
    names = Counter((kind, name) for kind, name, _case in set(people.values_list("kind", "name", "dossier")))
    assert found.number == sum(1 for count in names.values() if count > 1)
    assert found.cases == sum(count for count in names.values() if count > 1)
    assert len(material.groups.largest) == min(material.groups.number, 20)
    assert all(entry.dims["people"] >= reading.GROUP for entry in material.groups.largest)


def test_who_may_read_it_and_what_is_refused(organ: Organ, leader: User, client: Client) -> None:
    for wrong in ({"first": 2022, "last": 2016}, {"first": 2001, "last": 2022}, {"first": "x"}):
        answer = shown(client, leader, **wrong)
        assert answer.status_code == 422
        assert answer.context["form"].errors
    agency = make.make_user(Role.AGENCY_LIAISON, organ.organisation)
    assert shown(client, agency).status_code == 403
    # somebody elsewhere sees nothing of it
    stranger = make.make_user(Role.LEADERSHIP, make.make_organ("乙区").organisation)
    page = shown(client, stranger, first=2016, last=2022, organ=organ.pk)
    assert page.status_code == 422 or not page.context["findings"]
    empty = shown(client, stranger, first=2016, last=2022)
    assert empty.context["findings"] == []
    assert "这些年案件较少" in empty.content.decode()


def test_as_many_queries_for_any_number_of_years_and_cases(organ: Organ, leader: User, client: Client) -> None:
    def number(user: User, first: int) -> int:
        shown(client, user, first=first, last=2022)
        with CaptureQueriesContext(
            connection,
        ) as found:
            shown(client, user, first=first, last=2022)
        return len(found)

    few = number(leader, 2021)
    assert number(leader, 2010) <= few + 2
    assert few < 45


# --- plain functions -------------------------------------------------------------------------------------------


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0, 1))
def test_a_share_is_the_less_likely_the_larger_it_is(hits: int, more: int, share: float) -> None:
    among = hits + more
    chances = [at_least_of(n, among, share) for n in range(among + 1)]
    assert chances[0] == 1
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(chances))


def test_chances_known_from_tables() -> None:
    assert at_least_of(2, 2, 0.5) == pytest.approx(0.25)
    assert at_least_of(1, 10, 0.1) == pytest.approx(1 - 0.9**10)
    assert at_least(1, 1.0) == pytest.approx(0.6321, abs=1e-4)
    assert at_least(5, 2.0) == pytest.approx(0.0527, abs=1e-4)
    assert at_least(0, 3.0) == 1
    assert at_least(3, 0.0) == 0


@given(st.lists(st.integers(0, 500), min_size=2, max_size=12), st.integers(-20, 20))
def test_the_line_follows_what_grows(values: list[int], step: int) -> None:
    assert slope([place * step for place in range(len(values))]) == pytest.approx(step)
    assert slope(values) == pytest.approx(-slope(values[::-1]))


def test_growth_and_seasons() -> None:
    assert yearly_growth(100, 121, 2) == pytest.approx(0.1)
    assert yearly_growth(0, 5, 2) is None
    assert yearly_growth(5, 0, 2) is None
    assert seasons({}) == {}
    even = seasons({(year, month): 4 for year in (2020, 2021) for month in range(1, 13)})
    assert set(even.values()) == {1.0}
    assert seasons({(2020, 3): 12})[3] == 12


def test_few_cases_say_nothing() -> None:
    """One case of one that went wrong is no outlier, and of a handful of cases nothing is said."""
    few = reading.Material(
        *(2021, 2023, 2022, {2021: {"received": 1}, 2022: {"received": 3}}, {}),
        *(dict.fromkeys(reading.CUTS, ()), (reading.Cut("x", "事实不清", {2022: {"corrected": 1}}),), ()),
        *({}, {}, reading.Repeats((), 0, 0), reading.Groups((), 0, 0)),
    )
    assert findings.findings(few, lambda *_args, **_more: "") == []
    cut = reading.Cut(1, "某局", {2021: {"concluded": 1, "corrected": 1, "received": 9}})
    assert findings._unlikely([cut], "corrected", "concluded", 0.1) == []
    many = reading.Cut(1, "某局", {2021: {"concluded": 10, "corrected": 6}})
    assert findings._unlikely([many], "corrected", "concluded", 0.1) == [many]
