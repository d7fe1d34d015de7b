"""Periods of the other side after their end, and the day on which a public notice counts as served, on the page."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import PartyRole
from tests import factories as make
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]


def page(office: Office, case: ReconsiderationCase) -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(office.officer.user)
    return client.get(reverse("cases:detail", args=[case.pk])).content.decode()


def clock(html: str, title: str) -> tuple[str, str]:
    """(class, text) of the clock with a title."""
    for classes, body in re.findall(r'<li class="(clock clock-\w+)">(.*?)</li>', html, re.DOTALL):
        if f"<b>{title}</b>" in body:
            return classes, re.sub(r"<[^>]+>|\s+", " ", body)
    raise AssertionError(f"no clock {title}")


SUING = "Suing against a reconsideration decision"


@pytest.fixture
def served(office: Office) -> ReconsiderationCase:
    """A case decided and served on everybody on 4 March 2026: suing until the 19th."""
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-03-04"):
        office.decide(case)
        office.serve(case)
    return case


def test_a_period_for_suing_says_on_its_last_day_that_it_runs_and_then_that_it_is_over(
    office: Office, served: ReconsiderationCase
) -> None:
    with at("2026-03-19"):
        classes, text = clock(page(office, served), SUING)
        assert (classes, "Due today" in text) == ("clock clock-today", True)
    with at("2026-03-20"):
        html = page(office, served)
        classes, text = clock(html, SUING)
    assert classes == "clock clock-calm"
    assert "Period over" in text
    assert "No suit is entered." in text
    assert "overdue" not in html


def test_nothing_of_it_is_in_the_lists(office: Office, served: ReconsiderationCase) -> None:
    with at("2026-04-20"):
        client = Client()
        client.cookies["django_language"] = "en"
        client.force_login(office.officer.user)
        for address in ("/", "/reconsideration/", "/reconsideration/?due=overdue"):
            assert not re.search(r"\d days? overdue", client.get(address).content.decode()), address
        assert served.dossier.title not in client.get("/reconsideration/?due=overdue").content.decode()
        served.dossier.refresh_from_db()
        assert served.dossier.next_due_on is None


def test_a_suit_entered_late_is_said_calmly(office: Office, served: ReconsiderationCase) -> None:
    applicant = served.dossier.parties.get(role=PartyRole.APPLICANT)
    with at("2026-03-24"):
        office.take(served, "sued", party=applicant, court="甲区人民法院")
        classes, text = clock(page(office, served), SUING)
    assert classes == "clock clock-calm"
    assert "Done 5 days late" in text


def test_what_the_applicant_must_do_for_the_office_to_go_on_stays_overdue(office: Office) -> None:
    with at("2026-03-02"):
        case = office.register()
        office.take(case, "supplement", matters=["supplement_reason.identity"], served_on="2026-03-02")
    with at("2026-03-20"):
        classes, text = clock(page(office, case), "Applicant supplements")
    assert classes == "clock clock-late"
    assert "overdue" in text


def test_the_timeline_says_when_a_public_notice_counts_as_served(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-03-04"):
        office.decide(case)
        office.serve(case, PartyRole.RESPONDENT)
        office.serve(case, PartyRole.APPLICANT, manner="service_manner.public_notice", effective_on="")
        html = page(office, case)
    # Thirty days after 4 March is 3 April; no holiday moves it.
    assert "Public notice on 4 March 2026; thirty days after it, on 3 April 2026, it counts as served." in html
    assert html.count("it counts as served") == 1


def test_a_corrected_notice_shows_its_own_day_and_that_of_the_entry_before(office: Office) -> None:
    with at("2026-03-02"):
        case = office.heard()
    with at("2026-03-05"):
        office.decide(case, on_date="2026-03-03")
        office.serve(case, PartyRole.APPLICANT, manner="service_manner.public_notice", effective_on="")
        entry = case.dossier.timeline.get(step="serve")
    with at("2026-03-06"):
        party = case.dossier.parties.get(role=PartyRole.APPLICANT)
        make.correct(
            office.director, case, entry, on_date="2026-03-04", party=party, manner="service_manner.public_notice"
        )
        html = page(office, case)
    assert "on 4 April 2026, it counts as served" in html
    assert "on 3 April 2026, it counts as served" in html
