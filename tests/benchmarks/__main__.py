"""python -m tests.benchmarks [--cases 100000] [--only lists]: the times of the pages at volume, as tables."""

import argparse
import os
import sys
import time
from typing import TYPE_CHECKING

from tests.benchmarks.scratch import scratch_database

if TYPE_CHECKING:
    from tests.benchmarks.data import World
    from tests.benchmarks.measuring import Row


HEADING = f"{'page ms':>9}{'work ms':>9}{'queries':>9}{'SQL ms':>9}{'page:SQL':>10}{'page:bare':>11}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the pages at volume.")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are (100,000)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this part alone; may be repeated")
    asked = parser.parse_args()
    os.environ.setdefault("DINGFEN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with scratch_database():
        # The settings read DATABASE_URL when Django is set up.
        import django  # noqa: PLC0415

        django.setup()
        from django.db import connection  # noqa: PLC0415

        from tests.benchmarks import registry  # noqa: PLC0415

        registry.load()
        try:
            parts = registry.chosen(asked.only)
        except KeyError as error:
            parser.error(f"there is no part {error}; there are {', '.join(registry.names())}")
        world = _fill(asked.cases)
        bare = _bare_page(world)
        say(f"\na bare page: {bare.page:.1f} ms, {bare.work:.1f} ms of work, {bare.queries} queries")
        for part in parts:
            say(f"\n{part.title:38}{HEADING}")
            for row in part.measure(world):
                say(_line(row, bare.page))
        connection.close()


def _fill(cases: int) -> "World":
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    from tests.benchmarks.data import make_world  # noqa: PLC0415

    setup_test_environment()
    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    world = make_world(cases, say)
    say(f"{cases:,} cases made in {time.perf_counter() - start:.0f} s")
    return world


def _bare_page(world: "World") -> "Row":
    from django.conf import settings  # noqa: PLC0415

    from tests.benchmarks.measuring import measured  # noqa: PLC0415

    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    return measured("a bare page", world.officer, "/bare/")


def _line(row: "Row", bare: float) -> str:
    sql = f"{row.sql:9.1f}{row.page / row.sql:10.1f}" if row.sql else f"{'':19}"
    return f"{row.name:38}{row.page:9.1f}{row.work:9.1f}{row.queries:9}{sql}{row.page / bare:11.1f}  {row.note}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
