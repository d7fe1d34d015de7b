"""What a case counts is kept in the transaction of each step, with the time since when it was known."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from accounts.actors import SYSTEM
from accounts.models import Organ
from reports.evaluating import DENOMINATOR, NUMERATOR, behind, evaluate
from reports.indicators import INDICATORS
from reports.keeping import unlike
from reports.periods import Period
from tests.cases.ledgers import FILE, ledger
from tests.shipped import load_reference
from workflow.ledger.services import import_now

pytestmark = pytest.mark.django_db

TO_NOVEMBER = Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))


def figures(*args: str) -> dict[str, dict[str, Any]]:
    out = io.StringIO()
    call_command("figures", *args, "--json", stdout=out)
    return {figure["id"]: figure for figure in json.loads(out.getvalue())["figures"]}


@pytest.fixture
def filled() -> Organ:
    organ = load_reference()
    with FILE.open("rb") as file:
        import_now(actor=SYSTEM, ledger=ledger(), organ=organ, book=ledger().read(file), preview=False)
    from tests.hearings.test_ledger import command

    command()
    return organ


def test_seed(filled: Organ) -> None:
    found = figures("--from", "2022-01-01", "--to", "2022-11-30")
    print({k: (v["numerator"], v["denominator"], v["value"]) for k, v in found.items()})
    found = figures("--from", "2022-01-01", "--to", "2022-11-30", "--agency", "黔江区人民政府")
    print({k: (v["numerator"], v["denominator"], v["value"]) for k, v in found.items()})
    for indicator in INDICATORS:
        for row in evaluate(SYSTEM, filled, TO_NOVEMBER, only=[indicator], by="domain"):
            for part, number in ((NUMERATOR, row.numerator), (DENOMINATOR, row.denominator)):
                rows = behind(SYSTEM, filled, TO_NOVEMBER, indicator, part, by="domain", key=row.key)
                if not row.reading.numerator.weigh:
                    assert rows.count() == (number or 0), (indicator, part, row.key)
    print([(r.label, r.numerator) for r in evaluate(SYSTEM, filled, TO_NOVEMBER, only=["accepted"], by="agency")])
    print([(r.label, r.numerator) for r in evaluate(SYSTEM, filled, TO_NOVEMBER, only=["accepted"], by="region")])
    print(
        [
            (r.label, r.numerator, r.denominator)
            for r in evaluate(SYSTEM, filled, TO_NOVEMBER, only=["sued_rate"], by="quarter")
        ]
    )
    assert list(unlike()) == []
