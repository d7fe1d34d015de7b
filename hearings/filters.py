"""Filters of lawsuits: the same for the list, its exports and the API."""

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation, OrganisationKind
from accounts.timekeeping import today
from dossiers.filters import DayFilter
from dossiers.models import Code, DossierAccess, DossierKind, DossierStatus
from dossiers.models.access import Basis
from dossiers.queries import containing
from dossiers.scoping import WITHIN, Audience, sees_from_within
from dossiers.worklist import RUNNING, SOON, Rows
from hearings.models import State

YES_NO = [("yes", _("yes")), ("no", _("no"))]


class SuitFilter(filters.FilterSet):
    """Narrows rows of DossierAccess (of kind litigation) to the lawsuits a reader asks for.

    Filters on what only the office and the organ may know apply to rows reached from within alone.
    """

    q = filters.CharFilter(
        label=_("Number, party, act"), method="by_text", widget=forms.TextInput({"maxlength": 100, "type": "search"})
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            ("running", _("In progress")),
            (DossierStatus.SUSPENDED, _("Stayed")),
            (DossierStatus.CLOSED, DossierStatus.CLOSED.label),
            (DossierStatus.VOID, DossierStatus.VOID.label),
        ],
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=State.choices)
    instance = filters.ModelChoiceFilter(
        label=_("Instance"), queryset=Code.objects.of("suit_instance"), field_name="dossier__lawsuit__instance"
    )
    court = filters.ModelChoiceFilter(
        label=_("Court"),
        queryset=Organisation.objects.filter(kind=OrganisationKind.COURT).order_by("name"),
        field_name="dossier__lawsuit__court",
    )
    defendant = filters.ModelChoiceFilter(
        label=_("Defendant"),
        queryset=Organisation.objects.filter(pk__in=[]),
        method="by_defendant",
    )
    officer = filters.ChoiceFilter(
        label=_("Case officer"), method="by_officer", choices=[("me", _("My own")), ("none", _("Nobody"))]
    )
    due = filters.ChoiceFilter(
        label=_("Due"),
        method="by_due",
        choices=[
            ("overdue", _("Overdue")),
            ("today", _("Due today")),
            ("week", _("Due within 7 days")),
            ("none", _("No due date")),
        ],
    )
    government = filters.ChoiceFilter(label=_("The government's own case"), method="by_flag", choices=YES_NO)
    reconsidered = filters.ChoiceFilter(label=_("After reconsideration"), method="by_flag", choices=YES_NO)
    major = filters.ChoiceFilter(label=_("Major case"), method="by_flag", choices=YES_NO)
    lost = filters.ChoiceFilter(label=_("Lost"), method="by_flag", choices=YES_NO)
    outcome = filters.ModelChoiceFilter(
        label=_("Result"), queryset=Code.objects.of("suit_result"), field_name="dossier__lawsuit__outcome"
    )
    served_from = DayFilter(label=_("Served from"), field_name="opened_on", lookup_expr="gte")
    served_to = DayFilter(label=_("Served to"), field_name="opened_on", lookup_expr="lte")
    judged_from = DayFilter(label=_("Judged from"), field_name="dossier__lawsuit__concluded_on", lookup_expr="gte")
    judged_to = DayFilter(label=_("Judged to"), field_name="dossier__lawsuit__concluded_on", lookup_expr="lte")

    # What only those within may ask for.
    INNER = ("officer", "due", "major")
    # Filters on columns of DossierAccess: they are checked while its index is walked.
    WALKED = frozenset({"status", "stage", "officer", "due", "served_from", "served_to"})

    class Meta:
        model = DossierAccess
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, DossierAccess.objects.filter(kind=DossierKind.LITIGATION))
        self.actor = actor
        if not sees_from_within(actor):
            for name in self.INNER:
                del self.filters[name]
        for one in self.filters.values():
            if isinstance(one, filters.ChoiceFilter | filters.ModelChoiceFilter):
                one.extra["empty_label"] = _("Any")
        named = DossierAccess.objects.filter(kind=DossierKind.LITIGATION, basis=Basis.RESPONDENT)
        self.filters["defendant"].extra["queryset"] = Organisation.objects.filter(
            pk__in=named.values("organisation_id")
        ).order_by("name")

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Voided suits are shown to those alone who ask for them."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.exclude(status=DossierStatus.VOID)

    @property
    def active(self) -> set[str]:
        """Names of the filters that narrow the list."""
        self.form.full_clean()
        return {name for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def wide(self) -> bool:
        """Whether a filter looks beyond the columns of DossierAccess."""
        return bool(self.active - self.WALKED)

    def by_text(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(containing(value, "dossier__"))

    def by_status(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(status__in=RUNNING) if value == "running" else rows.filter(status=value)

    def by_defendant(self, rows: Rows, name: str, value: Organisation) -> Rows:
        named = DossierAccess.objects.filter(
            audience=Audience.PARTY, basis=Basis.RESPONDENT, organisation=value, kind=DossierKind.LITIGATION
        )
        return rows.filter(dossier_id__in=named.values("dossier_id"))

    def by_officer(self, rows: Rows, name: str, value: str) -> Rows:
        rows = rows.filter(audience__in=WITHIN)
        return rows.filter(officer=None) if value == "none" else rows.filter(officer_id__in=sorted(self.actor.people))

    def by_due(self, rows: Rows, name: str, value: str) -> Rows:
        day = today()
        rows = rows.filter(audience__in=WITHIN, status__in=RUNNING)
        match value:
            case "overdue":
                return rows.filter(next_due_on__lt=day)
            case "today":
                return rows.filter(next_due_on=day)
            case "week":
                return rows.filter(next_due_on__gt=day, next_due_on__lte=day + SOON)
            case _:
                return rows.filter(next_due_on=None)

    def by_flag(self, rows: Rows, name: str, value: str) -> Rows:
        if name in self.INNER:
            rows = rows.filter(audience__in=WITHIN)
        return rows.filter(**{f"dossier__lawsuit__{name}": value == "yes"})
