"""A letter that stands in a suit or in a reconsideration case and is taken into the register: one clock, one place."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from disputes.models import Suggestion
from hearings.models import Lawsuit
from tests import factories as make
from tests.disputes.register import Register
from workflow.steps import StepRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


@pytest.fixture
def register() -> Register:
    return Register()


def client_of(register: Register) -> Client:
    client = Client()
    client.force_login(register.officer.user)
    return client


def running(case: Lawsuit | ReconsiderationCase | Suggestion) -> list[tuple[str, dt.date | None]]:
    found = case.dossier.deadlines.filter(state="running").order_by("clock")
    return [(one.clock, one.due_on) for one in found if "jy_" in one.clock or "letter" in one.clock]


def typed(page: str, name: str) -> str:
    """What stands in a field of a form that is shown."""
    box = page[page.index(f'name="{name}"') :]
    box = box[: box.index(">") + 1]
    return box.partition('value="')[2].partition('"')[0]


def offered(page: str) -> list[str]:
    """The addresses at which a page offers to begin a suggestion."""
    start = reverse("suggestions:register")
    return [part.partition('"')[0].replace("&amp;", "&") for part in page.split('href="') if part.startswith(start)]


def test_a_judicial_suggestion_entered_in_a_suit_is_registered_with_one_click(register: Register) -> None:
    with at("2026-03-02"):
        suit = register.sue()
        party = suit.dossier.parties.get(role="respondent")
        entry = register.take(
            suit, "suggestion", party=party, number="（2026）渝0114司建3号", norm="on", content="修改文件"
        )
        assert running(suit) == [("jy_norm_60d", dt.date(2026, 5, 6))]
        client = client_of(register)
        addresses = offered(client.get(reverse("hearings:detail", args=[suit.pk])).content.decode())
        assert addresses == [
            f"/suggestions/new/?case={suit.pk}&letter={entry.facts.get().pk}",
            f"/suggestions/new/?case={suit.pk}",
        ]
    with at("2026-03-10"):
        shown = client.get(addresses[0]).content.decode()
        assert typed(shown, "number") == "（2026）渝0114司建3号"
        assert "修改文件" in shown
        assert suit.dossier.number in shown
        answer = client.post(
            addresses[0],
            {
                "organ": register.organ.pk,
                "how": "received",
                "kind": "judicial",
                "subject": "norm",
                "issuer": register.court.pk,
                "number": "（2026）渝0114司建3号",
                "issued_on": "2026-03-02",
                "agencies__0__organisation": register.agency.pk,
                "agencies__0__received_on": "2026-03-02",
                "cases": suit.dossier.number,
                "problem": "文件与上位法不一致",
                "proposal": "修改文件",
                "key": "k1",
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        suggestion = Suggestion.objects.unscoped("a test").get()
        assert (suggestion.subject, suggestion.issuer) == ("norm", register.court)
        # The period runs in one place alone, from the same receipt to the same day.
        assert running(suit) == []
        assert running(suggestion) == [("jy_norm_60d", dt.date(2026, 5, 6))]
        shown = client.get(reverse("hearings:detail", args=[suit.pk])).content.decode()
        assert offered(shown) == [f"/suggestions/new/?case={suit.pk}"]
        assert reverse("suggestions:detail", args=[suggestion.pk]) in shown
        assert suit.dossier.number in client.get(reverse("suggestions:detail", args=[suggestion.pk])).content.decode()
        with pytest.raises(StepRefused):
            register.take(suit, "suggestion_answered", party=party, taken_up="yes", content="x")
        with pytest.raises(ValidationError, match="建议台账"):
            make.correct(register.director, suit, entry, party=party, content="x")
        # Entered by mistake: what was taken over is followed in the suit again.
        register.approved(suggestion, "void", reason="误登")
        assert running(suit) == [("jy_norm_60d", dt.date(2026, 5, 6))]
        assert suit.dossier.timeline.filter(step="letter_back").count() == 1
        register.take(suit, "suggestion_answered", party=party, taken_up="yes", content="x")
        assert running(suit) == []
    with at("2026-03-11"):
        # Another suggestion of the same suit is followed there.
        register.take(suit, "suggestion", party=party, content="加强管理")
        assert running(suit) == [("jy_governance_2m", dt.date(2026, 5, 11))]


def test_an_opinion_letter_of_a_reconsideration_case_is_followed_in_the_register(register: Register) -> None:
    with at("2026-03-02"):
        case = register.heard()
        register.decide(case, "revoke", ground="decision_ground.revoke_procedure")
        party = case.dossier.parties.get(role="respondent")
        number = "甲区府复意〔2026〕1号"
        register.approved(
            case, "opinion_letter", party=party, number=number, problems="未告知听证", received_on="2026-03-02"
        )
        assert running(case) == [("fy_opinion_letter_60d", dt.date(2026, 5, 6))]
        client = client_of(register)
        page = client.get(reverse("cases:detail", args=[case.pk])).content.decode()
        letter, fresh = offered(page)
        shown = client.get(letter).content.decode()
        assert typed(shown, "number") == number
        # Of a new suggestion the case gives what it is about and what was wrong.
        shown = client.get(fresh).content.decode()
        for key in ("loss_cause.procedure", "domain.public_security", "matter.punishment"):
            assert f'value="{key}" selected' in shown, key
        sent = {
            "organ": register.organ.pk,
            "how": "issued",
            "kind": "review_opinion",
            "subject": "individual",
            "number": number,
            "issued_on": "2026-03-02",
            "agencies__0__organisation": register.agency.pk,
            "agencies__0__received_on": "2026-03-02",
            "cases": case.dossier.number or "",
            "problem": "未告知听证",
            "proposal": "补正程序",
        }
        assert client.post(letter, sent | {"key": "k2"}).status_code == 302
        suggestion = Suggestion.objects.unscoped("a test").get()
        assert (suggestion.own, suggestion.issuer) == (True, register.organ.organisation)
        assert running(case) == []
        assert running(suggestion) == [("fy_opinion_letter_60d", dt.date(2026, 5, 6))]
        with pytest.raises(StepRefused):
            register.take(case, "opinion_letter_answer", party=party, measures="x")
        # Sent again with another key the number is taken, and nothing is taken over twice.
        assert client.post(letter, sent | {"key": "k3"}).status_code == 422
        assert Suggestion.objects.unscoped("a test").count() == 1
