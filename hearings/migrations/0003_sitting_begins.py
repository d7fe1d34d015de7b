"""The lists of sittings walk along the time at which they begin."""

from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hearings", "0002_case_taken_off")]

    operations = [
        migrations.AddIndex(
            model_name="sitting",
            index=models.Index(RangeStartsWith("during"), models.F("id"), name="sitting_begins"),
        ),
    ]
