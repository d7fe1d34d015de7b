"""What the tests of endings and of what follows them have in common."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.actors import Actor
from accounts.models import Organisation
from cases.models import ReconsiderationCase
from deadlines.models import Deadline
from dossiers.models import Fact, Party
from tests import factories as make
from tests.factories import Office


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def party(case: ReconsiderationCase, role: str = "respondent") -> Party:
    """The first party in a role."""
    found = case.dossier.parties.filter(role=role).order_by("position").first()
    assert found is not None
    return found


def fact(case: ReconsiderationCase, kind: str) -> Fact:
    """The one current fact of a kind."""
    return case.dossier.facts.current().get(kind=kind)


def clock(case: ReconsiderationCase, name: str, of: Party | None = None) -> Deadline | None:
    """The deadline of a clock, of one party where one is given; None without one."""
    found = case.dossier.deadlines.filter(clock=name)
    return (found.filter(party=of) if of else found).first()


def due(case: ReconsiderationCase, name: str, of: Party | None = None) -> tuple[str, dt.date | None]:
    found = clock(case, name, of)
    assert found is not None, name
    return found.state, found.due_on


def errors(error: pytest.ExceptionInfo[ValidationError], field: str = "on_date") -> str:
    """What was said at one field."""
    return " ".join(str(words) for words in error.value.message_dict.get(field, []))


def reading(actor: Actor) -> Client:
    """A person at the pages, in English."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(actor.user)
    return client


def page(actor: Actor, case: ReconsiderationCase) -> str:
    """The text of a case's page as a person reads it."""
    answer = reading(actor).get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


def second_agency(office: Office) -> Organisation:
    return make.make_organisation("甲区市场监督管理局", parent=office.organ.organisation)
