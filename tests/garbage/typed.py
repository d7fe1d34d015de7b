"""What nobody should type: the fields of a page, and values for them that no form expects."""

import struct
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

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

# Name, content and declared type of files that nobody should send.
FILE_NAMES = ["a.pdf", "a.docx", "台账.xlsx", "a", "a.exe", "a" * 300 + ".pdf", "😀.pdf", "a\u202efdp.exe"]
FILE_CONTENTS = [
    *(b"", b"\0", b"%PDF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", b"PK\x03\x04", b"MZ\x90"),
    *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"<html><script>alert(1)</script>", b"\x89PNG\r\n\x1a\n"),
]
FILE_TYPES = ["application/pdf", "text/html", ""]


def garbage(chance: Random) -> str:
    """A value that no form expects: a known nasty one, any characters, any number."""
    way = chance.randrange(4)
    if way == 0:
        return chance.choice(NASTY)
    if way == 1:
        return "".join(_character(chance) for _ in range(chance.randrange(41)))
    if way == 2:
        return str(chance.randint(-(2 ** chance.randrange(1, 130)), 2 ** chance.randrange(1, 130)))
    return str(struct.unpack("d", chance.randbytes(8))[0])


def _character(chance: Random) -> str:
    """Any character but a surrogate, which no browser can send."""
    point = chance.choice([chance.randrange(0x80), chance.randrange(0x4E00, 0xA000), chance.randrange(0x110000)])
    return chr(point) if not 0xD800 <= point < 0xE000 else "\ufffd"


def file(chance: Random) -> SimpleUploadedFile:
    return SimpleUploadedFile(chance.choice(FILE_NAMES), chance.choice(FILE_CONTENTS), chance.choice(FILE_TYPES))


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


def filled(fields: list[Field], chance: Random) -> dict[str, Any]:
    """The fields of a form, some as they stand, some well chosen, some with garbage, some twice or left out."""
    sent: dict[str, Any] = {}
    for each in fields:
        way = chance.randrange(10)
        if each.name in CARRIED and way < 8:
            sent[each.name] = each.values
        elif each.kind == "file":
            if way < 5:
                sent[each.name] = file(chance)
        elif each.choices and way < 6:
            sent[each.name] = chance.choice(each.choices)
        elif way < 2 and each.values:
            sent[each.name] = each.values
        elif way == 8:
            sent[each.name] = [garbage(chance) for _ in range(chance.randrange(4))]
        elif way < 9:
            sent[each.name] = garbage(chance)
    return sent
