"""python -m tests.reminders.world PLACE CASES WEBHOOK: an office with overdue cases, in the environment's database.

Prints nothing. Each case was received forty days ago and never reviewed, so that officer, director and leader are told
of it by e-mail, and the office's group through WEBHOOK.
"""

import datetime as dt
import itertools
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(place: str, cases: int, webhook: str) -> None:
    # The models are there once Django is set up, and it reads the environment then.
    import django  # noqa: PLC0415

    django.setup()
    from accounts.crypto import encrypt  # noqa: PLC0415
    from accounts.models import Organisation, User  # noqa: PLC0415
    from accounts.timekeeping import at, today  # noqa: PLC0415
    from notices.models import Webhook  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    # The names that an earlier run gave are taken.
    factories._count = itertools.count(Organisation.objects.count() + User.objects.count() + 1)
    factories.load_code_lists()
    office = factories.Office(place)
    for name in ("officer", "director", "leader"):
        user = getattr(office, name).user
        user.email = f"{name}.{office.organ.pk}@example.test"
        user.save(update_fields=["email"])
    if webhook:
        Webhook.objects.create(organ=office.organ, name="群", url_cipher=encrypt(webhook), shown="json://127.0.0.1/…")
    with at(today() - dt.timedelta(days=40)):
        for number in range(cases):
            office.register(applicant=f"周{number}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
