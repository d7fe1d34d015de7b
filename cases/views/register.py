"""Registering an application, entering a case that already runs, and telling beside the form what will come of it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.guards import requires
from accounts.models import Organ, Role
from accounts.timekeeping import today
from cases.agents import counted_rows
from cases.forms import ApplicationForm, PartyFormSet, RunningCaseForm
from cases.models import ReconsiderationCase
from cases.preview import foretell
from cases.services import enter_running_case, register_application
from dossiers.models import PartyRole
from dossiers.services import organ_for_office
from notices.services import once
from workflow.preview import as_context

# So many like cases are shown while an application is typed.
ALIKE = 8
RUNNING = (
    *("number", "accepted_on", "procedure", "copy_received_on", "reply_received_on", "suspended_on", "suspend_ground"),
    *("resumed_on", "extension_days", "extended_on", "taken_over_on"),
)


@requires("cases.register")
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The application form; saved, it leads to the case with its first clock running."""

    def save(form: ApplicationForm, parties: list[dict[str, Any]]) -> ReconsiderationCase:
        return register_application(
            **_application(request, form),
            parties=parties,
            postmark_on=form.cleaned_data["postmark_on"],
            forwarded=not form.cleaned_data["not_forwarded"],
        )

    return _enter(request, ApplicationForm, save, "cases/register.html", _("The case is registered."))


@requires("cases.register")
@require_http_methods(["GET", "POST"])
def enter_running(request: HttpRequest) -> HttpResponse:
    """The form for a case that runs already, with its number and its dates."""

    def save(form: ApplicationForm, parties: list[dict[str, Any]]) -> ReconsiderationCase:
        course = {name: form.cleaned_data[name] for name in RUNNING}
        return enter_running_case(**_application(request, form), parties=parties, **course)

    return _enter(request, RunningCaseForm, save, "cases/running.html", _("The running case is entered."))


def _application(request: HttpRequest, form: ApplicationForm) -> dict[str, Any]:
    """What every case that is entered begins with, as the services take it."""
    data = form.cleaned_data
    return {
        "actor": request.actor,
        "organ": data["organ"],
        "received_on": data["received_on"],
        "case": form.columns(),
        "respondents": list(data["respondents"]),
        "officer": data["officer"],
    }


def _enter(
    request: HttpRequest,
    form_class: type[ApplicationForm],
    save: Callable[[ApplicationForm, list[dict[str, Any]]], ReconsiderationCase],
    template: str,
    said: str,
) -> HttpResponse:
    organs = organ_for_office(request.actor)
    if not organs:
        raise PermissionDenied(_("Only the people of a reconsideration office register cases."))
    if request.method == "GET":
        form = form_class(organs=organs, initial=_initial(request.actor, organs))
        return _show(request, template, form, PartyFormSet(prefix="parties"), uuid.uuid4().hex)
    form = form_class(request.POST, organs=organs)
    parties = PartyFormSet(request.POST, prefix="parties")
    key = request.POST.get("key", "")[:64] or uuid.uuid4().hex
    valid = form.is_valid()
    if parties.is_valid() and valid:
        try:
            made, ran = once(
                scope="case.register",
                key=key,
                actor=request.actor,
                act=lambda: {"case": save(form, parties.rows()).pk},
            )
        except ValidationError as error:
            _attach(form, error)
        except IntegrityError:
            form.add_error(None, _("The dates do not agree with each other; nothing was saved."))
        else:
            if ran:
                messages.success(request, said)
            return redirect(f"{reverse('cases:detail', args=[made['case']])}?registered")
    return _show(request, template, form, parties, key, status=422)


def _initial(actor: Actor, organs: list[Organ]) -> dict[str, Any]:
    """An officer registers for oneself, unless another is chosen."""
    own = any(actor.has(Role.OFFICER, organ.office_id) for organ in organs)
    return {"officer": actor.user if own else None}


def _attach(form: ApplicationForm, error: ValidationError) -> None:
    """Put what a service found at the field that it names, or at the number, which services judge alone."""
    if hasattr(error, "error_dict"):
        for name, found in error.error_dict.items():
            form.add_error(name if name in form.fields else None, found)
    else:
        at_number = getattr(error, "code", None) in {"number", "taken"} and "number" in form.fields
        form.add_error("number" if at_number else None, error)


def _show(
    request: HttpRequest, template: str, form: ApplicationForm, parties: Any, key: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "parties": parties, "key": key}
    return render(request, template, context, status=status)


@requires("cases.register")
@require_POST
def foresee(request: HttpRequest, running: bool) -> HttpResponse:
    """Beside the form: what entering the case will cause as far as it is typed, and the cases that look like it."""
    organs = organ_for_office(request.actor)
    if not organs:
        raise PermissionDenied(_("Only the people of a reconsideration office register cases."))
    form = (RunningCaseForm if running else ApplicationForm)(request.POST, organs=organs)
    # What is missing or wrong is told when the form is sent; here it is left out.
    form.is_valid()
    typed = form.cleaned_data
    people = _people(request.POST)
    consequences, notes = foretell(organ=typed.get("organ") or organs[0], typed=typed, today=today(), people=people)
    found = _alike(request.actor, request.POST)
    context = {"consequences": as_context(consequences), "notes": notes, "found": found}
    return render(request, "cases/_preview.html", context)


def _people(typed: QueryDict) -> tuple[int, int]:
    """The numbers of applicants and of representatives among the parties as far as they are typed."""
    rows = []
    for name in typed:
        if not (name.startswith("parties-") and name.endswith("-role")):
            continue
        row = name.removesuffix("role")
        if typed.get(f"{row}name", "").strip() and typed.get(f"{row}DELETE") != "on":
            size = typed.get(f"{row}group_size", "")
            rows.append({"role": typed[name], "group_size": int(size) if size.isdecimal() and len(size) < 6 else 1})
    return counted_rows(rows)


def _alike(actor: Actor, typed: QueryDict) -> QuerySet[ReconsiderationCase]:
    """Cases that look like the one being typed: same document, or same applicant and act."""
    applicants = [
        typed[name].strip()
        for name in typed
        if name.startswith("parties-")
        and name.endswith("-name")
        and typed.get(name.removesuffix("name") + "role") == PartyRole.APPLICANT
        and typed.get(name.removesuffix("name") + "DELETE") != "on"
    ]
    act_number, act_name = typed.get("act_number", ""), typed.get("act_name", "").strip()
    return (
        ReconsiderationCase.objects.visible_to(actor)
        .like(act_number=act_number, act_name=act_name, applicants=applicants)
        .select_related("dossier")
        .order_by("-received_on", "-pk")[:ALIKE]
    )
