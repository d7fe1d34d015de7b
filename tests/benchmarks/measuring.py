"""How a page is measured: by the clock, by the work of the processors, by its queries."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User

ROUNDS = 15
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


def statement_time(statement: str, params: Sequence[object]) -> float:
    """Milliseconds of one statement with its rows by the clock (median), alone."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            cursor.fetchall()

    return timed(run)[0]


def side_by_side(one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Milliseconds of each of two by the clock (median), done in turn, so that both meet the same machine."""
    one(), other()
    times: dict[Callable[[], object], list[float]] = {one: [], other: []}
    for number in range(rounds):
        for act in (one, other) if number % 2 else (other, one):
            start = time.perf_counter()
            act()
            times[act].append((time.perf_counter() - start) * 1000)
    return statistics.median(times[one]), statistics.median(times[other])


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


def measured(name: str, user: User, url: str, sql: float | None = None) -> Row:
    """A page as `user` opens it; `sql` are the milliseconds of finding its ids alone."""
    client = signed_in(user)
    return Row(name, *timed(lambda: client.get(url)), queries_of(client, url), sql)
