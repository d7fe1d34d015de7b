"""Pages of an assessment's results: a version with its ranking, one score with its cases, an objection, the papers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.export import attachment
from accounts.guards import requires
from accounts.paging import page_of
from accounts.permissions import can, require
from disputes.answers import form_page
from dossiers.models import Dossier
from dossiers.trail import record
from dossiers.views.common import send_paper, send_stored
from reports.assessment import display, queries, services, showing
from reports.assessment.comparing import changes, moved
from reports.assessment.forms import REFUSED, AnnounceForm, AnswerForm, DecideForm, ObjectForm, SubmitForm
from reports.assessment.models import AssessmentObjection, AssessmentRun, AssessmentScore, RunState
from reports.assessment.paper import items_of, name_of, paper_of
from reports.assessment.services.common import DRAFT, OBJECT, PUBLISH
from reports.assessment.services.runs import obstacles
from reports.assessment.telling import number
from reports.assessment.workbook import workbook
from reports.papers import CONTENT_TYPE
from reports.periods import Period
from reports.views.assessments import is_inside
from reports.views.common import ASSESSMENT, table_of_cases

PAGE = "reports:assessment-run"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def run_of(request: HttpRequest, pk: int) -> AssessmentRun:
    """A version that the reader sees. Raises Http404 for any other."""
    people = ("run_by", "submitted_by", "approved_by", "stored")
    return get_object_or_404(queries.runs(request.actor).select_related(*people), pk=pk)


@require_safe
@requires("assessment.list")
def assessment_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A version: the ranking, what is otherwise than in the one before, and what is to be done with it."""
    return run_page(request, run_of(request, pk))


def run_page(request: HttpRequest, run: AssessmentRun, name: str = "", form: Any = None) -> HttpResponse:
    """The page of a version, with the form `name` as it was sent where something is wrong in it."""
    inside = is_inside(request, run.scheme)
    # What the others came to is told with the publication, and not before.
    ranked = inside or run.state == RunState.PUBLISHED
    scores = run.scores.select_related("agency").prefetch_related("points") if ranked else []
    context: dict[str, Any] = {
        "title": ASSESSMENT,
        "run": run,
        "scheme": run.scheme,
        "state": display.state_of(run),
        "inside": inside,
        "ranked": ranked,
        "sheets": display.ranking(list(scores), items_of(run) if inside else [], inside),
        "facts": display.course(run) if inside else None,
        "own": queries.scores(request.actor).filter(run=run) if not inside else [],
    }
    if inside:
        before = run.scheme.runs.filter(number=run.number - 1).first()
        context["before"] = before
        context["changes"] = showing.compared(request.actor, changes(before, run)) if before else []
        context |= _acts(request, run)
    if form is not None:
        context[name] = form
    return render(request, "reports/assessment_run.html", context, status=422 if form is not None else 200)


def _acts(request: HttpRequest, run: AssessmentRun) -> dict[str, Any]:
    """The forms of what the reader may do with a version in its state."""
    actor = request.actor
    acts: dict[str, Any] = {}
    latest = not run.scheme.runs.filter(number__gt=run.number).exists()
    drafts = can(actor, DRAFT, run.organ) and latest
    if drafts and run.state == RunState.KEPT:
        acts["announce_form"] = AnnounceForm()
    if drafts and run.state in (RunState.KEPT, RunState.ANNOUNCED):
        acts["obstacles"] = obstacles(run)
        acts["submit_form"] = None if acts["obstacles"] else SubmitForm()
    if run.state == RunState.SUBMITTED:
        acts["decide_form"] = DecideForm() if can(actor, PUBLISH, run) else None
        acts["takes_back"] = drafts
        acts["barred"] = bool(actor.people & {run.run_by_id, run.submitted_by_id})
    return acts


@require_safe
@requires("assessment.list")
def assessment_score(request: HttpRequest, pk: int) -> HttpResponse:
    """What an agency came to, item by item with the cases that moved it; for its liaison the form of an objection."""
    return score_page(request, score_of(request, pk))


def score_of(request: HttpRequest, pk: int) -> AssessmentScore:
    """A score that the reader sees. Raises Http404 for any other."""
    return get_object_or_404(queries.scores(request.actor).select_related("run__run_by"), pk=pk)


def score_page(request: HttpRequest, score: AssessmentScore, form: ObjectForm | None = None) -> HttpResponse:
    """The page of a score, with the objection as it was sent where something is wrong in it."""
    run = score.run
    objections = queries.objections(request.actor).filter(points__score=score)
    objects = can(request.actor, OBJECT, score) and services.may_object(run)
    context = {
        "title": ASSESSMENT,
        "score": score,
        "run": run,
        "scheme": run.scheme,
        "state": display.state_of(run),
        "inside": is_inside(request, run.scheme),
        "facts": showing.summary(score),
        "lines": showing.lines(request.actor, score),
        "objections": [showing.objection(one) for one in objections],
        "form": form or (ObjectForm(score=score) if objects else None),
    }
    return render(request, "reports/assessment_score.html", context, status=422 if form else 200)


@require_safe
@requires("assessment.list")
def assessment_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases behind the points of an item, as they were when it was computed; those in sight of the reader."""
    points = get_object_or_404(queries.points(request.actor), pk=pk)
    part = request.GET.get("part", "moved")
    parts = {
        "moved": (moved, _("cases that moved it")),
        "numerator": (lambda one: one.numerator_cases, _("numerator")),
        "denominator": (lambda one: one.denominator_cases, _("denominator")),
    }
    if part not in parts:
        raise Http404
    listed, words = parts[part]
    ids = listed(points)
    run, score = points.score.run, points.score
    label = f"{score.agency.name} · {points.item.title} · {words}"
    rows = Dossier.objects.visible_to(request.actor).filter(pk__in=ids)
    page = page_of(rows.select_related("officer").order_by("pk"), request.GET.get("page"))
    context = {
        "label": label,
        "title": _("Score of %(agency)s") % {"agency": score.agency.name},
        "organ": run.organ,
        "period": Period(run.first_day, run.last_day),
        "value": number(len(ids)),
        "page": page,
        "back": reverse("reports:assessment-score", args=[score.pk]),
        "table": table_of_cases(page.items, label),
    }
    return render(request, "reports/return_cases.html", context)


def objection_of(request: HttpRequest, pk: int) -> AssessmentObjection:
    """An objection that the reader sees. Raises Http404 for any other."""
    return get_object_or_404(queries.objections(request.actor), pk=pk)


@require_http_methods(["GET", "POST"])
@requires("assessment.list")
def assessment_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """An objection with its answer; for the office the form of the answer."""
    found = objection_of(request, pk)
    if request.method == "POST":
        require(request.actor, DRAFT, found.organ)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    shown = showing.objection(found)
    answers = can(request.actor, DRAFT, found.organ) and shown["open"]

    def act(data: dict[str, Any]) -> AssessmentObjection:
        upheld = data["decision"] != REFUSED
        given = {"points": data["given"], "remedy": data["decision"] if upheld else "", "answer": data["answer"]}
        return services.answer(actor=request.actor, objection=found, upheld=upheld, **given)

    points = found.points
    context = {
        "title": ASSESSMENT,
        "objection": shown,
        "points": points,
        "given": number(points.points),
        "score": points.score,
        "scheme": points.score.run.scheme,
        "answers": answers or form.is_bound,
    }
    return form_page(
        request,
        form,
        "assessment.answer",
        act,
        said=_("The objection was answered."),
        to=("reports:assessment-objection", pk),
        template="reports/assessment_objection.html",
        context=context,
    )


@require_safe
@requires("assessment.list")
def assessment_objection_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper of an objection."""
    return send_paper(request, objection_of(request, pk))


@require_safe
@requires("assessment.list")
def assessment_mark_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper of points that were given by hand."""
    return send_paper(request, get_object_or_404(queries.marks(request.actor).select_related("stored"), pk=pk))


@require_safe
@requires("assessment.list")
def assessment_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The result in Word: what was published as it was published, for the office else as it stands."""
    run = run_of(request, pk)
    _may_take(request, run)
    record(actor=request.actor, action="assessment.download", obj=run)
    if run.stored is not None:
        return send_stored(run.stored, name_of(run))
    answer = HttpResponse(paper_of(run), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = attachment(name_of(run))
    return answer


def _may_take(request: HttpRequest, run: AssessmentRun) -> None:
    if run.state != RunState.PUBLISHED and not is_inside(request, run.scheme):
        raise PermissionDenied(_("The result is not published yet."))


@require_safe
@requires("assessment.list")
def assessment_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook; for an agency the published ranking alone."""
    run = run_of(request, pk)
    _may_take(request, run)
    record(actor=request.actor, action="assessment.download", obj=run)
    answer = HttpResponse(workbook(run, inside=is_inside(request, run.scheme)), content_type=SHEET)
    answer["Content-Disposition"] = attachment(name_of(run).removesuffix(".docx") + ".xlsx")
    return answer
