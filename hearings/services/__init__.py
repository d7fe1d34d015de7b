"""Writes on lawsuits: what each step does to the case and which facts it leaves."""

from hearings.services.keeping import after_step, void
from hearings.services.ledger import LedgerSuit, enter_ledger_suits
from hearings.services.registration import DefendantRow, correct_registration, register_suit

__all__ = [
    "DefendantRow",
    "LedgerSuit",
    "after_step",
    "correct_registration",
    "enter_ledger_suits",
    "register_suit",
    "void",
]
