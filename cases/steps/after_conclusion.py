"""What must hold for a step after the conclusion of a case, each condition with the reason when it does not."""

from django.utils.translation import gettext_lazy as _

from cases import conclusions, duties
from cases import facts as f
from cases.ending import SUING_CLOCKS
from dossiers.models import Party
from workflow.steps import Context, Text


def appeal_open(context: Context) -> Text | None:
    return None if conclusions.appealing(context) else _("No internal appeal waits for its answer.")


def document_there(context: Context) -> Text | None:
    if context.has(f.CONCLUDED) or context.has(f.DECLINED):
        return None
    return _("The case did not end with a document of the organ.")


def suit_entered(context: Context) -> Text | None:
    return None if context.has(f.SUED) else _("No suit is entered.")


def suit_left(context: Context) -> Text | None:
    left = [
        party
        for party in conclusions.may_sue(context)
        if not context.has(f.SUED, party)
        and not context.has(f.NOT_SUED, party)
        and conclusions.over(context, party, SUING_CLOCKS)
    ]
    return None if left else _("No party's period for suing has run out without a suit.")


def decided_on_merits(context: Context) -> Text | None:
    if not conclusions.is_decided(conclusions.concluded(context.facts)):
        return _("The case was not concluded by a decision.")
    return None


def performance_left(context: Context) -> Text | None:
    parties = conclusions.performing(context)
    if not parties:
        return _("The conclusion leaves nothing to perform.")
    if not conclusions.in_effect(context):
        return _("Nothing takes effect before it is served (art. 75②).")
    if all(context.has(f.PERFORMED, party) for party in parties):
        return _("Everything has been performed.")
    return None


def respondents_left(context: Context) -> Text | None:
    if duties.left(context):
        return None
    if duties.duties(context):
        return _("Every respondent has performed.")
    return something_to_perform(context)


def something_to_perform(context: Context) -> Text | None:
    if duties.duties(context):
        return None
    if not conclusions.to_perform(context):
        return _("There is nothing to perform, and no opinion letter is left unanswered beyond its period (art. 77②).")
    if not conclusions.in_effect(context):
        return _("Nothing takes effect before it is served (art. 75②).")
    return None


def enforceable(context: Context) -> Text | None:
    codes = conclusions.codes_of(conclusions.concluded(context.facts))
    if not codes & conclusions.ENFORCEABLE:
        return _("Only what was upheld, modified or mediated is enforced (art. 78).")
    if not conclusions.in_effect(context):
        return _("Nothing takes effect before it is served (art. 75②).")
    # A mediation statement leaves nothing to sue over.
    may = [] if "mediation" in codes else conclusions.may_sue(context)
    if may and not any(
        conclusions.over(context, party, SUING_CLOCKS) and not context.has(f.SUED, party) for party in may
    ):
        return _("Nobody has let the period for suing pass without a suit (art. 78).")
    return None


def superior_to_copy(context: Context) -> Text | None:
    if not conclusions.of_own_level(context):
        return _("No respondent is a department of the organ's own level (art. 79②).")
    if not conclusions.copies_left(context):
        return _("Nothing in effect is left to be copied to a superior department.")
    return None


def letter_sent(context: Context) -> Text | None:
    return None if context.has(f.OPINION_LETTER) else _("No opinion letter was sent.")


def _lettered(context: Context) -> list[Party]:
    """The respondents whose letter, if there is one, is followed here and not in the register of suggestions.

    What was ordered over a letter is reported here, wherever the letter itself is followed.
    """
    return [
        party
        for party in context.respondents
        if not context.has(f.LETTER_REGISTERED, party) or duties.ordered_over_letter(context, party)
    ]


def letter_receipt_left(context: Context) -> Text | None:
    sent = [party for party in _lettered(context) if context.has(f.OPINION_LETTER, party)]
    if all(context.has(f.OPINION_LETTER_RECEIVED, party) for party in sent):
        return _("The receipt of every opinion letter is entered.")
    return None


def letter_answer_left(context: Context) -> Text | None:
    received = [party for party in _lettered(context) if context.has(f.OPINION_LETTER_RECEIVED, party)]
    if not received:
        return _("It is not entered when an agency received an opinion letter.")
    if all(context.has(f.OPINION_LETTER_ANSWERED, party) for party in received):
        return _("Every opinion letter has been answered.")
    return None


def can_be_heard_anew(context: Context) -> Text | None:
    end = conclusions.concluded(context.facts)
    if end is None or context.proceeding.accepted_on is None:
        return _("The case was not concluded after an acceptance.")
    if conclusions.outcome_of(end) == "dismiss_application":
        return _("The application was dismissed: enter the order to hear it on.")
    return None
