"""The migration that completes stored events makes them what the facts give today."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.timekeeping import at
from deadlines.models import Deadline
from deadlines.services import refresh
from tests.deadlines.test_changes import as_from_facts
from tests.factories import Office

pytestmark = pytest.mark.django_db
NEW = {"ground", "met"}


def test_events_of_another_time_are_completed(office: Office) -> None:
    migration = import_module("deadlines.migrations.0004_events_say_all")
    with at("2026-03-02"):
        heard = office.heard()
        office.suspend(heard)
        gone = office.register(applicant="钱某").dossier.deadlines.get()
        gone.key = "of-another-time/-/1"
        gone.save()
        refresh(gone.dossier)
    with at("2026-03-09"):
        office.take(heard, "resume", reason="障碍消除")
        office.decide(heard)
    after = {row.pk: row.events for row in Deadline.objects.unscoped("a test")}
    assert any("ground" in event for events in after.values() for event in events)
    for row in Deadline.objects.unscoped("a test"):
        events = [{key: value for key, value in event.items() if key not in NEW} for event in row.events]
        row.events = [event for event in events if event["kind"] != "dropped"]
        row.save()
    migration.say_all(apps, None)
    assert {row.pk: row.events for row in Deadline.objects.unscoped("a test")} == after
    migration.say_all(apps, None)
    as_from_facts()
