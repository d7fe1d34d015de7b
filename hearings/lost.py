"""Whether an agency lost (败诉): derived from the outcome by a stated rule, with the reason in words.

No law defines 败诉. What counts is set by the organ (`LostRule`); the default counts every judgment that has taken
effect against the agency, in whole or in part. Nothing here reads the database.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Text = Any

# Judgments against the agency (行诉 70, 72–78), by what the rule may leave out.
WHOLLY = frozenset({"revoked", "revoked_redo", "perform", "pay", "void", "agreement", "compensation"})
PARTLY = frozenset({"revoked_partly"})
ILLEGAL = frozenset({"illegal"})
MODIFIED = frozenset({"modified"})
AGAINST = WHOLLY | PARTLY | ILLEGAL | MODIFIED
# Judgments that say of another one whether it stands: what they come to is what that one came to, or what takes its
# place (行诉 89①).
AFFIRMED = "affirmed"
CHANGED = "changed"
# Rulings and judgments after which the same dispute is still to be judged: nothing has been lost or won.
OPEN = frozenset({"sent_back", "transferred", "continue", "retrial_ordered"})


@dataclass(frozen=True)
class Rule:
    """What counts as lost.

    `partly`: a judgment against the agency in part; `minor_fault`: illegal for a procedural fault that is minor
    (行诉 74①二); `modified`: a modified act (行诉 77); `joint`: the reconsideration organ that upheld the act lost
    with the agency whose act fell, whatever became of its own decision.
    """

    partly: bool = True
    minor_fault: bool = True
    modified: bool = True
    joint: bool = False


DEFAULT = Rule()


@dataclass(frozen=True)
class Finding:
    """Whether it counts as lost (None: not to be said yet) and why."""

    lost: bool | None
    reason: Text


def of_outcome(outcome: str | None, *, effective: bool, minor_fault: bool = False, rule: Rule = DEFAULT) -> Finding:
    """The finding for one judgment or ruling by itself: `outcome` is a code of the list suit_result.

    `affirmed` and `changed` depend on the judgment below: see `after_appeal`; alone they find nothing lost.
    """
    if outcome is None:
        return Finding(None, _("Not judged yet."))
    if not effective:
        return Finding(None, _("The judgment has not taken effect."))
    if outcome in OPEN:
        return Finding(None, _("The dispute is still to be judged."))
    if outcome in PARTLY and not rule.partly:
        return Finding(False, _("Lost in part, which the rule of the organ does not count."))
    if outcome in ILLEGAL and minor_fault and not rule.minor_fault:
        return Finding(False, _("Illegal for a minor procedural fault, which the rule of the organ does not count."))
    if outcome in MODIFIED and not rule.modified:
        return Finding(False, _("The act was modified, which the rule of the organ does not count."))
    if outcome in AGAINST:
        return Finding(True, _("Judged against the agency, with effect."))
    return Finding(False, _("Not judged against the agency."))


def after_appeal(
    outcome: str | None,
    below: str | None,
    instead: str | None = None,
    *,
    effective: bool,
    minor_fault: bool = False,
    rule: Rule = DEFAULT,
) -> Finding:
    """The finding for a judgment on another one (second instance, retrial).

    `below` is what the judgment below came to (None: not known here), `instead` what took its place where it was
    changed. An affirmed judgment against the agency is lost in the instance that made it final; the judgment below
    never took effect and is counted nowhere.
    """
    if outcome == AFFIRMED:
        if below is None:
            found = of_outcome("claims_dismissed", effective=effective, rule=rule)
            return found if found.lost is None else Finding(False, _("Affirmed; the judgment below is not known here."))
        return of_outcome(below, effective=effective, minor_fault=minor_fault, rule=rule)
    if outcome == CHANGED:
        if effective and instead is None:
            return Finding(None, _("Changed; what took the place of the judgment below has not been entered."))
        return of_outcome(instead, effective=effective, minor_fault=minor_fault, rule=rule)
    return of_outcome(outcome, effective=effective, minor_fault=minor_fault, rule=rule)


@dataclass(frozen=True)
class Side:
    """A defendant and what the judgment came to for it. `joint`: the reconsideration organ as joint defendant."""

    key: int
    finding: Finding
    joint: bool = False


def of_defendants(sides: list[Side], rule: Rule = DEFAULT) -> dict[int, Finding]:
    """The finding for each defendant, where the rule lets joint defendants lose together (行诉 26②, 解释 136)."""
    fallen = any(side.finding.lost for side in sides if not side.joint)
    return {
        side.key: Finding(True, _("The original act fell, with which the rule counts the reconsideration organ."))
        if rule.joint and side.joint and fallen and side.finding.lost is False
        else side.finding
        for side in sides
    }


def of_case(findings: list[Finding]) -> bool | None:
    """Whether the case is lost: with any defendant that lost; None while nothing has taken effect."""
    said = [finding.lost for finding in findings if finding.lost is not None]
    return any(said) if said else None


def contradicts(outcome: str | None, typed: bool | None, *, minor_fault: bool = False) -> bool:
    """Whether what was typed can be true of the outcome under no rule (a ledger's 败诉 beside 驳回诉讼请求).

    Where the rules of organs differ, none is contradicted; `affirmed` and `changed` leave it open too.
    """
    if typed is None or outcome is None or outcome in {AFFIRMED, CHANGED}:
        return False
    strictest, widest = Rule(partly=False, minor_fault=False, modified=False), DEFAULT
    possible = {
        of_outcome(outcome, effective=True, minor_fault=minor_fault, rule=rule).lost for rule in (strictest, widest)
    }
    return typed not in {bool(lost) for lost in possible}
