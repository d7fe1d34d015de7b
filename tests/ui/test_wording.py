"""A due date is said rightly on every day around it."""

import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.wording import due_words

DUE = dt.date(2026, 11, 20)


def words(days: int, **kwargs: object) -> tuple[str, str]:
    with translation.override("zh-hans"):
        return due_words(DUE, DUE - dt.timedelta(days=days), **kwargs)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (26, ("calm", "余 26 日")),
        (6, ("calm", "余 6 日")),
        (5, ("soon", "余 5 日")),
        (1, ("soon", "余 1 日")),
        (0, ("today", "今日到期")),
        (-1, ("late", "逾期 1 日")),
        (-400, ("late", "逾期 400 日")),
    ],
)
def test_days(days: int, expected: tuple[str, str]) -> None:
    assert words(days) == expected


@pytest.mark.parametrize(
    ("days", "working_days", "expected"),
    [
        (4, 2, ("soon", "余 2 个工作日")),
        (1, 1, ("soon", "余 1 个工作日")),
        (9, 5, ("calm", "余 5 个工作日")),
        (0, 0, ("today", "今日到期")),
        (-2, 0, ("late", "逾期 2 日")),
        (-2, -1, ("late", "逾期 2 日")),
        (3, None, ("soon", "余 3 日")),
    ],
)
def test_working_days(days: int, working_days: int | None, expected: tuple[str, str]) -> None:
    assert words(days, working_days=working_days, unit="working_day") == expected


def test_states() -> None:
    assert words(-3, state="paused") == ("paused", "中止中")
    assert words(-3, state="done") == ("done", "已办结")
    assert words(-3, state="done_late") == ("late", "逾期办结")
    assert words(10, state="provisional") == ("calm", "余 10 日（暂定）")
    assert words(-1, state="provisional") == ("late", "逾期 1 日（暂定）")
    with translation.override("zh-hans"):
        assert due_words(None, DUE) == ("calm", "无期限")


def test_english_has_singular_and_plural() -> None:
    with translation.override("en"):
        assert due_words(DUE, DUE - dt.timedelta(1))[1] == "1 day left"
        assert due_words(DUE, DUE - dt.timedelta(2))[1] == "2 days left"
        assert due_words(DUE, DUE + dt.timedelta(1))[1] == "1 day overdue"
        assert due_words(DUE, DUE)[1] == "Due today"


@given(st.integers(-5000, 5000), st.booleans())
def test_only_the_day_itself_is_today_and_only_later_days_are_late(days: int, provisional: bool) -> None:
    tone, text = words(days, state="provisional" if provisional else "running")
    assert (tone == "today") == (days == 0)
    assert (tone == "late") == (days < 0)
    assert text
