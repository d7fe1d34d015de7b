"""The hearings (听证) of reconsideration cases in people's calendars."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.timekeeping import SHANGHAI, today
from cases import facts as f
from cases.reading import Sitting, sittings
from deadlines.agenda import Ask, Entry, Source, number_words, officers_words, register
from dossiers.handling import handled_by
from dossiers.models import DossierAccess, DossierStatus, Fact
from dossiers.scoping import Audience

KINDS = (f.HEARING_SET, f.HEARING_HELD, f.HEARING_CANCELLED)


def hearings(ask: Ask) -> list[Entry]:
    """The hearings on the days asked for that are to come, or whose holding is still to be entered; one query.

    Each stands on the day for which it was last set.
    """
    wanted = Fact.objects.visible_to(ask.actor).current().filter(_asked(ask), kind=f.HEARING_SET)
    rows = (
        Fact.objects.unscoped("the hearings of cases in scope")
        .current()
        .filter(kind__in=KINDS, dossier__in=wanted.order_by("on_date", "pk").values("dossier")[: ask.most])
        .select_related("dossier__officer", "dossier__second_officer", "dossier__organ")
        .defer("dossier__search_text", "dossier__grams")
        .order_by("dossier_id", "pk")
    )
    day = today()
    return [
        _entry(sitting, day)
        for _dossier, facts in groupby(rows, key=lambda fact: fact.dossier_id)
        for sitting in sittings(facts)
        if sitting.is_set
        and _concerns(ask, sitting)
        and (ask.first is None or sitting.on >= ask.first)
        and (ask.last is None or sitting.on <= ask.last)
    ]


def _concerns(ask: Ask, sitting: Sitting) -> bool:
    """Whether a hearing as it was last set concerns the people asked for: who held it before is free again."""
    dossier = sitting.fact.dossier
    concerned = {dossier.officer_id, dossier.second_officer_id, *sitting.people}
    if ask.officers is not None and not ask.officers & concerned and not (None in ask.officers and not dossier.officer):
        return False
    if not ask.own or ask.actor.people & concerned or ask.actor.has(Role.AGENCY_LIAISON):
        return True
    return ask.actor.has(Role.DIRECTOR, dossier.organ.office_id)


def _holding(people: Iterable[int]) -> Q:
    """The condition on facts that set a hearing: one of `people` presides, listens or records."""
    ids = sorted(people)
    condition = Q(value__presider__in=ids) | Q(value__recorder_person__in=ids)
    for pk in ids:
        condition |= Q(value__listeners__contains=[pk])
    return condition


def _asked(ask: Ask) -> Q:
    """The condition on facts that set a hearing on the days and for the people asked for."""
    condition = ~Q(dossier__status=DossierStatus.VOID)
    if ask.first is not None:
        condition &= Q(on_date__gte=ask.first)
    if ask.last is not None:
        condition &= Q(on_date__lte=ask.last)
    if ask.organ is not None:
        condition &= Q(dossier__organ=ask.organ)
    if ask.officers is not None:
        named = [pk for pk in ask.officers if pk is not None]
        whose = handled_by(named, "dossier__") | _holding(named)
        condition &= whose | Q(dossier__officer=None) if None in ask.officers else whose
    return condition & _own(ask.actor) if ask.own else condition


def _own(actor: Actor) -> Q:
    """The condition on facts of cases that `actor` works on, directs, or is summoned to."""
    condition = Q(pk__in=[])
    if officer_in := actor.organisations(Role.OFFICER):
        mine = handled_by(actor.people, "dossier__") | _holding(actor.people)
        condition |= mine & Q(dossier__organ__office__in=officer_in)
    if director_in := actor.organisations(Role.DIRECTOR):
        condition |= Q(dossier__organ__office__in=director_in)
    if liaison_in := actor.organisations(Role.AGENCY_LIAISON):
        summoned = DossierAccess.objects.filter(
            dossier=OuterRef("dossier"), audience=Audience.PARTY, organisation__in=liaison_in
        )
        condition |= Q(Exists(summoned))
    return condition


def _entry(sitting: Sitting, day: dt.date) -> Entry:
    dossier = sitting.fact.dossier
    over = sitting.on < day
    return Entry(
        uid=f"hearing-{sitting.key}",
        on=sitting.on,
        title=gettext("Hearing"),
        number=number_words(dossier),
        url=reverse("dossier", args=[dossier.pk]),
        modified=sitting.fact.recorded_at,
        tone="late" if over else "soon",
        words=gettext("not entered yet") if over else "",
        officer=officers_words(dossier),
        starts_at=dt.datetime.combine(sitting.on, sitting.time, SHANGHAI),
        place=sitting.place,
    )


register(Source("hearing", _("Hearings"), hearings))
