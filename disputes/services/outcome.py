"""Effects of the end of a dispute: result, terms, confirmation, the report to the source, what came after."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from disputes import facts as f
from disputes.forms.outcome import is_resolved
from disputes.models import Term, TermState
from disputes.services.intake import leave_all
from disputes.telling import concerned, of_referrer, tell
from dossiers.models import Code, Dossier, DossierLink, LinkKind, Visibility
from notices.services import notify
from workflow.links import tell as tell_case
from workflow.papers import keep_papers
from workflow.steps import Execution, StepRefused


def conclude(ex: Execution) -> None:
    """What it came to; whoever took part takes part no more, and a case behind it is told: it moves not by itself."""
    data, dispute = ex.data, ex.proceeding
    result: Code = data["result"]
    ex.fact(f.CONCLUDED, data["on_date"], result=result.pk)
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


def prompt_cases_behind(ex: Execution, result: Code | None) -> None:
    """A running case behind a dispute that is settled is told: withdrawal or suspension is for its own people."""
    if result is None or not is_resolved(result):
        return
    links = DossierLink.objects.unscoped("the links of a case in hand").of(ex.dossier).filter(kind=LinkKind.CENTRE)
    for link in links:
        other = link.partner(ex.dossier)
        if not other.is_running:
            continue
        tell_case(ex, other, "centre_settled", str(result.label_zh))
        notify(
            recipients=_handlers(other),
            kind="dispute",
            words=lambda other=other: (
                _("The dispute behind %(case)s was settled in the centre; see to its withdrawal or suspension.")
                % {"case": other.number or _("a case without number")}
            ),
            path=reverse("dossier", args=[other.pk]),
            key=f"dispute:{ex.dossier.pk}:settled:{other.pk}:{ex.entry.pk}",
        )


def _handlers(dossier: Dossier) -> Iterable[User]:
    people = [pk for pk in (dossier.officer_id, dossier.second_officer_id) if pk]
    return User.objects.filter(pk__in=people, is_active=True)


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
