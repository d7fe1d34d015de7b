"""Filters of lawsuits: the same for the list, its exports and the API."""

import datetime as dt

import django_filters as filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from accounts.timekeeping import SHANGHAI, now, today
from dossiers.filters import DayFilter
from dossiers.handling import RUNNING, SOON
from dossiers.models import Code, DossierKind, DossierStatus, Fact
from dossiers.scoping import WITHIN
from dossiers.worklist import Rows
from hearings import facts as f
from hearings.models import SittingCase, SittingKind, SittingState, State
from workflow.filters import WorklistFilter, agencies_for, due_filter

DAY = dt.timedelta(days=1)
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
    sitting = filters.ChoiceFilter(
        label=_("Hearing in court"),
        method="by_sitting",
        choices=[("week", _("Within 7 days")), ("set", _("Set")), ("none", _("None set"))],
    )
    government = filters.ChoiceFilter(label=_("The government's own case"), method="by_flag", choices=YES_NO)
    reconsidered = filters.ChoiceFilter(label=_("After reconsideration"), method="by_flag", choices=YES_NO)
    major = filters.ChoiceFilter(
        label=_("Major case"), method="by_major", choices=[*YES_NO, ("unreported", _("Not yet reported upward"))]
    )
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

    def offer(self) -> None:
        if "defendant" in self.filters:
            self.filters["defendant"].queryset = agencies_for(self.actor)

    def by_sitting(self, rows: Rows, name: str, value: str) -> Rows:
        """Cases that are to be heard in the days to come, or that nobody has set down for a hearing."""
        places = SittingCase.objects.unscoped("of the cases in the list").filter(
            lawsuit_id=OuterRef("dossier_id"), sitting__state=SittingState.SET, sitting__kind=SittingKind.HEARING
        )
        places = places.filter(sitting__during__startswith__gte=now())
        if value == "none":
            return rows.filter(~Exists(places))
        if value == "week":
            places = places.filter(
                sitting__during__startswith__lt=dt.datetime.combine(today() + SOON + DAY, dt.time(), SHANGHAI)
            )
        return rows.filter(Exists(places))

    def by_major(self, rows: Rows, name: str, value: str) -> Rows:
        """Major cases are the office's and the organ's to know of; such a case is to be reported upward."""
        rows = rows.filter(audience__in=WITHIN, dossier__lawsuit__major=value != "no")
        if value != "unreported":
            return rows
        told = Fact.objects.unscoped("of the cases in the list").current().filter(kind=f.REPORTED_UP)
        return rows.filter(~Exists(told.filter(dossier_id=OuterRef("dossier_id"))), status__in=RUNNING)

    def by_flag(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(**{f"dossier__lawsuit__{name}": value == "yes"})
