"""Filters of lawsuits: the same for the list, its exports and the API."""

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Organisation, OrganisationKind
from dossiers.filters import DayFilter
from dossiers.models import Code, DossierAccess, DossierKind, DossierStatus
from dossiers.models.access import Basis
from dossiers.scoping import WITHIN
from dossiers.worklist import Rows
from hearings.models import State
from workflow.filters import WorklistFilter, due_filter

YES_NO = [("yes", _("yes")), ("no", _("no"))]


class SuitFilter(WorklistFilter):
    """Narrows the list to the lawsuits a reader asks for."""

    KIND = DossierKind.LITIGATION

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
        method="by_agency",
    )
    officer = filters.ChoiceFilter(
        label=_("Case officer"), method="by_officer", choices=[("me", _("My own")), ("none", _("Nobody"))]
    )
    due = due_filter()
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
    WALKED = frozenset({"status", "stage", "officer", "due", "served_from", "served_to"})

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        named = DossierAccess.objects.filter(kind=self.KIND, basis=Basis.RESPONDENT)
        self.filters["defendant"].extra["queryset"] = Organisation.objects.filter(
            pk__in=named.values("organisation_id")
        ).order_by("name")

    def by_flag(self, rows: Rows, name: str, value: str) -> Rows:
        if name in self.INNER:
            rows = rows.filter(audience__in=WITHIN)
        return rows.filter(**{f"dossier__lawsuit__{name}": value == "yes"})
