"""Which period for suing is open, by kind; who in a unit answers for a transfer."""

from django.db import migrations, models

CARRIED = "UPDATE disputes_dispute SET suing = 'reconsidered' WHERE reconsidered"
BACK = "UPDATE disputes_dispute SET reconsidered = true WHERE suing LIKE 'reconsidered%'"
# Who answers for a transfer in its unit stood in the entry of the signing alone.
PERSONS = """
    UPDATE disputes_transfer t SET person = said.person, contact = said.contact FROM (
        SELECT DISTINCT ON (e.dossier_id, e.data->'form'->'transfer'->>0)
            e.data->'form'->'transfer'->>0 AS transfer, left(e.data->'form'->'person'->>0, 64) AS person,
            left(coalesce(e.data->'form'->'contact'->>0, ''), 64) AS contact
        FROM dossiers_timelineentry e WHERE e.step = 'sign_transfer' AND e.data->'form' ? 'person'
        ORDER BY e.dossier_id, e.data->'form'->'transfer'->>0, e.id DESC) AS said
    WHERE t.id::text = said.transfer
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_numbers_in_the_register"),
    ]

    operations = [
        migrations.AddField(
            model_name="dispute",
            name="act_on",
            field=models.DateField(blank=True, null=True, verbose_name="act made on"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="immovable",
            field=models.BooleanField(default=False, verbose_name="over immovable property"),
        ),
        migrations.AddField(
            model_name="dispute",
            name="suing",
            field=models.CharField(
                choices=[
                    ("act", "Against the act: six months"),
                    ("untold", "Against an act that did not tell the period: one year at most"),
                    ("inaction", "Against a failure to act: six months"),
                    ("reconsidered", "Against a reconsideration decision: fifteen days"),
                    ("reconsidered_untold", "Against a decision that did not tell the period: one year at most"),
                    ("timeout", "No reconsideration decision in time: fifteen days"),
                ],
                default="act",
                max_length=20,
                verbose_name="period for suing",
            ),
        ),
        migrations.AddField(
            model_name="dispute",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="period for suing known on"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="contact",
            field=models.CharField(blank=True, max_length=64, verbose_name="how to reach them"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="person",
            field=models.CharField(blank=True, max_length=64, verbose_name="person in charge"),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="known_on",
            field=models.DateField(blank=True, null=True, verbose_name="period for suing begins with"),
        ),
        migrations.RunSQL(CARRIED, BACK),
        migrations.RunSQL(PERSONS, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="dispute",
            name="reconsidered",
        ),
    ]
