"""Normal forms, masks and form fields take what people type."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from accounts import timekeeping
from accounts.fields import (
    CaseNumberField,
    CreditCodeField,
    DateField,
    DigitsField,
    IdentityNumberField,
    MoneyField,
    NameField,
    PhoneField,
    credit_code_check_character,
    identity_check_digit,
)
from accounts.text import (
    ImpossibleDate,
    chinese_date,
    chinese_number,
    chinese_weekday,
    mask_identity,
    mask_phone,
    normalise_case_number,
    normalise_name,
    parse_date,
    to_half_width,
)

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
FULL_WIDTH = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")


def code(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return error.value.error_list[0].code


@given(DAYS, st.booleans())
def test_a_date_is_read_in_every_notation(day: dt.date, wide: bool) -> None:
    for text in (
        day.strftime("%Y%m%d"),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}-{day.month:02}-{day.day:02}",
        f" {day.year}/{day.month}/{day.day} \n",
        chinese_date(day),
        f"{day.year} 年 {day.month} 月 {day.day} 号",
        f"{day.year}年{day.month}月{day.day}",
    ):
        assert parse_date(text.translate(FULL_WIDTH) if wide else text) == day


@given(st.text(max_size=20))
@example("2026.11")
@example("11月22日")
@example("20261122-")
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    try:
        day = parse_date(text)
    except ValueError:
        return
    assert sum(c.isdigit() for c in to_half_width(text)) >= 6
    assert 1900 <= day.year <= 2199


@pytest.mark.parametrize("text", ["20260230", "2026年13月1日", "2026.4.31", "2025-02-29", "0226-01-01", "99990101"])
def test_impossible_dates_are_told_apart(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        parse_date(text)
    with pytest.raises(ValidationError) as error:
        DateField().clean(text)
    assert code(error) == "impossible"


def test_date_field_limits_include_their_day() -> None:
    with timekeeping.at("2026-11-22"):
        field = DateField(earliest=dt.date(2026, 11, 20), latest=timekeeping.today)
        assert field.clean("２０２６．１１．２２") == dt.date(2026, 11, 22)
        assert field.clean("20261120") == dt.date(2026, 11, 20)
        with pytest.raises(ValidationError) as error:
            field.clean("20261123")
        assert code(error) == "future"
        with pytest.raises(ValidationError) as error:
            field.clean("20261119")
        assert code(error) == "earliest"
    with pytest.raises(ValidationError) as error:
        DateField(latest=dt.date(2026, 1, 1)).clean("2026-01-02")
    assert code(error) == "latest"
    with pytest.raises(ValidationError) as error:
        DateField().clean("昨天")
    assert code(error) == "invalid"
    assert DateField(required=False).clean(" 　") is None
    with pytest.raises(ValidationError) as error:
        DateField().clean("  ")
    assert code(error) == "required"


def test_chinese_dates() -> None:
    assert chinese_date(dt.date(2026, 11, 2)) == "2026年11月2日"
    assert [chinese_weekday(dt.date(2026, 11, 16 + n)) for n in range(7)] == [f"周{c}" for c in "一二三四五六日"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("黔江府复（2022）12号", "黔江府复〔2022〕12号"),
        ("黔江府复(2022)12号", "黔江府复〔2022〕12号"),
        ("黔江府复[2022]12号", "黔江府复〔2022〕12号"),
        ("黔江府复［2022］第012号", "黔江府复〔2022〕12号"),
        (" 黔江府复〔２０２２〕 １２ 号\n", "黔江府复〔2022〕12号"),
        ("黔江府复【2022】12", "黔江府复〔2022〕12号"),
        ("黔江府复〔2022年〕12号", "黔江府复〔2022〕12号"),
        ("黔江府复〔2022〕12号之一", "黔江府复〔2022〕12号之一"),
        ("黔公（治）行罚决字[2026]308号", "黔公（治）行罚决字〔2026〕308号"),
        ("(2022) 渝0114行初3号", "（2022）渝0114行初3号"),
        ("〔2022〕渝0114行初003", "（2022）渝0114行初3号"),
        ("（2022）渝0114行初3号之二", "（2022）渝0114行初3号之二"),
        ("无文号", "无文号"),
    ],
)
def test_case_numbers_have_one_form(typed: str, stored: str) -> None:
    assert normalise_case_number(typed) == stored
    assert CaseNumberField().clean(typed) == stored


@given(st.text(max_size=30))
@example("[2022]第0")
@example("(2022)(2023)5号")
@example("府复〔2022〕第第5")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_case_number(text)
    assert normalise_case_number(once) == once
    name = normalise_name(text)
    assert normalise_name(name) == name


@given(
    st.sampled_from(["黔江府复", "渝府复", "黔江法援"]),
    st.integers(1990, 2100),
    st.integers(1, 9999),
    st.sampled_from(["()", "（）", "[]", "［］", "〔〕", "【】", "﹝﹞"]),
    st.booleans(),
)
def test_every_bracket_and_width_meets_in_one_number(
    prefix: str, year: int, serial: int, pair: str, wide: bool
) -> None:
    typed = f"{prefix}{pair[0]}{year}{pair[1]}{serial}号"
    stored = f"{prefix}〔{year}〕{serial}号"
    assert normalise_case_number(typed.translate(FULL_WIDTH) if wide else typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("周　强辉 ", "周强辉"),
        ("周 强\u200b辉", "周强辉"),
        ("买买提•艾力", "买买提·艾力"),
        ("John　 Smith", "John Smith"),
        ("ＡＢＣ 有限公司", "ABC有限公司"),
    ],
)
def test_names_have_one_form(typed: str, stored: str) -> None:
    assert NameField().clean(typed) == stored


@given(st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)), st.integers(0, 999), st.integers(0, 16))
def test_identity_numbers_are_checked(born: dt.date, order: int, at: int) -> None:
    stem = f"500114{born:%Y%m%d}{order:03}"
    number = stem + identity_check_digit(stem)
    field = IdentityNumberField()
    assert field.clean(number) == number
    assert field.clean(f" {number[:6]} {number[6:14]} {number[14:].lower()}".translate(FULL_WIDTH)) == number
    # One wrong digit is always found: by the check digit, the birth date or the region.
    wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
    with pytest.raises(ValidationError):
        field.clean(wrong)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("5001141990010100", "length"),
        ("50011419900101001A", "invalid"),
        ("990114199001010011", "region"),
        ("500114199002300017", "birth"),
        ("500114990230001", "birth"),
        ("11010519491231002A", "invalid"),
        ("110105194912310021", "check"),
    ],
)
def test_identity_errors_say_what_is_wrong(typed: str, why: str) -> None:
    with pytest.raises(ValidationError) as error:
        IdentityNumberField().clean(typed)
    assert code(error) == why


def test_identity_numbers_known_from_the_standard() -> None:
    assert IdentityNumberField().clean("11010519491231002x") == "11010519491231002X"
    assert IdentityNumberField().clean("110105491231002") == "110105491231002"


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 17))
def test_credit_codes_are_checked(stem: str, at: int) -> None:
    number = stem + credit_code_check_character(stem)
    assert CreditCodeField().clean(number.lower()) == number
    other = "1" if number[at] == "0" else "0"
    with pytest.raises(ValidationError) as error:
        CreditCodeField().clean(number[:at] + other + number[at + 1 :])
    assert code(error) == "check"


def test_a_credit_code_in_use() -> None:
    assert CreditCodeField().clean("９１３５０１００Ｍ０００１００Ｙ４３") == "91350100M000100Y43"
    for typed, why in (("91350100M000100Y4", "length"), ("91350100M000100I43", "invalid")):
        with pytest.raises(ValidationError) as error:
            CreditCodeField().clean(typed)
        assert code(error) == why


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("138 0000 1234", "13800001234"),
        ("+86-13800001234", "13800001234"),
        ("１３８－００００－１２３４", "13800001234"),
        ("(023)79221234", "023-79221234"),
        ("02379221234", "023-79221234"),
        ("023—79221234-801", "023-79221234-801"),
        ("12348", "12348"),
        ("400-800-1234", "400-800-1234"),
    ],
)
def test_telephone_numbers(typed: str, stored: str) -> None:
    assert PhoneField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["1380000123", "12800001234", "电话", "7922123"])
def test_telephone_numbers_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as error:
        PhoneField().clean(typed)
    assert code(error) == "invalid"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1200", "1200"),
        ("1,200.50", "1200.50"),
        ("１２００元", "1200"),
        ("￥1200.5元整", "1200.5"),
        ("1.2万元", "12000"),
        ("3亿", "300000000"),
        ("0", "0"),
    ],
)
def test_money(typed: str, amount: str) -> None:
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["一千", "1.2.3", "12.345", "-5", "1200 USD", "NaN", "1e5"])
def test_money_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


@given(st.decimals(0, 10**10, places=2))
def test_any_amount_survives(amount: Decimal) -> None:
    assert MoneyField().clean(str(amount)) == amount
    assert MoneyField().clean(f"{amount:,}") == amount
    assert MoneyField(required=False).clean(" ") is None


def test_digits() -> None:
    assert DigitsField().clean("４０９ ７００") == "409700"
    with pytest.raises(ValidationError) as error:
        DigitsField().clean("409a")
    assert code(error) == "invalid"


@given(st.text("0123456789X", max_size=20))
def test_masks_hide_most_and_keep_the_length(number: str) -> None:
    for mask in (mask_identity, mask_phone):
        masked = mask(number)
        assert len(masked) == len(number)
        hidden = masked.count("*")
        assert hidden * 3 >= len(number)
        assert all(m in (n, "*") for m, n in zip(masked, number, strict=True))


def test_masks() -> None:
    assert mask_identity("11010519491231002X") == "110*************2X"
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("023-79221234") == "023-******34"
    assert mask_phone("12348") == "***48"
    assert mask_phone("") == ""


def test_what_must_not_be_kept_in_the_browser_says_so() -> None:
    for field in (IdentityNumberField(), PhoneField()):
        assert field.widget.attrs["data-no-keep"] is True
        assert field.widget.attrs["autocomplete"] == "off"


def test_chinese_numbers() -> None:
    assert [chinese_number(t) for t in ("23", "２３", "三", "十", "十二", "二十", "二十三", "一百零五", "两百")] == [
        23,
        23,
        3,
        10,
        12,
        20,
        23,
        105,
        200,
    ]
    assert [chinese_number(t) for t in ("", "若干", "3x")] == [None, None, None]
