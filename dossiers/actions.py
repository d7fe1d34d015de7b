"""What the actions of the trail are called on its page."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organ, Organisation, Role, User
from dossiers.models import Direction, TrailEntry

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
    "absence.enter": _("Absence entered"),
    "absence.end": _("Absence ended"),
    "token.make": _("Interface token made"),
    "token.revoke": _("Interface token revoked"),
    "organisation.add": _("Organisation entered"),
    "organisation.name": _("Name of an organisation"),
    "organisation.rename": _("Organisation renamed"),
    "organisation.end": _("Organisation ended"),
    "codes.load": _("Code lists loaded"),
    "code.change": _("Code changed"),
    "calendar.day": _("Local day entered"),
    "basis.draw_up": _("Change of calendar or periods drawn up"),
    "basis.confirm": _("Change of calendar or periods carried out"),
    "basis.withdraw": _("Change of calendar or periods withdrawn"),
    "basis.drop": _("Change of calendar or periods put away"),
    "feed.make": _("Calendar subscription set up"),
    "feed.revoke": _("Calendar subscription revoked"),
    "access.name": _("Person named for a case"),
    "case.register": _("Application registered"),
    "case.enter_running": _("Running case entered"),
    "case.separate": _("Case separated from another"),
    "case.import": _("Case imported"),
    "suit.register": _("Suit registered"),
    "suit.import": _("Suit imported"),
    "suggestion.register": _("Suggestion registered"),
    "return.report": _("Return reported"),
    "suits.lost_rule": _("Rule of what is lost set"),
    "roster.add": _("Agency head entered"),
    "roster.change": _("Posts of an agency head changed"),
    "roster.end": _("Entry of an agency head ended"),
    "roster.void": _("Entry of an agency head voided"),
    "duty.enter": _("Evidence of a duty entered"),
    "duty.judge": _("Evidence of a duty checked"),
    "duty.void": _("Evidence of a duty taken back"),
    "dispute.register": _("Dispute received"),
    "mediator.add": _("Mediator entered"),
    "mediator.end": _("Entry of a mediator ended"),
    "study.plan": _("Study plan entered"),
    "study.plan_change": _("Study plan changed"),
    "study.topic": _("Topic of a study plan entered"),
    "study.session": _("Study session entered"),
    "study.session_change": _("Study session changed"),
    "study.check": _("Study session checked"),
    "study.attendance": _("Attendance of a study session entered"),
    "study.file": _("File of study or training added"),
    "study.void": _("Entry of study voided"),
    "study.export": _("Coverage of study exported"),
    "training.add": _("Training announced"),
    "training.change": _("Training changed"),
    "training.invite": _("Units invited to a training"),
    "training.enrol": _("People enrolled in a training"),
    "training.presence": _("Sign-in list of a training entered"),
    "training.feedback": _("Feedback on a training entered"),
    "training.void": _("Entry of a training voided"),
    "training.export": _("Participants of trainings exported"),
    "rule.add": _("Rule entered"),
    "rule.hand_in": _("Rule handed in"),
    "rule.change": _("Rule changed"),
    "rule.check": _("Rule checked"),
    "rule.void": _("Rule voided"),
    "rule.export": _("Library of rules exported"),
    "ledger.hand_in": _("Ledger handed in"),
    "ledger.confirm": _("Import of a ledger confirmed"),
    "ledger.import": _("Ledger imported"),
    "ledger.return": _("Rows of a ledger downloaded"),
    "step.take": _("Step taken"),
    "step.correct": _("Step corrected"),
    "approval.ask": _("Approval asked for"),
    "approval.give": _("Approval given"),
    "approval.refuse": _("Approval refused"),
    "approval.paper": _("Approval on paper entered"),
    "approval.withdraw": _("Request for approval withdrawn"),
    "approval.strand": _("Request for approval fell away"),
    "batch.begin": _("Step begun in many cases"),
    "office.rule": _("Rule of assignment settled"),
    "office.work": _("What an officer takes on settled"),
    "view.save": _("View saved"),
    "view.change": _("View changed"),
    "view.remove": _("View removed"),
    "list.open_with": _("View with which a list opens"),
    "list.columns": _("Columns of a list"),
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
    "circular.draw_up": _("Circular drawn up"),
    "circular.change": _("Circular changed"),
    "circular.count": _("Figures of a circular counted anew"),
    "circular.void": _("Draft of a circular voided"),
    "circular.submit": _("Circular handed in for approval"),
    "circular.decide": _("Circular approved or returned"),
    "circular.reopen": _("Circular made a draft again"),
    "circular.issue": _("Circular issued"),
    "circular.remind": _("Agencies reminded of a circular"),
    "circular.withdraw": _("Circular withdrawn"),
    "circular.download": _("Circular downloaded"),
    "assessment.draw_up": _("Scheme of an assessment drawn up"),
    "assessment.change": _("Scheme of an assessment changed"),
    "assessment.item": _("Item of an assessment written"),
    "assessment.item_void": _("Item of an assessment taken out"),
    "assessment.enforce": _("Scheme of an assessment put in force"),
    "assessment.exempt": _("Agency exempted from an assessment"),
    "assessment.exempt_void": _("Exemption from an assessment taken back"),
    "assessment.give": _("Points of an assessment given by hand"),
    "assessment.run": _("Assessment computed"),
    "assessment.announce": _("Assessment opened to objections"),
    "assessment.object": _("Objection to an assessment filed"),
    "assessment.answer": _("Objection to an assessment answered"),
    "assessment.submit": _("Result of an assessment handed in"),
    "assessment.take_back": _("Result of an assessment taken back"),
    "assessment.decide": _("Result of an assessment published or returned"),
    "assessment.download": _("Result of an assessment downloaded"),
    "backup.make": _("Backup made"),
    "backup.restore": _("Backup restored"),
    "cases.export": _("Cases exported"),
    "contact.change": _("Way of being told changed"),
    "webhook.add": _("Group in a messenger entered"),
    "webhook.end": _("Group in a messenger ended"),
    "message.resend": _("Message sent again"),
    "clock.setting": _("Reminders of a clock set"),
    "search.number": _("Case looked for by a number"),
}


# What the kinds of objects are called where a table has no words of its own for its pages.
OBJECTS: dict[str, Any] = {
    "accounts.delegation": _("Deputy"),
    "accounts.absence": _("Absence"),
    "accounts.organ": _("Reconsideration organ"),
    "accounts.roleassignment": _("Role"),
    "dossiers.correspondence": _("Mail"),
    "dossiers.dossieraccess": _("Access"),
    "dossiers.dossierfile": _("Paper"),
    "dossiers.party": _("Party"),
    "dossiers.timelineentry": _("Step"),
    "dossiers.visit": _("Visit"),
    "dossiers.visitor": _("Visitor"),
    "workflow.approval": _("Approval"),
}

# What the entries of `detail` are called.
DETAILS: dict[str, Any] = {
    "step": _("Step"),
    "on": _("Day"),
    "to": _("until or towards"),
    "from": _("from"),
    "role": _("Role"),
    "organisation": _("Organisation"),
    "organ": _("Reconsideration organ"),
    "user": _("Person"),
    "principal": _("For"),
    "deputy": _("Deputy"),
    "successor": _("Successor"),
    "direction": _("Direction"),
    "field": _("Field"),
    "fields": _("Fields"),
    "visitors": _("Visitors"),
    "date": _("Day"),
    "kind": _("Kind"),
    "made": _("New"),
    "created": _("New"),
    "duplicates": _("Duplicates"),
    "refused": _("Refused"),
    "rows": _("Rows"),
    "list": _("List"),
    "count": _("How many"),
    "changed": _("Changed"),
    "ended": _("Ended"),
    "moved_deadlines": _("Periods moved"),
    "settled_deadlines": _("Periods no longer provisional"),
    "moved_cases": _("Cases concerned"),
    "clock": _("Period"),
    "day_kind": _("Kind of day"),
    "reason": _("Reason"),
    "permission": _("Approval by"),
    "channel": _("Channel"),
    "before": _("Working days before"),
    "after": _("Working days after"),
    "digest": _("Digest"),
    "token": _("Interface token"),
    "scopes": _("What it is for"),
}
PEOPLE = frozenset({"user", "principal", "deputy"})
ORGANISATIONS = frozenset({"organisation", "successor"})
_values: dict[str, dict[str, Any]] = {"role": dict(Role.choices), "direction": dict(Direction.choices)}


def name_values(key: str, titles: dict[str, Any]) -> None:
    """Tell what the values of an entry of `detail` are called, such as the steps of a proceeding."""
    _values.setdefault(key, {}).update(titles)


def action_name(action: str) -> str:
    """What an action is called; one that has no name here by its code."""
    return str(ACTIONS.get(action, action))


def model_name(label: str) -> str:
    """What a kind of object is called, by its ``app.model``; the label itself when there is no such model now."""
    if label in OBJECTS:
        return str(OBJECTS[label])
    try:
        return gettext(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


class Reader:
    """Puts what the entries of a trail hold into words: names of people, organisations and organs in three queries."""

    def __init__(self, entries: Iterable[TrailEntry]) -> None:
        entries = list(entries)
        people = {value for entry in entries for key, value in entry.detail.items() if key in PEOPLE}
        people |= {entry.object_id for entry in entries if entry.object_type == "accounts.user"}
        places = {value for entry in entries for key, value in entry.detail.items() if key in ORGANISATIONS}
        places |= {entry.object_id for entry in entries if entry.object_type == "accounts.organisation"}
        self._people = {user.pk: str(user) for user in User.objects.filter(pk__in=_numbers(people))}
        organs = {value for entry in entries for key, value in entry.detail.items() if key == "organ"}
        self._organs = {
            organ.pk: str(organ)
            for organ in Organ.objects.filter(pk__in=_numbers(organs)).select_related("organisation")
        }
        self._places = {place.pk: str(place) for place in Organisation.objects.filter(pk__in=_numbers(places))}

    def what(self, entry: TrailEntry) -> str:
        """The object of an entry: a person or organisation by name, anything else by kind and number."""
        if not entry.object_type:
            return ""
        named = {"accounts.user": self._people, "accounts.organisation": self._places}.get(entry.object_type, {})
        number = int(entry.object_id) if entry.object_id.isdecimal() else 0
        return named.get(number) or f"{model_name(entry.object_type)} {entry.object_id}"

    def detail(self, entry: TrailEntry) -> str:
        """The details of an entry in words."""
        return " · ".join(
            f"{DETAILS.get(key, key)} {self._value(key, value)}" for key, value in entry.detail.items() if value != ""
        )

    def _value(self, key: str, value: Any) -> str:
        if key in PEOPLE:
            return self._people.get(value, str(value))
        if key in ORGANISATIONS:
            return self._places.get(value, str(value))
        if key == "organ":
            return self._organs.get(value, str(value))
        if not isinstance(value, list) and value in _values.get(key, {}):
            return str(_values[key][value])
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _numbers(values: Iterable[Any]) -> set[int]:
    return {int(value) for value in values if str(value).isdecimal()}
