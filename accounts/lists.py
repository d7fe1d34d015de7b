"""What every filtered list shows: its filters as chips, its page, and the address that keeps both."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext as _
from django_filters import FilterSet

from accounts.paging import PAGE_SIZE, page_of
from accounts.timekeeping import today

# What is kept by years goes no further back.
FIRST_YEAR = 2016


def chips_of(filterset: FilterSet) -> list[dict[str, Any]]:
    """The filters that are chosen, for components/chips.html."""
    form = filterset.form
    if not form.is_bound:
        return []
    form.full_clean()
    chips = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value in (None, "", []) or bound.is_hidden:
            continue
        for one in (
            value if isinstance(bound.field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField) else [value]
        ):
            chip = {"key": bound.html_name, "label": bound.label, "words": _words(bound.field, one)}
            if isinstance(bound.field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
                chip["value"] = getattr(one, "pk", one)
            chips.append(chip)
    return chips


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return formats.date_format(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return str(dict(_flat(field.choices)).get(str(value), value))
    return str(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, label in choices:
        flat += [(str(k), words) for k, words in label] if isinstance(label, list | tuple) else [(str(key), label)]
    return flat


def listing(request: HttpRequest, filterset: FilterSet, *, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Form, chips, and the page of what the filters leave: the context of list_page.html but for its table."""
    return {
        "form": filterset.form,
        "chips": chips_of(filterset),
        "clear_url": request.path,
        "page": page_of(filterset.qs, request.GET.get("page"), size=size),
    }


def asked_year(request: HttpRequest, *, ahead: int = 0) -> int:
    """The year that an address asks for; this one where it asks for none, or for one more than `ahead` from now."""
    typed, this = request.GET.get("year", ""), today().year
    return int(typed) if typed.isdecimal() and len(typed) == 4 and FIRST_YEAR <= int(typed) <= this + ahead else this


def year_chips(year: int, *, ahead: int = 0) -> list[dict[str, Any]]:
    """The latest years for components/views.html; the one that is shown is marked."""
    last = today().year + ahead
    return [
        {"label": str(one), "url": f"?year={one}", "active": one == year, "count": ""}
        for one in range(last, last - 4 - ahead, -1)
    ]
