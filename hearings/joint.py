"""Whether the reconsideration organ must be a defendant, and beside whom: from what it decided. No query.

行政诉讼法 26②③: it upheld — both are joint defendants; it changed the act — it is sued alone; it decided nothing in
time — the act is sued over against the agency, the inaction against the organ. 行诉解释 22, 133, 134 say what upholding
and changing are.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.decisions import Decision

JOINT, ALONE, AGENCY, NONE = "joint", "alone", "agency", ""

# 行诉解释 133: dismissing the request is upholding; dismissing the application for want of its conditions is not.
UPHELD = frozenset({"uphold", "dismiss_request", "compensation_dismiss"})
CHANGED = frozenset({"modify", "revoke", "revoke_partial", "revoke_redo", "confirm_void", "order_performance"})
REFUSED = frozenset({"dismiss_application", "not_accept"})
ENDED = ("terminate", "mediation", "terminated")


@dataclass(frozen=True)
class Reading:
    """Who is to be sued after a reconsideration, and by which article."""

    who: str
    words: str | Promise
    article: str


def reading_of(decision: Decision) -> Reading:
    """Who is to be the defendant after `decision`."""
    codes = decision.outcomes
    if not codes:
        return Reading(
            AGENCY,
            _("No decision: over the act the agency is sued, over the failure to decide the reconsideration organ."),
            "行政诉讼法第26条第3款",
        )
    illegal = "confirm_illegal" in codes
    upheld = bool(codes & UPHELD) or (illegal and decision.by_procedure)
    changed = bool(codes & CHANGED) or (illegal and not decision.by_procedure)
    if upheld and (changed or codes & REFUSED):
        return Reading(
            JOINT,
            _("Upheld in part, changed or refused in part: agency and reconsideration organ are joint defendants."),
            "行诉解释第134条第2款",
        )
    if upheld:
        article = "行政诉讼法第26条第2款"
        if illegal:
            article = "行诉解释第22条第3款"
        elif "uphold" not in codes:
            article = "行诉解释第133条"
        return Reading(JOINT, _("Upheld: agency and reconsideration organ are joint defendants."), article)
    if changed:
        article = "行诉解释第22条第2款" if "confirm_void" in codes else "行政诉讼法第26条第2款"
        return Reading(ALONE, _("Changed: the reconsideration organ alone is the defendant."), article)
    if codes & REFUSED:
        return Reading(
            AGENCY,
            _("Not accepted, or dismissed for want of its conditions: agency or organ, by what is sued over."),
            "行诉解释第133条",
        )
    if any(code.startswith(ENDED) for code in codes):
        return Reading(NONE, _("Ended without a decision on the act."), "行政诉讼法第26条")
    return Reading(NONE, _("What was decided does not say who is to be sued."), "行政诉讼法第26条")


def differs(reading: Reading, standings: set[str], organ_is_defendant: bool) -> str | Promise:
    """What is wrong with the defendants as they are named, by `reading`; nothing when they fit."""
    if reading.who == JOINT and not (organ_is_defendant and "original" in standings):
        return _("The court should be asked to add the missing defendant: both must be sued.")
    if reading.who == ALONE and (not organ_is_defendant or "original" in standings):
        return _("By the decision the reconsideration organ alone should be sued.")
    return ""
