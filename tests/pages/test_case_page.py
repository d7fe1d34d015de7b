"""The page of a case: what each reader finds on it, and what it costs."""

import pytest
from django.urls import reverse

from tests.pages.steps import take

pytestmark = pytest.mark.django_db


def page(client, case):
    return client.get(reverse("cases:detail", args=[case.pk]))


def test_officer_sees_the_case_with_its_clock_and_steps(office, case):
    answer = page(office.client(), case)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "周某 不服 甲区公安局 罚款决定" in html
    assert "Review of the application" in html
    assert "1 working day left" in html
    assert reverse("workflow:step", args=[case.pk, "accept"]) in html
    assert "Saturday" in html or "Sat" in html


def test_accept(office, case):
    answer, _ = take(office.client(), case, "accept", on_date="2026-10-09", procedure="ordinary")
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    assert case.state == "handling"
    html = page(office.client(), case).content.decode()
    assert "甲区府复〔2026〕1号" in html
