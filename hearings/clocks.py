"""Which facts of a lawsuit start, stop, pause and end which statutory clock.

Who owes a period depends on the party it is for: what the organ itself owes as defendant is the office's work, what
another agency owes its own. What a court owes, and what a party may do and need not, is shown and not counted.
"""

from collections.abc import Sequence
from typing import Any

from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from deadlines.sides import AGENCIES, ANYBODY, NOBODY, Sides, for_each, sides_of
from dossiers.models import Dossier, DossierSource, Fact
from hearings import facts as f
from hearings.models import Lawsuit, Procedure
from workflow.letters import ends_there

FIRST = frozenset({"first", "remanded"})
REVIEW_BY_PROCURATORATE = "xs_procuratorate_review_3m"
# Not counted in the court's limits: a stay, and the trial of an objection to the jurisdiction (行诉解释 50①).
STAYS = ((f.STAYED, f.CONTINUED), (f.OBJECTED, f.OBJECTION_RULED))
# With any of these nothing is owed in the instance any more.
OVER = (f.JUDGED, f.VOIDED)


def _answers(instance: str, sides: Sides, simplified: bool) -> list[ClockRule]:
    """What a defendant owes from the day on which it was served (行政诉讼法 67①; 行诉解释 10, 34, 104, 108, 111)."""

    def owes(start: FactLike) -> bool:
        return bool(start.value.get("answer", True))

    if instance not in FIRST:
        clock = {"second": "xs_appeal_answer_15d", "retrial_review": "xs_retrial_opinion_15d"}.get(instance)
        if clock is None:
            return []
        return for_each(sides, AGENCIES, clock, f.SERVED_WITH_SUIT, owes, stops=(f.ANSWERED,), ends=OVER)
    answer = "xs_evidence_simplified_15d" if simplified else "xs_answer_evidence_15d"
    may: dict[str, Any] = {"tracked": False, "ends": (f.RESPONDED, *OVER)}
    return [
        *for_each(
            sides,
            AGENCIES,
            answer,
            f.SERVED_WITH_SUIT,
            stops=(f.RESPONDED,),
            ends=(f.EVIDENCE_EXTENSION_GRANTED, *OVER),
        ),
        *for_each(
            sides,
            AGENCIES,
            "xs_evidence_extension_apply_15d",
            f.SERVED_WITH_SUIT,
            stops=(f.EVIDENCE_EXTENSION_ASKED,),
            **may,
        ),
        *for_each(
            sides, AGENCIES, "xs_evidence_after_cause_15d", f.EVIDENCE_CAUSE_OVER, stops=(f.RESPONDED,), ends=OVER
        ),
        *for_each(
            sides,
            AGENCIES,
            "xs_jurisdiction_objection_15d",
            f.SERVED_WITH_SUIT,
            stops=(f.OBJECTED,),
            tracked=False,
            ends=OVER,
        ),
        # Of rulings on the jurisdiction too an appeal lies (行政诉讼法 85).
        *for_each(
            sides,
            AGENCIES,
            "xs_appeal_ruling_10d",
            f.RULING_SERVED,
            stops=(f.RULING_APPEALED,),
            tracked=False,
            ends=OVER,
            series="jurisdiction-",
        ),
    ]


def _limits(instance: str, simplified: bool, converted: bool) -> list[ClockRule]:
    """The limits within which the court is to judge (行政诉讼法 81, 83, 88; 行诉解释 105, 112), for information."""
    if instance in FIRST:
        clock = "xs_first_instance_6m"
        if simplified or converted:
            clock = "xs_convert_ordinary" if converted else "xs_first_instance_45d"
    else:
        clock = {"second": "xs_second_instance_3m", "retrial_review": "xs_retrial_review_6m"}.get(instance, "")
    court: dict[str, Any] = {"owner": Owner.COURT, "tracked": False}
    limits = [ClockRule(clock, starts=f.FILED, stops=(f.JUDGED,), ends=(f.VOIDED,), pauses=STAYS, **court)]
    ninety = ClockRule(
        "xs_terminate_after_suspension_90d",
        starts=f.STAYED,
        stops=(f.CONTINUED,),
        ends=OVER,
        applies=lambda start: start.value.get("ninety") is True,
        **court,
    )
    return [*(limits if clock else []), ninety, *_court_sends(instance)]


def _court_sends(instance: str) -> list[ClockRule]:
    """By when the court is to send what it sends (行政诉讼法 67, 80②; 行诉解释 71, 108②), for information.

    What nobody here learns of has an end and is never met: when the plaintiff had the answer, the parties the appeal.
    """
    court: dict[str, Any] = {"owner": Owner.COURT, "tracked": False}
    complaint = ClockRule(
        "xs_send_complaint_5d", starts=f.FILED, stops=(f.SERVED_WITH_SUIT,), ends=(f.JUDGED, f.VOIDED), **court
    )
    summons = ClockRule(
        "xs_summons_3d_before",
        starts=f.HEARING_SET,
        ends=(f.HEARING_CANCELLED, f.HEARING_HELD, *OVER),
        applies=lambda start: start.value.get("sort") == "hearing",
        concerns=_of_sitting,
        **court,
    )
    judgment = ClockRule(
        "xs_judgment_delivery_10d",
        starts=f.JUDGED,
        stops=(f.JUDGMENT_SERVED,),
        ends=(f.VOIDED,),
        per_party=True,
        applies=lambda start: start.value.get("pronounced") is True,
        **court,
    )
    copies = [
        ClockRule(clock, starts=starts, ends=ends, per_party=True, **court)
        for clock, starts, ends in (
            ("xs_send_answer_5d", f.ANSWERED, (f.HEARING_HELD, *OVER)),
            ("xs_appeal_copy_5d", f.APPEALED, (f.APPEAL_ENDED, f.VOIDED)),
        )
    ]
    return [*([complaint, copies[0], copies[1]] if instance in FIRST else []), summons, judgment]


def _afterwards(instance: str, sides: Sides) -> list[ClockRule]:
    """Appeal, retrial, supervision, performance and judicial suggestions (行政诉讼法 85, 90, 94; 行诉解释 110, 149)."""

    def appealable(act: str) -> Any:
        return lambda start: start.value.get("appeal") == act

    after: dict[str, Any] = {"starts": f.EFFECTIVE, "ends": (f.VOIDED,), "owner": Owner.APPLICANT, "tracked": False}
    asking = (
        ClockRule("xs_procuratorate_supervision_6m", stops=(f.SUPERVISION_ASKED,), **after)
        if instance in {"retrial_review", "retrial"}
        else ClockRule("xs_retrial_apply_6m", stops=(f.RETRIAL_ASKED,), **after)
    )
    return [
        *(
            rule
            for clock, act in (("xs_appeal_judgment_15d", "judgment"), ("xs_appeal_ruling_10d", "ruling"))
            for rule in for_each(
                sides,
                ANYBODY,
                clock,
                f.JUDGMENT_SERVED,
                appealable(act),
                stops=(f.APPEALED,),
                ends=(f.VOIDED,),
                tracked=False,
            )
        ),
        asking,
        # For information, as what a court owes is.
        ClockRule(
            REVIEW_BY_PROCURATORATE,
            starts=f.SUPERVISION_ACCEPTED,
            ends=(f.VOIDED,),
            owner=Owner.COURT,
            tracked=False,
            per_party=True,
        ),
        *for_each(
            sides,
            AGENCIES,
            "xs_perform_judgment",
            f.TO_PERFORM,
            lambda start: not start.value.get("disclose"),
            stops=(f.PERFORMED,),
            ends=(f.VOIDED,),
            extends=f.TO_PERFORM,
        ),
        *for_each(
            sides,
            AGENCIES,
            "xs_info_disclose_judgment_20wd",
            f.TO_PERFORM,
            lambda start: bool(start.value.get("disclose")),
            stops=(f.PERFORMED,),
            ends=(f.VOIDED,),
        ),
        *(
            rule
            for clock, norm in (("jy_governance_2m", False), ("jy_norm_60d", True))
            for rule in for_each(
                sides,
                AGENCIES,
                clock,
                f.SUGGESTION_RECEIVED,
                lambda start, norm=norm: bool(start.value.get("norm")) is norm,
                stops=(f.SUGGESTION_ANSWERED,),
                # From its registration on the clock of the register counts, and not this one too (workflow.letters).
                ends=(f.VOIDED, f.SUGGESTION_REGISTERED),
                concerns=ends_there,
            )
        ),
    ]


def _of_sitting(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact concerns what is owed for the sitting of `start`, on whatever day it was."""
    if fact.kind == f.DESIGNATED:
        return fact.value.get("to") == "released"
    if fact.kind == f.RECORD_SUBMITTED:
        # A record that was returned is owed anew, and answered by the next that is handed in.
        return _sitting(fact) == _sitting(start) and fact.value.get("turn", 1) > start.value.get("turn", 0)
    if "left" in fact.value:
        # A case taken off a sitting owes nothing for it; one that came back owes anew.
        return _sitting(fact) == _sitting(start) and fact.value["left"] > start.value.get("turn", 0)
    return _sitting(fact) == _sitting(start) or fact.kind in OVER


def _sitting(fact: FactLike) -> int | None:
    return fact.value.get("sitting")


def _named(facts: Sequence[FactLike]) -> dict[tuple[int | None, int | None], int]:
    """At which place the head of a defendant was last named for a sitting, by both; nobody of whom absence is said."""
    found: dict[tuple[int | None, int | None], int] = {}
    for fact in sorted(facts, key=lambda fact: fact.value.get("place", 0)):
        if fact.kind == f.HEAD_NOMINATED:
            found[_sitting(fact), fact.party_id] = fact.value.get("place", 0)
        elif fact.kind == f.ABSENCE_EXPLAINED:
            found.pop((_sitting(fact), fact.party_id), None)
    return found


def _identity(sides: Sides, facts: Sequence[FactLike]) -> list[ClockRule]:
    """Once a head is named, its statement of identity comes before the hearing; another head brings one of its own."""
    named = _named(facts)

    def concerns(start: FactLike, fact: FactLike) -> bool:
        of_this_head = fact.value.get("place", 0) > named.get((_sitting(start), start.party_id), 0)
        return _of_sitting(start, fact) and (fact.kind != f.IDENTITY_IN or of_this_head)

    return for_each(
        sides,
        AGENCIES,
        "ct_house_identity",
        f.APPEARANCE_OWED,
        lambda start: (_sitting(start), start.party_id) in named,
        stops=(f.IDENTITY_IN,),
        ends=(f.HEARING_CANCELLED, f.HEARING_HELD, f.DESIGNATED, *OVER),
        concerns=concerns,
    )


def _appearances(sides: Sides, facts: Sequence[FactLike]) -> list[ClockRule]:
    """What the office's own rules let a defendant do by when: name its head before a hearing, report after it."""
    fields: dict[str, Any] = {"concerns": _of_sitting}
    return [
        *_identity(sides, facts),
        *for_each(
            sides,
            AGENCIES,
            "ct_house_nomination",
            f.APPEARANCE_OWED,
            stops=(f.HEAD_NOMINATED, f.ABSENCE_EXPLAINED),
            ends=(f.HEARING_CANCELLED, f.HEARING_HELD, f.DESIGNATED, *OVER),
            **fields,
        ),
        *(
            rule
            for clock, starts in (("ct_house_record", f.RECORD_OWED), ("ct_house_record_again", f.RECORD_RETURNED))
            for rule in for_each(
                sides, AGENCIES, clock, starts, stops=(f.RECORD_SUBMITTED,), ends=(f.VOIDED,), **fields
            )
        ),
    ]


def rules_in(instance: str, facts: Sequence[FactLike], sides: Sides = NOBODY) -> list[ClockRule]:
    """The clock rules of an instance (a code of suit_instance) with these facts."""
    converted = any(fact.kind == f.CONVERTED for fact in facts)
    simplified = any(
        fact.kind == f.SERVED_WITH_SUIT and fact.value.get("procedure") == Procedure.SIMPLIFIED for fact in facts
    )
    return [
        *_answers(instance, sides, simplified),
        *_limits(instance, simplified, simplified and converted),
        *_afterwards(instance, sides),
        *_appearances(sides, facts),
    ]


def rules_for(dossier: Dossier, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules that hold for a lawsuit, by its instance, procedure, parties and where it came from."""
    suit = Lawsuit.objects.unscoped("the clocks of a dossier that is being written").get(dossier=dossier)
    if dossier.source == DossierSource.LEDGER:
        return []
    return rules_in(suit.instance_id.partition(".")[2], facts, sides_of(dossier))


def clocks_touched_by(facts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clocks that a step with these facts can start and can stop, for docs."""
    rules = [rule for instance in ("first", "second", "retrial_review") for rule in rules_in(instance, ())]
    rules += _answers("first", NOBODY, simplified=True) + _limits("first", True, False) + _limits("first", True, True)
    started = tuple(dict.fromkeys(rule.clock for rule in rules if rule.starts in facts))
    stopped = tuple(dict.fromkeys(rule.clock for rule in rules if set(rule.stops) & set(facts)))
    return started, stopped
