"""A version as a workbook: the ranking, the points of every item, and how each came about."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from accounts.export import safe_cell
from reports.assessment.models import KINDS, AssessmentPoints, AssessmentRun, AssessmentScore
from reports.assessment.paper import items_of, place_of


def workbook(run: AssessmentRun, *, inside: bool) -> bytes:
    """The bytes of the workbook; for an agency the ranking alone."""
    book = Workbook()
    scores = list(run.scores.select_related("agency").prefetch_related("points__item"))
    heads = [
        _("Kind of agency"),
        pgettext("assessment", "Rank"),
        _("Agency"),
        _("Scored items"),
        _("Bonuses"),
        _("Deductions"),
        _("Score"),
    ]
    _sheet(book.active, _("Ranking"), heads, (_ranking(score) for score in scores))
    if inside:
        items = items_of(run)
        rows = (_points(score, [item.pk for item in items]) for score in scores)
        _sheet(book.create_sheet(), _("Points by item"), [_("Agency"), *(item.title for item in items)], rows)
        heads = [
            _("Agency"),
            pgettext("assessment", "Item"),
            _("Value"),
            _("Numerator"),
            _("Denominator"),
            pgettext("assessment", "Points"),
            pgettext("assessment", "How it came"),
        ]
        details = (_detail(score, points) for score in scores for points in score.points.all())
        _sheet(book.create_sheet(), pgettext("assessment", "How it came"), heads, details)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _ranking(score: AssessmentScore) -> list[Any]:
    numbers = [score.base, score.bonus, score.deducted, score.total]
    return [str(KINDS[score.kind]), score.rank or place_of(score), score.agency.name, *map(_number, numbers)]


def _points(score: AssessmentScore, items: Sequence[int]) -> list[Any]:
    found = {points.item_id: points for points in score.points.all()}
    return [score.agency.name, *(_number(found[item].points) if item in found else None for item in items)]


def _detail(score: AssessmentScore, points: AssessmentPoints) -> list[Any]:
    numbers = [points.value, points.numerator, points.denominator, _number(points.points)]
    return [score.agency.name, points.item.title, *numbers, points.words]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _sheet(page: Worksheet, title: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    page.title = title[:31]
    page.append([safe_cell(str(head)) for head in heads])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for row in rows:
        page.append([safe_cell(value) if isinstance(value, str) else value for value in row])
    page.freeze_panes = "A2"
    for number in range(1, len(heads) + 1):
        page.column_dimensions[get_column_letter(number)].width = 18
