"""What tests of steps ask of a case: which are open, why one is not, and when a clock runs out."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from cases.models import ReconsiderationCase
from dossiers.models import Party, TimelineEntry
from tests.factories import Office, form_for
from workflow.queries import options
from workflow.services import closed_to, context_for
from workflow.steps import proceeding_type


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def messages(error: pytest.ExceptionInfo[ValidationError], field: str = "on_date") -> str:
    """What a form said of one field."""
    return " ".join(str(e) for e in error.value.message_dict.get(field, []))


def open_steps(actor: Actor, case: ReconsiderationCase) -> set[str]:
    return {option.step.code for option in options(context_for(actor, case.dossier)) if option.open}


def hint(office: Office, case: ReconsiderationCase, code: str) -> str | None:
    """Why a step is not open to the officer, or None."""
    step = proceeding_type("reconsideration").steps[code]
    return closed_to(step, context_for(office.officer, case.dossier))


def due(case: ReconsiderationCase, clock: str, party: Party | None = None) -> tuple[str, dt.date | None]:
    """The state of the last period of a clock, and its last day."""
    deadlines = case.dossier.deadlines.filter(clock=clock)
    found = (deadlines.filter(party=party) if party else deadlines).order_by("pk").last()
    return (found.state, found.due_on) if found else ("none", None)


def party(case: ReconsiderationCase, role: str) -> Party:
    return case.dossier.parties.filter(role=role).first()


def entry(case: ReconsiderationCase, step: str) -> TimelineEntry:
    return case.dossier.timeline.filter(step=step, corrects=None).order_by("pk").last()


def page(client: Client, actor: Actor, case: ReconsiderationCase) -> str:
    """The page of a case as somebody sees it, in Chinese; the test itself goes on in English."""
    client.force_login(actor.user)
    text = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
    translation.activate("en")
    return text


def fields(office: Office, case: ReconsiderationCase, code: str) -> set[str]:
    """The fields that the officer's form of a step has."""
    return set(form_for(office.officer, case, code).fields)
