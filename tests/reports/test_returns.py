"""The statistical returns: reckoned again by hand from the ledgers, their balances, and those that were reported."""

import datetime as dt
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import timekeeping
from accounts.actors import SYSTEM, Actor, actor_for
from accounts.models import Organ, Organisation, Role
from accounts.once import new_key
from dossiers.models import Code
from reports.models import ReportedReturn
from reports.periods import Period
from reports.returns.editions import KINDS, edition_on, editions
from reports.returns.reported import changes, report, sheet_of
from reports.returns.sheets import Sheet, fill
from tests import factories as make
from tests.cases.ledgers import DATA
from tests.shipped import load_reference
from workflow.ledger.ledgers import ledger_of
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

YEAR = Period(dt.date(2021, 1, 1), dt.date(2021, 12, 31))
TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))
Cells = dict[tuple[int, int], float]

# What the words of the ledger mean in the form, read by hand from its headings.
ROWS = {"公安": 1, "劳动和社会保障": 3, "民政": 5, "土地": 6, "生态环境": 8, "农业": 9, "水利": 10, "林业": 11}
ROWS |= {"房屋征补(拆迁)": 13, "市场监督管理": 15, "应急管理": 16, "交通运输": 20, "卫生健康": 36, "教育": 37}
ROWS |= {"文化和旅游": 38, "城市管理": 46, "其他": 46}
MATTERS = {"行政处罚": 0, "行政强制措施": 1, "行政征收": 2, "行政许可": 3, "行政确权": 4, "行政确认": 5}
MATTERS |= {"政府信息公开": 6, "举报投诉处理": 7, "行政不作为": 8, "其他": 9}
OUTCOMES = {"维持": 33, "予以维持": 33, "维 持": 33, "决定维持": 33, "驳回": 32, "驳回申请": 32, "驳回复议请求": 32}
OUTCOMES |= {"撤销": 35, "撤销重作": 35, "撤销并责令重作": 35, "变更": 36, "确认违法": 34, "调解": 38, "调解结案": 38}
OUTCOMES |= {"责令履行": 37, "责令限期履行": 37, "终止(撤回申请)": 39, "撤回申请终止": 39, "终止(和解)": 40, "终止": 41}
SUIT_OUTCOMES = {"驳回诉讼请求": 27, "维持原判": 28, "撤销": 29, "撤销并责令重作": 29, "确认违法": 30, "确认无效": 30}
SUIT_OUTCOMES |= {
    "责令履行法定职责": 31,
    "变更": 32,
    "驳回起诉": 34,
    "撤诉": 35,
    "撤诉(协调化解)": 35,
    "驳回再审申请": 37,
}


def text(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value or "")).strip()


def day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int) and value < 100_000:
        return dt.date(1899, 12, 30) + dt.timedelta(days=value)
    found = re.match(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})", text(value))
    return dt.date(*map(int, found.groups())) if found else None


def ledger_rows(kind: str) -> Iterator[dict[str, Any]]:
    """The sound rows of a ledger, each number once, by the headings."""
    sheet = load_workbook(DATA / f"ledger-{kind}.xlsx", read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heading = [text(cell).replace(" ", "") for cell in rows[2]]
    truth = json.loads((DATA / "ledger-truth.json").read_text(encoding="utf-8"))[kind]
    refused, seen = {each["row"] for each in truth["rejects"]}, set()
    for number, values in enumerate(rows[3:], start=4):
        row = dict(zip(heading, values, strict=True))
        key = re.sub(r"[\s()〔〕\[\]【】]", "", text(row["案号"]))
        summed = "合计" in key or "总计" in key
        if number in refused or not key or summed or key in seen:
            continue
        seen.add(key)
        yield row


def counted(found: Iterable[tuple[int, int]]) -> Cells:
    """Cells with the row of totals beside them."""
    cells: Counter[tuple[int, int]] = Counter()
    for row, column in found:
        cells[row, column] += 1
        cells[47, column] += 1
    return dict(cells)


def stock(begun: dt.date, ended: dt.date | None, period: Period) -> Iterator[str]:
    """How a case stands to a period."""
    if begun < period.first and (ended is None or ended >= period.first):
        yield "in"
    if period.first <= begun <= period.last:
        yield "new"
    if ended and period.first <= ended <= period.last:
        yield "out"
    if begun <= period.last and (ended is None or ended > period.last):
        yield "left"


def reconsiderations_by_hand(period: Period) -> Cells:
    def found() -> Iterator[tuple[int, int]]:
        for row in ledger_rows("reconsideration"):
            line = ROWS[text(row["管理类别"])]
            received, accepted, ended = (day(row[name]) for name in ("收件日期", "立案日期", "结案日期"))
            assert accepted
            if received and period.first <= received <= period.last:
                yield line, 2
            for stands in stock(accepted, ended, period):
                yield line, {"in": 1, "new": 3, "out": 31, "left": 43}[stands]
                if stands == "new":
                    town = "街道" in text(row["被申请人"]) or "镇" in text(row["被申请人"])
                    yield line, 5 if town else 6
                    yield line, 15
                    yield line, 21 + MATTERS[text(row["案件类型"])]
                if stands == "out":
                    yield line, OUTCOMES[text(row["结案方式"])]

    return counted(found())


def suits_by_hand(period: Period) -> Cells:
    """The totals of the return of litigation; the ledger of suits has no domain."""

    def found() -> Iterator[tuple[int, int]]:
        for row in ledger_rows("litigation"):
            served, judged = day(row["收到应诉通知书日期"]), day(row["裁判日期"])
            assert served
            for stands in stock(served, judged, period):
                yield 46, {"in": 1, "new": 2, "out": 26, "left": 39}[stands]
                if stands == "new":
                    yield 46, {"一审": 3, "二审": 4, "再审": 5}[text(row["审级"])]
                    yield 46, 16 + MATTERS[text(row["案件类型"])]
                if stands == "out":
                    yield 46, SUIT_OUTCOMES[text(row["裁判结果"])]

    return counted(found())


def values(sheet: Sheet, columns: Iterable[int] | None = None) -> Cells:
    """What a sheet says, without the cells that say 0."""
    wanted = set(columns or [column.number for column in sheet.edition.columns])
    found = {
        (line.number, column): sheet.value(line.number, column) for line in sheet.edition.rows for column in wanted
    }
    return {place: value for place, value in found.items() if value}


@pytest.fixture
def filled() -> Organ:
    organ = load_reference()
    for kind in ("reconsideration", "litigation"):
        with (DATA / f"ledger-{kind}.xlsx").open("rb") as file:
            book = ledger_of(kind).read(file)
            import_now(actor=SYSTEM, ledger=ledger_of(kind), organ=organ, book=book, preview=False)
    return organ


def sheet(organ: Organ, kind: str, period: Period) -> Sheet:
    edition = edition_on(kind, period.last)
    assert edition
    return fill(SYSTEM, organ, edition, period)


def test_the_forms_are_whole() -> None:
    forms = {edition.kind: edition for edition in editions()}
    assert set(forms) == set(KINDS)
    assert (len(forms["reconsideration"].rows), len(forms["reconsideration"].columns)) == (47, 45)
    assert len(forms["disclosure"].columns) == 15
    codes = dict(Code.objects.values_list("key", "mapping")) or _shipped_codes()
    known = {column.number for column in forms["reconsideration"].columns}
    for edition in forms.values():
        assert [column.number for column in edition.columns] == list(range(1, len(edition.columns) + 1))
    for key, mapping in codes.items():
        if key.startswith(("matter.", "outcome.")):
            assert int(mapping["return_column"]) in known, key
        if key.startswith("domain."):
            assert 1 <= int(mapping["return_row"]) <= 46, key
    assert edition_on("reconsideration", dt.date(2009, 12, 31)) is None


def _shipped_codes() -> dict[str, Any]:
    make.load_code_lists()
    return dict(Code.objects.values_list("key", "mapping"))


def test_the_returns_are_those_reckoned_by_hand_from_the_ledgers(filled: Organ) -> None:
    for period in (YEAR, TO_NOVEMBER):
        done = sheet(filled, "reconsideration", period)
        by_hand = reconsiderations_by_hand(period)
        assert by_hand, "the ledger has cases in the period"
        columns = {*range(1, 4), *range(5, 44)}
        assert values(done, columns) == by_hand
        assert [one for one in done.broken() if not one.balance.at_most] == []
        suits = sheet(filled, "litigation", period)
        told = suits_by_hand(period)
        columns = {1, 2, 3, 4, 5, *range(16, 40)}
        totals = {place: value for place, value in values(suits, columns).items() if place[0] == 47}
        assert totals == {place: value for place, value in told.items() if place[0] == 47}
        assert suits.broken() == []
    # Known of the ledger: 35 accepted, 29 concluded, 3 revoked; 4 lost in 2022.
    done, suits = sheet(filled, "reconsideration", TO_NOVEMBER), sheet(filled, "litigation", TO_NOVEMBER)
    assert [done.value(47, column) for column in (3, 31, 35, 43)] == [35, 29, 3, 6]
    assert suits.value(47, 40) == 4
    assert done.value(47, 4) >= done.value(47, 3)
    table = sheet(filled, "disclosure", TO_NOVEMBER)
    assert table.broken() == []
    disclosures = [row for row in ledger_rows("reconsideration") if text(row["案件类型"]) == "政府信息公开"]
    assert table.value(1, 5) == sum(
        1
        for row in disclosures
        if day(row["立案日期"]) <= TO_NOVEMBER.last
        and (day(row["结案日期"]) is None or day(row["结案日期"]) >= TO_NOVEMBER.first)
    )


def test_what_real_forms_got_wrong_holds() -> None:
    """Carried in and still open; a kind of a matter; a street office; terminated without saying why; none left out."""
    office = make.Office("甲区")
    street = make.make_organisation("甲区城东街道办事处", "street_office", office.organ.organisation)
    with timekeeping.at("2026-03-02"):
        old = office.heard(applicant="吴某")
        fine = make.make_case(
            office.organ,
            actor=office.officer,
            respondents=[street],
            matter=Code.objects.get(pk="matter.punishment_fine"),
        )
        office.accept(fine)
    april, march = (
        Period(dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
        Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
    )
    first, then = sheet(office.organ, "reconsideration", march), sheet(office.organ, "reconsideration", april)
    assert (first.value(47, 3), first.value(47, 43)) == (2, 2)
    assert (first.value(47, 5), first.value(47, 6), first.value(47, 7)) == (1, 1, 0)
    assert first.value(47, 21) == sum(1 for case in (old, fine) if case.matter_id.startswith("matter.punishment"))
    assert (then.value(47, 1), then.value(47, 3), then.value(47, 43)) == (2, 0, 2)
    assert first.broken() == then.broken() == []
    assert sorted(then.cases(47, 1)) == sorted([old.pk, fine.pk])


@pytest.mark.usefixtures("english")
def test_a_return_that_was_reported_stays_and_later_changes_stand_beside_it(office: make.Office) -> None:
    with timekeeping.at("2026-03-02"):
        case, other = office.heard(), office.heard(applicant="吴某")
    march = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    edition = edition_on("reconsideration", march.last)
    assert edition
    with timekeeping.at("2026-04-02"):
        with pytest.raises(PermissionDenied):
            report(actor=office.officer, organ=office.organ, edition=edition, period=march)
        kept = report(actor=office.director, organ=office.organ, edition=edition, period=march, note="一季度")
        then = sheet_of(kept)
        assert values(then) == values(sheet(office.organ, "reconsideration", march))
        assert list(changes(then, sheet(office.organ, "reconsideration", march))) == []
        for change in ("UPDATE", "DELETE"):
            rows = ReportedReturn.objects.filter(pk=kept.pk)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(note="x") if change == "UPDATE" else rows.delete()
    with timekeeping.at("2026-04-10"):
        office.approved(other, "void", reason="重复登记")
    now = sheet(office.organ, "reconsideration", march)
    differing = {(one.row, one.column): one for one in changes(then, now)}
    row = next(row for row, column in differing if column == 3)
    assert (differing[row, 3].then, differing[row, 3].now, differing[row, 3].went) == (2, 1, (other.pk,))
    client = Client()
    client.force_login(office.director.user)
    page = client.get(reverse("reports:reported", args=[kept.pk])).content.decode()
    assert "2 → 1" in page
    assert str(other.dossier.number or "") in page
    again = report(actor=office.director, organ=office.organ, edition=edition, period=march)
    assert (kept.version, again.version, sheet_of(again).value(47, 3), sheet_of(kept).value(47, 3)) == (1, 2, 1, 2)
    assert case.pk in sheet_of(again).cases(47, 3)


@pytest.mark.usefixtures("english")
def test_the_page_opens_every_cell_reports_once_and_exports_the_form(office: make.Office) -> None:
    with timekeeping.at("2026-03-02"):
        case = office.heard()
    given = {"from": "2026-01-01", "to": "2026-12-31", "organ": office.organ.pk}
    director = Client()
    director.force_login(office.director.user)
    for kind in KINDS:
        page = director.get(reverse(f"reports:return-{kind}"), given)
        assert page.status_code == 200
        for line in page.context["lines"]:
            for cell in line["cells"]:
                if cell["url"]:
                    behind = director.get(cell["url"])
                    assert behind.context["value"] == cell["value"]
                    assert behind.context["page"].count == len({case.pk})
    page = director.get(reverse("reports:return-reconsideration"), given)
    assert any(cell["url"] for line in page.context["lines"] for cell in line["cells"])
    for wrong in ({"row": "99", "column": "3"}, {"row": "47", "column": "46"}, {"row": "x"}, {}):
        assert director.get(reverse("reports:return-reconsideration-cases"), given | wrong).status_code == 404
    answer = director.get(reverse("reports:return-reconsideration-workbook"), given)
    book = load_workbook(io.BytesIO(answer.content)).active
    assert book.cell(1, 1).value == "行政复议案件统计报表"
    assert book.cell(6 + 46, 1 + 3).value == 1
    assert {str(merged) for merged in book.merged_cells.ranges} >= {"A3:A4", "F3:N3"}
    sent = {**given, "once_key": new_key(), "note": ""}
    action = reverse("reports:return-report", args=["reconsideration"])
    first, second = (director.post(action, sent) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert ReportedReturn.objects.count() == 1
    officer = Client()
    officer.force_login(office.officer.user)
    assert officer.post(action, sent | {"once_key": new_key()}).status_code == 403
    assert officer.get(first["Location"]).status_code == 200
    stranger = Client()
    stranger.force_login(make.Office("乙区").director.user)
    for name in ("reported", "reported-cases", "reported-workbook"):
        address = reverse(f"reports:{name}", args=[ReportedReturn.objects.get().pk])
        assert stranger.get(address, {"row": 47, "column": 3}).status_code == 404


def test_the_same_queries_for_few_cases_and_many(office: make.Office, django_assert_max_num_queries: Any) -> None:
    with timekeeping.at("2026-03-02"):
        for name in ("吴某", "郑某", "王某"):
            office.heard(applicant=name)
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    with django_assert_max_num_queries(12):
        assert sheet(office.organ, "reconsideration", year).value(47, 3) == 3


def _leader(organ: Organ) -> Actor:
    place: Organisation = organ.organisation
    return actor_for(make.make_user(Role.LEADERSHIP, place))


def test_leaders_read_returns_and_report_none(office: make.Office) -> None:
    client = Client()
    client.force_login(_leader(office.organ).user)
    page = client.get(reverse("reports:return-reconsideration"))
    assert page.status_code == 200
    assert "report_form" not in page.context
