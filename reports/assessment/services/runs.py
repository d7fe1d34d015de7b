"""Versions of a result: computed and kept, opened to objections, handed in, published."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import User
from accounts.permissions import require
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import now, today
from disputes.telling import of_units
from dossiers.services import store
from reports.assessment import paper
from reports.assessment.models import (
    AssessmentObjection,
    AssessmentPoints,
    AssessmentRun,
    AssessmentScheme,
    AssessmentScore,
    ObjectionState,
    RunState,
    SchemeState,
    Standing,
)
from reports.assessment.reckoning import Basis, Result, period_of, reckon
from reports.assessment.services.common import (
    DRAFT,
    IN_THIS_STATE,
    PUBLISH,
    locked_run,
    locked_scheme,
    person,
    told,
    with_reason,
    written,
)
from reports.assessment.services.schemes import COPIED
from reports.circulars.services import approvers

PAGE = "reports:assessment-run"


@transaction.atomic
def keep(*, actor: Actor, scheme: AssessmentScheme, reason: str = "", as_of: dt.date | None = None) -> AssessmentRun:
    """Compute the results by a scheme in force and keep them as the next version. Raises PermissionDenied, …

    `as_of` is the day whose knowledge counts. Every version after the first says why it was computed.
    """
    require(actor, DRAFT, scheme.organ)
    locked = locked_scheme(scheme, SchemeState.IN_FORCE)
    last = locked.runs.order_by("-number").first()
    if last is not None:
        reason = with_reason(reason, "reason", _("Say why it is computed anew."))
        if last.state == RunState.SUBMITTED:
            raise ValidationError(_("Version %(n)s waits for approval.") % {"n": last.number}, code="submitted")
    period, basis, moment = period_of(locked), Basis.of(locked), now()
    # What is kept in words is in the language of the paper.
    with translation.override(settings.LANGUAGE_CODE):
        results = reckon(actor, locked, basis, as_of=as_of, period=period)
    run = AssessmentRun.objects.create(
        scheme=locked,
        number=last.number + 1 if last else 1,
        reason=reason.strip(),
        as_of=as_of,
        first_day=period.first,
        last_day=period.last,
        counted_at=moment,
        snapshot=_snapshot(locked, basis),
        run_by=person(actor),
    )
    _write(run, results)
    written(actor, "assessment.run", run, DRAFT, locked.organ, number=run.number)
    return run


def _snapshot(scheme: AssessmentScheme, basis: Basis) -> dict[str, Any]:
    """The scheme by which a version was computed, as plain values."""
    items = [{"id": item.pk, **{name: _plain(getattr(item, name)) for name in COPIED}} for item in basis.items]
    exemptions = [
        {"agency": one.agency_id, "item": one.item_id, "reason": one.reason, "by": one.decided_by_id}
        for one in basis.exemptions
    ]
    marks = [
        {"agency": one.agency_id, "item": one.item_id, "points": str(one.points), "mark": one.pk}
        for one in basis.marks.values()
    ]
    return {"total": str(scheme.total), "items": items, "exemptions": exemptions, "marks": marks}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list) else str(value)


def _write(run: AssessmentRun, results: list[Result]) -> None:
    """The rows of a version: a score for each agency, its points for each item."""
    scores = AssessmentScore.objects.bulk_create(
        AssessmentScore(
            run=run,
            agency=result.agency,
            kind=result.kind,
            base=result.total.base,
            bonus=result.total.bonus,
            deducted=result.total.deducted,
            total=result.total.total,
            rank=result.rank,
        )
        for result in results
    )
    AssessmentPoints.objects.bulk_create(
        AssessmentPoints(
            score=score,
            item=line.item,
            standing=line.outcome.standing,
            points=line.outcome.points,
            words=line.words[:500],
            **_figure(line.counted),
        )
        for score, result in zip(scores, results, strict=True)
        for line in result.lines
    )


def _figure(counted: Any) -> dict[str, Any]:
    if counted is None:
        return {}
    figure = counted.figure
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "numerator_cases": list(counted.numerator_cases),
        "denominator_cases": list(counted.denominator_cases),
    }


@transaction.atomic
def announce(*, actor: Actor, run: AssessmentRun, until: dt.date) -> AssessmentRun:
    """Open a version to the agencies, each its own score, for objections up to a day. Raises PermissionDenied, …"""
    require(actor, DRAFT, run.organ)
    if until < today():
        raise ValidationError({"until": _("This day is over.")}, code="past")
    locked = locked_run(run, RunState.KEPT)
    _latest(locked)
    locked.state, locked.objections_until = RunState.ANNOUNCED, until
    locked.announced_by, locked.announced_at = person(actor), now()
    locked.save()
    written(actor, "assessment.announce", locked, DRAFT, locked.organ, number=locked.number, until=until)
    _tell_agencies(
        locked,
        "announce",
        lambda: _("The assessment of %(year)s is open to objections until %(day)s."),
        year=locked.scheme.year,
        day=cn_date(until),
    )
    return locked


def _latest(run: AssessmentRun) -> None:
    """Raises ValidationError for a version after which another was computed."""
    if run.scheme.runs.filter(number__gt=run.number).exists():
        raise ValidationError(_("A later version was computed."), code="older")


@transaction.atomic
def submit(*, actor: Actor, run: AssessmentRun, number: str = "") -> AssessmentRun:
    """Hand the latest version in for approval, with the number of its paper. Raises PermissionDenied, ValidationError.

    That is: for one before the end of the period for objections, with an objection open, with an item not scored yet,
    or computed before something that concerns it was decided.
    """
    require(actor, DRAFT, run.organ)
    locked = locked_run(run, RunState.KEPT, RunState.ANNOUNCED)
    _latest(locked)
    if missing := obstacles(locked):
        raise ValidationError([ValidationError(words, code="not_ready") for words in missing])
    locked.state, locked.submitted_by = RunState.SUBMITTED, person(actor)
    locked.paper_number, locked.returned_because = number.strip(), ""
    locked.save()
    written(actor, "assessment.submit", locked, DRAFT, locked.organ, number=locked.number)
    involved = {locked.run_by_id, locked.submitted_by_id}
    told(
        locked,
        PAGE,
        f"submit:{now().isoformat()}",
        [user for user in approvers(locked.organ) if user.pk not in involved],
        lambda: _("The result of the assessment of %(year)s waits for your approval."),
        year=locked.scheme.year,
    )
    return locked


def obstacles(run: AssessmentRun) -> list[str]:
    """Why a version cannot be handed in yet, each in words; empty where it can."""
    scheme, found = run.scheme, []
    announced = list(scheme.runs.filter(announced_at__isnull=False))
    if not announced:
        found.append(_("No version was open to objections yet."))
    elif (last := max(one.objections_until for one in announced if one.objections_until)) >= today():
        found.append(_("Objections may be filed until %(day)s.") % {"day": cn_date(last)})
    objections = AssessmentObjection.objects.filter(points__score__run__scheme=scheme)
    if waiting := objections.filter(state=ObjectionState.OPEN).count():
        found.append(_("%(n)s objections are not answered yet.") % {"n": waiting})
    if missing := AssessmentPoints.objects.filter(score__run=run, standing=Standing.MISSING).count():
        found.append(_("%(n)s points are to be given by hand yet.") % {"n": missing})
    if decided_since(run):
        found.append(_("Something was decided after this version was computed: compute it anew."))
    return found


def decided_since(run: AssessmentRun) -> bool:
    """Whether an exemption, points by hand or an upheld objection came after a version was computed."""
    scheme, moment = run.scheme, run.counted_at
    return (
        scheme.exemptions.filter(Q(decided_at__gt=moment) | Q(voided_at__gt=moment)).exists()
        or scheme.marks.filter(Q(given_at__gt=moment) | Q(ended_at__gt=moment)).exists()
        or AssessmentObjection.objects.filter(
            points__score__run__scheme=scheme, state=ObjectionState.UPHELD, answered_at__gt=moment
        ).exists()
    )


@transaction.atomic
def take_back(*, actor: Actor, run: AssessmentRun) -> AssessmentRun:
    """Take back what was handed in, before it is decided. Raises PermissionDenied, ValidationError."""
    require(actor, DRAFT, run.organ)
    locked = locked_run(run, RunState.SUBMITTED)
    _back(locked)
    locked.save()
    written(actor, "assessment.take_back", locked, DRAFT, locked.organ, number=locked.number)
    return locked


def _back(run: AssessmentRun) -> None:
    run.state = RunState.ANNOUNCED if run.announced_at else RunState.KEPT
    run.submitted_by = None


@transaction.atomic
def decide(*, actor: Actor, run: AssessmentRun, approve: bool, reason: str = "") -> AssessmentRun:
    """Approve and so publish a version, or return it with a reason. Raises PermissionDenied, ValidationError.

    Published it is frozen with its paper, the scheme is closed, and the agencies are told.
    """
    locked = locked_run(run, RunState.SUBMITTED)
    require(actor, PUBLISH, locked)
    people = list(User.objects.filter(pk__in={locked.run_by_id, locked.submitted_by_id}, is_active=True))
    written(actor, "assessment.decide", locked, PUBLISH, run, number=locked.number, approved=approve)
    said = {"year": locked.scheme.year}
    if not approve:
        locked.returned_because = with_reason(reason, "reason", _("Say what is to be changed."))
        _back(locked)
        locked.save()
        words = _returned
        told(locked, PAGE, f"return:{now().isoformat()}", people, words, **said)
        return locked
    if decided_since(locked):
        raise ValidationError(str(IN_THIS_STATE), code="decided")
    locked.state, locked.approved_by, locked.published_at = RunState.PUBLISHED, person(actor), now()
    locked.stored = store(ContentFile(paper.paper_of(locked), name=paper.name_of(locked)))
    locked.save()
    AssessmentScheme.objects.filter(pk=locked.scheme_id).update(state=SchemeState.CLOSED)
    told(locked, PAGE, "approved", people, lambda: _("The result of the assessment of %(year)s was approved."), **said)
    _tell_agencies(locked, "publish", lambda: _("The result of the assessment of %(year)s was published."), **said)
    return locked


def _returned() -> str:
    return _("The result of the assessment of %(year)s was returned.")


def _tell_agencies(run: AssessmentRun, what: str, words: Any, **said: Any) -> None:
    places = list(run.scores.values_list("agency_id", flat=True))
    told(run, PAGE, what, of_units(places), words, **said)
