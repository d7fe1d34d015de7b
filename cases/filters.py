"""Filters of reconsideration cases: the same for the list, its exports and the API."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import django_filters as filters
from django.db import connection
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import AGENCY_KINDS, Organisation, Role, RoleAssignment, User
from accounts.timekeeping import today
from accounts.wording import reads_chinese
from cases.models import Law, Procedure, State
from cases.prior import prior_condition
from cases.sidelines import NORMS, STAYS, norm_condition, stay_condition
from deadlines.models import Deadline, DeadlineState
from dossiers.filters import DayFilter
from dossiers.handling import RUNNING
from dossiers.models import Code, DossierKind, DossierSource, DossierStatus
from dossiers.scoping import WITHIN
from dossiers.worklist import Rows
from workflow.filters import WorklistFilter

Choices = list[tuple[str, str]]


class Option(NamedTuple):
    list: str
    value: str
    label_zh: str
    label_en: str
    parent: str
    position: int


class Options:
    """What the filters offer to one actor: code lists, officers and agencies, by one query made when needed."""

    LISTS = ("matter", "domain", "outcome")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def _all(self) -> list[Option]:
        with connection.cursor() as cursor:
            cursor.execute(*_offered(self.actor.bare, today()))
            rows = cursor.fetchall()
        return sorted((Option(*row) for row in rows), key=lambda option: (option.list, option.position, option.value))

    def of(self, name: str) -> Choices:
        """The choices of a list in the reader's language; a code under another is set in."""
        chinese = reads_chinese()
        return [
            (option.value, f"{'　' if option.parent else ''}{option.label_zh if chinese else option.label_en}")
            for option in self._all
            if option.list == name
        ]

    def with_children(self, key: str) -> list[str]:
        """A code and the codes under it."""
        return [key, *(option.value for option in self._all if option.parent == key)]


@lru_cache(maxsize=256)
def _offered(actor: Actor, day: dt.date) -> tuple[str, tuple[Any, ...]]:
    """What finds the options: it depends on who asks and on the day alone, and takes longer to build than to run."""
    codes = Code.objects.filter(list__in=Options.LISTS).values_list(
        "list", "key", "label_zh", "label_en", "parent_id", "position"
    )
    offices = actor.organisations(Role.OFFICER, Role.DIRECTOR)
    organs = actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP)
    officers = User.objects.filter(
        pk__in=RoleAssignment.objects.on(day)
        .filter(Q(organisation_id__in=offices) | Q(organisation__serves__organisation_id__in=organs))
        .filter(role=Role.OFFICER)
        .values("user_id")
    )
    agencies = Organisation.objects.filter(kind__in=AGENCY_KINDS).filter(
        Q(pk__in=actor.organisations(Role.AGENCY_LIAISON))
        | Q(parent__organ__office_id__in=offices)
        | Q(parent__parent__organ__office_id__in=offices)
        | Q(parent_id__in=organs)
        | Q(parent__parent_id__in=organs)
    )
    rows = codes.union(_people(officers, "officer", "display_name"), _people(agencies, "agency", "name"), all=True)
    statement, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return statement, tuple(parameters)


def _people(rows: QuerySet[Any], name: str, label: str) -> QuerySet[Any, Any]:
    return rows.values_list(
        Value(name),
        Cast("pk", CharField()),
        F(label),
        F(label),
        Value(None, output_field=CharField()),
        Cast("pk", IntegerField()),
    )


class CaseFilter(WorklistFilter):
    """Narrows the list to the reconsideration cases a reader asks for."""

    KIND = DossierKind.RECONSIDERATION

    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            ("running", _("In progress")),
            (DossierStatus.SUSPENDED, DossierStatus.SUSPENDED.label),
            (DossierStatus.CLOSED, DossierStatus.CLOSED.label),
            (DossierStatus.VOID, DossierStatus.VOID.label),
        ],
    )
    stage = filters.ChoiceFilter(label=_("Stage"), choices=State.choices)
    officer = filters.ChoiceFilter(label=_("Case officer"), method="by_officer")
    second = filters.ChoiceFilter(label=_("Second officer"), method="by_second")
    due = filters.ChoiceFilter(
        label=_("Due"),
        method="by_due",
        choices=[
            ("overdue", _("Overdue")),
            ("today", _("Due today")),
            ("week", _("Due within 7 days")),
            ("later", _("Due later")),
            ("provisional", _("Provisional")),
            ("none", _("No due date")),
        ],
    )
    respondent = filters.ChoiceFilter(label=_("Respondent"), method="by_agency")
    matter = filters.ChoiceFilter(label=_("Matter"), method="by_code")
    domain = filters.ChoiceFilter(label=_("Domain"), method="by_code")
    procedure = filters.ChoiceFilter(
        label=_("Procedure"), field_name="dossier__reconsideration__procedure", choices=Procedure.choices
    )
    law = filters.ChoiceFilter(label=_("Law"), field_name="dossier__reconsideration__law", choices=Law.choices)
    outcome = filters.ChoiceFilter(label=_("Outcome"), method="by_code")
    sued = filters.ChoiceFilter(
        label=_("Sued afterwards"), method="by_suit", choices=[("yes", _("yes")), ("no", _("no"))]
    )
    prior = filters.ChoiceFilter(
        label=_("Prior reconsideration"), method="by_prior", choices=[("yes", _("yes")), ("no", _("no"))]
    )
    stay = filters.ChoiceFilter(label=_("Stay of execution"), method="by_stay", choices=STAYS)
    norm = filters.ChoiceFilter(label=_("Review of a normative document"), method="by_norm", choices=NORMS)
    source = filters.ChoiceFilter(label=_("Where it came from"), method="by_source", choices=DossierSource.choices)
    received_from = DayFilter(label=_("Received from"), field_name="opened_on", lookup_expr="gte")
    received_to = DayFilter(label=_("Received to"), field_name="opened_on", lookup_expr="lte")
    accepted_from = DayFilter(
        label=_("Accepted from"), field_name="dossier__reconsideration__accepted_on", lookup_expr="gte"
    )
    accepted_to = DayFilter(
        label=_("Accepted to"), field_name="dossier__reconsideration__accepted_on", lookup_expr="lte"
    )
    concluded_from = DayFilter(
        label=_("Concluded from"), field_name="dossier__reconsideration__concluded_on", lookup_expr="gte"
    )
    concluded_to = DayFilter(
        label=_("Concluded to"), field_name="dossier__reconsideration__concluded_on", lookup_expr="lte"
    )

    # What only those within may ask for.
    INNER = ("officer", "second", "due", "prior", "source")
    WALKED = frozenset({"status", "stage", "officer", "second", "due", "received_from", "received_to"})
    # What the page shows without being asked; the rest stands under 更多条件.
    FIRST = ("q", "status", "officer", "respondent", "due")

    def offer(self) -> None:
        self.options = Options(self.actor)
        offered: dict[str, Callable[[], Choices]] = {
            **{name: partial(self.options.of, name) for name in Options.LISTS},
            "respondent": partial(self.options.of, "agency"),
            "officer": lambda: [("me", str(_("My own"))), ("none", str(_("Nobody"))), *self.options.of("officer")],
            "second": lambda: [("me", str(_("Myself"))), ("none", str(_("Nobody"))), *self.options.of("officer")],
        }
        for name, choices in offered.items():
            if name in self.filters:
                self.filters[name].extra["choices"] = choices

    @property
    def wide(self) -> bool:
        return super().wide or self.form.cleaned_data.get("due") == "provisional"

    def by_second(self, rows: Rows, name: str, value: str) -> Rows:
        rows = rows.filter(audience__in=WITHIN)
        if value == "none":
            return rows.filter(second_officer=None)
        people = sorted(self.actor.people) if value == "me" else [value]
        return rows.filter(second_officer_id__in=people)

    def by_due(self, rows: Rows, name: str, value: str) -> Rows:
        if value != "provisional":
            return super().by_due(rows, name, value)
        provisional = Deadline.objects.unscoped("the access rows carry the scope").filter(
            state=DeadlineState.RUNNING, tracked=True, provisional_year__isnull=False
        )
        running = rows.filter(audience__in=WITHIN, status__in=RUNNING)
        return running.filter(dossier_id__in=provisional.values("dossier_id"))

    def by_code(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(**{f"dossier__reconsideration__{name}__in": self.options.with_children(value)})

    def by_suit(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(dossier__reconsideration__sued=value == "yes")

    def by_prior(self, rows: Rows, name: str, value: str) -> Rows:
        before = prior_condition("dossier__reconsideration__")
        return rows.filter(before if value == "yes" else ~before, audience__in=WITHIN)

    def by_stay(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(stay_condition(value, "dossier_id", "dossier__reconsideration__"))

    def by_norm(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(norm_condition(value, "dossier_id", "dossier__reconsideration__"))

    def by_source(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(audience__in=WITHIN, dossier__source=value)
