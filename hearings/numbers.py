"""The number of a lawsuit is its court's: （2022）渝0114行初12号. One form is kept, however it was typed."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.text import normalise_case_number
from accounts.timekeeping import today

# The kinds of administrative cases (案件类型代字) that are lawsuits, with the instances in which they stand.
KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("行初", "行赔初"), ("first", "remanded")),
    **dict.fromkeys(("行终", "行赔终"), ("second",)),
    **dict.fromkeys(("行申", "行赔申", "行监", "行赔监"), ("retrial_review",)),
    **dict.fromkeys(("行再", "行赔再", "行抗", "行赔抗"), ("retrial",)),
}
# Before 2016 a court wrote its own short name and 字第: （2014）黔法行初字第12号.
_SHAPE = re.compile(
    r"^（(?P<year>\d{4})）(?P<court>最高法|[一-鿿]\d{0,4}|[一-鿿]{1,6}?)"
    rf"(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})字?"
    r"(?P<serial>\d{1,6})号(?P<part>之[一二三四五六七八九十]+)?$"
)
FIRST_YEAR = 1990
EXAMPLE = "（2026）渝0114行初12号"


@dataclass(frozen=True)
class CourtNumber:
    """The number of a lawsuit, taken apart; `text` is the form that is kept."""

    text: str
    year: int
    court: str
    kind: str
    serial: int

    @property
    def instances(self) -> tuple[str, ...]:
        """The instances (codes of the list suit_instance) that the number can stand for, the likely one first."""
        return KINDS[self.kind]


def court_number(text: str) -> CourtNumber:
    """The court's number that `text` is, in whatever width and brackets it was typed.

    Raises ValidationError (code ``number``) saying what is wrong with it.
    """
    stored = normalise_case_number(text)
    found = _SHAPE.match(stored)
    if found is None:
        raise ValidationError(
            _("%(number)s is not a court's case number, such as %(example)s.") % {"number": stored, "example": EXAMPLE},
            code="number",
        )
    year, serial = int(found["year"]), int(found["serial"])
    if not FIRST_YEAR <= year <= today().year or not serial:
        raise ValidationError(_("%(number)s cannot be a case number.") % {"number": stored}, code="number")
    return CourtNumber(stored, year, found["court"], found["kind"], serial)


# Parallel cases are named by their first and last serial: （2026）渝0114行初31号至50号, 31—50号.
_RANGE = re.compile(r"^(?P<head>.*?)(?P<first>\d{1,6})号?\s*[-—–~～至]+\s*(?:.*行[^\d]*)?(?P<last>\d{1,6})号?$")
LONGEST = 200


def numbers_in(text: str) -> list[str]:
    """The numbers in a text, in their stored form and in order: one a line or parted by commas, ranges spelled out.

    Raises ValidationError (code ``number``) for what is no number of a court, and for a range of more than LONGEST.
    """
    found: list[str] = []
    for part in filter(None, (one.strip() for one in re.split(r"[\n,，;；、]", text))):
        span = _RANGE.match(normalise_case_number(part))
        if span is None:
            found.append(court_number(part).text)
            continue
        first, last = int(span["first"]), int(span["last"])
        if not first <= last < first + LONGEST:
            raise ValidationError(_("%(number)s cannot be a case number.") % {"number": part}, code="number")
        found += [court_number(f"{span['head']}{serial}号").text for serial in range(first, last + 1)]
    return list(dict.fromkeys(found))
