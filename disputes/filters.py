"""Filters of disputes: the same for the list, its exports and the interface."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from disputes.models import Nature, Performance, Phase, State, Transfer
from disputes.reading import OPEN_TRANSFERS
from dossiers.filters import DayFilter
from dossiers.models import Code, DossierKind, DossierStatus
from dossiers.worklist import Rows
from workflow.filters import WorklistFilter, agencies_for, due_filter


class DisputeFilter(WorklistFilter):
    """Narrows the list to the disputes a reader asks for."""

    KIND = DossierKind.DISPUTE

    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            ("running", _("In progress")),
            (DossierStatus.CLOSED, DossierStatus.CLOSED.label),
            (DossierStatus.VOID, DossierStatus.VOID.label),
        ],
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=State.choices)
    source = filters.ModelChoiceFilter(
        label=_("Source of the dispute"),
        queryset=Code.objects.of("dispute_source"),
        field_name="dossier__dispute__source",
    )
    agency = filters.ModelChoiceFilter(
        label=_("Agency concerned"), queryset=Organisation.objects.filter(pk__in=[]), method="by_agency"
    )
    unit = filters.ModelChoiceFilter(
        label=_("Unit that has it"), queryset=Organisation.objects.filter(pk__in=[]), method="by_unit"
    )
    officer = filters.ChoiceFilter(
        label=_("Coordinator"), method="by_officer", choices=[("me", _("My own")), ("none", _("Nobody"))]
    )
    due = due_filter()
    nature = filters.ChoiceFilter(
        label=_("Nature of the dispute"), choices=Nature.choices, field_name="dossier__dispute__nature"
    )
    phase = filters.ChoiceFilter(
        label=_("Stage of the remedy"), choices=Phase.choices, field_name="dossier__dispute__phase"
    )
    subject = filters.ModelChoiceFilter(
        label=_("Subject"), queryset=Code.objects.of("dispute_subject"), field_name="dossier__dispute__subject"
    )
    domain = filters.ModelChoiceFilter(
        label=_("Domain"), queryset=Code.objects.of("domain"), field_name="dossier__dispute__domain"
    )
    result = filters.ModelChoiceFilter(
        label=_("Result"), queryset=Code.objects.of("dispute_result"), field_name="dossier__dispute__result"
    )
    performance = filters.ChoiceFilter(
        label=_("Performance of the agreement"),
        choices=[(key, label) for key, label in Performance.choices if key],
        field_name="dossier__dispute__performance",
    )
    received_from = DayFilter(label=_("Received from"), field_name="opened_on", lookup_expr="gte")
    received_to = DayFilter(label=_("Received to"), field_name="opened_on", lookup_expr="lte")
    concluded_from = DayFilter(
        label=_("Resolution ended from"), field_name="dossier__dispute__concluded_on", lookup_expr="gte"
    )
    concluded_to = DayFilter(
        label=_("Resolution ended to"), field_name="dossier__dispute__concluded_on", lookup_expr="lte"
    )

    # What only those within may ask for.
    INNER = ("officer", "due", "unit")
    WALKED = frozenset({"status", "stage", "officer", "due", "received_from", "received_to"})

    def offer(self) -> None:
        for name in ("agency", "unit"):
            if name in self.filters:
                self.filters[name].queryset = agencies_for(self.actor)

    def by_unit(self, rows: Rows, name: str, value: Any) -> Rows:
        """The disputes that a unit has now."""
        held = Transfer.objects.unscoped("narrowed by the rows of the list").filter(
            organisation=value, state__in=OPEN_TRANSFERS
        )
        return rows.filter(dossier_id__in=held.values("dispute_id"))
