"""Writes on lawsuits: what each step does to the case and which facts it leaves."""

from hearings.services.appearances import (
    call,
    confirm_record,
    court_record,
    designate,
    explain_absence,
    hand_in_identity,
    judge_identity,
    nominate,
    return_record,
    settle,
    submit_record,
)
from hearings.services.keeping import after_step, void
from hearings.services.registration import DefendantRow, correct_registration, register_suit
from hearings.services.sittings import (
    cancel_hearing,
    cancel_sitting,
    hold_hearing,
    hold_sitting,
    join_hearing,
    join_sitting,
    move_hearing,
    move_sitting,
    set_hearing,
    without_hearing,
)

__all__ = [
    "DefendantRow",
    "after_step",
    "call",
    "cancel_hearing",
    "cancel_sitting",
    "confirm_record",
    "correct_registration",
    "court_record",
    "designate",
    "explain_absence",
    "hand_in_identity",
    "hold_hearing",
    "hold_sitting",
    "join_hearing",
    "join_sitting",
    "judge_identity",
    "move_hearing",
    "move_sitting",
    "nominate",
    "register_suit",
    "return_record",
    "set_hearing",
    "settle",
    "submit_record",
    "void",
    "without_hearing",
]
