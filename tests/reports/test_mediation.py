"""The quarterly return of disputes resolved: every cell against a plain reckoning, its balances, its lists."""

import datetime as dt
import random
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.timekeeping import at
from disputes.models import Dispute
from dossiers.models import Code
from reports.returns import due
from reports.returns.mediation import (
    BALANCES,
    CELLS,
    CIVIL_KINDS,
    Quarter,
    behind,
    ended_in,
    last_ended,
    quarter_of,
    unbalanced,
    values,
)
from tests.disputes.centre import Centre
from tests.factories import make_actor
from workflow.home import panels_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "quarter", "ended", "due"),
    [
        ("2026-01-01", (2026, 1), (2025, 4), "2026-01-05"),
        ("2026-03-31", (2026, 1), (2025, 4), "2026-01-05"),
        ("2026-04-01", (2026, 2), (2026, 1), "2026-04-05"),
        ("2026-12-31", (2026, 4), (2026, 3), "2026-10-05"),
    ],
)
def test_the_quarter_of_a_day(day: str, quarter: tuple[int, int], ended: tuple[int, int], due: str) -> None:
    on = dt.date.fromisoformat(day)
    assert quarter_of(on) == Quarter(*quarter)
    assert last_ended(on) == Quarter(*ended)
    assert last_ended(on).due_on == dt.date.fromisoformat(due)
    assert quarter_of(on).first <= on <= quarter_of(on).last


def _put(dispute: Dispute, **columns: Any) -> None:
    """Columns of a dispute as some course would have left them; the course itself is tested elsewhere."""
    Dispute.objects.unscoped("a test").filter(pk=dispute.pk).update(**columns)


def _some(centre: Centre, chance: random.Random) -> list[dict[str, Any]]:
    """Thirty disputes that ended in the second quarter, or not, and what was typed of each."""
    said = []
    with at(dt.date(2026, 3, 2)):
        for n in range(30):
            civil = chance.random() < 0.4
            row: dict[str, Any] = {
                "nature": "civil" if civil else "administrative",
                "phase": "" if civil else chance.choice(["reconsideration", "litigation"]),
                "subject": None if civil else chance.choice(["damages", "indemnity", "discretion"]),
                "civil_kind": chance.choice(CIVIL_KINDS) if civil else None,
                "ended": chance.choice([None, dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2026, 6, 30)]),
                "agreement": chance.choice(["", "written", "oral"]),
                "amount": chance.choice([None, Decimal("1234.56"), Decimal("20000")]),
                "confirmed": chance.random() < 0.3,
                "performance": chance.choice(["", "running", "done"]),
            }
            dispute = centre.receive(
                applicant=f"当事人{n}",
                nature=row["nature"],
                phase=row["phase"],
                subject=Code.objects.get(pk=f"dispute_subject.{row['subject']}") if row["subject"] else None,
                civil_kind=Code.objects.get(pk=f"civil_dispute.{row['civil_kind']}") if civil else None,
                known_on=None,
            )
            row["people"] = chance.choice([1, 1, 7])
            dispute.dossier.parties.filter(role="applicant").update(group_size=row["people"])
            if row["ended"]:
                agreed = row["agreement"] != ""
                if not agreed:
                    row |= {"amount": None, "confirmed": False, "performance": ""}
                _put(
                    dispute,
                    concluded_on=row["ended"],
                    result=f"dispute_result.{'agreement' if agreed else 'none'}",
                    agreement=row["agreement"],
                    agreed_amount=row["amount"],
                    confirmed_on=row["ended"] if row["confirmed"] else None,
                    performance=row["performance"],
                )
            said.append(row)
    return said


def _reckoned(said: list[dict[str, Any]]) -> dict[int, Decimal | int]:
    """The 27 cells by counting what was typed."""
    ended = [row for row in said if row["ended"] and dt.date(2026, 4, 1) <= row["ended"] <= dt.date(2026, 6, 30)]
    won = [row for row in ended if row["agreement"]]
    civil = [row for row in ended if row["nature"] == "civil"]
    public = [row for row in ended if row["nature"] != "civil"]
    amount = sum((row["amount"] or Decimal(0) for row in won), Decimal(0))
    cells: dict[int, Decimal | int] = {
        1: len(ended),
        2: len(won),
        3: sum(row["people"] for row in ended),
        4: round(amount / 10000, 2),
        5: len(civil),
        6: sum(row in won for row in civil),
        17: len(public),
        18: sum(row in won for row in public),
        24: sum(row["agreement"] == "written" for row in ended),
        25: sum(row["agreement"] == "oral" for row in ended),
        26: sum(row["confirmed"] for row in won),
        27: sum(row["performance"] == "done" for row in won),
    }
    cells |= {7 + n: sum(row["civil_kind"] == kind for row in civil) for n, kind in enumerate(CIVIL_KINDS)}
    for number, name in ((19, "damages"), (20, "indemnity"), (21, "discretion")):
        cells[number] = sum(row["subject"] == name for row in public)
    for number, name in ((22, "reconsideration"), (23, "litigation")):
        cells[number] = sum(row["phase"] == name for row in public)
    return cells


def test_every_cell_is_what_a_plain_reckoning_says_and_opens_as_many_cases() -> None:
    centre, other = Centre(), Centre("乙区")
    said = _some(centre, random.Random(7))
    quarter = Quarter(2026, 2)
    disputes = ended_in(centre.director, centre.organ, quarter)
    numbers = values(disputes)
    assert numbers == _reckoned(said)
    assert numbers[1] > 5
    assert unbalanced(numbers) == []
    for cell in CELLS:
        if cell.measure == "count":
            assert behind(disputes, cell).count() == numbers[cell.number], cell.number
    # Nothing of it is another organ's.
    assert values(ended_in(other.director, other.organ, quarter))[1] == 0


def test_a_balance_that_fails_names_its_cases_and_the_page_opens_them() -> None:
    centre = Centre()
    with at(dt.date(2026, 4, 1)):
        plain = centre.accepted()
        centre.settle(plain)
        loose = centre.accepted(applicant="吴某", subject=None)
        centre.settle(loose)
    client = Client()
    client.force_login(centre.director.user)
    with at(dt.date(2026, 7, 1)):
        page = client.get(reverse("reports:mediation")).content.decode()
        assert "17 = 19 + 20 + 21" in page
        assert loose.dossier.number in page
        assert plain.dossier.number not in page
        listed = client.get(reverse("reports:mediation-cases"), {"cell": 20, "year": 2026, "quarter": 2})
        assert plain.dossier.number in listed.content.decode()
        assert loose.dossier.number not in listed.content.decode()
        assert client.get(reverse("reports:mediation-cases"), {"cell": 99}).status_code == 404
        assert client.get(reverse("reports:mediation"), {"quarter": 5}).status_code == 422
        answer = client.get(reverse("reports:mediation-workbook"), {"year": 2026, "quarter": 2})
        sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        cells = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
        assert (cells[1], cells[2], cells[4], cells[24]) == (2, 2, 1, 2)
        _is_told_when_it_falls_due(centre)
    assert len(BALANCES) == 6


def _is_told_when_it_falls_due(centre: Centre) -> None:
    """On the first of July and again on the fourth, to the director and the coordinator, with what fails."""
    told = centre.coordinator.user.notices.filter(kind="return")
    assert due.remind() == due.remind() + 2
    assert "7月5日" in told.get().text
    assert "1项平衡关系不成立" in told.get().text
    assert not centre.officer.user.notices.filter(kind="return").exists()
    assert "return-due" in [panel.code for panel in panels_for(centre.coordinator, dt.date(2026, 7, 1))]
    with at(dt.date(2026, 7, 4)):
        assert due.remind() == 2
    with at(dt.date(2026, 7, 6)):
        assert due.remind() == 0
        assert "return-due" not in [panel.code for panel in panels_for(centre.coordinator, dt.date(2026, 7, 6))]
    assert told.count() == 2


def test_the_return_is_read_by_office_and_leaders_alone() -> None:
    centre = Centre()
    for actor, status in (
        (centre.officer, 200),
        (centre.coordinator, 200),
        (make_actor(Role.LEADERSHIP, centre.organ), 200),
        (centre.liaison, 403),
        (centre.court_liaison, 403),
    ):
        client = Client()
        client.force_login(actor.user)
        assert client.get(reverse("reports:mediation")).status_code == status
