"""Pages of study plans: all agencies in a year, one plan with its topics."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import requires
from accounts.lists import asked_year, year_chips
from accounts.paging import page_of
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date, cn_moment
from accounts.timekeeping import today
from disputes.answers import form_page, small_form, strike
from disputes.models import SessionTopic, StudyPlan, StudySession, StudyTopic
from disputes.study.coverage import coverage_of
from disputes.study.forms import PlanChangeForm, PlanForm, TopicForm
from disputes.study.reach import agencies_read
from disputes.study.services import add_plan, add_topic, change_plan, void_plan, void_topic
from disputes.study.views.common import tabs
from dossiers.views.common import send_paper

APPEARANCE = "study_topic.head_appearance"


@requires("training.view")
def home(request: HttpRequest) -> HttpResponse:
    """Where study and training begin: with the plans, for those who are only invited to trainings with these."""
    return redirect("study:plans" if can(request.actor, "study.view") else "study:trainings")


@requires("study.view")
def plan_list(request: HttpRequest) -> HttpResponse:
    """All agencies in reach: whether they have a plan for the year, what was held, how many heads have studied."""
    year = asked_year(request, ahead=1)
    page = page_of(agencies_read(request.actor), request.GET.get("page"))
    ids = [agency.pk for agency in page]
    rows = StudyPlan.objects.visible_to(request.actor).standing().filter(organisation__in=ids, year=year)
    plans = {plan.organisation_id: plan for plan in rows}
    planned = _planned(plans.values())
    held: dict[int, list[str]] = defaultdict(list)
    sessions = StudySession.objects.visible_to(request.actor).standing()
    for agency, state in sessions.filter(organisation__in=ids, on_date__year=year).values_list("organisation", "state"):
        held[agency].append(state)
    covered = coverage_of(ids, year, APPEARANCE).by(lambda head: head.agency)
    missing = sum(agency not in plans for agency in ids)
    table = {
        "caption": _("Study plans"),
        "columns": [
            {"label": _("Agency")},
            {"label": _("Plan")},
            {"label": _("Topics"), "numeric": True},
            {"label": _("Sessions held"), "numeric": True},
            {"label": _("Heads who have studied the rules of appearance")},
        ],
        "rows": [
            {
                "cells": [
                    agency.name,
                    _plan_cell(plans.get(agency.pk), agency.pk, year),
                    planned.get(plans[agency.pk].pk, 0) if agency.pk in plans else "",
                    {
                        "value": len(held[agency.pk]),
                        "url": f"{reverse('study:sessions')}?organisation={agency.pk}&first={year}-01-01"
                        f"&last={year}-12-31",
                        "sub": _("%(n)s to check") % {"n": held[agency.pk].count("open")}
                        if "open" in held[agency.pk]
                        else "",
                    },
                    _covered_cell(covered.get(agency.pk), agency.pk, year),
                ],
                "tone": "" if agency.pk in plans else "soon",
            }
            for agency in page
        ],
        "empty": {"title": _("You look after no agency")},
    }
    context = {
        "table": table,
        "page": page,
        "tabs": tabs(request.actor, "study:plans", year),
        "views": year_chips(year, ahead=1),
        "year": year,
        "missing": missing,
        "enters": can(request.actor, "study.enter"),
    }
    return render(request, "disputes/study/plans.html", context)


def _planned(plans: Any) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    rows = StudyTopic.objects.unscoped("topics of plans in scope").filter(
        plan__in=[plan.pk for plan in plans], voided_at=None
    )
    for plan in rows.order_by().values_list("plan", flat=True):
        counted[plan] += 1
    return counted


def _plan_cell(plan: StudyPlan | None, agency: int, year: int) -> dict[str, Any]:
    if plan is None:
        return {"badge": _("No plan yet"), "badge_tone": "soon"}
    return {
        "value": plan.title,
        "url": reverse("study:plan", args=[plan.pk]),
        "sub": _("adopted on %(day)s") % {"day": cn_date(plan.adopted_on)},
    }


def _covered_cell(coverage: Any, agency: int, year: int) -> Any:
    if coverage is None:
        return {"value": "—", "sub": _("Nobody on the roster")}
    return {
        "value": f"{coverage.number('studied')} / {coverage.number()}",
        "url": f"{reverse('study:coverage-heads')}?year={year}&organisation={agency}",
    }


@requires("study.enter")
def plan_add(request: HttpRequest) -> HttpResponse:
    """Enter the plan of an agency for a year."""
    initial = {"year": asked_year(request, ahead=1), "organisation": request.GET.get("organisation")}
    form = PlanForm(request.POST or None, request.FILES or None, actor=request.actor, initial=initial)
    return form_page(
        request,
        form,
        "study.plan",
        lambda data: add_plan(actor=request.actor, **form.values()),
        said=_("The plan has been entered."),
        to=("study:plan", None),
        template="disputes/study/plan_add.html",
    )


def _plan(request: HttpRequest, pk: int) -> StudyPlan:
    rows = StudyPlan.objects.visible_to(request.actor).select_related("organisation", "organ", "entered_by", "stored")
    return get_object_or_404(rows, pk=pk)


@requires("study.view")
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: its topics by month and whether they were held; the form for one more."""
    found = _plan(request, pk)
    keeps = found.voided_at is None and can(request.actor, "study.keep", found.organisation)
    topics = list(found.topics.select_related("topic"))
    held = _held(request, found)
    context = {
        "plan": found,
        "keeps": keeps,
        "tabs": tabs(request.actor, "study:plans", found.year),
        "form": TopicForm() if keeps else None,
        "change": PlanChangeForm.of(found, None, None) if keeps else None,
        "facts": [
            {"label": _("Agency"), "value": str(found.organisation)},
            {"label": _("Year"), "value": found.year},
            {"label": _("Adopted on"), "value": cn_date(found.adopted_on)},
            {
                "label": _("Plan as issued"),
                "value": found.file_name,
                "url": reverse("study:plan-paper", args=[found.pk]) if found.stored_id else "",
            },
            {"label": _("Remarks"), "value": found.note},
            {"label": _("Entered"), "value": f"{found.entered_by} {cn_moment(found.entered_at)}"},
        ],
        "topics": [_topic_row(topic, held) for topic in topics],
    }
    return render(request, "disputes/study/plan.html", context)


def _held(request: HttpRequest, plan: StudyPlan) -> dict[tuple[str, str], StudySession]:
    """The first session of the agency in the year at which a topic was studied, by topic and its words."""
    rows = SessionTopic.objects.filter(
        dropped_at=None,
        session__in=StudySession.objects.visible_to(request.actor)
        .standing()
        .filter(organisation=plan.organisation_id, on_date__year=plan.year)
        .exclude(state="returned")
        .values("pk"),
    ).select_related("session")
    found: dict[tuple[str, str], StudySession] = {}
    for row in rows.order_by("-session__on_date", "-pk"):
        found[row.topic_id, row.title if row.topic_id == "study_topic.other" else ""] = row.session
    return found


def _topic_row(topic: StudyTopic, held: dict[tuple[str, str], StudySession]) -> dict[str, Any]:
    key = topic.topic_id, topic.title if topic.topic_id == "study_topic.other" else ""
    session = held.get(key)
    if topic.voided_at is not None:
        standing, tone = _("Voided"), ""
    elif session is not None:
        standing, tone = _("Held on %(day)s") % {"day": cn_date(session.on_date)}, "done"
    elif (topic.plan.year, topic.month) < (today().year, today().month):
        standing, tone = _("Not held, month over"), "late"
    else:
        standing, tone = _("Still to be held"), "calm"
    return {
        "pk": topic.pk,
        "month": _("Month %(n)s") % {"n": topic.month},
        "words": str(topic),
        "standing": standing,
        "tone": tone,
        "url": reverse("study:session", args=[session.pk]) if session and topic.voided_at is None else "",
        "note": topic.void_reason,
        "open": topic.voided_at is None,
    }


@require_POST
@requires("study.enter")
def topic_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one more topic into a plan."""
    found = _plan(request, pk)
    require(request.actor, "study.keep", found.organisation)
    return small_form(
        request,
        TopicForm(request.POST),
        "study.topic",
        lambda data: add_topic(
            actor=request.actor, plan=found, **{name: data[name] for name in ("topic", "title", "month")}
        ),
        said=_("The topic has been entered."),
        to=("study:plan", pk),
    )


@requires("study.enter")
def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what a plan says, or give it its paper."""
    found = _plan(request, pk)
    require(request.actor, "study.keep", found.organisation)
    form = PlanChangeForm.of(found, request.POST or None, request.FILES or None)
    return form_page(
        request,
        form,
        "study.plan_change",
        lambda data: change_plan(actor=request.actor, plan=found, **form.values()),
        said=_("The plan has been changed."),
        to=("study:plan", pk),
        template="disputes/study/plan_change.html",
        context={"plan": found},
    )


@require_POST
@requires("study.enter")
def plan_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a plan entered by mistake."""
    said = _("The entry has been voided; it stays in the register.")
    return strike(request, void_plan, plan=_plan(request, pk), said=said, to=("study:plan", pk))


@require_POST
@requires("study.enter")
def topic_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a topic out of a plan."""
    rows = StudyTopic.objects.visible_to(request.actor).select_related("plan__organisation")
    topic = get_object_or_404(rows, pk=pk)
    said = _("The topic has been taken out of the plan.")
    return strike(request, void_topic, topic=topic, said=said, to=("study:plan", topic.plan_id))


@require_safe
@requires("study.view")
def plan_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The plan as issued, as an attachment."""
    return send_paper(request, _plan(request, pk))
