"""The data file of clocks: complete, in force by date, and refused with row and column where it is wrong."""

import csv
import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from deadlines.engine import UNLIMITED, Clock, DataError, Rule, UnknownClock, clocks, load_clocks
from deadlines.engine.calendar import DATA
from deadlines.engine.citations import LAWS, cite, law_of

# The periods on which the data file stands, those of the house with them: their number, and the digest of their
# identifiers in order.
PROVISIONS = 165
PROVISIONS_DIGEST = "576533e742581a98f9c839f54c5512d06a46ed16a1d32e6e84113dfb187876f8"


def all_rows() -> list[Rule]:
    book = clocks()
    return [*book.values(), *book.rules.values()]


def test_every_provision_is_there_once() -> None:
    book = clocks()
    ids = sorted(
        [clock.id for clock in book.values() if not clock.variant_of and clock.unit != "as_set"] + list(book.rules)
    )
    assert len(ids) == PROVISIONS
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest() == PROVISIONS_DIGEST
    assert not set(book) & set(book.rules)


def test_every_row_has_its_article_and_clause() -> None:
    for row in all_rows():
        assert law_of(row.citation) in LAWS, row.id
        assert "第" in cite(row.citation), row.id
        assert row.key_clause, row.id
        assert row.readings or not isinstance(row, Clock) or row.unit in ("same_day", "fixed_date", "working_day")


def test_every_citation_of_a_law_that_is_known() -> None:
    for clock in clocks().values():
        for citations in (
            clock.start_citation,
            clock.roll_citation,
            clock.extension_citation,
            clock.pause_citation,
        ):
            for citation in filter(None, citations.split(";")):
                assert law_of(citation) in LAWS, (clock.id, citation)
        assert bool(clock.roll_citation) == clock.rolls, clock.id
        assert bool(clock.extension_citation) == (clock.extendable is not None), clock.id


def test_lengths_and_units_of_rows_that_state_several() -> None:
    book = clocks()
    expected = {
        "tj_online_30_15_7": (30, "calendar_day"),
        "tj_online_30d": (30, "calendar_day"),
        "tj_online_15d": (15, "calendar_day"),
        "tj_online_7d": (7, "calendar_day"),
        "tj_entrust_15_7d": (15, "calendar_day"),
        "tj_entrust_15d": (15, "calendar_day"),
        "tj_entrust_7d": (7, "calendar_day"),
        "fy17_norm_30_7_60": (30, "calendar_day"),
        "fy17_norm_30d": (30, "calendar_day"),
        "fy17_norm_7wd": (7, "working_day"),
        "fy17_norm_60d": (60, "calendar_day"),
        "fy17_jurisdiction_10_10d": (10, "calendar_day"),
        "fy17_jurisdiction_agree_10d": (10, "calendar_day"),
        "fy17_jurisdiction_designate_10d": (10, "calendar_day"),
        "xs_sue_fy_not_informed": (15, "calendar_day"),
        "xs_sue_fy_not_informed_15d": (15, "calendar_day"),
        "xs_sue_fy_not_informed_cap_1y": (1, "year"),
        "xs_evidence_simplified_15d": (15, "calendar_day"),
        "jy_governance_2m": (2, "month"),
        "fy_escalate_restart": (60, "calendar_day"),
        "fy_extend_30d": (60, "calendar_day"),
        "fy_deemed_acceptance": (5, "working_day"),
        "fy17_supplement_notice_5d": (5, "working_day"),
        "fy17_reply_10d": (10, "calendar_day"),
        "sv_mail": (0, "same_day"),
        "gk_annual_report_dept": (0, "fixed_date"),
    }
    assert {name: (book[name].length, book[name].unit) for name in expected} == expected


def test_clocks_keep_the_law_s_own_number() -> None:
    """A clock whose provision states a plain number of days, months or years has that number."""
    units = {
        "自然日": "calendar_day",
        "工作日": "working_day",
        "月": "month",
        "年": "year",
        "当日": "same_day",
    }
    for clock in clocks().values():
        if clock.source_length.isdigit() and clock.source_unit in units and not clock.variant_of:
            assert (clock.length, clock.unit) == (int(clock.source_length), units[clock.source_unit]), clock.id


def test_extensions_that_the_law_gives() -> None:
    book = clocks()
    thirty = {clock.id for clock in book.values() if clock.extendable == 30}
    assert thirty == {
        *("fy_decide_60d", "fy_extend_30d", "fy_convert_to_ordinary", "fy_escalate_restart"),
        *("fy17_decide_60d", "fy17_extend_30d"),
        # A new decision after the first was set aside takes the period of the law by analogy.
        *("fy_anew_60d", "fy17_anew_60d"),
        # The plan of the centre allows one extension too.
        "dc_house_overall",
    }
    assert book["gk_reply_20wd"].extendable == 20
    assert book["fy_supplement_submit_10wd"].extendable == UNLIMITED
    assert book["fy_decide_30d_simplified"].extendable is None


def test_a_rule_is_no_clock_and_says_so() -> None:
    with pytest.raises(UnknownClock, match=r"fy_suspend states no period that can be reckoned: 中止审理"):
        clocks()["fy_suspend"]
    with pytest.raises(UnknownClock, match="There is no clock 'fy_decide_61d'"):
        clocks()["fy_decide_61d"]
    assert "fy_suspend" not in clocks()
    assert clocks().get("fy_suspend") is None


def test_provisions_in_force_by_date() -> None:
    book = clocks()
    assert book["fy17_decide_60d"].in_force_on(dt.date(2023, 12, 31))
    assert not book["fy17_decide_60d"].in_force_on(dt.date(2024, 1, 1))
    assert not book["fy_decide_60d"].in_force_on(dt.date(2023, 12, 31))
    assert book["fy_decide_60d"].in_force_on(dt.date(2024, 1, 1))
    assert book["t07_redo_60d"].in_force_on(dt.date(2026, 6, 30))
    assert book["fy_redo_60d"].in_force_on(dt.date(2026, 7, 1))


def change(**cells: str) -> Callable[[dict[str, str]], None]:
    return lambda row: row.update(cells)


@pytest.mark.parametrize(
    ("clock_id", "cells", "complaint"),
    [
        ("fy_decide_60d", {"unit": "天"}, "column unit: '天' is not known; known are 自然日"),
        ("fy_decide_60d", {"length": "六十"}, "column length: '六十' is not a whole number"),
        ("fy_decide_60d", {"length": "0"}, "column length: '0' is not a whole number of at least 1"),
        ("fy_decide_60d", {"effective_from": "2024-02-30"}, "column effective_from: '2024-02-30' is not a date"),
        ("fy_decide_60d", {"effective_from": ""}, "column effective_from: must not be empty"),
        ("fy_decide_60d", {"effective_to": "2023-12-31"}, "column effective_to: 2023-12-31 is before"),
        ("fy_decide_60d", {"id": "fy_review_5wd"}, "column id: fy_review_5wd stands there twice"),
        ("fy_decide_60d", {"id": "复议"}, "column id: '复议' may hold only"),
        ("fy_decide_60d", {"rolls": "yes"}, "column rolls: 'yes' is not known"),
        ("fy_review_5wd", {"rolls": "是"}, "column rolls: only a forward period"),
        ("fy_decide_60d", {"readings": "R2;R77"}, "column readings: 'R77' is not known"),
        ("fy_decide_60d", {"citation": ""}, "column citation: must not be empty"),
        ("fy_decide_60d", {"default_extension": "31"}, "column default_extension: is more than"),
        ("fy_reply_10wd", {"default_extension": "1"}, "column default_extension: is more than"),
        ("fy_decide_60d", {"kind": "期间"}, "column kind: '期间' is not known"),
        ("fy_suspend", {"length": "5"}, "column length: must be empty where kind is 规则"),
        ("xs_first_instance_6m", {"direction": "倒算"}, "column direction: only a period"),
        ("gk_annual_report_dept", {"length": "01-31"}, "column length: '01-31' is not a day of the year"),
        ("gk_annual_report_dept", {"length": "每年2月29日"}, "is not a day of every year"),
        ("sv_mail", {"length": "1"}, "column length: must be 0"),
        ("sv_mail", {"pause": "中止"}, "column pause: must be 不适用"),
        ("ct_court_notice_3d_before", {"max_extension": "3"}, "column max_extension: must be empty"),
        ("tj_online_7d", {"variant_of": "tj_offline"}, "column variant_of: there is no row 'tj_offline'"),
    ],
)
def test_a_wrong_cell_is_refused(tmp_path: Path, clock_id: str, cells: dict[str, str], complaint: str) -> None:
    with (DATA / "clocks.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    names = [heading.split()[0] for heading in rows[0]]
    line = next(n for n, row in enumerate(rows) if row[0] == clock_id)
    for name, value in cells.items():
        rows[line][names.index(name)] = value
    path = tmp_path / "clocks.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    with pytest.raises(DataError) as caught:
        load_clocks(path)
    assert complaint in str(caught.value)
    assert "clocks.csv, line " in str(caught.value)


def test_a_missing_or_unknown_column_is_named(tmp_path: Path) -> None:
    text = (DATA / "clocks.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "clocks.csv"
    path.write_text(text.replace("unit 单位", "units 单位", 1), encoding="utf-8")
    with pytest.raises(DataError, match="column unit is missing"):
        load_clocks(path)
    path.write_text(text.replace("reading_note 读法说明", "reading_note 读法说明,more", 1), encoding="utf-8")
    with pytest.raises(DataError, match="columns instead of"):
        load_clocks(path)


@pytest.mark.parametrize(
    ("citation", "chinese", "english"),
    [
        ("行政复议法(2023修订) 62①", "复议法第62条第1款", "Administrative Reconsideration Law art. 62(1)"),
        ("行政复议法(2023修订) 41(五)", "复议法第41条第5项", "Administrative Reconsideration Law art. 41, item 5"),
        (
            "行政复议法(2023修订) 31③→30",
            "复议法第31条第3款、第30条",
            "Administrative Reconsideration Law arts. 31(3), 30",
        ),
        (
            "国家赔偿法(2012修正) 13②③",
            "国家赔偿法第13条第2款、第3款",
            "State Compensation Law art. 13(2) and (3)",
        ),
        (
            "起诉期限解释 法释〔2026〕3号 4①(三)",
            "起诉期限解释第4条第1款第3项",
            "Interpretation on Periods for Suing art. 4(1), item 3",
        ),
        ("某新法 3", "某新法第3条", "某新法 art. 3"),
        ("某新法", "某新法", "某新法"),
    ],
)
def test_citations_in_words(citation: str, chinese: str, english: str) -> None:
    assert cite(citation) == chinese
    assert cite(citation, "en") == english
