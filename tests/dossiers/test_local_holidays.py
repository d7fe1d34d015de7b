"""Local holidays: entered by the administrator, one organ's own, moving its running periods at once."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import timekeeping
from accounts.models import Organ, Role
from deadlines.basis import calendar_for
from deadlines.holidays import set_local_day
from deadlines.models import CalendarDay, Deadline
from dossiers.models import TrailEntry
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = reverse("deadlines:calendar")
BASIS = "甲府发〔2026〕9号"
WEDNESDAY = dt.date(2026, 11, 4)


@pytest.fixture
def organ() -> Organ:
    return make.make_organ()


def review_due(organ: Organ) -> dt.date:
    deadline = Deadline.objects.unscoped("test").get(dossier__organ=organ, clock__contains="review")
    return deadline.due_on


def make_running(organ: Organ) -> None:
    with timekeeping.at("2026-11-02"):
        make.make_case(organ)


def test_a_local_holiday_moves_the_organs_periods_and_no_others(client: Client, organ: Organ) -> None:
    other = make.make_organ("乙区")
    make_running(organ)
    make_running(other)
    before = review_due(organ)
    assert review_due(other) == before
    client.force_login(make.make_user(Role.ADMINISTRATOR, organ.office))
    with timekeeping.at("2026-11-03"):
        key = re.search(r'name="once_key" value="([0-9a-f]+)"', client.get(PAGE).content.decode())[1]
        sent = {
            "once_key": key,
            "organ": organ.pk,
            "date": "2026.11.4",
            "kind": "holiday",
            "basis": "甲府发〔2026〕9号",
        }
        for _click in range(2):
            answer = client.post(PAGE, sent, follow=True)
    assert "1件案件的1个期限随之变动" in answer.content.decode()
    assert review_due(organ) == before + dt.timedelta(days=1)
    assert review_due(other) == before
    page = client.get(PAGE, {"year": "2026"}).content.decode()
    assert BASIS in page
    entry = TrailEntry.objects.get(action="calendar.day")
    assert entry.detail["moved_deadlines"] == 1


def test_a_day_entered_by_mistake_is_put_right(organ: Organ) -> None:
    administrator = make.make_actor(Role.ADMINISTRATOR, organ)
    make_running(organ)
    before = review_due(organ)
    with timekeeping.at("2026-11-03"):
        set_local_day(actor=administrator, organ=organ, date=WEDNESDAY, kind="holiday", basis="误")
        assert review_due(organ) != before
        change = set_local_day(actor=administrator, organ=organ, date=WEDNESDAY, kind="working_day", basis="更正")
    assert change.moved == 1
    assert review_due(organ) == before
    assert [day.basis for day in CalendarDay.objects.order_by("pk")] == ["误", "更正"], "both are on record"
    assert calendar_for(organ).is_working_day(WEDNESDAY)


def test_only_a_weekend_is_worked_in_exchange_and_only_the_administrator_enters_it(organ: Organ) -> None:
    administrator = make.make_actor(Role.ADMINISTRATOR, organ)
    with pytest.raises(ValidationError):
        set_local_day(actor=administrator, organ=organ, date=WEDNESDAY, kind="make_up_working_day", basis="x")
    with pytest.raises(PermissionDenied):
        set_local_day(
            actor=make.make_actor(Role.DIRECTOR, organ), organ=organ, date=WEDNESDAY, kind="holiday", basis="x"
        )
    assert not CalendarDay.objects.exists()


def test_the_page_shows_the_official_days_and_says_when_a_year_has_none(client: Client, organ: Organ) -> None:
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    with timekeeping.at("2026-11-03"):
        page = client.get(PAGE).content.decode()
        assert "2026年10月1日" in page
        assert "国务院办公厅放假通知" in page
        assert 'name="basis"' not in page, "an officer enters nothing"
        following = client.get(PAGE, {"year": "2027"}).content.decode()
        assert "尚无2027年放假通知" in following
        assert client.get(PAGE, {"year": "9999"}).context["year"] == 2026
        refused = client.post(PAGE, {"organ": organ.pk, "date": "20261104", "kind": "holiday", "basis": "x"})
    assert refused.status_code in {200, 403, 422}
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"date": "2026-02-30"}, "date"),
        ({"date": "1990-01-01"}, "date"),
        ({"basis": ""}, "basis"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client: Client, organ: Organ, fields: dict[str, str], field: str) -> None:
    client.force_login(make.make_user(Role.ADMINISTRATOR, organ.office))
    sent = {"once_key": "0" * 32, "organ": organ.pk, "date": "2026-11-04", "kind": "holiday", "basis": "某号"}
    answer = client.post(PAGE, sent | fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
