"""What is read for the figures: the cases in sight of one organ, counted by the declarations of reports.figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role
from dossiers.models import Code, Party, PartyRole
from reports.figures import Figure, Part, Period, Subject


def organs_for(actor: Actor) -> list[Organ]:
    """The organs whose figures the actor reads: of the own office, or of the organ one leads."""
    return list(
        Organ.objects.filter(
            Q(office_id__in=actor.organisations(Role.OFFICER, Role.DIRECTOR))
            | Q(organisation_id__in=actor.organisations(Role.ORGAN_LEADER, Role.LEADERSHIP))
        ).select_related("organisation", "office")
    )


def behind(subject: Subject, cases: QuerySet, figure: Figure, period: Period) -> QuerySet:
    """The cases that a figure counts in a period."""
    return subject.within(cases, period).filter(figure.condition(period))


def against(cases: QuerySet, agency: Organisation) -> QuerySet:
    """The cases in which an agency is a respondent."""
    parties = Party.objects.unscoped("the cases themselves are in scope").filter(
        role=PartyRole.RESPONDENT, organisation=agency, voided_at=None
    )
    return cases.filter(pk__in=parties.values("dossier_id"))


def about(cases: QuerySet, matter: Code) -> QuerySet:
    """The cases about a matter or one of its kinds."""
    return cases.filter(Q(matter=matter) | Q(matter__parent=matter))


def apart(cases: QuerySet, part: Part) -> QuerySet:
    """The cases of a part that is shown by itself."""
    return cases.filter(part.condition)


def _counts(subject: Subject, codes: Iterable[str], period: Period) -> dict[str, Count]:
    return {code: Count("pk", filter=subject.figures[code].condition(period)) for code in codes}


def counts(subject: Subject, cases: QuerySet, period: Period, codes: Iterable[str] | None = None) -> dict[str, int]:
    """Each figure of `codes` (None: all of the subject) in a period; one query."""
    wanted = subject.figures if codes is None else codes
    return subject.within(cases, period).aggregate(**_counts(subject, wanted, period))


def by_year(subject: Subject, cases: QuerySet) -> list[tuple[int, ...]]:
    """(year, each column of `subject.years`) from the first to the last year with anything; a query for each column."""
    numbers: dict[int, list[int]] = {}
    for place, column in enumerate(subject.years):
        dated = cases.filter(**{f"{column.day}__isnull": False}).annotate(year=ExtractYear(column.day))
        years = dated.filter(column.condition).order_by("year").values_list("year")
        for year, number in years.annotate(number=Count("pk")):
            numbers.setdefault(year, [0] * len(subject.years))[place] = number
    if not numbers:
        return []
    nothing = [0] * len(subject.years)
    return [(year, *numbers.get(year, nothing)) for year in range(min(numbers), max(numbers) + 1)]


@dataclass(frozen=True)
class Line:
    """One agency, matter or part with the figures of the subject's columns."""

    key: Any
    label: str
    numbers: dict[str, int]


def by_agency(subject: Subject, cases: QuerySet, period: Period) -> list[Line]:
    """The figures by respondent, the most first; a case against two agencies counts with each. One query."""
    rows = (
        subject.within(cases, period)
        .filter(dossier__parties__role=PartyRole.RESPONDENT, dossier__parties__voided_at=None)
        .values(key=F("dossier__parties__organisation_id"), label=F("dossier__parties__organisation__name"))
        .annotate(**_counts(subject, subject.columns, period))
        .order_by("key")
    )
    return _lines(subject, rows, {})


def by_matter(subject: Subject, cases: QuerySet, period: Period) -> list[Line]:
    """The figures by matter, the kinds of a matter with it, the most first; two queries."""
    rows = (
        subject.within(cases, period)
        .values(key=Coalesce("matter__parent_id", "matter_id"))
        .annotate(**_counts(subject, subject.columns, period))
        .order_by("key")
    )
    return _lines(subject, rows, {code.pk: str(code) for code in Code.objects.of("matter")})


def by_part(subject: Subject, cases: QuerySet, period: Period) -> list[Line]:
    """The figures of each part that is shown by itself; one query."""
    if not subject.parts:
        return []
    found = subject.within(cases, period).aggregate(
        **{
            f"{part.code}__{code}": Count("pk", filter=part.condition & subject.figures[code].condition(period))
            for part in subject.parts
            for code in subject.columns
        }
    )
    return [
        Line(part.code, str(part.label), {code: found[f"{part.code}__{code}"] for code in subject.columns})
        for part in subject.parts
    ]


def _lines(subject: Subject, rows: Iterable[dict[str, Any]], labels: dict[str, str]) -> list[Line]:
    lines = [
        Line(row["key"], labels.get(row["key"]) or row["label"], {code: row[code] for code in subject.columns})
        for row in rows
        if any(row[code] for code in subject.columns)
    ]
    first, second = subject.columns[:2]
    return sorted(lines, key=lambda line: (-line.numbers[first], -line.numbers[second]))
