"""Garbage into every form, every filter and every step: an answer, never an error, and nothing half-written."""

from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

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

# Each is a few requests with values of its own, the same in every run.
EXAMPLES = 40

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


class Garbage(TestCase):
    def examples(self) -> Iterator[Random]:
        """The chances of each example in turn; what an example writes is taken back after it."""
        for seed in range(EXAMPLES):
            with self.subTest(seed=seed), transaction.atomic():
                yield Random(seed)
                transaction.set_rollback(True)


class World(Garbage):
    """Two organs with somebody in every role and something of every kind."""

    @classmethod
    def setUpTestData(cls) -> None:
        make.load_code_lists()
        cls.own, _foreign = make_world()

    def client_of(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def sound(self, answer: HttpResponse) -> None:
        assert answer.status_code < 500
        if answer.status_code == 302:
            assert problems() == []

    def visit(self, chance: Random, name: str, entry: Entry) -> None:
        """Ask for a route as somebody who may, with garbage in the address, and send its forms filled with it."""
        role = chance.choice(sorted(entry.allowed))
        objects = self.own.objects | {"notice": None, "delegation": None}
        if any(objects.get(kind) is None for kind in entry.objects.values()):
            return
        client = self.client_of(self.own.people[role])
        url = reverse(name, kwargs=entry.kwargs(objects))
        fields = list(UNSEEN)
        if "GET" in entry.methods:
            html = _text(client.get(f"{url}?{entry.query}"))
            fields = fields_of(html) or fields
            names = [field.name for field in (*fields, *UNSEEN)]
            query = {chance.choice(names): garbage(chance) for _ in range(chance.randrange(7))}
            self.sound(_closed(client.get(url, query)))
        if "POST" in entry.methods:
            self.sound(_closed(client.post(url, filled(fields, chance))))

    def test_garbage_on_every_route(self) -> None:
        for chance in self.examples():
            name = chance.choice(sorted(set(ENTRIES) - LEFT_OUT))
            self.visit(chance, name, ENTRIES[name])


class Steps(Garbage):
    """A case in each situation."""

    @classmethod
    def setUpTestData(cls) -> None:
        make.load_code_lists()
        cls.office = make.Office()
        with at(DAY):
            cls.cases: dict[str, ReconsiderationCase] = {name: begin(cls.office) for name, begin in SITUATIONS.items()}

    def send(self, chance: Random, url: str, user: User) -> None:
        client = Client()
        client.force_login(user)
        with at(DAY):
            opened = client.get(url)
            assert opened.status_code in {200, 409}
            sent = filled(fields_of(_text(opened)), chance)
            answer = client.post(url, sent)
            if answer.status_code == 200 and (seal := [f for f in fields_of(_text(answer)) if f.name == "seen"]):
                answer = client.post(url, {**sent, "seen": seal[0].values})
        assert answer.status_code < 500
        if answer.status_code == 302:
            assert problems() == []

    def test_garbage_in_every_step(self) -> None:
        for chance in self.examples():
            situation = chance.choice(sorted(name for name in SITUATIONS if OPEN[name]))
            code = chance.choice(sorted(OPEN[situation]))
            user = (self.office.director if code == "assign" else self.office.officer).user
            self.send(chance, reverse("workflow:step", args=[self.cases[situation].pk, code]), user)

    def test_garbage_in_every_correction(self) -> None:
        client = Client()
        client.force_login(self.office.officer.user)
        for chance in self.examples():
            situation = chance.choice(sorted(set(SITUATIONS) - {"void", "closed"}))
            dossier = self.cases[situation].dossier
            entry = chance.choice(sorted(dossier.timeline.values_list("pk", flat=True)))
            url = reverse("workflow:correct", args=[dossier.pk, entry])
            with at(DAY):
                open_to_it = client.get(url).status_code == 200
            if open_to_it:
                self.send(chance, url, self.office.officer.user)

    def test_garbage_in_an_approval(self) -> None:
        with at(DAY):
            case = self.cases["accepted"]
            form = make.form_for(self.office.officer, case, "suspend", ground="suspend_ground.g8", reason="另案")
            approval = take(actor=self.office.officer, dossier=case.dossier, step_code="suspend", form=form)
        assert isinstance(approval, Approval)
        client = Client()
        client.force_login(self.office.director.user)
        url = reverse("workflow:approval", args=[approval.pk])
        with at(DAY):
            fields = fields_of(_text(client.get(url)))
        for chance in self.examples():
            with at(DAY):
                answer = client.post(url, filled(fields, chance))
            assert answer.status_code < 500
            assert problems() == []


def _text(answer: Any) -> str:
    """The page; empty for what is no page."""
    return "" if _closed(answer).streaming else answer.content.decode(errors="replace")


def _closed(answer: Any) -> Any:
    """The answer, what it streams read to the end, with which the test client shuts it."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer
