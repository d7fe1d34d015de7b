"""The page of the rate of appearance: its numbers are those of the units, each opens exactly its units."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organ, Organisation, Role
from dossiers.following import changed
from hearings.models import Appearance, Defendant
from hearings.rates import Place
from tests import factories as make
from tests.hearings.test_ledger import do, row
from tests.shipped import load_reference

pytestmark = pytest.mark.django_db

PERIOD = {"from": "2022-01-01", "to": "2022-11-30"}


@pytest.fixture
def organ() -> Organ:
    """Five units: a principal came, a deputy came, nobody came, nobody has said, never heard; and a released one."""
    organ = load_reference()
    silent = {"负责人是否出庭": None, "出庭负责人职务": None}
    do(
        organ,
        row("（2022）渝0114行初1号", 出庭负责人职务="主要负责人", 被告="区政府、区公安局"),
        row("（2022）渝0114行初2号", 被告="区公安局"),
        row("（2022）渝04行终3号", 审级="二审", 负责人是否出庭="否", 出庭负责人职务=None),
        row("（2022）渝0114行初4号", 被告="黔江区税务局", **silent),
        row("（2022）渝0114行初5号", 开庭日期=None, **silent),
    )
    return organ


@pytest.fixture
def reader(organ: Organ, client: Client) -> Client:
    client.force_login(make.make_user(Role.LEADERSHIP, organ.organisation))
    return client


def numbers(client: Client, **asked: Any) -> dict[str, tuple[Any, Any]]:
    answer = client.get(reverse("reports:appearances"), PERIOD | asked)
    assert answer.status_code == 200
    return {str(tile["name"]): (tile["value"], tile.get("of")) for tile in answer.context["tiles"]}


def test_the_numbers_and_the_units_behind_them(reader: Client) -> None:
    found = numbers(reader)
    assert found["负责人出庭应诉率"] == (50.0, "2 / 4")
    assert found["其中正职"] == (1, "1 / 2")
    assert (found["未出庭"][0], found["尚未填报"][0], found["不计入"][0]) == (1, 1, 2)
    url = reverse("reports:appearance-units")
    for place, number in (("denominator", 4), *((Place.PRESENT, 2), (Place.ABSENT, 1), (Place.UNKNOWN, 1))):
        assert reader.get(url, PERIOD | {"place": place}).context["page"].count == number
    outside = reader.get(url, PERIOD | {"place": Place.OUTSIDE})
    reasons = [cells["cells"][-1] for cells in outside.context["table"]["rows"]]
    assert sorted(reasons) == ["未开庭。", "由其他共同被告负责人出庭。"]


def test_a_reading_moves_the_rate_and_says_so(reader: Client) -> None:
    assert numbers(reader, joint="each")["负责人出庭应诉率"] == (40.0, "2 / 5")
    assert numbers(reader, vertical="out")["负责人出庭应诉率"] == (66.7, "2 / 3")
    assert numbers(reader, among="all")["负责人出庭应诉率"] == (40.0, "2 / 5")
    assert numbers(reader, among="called")["负责人出庭应诉率"] == ("—", "0 / 0")
    page = reader.get(reverse("reports:appearances"), PERIOD | {"vertical": "out"})
    assert ("实行垂直领导的机关", "不计入") in page.context["readings"]
    assert "vertical=out" in page.context["tiles"][0]["url"]


def test_refused_papers_move_the_rate_unless_it_is_read_otherwise(organ: Organ, reader: Client) -> None:
    deputy = Appearance.objects.unscoped("a test").get(case__lawsuit__dossier__number="（2022）渝0114行初2号")
    deputy.identity, deputy.identity_reason = "refused", "未加盖印章"
    deputy.save()
    # The step that enters it says so at its end.
    changed([deputy.case.lawsuit_id])
    assert numbers(reader)["负责人出庭应诉率"] == (25.0, "1 / 4")
    assert numbers(reader, refused="out")["负责人出庭应诉率"] == (50.0, "2 / 4")
    absent = reader.get(reverse("reports:appearance-units"), PERIOD | {"place": Place.ABSENT})
    assert "负责人身份证明未通过法院审查，视为未出庭。" in absent.content.decode()


def test_by_agency_and_by_instance(organ: Organ, reader: Client) -> None:
    page = reader.get(reverse("reports:appearances"), PERIOD)
    shares = [[cell["value"] if isinstance(cell, dict) else cell for cell in line["cells"]] for line in _rows(page)]
    assert shares == [
        ["黔江区公安局", 2, 1, 0, 0, "50.0%"],
        ["黔江区人民政府", 1, 1, 1, 0, "100.0%"],
        ["黔江区税务局", 1, 0, 0, 1, "0.0%"],
    ]
    rows = page.context["instances"]["rows"]
    instances = [[cell["value"] if isinstance(cell, dict) else cell for cell in line["cells"][:3]] for line in rows]
    assert instances == [["一审", 3, 2], ["二审", 1, 0]]
    police = Organisation.objects.get(name="黔江区公安局")
    asked = PERIOD | {"place": "denominator", "agency": police.pk}
    assert reader.get(reverse("reports:appearance-units"), asked).context["page"].count == 2
    assert Defendant.objects.unscoped("a test").filter(organisation=police).count() == 4


def _rows(page: Any) -> list[dict[str, Any]]:
    return page.context["agencies"]["rows"]


def test_the_pages_need_as_many_queries_for_any_number_of_units(
    organ: Organ, reader: Client, django_assert_max_num_queries: Any
) -> None:
    do(organ, *(row(f"（2022）渝0114行初{number}号") for number in range(100, 160)))
    with django_assert_max_num_queries(20):
        reader.get(reverse("reports:appearances"), PERIOD)
    with django_assert_max_num_queries(16):
        page = reader.get(reverse("reports:appearance-units"), PERIOD | {"place": "denominator"})
    assert page.context["page"].count == 64


@pytest.mark.parametrize(
    "wrong", [{}, {"place": "x"}, {"place": "present", "agency": "x"}, {"place": "present", "from": "2022-02-30"}]
)
def test_what_is_not_there(reader: Client, wrong: dict[str, str]) -> None:
    assert reader.get(reverse("reports:appearance-units"), wrong).status_code == 404


def test_a_stranger_sees_nothing_of_it(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, make.make_organ("乙区").office))
    assert numbers(client)["负责人出庭应诉率"] == ("—", "0 / 0")
    assert client.get(reverse("reports:appearances"), PERIOD | {"organ": organ.pk}).status_code == 422
    client.force_login(make.make_user(Role.AGENCY_LIAISON, Organisation.objects.get(name="黔江区公安局")))
    assert client.get(reverse("reports:appearances")).status_code == 403
