"""Driving the step pages as a person does: open, fill in, read what it causes, confirm."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests import factories as make


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""


def fill(client: Client, url: str, **data: Any):
    """Open the form and send it as far as the page that says what it causes. Returns (answer, what was sent)."""
    opened = client.get(url)
    assert opened.status_code == 200, opened.content.decode()
    html = opened.content.decode()
    usual = next((fields for code, fields in make.USUAL.items() if f"/{code}/" in url), {})
    sent = {"version": hidden(html, "version"), "key": hidden(html, "key"), **usual, **data}
    return client.post(url, sent), sent


def take(client: Client, case: Any, code: str, **data: Any):
    """Take a step: fill in, confirm when asked to. Returns the last answer and what was sent with it."""
    url = reverse("workflow:step", args=[case.pk, code])
    return confirm(client, url, *fill(client, url, **data))


def confirm(client: Client, url: str, answer: Any, sent: dict[str, Any]):
    if answer.status_code == 200 and (seal := hidden(answer.content.decode(), "seen")):
        for value in sent.values():
            for file in value if isinstance(value, list) else [value]:
                if hasattr(file, "seek"):
                    file.seek(0)
        sent = {**sent, "seen": seal}
        answer = client.post(url, sent)
    return answer, sent
