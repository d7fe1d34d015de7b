"""What sittings and appearances put on the home page: of the agency's liaison, of the court's, of the office."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Role
from accounts.timekeeping import now
from hearings.models import Appearance, AppearanceState, Sitting, SittingKind, SittingState
from hearings.queries import unsettled_records
from hearings.sittings.display import differing
from hearings.sittings.reading import heard_cases
from hearings.sittings.views import owed_lines, owed_rows
from hearings.sittings.words import day_of, kind_words, place_words, when_words
from workflow import home
from workflow.panels import step_button

LOOKED_AT = 100
SOON = dt.timedelta(days=30)


def owed(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For an agency's liaison: what the agency owes for which hearing, the next first."""
    lines = [line for line in owed_lines(list(owed_rows(actor)[:LOOKED_AT])) if "action_url" in line]
    yield home.Panel(
        "hearings-owed",
        _("Hearings of my agency"),
        5,
        todo=lines[: home.MOST],
        count=home.capped(lines),
        tone="soon" if lines else "",
        link=reverse("hearings:owed"),
        link_label=_("All of them"),
    )


def of_court(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For a court's liaison: the sittings to come, and those of which the court has something to enter."""
    courts = actor.organisations(Role.COURT_LIAISON)
    rows = (
        Sitting.objects.visible_to(actor)
        .filter(court__in=courts)
        .filter(Q(state=SittingState.SET) | Q(state=SittingState.HELD, kind=SittingKind.HEARING))
        .filter(during__startswith__lte=now() + SOON)
        .annotate(
            open=Count("cases__appearances", filter=_open_for_court()),
            agencies=ArrayAgg(
                "cases__appearances__defendant__organisation", filter=_open_for_court(), distinct=True, default=[]
            ),
            heard=heard_cases(),
        )
        .exclude(state=SittingState.HELD, open=0)
        .select_related("court")
        .order_by("during", "pk")
    )
    found = list(rows[: home.MOST + 1])
    yield home.Panel(
        "court-sittings",
        _("Sittings of my court"),
        5,
        todo=[_court_line(sitting, day) for sitting in found[: home.MOST]],
        count=home.capped(found),
        link=reverse("hearings:sittings"),
        link_label=_("All sittings"),
        empty={"title": _("No sitting is set"), "url": reverse("hearings:sitting-add"), "label": _("Set a sitting")},
    )


def _open_for_court() -> Q:
    return Q(cases__appearances__court_came=None) & ~Q(cases__appearances__state=AppearanceState.DROPPED)


def _court_line(sitting: Sitting, day: dt.date) -> dict[str, Any]:
    over = sitting.during.lower <= now()
    button: dict[str, Any] = {}
    if not over:
        what, words = kind_words(sitting), ""
    elif sitting.state == SittingState.SET:
        what, words = _("Enter the sitting held"), _("not entered yet")
        button = _button(reverse("hearings:sitting-act", args=[sitting.pk, "hold"]))
    else:
        what, words = _("Enter the court's record of who came"), _("%(n)s open") % {"n": sitting.open}
        # The form is about one agency; of several the page of the sitting has a line for each.
        if len(sitting.agencies) == 1:
            step = [sitting.pk, sitting.agencies[0], "court_appearance"]
            button = _button(reverse("hearings:sitting-together", args=step))
        else:
            button = _button(f"{reverse('hearings:sitting', args=[sitting.pk])}#together")
    return {
        "what": what,
        "which": f"{when_words(sitting)} · {place_words(sitting)} · "
        + _("%(n)s cases, heads of agencies awaited: %(open)s") % {"n": sitting.heard, "open": sitting.open},
        "which_url": reverse("hearings:sitting", args=[sitting.pk]),
        "tone": "late" if over else "calm",
        "words": words,
        "on": day_of(sitting),
        **button,
    }


def _button(url: str) -> dict[str, Any]:
    return {"action_url": url, "action_label": _("Enter")}


def to_check(actor: Actor, day: dt.date) -> Iterator[home.Panel]:
    """For the office: records of appearances that wait to be confirmed, and those that differ from the court's."""
    rows = (
        Appearance.objects.visible_to(actor)
        .filter(Q(state=AppearanceState.SUBMITTED) | unsettled_records())
        .filter(case__lawsuit__dossier__organ__office__in=actor.organisations(Role.OFFICER, Role.DIRECTOR))
        .exclude(state=AppearanceState.DROPPED)
        .select_related("case__sitting__court", "case__lawsuit__dossier", "defendant__organisation")
        .select_related("came", "court_came")
        .order_by("submitted_at", "pk")
    )
    if not actor.has(Role.DIRECTOR):
        rows = rows.filter(case__lawsuit__dossier__officer__in=actor.people)
    found = list(rows[: home.MOST + 1])
    lines = []
    for row in found[: home.MOST]:
        dossier = row.case.lawsuit.dossier
        open_ones = differing(row)
        code = "settle_appearance" if open_ones else "confirm_appearance"
        said = {"agency": row.defendant.organisation, "what": "；".join(open_ones) or row.came}
        lines.append(
            {
                "what": _("%(agency)s: %(what)s") % said,
                "which": f"{dossier.number} · {when_words(row.case.sitting)}",
                "which_url": reverse("hearings:detail", args=[dossier.pk]),
                **step_button(dossier, code),
            }
        )
    yield home.Panel(
        "appearances", _("Appearance records to check"), 14, todo=lines, count=home.capped(found), aside=True
    )


home.register("hearings-owed", "appearances.own", owed)
home.register("court-sittings", "home.court", of_court)
home.register("appearances", "home.office", to_check)
