"""Whether an application came in time, to the day; which law and rules hold; who is competent; what comes first."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Organisation
from cases.application import Application
from cases.jurisdiction import competence, units_from_above
from cases.law import RULES_2007, RULES_2026, applicable, election_lacks, election_on, law_for, rules_on
from cases.models import Law, ReconsiderationCase
from cases.prior import prior_of
from cases.timeliness import FILED, POSTED, RECEIVED, timeliness
from deadlines.engine import clocks, explain, official_calendar
from tests import factories as make

pytestmark = pytest.mark.usefixtures("english")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def case_of(
    received_on: str, *, nature: str = "act", rights_told: bool | None = None, **said: Any
) -> ReconsiderationCase:
    columns = {name: day(said.pop(name)) for name in ("known_on", "act_on") if name in said}
    values = {name: day(value) if name.endswith(("_on", "_by", "_from", "_until")) and name != "longer_by" else value
              for name, value in said.items()}  # fmt: skip
    received = day(received_on)
    return ReconsiderationCase(
        law=law_for(received),
        received_on=received,
        nature=nature,
        rights_told=rights_told,
        application=Application.of(values).as_json(),
        **columns,
    )


def found(received_on: str, **fields: Any):
    return timeliness(case_of(received_on, **fields), official_calendar(), clocks())


# The last days are those of the worked examples of the law; each is judged on the day and on the day after.
LAST_DAYS = [
    ("2026-10-08", {"known_on": "2026-08-05"}, "fy_apply_60d"),
    ("2026-05-09", {"known_on": "2026-03-10"}, "fy_apply_60d"),
    ("2026-05-09", {"served_on": "2026-03-10"}, "fy_apply_60d"),
    ("2026-10-20", {"known_on": "2026-07-10", "suit_from": "2026-08-03", "suit_until": "2026-09-14"}, "fy_apply_60d"),
    (
        "2026-09-20",
        {"known_on": "2026-07-15", "filed_with_agency_on": "2026-08-20", "agency_told_on": "2026-08-26"},
        "fy_apply_60d",
    ),
    (
        "2026-06-08",
        {"known_on": "2026-03-10", "obstacle_from": "2026-04-01", "obstacle_until": "2026-05-01"},
        "fy_apply_60d",
    ),
    ("2026-06-08", {"known_on": "2026-03-10", "longer_days": 90, "longer_by": "某法第9条"}, "fy_apply_60d"),
    (
        "2025-05-06",
        {"rights_told": False, "right_known_on": "2025-03-03", "known_on": "2024-12-02"},
        "fy_apply_not_informed_60d",
    ),
    (
        "2025-02-28",
        {"rights_told": False, "right_known_on": "2025-02-20", "known_on": "2024-02-29"},
        "fy_apply_not_informed_cap_1y",
    ),
    ("2025-02-28", {"known_on": "2025-02-27", "act_on": "2020-02-29"}, "fy_longstop_5y"),
    ("2024-02-29", {"known_on": "2024-02-28", "act_on": "2004-02-29", "immovable": True}, "fy_longstop_20y"),
    ("2023-11-29", {"known_on": "2023-09-30"}, "fy17_apply_60d"),
    ("2026-08-31", {"nature": "inaction", "perform_by": "2026-07-02"}, "fy_nonfeasance_start_with_limit"),
    ("2026-06-29", {"nature": "inaction", "perform_by": "2026-04-30"}, "t07_nonfeasance"),
    ("2026-11-03", {"nature": "inaction", "asked_on": "2026-07-06"}, "fy_nonfeasance_start_with_limit"),
]


@pytest.mark.parametrize(("last", "fields", "clock"), LAST_DAYS)
def test_the_last_day_keeps_the_period_and_the_day_after_does_not(
    last: str, fields: dict[str, Any], clock: str
) -> None:
    on_time, late = found(last, **fields), found(str(day(last) + dt.timedelta(days=1)), **fields)
    assert (on_time.last_on, on_time.kept, on_time.periods[0][0].id) == (day(last), True, clock)
    assert (late.last_on, late.kept) == (day(last), False)
    assert explain(on_time.periods[0][1], "zh-hans")


def test_posting_and_filing_with_the_agency_are_applying() -> None:
    posted = found("2026-10-12", known_on="2026-08-06", postmark_on="2026-10-08")
    assert (posted.applied_on, posted.applied_by, posted.kept) == (day("2026-10-08"), POSTED, True)
    filed = found("2026-10-12", known_on="2026-08-06", filed_with_agency_on="2026-10-08")
    assert (filed.applied_by, filed.kept) == (FILED, True)
    received = found("2026-10-12", known_on="2026-08-06")
    assert (received.applied_by, received.kept) == (RECEIVED, False)


def test_what_is_not_known_is_not_judged() -> None:
    assert found("2026-04-01").kept is None
    assert found("2026-04-01", act_on="2026-01-05").kept is None
    assert found("2026-04-01", act_on="2020-01-05").kept is False
    assert found("2026-04-01", nature="inaction").kept is None
    still = found("2026-09-01", known_on="2026-03-10", obstacle_from="2026-04-01")
    assert (still.last_on, still.kept) == (None, True)
    # A year without a notice of its holidays leaves the day provisional and judges by it.
    assert found("2027-02-01", known_on="2026-12-20").provisional


def test_the_rules_of_2007_knew_no_suit_brought_first() -> None:
    fields = {"known_on": "2026-03-10", "suit_from": "2026-04-01", "suit_until": "2026-05-20"}
    assert found("2026-05-09", **fields).last_on == day("2026-05-09")


def test_a_failure_to_act_is_none_before_the_agency_s_period_is_over() -> None:
    early = found("2026-09-03", nature="inaction", asked_on="2026-07-06")
    assert early.too_early == day("2026-09-04")
    assert found("2026-09-07", nature="inaction", asked_on="2026-07-06").too_early is None


def test_the_law_and_the_rules_go_by_their_days() -> None:
    assert (law_for(day("2023-12-31")), law_for(day("2024-01-01"))) == (Law.LAW_2017, Law.LAW_2023)
    assert rules_on(Law.LAW_2023, day("2026-06-30")) == RULES_2007
    assert rules_on(Law.LAW_2023, day("2026-07-01")) == RULES_2026
    assert rules_on(Law.LAW_2017, day("2026-07-01")) == RULES_2007
    assert "2017" in applicable(Law.LAW_2017, day("2023-05-01"), day("2026-09-01"))
    assert "(2007)" in applicable(Law.LAW_2023, day("2026-05-01"), day("2026-06-30"))
    assert "those of 2007" in applicable(Law.LAW_2023, day("2026-05-01"), day("2026-07-01"))
    assert applicable(Law.LAW_2023, day("2026-07-01"), day("2026-07-02")).endswith("(as revised 2026)")


@pytest.mark.parametrize(
    ("on", "applicants", "representatives", "right"),
    [
        ("2026-06-30", 5, 0, True),
        ("2026-06-30", 6, 0, False),
        ("2026-06-30", 6, 1, True),
        ("2026-07-01", 10, 0, True),
        ("2026-07-01", 11, 1, False),
        ("2026-07-01", 11, 2, True),
        ("2026-07-01", 30, 5, True),
        ("2026-07-01", 30, 6, False),
    ],
)
def test_large_groups_elect_representatives(on: str, applicants: int, representatives: int, right: bool) -> None:
    assert (election_lacks(election_on(Law.LAW_2023, day(on)), applicants, representatives) == "") is right


@pytest.mark.parametrize(
    ("received_on", "columns", "ground"),
    [
        ("2026-03-02", {"matter_id": "matter.punishment"}, None),
        ("2026-03-02", {"matter_id": "matter.information_disclosure"}, "prior.disclosure"),
        ("2026-03-02", {"matter_id": "matter.inaction", "nature": "inaction"}, "prior.inaction"),
        ("2026-03-02", {"matter_id": "matter.title", "domain_id": "domain.land"}, "prior.natural_resources"),
        ("2023-03-02", {"matter_id": "matter.inaction", "nature": "inaction"}, None),
        ("2026-03-02", {"matter_id": "matter.punishment", "prior_id": "prior.on_the_spot_penalty"},
         "prior.on_the_spot_penalty"),
        ("2026-03-02", {"matter_id": "matter.information_disclosure", "prior_id": "prior.none"}, None),
    ],
)  # fmt: skip
def test_what_must_come_before_a_suit(received_on: str, columns: dict[str, str], ground: str | None) -> None:
    case = ReconsiderationCase(law=law_for(day(received_on)), received_on=day(received_on), **columns)
    prior = prior_of(case)
    assert (prior.ground if prior else None) == ground
    if prior:
        assert prior.article
        assert prior.settled is ("prior_id" in columns)


@pytest.mark.django_db
def test_who_is_competent_by_the_tree() -> None:
    organ = make.make_organ()
    government, bureau = organ.organisation, organ.office
    police = make.agency_of(organ)
    city = make.make_organisation("某市人民政府", "government")
    planning = make.make_organisation("某市规划局", "department", city)
    government.parent = city
    government.save(update_fields=["parent"])
    of = {
        "own_department": police,
        "lower_government": make.make_organisation("甲镇人民政府", "township", government),
        "dispatched_office": make.make_organisation("乙街道办事处", "street_office", government),
        "dispatched_unit": make.make_organisation("丙派出所", "other", police),
        "unit_from_above": make.make_organisation("某市规划局甲区分局", "department", planning),
        "own_bureau": bureau,
        "the_organ_itself": government,
        "elsewhere": make.make_organ("乙区").organisation,
    }
    for standing, respondent in of.items():
        judged = competence(organ, respondent, "domain.public_security", Law.LAW_2023)
        assert judged is not None
        assert (judged.standing, judged.doubtful) == (
            standing,
            standing in {"own_bureau", "the_organ_itself", "elsewhere", "unit_from_above"},
        )
    # A department of the city itself is another matter, and so is a unit in a tree that does not know the city.
    above = competence(organ, planning, "domain.public_security", Law.LAW_2023)
    assert above is not None
    assert above.standing == "elsewhere"
    unit = of["unit_from_above"]
    assert list(Organisation.objects.filter(units_from_above(organ))) == [unit]
    alone = make.make_organ("丙区")
    station = make.make_organisation("某局丙区分局", "other", make.make_organisation("某局", "department"))
    judged = competence(alone, station, "domain.public_security", Law.LAW_2023)
    assert judged is not None
    assert (judged.standing, judged.article) == ("unit_from_above", "第24条第4款")
    customs = make.make_organisation("甲区海关", "other", planning)
    customs.led_from_above = True
    led = competence(organ, customs, "domain.public_security", Law.LAW_2023)
    assert led is not None
    assert led.standing == "led_from_above"
    tax = competence(organ, police, "domain.tax", Law.LAW_2023)
    assert tax is not None
    assert tax.doubtful
    assert competence(organ, police, "domain.tax", Law.LAW_2017) is None


def test_an_application_is_kept_by_its_schema() -> None:
    said = Application(oral=True, served_on=day("2026-01-05"), longer_days=90)
    assert said.as_json() == {"oral": True, "served_on": "2026-01-05", "longer_days": 90}
    assert Application.from_json(said.as_json()) == said
    for wrong in ({"colour": "red"}, {"oral": "yes"}, {"served_on": "2026-02-30"}, {"longer_days": "90"}):
        with pytest.raises(ValueError, match=r"application|month"):
            Application.from_json(wrong)
