"""What study and training put on the home page and into the navigation."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from accounts.models import Organisation, Role
from accounts.templatetags.dates import cn_date
from disputes.models import StudyPlan, Training
from disputes.study.coverage import missing_heads
from disputes.study.views.plans import APPEARANCE
from workflow import home

# An enrolment that ends within so many days is pressing.
SOON = dt.timedelta(days=7)


def enrolments(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For the liaison of a unit: the trainings in which people can be enrolled, and until when."""
    rows = Training.objects.visible_to(actor).standing().filter(enrol_until__gte=day).order_by("enrol_until", "pk")
    found = list(rows[: home.MOST + 1])
    yield home.Panel(
        "enrolments",
        _("Enrolment is open"),
        7,
        todo=[_training_line(training, day) for training in found[: home.MOST]],
        count=home.capped(found),
        tone="soon" if any(training.enrol_until - day <= SOON for training in found) else "",
        link=reverse("study:trainings"),
        link_label=_("All trainings"),
    )


def _training_line(training: Training, day: dt.date) -> dict[str, Any]:
    left = (training.enrol_until - day).days
    return {
        "what": training.title,
        "what_url": reverse("study:training", args=[training.pk]),
        "which": f"{cn_date(training.first_day)} · {training.place}",
        "tone": "today" if left == 0 else "soon" if left <= SOON.days else "calm",
        "words": _("enrol until"),
        "on": training.enrol_until,
        "action_url": reverse("study:enrol", args=[training.pk]),
        "action_label": _("Enrol"),
    }


def own_study(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For an agency's liaison: the plan of the year that is missing, the heads who have not studied yet."""
    own = actor.organisations(Role.AGENCY_LIAISON)
    planned = StudyPlan.objects.unscoped("plans of the actor's own agencies").standing()
    planned = planned.filter(organisation=OuterRef("pk"), year=day.year)
    without = Organisation.objects.filter(pk__in=own).filter(~Exists(planned)).order_by("name")
    lines = [
        {
            "what": _("Study plan of %(year)s is missing") % {"year": day.year},
            "which": agency.name,
            "action_url": f"{reverse('study:plan-add')}?year={day.year}&organisation={agency.pk}",
            "action_label": _("Enter it"),
        }
        for agency in without[: home.MOST + 1]
    ]
    heads = missing_heads(own, day.year, APPEARANCE).select_related("organisation")
    url = f"{reverse('study:coverage-heads')}?year={day.year}&standing=missing"
    lines += [
        {
            "what": _("%(name)s has not studied the rules of appearance this year") % {"name": head.name},
            "what_url": url,
            "which": f"{head.organisation} · {head.post}",
        }
        for head in heads[: home.MOST + 1]
    ]
    yield home.Panel(
        "own-study",
        _("Study of law by our leaders"),
        16,
        todo=lines[: home.MOST],
        count=home.capped(lines),
        link=reverse("study:coverage"),
        link_label=_("Coverage of heads"),
    )


home.register("enrolments", "training.invited", enrolments)
home.register("own-study", "study.own", own_study)
navigation.register(
    navigation.Item(gettext_lazy("Study and training"), "study:home", "training.view", 34, also=("/study/",))
)
