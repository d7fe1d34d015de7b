"""Filters of the registers and of the trail."""

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.fields import DateField
from accounts.models import User
from accounts.text import normalise_case_number, normalise_name, strip_spaces, to_half_width
from accounts.timekeeping import SHANGHAI
from dossiers.actions import ACTIONS, model_name
from dossiers.models import Code, Correspondence, Direction, Dossier, TrailEntry, Visit
from dossiers.trail import object_kinds


class DayFilter(filters.Filter):
    """A day in any notation that is typed."""

    field_class = DateField


class ByMoment(filters.FilterSet):
    """Filters a moment `at` by days in Asia/Shanghai, both included, in a form that an index serves."""

    def by_first(self, rows: QuerySet, name: str, value: dt.date) -> QuerySet:
        return rows.filter(at__gte=dt.datetime.combine(value, dt.time.min, SHANGHAI))

    def by_last(self, rows: QuerySet, name: str, value: dt.date) -> QuerySet:
        return rows.filter(at__lt=dt.datetime.combine(value + dt.timedelta(days=1), dt.time.min, SHANGHAI))


def text_filter(label: Any, method: str, longest: int = 100) -> filters.CharFilter:
    return filters.CharFilter(label=label, method=method, widget=forms.TextInput({"maxlength": longest}))


class MailFilter(filters.FilterSet):
    q = text_filter(_("Keyword"), "by_words")
    direction = filters.ChoiceFilter(empty_label=_("All"), label=_("Direction"), choices=Direction.choices)
    post = filters.ModelChoiceFilter(empty_label=_("All"), label=_("Kind of post"), queryset=Code.objects.of("post"))
    state = filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("State"),
        method="by_state",
        choices=[
            ("waiting", _("Sent, not yet signed for")),
            ("delivered", _("Signed for")),
            ("returned", _("Came back")),
            ("loose", _("Belongs to no case")),
            ("voided", _("Voided")),
        ],
    )
    case = text_filter(_("Case number"), "by_case", 64)
    first = DayFilter(label=_("From day"), field_name="on_date", lookup_expr="gte")
    last = DayFilter(label=_("To day"), field_name="on_date", lookup_expr="lte")

    class Meta:
        model = Correspondence
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        wanted = normalise_name(value)
        number = strip_spaces(to_half_width(value))
        return rows.filter(
            Q(counterpart__icontains=value.strip())
            | Q(counterpart__icontains=wanted)
            | Q(papers__icontains=value.strip())
            | Q(tracking_number__icontains=number)
            | Q(document_number__icontains=normalise_case_number(value))
        )

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "voided":
            return rows.exclude(voided_at=None)
        rows = rows.filter(voided_at=None)
        if value == "waiting":
            return rows.filter(direction=Direction.OUT, delivered_on=None, returned_on=None)
        if value == "delivered":
            return rows.exclude(delivered_on=None)
        if value == "returned":
            return rows.exclude(returned_on=None)
        return rows.filter(dossier=None)

    def by_case(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(dossier__number__contains=normalise_case_number(value))


class VisitFilter(ByMoment):
    q = text_filter(_("Visitor or receiver"), "by_words")
    purpose = filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Purpose"), queryset=Code.objects.of("visit_purpose")
    )
    state = filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("State"),
        method="by_state",
        choices=[
            ("loose", _("Belongs to no case")),
            ("incident", _("With a safety incident")),
            ("voided", _("Voided")),
        ],
    )
    case = text_filter(_("Case number"), "by_case", 64)
    first = DayFilter(label=_("From day"), method="by_first")
    last = DayFilter(label=_("To day"), method="by_last")

    class Meta:
        model = Visit
        fields: list[str] = []

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        wanted = normalise_name(value)
        return rows.filter(Q(visitors__name__icontains=wanted) | Q(receivers__icontains=wanted)).distinct()

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "voided":
            return rows.exclude(voided_at=None)
        rows = rows.filter(voided_at=None)
        return rows.filter(dossier=None) if value == "loose" else rows.exclude(incident="")

    def by_case(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(dossier__number__contains=normalise_case_number(value))


def object_choices() -> list[tuple[str, str]]:
    """The kinds of objects that the trail speaks of, by their words."""
    return sorted(((kind, model_name(kind)) for kind in object_kinds()), key=lambda choice: choice[1])


class TrailFilter(ByMoment):
    person = text_filter(_("Person or user name"), "by_person", 64)
    action = filters.ChoiceFilter(empty_label=_("All"), label=_("Action"), choices=sorted(ACTIONS.items()))
    case = text_filter(_("Case number"), "by_case", 64)
    kind = filters.ChoiceFilter(
        empty_label=_("All"), label=_("Kind of object"), choices=object_choices, field_name="object_type"
    )
    object = text_filter(_("Number of the object"), "by_object", 64)
    first = DayFilter(label=_("From day"), method="by_first")
    last = DayFilter(label=_("To day"), method="by_last")

    class Meta:
        model = TrailEntry
        fields: list[str] = []

    # People and cases are looked up first: the trail is then read by its own indexes alone.
    def by_person(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = to_half_width(value).strip()
        people = list(
            User.objects.filter(Q(display_name__icontains=text) | Q(username__iexact=text)).values_list("pk", flat=True)
        )
        return rows.filter(Q(user__in=people) | Q(for_user__in=people))

    def by_case(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        number = normalise_case_number(value)
        cases = Dossier.objects.unscoped("the entries of the trail are in the auditor's reach").filter(number=number)
        return rows.filter(dossier__in=list(cases.values_list("pk", flat=True)))

    def by_object(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        rows = rows.filter(object_id=to_half_width(value).strip())
        return rows if self.form.cleaned_data.get("kind") else rows.filter(object_type__in=object_kinds())
