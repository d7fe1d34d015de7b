"""The rows of an import stand in a table of their own, written as they are read; those kept as JSON move into it."""

from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT = ("sheet", "row", "status", "number", "problems", "summary", "same_as", "cells")


def into_lines(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run_model, line_model = apps.get_model("workflow", "ImportRun"), apps.get_model("workflow", "ImportLine")
    for run in run_model.objects.all().iterator(chunk_size=1):
        line_model.objects.bulk_create(
            [
                line_model(run=run, place=place, dossier_id=row["dossier"], **{name: row[name] for name in KEPT})
                for place, row in enumerate(run.rows)
            ],
            batch_size=500,
        )


def into_json(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for run in apps.get_model("workflow", "ImportRun").objects.all().iterator(chunk_size=1):
        rows: list[dict[str, Any]] = [
            {"dossier": line.dossier_id, **{name: getattr(line, name) for name in KEPT}}
            for line in run.lines.order_by("place")
        ]
        run.rows = rows
        run.save(update_fields=["rows"])


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0009_court_numbers_and_links"),
        ("workflow", "0003_saved_views_and_batches"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("sheet", models.CharField(blank=True, max_length=200)),
                ("row", models.PositiveIntegerField()),
                ("status", models.CharField(max_length=10)),
                ("number", models.TextField(blank=True)),
                ("problems", models.JSONField(default=list)),
                ("summary", models.JSONField(default=dict)),
                ("same_as", models.PositiveIntegerField(null=True)),
                ("cells", models.JSONField(default=list)),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="workflow.importrun"
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "ordering": ["run", "place"],
                "indexes": [models.Index(fields=["run", "status", "place"], name="import_line_by_status")],
                "constraints": [models.UniqueConstraint(models.F("run"), models.F("place"), name="import_line_once")],
            },
        ),
        migrations.RunPython(into_lines, into_json),
    ]
