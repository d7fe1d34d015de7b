"""The page of a case: what each reader finds on it, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts import timekeeping
from cases import facts as f
from dossiers.models import Code, Correspondence, TimelineEntry, Visibility
from dossiers.services import add_fact, add_file
from tests import factories as make
from tests.pages.conftest import pdf
from tests.pages.steps import take

pytestmark = pytest.mark.django_db

# The whole request: session, person, roles, navigation (one each), and what the page itself asks.
REQUEST_QUERIES = 4 + 11


def page(client, case):
    return client.get(reverse("cases:detail", args=[case.pk]))


def text(client, case) -> str:
    answer = page(client, case)
    assert answer.status_code == 200
    return answer.content.decode()


def test_officer_sees_the_case_with_its_clock_and_steps(office, case):
    html = text(office.client(), case)
    assert "周某 不服 甲区公安局 罚款决定" in strip_tags(html)
    assert "Review of the application" in html
    assert "1 working day left" in html
    assert "10 October" in html
    assert reverse("workflow:step", args=[case.pk, "accept"]) in html


def test_who_may_open_it(office, elsewhere, case, client):
    address = reverse("cases:detail", args=[case.pk])
    for user in (office.officer, office.director, office.leader, office.leadership, office.liaison):
        assert page(office.client(user), case).status_code == 200, user
    for user in (elsewhere.officer, elsewhere.director, elsewhere.leader, elsewhere.liaison):
        assert page(office.client(user), case).status_code == 404, user
    answer = client.get(address)
    assert answer.status_code == 302
    assert reverse("accounts:sign-in") in answer.url


def test_leaders_and_other_officers_read_only(office, case):
    step = reverse("workflow:step", args=[case.pk, "accept"])
    for user in (office.leader, office.leadership, office.other_officer, office.liaison):
        assert step not in text(office.client(user), case)
        assert office.client(user).get(step).status_code == 403


def test_an_agency_sees_nothing_of_the_office_s_own(office):
    case = make.register_application(
        actor=make.actor_for(office.officer),
        organ=office.organ,
        received_on=dt.date(2026, 9, 28),
        case=make.case_fields(),
        parties=[
            {
                "role": "applicant",
                "kind": "natural",
                "name": "周某",
                "identity": "500234199001011237",
                "phone": "13896540001",
                "address": "甲区某街1号",
            }
        ],
        respondents=[make.agency_of(office.organ)],
        officer=office.officer,
    )
    actor = make.actor_for(office.officer)
    client = office.client()
    take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    asked = {"approval-how": "online"}
    take(client, case, "suspend", on_date="2026-10-09", ground="suspend_ground.g8", reason="内部掌握的情形", **asked)
    add_file(actor=actor, dossier=case.dossier, file=pdf("审查意见.pdf"))
    add_file(actor=actor, dossier=case.dossier, file=pdf("受理通知书.pdf"), visibility=Visibility.PARTIES)
    Correspondence.objects.create(
        organ=office.organ,
        direction="in",
        counterpart="某某来信",
        post=Code.objects.get(pk="post.ems"),
        on_date=dt.date(2026, 9, 28),
        papers="群众来信",
        dossier=case.dossier,
    )
    inside = text(client, case)
    outside = text(office.client(office.liaison), case)
    secrets = (
        "审查意见.pdf",
        "群众来信",
        "500***",
        "138****0001",
        "甲区某街1号",
        "Waiting for approval",
        "Register the application",
    )
    for secret in secrets:
        assert secret in inside, secret
        assert secret not in outside, secret
    for known in ("周某", "受理通知书.pdf", "罚款决定", "Reconsideration decision"):
        assert known in outside, known
    assert "500234199001011237" not in inside
    assert "内部掌握的情形" not in outside
    assert reverse("workflow:correct", args=[case.pk, 1])[:20] not in outside


def test_the_cost_does_not_grow_with_the_case(office, case):
    client = office.client()
    take(client, case, "accept", on_date="2026-10-09", procedure="ordinary")
    party = case.dossier.parties.get(role="respondent")
    for _ in range(2):
        page(client, case)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, case)
    actor = make.actor_for(office.officer)
    for number in range(50):
        entry = TimelineEntry.objects.create(
            dossier=case.dossier,
            step="hear_views",
            on_date=dt.date(2026, 10, 9),
            taken_by=office.officer,
            for_user=office.director,
            data={
                "version": 2,
                "form": {"party": [str(party.pk)], "manner": ["view_manner.telephone"], "content": [f"第{number}次"]},
            },
        )
        add_fact(entry=entry, kind=f.VIEWS_HEARD, on_date=entry.on_date, party=party)
        add_file(actor=actor, dossier=case.dossier, file=pdf(f"笔录{number}.pdf"), entry=entry)
    with CaptureQueriesContext(connection) as many:
        html = text(client, case)
    assert "第49次" in html
    assert len(many) == len(few)
    assert len(many) <= REQUEST_QUERIES, "\n".join(query["sql"][:150] for query in many.captured_queries)


def test_clocks_at_one_nought_and_minus_one(office, case):
    client = office.client()
    # The review ends on Saturday 10 October, a make-up working day.
    for day, words in (
        ("2026-10-09", "1 working day left"),
        ("2026-10-10", "Due today"),
        ("2026-10-11", "1 day overdue"),
    ):
        with timekeeping.at(f"{day} 09:00"):
            assert words in text(client, case), day


def test_overdue_review_is_told_as_a_caution(office, case):
    with timekeeping.at("2026-10-12 09:00"):
        html = text(office.client(), case)
        assert "counts as accepted (art. 30③)" in html
        accept = office.client().get(reverse("workflow:step", args=[case.pk, "accept"])).content.decode()
    assert "The review period has run out" in accept


def test_cases_of_the_same_dispute_are_linked(office, elsewhere, case):
    same_act = office.case(received_on=dt.date(2026, 9, 29), applicant="吴某")
    foreign = elsewhere.case(received_on=dt.date(2026, 9, 29), applicant="吴某")
    html = text(office.client(), case)
    assert reverse("cases:detail", args=[same_act.pk]) in html
    assert reverse("cases:detail", args=[foreign.pk]) not in html
    assert "same document" in html


def test_the_course_of_a_case_that_was_declined(office, case):
    client = office.client(office.director)
    answer, _ = take(
        client, case, "decline", on_date="2026-10-09", reason="decline_reason.out_of_time", explanation="逾期"
    )
    assert answer.status_code == 302
    html = text(client, case)
    assert "Not accepted" in html
    assert 'aria-current="step">Served' in html


def test_what_the_case_lacks_is_a_404(office, case):
    assert office.client().get(reverse("cases:detail", args=[case.pk + 1000])).status_code == 404


def test_the_page_says_who_has_been_served_and_who_not(db):
    desk = make.Office()
    officer, liaison = Client(), Client()
    for client, actor in ((officer, desk.officer), (liaison, desk.liaison)):
        client.cookies["django_language"] = "en"
        client.force_login(actor.user)
    case = desk.register()

    def told() -> list[tuple[str, str]]:
        groups = page(officer, case).context["service"]
        return [(row["name"], row["words"]) for group in groups for row in group["shown"]]

    assert told() == []
    desk.accept(case)
    desk.send_copies(case, received=False)
    assert told() == [("甲区公安局", "sent Fri 9 October, receipt not entered")]
    desk.take(case, "copy_received", party=case.dossier.parties.get(role="respondent"))
    assert told() == [("甲区公安局", "received Fri 9 October")]
    desk.reply(case)
    desk.hear(case)
    desk.decide(case)
    desk.serve(case, "respondent")
    assert told() == [
        ("甲区公安局", "received Fri 9 October"),
        ("周某", "not served yet"),
        ("甲区公安局", "served Fri 9 October · Direct service"),
    ]
    assert page(liaison, case).context["service"] == []


def _agency(office, number: int):
    return make.make_organisation(f"甲区第{number}局", parent=office.organ.organisation)


def test_many_parties_and_a_long_request_are_shown_on_demand(office):
    everybody = [{"role": "applicant", "kind": "natural", "name": f"申请人{n:03}"} for n in range(60)]
    agencies = [make.agency_of(office.organ), *(_agency(office, n) for n in range(9))]
    case = make.register_application(
        actor=make.actor_for(office.officer),
        organ=office.organ,
        received_on=dt.date(2026, 9, 28),
        case=make.case_fields() | {"requests": "撤销。" * 200},
        parties=everybody,
        respondents=agencies,
    )
    answer = page(office.client(), case)
    groups = answer.context["people"]
    assert [(len(group["shown"]), len(group["more"])) for group in groups] == [(5, 55), (10, 0)]
    html = answer.content.decode()
    assert "55 more" in html
    # Nobody and nothing is left out.
    assert all(party["name"] in html for party in everybody)
    assert html.count("撤销。" * 200) == 1
    rows = office.client().get(reverse("cases:list")).content.decode()
    assert "申请人000、申请人001 and others, 60 in all" in rows
    assert "甲区公安局、甲区第0局 and others, 10 agencies in all" in rows
