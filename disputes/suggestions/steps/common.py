"""What steps of several stages name: groups of states, who approves, articles by kind of suggestion, headings."""

from django.utils.translation import gettext_lazy as _

from disputes.models import SuggestionKind, SuggestionState
from workflow.steps import Context

S = SuggestionState
# Issued and not over.
RUNNING = frozenset({S.AWAITING, S.CHECKING, S.RECTIFYING, S.SETTLED})
OPEN = RUNNING | {S.DRAFT}
STANDING = OPEN | {S.CLOSED}


def articles(*, judicial: str = "", review: str = "", supervision: str = "") -> dict[str, str]:
    """The articles of a step by kind of suggestion; those of a procuratorate rest on what their paper says."""
    return {
        SuggestionKind.JUDICIAL: judicial,
        SuggestionKind.PROCURATORIAL: "",
        SuggestionKind.REVIEW_OPINION: review,
        SuggestionKind.REVIEW_SUGGESTION: "",
        SuggestionKind.SUPERVISION: supervision,
    }


def approver_of_issue(context: Context) -> str | None:
    """An opinion letter goes out in the name of the organ, by its leader; whatever else by the director."""
    opinion = context.proceeding.law == SuggestionKind.REVIEW_OPINION
    return "approve.organ_leader" if opinion else "approve.director"


# The headings under which steps stand in the menu of a suggestion.
ISSUE = _("Issue and receipt")
ANSWER = _("Answer and rectification")
ESCALATION = _("Second request and report upward")
RECORD = _("The record")
