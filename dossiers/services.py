"""Writes on what every proceeding shares."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.crypto import decrypt
from accounts.models import Organ, Organisation, User
from accounts.permissions import require
from accounts.text import normalise_case_number, normalise_name
from accounts.timekeeping import now, today
from dossiers.content import content_type_of
from dossiers.following import numbered
from dossiers.models import (
    CaseNumber,
    Code,
    Dossier,
    DossierAccess,
    DossierFile,
    DossierKind,
    Fact,
    NumberSeries,
    Party,
    PartyRole,
    StoredFile,
    TimelineEntry,
    Visibility,
)
from dossiers.models.access import Basis
from dossiers.scoping import Audience
from dossiers.trail import record

NUMBER = re.compile(r"^(?P<prefix>.+?)〔(?P<year>\d{4})〕(?P<serial>\d+)号$")


# No series of a year comes near it; a number beyond it is a slip of the keyboard.
HIGHEST_SERIAL = 999_999


# The key of the lock on what every case is reckoned by: calendar and clocks.
BASIS_LOCK = 0x64_66_62


def hold_basis() -> None:
    """Keep calendar and clocks as they are until this transaction ends: a change of them waits for it.

    Asked before a case is locked, so that whoever writes a case and whoever changes the basis of all cases take their
    locks in one order.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [BASIS_LOCK])


def lock_basis() -> None:
    """Wait for all who are writing cases and hold back those who would begin, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BASIS_LOCK])


def lock(dossier_id: int) -> Dossier:
    """The dossier, its row locked until the transaction ends; every step begins with this."""
    hold_basis()
    return (
        Dossier.objects.unscoped("the caller has checked the object and now locks it")
        .select_for_update(of=("self",))
        .select_related("organ", "officer")
        .get(pk=dossier_id)
    )


# --- numbers ---------------------------------------------------------------------------------------------------


# What stands in the numbers of the registers of papers that bear numbers of their own.
REGISTERS = {DossierKind.SUGGESTION: "建登"}


def prefix_of(organ: Organ, kind: str) -> str:
    """The prefix of the series in which an organ numbers cases of a kind."""
    return organ.centre_prefix if kind == DossierKind.DISPUTE else organ.number_prefix


def give_number(*, dossier: Dossier, year: int) -> CaseNumber:
    """Give the next number of the organ's series of `year`. Call it last in the transaction.

    The counter's row is locked until the commit, so numbers have no gaps: a transaction that fails gives its number
    back before anyone else could have taken the next.
    """
    number = _next_number(dossier, prefix_of(dossier.organ, dossier.kind), year)
    dossier.number = number.text
    dossier.save(update_fields=["number"])
    numbered([dossier])
    return number


def enter_in_register(*, dossier: Dossier, year: int) -> CaseNumber:
    """Give a case that bears the number of its paper the next number of the organ's register: 黔江建登〔2026〕1号.

    Call it last in the transaction, as `give_number`.
    """
    place = dossier.organ.number_prefix.removesuffix("府复")
    return _next_number(dossier, f"{place}{REGISTERS[DossierKind(dossier.kind)]}", year)


def _next_number(dossier: Dossier, prefix: str, year: int) -> CaseNumber:
    organ = dossier.organ
    NumberSeries.objects.bulk_create([NumberSeries(organ=organ, kind=dossier.kind, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(organ=organ, kind=dossier.kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    text = f"{prefix}〔{year}〕{series.last}号"
    return CaseNumber.objects.create(
        organ=organ, kind=dossier.kind, year=year, serial=series.last, text=text, dossier=dossier
    )


def take_number(*, dossier: Dossier, text: str) -> CaseNumber:
    """Take the number that a running case already has; the counter moves on past it.

    Raises ValidationError when it is not of the organ's series (code ``number``) or is given already (``taken``).
    """
    text = normalise_case_number(text)
    if text not in free_numbers(organ=dossier.organ, kind=dossier.kind, texts=[text]):
        raise ValidationError(_("The number %(number)s is already given.") % {"number": text}, code="taken")
    dossier.number = text
    dossier.save(update_fields=["number"])
    (number,) = keep_numbers([dossier])
    return number


def free_numbers(*, organ: Organ, kind: str, texts: Sequence[str]) -> set[str]:
    """Which of these numbers (in their normal form) nobody has been given; their series stay locked until the commit.

    The same few statements for one number and for many. Raises ValidationError (code ``number``) for one that is not
    of the organ's series.
    """
    wanted = {text: _place(organ, text) for text in texts}
    years = sorted({year for year, _serial in wanted.values()})
    NumberSeries.objects.bulk_create(
        [NumberSeries(organ=organ, kind=kind, year=year) for year in years], ignore_conflicts=True
    )
    # Locked in the order of the years, so that two that take numbers of the same years never wait for each other.
    list(NumberSeries.objects.select_for_update().filter(organ=organ, kind=kind, year__in=years).order_by("year"))
    serials = {serial for _year, serial in wanted.values()}
    given = set(
        CaseNumber.objects.filter(organ=organ, kind=kind, year__in=years, serial__in=serials).values_list(
            "year", "serial"
        )
    )
    return {text for text, place in wanted.items() if place not in given}


def keep_numbers(dossiers: Sequence[Dossier]) -> list[CaseNumber]:
    """Keep the numbers that these cases of one organ and kind brought with them; each counter moves on past them.

    `free_numbers` has been asked in the same transaction.
    """
    places = {dossier.pk: _place(dossier.organ, dossier.number or "") for dossier in dossiers}
    highest: dict[int, int] = {}
    for year, serial in places.values():
        highest[year] = max(serial, highest.get(year, 0))
    moved = []
    for series in NumberSeries.objects.filter(organ=dossiers[0].organ, kind=dossiers[0].kind, year__in=highest):
        if highest[series.year] > series.last:
            series.last = highest[series.year]
            moved.append(series)
    NumberSeries.objects.bulk_update(moved, ["last"])
    kept = CaseNumber.objects.bulk_create(
        CaseNumber(
            organ=dossier.organ,
            kind=dossier.kind,
            year=places[dossier.pk][0],
            serial=places[dossier.pk][1],
            text=dossier.number,
            dossier=dossier,
            from_ledger=True,
        )
        for dossier in dossiers
    )
    numbered(dossiers)
    return kept


def _place(organ: Organ, text: str) -> tuple[int, int]:
    """Year and serial of a number of the organ's series. Raises ValidationError (code ``number``)."""
    found = NUMBER.match(text)
    if not found or found["prefix"] != organ.number_prefix:
        raise ValidationError(
            _("%(number)s is not a number of this office's series (%(prefix)s〔year〕N号).")
            % {"number": text, "prefix": organ.number_prefix},
            code="number",
        )
    year, serial = int(found["year"]), int(found["serial"])
    if not 1 <= serial <= HIGHEST_SERIAL or year > today().year:
        raise ValidationError(_("%(number)s cannot be a case number.") % {"number": text}, code="number")
    return year, serial


def keep_courts_number(*, dossier: Dossier, text: str) -> None:
    """Let a case bear the number that its court gave it (in its normal form): no series of the office counts it.

    Raises ValidationError (code ``taken``) when another case of the organ bears it.
    """
    others = Dossier.objects.unscoped("a number is the organ's, whoever may see its case").filter(organ=dossier.organ)
    if others.filter(number=text).exclude(pk=dossier.pk).exists():
        raise ValidationError(_("The number %(number)s is already given.") % {"number": text}, code="taken")
    dossier.number = text


# --- access ----------------------------------------------------------------------------------------------------


AccessKey = tuple[str, int | None, int | None, str]


# Who else reaches the cases of a kind: given the ids of some of them, the rows of each.
AccessSource = Callable[[Sequence[int]], dict[int, set[AccessKey]]]
_access_sources: dict[str, AccessSource] = {}


def register_access(kind: str, source: AccessSource) -> None:
    """Tell who reaches cases of `kind` beside office, organ and agencies. Raises ValueError when that is told."""
    if kind in _access_sources:
        raise ValueError(f"The access to {kind} is registered twice.")
    _access_sources[kind] = source


def _others_of(kind: str, ids: Sequence[int]) -> dict[int, set[AccessKey]]:
    return _access_sources[kind](ids) if kind in _access_sources else {}


def expected_access(dossier: Dossier) -> set[AccessKey]:
    """(audience, organisation id, user id, basis) that the case's data give; named persons are kept apart."""
    parties = dossier.parties.filter(voided_at=None, organisation__isnull=False)
    return _access_of(dossier, parties) | _others_of(dossier.kind, [dossier.pk]).get(dossier.pk, set())


def _access_of(dossier: Dossier, parties: Iterable[Party]) -> set[AccessKey]:
    rows: set[AccessKey] = {
        (Audience.OFFICE, dossier.organ.office_id, None, Basis.OFFICE),
        (Audience.ORGAN, dossier.organ.organisation_id, None, Basis.ORGAN),
    }
    seen: set[int] = set()
    agencies = ((party.role, party.organisation_id) for party in parties if party.organisation_id is not None)
    for role, organisation_id in sorted(agencies):
        if role in {PartyRole.RESPONDENT, PartyRole.THIRD_PARTY} and organisation_id not in seen:
            seen.add(organisation_id)
            basis = Basis.RESPONDENT if role == PartyRole.RESPONDENT else Basis.THIRD_PARTY
            rows.add((Audience.PARTY, organisation_id, None, basis))
    return rows


def _access_rows(dossier: Dossier, keys: Iterable[AccessKey]) -> Iterator[DossierAccess]:
    for audience, organisation, user, basis in sorted(keys, key=str):
        yield DossierAccess(dossier=dossier, audience=audience, organisation_id=organisation, user_id=user, basis=basis)


def open_access(cases: Iterable[tuple[Dossier, Sequence[Party]]]) -> None:
    """Let those who should reach cases that have just been made (with these parties), in one statement."""
    cases = list(cases)
    others: dict[int, set[AccessKey]] = {}
    for kind in sorted({dossier.kind for dossier, _parties in cases}):
        others |= _others_of(kind, [dossier.pk for dossier, _parties in cases if dossier.kind == kind])
    DossierAccess.objects.bulk_create(
        row
        for dossier, parties in cases
        for row in _access_rows(dossier, _access_of(dossier, parties) | others.get(dossier.pk, set()))
    )


def refresh_access(dossier: Dossier) -> None:
    """Make the access rows what the case's data give; rows of named persons stay."""
    expected = expected_access(dossier)
    present = {
        (row.audience, row.organisation_id, row.user_id, row.basis): row.pk
        for row in DossierAccess.objects.filter(dossier=dossier).exclude(basis=Basis.NAMED)
    }
    DossierAccess.objects.filter(pk__in=[pk for key, pk in present.items() if key not in expected]).delete()
    DossierAccess.objects.bulk_create(_access_rows(dossier, expected - present.keys()))


@transaction.atomic
def name_person(*, actor: Actor, dossier: Dossier, user: User) -> DossierAccess:
    """Let one person see one case beside those whose office gives it to them. Naming twice leaves one row."""
    require(actor, "dossier.assign", dossier)
    row, made = DossierAccess.objects.get_or_create(
        dossier=dossier, audience=Audience.PERSON, user=user, defaults={"basis": Basis.NAMED}
    )
    if made:
        record(
            actor=actor,
            action="access.name",
            obj=row,
            dossier=dossier,
            right="dossier.assign",
            on=dossier,
            detail={"user": user.pk},
        )
    return row


# --- facts -----------------------------------------------------------------------------------------------------


def add_fact(
    *,
    entry: TimelineEntry,
    kind: str,
    on_date: dt.date,
    party: Party | None = None,
    value: dict[str, Any] | None = None,
    supersedes: Fact | None = None,
    void: bool = False,
) -> Fact:
    """Record a fact of a timeline entry; `supersedes` is the fact that this one puts right."""
    fact = new_fact(entry=entry, kind=kind, on_date=on_date, party=party, value=value, void=void)
    fact.save(force_insert=True)
    if supersedes is not None:
        changed = (
            Fact.objects.unscoped("the entry's own dossier")
            .filter(pk=supersedes.pk, superseded_at=None)
            .update(superseded_by=fact, superseded_at=max(entry.taken_at, supersedes.recorded_at))
        )
        if not changed:
            raise ValidationError(_("The entry has been corrected meanwhile."), code="stale")
    return fact


def new_fact(
    *,
    entry: TimelineEntry,
    kind: str,
    on_date: dt.date,
    party: Party | None = None,
    value: dict[str, Any] | None = None,
    void: bool = False,
) -> Fact:
    """A fact of a timeline entry, known since the entry was made; not saved yet."""
    return Fact(
        dossier_id=entry.dossier_id,
        kind=kind,
        party=party,
        on_date=on_date,
        value=value or {},
        void=void,
        entry=entry,
        recorded_at=entry.taken_at,
        recorded_by_id=entry.taken_by_id,
    )


# --- search ----------------------------------------------------------------------------------------------------


def refresh_search(dossier: Dossier, *extra: str) -> None:
    """Write what the search finds: number, title, cause, parties, and `extra` (the act of a proceeding)."""
    dossier.search_text = search_text(dossier, dossier.parties.filter(voided_at=None), *extra)
    dossier.save(update_fields=["search_text"])


def search_text(dossier: Dossier, parties: Iterable[Party], *extra: str) -> str:
    """What the search finds of a case with these parties, in their order."""
    parts = [dossier.number or "", dossier.title, dossier.cause, *(party.name for party in parties), *extra]
    return "\n".join(dict.fromkeys(normalise_name(part) for part in parts if part))


# --- files -----------------------------------------------------------------------------------------------------


def store(file: File) -> StoredFile:
    """Keep a file's content under its SHA-256; the same content is kept once.

    Raises ValidationError when its content is of no accepted type, whatever its name says.
    """
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    content_type = content_type_of(file, getattr(file, "name", "") or "")
    file.seek(0)
    sha256 = digest.hexdigest()
    stored, made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "content_type": content_type}
    )
    if made or not default_storage.exists(stored.path):
        default_storage.save(stored.path, file)
    return stored


class KeptFile(File):
    """A paper that lies in the case already while its step waits for approval; `add_file` then gives it its place."""

    def __init__(self, kept: DossierFile) -> None:
        super().__init__(default_storage.open(kept.stored.path), name=kept.name)
        self.size = kept.stored.size
        self.kept = kept


@transaction.atomic
def add_file(
    *,
    actor: Actor,
    dossier: Dossier,
    file: File,
    name: str = "",
    paper: Code | None = None,
    visibility: str = Visibility.OFFICE,
    party: Party | None = None,
    entry: TimelineEntry | None = None,
) -> DossierFile:
    """Put a paper into a case. Raises ValidationError for content that is not accepted."""
    if isinstance(file, KeptFile):
        added = file.kept
    else:
        name = (name or getattr(file, "name", "") or "file")[-200:]
        added = DossierFile(dossier=dossier, stored=store(file), name=name, uploaded_by=actor.user)
    added.paper, added.visibility, added.party, added.entry = paper, visibility, party, entry
    added.save()
    record(actor=actor, action="file.add", obj=added, dossier=dossier, right="file.add", on=dossier)
    return added


@transaction.atomic
def void_file(*, actor: Actor, file: DossierFile, reason: str) -> DossierFile:
    """Take a paper out of use; its content and its entry stay. Raises ValidationError without a reason."""
    require(actor, "file.void", file)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    if file.voided_at is None:
        file.voided_at, file.void_reason = now(), reason
        file.save(update_fields=["voided_at", "void_reason"])
        record(actor=actor, action="file.void", obj=file, dossier=file.dossier, right="file.void")
    return file


# --- persons ---------------------------------------------------------------------------------------------------


@transaction.atomic
def reveal(*, actor: Actor, party: Party, field: str) -> str:
    """The plain identity number or telephone of a party; each reading is in the trail.

    `field` is ``identity`` or ``phone``. Raises PermissionDenied when the actor does not handle the case.
    """
    require(actor, "dossier.reveal_numbers", party)
    if field not in {"identity", "phone"}:
        raise PermissionDenied(field)
    record(
        actor=actor,
        action="number.reveal",
        obj=party,
        dossier=party.dossier,
        right="dossier.reveal_numbers",
        detail={"field": field},
    )
    return decrypt(getattr(party, f"{field}_cipher"))


def phone_of_party(pk: int) -> str | None:
    """The telephone of a party to whom a message is just being sent; None when there is none, or no such party now.

    Nobody reads it: the trail has no entry, the message is in the ledger of reminders.
    """
    standing = Party.objects.unscoped("a message of the case's own ledger is sent to this party").standing()
    party = standing.filter(pk=pk).first()
    return decrypt(party.phone_cipher) if party else None


def respondents_of(dossier: Dossier) -> Iterable[Organisation]:
    """The respondent agencies of a case, in order."""
    return [
        party.organisation
        for party in dossier.parties.filter(role=PartyRole.RESPONDENT, voided_at=None).select_related("organisation")
    ]


def organ_for_office(actor: Actor) -> list[Organ]:
    """The organs in whose office the actor works."""
    return list(
        Organ.objects.filter(office_id__in=actor.organisations("officer", "director")).select_related(
            "organisation", "office"
        )
    )
