"""What a dispute came to: result, terms and their performance, confirmation, report, what came after."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_date, cn_day, cn_short
from accounts.templatetags.ui import money
from disputes import facts as f
from disputes.models import Dispute, Term, TermState
from dossiers.models import Code
from workflow.describing import Names
from workflow.steps import Context

TONES = {TermState.OPEN: "soon", TermState.DONE: "done", TermState.FAILED: "late", TermState.DROPPED: ""}


def outcome(dispute: Dispute, context: Context, names: Names) -> list[dict[str, Any]]:
    """The result with its days, for components/facts.html."""
    if dispute.result is None:
        return []
    after = [
        " ".join(
            filter(None, (cn_day(fact.on_date), names.of(Code, str(fact.value["what"])), fact.value.get("number")))
        )
        for fact in context.facts
        if fact.kind == f.AFTERWARDS
    ]
    rows: list[tuple[Any, Any]] = [
        (gettext("Result"), str(dispute.result)),
        (gettext("Resolution ended on"), cn_date(dispute.concluded_on)),
        (gettext("Form of the agreement"), dispute.get_agreement_display() if dispute.agreement else ""),
        (gettext("Amount agreed in all"), money(dispute.agreed_amount)),
        (gettext("Judicially confirmed on"), cn_date(dispute.confirmed_on)),
        (gettext("Performance of the agreement"), dispute.get_performance_display() if dispute.performance else ""),
        (
            gettext("Reported back on"),
            cn_date(dispute.reported_on) or (gettext("not yet") if dispute.referrer_id else ""),
        ),
        (gettext("What came after"), after),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _settled(row: Term) -> str:
    """When a term was performed, or when it was found that it was not."""
    if row.settled_on is None:
        return ""
    words = gettext("performed %(day)s") if row.state == TermState.DONE else gettext("found unperformed %(day)s")
    return words % {"day": cn_short(row.settled_on)}


def terms(rows: Iterable[Term]) -> list[dict[str, Any]]:
    """The terms of the agreement and what became of each."""
    return [
        {
            "n": row.number,
            "what": row.what,
            "by": row.by.name,
            "amount": money(row.amount) if row.amount is not None else "",
            "due": gettext("by %(day)s") % {"day": cn_date(row.due_on)} if row.due_on else gettext("no day agreed"),
            "state": row.get_state_display(),
            "tone": TONES[TermState(row.state)],
            "on": _settled(row),
        }
        for row in rows
        if row.state != TermState.DROPPED
    ]
