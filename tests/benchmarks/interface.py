"""The interface for programs: its lists at volume, what scope costs, one submission, and many with their memory."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from accounts.actors import actor_for
from accounts.models import Role, Scope, User
from accounts.timekeeping import today
from accounts.tokens import make_token
from hearings.models import Appearance
from hearings.sittings.words import day_of
from tests.benchmarks.measuring import NOT_QUERIES, side_by_side, signed_in, timed
from tests.benchmarks.suits import LIAISONS, Courts, make_courts

Say = Callable[[str], None]
# The figures that are asked for: a list of 50 lines takes at most so many statements, of which scope at most so many.
MOST_QUERIES, SCOPE_QUERIES = 8, 2
LISTS = {"sittings": "hearings", "appearances": "appearances", "lawsuits": "litigation"}
SUBMISSIONS = 60


def report(say: Say, cases: int, records: int) -> None:
    """Everything, as lines."""
    courts = make_courts(cases, say)
    say(f"{cases:,} sittings, each of a lawsuit with one appearance")
    lists(say, courts)
    owed = unrecorded(courts)
    submission(say, courts, owed)
    many(say, courts, owed, records)


# --- lists -----------------------------------------------------------------------------------------------------


def asked(client: Client, url: str) -> list[str]:
    """The statements of a request, as they are sent, without those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code} {answer.content[:500]!r}")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_QUERIES)]


def bare_sql(statements: list[str]) -> float:
    """Milliseconds of the statement that finds the lines of a list, alone."""
    statement = next(sql for sql in statements if "LIMIT 51" in sql)

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()

    return timed(run)[0]


def lists(say: Say, courts: Courts) -> None:
    """Each list for each of those who read it, beside its bare SQL and beside a view without scope."""
    people = {
        "officer": courts.officer,
        "court": courts.court,
        "liaison of 1 that is sued often": courts.busy_liaison,
        **{f"liaison of {number}": courts.liaisons[number] for number in LIAISONS},
    }
    heading = (
        f"{'page ms':>9}{'queries':>9}{'SQL ms':>9}{'page:SQL':>10}{'bare ms':>9}{'page:bare':>11}{'+queries':>10}"
    )
    for name, path in LISTS.items():
        say(f"\n{f'API list of 50 {name}':34}{heading}")
        for who, user in people.items():
            say(f"{who:34}{line(user, path)}")


def line(user: User, path: str) -> str:
    client = signed_in(user)
    url, bare = f"/api/v1/{path}/", f"/bare/{path}/"
    statements, plain = asked(client, url), asked(client, bare)
    page, beside = side_by_side(lambda: client.get(url), lambda: client.get(bare))
    sql, more = bare_sql(statements), len(statements) - len(plain)
    over = "" if len(statements) <= MOST_QUERIES else "  TOO MANY"
    over += "" if more <= SCOPE_QUERIES else "  SCOPE COSTS TOO MUCH"
    return (
        f"{page:9.1f}{len(statements):9}{sql:9.1f}{page / sql:10.1f}{beside:9.1f}{page / beside:11.2f}{more:10}{over}"
    )


# --- one submission --------------------------------------------------------------------------------------------


def unrecorded(courts: Courts) -> Iterator[int]:
    """Appearances of the busy agency whose records are owed, one after the other."""
    rows = Appearance.objects.unscoped("measured").filter(defendant__organisation=courts.busy, state="awaited")
    return iter(list(rows.order_by("pk").values_list("pk", flat=True)))


def headers_of(user: User) -> dict[str, str]:
    """Those of a program with a token of the one body for which somebody enters."""
    actor = actor_for(user)
    _token, secret = make_token(
        actor=actor,
        role=Role.AGENCY_LIAISON,
        organisation=user.assignments.get().organisation,
        name="量测",
        scopes=[scope.value for scope in Scope],
        expires_on=today(),
    )
    return {"Authorization": f"Bearer {secret}"}


def record_of(courts: Courts, appearance: int) -> dict[str, Any]:
    """What a program hands in of an appearance."""
    return {
        "appearance": appearance,
        "on_date": today().isoformat(),
        "who": "head",
        "head": courts.head.pk,
        "spoke": "yes",
        "spoke_on": "争议的实质化解",
        "left_early": "no",
    }


def submission(say: Say, courts: Courts, owed: Iterator[int]) -> None:
    """One record by program, beside a bare view that inserts one row; in turn, so that both meet the same machine."""
    headers, client = headers_of(courts.busy_liaison), Client()

    def post(path: str, body: dict[str, Any]) -> None:
        answer = client.post(path, json.dumps(body), content_type="application/json", headers=headers)
        if answer.status_code != 201:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.content[:500]!r}")

    def submit() -> None:
        body = record_of(courts, next(owed))
        post(f"/api/v1/appearances/{body.pop('appearance')}/submit_appearance/", body)

    places = iter(range(1, SUBMISSIONS * 3))

    def insert() -> None:
        number = next(places)
        post("/bare/insert/", {"sitting": number, "lawsuit": number + 1, "position": 1})

    record, row = side_by_side(submit, insert, rounds=SUBMISSIONS)
    with CaptureQueriesContext(connection) as captured:
        submit()
    statements = sum(not query["sql"].startswith(NOT_QUERIES) for query in captured.captured_queries)
    say(
        f"\none appearance record by program: {record:.1f} ms, {statements} queries; a bare DRF view that inserts one"
        f" row: {row:.1f} ms; ratio {record / row:.1f}"
    )


# --- many ------------------------------------------------------------------------------------------------------


def many(say: Say, courts: Courts, owed: Iterator[int], records: int) -> None:
    """Records by the thousand, in processes of their own, with the most memory that each took.

    A workbook is handed in by a process of its own for each number of rows; the requests of a long list follow one
    another in one process, as in a worker of the application.
    """
    sizes = [records // 10, records // 2, records]
    asked = {
        "liaison": courts.busy_liaison.pk,
        "organ": courts.organ.pk,
        "headers": headers_of(courts.busy_liaison),
    }
    say(f"\n{'appearance records':34}{'rows':>9}{'s':>9}{'rows/s':>9}{'before MB':>11}{'peak MB':>9}{'to first':>10}")
    first = 0.0
    for size in sizes:
        rows = [record_of(courts, next(owed)) for _ in range(size)]
        with TemporaryDirectory() as folder:
            file = Path(folder) / "records.xlsx"
            write_workbook(file, rows, courts)
            before, ((_rows, peak, seconds),) = handed_in(
                "workbook", asked | {"rows": rows, "file": str(file), "marks": [size]}
            )
        first = first or peak
        say(_of_many("by workbook", size, seconds, before, peak, first))
    rows = [record_of(courts, next(owed)) for _ in range(records)]
    before, reached = handed_in("bulk", asked | {"rows": rows, "marks": sizes})
    for size, peak, seconds in reached:
        say(_of_many("by program, in requests of 500", size, seconds, before, peak, reached[0][1]))


def _of_many(way: str, rows: int, seconds: float, before: float, peak: float, first: float) -> str:
    return f"{way:34}{rows:9,}{seconds:9.1f}{rows / seconds:9.0f}{before:11.1f}{peak:9.1f}{peak / first:10.2f}"


def write_workbook(path: Path, rows: list[dict[str, Any]], courts: Courts) -> None:
    """The records as the agency keeps them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("出庭情况")
    sheet.append(["案号", "被告机关", "开庭日期", "出庭情况", "出庭负责人", "是否发表意见", "发表意见内容", "中途退庭"])
    for first in range(0, len(rows), 500):
        found = Appearance.objects.unscoped("measured").select_related("case__sitting", "case__lawsuit__dossier")
        for row in found.filter(pk__in=[row["appearance"] for row in rows[first : first + 500]]):
            day, number = day_of(row.case.sitting), row.case.lawsuit.dossier.number
            spoken = ["负责人", courts.head.name, "是", "争议的实质化解", "否"]
            sheet.append([number, courts.busy.name, day, *spoken])
    book.save(path)


Reached = tuple[int, float, float]


def handed_in(way: str, asked: dict[str, Any]) -> tuple[float, list[Reached]]:
    """Megabytes of a process before, and for each number of rows asked for those at its peak and the seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.submissions", way],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    before, reached = json.loads(done.stdout.splitlines()[-1])
    return before, [(rows, peak, seconds) for rows, peak, seconds in reached]
