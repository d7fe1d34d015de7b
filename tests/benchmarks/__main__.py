"""python -m tests.benchmarks [PART …] [--cases 100000]: the pages and the reminders at volume, as tables."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.benchmarks.scratch import scratch_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the pages at volume.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (all of them)")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases the pages have (100,000)")
    parser.add_argument("--deadlines", type=int, default=1_000_000, help="how many deadlines run (1,000,000)")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    os.environ.setdefault("DINGFEN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    for part in chosen.parts or PARTS:
        with scratch_database():
            _set_up()
            PARTS[part](chosen)


def _set_up() -> None:
    """Set up Django for the database that DATABASE_URL names now, and make its tables."""
    # The settings read DATABASE_URL when Django is set up; a further part only changes the name.
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    if not settings.configured:
        django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    call_command("migrate", verbosity=0)


def pages(chosen: argparse.Namespace) -> None:
    """The pages, each beside its bare SQL and a bare page."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from tests.benchmarks.data import make_world  # noqa: PLC0415
    from tests.benchmarks.worklist import measure  # noqa: PLC0415

    setup_test_environment()
    start = time.perf_counter()
    world = make_world(chosen.cases)
    say(f"{chosen.cases:,} cases made in {time.perf_counter() - start:.0f} s")
    rows = measure(world)
    connection.close()
    bare = rows[0].page
    say(f"\n{'':34}{'page ms':>9}{'work ms':>9}{'queries':>9}{'SQL ms':>9}{'page:SQL':>10}{'page:bare':>11}")
    for row in rows:
        sql = f"{row.sql:9.1f}{row.page / row.sql:10.1f}" if row.sql else f"{'':19}"
        page = f"{row.page:9.1f}{row.work:9.1f}{row.queries:9}"
        say(f"{row.name:34}{page}{sql}{row.page / bare:11.1f}  {row.note}")


def reminders(chosen: argparse.Namespace) -> None:
    """The sweep beside the bare SQL that selects the same rows."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.reminders import measure  # noqa: PLC0415

    rows = measure(chosen.deadlines, say)
    connection.close()
    say(
        f"\n{'':34}{'sweep ms':>10}{'work ms':>9}{'queries':>9}{'reminders':>11}"
        f"{'SQL ms':>9}{'SQL work':>10}{'ratio':>7}"
    )
    for row in rows:
        figures = (
            f"{row.sweep:10.1f}{row.work:9.1f}{row.queries:9}{row.reminders:11,}{row.sql:9.1f}{row.sql_work:10.1f}"
        )
        say(f"{row.name:34}{figures}{row.work / row.sql_work:7.2f}  {row.note}")


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {"pages": pages, "reminders": reminders}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
