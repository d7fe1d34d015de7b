"""The message catalogues: ``python -m config.catalogue compile`` and ``check``.

Django's own commands for this need GNU gettext on the machine; Babel is a package like any other.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from csv import DictReader
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import django
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "accounts",
    "notices",
    "dossiers",
    "deadlines",
    "workflow",
    "cases",
    "hearings",
    "disputes",
    "reports",
    "config",
)
# Function -> which arguments are message, plural and context, as Babel takes it.
KEYWORDS: dict[str, Any] = {
    "_": None,
    **{f"gettext{kind}": None for kind in ("", "_lazy", "_noop")},
    **{f"ngettext{kind}": (1, 2) for kind in ("", "_lazy")},
    **{f"pgettext{kind}": ((1, "c"), 2) for kind in ("", "_lazy")},
    **{f"npgettext{kind}": ((1, "c"), 2, 3) for kind in ("", "_lazy")},
}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Chinese that belongs into English words: how a day or a number is typed, and how a language calls itself.
_QUOTED = re.compile(r"2026年11月22日|〔year〕N号|中文")
# Data that is shown in either language: file, its column of keys, and its columns that English readers read.
_LABELLED = (
    ("dossiers/data/codes.csv", ("list", "code"), ("label_zh", "label_en")),
    ("deadlines/data/clocks.csv", ("id",), ("matter", "matter_en")),
    ("deadlines/data/clocks.csv", ("id",), ("trigger_event", "trigger_en")),
)
_ITEM = re.compile(r"（[一二三四五六七八九十]+）|\([一二三四五六七八九十]+\)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w*)\}|%[sd]")


class Use(NamedTuple):
    """One place of the sources that asks for a translation."""

    place: str
    message: str
    context: str | None


def sources() -> Iterator[Path]:
    """The Python files and templates whose messages the catalogues must hold."""
    for app in APPS:
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)
        yield from sorted((ROOT / app).glob("templates/**/*"))
    yield from sorted((ROOT / "templates").rglob("*"))


def uses() -> Iterator[Use]:
    """Every message asked for in the sources."""
    for path in sources():
        if path.suffix not in {".py", ".html", ".txt", ".svg"}:
            continue
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(ROOT))
        if path.suffix != ".py":
            # Django turns a template into Python calls on the same lines; their indentation means nothing.
            text = "\n".join(line.strip() for line in templatize(text, origin=name).splitlines())
        found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
        for line, message, _comments, context in found:
            singular = message[0] if isinstance(message, (tuple, list)) else message
            if singular:
                yield Use(f"{name}:{line}", singular, context)


def catalogues() -> list[Path]:
    """The .po files."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def compile_all() -> None:
    """Write the .mo beside each .po."""
    for path in catalogues():
        with path.open("rb") as source:
            catalogue = read_po(source)
        new = path.with_suffix(".mo.new")
        with new.open("wb") as target:
            write_mo(target, catalogue)
        new.replace(path.with_suffix(".mo"))


def faults() -> list[str]:
    """What is wrong in either language.

    In Chinese: a message without translation, an unsure (fuzzy) or empty one, one that nothing asks for, placeholders
    that differ. In English, the language of the sources: a message with Chinese in it, data without an English label.
    """
    asked = list(uses())
    found = [
        f"{use.place}: Chinese in the English words: {use.message!r}" for use in asked if not is_english(use.message)
    ]
    found += data_faults()
    known = {(use.message, use.context) for use in asked} | set(elsewhere())
    for path in catalogues():
        with path.open("rb") as source:
            catalogue = read_po(source)
        name = str(path.relative_to(ROOT))
        found.extend(f"{name}: twice: {message!r}" for message in twice(path.read_text(encoding="utf-8")))
        for use in asked:
            if catalogue.get(use.message, use.context) is None:
                found.append(f"{use.place}: not in {name}: {use.message!r}")
        for message in catalogue:
            if message.id:
                found.extend(f"{name}: {fault}: {message.id!r}" for fault in _faults_of(message))
                singular = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                if (singular, message.context) not in known:
                    found.append(f"{name}: nothing asks for it: {message.id!r}")
        found.extend(f"{name}: obsolete: {message.id!r}" for message in catalogue.obsolete.values())
    return found


def twice(text: str) -> list[str]:
    """The messages that a catalogue has twice in the same sense: of two translations the reader gets either."""
    heads = re.findall(r'^((?:msgctxt ".*"\n)?msgid (?:".*"\n)+)', text, re.MULTILINE)
    return sorted(head.strip() for head, times in Counter(heads).items() if times > 1)


def elsewhere() -> Iterator[tuple[str, str | None]]:
    """Messages that no source here asks for and that are shown all the same: Django's own, and names of models."""
    for path in sorted(Path(django.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po")):
        with path.open("rb") as source:
            for message in read_po(source):
                yield (message.id[0] if isinstance(message.id, (tuple, list)) else message.id), message.context
    for app in APPS:
        for path in [*sorted((ROOT / app).glob("models*/*.py")), ROOT / app / "models.py"]:
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for name in re.findall(r"^class (\w+)\(", text, re.MULTILINE):
                yield re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower(), None


def is_english(text: str) -> bool:
    """Whether English words hold no Chinese but what they quote."""
    return not _CHINESE.search(_QUOTED.sub("", text))


def data_faults() -> list[str]:
    """Rows of the reference data that have words in Chinese and none, or Chinese ones, in English."""
    found = []
    for path, keys, (chinese, english) in _LABELLED:
        with (ROOT / path).open(encoding="utf-8-sig", newline="") as file:
            for row in DictReader(file):
                # A heading is the name of the column, and what it is called in Chinese.
                plain = {heading.split(" ")[0]: text for heading, text in row.items() if heading}
                key = "/".join(plain[name] for name in keys)
                # Rules are read by lawyers in the data alone; periods are explained on pages.
                if plain[chinese] and not plain[english] and plain.get("kind") != "规则":
                    found.append(f"{path}: {key} has no {english}")
                elif _CHINESE.search(_ITEM.sub("", plain[english])):
                    found.append(f"{path}: {key} has Chinese in {english}: {plain[english]!r}")
    return found


def _faults_of(message: Message) -> Iterator[str]:
    originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    translations = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    translated = [translation for translation in translations if translation]
    if not translated or len(translated) < len(translations):
        yield "not translated"
        return
    # Chinese has no plural form of its own; the one with the placeholders counts.
    wanted = set(_PLACEHOLDER.findall(originals[-1]))
    for translation in translated:
        if set(_PLACEHOLDER.findall(translation)) != wanted:
            yield "other placeholders in the translation"


def main(arguments: list[str]) -> int:
    """Carry out ``compile`` or ``check``; 1 when the check found something."""
    match arguments:
        case ["compile"]:
            compile_all()
            return 0
        case ["check"]:
            found = faults()
            sys.stdout.writelines(f"{fault}\n" for fault in found)
            return 1 if found else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
