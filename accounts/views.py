"""Pages of sign-in, of one's own account, of people and roles, and of the organisations."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import people, tree
from accounts.demo import PASSWORD, demo_accounts
from accounts.filters import OrganisationFilter, UserFilter
from accounts.forms import (
    DelegationForm,
    EndOrganisationForm,
    EndRoleForm,
    GrantForm,
    InitialPasswordForm,
    NameForm,
    OrganisationForm,
    RenameForm,
    SignInForm,
    UserForm,
    attach,
)
from accounts.guards import requires
from accounts.lists import listing
from accounts.models import Delegation, NameKind, Organisation, OrganisationName, Role, RoleAssignment, User
from accounts.permissions import can, require
from accounts.reach import organisations_seen, people_within, reach
from accounts.reference import names_of
from accounts.services import add_name, add_organisation, delegate, end_delegation, end_role, grant_role
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import today

# --- sign-in ---------------------------------------------------------------------------------------------------


class SignIn(LoginView):
    """Sign-in by user name and password; django-axes locks it after too many failures."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context |= {"demo_accounts": demo_accounts(), "demo_password": PASSWORD}
        return context


class SignOut(LogoutView):
    """Sign-out, by POST alone."""

    http_method_names = ["post", "options"]


@method_decorator(never_cache, name="dispatch")
class PasswordChange(PasswordChangeView):
    """A change of one's password; whoever has an initial one sees nothing else before."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        if form.cleaned_data["new_password1"] == form.cleaned_data["old_password"]:
            form.add_error("new_password1", _("The new password is the old one."))
            return self.form_invalid(form)
        answer = super().form_valid(form)
        people.password_changed(actor=self.request.actor, user=self.request.actor.user)
        messages.success(self.request, _("Your password has been changed."))
        return answer


# --- one's own account -----------------------------------------------------------------------------------------


@requires("account.own")
def own_account(request: HttpRequest) -> HttpResponse:
    """Who I am here: my roles, my deputies, for whom I act."""
    user, day = request.actor.user, today()
    form = DelegationForm(request.POST or None, principal=user)
    may_delegate = can(request.actor, "delegations.own")
    if request.method == "POST" and may_delegate and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("deputy", "valid_from", "valid_to", "reason")}
        try:
            form.carry_out(
                "delegation.add",
                request.actor,
                lambda: {"delegation": delegate(actor=request.actor, principal=user, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The deputy has been entered."))
            return redirect("accounts:own")
    upcoming = Q(valid_to=None) | Q(valid_to__gte=day)
    return render(
        request,
        "accounts/own_account.html",
        {
            "assignments": user.assignments.filter(upcoming).select_related("organisation"),
            "deputies": user.deputies.filter(valid_to__gte=day, ended_at=None).select_related("deputy"),
            "principals": user.principals.filter(valid_to__gte=day, ended_at=None).select_related("principal"),
            "form": form if may_delegate else None,
            "today": day,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@require_POST
@requires("delegations.own")
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy of mine now."""
    delegation = get_object_or_404(Delegation, pk=pk, principal=request.user)
    end_delegation(actor=request.actor, delegation=delegation)
    messages.success(request, _("The deputy no longer acts for you."))
    return redirect("accounts:own")


# --- people and roles ------------------------------------------------------------------------------------------


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


# --- organisations ---------------------------------------------------------------------------------------------


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
        names = ("code", "name", "kind", "parent", "short_names", "former_names", "valid_from")
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
