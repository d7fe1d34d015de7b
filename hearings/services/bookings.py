"""Courtrooms, heads and officers that sittings take up: the database refuses a clash, a real one is confirmed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation, RosterEntry
from accounts.text import normalise_name
from hearings.forms.heads import stands_below
from hearings.models import Appearance, AppearanceState, Booking, Resource, Sitting, SittingState
from hearings.sittings.words import day_of, place_words, when_words

TAKEN_UP = (SittingState.SET, SittingState.HELD)


def wanted(sitting: Sitting) -> dict[tuple[str, str], str]:
    """What a sitting takes up, by resource and key, with its name; the same few queries whatever it hears."""
    if sitting.state not in TAKEN_UP or sitting.whole_day:
        return {}
    found: dict[tuple[str, str], str] = {}
    if sitting.courtroom:
        found[Resource.ROOM, f"{sitting.court_id}:{normalise_name(sitting.courtroom)}"] = sitting.courtroom
    found |= {(Resource.OFFICER, str(pk)): name for pk, name in _officers(sitting)}
    named = Appearance.objects.unscoped("the heads of the sitting at hand").filter(case__sitting=sitting)
    named = named.exclude(state=AppearanceState.DROPPED).exclude(head=None).order_by()
    heads = list(RosterEntry.objects.filter(pk__in=named.values("head")).select_related("organisation"))
    for entry in [*heads, *_same_people(sitting, heads)]:
        found[Resource.HEAD, f"{entry.organisation_id}:{entry.normalised}"] = entry.name
    return found


def _officers(sitting: Sitting) -> list[tuple[int, str]]:
    """The officers of the cases, and those who handle them as second ones."""
    names = ("lawsuit__dossier__officer", "lawsuit__dossier__second_officer")
    rows = sitting.cases.standing()
    found = [rows.exclude(**{name: None}).values_list(f"{name}_id", f"{name}__display_name") for name in names]
    return list(found[0].union(found[1]))


def _same_people(sitting: Sitting, heads: list[RosterEntry]) -> list[RosterEntry]:
    """Other posts of these heads on the day: a deputy mayor who is the director of a bureau is one person.

    It is the same person by the account, and where none is known by the name in a body above or below.
    """
    if not heads:
        return []
    here = Organisation.objects.within(sitting.organ.organisation)
    others = RosterEntry.objects.on(day_of(sitting)).filter(organisation__in=here)
    names = {entry.normalised for entry in heads}
    others = others.filter(normalised__in=names).exclude(pk__in=[entry.pk for entry in heads])
    return [
        other
        for other in others.select_related("organisation")
        if any(_same_person(other, entry) for entry in heads if entry.normalised == other.normalised)
    ]


def _same_person(one: RosterEntry, other: RosterEntry) -> bool:
    if one.user_id and other.user_id:
        return one.user_id == other.user_id
    places = (one.organisation, other.organisation)
    return stands_below(*places) or stands_below(*reversed(places))


def rebook(actor: Actor, sitting: Sitting, reason: str = "") -> None:
    """Let the bookings of a sitting be what it takes up now; with `reason` a clash is confirmed as real.

    Raises ValidationError (code ``clash``) saying with what it clashes, as far as the actor may see that.
    """
    needed = wanted(sitting)
    present = {(row.resource, row.resource_key): row for row in sitting.bookings.filter(active=True)}
    gone = [row.pk for key, row in present.items() if key not in needed or row.during != sitting.during]
    if gone:
        Booking.objects.filter(pk__in=gone).update(active=False)
    new = sorted(key for key in needed if key not in present or present[key].pk in gone)
    if not new:
        return
    clashes = [(key, other) for key in new for other in _clashing(sitting, *key)]
    if clashes and not reason:
        raise _clash(actor, [(needed[key], other) for key, other in clashes])
    confirmed = {key for key, _other in clashes}
    try:
        with transaction.atomic():
            for resource, key in new:
                real = (resource, key) in confirmed
                Booking.objects.create(
                    sitting=sitting,
                    resource=resource,
                    resource_key=key,
                    during=sitting.during,
                    confirmed_reason=reason[:300] if real else "",
                    confirmed_by=actor.user if real else None,
                )
    except IntegrityError as error:
        # Somebody booked the same at the same moment: what they did is committed by now and can be told.
        clashes = [(key, other) for key in new for other in _clashing(sitting, *key)]
        raise _clash(actor, [(needed[key], other) for key, other in clashes]) from error


def _clashing(sitting: Sitting, resource: str, key: str) -> list[Sitting]:
    """The other sittings that take up the same in the same time, those confirmed as real too."""
    rows = Booking.objects.filter(resource=resource, resource_key=key, active=True, during__overlap=sitting.during)
    ids = list(rows.exclude(sitting=sitting).values_list("sitting_id", flat=True))
    if not ids:
        return []
    return list(Sitting.objects.unscoped("told only as far as the actor sees them").filter(pk__in=ids))


def _clash(actor: Actor, clashes: list[tuple[str, Sitting]]) -> ValidationError:
    """What clashes with what: another sitting in words to whoever may see it, else that there is one."""
    ids = {other.pk for _what, other in clashes}
    seen = set(Sitting.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    lines: list[Any] = [
        _("%(what)s is taken up by the sitting of %(when)s (%(place)s).")
        % {"what": what, "when": when_words(other), "place": place_words(other)}
        if other.pk in seen
        else _("%(what)s is taken up by another sitting in that time.") % {"what": what}
        for what, other in clashes
    ]
    lines = lines or [_("The time clashes with another sitting.")]
    return ValidationError(
        [ValidationError(line, code="clash") for line in dict.fromkeys(lines)],
    )
