"""What must hold between acceptance and decision, each condition with the reason when it does not."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from cases import facts as f
from cases.models import Law, Procedure
from cases.reading import next_sitting, norm_review, open_fact, readers, since, stay
from dossiers.models import PartyRole
from workflow.steps import Condition, Context, Text


def _open(context: Context, begun: str, *ended: str) -> bool:
    return open_fact(context.facts, begun, *ended) is not None


def nothing_open(begun: str, ended: str, reason: Text) -> Callable[[Context], Text | None]:
    """A condition: what `begun` begins is not under way; `reason` is told while it is."""
    return lambda context: reason if _open(context, begun, ended) else None


def something_open(begun: str, ended: str, reason: Text) -> Callable[[Context], Text | None]:
    """A condition: what `begun` begins is under way; `reason` is told while it is not."""
    return lambda context: None if _open(context, begun, ended) else reason


# --- before the decision ---------------------------------------------------------------------------------------


def two_officers(context: Context) -> Text | None:
    case, dossier = context.proceeding, context.dossier
    if case.law != Law.LAW_2023 or case.procedure != Procedure.ORDINARY:
        return None
    if dossier.officer_id is None or dossier.second_officer_id is None:
        return _("In the ordinary procedure two officers hear the case (rules 39): name the second one.")
    return None


def hearing_of_major_case(context: Context) -> Text | None:
    if context.proceeding.law != Law.LAW_2023 or not context.has(f.MARKED_MAJOR) or context.has(f.HEARING_HELD):
        return None
    return _("The case is major, difficult or complex: a hearing must be held before the decision (art. 50①).")


def committee_consulted(context: Context) -> Text | None:
    if context.proceeding.law != Law.LAW_2023 or context.has(f.COMMITTEE_OPINION):
        return None
    if context.has(f.COMMITTEE_REFERRED):
        return _("The committee was consulted and its opinion is not entered (art. 52②).")
    if context.has(f.MARKED_MAJOR):
        return _("The case is major, difficult or complex: the committee must be consulted (art. 52②(1)).")
    return None


def nothing_pending(context: Context) -> Text | None:
    """An inspection, an appraisal, a hearing or a request for recusal that is not over stands before the decision."""
    if _open(context, f.RECUSAL_ASKED, f.RECUSAL_DECIDED):
        return _("A request for recusal is not decided yet.")
    if _open(context, f.INSPECTION_BEGUN, f.INSPECTION_ENDED):
        return _("The inspection has not ended.")
    if _open(context, f.APPRAISAL_BEGUN, f.APPRAISAL_ENDED):
        return _("The appraisal is not in yet.")
    if next_sitting(context.facts) is not None:
        return _("A hearing is set and neither held nor cancelled.")
    return None


BEFORE_DECISION = (
    Condition("two officers hear an ordinary case", two_officers),
    Condition("a major case was heard", hearing_of_major_case),
    Condition("the committee was consulted where it must be", committee_consulted),
    Condition("nothing that comes first is open", nothing_pending),
)


# --- officers, third parties, the file -------------------------------------------------------------------------


def not_major_yet(context: Context) -> Text | None:
    return _("The case is marked already.") if context.has(f.MARKED_MAJOR) else None


def third_party_left(context: Context) -> Text | None:
    third = context.parties_as(PartyRole.THIRD_PARTY)
    if not third:
        return _("No third party is entered; add the party first.")
    if all(context.has(f.THIRD_PARTY_NOTIFIED, party) for party in third):
        return _("Every third party has been notified.")
    return None


def somebody_may_read(context: Context) -> Text | None:
    return None if readers(context.parties) else _("There is nobody who may read the file (art. 47).")


# --- the hearing -----------------------------------------------------------------------------------------------


def no_hearing_set(context: Context) -> Text | None:
    return _("A hearing is set already.") if next_sitting(context.facts) else None


def hearing_set(context: Context) -> Text | None:
    return None if next_sitting(context.facts) else _("No hearing is set.")


def hearing_day_come(context: Context) -> Text | None:
    sitting = next_sitting(context.facts)
    if sitting is not None and context.today < sitting.on:
        return _("The day of the hearing has not come.")
    return None


def presider_not_recused(context: Context) -> Text | None:
    sitting = next_sitting(context.facts)
    people = {sitting.presider, *sitting.fact.value["listeners"]} if sitting else set()
    if people & set(context.dossier.recused):
        return _("The presider or a listener was recused: put the hearing off and name another.")
    return None


# --- committee, stay, norm review ------------------------------------------------------------------------------


def not_stayed(context: Context) -> Text | None:
    return _("Execution is stayed already.") if stay(context.facts) else None


def stayed(context: Context) -> Text | None:
    return None if stay(context.facts) else _("Execution is not stayed.")


def under_norm_review(context: Context) -> Text | None:
    return None if norm_review(context.facts) else _("No normative document is under review.")


def no_norm_review(context: Context) -> Text | None:
    if norm_review(context.facts):
        return _("A normative document is under review: enter its result, and the case resumes.")
    return None


def competent_for_norm(context: Context) -> Text | None:
    review = norm_review(context.facts)
    if review is not None and not review.value["competent"]:
        return _("This organ may not handle the document; it is forwarded (art. 56).")
    return None


def not_competent_for_norm(context: Context) -> Text | None:
    review = norm_review(context.facts)
    if review is not None and review.value["competent"]:
        return _("This organ may handle the document itself (art. 56).")
    return None


def _not_done(kind: str, reason: Text) -> Callable[[Context], Text | None]:
    """A condition: `kind` is not entered yet for the review that is under way."""

    def test(context: Context) -> Text | None:
        review = norm_review(context.facts)
        return reason if review is not None and since(context.facts, review, kind) else None

    return test


def _done(kind: str, reason: Text) -> Callable[[Context], Text | None]:
    """A condition: `kind` is entered for the review that is under way."""

    def test(context: Context) -> Text | None:
        review = norm_review(context.facts)
        return None if review is not None and since(context.facts, review, kind) else reason

    return test


maker_not_notified = _not_done(f.NORM_MAKER_NOTIFIED, _("The maker has been notified."))
maker_notified = _done(f.NORM_MAKER_NOTIFIED, _("The maker has not been notified yet."))
maker_not_replied = _not_done(f.NORM_MAKER_REPLIED, _("The maker has replied."))
not_forwarded = _not_done(f.NORM_FORWARDED, _("It has been forwarded."))


def receipt_by_other_organ_left(context: Context) -> Text | None:
    review = norm_review(context.facts)
    if review is None:
        return None
    maker = review.value["competent"]
    sent = f.NORM_MAKER_NOTIFIED if maker else f.NORM_FORWARDED
    received = f.NORM_MAKER_RECEIVED if maker else f.NORM_FORWARD_RECEIVED
    if not since(context.facts, review, sent):
        return _("Nothing has been sent to the other organ yet.")
    if since(context.facts, review, received):
        return _("The receipt is entered already.")
    return None
