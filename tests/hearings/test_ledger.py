"""The ledger of lawsuits comes in whole: exactly the cases, duplicates and refusals that are known of it."""

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, Organisation, Role
from deadlines.models import Deadline
from dossiers.models import Dossier, DossierAccess, DossierLink, TrailEntry
from hearings.models import Appearance, Defendant, Lawsuit, Sitting, SittingCase
from hearings.rates import Joint, Reading, rate
from hearings.units import units_of
from reports.evaluating import evaluate
from reports.periods import Period
from tests import factories as make
from tests.cases import ledgers as reconsideration
from tests.cases.ledgers import DATA, as_file, workbook
from tests.factories import browser, make_user
from tests.shipped import load_reference
from workflow.ledger.ledgers import CREATED, DUPLICATE, REFUSED, RowResult, ledger_of
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

FILE = DATA / "ledger-litigation.xlsx"
TRUTH = json.loads((DATA / "ledger-truth.json").read_text(encoding="utf-8"))["litigation"]
HEADER = [
    *("序号", "案号", "审级", "原告", "被告", "案由", "案件类型", "审理法院", "收到应诉通知书日期", "开庭日期"),
    *("负责人是否出庭", "出庭负责人职务", "裁判日期", "裁判结果", "是否败诉", "复议案号", "备注"),
]
NUMBER = "（2022）渝0114行初12号"


def year(number: int | str) -> Period:
    return Period(dt.date(int(number), 1, 1), dt.date(int(number), 12, 31))


@pytest.fixture
def organ() -> Organ:
    return load_reference()


def row(number: str = NUMBER, **fields: Any) -> list[Any]:
    """A sound row in the order of HEADER; `fields` go by the heading."""
    values: dict[str, Any] = {
        "序号": 1,
        "案号": number,
        "审级": "一审",
        "原告": "周某",
        "被告": "黔江区公安局",
        "案由": "罚款决定",
        "案件类型": "行政处罚",
        "审理法院": "黔江区人民法院",
        "收到应诉通知书日期": "2022-03-01",
        "开庭日期": "2022-04-12",
        "负责人是否出庭": "是",
        "出庭负责人职务": "分管负责人",
        "裁判日期": "2022-05-20",
        "裁判结果": "驳回诉讼请求",
        "是否败诉": "否",
        "复议案号": None,
        "备注": None,
    }
    assert set(fields) <= set(values)
    return list((values | fields).values())


def do(organ: Organ, *rows: list[Any], header: list[str] = HEADER) -> list[RowResult]:
    ledger = ledger_of("litigation")
    book = ledger.read(as_file(workbook(rows, header)))
    return import_now(actor=SYSTEM, ledger=ledger, organ=organ, book=book, preview=False)


def reasons(organ: Organ, **fields: Any) -> list[str]:
    """The words (msgids) of what is wrong with one row."""
    (result,) = do(organ, row(**fields))
    assert result.status == REFUSED
    return [problem.words for problem in result.problems]


def suit_of(number: str = NUMBER) -> Lawsuit:
    return Lawsuit.objects.unscoped("a test").select_related("dossier", "outcome").get(dossier__number=number)


def command(*args: str, file: Path = FILE) -> Any:
    out = io.StringIO()
    call_command("import_ledger", "litigation", str(file), "--json", *args, stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def reader(organ: Organ) -> Actor:
    return actor_for(make.make_user(Role.LEADERSHIP, organ.organisation))


# --- the office's own file -------------------------------------------------------------------------------------


def test_the_ledger_gives_exactly_what_is_known_of_it(organ: Organ) -> None:
    preview = command("--preview")
    assert not Dossier.objects.unscoped("a test").exists()
    result = command()
    assert preview == result
    assert result["created"] == TRUTH["cases"]
    assert result["duplicates"] == TRUTH["duplicates"]
    assert [refused["row"] for refused in result["refused"]] == [reject["row"] for reject in TRUTH["rejects"]]
    assert all(refused["reason"] for refused in result["refused"])
    assert "是否败诉填为“败诉”，与裁判结果“驳回诉讼请求”矛盾。" in result["refused"][-1]["reason"]

    suits = Lawsuit.objects.unscoped("a test")
    instances = Counter(suits.values_list("instance__code", flat=True))
    assert instances == {
        "first": TRUTH["instances"]["一审"],
        "second": TRUTH["instances"]["二审"],
        "retrial_review": TRUTH["instances"]["再审"],
    }
    # What the rows say, however they say it.
    joint = suit_of("（2016）渝0114行初15号")
    first, second = joint.defendants.select_related("organisation", "standing").order_by("position")
    assert (first.organisation.name, first.standing.code, first.designation) == (
        "黔江区人民政府",
        "joint",
        "designated",
    )
    assert (second.organisation.name, second.standing.code, second.designation) == (
        "黔江区市场监督管理局",
        "original",
        "released",
    )
    assert (joint.government, joint.reconsidered, joint.reconsideration_number) == (True, True, "黔江府复〔2016〕9号")
    changed = suit_of("（2016）渝04行终11号")
    assert (changed.outcome.code, changed.lost, changed.heard_on) == ("modified", True, dt.date(2016, 9, 29))
    came = Appearance.objects.unscoped("a test").get(case__lawsuit=changed)
    assert (came.came.code, came.rank, came.present) == ("principal", "principal", True)
    group = suit_of("（2016）渝0114行初18号").dossier.parties.get(role="applicant")
    assert (group.name, group.group_size) == ("王龙文", 12)
    # Nothing of a row is lost, and the court reaches its cases.
    kept = joint.dossier.timeline.get(step="enter_ledger").data["row"]
    assert (kept["审理法院"], kept["复议案号"]) == ("黔江区人民法院", "黔江府复〔2016〕9号")
    court = Organisation.objects.get(name="黔江区人民法院")
    assert DossierAccess.objects.filter(dossier=joint.dossier, audience="court", organisation=court).exists()
    assert not Deadline.objects.unscoped("a test").exists()
    entry = TrailEntry.objects.get(action="ledger.import")
    assert entry.detail == {"kind": "litigation", "created": 666, "duplicates": 4, "refused": 5}

    _figures_are_those_known(organ)
    _the_page_shows_them(organ)

    again = command()
    assert again["created"] == 0
    assert len(again["duplicates"]) == TRUTH["cases"] + len(TRUTH["duplicates"])
    assert suits.count() == TRUTH["cases"]


def _figures_are_those_known(organ: Organ) -> None:
    """By the indicators, which tests/reports proves against a plain reckoning; here against what is known."""

    def by_year(*ids: str) -> dict[str, list[float]]:
        rows = evaluate(SYSTEM, organ, Period(dt.date(2016, 1, 1), dt.date(2022, 12, 31)), only=ids, by="year")
        return {row.key: [one.numerator for one in rows if one.key == row.key] for row in rows}

    assert {y: row[0] for y, row in by_year("suits").items()} == TRUTH["served_by_year"]
    assert by_year("suits_concluded", "lost_rate") == TRUTH["concluded_and_lost_by_year_of_judgment"]
    assert by_year("suits_heard", "appearance_rate") == TRUTH["heard_and_head_appeared_by_year_of_hearing"]
    own, after = TRUTH["2022_government"], TRUTH["2022_after_reconsideration"]
    ids = ("suits", "suits_concluded", "coordinated_rate", "suits_heard", "appearance_rate", "lost_rate")
    of_government = evaluate(SYSTEM, organ, year(2022), only=ids, by="government")
    assert [row.numerator for row in of_government if row.key == "true"] == list(own.values())
    reconsidered = evaluate(SYSTEM, organ, year(2022), only=("suits", "lost_rate"), by="reconsidered")
    assert [row.numerator for row in reconsidered if row.key == "true"] == [after["served"], after["lost"]]
    whole = evaluate(SYSTEM, organ, Period(dt.date(2016, 1, 1), dt.date(2022, 12, 31)), only=["suits"], by="stage")
    assert {row.key: row.numerator for row in whole} == dict(
        zip(("first", "second", "retrial"), TRUTH["instances"].values(), strict=True)
    )
    # The rate by units says the same, year by year, whatever is said of joint defendants who were not named first.
    with CaptureQueriesContext(connection) as asked:
        units = units_of(Lawsuit.objects.unscoped("a test").standing())
    assert len(asked) == 4
    for y, (heard, present) in TRUTH["heard_and_head_appeared_by_year_of_hearing"].items():
        found = rate(units, Reading(), lambda day, y=y: day.year == int(y))
        assert (found.numerator, found.denominator, found.unknown) == (present, heard, 0)
    each = rate(units, Reading(joint=Joint.EACH))
    assert each.unknown == each.denominator - rate(units, Reading()).denominator > 0


def _the_page_shows_them(organ: Organ) -> None:
    """The same on the page of figures, as numbers in its tables: by year, and the parts of a period."""
    client = browser(actor_for(make_user(Role.LEADERSHIP, organ.organisation)))

    def shown(first: str, last: str, table: str) -> dict[str, list[float]]:
        answer = client.get(reverse("reports:litigation"), {"from": first, "to": last})
        content = answer.content.decode()
        found = {}
        for row in answer.context[table]["rows"]:
            name, *cells = row["cells"]
            found[str(name["value"] if isinstance(name, dict) else name)] = [cell["value"] for cell in cells]
            assert all(f">{cell['value']}</a>" in content for cell in cells if cell["value"])
        return found

    years = shown("2022-01-01", "2022-12-31", "years")
    judged, heard = (
        TRUTH[name] for name in ("concluded_and_lost_by_year_of_judgment", "heard_and_head_appeared_by_year_of_hearing")
    )
    for y, served in TRUTH["served_by_year"].items():
        assert years[f"{y}年"] == [served, *judged[y], *heard[y]], y
    parts = shown("2022-01-01", "2022-12-31", "parts")
    own, after = TRUTH["2022_government"], TRUTH["2022_after_reconsideration"]
    suits, concluded, lost, coordinated, in_court, present = parts["以本级政府为被告的案件"]
    assert [suits, concluded, coordinated, in_court, present, lost] == list(own.values())
    assert [parts["经过行政复议"][0], parts["经过行政复议"][2]] == [after["served"], after["lost"]]
    whole = shown("2016-01-01", "2022-12-31", "parts")
    assert [whole[name][0] for name in ("一审", "二审", "再审")] == list(TRUTH["instances"].values())


# --- single rows -----------------------------------------------------------------------------------------------


def test_one_number_in_every_form_is_one_case(organ: Organ) -> None:
    (first,) = do(organ, row("(2022)渝0114行初12号"))
    assert first.status == CREATED
    for form in ("（２０２２）渝０１１４行初１２号", "〔2022〕渝0114行初012号", " (2022) 渝0114 行初 12 号"):
        (again,) = do(organ, row(form))
        assert (again.status, again.dossier_id, again.problems) == (DUPLICATE, first.dossier_id, [])
    (other,) = do(organ, row(原告="吴某"))
    assert other.status == DUPLICATE
    assert other.problems
    assert suit_of().dossier.number == NUMBER


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"案号": "渝府复〔2022〕1号"}, "%(column)s: %(words)s"),
        ({"案号": "（2099）渝0114行初1号"}, "%(column)s: %(words)s"),
        ({"审级": "四审"}, "%(column)s: “%(value)s” is not known."),
        ({"审级": "二审"}, "%(column)s: “%(value)s” does not fit the case number %(number)s."),
        ({"原告": None}, "%(column)s is missing."),
        ({"被告": "某某指挥部"}, "%(column)s: no agency of this district is called “%(value)s”."),
        ({"审理法院": "某某法院"}, "%(column)s: “%(value)s” is not known."),
        ({"审理法院": None}, "%(column)s is missing."),
        ({"收到应诉通知书日期": "去年底"}, "%(column)s: “%(value)s” is not a date."),
        ({"收到应诉通知书日期": None}, "%(column)s is missing."),
        ({"裁判日期": "2022-02-01", "开庭日期": None, "负责人是否出庭": None}, "%(later)s (%(later_day)s) lies before"),
        ({"开庭日期": "2022-02-01"}, "%(later)s (%(later_day)s) lies before"),
        ({"裁判结果": "不知道"}, "%(column)s: “%(value)s” is not known."),
        ({"裁判结果": None, "是否败诉": None}, "It has a day of judgment (%(day)s) but no outcome."),
        ({"裁判日期": None}, "It has an outcome (%(outcome)s) but no day of judgment."),
        ({"是否败诉": "败诉"}, "%(column)s says “%(value)s”, but the outcome is %(outcome)s."),
        ({"裁判结果": "撤销"}, "%(column)s says “%(value)s”, but the outcome is %(outcome)s."),
        ({"是否败诉": "也许"}, "%(column)s: “%(value)s” is neither yes nor no."),
        ({"负责人是否出庭": "可能"}, "%(column)s: “%(value)s” is neither yes nor no."),
        ({"开庭日期": None}, "A head is said to have appeared, but there is no day of hearing."),
        (
            {"裁判结果": "未结", "裁判日期": None, "是否败诉": "是"},
            "%(column)s says “%(value)s”, but the case is not judged.",
        ),
        ({"案件类型": "不存在的类型"}, "%(column)s: “%(value)s” is not known."),
    ],
)
def test_a_row_is_refused_with_its_reason(organ: Organ, fields: dict[str, Any], words: str) -> None:
    number = {"number": fields.pop("案号")} if "案号" in fields else {}
    assert reasons(organ, **number, **fields)[0].startswith(words)


def test_a_running_case_has_neither_day_nor_outcome(organ: Organ) -> None:
    running = {"裁判结果": "未结", "裁判日期": None, "是否败诉": None}
    do(organ, row(**running), row("（2022）渝0114行初13号", **running | {"开庭日期": None, "负责人是否出庭": None}))
    heard, served = suit_of(), suit_of("（2022）渝0114行初13号")
    assert (heard.state, heard.dossier.status, heard.lost) == ("trial", "open", None)
    assert (served.state, served.trial, served.heard_on) == ("answering", "", None)
    assert not Sitting.objects.unscoped("a test").filter(cases__lawsuit=served).exists()


@pytest.mark.parametrize(
    ("present", "post", "came", "rank"),
    [
        ("√", "主要负责人", "principal", "principal"),
        ("出庭", "分管负责人", "in_charge", "in_charge"),
        ("是", "副职负责人", "deputy", "deputy"),
        ("是", None, "head", ""),
        ("未出庭", None, "no_head", ""),
        ("×", None, "no_head", ""),
    ],
)
def test_who_came(organ: Organ, present: str, post: str | None, came: str, rank: str) -> None:
    do(organ, row(负责人是否出庭=present, 出庭负责人职务=post))
    (found,) = Appearance.objects.unscoped("a test").select_related("came")
    assert (found.came.code, found.rank, found.present) == (came, rank, came != "no_head")
    facts = {fact.kind: fact.value for fact in suit_of().dossier.facts.all()}
    assert facts["appearance_confirmed"]["present"] is (came != "no_head")


def test_nothing_said_of_the_head_is_not_known(organ: Organ) -> None:
    do(organ, row(负责人是否出庭=None, 出庭负责人职务=None))
    assert not Appearance.objects.unscoped("a test").exists()
    found = rate(units_of(Lawsuit.objects.visible_to(reader(organ))), Reading())
    assert (found.numerator, found.denominator, found.unknown) == (0, 1, 1)


def test_an_old_judgment_counts_as_effective_on_its_day(organ: Organ) -> None:
    do(organ, row(裁判结果="撤销并责令重作", 是否败诉="是"))
    suit = suit_of()
    assert (suit.effective_on, suit.state, suit.lost) == (dt.date(2022, 5, 20), "closed", True)
    (defendant,) = suit.defendants.all()
    assert (defendant.lost, defendant.lost_as_typed, defendant.outcome.code) == (True, True, "revoked_redo")


def test_the_reconsideration_case_behind_it_is_linked_in_whatever_form_it_is_typed(organ: Organ) -> None:
    behind = reconsideration.read([reconsideration.row("黔江府复〔2022〕13号")])
    import_now(actor=SYSTEM, ledger=ledger_of("reconsideration"), organ=organ, book=behind, preview=False)
    do(organ, row(复议案号="黔江府复[2022]第013号", 被告="区政府、区公安局"))
    (link,) = DossierLink.objects.unscoped("a test").select_related("other")
    assert (link.dossier_id, link.kind, link.other.number) == (suit_of().pk, "sued", "黔江府复〔2022〕13号")
    assert {d.standing.code for d in Defendant.objects.unscoped("a test").select_related("standing")} == {
        "joint",
        "original",
    }


def test_columns_in_another_order_and_under_other_names(organ: Organ) -> None:
    header = [
        "原告名称",
        "被诉行政机关",
        "诉讼案号",
        "应诉通知书送达日期",
        "被诉行政行为",
        "法院",
        "判决结果",
        "判决日期",
    ]
    values = ["周某", "区公安局", "(2022)渝0114行初12号", "2022.3.1", "罚款决定", "区法院", "驳回起诉", "2022年5月20日"]
    (result,) = do(organ, values, header=header)
    assert result.status == CREATED
    suit = suit_of()
    assert (suit.instance_id, suit.matter_id, suit.outcome.code) == (
        "suit_instance.first",
        "matter.not_recorded",
        "rejected",
    )


def test_the_ledger_tells_by_its_agencies_whose_it_is(organ: Organ) -> None:
    make.make_organ("乙区")
    file = as_file(workbook([row()], HEADER))
    assert ledger_of("litigation").organ_of(ledger_of("litigation").read(file)) == organ
    stranger = as_file(workbook([row(被告="某某指挥部")], HEADER))
    assert ledger_of("litigation").organ_of(ledger_of("litigation").read(stranger)) is None


def test_a_batch_costs_the_same_for_any_number_of_rows(organ: Organ) -> None:
    def cost(first: int, number: int) -> int:
        rows = [row(f"（2022）渝0114行初{first + place}号") for place in range(number)]
        with CaptureQueriesContext(connection) as asked:
            assert {result.status for result in do(organ, *rows)} == {CREATED}
        return len(asked)

    assert cost(1000, 40) - cost(2000, 2) <= 2


def test_who_may_not_import_does_not(organ: Organ) -> None:
    with timekeeping.at("2022-11-22"):
        ledger = ledger_of("litigation")
        book = ledger.read(as_file(workbook([row()], HEADER)))
        other = make.make_organ("乙区")
        with pytest.raises(PermissionDenied, match=r"suit\.import"):
            import_now(actor=make.make_actor(Role.OFFICER, other), ledger=ledger, organ=organ, book=book, preview=False)
    assert not SittingCase.objects.unscoped("a test").exists()
