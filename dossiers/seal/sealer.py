"""The sealer: chains what has been committed to the trail, every few seconds, in batches.

Entries are written unchained: a chain inside each transaction would make all of them wait for one another. Their ids
come from a sequence, so an entry can be committed after others with greater ids were sealed; it must be sealed all the
same, and later ones must not be looked for in the whole table. So each round learns up to which id everything is
settled: it reads what the sequence has given out, then who holds the lock of a writer on the table. A writer takes
that lock before it takes its id, and keeps it until it has committed or rolled back: when all who held it have let go,
no entry up to that id can come any more. Those who hold on (an import that takes minutes) are not waited for; the
floor then stays where it was, and the next rounds look a little further back. Numbers of transactions have no part in
it, so a database that was restored into another cluster, where these begin anew, goes on in the same way.
"""

import datetime as dt
import io
import time
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.timekeeping import now
from dossiers.seal import anchor
from dossiers.seal.canonical import DIGEST, FINGERPRINTS
from dossiers.seal.chain import GENESIS, Link, current_key

BATCH = 5_000
# Any number, the same for all sealers: the key of the lock that lets one of them work.
LOCK = 0x5EA1
# How long a round waits for the writers it has seen, and how often it looks.
PATIENCE_SECONDS = 1.0
_LOOK_SECONDS = 0.02

_GIVEN_OUT = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM dossiers_trailentry_id_seq"
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'dossiers_trailentry'::regclass
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
        AND granted AND pid IS DISTINCT FROM pg_backend_pid()
"""
_UNSEALED = f"""
    SELECT e.id, {DIGEST}, {FINGERPRINTS} FROM dossiers_trailentry e
    WHERE e.id > %(floor)s
        -- The bound once more: however the two are joined, no seal below the floor is read.
        AND NOT EXISTS (SELECT FROM dossiers_trailseal s WHERE s.entry_id = e.id AND s.entry_id > %(floor)s)
    ORDER BY e.id LIMIT %(batch)s
"""  # noqa: S608 - expressions of this package
_WRITE = """
    COPY dossiers_trailseal (position, entry_id, floor, digest, fingerprints, previous, hash, key_id, sealed_at)
    FROM STDIN
"""


@dataclass(frozen=True)
class Sealed:
    """What one call came to.

    `busy`: another sealer was at work. `anchored` False: the anchor of this host does not hold, which means that the
    chain was cut or that the anchor is that of another database.
    """

    entries: int = 0
    busy: bool = False
    anchored: bool = True


def seal_trail(*, batch: int = BATCH, rounds: int = 40) -> Sealed:
    """Seal what is committed, in at most `rounds` transactions, and drop the anchor at the new head.

    Safe to run at any time, any number of times and in several places at once: one works, the others find it busy.
    """
    entries = 0
    for _ in range(rounds):
        sealed = _round(batch)
        if sealed is None:
            return Sealed(entries, busy=True)
        entries += sealed
        if sealed < batch:
            break
    last = anchor.head()
    if last is None:
        # A chain that is gone altogether leaves an anchor that holds no more.
        return Sealed(entries, anchored=not anchor.path().exists())
    return Sealed(entries, anchored=anchor.drop(anchor.Anchor.of(last)))


@transaction.atomic
def _round(batch: int) -> int | None:
    """Seal one batch; how many entries it had, or None when another sealer is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        last = anchor.head()
        position, floor, previous = (
            (last.position, last.floor, bytes(last.hash)) if last is not None else (0, 0, GENESIS)
        )
        settled = _settled(floor)
        # A new statement and so, in READ COMMITTED, a new view of what is committed: made after the writers let go.
        cursor.execute(_UNSEALED, {"floor": floor, "batch": batch})
        found = cursor.fetchall()
        if not found:
            return 0
        if len(found) == batch:
            # Beyond the batch there is more that is not sealed yet.
            settled = min(settled, found[-1][0])
        # The last seal of the round carries the new floor: what it says holds for those that come after it.
        links = [(entry, bytes(digest), bytes(prints), floor) for entry, digest, prints in found]
        links[-1] = (*links[-1][:3], settled)
        cursor.copy_expert(_WRITE, _rows(links, position, previous, now()))
    return len(found)


def _settled(floor: int) -> int:
    """The id up to which no entry can come any more: `floor` itself while a writer holds on."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_OUT)
        (given_out,) = cursor.fetchone()
        cursor.execute(_WRITERS)
        writers = {name for (name,) in cursor.fetchall()}
        until = time.monotonic() + PATIENCE_SECONDS
        while writers and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
            cursor.execute(_WRITERS)
            writers &= {name for (name,) in cursor.fetchall()}
    return floor if writers else max(floor, given_out)


def _rows(links: list[tuple[int, bytes, bytes, int]], position: int, previous: bytes, at: dt.datetime) -> io.StringIO:
    """The seals of `links` after the one at `position`, as COPY takes them."""
    key_id, moment, rows = current_key(), at.isoformat(), io.StringIO()
    for entry, digest, prints, floor in links:
        position += 1
        hashed = Link(position, entry, floor, at, digest, prints, previous, key_id).hash()
        rows.write(
            f"{position}\t{entry}\t{floor}\t\\\\x{digest.hex()}\t\\\\x{prints.hex()}\t\\\\x{previous.hex()}"
            f"\t\\\\x{hashed.hex()}\t{key_id}\t{moment}\n"
        )
        previous = hashed
    rows.seek(0)
    return rows
