"""What is missing or late in the file of the whole process, over all cases; three queries however many there are."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from accounts.actors import Actor
from deadlines.models import Deadline
from dossiers.handling import RUNNING
from dossiers.models import Fact
from hearings import closing
from hearings.display.process import show_lacks
from hearings.models import Defendant, Lawsuit

# Cases that are looked at; a district has some hundreds that run.
MOST = 2000


def cases_with_lacks(actor: Actor, today: dt.date) -> list[dict[str, Any]]:
    """The running suits of the actor in whose files something is missing, what is late first."""
    organ = Defendant.objects.unscoped("of cases in scope").filter(
        lawsuit=OuterRef("pk"), organisation=OuterRef("dossier__organ__organisation"), party__voided_at=None
    )
    suits = list(
        Lawsuit.objects.visible_to(actor)
        .filter(dossier__status__in=RUNNING)
        .annotate(own=Subquery(organ.values("party")[:1]))
        .select_related("dossier__officer")
        .defer("dossier__search_text", "dossier__grams")
        .order_by("served_on", "pk")[:MOST]
    )
    ids = [suit.pk for suit in suits]
    facts: dict[int, list[Fact]] = {}
    found = Fact.objects.unscoped("the facts of cases in scope").current().filter(dossier_id__in=ids)
    for fact in found.filter(kind__in=closing.LACKING_BY).order_by("on_date", "pk"):
        facts.setdefault(fact.dossier_id, []).append(fact)
    deadlines: dict[int, list[Deadline]] = {}
    answers = Deadline.objects.unscoped("the periods of cases in scope").filter(
        dossier_id__in=ids, clock__in=closing.ANSWER_CLOCKS
    )
    for deadline in answers:
        deadlines.setdefault(deadline.dossier_id, []).append(deadline)
    shown = []
    for suit in suits:
        lacks = closing.lacks(
            facts=facts.get(suit.pk, []),
            answer_due=closing.answer_due(deadlines.get(suit.pk, [])),
            own=suit.own,
            concluded=suit.concluded_on is not None,
            today=today,
        )
        if lacks:
            shown.append(
                {
                    "url": reverse("hearings:detail", args=[suit.pk]),
                    "number": suit.dossier.number,
                    "title": suit.dossier.title,
                    "officer": str(suit.dossier.officer) if suit.dossier.officer else "",
                    "lacks": show_lacks(lacks),
                    "late": any(lack.late for lack in lacks),
                }
            )
    return sorted(shown, key=lambda case: not case["late"])
