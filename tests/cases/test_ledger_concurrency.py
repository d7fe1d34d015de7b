"""Two people import the same ledger at once: nothing is there twice, nothing is lost."""

import threading

import pytest
from django.db import connection

from accounts.actors import SYSTEM
from dossiers.models import Dossier
from tests.cases.ledgers import ledger, read, row
from tests.shipped import load_reference
from workflow.ledger.ledgers import CREATED, REFUSED, RowResult
from workflow.ledger.services import import_now

ROWS = 20


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_create_nothing_twice() -> None:
    organ = load_reference()
    rows = [row(f"黔江府复〔2022〕{n}号") for n in range(1, ROWS + 1)]
    start = threading.Barrier(2)
    outcomes: list[list[RowResult]] = []

    def run() -> None:
        try:
            book = read(rows)
            start.wait()
            outcomes.append(import_now(actor=SYSTEM, ledger=ledger(), organ=organ, book=book, preview=False))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    created = [result.number for results in outcomes for result in results if result.status == CREATED]
    assert sorted(created) == sorted(result.number for result in outcomes[0])
    assert not [result for results in outcomes for result in results if result.status == REFUSED]
    assert Dossier.objects.unscoped("a test").count() == ROWS
