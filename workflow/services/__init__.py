"""Taking a step, approving one, correcting one: the only code that writes a state."""

from workflow.services.alongside import carry_out_in_all, companions, lock_with
from workflow.services.approvals import approvers, approves_alone, decide, withdraw_approval
from workflow.services.conduct import (
    bind_correction,
    carry_out,
    check_day,
    closed_to,
    context_for,
    entries_since,
    fixed_because,
    original_of,
)
from workflow.services.taking import correct, take, take_by_clock, taken_before

__all__ = [
    "approvers",
    "approves_alone",
    "bind_correction",
    "carry_out",
    "carry_out_in_all",
    "check_day",
    "closed_to",
    "companions",
    "context_for",
    "correct",
    "decide",
    "entries_since",
    "fixed_because",
    "lock_with",
    "original_of",
    "take",
    "take_by_clock",
    "taken_before",
    "withdraw_approval",
]
