"""The hearings (听证) of reconsideration cases in people's calendars."""

import datetime as dt
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.timekeeping import SHANGHAI
from cases import facts as f
from cases.reading import Sitting, sittings
from deadlines.agenda import Ask, Entry, Source, number_words, register
from dossiers.models import Dossier, DossierAccess, DossierStatus, Fact
from dossiers.scoping import Audience

KINDS = (f.HEARING_SET, f.HEARING_HELD, f.HEARING_CANCELLED)


def hearings(ask: Ask) -> list[Entry]:
    """The hearings on the days asked for, each on the day for which it was last set; two queries."""
    rows = (
        Fact.objects.visible_to(ask.actor)
        .current()
        .filter(kind=f.HEARING_SET)
        .exclude(dossier__status=DossierStatus.VOID)
        .select_related("dossier__officer")
        .defer("dossier__search_text", "dossier__grams")
        .order_by("on_date", "pk")
    )
    if ask.first is not None:
        rows = rows.filter(on_date__gte=ask.first)
    if ask.last is not None:
        rows = rows.filter(on_date__lte=ask.last)
    if ask.organ is not None:
        rows = rows.filter(dossier__organ=ask.organ)
    if ask.officers is not None:
        named = [pk for pk in ask.officers if pk is not None]
        whose = Q(dossier__officer__in=named) | Q(dossier__second_officer__in=named)
        rows = rows.filter(whose | Q(dossier__officer=None) if None in ask.officers else whose)
    if ask.own:
        rows = rows.filter(_own(ask.actor))
    found = list(rows[: ask.most])
    standing = _standing({fact.dossier_id for fact in found})
    return [_entry(fact.dossier, standing[fact.pk]) for fact in found if fact.pk in standing]


def _own(actor: Actor) -> Q:
    """The condition on facts of cases that `actor` works on, directs, or is summoned to."""
    condition = Q(pk__in=[])
    if officer_in := actor.organisations(Role.OFFICER):
        mine = Q(dossier__officer__in=actor.people) | Q(dossier__second_officer__in=actor.people)
        condition |= mine & Q(dossier__organ__office__in=officer_in)
    if director_in := actor.organisations(Role.DIRECTOR):
        condition |= Q(dossier__organ__office__in=director_in)
    if liaison_in := actor.organisations(Role.AGENCY_LIAISON):
        summoned = DossierAccess.objects.filter(
            dossier=OuterRef("dossier"), audience=Audience.PARTY, organisation__in=liaison_in
        )
        condition |= Q(Exists(summoned))
    return condition


def _standing(dossiers: set[int]) -> dict[int, Sitting]:
    """The hearings of some cases that were not cancelled, by the fact that last set them."""
    rows = Fact.objects.unscoped("the hearings of cases in scope").current()
    rows = rows.filter(dossier__in=dossiers, kind__in=KINDS).order_by("dossier_id", "pk")
    return {
        sitting.fact.pk: sitting
        for _dossier, facts in groupby(rows, key=lambda fact: fact.dossier_id)
        for sitting in sittings(facts)
        if sitting.cancelled is None
    }


def _entry(dossier: Dossier, sitting: Sitting) -> Entry:
    held = sitting.held is not None
    return Entry(
        uid=f"hearing-{sitting.key}",
        on=sitting.on,
        title=gettext("Hearing"),
        number=number_words(dossier),
        url=reverse("dossier", args=[dossier.pk]),
        modified=sitting.fact.recorded_at,
        tone="done" if held else "soon",
        words=gettext("held") if held else f"{sitting.time:%H:%M}",
        officer=str(dossier.officer) if dossier.officer else "",
        starts_at=dt.datetime.combine(sitting.on, sitting.time, SHANGHAI),
        place=sitting.place,
    )


register(Source("hearing", _("Hearings"), hearings))
