"""Pages of joint training: the list, one training, its announcement and changes, invitations."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.guards import requires
from accounts.lists import listing
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date, cn_moment
from accounts.timekeeping import today
from disputes.answers import form_page, small_form, strike
from disputes.models import Invitation, Participant, Training
from disputes.study.filters import TrainingFilter
from disputes.study.forms import FeedbackForm, FileForm, InviteForm, TrainingForm
from disputes.study.services import (
    add_training,
    change_training,
    enter_feedback,
    invite,
    void_invitation,
    void_training,
)
from disputes.study.views.common import file_added, material_rows, standing_cell, tabs


def standing_of(training: Training) -> tuple[str, str]:
    """How a training stands today, in words, and their tone."""
    day = today()
    if day > training.last_day:
        return _("Training held"), "done"
    if day >= training.first_day:
        return _("Going on"), "calm"
    if day > training.enrol_until:
        return _("Enrolment has ended"), "soon"
    return _("Enrolment is open"), "calm"


def days_of(training: Training) -> str:
    """The day or days of a training."""
    first = cn_date(training.first_day)
    return first if training.first_day == training.last_day else f"{first} – {cn_date(training.last_day)}"


@requires("training.view")
def training_list(request: HttpRequest) -> HttpResponse:
    """The trainings in sight: for a unit those to which it is invited."""
    enrolled = Count("participants", filter=Q(participants__voided_at=None))
    came = Count("participants", filter=Q(participants__voided_at=None, participants__came=True))
    rows = Training.objects.visible_to(request.actor).select_related("topic").annotate(enrolled=enrolled, came=came)
    context = listing(request, TrainingFilter(request.GET, rows))
    office = can(request.actor, "training.figures")
    context["table"] = {
        "caption": _("Joint training"),
        "columns": [
            {"label": _("Training")},
            {"label": _("Days")},
            {"label": _("Place")},
            {"label": _("Enrolment until")},
            *([{"label": _("Enrolled"), "numeric": True}, {"label": _("Came"), "numeric": True}] if office else []),
            {"label": _("Standing")},
        ],
        "rows": [_row(training, office) for training in context["page"]],
        "empty": {"title": _("No training is found")},
    }
    context |= {
        "tabs": tabs(request.actor, "study:trainings"),
        "organises": can(request.actor, "training.organise"),
    }
    return render(request, "disputes/study/trainings.html", context)


def _row(training: Any, office: bool) -> dict[str, Any]:
    words, tone = standing_of(training)
    places = f"{training.enrolled} / {training.capacity}" if training.capacity else training.enrolled
    return {
        "cells": [
            {
                "value": training.title,
                "url": reverse("study:training", args=[training.pk]),
                "sub": str(training.topic),
            },
            {"value": days_of(training), "nowrap": True},
            training.place,
            {"value": cn_date(training.enrol_until), "nowrap": True},
            *([places, training.came] if office else []),
            standing_cell(training, words, tone),
        ]
    }


@requires("training.organise")
def training_add(request: HttpRequest) -> HttpResponse:
    """Announce a training."""
    form = TrainingForm(request.POST or None, actor=request.actor)
    return form_page(
        request,
        form,
        "training.add",
        lambda data: add_training(actor=request.actor, **form.values()),
        said=_("The training has been announced. Now invite the units."),
        to=("study:invite", None),
        template="disputes/study/training_add.html",
    )


def training_in_sight(request: HttpRequest, pk: int) -> Training:
    """The training with this id, if the reader sees it; 404 otherwise."""
    rows = Training.objects.visible_to(request.actor).select_related("organ__organisation", "topic", "entered_by")
    return get_object_or_404(rows, pk=pk)


def training_kept(request: HttpRequest, pk: int) -> Training:
    """The training, if the reader organises it; whoever sees it and does not is refused."""
    training = training_in_sight(request, pk)
    require(request.actor, "training.change", training)
    return training


@requires("training.view")
def training_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A training: particulars, units invited, who takes part, materials, feedback."""
    training = training_in_sight(request, pk)
    words, tone = standing_of(training)
    changes = training.voided_at is None and can(request.actor, "training.change", training)
    whole = can(request.actor, "training.figures")
    rows = Participant.objects.visible_to(request.actor).filter(training=training)
    people = list(rows.select_related("kind", "training__organ").order_by("voided_at", "unit", "pk"))
    units = list(
        Invitation.objects.visible_to(request.actor)
        .filter(training=training)
        .select_related("organisation", "training__organ")
    )
    open_ = training.voided_at is None and (changes or today() <= training.enrol_until)
    enrols = open_ and (changes or any(u.voided_at is None and can(request.actor, "training.enrol", u) for u in units))
    standing = [one for one in people if one.voided_at is None]
    context = {
        "training": training,
        "tabs": tabs(request.actor, "study:trainings"),
        "standing": standing_cell(training, words, tone),
        "days": days_of(training),
        "changes": changes,
        "enrols": enrols,
        "begun": today() >= training.first_day,
        "facts": _facts(training, changes),
        "units": [_unit(unit, standing, changes) for unit in units],
        "people": [_person(one, request, open_) for one in people],
        "enrolled": len(standing),
        "whole": whole,
        "materials": material_rows(list(training.materials.select_related("entered_by"))),
        "form": FileForm() if changes else None,
        "feedback_form": FeedbackForm(initial={"count": training.feedback_count, "summary": training.feedback})
        if changes and today() >= training.first_day
        else None,
    }
    return render(request, "disputes/study/training.html", context)


def _facts(training: Training, changes: bool) -> list[dict[str, Any]]:
    kinds = "、".join(str(kind) for kind in training.kinds.order_by("position"))
    return [
        {"label": _("Days"), "value": days_of(training)},
        {"label": _("Place"), "value": training.place},
        {"label": _("Topic"), "value": str(training.topic)},
        {"label": _("For whom"), "value": kinds},
        {"label": _("Organisers"), "value": training.organisers},
        {"label": _("Teachers"), "value": training.teachers},
        {"label": _("Enrolment until"), "value": cn_date(training.enrol_until)},
        {"label": _("Places"), "value": training.capacity or _("without a limit")},
        {"label": _("Remarks"), "value": training.note},
        *(
            [{"label": _("Entered"), "value": f"{training.entered_by} {cn_moment(training.entered_at)}"}]
            if changes
            else []
        ),
    ]


def _unit(unit: Invitation, people: list[Participant], changes: bool) -> dict[str, Any]:
    number = sum(one.organisation_id == unit.organisation_id for one in people)
    return {
        "pk": unit.pk,
        "key": f"unit_{unit.pk}",
        "name": unit.organisation.name,
        "number": f"{number} / {unit.quota}" if unit.quota else number,
        "void": unit.void_reason,
        "open": changes and unit.voided_at is None and not number,
    }


def _person(one: Participant, request: HttpRequest, open_: bool) -> dict[str, Any]:
    if one.voided_at is not None:
        standing, tone = _("Taken off"), ""
    elif one.came is None:
        standing, tone = _("Enrolled"), "calm"
    else:
        standing, tone = (_("Came"), "done") if one.came else (_("Did not come"), "late")
    return {
        "pk": one.pk,
        "name": one.name,
        "about": " · ".join(filter(None, [one.unit, one.post, str(one.kind)])),
        "standing": standing,
        "tone": tone,
        "note": one.void_reason,
        "open": open_ and one.voided_at is None and can(request.actor, "training.enrol", one),
    }


@requires("training.organise")
def training_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what was announced."""
    training = training_kept(request, pk)
    form = TrainingForm.of(training, request.POST or None, request.actor)
    return form_page(
        request,
        form,
        "training.change",
        lambda data: change_training(actor=request.actor, training=training, **form.values()),
        said=_("The training has been changed; the units invited are told."),
        to=("study:training", pk),
        template="disputes/study/training_change.html",
        context={"training": training},
    )


@requires("training.organise")
def training_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite units."""
    training = training_kept(request, pk)
    return form_page(
        request,
        InviteForm(request.POST or None, training=training),
        "training.invite",
        lambda data: invite(
            actor=request.actor, training=training, organisations=data["organisations"], quota=data["quota"]
        ),
        said=_("The units are invited; their liaisons are told."),
        to=("study:training", pk),
        template="disputes/study/invite.html",
        context={"training": training},
    )


@require_POST
@requires("training.organise")
def invitation_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    rows = Invitation.objects.visible_to(request.actor).select_related("training")
    invitation = get_object_or_404(rows, pk=pk)
    said = _("The invitation has been taken back.")
    to = ("study:training", invitation.training_id)
    return strike(request, void_invitation, invitation=invitation, said=said, to=to)


@require_POST
@requires("training.organise")
def training_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a training."""
    said = _("The training has been cancelled; the units invited are told.")
    training = training_in_sight(request, pk)
    return strike(request, void_training, training=training, said=said, to=("study:training", pk))


@require_POST
@requires("training.organise")
def training_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to a training."""
    return file_added(request, training_kept(request, pk), "study:training")


@require_POST
@requires("training.organise")
def training_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the participants said."""
    training = training_kept(request, pk)
    return small_form(
        request,
        FeedbackForm(request.POST),
        "training.feedback",
        lambda data: enter_feedback(
            actor=request.actor, training=training, count=data["count"], summary=data["summary"]
        ),
        said=_("The feedback has been entered."),
        to=("study:training", pk),
    )
