"""Filters of reconsideration cases: the same for the list, its exports and the API."""

from collections.abc import Mapping
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import django_filters as filters
from django import forms
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import AGENCY_KINDS, Organisation, Role, RoleAssignment, User
from accounts.timekeeping import today
from accounts.wording import reads_chinese
from cases.models import Law, Procedure, State
from deadlines.models import Deadline, DeadlineState
from dossiers.filters import DayFilter
from dossiers.models import Code, DossierAccess, DossierKind, DossierSource, DossierStatus
from dossiers.models.access import Basis
from dossiers.queries import containing
from dossiers.scoping import WITHIN, Audience, sees_from_within
from dossiers.worklist import RUNNING, SOON, Rows

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
        codes = Code.objects.filter(list__in=self.LISTS).values_list(
            "list", "key", "label_zh", "label_en", "parent_id", "position"
        )
        offices = self.actor.organisations(Role.OFFICER, Role.DIRECTOR)
        organs = self.actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP)
        officers = User.objects.filter(
            pk__in=RoleAssignment.objects.on(today())
            .filter(Q(organisation_id__in=offices) | Q(organisation__serves__organisation_id__in=organs))
            .filter(role=Role.OFFICER)
            .values("user_id")
        )
        agencies = Organisation.objects.filter(kind__in=AGENCY_KINDS).filter(
            Q(pk__in=self.actor.organisations(Role.AGENCY_LIAISON))
            | Q(parent__organ__office_id__in=offices)
            | Q(parent__parent__organ__office_id__in=offices)
            | Q(parent_id__in=organs)
            | Q(parent__parent_id__in=organs)
        )
        rows = codes.union(_people(officers, "officer", "display_name"), _people(agencies, "agency", "name"), all=True)
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


def _people(rows: QuerySet[Any], name: str, label: str) -> QuerySet[Any, Any]:
    return rows.values_list(
        Value(name),
        Cast("pk", CharField()),
        F(label),
        F(label),
        Value(None, output_field=CharField()),
        Cast("pk", IntegerField()),
    )


SELECTED = " selected"


class QuickSelect(forms.Select):
    """A list of choices written in one go: a template for each of hundreds of options would cost more than the page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value]) if one is not None}
        options = "\n".join(
            f'<option value="{escape(str(key))}"{SELECTED if str(key) in chosen else ""}>{escape(str(label))}</option>'
            for key, label in self.choices
        )
        # data-ready: no box for narrowing is put above it, which would tear a row of filters apart.
        shown = {**self.build_attrs(self.attrs, attrs), "class": "form-select", "data-ready": "true"}
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(shown), mark_safe(options))


class CaseFilter(filters.FilterSet):
    """Narrows rows of DossierAccess (of kind reconsideration) to the cases a reader asks for.

    Filters on what only the office and the organ may know apply to rows reached from within alone, so that nobody
    learns by asking what the page would not show.
    """

    q = filters.CharFilter(
        label=_("Number, party, act"), method="by_text", widget=forms.TextInput({"maxlength": 100, "type": "search"})
    )
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
    respondent = filters.ChoiceFilter(label=_("Respondent"), method="by_respondent")
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
    INNER = ("officer", "due", "source")
    # Filters on columns of DossierAccess: they are checked while its index is walked.
    WALKED = frozenset({"status", "stage", "officer", "due", "received_from", "received_to"})
    # What the page shows without being asked; the rest stands under 更多条件.
    FIRST = ("q", "status", "officer", "respondent", "due")

    class Meta:
        model = DossierAccess
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        super().__init__(data, DossierAccess.objects.filter(kind=DossierKind.RECONSIDERATION))
        self.actor = actor
        self.options = Options(actor)
        if not sees_from_within(actor):
            for name in self.INNER:
                del self.filters[name]
        for one in self.filters.values():
            if isinstance(one, filters.ChoiceFilter):
                one.extra["empty_label"] = _("Any")
        for name in Options.LISTS:
            self.filters[name].extra["choices"] = lambda name=name: self.options.of(name)
        self.filters["respondent"].extra["choices"] = lambda: self.options.of("agency")
        if "officer" in self.filters:
            self.filters["officer"].extra["choices"] = lambda: [
                ("me", _("My own")),
                ("none", _("Nobody")),
                *self.options.of("officer"),
            ]

    def get_form_class(self) -> type[forms.Form]:
        form = super().get_form_class()
        for field in form.base_fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget = QuickSelect(choices=field.choices)
        return form

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Voided cases are shown to those alone who ask for them."""
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
        return bool(self.active - self.WALKED) or self.form.cleaned_data.get("due") == "provisional"

    def by_text(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(containing(value, "dossier__"))

    def by_status(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(status__in=RUNNING) if value == "running" else rows.filter(status=value)

    def by_officer(self, rows: Rows, name: str, value: str) -> Rows:
        rows = rows.filter(audience__in=WITHIN)
        if value == "none":
            return rows.filter(officer=None)
        return rows.filter(officer_id__in=sorted(self.actor.people)) if value == "me" else rows.filter(officer_id=value)

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
            case "later":
                return rows.filter(next_due_on__gt=day + SOON)
            case "none":
                return rows.filter(next_due_on=None)
            case _:
                provisional = Deadline.objects.unscoped("the access rows carry the scope").filter(
                    state=DeadlineState.RUNNING, tracked=True, provisional_year__isnull=False
                )
                return rows.filter(dossier_id__in=provisional.values("dossier_id"))

    def by_respondent(self, rows: Rows, name: str, value: str) -> Rows:
        named = DossierAccess.objects.filter(
            audience=Audience.PARTY, basis=Basis.RESPONDENT, organisation_id=value, kind=DossierKind.RECONSIDERATION
        )
        return rows.filter(dossier_id__in=named.values("dossier_id"))

    def by_code(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(**{f"dossier__reconsideration__{name}__in": self.options.with_children(value)})

    def by_suit(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(dossier__reconsideration__sued=value == "yes")

    def by_source(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(audience__in=WITHIN, dossier__source=value)
