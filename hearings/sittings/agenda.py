"""The sittings of courts in people's calendars and in their subscriptions."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.timekeeping import SHANGHAI, today
from deadlines.agenda import Ask, Entry, Source, number_words, register
from hearings.models import Sitting, SittingCase, SittingState
from hearings.sittings.reading import heard_cases
from hearings.sittings.words import day_of, kind_words, place_words


def court_sittings(ask: Ask) -> list[Entry]:
    """The sittings on the days asked for that are set; two queries."""
    # One whose case was taken off a sitting still finds its page, and has it in the calendar no more.
    seen = SittingCase.objects.visible_to(ask.actor).standing()
    rows = Sitting.objects.visible_to(ask.actor).filter(state=SittingState.SET, pk__in=seen.values("sitting_id"))
    rows = rows.filter(_asked(ask))
    found = list(rows.select_related("court").annotate(heard=heard_cases()).order_by("during", "pk")[: ask.most])
    firsts = {
        row.sitting_id: row
        for row in seen.filter(sitting__in=found)
        .select_related("lawsuit__dossier__officer")
        .defer("lawsuit__dossier__search_text", "lawsuit__dossier__grams")
        .order_by("sitting", "-position", "-pk")
    }
    day = today()
    return [_entry(sitting, firsts.get(sitting.pk), day) for sitting in found]


def _asked(ask: Ask) -> Q:
    condition = ask.within("during")
    if ask.organ is not None:
        condition &= Q(organ=ask.organ)
    if whose := ask.of_officers("cases__lawsuit__dossier__officer"):
        condition &= _of_cases(whose)
    return condition & _own(ask.actor) if ask.own else condition


def _of_cases(whose: Q) -> Q:
    """The condition that one of the sitting's cases is so; inside IN, since a join would repeat the sitting."""
    return Q(
        pk__in=Sitting.objects.unscoped("narrowed by the caller's scope")
        .filter(whose, cases__left_on=None)
        .values("pk")
    )


def _own(actor: Actor) -> Q:
    """The sittings in which the actor's own cases are heard, or those of the office, the agency or the court."""
    condition = Q(pk__in=[])
    if officer_in := actor.organisations(Role.OFFICER):
        cases = "cases__lawsuit__dossier"
        mine = Q(**{f"{cases}__officer__in": actor.people}) | Q(**{f"{cases}__second_officer__in": actor.people})
        condition |= _of_cases(mine) & Q(organ__office__in=officer_in)
    if director_in := actor.organisations(Role.DIRECTOR):
        condition |= Q(organ__office__in=director_in)
    if liaison_in := actor.organisations(Role.AGENCY_LIAISON):
        condition |= _of_cases(Q(cases__lawsuit__defendants__organisation__in=liaison_in))
    if court_in := actor.organisations(Role.COURT_LIAISON):
        condition |= Q(court__in=court_in)
    return condition | _of_cases(Q(cases__appearances__head__user__in=actor.people))


def _entry(sitting: Sitting, first: SittingCase | None, day: dt.date) -> Entry:
    on, dossier = day_of(sitting), first.lawsuit.dossier if first else None
    over = on < day
    number = number_words(dossier) if dossier else ""
    if sitting.heard > 1:
        number = gettext("%(number)s and others, %(n)s cases") % {"number": number, "n": sitting.heard}
    return Entry(
        uid=f"sitting-{sitting.pk}",
        on=on,
        title=kind_words(sitting),
        number=number,
        url=reverse("hearings:sitting", args=[sitting.pk]),
        modified=sitting.entered_at,
        tone="late" if over else "soon",
        words=gettext("not entered yet") if over else "",
        officer=str(dossier.officer) if dossier and dossier.officer else "",
        starts_at=None if sitting.whole_day else sitting.during.lower.astimezone(SHANGHAI),
        ends_at=None if sitting.whole_day else sitting.during.upper.astimezone(SHANGHAI),
        place=f"{sitting.court} {place_words(sitting)}",
    )


register(Source("sitting", _("Court sittings"), court_sittings))
