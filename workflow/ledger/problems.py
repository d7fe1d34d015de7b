"""What is wrong with a row, kept as words with their values so that each reader has it in their own language."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

# A longer value would hide what is said about it.
SHOWN_LENGTH = 40


@dataclass(frozen=True)
class Problem:
    """A sentence (a msgid of the catalogue) with its parameters: texts, numbers and days."""

    words: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text = gettext(self.words)
        return text % {key: _shown(value) for key, value in self.params.items()} if self.params else text

    def as_json(self) -> list[Any]:
        """[words, parameters], days as {"day": ISO}."""
        return [self.words, {key: _kept(value) for key, value in self.params.items()}]

    @classmethod
    def from_json(cls, kept: list[Any]) -> "Problem":
        words, params = kept
        return cls(words, {key: _read(value) for key, value in params.items()})


class Unreadable(Exception):
    """A file that cannot be taken as a ledger at all; `problem` says why."""

    def __init__(self, words: str, **params: Any) -> None:
        self.problem = Problem(words, params)
        super().__init__(words)

    def __str__(self) -> str:
        return str(self.problem)


def _shown(value: Any) -> Any:
    if isinstance(value, dt.date):
        return date_format(value)
    if isinstance(value, str):
        line = " ".join(value.split())
        return f"{line[:SHOWN_LENGTH]}…" if len(line) > SHOWN_LENGTH else line
    return value


def _kept(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, dt.date) else value


def _read(value: Any) -> Any:
    return dt.date.fromisoformat(value["day"]) if isinstance(value, dict) else value
