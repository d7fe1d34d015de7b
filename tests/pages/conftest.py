"""An office with its people and a case, on a settled day, seen through the client."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import timekeeping
from accounts.models import Organ, Role, User
from cases.models import ReconsiderationCase
from tests import factories as make

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name: str = "扫描件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


@dataclass
class Office:
    """One organ's office: its people, and clients signed in as them."""

    organ: Organ
    officer: User
    director: User
    leader: User
    liaison: User
    leadership: User
    other_officer: User

    def client(self, user: User | None = None) -> Client:
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(user or self.officer)
        return client

    def case(self, **fields: Any) -> ReconsiderationCase:
        return make.make_case(self.organ, actor=make.actor_for(self.officer), **fields)


def _office(place: str) -> Office:
    organ = make.make_organ(place)

    def person(role: str, name: str) -> User:
        return make.make_user(role, make.office_role(role, organ), name)

    return Office(
        organ=organ,
        officer=person(Role.OFFICER, f"{place}陈某"),
        director=person(Role.DIRECTOR, f"{place}李某"),
        leader=person(Role.ORGAN_LEADER, f"{place}王某"),
        liaison=person(Role.AGENCY_LIAISON, f"{place}赵某"),
        leadership=person(Role.LEADERSHIP, f"{place}孙某"),
        other_officer=person(Role.OFFICER, f"{place}钱某"),
    )


@pytest.fixture(autouse=True)
def _day():
    with timekeeping.at("2026-10-09 10:00"):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return _office("甲区")


@pytest.fixture
def elsewhere(office: Office) -> Office:
    return _office("乙区")


@pytest.fixture
def case(office: Office) -> ReconsiderationCase:
    """Received on 28 September 2026: the review runs over the National Day holiday to 10 October."""
    return office.case(received_on=dt.date(2026, 9, 28))
