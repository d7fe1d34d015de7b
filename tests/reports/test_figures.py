"""The figures are exactly those known of the two ledgers, and each opens exactly its cases."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, Organisation, Role
from deadlines.models import Deadline
from reports.evaluating import DENOMINATOR, NUMERATOR, behind, evaluate
from reports.indicators import INDICATORS
from reports.keeping import unlike
from reports.periods import Period, year_of
from reports.sheets import RECONSIDERATION
from tests import factories as make
from tests.cases.ledgers import FILE, TRUTH, ledger, row
from tests.cases.test_ledger import do
from tests.hearings import test_ledger as suits
from tests.shipped import load_reference
from workflow.ledger.ledgers import ledger_of
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

ALL = Period(dt.date(2016, 1, 1), dt.date(2022, 11, 30))
TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))
EMPTY = Period(dt.date(2010, 1, 1), dt.date(2010, 12, 31))
GROUPS = {"维持": "uphold", "驳回": "dismiss", "撤销": "revoke", "变更": "modify", "确认违法": "illegal"}
GROUPS |= {"责令履行": "perform", "调解": "mediate", "终止": "terminate"}


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


def numbers(reader: Actor, organ: Organ, period: Period, *ids: str, **asked: Any) -> dict[str, float]:
    return {one.indicator.id: one.numerator for one in evaluate(reader, organ, period, only=ids or None, **asked)}


def command(*args: str) -> dict[str, dict[str, Any]]:
    out = io.StringIO()
    call_command("figures", *args, "--json", stdout=out)
    return {figure["id"]: figure for figure in json.loads(out.getvalue())["figures"]}


def told(figure: dict[str, Any]) -> tuple[Any, Any, Any]:
    return figure["numerator"], figure["denominator"], figure["value"]


def test_the_seed_figures_of_both_ledgers(filled: Organ) -> None:
    """What the bureau says of January to November 2022, by the dates themselves."""
    with suits.FILE.open("rb") as file:
        of_suits = ledger_of("litigation")
        import_now(actor=SYSTEM, ledger=of_suits, organ=filled, book=of_suits.read(file), preview=False)
    period = ("--from", "2022-01-01", "--to", "2022-11-30")
    found = command(*period)
    assert found.keys() == INDICATORS.keys()
    assert {"id", "title", "numerator", "denominator", "value", "reading"} <= found["accepted"].keys()
    assert told(found["accepted"]) == (35, None, 35)
    assert told(found["in_time_rate"]) == (29, 29, 100.0)
    assert told(found["outcome_revoke"]) == (3, 29, 10.3)
    assert told(command(*period, "--only", "outcome_revoke", "--reading", "accepted")["outcome_revoke"]) == (3, 35, 8.6)
    assert told(found["sued_rate"]) == (4, 29, 13.8)
    assert told(found["lost_after_reconsideration"]) == (0, 4, 0.0)
    assert found["appearance_called"]["value"] is None
    own = command(*period, "--agency", "黔江区人民政府")
    assert told(own["appearance_rate"]) == (19, 19, 100.0)
    assert told(own["coordinated_rate"]) == (9, 25, 36.0)
    assert told(command(*period, "--agency", "区政府", "--only", "coordinated_rate")["coordinated_rate"])[2] == 36.0
    years = evaluate(SYSTEM, filled, year_of(2022), only=["lost_rate"], by="year")
    (before,) = evaluate(SYSTEM, filled, year_of(2021), only=["lost_rate"])
    assert (before.value, years[0].value) == (16.9, 6.6)
    # Nothing was known of it before it was imported.
    (early,) = evaluate(SYSTEM, filled, TO_NOVEMBER, only=["accepted"], as_of=dt.date(2022, 12, 31))
    assert early.numerator == 0
    for figure in evaluate(SYSTEM, filled, TO_NOVEMBER):
        for part, number in ((NUMERATOR, figure.numerator), (DENOMINATOR, figure.denominator)):
            if not (part == NUMERATOR and figure.reading.numerator.weigh):
                assert behind(SYSTEM, filled, TO_NOVEMBER, figure.indicator.id, part).count() == (number or 0)
    assert list(unlike()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2022-02-01", "--to", "2022-01-01"),
        ("--from", "2022-01-01", "--to", "2022-02-01", "--only", "x"),
        ("--from", "2022-01-01", "--to", "2022-02-01", "--by", "x"),
        ("--from", "2022-01-01", "--to", "2022-02-01", "--agency", "没有这个机关"),
    ],
)
def test_what_the_command_refuses(wrong: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        command(*wrong)


def test_the_figures_are_those_of_the_ledger(filled: Organ, leader: Actor) -> None:
    known = TRUTH["2022"]
    found = numbers(leader, filled, TO_NOVEMBER)
    assert {
        "accepted": found["accepted"],
        "carried_in": found["carried_in"],
        "concluded": found["concluded"],
        "revoked": found["outcome_revoke"],
        "sued_after": found["sued_rate"],
        "pending_at_end": found["pending_at_end"],
    } == {key: known[key] for key in ("accepted", "carried_in", "concluded", "revoked", "sued_after", "pending_at_end")}
    assert (found["late"], found["in_time_rate"]) == (0, known["concluded"])

    def outcomes(counts: dict[str, float]) -> dict[str, float]:
        return {name: counts[f"outcome_{code}"] for name, code in GROUPS.items()}

    assert outcomes(found) == known["outcomes"]
    whole = numbers(leader, filled, ALL)
    assert outcomes(whole) == TRUTH["outcomes"]
    assert whole["outcome_other"] == 0
    assert (whole["accepted"], whole["correction_rate"], whole["late"]) == (
        TRUTH["cases"],
        TRUTH["corrected"],
        TRUTH["late"],
    )
    by_year = TRUTH["accepted_and_concluded_by_year"]
    rows = evaluate(leader, filled, ALL, only=["accepted", "concluded"], by="year")
    assert {key: [one.numerator for one in rows if one.key == key] for key in by_year} == by_year
    for year in by_year:
        counts = numbers(leader, filled, year_of(int(year)))
        # What came in and what was left over goes out or stays.
        assert counts["carried_in"] + counts["accepted"] == counts["concluded"] + counts["pending_at_end"]
    agencies = {one.label: one.numerator for one in evaluate(leader, filled, ALL, only=["accepted"], by="agency")}
    assert agencies == {name: number for name, number in TRUTH["by_agency"].items() if number}
    matters = {one.label: one.numerator for one in evaluate(leader, filled, ALL, only=["accepted"], by="matter")}
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
    reader = actor_for(user)

    def listed(period: Period, figure: str, **further: Any) -> int:
        asked = {"from": period.first, "to": period.last, "figure": figure, **further}
        answer = client.get(reverse("reports:figure-cases"), asked)
        assert answer.status_code == 200
        return answer.context["page"].count

    found = {one.indicator.id: one for one in evaluate(reader, filled, TO_NOVEMBER, only=RECONSIDERATION.shown)}
    for id in ("accepted", "pending_at_end", "correction_rate", "settlement_rate", "closed_rate", "outcome_uphold"):
        assert listed(TO_NOVEMBER, id) == found[id].numerator
    assert listed(TO_NOVEMBER, "average_days", part=DENOMINATOR) == found["average_days"].denominator == 29
    assert listed(TO_NOVEMBER, "outcome_revoke", reading="accepted", part=DENOMINATOR) == 35
    for by in ("agency", "matter"):
        for one in evaluate(reader, filled, year_of(2022), only=["accepted", "sued_rate"], by=by)[:4]:
            assert listed(year_of(2022), one.indicator.id, by=by, key=one.key) == one.numerator

    with django_assert_max_num_queries(24):
        answer = client.get(reverse("reports:figures"), {"from": "2022.1.1", "to": "2022年11月30日"})
    shown = {str(tile["name"]): tile["value"] for tiles in answer.context["tile_rows"] for tile in tiles}
    assert shown == {"上期结转": 0, "受理": 35, "审结": 29, "期末未结": 6, "逾期审结": 0}
    rates = {str(tile["name"]): (tile["value"], tile["of"]) for tile in answer.context["rates"]}
    assert rates["按期审结率"] == (100.0, "29 / 29")
    assert rates["直接纠错率"] == (10.3, "3 / 29")
    content = answer.content.decode()
    for tile in (tile for tiles in answer.context["tile_rows"] for tile in tiles):
        assert escape(tile["url"]) in content
    for page in ("reports:litigation", "reports:disputes"):
        assert client.get(reverse(page), {"from": "2022-01-01", "to": "2022-11-30"}).status_code == 200


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
    ids = ("carried_in", "accepted", "concluded", "pending_at_end")
    with timekeeping.at("2026-12-01"):
        # while it was here it counts: a return made anew says what it said
        assert tuple(numbers(office.director, office.organ, august, *ids).values()) == (0, 2, 0, 2)
        assert tuple(numbers(office.director, office.organ, autumn, *ids).values()) == (1, 0, 1, 0)
        carried = behind(office.director, office.organ, autumn, "carried_in")
        assert [entry.dossier_id for entry in carried] == [stays.pk]
        year = evaluate(office.director, office.organ, year_of(2026), only=ids[1:3], by="year")
        assert [one.numerator for one in year] == [1, 1]
        months = evaluate(office.director, office.organ, year_of(2026), only=["accepted"], by="month")
        assert {one.key: one.numerator for one in months if one.numerator} == {"2026-08": 2}
    assert list(unlike()) == []


def test_nothing_among_nothing_is_a_dash(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.LEADERSHIP, organ.organisation))
    answer = client.get(reverse("reports:figures"), {"from": EMPTY.first, "to": EMPTY.last})
    assert {tile["value"] for tile in answer.context["rates"]} == {"—"}
    assert {tile["of"] for tile in answer.context["rates"]} == {"0 / 0"}


def test_the_default_is_this_year_to_today(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    with timekeeping.at("2022-11-22"):
        answer = client.get(reverse("reports:figures"))
    assert answer.context["period"] == Period(dt.date(2022, 1, 1), dt.date(2022, 11, 22))


def test_a_late_case_and_one_against_two_agencies(organ: Organ, leader: Actor) -> None:
    late = row("黔江府复〔2022〕2号", 结案日期="2022-05-05", 案件类型="行政拘留")
    do(organ, [row(), late, row("黔江府复〔2022〕3号", 结案日期="2022-04-30", 被申请人="区公安局、区交通局")])
    # Received on 1 March, due on 30 April; 30 April to 4 May were holidays, so due on 5 May.
    assert numbers(leader, organ, year_of(2022), "in_time_rate", "late") == {"in_time_rate": 3, "late": 0}
    do(organ, [row("黔江府复〔2022〕4号", 结案日期="2022-05-06")])
    assert numbers(leader, organ, year_of(2022), "in_time_rate", "late") == {"in_time_rate": 3, "late": 1}
    (line,) = evaluate(leader, organ, year_of(2022), only=["accepted"], by="matter")
    assert (line.key, line.numerator) == ("matter.punishment", 4)
    agencies = evaluate(leader, organ, year_of(2022), only=["accepted"], by="agency")
    assert [(one.label, one.numerator) for one in agencies] == [("黔江区公安局", 4), ("黔江区交通局", 1)]
    other = Organisation.objects.get(name="黔江区交通局")
    assert numbers(leader, organ, year_of(2022), "accepted", agency=other) == {"accepted": 1}
    assert numbers(leader, organ, year_of(2022), "accepted", agency=Organisation.objects.all()) == {"accepted": 4}


def test_figures_stay_within_the_organ_and_its_readers(organ: Organ, client: Client) -> None:
    do(organ, [row()])
    other = make.make_organ("乙区")
    client.force_login(make.make_user(Role.OFFICER, other.office))
    asked = {"from": "2022-01-01", "to": "2022-11-30"}
    answer = client.get(reverse("reports:figures"), asked)
    assert {tile["value"] for tiles in answer.context["tile_rows"] for tile in tiles} == {0}
    # Another organ cannot be asked for.
    assert client.get(reverse("reports:figures"), asked | {"organ": organ.pk}).status_code == 422
    url = reverse("reports:figure-cases")
    assert client.get(url, asked | {"figure": "accepted", "organ": organ.pk}).status_code == 404
    for wrong in (
        *({"figure": "x"}, {"figure": "late", "by": "x"}, {"figure": "late", "by": "agency", "key": "x"}),
        *({"figure": "late", "part": "x"}, {"figure": "late", "reading": "x"}, {"figure": "late", "by": "year"}),
    ):
        assert client.get(url, asked | wrong).status_code == 404
    # An agency opens what is behind its own figures alone.
    for role, organisation, answers in (
        (Role.AGENCY_LIAISON, make.agency_of(other), 200),
        (Role.ADMINISTRATOR, other.office, 403),
    ):
        client.force_login(make.make_user(role, organisation))
        assert client.get(reverse("reports:figures")).status_code == 403
        assert client.get(url, {"figure": "accepted"}).status_code == answers


def test_the_interface_tells_the_same_in_the_readers_scope(organ: Organ, client: Client) -> None:
    do(organ, [row(), row("黔江府复〔2022〕2号", 被申请人="区公安局、区交通局"), row("黔江府复〔2022〕3号")])
    url, asked = reverse("reports-api:figures"), {"from": "2022-01-01", "to": "2022-11-30"}

    def as_reader(role: str, organisation: Organisation, **more: str) -> dict[tuple[str, Any], Any]:
        client.force_login(make.make_user(role, organisation))
        answer = client.get(url, asked | more)
        assert answer.status_code == 200, answer.content
        return {(figure["id"], figure["key"]): figure["numerator"] for figure in answer.json()["figures"]}

    traffic = Organisation.objects.get(name="黔江区交通局")
    assert as_reader(Role.DIRECTOR, organ.office)["accepted", None] == 3
    assert as_reader(Role.AGENCY_LIAISON, traffic)["accepted", None] == 1
    # An agency is not told by figures with whom it stands in a case.
    assert as_reader(Role.AGENCY_LIAISON, traffic, by="agency", only="accepted") == {("accepted", str(traffic.pk)): 1}
    assert as_reader(Role.DIRECTOR, organ.office, agency="区交通局", only="accepted") == {("accepted", None): 1}
    for wrong in ({"from": "x"}, {"to": "2021-01-01"}, {"by": "x"}, {"only": "x"}, {"agency": "没有"}, {"as_of": "x"}):
        answer = client.get(url, asked | wrong)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert Client().get(url, asked).status_code == 401


def test_a_period_the_wrong_way_round_is_told(organ: Organ, client: Client) -> None:
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    answer = client.get(reverse("reports:figures"), {"from": "2022-02-01", "to": "2022-01-01"})
    assert answer.status_code == 422
    assert "to" in answer.context["form"].errors
    assert client.get(reverse("reports:figures"), {"from": "2022-02-30"}).context["form"].errors["from"]


def test_the_year_before_also_of_a_leap_day() -> None:
    period = Period(dt.date(2024, 2, 29), dt.date(2024, 12, 31)).year_before()
    assert period == Period(dt.date(2023, 2, 28), dt.date(2023, 12, 31))
