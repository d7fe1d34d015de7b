"""Registering an application and entering a running case: complete or not at all, once, with nothing typed lost."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import NumberedAt
from accounts.templatetags.dates import cn_day
from cases.models import ReconsiderationCase
from dossiers.models import Correspondence, Dossier, Party
from tests import factories as make
from tests.pages.steps import hidden
from workflow.display import clock_title

pytestmark = pytest.mark.django_db

NEW = "/reconsideration/new/"
IDENTITY = "500234199001011232"


def row(number: int, **fields: Any) -> dict[str, Any]:
    values = {"role": "applicant", "kind": "natural", "name": "", **fields}
    return {f"parties-{number}-{name}": value for name, value in values.items()}


def application(office, *rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    parties = rows or (row(0, name="周某"),)
    data = {
        "organ": office.organ.pk,
        "channel": "channel.in_person",
        "received_on": "2026-10-09",
        "officer": office.officer.pk,
        "respondents": [make.agency_of(office.organ).pk],
        "act_name": "罚款决定",
        "act_number": "甲公（治）行罚决字[2026]第308号",
        "nature": "act",
        "matter": "matter.punishment",
        "domain": "domain.public_security",
        "rights_told": "unknown",
        "requests": "撤销罚款决定",
        "parties-TOTAL_FORMS": len(parties),
        "parties-INITIAL_FORMS": 0,
        "parties-MIN_NUM_FORMS": 1,
        "parties-MAX_NUM_FORMS": 200,
        "key": "k" * 32,
    }
    for party in parties:
        data |= party
    return {**data, **fields}


def cases() -> int:
    return Dossier.objects.unscoped("test").count()


def test_an_application_becomes_a_case_with_its_clock(office):
    client = office.client()
    opened = client.get(NEW).content.decode()
    assert "甲区公安局" in opened
    key = hidden(opened, "key")
    answer = client.post(
        NEW,
        application(
            office,
            row(0, name="周　某", identity=IDENTITY, phone="138 9654 0001"),
            row(1, role="agent", name="王某", agent_kind="agent_kind.lawyer", unit="某律师事务所"),
            row(2, role="third_party", kind="legal", name="某公司"),
            channel="channel.mail",
            postmark_on="2026-10-08",
            received_on="２０２６.１０.９",
            key=key,
        ),
        follow=True,
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "The case is registered." in html
    assert "周某 不服 甲区公安局 罚款决定" in strip_tags(html)
    assert "Review of the application" in html
    assert "How this date was worked out" in html
    case = ReconsiderationCase.objects.unscoped("test").get()
    assert case.received_on == dt.date(2026, 10, 9)
    assert case.act_number == "甲公（治）行罚决字〔2026〕308号"
    assert case.dossier.officer == office.officer
    agent = case.dossier.parties.get(role="agent")
    assert agent.represents.name == "周某"
    assert Correspondence.objects.unscoped("test").get().postmark_on == dt.date(2026, 10, 8)
    assert IDENTITY not in html
    assert "138****0001" in html


def test_sent_twice_it_is_registered_once(office):
    client = office.client()
    first = client.post(NEW, application(office))
    second = client.post(NEW, application(office))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert cases() == 1


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"received_on": "2026-10-10"}, "received_on", "cannot be later than today"),
        ({"received_on": "2026-02-30"}, "received_on", "There is no such day"),
        ({"respondents": []}, "respondents", "Choose at least one respondent."),
        ({"respondents": ["99999"]}, "respondents", "99999 is not one of the available choices"),
        ({"act_on": "2026-10-10"}, "act_on", "cannot be later than today"),
        ({"known_on": "2026-09-01", "act_on": "2026-09-02"}, "known_on", "before it was done"),
        ({"compensation": "许多"}, "compensation", "is not an amount"),
        ({"parties-0-identity": "500234199001011231"}, "parties-0-identity", "check digit does not agree"),
        ({"parties-0-phone": "12"}, "parties-0-phone", "is not a telephone number"),
        ({"parties-0-name": ""}, "parties-0-name", "This field is required."),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_lost(office, fields, place, words):
    data = application(office, row(0, name="周某"), row(1, role="third_party", name="第三人吴某"), **fields)
    answer = office.client().post(NEW, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'id="id_{place}_error"' in html
    assert "第三人吴某" in html
    assert "撤销罚款决定" in html
    assert cases() == 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(0, role="third_party", name="吴某")], "Enter at least one applicant."),
        (
            [row(0, role="agent", name="王某"), row(1, name="周某")],
            "Enter the applicant before the person who acts for them.",
        ),
        ([{**row(0, name="周某"), "parties-0-DELETE": "on"}], "Enter at least one applicant."),
    ],
)
def test_parties_must_make_sense_together(office, rows, words):
    answer = office.client().post(NEW, application(office, *rows))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert cases() == 0


def test_who_may_register(office, elsewhere, client):
    for user in (office.officer, office.director):
        assert office.client(user).get(NEW).status_code == 200
    for user in (office.leader, office.liaison, office.leadership):
        assert office.client(user).get(NEW).status_code == 403
        assert office.client(user).post(NEW, application(office)).status_code == 403
    assert client.get(NEW).status_code == 302
    # An officer of another office has no choice of this organ and its agencies.
    answer = office.client(elsewhere.officer).post(NEW, application(office))
    assert answer.status_code == 422
    assert cases() == 0


def test_an_organ_that_numbers_at_registration(office):
    office.organ.numbered_at = NumberedAt.REGISTRATION
    office.organ.save()
    office.client().post(NEW, application(office))
    assert Dossier.objects.unscoped("test").get().number == "甲区府复〔2026〕1号"


def test_like_cases_are_shown_while_typing(office, elsewhere):
    client = office.client()
    client.post(NEW, application(office))
    elsewhere.case()
    made = Dossier.objects.unscoped("test").order_by("pk").first()
    address = reverse("cases:register-preview")
    same_act = client.post(address, {"act_number": "甲公（治）行罚决字〔2026〕３０８号"}).content.decode()
    assert reverse("cases:detail", args=[made.pk]) in same_act
    assert "1 case looks like this one" in same_act
    same_applicant = client.post(address, {"act_name": "罚款决定", **row(0, name="周 某")}).content.decode()
    assert reverse("cases:detail", args=[made.pk]) in same_applicant
    nothing = client.post(address, {"act_name": "罚款决定", **row(0, name="吴某")}).content.decode()
    assert 'id="duplicates"' not in nothing
    assert office.client(office.liaison).post(address, {}).status_code == 403


def foretold(client: Client, name: str, data: dict[str, Any]) -> str:
    """What is told beside the form; nothing is written by it."""
    before = cases()
    told = client.post(reverse(name), data)
    assert told.status_code == 200
    assert cases() == before
    return unescape(told.content.decode())


def test_what_registering_causes_is_told_while_typing(office):
    client = office.client()
    assert "as soon as the day of receipt is entered" in foretold(client, "cases:register-preview", {})
    # What is missing or wrong elsewhere does not stand in the way of what is known.
    typed = {"received_on": "2026-10-09", "act_on": "2026-02-30"}
    told = foretold(client, "cases:register-preview", typed)
    client.post(NEW, application(office))
    review = Dossier.objects.unscoped("test").get().deadlines.get()
    assert f"{clock_title(review.clock)}, due {cn_day(review.due_on)}" in told
    assert "The case gets its number." not in told
    office.organ.numbered_at = NumberedAt.REGISTRATION
    office.organ.save()
    assert "The case gets its number." in foretold(client, "cases:register-preview", typed)


def test_an_application_that_comes_late_is_told_while_typing(office):
    typed = {"received_on": "2026-09-28", "known_on": "2026-06-01", "nature": "act"}
    told = foretold(office.client(), "cases:register-preview", typed)
    assert "The application came after the period for applying" in told
    assert "the application counts as accepted" not in told
    in_time = foretold(office.client(), "cases:register-preview", {**typed, "known_on": "2026-09-01"})
    assert "The application came after" not in in_time
    lapsed = foretold(office.client(), "cases:register-preview", {**typed, "received_on": "2026-09-14"})
    assert "the application counts as accepted" in lapsed


def test_the_clocks_of_a_running_case_are_told_as_they_will_run(office):
    client = office.client()
    data = application(
        office,
        number="甲区府复〔2026〕12号",
        received_on="2026-08-03",
        accepted_on="2026-08-07",
        procedure="ordinary",
        copy_received_on="2026-08-12",
        suspended_on="2026-09-01",
        suspend_ground="suspend_ground.g8",
        resumed_on="2026-09-11",
        extension_days=20,
        extended_on="2026-09-20",
    )
    told = foretold(client, "cases:enter-running-preview", data)
    client.post(reverse("cases:enter-running"), data)
    deadlines = Dossier.objects.unscoped("test").get().deadlines.alive()
    assert {deadline.clock for deadline in deadlines} == {"fy_decide_60d", "fy_reply_10wd"}
    for deadline in deadlines:
        assert f"{clock_title(deadline.clock)}, due {cn_day(deadline.due_on)}" in told
    reply = deadlines.get(clock="fy_reply_10wd")
    assert f"has not replied by {cn_day(reply.due_on)}" in told


def test_a_running_case_is_entered_with_its_number_and_dates(office):
    data = application(
        office,
        number="甲区府复[2026]第012号",
        received_on="2026-08-03",
        accepted_on="2026-08-07",
        procedure="ordinary",
        copy_received_on="2026-08-12",
        reply_received_on="2026-08-24",
        suspended_on="2026-09-01",
        suspend_ground="suspend_ground.g8",
        resumed_on="2026-09-11",
    )
    client = office.client()
    answer = client.post(reverse("cases:enter-running"), data, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    dossier = Dossier.objects.unscoped("test").get()
    assert dossier.number == "甲区府复〔2026〕12号"
    assert dossier.deadlines.get(clock="fy_decide_60d").due_on == dt.date(2026, 10, 16)
    again = client.post(reverse("cases:enter-running"), {**data, "key": "z" * 32})
    html = again.content.decode()
    assert again.status_code == 422
    assert 'id="id_number_error"' in html
    assert "is already given" in html
    assert cases() == 1
    foreign = client.post(reverse("cases:enter-running"), {**data, "number": "乙区府复〔2026〕1号", "key": "y" * 32})
    assert 'id="id_number_error"' in foreign.content.decode()
    assert Party.objects.unscoped("test").count() == 2
