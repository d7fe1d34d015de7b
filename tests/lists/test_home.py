"""今日待办: each role is told what waits for it, with the way to do it."""

import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt

from accounts import navigation, timekeeping
from accounts.actors import Actor, actor_for
from accounts.models import Role, RoleAssignment, User
from notices.services import notify
from tests import factories as make
from tests.lists.conftest import TODAY, put, signed_in
from workflow import home
from workflow.panels import pending_for
from workflow.queries import waiting_for
from workflow.steps import all_types


def panels(who: Actor | User) -> dict[str, Any]:
    """The panels of somebody's home page by their codes."""
    answer = signed_in(who).get("/")
    assert answer.status_code == 200
    return {panel.code: panel for panel in [*answer.context["panels"], *answer.context["aside"]]}


def whats(panel: home.Panel) -> list[str]:
    return [str(line["what"]) for line in panel.todo]


def test_an_officer_sees_what_is_overdue_due_today_and_due_soon(office: make.Office) -> None:
    """Received on a Friday, the review of five working days ends on the Friday after."""
    case = office.register(received_on=TODAY)
    others = make.make_actor(Role.OFFICER, office.organ)
    office.register(officer=others.user)
    for day, code, words in (
        ("2026-11-20", "week", "5 working days left"),
        ("2026-11-26", "week", "1 working day left"),
        ("2026-11-27", "today", "Due today"),
        ("2026-11-28", "overdue", "1 day overdue"),
    ):
        with timekeeping.at(day):
            found = panels(office.officer)
            assert code in found
            (line,) = found[code].todo
            assert line["words"] == words
            assert line["action_url"] == f"/dossiers/{case.pk}/steps/accept/"
            assert case.dossier.title in line["which"]
            assert {"overdue", "today", "week"} & found.keys() == {code}


def test_a_panel_breaks_off_and_leads_to_the_list(office: make.Office) -> None:
    for _ in range(home.MOST + 2):
        office.register()
    panel = panels(office.officer)["week"]
    assert len(panel.todo) == home.MOST
    assert panel.count == home.MOST + 2
    assert panel.link == "/reconsideration/?officer=me&due=week"
    assert len(signed_in(office.officer).get(panel.link).context["lines"]) == home.MOST + 2


def test_a_case_handed_over_is_new_until_its_officer_has_done_something(office: make.Office) -> None:
    colleague = make.make_actor(Role.OFFICER, office.organ)
    case = office.register()
    make.take(office.director, case, "assign", officer=colleague.user)
    (line,) = panels(colleague)["handed"].todo
    assert line["which_url"] == f"/dossiers/{case.pk}/"
    assert "handed" not in panels(office.officer)
    make.take(colleague, case, "accept", procedure="ordinary")
    assert "handed" not in panels(colleague)


def test_approvals_wait_for_the_director_and_the_officer_sees_that_they_do(office: make.Office) -> None:
    case = office.register()
    approval = office.take(case, "void", reason="重复登记")
    (line,) = panels(office.director)["approvals"].todo
    assert line["action_url"] == f"/approvals/{approval.pk}/"
    assert office.officer.name in line["what"]
    (line,) = panels(office.officer)["asked"].todo
    assert line["which_url"] == f"/approvals/{approval.pk}/"
    assert panels(office.leader)["approvals"].todo == []
    assert "approvals" not in panels(office.officer)


def test_the_count_of_approvals_is_what_waits(office: make.Office, other_office: make.Office) -> None:
    case = office.heard()
    office.take(case, "decide", outcome="outcome.uphold", document_number="复决1号", summary="查明")
    office.take(office.register(), "void", reason="重复登记")
    other_office.take(other_office.register(), "void", reason="重复登记")
    for actor in (office.director, office.leader, office.officer, other_office.director, other_office.leader):
        assert pending_for(actor).count() == len(waiting_for(actor))
    assert len(waiting_for(office.director)) == len(waiting_for(office.leader)) == 1


def test_the_director_sees_what_is_overdue_in_the_office_and_whom_to_give_cases(
    office: make.Office, other_office: make.Office
) -> None:
    late, free = office.register(), office.register()
    put(free, officer=None)
    other_office.register()
    with timekeeping.at("2026-12-01"):
        found = panels(office.director)
    assert {line["which_url"] for line in found["office-overdue"].todo} == {
        f"/dossiers/{late.pk}/",
        f"/dossiers/{free.pk}/",
    }
    (line,) = found["unassigned"].todo
    assert line["action_url"] == f"/dossiers/{free.pk}/steps/assign/"


def test_an_agency_sees_the_replies_that_it_owes(office: make.Office) -> None:
    case = office.register()
    assert panels(office.liaison)["owed"].todo == []
    office.accept(case)
    office.send_copies(case)
    (line,) = panels(office.liaison)["owed"].todo
    assert line["action_url"] == f"/dossiers/{case.pk}/steps/reply/"
    assert line["words"].endswith("working days left")
    office.reply(case)
    assert panels(office.liaison)["owed"].todo == []


@pytest.mark.unsound("columns are set without their steps")
def test_those_who_lead_see_how_the_cases_stand_and_each_figure_opens_them(office: make.Office) -> None:
    office.register()
    put(office.register(), next_due_on=TODAY - dt.timedelta(days=1))
    put(office.register(), officer=None, next_due_on=TODAY)
    for who in (make.make_actor(Role.LEADERSHIP, office.organ), office.leader):
        panel = panels(who)["standing"]
        figures = {tile["name"]: tile["value"] for tile in panel.tiles}
        assert figures == {
            "In progress": 3,
            "Overdue": 1,
            "Due today": 1,
            "Due within 7 days": 1,
            "Suspended": 0,
            "Without an officer": 1,
        }
        for tile in panel.tiles:
            assert len(signed_in(who).get(tile["url"]).context["lines"]) == tile["value"]
    assert panel.link == "/figures/"


def test_the_security_officer_sees_people_without_a_role_locked_out_or_about_to_lose_one(office: make.Office) -> None:
    security = make.make_user(Role.SECURITY_OFFICER, office.organ.office)
    stray = make.make_user(name="无职")
    locked = make.make_user(Role.OFFICER, office.organ.office, name="锁定")
    AccessAttempt.objects.create(username=locked.username, ip_address="127.0.0.1", failures_since_start=5)
    leaving = make.make_user(name="届满")
    RoleAssignment.objects.create(
        user=leaving,
        role=Role.OFFICER,
        organisation=office.organ.office,
        valid_from=dt.date(2020, 1, 1),
        valid_to=TODAY + dt.timedelta(days=3),
    )
    found = panels(security)
    assert whats(found["no-role"]) == ["无职"]
    assert found["no-role"].todo[0]["action_url"] == f"/account/people/{stray.pk}/"
    assert whats(found["locked"]) == ["锁定"]
    assert [line["which_url"] for line in found["ending"].todo] == [f"/account/people/{leaving.pk}/"]


def test_the_auditor_sees_what_was_recorded_last(office: make.Office) -> None:
    office.register()
    auditor = make.make_user(Role.AUDITOR, office.organ.office)
    panel = panels(auditor)["trail"]
    assert "Application registered" in whats(panel)
    assert panel.link == "/trail/"


def test_the_administrator_sees_how_the_system_is(office: make.Office) -> None:
    administrator = make.make_user(Role.ADMINISTRATOR, office.organ.office)
    panel = panels(administrator)["system"]
    assert {tile["name"] for tile in panel.tiles} == {"Database", "Broker", "Worker"}
    assert panel.link == "/status/"


def test_news_are_the_unread_notices_of_the_last_days(office: make.Office) -> None:
    for key, day in (("new", "2026-11-19"), ("old", "2026-10-01")):
        with timekeeping.at(day):
            notify(
                recipients=User.objects.filter(pk=office.officer.user_id),
                kind="test",
                words=lambda key=key: f"通知{key}",
                path="/reconsideration/",
                key=key,
            )
    panel = panels(office.officer)["news"]
    assert whats(panel) == ["通知new"]
    assert panel.todo[0]["what_url"] == "/reconsideration/"


def test_who_has_no_role_is_told_who_gives_one(office: make.Office) -> None:
    page = signed_in(make.make_user()).get("/").content.decode()
    assert "You have no role yet" in page


def test_home_is_for_those_signed_in(client: Any, db: None) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in/")


def test_every_clock_that_the_lists_count_names_the_step_that_answers_it() -> None:
    for kind in all_types():
        assert set(kind.answers.values()) <= kind.steps.keys()


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.OFFICER, ["Today", "Reconsideration cases", "Registers"]),
        (Role.DIRECTOR, ["Today", "Approvals", "Reconsideration cases", "Registers"]),
        (Role.AGENCY_LIAISON, ["Today", "Reconsideration cases"]),
        (Role.AUDITOR, ["Today"]),
    ],
)
def test_the_navigation_is_cut_to_the_role(office: make.Office, english: None, role: str, labels: list[str]) -> None:
    actor = make.make_actor(role, office.organ)
    shown = [entry.label for entry in navigation.chrome_for(actor, "/").entries]
    assert [label for label in shown if label in {"Today", "Approvals", "Reconsideration cases", "Registers"}] == labels


def test_the_navigation_counts_what_waits_and_marks_where_one_is(office: make.Office) -> None:
    for _ in range(3):
        office.register()
    case = office.register()
    office.accept(case)
    office.send_copies(case)

    def count(actor: Actor) -> str:
        chrome = navigation.chrome_for(actor, f"/reconsideration/{case.pk}/")
        (entry,) = [entry for entry in chrome.entries if entry.active]
        assert entry.url == "/reconsideration/"
        return entry.count

    assert count(office.officer) == "4"
    assert count(office.liaison) == "1"
    assert count(office.director) == ""


def test_a_count_stops_at_its_cap(office: make.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "COUNT_CAP", 2)
    for _ in range(3):
        office.register()
    chrome = navigation.chrome_for(office.officer, "/")
    assert {entry.count for entry in chrome.entries if entry.url == "/reconsideration/"} == {"2+"}


def test_the_office_of_the_reader_stands_in_the_head(office: make.Office) -> None:
    assert navigation.chrome_for(office.officer, "/").office_name == "甲区司法局行政复议审理室"
    assert navigation.chrome_for(office.liaison, "/").office_name == "甲区公安局"
    assert navigation.chrome_for(actor_for(make.make_user()), "/").office_name == ""
    assert navigation.chrome_for(Actor(user=None), "/") == navigation.Chrome()
