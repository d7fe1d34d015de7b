"""Effects of the end of a dispute: result, terms, confirmation, the report to the source, what came after."""

from typing import Any

from django.utils.translation import gettext as _

from disputes import facts as f
from disputes.models import Term, TermState
from disputes.services.behind import prompt_cases_behind
from disputes.services.intake import leave_all
from disputes.telling import concerned, of_referrer, tell
from dossiers.models import Code, Visibility
from workflow.papers import keep_papers
from workflow.steps import Execution, StepRefused


def conclude(ex: Execution) -> None:
    """What it came to; whoever took part takes part no more, and a case behind it is told: it moves not by itself."""
    data, dispute = ex.data, ex.proceeding
    result: Code = data["result"]
    at_once: dict[str, Any] = {"performed": True} if data["performed"] else {}
    ex.fact(f.CONCLUDED, data["on_date"], result=result.pk, **at_once)
    leave_all(ex)
    dispute.result, dispute.concluded_on = result, data["on_date"]
    dispute.agreement, dispute.agreed_amount = data["agreement"], data["amount"]
    _keep_terms(ex)
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_agreement")
    if ex.corrected is None:
        tell(
            concerned(dispute),
            ex.dossier,
            f"concluded:{ex.entry.pk}",
            lambda number: _("The resolution of %(case)s has ended: %(result)s.") % {"case": number, "result": result},
        )
        prompt_cases_behind(ex, result)


def _keep_terms(ex: Execution) -> None:
    """The terms as they were agreed; in a correction those that stay keep what became of them."""
    day, rows = ex.data["on_date"], ex.data["terms"] or []
    standing = {
        term.number: term
        for term in Term.objects.unscoped("the terms of a case in hand")
        .select_for_update()
        .filter(dispute=ex.proceeding)
        .exclude(state=TermState.DROPPED)
    }
    for number, row in enumerate(rows, start=1):
        term = standing.pop(number, None) or Term(dispute=ex.proceeding, number=number, entry=ex.entry)
        term.what, term.by, term.amount, term.due_on = row["what"], row["by"], row["amount"], row["due_on"]
        term.save()
        due = {"due": term.due_on.isoformat()} if term.due_on else {}
        ex.fact(f.TERM_AGREED, day, term.by, term=term.pk, n=number, **due)
    for term in standing.values():
        if term.state != TermState.OPEN:
            raise StepRefused(
                _("It is entered what became of term %(n)s; it cannot be left out.") % {"n": term.number}, code="closed"
            )
        term.state = TermState.DROPPED
        term.save(update_fields=["state"])


def settle_term(ex: Execution) -> None:
    data = ex.data
    term = Term.objects.unscoped("a term of a case in hand").select_for_update().get(pk=data["term"].pk)
    if ex.corrected is None and term.state != TermState.OPEN:
        raise StepRefused(_("It is entered already what became of this term."), code="closed")
    done = data["done"] == "yes"
    term.state, term.settled_on = (TermState.DONE if done else TermState.FAILED), data["on_date"]
    term.save()
    ex.fact(f.TERM_DONE if done else f.TERM_FAILED, data["on_date"], term.by, term=term.pk, n=term.number)
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="other", party=term.by)


def confirm(ex: Execution) -> None:
    """Confirmed by a court; so are the disputes that were settled by the same agreement (services.joining)."""
    ex.fact(f.CONFIRMED, ex.data["on_date"], court=ex.data["court"].pk)
    ex.proceeding.confirmed_on = ex.data["on_date"]
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="other")


def report_back(ex: Execution) -> None:
    ex.fact(f.REPORTED_BACK, ex.data["on_date"])
    ex.proceeding.reported_on = ex.data["on_date"]
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_report")
    if ex.proceeding.referrer_id and ex.corrected is None:
        tell(
            of_referrer(ex.proceeding),
            ex.dossier,
            f"reported:{ex.entry.pk}",
            lambda number: _("The centre reports the result of %(case)s.") % {"case": number},
        )


def came_after(ex: Execution) -> None:
    ex.fact(f.AFTERWARDS, ex.data["on_date"], what=ex.data["what"].pk, number=ex.data["number"] or "")
