"""A sitting and its appearances as pages show them: who comes for whom, and what is missing. No query of its own."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.templatetags.dates import cn_date, cn_moment
from hearings.appearances import HEADS, unsettled
from hearings.models import (
    Appearance,
    AppearanceState,
    IdentityResult,
    Sitting,
    SittingKind,
    SittingMode,
    SittingState,
)
from hearings.sittings.reading import record_of
from hearings.sittings.words import begun, when_words

A = AppearanceState
STATE_TONES = {
    SittingState.SET: "calm",
    SittingState.HELD: "done",
    SittingState.MOVED: "paused",
    SittingState.CANCELLED: "paused",
}
TONES = {
    A.AWAITED: "late",
    A.NOMINATED: "calm",
    A.EXCUSED: "soon",
    A.SUBMITTED: "soon",
    A.RETURNED: "late",
    A.CONFIRMED: "done",
    A.DROPPED: "",
}


def missing(row: Appearance, moment: dt.datetime) -> list[str]:
    """What is still to be done of an appearance, the agency's own first."""
    if row.state == A.DROPPED or row.case.sitting.state in {SittingState.MOVED, SittingState.CANCELLED}:
        return []
    over = begun(row.case.sitting, moment)
    found = []
    if not over:
        if row.state == A.AWAITED:
            found.append(_("name a head, or explain the absence"))
        if row.state == A.NOMINATED and row.identity == IdentityResult.NONE:
            found.append(_("hand in the statement of identity"))
    elif row.state == A.RETURNED:
        found.append(_("put the returned record right: %(reason)s") % {"reason": row.return_reason})
    elif row.state not in {A.SUBMITTED, A.CONFIRMED}:
        found.append(_("hand in the appearance record"))
    if row.state == A.SUBMITTED:
        found.append(_("the office confirms the record"))
    if over and row.court_came_id is None:
        found.append(_("the court's record"))
    if open_ones := differing(row):
        found.append(_("the records differ; the office settles it: %(what)s") % {"what": "；".join(open_ones)})
    return found


def agency_owes(row: Appearance, moment: dt.datetime) -> str:
    """The step that the agency owes now, or nothing."""
    if row.state == A.DROPPED:
        return ""
    if begun(row.case.sitting, moment):
        return "submit_appearance" if row.state not in {A.SUBMITTED, A.CONFIRMED} else ""
    if row.state == A.AWAITED:
        return "nominate_head"
    if row.state == A.NOMINATED and row.identity == IdentityResult.NONE:
        return "hand_in_identity"
    return ""


def who_comes(row: Appearance) -> str:
    """Whom the agency sends: the head, or the staff member with the ground of absence; who came once that is known."""
    if row.state == A.DROPPED:
        return _("another defendant appears")
    if row.came_id:
        return str(row.came_head) if row.came_head else str(row.came)
    if row.state == A.EXCUSED:
        return _("%(staff)s (%(post)s) instead; %(ground)s") % {
            "staff": row.staff,
            "post": row.staff_post,
            "ground": row.absence,
        }
    return str(row.head) if row.head else ""


def appearance_facts(row: Appearance, *, late_call: bool) -> list[dict[str, Any]]:
    """One appearance as labels and values, for the panel of a case."""
    own, court = str(row.came or ""), str(row.court_came or "")
    absence = str(row.absence or "") if row.came_id and row.came_id not in HEADS else ""
    facts = [
        {"label": _("Head who appears"), "value": who_comes(row)},
        {
            "label": _("Notice of appearance"),
            "value": [
                line
                for line in (
                    row.notice_number,
                    cn_date(row.notice_on),
                    str(row.obligatory or ""),
                    _("later than three clear days before the hearing") if late_call else "",
                )
                if line
            ],
        },
        {
            "label": _("Statement of identity"),
            "value": row.get_identity_display(),
            "note": row.identity_reason or cn_date(row.identity_on),
        },
        {"label": _("Ground of absence"), "value": absence, "note": row.absence_note if absence else ""},
        {"label": _("The agency's record"), "value": own, "note": _spoke(row.spoke, row.left_early, row.spoke_on)},
        {
            "label": _("The court's record"),
            "value": court,
            "note": _joined(_spoke(row.court_spoke, row.court_left_early), row.court_note),
        },
        {
            "label": _("As settled"),
            "value": _settled(row),
            "note": row.settled_reason,
        },
        {"label": _("Head present"), "value": present_words(row)},
    ]
    return [fact for fact in facts if fact["value"]]


def _spoke(spoke: bool | None, left: bool | None, on: str = "") -> str:
    """Whether a head spoke (and on what) and stayed, as far as a record says it."""
    said = _("spoke: %(what)s") % {"what": on.rstrip("。.")} if on else _("spoke at the hearing")
    words = {None: "", True: said, False: _("did not speak")}
    stayed = {None: "", True: _("left without leave of the court"), False: _("stayed to the end")}
    return _joined(words[spoke], stayed[left])


def _joined(*words: str) -> str:
    return "；".join(filter(None, words))


def _settled(row: Appearance) -> str:
    return _joined(str(row.settled_came or ""), _spoke(row.settled_spoke, row.settled_left_early))


def settled_words(row: Appearance) -> str:
    """What was settled where two records differed, with its reason."""
    return _joined(_settled(row), row.settled_reason)


def differing(row: Appearance) -> list[str]:
    """In what the agency's record and the court's differ and nobody has settled it, in words."""
    said = {
        "came": lambda: (str(row.came), str(row.court_came)),
        "left_early": lambda: (_spoke(None, row.left_early), _spoke(None, row.court_left_early)),
        "spoke": lambda: (_spoke(row.spoke, None), _spoke(row.court_spoke, None)),
    }
    words = _("%(own)s, by the court's record: %(court)s")
    return [words % dict(zip(("own", "court"), said[name](), strict=True)) for name in unsettled(record_of(row))]


def present_words(row: Appearance) -> str:
    """Whether a head was present who counts."""
    if row.present is None:
        return ""
    return _("yes") if row.present else _("no")


def appearance_rows(rows: Iterable[Appearance], moment: dt.datetime, *, inner: bool) -> list[dict[str, Any]]:
    """The appearances of a sitting as rows of a table: case, defendant, who comes, what is missing."""
    shown = []
    for row in rows:
        dossier = row.case.lawsuit.dossier
        lacks = missing(row, moment)
        present = present_words(row)
        shown.append(
            {
                "cells": [
                    {"value": dossier.number, "url": reverse("hearings:detail", args=[dossier.pk])},
                    str(row.defendant.organisation),
                    {"value": who_comes(row) or "—", "sub": row.get_identity_display() if row.head_id else ""},
                    {"badge": row.get_state_display(), "badge_tone": TONES[A(row.state)]},
                    {"value": "；".join(lacks)},
                    {"value": present, "sub": str(row.court_came or "") if inner else ""},
                ],
                "tone": "soon" if lacks else "",
            }
        )
    return shown


def appearance_columns() -> list[dict[str, Any]]:
    """The columns of those rows."""
    labels = [_("Case"), _("Defendant"), _("Who comes"), _("Standing"), _("What is missing")]
    columns: list[dict[str, Any]] = [{"label": label, "whole": not place} for place, label in enumerate(labels)]
    return [*columns, {"label": _("Head present"), "small": "hide"}]


def sitting_facts(sitting: Sitting) -> list[dict[str, Any]]:
    """A sitting as labels and values."""
    replaced = getattr(sitting, "replaces", None)
    return [
        {"label": _("Court"), "value": str(sitting.court)},
        {"label": _("Kind of sitting"), "value": SittingKind(sitting.kind).label},
        {"label": _("Time"), "value": when_words(sitting)},
        {"label": _("Mode of the sitting"), "value": SittingMode(sitting.mode).label},
        {"label": _("Courtroom"), "value": sitting.courtroom},
        {"label": _("Presiding judge"), "value": sitting.presider},
        {"label": _("Observers invited"), "value": sitting.observers},
        {"label": _("Remarks"), "value": sitting.remarks},
        *(
            [{"label": _("Moved to"), "value": when_words(sitting.replaced_by), "url": _url(sitting.replaced_by)}]
            if sitting.replaced_by
            else []
        ),
        *(
            [
                {
                    "label": _("Moved from"),
                    "value": when_words(replaced),
                    "url": _url(replaced),
                    "note": replaced.change_reason,
                }
            ]
            if replaced
            else []
        ),
        *([{"label": _("Reason for the change"), "value": sitting.change_reason}] if sitting.change_reason else []),
        {"label": _("Entered"), "value": f"{sitting.entered_by or ''} {cn_moment(sitting.entered_at)}"},
    ]


def _url(sitting: Sitting) -> str:
    return reverse("hearings:sitting", args=[sitting.pk])
