"""Pages of saved views: save one, look through them, rename, share, replace, remove; how a list opens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires_sign_in
from accounts.permissions import require
from workflow.models import SavedView
from workflow.saved import services
from workflow.saved.asking import chosen_columns, query_chips
from workflow.saved.forms import NewViewForm, ViewForm
from workflow.saved.lists import ListKind, list_kind
from workflow.saved.preferences import preferences


def _list(request: HttpRequest, name: str) -> ListKind:
    try:
        kind = list_kind(name)
    except KeyError as error:
        raise Http404 from error
    require(request.actor, kind.permission)
    return kind


def _kept(request: HttpRequest, name: str, pk: int) -> tuple[ListKind, SavedView]:
    """A view that the actor may change; 404 for any other."""
    kind = _list(request, name)
    views = SavedView.objects.kept_by(request.actor, name).select_related("user", "shared_with")
    return kind, get_object_or_404(views, pk=pk)


def address(kind: ListKind, query: str, view: int | None = None) -> str:
    """The address of a list with a query; with `view` the page says which saved view it is."""
    parts = [query, f"view={view}" if view else ""]
    text = "&".join(part for part in parts if part)
    return f"{reverse(kind.url_name)}?{text}" if text else reverse(kind.url_name)


def _words(actor: Actor, kind: ListKind, query: str) -> str:
    """A query in words: its filters."""
    chips = [f"{chip['label']}：{chip['words']}" for chip in query_chips(kind, actor, QueryDict(query))]
    return _(", ").join(chips) or _("No filter")


@require_http_methods(["GET", "POST"])
@requires_sign_in
def save(request: HttpRequest, name: str) -> HttpResponse:
    """A name for what the list shows; ?query= (or the field of that name) is what is saved."""
    kind, actor = _list(request, name), request.actor
    sent = request.POST if request.method == "POST" else request.GET
    query = QueryDict(sent.get("query", "")[:2000])
    form = NewViewForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.carry_out(f"view:{name}", actor, lambda: {"pk": _save(actor, kind, query, form).pk})[0]
        except ValidationError as error:
            attach(form, error)
        else:
            view = SavedView.objects.seen_by(actor, name).filter(pk=made["pk"]).first()
            messages.success(request, _("The view has been saved."))
            return redirect(address(kind, view.query, view.pk) if view else reverse(kind.url_name))
    context = {
        "kind": kind,
        "form": form,
        "words": _words(actor, kind, query.urlencode()),
        "hidden": {"query": query.urlencode()},
        "back": address(kind, query.urlencode()),
    }
    return render(request, "workflow/saved/save.html", context, status=422 if form.is_bound else 200)


def _save(actor: Actor, kind: ListKind, query: QueryDict, form: NewViewForm) -> SavedView:
    view = services.save_view(
        actor=actor, kind=kind, name=form.cleaned_data["name"], query=query, share_with=form.office
    )
    if form.cleaned_data["opens"]:
        services.open_with(actor=actor, kind=kind, view=view)
    return view


@require_safe
@requires_sign_in
def manage(request: HttpRequest, name: str) -> HttpResponse:
    """The views in sight: with which one the list opens, and the forms of those that the person may change."""
    kind, actor = _list(request, name), request.actor
    standing = preferences(actor, name)
    kept = {view.pk: view for view in SavedView.objects.kept_by(actor, name).select_related("user")}
    rows: list[dict[str, Any]] = [
        {
            "label": ready.label,
            "words": _words(actor, kind, ready.query),
            "url": address(kind, ready.query),
            "opens": standing.opens_ready == ready.code,
            "opens_value": f"ready:{ready.code}",
        }
        for ready in kind.ready(actor)
    ]
    for shown in standing.views:
        rows.append(
            {
                "label": shown.name,
                "words": _words(actor, kind, shown.query),
                "url": address(kind, shown.query, shown.pk),
                "shared": shown.shared,
                "own": shown.own,
                "opens": standing.opens == shown.pk,
                "opens_value": f"view:{shown.pk}",
                "change_url": reverse("workflow:view", args=[name, shown.pk]) if shown.pk in kept else "",
            }
        )
    return render(request, "workflow/saved/manage.html", {"kind": kind, "rows": rows, "settled": standing})


@require_http_methods(["GET", "POST"])
@requires_sign_in
def change(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Rename a view, share it or keep it for oneself; its removal."""
    kind, view = _kept(request, name, pk)
    actor = request.actor
    form = ViewForm(
        request.POST if request.method == "POST" else None,
        actor=actor,
        shared_with=view.shared_with_id,
        initial={"name": view.name, "share_with": view.shared_with_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_view(actor=actor, view=view, name=form.cleaned_data["name"], share_with=form.office)
        except ValidationError as error:
            view.refresh_from_db()
            attach(form, error)
        else:
            messages.success(request, _("The view has been changed."))
            return redirect("workflow:views", name=name)
    context = {"kind": kind, "view": view, "form": form, "words": _words(actor, kind, view.query)}
    return render(request, "workflow/saved/view.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires_sign_in
def replace(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Let a view stand for what the list shows now."""
    kind, view = _kept(request, name, pk)
    query = QueryDict(request.POST.get("query", "")[:2000])
    try:
        services.replace_view(actor=request.actor, kind=kind, view=view, query=query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(address(kind, query.urlencode(), view.pk))
    messages.success(request, _("The view has been changed."))
    return redirect(address(kind, view.query, view.pk))


@require_POST
@requires_sign_in
def remove(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Remove a view for good."""
    _kind, view = _kept(request, name, pk)
    services.remove_view(actor=request.actor, view=view)
    messages.success(request, _("The view has been removed."))
    return redirect("workflow:views", name=name)


@require_POST
@requires_sign_in
def opens(request: HttpRequest, name: str) -> HttpResponse:
    """Settle with which view the list opens: `with` is ``view:<id>``, ``ready:<code>`` or empty."""
    kind = _list(request, name)
    what, _colon, which = request.POST.get("with", "").partition(":")
    view = None
    if what == "view":
        number = int(which) if which.isdecimal() and len(which) < 10 else 0
        view = get_object_or_404(SavedView.objects.seen_by(request.actor, name), pk=number)
    try:
        services.open_with(actor=request.actor, kind=kind, view=view, ready=which if what == "ready" else "")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The list opens with this view from now on.") if what else _("Set back."))
    return redirect("workflow:views", name=name)


@require_POST
@requires_sign_in
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Show the chosen columns: this once (`use`), from now on (`keep`), or the usual ones again (`reset`)."""
    kind, actor = _list(request, name), request.actor
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    query.pop("columns", None)
    codes = request.POST.getlist("column") if request.POST.get("do") != "reset" else []
    if request.POST.get("do") == "use":
        query["columns"] = chosen_columns(kind, actor, codes)
    else:
        services.choose_columns(actor=actor, kind=kind, codes=codes)
        messages.success(request, _("The columns have been set."))
    return redirect(address(kind, query.urlencode()))
