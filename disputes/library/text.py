"""How the text of a rule is searched: any fragment, however it was typed."""

from functools import reduce
from operator import and_, or_

from django.db.models import Q

from accounts.text import normalise_name
from dossiers.queries import spellings


def searched(*parts: str) -> str:
    """The text in which fragments of a rule are found: its parts in their normal form, each on a line of its own."""
    return "\n".join(text for part in parts if (text := normalise_name(part)))


def containing(typed: str) -> Q:
    """The condition that a rule contains each of the words typed, in whatever width and with whatever brackets."""
    words = [_contains(word) for word in typed.split()]
    return reduce(and_, words) if words else Q(pk__in=[])


def around(text: str, word: str, width: int = 24) -> str:
    """The piece of a rule's search text around a word, of what stands below its title; nothing where it does not."""
    lines = [line for line in text.split("\n")[1:] if word in line]
    if not lines:
        return ""
    place = lines[-1].index(word)
    start, end = max(0, place - width), place + len(word) + width
    return f"{'…' if start else ''}{lines[-1][start:end]}{'…' if end < len(lines[-1]) else ''}"


def _contains(word: str) -> Q:
    return reduce(or_, (Q(search_text__contains=text) for text in spellings(word)), Q(pk__in=[]))
