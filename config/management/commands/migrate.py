"""Django's migrate, which does not make models anew for what changes no model.

Between operations Django keeps the models of the moment as classes, and makes those that an operation concerns anew
with all that they are related to; here that is nearly everything, hundreds of times over. A constraint, an index or a
trigger changes the table and not the class: its operation reads the state and never asks the class for it. Leaving
those classes as they are takes more than half off the work of a first start.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

BESIDE_THE_MODEL: tuple[type[Operation], ...] = (
    AddConstraint,
    AddIndex,
    AddTrigger,
    RemoveConstraint,
    RemoveIndex,
    RemoveTrigger,
)


class Command(migrate.Command):
    """Django's own command in all but its time."""

    def handle(self, *args: Any, **options: Any) -> None:
        with ExitStack() as stack:
            for kind in BESIDE_THE_MODEL:
                stack.enter_context(_models_left_alone_by(kind))
            super().handle(*args, **options)


@contextmanager
def _models_left_alone_by(kind: type[Operation]) -> Iterator[None]:
    """While it lasts, operations of this kind change the state of the project and not the classes made from it."""
    change: Callable[[Operation, str, ProjectState], None] = kind.state_forwards

    @wraps(change)
    def change_state_alone(operation: Operation, app_label: str, state: ProjectState) -> None:
        # A state whose classes are not made yet makes none for a change.
        made = state.__dict__.pop("apps", None)
        change(operation, app_label, state)
        if made is not None:
            state.__dict__["apps"] = made

    own = "state_forwards" in vars(kind)
    kind.state_forwards = change_state_alone  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        if own:
            kind.state_forwards = change  # type: ignore[method-assign, assignment]
        else:
            del kind.state_forwards
