"""Pages of the yearly assessment: the list, a scheme with its items, and a trial."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import requires
from accounts.paging import page_of
from accounts.permissions import can, require
from disputes.answers import carried_out, form_page
from reports import queries as figures_of
from reports.assessment import display, queries, services, showing
from reports.assessment.forms import DrawUpForm, ExemptForm, GiveForm, RunForm, SchemeForm, VersionForm
from reports.assessment.item_form import ItemForm, written
from reports.assessment.models import AssessmentItem, AssessmentScheme, AssessmentScore, SchemeState
from reports.assessment.reckoning import Basis, period_of, reckon
from reports.assessment.services.common import DRAFT, ENFORCE, EXEMPT, IN_THIS_STATE
from reports.assessment.services.schemes import unbalanced
from reports.views.common import ASSESSMENT, agency_pages, subjects

PAGE = "reports:assessment"


def scheme_of(request: HttpRequest, pk: int) -> AssessmentScheme:
    """A scheme that the reader sees. Raises Http404 for any other."""
    return get_object_or_404(queries.schemes(request.actor).select_related("changed_by"), pk=pk)


def is_inside(request: HttpRequest, scheme: AssessmentScheme) -> bool:
    """Whether the reader is of the office or leads the organ."""
    return scheme.organ_id in queries.inside(request.actor)


@require_safe
@requires("assessment.list")
def assessments(request: HttpRequest) -> HttpResponse:
    """The schemes in sight, and the form for a new one."""
    return _list(request)


def _list(request: HttpRequest, form: DrawUpForm | None = None) -> HttpResponse:
    organs = figures_of.organs_for(request.actor)
    drafting = [organ for organ in organs if can(request.actor, DRAFT, organ)]
    page = page_of(queries.schemes(request.actor).order_by("-year", "-pk"), request.GET.get("page"))
    own: dict[int, AssessmentScore] = {}
    if not organs:
        scores = queries.scores(request.actor).filter(run__scheme__in=[scheme.pk for scheme in page.items])
        own = {score.run.scheme_id: score for score in scores.order_by("run__number")}
    context = {
        "title": ASSESSMENT,
        "subjects": subjects("reports:assessments") if organs else agency_pages("reports:assessments"),
        "page": page,
        "table": display.listed(page.items, own, bool(organs)),
        "form": (form or DrawUpForm(organs=drafting)) if drafting else None,
    }
    return render(request, "reports/assessments.html", context, status=422 if form else 200)


@require_POST
@requires("assessment.list")
def assessment_new(request: HttpRequest) -> HttpResponse:
    """Draw up a scheme for a year."""
    organs = [organ for organ in figures_of.organs_for(request.actor) if can(request.actor, DRAFT, organ)]
    if not organs:
        raise PermissionDenied(DRAFT)
    form = DrawUpForm(request.POST, organs=organs)

    def act(data: dict[str, Any]) -> AssessmentScheme:
        given = {name: data[name] for name in ("organ", "year", "title", "copied_from")}
        return services.draw_up(actor=request.actor, **given)

    result = carried_out(request, form, "assessment.draw_up", act)
    return _list(request, form) if result is None else redirect(PAGE, pk=result["pk"])


@require_safe
@requires("assessment.list")
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """A scheme: its items, for the office also who is exempted, what was given by hand, the versions."""
    return scheme_page(request, scheme_of(request, pk))


def scheme_page(request: HttpRequest, scheme: AssessmentScheme, name: str = "", form: Any = None) -> HttpResponse:
    """The page of a scheme, with the form `name` as it was sent where something is wrong in it."""
    inside = is_inside(request, scheme)
    drafts = can(request.actor, DRAFT, scheme.organ)
    editable = drafts and scheme.state == SchemeState.DRAFT
    items = list(scheme.items.filter(voided_at=None))
    context: dict[str, Any] = {
        "title": ASSESSMENT,
        "scheme": scheme,
        "inside": inside,
        "state": display.state_of(scheme),
        "editable": editable,
        "items": display.items(items, editable),
        "sums": display.sums(items, scheme),
        "versions": display.versions(_runs(request, scheme)),
        "scores": queries.scores(request.actor).filter(run__scheme=scheme).order_by("-run__number")
        if not inside
        else None,
    }
    if inside:
        context |= _inner(request, scheme, drafts)
    if form is not None:
        context[name] = form
    return render(request, "reports/assessment.html", context, status=422 if form is not None else 200)


def _runs(request: HttpRequest, scheme: AssessmentScheme) -> Any:
    return queries.runs(request.actor).filter(scheme=scheme).select_related("run_by")


def _inner(request: HttpRequest, scheme: AssessmentScheme, drafts: bool) -> dict[str, Any]:
    """What the office and the leaders see of a scheme beside its items."""
    actor, state = request.actor, scheme.state
    found = queries.objections(actor).filter(points__score__run__scheme=scheme)
    inner: dict[str, Any] = {
        "exemptions": scheme.exemptions.filter(voided_at=None).select_related("agency", "item", "decided_by"),
        "marks": display.marks(scheme.marks.select_related("agency", "item", "given_by").order_by("-pk")),
        "objections": [showing.objection(one) for one in found],
        "begun": _begun(scheme),
    }
    if can(actor, EXEMPT, scheme.organ) and state != SchemeState.CLOSED:
        inner["exempt_form"] = ExemptForm(scheme=scheme)
    if state == SchemeState.DRAFT:
        inner["unbalanced"] = unbalanced(scheme)
        if can(actor, ENFORCE, scheme.organ) and not inner["unbalanced"]:
            inner["enforce_form"] = VersionForm(initial={"version": scheme.version})
    if drafts and state == SchemeState.IN_FORCE:
        if inner["begun"]:
            inner["run_form"] = RunForm(first=not scheme.runs.exists())
        form = GiveForm(scheme=scheme)
        inner["give_form"] = form if form.fields["item"].queryset.exists() else None
    return inner


def _begun(scheme: AssessmentScheme) -> bool:
    try:
        period_of(scheme)
    except ValidationError:
        return False
    return True


@require_http_methods(["GET", "POST"])
@requires("assessment.list")
def assessment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and full points of a draft."""
    scheme = scheme_of(request, pk)
    require(request.actor, DRAFT, scheme.organ)
    initial = {"title": scheme.title, "total": scheme.total, "version": scheme.version}
    form = SchemeForm(request.POST if request.method == "POST" else None, initial=initial)

    def act(data: dict[str, Any]) -> AssessmentScheme:
        given = {name: data[name] for name in ("version", "title", "total")}
        return services.change(actor=request.actor, scheme=scheme, **given)

    return form_page(
        request,
        form,
        "assessment.change",
        act,
        said=_("The scheme was saved."),
        to=(PAGE, pk),
        template="reports/assessment_item.html",
        context={"scheme": scheme, "title": ASSESSMENT, "heading": _("Title and full points")},
    )


@require_http_methods(["GET", "POST"])
@requires("assessment.list")
def assessment_item_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new item of a draft."""
    return _item_page(request, scheme_of(request, pk), None)


@require_http_methods(["GET", "POST"])
@requires("assessment.list")
def assessment_item(request: HttpRequest, pk: int) -> HttpResponse:
    """An item of a draft, to be changed."""
    item = item_of(request, pk)
    return _item_page(request, item.scheme, item)


def item_of(request: HttpRequest, pk: int) -> AssessmentItem:
    """An item of a scheme that the reader sees. Raises Http404 for any other."""
    rows = AssessmentItem.objects.filter(scheme__in=queries.schemes(request.actor), voided_at=None)
    return get_object_or_404(rows.select_related("scheme__organ__organisation", "scheme__changed_by"), pk=pk)


def _item_page(request: HttpRequest, scheme: AssessmentScheme, item: AssessmentItem | None) -> HttpResponse:
    require(request.actor, DRAFT, scheme.organ)
    initial = {"version": scheme.version, **(written(item) if item else {})}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=initial)

    def act(data: dict[str, Any]) -> AssessmentItem:
        given = {name: value for name, value in data.items() if name != "once_key"}
        return services.save_item(actor=request.actor, scheme=scheme, item=item, **given)

    if scheme.state != SchemeState.DRAFT and request.method != "POST":
        raise PermissionDenied(str(IN_THIS_STATE))
    context: dict[str, Any] = {"scheme": scheme, "title": ASSESSMENT}
    context["heading"] = item.title if item else _("New item")
    if item is not None:
        context |= {"item": item, "void_form": VersionForm(initial={"version": scheme.version})}
    # Whoever saves again after somebody else has changed the scheme has been told of that.
    if form.is_bound and form.is_valid() and form.cleaned_data["version"] != scheme.version:
        form.data = form.data.copy()
        form.data["version"] = scheme.version
        context["theirs"] = display.items(list(scheme.items.filter(voided_at=None)), editable=False)
    return form_page(
        request,
        form,
        "assessment.item",
        act,
        said=_("The item was saved."),
        to=(PAGE, scheme.pk),
        template="reports/assessment_item.html",
        context=context,
    )


@require_safe
@requires("assessment.list")
def assessment_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agencies would come to by the scheme as it stands now; nothing of it is kept."""
    scheme = scheme_of(request, pk)
    require(request.actor, "assessment.read", scheme.organ)
    basis = Basis.of(scheme)
    if not _begun(scheme):
        raise PermissionDenied(_("The year of this scheme has not begun."))
    period = period_of(scheme)
    results = reckon(request.actor, scheme, basis, period=period)
    context = {
        "title": ASSESSMENT,
        "scheme": scheme,
        "period": period,
        "sheets": display.tried(results, basis.items),
        "unbalanced": unbalanced(scheme),
    }
    return render(request, "reports/assessment_trial.html", context)
