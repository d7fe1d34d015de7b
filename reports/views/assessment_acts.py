"""What is done with an assessment from its pages, each act by whoever may."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guards import requires
from accounts.permissions import require
from disputes.answers import button, carried_out, small_form
from reports.assessment import queries, services
from reports.assessment.forms import (
    AnnounceForm,
    DecideForm,
    ExemptForm,
    GiveForm,
    ObjectForm,
    RunForm,
    SubmitForm,
    VersionForm,
)
from reports.assessment.models import AssessmentExemption, AssessmentRun
from reports.assessment.services.common import DRAFT, ENFORCE, EXEMPT, OBJECT, PUBLISH
from reports.views.assessment_results import PAGE as RUN
from reports.views.assessment_results import run_of, run_page, score_of, score_page
from reports.views.assessments import PAGE, item_of, scheme_of, scheme_page


@require_POST
@requires("assessment.list")
def assessment_item_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item out of a draft."""
    item = item_of(request, pk)
    require(request.actor, DRAFT, item.scheme.organ)
    return small_form(
        request,
        VersionForm(request.POST),
        "assessment.item_void",
        lambda data: services.void_item(actor=request.actor, item=item, version=data["version"]),
        said=_("The item was taken out."),
        to=(PAGE, item.scheme_id),
    )


@require_POST
@requires("assessment.list")
def assessment_enforce(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a scheme in force."""
    scheme = scheme_of(request, pk)
    require(request.actor, ENFORCE, scheme.organ)
    return small_form(
        request,
        VersionForm(request.POST),
        "assessment.enforce",
        lambda data: services.put_in_force(actor=request.actor, scheme=scheme, version=data["version"]),
        said=_("The scheme is in force."),
        to=(PAGE, pk),
    )


@require_POST
@requires("assessment.list")
def assessment_exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Exempt an agency from an item, or from everything."""
    scheme = scheme_of(request, pk)
    require(request.actor, EXEMPT, scheme.organ)
    form = ExemptForm(request.POST, scheme=scheme)

    def act(data: dict[str, Any]) -> AssessmentExemption:
        given = {name: data[name] for name in ("agency", "item", "reason")}
        return services.exempt(actor=request.actor, scheme=scheme, **given)

    if carried_out(request, form, "assessment.exempt", act) is None:
        return scheme_page(request, scheme, "exempt_form", form)
    messages.success(request, _("The agency was exempted."))
    return redirect(PAGE, pk=pk)


@require_POST
@requires("assessment.list")
def assessment_exemption_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an exemption back."""
    rows = AssessmentExemption.objects.filter(scheme__organ__in=queries.inside(request.actor))
    exemption = get_object_or_404(rows.select_related("scheme__organ__organisation"), pk=pk)
    require(request.actor, EXEMPT, exemption.scheme.organ)
    return button(
        request,
        lambda: services.void_exemption(actor=request.actor, exemption=exemption),
        said=_("The exemption was taken back."),
        to=(PAGE, exemption.scheme_id),
    )


@require_POST
@requires("assessment.list")
def assessment_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points by hand."""
    scheme = scheme_of(request, pk)
    require(request.actor, DRAFT, scheme.organ)
    form = GiveForm(request.POST, request.FILES, scheme=scheme)

    def act(data: dict[str, Any]) -> Any:
        given = {name: data[name] for name in ("agency", "item", "points", "ground")}
        return services.give(actor=request.actor, scheme=scheme, file=data["paper"], **given)

    if carried_out(request, form, "assessment.give", act) is None:
        return scheme_page(request, scheme, "give_form", form)
    messages.success(request, _("The points were entered."))
    return redirect(PAGE, pk=pk)


@require_POST
@requires("assessment.list")
def assessment_run_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute the result and keep it as the next version."""
    scheme = scheme_of(request, pk)
    require(request.actor, DRAFT, scheme.organ)
    form = RunForm(request.POST, first=not scheme.runs.exists())

    def act(data: dict[str, Any]) -> AssessmentRun:
        given = {name: data[name] for name in ("reason", "as_of")}
        return services.keep(actor=request.actor, scheme=scheme, **given)

    result = carried_out(request, form, "assessment.run", act)
    if result is None:
        return scheme_page(request, scheme, "run_form", form)
    messages.success(request, _("The result was computed and kept."))
    return redirect(RUN, pk=result["pk"])


@require_POST
@requires("assessment.list")
def assessment_announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a version to objections."""
    run = run_of(request, pk)
    require(request.actor, DRAFT, run.organ)
    form = AnnounceForm(request.POST)

    def act(data: dict[str, Any]) -> AssessmentRun:
        return services.announce(actor=request.actor, run=run, until=data["until"])

    return _answered(
        request, run, form, "announce", act, _("The version is open to objections; the agencies are told.")
    )


@require_POST
@requires("assessment.list")
def assessment_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a version in for approval."""
    run = run_of(request, pk)
    require(request.actor, DRAFT, run.organ)
    form = SubmitForm(request.POST)

    def act(data: dict[str, Any]) -> AssessmentRun:
        return services.submit(actor=request.actor, run=run, number=data["number"])

    return _answered(request, run, form, "submit", act, _("The result was handed in for approval."))


@require_POST
@requires("assessment.list")
def assessment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a version, or return it."""
    run = run_of(request, pk)
    require(request.actor, PUBLISH, run)
    form, approve = DecideForm(request.POST), request.POST.get("decision") == "approve"

    def act(data: dict[str, Any]) -> AssessmentRun:
        return services.decide(actor=request.actor, run=run, approve=approve, reason=data["reason"])

    said = _("The result was published.") if approve else _("The result was returned.")
    return _answered(request, run, form, "decide", act, said)


def _answered(request: HttpRequest, run: AssessmentRun, form: Any, name: str, act: Any, said: str) -> HttpResponse:
    """An act on a version carried out, or its page with what is wrong."""
    if carried_out(request, form, f"assessment.{name}", act) is None:
        return run_page(request, run, f"{name}_form", form)
    messages.success(request, said)
    return redirect(RUN, pk=run.pk)


@require_POST
@requires("assessment.list")
def assessment_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was handed in."""
    run = run_of(request, pk)
    require(request.actor, DRAFT, run.organ)
    return button(
        request,
        lambda: services.take_back(actor=request.actor, run=run),
        said=_("The result was taken back."),
        to=(RUN, pk),
    )


@require_POST
@requires("assessment.list")
def assessment_object(request: HttpRequest, pk: int) -> HttpResponse:
    """File an objection to the points for an item."""
    score = score_of(request, pk)
    require(request.actor, OBJECT, score)
    form = ObjectForm(request.POST, request.FILES, score=score)

    def act(data: dict[str, Any]) -> Any:
        points = queries.points(request.actor).get(pk=data["points"].pk)
        return services.object_to(actor=request.actor, points=points, reason=data["reason"], file=data["paper"])

    if carried_out(request, form, "assessment.object", act) is None:
        return score_page(request, score, form)
    messages.success(request, _("The objection was filed."))
    return redirect("reports:assessment-score", pk=pk)
