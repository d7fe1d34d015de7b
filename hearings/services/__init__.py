"""Writes on lawsuits: what each step does to the case and which facts it leaves."""

from hearings.services.keeping import after_step, void
from hearings.services.registration import DefendantRow, correct_registration, register_suit

__all__ = ["DefendantRow", "after_step", "correct_registration", "register_suit", "void"]
