"""Taking a step and correcting one: by a person, once however often the form is sent, or by the clock."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM, Actor
from accounts.permissions import require
from dossiers.models import Dossier, TimelineEntry
from dossiers.services import lock
from notices.services import done, once
from workflow.forms import StepForm
from workflow.models import Approval
from workflow.services.alongside import carry_out_in_all, in_all, lock_with
from workflow.services.approvals import approve_on_paper, approves_alone, ask
from workflow.services.conduct import (
    bind_correction,
    carry_out,
    check_day,
    check_open,
    check_version,
    closed_to,
    context_for,
    fixed_because,
    original_of,
)
from workflow.steps import (
    Context,
    Paper,
    StepRefused,
    proceeding_type,
)


def take(
    *,
    actor: Actor,
    dossier: Dossier,
    step_code: str,
    form: StepForm,
    version: int | None = None,
    key: str | None = None,
    paper: Paper | None = None,
    together: bool = False,
) -> TimelineEntry | Approval:
    """Take a step with a valid form, or ask for its approval when it needs one.

    `version` is that of the case when the form was opened; `key` lets a repeated submission do nothing twice: the
    first result comes back. With `paper` an approval given on paper is entered with the step. `together` says that it
    is taken in all cases that share something, which alone can take such a step.
    Raises PermissionDenied, StepRefused when the case is not where the step begins or a condition does not hold,
    StaleCase when somebody else was faster, ValidationError when the form is not valid.
    """

    def make() -> TimelineEntry | Approval:
        return _take(actor, dossier, step_code, form, version, paper, together)

    return _at_most_once(f"step:{dossier.pk}:{step_code}", key, actor, make)


def _take(
    actor: Actor,
    dossier: Dossier,
    step_code: str,
    form: StepForm,
    version: int | None,
    paper: Paper | None,
    together: bool,
) -> TimelineEntry | Approval:
    locked = lock(dossier.pk)
    kind = proceeding_type(locked.kind)
    step = kind.steps[step_code]
    if step.automatic:
        raise PermissionDenied("step.automatic")
    if step.together and not together:
        raise PermissionDenied("step.together")
    require(actor, step.permission, locked)
    context = context_for(actor, locked)
    check_version(locked, version)
    # An approval on paper is judged as of the day on which it was signed, also when it is entered later.
    check_open(step, context if paper is None else context.on(paper.signed_on))
    form.context = context
    form.full_clean()
    if form.is_valid():
        check_day(step, form)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data() if form.errors else _("The form is not complete."))
    approver = step.approver(context) if step.approver else None
    if approver is None:
        return carry_out(kind, step, context, form)
    if paper is not None:
        return approve_on_paper(kind, step, context, form, approver, paper)
    if approves_alone(actor, approver, locked):
        return carry_out(kind, step, context, form, approved_by=actor.user)
    return ask(step, context, form, approver)


def correct(
    *,
    actor: Actor,
    entry: TimelineEntry,
    form: StepForm,
    reason: str,
    version: int | None = None,
    key: str | None = None,
    paper: Paper | None = None,
) -> TimelineEntry | Approval:
    """Put right an entry with a new form and a reason; the clocks follow, the timeline keeps both.

    An approver carries it out, anyone else who may correct asks for approval; `key` lets a repeated submission do
    nothing twice. Raises PermissionDenied, StepRefused for a step that cannot be corrected, StaleCase, ValidationError.
    """

    def make() -> TimelineEntry | Approval:
        return _correct(actor, entry, form, reason, version, paper)

    return _at_most_once(f"step:{entry.dossier_id}:correct:{original_of(entry).pk}", key, actor, make)


def _correct(
    actor: Actor, entry: TimelineEntry, form: StepForm, reason: str, version: int | None, paper: Paper | None
) -> TimelineEntry | Approval:
    entry = original_of(entry)
    dossiers = lock_with(entry)
    dossier = dossiers[0]
    kind = proceeding_type(dossier.kind)
    step = kind.steps[entry.step]
    for each in dossiers:
        require(actor, kind.correct_permission, each)
    if (fixed := fixed_because(step, dossier, entry)) is not None:
        raise StepRefused(fixed, code="fixed")
    if not reason.strip():
        raise StepRefused(_("Give the reason for the correction."), code="reason")
    context = context_for(actor, dossier)
    check_version(dossier, version)
    form.context = context
    bind_correction(form, entry)
    form.full_clean()
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    if paper is not None:
        return approve_on_paper(kind, step, context, form, kind.correct_approver, paper, corrected=entry, reason=reason)
    if in_all(dossiers, lambda each: approves_alone(actor, kind.correct_approver, each)):
        return carry_out_in_all(kind, step, context, form, approved_by=actor.user, corrected=entry, reason=reason)
    form.correction_reason = reason
    return ask(step, context, form, kind.correct_approver, corrects=entry)


def take_by_clock(
    *, dossier: Dossier, step_code: str, on_date: Callable[[Context], dt.date | None]
) -> TimelineEntry | None:
    """Let the clock take a step (as a review that lapses) on the day that `on_date` gives for the locked case.

    None when the case has moved on meanwhile or the clock has not run out. Raises ValidationError for a wrong day.
    """
    with transaction.atomic():
        locked = lock(dossier.pk)
        kind = proceeding_type(locked.kind)
        step = kind.steps[step_code]
        context = context_for(SYSTEM, locked)
        day = on_date(context)
        if day is None or closed_to(step, context):
            return None
        form = step.form.from_raw({"on_date": [day.isoformat()]}, context)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return carry_out(kind, step, context, form)


def taken_before(*, dossier: Dossier, step_code: str, key: str) -> TimelineEntry | Approval | None:
    """What the form with `key` made when it was sent before, or None; `step_code` is ``correct:<entry>`` for those."""
    value = done(scope=f"step:{dossier.pk}:{step_code}", key=key)
    return _made(value) if value is not None else None


def _at_most_once(
    scope: str, key: str | None, actor: Actor, make: Callable[[], TimelineEntry | Approval]
) -> TimelineEntry | Approval:
    """What `make` makes, in one transaction; with a key that was used in `scope` before, what it made then."""
    result: dict[str, Any] = {}

    def act() -> dict[str, Any]:
        made = make()
        result["made"] = made
        return {"model": made._meta.label_lower, "pk": made.pk}

    if key is None:
        with transaction.atomic():
            act()
        return result["made"]
    value, ran = once(scope=scope, key=key, actor=actor, act=act)
    return result["made"] if ran else _made(value)


def _made(value: dict[str, Any]) -> TimelineEntry | Approval:
    model = Approval if value["model"] == Approval._meta.label_lower else TimelineEntry
    return model.objects.unscoped("the same form sent again finds what it made").get(pk=value["pk"])
