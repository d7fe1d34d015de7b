"""Keys that are used once, and notices that go out once."""

import pytest

from notices.models import IdempotencyKey, Notice
from notices.services import done, notify, once
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class _Someone:
    user = None


def test_what_was_done_is_not_done_again() -> None:
    calls = []

    def act() -> dict:
        calls.append(1)
        return {"pk": 7}

    assert once(scope="s", key="k", actor=_Someone(), act=act) == ({"pk": 7}, True)
    assert once(scope="s", key="k", actor=_Someone(), act=act) == ({"pk": 7}, False)
    assert once(scope="another", key="k", actor=_Someone(), act=act) == ({"pk": 7}, True)
    assert len(calls) == 2
    assert done(scope="s", key="k") == {"pk": 7}
    assert done(scope="s", key="other") is None


def test_a_result_that_is_empty_counts_as_done() -> None:
    assert once(scope="s", key="k", actor=_Someone(), act=dict) == ({}, True)
    assert once(scope="s", key="k", actor=_Someone(), act=dict) == ({}, False)
    assert done(scope="s", key="k") == {}


def test_the_key_is_free_again_when_the_act_fails() -> None:
    def failing() -> dict:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(scope="s", key="k", actor=_Someone(), act=failing)
    assert not IdempotencyKey.objects.exists()
    assert once(scope="s", key="k", actor=_Someone(), act=dict)[1]


def test_a_notice_goes_to_each_person_once() -> None:
    first, second = make_user(), make_user()
    notice = {"kind": "approval", "words": lambda: "x" * 10, "path": "/", "key": "k"}
    assert notify(recipients=[first, second, first], **notice) == 2
    assert notify(recipients=[first, second], **notice) == 0
    third = make_user()
    assert notify(recipients=[first, third], **notice) == 1
    assert Notice.objects.count() == 3
