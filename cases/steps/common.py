"""What steps of several stages name: groups of states, who approves, articles under each law."""

from django.utils.translation import gettext_lazy as _

from cases.models import Law, State
from workflow.steps import Context

S = State
BEFORE_ACCEPTANCE = frozenset({S.REVIEW, S.SUPPLEMENT})
# Not accepted, whether it has come to the office yet or still lies with the agency.
BEFORE_IT = BEFORE_ACCEPTANCE | {S.FILED}
# Ended without a decision, and still to be closed.
ENDED = frozenset({S.ABANDONED, S.WITHDRAWN, S.NOT_HANDLED, S.TRANSFERRED, S.ESCALATED})
RUNNING = ENDED | {S.FILED, S.REVIEW, S.SUPPLEMENT, S.HANDLING, S.DECIDED, S.DECLINED, S.SERVED}
HANDLING = frozenset({S.HANDLING})
CONCLUDED = frozenset({S.DECIDED, S.SERVED, S.CLOSED})
# There is a document of the organ that can be served, sealed, sued over.
ANSWERED = CONCLUDED | {S.DECLINED}


def articles(law_2023: str = "", law_2017: str = "") -> dict[str, str]:
    return {Law.LAW_2023: law_2023, Law.LAW_2017: law_2017}


def extension_approver(context: Context) -> str:
    """The director of the office (2023 law 62①); under the law of 2017 the leader of the organ (31①)."""
    return "approve.organ_leader" if context.proceeding.law == Law.LAW_2017 else "approve.director"


# The headings under which steps stand in the menu of a case.
RECEIPT_AND_REVIEW = _("Receipt and review")
HEARING = _("Hearing of the case")
COURSE = _("Periods and course")
CONCLUSION = _("Conclusion")
AFTERWARDS = _("Service and after")
PERFORMANCE = _("Performance and letters")
RECORD = _("The record")
