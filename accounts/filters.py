"""Filters of people and of organisations."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind, Role, RoleAssignment, User
from accounts.text import normalise_name, to_half_width
from accounts.timekeeping import today


class UserFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name or user name"), method="by_name", widget=forms.TextInput({"maxlength": 64}))
    role = filters.ChoiceFilter(empty_label=_("All"), label=_("Role"), choices=Role.choices, method="by_role")
    organisation = filters.ModelChoiceFilter(
        empty_label=_("All"), label=_("Organisation"), queryset=Organisation.objects.none(), method="by_organisation"
    )
    state = filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("State"),
        method="by_state",
        choices=[
            ("active", _("May sign in")),
            ("blocked", _("May not sign in")),
            ("no_role", _("Without a role")),
        ],
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["organisation"].queryset = organisations

    def by_name(self, people: QuerySet, name: str, value: str) -> QuerySet:
        text = to_half_width(value).strip()
        return people.filter(Q(username__icontains=text) | Q(display_name__icontains=normalise_name(text)))

    def by_role(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people.filter(pk__in=RoleAssignment.objects.on(today()).filter(role=value).values("user_id"))

    def by_organisation(self, people: QuerySet, name: str, value: Organisation) -> QuerySet:
        held = RoleAssignment.objects.on(today()).filter(organisation=value)
        return people.filter(pk__in=held.values("user_id"))

    def by_state(self, people: QuerySet, name: str, value: str) -> QuerySet:
        if value == "no_role":
            return people.exclude(pk__in=RoleAssignment.objects.on(today()).values("user_id"))
        return people.filter(is_active=value == "active")


class OrganisationFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Name"), method="by_name", widget=forms.TextInput({"maxlength": 100}))
    kind = filters.ChoiceFilter(empty_label=_("All"), label=_("Kind"), choices=OrganisationKind.choices)
    state = filters.ChoiceFilter(
        empty_label=_("All"),
        label=_("State"),
        method="by_state",
        choices=[("valid", _("Exists today")), ("ended", _("Has ended"))],
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_name(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        wanted = normalise_name(value)
        return organisations.filter(pk__in=Organisation.objects.filter(names__normalised__contains=wanted).values("pk"))

    def by_state(self, organisations: QuerySet, name: str, value: str) -> QuerySet:
        if value == "ended":
            return organisations.filter(valid_to__lt=today())
        return organisations.valid_on(today())
