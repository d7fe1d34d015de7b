"""The figures are exactly those known of the ledger, and each opens exactly its cases."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, Organisation, Role
from deadlines.models import Deadline
from dossiers.models import Code
from reports import queries
from reports.figures import Period
from reports.figures.reconsideration import FIGURES, OUTCOME_GROUPS, RECONSIDERATION, cases_of
from reports.views.common import percent
from tests import factories as make
from tests.cases.ledgers import FILE, TRUTH, ledger, row
from tests.cases.test_ledger import do
from tests.shipped import load_reference
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

ALL = Period(dt.date(2016, 1, 1), dt.date(2022, 11, 30))
TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))
EMPTY = Period(dt.date(2010, 1, 1), dt.date(2010, 12, 31))


def year(number: int) -> Period:
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


@pytest.fixture
def organ() -> Organ:
    return load_reference()


@pytest.fixture
def filled(organ: Organ) -> Organ:
    with FILE.open("rb") as file:
        import_now(actor=SYSTEM, ledger=ledger(), organ=organ, book=ledger().read(file), preview=False)
    return organ


@pytest.fixture
def leader(organ: Organ) -> Actor:
    return actor_for(make.make_user(Role.LEADERSHIP, organ.organisation))


def test_a_case_that_went_to_the_higher_organ_is_counted_there() -> None:
    office = make.Office()
    with timekeeping.at("2026-08-03"):
        stays, goes = office.heard(), office.heard(applicant="吴某")
    with timekeeping.at("2026-09-23"):
        office.take(goes, "escalation_notice", higher="某市人民政府")
        office.approved(goes, "escalate")
        office.take(goes, "close", papers_complete="on")
        office.decide(stays)
    august = Period(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
    autumn = Period(dt.date(2026, 9, 1), dt.date(2026, 11, 30))
    cases = cases_of(office.director, office.organ)
    codes_asked = ("carried_in", "accepted", "concluded", "pending_at_end")
    # while it was here it counts: a return made anew says what it said
    assert tuple(queries.counts(RECONSIDERATION, cases, august, codes_asked).values()) == (0, 2, 0, 2)
    found = queries.counts(RECONSIDERATION, cases, autumn, codes_asked)
    assert tuple(found.values()) == (1, 0, 1, 0)
    assert found["carried_in"] + found["accepted"] == found["concluded"] + found["pending_at_end"]
    assert [case.pk for case in queries.behind(RECONSIDERATION, cases, FIGURES["carried_in"], autumn)] == [stays.pk]
    (line,) = queries.by_agency(RECONSIDERATION, cases, autumn)
    assert line.numbers["accepted"] == 0
    assert [line.numbers["concluded"] for line in queries.by_matter(RECONSIDERATION, cases, autumn)] == [1]
    assert queries.by_year(RECONSIDERATION, cases) == [(2026, 1, 1)]


def test_the_figures_are_those_of_the_ledger(filled: Organ, leader: Actor) -> None:
    cases = cases_of(leader, filled)
    known = TRUTH["2022"]
    found = queries.counts(RECONSIDERATION, cases, TO_NOVEMBER)
    assert {
        "accepted": found["accepted"],
        "carried_in": found["carried_in"],
        "concluded": found["concluded"],
        "revoked": found["outcome_revoke"],
        "sued_after": found["sued"],
        "pending_at_end": found["pending_at_end"],
    } == {key: known[key] for key in ("accepted", "carried_in", "concluded", "revoked", "sued_after", "pending_at_end")}
    assert found["late"] == 0
    assert found["in_time"] == known["concluded"]

    def outcomes(counts: dict[str, int]) -> dict[str, int]:
        return {name: counts[f"outcome_{code}"] for code, (name, _label) in OUTCOME_GROUPS.items() if name != "其他"}

    assert outcomes(found) == known["outcomes"]

    whole = queries.counts(RECONSIDERATION, cases, ALL)
    assert outcomes(whole) == TRUTH["outcomes"]
    assert whole["outcome_other"] == 0
    assert (whole["accepted"], whole["corrected"], whole["late"]) == (
        TRUTH["cases"],
        TRUTH["corrected"],
        TRUTH["late"],
    )
    assert whole["in_time"] == whole["concluded"]

    by_year = TRUTH["accepted_and_concluded_by_year"]
    assert queries.by_year(RECONSIDERATION, cases) == [(int(y), *numbers) for y, numbers in by_year.items()]
    for y, (accepted, concluded) in by_year.items():
        counts = queries.counts(RECONSIDERATION, cases, year(int(y)))
        assert (counts["accepted"], counts["concluded"]) == (accepted, concluded)
        # What came in and what was left over goes out or stays.
        assert counts["carried_in"] + counts["accepted"] == counts["concluded"] + counts["pending_at_end"]

    agencies = {line.label: line.numbers["accepted"] for line in queries.by_agency(RECONSIDERATION, cases, ALL)}
    assert agencies == {name: number for name, number in TRUTH["by_agency"].items() if number}
    matters = {line.label: line.numbers["accepted"] for line in queries.by_matter(RECONSIDERATION, cases, ALL)}
    assert matters == {
        "行政征收（征用）及补偿" if name == "行政征收" else name: number for name, number in TRUTH["matters"].items()
    }
    # The clock of the law of 2017 runs from the receipt, and all were concluded within it.
    assert {d.clock for d in Deadline.objects.unscoped("a test").filter(state="met")} == {
        "fy17_review_5wd",
        "fy17_decide_60d",
    }


def test_the_page_shows_the_figures_and_each_opens_exactly_its_cases(
    filled: Organ, client: Client, django_assert_max_num_queries: Any
) -> None:
    user = make.make_user(Role.DIRECTOR, filled.office)
    client.force_login(user)
    cases = cases_of(actor_for(user), filled)

    def listed(period: Period, figure: str, **further: Any) -> int:
        asked = {"from": period.first, "to": period.last, "figure": figure, **further}
        answer = client.get(reverse("reports:figure-cases"), asked)
        assert answer.status_code == 200
        return answer.context["page"].count

    for period in (TO_NOVEMBER, year(2018)):
        counts = queries.counts(RECONSIDERATION, cases, period)
        assert {code: listed(period, code) for code in FIGURES} == counts
    for dimension, lines in (
        ("agency", queries.by_agency(RECONSIDERATION, cases, year(2022))),
        ("matter", queries.by_matter(RECONSIDERATION, cases, year(2022))),
    ):
        for line in lines:
            assert listed(year(2022), "accepted", **{dimension: line.key}) == line.numbers["accepted"]
        assert listed(year(2022), "sued", **{dimension: lines[0].key}) == lines[0].numbers["sued"]

    with django_assert_max_num_queries(17):
        answer = client.get(reverse("reports:figures"), {"from": "2022.1.1", "to": "2022年11月30日"})
    shown = {str(tile["name"]): tile["value"] for tiles in answer.context["tile_rows"] for tile in tiles}
    assert shown == {
        "上期结转": 0,
        "受理": 35,
        "审结": 29,
        "期末未结": 6,
        "按期审结": 29,
        "逾期审结": 0,
        "直接纠错": 3,
        "复议后起诉": 4,
        "受理前化解": 0,
        "被申请人改变原行政行为后撤回": 0,
    }
    rates = {str(tile["name"]): (tile["value"], tile["of"]) for tile in answer.context["rates"]}
    assert rates["按期审结率"] == (100.0, "29 / 29")
    assert rates["直接纠错率"] == (10.3, "3 / 29")
    content = answer.content.decode()
    for tile in (tile for tiles in answer.context["tile_rows"] for tile in tiles):
        assert escape(tile["url"]) in content


def test_nothing_among_nothing_is_a_dash(organ: Organ, client: Client) -> None:
    assert percent(0, 0) is None
    client.force_login(make.make_user(Role.LEADERSHIP, organ.organisation))
    answer = client.get(reverse("reports:figures"), {"from": EMPTY.first, "to": EMPTY.last})
    assert [tile["value"] for tile in answer.context["rates"]] == ["—", "—", "—"]
    assert [tile["of"] for tile in answer.context["rates"]] == ["0 / 0"] * 3


def test_the_default_is_this_year_to_today(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    with timekeeping.at("2022-11-22"):
        answer = client.get(reverse("reports:figures"))
    assert answer.context["period"] == Period(dt.date(2022, 1, 1), dt.date(2022, 11, 22))


def test_a_late_case_and_a_voided_one(organ: Organ, leader: Actor) -> None:
    late = row("黔江府复〔2022〕2号", 结案日期="2022-05-05")
    do(organ, [row(), late, row("黔江府复〔2022〕3号", 结案日期="2022-04-30")])
    cases = cases_of(leader, organ)
    # Received on 1 March, due on 30 April; 30 April to 4 May were holidays, so due on 5 May.
    assert queries.counts(RECONSIDERATION, cases, year(2022), ["in_time", "late"]) == {"in_time": 3, "late": 0}
    do(organ, [row("黔江府复〔2022〕4号", 结案日期="2022-05-06")])
    assert queries.counts(RECONSIDERATION, cases, year(2022), ["in_time", "late"]) == {"in_time": 3, "late": 1}
    case = cases.get(dossier__number="黔江府复〔2022〕4号")
    case.state = "void"
    case.save()
    assert queries.counts(RECONSIDERATION, cases, year(2022), ["late", "accepted"]) == {"late": 0, "accepted": 3}


def test_a_matter_counts_with_its_kinds_and_a_case_with_each_respondent(organ: Organ, leader: Actor) -> None:
    do(
        organ,
        [
            row(案件类型="行政拘留"),
            row("黔江府复〔2022〕2号", 被申请人="区公安局、区交通局"),
        ],
    )
    cases = cases_of(leader, organ)
    (line,) = queries.by_matter(RECONSIDERATION, cases, year(2022))
    assert (line.key, line.numbers["accepted"]) == ("matter.punishment", 2)
    assert queries.about(cases, Code.objects.get(pk="matter.punishment")).count() == 2
    assert [
        (line.label, line.numbers["accepted"]) for line in queries.by_agency(RECONSIDERATION, cases, year(2022))
    ] == [
        ("黔江区公安局", 2),
        ("黔江区交通局", 1),
    ]
    agency = Organisation.objects.get(name="黔江区交通局")
    assert queries.against(cases, agency).count() == 1


def test_figures_stay_within_the_organ_and_its_readers(organ: Organ, client: Client) -> None:
    do(organ, [row()])
    other = make.make_organ("乙区")
    stranger = make.make_user(Role.OFFICER, other.office)
    client.force_login(stranger)
    asked = {"from": "2022-01-01", "to": "2022-11-30"}
    answer = client.get(reverse("reports:figures"), asked)
    assert {tile["value"] for tiles in answer.context["tile_rows"] for tile in tiles} == {0}
    # Another organ cannot be asked for.
    assert client.get(reverse("reports:figures"), asked | {"organ": organ.pk}).status_code == 422
    url = reverse("reports:figure-cases")
    assert client.get(url, asked | {"figure": "accepted", "organ": organ.pk}).status_code == 404
    for wrong in ({"figure": "x"}, {"figure": "late", "agency": "x"}, {"figure": "late", "matter": "outcome.uphold"}):
        assert client.get(url, asked | wrong).status_code == 404
    for role, organisation in ((Role.AGENCY_LIAISON, make.agency_of(other)), (Role.ADMINISTRATOR, other.office)):
        client.force_login(make.make_user(role, organisation))
        assert client.get(reverse("reports:figures")).status_code == 403
        assert client.get(url, {"figure": "accepted"}).status_code == 403


def test_a_period_the_wrong_way_round_is_told(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    answer = client.get(reverse("reports:figures"), {"from": "2022-02-01", "to": "2022-01-01"})
    assert answer.status_code == 422
    assert "to" in answer.context["form"].errors
    assert client.get(reverse("reports:figures"), {"from": "2022-02-30"}).context["form"].errors["from"]


def test_the_year_before_also_of_a_leap_day() -> None:
    period = Period(dt.date(2024, 2, 29), dt.date(2024, 12, 31)).year_before()
    assert period == Period(dt.date(2023, 2, 28), dt.date(2023, 12, 31))
