"""What an entry is told apart by in the columns of a return, beside its dimensions: levels, columns, rows, routes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Organ, Organisation, OrganisationKind, OrganLevel
from dossiers.models import Code
from hearings.models import Defendant
from hearings.rates import Place
from reports.models import Entry

DISCLOSURE = frozenset({"matter.information_disclosure", "matter.inaction_information_disclosure"})
# How the outcomes stand in the table of the yearly report on disclosure; all else is 其他结果.
UPHELD = frozenset({"uphold", "dismissed", "affirmed"})
CORRECTED = frozenset({"revoke", "modify", "illegal", "perform", "revoked", "modified"})
TOWNS = frozenset({OrganisationKind.TOWNSHIP, OrganisationKind.STREET_OFFICE})
DEPARTMENTS = frozenset({OrganisationKind.DEPARTMENT, OrganisationKind.JUDICIAL_BUREAU})
BELOW = {OrganLevel.PROVINCE: OrganLevel.CITY, OrganLevel.CITY: OrganLevel.COUNTY}
RANKS = {"principal": 0, "deputy": 1}


@dataclass(frozen=True)
class Marks:
    """What was read for the entries of one return; `of` gives the marks of one of them."""

    organ: Organ
    codes: Mapping[str, Mapping[str, Any]]
    places: Mapping[int, Organisation]
    standings: Mapping[int, frozenset[str]]
    ranks: Mapping[int, str]

    def of(self, entry: Entry) -> dict[str, Any]:
        """The dimensions of an entry with its marks."""
        dims = entry.dims
        group, paid = dims.get("group", ""), float(dims.get("compensation") or 0)
        return {
            **dims,
            "respondent": self._level(entry.agencies[0]) if entry.agencies else "other",
            "organ": f"{self.organ.level}_government",
            "matter_column": self._mapped(dims.get("matter_kind"), "return_column"),
            "outcome_column": self._mapped(dims.get("outcome"), "return_column"),
            "domain_row": self._mapped(dims.get("domain"), "return_row"),
            "disclosure": dims.get("matter_kind") in DISCLOSURE,
            "disclosure_result": "upheld" if group in UPHELD else "corrected" if group in CORRECTED else "other",
            "compensated": paid > 0,
            "route": self._route(entry.dossier_id, bool(dims.get("reconsidered"))),
            "rank": self.ranks.get(entry.dossier_id, "rest"),
        }

    def _mapped(self, key: str | None, to: str) -> str:
        """The row or column of the return to which a code is mapped; empty for one that is mapped nowhere."""
        return str(self.codes.get(key or "", {}).get(to, ""))

    def _route(self, dossier: int, reconsidered: bool) -> str:
        standings = self.standings.get(dossier, frozenset())
        if not reconsidered:
            return "direct"
        for standing, route in (("suit_standing.joint", "joint"), ("suit_standing.alone", "organ_alone")):
            if standing in standings:
                return route
        return "original"

    def _level(self, agency: int) -> str:
        """The level of an agency as the return has it: a street office stands with the towns."""
        place = self.places.get(agency)
        if place is None:
            return "other"
        if place.kind in TOWNS:
            return "township"
        if place.kind in DEPARTMENTS:
            return f"{self._government_level(place.parent_id)}_department"
        return (
            f"{self._government_level(place.pk)}_government" if place.kind == OrganisationKind.GOVERNMENT else "other"
        )

    def _government_level(self, government: int | None) -> str:
        """The organ's own level for its government, one lower for a government below it."""
        if government is None or government == self.organ.organisation_id:
            return self.organ.level
        place = self.places.get(government)
        below = place is not None and place.parent_id == self.organ.organisation_id
        return BELOW.get(OrganLevel(self.organ.level), OrganLevel.COUNTY) if below else self.organ.level


def marks_for(organ: Organ, entries: Iterable[Entry], heads: Iterable[Entry] = ()) -> Marks:
    """What the marks of some entries are read from; `heads` are the units of appearance of the suits among them."""
    entries = list(entries)
    named = {entry.agencies[0] for entry in entries if entry.agencies}
    places = {place.pk: place for place in Organisation.objects.filter(pk__in=named)}
    above = {place.parent_id for place in places.values()} - places.keys()
    places |= {place.pk: place for place in Organisation.objects.filter(pk__in=above)}
    reconsidered = {entry.dossier_id for entry in entries if entry.dims.get("reconsidered")}
    standings: dict[int, set[str]] = {}
    defendants = Defendant.objects.unscoped("of suits whose entries are counted").filter(lawsuit__in=reconsidered)
    for suit, standing in defendants.order_by().values_list("lawsuit_id", "standing_id"):
        standings.setdefault(suit, set()).add(standing)
    codes = Code.objects.filter(list__in=["matter", "outcome", "domain"])
    return Marks(
        organ,
        dict(codes.values_list("key", "mapping")),
        places,
        {suit: frozenset(found) for suit, found in standings.items()},
        _ranks(heads),
    )


def _ranks(heads: Iterable[Entry]) -> dict[int, str]:
    """The highest rank of the heads who came for a defendant of each suit."""
    found: dict[int, str] = {}
    for entry in heads:
        if entry.dims.get("place_ii") != Place.PRESENT or entry.dims.get("released"):
            continue
        rank = entry.dims.get("rank", "")
        rank = rank if rank in RANKS else "rest"
        before = found.get(entry.dossier_id, "rest")
        found[entry.dossier_id] = min(rank, before, key=lambda each: RANKS.get(each, len(RANKS)))
    return found
