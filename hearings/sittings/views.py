"""Pages of sittings: the list, one sitting with who comes for whom, the acts on it, and what an agency owes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.forms import attach
from accounts.guards import requires
from accounts.models import Role
from accounts.paging import page_of
from accounts.permissions import can
from accounts.templatetags.dates import cn_weekday
from accounts.timekeeping import now
from dossiers.models import Dossier
from hearings.models import Appearance, Sitting, SittingCase, SittingState
from hearings.services.bookings import TAKEN_UP
from hearings.services.sitting_acts import set_sitting
from hearings.sittings import acts, display, together
from hearings.sittings.forms import SetSittingForm
from hearings.sittings.reading import heard_cases
from hearings.sittings.words import begun, day_of, kind_words, place_words, when_words
from workflow.models import BatchResult
from workflow.services import context_for
from workflow.steps import proceeding_type

SHOWN_CASES = 200
RESULT_TONES = {BatchResult.DONE: "done", BatchResult.ASKED: "soon"}


def _views(request: HttpRequest) -> tuple[str, list[dict[str, Any]]]:
    labels = {
        "": _("Sittings to come"),
        "entry": _("Sittings to be entered"),
        "held": _("Held"),
        "gone": _("Moved or cancelled"),
    }
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in labels else ""
    return chosen, [{"label": label, "url": f"?show={key}", "active": key == chosen} for key, label in labels.items()]


def _narrowed(rows: QuerySet[Sitting], show: str) -> QuerySet[Sitting]:
    if show == "held":
        return rows.filter(state=SittingState.HELD).order_by("-during__startswith", "-pk")
    if show == "gone":
        return rows.filter(state__in=[SittingState.MOVED, SittingState.CANCELLED]).order_by(
            "-during__startswith", "-pk"
        )
    rows = rows.filter(state=SittingState.SET)
    if show == "entry":
        return rows.filter(during__startswith__lte=now()).order_by("-during__startswith", "-pk")
    return rows.filter(during__startswith__gt=now()).order_by("during__startswith", "pk")


@requires("sittings.view")
def sitting_list(request: HttpRequest) -> HttpResponse:
    """The sittings in sight: those to come, those to be entered as held, those that were."""
    show, views = _views(request)
    rows = _narrowed(Sitting.objects.visible_to(request.actor), show).select_related("court")
    page = page_of(rows.annotate(heard=heard_cases()), request.GET.get("page"))
    firsts = _firsts(request.actor, page.items)
    table = {
        "caption": _("Court sittings"),
        "columns": [
            {"label": _("Time"), "whole": True},
            {"label": _("Court and room")},
            {"label": _("Kind of sitting")},
            {"label": _("Cases")},
            {"label": _("Standing")},
        ],
        "rows": [
            {
                "cells": [
                    {
                        "value": when_words(sitting),
                        "url": reverse("hearings:sitting", args=[sitting.pk]),
                        "sub": cn_weekday(day_of(sitting)),
                    },
                    {"value": str(sitting.court), "sub": place_words(sitting)},
                    kind_words(sitting),
                    _cases_cell(sitting, firsts.get(sitting.pk, [])),
                    {
                        "badge": sitting.get_state_display(),
                        "badge_tone": display.STATE_TONES[SittingState(sitting.state)],
                    },
                ]
            }
            for sitting in page
        ],
        "empty": {"title": _("No sitting is found")},
    }
    context = {"table": table, "page": page, "views": views, "sets": can(request.actor, "sittings.set")}
    context["shares"] = can(request.actor, "sittings.shared")
    return render(request, "hearings/sittings/list.html", context)


def _firsts(actor: Actor, sittings: list[Sitting]) -> dict[int, list[Dossier]]:
    """The cases of each sitting that the actor sees, in order."""
    found: dict[int, list[Dossier]] = {}
    rows = SittingCase.objects.visible_to(actor).standing().filter(sitting__in=sittings)
    for row in rows.select_related("lawsuit__dossier").order_by("sitting", "position", "pk"):
        found.setdefault(row.sitting_id, []).append(row.lawsuit.dossier)
    return found


def _cases_cell(sitting: Sitting, seen: list[Dossier]) -> dict[str, str]:
    if not seen:
        return {"value": ""}
    more = len(seen) - 1
    sub = _("and %(n)s more cases") % {"n": more} if more else seen[0].title
    return {"value": seen[0].number or "", "sub": sub}


def _sitting(request: HttpRequest, pk: int) -> Sitting:
    rows = Sitting.objects.visible_to(request.actor)
    related = ("court", "organ__organisation", "entered_by", "replaced_by__court", "replaces__court")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _appearances(actor: Actor, sitting: Sitting) -> list[Appearance]:
    """The appearances at a sitting in cases that the actor sees; an agency's liaison has its own agencies' alone."""
    rows = (
        Appearance.objects.open_to(actor)
        .filter(case__sitting=sitting)
        .select_related(
            *("case__sitting__court", "case__lawsuit__dossier__organ", "defendant__organisation", "defendant__party"),
            *("head", "came", "came_head", "court_came", "settled_came", "absence"),
        )
        .order_by("case__position", "case", "defendant__position")
    )
    return list(rows[: SHOWN_CASES * 4])


@requires("sittings.view")
def sitting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One sitting: its cases, who comes for whom, what is missing; and what may be done with it."""
    sitting, actor, moment = _sitting(request, pk), request.actor, now()
    rows = _appearances(actor, sitting)
    cases = _firsts(actor, [sitting]).get(pk, [])
    left = SittingCase.objects.visible_to(actor).filter(sitting=sitting, left_on__isnull=False)
    changes = sitting.state == SittingState.SET and acts.may_change(actor, sitting)
    over = begun(sitting, moment)
    open_acts = []
    if changes:
        wanted = [*(["hold"] if over else []), "move", "cancel", "join", *(["leave"] if len(cases) > 1 else [])]
        open_acts = [
            {"label": acts.ACTS[act].title, "url": reverse("hearings:sitting-act", args=[pk, act])} for act in wanted
        ]
    if button := acts.righting(actor, sitting):
        open_acts.append(button)
    context = {
        "sitting": sitting,
        "when": when_words(sitting),
        "kind": kind_words(sitting),
        "state": sitting.get_state_display(),
        "tone": display.STATE_TONES[SittingState(sitting.state)],
        "facts": display.sitting_facts(sitting),
        "acts": open_acts,
        "cases": cases,
        "left": left.select_related("lawsuit__dossier").order_by("left_on", "pk"),
        "batches": _batches(actor, sitting, rows) if sitting.state in TAKEN_UP else [],
        "table": {
            "caption": _("Who comes for whom"),
            "columns": display.appearance_columns(),
            "rows": display.appearance_rows(rows, moment, inner=True),
            "empty": {"title": _("Nobody's head is called to this sitting")},
        },
    }
    return render(request, "hearings/sittings/sitting.html", context)


def _batches(actor: Actor, sitting: Sitting, rows: list[Appearance]) -> list[dict[str, Any]]:
    """The steps that can be typed once for all cases of an agency in this sitting, as buttons."""
    steps = proceeding_type("litigation").steps
    return [
        {
            "label": _("%(step)s: %(agency)s, %(n)s cases")
            % {"step": steps[code].title, "agency": same[0].defendant.organisation, "n": len(same)},
            "url": reverse("hearings:sitting-together", args=[sitting.pk, agency, code]),
        }
        for (agency, code), same in together.offers(actor, rows).items()
    ]


# --- acts ------------------------------------------------------------------------------------------------------


@requires("sittings.view")
def sitting_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Move, cancel or hold a sitting, or let further cases be heard in it: in all of its cases at once."""
    if act not in acts.ACTS:
        raise Http404
    sitting = _sitting(request, pk)
    acts.check_may(request.actor, sitting)
    form = acts.bound(act, request.POST or None, request.actor, sitting)
    if request.method == "POST" and form.is_valid():
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
        try:
            result, _now = form.carry_out(
                f"sitting:{pk}:{act}",
                request.actor,
                lambda: {"pk": acts.carry_out(request.actor, act, sitting, form.cleaned_data, version).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("Recorded: %(step)s.") % {"step": acts.ACTS[act].title})
            return redirect("hearings:sitting", pk=result["pk"])
    context = {
        "sitting": sitting,
        "title": acts.ACTS[act].title,
        "when": when_words(sitting),
        "n": sitting.cases.standing().count(),
        "form": form,
        "version": sitting.version,
    }
    return render(request, "hearings/sittings/act.html", context, status=422 if form.errors else 200)


@requires("sittings.set")
def sitting_add(request: HttpRequest) -> HttpResponse:
    """Set a sitting for one or many cases."""
    form = SetSittingForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        cases = list(form.cleaned_data["cases"])
        try:
            result, _now = form.carry_out(
                "sitting:set",
                request.actor,
                lambda: {"pk": set_sitting(actor=request.actor, dossiers=cases, raw=form.raw()).pk},
            )
        except ValidationError as error:
            attach(form, error)
        else:
            messages.success(request, _("The sitting has been set; everybody concerned is told."))
            return redirect("hearings:sitting", pk=result["pk"])
    return render(request, "hearings/sittings/add.html", {"form": form}, status=422 if form.errors else 200)


@requires("sittings.view")
def sitting_together(request: HttpRequest, pk: int, agency: int, code: str) -> HttpResponse:
    """A step typed once for all cases of an agency in a sitting, with a result per case."""
    if code not in together.STEPS:
        raise Http404
    sitting, actor = _sitting(request, pk), request.actor
    of_agency = [row for row in _appearances(actor, sitting) if row.defendant.organisation_id == agency]
    rows = together.may_enter(actor, of_agency, code)
    if not rows:
        raise Http404
    waiting = [row for row in rows if together.waits_for(row, code)] or rows
    step = proceeding_type("litigation").steps[code]
    first = waiting[0]
    bound = request.method == "POST"
    form = step.form(
        data=request.POST if bound else None,
        files=request.FILES if bound else None,
        context=context_for(actor, first.case.lawsuit.dossier),
        initial={"sitting": sitting.pk, "party": first.defendant.party_id},
    )
    for name in ("sitting", "party"):
        form.fields[name].widget = forms.HiddenInput()
    results: list[together.Result] = []
    if bound and form.is_valid():
        results = together.take_for_agency(actor, waiting, code, form.raw(), request.FILES)
        if all(one.result == BatchResult.DONE for one in results):
            messages.success(request, _("%(step)s: %(n)s cases.") % {"step": step.title, "n": len(results)})
            return redirect("hearings:sitting", pk=pk)
    context = {
        "sitting": sitting,
        "when": when_words(sitting),
        "title": step.title,
        "agency": first.defendant.organisation,
        "numbers": [row.case.lawsuit.dossier.number for row in waiting],
        "form": form,
        "table": _results(results) if results else None,
    }
    return render(request, "hearings/sittings/together.html", context, status=422 if bound else 200)


def _results(results: list[together.Result]) -> dict[str, Any]:
    return {
        "caption": _("What became of each case"),
        "show_caption": True,
        "columns": [{"label": _("Case")}, {"label": _("Result")}],
        "rows": [
            {
                "cells": [
                    {"value": one.dossier.number, "url": reverse("hearings:detail", args=[one.dossier.pk])},
                    {
                        "badge": one.result.label,
                        "badge_tone": RESULT_TONES.get(one.result, "late"),
                        "sub": one.reason,
                    },
                ]
            }
            for one in results
        ],
    }


# --- what an agency owes ---------------------------------------------------------------------------------------


def owed_rows(actor: Actor) -> QuerySet[Appearance]:
    """The appearances of the agencies for which the actor is liaison and that are not through yet."""
    agencies = actor.organisations(Role.AGENCY_LIAISON)
    return (
        Appearance.objects.visible_to(actor)
        .filter(defendant__organisation__in=agencies)
        .filter(Q(case__sitting__state=SittingState.SET) | Q(case__sitting__state=SittingState.HELD))
        .exclude(state__in=["dropped", "confirmed"])
        .select_related("case__sitting__court", "case__lawsuit__dossier", "defendant__organisation", "head", "absence")
        .select_related("came", "came_head", "defendant__party")
        .order_by("case__sitting__during", "case__position", "pk")
    )


def owed_lines(rows: list[Appearance]) -> list[dict[str, Any]]:
    """What an agency owes for which hearing, as lines of components/todo.html; parallel cases are one line."""
    moment, steps = now(), proceeding_type("litigation").steps
    groups: dict[tuple[int, int, str], list[Appearance]] = {}
    for row in rows:
        code = display.agency_owes(row, moment)
        groups.setdefault((row.case.sitting_id, row.defendant.organisation_id, code), []).append(row)
    lines = []
    for (sitting_id, agency, code), same in groups.items():
        sitting, first = same[0].case.sitting, same[0]
        number = first.case.lawsuit.dossier.number or ""
        which = (
            number if len(same) == 1 else _("%(number)s and others, %(n)s cases") % {"number": number, "n": len(same)}
        )
        over = begun(sitting, moment)
        line = {
            "what": str(steps[code].title) if code else (display.who_comes(first) or _("Nothing to do")),
            "which": f"{when_words(sitting)} · {sitting.court} {place_words(sitting)} · {which}",
            "which_url": reverse("hearings:sitting", args=[sitting_id]),
            "tone": "late" if code and over else "soon" if code else "done",
            "words": (_("after the hearing") if over else _("before the hearing"))
            if code
            else first.get_state_display(),
            "on": day_of(sitting),
        }
        if code and len(same) == 1:
            query = f"?sitting={sitting_id}"
            line["action_url"] = reverse("workflow:step", args=[first.case.lawsuit_id, code]) + query
        elif code:
            line["action_url"] = reverse("hearings:sitting-together", args=[sitting_id, agency, code])
        if code:
            line["action_label"] = _("Enter it")
        lines.append(line)
    return lines


@requires("appearances.own")
def owed(request: HttpRequest) -> HttpResponse:
    """What the reader's agency owes for which hearing."""
    rows = list(owed_rows(request.actor)[:SHOWN_CASES])
    lines = owed_lines(rows)
    doing = [line for line in lines if "action_url" in line]
    context = {
        "todo": doing,
        "waiting": [line for line in lines if "action_url" not in line],
        "empty": {"title": _("Nothing is owed for a hearing")},
    }
    return render(request, "hearings/sittings/owed.html", context)
