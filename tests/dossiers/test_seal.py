"""The chain over the trail: what is committed is sealed once, in whatever order it came, and each tampering is named.

The trail is broken here as somebody with the database's owner's rights would: with the triggers switched off.
"""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings

from accounts.actors import SYSTEM, Origin, set_origin
from accounts.timekeeping import at, now
from dossiers.models import TrailEntry, TrailSeal
from dossiers.seal import anchor, sealer
from dossiers.seal.canonical import CANONICAL, COLUMNS
from dossiers.seal.sealer import seal_trail
from dossiers.seal.verifier import Report, break_of, verify_trail
from dossiers.tasks import prove_trail, seal_entries
from dossiers.trail import record
from notices.models import RunState, TaskRun
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OTHER_KEY = "another-trail-key-that-is-long-enough"


@pytest.fixture(autouse=True)
def head_file(tmp_path: Path) -> Iterator[Path]:
    """An anchor of this test's own."""
    with override_settings(TRAIL_ANCHOR=tmp_path / "trail" / "head.json"):
        yield settings.TRAIL_ANCHOR


def write(count: int = 1, action: str = "sign-in", **detail: Any) -> list[TrailEntry]:
    return [record(actor=SYSTEM, action=action, detail={"rows": n, **detail}) for n in range(count)]


def sealed(count: int = 10) -> list[int]:
    """The ids of a trail of `count` entries, all of them sealed."""
    entries = write(count)
    seal_trail()
    return [entry.pk for entry in entries]


def tamper(*statements: str) -> None:
    """Run statements as a superuser would, with no trigger awake."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("dossiers_trailentry", "dossiers_trailseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("dossiers_trailentry", "dossiers_trailseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def kinds(report: Report) -> list[str]:
    return [found.kind for found in report.breaks]


# --- sealing ---------------------------------------------------------------------------------------------------


def test_what_is_written_is_sealed_in_order_and_holds() -> None:
    ids = sealed(7)
    seals = list(TrailSeal.objects.order_by("position"))
    assert [seal.entry_id for seal in seals] == ids
    assert [seal.position for seal in seals] == list(range(1, 8))
    assert [bytes(seal.previous) for seal in seals[1:]] == [bytes(seal.hash) for seal in seals[:-1]]
    assert len({bytes(seal.hash) for seal in seals}) == 7
    assert seals[-1].floor >= ids[-1]
    report = verify_trail()
    assert (report.sound, report.sealed, report.unsealed, report.anchored) == (True, 7, 0, True)


def test_sealing_again_seals_nothing_again() -> None:
    sealed(3)
    assert seal_trail().entries == 0
    more = write(2)
    assert verify_trail().unsealed == 2
    assert verify_trail().oldest_unsealed == more[0].at
    assert seal_trail().entries == 2
    assert seal_trail().entries == 0
    assert TrailSeal.objects.count() == 5
    assert verify_trail().sound


def test_batches_make_one_chain() -> None:
    write(11)
    assert seal_trail(batch=3).entries == 11
    write(2)
    seal_trail(batch=3)
    report = verify_trail()
    assert (report.sound, report.sealed) == (True, 13)


def test_every_column_of_an_entry_is_sealed() -> None:
    assert set(COLUMNS) == {field.column for field in TrailEntry._meta.concrete_fields}


def test_the_content_reads_the_same_in_every_session(head_file: Path) -> None:
    """Time zone, language and the way in which bytes, floats and dates are shown have no part in it."""
    user = make.make_user()
    set_origin(Origin("2001:db8::1", "f" * 32))
    with at("2026-03-01T08:00:00.123456"):
        record(
            actor=SYSTEM,
            action="step.take",
            obj=user,
            for_user=user,
            detail={"b": [1.50, None, '“是”\\n"x"\t\u0001'], "a": {"z": True, "y": dt.date(2026, 3, 1).isoformat()}},
        )
    set_origin(None)
    seal_trail()
    found = set()
    for settings_ in (
        "SET TIME ZONE 'America/St_Johns'; SET DateStyle = 'German, DMY'; SET bytea_output = 'escape'",
        "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'; SET extra_float_digits = -15",
        "SET IntervalStyle = 'sql_standard'; SET lc_numeric = 'C'; SET xmloption = 'document'",
    ):
        with connection.cursor() as cursor:
            cursor.execute(settings_)
            cursor.execute(f"SELECT {CANONICAL} FROM dossiers_trailentry e")
            found.add(cursor.fetchone()[0])
            cursor.execute("RESET ALL")
            cursor.execute("SET TIME ZONE 'UTC'")
        assert verify_trail().sound
    assert len(found) == 1
    assert "2026-03-01T00:00:00.123456" in found.pop()


def test_a_seal_needs_the_key_and_a_changed_key_goes_on() -> None:
    sealed(3)
    with override_settings(TRAIL_KEYS=[OTHER_KEY]):
        assert set(kinds(verify_trail())) == {"key_unknown", "anchor_changed"}
    with override_settings(TRAIL_KEYS=[OTHER_KEY, *settings.TRAIL_KEYS]):
        write(2)
        seal_trail()
        assert TrailSeal.objects.values("key_id").distinct().count() == 2
        assert verify_trail().sound
    assert kinds(verify_trail()) == ["key_unknown", "key_unknown", "anchor_changed"]


# --- breaking it -----------------------------------------------------------------------------------------------

CHANGES = {
    "at": "at = at - interval '1 microsecond'",
    "action": "action = 'sign-im'",
    "object_id": "object_id = '1'",
    "object_type": "object_type = ' '",
    "ip": "ip = '10.0.0.1'",
    "request_id": "request_id = 'a'",
    "detail": """detail = '{"rows": 5 , "x": null}'""",
    "user_id": "user_id = (SELECT min(id) FROM accounts_user)",
    "for_user_id": "for_user_id = (SELECT min(id) FROM accounts_user)",
}


@pytest.mark.parametrize("column", CHANGES)
def test_one_changed_byte_is_named_with_its_entry_and_column(column: str) -> None:
    make.make_user()
    ids = sealed()
    tamper(f"UPDATE dossiers_trailentry SET {CHANGES[column]} WHERE id = {ids[4]}")
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.entry, broken.position, broken.columns) == ("entry_changed", ids[4], 5, [column])
    assert str(ids[4]) in broken.words()
    assert column in broken.words()


def test_a_removed_row_is_named() -> None:
    ids = sealed()
    tamper(f"DELETE FROM dossiers_trailentry WHERE id = {ids[4]}")
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.entry, broken.position) == ("entry_removed", ids[4], 5)


EXCHANGED = {
    "their numbers": "UPDATE dossiers_trailentry SET id = CASE id WHEN {a} THEN -{b} ELSE -{a} END"
    " WHERE id IN ({a}, {b}); UPDATE dossiers_trailentry SET id = -id WHERE id < 0",
    "their content": "UPDATE dossiers_trailentry e SET at = o.at, action = o.action, detail = o.detail"
    " FROM dossiers_trailentry o WHERE (e.id, o.id) IN (({a}, {b}), ({b}, {a}))",
}


@pytest.mark.parametrize("way", EXCHANGED)
def test_two_exchanged_rows_are_named(way: str) -> None:
    ids = sealed()
    tamper(EXCHANGED[way].format(a=ids[2], b=ids[6]))
    first, second = verify_trail().breaks
    assert (first.kind, first.entry, first.other, first.position) == ("entries_exchanged", ids[2], ids[6], 3)
    assert (second.kind, second.entry, second.other, second.position) == ("entries_exchanged", ids[6], ids[2], 7)


def test_a_cut_tail_is_named() -> None:
    ids = sealed()
    tamper(
        "DELETE FROM dossiers_trailseal WHERE position > 7",
        f"DELETE FROM dossiers_trailentry WHERE id > {ids[6]}",
    )
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.position, broken.entry, broken.other) == ("tail_cut", 10, ids[9], 3)


def test_a_trail_cut_to_nothing_is_named() -> None:
    ids = sealed(4)
    tamper("DELETE FROM dossiers_trailseal", "DELETE FROM dossiers_trailentry")
    assert not seal_trail().anchored
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.position, broken.entry, broken.other) == ("tail_cut", 4, ids[3], 4)


def test_a_tail_that_was_cut_and_grew_again_is_named(head_file: Path) -> None:
    """The sealer goes on for the sake of what comes, leaves the proof where it is, and says so."""
    ids = sealed()
    before = head_file.read_text()
    tamper(
        "DELETE FROM dossiers_trailseal WHERE position > 7",
        f"DELETE FROM dossiers_trailentry WHERE id > {ids[6]}",
    )
    write(5)
    assert seal_entries() == 5
    assert TaskRun.objects.get(name="trail.seal").state == RunState.PROBLEM
    assert head_file.read_text() == before
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.position, broken.entry) == ("tail_replaced", 10, ids[9])


def test_a_removed_seal_is_named() -> None:
    ids = sealed()
    tamper("DELETE FROM dossiers_trailseal WHERE position IN (4, 5)")
    report = verify_trail()
    assert kinds(report)[0] == "seal_removed"
    assert (report.breaks[0].position, report.breaks[0].other) == (4, 2)
    assert [(b.kind, b.entry) for b in report.breaks[1:]] == [
        ("entry_in_the_past", ids[3]),
        ("entry_in_the_past", ids[4]),
    ]


SEAL_CHANGES = {
    "digest": "digest = sha256('x')",
    "hash": "hash = sha256('x')",
    "previous": "previous = sha256('x')",
    "floor": "floor = floor - 1",
    "sealed_at": "sealed_at = sealed_at + interval '1 hour'",
    "fingerprints": "fingerprints = substr(fingerprints, 1, 40) || 'wxyz'::bytea",
}


@pytest.mark.parametrize("column", SEAL_CHANGES)
def test_a_changed_seal_is_named(column: str) -> None:
    ids = sealed()
    tamper(f"UPDATE dossiers_trailseal SET {SEAL_CHANGES[column]} WHERE position = 6")
    report = verify_trail()
    assert (report.breaks[0].kind, report.breaks[0].position, report.breaks[0].entry) == ("seal_changed", 6, ids[5])


def test_exchanged_seals_are_named() -> None:
    sealed()
    tamper(
        "UPDATE dossiers_trailseal SET position = -position WHERE position IN (3, 8)",
        "UPDATE dossiers_trailseal SET position = CASE position WHEN -3 THEN 8 ELSE 3 END WHERE position < 0",
    )
    found = [(b.kind, b.position, b.other) for b in verify_trail().breaks if b.kind == "seals_exchanged"]
    assert found == [("seals_exchanged", 3, 8), ("seals_exchanged", 8, 3)]


def test_an_entry_and_its_seal_taken_out_and_the_rest_moved_up_is_named() -> None:
    ids = sealed()
    tamper(
        "DELETE FROM dossiers_trailseal WHERE position = 5",
        f"DELETE FROM dossiers_trailentry WHERE id = {ids[4]}",
        *(f"UPDATE dossiers_trailseal SET position = {p - 1} WHERE position = {p}" for p in range(6, 11)),
    )
    report = verify_trail()
    assert (report.breaks[0].kind, report.breaks[0].position) == ("seal_changed", 5)
    assert kinds(report)[-1] == "tail_cut"


def test_an_entry_put_into_the_past_is_named() -> None:
    """Under a number that a transaction took and gave up: the trail has gaps, and they stay gaps."""
    ids = sealed(3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('dossiers_trailentry_id_seq')")
        (gap,) = cursor.fetchone()
    ids += sealed(3)
    assert ids[2] < gap < ids[3]
    TrailEntry.objects.create(pk=gap, action="role.grant")
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.entry) == ("entry_in_the_past", gap)
    # The sealer does not help it in.
    assert seal_trail().entries == 0
    assert kinds(verify_trail()) == ["entry_in_the_past"]


def test_a_genuine_seal_on_an_entry_of_the_past_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the floor turned back in the sealer itself, the seals before would still say so."""
    sealed(3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('dossiers_trailentry_id_seq')")
        (gap,) = cursor.fetchone()
    sealed(3)
    TrailEntry.objects.create(pk=gap, action="role.grant")
    monkeypatch.setattr(sealer, "_UNSEALED", sealer._UNSEALED.replace("%(floor)s", "%(floor)s * 0"))
    assert seal_trail().entries == 1
    (broken,) = verify_trail().breaks
    assert (broken.kind, broken.entry, broken.position) == ("sealed_in_the_past", gap, 7)


def test_an_anchor_that_we_did_not_write_is_told(head_file: Path) -> None:
    sealed(3)
    kept = json.loads(head_file.read_text())
    head_file.write_text(json.dumps({**kept, "position": 2}))
    assert kinds(verify_trail()) == ["anchor_changed"]
    head_file.write_text("{")
    assert kinds(verify_trail()) == ["anchor_changed"]
    head_file.unlink()
    report = verify_trail()
    assert (report.sound, report.anchored) == (True, False)


def test_of_many_breaks_the_first_are_named_and_the_rest_counted() -> None:
    ids = sealed(60)
    tamper("UPDATE dossiers_trailentry SET action = 'x'")
    report = verify_trail()
    assert [b.entry for b in report.breaks] == ids[:20]
    assert report.unnamed == 40
    kept = report.as_json()
    assert [break_of(found) for found in kept["breaks"]] == report.breaks


# --- the command and the tasks ---------------------------------------------------------------------------------


def test_the_command_says_it_and_fails() -> None:
    ids = sealed(5)
    out = StringIO()
    call_command("verify_trail", stdout=out)
    assert "The trail is whole." in out.getvalue()
    tamper(f"DELETE FROM dossiers_trailentry WHERE id = {ids[1]}")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_trail", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["sound"] is False
    assert (report["breaks"][0]["kind"], report["breaks"][0]["entry"]) == ("entry_removed", ids[1])


def test_the_tasks_keep_what_they_found() -> None:
    write(3)
    assert seal_entries() == 3
    assert seal_entries() == 0
    assert TaskRun.objects.filter(name="trail.seal").count() == 1
    assert prove_trail() is True
    run = TaskRun.objects.filter(name="trail.verify").get()
    assert (run.state, run.counts["sealed"], run.detail["sound"]) == (RunState.DONE, 3, True)
    tamper("UPDATE dossiers_trailentry SET action = 'x'")
    assert prove_trail() is False
    run = TaskRun.objects.filter(name="trail.verify").order_by("-pk")[0]
    assert (run.state, run.counts["breaks"]) == (RunState.PROBLEM, 3)


# --- several at once -------------------------------------------------------------------------------------------


def other_connection() -> BaseDatabaseWrapper:
    return connections.create_connection(DEFAULT_DB_ALIAS)


@pytest.fixture
def second() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own."""
    found = other_connection()
    yield found
    found.close()


INSERT = (
    "INSERT INTO dossiers_trailentry (at, action, object_type, object_id, request_id, detail)"
    " VALUES (%s, 'late', '', '', '', '{}') RETURNING id"
)


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_late_under_a_smaller_number_is_sealed(
    second: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealer, "PATIENCE_SECONDS", 0.05)
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute(INSERT, [now()])
        (late,) = cursor.fetchone()
    early = [entry.pk for entry in write(3)]
    assert late < early[0]
    assert seal_trail().entries == 3
    write(1)
    assert seal_trail().entries == 1
    assert TrailSeal.objects.order_by("-position")[0].floor < late, "the floor waits for who still writes"
    second.commit()
    assert seal_trail().entries == 1
    assert TrailSeal.objects.order_by("-position")[0].entry_id == late
    write(1)
    seal_trail()
    assert TrailSeal.objects.order_by("-position")[0].floor > late, "and moves on when nobody does"
    assert verify_trail().sound


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_has_its_number_but_no_transaction_id_yet_is_waited_for(
    second: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between taking the lock, taking the number and being given an id of its transaction a writer may rest."""
    monkeypatch.setattr(sealer, "PATIENCE_SECONDS", 0.05)
    with connection.cursor() as cursor:
        # A sequence writes its log for 32 numbers in advance; only that gives a transaction its id.
        cursor.execute("SELECT log_cnt FROM dossiers_trailentry_id_seq")
        if cursor.fetchone()[0] == 0:
            cursor.execute("SELECT nextval('dossiers_trailentry_id_seq')")
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_trailentry IN ROW EXCLUSIVE MODE")
        cursor.execute("SELECT nextval('dossiers_trailentry_id_seq')")
        (taken,) = cursor.fetchone()
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone()[0] is None
    write(2)
    seal_trail()
    assert TrailSeal.objects.order_by("-position")[0].floor < taken
    with second.cursor() as cursor:
        cursor.execute(INSERT.replace("(at,", "(id, at,").replace("VALUES (", f"VALUES ({taken}, "), [now()])
    second.commit()
    assert seal_trail().entries == 1
    assert verify_trail().sound


@pytest.mark.django_db(transaction=True)
def test_a_writer_who_is_soon_done_is_waited_for(second: BaseDatabaseWrapper) -> None:
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute(INSERT, [now()])
        (late,) = cursor.fetchone()
    write(1)
    timer = threading.Timer(0.2, second.connection.commit)
    timer.start()
    assert seal_trail().entries == 2
    timer.join()
    assert TrailSeal.objects.get(pk=1).entry_id == late
    assert verify_trail().sound


@pytest.mark.django_db(transaction=True)
def test_only_one_sealer_works_at_a_time(second: BaseDatabaseWrapper) -> None:
    write(2)
    second.set_autocommit(False)
    with second.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealer.LOCK])
    found = seal_trail()
    assert (found.entries, found.busy) == (0, True)
    second.rollback()
    assert seal_trail().entries == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_writers_and_sealers_at_once_leave_one_whole_chain() -> None:
    writers, each, failed = 4, 60, []
    going = threading.Event()
    going.set()

    def run(act: Callable[[], None]) -> threading.Thread:
        def body() -> None:
            try:
                act()
            except Exception as error:
                failed.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=body)
        thread.start()
        return thread

    def keep_writing() -> None:
        for n in range(each):
            with transaction.atomic():
                write(1 + n % 3)
                if n % 7 == 0:
                    transaction.set_rollback(True)

    def keep_sealing() -> None:
        while going.is_set():
            seal_trail(batch=20)

    sealers = [run(keep_sealing) for _ in range(3)]
    for thread in [run(keep_writing) for _ in range(writers)]:
        thread.join()
    going.clear()
    for thread in sealers:
        thread.join()
    assert failed == []
    seal_trail()
    report = verify_trail()
    assert (kinds(report), report.unsealed) == ([], 0)
    assert report.sealed == TrailEntry.objects.count() > writers * each


def test_an_older_head_does_not_take_the_place_of_a_newer_one(head_file: Path) -> None:
    sealed(4)
    newest = anchor.dropped()
    assert anchor.drop(anchor.Anchor.of(TrailSeal.objects.get(pk=2)))
    assert anchor.dropped() == newest
