"""The sessions of the centre in people's calendars and in their subscriptions."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.timekeeping import SHANGHAI, today
from deadlines.agenda import Ask, Entry, Source, number_words, register
from disputes.models import Session, SessionState, State
from dossiers.handling import handled_by
from workflow.moments import day_of


def sessions(ask: Ask) -> list[Entry]:
    """The sessions on the days asked for that are set in disputes still being resolved; one query."""
    rows = Session.objects.visible_to(ask.actor).filter(
        _asked(ask), state=SessionState.SET, dispute__state__in=[State.ACCEPTED, State.RESOLVING]
    )
    found = rows.select_related("dispute__dossier__officer").defer(
        "dispute__dossier__search_text", "dispute__dossier__grams"
    )
    return [_entry(session, today()) for session in found.order_by("during", "pk")[: ask.most]]


def _asked(ask: Ask) -> Q:
    condition = ask.within("during") & ask.of_officers("dispute__dossier__officer")
    if ask.organ is not None:
        condition &= Q(dispute__dossier__organ=ask.organ)
    if ask.own and ask.actor.has_any((Role.OFFICER, Role.CENTRE_COORDINATOR)) and not ask.actor.has(Role.DIRECTOR):
        mine = handled_by(ask.actor.people, "dispute__dossier__")
        condition &= mine | Q(dispute__dossier__officer=None)
    return condition


def _entry(session: Session, day: dt.date) -> Entry:
    on, dossier = day_of(session.during), session.dispute.dossier
    over = on < day
    return Entry(
        uid=f"session-{session.pk}",
        on=on,
        title=gettext("Session of the dispute centre"),
        number=number_words(dossier),
        url=reverse("disputes:detail", args=[dossier.pk]),
        modified=session.entered_at,
        tone="late" if over else "soon",
        words=gettext("what came of it is not entered yet") if over else "",
        officer=str(dossier.officer) if dossier.officer else "",
        starts_at=session.during.lower.astimezone(SHANGHAI),
        ends_at=session.during.upper.astimezone(SHANGHAI),
        place=session.place,
    )


register(Source("session", _("Sessions of the dispute centre"), sessions))
