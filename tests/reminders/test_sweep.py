"""The sweep: whom each stage reaches, once; a gap is made up; what no longer holds is taken back."""

import datetime as dt
import json
from importlib import import_module

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM
from accounts.models import Delegation, Role, User
from accounts.timekeeping import at, now
from deadlines.holidays import set_local_day
from deadlines.models import ClockSetting, Deadline, Reminder
from deadlines.reminders.sweep import sweep
from deadlines.reminders.withdrawal import REMINDER_KEY
from deadlines.services import refresh
from deadlines.tasks import SWEEP, sweep_reminders
from notices.models import Message, Notice
from notices.runs import last_run
from tests import factories as make
from tests.factories import Office
from tests.reminders.seen import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def ledger(**conditions: object) -> list[tuple[int, str, str, bool]]:
    """(stage, as what, whom, overtaken) of the reminders, the newest stage first."""
    rows = Reminder.objects.unscoped("a test").filter(**conditions).select_related("user", "party")
    return sorted(
        ((row.stage, row.role, str(row.user or row.party), row.overtaken) for row in rows), key=lambda row: row[:3]
    )


def names(office: Office) -> dict[str, str]:
    return {name: str(getattr(office, name).user) for name in ("officer", "director", "leader", "liaison")}


def test_each_stage_is_told_on_its_day_to_those_whom_it_concerns(told_by_mail: Office) -> None:
    """Received on 28 September 2026: the review of five working days ends on 10 October, a Saturday that is worked."""
    office, who = told_by_mail, names(told_by_mail)
    with at("2026-09-28"):
        case = office.register()
    assert case.dossier.next_due_on == dt.date(2026, 10, 10)
    expected = {
        "2026-09-28": [],
        "2026-09-30": [],
        "2026-10-08": [(-2, "officer", who["officer"], False)],
        "2026-10-09": [],
        "2026-10-10": [(0, "officer", who["officer"], False)],
        "2026-10-11": [],
        "2026-10-12": [(1, "director", who["director"], False), (1, "officer", who["officer"], False)],
        "2026-10-15": [],
        "2026-10-16": [
            (5, "director", who["director"], False),
            (5, "leader", who["leader"], False),
            (5, "officer", who["officer"], False),
        ],
        "2026-11-30": [],
    }
    last = 0
    for day, told in expected.items():
        with at(day):
            swept = sweep()
            assert (day, swept.reminders, swept.overtaken) == (day, len(told), 0)
            assert sweep().reminders == 0
        assert ledger(pk__gt=last) == told
        last = Reminder.objects.unscoped("a test").aggregate(last=Max("pk"))["last"] or 0
    assert Notice.objects.filter(kind="reminder").count() == Reminder.objects.unscoped("a test").count() == 7
    assert Message.objects.filter(channel="mail", state="waiting").count() == 7


def test_the_words_name_the_number_and_never_a_party(told_by_mail: Office) -> None:
    with at("2026-09-01"):
        case = told_by_mail.register(applicant="周小明")
        told_by_mail.accept(case)
    with at("2026-10-30"):
        sweep()
    notice = Notice.objects.get(kind="reminder", key__contains="2026-11-02", recipient=told_by_mail.officer.user)
    assert case.dossier.number in notice.texts["zh-hans"]
    assert "2026年11月2日" in notice.texts["zh-hans"]
    assert "2 November 2026" in notice.texts["en"]
    for row in [*Notice.objects.all(), *Message.objects.all()]:
        assert "周小明" not in str(row.texts)
        assert "公安局" not in str(row.texts)


def test_after_a_gap_the_most_pressing_stage_alone_is_told(told_by_mail: Office) -> None:
    office, who = told_by_mail, names(told_by_mail)
    with at("2026-09-28"):
        office.register()
    with at("2026-11-20"):
        swept = sweep()
        assert (swept.deadlines, swept.reminders) == (1, 3)
        assert sweep().reminders == 0
    assert ledger(overtaken=False) == [
        (5, "director", who["director"], False),
        (5, "leader", who["leader"], False),
        (5, "officer", who["officer"], False),
    ]
    assert ledger(overtaken=True) == [
        (-2, "officer", who["officer"], True),
        (0, "officer", who["officer"], True),
        (1, "director", who["director"], True),
        (1, "officer", who["officer"], True),
    ]
    assert sorted(waiting()) == [("mail", f"{name}@example.test") for name in ("director", "leader", "officer")]
    assert Notice.objects.filter(kind="reminder").count() == 3


def test_what_is_met_is_taken_back_before_it_goes_out(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        case = told_by_mail.register()
    with at("2026-10-10"):
        sweep()
        assert waiting() == [("mail", "officer@example.test")]
        told_by_mail.accept(case)
    message = Message.objects.get(key__startswith="reminder:")
    assert (message.state, message.recalled_because) == ("withdrawn", "met")
    reminder = Reminder.objects.unscoped("a test").get(stage=0)
    assert (reminder.withdrawn_because, reminder.withdrawn_at is not None) == ("met", True)


def test_what_was_sent_stays_when_the_period_is_met(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        case = told_by_mail.register()
    with at("2026-10-10"):
        sweep()
        Message.objects.update(state="sent", sent_at=dt.datetime(2026, 10, 10, 1, tzinfo=dt.UTC))
        told_by_mail.accept(case)
    assert Reminder.objects.unscoped("a test").get(stage=0).withdrawn_at is None
    assert Message.objects.get(key__startswith="reminder:").state == "sent"


def test_a_clock_that_was_suspended_is_reminded_anew_of_its_new_date(told_by_mail: Office) -> None:
    office = told_by_mail
    with at("2026-09-01"):
        case = office.heard()
    deadline = case.dossier.deadlines.get(clock="fy_decide_60d")
    assert (deadline.run, deadline.due_on) == ("2026-09-01", dt.date(2026, 11, 2))
    with at("2026-10-28"):
        assert sweep().reminders == 2  # both officers
        Message.objects.update(state="sent", sent_at=dt.datetime(2026, 10, 28, 1, tzinfo=dt.UTC))
        office.suspend(case)
        assert sweep().reminders == 0
    with at("2026-11-20"):
        assert sweep().reminders == 0
        office.take(case, "resume", reason="事由消除")
        deadline.refresh_from_db()
        assert (deadline.run, deadline.state, deadline.due_on) == ("2026-11-20", "running", dt.date(2026, 11, 23))
        assert sweep().reminders == 2
        assert sweep().reminders == 0
    told = Reminder.objects.unscoped("a test").filter(deadline=deadline, role="officer", overtaken=False).order_by("pk")
    assert [(row.stage, row.run, row.withdrawn_at) for row in told] == [
        (-3, "2026-09-01", None),
        (-3, "2026-11-20", None),
    ]


def test_an_extended_clock_is_reminded_anew(told_by_mail: Office) -> None:
    office = told_by_mail
    with at("2026-09-01"):
        case = office.heard()
    with at("2026-10-28"):
        sweep()
        office.approved(case, "extend", days=30, reason="案情复杂")
        deadline = case.dossier.deadlines.get(clock="fy_decide_60d")
        assert deadline.run == "2026-09-01+30"
        assert Message.objects.get(kind="reminder").state == "withdrawn"
        assert sweep().reminders == 0
    with at(deadline.due_on):
        assert sweep().reminders == 2
    told = Reminder.objects.unscoped("a test").filter(run="2026-09-01+30", role="officer", overtaken=False)
    assert [row.stage for row in told] == [0]


def test_a_day_off_moves_what_was_not_sent_and_repeats_nothing_that_was(told_by_mail: Office) -> None:
    office = told_by_mail
    with at("2026-09-28"):
        sent, unsent = office.register(applicant="甲某"), office.register(applicant="乙某")
    with at("2026-10-10"):
        sweep()
        Message.objects.filter(key__contains=f":{sent.dossier.deadlines.get().pk}:").update(
            state="sent", sent_at=dt.datetime(2026, 10, 10, 1, tzinfo=dt.UTC)
        )
        set_local_day(actor=SYSTEM, organ=office.organ, date=dt.date(2026, 10, 10), kind="holiday", basis="停电")
        assert unsent.dossier.deadlines.get().due_on == dt.date(2026, 10, 12)
        assert unsent.dossier.deadlines.get().run == "2026-09-28"
        assert Message.objects.get(key__contains=f":{unsent.dossier.deadlines.get().pk}:").state == "withdrawn"
    with at("2026-10-12"):
        swept = sweep()
    assert swept.reminders == 1
    stages = Reminder.objects.unscoped("a test").filter(overtaken=False, withdrawn_at=None, stage=0)
    assert {(row.deadline.dossier_id, row.due_on.day) for row in stages} == {
        (sent.dossier.pk, 10),
        (unsent.dossier.pk, 12),
    }


def test_the_deputy_of_who_is_away_is_told_besides_with_the_name(told_by_mail: Office) -> None:
    office = told_by_mail
    deputy = make.make_user(Role.OFFICER, office.organ.office, "代理人", email="deputy@example.test")
    with at("2026-09-28"):
        office.register()
    Delegation.objects.create(
        principal=office.officer.user,
        deputy=deputy,
        valid_from=dt.date(2026, 10, 10),
        valid_to=dt.date(2026, 10, 16),
        created_by=office.officer.user,
    )
    with at("2026-10-08"):
        assert sweep().reminders == 1
    with at("2026-10-10"):
        assert sweep().reminders == 2
    reminder = Reminder.objects.unscoped("a test").get(user=deputy, overtaken=False)
    assert (reminder.role, reminder.for_user) == ("officer", office.officer.user)
    text = Notice.objects.get(recipient=deputy).texts["en"]
    assert text.startswith(f"For {office.officer.user}: ")


@pytest.mark.parametrize("gone", ["nobody", "left", "inactive"])
def test_a_case_that_nobody_can_work_on_goes_to_the_director(told_by_mail: Office, gone: str) -> None:
    office = told_by_mail
    with at("2026-09-28"):
        case = office.register()
    user = office.officer.user
    if gone == "nobody":
        case.dossier.officer = None
        case.dossier.save()
    elif gone == "left":
        user.assignments.update(valid_to=dt.date(2026, 10, 1))
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)
    with at("2026-10-09"):
        assert sweep().reminders == 1
    assert [row[1:3] for row in ledger()] == [("director", str(office.director.user))]


def test_another_officer_gets_what_the_first_was_not_yet_sent(told_by_mail: Office) -> None:
    office = told_by_mail
    second = make.make_user(Role.OFFICER, office.organ.office, "接办人", email="second@example.test")
    with at("2026-09-28"):
        case = office.register()
    with at("2026-10-10"):
        sweep()
        make.take(office.director, case, "assign", officer=second, reason="调整")
        assert waiting() == []
        assert Reminder.objects.unscoped("a test").get(stage=0).withdrawn_because == "reassigned"
        assert sweep().reminders == 1
    assert waiting() == [("mail", "second@example.test")]


def test_an_agency_is_told_of_its_reply_and_the_officer_when_it_is_late(told_by_mail: Office) -> None:
    office, who = told_by_mail, names(told_by_mail)
    with at("2026-09-01"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
    reply = case.dossier.deadlines.get(clock="fy_reply_10wd")
    assert (reply.owner, reply.due_on) == ("agency", dt.date(2026, 9, 15))
    with at("2026-09-10"):
        sweep()
    with at("2026-09-15"):
        sweep()
    with at("2026-09-16"):
        sweep()
    assert ledger(deadline=reply) == [
        (-3, "liaison", who["liaison"], False),
        (-1, "liaison", who["liaison"], True),
        (0, "liaison", who["liaison"], False),
        (1, "liaison", who["liaison"], False),
        (1, "officer", who["officer"], False),
        (1, "second", str(office.second.user), False),
    ]


def test_the_applicant_gets_a_text_message_where_there_is_a_number(told_by_mail: Office) -> None:
    office = told_by_mail
    with at("2026-09-01"):
        case = office.register()
        silent = office.register(applicant="无号人")
        party = case.dossier.parties.get(role="applicant")
        party.set_phone("13800001111")
        party.save()
        for row in (case, silent):
            office.take(row, "supplement", matters=["supplement_reason.identity"], served_on="2026-09-01")
    due_on = case.dossier.deadlines.get(clock="fy_supplement_submit_10wd").due_on
    with at(due_on):
        sweep()
    assert waiting() == [("text", f"party:{party.pk}")]
    message = Message.objects.get(channel="text")
    assert "13800001111" not in str(Message.objects.filter(pk=message.pk).values()[0])
    assert message.texts["zh-hans"].startswith(office.organ.office_name)
    assert Reminder.objects.unscoped("a test").filter(role="party").count() == 3  # told once, two stages overtaken


def test_an_office_sets_its_own_stages(told_by_mail: Office, other_office: Office) -> None:
    ClockSetting.objects.create(organ=told_by_mail.organ, clock="fy_review_5wd", before=[4], after=[])
    with at("2026-09-28"):
        told_by_mail.register()
        other_office.register()
    with at("2026-09-29"):
        assert sweep().reminders == 1
    with at("2026-11-20"):
        sweep()
    assert {row[0] for row in ledger(deadline__dossier__organ=told_by_mail.organ)} == {-4, 0}
    assert {row[0] for row in ledger(deadline__dossier__organ=other_office.organ)} == {-2, 0, 1, 5}


def test_the_queries_do_not_grow_with_what_is_due(told_by_mail: Office) -> None:
    counts = []
    for number in (1, 12):
        with at("2026-09-28"):
            for _ in range(number):
                told_by_mail.register()
        with at("2026-10-10"), CaptureQueriesContext(connection) as captured:
            assert sweep().reminders == number
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 30


def test_refreshing_a_case_whose_deadlines_stand_takes_nothing_back(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        case = told_by_mail.register()
    with at("2026-10-10"):
        sweep()
        refresh(case.dossier)
    assert waiting() == [("mail", "officer@example.test")]


def test_the_key_is_the_same_in_the_program_and_in_the_database(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        told_by_mail.register()
    with at("2026-10-10"):
        sweep()
    reminder = Reminder.objects.unscoped("a test").get(overtaken=False)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {REMINDER_KEY} FROM deadlines_reminder r WHERE r.id = %s", [reminder.pk])
        assert cursor.fetchone() == (reminder.key,)
    assert Message.objects.get().key == Notice.objects.get().key == reminder.key


def test_the_migration_gives_old_deadlines_the_run_that_the_rules_give(told_by_mail: Office) -> None:
    office = told_by_mail
    with at("2026-09-01"):
        plain, resumed, extended = office.heard(), office.heard(), office.heard()
        office.suspend(resumed)
    with at("2026-09-20"):
        office.take(resumed, "resume", reason="事由消除")
        office.approved(extended, "extend", days=30, reason="案情复杂")
    deadlines = Deadline.objects.unscoped("a test").order_by("pk")
    given = dict(deadlines.values_list("pk", "run"))
    assert {"2026-09-01", "2026-09-20", "2026-09-01+30"} <= set(given.values())
    assert plain.dossier.deadlines.get(clock="fy_decide_60d").run == "2026-09-01"
    deadlines.update(run="")
    (migration,) = (
        import_module(f"deadlines.migrations.{path.stem}")
        for path in (settings.BASE_DIR / "deadlines" / "migrations").glob("*_reminders.py")
    )
    with connection.cursor() as cursor:
        cursor.execute(migration.RUNS)
    assert dict(deadlines.values_list("pk", "run")) == given


def test_the_task_keeps_to_its_hours_and_says_when_it_ran(told_by_mail: Office) -> None:
    with at("2026-09-28"):
        told_by_mail.register()
    with at("2026-10-10T07:59"):
        assert sweep_reminders() == 0
    with at("2026-10-10T20:00"):
        assert sweep_reminders() == 0
    with at("2026-10-10T08:00"):
        assert sweep_reminders() == 1
        run = last_run(SWEEP)
        assert run is not None
        assert (run.finished_at, run.counts["reminders"]) == (now(), 1)


def test_the_command_tells_what_it_did(told_by_mail: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with at("2026-09-28"):
        told_by_mail.register()
    with at("2026-10-10"):
        call_command("sweep_reminders", "--json")
        assert json.loads(capsys.readouterr().out) == {
            "deadlines": 1,
            "reminders": 1,
            "overtaken": 1,
            "messages": 1,
            "busy": False,
            "of_roles": {"officer": 1},
        }
        call_command("sweep_reminders")
        assert capsys.readouterr().out.startswith("0 reminders of 0 deadlines")
