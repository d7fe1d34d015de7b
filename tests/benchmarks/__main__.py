"""python -m tests.benchmarks [--cases 100000]: the times of the pages at volume, as a table."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.scratch import scratch_database

if TYPE_CHECKING:
    from tests.benchmarks.worklist import Row


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the pages at volume.")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are (100,000)")
    parser.add_argument("--trail", type=int, default=1_000_000, help="how many entries the trail has (1,000,000)")
    parser.add_argument("--only", choices=["worklist", "trail"], help="measure this part alone")
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

        from tests.benchmarks import trail  # noqa: PLC0415
        from tests.benchmarks.data import make_world  # noqa: PLC0415
        from tests.benchmarks.worklist import measure  # noqa: PLC0415

        setup_test_environment()
        call_command("migrate", verbosity=0)
        if chosen.only in {None, "worklist"}:
            start = time.perf_counter()
            world = make_world(chosen.cases)
            say(f"{chosen.cases:,} cases made in {time.perf_counter() - start:.0f} s")
            table(measure(world))
        if chosen.only in {None, "trail"}:
            with anchor_apart():
                trail.report(say, chosen.trail)
        connection.close()


@contextmanager
def anchor_apart() -> Iterator[None]:
    """Keep the head of the measured trail away from that of the checkout."""
    from django.test import override_settings  # noqa: PLC0415 - after Django is set up

    with tempfile.TemporaryDirectory() as folder:
        os.environ["DINGFEN_VAR"] = folder
        with override_settings(TRAIL_ANCHOR=Path(folder) / "trail" / "head.json"):
            yield


def table(rows: "list[Row]") -> None:
    """The rows of the pages, aligned."""
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
