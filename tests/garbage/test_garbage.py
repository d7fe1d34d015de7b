"""Garbage into every form, every filter and every step: an answer, never an error, and nothing half-written."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from tests import factories as make
from tests.garbage.typed import Field, fields_of, filled, garbage
from tests.invariants import problems
from tests.routes.entries import ENTRIES, Entry
from tests.routes.world import make_world
from tests.workflow.test_every_step_everywhere import DAY, OPEN, SITUATIONS
from workflow.models import Approval
from workflow.services import take

BOUNDED = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    # Each example is a few requests: the first one that fails says enough.
    phases=[Phase.explicit, Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

# Fields of forms that have no page of their own, and of queries.
UNSEEN = [
    Field(name)
    for name in (
        *("q", "page", "sort", "cursor", "size", "show", "next", "key", "reason", "field", "text", "name", "version"),
        *("officer", "agency", "stage", "status", "matter", "outcome", "received_after", "received_before", "due"),
        *("from", "to", "start", "end", "period", "figure", "year", "organ", "language", "password", "on_date"),
    )
]
# What is sent out of the building's walls is tried elsewhere; a sign-out ends the session of the person who asks.
LEFT_OUT = {"accounts:sign-out", "healthz"}


class World(TestCase):
    """Two organs with somebody in every role and something of every kind."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.own, _foreign = make_world(make.make_organisation("某某区人民法院", "court"))

    def client_of(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def sound(self, answer: HttpResponse) -> None:
        assert answer.status_code < 500
        if answer.status_code == 302:
            assert problems() == []

    def visit(self, data: st.DataObject, name: str, entry: Entry) -> None:
        """Ask for a route as somebody who may, with garbage in the address, and send its forms filled with it."""
        role = data.draw(st.sampled_from(sorted(entry.allowed)), label="role")
        objects = self.own.objects | {"notice": None, "delegation": None}
        if any(objects.get(kind) is None for kind in entry.objects.values()):
            return
        client = self.client_of(self.own.people[role])
        url = reverse(name, kwargs=entry.kwargs(objects))
        fields = list(UNSEEN)
        if "GET" in entry.methods:
            html = _text(client.get(f"{url}?{entry.query}"))
            fields = fields_of(html) or fields
            query = data.draw(
                st.dictionaries(st.sampled_from([f.name for f in [*fields, *UNSEEN]]), garbage, max_size=6)
            )
            self.sound(_closed(client.get(url, query)))
        if "POST" in entry.methods:
            self.sound(_closed(client.post(url, data.draw(filled(fields)))))

    @BOUNDED
    @given(st.data())
    def test_garbage_on_every_route(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(set(ENTRIES) - LEFT_OUT)), label="route")
        self.visit(data, name, ENTRIES[name])


class Steps(TestCase):
    """A case in each situation."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make.Office()
        with at(DAY):
            cls.cases: dict[str, ReconsiderationCase] = {name: begin(cls.office) for name, begin in SITUATIONS.items()}

    def send(self, data: st.DataObject, url: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        with at(DAY):
            opened = client.get(url)
            assert opened.status_code in {200, 409}
            sent = data.draw(filled(fields_of(_text(opened))))
            answer = client.post(url, sent)
            if answer.status_code == 200 and (seal := [f for f in fields_of(_text(answer)) if f.name == "seen"]):
                answer = client.post(url, {**sent, "seen": seal[0].values})
        assert answer.status_code < 500
        if answer.status_code == 302:
            assert problems() == []

    @BOUNDED
    @given(st.data())
    def test_garbage_in_every_step(self, data: st.DataObject) -> None:
        situation = data.draw(st.sampled_from(sorted(name for name in SITUATIONS if OPEN[name])), label="situation")
        code = data.draw(st.sampled_from(sorted(OPEN[situation])), label="step")
        user = (self.office.director if code == "assign" else self.office.officer).user
        self.send(data, reverse("workflow:step", args=[self.cases[situation].pk, code]), user)

    @BOUNDED
    @given(st.data())
    def test_garbage_in_every_correction(self, data: st.DataObject) -> None:
        situation = data.draw(st.sampled_from(sorted(set(SITUATIONS) - {"void", "closed"})), label="situation")
        dossier = self.cases[situation].dossier
        entry = data.draw(st.sampled_from(sorted(dossier.timeline.values_list("pk", flat=True))), label="entry")
        url = reverse("workflow:correct", args=[dossier.pk, entry])
        client = Client()
        client.force_login(self.office.officer.user)
        with at(DAY):
            if client.get(url).status_code != 200:
                return
        self.send(data, url, self.office.officer.user)

    @BOUNDED
    @given(st.data())
    def test_garbage_in_an_approval(self, data: st.DataObject) -> None:
        with at(DAY), transaction.atomic():
            case = self.cases["accepted"]
            form = make.form_for(self.office.officer, case, "suspend", ground="suspend_ground.g8", reason="另案")
            approval = take(actor=self.office.officer, dossier=case.dossier, step_code="suspend", form=form)
        assert isinstance(approval, Approval)
        client = Client()
        client.force_login(self.office.director.user)
        url = reverse("workflow:approval", args=[approval.pk])
        with at(DAY):
            fields = fields_of(_text(client.get(url)))
            answer = client.post(url, data.draw(filled(fields)))
        assert answer.status_code < 500
        assert problems() == []


def _text(answer: Any) -> str:
    """The page; empty for what is no page."""
    return "" if _closed(answer).streaming else answer.content.decode(errors="replace")


def _closed(answer: Any) -> Any:
    """The answer, what it streams read to the end: the client then shuts the file behind it."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer
