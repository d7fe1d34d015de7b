"""Which steps may be taken in many cases at once: each kind of proceeding declares its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.actors import Actor
from accounts.permissions import can
from dossiers.models import Dossier
from workflow.models import Batch


@dataclass(frozen=True)
class BatchStep:
    """A step of a proceeding that is offered for many cases.

    `permission` opens the pages; the step's own permission is asked in each case. `told` is called once when the
    batch is over, with the cases in which the step was taken, inside the transaction that ends the batch.
    """

    kind: str
    step: str
    title: str | Promise
    permission: str
    told: Callable[[Batch, list[Dossier]], None] = lambda batch, dossiers: None


_declared: dict[tuple[str, str], BatchStep] = {}


def register(step: BatchStep) -> None:
    """Declare a step for batches. Raises ValueError when it is declared already."""
    if (step.kind, step.step) in _declared:
        raise ValueError(f"Batches of {step.kind} {step.step} are registered twice.")
    _declared[step.kind, step.step] = step


def offered(kind: str, actor: Actor) -> list[BatchStep]:
    """The steps that the actor may take in many cases of a kind at once, in the order of their declaration."""
    return [step for step in _declared.values() if step.kind == kind and can(actor, step.permission)]


def batch_step(kind: str, step: str) -> BatchStep:
    """What was declared of a step. Raises KeyError when it is not offered for many cases."""
    return _declared[kind, step]
