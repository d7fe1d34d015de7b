"""A suit keeps the number of the instance before it until that is linked, and is found by the numbers it waits for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hearings", "0003_sitting_begins"),
    ]

    operations = [
        migrations.AddField(
            model_name="lawsuit",
            name="earlier_number",
            field=models.CharField(blank=True, max_length=64, verbose_name="number of the earlier instance"),
        ),
        migrations.AddIndex(
            model_name="lawsuit",
            index=models.Index(
                condition=models.Q(("reconsideration_number", ""), _negated=True),
                fields=["reconsideration_number"],
                name="suit_awaits_case",
            ),
        ),
        migrations.AddIndex(
            model_name="lawsuit",
            index=models.Index(
                condition=models.Q(("earlier_number", ""), _negated=True),
                fields=["earlier_number"],
                name="suit_awaits_instance",
            ),
        ),
    ]
