"""Each filter of the list narrows it to the cases asked for, alone and with others."""

import datetime as dt

import pytest

from accounts.models import Organisation
from cases.filters import CaseFilter
from cases.models import ReconsiderationCase
from deadlines.models import Deadline
from dossiers.models import Code
from tests import factories as make
from tests.lists.conftest import TODAY, listed, put, signed_in

pytestmark = pytest.mark.unsound("columns are set without their steps")

DAY = dt.timedelta(days=1)
Cases = dict[str, ReconsiderationCase]


@pytest.fixture
def cases(office: make.Office, land: Organisation) -> Cases:
    """Five cases, each with what one filter or another asks for."""
    colleague = make.make_actor("officer", office.organ)
    running = office.register(received_on=TODAY - 3 * DAY, applicant="周强辉")
    late = make.make_case(
        office.organ, actor=office.officer, applicant="吴某", officer=colleague.user, respondents=[land]
    )
    put(late, next_due_on=TODAY - DAY, received_on=TODAY - 40 * DAY, opened_on=TODAY - 40 * DAY)
    put(
        late,
        matter=Code.objects.get(pk="matter.punishment_fine"),
        domain=Code.objects.get(pk="domain.land"),
        procedure="simplified",
        accepted_on=TODAY - 35 * DAY,
        state="handling",
        stage="handling",
    )
    nobodys = office.register(applicant="郑某", received_on=TODAY - 2 * DAY)
    put(nobodys, officer=None, next_due_on=TODAY, matter=Code.objects.get(pk="matter.licence"))
    paused = office.register(applicant="冯某", received_on=TODAY - DAY)
    put(paused, status="suspended", next_due_on=None, source="running", accepted_on=TODAY)
    old = office.register(applicant="陈某", received_on=dt.date(2023, 5, 4))
    put(
        old,
        status="closed",
        closed_on=dt.date(2023, 7, 3),
        next_due_on=None,
        state="closed",
        stage="closed",
        accepted_on=dt.date(2023, 5, 5),
        concluded_on=dt.date(2023, 7, 1),
        outcome=Code.objects.get(pk="outcome.uphold"),
        sued=True,
        source="ledger",
    )
    put(running, next_due_on=TODAY + 7 * DAY)
    Deadline.objects.unscoped("a test").filter(dossier_id=running.pk).update(provisional_year=2027)
    return {"running": running, "late": late, "nobodys": nobodys, "paused": paused, "old": old}


def test_every_filter_narrows_to_what_it_asks_for(office: make.Office, land: Organisation, cases: Cases) -> None:
    everything = set(cases)
    asked: dict[str, list[tuple[str, set[str]]]] = {
        "q": [("强", {"running"}), ("周 强辉", {"running"}), ("规划", {"late"}), ("鼹鼠", set())],
        "status": [
            ("running", {"running", "late", "nobodys", "paused"}),
            ("suspended", {"paused"}),
            ("closed", {"old"}),
            ("void", set()),
            ("", everything),
        ],
        "stage": [("review", {"running", "nobodys", "paused"}), ("handling", {"late"})],
        "officer": [
            ("me", {"running", "paused", "old"}),
            ("none", {"nobodys"}),
            (str(cases["late"].dossier.officer_id), {"late"}),
        ],
        "second": [("me", set()), ("none", everything)],
        "due": [
            ("overdue", {"late"}),
            ("today", {"nobodys"}),
            ("week", {"running"}),
            ("none", {"paused"}),
            ("provisional", {"running"}),
        ],
        "respondent": [(str(land.pk), {"late"}), (str(make.agency_of(office.organ).pk), everything - {"late"})],
        "matter": [("matter.licence", {"nobodys"}), ("matter.punishment", everything - {"nobodys"})],
        "domain": [("domain.natural_resources", {"late"}), ("domain.land", {"late"})],
        "procedure": [("simplified", {"late"}), ("ordinary", set())],
        "law": [("2017", {"old"}), ("2023", everything - {"old"})],
        "outcome": [("outcome.uphold", {"old"}), ("outcome.revoke", set())],
        "sued": [("yes", {"old"}), ("no", everything - {"old"})],
        "prior": [("yes", set()), ("no", everything)],
        "stay": [("asked", set()), ("in_force", set())],
        "norm": [("asked", set()), ("under_way", set())],
        "source": [("ledger", {"old"}), ("running", {"paused"}), ("entered", {"running", "late", "nobodys"})],
        "received_from": [("2026-11-18", {"nobodys", "paused"})],
        "received_to": [("2023年5月4日", {"old"})],
        "accepted_from": [("20261120", {"paused"})],
        "accepted_to": [("2026.10.16", {"late", "old"})],
        "concluded_from": [("2023-07-01", {"old"}), ("2023-07-02", set())],
        "concluded_to": [("2023-07-01", {"old"}), ("2023-06-30", set())],
    }
    assert asked.keys() == CaseFilter.base_filters.keys()
    client = signed_in(office.officer)
    for name, rows in asked.items():
        for value, expected in rows:
            ids = listed(client, **{"status": "", name: value})
            found = {key for key, case in cases.items() if case.pk in ids}
            assert (name, value, found) == (name, value, expected)
            assert len(ids) == len(found)


def test_filters_combine(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    assert listed(client, officer="me", due="week") == [cases["running"].pk]
    assert listed(client, q="某", law="2017", sued="yes") == [cases["old"].pk]
    assert listed(client, q="某", law="2017", sued="no") == []


def test_the_list_shows_what_is_in_progress_unless_it_is_asked_for_something_else(
    office: make.Office, cases: Cases
) -> None:
    client = signed_in(office.officer)
    assert cases["old"].pk not in listed(client)
    assert cases["old"].pk not in listed(client, domain="domain.public_security")
    assert cases["old"].pk in listed(client, q="陈某")
    assert cases["old"].pk in listed(client, concluded_from="2023-01-01")


def test_sorts_put_cases_without_a_value_last_in_both_directions(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    late, today, week = (cases[name].pk for name in ("late", "nobodys", "running"))
    assert listed(client, sort="due") == [late, today, week, cases["paused"].pk]
    assert listed(client, sort="-due") == [week, today, late, cases["paused"].pk]
    assert listed(client, status="", sort="received")[0] == cases["old"].pk
    assert listed(client, status="", sort="-received")[0] == cases["paused"].pk
    put(cases["old"], number="甲区府复〔2023〕12号")
    put(cases["late"], number="甲区府复〔2026〕2号")
    put(cases["running"], number="甲区府复〔2026〕10号")
    numbered = [cases[name].pk for name in ("old", "late", "running")]
    assert listed(client, status="", sort="number")[:3] == numbered
    assert listed(client, status="", sort="-number")[:3] == numbered[::-1]


def test_voided_cases_are_shown_to_those_alone_who_ask(office: make.Office, cases: Cases) -> None:
    gone = office.register(applicant="误录")
    office.approved(gone, "void", reason="重复登记")
    client = signed_in(office.officer)
    assert gone.pk not in listed(client, status="")
    assert gone.pk not in listed(client, q="误录")
    assert listed(client, status="void") == [gone.pk]


def test_days_left_are_right_at_one_none_and_minus_one(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    for days, words, tone in ((1, "1 day left", "soon"), (0, "Due today", "today"), (-1, "1 day overdue", "late")):
        put(cases["nobodys"], next_due_on=TODAY + days * DAY)
        (line,) = [one for one in client.get("/reconsideration/").context["lines"] if one.pk == cases["nobodys"].pk]
        assert line.due == (tone, words)
        assert line.tone == tone
    page = client.get("/reconsideration/").content.decode()
    assert 'class="due due-late">1 day overdue' in page


def test_a_mistyped_day_is_told_at_its_field_and_the_rest_holds(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    answer = client.get("/reconsideration/", {"status": "", "accepted_from": "2026-13-40", "q": "周强辉"})
    assert [line.pk for line in answer.context["lines"]] == [cases["running"].pk]
    page = answer.content.decode()
    assert "There is no such day as “2026-13-40”" in page
    assert 'value="2026-13-40"' in page
    assert answer.context["more_open"]


def test_chips_say_what_is_chosen_and_each_can_be_taken_away(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    answer = client.get("/reconsideration/", {"officer": "me", "due": "overdue", "page": "3"})
    chips = {chip["key"]: str(chip["words"]) for chip in answer.context["chips"]}
    assert chips == {"officer": "My own", "due": "Overdue"}
    page = answer.content.decode()
    assert 'href="?officer=me"' in page
    assert 'href="?due=overdue"' in page
    assert not client.get("/reconsideration/").context["chips"]
    assert [chip["key"] for chip in client.get("/reconsideration/?status=closed").context["chips"]] == ["status"]


def test_ready_made_views_mark_the_present_one(office: make.Office, cases: Cases) -> None:
    client = signed_in(office.officer)
    for asked, label in (("", "In progress"), ("officer=me", "My own"), ("status=", "All cases"), ("due=week", None)):
        views = client.get(f"/reconsideration/?{asked}").context["views"]
        assert [str(view["label"]) for view in views if view["active"]] == [label or "Due within 7 days"]


def test_an_empty_list_says_why_and_what_to_do(office: make.Office) -> None:
    client = signed_in(office.officer)
    page = client.get("/reconsideration/").content.decode()
    assert "No case is in progress" in page
    assert 'href="/reconsideration/new/"' in page
    page = client.get("/reconsideration/?q=鼹鼠").content.decode()
    assert "No case answers to these filters" in page
    assert 'href="/reconsideration/?status="' in page


def test_what_people_typed_is_text_on_the_page(office: make.Office) -> None:
    evil = '<img src=x onerror="alert(1)">'
    case = office.register(applicant=evil, act_name=evil)
    put(case, number=evil)
    client = signed_in(office.officer)
    for path in ("/reconsideration/", "/", f"/search/?q={evil}", f'/reconsideration/?q="{evil}'):
        page = client.get(path).content.decode()
        assert "<img" not in page
        assert "&lt;" in page
