"""What steps of several stages name: groups of states, who approves, articles, headings of the menu."""

from django.utils.translation import gettext_lazy as _

from hearings.models import State

S = State
# A lawsuit lives by one law from beginning to end.
LAW = "litigation"
BEFORE_JUDGMENT = frozenset({S.ANSWERING, S.TRIAL})
AFTER_JUDGMENT = frozenset({S.JUDGED, S.APPEALED, S.EFFECTIVE})
RUNNING = BEFORE_JUDGMENT | AFTER_JUDGMENT
STANDING = RUNNING | {S.CLOSED}


def article(text: str) -> dict[str, str]:
    """The article of a step: 行政诉讼法第67条第1款; several are parted by 、 within a law and by ； between laws."""
    return {LAW: text}


# The headings under which steps stand in the menu of a lawsuit.
RECEIPT = _("Receipt and answer")
COURSE = _("Course of the suit")
SITTINGS = _("Sittings and appearance")
OUTCOME = _("Outcome")
AFTERWARDS = _("After the judgment")
WHOLE_PROCESS = _("File of the whole process")
RECORD = _("The record")
