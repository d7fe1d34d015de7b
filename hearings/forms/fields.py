"""Fields that several forms of lawsuits have."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import CaseNumberField
from dossiers.models import Dossier, TimelineEntry
from hearings.numbers import court_number
from workflow.fields import CHOOSE

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
# What was chosen of them; nothing for nothing.
CHOSEN = {"yes": True, "no": False}


class CourtNumberField(CaseNumberField):
    """A court's case number in any width and brackets; cleans to the form that is kept."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        return court_number(typed).text if typed else ""


class EntryField(forms.ModelChoiceField):
    """What an earlier entry of the case brought up: a risk, a question; it is known by that entry."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(TimelineEntry.objects.none(), **{"empty_label": CHOOSE, **kwargs})

    def offer(self, dossier: Dossier, step: str, words: Iterable[tuple[str, str]]) -> None:
        """Let what the entries of a step brought up be chosen: (entry, in words)."""
        self.queryset = dossier.timeline.filter(step=step, corrects=None)
        self.choices = [("", CHOOSE), *words]
