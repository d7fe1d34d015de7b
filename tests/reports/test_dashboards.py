"""The dashboards show what evaluate() says, each role in its own scope, and keep what was asked in every address."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from accounts.actors import SYSTEM, actor_for
from accounts.models import Organ, Organisation, Role, User
from reports.dashboards import AGENCY, BOARDS, LEADERSHIP, OFFICE, Asked, showing
from reports.evaluating import DENOMINATOR, evaluate
from reports.indicators import INDICATORS
from reports.periods import Period
from tests import factories as make
from tests.cases.ledgers import FILE, ledger
from tests.database import another_with
from tests.hearings.test_ledger import command
from tests.shipped import load_reference
from workflow.ledger.services import import_now

# To take in the ledgers takes longer than the tests.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_ledgers")]

ASKED = {"from": "2022-01-01", "to": "2022-11-30"}
TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))
DASHBOARD = "reports:dashboard"


@pytest.fixture(scope="module")
def both_ledgers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database with both old ledgers of an organ, gone when the module is over."""
    with django_db_blocker.unblock(), another_with("ledgers", _take_in_both):
        yield


def _take_in_both() -> None:
    organ = load_reference()
    with FILE.open("rb") as file:
        import_now(actor=SYSTEM, ledger=ledger(), organ=organ, book=ledger().read(file), preview=False)
    command()


@pytest.fixture
def organ() -> Organ:
    """The organ with both of its old ledgers."""
    return Organ.objects.get(number_prefix="黔江府复")


@pytest.fixture
def leader(organ: Organ) -> User:
    return make.make_user(Role.LEADERSHIP, organ.organisation)


def look(client: Client, user: User, page: str = DASHBOARD, **asked: Any) -> Any:
    client.force_login(user)
    answer = client.get(reverse(page), ASKED | asked)
    assert answer.status_code == 200
    return answer


def tiles(answer: Any) -> dict[str, str]:
    return {str(tile["name"]): f"{tile['value']}{tile['unit']}|{tile['of']}" for tile in answer.context["tiles"]}


def cells(table: dict[str, Any]) -> list[list[Any]]:
    return [[cell["value"] if isinstance(cell, dict) else cell for cell in row["cells"]] for row in table["rows"]]


def links(value: Any) -> list[tuple[str, Any]]:
    """Each address that a page's figures open, with the number that stands there."""
    if isinstance(value, dict):
        own = [(value["url"], value["value"])] if value.get("url") and "value" in value else []
        return own + [found for part in value.values() for found in links(part)]
    if isinstance(value, list):
        return [found for part in value for found in links(part)]
    return []


def test_the_seed_figures_and_the_lists_behind_every_number(organ: Organ, leader: User, client: Client) -> None:
    answer = look(client, leader)
    shown = tiles(answer)
    assert shown["直接纠错率"] == "10.3%|3 / 29 审结"
    assert shown["按期审结率"] == "100%|29 / 29 审结"
    actor = actor_for(leader)
    rows = {row.indicator.id: row for row in evaluate(actor, organ, TO_NOVEMBER, only=LEADERSHIP.indicators)}
    for declared, tile in zip(LEADERSHIP.tiles, answer.context["tiles"], strict=True):
        row = rows[declared.indicator]
        assert tile["value"] == ("—" if row.value is None else f"{row.value:g}"), declared
    # each number that counts entries opens as many of them
    for part in ("trend", "main", "aside"):
        opened = [
            (url, value)
            for url, value in links(answer.context[part])
            if urlsplit(url).path == reverse("reports:figure-cases")
        ]
        for url, value in opened[:12]:
            asked = {key: found[0] for key, found in parse_qs(urlsplit(url).query).items()}
            if str(value).endswith("%"):
                continue
            assert client.get(url).context["page"].count == int(str(value).partition(" / ")[0]), asked


def test_the_months_add_up_to_the_year(organ: Organ, leader: User, client: Client) -> None:
    trend = look(client, leader).context["trend"]
    received, suits, before = trend["chart"]["series"]
    actor = actor_for(leader)
    now = [row.numerator for row in evaluate(actor, organ, TO_NOVEMBER, only=["received", "suits"])]
    (then,) = evaluate(actor, organ, TO_NOVEMBER.year_before(), only=["received"])
    assert [sum(received["values"]), sum(suits["values"])] == now
    assert sum(before["values"]) == then.numerator
    assert trend["chart"]["labels"][0] == "1月"
    assert len(cells(trend["table"])) == 11
    # of more than a year the last twelve months are drawn
    longer = look(client, leader, **{"from": "2020-03-01"}).context["trend"]["chart"]
    assert (longer["labels"][0], len(longer["labels"])) == ("2021年12月", 12)


def test_agencies_are_ranked_as_asked_and_the_grid_has_every_street(organ: Organ, leader: User, client: Client) -> None:
    answer = look(client, leader, sort="-agencies.suits")
    agencies = answer.context["main"][0]
    ranked = cells(agencies["table"])
    suits = [int(row[3]) for row in ranked]
    assert suits == sorted(suits, reverse=True)
    assert suits[0] > 0
    by_agency = evaluate(actor_for(leader), organ, TO_NOVEMBER, only=["suits"], by="agency")
    assert max(row.numerator for row in by_agency) == suits[0]
    (grid,) = [shown["cells"] for shown in answer.context["whole"] if shown["cells"]]
    streets = Organisation.objects.filter(kind__in=showing.STREETS, parent=organ.organisation)
    assert {cell["name"] for cell in grid} >= set(streets.values_list("name", flat=True))


def test_filters_are_kept_in_every_address(organ: Organ, leader: User, client: Client) -> None:
    government = organ.organisation
    asked = {"agency": str(government.pk), "as_of": "2026-11-01"}
    answer = look(client, leader, **asked)
    kept = [url for url, _value in links(answer.context["main"])]
    kept += [tile["url"] for tile in answer.context["tiles"]]
    kept += [preset["url"] for preset in answer.context["presets"]] + list(answer.context["pages"].values())
    for url in kept:
        query = parse_qs(urlsplit(url).query)
        assert (query["agency"], query["as_of"]) == ([asked["agency"]], [asked["as_of"]]), url
    # as of a day before the ledgers were read nothing was known
    assert answer.context["trend"]["chart"]["series"][0]["values"] == [0] * 11
    answer = look(client, leader, agency=government.pk)
    assert tiles(answer)["负责人出庭应诉率"].endswith("19 / 19 开庭　正职 12") or "19 / 19" in "".join(
        tiles(answer).values()
    )


def test_each_role_has_its_own(organ: Organ, leader: User, client: Client) -> None:
    officer = make.make_user(Role.OFFICER, organ.office)
    police = Organisation.objects.get(name="黔江区公安局")
    liaison = make.make_user(Role.AGENCY_LIAISON, police)
    assert look(client, leader).context["board"] is LEADERSHIP
    assert look(client, officer).context["board"] is OFFICE
    # what is not one's own cannot be asked for
    assert look(client, officer, board="leadership").context["board"] is OFFICE
    answer = look(client, liaison, board="leadership")
    assert answer.context["board"] is AGENCY
    own = evaluate(SYSTEM, organ, TO_NOVEMBER, only=["received", "suits"], agency=police)
    assert [str(row.numerator) for row in own] == [answer.context["tiles"][place]["value"] for place in (0, 2)]
    others = Organisation.objects.exclude(pk=police.pk).filter(name__startswith="黔江区").values_list("name", flat=True)
    page = answer.content.decode()
    assert [name for name in others if name in page and name != organ.organisation.name] == []
    # another agency in the address is refused, and so are the pages of the organ
    refused = client.get(reverse(DASHBOARD), ASKED | {"agency": organ.organisation.pk})
    assert refused.status_code == 422
    assert client.get(reverse("reports:wall")).status_code == 403
    assert client.get(reverse("reports:brief")).status_code == 403
    # the list behind a figure holds its own cases alone
    behind = client.get(answer.context["tiles"][0]["url"])
    assert behind.context["page"].count == own[0].numerator
    every = client.get(reverse("reports:figure-cases"), ASKED | {"figure": "received"})
    assert every.context["page"].count == own[0].numerator
    for role in (Role.COURT_LIAISON, Role.ADMINISTRATOR):
        client.force_login(make.make_user(role, organ.organisation))
        assert client.get(reverse(DASHBOARD)).status_code == 403


def test_somebody_elsewhere_sees_nothing_of_it(organ: Organ, client: Client) -> None:
    stranger = make.make_user(Role.DIRECTOR, make.make_organ("乙区").office)
    assert look(client, stranger).context["tiles"][0]["value"] == "0"
    assert client.get(reverse(DASHBOARD), ASKED | {"organ": organ.pk}).status_code == 422


def test_the_wall_and_the_brief_say_the_same(organ: Organ, leader: User, client: Client) -> None:
    desk, wall, brief = (look(client, leader, page) for page in (DASHBOARD, "reports:wall", "reports:brief"))
    assert tiles(desk) == tiles(wall) == tiles(brief)
    assert "hx-trigger" in wall.content.decode()
    text = brief.content.decode()
    assert "审结29件" in text
    assert "10.3%（3/29）" in text
    # A rate that can be read in several ways says how it is read, on the wall and on paper too.
    for page in (wall, brief):
        assert "共同被告仅计确定出庭的机关" in page.content.decode()


def test_home_leads_to_it(organ: Organ, leader: User, client: Client) -> None:
    answer = look(client, leader, "home")
    (panel,) = [panel for panel in answer.context["panels"] if panel.code == "glance"]
    assert panel.link == reverse(DASHBOARD)
    assert len(panel.tiles) == len(LEADERSHIP.tiles)


@pytest.mark.parametrize(
    "wrong",
    [
        {"figure": "nothing"},
        {"figure": "received", "part": "half"},
        {"figure": "received", "by": "colour", "key": "1"},
        {"figure": "received", "by": "agency", "key": "x"},
        {"figure": "received", "by": "month", "key": "x"},
        {"figure": "received", "from": "2022-02-30"},
    ],
)
def test_what_is_not_there(client: Client, wrong: dict[str, str]) -> None:
    client.force_login(make.make_user(Role.LEADERSHIP, make.make_organ().organisation))
    assert client.get(reverse("reports:figure-cases"), ASKED | wrong).status_code == 404


def test_as_many_queries_for_any_number_of_cases(organ: Organ, client: Client) -> None:
    empty = make.make_organ("乙区")

    def number(user: User, page: str) -> int:
        look(client, user, page)
        with CaptureQueriesContext(
            connection,
        ) as found:
            look(client, user, page)
        return len(found)

    few = {
        page: number(make.make_user(Role.LEADERSHIP, empty.organisation), page) for page in (DASHBOARD, "reports:wall")
    }
    for page, most in few.items():
        # names of codes and of organisations are read where there are any
        assert number(make.make_user(Role.LEADERSHIP, organ.organisation), page) <= most + 8
        assert most < 70


def test_every_board_asks_for_indicators_and_dimensions_that_exist() -> None:
    for board, _roles in BOARDS.values():
        assert set(board.indicators) <= set(INDICATORS)
        for cut in board.cuts:
            for indicator in cut.indicators:
                assert cut.by in {*INDICATORS[indicator].dimensions, "agency"}, (cut.code, indicator)
            assert set(cut.chart) <= {column.code for column in cut.columns}


def test_a_dash_where_there_is_nothing(client: Client) -> None:
    organ = make.make_organ("丙区")
    asked = Asked(actor_for(make.make_user(Role.LEADERSHIP, organ.organisation)), (organ,), TO_NOVEMBER)
    rates = [tile for tile in showing.tiles(asked, LEADERSHIP.tiles) if "/" in tile["of"]]
    assert {tile["value"] for tile in rates} == {"—"}
    assert {tile["change"] for tile in rates} == {"上年同期—"}
    assert {DENOMINATOR in tile["url"] for tile in rates} == {True}
