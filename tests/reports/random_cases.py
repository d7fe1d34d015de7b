"""Cases of every kind made up at random, as the reckoners read them, and their entries in the database."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from accounts.models import Organ, Organisation
from accounts.timekeeping import now
from cases import facts as case_facts
from disputes import facts as dispute_facts
from disputes.suggestions import facts as suggestion_facts
from dossiers.models import Code, Dossier
from hearings import facts as suit_facts
from hearings.rates import Heard, Unit
from reports.keeping import row_of
from reports.models import Entry
from reports.reckoning import disputes, litigation, reconsideration, suggestions
from reports.reckoning.base import Agency, Matter, Period, Told
from reports.reckoning.reading import PROCEEDINGS, read_codes

FIRST = dt.date(2021, 1, 1)
DAYS = 900
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Choices:
    """What the values of random cases are drawn from."""

    agencies: list[Organisation]
    courts: list[Organisation]
    codes: dict[str, list[str]]

    @staticmethod
    def of(agencies: list[Organisation], courts: list[Organisation]) -> "Choices":
        codes: dict[str, list[str]] = {}
        for code in Code.objects.order_by("list", "position"):
            codes.setdefault(code.list, []).append(code.pk)
        return Choices(agencies, courts, codes)


class Draw:
    """One stream of random values."""

    def __init__(self, seed: int, choices: Choices) -> None:
        self.random, self.choices = Random(seed), choices

    def day(self, since: dt.date = FIRST, most: int = DAYS) -> dt.date:
        return since + dt.timedelta(days=self.random.randrange(most))

    def yes(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def code(self, name: str) -> str:
        return self.random.choice(self.choices.codes[name])

    def agencies(self) -> tuple[Agency, ...]:
        chosen = self.random.sample(self.choices.agencies, self.random.choice([1, 1, 1, 2, 3]))
        return tuple(Agency(next(_numbers), one.pk, one.kind, one.led_from_above) for one in chosen)

    def periods(self, clocks: Any, since: dt.date, agencies: tuple[Agency, ...]) -> Iterator[Period]:
        for clock in clocks:
            if self.yes(0.6):
                due = self.day(since, 60)
                state = self.random.choice(["met", "met", "ended", "running", "paused"])
                over = self.day(due - dt.timedelta(days=20), 40) if state in {"met", "ended"} else None
                whose = self.random.choice(agencies).organisation
                yield Period(next(_numbers), clock, state, due if self.yes(0.95) else None, over, whose)


def told(kind: str, day: dt.date, party: int | None = None, **value: Any) -> Told:
    return Told(kind, day, party, value, dt.datetime.combine(day, dt.time(9), dt.UTC))


def a_reconsideration(draw: Draw, pk: int, organ: int) -> reconsideration.Reconsideration:
    f, random = case_facts, draw.random
    received = draw.day()
    facts = [told(f.RECEIVED if draw.yes(0.9) else f.FILED_WITH_AGENCY, received)]
    fate = random.choice(["accepted"] * 6 + ["declined", "settled", "waiting", "left"])
    periods: list[Period] = []
    if fate == "settled":
        facts.append(told(f.SETTLED_BEFORE, draw.day(received, 10)))
    if fate == "declined":
        facts.append(told(f.DECLINED, draw.day(received, 10)))
    if fate in {"accepted", "left"}:
        accepted = draw.day(received, 8)
        facts.append(told(f.ACCEPTED, accepted))
        for begun, ended in ((f.SUSPENDED, f.RESUMED), (f.INSPECTION_BEGUN, f.INSPECTION_ENDED)):
            if draw.yes(0.2):
                start = draw.day(accepted, 20)
                facts += [told(begun, start), told(ended, draw.day(start, 30))]
        for kind in (f.EXTENDED, f.HEARING_HELD, f.VIEWS_HEARD, f.COMMITTEE_OPINION):
            if draw.yes(0.3):
                facts.append(told(kind, draw.day(accepted, 30)))
        if fate == "left":
            facts.append(told(random.choice(reconsideration.LEFT), draw.day(accepted, 200)))
        elif draw.yes(0.85):
            over = draw.day(accepted + dt.timedelta(days=30), 120)
            ground = draw.code("decision_ground") if draw.yes() else None
            facts.append(told(f.CONCLUDED, over, outcome=draw.code("outcome"), ground=ground))
            if draw.yes(0.8):
                facts.append(told(f.SERVED, draw.day(over, 40)))
            if draw.yes(0.2):
                facts.append(told(f.SUED, draw.day(over, 60)))
            clock = random.choice(list(PROCEEDINGS["reconsideration"].clocks))
            periods.append(Period(next(_numbers), clock, "met", draw.day(over - dt.timedelta(days=20), 60), over))
    return reconsideration.Reconsideration(
        pk=pk,
        organ=organ,
        void=draw.yes(0.05),
        source="entered",
        facts=tuple(facts),
        agencies=draw.agencies(),
        periods=tuple(periods),
        law=random.choice(["2017", "2023"]),
        procedure=random.choice(["ordinary", "simplified"]),
        channel=draw.code("channel"),
        domain=draw.code("domain"),
        matter=draw.code("matter"),
        sued=draw.yes(0.1),
        applicants=random.randrange(1, 30),
    )


def a_suit(draw: Draw, pk: int, organ: int) -> litigation.Suit:
    f, random = suit_facts, draw.random
    served, agencies = draw.day(), draw.agencies()
    facts = [told(f.SERVED_WITH_SUIT, served, agency.party) for agency in agencies]
    hearings = []
    for _number in range(random.choice([0, 1, 1, 1, 2])):
        observers = random.choice([None, 0, 5, 30])
        # Some sittings hear several cases.
        sitting = random.randrange(1, 60) if draw.yes(0.4) else next(_numbers) + 1000
        day = FIRST + dt.timedelta(days=sitting * 37 % DAYS) if sitting < 60 else draw.day(served, 90)
        if sitting not in {held.sitting for held in hearings}:
            hearings.append(litigation.Held(next(_numbers), sitting, day, "in_person", observers))
    judged = draw.day(served + dt.timedelta(days=30), 150) if draw.yes(0.8) else None
    outcome, lost = "", None
    if judged:
        outcome = draw.code("suit_result")
        facts.append(told(f.JUDGED, judged, agencies[0].party, outcome=outcome))
        if draw.yes(0.8):
            facts.append(told(f.EFFECTIVE, judged))
            lost = draw.yes(0.25)
    instance = draw.code("suit_instance")
    defendants = [_defended(draw, agency, instance, judged, hearings, len(agencies)) for agency in agencies]
    entered = [
        litigation.Entered(kind, one.party, said.sitting, held.day + dt.timedelta(days=random.randrange(40)))
        for one in defendants
        for said in one.appeared
        for held in hearings
        for kind in (f.RECORD_SUBMITTED, f.COURT_RECORDED)
        if held.sitting == said.sitting and draw.yes(0.6)
    ]
    return litigation.Suit(
        pk=pk,
        organ=organ,
        void=draw.yes(0.05),
        source="entered",
        facts=tuple(facts),
        agencies=agencies,
        periods=tuple(draw.periods(PROCEEDINGS["litigation"].clocks, served, agencies)),
        instance=instance,
        court=random.choice(draw.choices.courts).pk,
        matter=draw.code("matter"),
        domain=draw.code("domain") if draw.yes(0.9) else "",
        reconsidered=draw.yes(0.3),
        government=draw.yes(0.3),
        major=draw.yes(0.1),
        outcome=outcome,
        lost=lost,
        hearings=tuple(hearings),
        defendants=tuple(defendants),
        entered=tuple(entered),
        people=random.randrange(1, 20),
    )


def _defended(
    draw: Draw, agency: Agency, instance: str, judged: dt.date | None, hearings: list[litigation.Held], several: int
) -> litigation.Defended:
    heard, appeared = [], []
    for held in hearings:
        came = draw.code("appearance") if draw.yes(0.85) else None
        head = None if came is None else came in litigation.HEADS
        heard.append(
            Heard(
                held.sitting,
                held.day,
                head,
                principal=came == "appearance.principal",
                refused=draw.yes(0.1),
                left=draw.yes(0.1),
                again=draw.yes(0.1),
            )
        )
        absence = draw.code("absence_ground") if not head and draw.yes(0.7) else ""
        spoke = draw.yes(0.7) if head else None
        appeared.append(litigation.Appeared(next(_numbers), held.sitting, came, spoke, absence))
    unit = Unit(
        key=next(_numbers),
        case=0,
        agency=agency.organisation,
        first_instance=litigation.STAGES.get(instance) == "first",
        released=several > 1 and draw.yes(0.4),
        vertical=agency.led_from_above,
        called=bool(heard) and draw.yes(0.4),
        judged_on=judged,
        heard=tuple(heard),
    )
    return litigation.Defended(unit=unit, party=agency.party, kind=agency.kind, appeared=tuple(appeared))


def a_dispute(draw: Draw, pk: int, organ: int) -> disputes.Disputed:
    f, random = dispute_facts, draw.random
    received, agencies = draw.day(), draw.agencies()
    facts = [told(f.RECEIVED, received)]
    transfers: list[disputes.Handed] = []
    agreement = performance = ""
    if draw.yes(0.1):
        facts.append(told(f.DECLINED, draw.day(received, 10)))
    else:
        accepted = draw.day(received, 10)
        facts.append(told(f.ACCEPTED, accepted))
        for _number in range(random.choice([0, 1, 1, 2])):
            sent = draw.day(accepted, 10)
            signed = draw.day(sent, 8) if draw.yes(0.8) else None
            reported = draw.day(signed, 30) if signed and draw.yes() else None
            state = "reported" if reported else random.choice(["returned", "signed" if signed else "sent"])
            whose = random.choice(draw.choices.agencies).pk
            transfers.append(disputes.Handed(next(_numbers), whose, state, sent, signed, reported))
            facts.append(told(f.TRANSFERRED, sent, transfer=transfers[-1].key))
        if draw.yes(0.8):
            facts.append(told(f.CONCLUDED, draw.day(accepted, 60), result=draw.code("dispute_result")))
            agreement = random.choice(["", "written", "oral"])
            performance = random.choice(["", "running", "done", "failed"])
    return disputes.Disputed(
        pk=pk,
        organ=organ,
        void=draw.yes(0.05),
        source="entered",
        facts=tuple(facts),
        agencies=agencies,
        origin=draw.code("dispute_source"),
        nature=random.choice(["administrative", "civil"]),
        phase="",
        domain=draw.code("domain"),
        agreement=agreement,
        performance=performance,
        transfers=tuple(transfers),
        people=random.randrange(1, 9),
    )


def a_suggestion(draw: Draw, pk: int, organ: int) -> suggestions.Suggested:
    f, agencies = suggestion_facts, draw.agencies()
    issued = draw.day()
    facts = [told(f.ISSUED, issued)] if draw.yes(0.9) else []
    addressed = []
    for agency in agencies:
        found = draw.random.choice(["", "done", "partly", "not"])
        addressed.append(suggestions.Addressed(next(_numbers), agency.organisation, agency.party, found))
        if found and draw.yes(0.9):
            facts.append(told(f.CHECKED, draw.day(issued, 60), agency.party))
    return suggestions.Suggested(
        pk=pk,
        organ=organ,
        void=draw.yes(0.05),
        source="entered",
        facts=tuple(facts),
        agencies=agencies,
        periods=tuple(draw.periods(suggestions.REPLY_CLOCKS, issued, agencies)),
        kind=draw.random.choice(["judicial", "procuratorial", "review_opinion"]),
        subject="individual",
        own=draw.yes(),
        cause=draw.code("loss_cause") if draw.yes() else "",
        domain=draw.code("domain"),
        addressed=tuple(addressed),
    )


MAKERS = {
    "reconsideration": a_reconsideration,
    "litigation": a_suit,
    "dispute": a_dispute,
    "suggestion": a_suggestion,
}


def make_random(organ: Organ, choices: Choices, seed: int, of_each: int) -> dict[str, list[Any]]:
    """So many cases of each kind, and what they count in the database."""
    draw, codes, moment = Draw(seed, choices), read_codes(), now()
    found: dict[str, list[Any]] = {}
    rows: list[Entry] = []
    for kind, make in MAKERS.items():
        dossiers = Dossier.objects.bulk_create(
            Dossier(organ=organ, kind=kind, title=f"{kind} {n}", stage="x", opened_on=FIRST) for n in range(of_each)
        )
        found[kind] = [make(draw, dossier.pk, organ.pk) for dossier in dossiers]
        matter: Matter
        for matter in found[kind]:
            rows += [row_of(matter, counted, moment) for counted in PROCEEDINGS[kind].reckon(matter, codes)]
    Entry.objects.bulk_create(rows)
    return found
