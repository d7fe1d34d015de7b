"""Times of the list of cases, its search, exports and API, each beside its bare SQL and a bare page."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.actors import actor_for
from accounts.models import User
from cases.filters import CaseFilter
from cases.listing import worklist
from dossiers.models import Dossier, TrailEntry
from tests.benchmarks.data import World

ROUNDS = 15
EXPORTED = 10_000
# Savepoints and the like belong to the test client's surroundings.
NOT_QUERIES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Milliseconds of the page by the clock (median) and of work by the processors, here and in the database; its
    queries; milliseconds of finding the ids alone.
    """

    name: str
    page: float
    work: float
    queries: int
    sql: float | None = None
    note: str = ""


def timed(act: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Milliseconds of `act` by the clock (median) and of work by the processors (mean), after a round unmeasured."""
    act()
    database = database_process()
    times, here, there = [], time.process_time(), work_of(database)
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    work = (time.process_time() - here + work_of(database) - there) * 1000 / rounds
    return statistics.median(times), work


def database_process() -> psutil.Process | None:
    """The process of the database that serves this connection, when it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        process = psutil.Process(pid)
        return process if "postgres" in process.name() else None
    except psutil.Error:
        return None


def work_of(process: psutil.Process | None) -> float:
    return sum(process.cpu_times()[:2]) if process else 0.0


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, url: str) -> int:
    """How many statements a page needs, without those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        if answer.streaming:
            b"".join(answer)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    return sum(not query["sql"].startswith(NOT_QUERIES) for query in captured.captured_queries)


def bare_sql(user: User, asked: dict[str, str], sort: str, rows: int = 50) -> float:
    """The statement that finds the ids of a list, alone."""
    actor = actor_for(user)
    statement, params = worklist(CaseFilter(asked, actor=actor), actor, sort).sql(limit=rows + 1)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            cursor.fetchall()

    return timed(run)[0]


def lists(world: World) -> list[Row]:
    """The list as several people see it, in several orders."""
    looks: list[tuple[str, User, str, dict[str, str], str]] = [
        ("officer, running by due date", world.officer, "", {"status": "running"}, "due"),
        ("officer, 15 rows", world.officer, "rows=15", {"status": "running"}, "due"),
        ("officer, own cases", world.officer, "officer=me", {"status": "running", "officer": "me"}, "due"),
        ("officer, due descending", world.officer, "sort=-due", {"status": "running"}, "-due"),
        ("officer, all by receipt", world.officer, "status=", {}, "-received"),
        ("officer, all by number", world.officer, "status=&sort=-number", {}, "-number"),
        ("officer, last page", world.officer, "status=&page=200", {}, "-received"),
        (
            "officer, domain and outcome",
            world.officer,
            "domain=domain.housing&outcome=outcome.revoke",
            {"domain": "domain.housing", "outcome": "outcome.revoke"},
            "-received",
        ),
        ("officer, one agency", world.officer, "status=&respondent={one}", {"respondent": "{one}"}, "-received"),
        ("officer, two characters", world.officer, "q=秀英", {"q": "秀英"}, "-received"),
        ("officer, one character", world.officer, "q=龙", {"q": "龙"}, "-received"),
        ("officer, a common word", world.officer, "q=决定", {"q": "决定"}, "-received"),
        ("officer, no such word", world.officer, "q=鼹鼠", {"q": "鼹鼠"}, "-received"),
        ("liaison of 1 agency", world.liaison_of_one, "", {"status": "running"}, "-received"),
        ("liaison of 200 agencies", world.liaison_of_all, "", {"status": "running"}, "-received"),
        ("liaison of 200, all cases", world.liaison_of_all, "status=", {}, "-received"),
        ("liaison of 200, two characters", world.liaison_of_all, "q=秀英", {"q": "秀英"}, "-received"),
    ]
    one = str(world.liaison_of_one.assignments.get().organisation_id)
    found = []
    for name, user, ask, asked, sort in looks:
        client, url = signed_in(user), f"/reconsideration/?{ask.format(one=one)}"
        asked = {key: value.format(one=one) for key, value in asked.items()}
        found.append(
            Row(
                name,
                *timed(lambda client=client, url=url: client.get(url)),
                queries_of(client, url),
                bare_sql(user, asked, sort),
            )
        )
    return found


def others(world: World) -> list[Row]:
    """The home page, the search, the API."""
    pages = [
        ("home of an officer", world.officer, "/"),
        ("home of a liaison of 200", world.liaison_of_all, "/"),
        ("search, two characters", world.officer, "/search/?q=秀英"),
        ("search, a number", world.officer, "/search/?q=量测区府复[2026]77号"),
        ("search by a liaison of 200", world.liaison_of_all, "/search/?q=秀英"),
        ("API, 50 rows", world.officer, "/api/v1/reconsideration/"),
        ("API by due date", world.officer, "/api/v1/reconsideration/?sort=due"),
        ("API, liaison of 200", world.liaison_of_all, "/api/v1/reconsideration/"),
    ]
    return [
        Row(
            name,
            *timed(lambda client=client, url=url: client.get(url)),
            queries_of(client, url),
        )
        for name, user, url in pages
        for client in [signed_in(user)]
    ]


def exports(world: World) -> list[Row]:
    """First byte and whole of an export of about EXPORTED rows, and the most memory that making it takes."""
    client, found = signed_in(world.officer), []
    since = (
        Dossier.objects.unscoped("the measurement picks a day")
        .order_by("-opened_on")
        .values_list("opened_on", flat=True)[EXPORTED - 1 : EXPORTED]
        .get()
    )
    for form in ("xlsx", "csv"):
        url = f"/reconsideration/export/?status=&format={form}&received_from={since}"
        client.get(url)
        start = time.perf_counter()
        stream = iter(client.get(url))
        next(stream)
        first = (time.perf_counter() - start) * 1000
        size = sum(len(part) for part in stream)
        whole, work = timed(lambda url=url: b"".join(client.get(url)), rounds=3)
        tracemalloc.start()
        for _part in client.get(url):
            pass
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        rows = TrailEntry.objects.filter(action="cases.export").order_by("-pk")[0].detail["count"]
        note = f"{rows} rows, first byte {first:.0f} ms, {size // 1024} KiB, peak memory {peak / 1e6:.1f} MB"
        found.append(Row(f"export as {form}", whole, work, queries_of(client, url), note=note))
    return found


def measure(world: World) -> list[Row]:
    """Everything, the bare page first."""
    with override_settings(ROOT_URLCONF="tests.benchmarks.urls"):
        client = signed_in(world.officer)
        bare = Row("a bare page", *timed(lambda: client.get("/bare/")), queries_of(client, "/bare/"))
        return [bare, *lists(world), *others(world), *exports(world)]
