"""People and the roles that they hold."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import people
from accounts.filters import UserFilter
from accounts.forms import (
    EndRoleForm,
    GrantForm,
    InitialPasswordForm,
    UserForm,
    attach,
)
from accounts.guards import requires
from accounts.lists import listing
from accounts.models import Role, RoleAssignment, User
from accounts.permissions import can
from accounts.reach import people_within, reach
from accounts.services import end_role, grant_role
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today


@requires("users.view")
def user_list(request: HttpRequest) -> HttpResponse:
    """The people within reach, with the roles they hold today."""
    held = RoleAssignment.objects.on(today()).select_related("organisation")
    rows = _people(request).prefetch_related(Prefetch("assignments", queryset=held, to_attr="held"))
    organisations = reach(request.actor, Role.SECURITY_OFFICER)
    context = listing(
        request, UserFilter(request.GET, rows.order_by("display_name", "pk"), organisations=organisations)
    )
    context["table"] = {
        "caption": _("People and their roles"),
        "columns": [
            {"label": _("Person's name")},
            {"label": _("User name")},
            {"label": _("Roles today")},
            {"label": _("State")},
        ],
        "rows": [_user_row(user) for user in context["page"]],
        "empty": {"title": _("Nobody is found"), "text": _("Take a filter away, or enter the person.")},
    }
    return render(request, "accounts/user_list.html", context)


def _people(request: HttpRequest) -> QuerySet[User]:
    return people_within(request.actor, Role.SECURITY_OFFICER)


def _user_row(user: User) -> dict[str, Any]:
    roles = "；".join(f"{a.get_role_display()}（{a.organisation}）" for a in user.held)
    state = {"badge": _("May sign in"), "badge_tone": "done"}
    if not user.is_active:
        state = {"badge": _("May not sign in"), "badge_tone": "late"}
    elif user.must_change_password:
        state = {"badge": _("Initial password"), "badge_tone": "soon"}
    name = {"value": user.display_name, "url": reverse("accounts:user", args=[user.pk]), "sub": user.post}
    return {"cells": [name, user.username, roles or {"value": _("No role"), "sub": ""}, state]}


@requires("users.change")
def user_add(request: HttpRequest) -> HttpResponse:
    """Enter a person; the initial password is shown once, with the answer."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("username", "display_name", "post", "email")}
        password = form.cleaned_data["initial_password"]
        try:
            result, _now = form.carry_out(
                "user.add",
                request.actor,
                lambda: {"user": people.add_user(actor=request.actor, password=password, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            return _show_password(request, User.objects.get(pk=result["user"]), password)
    return render(request, "accounts/user_add.html", {"form": form}, status=422 if form.errors else 200)


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "accounts/initial_password.html", {"person": user, "password": password})


@requires("users.view")
def user_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: roles past, present and to come, and what can be done with the account."""
    person = get_object_or_404(_people(request), pk=pk)
    form = GrantForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("role", "organisation", "valid_from", "valid_to")}
        try:
            form.carry_out(
                "role.grant",
                request.actor,
                lambda: {"assignment": grant_role(actor=request.actor, user=person, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The role has been given."))
            return redirect("accounts:user", pk=person.pk)
    day = today()
    assignments = list(person.assignments.select_related("organisation", "granted_by").order_by("-valid_from", "-pk"))
    return render(
        request,
        "accounts/user.html",
        {
            "person": person,
            "form": form,
            "password_form": InitialPasswordForm(),
            "assignments": [a for a in assignments if a.valid_to is None or a.valid_to >= day],
            "within": set(reach(request.actor, Role.SECURITY_OFFICER).values_list("pk", flat=True)),
            "may_change": can(request.actor, "users.change", person),
            "past": [a for a in assignments if a.valid_to is not None and a.valid_to < day],
            "principals": person.principals.filter(valid_to__gte=day, ended_at=None).select_related("principal"),
            "locked": people.is_locked(person),
            "oneself": person == request.user,
            "today": day,
        },
        status=422 if form.errors else 200,
    )


@requires("roles.grant")
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role with a last day."""
    within = RoleAssignment.objects.filter(organisation__in=reach(request.actor, Role.SECURITY_OFFICER).values("pk"))
    assignment = get_object_or_404(within.select_related("user", "organisation"), pk=pk)
    form = EndRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_role(actor=request.actor, assignment=assignment, last_day=form.cleaned_data["last_day"])
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(
                request, _("The role ends with %(day)s.") % {"day": cn_date(form.cleaned_data["last_day"])}
            )
            return redirect("accounts:user", pk=assignment.user_id)
    return render(
        request,
        "accounts/role_end.html",
        {"form": form, "assignment": assignment},
        status=422 if form.errors else 200,
    )


@require_POST
@requires("users.change")
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initial password for a person, shown once."""
    person = get_object_or_404(_people(request), pk=pk)
    form = InitialPasswordForm(request.POST)
    if not form.is_valid():
        return redirect("accounts:user", pk=person.pk)
    password = form.cleaned_data["initial_password"]

    def act() -> dict[str, Any]:
        people.set_initial_password(actor=request.actor, user=person, password=password)
        return {"user": person.pk}

    try:
        form.carry_out("password.initial", request.actor, act)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("accounts:user", pk=person.pk)
    return _show_password(request, person, password)


@require_POST
@requires("users.change")
def user_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the lock on a person's sign-in."""
    person = get_object_or_404(_people(request), pk=pk)
    try:
        unlocked = people.unlock(actor=request.actor, user=person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if unlocked:
            messages.success(request, _("Sign-in is open again."))
        else:
            messages.info(request, _("Sign-in was not locked."))
    return redirect("accounts:user", pk=person.pk)


@require_POST
@requires("users.change")
def user_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in, or no longer."""
    person = get_object_or_404(_people(request), pk=pk)
    active = request.POST.get("active") == "1"
    try:
        people.set_active(actor=request.actor, user=person, active=active)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("%(name)s may sign in again.") % {"name": person.display_name}
            if active
            else _("%(name)s may no longer sign in.") % {"name": person.display_name},
        )
    return redirect("accounts:user", pk=person.pk)
