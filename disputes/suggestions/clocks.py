"""Which facts of a suggestion start, stop and end which clock.

The law gives sixty days for a judicial suggestion about a normative document (行诉解释 149④) and for an opinion letter
(行政复议法 76), and two months as a rule for one on governance (法释〔2023〕11号 8①), to which one over an individual
case is assimilated (12). Whatever else has a period has the one that its paper lays down, and none where it lays down
none: no period is invented here.

A suggestion that was entered in a suit, or a letter sent in a reconsideration case, has its clock there until it is
registered; from then on it runs here alone (workflow.letters).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from deadlines.engine import Prescribed
from deadlines.models import Owner
from deadlines.rules import ClockRule, FactLike
from disputes.models import Rectified, Subject, Suggestion, SuggestionKind
from disputes.suggestions import facts as f
from dossiers.models import Dossier, Fact, PartyRole

OVER = (f.WITHDRAWN, f.CLOSED, f.VOIDED)
# The law that a letter lives by is that of its case; what was issued before this day can only be of the old one.
LAW_2023_SINCE = dt.date(2024, 1, 1)
GOVERNANCE = "其他司法解释节录 8①"


def statutory_clock(kind: str, subject: str, issued_on: dt.date | None) -> str:
    """The clock that a statute gives whatever the paper says; none for most kinds."""
    if kind == SuggestionKind.JUDICIAL and subject == Subject.NORM:
        return "jy_norm_60d"
    if kind == SuggestionKind.REVIEW_OPINION:
        old = issued_on is not None and issued_on < LAW_2023_SINCE
        return "fy17_opinion_letter_60d" if old else "fy_opinion_letter_60d"
    return ""


def reply_clock(suggestion: Suggestion) -> str:
    """The clock of the first answer; empty where neither a statute nor the paper sets one."""
    if clock := statutory_clock(suggestion.kind, suggestion.subject, suggestion.issued_on):
        return clock
    if suggestion.reply_by or suggestion.reply_days:
        return "jy_reply_set"
    return "jy_governance_2m" if suggestion.kind == SuggestionKind.JUDICIAL else ""


def _turn(fact: FactLike) -> int:
    turn: int = fact.value.get("turn", 0)
    return turn


def _answers(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact concerns the request of `start`: an answer that was given to an earlier one does not."""
    if fact.kind == f.REPLIED:
        return _turn(fact) >= _turn(start)
    return fact.on_date >= start.on_date


def _rectifies(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact concerns the day to which the answer of `start` binds the agency; a later answer binds anew."""
    if fact.kind == f.REPLIED:
        return _turn(fact) > _turn(start)
    if fact.kind in {f.CHECKED, f.RECTIFICATION_REPORTED}:
        found = fact.value.get("result", Rectified.DONE)
        return found == Rectified.DONE and _turn(fact) >= _turn(start)
    return fact.on_date >= start.on_date


def _on(text: str, not_before: dt.date) -> dt.date:
    """The day that a paper names; what reached the agency after it was due at once."""
    return max(dt.date.fromisoformat(text), not_before)


def rules_in(suggestion: Suggestion, number: str = "", office: Iterable[int] = ()) -> list[ClockRule]:
    """The clock rules of a suggestion; `office` are the parties for which the office itself answers."""
    office = frozenset(office)

    def first(start: FactLike) -> Prescribed | None:
        article = GOVERNANCE if suggestion.kind == SuggestionKind.JUDICIAL else ""
        laid_down: dict[str, Any] = {"document": "suggestion", "number": number, "article": article}
        if suggestion.reply_days:
            return Prescribed(days=suggestion.reply_days, **laid_down)
        return Prescribed(on=_on(str(suggestion.reply_by), start.on_date), **laid_down)

    def again(start: FactLike) -> Prescribed:
        day = _on(start.value["reply_by"], start.on_date)
        return Prescribed(on=day, document="second_request", number=start.value.get("number", ""))

    def promised(start: FactLike) -> Prescribed:
        return Prescribed(on=_on(start.value["done_by"], start.on_date), document="reply")

    clock = reply_clock(suggestion)
    found: list[ClockRule] = []
    if clock:
        more: dict[str, Any] = {"prescribed": first} if clock == "jy_reply_set" else {}
        found += _owed(office, clock, f.RECEIVED, stops=(f.REPLIED,), ends=OVER, concerns=_answers, **more)
    return [
        *found,
        *_owed(
            office, "jy_again_set", f.REQUESTED_AGAIN, stops=(f.REPLIED,), ends=OVER, concerns=_answers,
            prescribed=again,
        ),
        *_owed(
            office, "jy_rectify_set", f.REPLIED, lambda start: bool(start.value.get("done_by")),
            stops=(f.RECTIFICATION_REPORTED, f.CHECKED), ends=(f.REPLIED, *OVER), concerns=_rectifies,
            prescribed=promised,
        ),
    ]  # fmt: skip


def _owed(
    office: frozenset[int],
    clock: str,
    starts: str,
    applies: Callable[[FactLike], bool] = lambda start: True,
    **fields: Any,
) -> list[ClockRule]:
    """A period of each agency, as a rule for those that are agencies and one for the organ itself."""
    return [
        ClockRule(
            clock,
            starts=starts,
            per_party=True,
            owner=owner,
            applies=lambda start, of_office=owner == Owner.OFFICE: (
                (start.party_id in office) is of_office and applies(start)
            ),
            **fields,
        )
        for owner in (Owner.AGENCY, Owner.OFFICE)
    ]


def rules_for(dossier: Dossier, facts: Sequence[Fact]) -> list[ClockRule]:
    """The clock rules that hold for a suggestion, by its kind, what it is about, and what its paper lays down."""
    suggestion = Suggestion.objects.unscoped("the clocks of a dossier that is being written").get(dossier=dossier)
    own = dossier.parties.filter(role=PartyRole.RESPONDENT, organisation=dossier.organ.organisation_id)
    return rules_in(suggestion, dossier.number or "", own.values_list("pk", flat=True))


def _samples() -> list[Suggestion]:
    """A suggestion of each kind that has a clock of its own."""
    day = dt.date(2026, 1, 1)
    return [
        *(Suggestion(kind="judicial", subject=subject) for subject in ("norm", "governance")),
        Suggestion(kind="review_opinion", issued_on=day),
        Suggestion(kind="review_opinion", issued_on=dt.date(2023, 1, 1)),
        Suggestion(kind="supervision", reply_by=day),
    ]


def clocks_touched_by(facts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clocks that a step with these facts can start and can stop, for docs."""
    rules = [rule for suggestion in _samples() for rule in rules_in(suggestion)]
    started = tuple(dict.fromkeys(rule.clock for rule in rules if rule.starts in facts))
    stopped = tuple(dict.fromkeys(rule.clock for rule in rules if set(rule.stops) & set(facts)))
    return started, stopped
