"""Writes on study plans, study sessions and joint training."""

from disputes.study.services.materials import add_material, void_material
from disputes.study.services.plans import add_plan, add_topic, change_plan, void_plan, void_topic
from disputes.study.services.sessions import (
    Came,
    Topic,
    add_session,
    change_session,
    check_session,
    set_attendance,
    void_attendance,
    void_session,
)
from disputes.study.services.training import (
    Enrolled,
    add_training,
    change_training,
    enrol,
    enter_feedback,
    invite,
    set_presence,
    void_invitation,
    void_participant,
    void_training,
)

__all__ = [
    "Came",
    "Enrolled",
    "Topic",
    "add_material",
    "add_plan",
    "add_session",
    "add_topic",
    "add_training",
    "change_plan",
    "change_session",
    "change_training",
    "check_session",
    "enrol",
    "enter_feedback",
    "invite",
    "set_attendance",
    "set_presence",
    "void_attendance",
    "void_invitation",
    "void_material",
    "void_participant",
    "void_plan",
    "void_session",
    "void_topic",
    "void_training",
]
