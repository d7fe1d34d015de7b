"""That the quarterly return of disputes resolved is due: told to those who hand it in, and shown on their home page.

It is due on the fifth after the quarter. They are told on the first of these days and again on the fourth, each time
with the balances that do not hold.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Role, RoleAssignment, User
from accounts.templatetags.dates import cn_day
from accounts.timekeeping import today
from disputes.models import Dispute
from notices.services import notify
from reports import queries
from reports.returns.mediation import Quarter, last_ended, unbalanced, values
from reports.views.common import MEDIATION, quarter_address
from workflow import home

# From this day of the month on it is told again.
AGAIN = 4
WHO = (Role.DIRECTOR, Role.CENTRE_COORDINATOR)


def falls_due(day: dt.date) -> Quarter | None:
    """The quarter whose return is due in these days, or None."""
    quarter = last_ended(day)
    return quarter if quarter.following.first <= day <= quarter.due_on else None


def remind() -> int:
    """Tell those who hand the return in that it falls due. Returns how many notices are new; twice a day is as once."""
    day = today()
    quarter = falls_due(day)
    if quarter is None:
        return 0
    turn = "again" if day.day >= AGAIN else "first"
    told = 0
    for organ in _with_disputes():
        failing = _failing(organ, quarter)
        told += notify(
            recipients=_people(organ, day),
            kind="return",
            words=lambda failing=failing: _words(quarter, failing),
            path=quarter_address("reports:mediation", organ, quarter),
            key=f"mediation-return:{organ.pk}:{quarter}:{turn}",
        )
    return told


def _with_disputes() -> Iterator[Organ]:
    seen = Dispute.objects.unscoped("whether an organ has a centre at work").values("dossier__organ")
    yield from Organ.objects.filter(pk__in=seen).select_related("organisation").order_by("pk")


def _people(organ: Organ, day: dt.date) -> list[User]:
    held = RoleAssignment.objects.on(day).filter(role__in=WHO, organisation=organ.office_id)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))


def _failing(organ: Organ, quarter: Quarter) -> int:
    ended = Dispute.objects.unscoped("the return of a whole organ").standing().filter(dossier__organ=organ)
    return len(unbalanced(values(ended.filter(concluded_on__range=quarter.days))))


def _words(quarter: Quarter, failing: int) -> str:
    said = {"year": quarter.year, "quarter": quarter.number, "day": cn_day(quarter.due_on), "n": failing}
    if failing:
        return (
            _(
                "The return of disputes resolved of %(year)s, quarter %(quarter)s, is due on %(day)s; of its balances "
                "%(n)s do not hold."
            )
            % said
        )
    return (
        _("The return of disputes resolved of %(year)s, quarter %(quarter)s, is due on %(day)s; its balances hold.")
        % said
    )


def on_the_desk(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For those who hand the return in: that it falls due."""
    quarter = falls_due(day)
    if quarter is None or not actor.has_any(WHO):
        return
    organs = [organ for organ in queries.organs_of_centre(actor) if actor.has_any(WHO, organ.office_id)]
    yield home.Panel(
        "return-due",
        _("Returns that fall due"),
        8,
        todo=[
            {
                "what": str(MEDIATION),
                "which": f"{quarter}",
                "which_url": quarter_address("reports:mediation", organ, quarter),
                "words": _("due on %(day)s") % {"day": cn_day(quarter.due_on)},
                "tone": "late" if day == quarter.due_on else "soon",
                "on": None,
            }
            for organ in organs
        ],
        aside=True,
    )


home.register("return-due", "returns.mediation", on_the_desk)
