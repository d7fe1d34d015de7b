"""Which schemes, versions, scores and objections somebody sees."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.models import Role
from reports import queries
from reports.assessment.models import (
    AssessmentMark,
    AssessmentObjection,
    AssessmentPoints,
    AssessmentRun,
    AssessmentScheme,
    AssessmentScore,
    RunState,
    SchemeState,
)

# A version whose scores the agencies see, each its own.
OPENED = Q(announced_at__isnull=False) | Q(state=RunState.PUBLISHED)


def own_agencies(actor: Actor) -> frozenset[int]:
    """The agencies whose liaison the actor is."""
    return actor.organisations(Role.AGENCY_LIAISON)


def inside(actor: Actor) -> list[int]:
    """The organs whose assessment the actor sees whole: of the own office, or led by them."""
    return [organ.pk for organ in queries.organs_for(actor)]


def schemes(actor: Actor) -> QuerySet[AssessmentScheme]:
    """All schemes of the organs whose figures the actor reads; for an agency those in force below whose organ it is."""
    condition = Q(organ__in=inside(actor))
    if own := own_agencies(actor):
        condition |= Q(organ__organisation__children__in=own) & ~Q(state=SchemeState.DRAFT)
    return AssessmentScheme.objects.filter(condition).select_related("organ__organisation").distinct()


def runs(actor: Actor) -> QuerySet[AssessmentRun]:
    """All versions of those organs; for an agency those that are open or published and hold its score."""
    condition = Q(scheme__organ__in=inside(actor))
    if own := own_agencies(actor):
        condition |= OPENED & Q(pk__in=AssessmentScore.objects.filter(agency__in=own).values("run"))
    return AssessmentRun.objects.filter(condition).select_related("scheme__organ__organisation")


def scores(actor: Actor) -> QuerySet[AssessmentScore]:
    """The scores that the actor reads item by item: all of those organs, else the own agency's in an open version."""
    condition = Q(run__scheme__organ__in=inside(actor))
    if own := own_agencies(actor):
        opened = Q(run__announced_at__isnull=False) | Q(run__state=RunState.PUBLISHED)
        condition |= opened & Q(agency__in=own)
    found = AssessmentScore.objects.filter(condition)
    return found.select_related("run__scheme__organ__organisation", "agency")


def points(actor: Actor) -> QuerySet[AssessmentPoints]:
    """The points of those scores."""
    found = AssessmentPoints.objects.filter(score__in=scores(actor))
    return found.select_related("item", "score__run__scheme__organ__organisation", "score__agency")


def objections(actor: Actor) -> QuerySet[AssessmentObjection]:
    """The objections to those points."""
    found = AssessmentObjection.objects.filter(points__score__in=scores(actor))
    return found.select_related(
        "points__item",
        "points__score__agency",
        "points__score__run__scheme__organ__organisation",
        "filed_by",
        "answered_by",
        "stored",
        "mark",
    )


def marks(actor: Actor) -> QuerySet[AssessmentMark]:
    """The points by hand that the actor reads: of those organs, else the own agency's once a version is open."""
    opened = AssessmentRun.objects.filter(OPENED, scheme=OuterRef("scheme"))
    own = Q(agency__in=own_agencies(actor)) & Exists(opened)
    return AssessmentMark.objects.filter(Q(scheme__organ__in=inside(actor)) | own)
