"""An office whose people have addresses, and channels that are on."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.factories import Office


@pytest.fixture
def channels() -> Iterator[None]:
    """Every way of sending is set up; what is sent by e-mail lies in django.core.mail.outbox."""
    with override_settings(
        MAIL_ENABLED=True,
        SMS_URL="http://127.0.0.1:9/sms",
        WEBHOOK_HOSTS=frozenset({"127.0.0.1"}),
        PUBLIC_URL="https://dingfen.example",
    ):
        yield


@pytest.fixture
def told_by_mail(office: Office, channels: None) -> Office:
    """The office with an e-mail address for each of its people."""
    for name in ("officer", "director", "leader", "liaison"):
        user = getattr(office, name).user
        user.email = f"{name}@example.test"
        user.save(update_fields=["email"])
    return office
