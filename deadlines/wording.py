"""What a clock is called, in the reader's language."""

from django.utils.translation import get_language

from deadlines.engine import clocks
from deadlines.engine.citations import Language


def language() -> Language:
    """The language in which derivations and articles are worded for the reader."""
    return "zh-hans" if (get_language() or "zh").startswith("zh") else "en"


def clock_title(clock_id: str) -> str:
    """What a clock is about, in the reader's language."""
    clock = clocks()[clock_id]
    return clock.matter if language() == "zh-hans" else clock.matter_en
