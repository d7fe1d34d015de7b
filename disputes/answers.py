"""How pages of the registers answer to what was sent: an act is done once, a refusal is said where it belongs."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import attach
from accounts.once import OnceForm
from dossiers.forms import ReasonForm

# What is done with the data of a form; it returns the row that it wrote, or nothing.
Act = Callable[[dict[str, Any]], Any]
# The name of a page and its arguments; an argument that is None is the id of the row that was written.
Place = tuple[Any, ...]


def carried_out(request: HttpRequest, form: OnceForm, scope: str, act: Act) -> dict[str, Any] | None:
    """The result of an act, of this time or of the first; None where the form is to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None

    def once() -> dict[str, Any]:
        return {"pk": getattr(act(form.cleaned_data), "pk", None)}

    try:
        return form.carry_out(scope, request.actor, once)[0]
    except ValidationError as error:
        attach(form, error)
        return None


def form_page(
    request: HttpRequest,
    form: OnceForm,
    scope: str,
    act: Act,
    *,
    said: str,
    to: Place,
    template: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a form: shown, shown again with what is wrong, or carried out, told by `said` and led on `to`."""
    result = carried_out(request, form, scope, act)
    if result is None:
        shown = {**(context or {}), "form": form}
        return render(request, template, shown, status=422 if form.errors else 200)
    messages.success(request, said)
    return redirect(to[0], *(result["pk"] if argument is None else argument for argument in to[1:]))


def small_form(request: HttpRequest, form: OnceForm, scope: str, act: Act, *, said: str, to: Place) -> HttpResponse:
    """Carry out a small form that stands on another page, to which this leads back; what is wrong is said there."""
    if carried_out(request, form, scope, act) is None:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    else:
        messages.success(request, said)
    return redirect(*to)


def button(request: HttpRequest, act: Callable[[], Any], *, said: str, to: Place) -> HttpResponse:
    """Do an act of a button, say it or why it was refused, and lead back."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(*to)


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed beside a button."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def strike(request: HttpRequest, void: Callable[..., Any], *, said: str, to: Place, **what: Any) -> HttpResponse:
    """Void `what` by a service of that kind, with the reason that was typed beside the button."""
    reason = reason_of(request)
    return button(request, lambda: void(actor=request.actor, reason=reason, **what), said=said, to=to)


def check(
    request: HttpRequest, judge: Callable[..., Any], *, said: tuple[str, str], to: Place, **what: Any
) -> HttpResponse:
    """Let the office accept or return `what` by a service; `said` are the words for either."""
    accept, note = request.POST.get("act") == "accept", request.POST.get("note", "")
    return button(
        request,
        lambda: judge(actor=request.actor, accept=accept, note=note, **what),
        said=said[0] if accept else said[1],
        to=to,
    )
