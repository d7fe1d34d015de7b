"""A difference between two records is settled in each thing in which they differ."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hearings", "0004_numbers_awaited"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appearance",
            name="appearance_settled_with_a_reason",
        ),
        migrations.AddField(
            model_name="appearance",
            name="settled_left_early",
            field=models.BooleanField(null=True, verbose_name="left without leave, as settled"),
        ),
        migrations.AddField(
            model_name="appearance",
            name="settled_spoke",
            field=models.BooleanField(null=True, verbose_name="spoke, as settled"),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_came", None), ("settled_left_early", None), ("settled_spoke", None)),
                    models.Q(("settled_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="appearance_settled_with_a_reason",
            ),
        ),
    ]
