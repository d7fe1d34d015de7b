"""What is done with a circular from its page, each act by whoever may."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guards import requires
from accounts.permissions import require
from disputes.answers import button, carried_out, small_form
from reports.circulars import services
from reports.circulars.forms import DecideForm, IssueForm, VersionForm, WithdrawForm
from reports.circulars.models import Circular, CircularState
from reports.views.circulars import circular_of, circular_page


@require_POST
@requires("circulars.list")
def circular_act(request: HttpRequest, pk: int, act: str) -> HttpResponseBase:
    """Do one of the acts on a circular, by whoever may."""
    found = circular_of(request, pk)
    if act != "decide":
        require(request.actor, services.DRAFT, found.organ)
    return ACTS[act](request, found)


def _count_anew(request: HttpRequest, found: Circular) -> HttpResponse:
    return small_form(
        request,
        VersionForm(request.POST),
        "circular.count",
        lambda data: services.count_anew(actor=request.actor, circular=found, version=data["version"]),
        said=_("The figures were counted anew and the text drafted from them."),
        to=(services.PAGE, found.pk),
    )


def _submit(request: HttpRequest, found: Circular) -> HttpResponse:
    return small_form(
        request,
        VersionForm(request.POST),
        "circular.submit",
        lambda data: services.submit(actor=request.actor, circular=found, version=data["version"]),
        said=_("The circular was handed in for approval."),
        to=(services.PAGE, found.pk),
    )


def _decide(request: HttpRequest, found: Circular) -> HttpResponse:
    require(request.actor, services.APPROVE, found)
    approve = request.POST.get("decision") == "approve"

    def act(data: dict[str, Any]) -> Circular:
        return services.decide(
            actor=request.actor, circular=found, version=data["version"], approve=approve, reason=data["reason"]
        )

    said = _("The circular was approved.") if approve else _("The circular was returned.")
    return small_form(
        request, DecideForm(request.POST), "circular.decide", act, said=said, to=(services.PAGE, found.pk)
    )


def _reopen(request: HttpRequest, found: Circular) -> HttpResponse:
    return button(
        request,
        lambda: services.reopen(actor=request.actor, circular=found),
        said=_("The circular is a draft again."),
        to=(services.PAGE, found.pk),
    )


def _void(request: HttpRequest, found: Circular) -> HttpResponse:
    return small_form(
        request,
        WithdrawForm(request.POST),
        "circular.void",
        lambda data: services.void(actor=request.actor, circular=found, reason=data["reason"]),
        said=_("The draft was voided."),
        to=("reports:circulars",),
    )


def _issue(request: HttpRequest, found: Circular) -> HttpResponse:
    form = IssueForm(request.POST, circular=found)

    def act(data: dict[str, Any]) -> Circular:
        chosen = {name: data[name] for name in ("number", "issued_on", "agencies")}
        return services.issue(actor=request.actor, circular=found, **chosen)

    if carried_out(request, form, "circular.issue", act) is None:
        if found.state != CircularState.APPROVED:
            messages.error(request, str(services.IN_THIS_STATE))
            return redirect(services.PAGE, pk=found.pk)
        return circular_page(request, found, form)
    messages.success(request, _("The circular was issued."))
    return redirect(services.PAGE, pk=found.pk)


def _withdraw(request: HttpRequest, found: Circular) -> HttpResponse:
    return small_form(
        request,
        WithdrawForm(request.POST),
        "circular.withdraw",
        lambda data: services.withdraw(actor=request.actor, circular=found, reason=data["reason"]),
        said=_("The circular was withdrawn."),
        to=(services.PAGE, found.pk),
    )


def _correct(request: HttpRequest, found: Circular) -> HttpResponse:
    made: list[int] = []

    def act() -> None:
        period = services.period_of(found)
        made.append(
            services.draw_up(actor=request.actor, organ=found.organ, span=found.span, period=period, corrects=found).pk
        )

    answer = button(request, act, said=_("A corrected circular was drawn up."), to=(services.PAGE, found.pk))
    return redirect(services.PAGE, pk=made[0]) if made else answer


def _remind(request: HttpRequest, found: Circular) -> HttpResponse:
    return button(
        request,
        lambda: services.remind(actor=request.actor, circular=found),
        said=_("The agencies that have not opened it were reminded."),
        to=(services.PAGE, found.pk),
    )


ACTS: dict[str, Callable[[HttpRequest, Circular], HttpResponseBase]] = {
    "count": _count_anew,
    "submit": _submit,
    "decide": _decide,
    "reopen": _reopen,
    "void": _void,
    "issue": _issue,
    "withdraw": _withdraw,
    "correct": _correct,
    "remind": _remind,
}
