"""The code lists."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms import attach
from accounts.guards import requires
from accounts.permissions import can
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today
from dossiers.forms import CodeForm
from dossiers.models import Code
from dossiers.reference import LISTS, change_code


@requires("codes.view")
def code_lists(request: HttpRequest) -> HttpResponse:
    """All code lists with their size."""
    sizes: dict[str, list[int]] = {}
    day = today()
    for code in Code.objects.only("list", "valid_from", "valid_to"):
        size = sizes.setdefault(code.list, [0, 0])
        size[0 if (code.valid_to is None or code.valid_to >= day) else 1] += 1
    table = {
        "caption": _("Code lists"),
        "columns": [
            {"label": _("List")},
            {"label": _("In force"), "numeric": True},
            {"label": _("Retired"), "numeric": True},
        ],
        "rows": [
            {
                "cells": [
                    {"value": str(label), "url": reverse("dossiers:code-list", args=[name]), "sub": name},
                    sizes.get(name, [0, 0])[0],
                    sizes.get(name, [0, 0])[1],
                ]
            }
            for name, label in LISTS.items()
        ],
    }
    return render(request, "dossiers/code_lists.html", {"table": table})


@requires("codes.view")
def code_list(request: HttpRequest, name: str) -> HttpResponse:
    """The values of one list."""
    if name not in LISTS:
        raise Http404
    may_change = can(request.actor, "codes.change")
    codes = Code.objects.of(name).select_related("parent").order_by("position", "key")
    table = {
        "caption": str(LISTS[name]),
        "columns": [
            {"label": _("Chinese label")},
            {"label": _("English label")},
            {"label": _("Code")},
            {"label": _("Also written as"), "small": "hide"},
            {"label": _("Mapping"), "small": "hide"},
            {"label": _("Can be chosen")},
        ],
        "rows": [_code_row(code, may_change) for code in codes],
        "empty": {"title": _("This list is empty"), "text": _("Load the reference data.")},
    }
    return render(request, "dossiers/code_list.html", {"table": table, "title": LISTS[name], "name": name})


# Labels and other names that the lists hold in Chinese.
CHINESE = "zh-Hans"


def _code_row(code: Code, may_change: bool) -> dict[str, Any]:
    label: dict[str, Any] = {"value": f"　{code.label_zh}" if code.parent_id else code.label_zh, "lang": CHINESE}
    if may_change:
        label["url"] = reverse("dossiers:code", args=[code.pk])
    aliases = {"value": _(", ").join(code.aliases), "lang": CHINESE}
    mapping = "；".join(f"{key}={value}" for key, value in code.mapping.items())
    state: dict[str, Any] = {"badge": _("in force"), "badge_tone": "done"}
    day = today()
    if code.valid_to and code.valid_to < day:
        state = {"badge": _("retired"), "badge_tone": "", "sub": cn_date(code.valid_to)}
    elif code.valid_from and code.valid_from > day:
        state = {"badge": _("to come"), "badge_tone": "soon", "sub": cn_date(code.valid_from)}
    return {"cells": [label, code.label_en, code.code, aliases, mapping, state]}


@requires("codes.change")
def code_page(request: HttpRequest, key: str) -> HttpResponse:
    """Change the labels and the validity of a value; its code stays."""
    code = get_object_or_404(Code, pk=key)
    names = ("label_zh", "label_en", "valid_from", "valid_to")
    form = CodeForm(request.POST or None, initial={name: getattr(code, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_code(actor=request.actor, code=code, **{name: form.cleaned_data[name] for name in names})
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The value has been changed.") if changed else _("Nothing was changed."))
            return redirect("dossiers:code-list", name=code.list)
    context = {"form": form, "code": code, "list_title": LISTS.get(code.list, code.list)}
    return render(request, "dossiers/code.html", context, status=422 if form.errors else 200)
