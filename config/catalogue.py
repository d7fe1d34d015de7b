"""The message catalogues: ``python -m config.catalogue compile`` and ``check``.

Django's own commands for this need GNU gettext on the machine; Babel is a package like any other.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

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
    """What is wrong: a message without translation, an unsure (fuzzy) or empty one, placeholders that differ."""
    found = []
    asked = list(uses())
    for path in catalogues():
        with path.open("rb") as source:
            catalogue = read_po(source)
        name = str(path.relative_to(ROOT))
        for use in asked:
            if catalogue.get(use.message, use.context) is None:
                found.append(f"{use.place}: not in {name}: {use.message!r}")
        for message in catalogue:
            if message.id:
                found.extend(f"{name}: {fault}: {message.id!r}" for fault in _faults_of(message))
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
