"""The demonstration: loaded once, on whatever day it is, and sound."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from openpyxl import load_workbook

from accounts.actors import actor_for
from accounts.demo import ACCOUNTS, PASSWORD
from accounts.models import Organ, Organisation, Role, RosterEntry, User
from accounts.text import normalise_case_number
from accounts.timekeeping import at, today
from cases.models import ReconsiderationCase
from config import demo
from config.management.commands import load_demo
from dossiers.models import CaseNumber, Correspondence, Dossier, Visit
from hearings.duties.services import standing_of
from hearings.numbers import court_number
from tests.disputes.promised import each_dispute_stands_where_its_course_promises
from tests.hearings.promised import each_suit_stands_where_its_course_promises
from tests.shipped import load_reference
from workflow.home import panels_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    load_reference()


def _dossiers():
    return Dossier.objects.unscoped("a test")


def test_the_command_loads_on_a_holiday_of_a_year_without_its_official_notice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[Any, list[int]] = {}

    def load() -> dict[Any, list[int]]:
        made.update(demo.load())
        return made

    monkeypatch.setattr(load_demo, "load", load)
    with at("2027-02-10"), override_settings(DEMO=True):
        call_command("load_demo")
        call_command("demo_accounts")
        output = capsys.readouterr().out
        assert f"{_dossiers().count()} cases" in output
        assert PASSWORD in output
        for account in ACCOUNTS:
            assert f"\n{account.username} " in output
        assert demo.load() == {}
        assert not _dossiers().filter(opened_on__gt=today()).exists()
        each_suit_stands_where_its_course_promises(made)
        each_dispute_stands_where_its_course_promises()


def test_cases_stand_at_every_stage_around_today() -> None:
    with at("2026-11-18"):
        made = demo.load()
        each_suit_stands_where_its_course_promises(made)
        assert set(made) == set(demo.COURSES)
        assert sorted(pk for made_here in made.values() for pk in made_here) == sorted(d.pk for d in _dossiers())
        states = set(ReconsiderationCase.objects.unscoped("a test").values_list("state", flat=True))
        assert states >= {"review", "supplement", "handling", "decided", "served", "closed"}
        assert set(_dossiers().values_list("status", flat=True)) >= {"open", "suspended", "closed"}
        assert Correspondence.objects.unscoped("a test").exists()
        assert Visit.objects.unscoped("a test").exists()
        _homes_show_what_waits()
        _no_number_meets_a_ledger()
        _heads_and_duties()
        due = {d.next_due_on for d in _dossiers().filter(status="open")}
        assert dt.date(2026, 11, 18) in due  # due today
        assert dt.date(2026, 11, 20) in due  # two working days are left
        assert dt.date(2026, 11, 16) in due  # two days overdue
        cases = ReconsiderationCase.objects.unscoped("a test")
        assert cases.filter(law="2017").exists()
        assert cases.filter(procedure="simplified", state="handling").exists()
        assert cases.filter(deemed_accepted=True).exists()
        assert cases.filter(sued=True).exists()
        assert max(d.parties.filter(role="applicant").count() for d in _dossiers()) >= 5
        assert max(d.parties.filter(role="respondent").count() for d in _dossiers()) == 2
        waiting = [a.step for d in _dossiers() for a in d.approvals.filter(status="pending")]
        assert sorted(waiting) == ["decide", "extend", "extend_dispute"]


def _homes_show_what_waits() -> None:
    """Each of those concerned with a lawsuit finds something of it at home; a right of an agency is no duty of it."""
    waiting = {
        "li": {"suits": 5, "appearances": 2, "office-overdue": 8},
        "lin": {"suits": 5, "appearances": 2},
        "gongan": {"hearings-owed": 1, "owed": 4},
        "shichang": {"hearings-owed": 1, "owed": 4},
        "guizi": {"hearings-owed": 1, "owed": 6},
        "fayuan": {"court-sittings": 7},
        "zhao": {"suits": 5, "standing": 6},
        "wu": {"suits": 5, "standing": 6},
    }
    for username, expected in waiting.items():
        person = actor_for(User.objects.get(username=username))
        shown = {panel.code: panel for panel in panels_for(person, today())}
        assert {code: len(shown[code].todo or shown[code].tiles) for code in expected} == expected, username
        if username == "lin":
            steps = [line["action_url"].split("/")[-2] for line in shown["appearances"].todo]
            assert steps == ["settle_appearance", "confirm_appearance"]


def _no_number_meets_a_ledger() -> None:
    """No number of a case or a suit stands in a ledger, and none is of the office whose ledgers are imported."""
    assert not CaseNumber.objects.exclude(organ__number_prefix=demo.PREFIX).exists()
    given = {d.number for d in _dossiers() if d.number}
    assert {court_number(d.number).court for d in _dossiers().filter(kind="litigation")} == {"渝0199", "渝99"}
    for name in ("litigation", "reconsideration"):
        sheet = load_workbook(DATA / f"ledger-{name}.xlsx", read_only=True).active
        rows = sheet.iter_rows(values_only=True)
        known = {normalise_case_number(cell) for row in rows for cell in row if isinstance(cell, str)}
        assert len(known) > 600
        assert not given & known


def _heads_and_duties() -> None:
    """Of the agencies one has done all six duties and one some; some have heads, with one whose posts changed."""
    done = standing_of(Organisation.objects.filter(code__startswith="shili-").values_list("pk", flat=True), 2026)
    by_agency: dict[int, list[str]] = {}
    for (agency, _duty), result in done.items():
        by_agency.setdefault(agency, []).append(result)
    codes = {Organisation.objects.get(pk=pk).code: sorted(results) for pk, results in by_agency.items()}
    assert codes == {
        "shili-shichang-jianguanju": ["accepted"] * 6,
        "shili-gonganju": ["accepted", "open", "returned"],
    }
    heads = RosterEntry.objects.on(today())
    assert set(heads.values_list("rank", flat=True)) == {"principal", "deputy", "in_charge"}
    assert not heads.filter(organisation__code="shili-jiaotongju").exists()
    assert RosterEntry.objects.filter(valid_to__lt=today()).count() == 1
    assert heads.get(user__username="zhao").organisation.code == "shili-zhengfu"


def test_there_is_an_account_for_every_role_in_both_organs() -> None:
    demo.load_organ()
    demo.load_accounts()
    for prefix in (demo.PREFIX, "黔江府复"):
        organ = Organ.objects.get(number_prefix=prefix)
        people = [actor_for(user) for user in User.objects.filter(username__in=[a.username for a in ACCOUNTS])]
        for role in (Role.OFFICER, Role.DIRECTOR):
            assert any(person.has(role, organ.office_id) for person in people), (prefix, role)
        for role in (Role.ORGAN_LEADER, Role.LEADERSHIP):
            assert any(person.has(role, organ.organisation_id) for person in people), (prefix, role)
    held = {grant.role for person in people for grant in person.grants}
    assert held == set(Role)
    user = User.objects.get(username="chen")
    assert user.check_password(PASSWORD)
    assert not user.must_change_password


def test_the_commands_are_for_demonstrations_alone() -> None:
    for command in ("load_demo", "demo_accounts"):
        with override_settings(DEMO=False), pytest.raises(CommandError):
            call_command(command)
    assert not User.objects.exists()
