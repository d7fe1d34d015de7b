"""What the filters of the list of every proceeding share: they narrow rows of DossierAccess."""

from collections.abc import Mapping
from copy import copy
from functools import cached_property, lru_cache
from html import escape
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import AGENCY_KINDS, Organisation, Role
from accounts.timekeeping import today
from dossiers.handling import RUNNING, SOON, handled_by
from dossiers.models import DossierAccess, DossierStatus
from dossiers.models.access import Basis
from dossiers.queries import containing
from dossiers.scoping import WITHIN, Audience, sees_from_within
from dossiers.worklist import Rows


@lru_cache(maxsize=512)
def _written(choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> str:
    """Choices as HTML."""
    return "\n".join(
        f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(label)}</option>'
        for key, label in choices
    )


class QuickSelect(forms.Select):
    """A list of choices written in one go: a template for each of hundreds of options would cost more than the page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        values = value if isinstance(value, list | tuple) else [value]
        choices = tuple((str(key), str(label)) for key, label in self.choices)
        options = _written(choices, frozenset(str(one) for one in values if one is not None))
        # data-ready: no box for narrowing is put above it, which would tear a row of filters apart.
        shown = {**self.build_attrs(self.attrs, attrs), "class": "form-select", "data-ready": "true"}
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(shown), mark_safe(options))


def agencies_for(actor: Actor) -> QuerySet[Organisation]:
    """The agencies that a filter offers to a reader, whatever cases there are: to find those of cases reads them all.

    To an office and its organ those under its government, to a liaison the own ones, to a court and a procuratorate
    those of where they sit.
    """
    offices = actor.organisations(Role.OFFICER, Role.DIRECTOR, Role.CENTRE_COORDINATOR)
    governments = Organisation.objects.filter(
        Q(organ__office_id__in=offices)
        | Q(pk__in=actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP))
        | Q(children__in=actor.organisations(Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON))
    ).values("pk")
    under = Q(pk__in=governments) | Q(parent__in=governments) | Q(parent__parent__in=governments)
    own = Q(pk__in=actor.organisations(Role.AGENCY_LIAISON))
    return Organisation.objects.filter(under | own, kind__in=AGENCY_KINDS).order_by("name")


def due_filter() -> filters.ChoiceFilter:
    """The filter by what is next due, of every list."""
    return filters.ChoiceFilter(
        label=_("Due"),
        method="by_due",
        choices=[
            ("overdue", _("Overdue")),
            ("today", _("Due today")),
            ("week", _("Due within 7 days")),
            ("later", _("Due later")),
            ("none", _("No due date")),
        ],
    )


def _own(one: filters.Filter) -> filters.Filter:
    """A filter whose choices can be set without any other having them."""
    own = copy(one)
    own.extra = dict(one.extra)
    # Set anew, what calls the method belongs to this filter and finds the set that it is in.
    own.method = one.method
    return own


class _ForThisOne(dict[str, Any]):
    """Filters or fields that are made for one set of filters alone: it is given them where it would copy each in depth.

    That copying took a tenth of the time of a list, and a fifth of that of a home page with its counts.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return dict(self)


class WorklistFilter(filters.FilterSet):
    """Narrows the rows through which a reader reaches the cases of one kind.

    Filters on what only the office and the organ may know (`INNER`) apply to rows reached from within alone, and are
    not there for whoever sees cases from outside. `WALKED` are filters on columns of DossierAccess: they are checked
    while its index is walked.
    """

    KIND: ClassVar[str]
    INNER: ClassVar[tuple[str, ...]]
    WALKED: ClassVar[frozenset[str]]

    q = filters.CharFilter(
        label=_("Number, party, act"), method="by_text", widget=forms.TextInput({"maxlength": 100, "type": "search"})
    )

    class Meta:
        model = DossierAccess
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any], *, actor: Actor, asked_alone: bool = False) -> None:
        """`asked_alone` makes those filters only that `data` name: for a count, whose form nobody sees."""
        self.actor = actor
        self.base_filters: dict[str, Any] = _ForThisOne(
            (name, _own(one)) for name, one in type(self).base_filters.items() if not asked_alone or name in data
        )
        super().__init__(data, DossierAccess.objects.filter(kind=self.KIND))
        if not sees_from_within(actor):
            for name in self.INNER:
                self.filters.pop(name, None)
        self.offer()
        for one in self.filters.values():
            if isinstance(one, filters.ChoiceFilter | filters.ModelChoiceFilter):
                one.extra["empty_label"] = _("Any")

    def offer(self) -> None:
        """Give the filters that are there what this reader can choose from."""

    def get_form_class(self) -> type[forms.Form]:
        form = super().get_form_class()
        for field in form.base_fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget = QuickSelect(choices=field.choices)
        form.base_fields = _ForThisOne(form.base_fields)
        return form

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Voided cases are shown to those alone who ask for them."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.exclude(status=DossierStatus.VOID)

    @cached_property
    def active(self) -> set[str]:
        """Names of the filters that narrow the list."""
        self.form.is_valid()
        return {name for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def wide(self) -> bool:
        """Whether a filter looks beyond the columns of DossierAccess."""
        return bool(self.active - self.WALKED)

    def by_text(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(containing(value, "dossier__"))

    def by_status(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(status__in=RUNNING) if value == "running" else rows.filter(status=value)

    def by_officer(self, rows: Rows, name: str, value: str) -> Rows:
        """One's own cases are those that one handles, as second officer too."""
        rows = rows.filter(audience__in=WITHIN)
        if value == "none":
            return rows.filter(officer=None)
        return rows.filter(handled_by(self.actor.people)) if value == "me" else rows.filter(officer_id=value)

    def by_agency(self, rows: Rows, name: str, value: Any) -> Rows:
        """The cases against an agency (an organisation or its id)."""
        named = DossierAccess.objects.filter(
            audience=Audience.PARTY, basis=Basis.RESPONDENT, organisation=value, kind=self.KIND
        )
        return rows.filter(dossier_id__in=named.values("dossier_id"))

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
            case _:
                return rows.filter(next_due_on=None)
