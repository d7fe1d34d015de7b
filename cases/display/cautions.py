"""What does not fit in a case, and what was done too late."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.templatetags.dates import cn_day
from cases import conclusions
from cases import facts as f
from cases.display.intake import intake_cautions
from cases.ending import DEMAND_CLOCKS, LETTER_CLOCKS, PERFORM_CLOCKS, REDO_CLOCKS
from cases.models import Law, ReconsiderationCase, State
from cases.reading import failings
from cases.steps import DECISION_CLOCKS, REPLY_CLOCKS, REVIEW_CLOCKS, SUPPLEMENT_CLOCKS
from deadlines.basis import Basis
from deadlines.models import Deadline, DeadlineState
from dossiers.models import DossierStatus
from workflow.steps import Context

# What an agency owes after a conclusion: a new act, performance, a report on an opinion letter.
PERFORMANCE_CLOCKS = frozenset({*REDO_CLOCKS, *PERFORM_CLOCKS, *LETTER_CLOCKS})


def cautions(context: Context, basis: Basis) -> list[dict[str, str]]:
    """What a careful reader of the case should be told: (tone, words)."""
    case = context.proceeding
    parties = {party.pk: party.name for party in context.parties}
    found = [("late", words) for words in overdue(context.deadlines, case, parties, context.today)]
    found += [
        ("late", gettext("%(party)s handed in no evidence: weigh art. 70.") % {"party": failing.party.name})
        for failing in failings(context)
        if failing.how == "no_evidence"
    ]
    found += [("soon", words) for words in intake_cautions(context, basis)]
    if context.dossier.is_running and context.dossier.officer_id is None:
        found.append(("soon", gettext("No case officer is named yet.")))
    if case.deemed_accepted:
        found.append(
            (
                "soon",
                gettext(
                    "Accepted by the clock alone (art. 30③): it can no longer be declined, only dismissed (art. 33)."
                ),
            )
        )
    found += [("soon", words) for words in reminders(context)]
    return [{"tone": tone, "words": words} for tone, words in found]


def reminders(context: Context) -> list[str]:
    """What is still to be done of a suspension and of a concluded case that is not closed."""
    found = []
    if context.dossier.status == DossierStatus.SUSPENDED and conclusions.untold(context):
        found.append(gettext("It is not entered when the parties were told of the suspension in writing (art. 39③)."))
    ordered = conclusions.facts_of(context, f.ORDERED_TO_ACT)
    if ordered and context.dossier.is_running and not any(context.has(kind) for kind in f.OVER):
        words = {"organ": ordered[-1].value["by"], "day": cn_day(ordered[-1].on_date)}
        found.append(gettext("%(organ)s has ordered the office to answer (%(day)s).") % words)
    if context.proceeding.state not in {State.DECIDED, State.DECLINED, State.SERVED}:
        return found
    if not context.has(f.SEALED):
        found.append(gettext("The seal on the concluding document is not registered."))
    if context.proceeding.law == Law.LAW_2023:
        left = dict.fromkeys(party.name for party, _document in conclusions.copies_left(context))
        if left and context.proceeding.state == State.SERVED:
            found.append(
                gettext("The decision or letter is to be copied to the superior department of %(names)s (art. 79②).")
                % {"names": gettext(", ").join(left)}
            )
    return found


def overdue(
    deadlines: Iterable[Deadline], case: ReconsiderationCase, parties: dict[int, str], today: dt.date
) -> list[str]:
    """What is to be said of the periods that have run out or were met too late."""
    over = [
        deadline
        for deadline in deadlines
        if deadline.due_on and (deadline.late or (deadline.state == DeadlineState.RUNNING and deadline.due_on < today))
    ]
    return [words for deadline in over if (words := _over(deadline, case, parties))]


def _over(deadline: Deadline, case: ReconsiderationCase, parties: dict[int, str]) -> str | None:
    done = deadline.ended_on if deadline.state == DeadlineState.MET else None
    words = {"due": cn_day(deadline.due_on), "done": cn_day(done), "party": parties.get(deadline.party_id or 0, "")}
    if deadline.clock in REVIEW_CLOCKS:
        if case.deemed_accepted:
            return None
        if done is None:
            return gettext("The review ran out on %(due)s: the application counts as accepted (art. 30③).") % words
        return gettext("Decided on %(done)s, after the review had run out on %(due)s (art. 30③).") % words
    if deadline.clock == "fy_forward_by_agency_5wd":
        if done is None:
            return gettext("%(party)s had to forward the application by %(due)s (art. 32②).") % words
        return gettext("%(party)s forwarded the application on %(done)s; it had until %(due)s (art. 32②).") % words
    if deadline.clock in SUPPLEMENT_CLOCKS:
        if done is None and deadline.state != DeadlineState.RUNNING:
            # It has come to that already, or to something else.
            return None
        if done is None:
            return (
                gettext(
                    "The supplement was due on %(due)s: without good reason the application counts as abandoned"
                    " (art. 31②)."
                )
                % words
            )
        return gettext("The supplement came on %(done)s, after %(due)s (art. 31②).") % words
    if deadline.clock in REPLY_CLOCKS:
        if done is None:
            return (
                gettext(
                    "%(party)s has not replied by %(due)s: the act counts as having no evidence and no ground"
                    " (art. 70)."
                )
                % words
            )
        return gettext("%(party)s replied on %(done)s, after %(due)s: weigh art. 70.") % words
    if deadline.clock in DEMAND_CLOCKS and done is None:
        if case.law == Law.LAW_2017:
            return gettext("%(party)s did not perform by %(due)s as it was ordered to.") % words
        return (
            gettext("%(party)s did not perform by %(due)s as ordered: weigh an interview or criticism (art. 77②).")
            % words
        )
    if deadline.clock in PERFORMANCE_CLOCKS or deadline.clock in DEMAND_CLOCKS:
        if done is None:
            return gettext("%(party)s was to act by %(due)s; weigh an order to perform (art. 77②).") % words
        return gettext("%(party)s acted on %(done)s, after %(due)s.") % words
    if deadline.clock in {"fy_order_set", "fy17_order_set"}:
        if done is None:
            return gettext("The superior organ ordered an answer by %(due)s; there is none.") % words
        return gettext("Answered on %(done)s, after %(due)s, the day that the superior organ named.") % words
    if deadline.clock in DECISION_CLOCKS:
        if done is None:
            return gettext("The decision was due on %(due)s.") % words
        return gettext("Concluded on %(done)s, after the last day, %(due)s.") % words
    return None
