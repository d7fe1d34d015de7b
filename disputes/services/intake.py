"""Effects of the way into the centre: scope, consent, acceptance or refusal, transfer to a unit."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_day
from disputes import facts as f
from disputes import reading
from disputes.models import State, Transfer, TransferState
from disputes.telling import of_centre, of_referrer, of_units, tell
from dossiers.models import Visibility
from dossiers.services import refresh_access
from workflow.closing import close_case
from workflow.papers import keep_papers
from workflow.steps import Execution, StepRefused


def check_scope(ex: Execution) -> None:
    within = ex.data["within"] == "yes"
    reason = {} if within else {"reason": ex.data["reason"].pk}
    ex.fact(f.SCOPE_CHECKED, ex.data["on_date"], within=within, **reason)


def consent(ex: Execution) -> None:
    """A party that agrees takes part from that day on; the paper proves since when."""
    data, party = ex.data, ex.data["party"]
    if data["consents"] == "yes":
        ex.fact(f.CONSENTED, data["on_date"], party, manner=data["manner"])
        ex.fact(f.JOINED, data["on_date"], party)
    else:
        ex.fact(f.REFUSED, data["on_date"], party, manner=data["manner"])
    keep_papers(ex, "proof", visibility=Visibility.PARTIES, paper="dispute_consent", party=party)


def accept(ex: Execution) -> None:
    ex.fact(f.ACCEPTED, ex.data["on_date"])
    ex.proceeding.accepted_on = ex.data["on_date"]
    _tell_referrer(ex, "accepted", _accepted_words)


def _accepted_words(number: str) -> str:
    return _("The dispute-resolution centre has accepted %(case)s.") % {"case": number}


def decline(ex: Execution) -> None:
    """Not taken up: whoever took part takes part no more, the dispute goes back to its source, the file is closed."""
    day = ex.data["on_date"]
    if ex.corrected is not None and not any(fact.kind == f.DECLINED for fact in ex.left):
        raise StepRefused(_("The case was opened again since; decline it anew."), code="fixed")
    ex.fact(f.DECLINED, day, reason=ex.data["reason"].pk)
    leave_all(ex)
    close_case(ex, f.CLOSED)
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_report")
    _tell_referrer(ex, "declined", _declined_words)


def _declined_words(number: str) -> str:
    return _("The dispute-resolution centre does not take up %(case)s; the reason stands in the case.") % {
        "case": number
    }


def _tell_referrer(ex: Execution, what: str, words: Callable[[str], str]) -> None:
    if ex.proceeding.referrer_id and ex.corrected is None:
        tell(of_referrer(ex.proceeding), ex.dossier, f"{what}:{ex.entry.pk}", words)


def leave_all(ex: Execution) -> None:
    """The participation of everybody who still takes part ends with the day of the step.

    Raises StepRefused where it began later, as a correction of the day could have it.
    """
    day = ex.data["on_date"]
    for one in reading.participations(ex.context):
        if one.until is not None:
            continue
        if one.since > day:
            said = {"party": one.party.name, "day": cn_day(one.since)}
            raise StepRefused(
                _("%(party)s takes part since %(day)s; it cannot end before.") % said, code="out_of_order"
            )
        ex.fact(f.LEFT, day, one.party)


def transfer(ex: Execution) -> None:
    """Handed to one or several units; each signs for it, or gives it back."""
    day = ex.data["on_date"]
    units, first = [], 0
    for row in ex.data["units"]:
        made = Transfer.objects.create(
            dispute=ex.proceeding, organisation=row["organisation"], lead=row["lead"], sent_on=day, entry=ex.entry
        )
        first = first or made.pk
        # `first` tells what is handed over together from what is handed over anew.
        ex.fact(f.TRANSFERRED, day, transfer=made.pk, organisation=made.organisation_id, lead=made.lead, first=first)
        units.append(made.organisation_id)
    refresh_access(ex.dossier)
    keep_papers(ex, "paper", visibility=Visibility.PARTIES, paper="dispute_transfer")
    tell(
        of_units(units),
        ex.dossier,
        f"transfer:{ex.entry.pk}",
        lambda number: (
            _("The dispute %(case)s was handed over to your unit; sign for it or give it back.") % {"case": number}
        ),
    )


def _locked(ex: Execution, *states: str) -> Transfer:
    """The transfer of a step, locked; in a correction in whatever state it is."""
    rows = Transfer.objects.unscoped("the transfer of a case in hand").select_for_update()
    row = rows.get(pk=ex.data["transfer"].pk, dispute=ex.proceeding)
    if ex.corrected is None and row.state not in states:
        raise StepRefused(_("The transfer was dealt with meanwhile."), code="closed")
    return row


def sign(ex: Execution) -> None:
    row = _locked(ex, TransferState.SENT)
    if row.state == TransferState.SENT:
        row.state = TransferState.SIGNED
    row.signed_on = ex.data["on_date"]
    row.person, row.contact = ex.data["person"], ex.data["contact"]
    row.save()
    ex.fact(f.SIGNED, ex.data["on_date"], transfer=row.pk, organisation=row.organisation_id)


def after_signing(ex: Execution) -> str | None:
    """Being resolved, once a unit has taken it."""
    return State.RESOLVING if ex.proceeding.state == State.ACCEPTED else None


def return_transfer(ex: Execution) -> None:
    """Back to the centre with the reason; the unit reaches the dispute no more unless it is a party."""
    row = _locked(ex, TransferState.SENT, TransferState.SIGNED)
    row.state, row.returned_on, row.reason = TransferState.RETURNED, ex.data["on_date"], ex.data["reason"][:300]
    row.save()
    better = ex.data["better"]
    ex.fact(f.TRANSFER_RETURNED, ex.data["on_date"], transfer=row.pk, **({"better": better.pk} if better else {}))
    keep_papers(ex, "paper", visibility=Visibility.OFFICE, paper="dispute_transfer")
    if ex.corrected is None:
        tell(
            of_centre(ex.dossier),
            ex.dossier,
            f"returned:{ex.entry.pk}",
            lambda number: _("The unit has given back %(case)s; hand it over again.") % {"case": number},
        )
    refresh_access(ex.dossier)


def recall(ex: Execution) -> None:
    row = _locked(ex, TransferState.SENT, TransferState.SIGNED)
    row.state, row.reason = TransferState.RECALLED, ex.data["reason"][:300]
    row.save()
    ex.fact(f.TRANSFER_RECALLED, ex.data["on_date"], transfer=row.pk)
    refresh_access(ex.dossier)


def report_handling(ex: Execution) -> None:
    row = _locked(ex, TransferState.SIGNED)
    row.state, row.reported_on = TransferState.REPORTED, ex.data["on_date"]
    row.save()
    ex.fact(f.HANDLING_REPORTED, ex.data["on_date"], transfer=row.pk)
    keep_papers(ex, "papers", visibility=Visibility.OFFICE, paper="other")
    if ex.corrected is None:
        tell(
            of_centre(ex.dossier),
            ex.dossier,
            f"handled:{ex.entry.pk}",
            lambda number: _("A unit has reported how it handled %(case)s.") % {"case": number},
        )
