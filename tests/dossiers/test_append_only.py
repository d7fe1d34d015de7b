"""What the database itself refuses: to change or lose the trail, the timeline, facts, numbers, papers and cases."""

import datetime as dt

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.timekeeping import now
from dossiers.models import TrailSeal
from dossiers.seal.sealer import seal_trail
from dossiers.services import add_file
from tests import factories as make
from tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

APPEND_ONLY = {
    "dossiers_trailentry": "action",
    "dossiers_timelineentry": "step",
    "dossiers_casenumber": "text",
    "dossiers_storedfile": "content_type",
    "dossiers_trailseal": "key_id",
}
# What a case has left rows in, so that the refusal can be heard.
NEVER_DELETED = [
    *APPEND_ONLY,
    "accounts_user",
    "accounts_organisation",
    "accounts_roleassignment",
    "dossiers_code",
    "dossiers_fact",
    "dossiers_dossier",
    "dossiers_party",
    "dossiers_dossierfile",
    "deadlines_deadline",
    "cases_reconsiderationcase",
    "notices_notice",
    "workflow_approval",
]
# Tables from which rows go: preferences, settings that are like everybody's again, and what follows from the rest.
MAY_BE_DELETED = {
    "deadlines_clocksetting",
    # While they are a preview.
    "deadlines_moveddeadline",
    "dossiers_dossieraccess",
    "reports_summarised",
    "reports_summary",
    "workflow_listsetting",
    "workflow_savedview",
}


@pytest.fixture
def case(office: Office):
    case = office.heard()
    add_file(actor=office.officer, dossier=case.dossier, file=make.pdf())
    office.take(case, "suspend", ground="suspend_ground.g8", reason="x")
    seal_trail()
    return case


def refused(sql: str) -> str:
    """The database's own words when it refuses a statement."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        # What is still to be checked would be a reason not to empty a table too.
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")
    return str(error.value)


def test_nothing_is_deleted(case) -> None:
    for table in NEVER_DELETED:
        assert "delete rows from" in refused(f"DELETE FROM {table}"), table


def test_every_other_table_is_kept_by_the_database() -> None:
    kept = (
        "SELECT tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        # Bit 3 is DELETE, bit 1 BEFORE; no condition may let a row go.
        " WHERE t.tgtype & 8 > 0 AND t.tgtype & 2 > 0 AND t.tgqual IS NULL AND p.prosrc LIKE '%Cannot % rows%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(kept)
        found = {table for (table,) in cursor.fetchall()}
    ours = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and (settings.BASE_DIR / model._meta.app_label).is_dir()
    }
    assert ours - found == MAY_BE_DELETED


def test_what_was_written_stays_as_it_was(case) -> None:
    for table, column in APPEND_ONLY.items():
        assert "Cannot update" in refused(f"UPDATE {table} SET {column} = left({column}, 1)"), table


def test_a_fact_is_superseded_and_never_changed(case) -> None:
    for change in (
        "on_date = on_date + 1",
        "kind = 'x'",
        "value = '{}'",
        "void = true",
        "recorded_at = now()",
        "party_id = 1",
        "entry_id = 1",
    ):
        sql = f"UPDATE dossiers_fact SET {change} WHERE kind IN ('received', 'views_heard')"
        assert "Cannot update" in refused(sql), change


def test_a_fact_is_superseded_once_and_later_than_it_was_recorded(case) -> None:
    received, accepted = case.dossier.facts.get(kind="received"), case.dossier.facts.get(kind="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        case.dossier.facts.filter(pk=received.pk).update(
            superseded_by=accepted, superseded_at=now() - dt.timedelta(days=3650)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        case.dossier.facts.filter(pk=received.pk).update(superseded_by=accepted)


def test_the_trail_cannot_be_emptied(case) -> None:
    assert "cannot be emptied" in refused("TRUNCATE dossiers_trailentry CASCADE")
    assert "cannot be emptied" in refused("TRUNCATE dossiers_dossier CASCADE")
    assert case.dossier.trail.exists()


def test_the_seals_cannot_be_emptied(case) -> None:
    assert "cannot be emptied" in refused("TRUNCATE dossiers_trailseal")
    assert TrailSeal.objects.exists()


IMPOSSIBLE = [
    "UPDATE dossiers_dossier SET status = 'closed'",
    "UPDATE dossiers_dossier SET status = 'void'",
    "UPDATE dossiers_dossier SET status = 'closed', closed_on = opened_on - 1",
    "UPDATE cases_reconsiderationcase SET accepted_on = received_on - 1",
    "UPDATE cases_reconsiderationcase SET concluded_on = accepted_on",
    "UPDATE cases_reconsiderationcase SET accepted_on = NULL",
    "UPDATE cases_reconsiderationcase SET sued_on = accepted_on",
    "UPDATE cases_reconsiderationcase SET matter_id = 'domain.water'",
    "UPDATE deadlines_deadline SET derivation = '[]'",
    "UPDATE deadlines_deadline SET due_on = NULL WHERE state = 'running'",
    "UPDATE workflow_approval SET status = 'approved'",
    "UPDATE workflow_approval SET decided_by_id = requested_by_id, decided_at = now(), status = 'rejected'",
    "INSERT INTO dossiers_casenumber (organ_id, kind, year, serial, text, dossier_id, from_ledger) "
    "SELECT organ_id, kind, year, serial, text, dossier_id, from_ledger FROM dossiers_casenumber",
]


def test_impossible_rows_are_refused_by_the_database(case) -> None:
    for sql in IMPOSSIBLE:
        assert refused(sql), sql
