"""The inbox, and what is done once."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import SYSTEM, actor_for
from accounts.models import Role
from notices.models import Notice
from notices.services import mark_read, notify, once
from tests import factories as make

pytestmark = pytest.mark.django_db
INBOX = reverse("notices:inbox")


def test_a_message_is_given_once_per_key() -> None:
    people = [make.make_user(), make.make_user()]
    assert notify(recipients=people, kind="news", words=lambda: "甲府复〔2026〕1号已受理", path="/x/", key="a") == 2
    assert notify(recipients=people, kind="news", words=lambda: "again", path="/x/", key="a") == 0
    assert Notice.objects.count() == 2


def test_each_reads_their_own_messages_and_marks_them(client: Client) -> None:
    mine, other = make.make_user(Role.OFFICER, make.make_organ().office), make.make_user()
    notify(recipients=[mine, other], kind="news", words=lambda: "有一件新案", path="/account/", key="a")
    notify(recipients=[mine], kind="news", words=lambda: "另一件", path="", key="b")
    client.force_login(mine)
    page = client.get(INBOX)
    assert [notice.text for notice in page.context["page"]] == ["另一件", "有一件新案"]
    own = Notice.objects.get(recipient=mine, key="a")
    assert client.get(reverse("notices:open", args=[own.pk])).status_code == 405
    assert client.post(reverse("notices:open", args=[own.pk]))["Location"] == "/account/"
    own.refresh_from_db()
    assert own.read_at
    foreign = Notice.objects.get(recipient=other)
    assert client.post(reverse("notices:open", args=[foreign.pk])).status_code == 404
    unread = client.get(INBOX, {"show": "unread"})
    assert [notice.text for notice in unread.context["page"]] == ["另一件"]
    client.post(reverse("notices:read-all"))
    assert "没有未读消息" in client.get(INBOX, {"show": "unread"}).content.decode()
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_a_message_leads_to_no_other_site(client: Client) -> None:
    user = make.make_user()
    notify(recipients=[user], kind="news", words=lambda: "x", path="//example.com/", key="a")
    client.force_login(user)
    assert client.post(reverse("notices:open", args=[Notice.objects.get().pk]))["Location"] == INBOX


def test_many_messages_are_leafed_through(client: Client) -> None:
    user = make.make_user()
    for number in range(51):
        notify(recipients=[user], kind="news", words=lambda n=number: f"第{n}条", path="", key=str(number))
    client.force_login(user)
    second = client.get(INBOX, {"page": "2"})
    assert [notice.text for notice in second.context["page"]] == ["第0条"]
    assert mark_read(user=user) == 51


def test_what_was_done_once_gives_its_first_result() -> None:
    done = []

    def act() -> dict:
        done.append(1)
        return {"n": len(done)}

    actor = actor_for(make.make_user())
    assert once(scope="s", key="k", actor=actor, act=act) == ({"n": 1}, True)
    assert once(scope="s", key="k", actor=actor, act=act) == ({"n": 1}, False)
    assert once(scope="t", key="k", actor=SYSTEM, act=act) == ({"n": 2}, True)


def test_what_failed_may_be_tried_again() -> None:
    def fail() -> dict:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(scope="s", key="k", actor=SYSTEM, act=fail)
    assert once(scope="s", key="k", actor=SYSTEM, act=lambda: {"n": 1}) == ({"n": 1}, True)
