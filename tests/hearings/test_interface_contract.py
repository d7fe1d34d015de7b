"""What the interface answers to anything that its description allows is what the description says, and never a 5xx."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.timekeeping import at, today
from disputes.study.services import invite
from dossiers.models import Code
from hearings.duties.services import add_evidence
from tests.disputes import study
from tests.disputes.centre import Centre
from tests.disputes.register import Register
from tests.hearings.court import Court
from tests.hearings.test_interface import Program

pytestmark = pytest.mark.django_db
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests to the application itself end without closing the connection in which the test lives."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_read_by_everybody_and_in_both_languages() -> None:
    found = Client().get("/api/schema/").json()
    assert found["openapi"].startswith("3.1")
    assert found["paths"]["/api/v1/appearances/{id}/nominate_head/"]["post"]["summary"] == "确定出庭负责人"
    assert "Bearer" not in json.dumps(found["paths"])
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "确定出庭负责人" in page.content.decode()
    client = Client()
    client.cookies["django_language"] = "en"
    assert "Name the head who appears" in client.get("/api/docs/").content.decode()


@pytest.mark.usefixtures("one_connection")
def test_every_address_answers_what_its_description_says() -> None:
    office = Everything()
    with at("2026-03-02"):
        suit = office.sue()
        office.register()
        sitting = office.set(suit, "2026-03-20")
        known = {"litigation": suit.pk, "hearings": sitting.pk, "appearances": office.of(suit, sitting).pk}
        known |= office.registers() | {"rosters": office.principal.pk}
        programs = [Program(office.court_liaison), Program(office.liaison)]
        described = schemathesis.openapi.from_wsgi("/api/schema/", get_wsgi_application())
        tried = 0
        for result in described.get_all_operations():
            operation = result.ok()
            if operation.path.startswith("/api/v1/"):
                _try(operation, programs, known)
                tried += 1
        assert tried == sum(len(methods) for methods in described.raw_schema["paths"].values())


class Everything(Court, Centre, Register):
    """An office with suits, disputes, suggestions, study and rules."""

    def registers(self) -> dict[str, int]:
        """A dispute, a suggestion, a rule, a study session and a training of the agency, by their addresses."""
        lesson = study.training(self.officer, self.organ)
        invite(actor=self.officer, training=lesson, organisations=[self.agency])
        duty = {"duty": Code.objects.of("head_duty").first(), "on_date": today(), "what": "研究部署"}
        evidence = add_evidence(actor=self.liaison, organisation=self.agency, **duty)
        return {
            "disputes": self.receive().pk,
            "suggestions": self.enter().pk,
            "rules": study.rule(self.officer, self.organ).pk,
            "study": study.session(self.liaison, self.agency).pk,
            "trainings": lesson.pk,
            "duties": evidence.pk,
        }


def _try(operation: Any, programs: list[Program], known: dict[str, int]) -> None:
    place = operation.path.split("/")[3]

    @seed(1)
    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        for program in programs:
            if "id" in (case.path_parameters or {}):
                case.path_parameters["id"] = known[place]
            response = case.call(headers=program.headers)
            case.validate_response(response, checks=CHECKS)

    answers()


def test_describing_a_list_changes_no_filter_of_its_page() -> None:
    """The defendants that can be chosen are those of each reader, also after the description was drawn up."""
    office = Court()
    with at("2026-03-02"):
        suit = office.sue()
        for _n in range(2):
            Client().get("/api/schema/")
            client = Client()
            client.force_login(office.officer.user)
            found = client.get("/litigation/", {"status": "", "defendant": office.agency.pk})
            assert suit.dossier.number in found.content.decode()
