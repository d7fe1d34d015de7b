from django.db import migrations, models

# Year and serial of a case number, for sorting: 渝府复〔2026〕12号 and （2026）渝0114行初12号 are 2026000000012.
NUMBER_KEY = r"""
CREATE OR REPLACE FUNCTION dossiers_number_key(number text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((parts)[1], (parts)[2])::bigint * 1000000000 + (parts)[3]::bigint
    FROM regexp_match(number, '(?:〔(\d{4})〕|^（(\d{4})）.*\D)(\d{1,9})号$') AS parts
$$
"""
BEFORE = r"""
CREATE OR REPLACE FUNCTION dossiers_number_key(number text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (parts)[1]::bigint * 1000000000 + (parts)[2]::bigint
    FROM regexp_match(number, '〔(\d{4})〕(\d{1,9})号$') AS parts
$$
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_second_officer")]

    operations = [
        migrations.RunSQL(NUMBER_KEY, BEFORE),
        migrations.AlterField(
            model_name="dossieraccess",
            name="audience",
            field=models.CharField(
                choices=[
                    ("office", "office"),
                    ("organ", "organ"),
                    ("party", "party"),
                    ("court", "court"),
                    ("person", "person"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="dossieraccess",
            name="basis",
            field=models.CharField(
                choices=[
                    ("office", "Office of the organ"),
                    ("organ", "The organ"),
                    ("respondent", "Respondent"),
                    ("third_party", "Third party"),
                    ("court", "Court of the suit"),
                    ("named", "Named person"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="dossierlink",
            name="kind",
            field=models.CharField(
                choices=[
                    ("joined", "heard together"),
                    ("separated", "separated from one application"),
                    ("same_act", "same act"),
                    ("follows", "follows from the other"),
                    ("sued", "sued over after reconsideration"),
                    ("instance", "another instance of the same suit"),
                    ("parallel", "parallel suit"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
