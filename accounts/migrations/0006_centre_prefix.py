"""The series of numbers of the dispute-resolution centre: of organs that are there it follows from that of the cases."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat, Replace


def fill(apps, schema_editor) -> None:
    stem = Replace(F("number_prefix"), Value("府复"), Value(""))
    apps.get_model("accounts", "Organ").objects.update(centre_prefix=Concat(stem, Value("争化")))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_api_tokens")]

    operations = [
        migrations.AddField(
            "organ",
            "centre_prefix",
            models.CharField(default="", max_length=32, verbose_name="prefix of the numbers of disputes"),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "organ",
            "centre_prefix",
            models.CharField(max_length=32, unique=True, verbose_name="prefix of the numbers of disputes"),
        ),
        migrations.AddConstraint(
            "organ",
            models.CheckConstraint(
                condition=~models.Q(centre_prefix=models.F("number_prefix")), name="organ_series_of_their_own"
            ),
        ),
    ]
