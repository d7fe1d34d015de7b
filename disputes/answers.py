"""How pages of the registers answer to what was sent: an act is done once, a refusal is said where it belongs."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.forms import attach
from accounts.once import OnceForm
from dossiers.forms import ReasonForm


def carried_out(
    request: HttpRequest, form: OnceForm, scope: str, act: Callable[[dict[str, Any]], Any]
) -> dict[str, Any] | None:
    """The result of an act with what a form holds, of this time or of the first; None where it is to be shown again.

    `act` is given the form's data and returns the row that it wrote, or nothing.
    """
    if request.method != "POST" or not form.is_valid():
        return None

    def once() -> dict[str, Any]:
        return {"pk": getattr(act(form.cleaned_data), "pk", None)}

    try:
        return form.carry_out(scope, request.actor, once)[0]
    except ValidationError as error:
        attach(form, error)
        return None


def done(request: HttpRequest, act: Callable[[], Any], words: str) -> None:
    """Do an act of a button and say `words`, or why it was refused."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed beside a button."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""
