"""python -m tests.benchmarks [--only NAME …] [--cases 100000]: what the system takes at volume, as tables."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.benchmarks import names
from tests.benchmarks.scratch import scratch_database

if TYPE_CHECKING:
    from accounts.models import User
    from tests.benchmarks.data import World
    from tests.benchmarks.measuring import Row


HEADING = f"{'page ms':>9}{'work ms':>9}{'queries':>9}{'SQL ms':>9}{'page:SQL':>10}{'page:bare':>11}"
SWEEP_HEADING = (
    f"{'sweep ms':>10}{'work ms':>9}{'queries':>9}{'reminders':>11}{'SQL ms':>9}{'SQL work':>10}{'ratio':>7}"
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the system at volume.")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this part alone; may be repeated")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases the pages have (100,000)")
    parser.add_argument("--deadlines", type=int, default=1_000_000, help="how many deadlines the sweep has (1,000,000)")
    parser.add_argument("--trail", type=int, default=1_000_000, help="how many entries the trail has (1,000,000)")
    parser.add_argument("--records", type=int, default=10_000, help="how many records are handed in (10,000)")
    asked = parser.parse_args()
    of_pages = names.of_pages()
    known = [*of_pages, *OTHERS]
    if unknown := set(asked.only) - set(known):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    os.environ.setdefault("DINGFEN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    wanted = asked.only or known
    chosen = [name for name in wanted if name in of_pages]
    work: list[Callable[[], None]] = [lambda: pages(chosen, asked.cases)] if chosen else []
    work += [lambda name=name: OTHERS[name](asked) for name in wanted if name in OTHERS]
    for act in work:
        with scratch_database():
            _set_up()
            act()


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


def _let_client_in() -> None:
    """Let the test client's host in. Django's surroundings for tests would also copy each context that is rendered,
    which no reader of a page waits for.
    """
    # Django is set up only now.
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def _world(cases: int) -> "World":
    from tests.benchmarks.data import make_world  # noqa: PLC0415

    start = time.perf_counter()
    world = make_world(cases, say)
    say(f"{cases:,} cases made in {time.perf_counter() - start:.0f} s")
    return world


def pages(chosen: list[str], cases: int) -> None:
    """The pages, each beside its bare SQL and a bare page."""
    # Django is set up only now.
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks import registry  # noqa: PLC0415
    from tests.benchmarks.measuring import measured  # noqa: PLC0415

    registry.load()
    _let_client_in()
    world = _world(cases)
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    bare = measured("a bare page", world.officer, "/bare/")
    say(f"\na bare page: {bare.page:.1f} ms, {bare.work:.1f} ms of work, {bare.queries} queries")
    for part in registry.chosen(chosen):
        say(f"\n{part.title:38}{HEADING}")
        for row in part.measure(world):
            say(_line(row, bare.page))
    connection.close()


def _line(row: "Row", bare: float) -> str:
    sql = f"{row.sql:9.1f}{row.page / row.sql:10.1f}" if row.sql else f"{'':19}"
    return f"{row.name:38}{row.page:9.1f}{row.work:9.1f}{row.queries:9}{sql}{row.page / bare:11.1f}  {row.note}"


def reckoning(asked: argparse.Namespace) -> None:
    """A million due dates beside numpy, and a notice that moves all that runs."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.reckoning import measure  # noqa: PLC0415

    for line in measure(_world(asked.cases)):
        say(line)
    connection.close()


def reminders(asked: argparse.Namespace) -> None:
    """The sweep beside the bare SQL that selects the same rows."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.reminders import measure  # noqa: PLC0415

    rows = measure(asked.deadlines, say)
    connection.close()
    say(f"\n{'The sweep of reminders':34}{SWEEP_HEADING}")
    for row in rows:
        figures = (
            f"{row.sweep:10.1f}{row.work:9.1f}{row.queries:9}{row.reminders:11,}{row.sql:9.1f}{row.sql_work:10.1f}"
        )
        say(f"{row.name:34}{figures}{row.work / row.sql_work:7.2f}  {row.note}")


def trail(asked: argparse.Namespace) -> None:
    """What sealing costs those who write, how fast a chain is made and proven, the auditor's page."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    from tests.benchmarks.trail import report  # noqa: PLC0415

    _let_client_in()
    # The head of the measured trail lies apart from that of the checkout.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DINGFEN_VAR"] = folder
        with override_settings(TRAIL_ANCHOR=Path(folder) / "trail" / "head.json"):
            report(say, asked.trail)
    connection.close()


def interface(asked: argparse.Namespace) -> None:
    """The lists of the interface with and without scope, one submission, and thousands with their memory."""
    # Django is set up only now.
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.interface import report  # noqa: PLC0415

    _let_client_in()
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    report(say, asked.cases, asked.records)
    connection.close()


def disputes(asked: argparse.Namespace) -> None:
    """The list of disputes, beside its bare SQL and a bare page."""
    # Django is set up only now.
    from tests.benchmarks.disputes import make_centre, measure  # noqa: PLC0415

    centre = make_centre(asked.cases, say)
    _beside_bare("The list of disputes", centre.officer, lambda: measure(centre))


def suggestions(asked: argparse.Namespace) -> None:
    """The register of suggestions, beside its bare SQL and a bare page."""
    # Django is set up only now.
    from tests.benchmarks.suggestions import make_register, measure  # noqa: PLC0415

    register = make_register(asked.cases, say)
    _beside_bare("The register of suggestions", register.officer, lambda: measure(register))


def _beside_bare(title: str, reader: "User", measure: "Callable[[], list[Row]]") -> None:
    """The lines of one table of pages, each beside a bare page."""
    # Django is set up only now.
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.measuring import measured  # noqa: PLC0415

    _let_client_in()
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    bare = measured("a bare page", reader, "/bare/")
    say(f"\na bare page: {bare.page:.1f} ms, {bare.work:.1f} ms of work, {bare.queries} queries")
    say(f"\n{title:38}{HEADING}")
    for row in measure():
        say(_line(row, bare.page))
    connection.close()


def figures(asked: argparse.Namespace) -> None:
    """Pages and questions of figures beside the worklist page."""
    # Django is set up only now.
    from django.db import connection  # noqa: PLC0415

    from tests.benchmarks.figures import measure  # noqa: PLC0415

    _let_client_in()
    rows = measure(_world(asked.cases), say)
    connection.close()
    say(f"\n{'Figures':38}{HEADING.replace('page:bare', 'page:list')}")
    for row in rows:
        say(_line(row, rows[0].page))


OTHERS: dict[str, Callable[[argparse.Namespace], None]] = {
    "disputes": disputes,
    "figures": figures,
    "interface": interface,
    "reckoning": reckoning,
    "reminders": reminders,
    "suggestions": suggestions,
    "trail": trail,
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
