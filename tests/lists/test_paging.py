"""Pages of the list are bounded, and no case is shown twice or left out between them."""

import datetime as dt

import pytest

from accounts import paging
from accounts.models import Role, RoleAssignment
from dossiers import worklist
from dossiers.models import DossierAccess
from dossiers.worklist import SORTS, BadCursor, Worklist
from tests import factories as make
from tests.lists.conftest import TODAY, listed, put, signed_in

pytestmark = pytest.mark.unsound("columns are set without their steps")


@pytest.fixture
def eighteen(office: make.Office) -> list[int]:
    """Cases with due dates that repeat, some without one."""
    cases = [office.register(received_on=TODAY - dt.timedelta(days=n % 5)) for n in range(18)]
    for n, case in enumerate(cases):
        put(case, next_due_on=TODAY + dt.timedelta(days=n % 4) if n % 6 else None, number=f"甲区府复〔2026〕{40 - n}号")
    return [case.pk for case in cases]


def test_fifteen_or_fifty_rows_and_nothing_else(office: make.Office, eighteen: list[int]) -> None:
    client = signed_in(office.officer)
    assert len(listed(client, rows="15")) == 15
    assert len(listed(client, rows="15", page="2")) == 3
    assert len(listed(client, rows="1000")) == 18
    first, second = listed(client, rows="15"), listed(client, rows="15", page="2")
    assert sorted(first + second) == sorted(eighteen)


@pytest.mark.parametrize("page", ["0", "-1", "3", "999999999999999999999", "abc", "1; DROP TABLE", "²"])
def test_a_page_out_of_bounds_is_the_nearest(office: make.Office, eighteen: list[int], page: str) -> None:
    answer = signed_in(office.officer).get("/reconsideration/", {"rows": "15", "page": page})
    assert answer.context["page"].number == (2 if page in {"3", "999999999"} else 1)
    assert answer.context["lines"]


def test_the_count_is_capped_and_says_so(
    office: make.Office, eighteen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "COUNT_CAP", 15)
    answer = signed_in(office.officer).get("/reconsideration/", {"rows": "15", "page": "2"})
    page = answer.context["page"]
    assert (page.count, page.capped, page.number, page.has_next) == (15, True, 1, False)
    assert "More than 15 in all" in answer.content.decode()
    assert paging.COUNT_CAP == 10_000


@pytest.mark.parametrize("sort", SORTS)
def test_cursors_walk_every_list_once_in_the_order_of_its_pages(
    office: make.Office, eighteen: list[int], sort: str
) -> None:
    rows = DossierAccess.objects.filter(kind="reconsideration")
    listing = Worklist(actor=office.officer, rows=rows, sort=SORTS[sort])
    walked, cursor = [], None
    while True:
        ids, cursor = listing.after(cursor, size=4)
        walked += ids
        if cursor is None:
            break
    assert walked == list(listing.ids()) == listing.page(1).items
    assert sorted(walked) == sorted(eighteen)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "W10",
        "WyJuZXh0X2R1ZV9vbiIsIjIwMjYtMTEtMjUiLDI1XQ",
        "WyItb3BlbmVkX29uIixudWxsLDFd",
        "WyItb3BlbmVkX29uIiwxLDFd",
        "WyItb3BlbmVkX29uIiwiMjAyNi0xMS0yNSIsIjEiXQ",
        "ÿ",
    ],
)
def test_a_cursor_of_another_order_is_refused(office: make.Office, cursor: str) -> None:
    listing = Worklist(actor=office.officer, rows=DossierAccess.objects.all(), sort=SORTS["-received"])
    with pytest.raises(BadCursor):
        listing.after(cursor)


def test_a_case_reached_in_several_ways_is_listed_once(office: make.Office, eighteen: list[int]) -> None:
    """Named in the case, in its office, and liaison of an agency that is its respondent."""
    agency = make.agency_of(office.organ)
    other = make.make_organisation("甲区某局", parent=office.organ.organisation)
    for organisation in (agency, other):
        RoleAssignment.objects.create(
            user=office.officer.user,
            role=Role.AGENCY_LIAISON,
            organisation=organisation,
            valid_from=dt.date(2020, 1, 1),
        )
    DossierAccess.objects.create(dossier_id=eighteen[0], audience="person", user=office.officer.user, basis="named")
    client = signed_in(office.officer)
    for asked in ({}, {"status": ""}, {"q": "周"}, {"sort": "number"}):
        found = listed(client, **asked)
        assert sorted(found) == sorted(eighteen), asked
        assert client.get("/reconsideration/", asked).context["page"].count == 18
