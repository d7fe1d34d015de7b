"""How study plans, study sessions and trainings are shown among the results of the search."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.templatetags.dates import cn_date
from disputes.models import StudyPlan, StudySession, Training
from disputes.study.text import in_plan, in_session, in_training
from workflow import search


def _found(rows: Any, condition: Any) -> QuerySet[Any]:
    # A row of which several topics contain the text is one hit.
    return rows.standing().filter(pk__in=rows.filter(condition).values("pk"))


def plans(actor: Actor, text: str) -> QuerySet[StudyPlan]:
    """The study plans in sight that contain a text, those of the last year first."""
    found = _found(StudyPlan.objects.visible_to(actor), in_plan(text))
    return found.select_related("organisation").prefetch_related("topics__topic").order_by("-year", "-pk")


def show_plan(plan: StudyPlan, wanted: list[str]) -> search.Hit:
    """A plan with the places in which the text stands."""
    topics = "、".join(str(topic) for topic in plan.topics.all() if topic.voided_at is None)
    parts = [
        (_("Title of the plan"), plan.title),
        (_("Agency"), plan.organisation.name),
        (_("Topics"), topics),
        (_("Remarks"), plan.note),
    ]
    url = reverse("study:plan", args=[plan.pk])
    return search.Hit(url, str(plan.year), plan.title, plan.organisation.name, search.marked(parts, wanted))


def sessions(actor: Actor, text: str) -> QuerySet[StudySession]:
    """The study sessions in sight that contain a text, the latest first."""
    found = _found(StudySession.objects.visible_to(actor), in_session(text))
    return found.select_related("organisation").prefetch_related("topics__topic").order_by("-on_date", "-pk")


def show_session(session: StudySession, wanted: list[str]) -> search.Hit:
    """A session with the places in which the text stands."""
    topics = "、".join(str(topic) for topic in session.topics.all() if topic.dropped_at is None)
    parts = [
        (_("Topics"), topics),
        (_("Place"), session.place),
        (_("Speaker"), session.speaker),
        (_("What was studied"), session.summary),
    ]
    url, title = reverse("study:session", args=[session.pk]), f"{session.organisation} {topics}"
    marked = search.marked(parts, wanted)
    return search.Hit(url, cn_date(session.on_date), title, session.get_state_display(), marked)


def trainings(actor: Actor, text: str) -> QuerySet[Training]:
    """The trainings in sight that contain a text, the latest first."""
    found = _found(Training.objects.visible_to(actor), in_training(text))
    return found.select_related("topic").order_by("-first_day", "-pk")


def show_training(training: Training, wanted: list[str]) -> search.Hit:
    """A training with the places in which the text stands."""
    parts = [
        (_("Title of the training"), training.title),
        (_("Place"), training.place),
        (_("Teachers"), training.teachers),
        (_("Organisers"), training.organisers),
    ]
    url, marked = reverse("study:training", args=[training.pk]), search.marked(parts, wanted)
    return search.Hit(url, cn_date(training.first_day), training.title, str(training.topic), marked)


# The list of plans has no search of its own: it shows a year as a whole.
for source in (
    search.Register(
        "plan", gettext_lazy("Study plans"), "study.view", plans, show_plan, lambda text: reverse("study:plans")
    ),
    search.Register(
        "session",
        gettext_lazy("Study sessions"),
        "study.view",
        sessions,
        show_session,
        lambda text: search.list_url("study:sessions", text),
    ),
    search.Register(
        "training",
        gettext_lazy("Joint training"),
        "training.view",
        trainings,
        show_training,
        lambda text: search.list_url("study:trainings", text),
    ),
):
    search.register(source)
