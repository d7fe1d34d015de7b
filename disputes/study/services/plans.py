"""Study plans of a year and their topics."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.offices import organ_over
from accounts.permissions import require
from accounts.timekeeping import today
from disputes.keeping import as_paper, save, standing, void
from disputes.models import StudyPlan, StudyTopic
from dossiers.models import Code
from dossiers.trail import record

FIELDS = {"study_plan_once_a_year": "year", "study_topic_other_says_what": "title"}


def organ_of(organisation: Organisation) -> Organ:
    """The organ in whose district an agency stands. Raises ValidationError where there is none."""
    organ = organ_over(organisation)
    if organ is None:
        raise ValidationError(_("The agency belongs to no organ."), code="organ")
    return organ


@transaction.atomic
def add_plan(
    *,
    actor: Actor,
    organisation: Organisation,
    year: int,
    title: str,
    adopted_on: dt.date,
    note: str = "",
    file: File | None = None,
    topics: Iterable[tuple[Code, str, int]] = (),
) -> StudyPlan:
    """Enter the plan of an agency for a year, with its topics (topic, what exactly, month).

    Raises PermissionDenied, ValidationError.
    """
    require(actor, "study.keep", organisation)
    plan = StudyPlan(
        organ=organ_of(organisation),
        organisation=organisation,
        year=year,
        title=title,
        adopted_on=_past(adopted_on),
        note=note,
        entered_by=actor.user,
        **as_paper(file),
    )
    save(plan, FIELDS)
    record(actor=actor, action="study.plan", obj=plan, detail={"organisation": organisation.pk, "year": year})
    for topic, what, month in topics:
        _add_topic(actor, plan, topic, what, month)
    return plan


@transaction.atomic
def change_plan(*, actor: Actor, plan: StudyPlan, file: File | None = None, **fields: Any) -> StudyPlan:
    """Correct title, adopted_on or note of a plan, or give it its paper. Raises PermissionDenied, ValidationError."""
    locked = _plan(actor, plan)
    fields |= as_paper(file)
    if "adopted_on" in fields:
        _past(fields["adopted_on"])
    changed = sorted(name for name, value in fields.items() if getattr(locked, name) != value)
    for name in changed:
        setattr(locked, name, fields[name])
    save(locked, FIELDS)
    record(actor=actor, action="study.plan_change", obj=locked, detail={"fields": changed})
    return locked


@transaction.atomic
def void_plan(*, actor: Actor, plan: StudyPlan, reason: str) -> StudyPlan:
    """Take back a plan entered by mistake. Raises PermissionDenied, ValidationError."""
    return void(actor, _plan(actor, plan), reason, "study.void")


@transaction.atomic
def add_topic(*, actor: Actor, plan: StudyPlan, topic: Code, title: str, month: int) -> StudyTopic:
    """Put a topic into a plan. Raises PermissionDenied, ValidationError."""
    return _add_topic(actor, _plan(actor, plan), topic, title, month)


def _add_topic(actor: Actor, plan: StudyPlan, topic: Code, title: str, month: int) -> StudyTopic:
    made = StudyTopic(plan=plan, topic=topic, title=title.strip(), month=month, entered_by=actor.user)
    other_says_what(topic, made.title)
    save(made, FIELDS)
    record(actor=actor, action="study.topic", obj=made, detail={"plan": plan.pk, "topic": topic.pk})
    return made


@transaction.atomic
def void_topic(*, actor: Actor, topic: StudyTopic, reason: str) -> StudyTopic:
    """Take a topic out of a plan. Raises PermissionDenied, ValidationError."""
    _plan(actor, topic.plan)
    rows = StudyTopic.objects.unscoped("the plan at hand").select_for_update(of=("self",))
    return void(actor, rows.get(pk=topic.pk), reason, "study.void")


def other_says_what(topic: Code, title: str) -> None:
    """Raise ValidationError where another topic than those of the list is not named."""
    if topic.pk == "study_topic.other" and not title.strip():
        raise ValidationError(_("Say what exactly, when the topic is another one."), code="title")


def _plan(actor: Actor, plan: StudyPlan) -> StudyPlan:
    rows = StudyPlan.objects.unscoped("the permission is asked below").select_related("organisation", "organ")
    locked = rows.select_for_update(of=("self",)).get(pk=plan.pk)
    require(actor, "study.keep", locked.organisation)
    return standing(locked)


def _past(day: dt.date) -> dt.date:
    if day > today():
        raise ValidationError({"adopted_on": _("The date cannot be later than today.")}, code="future")
    return day
