"""The demonstration: loaded once, on whatever day it is, and sound."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.actors import actor_for
from accounts.demo import ACCOUNTS, PASSWORD
from accounts.models import Organ, Role, User
from accounts.timekeeping import at, today
from cases.models import ReconsiderationCase
from config import demo
from dossiers.models import CaseNumber, Correspondence, Dossier, Visit
from tests.shipped import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    load_reference()


def _dossiers():
    return Dossier.objects.unscoped("a test")


# A Sunday, the national holiday, a year without its official notice.
@pytest.mark.parametrize("day", ["2026-11-22", "2026-10-03", "2027-02-10"])
def test_cases_stand_around_whatever_day_it_is(day: str) -> None:
    with at(day):
        made = demo.load()
        assert made == len(demo.COURSES) == _dossiers().count()
        assert demo.load() == 0
        assert _dossiers().filter(opened_on__gt=today()).count() == 0
        states = set(ReconsiderationCase.objects.unscoped("a test").values_list("state", flat=True))
        assert states >= {"review", "supplement", "handling", "decided", "served", "closed"}
        assert set(_dossiers().values_list("status", flat=True)) >= {"open", "suspended", "closed"}
        left = {
            (dossier.next_due_on - today()).days
            for dossier in _dossiers().filter(status="open", next_due_on__isnull=False)
        }
        assert any(days < 0 for days in left)
        assert any(days in {0, 1, 2, 3, 4, 5, 6, 7, 8} for days in left)
        assert max(left) >= 20
        # no number of the office whose ledger is to be imported is taken
        assert not CaseNumber.objects.exclude(organ__number_prefix=demo.PREFIX).exists()
        assert Correspondence.objects.unscoped("a test").exists()
        assert Visit.objects.unscoped("a test").exists()


def test_the_command_loads_cases_that_show_what_they_are_there_for(capsys: pytest.CaptureFixture[str]) -> None:
    with at("2026-11-18"), override_settings(DEMO=True):
        call_command("load_demo")
        call_command("demo_accounts")
        output = capsys.readouterr().out
        assert f"{len(demo.COURSES)} cases" in output
        assert PASSWORD in output
        for account in ACCOUNTS:
            assert f"\n{account.username} " in output
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
        assert sorted(waiting) == ["decide", "extend"]


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
