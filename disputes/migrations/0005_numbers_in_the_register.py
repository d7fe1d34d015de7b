"""Suggestions that were registered before the register had numbers of its own get theirs, in the order of entry."""

from collections import defaultdict

from django.db import migrations


def number(apps, schema_editor):
    dossiers = apps.get_model("dossiers", "Dossier")
    numbers, series = apps.get_model("dossiers", "CaseNumber"), apps.get_model("dossiers", "NumberSeries")
    last = defaultdict(int)
    # The models of a migration have none of the managers that ask for a scope.
    rows = dossiers._base_manager.filter(kind="suggestion", case_number=None).select_related("organ")
    for dossier in rows.order_by("created_at", "pk"):
        year = dossier.created_at.year
        last[dossier.organ_id, year] += 1
        serial = last[dossier.organ_id, year]
        place = dossier.organ.number_prefix.removesuffix("府复")
        numbers._base_manager.create(
            organ=dossier.organ,
            kind="suggestion",
            year=year,
            serial=serial,
            text=f"{place}建登〔{year}〕{serial}号",
            dossier=dossier,
        )
    for (organ, year), serial in last.items():
        series._base_manager.create(organ_id=organ, kind="suggestion", year=year, last=serial)


class Migration(migrations.Migration):
    dependencies = [("disputes", "0004_joined")]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
