"""What the actions of the trail are called on its page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "sign-in": _("Sign-in"),
    "sign-in.failed": _("Sign-in failed"),
    "sign-in.locked": _("Sign-in locked"),
    "sign-out": _("Sign-out"),
    "password.change": _("Password changed"),
    "password.initial": _("Initial password given"),
    "user.add": _("Person entered"),
    "user.activate": _("Person may sign in again"),
    "user.deactivate": _("Person may no longer sign in"),
    "user.unlock": _("Sign-in unlocked"),
    "role.grant": _("Role given"),
    "role.end": _("Role ended"),
    "delegation.add": _("Deputy entered"),
    "delegation.end": _("Deputy ended"),
    "organisation.add": _("Organisation entered"),
    "organisation.name": _("Name of an organisation"),
    "organisation.rename": _("Organisation renamed"),
    "organisation.end": _("Organisation ended"),
    "codes.load": _("Code lists loaded"),
    "code.change": _("Code changed"),
    "calendar.day": _("Local day entered"),
    "access.name": _("Person named for a case"),
    "case.register": _("Application registered"),
    "case.enter_running": _("Running case entered"),
    "case.import": _("Case imported"),
    "step.take": _("Step taken"),
    "step.correct": _("Step corrected"),
    "approval.ask": _("Approval asked for"),
    "approval.give": _("Approval given"),
    "approval.refuse": _("Approval refused"),
    "approval.paper": _("Approval on paper entered"),
    "approval.withdraw": _("Request for approval withdrawn"),
    "file.add": _("Paper added"),
    "file.read": _("Paper downloaded"),
    "file.void": _("Paper withdrawn"),
    "number.reveal": _("Number shown"),
    "mail.add": _("Mail entered"),
    "mail.follow": _("Mail followed up"),
    "mail.void": _("Mail voided"),
    "visit.add": _("Visit entered"),
    "visit.link": _("Visit linked to a case"),
    "visit.void": _("Visit voided"),
    "trail.export": _("Trail exported"),
    "list.export": _("List exported"),
    "cases.export": _("Cases exported"),
    "search.number": _("Case looked for by a number"),
}


def action_name(action: str) -> str:
    """What an action is called; one that has no name here by its code."""
    return str(ACTIONS.get(action, action))
