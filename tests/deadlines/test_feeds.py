"""The subscription: secret, revocable, in the scope of the person as it is now, and what calendars accept."""

import datetime as dt
import io
import logging
import re
from typing import Any

import pytest
import vobject
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import RoleAssignment
from accounts.timekeeping import SHANGHAI, at
from config.logs import HideSecrets
from deadlines import agenda, feeds
from deadlines.models import FeedToken
from dossiers.models import TrailEntry
from tests.deadlines.test_changes import SYSTEM, carry_out, draw_up
from tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Any:
    # Not all of it: the other workers of a run keep theirs in the same server.
    cache.delete("feed-wrong:127.0.0.1")
    with at("2026-12-01 10:00"):
        yield


def path(token: str) -> str:
    return reverse("deadlines:feed", args=[token])


def fetch(actor: Actor, alarm_days: int | None = None, **headers: str) -> Any:
    return Client().get(path(feeds.make_token(actor=actor, alarm_days=alarm_days)), headers=headers)


def events(answer: Any) -> list[Any]:
    """The events as another library reads them, which refuses what it does not understand."""
    assert answer.status_code == 200
    (read,) = vobject.readComponents(io.StringIO(answer.content.decode()), validate=True)
    return [part for part in read.components() if part.name == "VEVENT"]


def test_an_officer_reads_the_due_dates_of_own_cases(office: Office, other_office: Office) -> None:
    case = office.heard()
    office.register(officer=office.director.user)
    other_office.register()
    (event,) = events(fetch(office.officer))
    deadline = case.dossier.deadlines.get(clock="fy_decide_60d")
    assert event.dtstart.value == deadline.due_on
    assert event.dtend.value == deadline.due_on + dt.timedelta(days=1)
    assert event.summary.value.startswith(case.dossier.number)
    assert "暂定" in event.summary.value
    assert len(events(fetch(office.director))) == 2
    text = fetch(office.officer).content.decode()
    assert "周某" not in text, "no party is named"


def test_an_agency_reads_what_it_owes_and_nothing_else(office: Office, other_office: Office) -> None:
    case = office.register()
    office.accept(case)
    office.send_copies(case)
    (event,) = events(fetch(office.liaison))
    assert event.dtstart.value == case.dossier.deadlines.get(owner="agency").due_on
    assert events(fetch(other_office.liaison)) == []


def test_the_scope_is_that_of_the_moment(office: Office) -> None:
    office.register()
    token = feeds.make_token(actor=office.officer, alarm_days=None)
    assert len(events(Client().get(path(token)))) == 1
    RoleAssignment.objects.filter(user=office.officer.user).update(valid_to=dt.date(2026, 11, 30))
    assert events(Client().get(path(token))) == []
    office.officer.user.is_active = False
    office.officer.user.save()
    assert Client().get(path(token)).status_code == 404


def test_a_new_address_ends_the_old_and_a_revoked_one_opens_nothing(office: Office) -> None:
    first = feeds.make_token(actor=office.officer, alarm_days=None)
    second = feeds.make_token(actor=office.officer, alarm_days=3)
    assert [Client().get(path(token)).status_code for token in (first, second)] == [404, 200]
    assert feeds.revoke(actor=office.officer)
    assert not feeds.revoke(actor=office.officer)
    assert Client().get(path(second)).status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(office.officer.user)
    page = reverse("deadlines:feed-own")
    made = client.post(page, {"alarm_days": "2", "sent": "1"}).content.decode()
    token = re.search(r"/calendar/feed/([\w-]{30,})\.ics", made)[1]
    assert token not in client.get(page).content.decode()
    assert token not in str(list(FeedToken.objects.values())) + str(list(TrailEntry.objects.values()))
    assert TrailEntry.objects.filter(action="feed.make").count() == 1
    assert Client().get(path(token)).status_code == 200
    client.post(reverse("deadlines:feed-revoke"))
    assert TrailEntry.objects.filter(action="feed.revoke").count() == 1
    with caplog.at_level(logging.WARNING, "django.request"):
        assert Client().get(path(token)).status_code == 404
    lines = [record for record in caplog.records if "/calendar/feed/" in record.getMessage()]
    assert lines
    for record in lines:
        assert HideSecrets().filter(record)
        assert token not in record.getMessage()
        assert "/calendar/feed/….ics" in record.getMessage()


def test_nothing_is_sent_again_while_nothing_has_changed(office: Office) -> None:
    with at("2026-12-07"):
        office.heard()
    token = feeds.make_token(actor=office.officer, alarm_days=None)
    first = Client().get(path(token))
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "sessionid" not in first.cookies
    assert not first.cookies
    again = Client().get(path(token), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    before = events(first)[0]
    with at("2026-12-08"):
        carry_out(SYSTEM, draw_up(SYSTEM))
        moved = Client().get(path(token), headers={"if-none-match": first["ETag"]})
    after = events(moved)[0]
    assert moved["ETag"] != first["ETag"]
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value != before.dtstart.value
    assert "暂定" not in after.summary.value


def test_who_asks_too_often_is_told_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_REQUESTS", 3)
    monkeypatch.setattr(feeds, "MOST_WRONG", 2)
    token = feeds.make_token(actor=office.officer, alarm_days=None)
    answers = [Client().get(path(token)).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    wrong = [Client().get(path(f"guess-{n}")) for n in range(3)]
    assert [answer.status_code for answer in wrong] == [404, 404, 429]
    assert wrong[-1]["Retry-After"]


def test_what_outlook_and_telephones_need(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 5545 to the letter where clients are strict: line ends, folding, the head, whole days, alarms, time zones."""
    office.heard()
    sitting = agenda.Entry(
        uid="sitting-1",
        on=dt.date(2026, 12, 20),
        title="开庭" + "很长的标题" * 20,
        number="甲区府复〔2026〕1号",
        url="/dossiers/1/",
        modified=dt.datetime(2026, 12, 1, 1, tzinfo=dt.UTC),
        starts_at=dt.datetime(2026, 12, 20, 9, 30, tzinfo=SHANGHAI),
        ends_at=dt.datetime(2026, 12, 20, 11, 0, tzinfo=SHANGHAI),
        place="第一法庭",
    )
    monkeypatch.setitem(agenda._sources, "sittings", agenda.Source("sittings", "x", lambda ask: [sitting]))
    content = fetch(office.officer, alarm_days=3).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75, "folded"
    head = content.decode().split("BEGIN:VEVENT")[0]
    for needed in ("PRODID:", "VERSION:2.0", "METHOD:PUBLISH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:定分期限"):
        assert needed in head
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in head
    unfolded = content.decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Asia/Shanghai:20261220T093000" in unfolded
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai" in unfolded
    parts = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", unfolded, re.DOTALL)
    assert len(parts) == 2
    for part in parts:
        for name in (
            "UID:",
            "DTSTAMP:",
            "LAST-MODIFIED:",
            "SEQUENCE:",
            "SUMMARY:",
            "DTSTART",
            "DTEND",
            "CLASS:PRIVATE",
        ):
            assert len(re.findall(rf"^{name}", part, re.MULTILINE)) == 1, name
        assert re.search(r"^DTSTAMP:\d{8}T\d{6}Z\r$", part, re.MULTILINE)
        assert re.search(r"BEGIN:VALARM\r\n.*TRIGGER:-P2DT15H\r\n.*END:VALARM", part, re.DOTALL)
    assert len(re.findall(r"^DTSTART;VALUE=DATE:\d{8}\r$", unfolded, re.MULTILINE)) == 1
    assert len(set(re.findall(r"^UID:(.+)\r$", unfolded, re.MULTILINE))) == 2
    assert "".join(re.findall(r"<[^>]+>", unfolded)) == ""
