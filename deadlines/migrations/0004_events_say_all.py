"""Stored events hold all that the outcome follows from: why time did not count, whether a stop met the period, and that
the facts no longer give it."""

from django.db import migrations

PORTION = 2000


def say_all(apps, schema_editor):
    Deadline = apps.get_model("deadlines", "Deadline")
    Fact = apps.get_model("dossiers", "Fact")
    last = 0
    while rows := list(Deadline._base_manager.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = rows[-1].pk
        served = set(
            Fact._base_manager.filter(
                dossier__in={row.dossier_id for row in rows}, kind="supplement_served", superseded_at=None, void=False
            ).values_list("dossier_id", "on_date")
        )
        suspended = set(
            Fact._base_manager.filter(
                dossier__in={row.dossier_id for row in rows}, kind="suspended", superseded_at=None, void=False
            ).values_list("dossier_id", "on_date")
        )
        served = {(pk, day.isoformat()) for pk, day in served - suspended}
        changed = [row for row in rows if _complete(row, served)]
        Deadline._base_manager.bulk_update(changed, ["events"])


def _complete(row, served):
    """Fill in what is missing in a row's events; whether anything was."""
    before = [dict(event) for event in row.events]
    for event in row.events:
        if event["kind"] == "pause":
            event.setdefault("ground", "supplement" if (row.dossier_id, event["on"]) in served else "suspension")
        elif event["kind"] == "stop":
            event.setdefault("met", row.state == "met")
    stops = [event["on"] for event in row.events if event["kind"] == "stop"]
    ended = row.ended_on.isoformat() if row.ended_on else None
    if row.state == "ended" and ended not in stops and not any(event["kind"] == "dropped" for event in row.events):
        row.events.append({"kind": "dropped", "on": ended})
    return row.events != before


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0003_changes"),
        ("dossiers", "0003_due_of_any_status"),
    ]

    operations = [migrations.RunPython(say_all, migrations.RunPython.noop)]
