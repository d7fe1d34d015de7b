"""Papers in Word in the layout of official papers (党政机关公文格式, GB/T 9704—2012).

A4 with the margins of the standard, 22 lines of 28 characters, the title in 小标宋, headings in 黑体 and 楷体, text in
仿宋 of size 三号. The fonts are named and not shipped: the office's computers have them.
"""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, HEADING_FONT, BELOW_FONT, TEXT_FONT = "方正小标宋简体", "黑体", "楷体", "仿宋"
# 二号, 三号, 四号, 小四, 小五.
TITLE_SIZE, TEXT_SIZE, PAGE_SIZE, CAPTION_SIZE, TABLE_SIZE = 22, 16, 14, 14, 9
LINE, TITLE_LINE, TABLE_LINE = 28, 35, 14
# Top, bottom, left, right in millimetres; what is left is 156 by 225.
MARGINS = (37, 35, 28, 26)
WIDTH = 210 - MARGINS[2] - MARGINS[3]


class Paper:
    """A paper that is written from top to bottom; `content` gives the file.

    `size` and `line` are those of the text in points: of 三号 as the standard has it, smaller where more must fit.
    """

    def __init__(self, title: str, *, size: int = TEXT_SIZE, line: int = LINE) -> None:
        self._size, self._line = size, line
        self._document = Document()
        self._document.core_properties.title = title
        self._document.core_properties.author = ""
        self._document.core_properties.comments = ""
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, MARGINS)
        section.footer_distance = Mm(28)
        style = self._document.styles["Normal"]
        style.font.size = Pt(size)
        _set_font(style.element.get_or_add_rPr(), style.font, TEXT_FONT)
        self._number_pages(section)

    def title(self, words: str) -> None:
        """The title, centred; a line is left before what follows."""
        self._write(words, TITLE_FONT, TITLE_SIZE, line=TITLE_LINE, align=WD_ALIGN_PARAGRAPH.CENTER)

    def number(self, words: str) -> None:
        """The document number (发文字号), centred."""
        self._write(words, align=WD_ALIGN_PARAGRAPH.CENTER)

    def space(self) -> None:
        """An empty line."""
        self._write("")

    def addressed(self, words: str) -> None:
        """Whom it is addressed to (主送机关), at the margin and with a colon."""
        self._write(words)

    def heading(self, words: str, *, below: bool = False) -> None:
        """A heading of the text (一、), or one below it (（一）)."""
        self._write(words, BELOW_FONT if below else HEADING_FONT, indent=2)

    def text(self, words: str, lead: str = "") -> None:
        """A paragraph; `lead` are words before it that stand out."""
        paragraph = self._paragraph(indent=2)
        if lead:
            _run(paragraph, lead, HEADING_FONT, self._size)
        _run(paragraph, words, TEXT_FONT, self._size)

    def annexes(self, titles: Sequence[str]) -> None:
        """The list of annexes (附件说明) below the text."""
        for place, title in enumerate(titles, start=1):
            said = {"n": place, "title": title}
            if place == 1:
                self.text(_("Annexes: %(n)s. %(title)s") % said)
            else:
                # Below the first, after the word that stands before it.
                words = _("%(n)s. %(title)s") % said
                self.text(f"　　　{words}")

    def signature(self, name: str, day: str) -> None:
        """Whose paper it is and its date (落款), at the right."""
        for words, left in ((name, 2), (day, 4)):
            paragraph = self._paragraph(align=WD_ALIGN_PARAGRAPH.RIGHT)
            paragraph.paragraph_format.right_indent = Pt(self._size * left)
            _run(paragraph, words, TEXT_FONT, self._size)

    def caption(self, words: str, *, new_page: bool = False) -> None:
        """What stands above a table; on a page of its own where that is asked."""
        paragraph = self._paragraph(align=WD_ALIGN_PARAGRAPH.CENTER)
        paragraph.paragraph_format.page_break_before = new_page
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, words, HEADING_FONT, min(self._size, CAPTION_SIZE))

    def note(self, words: str) -> None:
        """Small words above a table, at the right: in what it counts."""
        self._write(words, size=TABLE_SIZE + 1, line=TABLE_LINE + 4, align=WD_ALIGN_PARAGRAPH.RIGHT)

    def table(self, heads: Sequence[Sequence[tuple[str, int, int]]], rows: Sequence[Sequence[str]], first: int) -> None:
        """A table with lines of headings, each of (words, columns, lines), repeated on every page.

        `first` is the width of the first column in millimetres. A row of one cell goes over all columns.
        """
        width = max(sum(columns for _words, columns, _lines in heads[0]), 1)
        table = self._document.add_table(rows=len(heads) + len(rows), cols=width, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        other = (WIDTH - first) / max(width - 1, 1)
        for place, column in enumerate(table.columns):
            column.width = Mm(first if place == 0 else other)
        cells = [list(row.cells) for row in table.rows]
        taken: set[tuple[int, int]] = set()
        for line, headings in enumerate(heads):
            _repeat(table.rows[line])
            place = 0
            for words, columns, lines in headings:
                while (line, place) in taken:
                    place += 1
                cell = cells[line][place]
                if columns > 1 or lines > 1:
                    cell = cell.merge(cells[line + lines - 1][place + columns - 1])
                taken |= {(line + down, place + along) for down in range(lines) for along in range(columns)}
                _fill(cell, words, HEADING_FONT, WD_ALIGN_PARAGRAPH.CENTER)
        for line, row in enumerate(rows, start=len(heads)):
            if len(row) == 1:
                cell = cells[line][0].merge(cells[line][-1])
                _fill(cell, row[0], HEADING_FONT, WD_ALIGN_PARAGRAPH.LEFT)
                continue
            for place, words in enumerate(row):
                _fill(cells[line][place], words, TEXT_FONT, _ALIGN[bool(place)])
                cells[line][place].width = Mm(first if place == 0 else other)

    def content(self) -> bytes:
        """The file."""
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _paragraph(self, *, align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, indent: int = 0, line: int = 0) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = align
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line or self._line)
        if indent:
            shape.first_line_indent = Pt(self._size * indent)
        return paragraph

    def _write(self, words: str, font: str = TEXT_FONT, size: int = 0, **shape: Any) -> None:
        _run(self._paragraph(**shape), words, font, size or self._size)

    def _number_pages(self, section: Any) -> None:
        """— 1 — at the foot of each page, in 四号 宋体."""
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, "— ", "宋体", PAGE_SIZE)
        run = _run(paragraph, "", "宋体", PAGE_SIZE)
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            part.text = text or None
            run._r.append(part)
        _run(paragraph, " —", "宋体", PAGE_SIZE)


_ALIGN = {False: WD_ALIGN_PARAGRAPH.LEFT, True: WD_ALIGN_PARAGRAPH.CENTER}


def _run(paragraph: Any, words: str, font: str, size: int) -> Any:
    run = paragraph.add_run(_plain(words))
    run.font.size = Pt(size)
    _set_font(run._r.get_or_add_rPr(), run.font, font)
    return run


def _set_font(properties: Any, font: Any, name: str) -> None:
    """A font for Latin and for Chinese letters: Word keeps them apart."""
    font.name = name
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(kind), name)


def _fill(cell: Any, words: str, font: str, align: Any) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(TABLE_LINE)
    _run(paragraph, words, font, TABLE_SIZE)


def _repeat(row: Any) -> None:
    """Have Word repeat a line of headings on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _plain(words: str) -> str:
    """Words without the characters that XML has no room for."""
    return "".join(letter for letter in str(words) if letter >= " " or letter in "\t\n")
