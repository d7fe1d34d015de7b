"""Effects of the steps about sittings."""

from django.utils.translation import gettext as _

from accounts.models import RosterEntry
from dossiers.models import Visibility
from hearings import facts as f
from hearings.models import (
    Appearance,
    AppearanceState,
    Defendant,
    Designation,
    IdentityResult,
    Lawsuit,
    Sitting,
    SittingCase,
    SittingKind,
    SittingState,
    Trial,
)
from hearings.services import righting
from hearings.services.bookings import rebook
from hearings.services.keeping_appearances import keep
from hearings.services.places import drop, first_state, locked_sitting, revive
from hearings.sittings import reading
from hearings.sittings.telling import tell, tell_left
from hearings.sittings.words import day_of, hours_of, place_words
from workflow.papers import keep_papers
from workflow.steps import Execution, StepRefused


def set_hearing(ex: Execution) -> None:
    """A sitting of its own for the case; a correction puts the sitting itself right."""
    data, own = ex.data, ex.data["own"]
    fields = {name: data[name] for name in ("kind", "mode", "courtroom", "presider", "during")}
    if own is None:
        sitting = Sitting.objects.create(
            organ=ex.dossier.organ, court=ex.proceeding.court, entered_by=ex.context.actor.user, **fields
        )
        sitting.refresh_from_db()
        _enter(ex, sitting, data["clash_reason"])
        tell(sitting, "set")
    else:
        sitting = locked_sitting(own.pk)
        righting.right_setting(ex, sitting, fields)
        _enter(ex, sitting, data["clash_reason"])
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="summons")


def join_hearing(ex: Execution) -> None:
    """The case is heard in a sitting that is there."""
    sitting = locked_sitting(ex.data["sitting"].pk)
    if sitting.state != SittingState.SET and ex.corrected is None:
        raise StepRefused(_("The sitting is set no more."), code="closed")
    _enter(ex, sitting, ex.data["clash_reason"])
    if ex.corrected is None:
        tell(sitting, "set")
    keep_papers(ex, "notice", visibility=Visibility.PARTIES, paper="summons")


def _enter(ex: Execution, sitting: Sitting, reason: str) -> None:
    """The case's place in a sitting, the appearances of its defendants, and the facts of both."""
    row, made = SittingCase.objects.unscoped("the case at hand").get_or_create(
        sitting=sitting,
        lawsuit=ex.proceeding,
        defaults={"entry": ex.entry, "position": sitting.cases.count()},
    )
    if row.left_on is not None:
        row.left_on, row.left_reason, row.entry = None, "", ex.entry
        row.save(update_fields=["left_on", "left_reason", "entry"])
    ex.fact(
        f.HEARING_SET,
        day_of(sitting),
        sitting=sitting.pk,
        sort=sitting.kind,
        hours=hours_of(sitting),
        at=place_words(sitting),
    )
    if sitting.kind == SittingKind.HEARING:
        _call_defendants(ex, row)
        if not made:
            revive(ex, row)
    elif not made:
        row.appearances.update(state=AppearanceState.DROPPED)
    rebook(ex.context.actor, sitting, reason)


def _call_defendants(ex: Execution, row: SittingCase) -> None:
    defendants = list(ex.proceeding.defendants.select_related("party"))
    known = set(row.appearances.values_list("defendant_id", flat=True))
    Appearance.objects.bulk_create(
        Appearance(case=row, defendant=one, state=first_state(one)) for one in defendants if one.pk not in known
    )
    for one in defendants:
        if one.designation != Designation.RELEASED and not suffices(ex.proceeding, one, row.sitting_id):
            # Of a case that comes back what is owed begins anew: that it was taken off before does not end it.
            turn = times_left(ex, row.sitting_id)
            again = {"turn": turn} if turn else {}
            ex.fact(f.APPEARANCE_OWED, day_of(row.sitting), one.party, sitting=row.sitting_id, **again)


def times_left(ex: Execution, sitting: int) -> int:
    """How often the case was taken off a sitting, by the facts."""
    return sum(
        fact.kind == f.HEARING_CANCELLED and fact.value["sitting"] == sitting and "left" in fact.value
        for fact in ex.context.facts
    )


def suffices(suit: Lawsuit, defendant: Defendant, but: int) -> bool:
    """Whether the head has appeared at another hearing of this instance, which suffices (负责人出庭应诉规定 7)."""
    others = Appearance.objects.unscoped("the defendant at hand").filter(defendant=defendant, present=True)
    return others.exclude(case__sitting=but).exists()


def move_hearing(ex: Execution) -> None:
    """The case follows its sitting: the old one falls away in it, the new one takes what was entered of the heads."""
    old, new, moved = ex.data["sitting"], ex.data["moved_to"], True
    if ex.corrected is not None:
        old, new, moved = righting.right_move(ex)
    if not moved:
        righting.bring_back(ex, old, new)
        return
    ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], sitting=old.pk, moved_to=new.pk)
    row = _row_in(ex, new, old)
    ex.fact(f.HEARING_SET, day_of(new), sitting=new.pk, sort=new.kind, hours=hours_of(new), at=place_words(new))
    drop(ex, old)
    if new.kind == SittingKind.HEARING:
        _call_defendants(ex, row)
        if ex.corrected is not None:
            revive(ex, row)
        _carry_over(ex, old, row)
    if ex.corrected is not None:
        rebook(ex.context.actor, new, ex.data["clash_reason"])


def _row_in(ex: Execution, sitting: Sitting, before: Sitting) -> SittingCase:
    """The case's place in a sitting, where it had one in the sitting before it."""
    places = {row.sitting_id: row for row in reading.sitting_cases(ex.context)}
    if sitting.pk in places:
        return sitting.cases.get(lawsuit=ex.proceeding)
    position = places[before.pk].position if before.pk in places else 0
    return SittingCase.objects.create(sitting=sitting, lawsuit=ex.proceeding, position=position, entry=ex.entry)


def _carry_over(ex: Execution, old: Sitting, row: SittingCase) -> None:
    """Heads who hold their post on the new day stay named, with the papers that they handed in."""
    day = day_of(row.sitting)
    before = Appearance.objects.unscoped("the case at hand").filter(
        case__sitting=old, case__lawsuit=ex.proceeding, head__isnull=False
    )
    standing = {entry.pk for entry in RosterEntry.objects.on(day).filter(pk__in=before.values("head_id"))}
    for one in before.filter(head_id__in=standing).select_related("defendant__party"):
        if one.defendant.designation == Designation.RELEASED:
            continue
        new = row.appearances.select_related("case__sitting", "defendant__party").get(defendant=one.defendant)
        party = one.defendant.party
        ex.fact(f.HEAD_NOMINATED, ex.data["on_date"], party, sitting=row.sitting_id, place=1, head=one.head_id)
        if one.identity != IdentityResult.NONE and one.identity_on:
            ex.fact(f.IDENTITY_IN, one.identity_on, party, sitting=row.sitting_id, place=2)
        keep(ex, new)


def cancel_hearing(ex: Execution) -> None:
    """Nothing is owed for the sitting any more; by a correction it may stand again."""
    sitting = ex.data["sitting"] if ex.corrected is None else righting.right_cancelling(ex)
    if sitting.state == SittingState.CANCELLED:
        ex.fact(f.HEARING_CANCELLED, ex.data["on_date"], sitting=sitting.pk)
        drop(ex, sitting)
    elif sitting.kind == SittingKind.HEARING:
        revive(ex, sitting.cases.get(lawsuit=ex.proceeding))
    if ex.corrected is not None:
        rebook(ex.context.actor, sitting, ex.data["clash_reason"])


def leave_hearing(ex: Execution) -> None:
    """The case is heard apart: it goes off the sitting and frees what was taken up for it alone."""
    sitting = locked_sitting(ex.data["sitting"].pk)
    row = sitting.cases.get(lawsuit=ex.proceeding)
    if sitting.state != SittingState.SET:
        raise StepRefused(_("The sitting is set no more."), code="closed")
    if not sitting.cases.standing().exclude(pk=row.pk).exists():
        raise StepRefused(_("The sitting hears this case alone; move or cancel it."), code="alone")
    row.left_on, row.left_reason = ex.data["on_date"], ex.data["reason"][:300]
    row.save(update_fields=["left_on", "left_reason"])
    ex.fact(f.HEARING_CANCELLED, row.left_on, sitting=sitting.pk, left=times_left(ex, sitting.pk) + 1)
    drop(ex, sitting)
    sitting.version += 1
    sitting.save(update_fields=["version"])
    rebook(ex.context.actor, sitting)
    tell_left(sitting, row)


def hold_hearing(ex: Execution) -> None:
    """The case was heard: from then on the records of the appearances are owed."""
    suit = ex.proceeding
    sitting = ex.data["sitting"] if ex.corrected is None else righting.right_holding(ex)
    if sitting.state != SittingState.HELD:
        righting.without_it(ex)
        return
    day = day_of(sitting)
    ex.fact(f.HEARING_HELD, day, sitting=sitting.pk, sort=sitting.kind)
    if sitting.kind == SittingKind.HEARING:
        suit.trial = Trial.ORAL
        suit.heard_on = min(filter(None, (suit.heard_on, day)))
        owed = Appearance.objects.unscoped("the case at hand").filter(case__sitting=sitting, case__lawsuit=suit)
        for one in owed.exclude(state=AppearanceState.DROPPED).select_related("defendant__party"):
            ex.fact(f.RECORD_OWED, day, one.defendant.party, sitting=sitting.pk)
    keep_papers(ex, "record", visibility=Visibility.PARTIES, paper="trial_record")


def without_hearing(ex: Execution) -> None:
    """The case is tried on the papers, or ends without being heard: it is in no denominator."""
    how = ex.data["how"]
    ex.fact(f.HEARD_WITHOUT, ex.data["on_date"], how=how)
    ex.proceeding.trial = Trial.WRITTEN if how == "written" else Trial.NONE
