"""Filters of the library of rules."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.timekeeping import today
from disputes.library.standing import Standing
from disputes.library.text import containing
from disputes.models import Rule, RuleState, Tier
from dossiers.filters import DayFilter, text_filter
from dossiers.models import Code


class RuleFilter(filters.FilterSet):
    q = text_filter(_("Words of title, number or text"), "by_words")
    tier = filters.ChoiceFilter(empty_label=_("All"), label=_("Tier"), choices=Tier.choices)
    organisation = filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Agency"), queryset=Organisation.objects.none()
    )
    topic = filters.ModelChoiceFilter(empty_label=_("All"), label=_("Topic"), queryset=Code.objects.of("rule_topic"))
    standing = filters.ChoiceFilter(
        empty_label=_("All"), label=_("Validity"), choices=Standing.choices, method="by_standing"
    )
    day = DayFilter(label=_("Validity as of"), method="as_of")
    state = filters.ChoiceFilter(
        empty_label=_("In the library"),
        label=_("State"),
        method="by_state",
        choices=[
            (RuleState.OPEN.value, RuleState.OPEN.label),
            (RuleState.RETURNED.value, RuleState.RETURNED.label),
            ("voided", _("Voided")),
        ],
    )

    class Meta:
        model = Rule
        fields: list[str] = []

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], editors: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations
        if not editors:
            del self.filters["state"]

    @property
    def on(self) -> dt.date:
        """The day as of which validity is shown."""
        return (self.form.cleaned_data.get("day") if self.form.is_valid() else None) or today()

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(containing(value))

    def by_standing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.as_of(self.on, value)

    def as_of(self, rows: QuerySet, name: str, value: dt.date) -> QuerySet:
        return rows

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows

    @property
    def qs(self) -> QuerySet:
        rows = super().qs
        state = self.form.cleaned_data.get("state") if self.form.is_valid() else ""
        if state == "voided":
            return rows.exclude(voided_at=None)
        return rows.filter(voided_at=None, state=state or RuleState.PUBLISHED)
