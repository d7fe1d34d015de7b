"""Two offices with cases that differ in everything the lists can ask for, on a settled day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts import timekeeping
from accounts.actors import Actor
from accounts.models import Organisation, User
from cases.models import ReconsiderationCase
from dossiers.models import Dossier
from tests import factories as make

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with timekeeping.at("2026-11-20 10:00"):
        yield


def signed_in(who: Actor | User) -> Client:
    """A client of a person, in the language of the source."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(who.user if isinstance(who, Actor) else who)
    return client


def listed(client: Client, **asked: Any) -> list[int]:
    """Ids of the cases on the list's page, in order."""
    answer = client.get("/reconsideration/", asked)
    assert answer.status_code == 200
    return [line.pk for line in answer.context["lines"]]


def put(case: ReconsiderationCase, **columns: Any) -> ReconsiderationCase:
    """Set columns of a case and of its dossier as they would stand after steps that this test does not take."""
    own = {name: value for name, value in columns.items() if hasattr(ReconsiderationCase, name)}
    ReconsiderationCase.objects.unscoped("a test").filter(pk=case.pk).update(**own)
    rest = {name: value for name, value in columns.items() if name not in own}
    if rest:
        Dossier.objects.unscoped("a test").filter(pk=case.pk).update(**rest)
    case.refresh_from_db()
    return case


@pytest.fixture
def land(office: make.Office) -> Organisation:
    """A second agency of the office's district."""
    return make.make_organisation("甲区规划和自然资源局", parent=office.organ.organisation)
