"""What is done with an assessment, each act by whoever may, in one transaction, with its line in the trail."""

from reports.assessment.services.objections import answer, may_object, object_to
from reports.assessment.services.runs import announce, decide, keep, submit, take_back
from reports.assessment.services.schemes import (
    change,
    draw_up,
    exempt,
    give,
    put_in_force,
    save_item,
    void_exemption,
    void_item,
)

__all__ = [
    "announce",
    "answer",
    "change",
    "decide",
    "draw_up",
    "exempt",
    "give",
    "keep",
    "may_object",
    "object_to",
    "put_in_force",
    "save_item",
    "submit",
    "take_back",
    "void_exemption",
    "void_item",
]
