"""Effects of how an instance ends: what was judged for each defendant, service, appeal, effect."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dossiers.models import Code, Visibility
from hearings import facts as f
from hearings import reading
from hearings.forms.fields import CHOSEN
from hearings.models import State
from hearings.services.appeals import tell_below
from workflow.papers import keep_papers
from workflow.steps import Context, Execution

# What leaves a defendant something to do.
TO_PERFORM = frozenset({"revoked_redo", "perform", "pay", "modified", "agreement", "compensation", "mediated"})
DISCLOSURE = frozenset({"matter.information_disclosure", "matter.inaction_information_disclosure"})


@dataclass(frozen=True)
class _Result:
    """The result for one defendant."""

    outcome: Code
    minor: bool = False
    compensation: Decimal | None = None
    days: int | None = None
    changed_to: Code | None = None
    lost_said: bool | None = None

    def value(self, ex: Execution) -> dict[str, Any]:
        """What the fact of it keeps: the outcome, whether something is to be performed and within which time."""
        stands = self.changed_to or self.outcome
        value: dict[str, Any] = {"outcome": self.outcome.pk, "act": reading.act_of(self.outcome.code)}
        if self.changed_to:
            value["changed_to"] = self.changed_to.pk
        if self.lost_said is not None:
            value["lost_said"] = self.lost_said
        if self.minor:
            value["minor"] = True
        if self.compensation:
            value["compensation"] = str(self.compensation)
        if stands.code in TO_PERFORM or self.compensation or self.days:
            value["perform"] = True
        if self.days:
            value["days"] = self.days
        elif stands.code == "perform" and ex.proceeding.matter_id in DISCLOSURE:
            value["disclose"] = True
        for name in ("appealable", "pronounced"):
            if ex.data.get(name):
                value[name] = True
        return value


def judge(ex: Execution) -> None:
    """A judgment, ruling or mediation: the same for every defendant but those named apart."""
    data = ex.data
    minor, days = bool(data.get("minor_fault")), data.get("perform_days")
    said = CHOSEN.get(data.get("lost_said") or "")
    common = _Result(data["outcome"], minor, data.get("compensation"), days, data.get("changed_to"), said)
    apart = {
        row["party"].pk: _Result(
            row["outcome"], bool(row["minor"]), row["compensation"], row["days"], row["changed_to"]
        )
        for row in data.get("each") or []
    }
    _conclude(ex, common, apart)


def withdraw(ex: Execution) -> None:
    """The suit is withdrawn with the court's leave, or deemed to be; a settlement may leave something to perform."""
    outcome = Code.objects.get(pk=ex.data["kind"])
    _conclude(ex, _Result(outcome, days=ex.data.get("perform_days")), {})


def _conclude(ex: Execution, common: _Result, apart: dict[int, _Result]) -> None:
    day, suit = ex.data["on_date"], ex.proceeding
    rows = {row.party_id: row for row in suit.defendants.all()}
    for party in ex.context.respondents:
        result = apart.get(party.pk, common)
        ex.fact(f.JUDGED, day, party, **result.value(ex))
        row = rows[party.pk]
        row.outcome, row.minor_fault, row.compensation = result.outcome, result.minor, result.compensation
        row.lost_as_typed = result.lost_said
        row.save(update_fields=["outcome", "minor_fault", "compensation", "lost_as_typed"])
    suit.concluded_on, suit.outcome = day, common.outcome
    suit.judgment_number = ex.data.get("document_number") or ""
    keep_papers(ex, "judgment", visibility=Visibility.PARTIES, paper="judgment")
    if ex.context.has(f.EFFECTIVE):
        _settle(ex, ex.context.last(f.EFFECTIVE))


def serve_judgment(ex: Execution) -> None:
    """Service on some parties; where no appeal lies the judgment takes effect when the last has been served."""
    day, appeal = ex.data["on_date"], reading.appeal_against(ex.context)
    for party in ex.data["parties"]:
        ex.fact(f.JUDGMENT_SERVED, day, party, appeal=appeal)
    keep_papers(ex, "proof", visibility=Visibility.OFFICE, paper="proof_of_service")
    if not appeal and not reading.unserved(ex.context):
        _settle(ex, ex.context.last(f.JUDGMENT_SERVED))


def after_serving(ex: Execution) -> str | None:
    """In effect, when no appeal lies and the last party has been served; before that as it stands."""
    if ex.proceeding.state not in {State.JUDGED, State.EFFECTIVE} or reading.appeal_against(ex.context):
        return None
    left = {party.pk for party in reading.unserved(ex.context)} - {party.pk for party in ex.data["parties"]}
    return State.JUDGED if left else State.EFFECTIVE


def appeal(ex: Execution) -> None:
    ex.fact(f.APPEALED, ex.data["on_date"], ex.data["party"])


def end_appeal(ex: Execution) -> None:
    """What was judged here takes effect with the decision on appeal, unless that changed it or set it aside."""
    result = ex.data["result"]
    ex.fact(f.APPEAL_ENDED, ex.data["on_date"], result=result, number=ex.data.get("number") or "")
    _settle(ex, None if result in reading.SET_ASIDE else ex.data["on_date"])


def after_appeal(ex: Execution) -> str | None:
    """In effect, unless the higher court changed it or set it aside."""
    if ex.proceeding.state not in {State.APPEALED, State.EFFECTIVE}:
        return None
    return State.APPEALED if ex.data["result"] in reading.SET_ASIDE else State.EFFECTIVE


def take_effect(ex: Execution) -> None:
    """The last period for appeal has run out."""
    _settle(ex, ex.data["on_date"])


def effect_day(context: Context) -> dt.date | None:
    """The day on which a suit took effect by the clock alone, once it has come; None before that."""
    if context.proceeding.state != State.JUDGED:
        return None
    day = reading.takes_effect_on(context)
    return day if day is not None and day <= context.today else None


def _settle(ex: Execution, day: dt.date | None) -> None:
    """It takes effect on `day` (None: it does not), and with it what each defendant is to perform and by when."""
    ex.derived_fact(f.EFFECTIVE, day)
    ex.proceeding.effective_on = day
    if day is None:
        # Worked out anew after the step; nothing is lost that is not in effect.
        ex.proceeding.lost = None
    by_party = {fact.party_id: fact for fact in reading.judged(ex.context)}
    for party in ex.context.respondents:
        fact = by_party.get(party.pk)
        value = _period(fact.value) if fact else None
        ex.derived_fact(f.TO_PERFORM, day if value is not None else None, party, **(value or {}))
    if day is not None and reading.instance_of(ex.proceeding) == "second":
        tell_below(ex, day)


def _period(judged: dict[str, Any]) -> dict[str, Any] | None:
    """What the fact of performance keeps: the days that the court set beyond the first; None where none were set."""
    if judged.get("disclose"):
        return {"days": 0, "disclose": True}
    return {"days": judged["days"] - 1} if judged.get("days") else None
