"""The brief of two pages: sentences with their figures, a table against last year, tables by agency and kind."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.templatetags.dates import cn_date
from reports.dashboards.asking import Asked
from reports.dashboards.base import Board
from reports.dashboards.showing import compared, cut, tile
from reports.dashboards.wording import NOTHING, among, plain, reading_of, told
from reports.evaluating import Row
from reports.papers import Paper

# Rows of a table of the second page: all of them together must not need a third.
MOST = {"agencies": 10, "matters": 6, "causes": 6, "lost": 6}
# Of the text on paper, in points, and of the first column of a table, in millimetres.
TEXT_SIZE, LINE, FIRST = 12, 21, 52


def pages(asked: Asked, board: Board) -> dict[str, Any]:
    """What the two pages show."""
    now = asked.whole(board.indicators)
    before = asked.whole(board.indicators, asked.period.year_before())
    cuts = {one.code: one for one in board.cuts if one.code in MOST}
    return {
        "paragraphs": paragraphs(now, before),
        "tiles": [tile(asked, declared, now, before) for declared in board.tiles],
        "compared": compared(asked, board.compared, now, before),
        "tables": {code: _short(cut(asked, cuts[code]), MOST[code]) for code in MOST if code in cuts},
    }


def document(asked: Asked, board: Board, place: str) -> tuple[str, bytes]:
    """The brief in Word, with its title: the same two pages."""
    shown = pages(asked, board)
    title = _("Brief on administrative reconsideration and suits of %(place)s") % {"place": place}
    paper = Paper(title, size=TEXT_SIZE, line=LINE)
    paper.title(title)
    paper.number(" · ".join(_told_of(asked)))
    for paragraph in shown["paragraphs"]:
        paper.text(paragraph["text"], lead=f"{paragraph['head']}　")
    paper.caption(_("Against last year"))
    _draw(paper, shown["compared"])
    for code, cut_by in shown["tables"].items():
        paper.caption(str(cut_by["title"]), new_page=code == next(iter(shown["tables"])))
        _draw(paper, cut_by["table"])
        if cut_by["left"]:
            paper.text(_("and %(n)s others") % {"n": cut_by["left"]})
    return title, paper.content()


def _told_of(asked: Asked) -> list[str]:
    """Of which days the brief is, of whom alone, as known when."""
    told_of = [f"{cn_date(asked.period.first)} – {cn_date(asked.period.last)}"]
    if asked.chosen:
        told_of.append(asked.chosen.name)
    if asked.as_of:
        told_of.append(_("as known on %(day)s") % {"day": cn_date(asked.as_of)})
    return told_of


def _draw(paper: Paper, table: dict[str, Any]) -> None:
    heads = [[(str(column["label"]), 1, 1) for column in table["columns"]]]
    rows = [[_words(cell) for cell in row["cells"]] for row in table["rows"]]
    paper.table(heads, rows, FIRST)


def _words(cell: Any) -> str:
    value = cell.get("value", "") if isinstance(cell, dict) else cell
    return "" if value is None else str(value)


def _short(shown: dict[str, Any], most: int) -> dict[str, Any]:
    table = shown["table"]
    left = max(len(table["rows"]) - most, 0) + shown["left"]
    return shown | {"table": table | {"rows": table["rows"][:most]}, "left": left}


def paragraphs(now: dict[str, Row] | Any, before: dict[str, Row] | Any) -> list[dict[str, str]]:
    """What happened, in sentences: reconsideration, suits and appearances, disputes."""

    def n(indicator: str) -> str:
        return plain(now[indicator].numerator)

    def share(indicator: str) -> str:
        row = now[indicator]
        return NOTHING if row.value is None else f"{told(row)}（{among(row).replace(' ', '')}）"

    def against(indicator: str) -> str:
        row, earlier = now[indicator], before[indicator]
        if row.value is None or earlier.value is None:
            return _("no figure for the same period last year")
        if row.value == earlier.value:
            return _("as many as in the same period last year")
        by = {"n": plain(round(abs(row.value - earlier.value), 1))}
        if row.indicator.unit == "percent":
            words = (
                _("up %(n)s points on the same period last year"),
                _("down %(n)s points on the same period last year"),
            )
        else:
            words = (
                _("%(n)s more than in the same period last year"),
                _("%(n)s fewer than in the same period last year"),
            )
        return words[0 if row.value > earlier.value else 1] % by

    found = [
        {
            "head": _("Reconsideration"),
            "text": _(
                "%(received)s applications were received (%(received_change)s), %(accepted)s accepted and "
                "%(concluded)s concluded, %(in_time)s of them within the limit. Acts were corrected in %(corrected)s "
                "of the cases concluded (%(corrected_change)s); after reconsideration %(sued)s were sued over."
            )
            % {
                "received": n("received"),
                "received_change": against("received"),
                "accepted": n("accepted"),
                "concluded": n("concluded"),
                "in_time": share("in_time_rate"),
                "corrected": share("correction_rate"),
                "corrected_change": against("correction_rate"),
                "sued": share("sued_rate"),
            },
        },
        {
            "head": pgettext("column", "Suits"),
            "text": _(
                "%(suits)s suits were served (%(suits_change)s) and %(judged)s judged; %(lost)s were lost "
                "(%(lost_change)s), %(coordinated)s withdrawn after coordination."
            )
            % {
                "suits": n("suits"),
                "suits_change": against("suits"),
                "judged": n("suits_concluded"),
                "lost": share("lost_rate"),
                "lost_change": against("lost_rate"),
                "coordinated": share("coordinated_rate"),
            },
        },
    ]
    if "appearance_rate" in now:
        found.append(
            {
                "head": _("Heads of agencies in court"),
                "text": _(
                    "A head appeared in %(rate)s of the units heard (%(change)s), the principal in %(principals)s."
                )
                % {
                    "rate": share("appearance_rate"),
                    "change": against("appearance_rate"),
                    "principals": share("principal_rate"),
                },
            }
        )
    if "disputes" in now:
        found.append(
            {
                "head": _("Disputes"),
                "text": _("%(received)s disputes were received (%(change)s); %(resolved)s of those concluded resolved.")
                % {
                    "received": n("disputes"),
                    "change": against("disputes"),
                    "resolved": share("resolution_rate"),
                },
            }
        )
    rates = [now[indicator] for indicator in ("correction_rate", "appearance_rate") if indicator in now]
    found.append({"head": _("How the figures are read"), "text": _("; ").join(reading_of(rate) for rate in rates)})
    return found
