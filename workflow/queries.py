"""What is read of steps and approvals."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.permissions import can
from workflow.models import Approval, ApprovalStatus
from workflow.services import closed_to
from workflow.steps import Context, Step, proceeding_type


@dataclass(frozen=True)
class Option:
    """A step as a button: open, or closed with the reason; `waits` when it already waits for approval."""

    step: Step
    reason: str | None
    waits: bool = False

    @property
    def open(self) -> bool:
        return self.reason is None and not self.waits


def options(context: Context, waiting: Collection[str] | None = None) -> list[Option]:
    """The steps that the actor may take in the case's state, the likely one first, the closed ones with reasons.

    `waiting` are the codes of the steps that await approval; they are looked up when it is None.
    """
    dossier = context.dossier
    kind = proceeding_type(dossier.kind)
    if waiting is None:
        pending = dossier.approvals.filter(status=ApprovalStatus.PENDING, corrects=None)
        waiting = set(pending.values_list("step", flat=True))

    @cache
    def allowed(permission: str) -> bool:
        return can(context.actor, permission, dossier)

    found = [
        Option(step, closed_to(step, context), waits=step.code in waiting)
        for step in kind.steps.values()
        if not step.automatic
        and not step.together
        and context.proceeding.state in step.sources
        and step.known_to(kind.law_of(context.proceeding))
        and allowed(step.permission)
    ]
    return sorted(found, key=lambda option: (not option.open, option.step.weight_in(context)))


def waiting_for(actor: Actor) -> list[Approval]:
    """The approvals that wait for this actor, oldest first."""
    pending: QuerySet[Approval] = (
        Approval.objects.visible_to(actor)
        .filter(status=ApprovalStatus.PENDING)
        .exclude(requested_by_id=actor.user_id)
        .select_related("dossier__organ", "requested_by")
        .order_by("requested_at")
    )
    return [approval for approval in pending if can(actor, approval.permission, approval.dossier)]
