"""The pages of the calendar: what is due by day, the periods as a reference, a notice from file to confirmation."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import SYSTEM, Actor
from accounts.models import Role
from accounts.timekeeping import at
from deadlines.basis import calendar_for
from deadlines.changes import services
from deadlines.engine import clocks
from deadlines.models import Change, Deadline
from tests import factories as make
from tests.deadlines.notices import BASIS_2027, MADE_UP_2027
from tests.deadlines.test_changes import carry_out, draw_up, head, rows, world
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_at_once")]
AGENDA, NOTICE, CLOCKS = (reverse(f"deadlines:{name}") for name in ("agenda", "notice-add", "clock-list"))


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def notice_fields(client: Client, **fields: Any) -> dict[str, Any]:
    key = re.search(r'name="once_key" value="([0-9a-f]+)"', client.get(NOTICE).content.decode())[1]
    given = {"once_key": key, "scope": "whole", "year": "2027", "basis": BASIS_2027, "text": MADE_UP_2027}
    return given | fields


# --- a notice ----------------------------------------------------------------------------------------------------


def test_a_notice_goes_from_the_form_to_its_preview_and_takes_effect_when_confirmed(
    office: Office, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    keeper = head(office.organ)
    world(office)
    before = rows()
    client = client_of(keeper)
    with at("2026-12-30"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(NOTICE, notice_fields(client))
        change = Change.objects.get()
        assert answer["Location"] == reverse("deadlines:change", args=[change.pk])
        page = client.get(answer["Location"])
        text = page.content.decode()
        assert rows() == before
        assert (change.status, change.moved > 0) == ("ready", True)
        assert f"<b>{change.moved}</b>" in text
        moved = change.moves.unscoped("a test").select_related("dossier").exclude(dossier__number=None)[0]
        assert moved.dossier.number in text
        assert reverse("dossier", args=[moved.dossier_id]) not in text, "the keeper opens no case"
        assert "周某" not in text
        url = reverse("deadlines:change-confirm", args=[change.pk])
        client.post(url, {"digest": "another"})
        assert Change.objects.get().status == "ready"
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url, {"digest": change.digest})
        assert Change.objects.get().status == "in_force"
        officers_page = client_of(office.officer).get(answer["Location"]).content.decode()
        assert reverse("dossier", args=[moved.dossier_id]) in officers_page
        inbox = client_of(office.officer).get(reverse("notices:inbox")).content.decode()
        assert BASIS_2027 in inbox
        year = client.get(reverse("deadlines:calendar"), {"year": "2027"}).content.decode()
        assert "尚无2027年放假通知" not in year
        withdraw = reverse("deadlines:change-withdraw", args=[change.pk])
        assert client.post(withdraw, {"reason": ""}).status_code == 422
        with django_capture_on_commit_callbacks(execute=True):
            client.post(withdraw, {"reason": "误录"})
        assert rows() == before
        assert "误录" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "放假 2027-01-01"}, "text"),
        ({"text": MADE_UP_2027 + "上班 2027-03-03"}, "text"),
        ({"text": MADE_UP_2027 + "放假 2026-03-03"}, "text"),
        ({"year": ""}, "year"),
        ({"basis": ""}, "basis"),
        ({"text": "", "file": SimpleUploadedFile("n.csv", b"date,kind\n2027-01-01,x\n")}, "file"),
        ({"text": "", "file": SimpleUploadedFile("n.csv", b"\x00" * 70_000)}, "file"),
    ],
)
def test_a_wrong_notice_is_told_at_its_field_and_writes_nothing(
    office: Office, fields: dict[str, Any], field: str
) -> None:
    client = client_of(head(office.organ))
    answer = client.post(NOTICE, notice_fields(client, **fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Change.objects.exists()


def test_only_who_keeps_every_organ_enters_a_notice(office: Office, other_office: Office) -> None:
    one_organs = client_of(make.make_actor(Role.ADMINISTRATOR, office.organ))
    assert one_organs.get(NOTICE).status_code == 403
    change = draw_up(SYSTEM)
    assert one_organs.get(reverse("deadlines:change", args=[change.pk])).status_code == 404
    assert client_of(office.officer).get(reverse("deadlines:change", args=[change.pk])).status_code == 404


def test_a_reader_sees_what_moved_in_own_cases_alone(office: Office, other_office: Office) -> None:
    world(office)
    world(other_office)
    change = carry_out(SYSTEM, draw_up(SYSTEM))
    url = reverse("deadlines:change", args=[change.pk])
    for own, other in ((office, other_office), (other_office, office)):
        page = client_of(own.officer).get(url)
        listed = {move.organ_id for move in page.context["page"]}
        assert listed == {own.organ.pk}
        assert other.organ.office_name not in page.content.decode()
    assert not client_of(office.liaison).get(url).context["page"].items


def test_the_command_previews_and_loads(office: Office, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    world(office)
    before = rows()
    file = tmp_path / "notice.csv"
    days = draw_up(SYSTEM).days
    Change.objects.update(status="dropped")
    file.write_text("date,kind\n" + "".join(f"{day},{kind}\n" for day, kind in days), encoding="utf-8-sig")
    given = [str(file), "--year", "2027", "--notice", BASIS_2027]
    call_command("load_notice", *given, "--preview")
    preview = capsys.readouterr().out
    assert rows() == before
    assert Change.objects.count() == 1
    call_command("load_notice", *given)
    done = capsys.readouterr().out
    assert preview.replace(" (preview, nothing written)", "") == done
    assert calendar_for(None).covers(2027)
    with pytest.raises(CommandError, match="2028"):
        call_command("load_notice", str(file), "--year", "2028", "--notice", "x")


# --- periods -----------------------------------------------------------------------------------------------------


def test_the_periods_are_found_by_matter_article_and_length(office: Office) -> None:
    client = client_of(office.officer)

    def found(**asked: str) -> int:
        return client.get(CLOCKS, asked).context["page"].count

    assert found(old="1") == len(clocks()) + len(clocks().rules)
    assert 0 < found() < found(old="1")
    assert 0 < found(q="简易程序") < 30
    assert found(q="复议法第62条") > 0
    assert found(q="5个工作日") > 0
    assert found(q="鼹鼠") == 0
    group = client.get(CLOCKS).context["groups"][0]
    assert 0 < found(group=group) < found()
    page = client.get(reverse("deadlines:clock", args=["fy_decide_60d"])).content.decode()
    assert clocks()["fy_decide_60d"].key_clause in page
    assert client.get(reverse("deadlines:clock", args=["no_such"])).status_code == 404
    for clock_id in clocks():
        assert client.get(reverse("deadlines:clock", args=[clock_id])).status_code == 200


def test_a_period_is_put_right_by_its_form(
    office: Office, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with at("2026-03-02"):
        case = office.heard()
    client = client_of(head(office.organ))
    url = reverse("deadlines:clock-correct", args=["fy_decide_60d"])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    same = client.post(url, sent | {"basis": "法律修正（测试）"})
    assert same.status_code == 422, "nothing is changed"
    wrong = client.post(url, sent | {"basis": "法律修正（测试）", "length": "很久"})
    assert list(wrong.context["form"].errors) == ["length"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, sent | {"basis": "法律修正（测试）", "length": "90", "since": "2026-03-01"})
    change = Change.objects.get()
    assert (change.cells, change.status, change.moved) == ({"length": "90"}, "ready", 1)
    carry_out(SYSTEM, change)
    due = case.dossier.deadlines.get(clock="fy_decide_60d").due_on
    assert (due - dt.date(2026, 3, 2)).days >= 90
    page = client_of(office.officer).get(reverse("deadlines:clock", args=["fy_decide_60d"])).content.decode()
    assert "法律修正（测试）" in page
    assert client.get(url).context["form"]["length"].value() == "90"


# --- due dates -----------------------------------------------------------------------------------------------------


def listed(client: Client, **asked: str) -> set[tuple[dt.date, str]]:
    context = client.get(AGENDA, asked).context
    days = context["days"]
    if context["as_list"]:
        return {(entry.on, entry.title) for _date, entries in days for entry in entries}
    return {(entry.on, entry.title) for day in days for entry in day.entries}


def test_the_month_and_the_list_show_what_is_due(office: Office, other_office: Office) -> None:
    with at("2026-11-23"):
        case = office.register()
        other_office.register()
        mine = client_of(office.officer)
        due = case.dossier.next_due_on
        (entry,) = listed(mine, month="2026-11")
        assert entry[0] == due
        assert listed(mine, view="list") == {entry}
        assert listed(mine, month="2026-09") == set()
        office.accept(case)
    with at("2026-12-28"):
        context = mine.get(AGENDA).context
        assert [overdue.on for overdue in context["overdue"]] == [dt.date(2026, 12, 2)]
        january = mine.get(AGENDA, {"month": "2027-01"})
        (decision,) = [one for day in january.context["days"] for one in day.entries]
        assert decision.provisional
        assert january.context["provisional"]
        october = mine.get(AGENDA, {"month": "2026-10"}).context["days"]
        assert {day.date.day for day in october if day.rest and day.in_month} >= {1, 2, 5, 6, 7}
        assert any(day.work for day in october)


def test_the_filters_narrow_by_officer_and_organ(office: Office) -> None:
    with at("2026-11-23"):
        office.register()
        office.register(officer=office.director.user)
        client = client_of(office.director)
        assert len(client.get(AGENDA, {"month": "2026-11"}).context["days"]) >= 28

        def count(**asked: str) -> int:
            days = client.get(AGENDA, {"month": "2026-11"} | asked).context["days"]
            return sum(len(day.entries) for day in days)

        assert count() == 2
        assert count(officer=str(office.officer.user.pk)) == 1
        assert count(officer="none") == 0
        assert count(officer="999999") == 2, "who is not of the office is no filter"
        assert count(month="9999-99") == 2


def test_an_agency_sees_what_it_owes(office: Office) -> None:
    with at("2026-11-23"):
        case = office.register()
        office.accept(case)
        office.send_copies(case)
        client = client_of(office.liaison)
        assert {title for _on, title in listed(client, view="list")} == {
            clocks()["fy_reply_10wd"].matter,
        }


@pytest.mark.parametrize("asked", [{}, {"view": "list"}])
def test_the_number_of_queries_stays(office: Office, asked: dict[str, str]) -> None:
    def queries() -> int:
        client = client_of(office.director)
        client.get(AGENDA, asked)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(AGENDA, asked).status_code == 200
        return len([q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    with at("2026-11-23"):
        office.register()
        few = queries()
        for _n in range(8):
            office.register()
        assert queries() == few
    # One for the names of each kind of case.
    assert few <= 17


def test_the_pages_of_a_change_need_as_many_queries_for_many(office: Office) -> None:
    def queries(change: Change) -> int:
        client = client_of(office.director)
        url = reverse("deadlines:change", args=[change.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured.captured_queries)

    with at("2026-12-29"):
        office.register()
        change = carry_out(SYSTEM, draw_up(SYSTEM))
        few = queries(change)
        services.ask_withdrawal(actor=SYSTEM, change=change, reason="x")
        services.withdraw(change.pk)
        for _n in range(8):
            office.register()
        assert queries(carry_out(SYSTEM, draw_up(SYSTEM))) == few
    assert Deadline.objects.unscoped("a test").count() >= 9
