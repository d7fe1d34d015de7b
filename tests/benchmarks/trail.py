"""The trail: what sealing costs those who write, how fast a chain is made and proven, the auditor's page at volume."""

import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from accounts.models import Role
from dossiers.models import TrailEntry
from dossiers.seal.sealer import seal_trail
from dossiers.seal.verifier import verify_trail
from tests.benchmarks.measuring import queries_of, signed_in, timed
from tests.factories import make_organ, make_user

WRITERS = 2
# The sealer works at its beginning and every five seconds, so that little is left unsealed at the end.
SECONDS = 10.5
ROUNDS = 5
Say = Callable[[str], None]

FILL = """
    INSERT INTO dossiers_trailentry (at, user_id, action, object_type, object_id, request_id, ip, detail)
    SELECT timestamptz '2024-01-01' + n * interval '90 seconds', people[1 + n * 7 %% cardinality(people)],
        actions[1 + n * 11 %% cardinality(actions)], 'dossiers.timelineentry', (n %% 50000)::text, md5(n::text),
        ('10.0.' || n %% 200 || '.7')::inet,
        jsonb_build_object('step', 'accept', 'on', '2026-11-22', 'rows', n %% 90)
    FROM generate_series(1, %(entries)s) AS n,
        (SELECT array_agg(id) AS people FROM accounts_user) AS p,
        (SELECT ARRAY['step.take', 'sign-in', 'file.read', 'file.add', 'mail.add', 'approval.give'] AS actions) AS a
"""


def report(say: Say, entries: int) -> None:
    """Everything, as lines."""
    throughput(say)
    volume(say, entries)


# --- what sealing costs ----------------------------------------------------------------------------------------


def started(work: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.writers", work, str(SECONDS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise RuntimeError(f"{work} does not start")
    return process


@dataclass(frozen=True)
class Stretch:
    """What a stretch of writing came to: entries a second, and the work of the processors for each entry, in µs."""

    rate: float
    writing: float
    sealing: float


def written(*, sealed: bool) -> Stretch:
    """A stretch of writing by all writers, with a sealer beside them or without."""
    processes = [started("write") for _ in range(WRITERS)] + ([started("seal")] if sealed else [])
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [process.communicate()[0].split()[-2:] for process in processes]
    counts, work = [int(count) for count, _work in ends], [float(seconds) * 1e6 for _count, seconds in ends]
    return Stretch(
        rate=sum(counts[:WRITERS]) / SECONDS,
        writing=sum(work[:WRITERS]) / sum(counts[:WRITERS]),
        sealing=sum(work[WRITERS:]) / max(sum(counts[WRITERS:]), 1),
    )


def throughput(say: Say) -> None:
    """Rounds side by side, their order changing; what waits is sealed before each, so that all begin alike.

    By the clock, and by the work of the processors for an entry, here and in the database: the clock says little on a
    machine that has other things to do.
    """
    found: dict[bool, list[Stretch]] = {True: [], False: []}
    for number in range(ROUNDS):
        for sealed in (number % 2 == 0, number % 2 == 1):
            seal_trail()
            found[sealed].append(written(sealed=sealed))
    alone, beside = (statistics.median(stretch.rate for stretch in found[sealed]) for sealed in (False, True))
    pairs = [with_.rate / without.rate for with_, without in zip(found[True], found[False], strict=True)]
    say(
        f"\nwriting the trail, {WRITERS} writers: {alone:,.0f} entries/s alone, {beside:,.0f} with the sealer"
        f" ({beside / alone:.2f}; rounds {', '.join(f'{pair:.2f}' for pair in pairs)})"
    )
    writing = statistics.median(stretch.writing for stretch in found[False])
    sealing = statistics.median(stretch.sealing for stretch in found[True])
    share = writing / (writing + sealing)
    say(f"work of the processors: {writing:,.0f} µs to write an entry, {sealing:,.0f} µs to seal it ({share:.2f})")


# --- at volume -------------------------------------------------------------------------------------------------


def volume(say: Say, entries: int) -> None:
    auditor = make_user(Role.AUDITOR, make_organ("审计区").office)
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"entries": entries})
        cursor.execute("ANALYZE dossiers_trailentry")
    start = time.perf_counter()
    sealed = 0
    while found := seal_trail(rounds=100).entries:
        sealed += found
    took = time.perf_counter() - start
    say(f"sealed {sealed:,} entries in {took:.1f} s ({sealed / took:,.0f}/s)")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE dossiers_trailseal")
        cursor.execute("VACUUM ANALYZE dossiers_trailentry")
    tracemalloc.start()
    verify_trail()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    start = time.perf_counter()
    proof = verify_trail()
    took = time.perf_counter() - start
    if not proof.sound or proof.unsealed:
        raise RuntimeError(proof.as_json())
    say(f"proved {proof.sealed:,} entries in {took:.1f} s ({proof.sealed / took:,.0f}/s), memory {peak / 1e6:.1f} MB")
    pages(say, auditor)


def pages(say: Say, auditor: object) -> None:
    """The auditor's page with each of its searches."""
    client = signed_in(auditor)
    total = TrailEntry.objects.count()
    say(f"\n{f'the trail at {total:,} entries':34}{'page ms':>9}{'queries':>9}")
    asks = {
        "newest": "",
        "last page": "page=200",
        "one action": "action=file.read",
        "an action that is rare": "action=role.grant",
        "one person": f"person={auditor.username}",
        "all whose name holds": "person=用户",
        "a period": "first=2024-06-01&last=2024-06-03",
        "person, action and period": "person=用户&action=mail.add&first=2024-06-01&last=2024-09-01",
        "one object": "kind=dossiers.timelineentry&object=777",
        "an object of any kind": "object=777",
        "a case without entries": "case=x",
    }
    for name, ask in asks.items():
        url = f"/trail/?{ask}"
        say(f"{name:34}{timed(lambda url=url: client.get(url), rounds=9)[0]:9.1f}{queries_of(client, url):9}")
