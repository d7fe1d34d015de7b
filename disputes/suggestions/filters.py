"""Filters of suggestions: the same for the list, its exports and the interface."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role
from disputes.models import Rectified, Subject, SuggestionAgency, SuggestionKind, SuggestionState
from disputes.suggestions.permissions import ISSUERS
from disputes.suggestions.queries import earlier_of_the_same
from dossiers.filters import DayFilter
from dossiers.models import Code, DossierKind, DossierStatus
from dossiers.scoping import WITHIN, Audience, sees_from_within
from dossiers.worklist import Rows
from workflow.filters import WorklistFilter, agencies_for, due_filter


class SuggestionFilter(WorklistFilter):
    """Narrows the list to the suggestions a reader asks for."""

    KIND = DossierKind.SUGGESTION

    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            ("running", _("In progress")),
            (DossierStatus.CLOSED, DossierStatus.CLOSED.label),
            (DossierStatus.VOID, DossierStatus.VOID.label),
        ],
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=SuggestionState.choices)
    kind = filters.ChoiceFilter(
        label=_("Kind of suggestion"), choices=SuggestionKind.choices, field_name="dossier__suggestion__kind"
    )
    subject = filters.ChoiceFilter(
        label=_("Class of the suggestion"), choices=Subject.choices, field_name="dossier__suggestion__subject"
    )
    agency = filters.ModelChoiceFilter(
        label=_("Agency to which it is made"), queryset=Organisation.objects.filter(pk__in=[]), method="by_agency"
    )
    officer = filters.ChoiceFilter(
        label=_("Case officer"), method="by_officer", choices=[("me", _("My own")), ("none", _("Nobody"))]
    )
    due = due_filter()
    escalated = filters.ChoiceFilter(
        label=_("Escalation"),
        method="by_escalation",
        choices=[("again", _("Asked again")), ("up", _("Laid before the leader"))],
    )
    recurring = filters.ChoiceFilter(
        label=_("The same problem again"), method="by_recurrence", choices=[("yes", _("yes")), ("no", _("no"))]
    )
    rectified = filters.ChoiceFilter(label=_("Rectification"), method="by_rectified", choices=Rectified.choices)
    cause = filters.ModelChoiceFilter(
        label=_("Cause of the problem"),
        queryset=Code.objects.of("loss_cause"),
        field_name="dossier__suggestion__cause",
    )
    domain = filters.ModelChoiceFilter(
        label=_("Domain"), queryset=Code.objects.of("domain"), field_name="dossier__suggestion__domain"
    )
    matter = filters.ModelChoiceFilter(
        label=_("Kind of act"), queryset=Code.objects.of("matter"), field_name="dossier__suggestion__matter"
    )
    issued_from = DayFilter(label=_("Issued from"), field_name="opened_on", lookup_expr="gte")
    issued_to = DayFilter(label=_("Issued to"), field_name="opened_on", lookup_expr="lte")

    # What only those within may ask for: to others it would tell of suggestions that they do not see.
    INNER = ("officer", "due", "escalated", "recurring")
    WALKED = frozenset({"status", "stage", "officer", "due", "issued_from", "issued_to"})

    def offer(self) -> None:
        if "agency" not in self.filters:
            return
        actor, offered = self.actor, agencies_for(self.actor)
        if not sees_from_within(actor) and not actor.has_any(ISSUERS):
            # An agency does not learn from the choices who else is asked.
            offered = offered.filter(pk__in=actor.organisations(Role.AGENCY_LIAISON))
        self.filters["agency"].queryset = offered

    def by_escalation(self, rows: Rows, name: str, value: str) -> Rows:
        asked = {"reported_up_on__isnull": False} if value == "up" else {"requests__gt": 0}
        return rows.filter(Exists(_agencies().filter(**asked)), audience__in=WITHIN)

    def by_recurrence(self, rows: Rows, name: str, value: str) -> Rows:
        again = earlier_of_the_same("dossier__suggestion")
        return rows.filter(again if value == "yes" else ~again, audience__in=WITHIN)

    def by_rectified(self, rows: Rows, name: str, value: str) -> Rows:
        """To a liaison, by what their own agency has put right."""
        found = _agencies().filter(rectified=value)
        own = Q(Exists(found.filter(organisation=OuterRef("organisation"))), audience=Audience.PARTY)
        return rows.filter(own | ~Q(audience=Audience.PARTY) & Q(Exists(found)))


def _agencies() -> Any:
    rows = SuggestionAgency.objects.unscoped("joined to rows in scope").standing()
    return rows.filter(suggestion=OuterRef("dossier_id"))
