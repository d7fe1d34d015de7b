"""Pages of a batch: what was ticked and what is typed once, the confirmation, and what became of each case."""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.guards import requires_sign_in
from accounts.once import new_key
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.models import Dossier
from workflow.batch import services
from workflow.batch.declared import BatchStep, batch_step
from workflow.forms import StepForm
from workflow.models import Batch, BatchCase, BatchResult
from workflow.services import context_for
from workflow.steps import proceeding_type
from workflow.tasks import carry_out_batch

# A worker that has done nothing for so long is taken to have broken off.
STILL = dt.timedelta(seconds=60)
TONES = {
    BatchResult.WAITING: "calm",
    BatchResult.DONE: "done",
    BatchResult.ASKED: "soon",
    BatchResult.CHANGED: "soon",
    BatchResult.REFUSED: "late",
    BatchResult.FORBIDDEN: "late",
    BatchResult.MISSING: "late",
}
# What is not done comes first: it is what the person has to look at.
ORDER = [
    *(BatchResult.CHANGED, BatchResult.REFUSED, BatchResult.FORBIDDEN, BatchResult.MISSING),
    *(BatchResult.WAITING, BatchResult.ASKED, BatchResult.DONE),
]


# --- what is to be done ----------------------------------------------------------------------------------------


@require_POST
@requires_sign_in
def prepare(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The ticked cases (`case`) and the step's form; sent with `confirm` the batch begins."""
    try:
        declared = batch_step(kind, code)
    except KeyError as error:
        raise Http404 from error
    require(request.actor, declared.permission)
    ticked = _numbers(request.POST.getlist("case"))
    seen = list(
        Dossier.objects.visible_to(request.actor)
        .filter(pk__in=ticked[: services.MOST_CASES + 1], kind=kind)
        .select_related("organ", "officer")
    )
    seen.sort(key=lambda dossier: ticked.index(dossier.pk))
    problem = _problem(ticked, seen)
    form = None if problem else _form(request, declared, seen[0])
    if form and form.is_bound and form.is_valid():
        try:
            begun = services.begin(
                actor=request.actor,
                declared=declared,
                raw=form.raw(),
                chosen=_chosen(request, ticked),
                key=_key(request),
                start=carry_out_batch,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("workflow:batch", pk=begun.pk)
    return render(
        request,
        "workflow/batch/prepare.html",
        {
            "declared": declared,
            "form": form,
            "problem": problem,
            "key": _key(request),
            "back": reverse(proceeding_type(kind).list_page),
            "unseen": len(ticked) - len(seen),
            "ticked": ticked,
            "versions": _versions(request, seen),
            "cases": [_case(dossier) for dossier in seen],
            "confirm_label": ngettext("%(step)s in %(n)s case", "%(step)s in %(n)s cases", len(ticked))
            % {"step": declared.title, "n": len(ticked)},
        },
        status=422 if problem or (form and form.errors) else 200,
    )


def _numbers(values: list[str]) -> list[int]:
    """The ids among what was sent, each once, in order."""
    return list(dict.fromkeys(int(value) for value in values if value.isdecimal() and len(value) < 19))


def _problem(ticked: list[int], seen: list[Dossier]) -> str:
    if len(ticked) > services.MOST_CASES:
        return _("At most %(n)s cases at a time.") % {"n": services.MOST_CASES}
    if not ticked:
        return _("Select at least one case.")
    return "" if seen else _("None of these cases was found.")


def _form(request: HttpRequest, declared: BatchStep, dossier: Dossier) -> StepForm:
    """The step's form, as it is for the first of the cases; in each case it is bound and validated anew."""
    context = context_for(request.actor, dossier)
    data = request.POST if request.POST.get("confirm") else None
    return proceeding_type(declared.kind).steps[declared.step].form(data, context=context)


def _key(request: HttpRequest) -> str:
    sent = request.POST.get("key", "")
    return sent if re.fullmatch(r"[0-9a-f]{32}", sent) else new_key()


def _versions(request: HttpRequest, seen: list[Dossier]) -> list[str]:
    """The version of each case as the person first saw it here, as the form carries it: id:version."""
    if request.POST.get("confirm"):
        return request.POST.getlist("version")[: services.MOST_CASES]
    return [f"{dossier.pk}:{dossier.version}" for dossier in seen]


def _chosen(request: HttpRequest, ticked: list[int]) -> list[services.Chosen]:
    versions: dict[int, int] = {}
    for text in request.POST.getlist("version"):
        if found := re.fullmatch(r"(\d{1,18}):(\d{1,9})", text):
            versions[int(found[1])] = int(found[2])
    # Version 0 is no version of any case: a case whose version was not sent counts as changed.
    return [services.Chosen(pk, versions.get(pk, 0)) for pk in ticked]


def _case(dossier: Dossier) -> dict[str, Any]:
    kind = proceeding_type(dossier.kind)
    return {
        "number": dossier.number or _("No number yet"),
        "title": dossier.title,
        "stage": kind.state_label(dossier.stage),
        "officer": dossier.officer.display_name if dossier.officer else _("Nobody yet"),
    }


# --- what became of it -----------------------------------------------------------------------------------------


def _batch(request: HttpRequest, pk: int) -> tuple[Batch, BatchStep]:
    """A batch that the person began; 404 for any other."""
    found = get_object_or_404(Batch.objects.begun_by(request.actor), pk=pk)
    declared = batch_step(found.kind, found.step)
    require(request.actor, declared.permission)
    return found, declared


@require_safe
@requires_sign_in
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch has come, and when it is over what became of each case."""
    found, declared = _batch(request, pk)
    cases = list(found.cases.all())
    context = {
        "found": found,
        "declared": declared,
        "back": reverse(proceeding_type(found.kind).list_page),
        "progress": None if found.finished_at else _progress(declared, found, cases),
        "still": _stands_still(found, cases),
        "counts": _counts(cases),
        "table": _table(request, declared, cases),
    }
    return render(request, "workflow/batch/batch.html", context)


@require_safe
@requires_sign_in
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work has come; when it is over, the page is loaded anew."""
    found, declared = _batch(request, pk)
    if found.finished_at:
        return HttpResponseClientRefresh() if request.htmx else redirect("workflow:batch", pk=pk)
    shown = _progress(declared, found, list(found.cases.all()))
    return render(request, "components/progress.html", {"progress": shown})


@require_POST
@requires_sign_in
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a batch that was broken off be carried out to its end; what is done stays done."""
    found, _declared = _batch(request, pk)
    if not found.finished_at:
        carry_out_batch.delay(found.pk)
    return redirect("workflow:batch", pk=pk)


def _stands_still(found: Batch, cases: list[BatchCase]) -> bool:
    latest = max([found.created_at, *(case.done_at for case in cases if case.done_at)])
    return found.finished_at is None and now() - latest > STILL


def _progress(declared: BatchStep, found: Batch, cases: list[BatchCase]) -> dict[str, Any]:
    done = sum(case.result != BatchResult.WAITING for case in cases)
    return {
        "title": declared.title,
        "done": done,
        "total": len(cases),
        "words": _("%(done)s of %(total)s cases") % {"done": done, "total": len(cases)},
        "counts": [],
        "finished": False,
        "poll_url": reverse("workflow:batch-progress", args=[found.pk]),
    }


def _counts(cases: list[BatchCase]) -> list[dict[str, Any]]:
    return [
        {"n": n, "label": result.label}
        for result in reversed(ORDER)
        if (n := sum(case.result == result for case in cases))
    ]


def _table(request: HttpRequest, declared: BatchStep, cases: list[BatchCase]) -> dict[str, Any]:
    """A row for each case, those that were not done first; one that is out of sight has neither number nor title."""
    seen = Dossier.objects.visible_to(request.actor).select_related("officer").in_bulk([case.asked for case in cases])
    page = proceeding_type(declared.kind).page
    rows = []
    for case in sorted(cases, key=lambda case: (ORDER.index(BatchResult(case.result)), case.place)):
        dossier = seen.get(case.asked) if case.dossier_id else None
        result = {"badge": case.get_result_display(), "badge_tone": TONES[BatchResult(case.result)]}
        if dossier is None:
            rows.append({"cells": ["—", "", "", result, case.reason]})
            continue
        number = {"value": dossier.number or _("No number yet"), "url": reverse(page, args=[dossier.pk])}
        officer = dossier.officer.display_name if dossier.officer else ""
        rows.append({"cells": [number, dossier.title, officer, result, case.reason]})
    return {
        "caption": _("What became of each case"),
        "columns": [
            {"label": _("Case number"), "whole": True},
            {"label": _("Case")},
            {"label": _("Case officer")},
            {"label": _("Result")},
            {"label": _("Reason")},
        ],
        "rows": rows,
    }
