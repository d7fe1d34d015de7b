"""The organisations, their names over time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import tree
from accounts.filters import OrganisationFilter
from accounts.forms import (
    EndOrganisationForm,
    NameForm,
    OrganisationForm,
    RenameForm,
    attach,
)
from accounts.guards import requires
from accounts.lists import listing
from accounts.models import NameKind, Organisation, OrganisationName, Role
from accounts.permissions import can, require
from accounts.reach import organisations_seen
from accounts.reference import names_of
from accounts.services import add_name, add_organisation
from accounts.timekeeping import today


def _organisations(request: HttpRequest) -> QuerySet[Organisation]:
    """What one's own organ has and what belongs to none; of these, `organisations.change` says which can be changed."""
    return organisations_seen(request.actor, Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.DIRECTOR)


@requires("organisations.view")
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The tree, each organisation with its names; filtered, a flat list."""
    rows = _organisations(request).select_related("successor", "parent").prefetch_related("names").order_by("pk")
    filterset = OrganisationFilter(request.GET, rows)
    context = listing(request, filterset, size=200)
    found = list(context["page"])
    depth = {} if context["chips"] else _depths(found)
    if depth:
        found = _in_tree_order(found)
    context["rows"] = [
        {"organisation": o, "indent": "　" * min(depth.get(o.pk, 0), 4), "names": names_of(o), "ended": _ended(o)}
        for o in found
    ]
    context["may_change"] = can(request.actor, "organisations.change")
    return render(request, "accounts/organisation_list.html", context)


def _ended(organisation: Organisation) -> bool:
    return organisation.valid_to is not None and organisation.valid_to < today()


def _depths(organisations: list[Organisation]) -> dict[int, int]:
    parents = {o.pk: o.parent_id for o in organisations}
    depths = {}
    for pk in parents:
        depth, above = 0, parents[pk]
        while above is not None and depth < len(parents):
            depth, above = depth + 1, parents.get(above)
        depths[pk] = depth
    return depths


def _in_tree_order(organisations: list[Organisation]) -> list[Organisation]:
    present = {o.pk for o in organisations}
    children: dict[int | None, list[Organisation]] = {}
    for organisation in organisations:
        above = organisation.parent_id if organisation.parent_id in present else None
        children.setdefault(above, []).append(organisation)
    ordered: list[Organisation] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        ordered.append(waiting.pop())
        waiting += reversed(children.get(ordered[-1].pk, []))
    return ordered


@requires("organisations.change")
def organisation_add(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        names = ("code", "name", "kind", "parent", "short_names", "former_names", "valid_from", "led_from_above")
        data = {name: form.cleaned_data[name] for name in names}
        try:
            result, _now = form.carry_out(
                "organisation.add",
                request.actor,
                lambda: {"organisation": add_organisation(actor=request.actor, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The organisation has been entered."))
            return redirect("accounts:organisation", pk=result["organisation"])
    return render(request, "accounts/organisation_add.html", {"form": form}, status=422 if form.errors else 200)


@requires("organisations.view")
def organisation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation: its names, where it stands, who carries on; what an administrator can change."""
    organisation = get_object_or_404(_organisations(request).select_related("parent", "successor"), pk=pk)
    return _organisation(request, organisation)


def _organisation(request: HttpRequest, organisation: Organisation, **forms: Any) -> HttpResponse:
    may_change = can(request.actor, "organisations.change", organisation)
    seen = set(_organisations(request).values_list("pk", flat=True))
    context = {
        "organisation": organisation,
        "names": names_of(organisation),
        "ended": _ended(organisation),
        "seen": seen,
        "predecessors": organisation.predecessors.all(),
        "children": organisation.children.filter(pk__in=seen).order_by("pk"),
        "may_change": may_change,
        "is_organ": hasattr(organisation, "organ") or organisation.serves.exists(),
        "name_form": NameForm(prefix="name"),
        "rename_form": RenameForm(prefix="rename", initial={"name": organisation.name}),
        "end_form": EndOrganisationForm(prefix="end", actor=request.actor, organisation=organisation),
        **forms,
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "accounts/organisation.html", context, status=422 if failed else 200)


def _to_change(request: HttpRequest, pk: int) -> Organisation:
    """The organisation that is to be changed: 404 when it is not seen, 403 when it is beyond reach."""
    organisation = get_object_or_404(_organisations(request), pk=pk)
    require(request.actor, "organisations.change", organisation)
    return organisation


@require_POST
@requires("organisations.change")
def organisation_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a short or former name."""
    organisation = _to_change(request, pk)
    form = NameForm(request.POST, prefix="name")
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "kind")}
        form.carry_out(
            "organisation.name",
            request.actor,
            lambda: {"name": add_name(actor=request.actor, organisation=organisation, **data).pk},
        )
        messages.success(request, _("The name has been added."))
        return redirect("accounts:organisation", pk=pk)
    return _organisation(request, organisation, name_form=form)


@requires("organisations.change")
def organisation_name_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right a short or former name."""
    names = OrganisationName.objects.exclude(kind=NameKind.FULL).filter(organisation__in=_organisations(request))
    entry = get_object_or_404(names.select_related("organisation"), pk=pk)
    require(request.actor, "organisations.change", entry.organisation)
    form = NameForm(request.POST or None, initial={"name": entry.name, "kind": entry.kind})
    if request.method == "POST" and form.is_valid():
        try:
            tree.correct_name(
                actor=request.actor, entry=entry, name=form.cleaned_data["name"], kind=form.cleaned_data["kind"]
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The name has been corrected."))
            return redirect("accounts:organisation", pk=entry.organisation_id)
    return render(
        request, "accounts/organisation_name.html", {"form": form, "entry": entry}, status=422 if form.errors else 200
    )


@require_POST
@requires("organisations.change")
def organisation_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an organisation a new full name."""
    organisation = _to_change(request, pk)
    form = RenameForm(request.POST, prefix="rename")
    if form.is_valid():
        try:
            tree.rename(actor=request.actor, organisation=organisation, **form.cleaned_data)
        except ValidationError as error:
            organisation.refresh_from_db()
            attach(form, error)
        else:
            messages.success(request, _("The organisation has its new name; the old one still leads to it."))
            return redirect("accounts:organisation", pk=pk)
    return _organisation(request, organisation, rename_form=form)


@require_POST
@requires("organisations.change")
def organisation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an organisation and say who carries on."""
    organisation = _to_change(request, pk)
    form = EndOrganisationForm(request.POST, prefix="end", actor=request.actor, organisation=organisation)
    if form.is_valid():
        try:
            tree.end_organisation(actor=request.actor, organisation=organisation, **form.cleaned_data)
        except ValidationError as error:
            organisation.refresh_from_db()
            attach(form, error)
        else:
            messages.success(request, _("The organisation ends with that day."))
            return redirect("accounts:organisation", pk=pk)
    return _organisation(request, organisation, end_form=form)
