"""Normal forms of what people type (digits, names, case numbers, dates), and masks of personal numbers."""

import datetime as dt
import re
import unicodedata

WEEKDAYS = "一二三四五六日"
_LATIN = "A-Za-zÀ-ɏ"
_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_DOTS = re.compile("[•‧・･∙⋅·᛫●]")
_YEAR = re.compile(r"[\[\(〔【〖{〈《<](\d{4})年?[\]\)〕】〗}〉》>]")
_SERIAL = re.compile(r"^(\D*?)第*0*(\d+)号?(?=$|之)")
_COURT_SERIAL = re.compile(r"第*0*(\d+)号?(?=$|之)")
_DATE = re.compile(r"^(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?$")
_COMPACT_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# Both circles are typed for 〇.
_ZEROS = str.maketrans("○零", "〇〇")
_CHINESE_DATE = re.compile(
    r"^([〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?$"
)
_NUMERALS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

# Years outside this range are slips of the keyboard, not dates of a case.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class ImpossibleDate(ValueError):
    """The text has the shape of a date, but there is no such day."""


def to_half_width(text: str) -> str:
    """`text` with full-width letters, digits and punctuation as their half-width (NFKC) forms."""
    return unicodedata.normalize("NFKC", text)


def strip_spaces(text: str) -> str:
    """`text` without any white space or zero-width character."""
    return _SPACES.sub("", text)


def normalise_name(name: str) -> str:
    """The one form of a name: half-width forms, one kind of middle dot, no spaces except between Latin words.

    「周 强辉」 becomes 「周强辉」; 「John　Smith」 becomes "John Smith".
    """
    text = _DOTS.sub("·", to_half_width(name))
    text = _SPACES.sub(" ", text).strip()
    return to_half_width(re.sub(rf"(?<![{_LATIN}.,]) | (?![{_LATIN}])", "", text))


def normalise_case_number(number: str) -> str:
    """The stored form of a case or document number, the same however brackets, digits and spaces were typed.

    「黔江府复（2022）１２号」 and 「黔江府复[2022]第012」 become 「黔江府复〔2022〕12号」. A court's number
    keeps its year in round brackets: 「(2022) 渝0114行初3号」 becomes 「（2022）渝0114行初3号」. Text without
    a year in brackets is only freed of spaces and full-width digits. Applying it twice changes nothing.
    """
    text = to_half_width(strip_spaces(to_half_width(number)))
    year = _YEAR.search(text)
    if year is None:
        return _round_brackets(text)
    if year.start() == 0:
        text = f"（{year[1]}）" + _COURT_SERIAL.sub(r"\1号", text[year.end() :], count=1)
    else:
        tail = _SERIAL.sub(r"\1\2号", text[year.end() :], count=1)
        text = f"{text[: year.start()]}〔{year[1]}〕{tail}"
    return _round_brackets(text)


def _round_brackets(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


def parse_date(text: str) -> dt.date:
    """The day that `text` names.

    It reads 20261122, 2026.11.22, 2026-11-22, 2026/11/22, 2026年11月22日 and 二〇二六年十一月二十二日,
    full-width alike.
    Raises ImpossibleDate when there is no such day (or its year is out of all reason), ValueError when the
    text is not a date at all.
    """
    plain = strip_spaces(to_half_width(text)).replace("。", ".")
    found = _COMPACT_DATE.match(plain) or _DATE.match(plain)
    if found:
        year, month, day = (int(part) for part in found.groups())
    elif found := _CHINESE_DATE.match(plain.translate(_ZEROS)):
        year = int("".join(str(_NUMERALS[character]) for character in found[1]))
        month, day = chinese_number(found[2]) or 0, chinese_number(found[3]) or 0
    else:
        raise ValueError(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ImpossibleDate(text)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ImpossibleDate(text) from None


def chinese_number(text: str) -> int | None:
    """The whole number below 1000 that digits or Chinese numerals say (「二十三」 is 23), or None."""
    text = to_half_width(text)
    if text.isdecimal():
        return int(text)
    total, current = 0, 0
    for character in text:
        if character in _NUMERALS:
            current = _NUMERALS[character]
        elif character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            return None
    return total + current if text else None


def chinese_date(day: dt.date) -> str:
    """2026年11月22日"""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_weekday(day: dt.date) -> str:
    """周日"""
    return f"周{WEEKDAYS[day.weekday()]}"


def mask_identity(number: str) -> str:
    """An identity number with all but the first three and last two characters hidden; short ones wholly."""
    return _mask(number, 3, 2) if len(number) >= 8 else "*" * len(number)


def mask_phone(number: str) -> str:
    """138****5678; of a landline the area code and the last two digits stay."""
    if re.fullmatch(r"1\d{10}", number):
        return _mask(number, 3, 4)
    area, dash, rest = number.partition("-")
    if dash and area.startswith("0"):
        return f"{area}-{_mask(rest, 0, 2)}" if len(rest) > 2 else f"{area}-{'*' * len(rest)}"
    return _mask(number, 0, 2) if len(number) > 4 else "*" * len(number)


def _mask(text: str, head: int, tail: int) -> str:
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
