"""Forms of the steps of a lawsuit and of its registration."""

from hearings.forms.keeping import VoidForm
from workflow.party_forms import DayForm

__all__ = ["DayForm", "VoidForm"]
