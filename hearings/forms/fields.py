"""Fields that several forms of lawsuits have."""

from typing import Any

from accounts.fields import CaseNumberField
from hearings.numbers import court_number


class CourtNumberField(CaseNumberField):
    """A court's case number in any width and brackets; cleans to the form that is kept."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        return court_number(typed).text if typed else ""
