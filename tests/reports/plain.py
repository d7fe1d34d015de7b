"""Every indicator reckoned by hand from the cases themselves: no entry, no term, no query."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cases import facts as c
from cases.decided import CAUSE_OF
from disputes import facts as d
from disputes.suggestions import facts as g
from hearings import facts as h
from hearings.rates import Joint, Place, Reading, attended, place_of, rate
from reports.indicators.appearances import ALTERNATIVES
from reports.periods import Period
from reports.reckoning.litigation import Defended, Suit
from reports.reckoning.reconsideration import Reconsideration

Pair = tuple[float, float | None]
DAY = dt.timedelta(days=1)
CORRECTED = {
    *("modify", "revoke", "revoke_partial", "revoke_redo", "confirm_illegal", "confirm_void", "order_performance"),
    *("agreement_perform", "agreement_remedy", "agreement_compensate"),
}
GROUPS = {
    "uphold": {"uphold"},
    "dismiss": {"dismiss_request", "dismiss_application", "compensation_dismiss", "dismissed"},
    "revoke": {"revoke", "revoke_partial", "revoke_redo"},
    "modify": {"modify"},
    "illegal": {"confirm_illegal", "confirm_void"},
    "perform": {"order_performance", "agreement_perform", "agreement_remedy", "agreement_compensate"},
    "mediate": {"mediation"},
    "terminate": {
        *("terminate_withdraw", "terminate_withdraw_changed", "terminate_settle", "terminate_other", "terminated"),
    },
    "other": {"compensation_grant", "other"},
}
SETTLED = {"mediation", "terminate_settle", "terminate_withdraw_changed"}
WITHDRAWN = {"withdrawn", "withdrawn_changed", "withdrawn_settled", "withdrawn_not_said", "deemed_withdrawn"}
SUIT_GROUPS = {
    "dismissed": {"claims_dismissed"},
    "affirmed": {"affirmed"},
    "rejected": {"rejected", "not_docketed"},
    "revoked": {"revoked", "revoked_partly", "revoked_redo"},
    "illegal": {"illegal", "void"},
    "perform": {"perform", "pay", "agreement", "compensation"},
    "modified": {"modified"},
    "changed": {"changed", "sent_back"},
    "withdrawn": WITHDRAWN,
    "mediated": {"mediated"},
    "retrial": {"retrial_refused", "retrial_ordered"},
    "other": {"ended", "transferred", "continue"},
}
COORDINATED = {"withdrawn_settled", "withdrawn_changed", "mediated"}
FIRST, RETRIAL = {"first", "remanded"}, {"retrial_review", "retrial"}


def last_of(code: str) -> str:
    return code.partition(".")[2]


def day(case: Any, *kinds: str) -> dt.date | None:
    return min((fact.on_date for fact in case.facts if fact.kind in kinds), default=None)


def within(when: dt.date | None, period: Period) -> bool:
    return when is not None and period.first <= when <= period.last


def count(rows: Iterable[Any], test: Callable[[Any], bool] = lambda row: True) -> int:
    return sum(1 for row in rows if test(row))


class Plain:
    """The figures of a period, as of a day, over some cases; each a pair of numerator and denominator."""

    def __init__(self, cases: Mapping[str, list[Any]], period: Period, today: dt.date) -> None:
        self.cases = {kind: [one for one in rows if not one.void] for kind, rows in cases.items()}
        self.period, self.today = period, today

    def figures(self) -> dict[tuple[str, str], Pair]:
        """By indicator and reading."""
        return {
            **self.reconsideration(),
            **self.litigation(),
            **self.appearances(),
            **self.owed(),
            **self.disputes(),
            **self.suggestions(),
            **self.together(),
        }

    # --- reconsideration

    def accepted(self, period: Period | None = None) -> list[Reconsideration]:
        period = period or self.period
        return [case for case in self.standing(period) if within(day(case, c.ACCEPTED), period)]

    def standing(self, period: Period) -> list[Reconsideration]:
        """Without those that had gone to another organ by the end of the period."""
        rows = self.cases["reconsideration"]
        left = {case.pk: day(case, c.ESCALATED, c.TRANSFERRED) for case in rows}
        return [case for case in rows if left[case.pk] is None or left[case.pk] > period.last]

    def reconsideration(self) -> dict[tuple[str, str], Pair]:
        p, here = self.period, self.standing(self.period)
        received = [case for case in here if within(day(case, c.RECEIVED) or day(case, c.FILED_WITH_AGENCY), p)]
        accepted = self.accepted()
        ended = {case.pk: day(case, c.CONCLUDED) for case in here}
        concluded = [case for case in here if within(ended[case.pk], p)]
        code = {case.pk: last_of(self.concluded(case).value["outcome"]) for case in here if ended[case.pk]}
        decided = [case for case in concluded if code[case.pk] not in GROUPS["mediate"] | GROUPS["terminate"]]

        def n(test: Callable[[Any], bool], rows: list[Any] = concluded) -> int:
            return count(rows, test)

        corrected = n(lambda case: code[case.pk] in CORRECTED)
        sued = n(self.sued)
        all_, some = len(concluded), len(accepted)
        found: dict[tuple[str, str], Pair] = {
            ("received", "default"): (len(received), None),
            ("accepted", "default"): (some, None),
            ("declined", "default"): (count(here, lambda case: within(day(case, c.DECLINED), p)), None),
            ("carried_in", "default"): (
                count(
                    here,
                    lambda case: (
                        (begun := day(case, c.ACCEPTED)) is not None
                        and begun < p.first
                        and (ended[case.pk] is None or ended[case.pk] >= p.first)
                    ),
                ),
                None,
            ),
            ("pending_at_end", "default"): (self.pending(here), None),
            ("concluded", "default"): (all_, None),
            ("settled_before", "default"): (
                count(here, lambda case: within(day(case, c.SETTLED_BEFORE), p)),
                len(received),
            ),
            ("concluded_rate", "default"): (all_, some),
            ("in_time_rate", "default"): (n(lambda case: self.met(case) and not self.late(case)), all_),
            ("late", "default"): (n(self.late), None),
            ("extended_rate", "default"): (n(lambda case: day(case, c.EXTENDED) is not None), all_),
            ("average_days", "default"): (sum(self.net_days(case) for case in concluded), all_),
            ("correction_rate", "default"): (corrected, all_),
            ("correction_rate", "accepted"): (corrected, some),
            ("correction_rate", "decided"): (corrected, len(decided)),
            ("overall_correction_rate", "default"): (
                n(lambda case: code[case.pk] in CORRECTED | SETTLED),
                all_,
            ),
            ("settlement_rate", "default"): (n(lambda case: code[case.pk] in SETTLED), all_),
            ("settlement_rate", "withdrawn"): (n(lambda case: code[case.pk] in SETTLED | {"terminate_withdraw"}), all_),
            ("withdrawn_changed", "default"): (n(lambda case: code[case.pk] == "terminate_withdraw_changed"), all_),
            ("hearing_rate", "default"): (n(lambda case: day(case, c.HEARING_HELD) is not None), all_),
            ("views_rate", "default"): (n(lambda case: day(case, c.VIEWS_HEARD) is not None), all_),
            ("committee_rate", "default"): (n(lambda case: day(case, c.COMMITTEE_OPINION) is not None), all_),
            ("sued_rate", "default"): (sued, all_),
            ("sued_rate", "decided"): (sued, len(decided)),
        }
        for group, codes in GROUPS.items():
            number = n(lambda case, codes=codes: code[case.pk] in codes)
            found[f"outcome_{group}", "default"] = (number, all_)
            found[f"outcome_{group}", "accepted"] = (number, some)
            found[f"outcome_{group}", "decided"] = (number, len(decided))
        for reading, over in (("default", self.fortnight), ("six_months", self.half_year)):
            ripe = [case for case in concluded if over(case) < self.today]
            found["closed_rate", reading] = (count(ripe, lambda case: not self.sued(case)), len(ripe))
        return found

    def pending(self, rows: Iterable[Any], kind: str = c.ACCEPTED, *ends: str) -> int:
        last = self.period.last
        return count(
            rows,
            lambda case: (
                (begun := day(case, kind)) is not None
                and begun <= last
                and ((over := day(case, *(ends or (c.CONCLUDED,)))) is None or over > last)
            ),
        )

    def concluded(self, case: Any) -> Any:
        return next(fact for fact in case.facts if fact.kind == c.CONCLUDED)

    def sued(self, case: Reconsideration) -> bool:
        return case.sued or day(case, c.SUED) is not None

    def met(self, case: Reconsideration) -> list[Any]:
        """The periods for the decision that were met; these cases have no other periods."""
        return [one for one in case.periods if one.state == "met" and one.due_on]

    def late(self, case: Reconsideration) -> bool:
        return any(one.ended_on > one.due_on for one in self.met(case))

    def net_days(self, case: Reconsideration) -> int:
        """Day by day: those that no pause covers."""
        over = day(case, c.CONCLUDED)
        assert over
        at: Any = day(case, c.ACCEPTED)
        days = 0
        pauses = [
            (day(case, a), day(case, b))
            for a, b in (
                (c.SUSPENDED, c.RESUMED),
                (c.INSPECTION_BEGUN, c.INSPECTION_ENDED),
                (c.SET_ASIDE, c.HEARD_ANEW),
            )
        ]
        while at < over:
            days += not any(a is not None and a <= at < b for a, b in pauses)
            at += DAY
        return days

    def served(self, case: Reconsideration) -> dt.date:
        days = [fact.on_date for fact in case.facts if fact.kind == c.SERVED]
        return max(days) if days else day(case, c.CONCLUDED)

    def fortnight(self, case: Reconsideration) -> dt.date:
        return self.served(case) + 15 * DAY

    def half_year(self, case: Reconsideration) -> dt.date:
        at = self.served(case)
        month = at.month + 6
        year, month = at.year + (month - 1) // 12, (month - 1) % 12 + 1
        for last in (at.day, 30, 29, 28):
            try:
                return dt.date(year, month, min(at.day, last))
            except ValueError:
                continue
        raise AssertionError

    # --- lawsuits

    def judged(self, period: Period | None = None) -> list[Suit]:
        return [suit for suit in self.cases["litigation"] if within(day(suit, h.JUDGED), period or self.period)]

    def suits(self, period: Period | None = None) -> list[Suit]:
        rows = self.cases["litigation"]
        return [suit for suit in rows if within(day(suit, h.SERVED_WITH_SUIT), period or self.period)]

    def litigation(self) -> dict[tuple[str, str], Pair]:
        p, every = self.period, self.cases["litigation"]
        served, judged, before = self.suits(), self.judged(), self.judged(p.year_before())
        hearings = [(suit, held) for suit in every for held in suit.hearings if within(held.day, p)]

        def n(test: Callable[[Any], bool], rows: list[Any] = judged) -> int:
            return count(rows, test)

        def code(suit: Suit) -> str:
            return last_of(suit.outcome)

        def first(suit: Suit) -> bool:
            return last_of(suit.instance) in FIRST

        def lost(suit: Suit) -> bool:
            return bool(suit.lost)

        def coordinated(suit: Suit) -> bool:
            return code(suit) in COORDINATED

        def given_up(suit: Suit) -> bool:
            return code(suit) in WITHDRAWN | {"mediated"}

        in_first = [suit for suit in judged if first(suit)]
        after = [suit for suit in judged if suit.reconsidered]
        lost_after = n(lost, after)
        effective = [suit for suit in judged if day(suit, h.EFFECTIVE)]
        found: dict[tuple[str, str], Pair] = {
            ("suits_carried_in", "default"): (
                count(
                    every,
                    lambda suit: (
                        day(suit, h.SERVED_WITH_SUIT) < p.first
                        and ((over := day(suit, h.JUDGED)) is None or over >= p.first)
                    ),
                ),
                None,
            ),
            ("suits", "default"): (len(served), None),
            ("suits_first", "default"): (n(first, served), None),
            ("suits_second", "default"): (n(lambda suit: last_of(suit.instance) == "second", served), None),
            ("suits_retrial", "default"): (n(lambda suit: last_of(suit.instance) in RETRIAL, served), None),
            ("suits_concluded", "default"): (len(judged), None),
            ("suits_pending_at_end", "default"): (self.pending(every, h.SERVED_WITH_SUIT, h.JUDGED), None),
            ("suits_heard", "default"): (
                count(every, lambda suit: within(min((one.day for one in suit.hearings), default=None), p)),
                None,
            ),
            ("hearings", "default"): (len(hearings), None),
            ("lost_rate", "default"): (n(lost), len(judged)),
            ("lost_rate", "first"): (n(lost, in_first), len(in_first)),
            ("lost_rate", "effective"): (n(lost), len(effective)),
            ("lost_rate", "decided"): (n(lost), n(lambda suit: not given_up(suit))),
            ("lost_change", "default"): (n(lost), n(lost, before)),
            ("suits_change", "default"): (len(served), len(self.suits(p.year_before()))),
            ("coordinated_rate", "default"): (n(coordinated), len(judged)),
            ("coordinated_rate", "first"): (n(coordinated, in_first), len(in_first)),
            ("coordinated_rate", "given_up"): (n(coordinated), n(given_up)),
            ("coordinated_rate", "every"): (n(given_up), len(judged)),
            ("lost_after_reconsideration", "default"): (lost_after, len(after)),
            ("lost_after_reconsideration", "served"): (lost_after, n(lambda suit: suit.reconsidered, served)),
            ("observed_rate", "default"): (n(lambda one: bool(one[1].observers), hearings), len(hearings)),
            ("observers", "default"): (sum(held.observers or 0 for _suit, held in hearings), None),
        }
        for group, codes in SUIT_GROUPS.items():
            found[f"suit_{group}", "default"] = (n(lambda suit, codes=codes: code(suit) in codes), len(judged))
            found[f"suit_{group}", "first"] = (
                n(lambda suit, codes=codes: code(suit) in codes, in_first),
                len(in_first),
            )
        return found

    # --- appearances

    def units(self) -> list[tuple[Suit, Defended]]:
        return [(suit, one) for suit in self.cases["litigation"] for one in suit.defendants]

    def rate(self, reading: Reading, test: Callable[[Suit, Defended], bool] = lambda suit, one: True) -> Pair:
        """By hearings.rates, which knows nothing of entries."""
        units = [one.unit for suit, one in self.units() if test(suit, one)]
        found = rate(units, reading, lambda at: within(at, self.period))
        return found.numerator, found.denominator

    def appearances(self) -> dict[tuple[str, str], Pair]:
        reading = Reading()
        heard = [
            (suit, one)
            for suit, one in self.units()
            if one.unit.heard and not one.unit.released and within(one.unit.heard_on, self.period)
        ]
        place = {one.unit.key: place_of(one.unit, reading)[0] for _suit, one in self.units()}
        present = [(suit, one) for suit, one in heard if place[one.unit.key] is Place.PRESENT]
        absent = [(suit, one) for suit, one in heard if place[one.unit.key] is Place.ABSENT]
        judged = [
            (suit, one)
            for suit, one in self.units()
            if place[one.unit.key] is Place.PRESENT and within(day(suit, h.JUDGED), self.period)
        ]

        def of(kinds: set[str]) -> Pair:
            return self.rate(reading, lambda suit, one: one.kind in kinds)

        def at(instances: set[str]) -> Pair:
            return self.rate(reading, lambda suit, one: last_of(suit.instance) in instances)

        def principal(one: Defended) -> bool:
            return any(each.principal and attended(each, reading) for each in one.unit.heard)

        def rank(one: Defended) -> str:
            heads = ("principal", "deputy", "in_charge", "head")
            return next((last_of(each.came) for each in one.appeared if each.came and last_of(each.came) in heads), "")

        def ground(one: Defended) -> str:
            said = [last_of(each.absence) for each in one.appeared if each.absence]
            return said[-1] if said else "not_said"

        def lawyers(one: Defended) -> bool:
            return {each.came for each in one.appeared if each.came} == {"appearance.lawyer"}

        spoke = count(present, lambda row: any(each.spoke for each in row[1].appeared))
        agencies = {one.unit.agency for _suit, one in heard}
        found: dict[tuple[str, str], Pair] = {
            ("appearance_rate", "default"): self.rate(reading),
            **{("appearance_rate", code): self.rate(other) for code, _words, other in ALTERNATIVES},
            ("appearance_government", "default"): of({"government"}),
            ("appearance_department", "default"): of({"department", "judicial_bureau", "other"}),
            ("appearance_township", "default"): of({"township", "street_office"}),
            ("appearance_first", "default"): at(FIRST),
            ("appearance_second", "default"): at({"second"}),
            ("appearance_retrial", "default"): at(RETRIAL),
            ("appearance_called", "default"): self.rate(reading, lambda suit, one: one.unit.called),
            ("principal_rate", "default"): (count(heard, lambda row: principal(row[1])), len(heard)),
            ("unknown_rate", "default"): (
                count(heard, lambda row: place[row[1].unit.key] is Place.UNKNOWN),
                len(heard),
            ),
            ("only_lawyers", "default"): (count(heard, lambda row: lawyers(row[1])), len(heard)),
            ("spoke_rate", "default"): (spoke, len(present)),
            ("spoke_rate", "heard"): (spoke, len(heard)),
            ("resolved_rate", "default"): (
                count(
                    [row for row in judged if row[1].unit.heard and not row[1].unit.released],
                    lambda row: last_of(row[0].outcome) in COORDINATED,
                ),
                count(judged, lambda row: bool(row[1].unit.heard) and not row[1].unit.released),
            ),
            ("principal_once", "default"): (
                len({one.unit.agency for _suit, one in heard if principal(one)}),
                len(agencies),
            ),
            ("agencies_none", "default"): (
                len(agencies - {one.unit.agency for _suit, one in present}),
                len(agencies),
            ),
        }
        for code in ("principal", "deputy", "in_charge"):
            number = count(present, lambda row, code=code: rank(row[1]) == code)
            found[f"rank_{code}", "default"] = (number, len(present))
        for code in ("force_majeure", "accident", "duty", "other", "none", "not_said"):
            number = count(absent, lambda row, code=code: ground(row[1]) == code)
            found[f"absence_{code}", "default"] = (number, len(absent))
        return found

    def owed(self) -> dict[tuple[str, str], Pair]:
        """What was due in the period, and late; records beside the hearing that they are of."""
        found: dict[tuple[str, str], Pair] = {
            ("nominations_late", "default"): self.lateness("litigation", ("ct_house_nomination",)),
            ("records_late", "default"): self.lateness("litigation", ("ct_house_record", "ct_house_record_again")),
        }
        for side, kind in (("agency", h.RECORD_SUBMITTED), ("court", h.COURT_RECORDED)):
            days = [
                max((entered.on_date - held.day).days, 0)
                for suit in self.cases["litigation"]
                for entered in suit.entered
                for held in suit.hearings
                if entered.kind == kind and entered.sitting == held.sitting and within(held.day, self.period)
            ]
            found[f"entry_days_{side}", "default"] = (sum(days), len(days))
        return found

    def lateness(self, kind: str, clocks: Iterable[str]) -> Pair:
        late = total = 0
        for case in self.cases[kind]:
            if kind == "suggestion" and day(case, g.ISSUED) is None:
                continue
            for one in case.periods:
                if one.clock not in clocks or not within(one.due_on, self.period) or one.state == "paused":
                    continue
                if one.ended_on is None:
                    if one.due_on < self.today:
                        late, total = late + 1, total + 1
                elif one.ended_on > one.due_on:
                    late, total = late + 1, total + 1
                elif one.state == "met":
                    total += 1
        return late, total

    # --- the centre, suggestions, all together

    def disputes(self) -> dict[tuple[str, str], Pair]:
        p, every = self.period, self.cases["dispute"]
        received = [one for one in every if within(day(one, d.RECEIVED), p)]
        accepted = [one for one in every if within(day(one, d.ACCEPTED), p)]
        ended = [one for one in every if within(day(one, d.CONCLUDED), p)]
        result = {one.pk: last_of(next(f.value["result"] for f in one.facts if f.kind == d.CONCLUDED)) for one in ended}
        resolved = [one for one in ended if result[one.pk] in {"agreement", "withdrawn", "corrected", "partly"}]
        owing = [one for one in resolved if one.performance]
        handed = [row for one in every for row in one.transfers if within(row.sent_on, p)]
        signed = [row for row in handed if row.signed_on]
        reported = [row for row in handed if row.reported_on]
        found: dict[tuple[str, str], Pair] = {
            ("disputes", "default"): (len(received), None),
            ("disputes_accepted", "default"): (len(accepted), None),
            ("disputes_concluded", "default"): (len(ended), None),
            ("disputes_pending_at_end", "default"): (self.pending(every, d.RECEIVED, d.CONCLUDED, d.DECLINED), None),
            ("resolution_rate", "default"): (len(resolved), len(ended)),
            ("resolution_rate", "agreement"): (count(ended, lambda one: bool(one.agreement)), len(ended)),
            ("performance_rate", "default"): (count(owing, lambda one: one.performance == "done"), len(owing)),
            ("dispute_days", "default"): (
                sum((day(one, d.CONCLUDED) - day(one, d.RECEIVED)).days for one in ended),
                len(ended),
            ),
            ("transfers", "default"): (sum(len(one.transfers) for one in accepted), len(accepted)),
            ("transfer_sign_days", "default"): (sum((r.signed_on - r.sent_on).days for r in signed), len(signed)),
            ("transfer_report_days", "default"): (
                sum((row.reported_on - row.signed_on).days for row in reported),
                len(reported),
            ),
            ("transfers_returned", "default"): (count(handed, lambda row: row.state == "returned"), len(handed)),
        }
        for code in ("court_before", "court_during", "reconsideration", "procuratorate", "agency", "party"):
            found[f"source_{code}", "default"] = self.from_(code, received)
        for code in ("petition", "other"):
            found[f"source_{code}", "default"] = self.from_(code, received)
        for code in ("agreement", "withdrawn", "corrected", "partly", "none", "left", "ended"):
            found[f"result_{code}", "default"] = (
                count(ended, lambda one, code=code: result[one.pk] == code),
                len(ended),
            )
        return found

    def from_(self, code: str, received: list[Any]) -> Pair:
        return count(received, lambda one: last_of(one.origin) == code), len(received)

    def suggestions(self) -> dict[tuple[str, str], Pair]:
        issued = [one for one in self.cases["suggestion"] if within(day(one, g.ISSUED), self.period)]
        late, due = self.lateness(
            "suggestion",
            (
                *("jy_norm_60d", "jy_governance_2m", "jy_reply_set", "jy_again_set"),
                *("fy_opinion_letter_60d", "fy17_opinion_letter_60d"),
            ),
        )
        agencies = [(one, each) for one in issued for each in one.addressed]
        done = count(
            agencies,
            lambda row: (
                row[1].rectified == "done"
                and any(fact.kind == g.CHECKED and fact.party == row[1].party for fact in row[0].facts)
            ),
        )
        return {
            ("suggestions", "default"): (len(issued), None),
            ("suggestions_in_time", "default"): ((due or 0) - late, due),
            ("suggestions_rectified", "default"): (done, len(agencies)),
        }

    def together(self) -> dict[tuple[str, str], Pair]:
        p = self.period
        accepted, served, before = self.accepted(), self.suits(), p.year_before()
        first = [suit for suit in served if last_of(suit.instance) in FIRST]
        earlier = self.accepted(before)
        received = count(
            self.standing(p), lambda case: within(day(case, c.RECEIVED) or day(case, c.FILED_WITH_AGENCY), p)
        )
        pending = self.pending(self.standing(p)) + self.pending(self.cases["litigation"], h.SERVED_WITH_SUIT, h.JUDGED)
        return {
            ("stock", "default"): (pending, None),
            ("increment", "default"): (len(accepted) + len(served), len(earlier) + len(self.suits(before))),
            ("main_channel", "default"): (len(accepted), len(first)),
            ("main_channel", "direct"): (len(accepted), count(first, lambda suit: not suit.reconsidered)),
            ("main_channel", "received"): (received, len(first)),
            ("accepted_change", "default"): (len(accepted), len(earlier)),
        }


def cause_of(case: Reconsideration) -> str:
    """What was wrong with an act that was corrected, by the ground of the decision."""
    end = next((fact for fact in case.facts if fact.kind == c.CONCLUDED), None)
    if end is None or last_of(end.value["outcome"]) not in CORRECTED:
        return ""
    return CAUSE_OF.get(str(end.value.get("ground")), "")


__all__ = ["Joint", "Plain", "cause_of"]
