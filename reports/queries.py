"""What is read for the figures: the cases in sight of one organ, counted by the declarations of reports.figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, ExtractYear

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from cases.facts import ESCALATED, TRANSFERRED
from cases.models import ReconsiderationCase
from cases.queries import CaseQuerySet
from dossiers.models import Code, Fact, Party, PartyRole
from reports.figures import FIGURES, Figure, Period

# What the tables by agency and by matter show of each.
COLUMNS = ("accepted", "concluded", "corrected", "late", "sued")


def organs_for(actor: Actor) -> list[Organ]:
    """The organs whose figures the actor reads: of the own office, or of the organ one leads."""
    return list(
        Organ.objects.filter(
            Q(office_id__in=actor.organisations(Role.OFFICER, Role.DIRECTOR))
            | Q(organisation_id__in=actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP))
        ).select_related("organisation", "office")
    )


def cases_of(actor: Actor, organ: Organ) -> CaseQuerySet:
    """The standing cases of an organ that the actor may see."""
    return ReconsiderationCase.objects.visible_to(actor).filter(dossier__organ=organ).standing()


# What goes to another organ is counted there: taken over by the higher one (rules 40), referred to the competent one.
LEFT = (ESCALATED, TRANSFERRED)


def _left_on() -> Subquery:
    """The day on which a case went to another organ; nothing where it stayed."""
    left = Fact.objects.unscoped("the cases themselves are in scope").current().filter(kind__in=LEFT)
    return Subquery(left.filter(dossier=OuterRef("pk")).order_by("on_date").values("on_date")[:1])


def here(cases: CaseQuerySet, period: Period) -> CaseQuerySet:
    """The cases without those that had gone to another organ by the end of the period.

    With them the balance of the return could not hold: carried in and accepted are concluded or pending. A period that
    had ended before a case left goes on counting it, so that a return made anew says what it said.
    """
    return cases.annotate(left_on=_left_on()).filter(Q(left_on=None) | Q(left_on__gt=period.last))


def behind(cases: CaseQuerySet, figure: Figure, period: Period) -> CaseQuerySet:
    """The cases that a figure counts in a period."""
    return here(cases, period).filter(figure.condition(period))


def against(cases: CaseQuerySet, agency: Organisation) -> CaseQuerySet:
    """The cases in which an agency is a respondent."""
    parties = Party.objects.unscoped("the cases themselves are in scope").filter(
        role=PartyRole.RESPONDENT, organisation=agency, voided_at=None
    )
    return cases.filter(pk__in=parties.values("dossier_id"))


def about(cases: CaseQuerySet, matter: Code) -> CaseQuerySet:
    """The cases about a matter or one of its kinds."""
    return cases.filter(Q(matter=matter) | Q(matter__parent=matter))


def _counts(codes: Iterable[str], period: Period) -> dict[str, Count]:
    return {code: Count("pk", filter=FIGURES[code].condition(period)) for code in codes}


def counts(cases: CaseQuerySet, period: Period, codes: Iterable[str] = FIGURES) -> dict[str, int]:
    """Each figure of `codes` in a period; one query."""
    return here(cases, period).aggregate(**_counts(codes, period))


def by_year(cases: CaseQuerySet) -> list[tuple[int, int, int]]:
    """(year, accepted, concluded) from the first to the last year in which there is anything; two queries."""
    numbers: dict[int, dict[str, int]] = {}
    for code, day in (("accepted", "accepted_on"), ("concluded", "concluded_on")):
        dated = cases.filter(**{f"{day}__isnull": False}).annotate(year=ExtractYear(day), left_on=_left_on())
        years = dated.filter(Q(left_on=None) | Q(left_on__year__gt=F("year"))).order_by("year")
        for year, number in years.values_list("year").annotate(number=Count("pk")):
            numbers.setdefault(year, {})[code] = number
    if not numbers:
        return []
    return [
        (year, numbers.get(year, {}).get("accepted", 0), numbers.get(year, {}).get("concluded", 0))
        for year in range(min(numbers), max(numbers) + 1)
    ]


@dataclass(frozen=True)
class Line:
    """One agency or matter with the figures of COLUMNS."""

    key: Any
    label: str
    numbers: dict[str, int]


def by_agency(cases: CaseQuerySet, period: Period) -> list[Line]:
    """The figures by respondent, most accepted first; a case against two agencies counts with each. One query."""
    rows = (
        here(cases, period)
        .filter(dossier__parties__role=PartyRole.RESPONDENT, dossier__parties__voided_at=None)
        .values(key=F("dossier__parties__organisation_id"), label=F("dossier__parties__organisation__name"))
        .annotate(**_counts(COLUMNS, period))
        .order_by("key")
    )
    return _lines(rows, {})


def by_matter(cases: CaseQuerySet, period: Period) -> list[Line]:
    """The figures by matter, the kinds of a matter with it, most accepted first; two queries."""
    rows = (
        here(cases, period)
        .values(key=Coalesce("matter__parent_id", "matter_id"))
        .annotate(**_counts(COLUMNS, period))
        .order_by("key")
    )
    return _lines(rows, {code.pk: str(code) for code in Code.objects.of("matter")})


def _lines(rows: Iterable[dict[str, Any]], labels: dict[str, str]) -> list[Line]:
    lines = [
        Line(row["key"], labels.get(row["key"]) or row["label"], {code: row[code] for code in COLUMNS})
        for row in rows
        if any(row[code] for code in COLUMNS)
    ]
    return sorted(lines, key=lambda line: (-line.numbers["accepted"], -line.numbers["concluded"]))


def span(cases: CaseQuerySet) -> Period | None:
    """From the first acceptance to the last day on which anything was accepted or concluded; None without cases."""
    found = cases.aggregate(first=Min("accepted_on"), accepted=Max("accepted_on"), concluded=Max("concluded_on"))
    if found["first"] is None:
        return None
    return Period(found["first"], max(day for day in (found["accepted"], found["concluded"]) if day))
