"""The time in the dispute-resolution centre, in the case behind a dispute (法释〔2026〕3号 4①三).

Who may sue against what is served in a case has the time taken out in which the dispute was before the centre. The
centre writes it into the case as facts of its party, so that the period is the same wherever it is shown; what is put
right in the dispute is written anew.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.templatetags.dates import cn_date
from accounts.text import normalise_name
from deadlines import services as deadlines
from deadlines.rules import FactLike
from dossiers.following import changed
from dossiers.models import Dossier, DossierStatus, Fact, Party, PartyRole, TimelineEntry
from dossiers.services import add_fact
from workflow.links import LinkedForm, note_link
from workflow.steps import NOWHERE, Step, Text, proceeding_type, written_elsewhere

# When a party's participation began and when it ended: the same in a dispute and in the case behind it.
JOINED, LEFT = "centre_joined", "centre_left"
# The entry in the case behind.
TIME_TOLD = "centre_time"
# The periods for suing against what is served in a reconsideration case (行政诉讼法 45; 起诉期限解释 6①; 2023: 34,
# 2017: 19); one runs for each party who was served.
SUING_CLOCKS = (
    "xs_sue_after_fy_15d",
    "xs_sue_after_fy_refusal_15d",
    "fy_sue_after_refusal_15d",
    "fy17_sue_after_15d",
)
SUING = (PartyRole.APPLICANT, PartyRole.THIRD_PARTY)


@dataclass(frozen=True)
class Span:
    """The time in which somebody took part."""

    party: Party
    since: dt.date
    until: dt.date | None


def counts_for(start: FactLike, fact: FactLike) -> bool:
    """Whether a fact concerns a period for suing: the time in the centre does also where it began before the period."""
    return fact.kind in {JOINED, LEFT} or fact.on_date >= start.on_date


def same_person(one: Party, other: Party) -> bool:
    """Whether the parties of two cases are one: the same name, and no two identity numbers that differ."""
    if normalise_name(one.name) != normalise_name(other.name):
        return False
    return not (one.identity_index and other.identity_index and one.identity_index != other.identity_index)


def party_behind(parties: Iterable[Party], one: Party) -> Party | None:
    """Of the parties of a case the one who may sue and is the same person as a party of a dispute over it."""
    return next(
        (each for each in parties if each.role in SUING and each.represents_id is None and same_person(each, one)), None
    )


def keeps_time(dossier: Dossier) -> bool:
    """Whether a case has periods for suing from which the time in the centre is taken out."""
    return dossier.status != DossierStatus.VOID and TIME_TOLD in proceeding_type(dossier.kind).steps


def keep_time(
    *, actor: Actor, case: Dossier, of: Dossier, spans: Sequence[Span], on: dt.date, doubt: str = ""
) -> TimelineEntry | None:
    """Let a case have the times of the dispute `of` and no others of it; None where it has them already.

    `doubt` are words that the entry says of them. The caller has locked the dispute.
    """
    wanted: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    told: list[str] = []
    parties = list(case.parties.standing().order_by("position", "pk"))
    for span in spans:
        party = party_behind(parties, span.party)
        if party is None:
            continue
        wanted[party.pk, JOINED].append(span.since)
        if span.until is not None:
            wanted[party.pk, LEFT].append(span.until)
        told.append(f"{party.name}{cn_date(span.since)}–{cn_date(span.until) if span.until else ''}")
    kept: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in _times(case, of):
        kept[fact.party_id or 0, fact.kind].append(fact)
    if {key: sorted(days) for key, days in wanted.items()} == {
        key: sorted(fact.on_date for fact in facts) for key, facts in kept.items()
    }:
        return None
    words = "；".join([*told, *([doubt] if doubt else [])]) or gettext("none any more")
    entry = note_link(actor=actor, other=case, of=of, step=TIME_TOLD, what=words[:100], on=on)
    named = {party.pk: party for party in case.parties.all()}
    for key in sorted(wanted.keys() | kept.keys()):
        _replace(entry, key[1], named[key[0]], sorted(wanted[key]), kept[key], {"dispute": of.pk})
    deadlines.refresh(entry.dossier)
    changed([case.pk])
    return entry


def forget_time(entry: TimelineEntry, of: Dossier) -> None:
    """A case no longer belongs to the dispute `of`: an entry of its own takes the times out."""
    for fact in _times(entry.dossier, of):
        add_fact(entry=entry, kind=fact.kind, on_date=fact.on_date, party=fact.party, supersedes=fact, void=True)


def _times(case: Dossier, of: Dossier) -> list[Fact]:
    rows = Fact.objects.unscoped("the times of a case in hand").current().filter(dossier=case, kind__in=[JOINED, LEFT])
    return list(rows.filter(value__dispute=of.pk).select_related("party").order_by("on_date", "pk"))


def _replace(
    entry: TimelineEntry, kind: str, party: Party, days: list[dt.date], kept: list[Fact], value: dict[str, int]
) -> None:
    """Facts of a kind of one party as they are to be: what stays stays, the others are put right or void."""
    left = list(kept)
    for fact in kept:
        if fact.on_date in days:
            days.remove(fact.on_date)
            left.remove(fact)
    for day in days:
        old = left.pop(0) if left else None
        add_fact(entry=entry, kind=kind, on_date=day, party=party, value=value, supersedes=old)
    for old in left:
        add_fact(entry=entry, kind=kind, on_date=old.on_date, party=party, supersedes=old, void=True)


def told_by_centre(group: Text) -> Iterator[Step]:
    """The entry in a case of the time that its parties spent in the centre."""
    yield Step(
        TIME_TOLD,
        _("Time in the dispute centre taken out of the period for suing"),
        group=group,
        sources=NOWHERE,
        permission="dossier.handle",
        form=LinkedForm,
        effect=written_elsewhere,
        facts=(JOINED, LEFT),
        automatic=True,
        correctable=False,
    )
