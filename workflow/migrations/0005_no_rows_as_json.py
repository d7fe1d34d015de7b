"""The rows of an import are no longer kept as JSON."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_rows_of_imports")]

    operations = [migrations.RemoveField(model_name="importrun", name="rows")]
