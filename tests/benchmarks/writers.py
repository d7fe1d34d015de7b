"""python -m tests.benchmarks.writers write|seal SECONDS: one process that writes the trail, or seals it, for a time.

Prints how many entries and how many seconds of work they took, here and in the database. Several are started:
threads of one process would wait for one another.
"""

import os
import sys
import time

import django

# As beat sends it.
SEAL_EVERY_SECONDS = 5.0


def main(work: str, seconds: float) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - after setup

    from accounts.actors import SYSTEM  # noqa: PLC0415 - as above
    from dossiers.seal.sealer import seal_trail  # noqa: PLC0415 - as above
    from dossiers.trail import record  # noqa: PLC0415 - as above
    from tests.benchmarks.measuring import database_process, work_of  # noqa: PLC0415 - as above

    def write() -> int:
        with transaction.atomic():
            record(actor=SYSTEM, action="step.take", detail={"step": "accept", "on": "2026-11-22", "rows": 3})
        return 1

    def seal() -> int:
        entries = seal_trail().entries
        time.sleep(SEAL_EVERY_SECONDS)
        return entries

    act, done = {"write": write, "seal": seal}[work], 0
    act()  # connects
    print("ready", flush=True)
    sys.stdin.readline()
    database = database_process()
    worked = time.process_time() + work_of(database)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done += act()
    print(done, time.process_time() + work_of(database) - worked, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
