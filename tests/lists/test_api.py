"""The API's list: the filters of the page, in scope, walked by cursors."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import Organisation
from dossiers.worklist import SORTS
from tests import factories as make
from tests.lists.conftest import listed, put, signed_in

pytestmark = pytest.mark.unsound("columns are set without their steps")

URL = "/api/v1/reconsideration/"


def results(client: Client, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_case_as_json(office: make.Office) -> None:
    case = office.register(applicant="周强辉")
    (data,) = results(signed_in(office.officer))
    assert data["id"] == case.pk
    assert data["applicants"] == [{"name": "周强辉", "size": 1}]
    assert data["stage"] == "review"
    assert data["matter"] == "matter.punishment"
    assert data["received_on"] == "2026-11-20"
    assert data["due_on"] == case.dossier.next_due_on.isoformat()
    assert (data["days_left"], data["days_left_in"]) == (5, "working_day")
    assert data["officer"] == office.officer.name


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_next_leads_through_the_whole_list_in_the_order_of_the_page(office: make.Office, sort: str) -> None:
    for n in range(7):
        case = office.register()
        if n % 2:
            put(case, next_due_on=None, number=f"甲区府复〔2026〕{n}号")
    client = signed_in(office.officer)
    walked, path = [], f"{URL}?page_size=3&sort={sort}&q=周"
    while path:
        answer = client.get(path).json()
        walked += [data["id"] for data in answer["results"]]
        if answer["next"]:
            parts = urlsplit(answer["next"])
            assert parts.netloc == "testserver"
        path = answer["next"] and f"{parts.path}?{parts.query}"
    assert walked == listed(client, status="", sort=sort, q="周")
    assert len(walked) == 7


def test_the_api_takes_the_filters_of_the_page(office: make.Office, land: Organisation) -> None:
    client = signed_in(office.officer)
    first, second = office.register(), office.register(respondents=[land], applicant="李某")
    put(first, next_due_on="2026-11-19")
    for asked, expected in (
        ({"due": "overdue"}, [first.pk]),
        ({"respondent": land.pk}, [second.pk]),
        ({"q": "李"}, [second.pk]),
        ({"status": "closed"}, []),
    ):
        assert [data["id"] for data in results(client, **asked)] == expected


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"received_from": "2026-02-30"}, "received_from"),
        ({"stage": "nowhere"}, "stage"),
        ({"matter": "matter.none"}, "matter"),
        ({"sort": "title"}, "sort"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "201"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"cursor": "nonsense"}, "cursor"),
    ],
)
def test_what_does_not_hold_is_refused_by_name(office: make.Office, asked: dict[str, str], key: str) -> None:
    answer = signed_in(office.officer).get(URL, asked)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} == {key}


def test_the_api_stays_in_scope(office: make.Office, other_office: make.Office, land: Organisation) -> None:
    ours = office.register()
    office.register(respondents=[land])
    other_office.register()
    assert [data["id"] for data in results(signed_in(office.liaison))] == [ours.pk]
    (data,) = results(signed_in(office.liaison))
    assert (data["officer"], data["source"], data["due_on"]) == (None, None, None)
    answer = signed_in(office.liaison).get(URL, {"sort": "due"})
    assert answer.status_code == 400


def test_the_api_is_for_those_signed_in_and_read_only(office: make.Office) -> None:
    assert Client().get(URL).status_code == 401
    for method in ("post", "put", "patch", "delete"):
        assert getattr(signed_in(office.officer), method)(URL).status_code == 405
