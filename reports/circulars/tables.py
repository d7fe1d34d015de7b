"""The tables of a circular, the same on its page and on paper: the fixed one of appearances, and one by agency."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.circulars.drafting import absent_of
from reports.circulars.figures import ALL, APPEARANCE, COUNTED, LINES, LOST, SPANS, Figures, Key, told
from reports.circulars.periods import BEFORE, SO_FAR
from reports.dashboards.wording import NOTHING, plain
from reports.evaluating import DENOMINATOR, NUMERATOR
from reports.indicators import INDICATORS


@dataclass(frozen=True)
class Cell:
    """What a cell says, and which number of the circular it is: behind that lie its cases."""

    words: str
    key: Key | None = None


@dataclass(frozen=True)
class Row:
    """A line of a table; one without cells is a heading of those that follow."""

    label: str
    cells: tuple[Cell, ...] = ()
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table: headings over several columns, each with those below it, and its rows."""

    title: str
    first: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[Row, ...]
    # How its rate is read: no law says how it is counted.
    reading: str = ""

    @property
    def unit(self) -> str:
        """In what it counts, and how its rate is read."""
        unit = _("Unit: cases and percent")
        if not self.reading:
            return unit
        return _("%(unit)s; the rate is counted so: %(reading)s") % {"unit": unit, "reading": self.reading}

    @property
    def width(self) -> int:
        """How many columns it has, with the first."""
        return 1 + sum(len(columns) for _heading, columns in self.groups)


def tables_of(figures: Figures) -> tuple[Table, Table]:
    """Both tables of a circular."""
    return appearances(figures), agencies(figures)


def appearances(figures: Figures) -> Table:
    """The fixed table: the period, the year so far and last year, by kind of agency, court and instance."""
    heads = {
        "agency_kind": _("By kind of agency"),
        "court": _("By court"),
        "stage": _("By instance"),
    }
    three = (
        pgettext("table of a circular", "Heard"),
        pgettext("table of a circular", "Head present"),
        pgettext("table of a circular", "Rate"),
    )
    rows = [_appearance(figures, _("In all"), ALL, total=True)]
    for dimension in LINES:
        rows.append(Row(heads[dimension]))
        rows += [_appearance(figures, figures.labels[line], line) for line in figures.lines(dimension)]
    return Table(
        _("Table of the appearance of agency heads in court"),
        _("Item"),
        (*((str(words), three) for words in SPANS.values()), (_("Change on last year"), (_("Points"),))),
        tuple(rows),
        str(INDICATORS[APPEARANCE].reading),
    )


def _appearance(figures: Figures, label: str, line: str, *, total: bool = False) -> Row:
    cells = []
    for span in SPANS:
        cells += [
            _number(figures, span, line, APPEARANCE, DENOMINATOR),
            _number(figures, span, line, APPEARANCE, NUMERATOR),
            Cell(told(figures.share(span, line, APPEARANCE))),
        ]
    now, before = (figures.share(span, line, APPEARANCE).value for span in (SO_FAR, BEFORE))
    return Row(label, (*cells, Cell(_points(now, before))), total)


def agencies(figures: Figures) -> Table:
    """Each agency of the year so far: appearances, suits lost, what was handed in late."""
    rows = []
    for line in figures.lines("agency"):
        heard = figures.share(SO_FAR, line, APPEARANCE)
        rows.append(
            Row(
                figures.labels[line],
                (
                    _number(figures, SO_FAR, line, APPEARANCE, DENOMINATOR),
                    _number(figures, SO_FAR, line, APPEARANCE, NUMERATOR),
                    Cell(plain(absent_of(figures, line))),
                    _number(figures, SO_FAR, line, "unknown_rate", NUMERATOR),
                    Cell(told(heard)),
                    _number(figures, SO_FAR, line, LOST, DENOMINATOR),
                    _number(figures, SO_FAR, line, LOST, NUMERATOR),
                    Cell(told(figures.share(SO_FAR, line, LOST))),
                    _number(figures, SO_FAR, line, "nominations_late", NUMERATOR),
                    _number(figures, SO_FAR, line, "records_late", NUMERATOR),
                ),
            )
        )
    return Table(
        _("Appearances, suits lost and time limits by agency since the beginning of the year"),
        _("Agency"),
        (
            (
                _("Appearance of heads"),
                (
                    pgettext("table of a circular", "Heard"),
                    pgettext("table of a circular", "Head present"),
                    pgettext("table of a circular", "Absent"),
                    pgettext("table of a circular", "Not entered"),
                    pgettext("table of a circular", "Rate"),
                ),
            ),
            (
                _("Suits lost"),
                (
                    pgettext("table of a circular", "Judged"),
                    pgettext("table of a circular", "Lost"),
                    pgettext("table of a circular", "Share"),
                ),
            ),
            (_("Handed in late"), (_("Nominations"), _("Records"))),
        ),
        tuple(rows),
    )


def of_text(figures: Figures) -> Table:
    """The figures that the text is drafted from, of all cases."""
    rows = []
    for indicator in COUNTED:
        cells = [_number(figures, span, ALL, indicator, part) for span in SPANS for part in (NUMERATOR, DENOMINATOR)]
        rows.append(Row(str(INDICATORS[indicator].title), tuple(cells)))
    parts = (_("numerator"), _("denominator"))
    return Table(
        _("Figures of the text"), _("Figure"), tuple((str(words), parts) for words in SPANS.values()), tuple(rows)
    )


def _number(figures: Figures, span: str, line: str, indicator: str, part: str) -> Cell:
    key = (span, line, indicator, part)
    return Cell(plain(figures.number(*key)), key if key in figures.cases else None)


def _points(now: float | None, before: float | None) -> str:
    if now is None or before is None:
        return NOTHING
    by = round(now - before, 1)
    return f"{'+' if by > 0 else '−'}{plain(abs(by))}" if by else "0"
