"""A circular on paper: title, number, addressees, text, list of annexes, signature, and the tables as annexes."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from reports.circulars.drafting import BELOW, HEADING
from reports.circulars.figures import restored
from reports.circulars.models import Circular
from reports.circulars.tables import Table, tables_of
from reports.papers import Paper

# Millimetres of the first column.
FIRST = 34


def name_of(circular: Circular) -> str:
    """The name of its file."""
    return f"{circular.title}{circular.number and f'（{circular.number}）'}.docx"


def paper_of(circular: Circular) -> bytes:
    """The circular in Word, in Chinese whatever its reader's language; a draft has the date of today."""
    with translation.override(settings.LANGUAGE_CODE):
        return _paper(circular)


def _paper(circular: Circular) -> bytes:
    paper = Paper(circular.title)
    paper.title(circular.title)
    if circular.number:
        paper.number(circular.number)
    paper.space()
    paper.addressed(f"{circular.addressed.rstrip('：:')}：")
    for line in paragraphs(circular.body):
        if HEADING.match(line):
            paper.heading(line)
        elif BELOW.match(line):
            paper.heading(line, below=True)
        else:
            paper.text(line)
    tables = tables_of(restored(circular.figures))
    paper.space()
    paper.annexes([table.title for table in tables])
    paper.space()
    paper.signature(circular.organ.office_name, cn_date(circular.issued_on or today()))
    for place, table in enumerate(tables, start=1):
        paper.caption(_("Annex %(n)s: %(title)s") % {"n": place, "title": table.title}, new_page=True)
        draw(paper, table)
    return paper.content()


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a text, one on each line; empty lines are none."""
    return [line.strip() for line in body.splitlines() if line.strip()]


def draw(paper: Paper, table: Table) -> None:
    """A table of a circular on paper."""
    over = [(table.first, 1, 2), *((heading, len(columns), 1) for heading, columns in table.groups)]
    below = [(words, 1, 1) for _heading, columns in table.groups for words in columns]
    rows = [[row.label, *(cell.words for cell in row.cells)] for row in table.rows]
    paper.note(table.unit)
    paper.table([over, below], rows, FIRST)
