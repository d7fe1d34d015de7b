"""What nobody should type: the fields of a page, and values for them that no form expects."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

# Names of tokens that a form carries along; they are mostly kept, so that the rest is looked at.
CARRIED = frozenset({"version", "key", "seen", "csrfmiddlewaretoken"})

NASTY = [
    *("", " ", "\t\r\n", "\x00", "甲\x00乙", "\ufeff", "\u200b", "\u202e文倒", "\u202aעברית\u202c", "é" * 3),
    *("😀🏛️", "𠮷" * 50, "甲" * 5000, "9" * 400, "-1", "0", "1e309", "NaN", "Infinity", "１２３", "٣", "²", "½"),
    *("10000000000", "99999999999999999999", "2147483648", "9223372036854775808", "-9223372036854775809"),
    *(
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "0000-00-00",
        "10000-01-01",
        "二〇二六年二月三十日",
        "2026-04-13T25:61",
    ),
    *("'; DROP TABLE dossiers_dossier; --", "<script>alert(1)</script>", "%s %(x)s {0} {{ x }}", "\\", "../../etc"),
    *("on", "true", "None", "null", "[]", "{}", "channel.none", "outcome.uphold", "-", "—", "~", "1,2", "1;2"),
]

garbage = st.sampled_from(NASTY) | st.text(max_size=40) | st.integers().map(str) | st.floats().map(str)

files = st.builds(
    SimpleUploadedFile,
    st.sampled_from(["a.pdf", "a.docx", "台账.xlsx", "a", "a.exe", "a" * 300 + ".pdf", "😀.pdf", "a\u202efdp.exe"]),
    st.sampled_from(
        [
            *(
                b"",
                b"\0",
                b"%PDF",
                b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
                b"PK\x03\x04",
                b"MZ\x90",
            ),
            *(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
                b"<html><script>alert(1)</script>",
                b"\x89PNG\r\n\x1a\n",
            ),
        ]
    ),
    st.sampled_from(["application/pdf", "text/html", ""]),
)


@dataclass
class Field:
    """A field of a form: its name, what stands in it, what can be chosen."""

    name: str
    kind: str = "text"
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Field] = {}
        self._select: Field | None = None
        self._area: Field | None = None

    def _field(self, name: str, kind: str) -> Field:
        return self.found.setdefault(name, Field(name, kind))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "option" and self._select is not None:
            self._select.choices.append(value)
            if "selected" in given:
                self._select.values.append(value)
        elif not name:
            return
        elif tag == "select":
            self._select = self._field(name, "select")
        elif tag == "textarea":
            self._area = self._field(name, "text")
        elif tag == "input":
            found = self._field(name, given.get("type") or "text")
            if found.kind in {"radio", "checkbox"}:
                found.choices.append(value)
            if found.kind not in {"radio", "checkbox"} or "checked" in given:
                found.values.append(value)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.values.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def fields_of(html: str) -> list[Field]:
    """The named fields of all forms of a page."""
    parser = _Fields()
    parser.feed(html)
    return list(parser.found.values())


@st.composite
def filled(draw: st.DrawFn, fields: list[Field]) -> dict[str, Any]:
    """The fields of a form, some as they stand, some well chosen, some with garbage, some twice or left out."""
    sent: dict[str, Any] = {}
    for each in fields:
        way = draw(st.integers(0, 9))
        if each.name in CARRIED and way < 8:
            sent[each.name] = each.values
        elif each.kind == "file":
            if way < 5:
                sent[each.name] = draw(files)
        elif each.choices and way < 6:
            sent[each.name] = draw(st.sampled_from(each.choices))
        elif way < 2 and each.values:
            sent[each.name] = each.values
        elif way == 8:
            sent[each.name] = draw(st.lists(garbage, max_size=3))
        elif way < 9:
            sent[each.name] = draw(garbage)
    return sent
