"""The building blocks render what they are given, escaped, and say it in words as well as in colour."""

import datetime as dt

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from accounts import timekeeping
from accounts.paging import Page
from accounts.wording import due_words

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.at("2026-11-22"), translation.override("zh-hans"):
        yield


def component(name: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/?{query}")
    return render_to_string(f"components/{name}.html", context | {"request": request})


def clock(due_on: dt.date, **more: object) -> dict[str, object]:
    tone, words = due_words(due_on, timekeeping.today())
    return {"title": "作出复议决定", "owner": "承办人", "tone": tone, "words": words, "due_on": due_on, **more}


def test_clock_tells_words_date_track_and_derivation() -> None:
    page = component(
        "clock",
        clock=clock(
            dt.date(2026, 12, 18), used=49, paused=14, lines=[("10月9日", "受理，当日不计")], track_label="已用34日"
        ),
    )
    assert "余 26 日" in page
    assert "12月18日 周五" in page
    assert '<rect class="used" width="49%"' in page
    assert 'x1="49%" x2="63%"' in page
    assert "受理，当日不计" in page
    assert 'aria-label="已用34日"' in page


@pytest.mark.parametrize(("day", "tone"), [(21, "late"), (22, "today"), (23, "soon")])
def test_clock_keeps_its_colour_on_the_day_itself(day: int, tone: str) -> None:
    assert f"clock-{tone}" in component("clock", clock=clock(dt.date(2026, 11, day), used=0, paused=0))


def test_a_clock_just_begun_has_a_track_and_one_without_has_none() -> None:
    assert '<rect class="used" width="0%"' in component("clock", clock=clock(dt.date(2026, 12, 1), used=0))
    assert "<svg" not in component("clock", clock=clock(dt.date(2026, 12, 1), used=None))


def test_provisional_is_said() -> None:
    page = component("clock", clock=clock(dt.date(2027, 1, 4), provisional=True))
    assert "暂定：" in page


def test_blocked_steps_give_their_reason_to_every_reader() -> None:
    page = component(
        "steps",
        steps={
            "first": {"label": "受理", "url": "/a"},
            "others": [{"label": f"步骤{n}", "url": f"/{n}"} for n in range(2)],
            "menu": [{"heading": "审理", "steps": [{"label": "步骤2", "url": "/2"}, {"label": "步骤3", "url": "/3"}]}],
            "blocked": [{"label": "作出决定", "reason": "尚未听取意见"}],
        },
    )
    assert page.index("受理") < page.index("步骤0") < page.index("更多步骤") < page.index("审理") < page.index("步骤3")
    assert "尚未听取意见" in page
    assert "aria-hidden" not in page.split("作出决定")[1].split("尚未听取意见")[0]


def test_course_marks_where_the_case_stands() -> None:
    page = component(
        "course",
        course=[
            {"label": "收件", "state": "done", "on": dt.date(2026, 9, 28)},
            {"label": "审理", "state": "paused", "on": None},
            {"label": "决定", "state": "todo", "on": None},
        ],
    )
    assert page.count('aria-current="step"') == 1
    assert "9月28日" in page
    assert "中止" in page


def test_timeline_shows_both_days_of_a_correction() -> None:
    at = dt.datetime(2026, 11, 20, 2, 5, tzinfo=dt.UTC)
    page = component(
        "timeline",
        events=[
            {"at": at, "on": dt.date(2026, 10, 9), "who": "陈", "for_whom": "李", "what": SCRIPT, "kind": "correction"},
            {"at": at, "who": "陈", "what": "受理", "void": True},
        ],
    )
    assert "10月9日" in page
    assert "录入于11月20日 10:05" in page
    assert "代李" in page
    assert SCRIPT not in page
    assert "event-void" in page


def test_table_labels_every_cell_for_a_phone() -> None:
    columns = [
        {"label": "案号", "sort": "number"},
        {"label": "申请人"},
        {"label": "件数", "numeric": True},
        {"label": "期限"},
    ]
    cells = [
        {"value": "黔江府复〔2026〕41号", "url": "/41"},
        {"value": SCRIPT, "sub": "罚款"},
        {"value": 3, "of": 6},
        {"due": ("late", "逾期 2 日"), "on": dt.date(2026, 11, 20)},
    ]
    page = component(
        "table",
        table={
            "caption": "案件",
            "columns": columns,
            "rows": [{"cells": cells, "tone": "late", "id": 1}],
            "select": "ids",
        },
    )
    assert 'data-label="申请人"' in page
    assert 'href="/41"' in page
    assert SCRIPT not in page
    assert "row-late" in page
    assert "逾期 2 日" in page
    assert 'width="50%"' in page
    assert 'data-select-all="ids"' in page


def test_an_empty_table_says_why() -> None:
    page = component("table", table={"rows": [], "empty": {"title": "没有符合条件的案件", "text": "去掉一些条件。"}})
    assert "没有符合条件的案件" in page
    assert "<table" not in page


def test_pagination_keeps_filters_and_owns_its_cap() -> None:
    page = Page(items=[1], number=2, size=50, count=10_000, capped=True, has_next=True)
    text = component("pagination", "stage=a&page=2", page=page)
    assert "?stage=a&amp;page=3" in text
    assert 'aria-current="page"' in text
    assert "超过 10000 条" in text.replace(",", "")
    single = component("pagination", page=Page(items=[1], number=1, size=50, count=1, capped=False, has_next=False))
    assert "<nav" not in single
    assert "共 1 条" in single


def test_chips_are_removed_one_by_one() -> None:
    chips = [{"key": "stage", "value": "a", "label": "阶段", "words": "审理"}, {"key": "q", "words": "周"}]
    page = component("chips", "stage=a&stage=b&q=x", chips=chips, clear_url="?")
    assert 'href="?stage=b&amp;q=x"' in page
    assert 'href="?stage=a&amp;stage=b"' in page
    assert component("chips", chips=[]).strip() == ""


def test_conflict_shows_both_values() -> None:
    page = component(
        "diff",
        conflict={
            "who": "李",
            "at": timekeeping.now(),
            "rows": [{"label": "知道日期", "yours": "8月31日", "theirs": "9月1日", "differs": True}],
        },
    )
    assert "李" in page
    assert "8月31日" in page
    assert "9月1日" in page
    assert "不一致" in page


def test_a_person_line_shows_what_it_is_given_and_no_more() -> None:
    page = component(
        "person",
        person={
            "name": "周某",
            "role": "申请人",
            "identity": "500*************2X",
            "under": [{"name": "王某", "role": "代理人", "phone": "023-******34"}],
        },
    )
    assert "500*************2X" in page
    assert "王某" in page
    assert "<form" not in page


def test_form_component_takes_everything_along() -> None:
    class Small(forms.Form):
        name = forms.CharField(label="姓名")

    page = component("form", form=Small(), keep_id="case-1", version=3, hidden={"key": "abc"}, cancel_url="/back")
    for part in (
        'data-keep="case-1"',
        'name="version" value="3"',
        'name="key" value="abc"',
        'href="/back"',
        "novalidate",
    ):
        assert part in page
    assert "data-bound" in component("form", form=Small({}))


def test_formset_rows_carry_a_pattern_for_new_ones() -> None:
    class Party(forms.Form):
        name = forms.CharField(label="姓名")

    formset = forms.formset_factory(Party, extra=1, can_delete=True)(prefix="parties")
    page = component("formset_rows", formset=formset, row_label="申请人")
    assert 'name="parties-TOTAL_FORMS"' in page
    assert 'name="parties-__prefix__-name"' in page
    assert 'name="parties-0-DELETE"' in page


def test_progress_asks_again_until_it_is_finished() -> None:
    progress = {"title": "导入", "done": 3, "total": 9, "poll_url": "/again", "words": "第 3 行"}
    assert 'hx-get="/again"' in component("progress", progress=progress)
    assert "hx-get" not in component("progress", progress={**progress, "finished": True})


def test_tile_and_todo_link_to_their_cases() -> None:
    tile = {
        "name": "结案率",
        "value": 100,
        "unit": "%",
        "of": "117 / 117",
        "change": "上年 98.1%",
        "trend": "better",
        "url": "/x",
    }
    assert 'href="/x"' in component("tile", tile=tile)
    item = {
        "what": "作出决定",
        "which": "41号",
        "tone": "today",
        "words": "今日到期",
        "action_url": "/go",
        "action_label": "办理",
    }
    assert "今日到期" in component("todo", todo=[item])
    assert "无事" in component("todo", todo=[], empty={"title": "今日无事"})
