"""Which facts of a reconsideration case start, stop, pause and extend which statutory clock."""

import datetime as dt
from collections.abc import Callable, Sequence

from cases import anew
from cases import facts as f
from cases.clock_parts import (
    DECIDED,
    OVER,
    PAUSES,
    as_ordered,
    competent,
    decided_anew,
    end_of_suspension,
    norm_review,
    organ_of,
)
from cases.ending import NO_ENDING, Ending, afterwards
from cases.law import RULES_2026, rules_on
from cases.models import Law, Procedure, ReconsiderationCase
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from dossiers.models import Dossier, DossierSource, Fact


def rules_2023(
    ordinary_on: Callable[[dt.date], bool] = lambda day: True,
    ordinary: bool = True,
    told: bool | None = None,
    taken_over: bool = False,
    ending: Ending = NO_ENDING,
    facts: Sequence[FactLike] = (),
) -> list[ClockRule]:
    """The clocks of the law of 2023.

    `ordinary_on` tells whether the ordinary procedure held on a day (for periods that start on it), `ordinary`
    whether it holds now: a case converted under art. 55 has its sixty days from the original acceptance (R11). `told`
    says whether the agency with which the application was filed put its act right instead of forwarding it (32②,
    rules 38; None: both), `taken_over` that the case came from a lower organ and its period runs anew (rules
    40③). `ending` is what the periods after the conclusion depend on, `facts` say who has a normative document.
    """
    review_ends = (f.ABANDONED, f.WITHDRAWN, f.VOIDED)
    return [
        ClockRule(
            "fy_forward_by_agency_5wd",
            starts=f.FILED_WITH_AGENCY,
            stops=(f.RECEIVED,),
            ends=(f.VOIDED,),
            per_party=True,
            owner=Owner.AGENCY,
            applies=lambda start: not told,
        ),
        ClockRule(
            "fy_agency_self_correct_5wd",
            starts=f.FILED_WITH_AGENCY,
            stops=(f.AGENCY_TOLD,),
            ends=(f.VOIDED,),
            per_party=True,
            owner=Owner.AGENCY,
            applies=lambda start: told is not False and rules_on(Law.LAW_2023, start.on_date) == RULES_2026,
        ),
        ClockRule(
            "fy_review_5wd",
            starts=f.RECEIVED,
            stops=(f.ACCEPTED, f.DECLINED, f.NOT_HANDLED, f.SUPPLEMENT_NOTIFIED),
            ends=review_ends,
        ),
        ClockRule(
            "fy_supplement_submit_10wd",
            starts=f.SUPPLEMENT_SERVED,
            stops=(f.SUPPLEMENT_RECEIVED,),
            ends=review_ends,
            extends=f.SUPPLEMENT_EXTENDED,
            owner=Owner.APPLICANT,
        ),
        ClockRule(
            "fy_review_after_supplement_5wd",
            starts=f.SUPPLEMENT_RECEIVED,
            stops=(f.ACCEPTED, f.DECLINED, f.NOT_HANDLED),
            ends=review_ends,
        ),
        ClockRule(
            "fy_send_copy_7wd",
            starts=f.ACCEPTED,
            stops=(f.COPIES_COMPLETE,),
            ends=OVER,
            applies=lambda start: ordinary_on(start.on_date),
        ),
        ClockRule(
            "fy_send_copy_3wd_simplified",
            starts=f.ACCEPTED,
            stops=(f.COPIES_COMPLETE,),
            ends=OVER,
            applies=lambda start: not ordinary_on(start.on_date),
        ),
        ClockRule(
            "fy_reply_10wd",
            starts=f.COPY_RECEIVED,
            stops=(f.REPLY_RECEIVED,),
            ends=OVER,
            per_party=True,
            owner=Owner.AGENCY,
            applies=lambda start: ordinary_on(start.on_date),
        ),
        ClockRule(
            "fy_reply_5wd_simplified",
            starts=f.COPY_RECEIVED,
            stops=(f.REPLY_RECEIVED,),
            ends=OVER,
            per_party=True,
            owner=Owner.AGENCY,
            applies=lambda start: not ordinary_on(start.on_date),
        ),
        ClockRule(
            "fy_decide_60d",
            starts=f.ACCEPTED,
            stops=DECIDED,
            concerns=anew.of_one_hearing(facts),
            ends=(f.ESCALATED, f.VOIDED),
            pauses=PAUSES,
            extends=f.EXTENDED,
            applies=lambda start: ordinary and not taken_over,
        ),
        ClockRule(
            "fy_escalate_restart",
            starts=f.TAKEN_OVER,
            stops=DECIDED,
            concerns=anew.of_one_hearing(facts),
            ends=(f.ESCALATED, f.VOIDED),
            pauses=PAUSES,
            extends=f.EXTENDED,
        ),
        ClockRule(
            "fy_escalate_transfer_5wd",
            starts=f.ESCALATION_NOTICE,
            stops=(f.ESCALATED,),
            ends=(*DECIDED, f.VOIDED),
        ),
        ClockRule(
            "fy_decide_30d_simplified",
            starts=f.ACCEPTED,
            stops=DECIDED,
            concerns=anew.of_one_hearing(facts),
            ends=(f.ESCALATED, f.VOIDED),
            pauses=PAUSES,
            applies=lambda start: not ordinary and not taken_over,
        ),
        end_of_suspension("fy_terminate_after_suspension_60d"),
        as_ordered("fy_order_set"),
        ClockRule(
            "fy_norm_notify_maker_3wd",
            starts=f.NORM_OPENED,
            stops=(f.NORM_MAKER_NOTIFIED,),
            ends=(*OVER, f.NORM_RESULT),
            applies=competent,
        ),
        ClockRule(
            "fy_norm_maker_reply_10wd",
            starts=f.NORM_MAKER_RECEIVED,
            stops=(f.NORM_MAKER_REPLIED,),
            ends=(*OVER, f.NORM_RESULT),
            owner=Owner.AGENCY,
            organisation=organ_of(facts, f.NORM_OPENED),
        ),
        *decided_anew(Law.LAW_2023, facts),
        *norm_review("fy_norm_review_30d", "fy_norm_forward_7wd", "fy_norm_transferee_60d", facts),
        *afterwards(Law.LAW_2023, ending),
    ]


def rules_2017(
    forwarded: bool = True, ending: Ending = NO_ENDING, accepted: bool = False, facts: Sequence[FactLike] = ()
) -> list[ClockRule]:
    """The clocks of the law of 2017: received is accepted (17②), ten days are calendar days (R10).

    `forwarded` says whether the application was passed on to the competent organ (18), `accepted` whether it was
    accepted here.
    """
    return [
        ClockRule(
            "fy17_review_5wd",
            starts=f.RECEIVED,
            stops=(f.ACCEPTED, f.DECLINED, f.TRANSFERRED, f.SUPPLEMENT_NOTIFIED),
            ends=(f.ABANDONED, f.WITHDRAWN, f.VOIDED),
        ),
        ClockRule(
            "fy17_forward_7wd",
            starts=f.RECEIVED,
            stops=(f.TRANSFERRED,),
            ends=(f.VOIDED,),
            applies=lambda start: forwarded,
        ),
        ClockRule(
            "fy17_jurisdiction_agree_10d",
            starts=f.ORGANS_CONTEND,
            stops=(f.ORGAN_SETTLED, f.DESIGNATION_ASKED),
            ends=OVER,
        ),
        ClockRule("fy17_jurisdiction_designate_10d", starts=f.DESIGNATION_ASKED, stops=(f.ORGAN_SETTLED,), ends=OVER),
        ClockRule("fy17_send_copy_7wd", starts=f.RECEIVED, stops=(f.COPIES_COMPLETE,), ends=OVER),
        ClockRule(
            "fy17_reply_10d",
            starts=f.COPY_RECEIVED,
            stops=(f.REPLY_RECEIVED,),
            ends=OVER,
            per_party=True,
            owner=Owner.AGENCY,
        ),
        ClockRule(
            "fy17_decide_60d",
            starts=f.RECEIVED,
            stops=DECIDED,
            concerns=anew.of_one_hearing(facts),
            ends=(f.DECLINED, f.ABANDONED, f.WITHDRAWN, f.TRANSFERRED, f.ESCALATED, f.VOIDED),
            pauses=(
                *PAUSES,
                (f.SUPPLEMENT_SERVED, f.SUPPLEMENT_RECEIVED),
                (f.ORGANS_CONTEND, f.ORGAN_SETTLED),
            ),
            extends=f.EXTENDED,
        ),
        end_of_suspension("fy17_terminate_60d"),
        as_ordered("fy17_order_set", done=accepted),
        *decided_anew(Law.LAW_2017, facts),
        *norm_review("fy17_norm_30d", "fy17_norm_7wd", "fy17_norm_60d", facts),
        *afterwards(Law.LAW_2017, ending),
    ]


# A ledger knows the days of receipt, acceptance and conclusion; it says nothing of copies, replies and service.
LEDGER_CLOCKS = frozenset(
    {
        *("fy_review_5wd", "fy_decide_60d", "fy17_review_5wd", "fy17_decide_60d"),
        *("fy_anew_60d", "fy_anew_set", "fy17_anew_60d", "fy17_anew_set"),
    }
)


def rules_under(law: str, facts: Sequence[FactLike]) -> list[ClockRule]:
    """The clock rules of a law for a case with these facts: by its procedure on each day."""
    if law == Law.LAW_2017:
        accepted = any(fact.kind == f.ACCEPTED for fact in facts)
        return rules_2017(any(_is_forwarding(fact) for fact in facts), Ending.of(facts, law), accepted, facts)
    kinds = {fact.kind for fact in facts}
    began_simplified = any(
        fact.kind == f.ACCEPTED and fact.value.get("procedure") == Procedure.SIMPLIFIED for fact in facts
    )
    converted_on = min((fact.on_date for fact in facts if fact.kind == f.CONVERTED), default=None)
    # Heard anew, a case is heard in the ordinary procedure; its first period stays what it was.
    ordinary_from = min((fact.on_date for fact in facts if fact.kind in {f.CONVERTED, f.HEARD_ANEW}), default=None)

    def ordinary_on(day: dt.date) -> bool:
        return not began_simplified or (ordinary_from is not None and day >= ordinary_from)

    return rules_2023(
        ordinary_on,
        ordinary=not began_simplified or converted_on is not None,
        told=f.AGENCY_TOLD in kinds,
        taken_over=f.TAKEN_OVER in kinds,
        ending=Ending.of(facts, law),
        facts=facts,
    )


def _is_forwarding(fact: FactLike) -> bool:
    return fact.kind == f.TRANSFERRED and fact.value.get("result") == "review_result.forwarded"


def rules_for(dossier: Dossier, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules that hold for a case, by its law, its procedure and where it came from."""
    case = ReconsiderationCase.objects.unscoped("the clocks of a dossier that is being written").get(dossier=dossier)
    return rules_of(case.law, dossier.source, facts)


def rules_of(law: str, source: str, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules of a case by the law it lives by, where it came from and its facts."""
    rules = rules_under(law, facts)
    if source == DossierSource.LEDGER:
        rules = [rule for rule in rules if rule.clock in LEDGER_CLOCKS]
    return rules


def clocks_touched_by(facts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clocks that a step with these facts can start and can stop, for docs and for what a form says beforehand."""
    rules = [*rules_2023(lambda day: True), *rules_2017()]
    started = tuple(dict.fromkeys(rule.clock for rule in rules if rule.starts in facts))
    stopped = tuple(dict.fromkeys(rule.clock for rule in rules if set(rule.stops) & set(facts)))
    return started, stopped
