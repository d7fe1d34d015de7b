"""Beginning a batch, and carrying it out case by case: safe to run twice, to be broken off and to be gone on with."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actors import Actor, actor_for
from accounts.permissions import require
from accounts.timekeeping import now
from dossiers.models import Dossier
from dossiers.trail import record
from workflow.batch.declared import BatchStep, batch_step
from workflow.models import Approval, Batch, BatchCase, BatchResult
from workflow.services import context_for, take
from workflow.steps import StaleCase, StepRefused, proceeding_type

# Cases of one batch.
MOST_CASES = 200
LONGEST_REASON = 500


class Chosen(NamedTuple):
    """A case that was ticked, as it stood when the person saw it; without a version whatever stands is taken."""

    dossier_id: int
    version: int | None


class Start(Protocol):
    """A task that carries a batch out, as Celery begins it."""

    def delay(self, batch_id: int) -> object: ...


def begin(
    *,
    actor: Actor,
    declared: BatchStep,
    raw: dict[str, list[str]],
    chosen: Sequence[Chosen],
    key: str,
    start: Start,
    most: int | None = None,
) -> Batch:
    """Keep what is to be done in which cases, and let `start` carry it out after the commit.

    Begun again with the same key it is the same batch. Cases out of the actor's sight are noted as not found at once.
    Raises PermissionDenied without the declared permission, ValidationError for no case or more than `most`.
    """
    require(actor, declared.permission)
    cases = list({one.dossier_id: one for one in chosen}.values())
    if not cases:
        raise ValidationError(_("Select at least one case."), code="none")
    limit = most or MOST_CASES
    if len(cases) > limit:
        raise ValidationError(_("At most %(n)s cases at a time.") % {"n": limit}, code="many")
    with transaction.atomic():
        Batch.objects.bulk_create(
            [
                Batch(
                    kind=declared.kind,
                    step=declared.step,
                    data=raw,
                    language=get_language() or "",
                    key=key,
                    created_by=actor.user,
                )
            ],
            ignore_conflicts=True,
        )
        batch = Batch.objects.select_for_update().get(created_by=actor.user, key=key)
        if not batch.cases.exists():
            _note_cases(actor, batch, cases)
            detail = {"step": batch.step, "count": len(cases)}
            record(actor=actor, action="batch.begin", obj=batch, detail=detail)
            transaction.on_commit(lambda: start.delay(batch.pk))
    return batch


def _note_cases(actor: Actor, batch: Batch, cases: list[Chosen]) -> None:
    seen = set(
        Dossier.objects.visible_to(actor)
        .filter(pk__in=[one.dossier_id for one in cases], kind=batch.kind)
        .values_list("pk", flat=True)
    )
    BatchCase.objects.bulk_create(
        BatchCase(
            batch=batch,
            place=place,
            asked=one.dossier_id,
            dossier_id=one.dossier_id if one.dossier_id in seen else None,
            version=one.version,
            result=BatchResult.WAITING if one.dossier_id in seen else BatchResult.MISSING,
            done_at=None if one.dossier_id in seen else now(),
        )
        for place, one in enumerate(cases)
    )


def carry_out(batch_id: int) -> None:
    """Take the step in every case of a batch that still waits, each in a transaction of its own; then tell of it.

    It acts for the person with the rights that they have by now, and can be run again at any time.
    """
    batch = Batch.objects.select_related("created_by").get(pk=batch_id)
    actor, declared = actor_for(batch.created_by), batch_step(batch.kind, batch.step)
    with translation.override(batch.language):
        for pk in batch.cases.filter(result=BatchResult.WAITING).values_list("pk", flat=True):
            _carry_out_one(actor, batch, pk)
        _finish(batch, declared)


@transaction.atomic
def _carry_out_one(actor: Actor, batch: Batch, pk: int) -> None:
    """The step in one case, and what became of it. A case that somebody else has in hand by now is waited for."""
    case = BatchCase.objects.unscoped("a case of the batch at hand").select_for_update().get(pk=pk)
    if case.result != BatchResult.WAITING:
        return
    case.result, case.reason = _take(actor, batch, case)
    case.reason, case.done_at = case.reason[:LONGEST_REASON], now()
    case.save(update_fields=["result", "reason", "done_at"])


def _take(actor: Actor, batch: Batch, case: BatchCase) -> tuple[BatchResult, str]:
    """The result of the step in a case, and the reason when it was not taken; what was refused leaves no trace."""
    dossier = Dossier.objects.visible_to(actor).select_related("organ", "officer").filter(pk=case.dossier_id).first()
    if dossier is None:
        return BatchResult.MISSING, ""
    return attempt(actor, dossier, batch.step, batch.data, version=case.version)


def attempt(
    actor: Actor,
    dossier: Dossier,
    step_code: str,
    raw: dict[str, list[str]],
    *,
    files: MultiValueDict | None = None,
    version: int | None = None,
) -> tuple[BatchResult, str]:
    """Take a step in a case in a transaction of its own: what became of it, and the reason when it was not taken."""
    step = proceeding_type(dossier.kind).steps[step_code]
    try:
        with transaction.atomic():
            form = step.form.from_raw(raw, context_for(actor, dossier), files)
            made = take(actor=actor, dossier=dossier, step_code=step_code, form=form, version=version)
    except PermissionDenied:
        return BatchResult.FORBIDDEN, ""
    except StaleCase as stale:
        return BatchResult.CHANGED, " ".join(stale.messages)
    except (StepRefused, ValidationError) as refusal:
        return BatchResult.REFUSED, " ".join(refusal.messages)
    except IntegrityError:
        return BatchResult.REFUSED, _("This does not agree with the other dates of the case.")
    return (BatchResult.ASKED if isinstance(made, Approval) else BatchResult.DONE), ""


@transaction.atomic
def _finish(batch: Batch, declared: BatchStep) -> None:
    """End a batch of which no case waits any more, and tell of it once."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.finished_at is not None or locked.cases.filter(result=BatchResult.WAITING).exists():
        return
    locked.finished_at = now()
    locked.save(update_fields=["finished_at"])
    done = locked.cases.filter(result=BatchResult.DONE).values("dossier_id")
    declared.told(locked, list(Dossier.objects.unscoped("the cases of the batch at hand").filter(pk__in=done)))
