"""Effects of the steps about the appearance of a head: facts, from which the columns are worked out."""

from typing import Any

from dossiers.models import Visibility
from hearings import facts as f
from hearings.forms.appearances import last_day_of_call
from hearings.forms.fields import CHOSEN
from hearings.models import Appearance, Designation
from hearings.services.bookings import rebook
from hearings.services.keeping_appearances import keep, tell_fact
from hearings.services.sittings import suffices
from hearings.sittings import reading
from hearings.sittings.words import day_of
from workflow.papers import keep_papers
from workflow.steps import Execution


def _row(ex: Execution) -> Appearance:
    row: Appearance = ex.data["appearance"]
    return row


def call(ex: Execution) -> None:
    """The court's notice; one that comes late is noted, and a further call makes the head's appearance owed again."""
    row, data = _row(ex), ex.data
    last = last_day_of_call(row, ex.dossier.organ)
    tell_fact(
        ex,
        f.CALLED,
        row,
        data["on_date"],
        number=data["number"],
        ground=data["ground"].pk,
        again=bool(data["again"]),
        late=bool(last and data["on_date"] > last),
    )
    party = row.defendant.party
    owed = any(
        fact.kind == f.APPEARANCE_OWED and fact.party_id == party.pk and fact.value["sitting"] == row.case.sitting_id
        for fact in ex.context.facts
    )
    if data["again"] and not owed:
        ex.fact(f.APPEARANCE_OWED, day_of(row.case.sitting), party, sitting=row.case.sitting_id)
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="appearance_notice", party=party)


def designate(ex: Execution) -> None:
    """Of joint defendants some appear and the others are released; what they owe at hearings to come follows."""
    appearing = {party.pk for party in ex.data["appearing"]}
    rows = [row for row in reading.appearances(ex.context) if row.confirmed_at is None]
    for defendant in ex.proceeding.defendants.select_related("party"):
        chosen = defendant.party_id in appearing
        defendant.designation = Designation.DESIGNATED if chosen else Designation.RELEASED
        defendant.save(update_fields=["designation"])
        ex.fact(f.DESIGNATED, ex.data["on_date"], defendant.party, to=str(defendant.designation), how=ex.data["how"])
        for row in rows:
            if row.defendant_id == defendant.pk:
                row.defendant = defendant
                _follow(ex, row, chosen)


def _follow(ex: Execution, row: Appearance, chosen: bool) -> None:
    row.state = Appearance._meta.get_field("state").default if chosen else row.state
    keep(ex, row)
    sitting, party = row.case.sitting, row.defendant.party
    owed = [
        fact
        for fact in ex.context.facts
        if fact.kind == f.APPEARANCE_OWED and fact.party_id == party.pk and fact.value["sitting"] == sitting.pk
    ]
    if chosen and not owed and not suffices(ex.proceeding, row.defendant, sitting.pk):
        ex.fact(f.APPEARANCE_OWED, day_of(sitting), party, sitting=sitting.pk)


def nominate(ex: Execution) -> None:
    """The agency's head, whose time is taken up by the hearing from now on."""
    row = _row(ex)
    more = {"reason": ex.data["reason"][:300]} if ex.data.get("reason") else {}
    tell_fact(ex, f.HEAD_NOMINATED, row, ex.data["on_date"], head=ex.data["head"].pk, **more)
    rebook(ex.context.actor, row.case.sitting, ex.data["clash_reason"])


def hand_in_identity(ex: Execution) -> None:
    row = _row(ex)
    tell_fact(ex, f.IDENTITY_IN, row, ex.data["on_date"])
    party = row.defendant.party
    keep_papers(ex, "statement", visibility=Visibility.PARTIES, paper="head_identity", party=party)


def judge_identity(ex: Execution) -> None:
    refused = ex.data["reason"][:300] if ex.data["result"] == "refused" else ""
    tell_fact(ex, f.IDENTITY_JUDGED, _row(ex), ex.data["on_date"], result=ex.data["result"], reason=refused)


def explain_absence(ex: Execution) -> None:
    """No head comes: the time of whoever was named is free again."""
    row, data = _row(ex), ex.data
    tell_fact(
        ex,
        f.ABSENCE_EXPLAINED,
        row,
        data["on_date"],
        ground=data["ground"].pk,
        note=data["note"],
        staff=data["staff"],
        post=data["staff_post"],
    )
    rebook(ex.context.actor, row.case.sitting)
    party = row.defendant.party
    keep_papers(ex, "proof", visibility=Visibility.PARTIES, paper="absence_proof", party=party)


def submit_record(ex: Execution) -> None:
    """The agency's record. `turn` counts how often it was handed in, so that a return begins a period of its own."""
    row, data = _row(ex), ex.data
    came_head: dict[str, Any] = {}
    if data["who"] == "head":
        came_head = {
            "head": data["head"].pk,
            "rank": data["head"].rank,
            "spoke": CHOSEN[data["spoke"]],
            "spoke_on": data["spoke_on"],
            "resolving": data["resolving"],
            "left_early": CHOSEN[data["left_early"]],
        }
    absent = {"ground": data["ground"].pk, "note": data["note"]} if data.get("ground") else {}
    turn = sum(fact.kind == f.RECORD_SUBMITTED for fact in _facts(ex, row)) + 1
    tell_fact(
        ex,
        f.RECORD_SUBMITTED,
        row,
        data["on_date"],
        came=data["came"].pk,
        others=data["others"],
        turn=turn,
        **came_head,
        **absent,
    )
    party = row.defendant.party
    keep_papers(ex, "proof", visibility=Visibility.PARTIES, paper="absence_proof", party=party)
    keep_papers(ex, "papers", visibility=Visibility.PARTIES, paper="appearance_record", party=party)


def _facts(ex: Execution, row: Appearance) -> list[Any]:
    return [
        fact
        for fact in ex.context.facts
        if fact.party_id == row.defendant.party_id and fact.value.get("sitting") == row.case.sitting_id
    ]


def return_record(ex: Execution) -> None:
    row = _row(ex)
    turn = sum(fact.kind == f.RECORD_SUBMITTED for fact in _facts(ex, row))
    tell_fact(ex, f.RECORD_RETURNED, row, ex.data["on_date"], reason=ex.data["reason"], turn=turn)


def confirm_record(ex: Execution) -> None:
    tell_fact(ex, f.RECORD_CONFIRMED, _row(ex), ex.data["on_date"])


def court_record(ex: Execution) -> None:
    data = ex.data
    tell_fact(
        ex,
        f.COURT_RECORDED,
        _row(ex),
        data["on_date"],
        came=data["came"].pk,
        spoke=CHOSEN.get(data["spoke"]),
        left=CHOSEN.get(data["left_early"]),
        note=data["note"],
    )


def settle(ex: Execution) -> None:
    """What holds in each thing in which the records differ."""
    data = ex.data
    tell_fact(
        ex,
        f.DIFFERENCE_SETTLED,
        _row(ex),
        data["on_date"],
        came=data["came"].pk if data.get("came") else None,
        left=CHOSEN.get(data.get("left_early") or ""),
        spoke=CHOSEN.get(data.get("spoke") or ""),
        reason=data["reason"],
    )
