"""The second officer handles a case too: told of its periods, under "my own", in the calendar, on the board."""

import pytest
from django.urls import reverse

from accounts.actors import Actor
from accounts.timekeeping import at
from cases.filters import CaseFilter
from deadlines import agenda
from deadlines.models import Reminder
from deadlines.reminders.sweep import sweep
from dossiers.models import DossierAccess
from dossiers.worklist import worklist
from tests.cases.ways import reading
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def listed(actor: Actor, **asked: str) -> list[int]:
    return list(worklist(CaseFilter(asked, actor=actor), actor, "received").ids())


def test_the_second_officer_is_told_and_finds_the_case_under_mine(office: Office) -> None:
    second, third = office.second, office.third
    with at("2026-03-02"):
        case = office.heard()
        office.register(applicant="吴某")
        row = DossierAccess.objects.get(dossier=case.pk, audience="office")
        assert row.second_officer_id == second.user.pk
        for asked in ({"officer": "me"}, {"second": "me"}, {"second": str(second.user.pk)}):
            assert listed(second, **asked) == [case.pk], asked
        assert listed(third, officer="me") == listed(office.officer, second="me") == []
        assert case.pk not in listed(office.officer, second="none")
        # who answers for the case is another question than who handles it
        assert listed(second, officer=str(second.user.pk)) == []
        page = reading(second).get(reverse("cases:list"), {"officer": "me", "columns": "number,officer,second"})
        text = page.content.decode()
        assert "I am second officer" in text
        assert second.user.display_name in text
        own = reading(office.officer).get(reverse("cases:list"), {"officer": "me"}).content.decode()
        assert "I am second officer" not in own
        assert reading(second).get("/api/v1/reconsideration/").json()["results"][1]["second_officer"]
        # the liaison neither asks for nor reads who handles it
        answer = reading(office.liaison).get(reverse("cases:list"), {"columns": "number,second", "second": "me"})
        assert second.user.display_name not in answer.content.decode()
    with at("2026-04-30"):
        (entry,) = agenda.entries(agenda.Ask(second, own=True), "due")
        assert entry.officer.endswith(f"{second.user.display_name} (second officer)")
        assert [one.uid for one in agenda.entries(agenda.Ask(second, officers=frozenset({second.user.pk})), "due")] == [
            entry.uid
        ]
        home = reading(second).get(reverse("home")).content.decode()
        assert "I am second officer" in home
        assert case.dossier.number in home
        board = reading(office.director).get(reverse("cases:board")).content.decode()
        assert "As second officer" in board
        assert f"second={second.user.pk}&amp;status=running" in board
        sweep()
    told = Reminder.objects.unscoped("a test").filter(deadline__dossier=case.pk, overtaken=False)
    assert {(one.role, one.user_id) for one in told} == {
        ("officer", office.officer.user.pk),
        ("second", second.user.pk),
    }
