"""One's own account: roles, deputies, days away."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms import (
    AbsenceForm,
    DelegationForm,
    attach,
)
from accounts.guards import requires, requires_sign_in
from accounts.models import Absence, Delegation, User
from accounts.permissions import can
from accounts.services import delegate, end_absence, end_delegation, enter_absence
from accounts.timekeeping import today


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


def _reached(request: HttpRequest, person: User) -> User:
    """The person, when the reader may enter their days away; to anybody else there is no such page."""
    if not can(request.actor, "absence.enter", person):
        raise Http404
    return person


@requires_sign_in
def absences(request: HttpRequest, pk: int) -> HttpResponse:
    """The days on which a person is away, entered by themselves or by the director of their office."""
    person = _reached(request, get_object_or_404(User, pk=pk))
    form = AbsenceForm(request.POST or None, principal=person)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("deputy", "valid_from", "valid_to", "reason")}
        try:
            form.carry_out(
                "absence.enter",
                request.actor,
                lambda: {"absence": enter_absence(actor=request.actor, user=person, **data).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The absence has been entered."))
            return redirect("accounts:absences", pk=pk)
    return render(
        request,
        "accounts/absences.html",
        {
            "person": person,
            "own": person.pk == request.actor.user_id,
            "absences": person.absences.overlapping(today(), None).select_related("delegation__deputy"),
            "form": form,
            "today": today(),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@require_POST
@requires_sign_in
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an absence now: the person is back."""
    absence = get_object_or_404(Absence.objects.select_related("user", "delegation"), pk=pk)
    _reached(request, absence.user)
    end_absence(actor=request.actor, absence=absence)
    messages.success(request, _("The absence has been ended."))
    return redirect("accounts:absences", pk=absence.user_id)
