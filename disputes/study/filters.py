"""Filters of study plans, study sessions and trainings."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from disputes.models import StudyPlan, StudySession, StudyState, Training
from disputes.study.text import in_plan, in_session, in_training
from dossiers.filters import DayFilter, text_filter
from dossiers.models import Code


class PlanFilter(filters.FilterSet):
    q = text_filter(_("Keyword"), "by_words")
    year = filters.NumberFilter(label=_("Year"), min_value=1990, max_value=2200)

    class Meta:
        model = StudyPlan
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_plan(value.strip())).distinct()


class SessionFilter(filters.FilterSet):
    q = text_filter(_("Keyword"), "by_words")
    organisation = filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Held by"), queryset=Organisation.objects.none()
    )
    topic = filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Topic"), queryset=Code.objects.of("study_topic"), method="by_topic"
    )
    state = filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("State"),
        method="by_state",
        choices=[*StudyState.choices, ("voided", _("Voided"))],
    )
    first = DayFilter(label=_("From day"), field_name="on_date", lookup_expr="gte")
    last = DayFilter(label=_("To day"), field_name="on_date", lookup_expr="lte")

    class Meta:
        model = StudySession
        fields: list[str] = []

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_session(value.strip())).distinct()

    def by_topic(self, rows: QuerySet, name: str, value: Code) -> QuerySet:
        return rows.filter(topics__topic=value, topics__dropped_at=None).distinct()

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "voided":
            return rows.exclude(voided_at=None)
        return rows.filter(voided_at=None, state=value)


class TrainingFilter(filters.FilterSet):
    q = text_filter(_("Keyword"), "by_words")
    topic = filters.ModelChoiceFilter(empty_label=_("All"), label=_("Topic"), queryset=Code.objects.of("study_topic"))
    first = DayFilter(label=_("From day"), field_name="last_day", lookup_expr="gte")
    last = DayFilter(label=_("To day"), field_name="first_day", lookup_expr="lte")

    class Meta:
        model = Training
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_training(value.strip()))
