"""The office's ledger comes in whole: exactly the cases, duplicates and refusals that are known of it."""

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor
from accounts.models import Organ, Role
from accounts.permissions import can
from cases import ledger as cases_ledger
from cases.models import ReconsiderationCase
from cases.services import LedgerCase, enter_ledger_cases
from deadlines.models import Deadline
from dossiers.models import CaseNumber, Code, Dossier, Fact, NumberSeries, Party, TimelineEntry, TrailEntry
from notices.models import IdempotencyKey
from tests import factories as make
from tests.cases.ledgers import FILE, HEADER, TRUTH, as_file, ledger, office, read, row, workbook
from tests.shipped import load_reference
from workflow.ledger import ledgers
from workflow.ledger.ledgers import CREATED, DUPLICATE, REFUSED, RowResult
from workflow.ledger.services import import_now
from workflow.models import ImportRun

pytestmark = pytest.mark.django_db

REJECTED_ROWS = [reject["row"] for reject in TRUTH["rejects"]]


@pytest.fixture
def organ() -> Organ:
    return load_reference()


def command(*args: str, file: Path = FILE) -> Any:
    out = io.StringIO()
    call_command("import_ledger", "reconsideration", str(file), "--json", *args, stdout=out)
    (line,) = out.getvalue().splitlines()
    return json.loads(line)


def do(organ: Organ, rows: list[list[Any]], header: list[str] = HEADER) -> list[RowResult]:
    return import_now(actor=SYSTEM, ledger=ledger(), organ=organ, book=read(rows, header), preview=False)


def case_of(number: str) -> ReconsiderationCase:
    return (
        ReconsiderationCase.objects.unscoped("a test").select_related("dossier", "outcome").get(dossier__number=number)
    )


def reasons(organ: Organ, **fields: Any) -> list[str]:
    """The words (msgids) of what is wrong with one row."""
    (result,) = do(organ, [row(**fields)])
    assert result.status == REFUSED
    return [problem.words for problem in result.problems]


# --- the office's own file -------------------------------------------------------------------------------------


def test_the_ledger_gives_exactly_what_is_known_of_it(organ: Organ) -> None:
    result = command()
    assert result["created"] == TRUTH["cases"]
    assert result["duplicates"] == TRUTH["duplicates"]
    assert [refused["row"] for refused in result["refused"]] == REJECTED_ROWS
    assert all(refused["reason"] for refused in result["refused"])
    cases = ReconsiderationCase.objects.unscoped("a test")
    assert cases.count() == TRUTH["cases"]
    groups = Counter(cases.exclude(outcome=None).values_list("outcome__mapping__group", flat=True))
    assert dict(groups) == TRUTH["outcomes"]
    assert Counter(cases.values_list("matter__label_zh", flat=True)) == Counter(
        {{"行政征收": "行政征收（征用）及补偿"}.get(name, name): n for name, n in TRUTH["matters"].items()}
    )
    agencies = Counter(
        Party.objects.unscoped("a test").filter(role="respondent").values_list("organisation__name", flat=True)
    )
    assert agencies == Counter(TRUTH["by_agency"])

    # What the rows say, however they say it.
    first = case_of("黔江府复〔2016〕1号")
    assert (first.received_on, first.accepted_on, first.concluded_on) == (
        dt.date(2016, 10, 8),
        dt.date(2016, 10, 10),
        dt.date(2016, 11, 8),
    )
    assert first.outcome.pk == "outcome.uphold"
    assert first.dossier.title == "周强辉 不服 黔江区人力资源和社会保障局 工伤认定"
    group = case_of("黔江府复〔2016〕3号").dossier.parties.get(role="applicant")
    assert (group.name, group.group_size, group.kind) == ("水春", 23, "natural")
    assert case_of("黔江府复〔2016〕2号").dossier.parties.get(role="applicant").kind == "legal"
    running = case_of("黔江府复〔2022〕17号")
    assert (running.state, running.dossier.status, running.concluded_on) == ("handling", "open", None)
    assert case_of("黔江府复〔2016〕6号").sued
    # Nothing of a row is lost.
    kept = case_of("黔江府复〔2016〕6号").dossier.timeline.get(step="enter_ledger").data["row"]
    assert (kept["承办人"], kept["备注"], kept["结案日期"]) == ("承办人甲", "当事人多次来访\n需回访", " 2017-01-05\n")
    # The series goes on after the highest number.
    assert NumberSeries.objects.get(organ=organ, year=2022).last == 35
    assert CaseNumber.objects.filter(from_ledger=True).count() == TRUTH["cases"]
    entry = TrailEntry.objects.get(action="ledger.import")
    assert entry.detail == {"kind": "reconsideration", "created": 146, "duplicates": 3, "refused": 5}

    # Fed in a second time it creates nothing.
    again = command()
    assert again["created"] == 0
    assert len(again["duplicates"]) == TRUTH["cases"] + len(TRUTH["duplicates"])
    assert [refused["row"] for refused in again["refused"]] == REJECTED_ROWS
    assert cases.count() == TRUTH["cases"]


def test_a_preview_says_the_same_and_writes_nothing(organ: Organ, django_assert_max_num_queries: Any) -> None:
    watched = (
        Dossier,
        ReconsiderationCase,
        Party,
        Fact,
        TimelineEntry,
        TrailEntry,
        Deadline,
        CaseNumber,
        NumberSeries,
        ImportRun,
        IdempotencyKey,
    )

    def counted() -> list[int]:
        return [model._base_manager.order_by().values("pk").query.get_count(using="default") for model in watched]

    before = counted()
    # Names are looked up once each, not once a row.
    with django_assert_max_num_queries(200):
        result = command("--preview")
    assert (result["created"], result["duplicates"]) == (TRUTH["cases"], TRUTH["duplicates"])
    assert [refused["row"] for refused in result["refused"]] == REJECTED_ROWS
    assert counted() == before


def test_refused_rows_come_back_and_can_be_fed_in_corrected(organ: Organ, tmp_path: Path) -> None:
    back = tmp_path / "refused.xlsx"
    command("--preview", "--refused", str(back))
    book = load_workbook(back)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    assert headings[-2:] == ["原行号", "未导入原因"]
    lines = {line[-2]: line for line in sheet.iter_rows(min_row=2, values_only=True)}
    assert sorted(lines) == REJECTED_ROWS
    assert all(line[-1] for line in lines.values())
    position = {heading: place + 1 for place, heading in enumerate(headings)}
    for cells in sheet.iter_rows(min_row=2):
        number = {
            161: ("收件日期", "2019-02-28"),
            162: ("结案日期", "2018-06-01"),
            163: ("被申请人", "区应急局"),
            164: ("结案方式", "维持"),
            165: ("案号", "黔江府复〔2021〕905号"),
        }[cells[-2].value]
        sheet.cell(cells[0].row, position[number[0]], number[1])
        if cells[-2].value == 161:
            sheet.cell(cells[0].row, position["立案日期"], "2019-03-01")
    book.save(back)
    result = command(file=back)
    assert result == {"created": 5, "duplicates": [], "refused": []}


def test_without_json_the_command_tells_it_in_words(organ: Organ, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_ledger", "reconsideration", str(FILE), "--preview")
    out = capsys.readouterr().out
    assert "146" in out
    assert "黔江府复〔2021〕8号" in out
    assert "161" in out


# --- the command refuses ---------------------------------------------------------------------------------------


def test_what_the_command_cannot_take(organ: Organ, tmp_path: Path) -> None:
    def fails(*args: str) -> str:
        with pytest.raises(CommandError) as caught:
            call_command("import_ledger", *args)
        return str(caught.value)

    assert "nonsense" in fails("nonsense", str(FILE))
    assert "missing.xlsx" in fails("reconsideration", str(tmp_path / "missing.xlsx"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    assert "broken.xlsx" in fails("reconsideration", str(broken))
    assert "qianjiang-zhengfu" in fails("reconsideration", str(FILE), "--organ", "某处")
    assert not Dossier.objects.unscoped("a test").exists()


def test_the_numbers_tell_whose_ledger_it_is(organ: Organ, tmp_path: Path) -> None:
    make.make_organ("乙区")
    assert command("--preview")["created"] == TRUTH["cases"]
    for wanted in ("qianjiang-zhengfu", "黔江区人民政府", "区政府", "黔江府复", "黔江区司法局"):
        assert command("--preview", "--organ", wanted)["created"] == TRUTH["cases"]
    # Under another organ no number is of its series.
    assert command("--preview", "--organ", "乙区人民政府")["created"] == 0
    nameless = tmp_path / "nameless.xlsx"
    nameless.write_bytes(as_file(workbook([row(None)])).getvalue())
    with pytest.raises(CommandError, match="--organ"):
        command(file=nameless)


def test_nobody_but_the_office_and_the_system_imports(organ: Organ) -> None:
    assert can(SYSTEM, "case.import", organ)
    assert can(office(organ), "case.import", organ)
    assert can(office(organ, Role.DIRECTOR), "case.import", organ)
    assert not can(office(make.make_organ("乙区")), "case.import", organ)
    assert not can(office(organ, Role.ORGAN_LEADER), "case.import", organ)
    # Somebody who is not signed in has no user either.
    assert not can(Actor(user=None), "case.import", organ)


# --- another office's ledger -----------------------------------------------------------------------------------


def test_another_offices_ledger_with_other_columns_in_another_order(organ: Organ) -> None:
    other = make.make_organ("乙区")
    agency = make.make_organisation("乙区规划局", "department", other.organisation)
    header = [
        "备注",
        "处理结果",
        "审结时间",
        "受理时间",
        "收到申请时间",
        "经办人",
        "复议事项",
        "行政管理领域",
        "案由",
        "被申请机关",
        "申请人姓名（名称）",
        "案件编号",
        "主审庭室",
        "是否提起诉讼",
        "申请渠道",
    ]
    officer = make.make_user(Role.OFFICER, other.office, name="李某某")
    results = do(
        other,
        [
            ["", "撤销", 44650, "2022/3/4", "2022.3.1", "李某某", "行政处罚", "公安", "罚款决定",
             "乙区公安局、乙区规划局", "甲某、乙某", "乙区府复（2022）第１号", "一庭", "√", "网上"],
            ["", "在办", "", "20220304", "20220301", "王某某", "", "", "拆除", "乙区规划局", "某某工厂等三家",
             "乙区府复〔2022〕2号", "", "", ""],
            ["", "维持", "2022-4-1", "2022-3-4", "2022-3-1", "", "行政许可", "公安", "许可", "乙区公安局", "丙某",
             "黔江府复〔2022〕3号", "", "否", "当面"],
        ],
        header,
    )  # fmt: skip
    assert [r.status for r in results] == [CREATED, CREATED, REFUSED]
    first, second = case_of("乙区府复〔2022〕1号"), case_of("乙区府复〔2022〕2号")
    assert {p.organisation for p in first.dossier.parties.filter(role="respondent")} == {
        make.agency_of(other),
        agency,
    }
    assert [p.name for p in first.dossier.parties.filter(role="applicant")] == ["甲某", "乙某"]
    assert (first.sued, first.concluded_on, first.channel_id) == (True, dt.date(2022, 3, 30), "channel.online")
    assert (first.dossier.officer, second.dossier.officer) == (officer, None)
    kept = second.dossier.timeline.get(step="enter_ledger").data["row"]
    assert (kept["经办人"], kept["处理结果"]) == ("王某某", "在办")
    # What the ledger does not say is not guessed.
    assert {second.channel_id, second.matter_id, second.domain_id} == {
        "channel.not_recorded",
        "matter.not_recorded",
        "domain.not_recorded",
    }
    assert results[2].problems[0].params["prefix"] == "乙区府复"


# --- rows ------------------------------------------------------------------------------------------------------


def test_what_is_wrong_with_a_row_is_said_at_once_and_wholly(organ: Organ) -> None:
    assert reasons(organ, 收件日期="2019-02-30", 立案日期="昨天", 被申请人="某局", 结案方式="已阅") == [
        "%(column)s: there is no such day as “%(value)s”.",
        "%(column)s: “%(value)s” is not a date.",
        "%(column)s: no agency of this district is called “%(value)s”.",
        "%(column)s: “%(value)s” is not known.",
    ]
    missing = "%(column)s is missing."
    assert (
        reasons(organ, number=None, 收件日期=None, 申请人="/", 被申请人=" ", 事由=None, 案件类型=None) == [missing] * 5
    )
    before = "%(later)s (%(later_day)s) lies before %(earlier)s (%(earlier_day)s)."
    assert reasons(organ, 收件日期="2022-03-05") == [before]
    assert reasons(organ, 结案日期="2022-03-03") == [before]
    with timekeeping.at("2022-04-19"):
        assert reasons(organ) == ["%(column)s: %(day)s lies in the future."]


def test_a_formula_in_any_column_is_refused(organ: Organ) -> None:
    for heading in HEADER:
        if heading != "序号":
            assert reasons(organ, **{"number" if heading == "案号" else heading: "=1+1"}) == [
                "%(column)s: the cell holds a formula. Enter its value."
            ]
    # A running number is not read, so how it comes about does not matter.
    assert [r.status for r in do(organ, [row(序号="=ROW()-1")])] == [CREATED]


def test_further_contradictions_and_unknown_words(organ: Organ) -> None:
    unknown = "%(column)s: “%(value)s” is not known."
    for heading in ("收件方式", "管理类别", "案件类型", "申请人类别"):
        assert reasons(organ, **{heading: "某某"}) == [unknown]
    assert reasons(organ, 结案日期=None) == ["It has an outcome (%(outcome)s) but no day of conclusion."]
    assert reasons(organ, 结案方式="未结") == ["It has a day of conclusion (%(day)s) but no outcome."]
    assert reasons(organ, 结案日期=None, 结案方式=None, 是否起诉="是") == [
        "It is said to have been sued over, but it is not concluded."
    ]
    assert reasons(organ, 是否起诉="不清楚") == ["%(column)s: “%(value)s” is neither yes nor no."]
    assert reasons(organ, 事由="长" * 201) == ["%(column)s is longer than %(limit)s characters."]
    assert reasons(organ, 申请人="长" * 201) == ["%(column)s is longer than %(limit)s characters."]
    assert reasons(organ, 备注="#REF!") == ["%(column)s: the cell holds an error (%(value)s)."]
    assert reasons(organ, 申请人="周某等0人") == [unknown]


def test_numbers_that_are_none_of_this_office(organ: Organ) -> None:
    for number in (
        *(
            "黔江府复2022年1号",
            "渝府复〔2022〕1号",
            "黔江府复〔2022〕",
            "黔江府复〔2022〕0号",
            "黔江府复〔2099〕1号",
            "1",
        ),
        "黔江府复〔2022〕99999999999999999999号",
    ):
        (words,) = reasons(organ, number=number)
        assert "number" in words


def test_one_bad_row_never_loses_the_others(organ: Organ) -> None:
    rows = [row(f"黔江府复〔2022〕{n}号") for n in range(1, 6)]
    rows[2][HEADER.index("被申请人")] = "某局"
    assert [r.status for r in do(organ, rows)] == [CREATED, CREATED, REFUSED, CREATED, CREATED]


def test_rows_that_the_database_refuses_are_left_out_alone(organ: Organ, monkeypatch: pytest.MonkeyPatch) -> None:
    write = cases_ledger.enter_ledger_cases

    def failing(**kwargs: Any) -> Any:
        made = write(**kwargs)
        wrong = [case.pk for case in made if case.dossier.number[-3:] in {"〕2号", "〕7号", "〕8号"}]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cases_reconsiderationcase SET concluded_on = '2000-01-01' WHERE dossier_id = ANY(%s)", [wrong]
            )
        return made

    monkeypatch.setattr(cases_ledger, "enter_ledger_cases", failing)
    results = do(organ, [row(f"黔江府复〔2022〕{n}号") for n in range(1, 10)])
    assert [n for n, r in enumerate(results, start=1) if r.status == REFUSED] == [2, 7, 8]
    assert results[1].problems[0].params == {"rule": "case_concluded_after_accepted"}
    assert list(Dossier.objects.unscoped("a test").order_by("number").values_list("number", flat=True)) == [
        f"黔江府复〔2022〕{n}号" for n in (1, 3, 4, 5, 6, 9)
    ]
    assert NumberSeries.objects.get(organ=organ, year=2022).last == 9


def test_an_unforeseen_error_of_the_database_is_told_without_its_words(
    organ: Organ, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(**kwargs: Any) -> None:
        raise IntegrityError("duplicate key value violates …")

    monkeypatch.setattr(cases_ledger, "enter_ledger_cases", failing)
    (result,) = do(organ, [row()])
    assert result.reason() == "该行未能写入，其他行不受影响。"


def test_when_the_database_itself_fails_the_rows_are_not_blamed(organ: Organ, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(**kwargs: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(cases_ledger, "enter_ledger_cases", failing)
    with pytest.raises(OperationalError):
        do(organ, [row(), row("黔江府复〔2022〕2号")])


def test_a_batch_costs_the_same_statements_however_many_its_rows(organ: Organ, django_assert_num_queries: Any) -> None:
    def rows(first: int, last: int) -> list[LedgerCase]:
        book = read([row(f"黔江府复〔2022〕{n}号") for n in range(first, last + 1)])
        reader = ledger().reader(organ)
        checks = [reader.check(line) for line in book.rows]
        return [LedgerCase(number=check.number, **check.data) for check in checks]

    one, many = rows(1, 1), rows(2, 60)
    with CaptureQueriesContext(connection) as captured:
        enter_ledger_cases(actor=SYSTEM, organ=organ, rows=one)
    # Eight of them for what the cases count in figures, one for the suits that wait for a case of such a number.
    assert len(captured) <= 34
    with django_assert_num_queries(len(captured)):
        made = enter_ledger_cases(actor=SYSTEM, organ=organ, rows=many)
    assert None not in made


def test_rows_are_judged_by_what_became_of_those_above_also_across_batches(
    organ: Organ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "BATCH", 3)
    rows = [row(f"黔江府复〔2022〕{n}号") for n in (1, 2, 3, 4, 2, 5, 5, 6, 7, 1)]
    results = do(organ, rows)
    assert [r.status for r in results] == [CREATED] * 4 + [DUPLICATE, CREATED, DUPLICATE, CREATED, CREATED, DUPLICATE]
    assert [r.same_as for r in results if r.status == DUPLICATE] == [3, 7, 2]
    assert [r.row for r in results] == list(range(2, 12))
    assert Dossier.objects.unscoped("a test").count() == 7


def test_a_number_given_while_the_ledger_was_read_is_a_duplicate(organ: Organ) -> None:
    rows = [row(f"黔江府复〔2022〕{n}号") for n in (1, 2, 3)]
    reader = ledger().reader(organ)
    checked = [(line, reader.check(line)) for line in read(rows).rows]
    do(organ, rows[1:2])
    ids = ledgers.write_rows(ledger(), SYSTEM, organ, checked)
    assert [dossier_id is None for dossier_id in ids] == [False, True, False]


def test_duplicates_of_rows_and_of_cases(organ: Organ) -> None:
    wrong = row("黔江府复〔2022〕3号", 被申请人="某局")
    results = do(
        organ,
        [
            row(),
            row("黔江府复（2022）0１号", 承办人="李某"),
            row("黔江府复〔2022〕1号", 申请人="另一人"),
            wrong,
            row("黔江府复〔2022〕3号"),
        ],
    )
    assert [r.status for r in results] == [CREATED, DUPLICATE, DUPLICATE, REFUSED, CREATED]
    assert [r.same_as for r in results] == [None, 2, 2, None, None]
    # The same number on another case is pointed out, and the row comes back.
    assert [bool(r.problems) for r in results[:3]] == [False, False, True]
    again = do(organ, [row(), row("黔江府复〔2022〕1号", 收件日期="2022-03-02")])
    assert [(r.status, bool(r.dossier_id), bool(r.problems)) for r in again] == [
        (DUPLICATE, True, False),
        (DUPLICATE, True, True),
    ]


def test_applicants(organ: Organ) -> None:
    def applicants(text: str, kind: str | None = None) -> list[tuple[str, str, int]]:
        number = f"黔江府复〔2022〕{CaseNumber.objects.count() + 1}号"
        (result,) = do(organ, [row(number, 申请人=text, 申请人类别=kind)])
        assert result.status == CREATED, result.reason()
        parties = case_of(number).dossier.parties.filter(role="applicant").order_by("position")
        return [(p.name, p.kind, p.group_size) for p in parties]

    assert applicants("周 某") == [("周某", "natural", 1)]
    assert applicants("周某、李某，王某") == [("周某", "natural", 1), ("李某", "natural", 1), ("王某", "natural", 1)]
    assert applicants("周某等十二人", "公民") == [("周某", "natural", 12)]
    assert applicants("周某、李某等5名村民") == [("周某、李某", "natural", 5)]
    assert applicants("某某有限公司") == [("某某有限公司", "legal", 1)]
    assert applicants("甲、乙联合社", "其他组织") == [("甲、乙联合社", "other", 1)]


def test_officers_are_those_of_the_office_and_no_namesake(organ: Organ) -> None:
    officer = make.make_user(Role.OFFICER, organ.office, name="承办人甲")
    make.make_user(Role.OFFICER, organ.office, name="承办人乙")
    make.make_user(Role.OFFICER, organ.office, name="承办人乙")
    make.make_user(Role.OFFICER, make.make_organ("乙区").office, name="承办人丙")
    do(organ, [row(f"黔江府复〔2022〕{n}号", 承办人=f"承办人{who}") for n, who in enumerate("甲乙丙", start=1)])
    assert [case_of(f"黔江府复〔2022〕{n}号").dossier.officer for n in (1, 2, 3)] == [officer, None, None]


def test_a_ledger_with_one_of_the_two_days_means_it_by_both(organ: Organ) -> None:
    header = [heading for heading in HEADER if heading != "收件日期"]
    values = [value for heading, value in zip(HEADER, row(), strict=True) if heading != "收件日期"]
    do(organ, [values], header)
    case = case_of("黔江府复〔2022〕1号")
    assert case.received_on == case.accepted_on == dt.date(2022, 3, 4)


def test_codes_that_only_a_ledger_uses_are_marked(organ: Organ) -> None:
    keys = {"channel.not_recorded", "matter.not_recorded", "domain.not_recorded"}
    assert all(code.mapping["ledger_only"] == 1 for code in Code.objects.filter(pk__in=keys))
