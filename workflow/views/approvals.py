"""What waits for approval, the answer to one, and the approval of several."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import requires, requires_sign_in
from accounts.permissions import can
from accounts.timekeeping import today
from deadlines.basis import calendar_for
from dossiers.models import TimelineEntry
from workflow import display, preview, services
from workflow.describing import names_for, parties_of
from workflow.forms import DecisionForm
from workflow.models import Approval, ApprovalStatus
from workflow.queries import waiting_for
from workflow.steps import APPROVERS, StepRefused, proceeding_type


@requires("dossier.list")
@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the approval of the person signed in, and what that person has asked for."""
    actor = request.actor
    asked = (
        Approval.objects.visible_to(actor)
        .filter(status=ApprovalStatus.PENDING, requested_by_id__in=actor.people)
        .select_related("dossier", "requested_by")
        .order_by("requested_at")
    )
    context = {
        "waiting": [_row(approval) for approval in waiting_for(actor)],
        "asked": [_row(approval) for approval in asked],
    }
    return render(request, "workflow/approvals.html", context)


# What can be approved in one go.
MOST_AT_ONCE = 50


def _row(approval: Approval) -> dict[str, Any]:
    dossier = approval.dossier
    declared = proceeding_type(dossier.kind).steps[approval.step]
    title = _("Correction: %(step)s") % {"step": declared.title} if approval.corrects_id else declared.title
    return {
        "pk": approval.pk,
        "title": title,
        "number": dossier.number,
        "case": dossier.title,
        "asked_by": approval.requested_by.display_name,
        "asked_at": approval.requested_at,
    }


@requires_sign_in
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for and what it will cause; the approver's answer."""
    found = _approval(request, pk)
    dossier = found.dossier
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not can(request.actor, found.permission, dossier):
            raise PermissionDenied(_whose(found))
        if form.is_valid():
            try:
                services.decide(
                    actor=request.actor,
                    approval=found,
                    approve=form.cleaned_data["decision"] == "approve",
                    opinion=form.cleaned_data["opinion"],
                )
            except StepRefused as refusal:
                form.add_error(None, refusal)
            except IntegrityError:
                form.add_error(None, _("This does not agree with the other dates of the case."))
            else:
                found.refresh_from_db()
                messages.success(request, f"{found.get_status_display()}：{_row(found)['title']}")
                return redirect(proceeding_type(dossier.kind).page, pk=dossier.pk)
    return _show_approval(request, found, form)


def _whose(found: Approval) -> str:
    """Who gives an approval, for whoever may not."""
    people = services.approvers(found.permission, found.dossier)
    words = {
        "role": APPROVERS[found.permission],
        "names": _(", ").join(person.display_name for person in people) or _("nobody holds that role today"),
    }
    return _("This is approved by: %(role)s (%(names)s). Nothing was changed.") % words


def _approval(request: HttpRequest, pk: int) -> Approval:
    found = get_object_or_404(
        Approval.objects.visible_to(request.actor).select_related(
            "dossier__organ", "requested_by", "requested_for", "decided_by", "decided_for", "corrects", "paper"
        ),
        pk=pk,
    )
    # What the office asks and answers within itself is out of sight for the agencies.
    if not can(request.actor, "dossier.office_matter", found.dossier):
        raise Http404
    return found


def _show_approval(request: HttpRequest, found: Approval, form: DecisionForm) -> HttpResponse:
    dossier, actor = found.dossier, request.actor
    kind = proceeding_type(dossier.kind)
    declared = kind.steps[found.step]
    context = services.context_for(actor, dossier)
    raw = found.data.get("form", {})
    entries = [found.corrects] if found.corrects else []
    names = names_for(
        [(declared.form, raw), *((declared.form, entry.data.get("form", {})) for entry in entries)],
        parties_of(dossier),
    )
    pending = found.status == ApprovalStatus.PENDING
    may = can(actor, found.permission, dossier)
    consequences = None
    if pending:
        consequences = preview.rehearse(
            actor=actor, dossier=dossier, step=declared, raw=raw, corrected=found.corrects, asks=False
        )
    running, _ended = display.show_clocks(
        context.deadlines,
        {party.pk: party.name for party in context.parties},
        partial(calendar_for, dossier.organ),
        today(),
    )
    page = {
        "approval": display.show_approval(found, kind, names),
        "found": found,
        "dossier": dossier,
        "page": reverse(kind.page, args=[dossier.pk]),
        "before": display.approval_facts(declared, _latest(found.corrects), names) if found.corrects else None,
        "form": form,
        "pending": pending,
        "can_decide": pending and may and actor.user_id != found.requested_by_id,
        "can_withdraw": pending and (found.requested_by_id in actor.people or can(actor, "dossier.handle", dossier)),
        "waits_for": services.approvers(found.permission, dossier) if pending else [],
        "consequences": preview.as_context(consequences),
        "outdated": pending and consequences is None,
        "refused": consequences.refused if consequences else "",
        "clocks": running,
        "article": display.article_words(declared.article_for(kind.law_of(context.proceeding))),
    }
    return render(request, "workflow/approval.html", page, status=422 if form.is_bound and form.errors else 200)


def _latest(entry: TimelineEntry) -> dict[str, Any]:
    """What stands now for an entry, corrected before or not."""
    latest = entry.corrections.order_by("pk").last() or entry
    return {"on_date": [latest.on_date.isoformat()], **latest.data.get("form", {})}


@requires_sign_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was asked for and is not decided yet."""
    found = _approval(request, pk)
    services.withdraw_approval(actor=request.actor, approval=found)
    found.refresh_from_db()
    if found.status == ApprovalStatus.WITHDRAWN:
        messages.success(request, _("The request for approval was withdrawn."))
    else:
        messages.warning(
            request, _("It had been decided already: %(status)s.") % {"status": found.get_status_display()}
        )
    return redirect(proceeding_type(found.dossier.kind).page, pk=found.dossier_id)


@requires("dossier.list")
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve what was ticked, each by itself, and tell what became of each; sent twice it changes nothing."""
    ticked = {int(value) for value in request.POST.getlist("approval") if value.isdecimal() and len(value) < 19}
    waiting = [one for one in waiting_for(request.actor) if one.pk in ticked][:MOST_AT_ONCE]
    rows = [{**_row(one), "result": result, "reason": reason} for one, result, reason in _decided(request, waiting)]
    context = {
        "rows": rows,
        "done": sum(row["result"] == "approved" for row in rows),
        "gone": len(ticked) - len(waiting),
    }
    return render(request, "workflow/approved.html", context)


def _decided(request: HttpRequest, waiting: list[Approval]) -> Iterator[tuple[Approval, str, str]]:
    """Each approval, what became of it and why it was not given."""
    opinion = request.POST.get("opinion", "")[:500]
    for one in waiting:
        try:
            services.decide(actor=request.actor, approval=one, approve=True, opinion=opinion)
        except StepRefused as refusal:
            yield one, "refused", " ".join(refusal.messages)
        except ValidationError as error:
            yield one, "refused", " ".join(error.messages)
        except IntegrityError:
            yield one, "refused", _("This does not agree with the other dates of the case.")
        except PermissionDenied:
            yield one, "refused", _("It is no longer yours to approve.")
        else:
            yield one, "approved", ""
