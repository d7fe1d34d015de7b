"""Objections of agencies to their points, and how the office answers them."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.offices import staff_of
from accounts.permissions import require
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import now, today
from disputes.telling import of_units
from reports.assessment.models import (
    AssessmentObjection,
    AssessmentPoints,
    AssessmentRun,
    ObjectionState,
    Remedy,
    RunState,
    SchemeState,
)
from reports.assessment.services.common import (
    DRAFT,
    OBJECT,
    kept_file,
    locked_run,
    locked_scheme,
    person,
    told,
    with_reason,
    written,
)
from reports.assessment.services.schemes import set_mark

PAGE = "reports:assessment-score"


def may_object(run: AssessmentRun) -> bool:
    """Whether a version is open to objections today."""
    return run.state == RunState.ANNOUNCED and run.objections_until is not None and today() <= run.objections_until


@transaction.atomic
def object_to(*, actor: Actor, points: AssessmentPoints, reason: str, file: Any = None) -> AssessmentObjection:
    """File an objection of the agency to its points for an item, in the version that is open to objections.

    Raises PermissionDenied for whoever is not of the agency, ValidationError after the last day or for a second one.
    """
    score = points.score
    require(actor, OBJECT, score)
    run = locked_run(score.run, RunState.ANNOUNCED)
    if not may_object(run):
        words = _("Objections could be filed until %(day)s.") % {"day": cn_date(run.objections_until)}
        raise ValidationError(words, code="late")
    if points.objections.exists():
        raise ValidationError(_("An objection to this item was filed already."), code="filed")
    made = AssessmentObjection.objects.create(
        points=points, reason=with_reason(reason, "reason"), filed_by=person(actor), **kept_file(file)
    )
    written(actor, "assessment.object", made, OBJECT, score)
    told(
        score,
        PAGE,
        f"object:{made.pk}",
        staff_of(run.organ),
        lambda: _("%(agency)s objects to its points: %(item)s"),
        agency=score.agency.name,
        item=points.item.title,
    )
    return made


@transaction.atomic
def answer(
    *,
    actor: Actor,
    objection: AssessmentObjection,
    upheld: bool,
    answer: str,
    remedy: str = "",
    points: Decimal | None = None,
) -> AssessmentObjection:
    """Answer an objection: not upheld, or upheld with what follows. Raises PermissionDenied, ValidationError.

    `points` stand in the place of those found by the indicator from the next version on; the version that was objected
    to stays as it is.
    """
    scheme = objection.points.score.run.scheme
    require(actor, DRAFT, scheme.organ)
    scheme = locked_scheme(scheme, SchemeState.IN_FORCE)
    rows = AssessmentObjection.objects.select_for_update(of=("self",)).select_related("points__score__agency")
    locked = rows.select_related("points__item", "points__score__run__scheme__organ").get(pk=objection.pk)
    if locked.state != ObjectionState.OPEN:
        raise ValidationError(_("The objection was answered already."), code="state")
    locked.answer = with_reason(answer, "answer")
    locked.state = ObjectionState.UPHELD if upheld else ObjectionState.REFUSED
    locked.answered_by, locked.answered_at = person(actor), now()
    score = locked.points.score
    if upheld:
        locked.remedy = Remedy(remedy) if remedy else Remedy.RECOUNT
        if locked.remedy == Remedy.POINTS:
            if points is None:
                raise ValidationError({"points": _("Give the points.")}, code="required")
            locked.mark = set_mark(actor, scheme, score.agency, locked.points.item, points, locked.answer[:500])
    locked.save()
    written(actor, "assessment.answer", locked, DRAFT, scheme.organ, upheld=upheld)
    told(
        score,
        PAGE,
        f"answer:{locked.pk}",
        of_units([score.agency_id]),
        _upheld if upheld else _refused,
        item=locked.points.item.title,
    )
    return locked


def _upheld() -> str:
    return _("Your agency's objection was upheld: %(item)s")


def _refused() -> str:
    return _("Your agency's objection was not upheld: %(item)s")
