"""What the lists of sittings and appearances can be narrowed by."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.text import normalise_case_number
from accounts.timekeeping import SHANGHAI
from dossiers.filters import DayFilter
from hearings.models import AppearanceState, SittingKind, SittingState


class _ByDay(filters.FilterSet):
    """From day to day, both included; `moment` is the annotation that says when the sitting begins."""

    since = DayFilter(label=_("From this day on"), method="by_since")
    until = DayFilter(label=_("Up to this day"), method="by_until")

    def by_since(self, rows: QuerySet[Any], name: str, day: dt.date) -> QuerySet[Any]:
        return rows.filter(begins__gte=dt.datetime.combine(day, dt.time(), SHANGHAI))

    def by_until(self, rows: QuerySet[Any], name: str, day: dt.date) -> QuerySet[Any]:
        if day == dt.date.max:
            return rows
        return rows.filter(begins__lt=dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI))


class SittingFilter(_ByDay):
    state = filters.ChoiceFilter(label=_("State"), choices=SittingState.choices)
    kind = filters.ChoiceFilter(label=_("Kind of sitting"), choices=SittingKind.choices)


class AppearanceFilter(_ByDay):
    state = filters.ChoiceFilter(label=_("State"), choices=AppearanceState.choices)
    number = filters.CharFilter(label=_("Case number"), method="by_number", max_length=100)
    sitting = filters.NumberFilter(label=_("Sitting"), field_name="case__sitting_id", min_value=1, max_value=2**63 - 1)

    def by_number(self, rows: QuerySet[Any], name: str, number: str) -> QuerySet[Any]:
        return rows.filter(case__lawsuit__dossier__number=normalise_case_number(number))
