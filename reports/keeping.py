"""Keeping the entries what the cases count: written in the transaction of each change, rebuilt, proven."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.timekeeping import now
from dossiers.models import Dossier
from reports import summaries
from reports.models import Entry
from reports.reckoning.base import Counted, Matter
from reports.reckoning.reading import PROCEEDINGS, Codes, known_moments, read, read_codes

# Cases reckoned in one go when everything is reckoned anew.
PORTION = 500


def values_of(entry: Entry) -> Counted:
    """What a row says counts."""
    return Counted(
        entry.measure,
        entry.day,
        entry.unit,
        entry.ended,
        entry.until,
        entry.ripe_on,
        tuple(entry.agencies),
        entry.dims,
    )


def row_of(matter: Matter, counted: Counted, known_from: Any, known_to: Any = None) -> Entry:
    """The row of what counts of a case; not saved."""
    return Entry(
        organ_id=matter.organ,
        dossier_id=matter.pk,
        measure=counted.measure,
        unit=counted.unit,
        day=counted.day,
        ended=counted.ended,
        until=counted.until,
        ripe_on=counted.ripe_on,
        agencies=list(counted.agencies),
        dims=counted.dims,
        known_from=known_from,
        known_to=known_to,
    )


def by_kind(ids: Iterable[int]) -> dict[str, list[int]]:
    """The cases that count somewhere, by their kind; one query."""
    found: dict[str, list[int]] = {}
    rows = Dossier.objects.unscoped("what changed cases count").filter(pk__in=list(ids), kind__in=PROCEEDINGS)
    for pk, kind in rows.order_by("pk").values_list("pk", "kind"):
        found.setdefault(kind, []).append(pk)
    return found


def current(ids: Iterable[int]) -> dict[int, list[Entry]]:
    """The entries of cases as they are known now, by case; one query."""
    found: dict[int, list[Entry]] = {}
    rows = Entry.objects.unscoped("the entries of cases that are reckoned").filter(known_to=None)
    for entry in rows.filter(dossier__in=list(ids)).order_by("pk"):
        found.setdefault(entry.dossier_id, []).append(entry)
    return found


@dataclass(frozen=True)
class Difference:
    """What is kept of a case and should not be, and what should be and is not."""

    matter: Matter
    gone: list[Entry]
    new: list[Counted]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new)


def differences(kind: str, ids: Sequence[int], codes: Codes) -> Iterator[Difference]:
    """For each case of a kind what differs between what is kept of it and what it counts; the same few queries."""
    kept = current(ids)
    reckon = PROCEEDINGS[kind].reckon
    for matter in read(kind, ids):
        wanted = {counted.key: counted for counted in reckon(matter, codes)}
        gone = []
        for entry in kept.get(matter.pk, []):
            said = values_of(entry)
            if wanted.get(said.key) == said:
                del wanted[said.key]
            else:
                gone.append(entry)
        yield Difference(matter, gone, list(wanted.values()))


def refresh(ids: Sequence[int]) -> int:
    """Make the entries of cases what they count: what differs is ended and written anew; returns how many rows.

    A case that counts what it counted writes nothing. Call it in the transaction that changed the cases.
    """
    moment, written = now(), 0
    codes = read_codes()
    for kind, members in by_kind(ids).items():
        found = [difference for difference in differences(kind, members, codes) if difference]
        written += _write(found, moment)
    return written


def _write(found: Sequence[Difference], moment: Any) -> int:
    gone = [entry for difference in found for entry in difference.gone]
    for entry in gone:
        # A clock that was set back must not end a row before it began.
        entry.known_to = max(moment, entry.known_from)
    Entry.objects.unscoped("entries that no longer hold").bulk_update(gone, ["known_to"], batch_size=PORTION)
    new = [row_of(each.matter, counted, moment) for each in found for counted in each.new]
    Entry.objects.bulk_create(new, batch_size=PORTION * 4)
    summaries.add(gone, new)
    return len(gone) + len(new)


# --- everything anew -------------------------------------------------------------------------------------------


def portions(kind: str | None = None) -> Iterator[list[int]]:
    """The ids of all cases, in order, some hundred at a time."""
    last = 0
    kinds = [kind] if kind else list(PROCEEDINGS)
    cases = Dossier.objects.unscoped("everything is reckoned anew").filter(kind__in=kinds).order_by("pk")
    while ids := list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:PORTION]):
        yield ids
        last = ids[-1]


def rebuild_where_nothing_is() -> int:
    """Reckon every case where nothing is kept of any: an installation that had cases before it kept what they count."""
    if Entry.objects.unscoped("whether anything is kept").exists():
        return 0
    return rebuild()


def rebuild() -> int:
    """Reckon every case anew; returns how many rows were written.

    A case of which nothing was kept yet gets its history too: what was known of it at each moment at which a fact was
    told. What its columns say beside the facts is taken as it stands today.
    """
    written = 0
    for ids in portions():
        with transaction.atomic():
            cases = Dossier.objects.unscoped("cases whose entries are written").filter(pk__in=ids).order_by("pk")
            list(cases.select_for_update(no_key=True).values_list("pk", flat=True))
            kept = set(
                Entry.objects.unscoped("of which cases something is kept")
                .filter(dossier__in=ids)
                .order_by()
                .values_list("dossier_id", flat=True)
                .distinct()
            )
            unknown = [pk for pk in ids if pk not in kept]
            written += refresh([pk for pk in ids if pk in kept])
            written += _with_history(unknown)
    return written


def _with_history(ids: Sequence[int]) -> int:
    codes, moment = read_codes(), now()
    rows: list[Entry] = []
    for kind, members in by_kind(ids).items():
        proceeding = PROCEEDINGS[kind]
        today = {matter.pk: proceeding.reckon(matter, codes) for matter in read(kind, members)}
        for matter in read(kind, members, history=True):
            rows += history_of(matter, kind, codes, today[matter.pk], moment)
    Entry.objects.bulk_create(rows, batch_size=PORTION * 4)
    summaries.add([], [row for row in rows if row.known_to is None])
    return len(rows)


def history_of(matter: Matter, kind: str, codes: Codes, today: Sequence[Counted], moment: Any) -> list[Entry]:
    """The entries of a case from the first on: at each moment what its facts then gave, at the last what holds now."""
    proceeding = PROCEEDINGS[kind]
    open_rows: dict[tuple[str, int], Entry] = {}
    rows: list[Entry] = []
    moments = known_moments(matter) or [moment]
    for place, since in enumerate(moments):
        if place == len(moments) - 1:
            wanted = {counted.key: counted for counted in today}
        else:
            then = matter.known((fact for fact in matter.facts if fact.known_at(since)), proceeding.voided)
            wanted = {counted.key: counted for counted in proceeding.reckon(then, codes)}
        for key, row in list(open_rows.items()):
            if wanted.get(key) == values_of(row):
                del wanted[key]
            else:
                row.known_to = since
                del open_rows[key]
        for key, counted in wanted.items():
            open_rows[key] = row_of(matter, counted, since)
            rows.append(open_rows[key])
    return rows


def unlike(full: bool = True, sample: int = 400) -> Iterator[Difference]:
    """The cases of which something else is kept than they count; of all, or of a sample."""
    codes = read_codes()
    if full:
        chosen: Iterable[list[int]] = portions()
    else:
        cases = Dossier.objects.unscoped("a sample is reckoned anew").filter(kind__in=PROCEEDINGS)
        chosen = [list(cases.order_by("?").values_list("pk", flat=True)[:sample])]
    for ids in chosen:
        for kind, members in by_kind(ids).items():
            yield from (difference for difference in differences(kind, members, codes) if difference)
