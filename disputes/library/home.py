"""What waits for the office of study and of the library, and the library in the navigation."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import navigation
from accounts.actors import Actor
from disputes.models import Rule, RuleState, StudySession, StudyState
from disputes.study.queries import OFFICE
from workflow import home


def to_check(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For the office: study sessions and rules that agencies have handed in, the oldest first; one query."""
    offices = actor.organisations(*OFFICE)
    sessions = StudySession.objects.unscoped("of the actor's own offices").standing().order_by()
    rules = Rule.objects.unscoped("of the actor's own offices").standing().order_by()
    names = ("kind", "pk", "entered_at", "organisation__name")

    def of(kind: str) -> Value:
        return Value(kind, output_field=CharField())

    waiting = (
        sessions.filter(organ__office__in=offices, state=StudyState.OPEN)
        .annotate(kind=of("session"))
        .values_list(*names)
        .union(
            rules.filter(organ__office__in=offices, state=RuleState.OPEN).annotate(kind=of("rule")).values_list(*names),
            all=True,
        )
        .order_by("entered_at")
    )
    found = list(waiting[: home.MOST + 1])
    yield home.Panel(
        "study-to-check",
        _("Handed in for checking"),
        15,
        todo=[
            {
                "what": _("Check the rule") if kind == "rule" else _("Check the study session"),
                "which": agency or "",
                "action_url": reverse("rules:rule" if kind == "rule" else "study:session", args=[pk]),
                "action_label": _("Look at it"),
            }
            for kind, pk, _at, agency in found[: home.MOST]
        ],
        count=home.capped(found),
        aside=True,
    )


home.register("study-to-check", "home.office", to_check)
navigation.register(navigation.Item(gettext_lazy("Library of rules"), "rules:list", "rules.view", 36))
