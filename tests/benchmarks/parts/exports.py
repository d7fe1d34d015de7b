"""Exports: their first byte, the whole, and the memory that making them takes."""

import time
import tracemalloc

from dossiers.models import Dossier, TrailEntry
from tests.benchmarks.data import World
from tests.benchmarks.measuring import Row, queries_of, signed_in, timed
from tests.benchmarks.registry import part

EXPORTED = 10_000


@part("exports", "Exports of 10,000 rows")
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
