"""python -m tests.benchmarks [--cases 100000]: the times of the pages at volume, as a table."""

import argparse
import os
import sys
import time

from tests.benchmarks.scratch import scratch_database


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the pages at volume.")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are (100,000)")
    chosen = parser.parse_args()
    os.environ.setdefault("DINGFEN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with scratch_database():
        # The settings read DATABASE_URL when Django is set up.
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import setup_test_environment  # noqa: PLC0415

        from tests.benchmarks.data import make_world  # noqa: PLC0415
        from tests.benchmarks.reckoning import measure as measure_reckoning  # noqa: PLC0415
        from tests.benchmarks.worklist import measure  # noqa: PLC0415

        setup_test_environment()
        start = time.perf_counter()
        call_command("migrate", verbosity=0)
        world = make_world(chosen.cases)
        say(f"{chosen.cases:,} cases made in {time.perf_counter() - start:.0f} s")
        rows = measure(world)
        for line in measure_reckoning(world):
            say(line)
        connection.close()
    bare = rows[0].page
    say(f"\n{'':34}{'page ms':>9}{'work ms':>9}{'queries':>9}{'SQL ms':>9}{'page:SQL':>10}{'page:bare':>11}")
    for row in rows:
        sql = f"{row.sql:9.1f}{row.page / row.sql:10.1f}" if row.sql else f"{'':19}"
        page = f"{row.page:9.1f}{row.work:9.1f}{row.queries:9}"
        say(f"{row.name:34}{page}{sql}{row.page / bare:11.1f}  {row.note}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
