"""The tags and filters of the pages."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import timekeeping
from accounts.fields import DateField, IdentityNumberField, MoneyField
from accounts.templatetags import dates, ui
from workflow.display import article_words


@pytest.fixture(autouse=True)
def _now():
    with timekeeping.at("2026-11-22"), translation.override("zh-hans"):
        yield


def render(source: str, query: str = "", **context: object) -> str:
    context["request"] = RequestFactory().get(f"/list/?{query}")
    return Template("{% load ui dates %}" + source).render(Context(context))


@dataclass
class Page:
    number: int
    last: int
    has_next: bool = False
    count: int = 0
    capped: bool = False


def test_days_and_moments_in_chinese() -> None:
    day = dt.date(2026, 11, 22)
    assert dates.cn_date(day) == "2026年11月22日"
    assert dates.cn_day(day) == "11月22日 周日"
    assert dates.cn_day(dt.date(2027, 1, 4)) == "2027年1月4日 周一"
    assert dates.cn_day(dt.date(2025, 12, 31)) == "2025年12月31日 周三"
    assert dates.cn_weekday(day) == "周日"
    assert render("{% today as day %}{{ day|cn_date }}") == "2026年11月22日"


def test_days_in_english() -> None:
    with translation.override("en"):
        assert dates.cn_date(dt.date(2026, 11, 2)) == "2 November 2026"
        assert dates.cn_day(dt.date(2026, 11, 2)) == "Mon 2 November"
        assert dates.cn_day(dt.date(2027, 1, 4)) == "Mon 4 January 2027"
        assert dates.cn_weekday(dt.date(2026, 11, 2)) == "Monday"


def test_a_moment_is_told_in_shanghai() -> None:
    moment = dt.datetime(2026, 11, 21, 16, 30, tzinfo=dt.UTC)
    assert dates.cn_moment(moment) == "11月22日 00:30"
    assert dates.cn_date(moment) == "2026年11月22日"
    assert dates.iso(moment) == "2026-11-22T00:30:00+08:00"
    assert dates.iso(dt.date(2026, 11, 22)) == "2026-11-22"


def test_no_date_says_nothing() -> None:
    for tag in (dates.cn_date, dates.cn_day, dates.cn_moment, dates.cn_short, dates.cn_weekday, dates.iso):
        assert tag(None) == ""


def test_the_language_of_the_page() -> None:
    assert ui.html_lang() == "zh-Hans"
    with translation.override("en"):
        assert ui.html_lang() == "en"


def test_a_changed_filter_goes_back_to_page_one_and_a_page_keeps_the_filters() -> None:
    query = "stage=a&stage=b&page=3&q=%E5%91%A8"
    assert QueryDict(render("{% autoescape off %}{% qs sort='due' %}{% endautoescape %}", query)[1:]) == QueryDict(
        "stage=a&stage=b&q=%E5%91%A8&sort=due"
    )
    assert QueryDict(render("{% autoescape off %}{% qs page=4 %}{% endautoescape %}", query)[1:]) == QueryDict(
        "stage=a&stage=b&page=4&q=%E5%91%A8"
    )
    assert render("{% qs stage=None q=None %}", query) == "?"


def test_one_of_several_values_is_taken_away() -> None:
    query = "stage=a&stage=b&page=3"
    assert render("{% qs_without 'stage' 'a' %}", query) == "?stage=b"
    assert render("{% qs_without 'stage' %}", query) == "?"
    assert render("{% qs_without 'officer' 'x' %}", query) == "?stage=a&amp;stage=b"


def test_addresses_are_escaped() -> None:
    page = render('<a href="{% qs page=2 %}">', 'q="><script>alert(1)</script>')
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("12345.5"), "12,345.50元"),
        (1200, "1,200元"),
        (Decimal("0"), "0元"),
        (None, ""),
        ("", ""),
    ],
)
def test_money(amount: object, text: str) -> None:
    assert ui.money(amount) == text


def test_money_in_english() -> None:
    with translation.override("en"):
        assert ui.money(1200) == "CNY 1,200"


@given(st.integers(1, 500), st.integers(1, 500))
def test_page_numbers_are_few_and_hold_what_is_needed(number: int, last: int) -> None:
    window = ui.page_window(Page(number, last))
    shown = [n for n in window if n is not None]
    assert shown == sorted(set(shown))
    assert {1, number, max(last, number)} <= set(shown)
    assert len(window) <= 9
    for place, item in enumerate(window):
        if item is None:
            # A gap stands for two pages at least: for one, its number takes no more room.
            assert window[place + 1] - window[place - 1] > 2


def test_headers_sort_both_ways() -> None:
    header = render("{% sort_header 'due' 'Due' %}", "sort=due&page=2&stage=a")
    assert 'aria-sort="ascending"' in header
    assert "?sort=-due&amp;stage=a" in header
    header = render("{% sort_header 'due' 'Due' %}", "sort=-due")
    assert 'aria-sort="descending"' in header
    assert 'href="?sort=due"' in header
    assert "aria-sort" not in render("{% sort_header 'number' 'Number' %}", "sort=-due")


@given(st.floats(-10, 1e6), st.floats(0, 1e6))
def test_bars_stay_within_their_cell(value: float, largest: float) -> None:
    bar = ui.bar(value, largest)
    assert 0 <= int(bar.split('width="')[1].split("%")[0]) <= 100
    assert "style" not in bar


def test_panel_wraps_its_content_and_escapes_its_title() -> None:
    page = render("{% panel title id='x' count=2 %}<b>{{ body }}</b>{% endpanel %}", title="<i>", body="<u>")
    assert "<b>&lt;u&gt;</b>" in page
    assert "&lt;i&gt;" in page
    assert 'aria-labelledby="x-title"' in page


class Application(forms.Form):
    sections = (("收件", ("received", "missing")), ("空", ("none",)))
    name = forms.CharField(label="姓名", help_text="如身份证所载")
    received = DateField(label="收到日期")
    amount = MoneyField(label="金额", required=False)
    identity = IdentityNumberField(label="身份证号码", required=False)
    kind = forms.ChoiceField(label="类别", choices=[("p", "公民")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="同意", required=False)
    number = forms.CharField(widget=forms.HiddenInput, required=False)


def test_fields_are_grouped_and_none_is_lost() -> None:
    groups = [(heading, [field.name for field in fields]) for heading, fields in ui.sections(Application())]
    assert groups == [("收件", ["received"]), ("", ["name", "amount", "identity", "kind", "agreed"])]


def test_a_form_says_its_errors_at_the_field_and_above() -> None:
    form = Application({"received": "20260230", "name": "", "identity": "1", "number": "7"})
    page = str(form)
    assert ui.error_count(form) == 4
    assert 'href="#id_received"' in page
    assert 'href="#id_name"' in page
    assert 'href="#id_kind"' in page
    assert 'id="id_kind"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert page.count('aria-invalid="true"') == 4
    assert "没有“20260230”这一天" in page
    assert "请填写此项。" in page
    # What was typed is still there, the mistaken date too.
    assert 'value="20260230"' in page
    assert '<input type="hidden" name="number" value="7"' in page
    assert "元" in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in str(Application())


def test_a_date_is_shown_again_as_it_can_be_typed() -> None:
    page = str(Application(initial={"received": dt.date(2026, 11, 22)}))
    assert 'value="2026-11-22"' in page


def test_small_helpers() -> None:
    assert ui.lines(None) == []
    assert ui.lines("") == []
    assert ui.lines("一") == ["一"]
    assert ui.lines(("一", "二")) == ["一", "二"]
    assert ui.lines(0) == [0]
    assert ui.at([1, 2], 1) == 2
    assert ui.at([1, 2], 2) == ""
    assert ui.get({"a": 1}, "a") == 1
    assert ui.get(None, "a") == ""
    assert ui.minutes(dt.timedelta(seconds=61)) == 2
    assert str(ui.badge("<b>", "late")) == '<span class="lozenge lozenge-late">&lt;b&gt;</span>'


@pytest.mark.parametrize(
    ("article", "english"),
    [
        ("第61条", "art. 61"),
        ("第61条、第62条第1款", "arts. 61, 62(1)"),
        ("第30条第1款第4项", "art. 30(1), item 4"),
        ("第25条；实施条例（2007）第42条", "art. 25; Implementing Regulations (2007) art. 42"),
        ("", ""),
    ],
)
def test_articles_in_the_readers_language(article: str, english: str) -> None:
    with translation.override("en"):
        assert article_words(article) == english
    with translation.override("zh-hans"):
        assert article_words(article) == article
