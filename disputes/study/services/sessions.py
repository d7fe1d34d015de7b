"""Study sessions that were held: entered by the agency, checked by the office, with who came."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organisation, RosterEntry
from accounts.offices import agencies_of
from accounts.permissions import can, require
from accounts.text import normalise_name
from accounts.timekeeping import now, today
from disputes.keeping import liaisons, save, standing, void
from disputes.models import Attendance, SessionTopic, StudyRank, StudySession, StudyState
from disputes.study.services.plans import organ_of, other_says_what
from dossiers.models import Code
from dossiers.trail import record
from notices.services import notify

Topic = tuple[Code, str]
FIELDS = ("on_date", "place", "form", "speaker", "summary")


@dataclass(frozen=True)
class Came:
    """Whether a head of the roster came, and why not."""

    head: RosterEntry
    came: bool
    reason: str = ""


@transaction.atomic
def add_session(*, actor: Actor, organisation: Organisation, topics: Iterable[Topic], **fields: Any) -> StudySession:
    """Enter a session that an agency held: FIELDS and its topics. What the office enters itself is checked already.

    Raises PermissionDenied, ValidationError.
    """
    require(actor, "study.keep", organisation)
    organ = organ_of(organisation)
    session = StudySession(organ=organ, organisation=organisation, entered_by=actor.user)
    if can(actor, "study.check", organ):
        session.state, session.checked_by, session.checked_at = StudyState.ACCEPTED, actor.user, now()
    _fill(session, fields)
    _set_topics(session, topics)
    detail = {"organisation": organisation.pk, "on": session.on_date}
    record(actor=actor, action="study.session", obj=session, detail=detail)
    return session


@transaction.atomic
def change_session(*, actor: Actor, session: StudySession, topics: Iterable[Topic], **fields: Any) -> StudySession:
    """Correct a session. An agency corrects what has not been checked yet; a returned one is handed in with it.

    Raises PermissionDenied, ValidationError.
    """
    locked = changeable(actor, session)
    changed = sorted(name for name in FIELDS if getattr(locked, name) != fields[name])
    if locked.state == StudyState.RETURNED:
        locked.state = StudyState.OPEN
    _fill(locked, fields)
    _set_topics(locked, topics)
    record(actor=actor, action="study.session_change", obj=locked, detail={"fields": changed})
    return locked


@transaction.atomic
def check_session(*, actor: Actor, session: StudySession, accept: bool, note: str = "") -> StudySession:
    """What the office makes of a session: it counts, or is returned with what is missing, which the agency is told.

    Raises PermissionDenied, ValidationError.
    """
    locked = _locked(session)
    require(actor, "study.check", locked)
    standing(locked)
    if not accept and not note.strip():
        raise ValidationError({"note": _("Say what is missing.")}, code="required")
    locked.state = StudyState.ACCEPTED if accept else StudyState.RETURNED
    locked.state_note = "" if accept else note.strip()[:300]
    locked.checked_by, locked.checked_at = actor.user, now()
    locked.save()
    record(actor=actor, action="study.check", obj=locked, detail={"state": locked.state})
    if not accept:
        notify(
            recipients=liaisons([locked.organisation_id]),
            kind="study",
            words=lambda: _("The study session of %(day)s was returned by the office.") % {"day": locked.on_date},
            path=reverse("study:session", args=[locked.pk]),
            key=f"study:{locked.pk}:returned:{locked.checked_at:%Y%m%d%H%M%S}",
        )
    return locked


@transaction.atomic
def void_session(*, actor: Actor, session: StudySession, reason: str) -> StudySession:
    """Take back a session entered by mistake; its attendance counts no more. Raises as `change_session` does."""
    return void(actor, changeable(actor, session), reason, "study.void")


@transaction.atomic
def set_attendance(
    *,
    actor: Actor,
    session: StudySession,
    agency: Organisation,
    heads: Iterable[Came],
    others: Iterable[tuple[str, str]] = (),
) -> int:
    """Write down who of an agency came: heads of its roster as of the day, and others (name, post), who came.

    What was written of a person before is replaced. The district's sessions are attended by heads of all its
    agencies. Returns how many rows are new or changed. Raises PermissionDenied, ValidationError.
    """
    locked = changeable(actor, session)
    if agency.pk != locked.organisation_id and not (
        locked.organisation_id == locked.organ.organisation_id and agencies_of([locked.organ]).filter(pk=agency.pk)
    ):
        raise ValidationError(_("Only people of the agency that held the session are on its list."), code="agency")
    rows = Attendance.objects.unscoped("the session at hand").standing().select_for_update(of=("self",))
    known = {row.normalised: row for row in rows.filter(session=locked, organisation=agency)}
    in_post = set(RosterEntry.objects.on(locked.on_date).filter(organisation=agency).values_list("pk", flat=True))
    changed = 0
    for item in heads:
        if item.head.pk not in in_post:
            raise ValidationError(
                _("%(name)s was no head of the agency on that day.") % {"name": item.head.name}, code="roster"
            )
        if not item.came and not item.reason.strip():
            raise ValidationError(_("Say why %(name)s did not come.") % {"name": item.head.name}, code="reason")
        row = known.get(item.head.normalised) or Attendance(session=locked, organisation=agency)
        fields = {"head": item.head, "name": item.head.name, "rank": item.head.rank, "post": item.head.post}
        fields |= {"came": item.came, "reason": "" if item.came else item.reason.strip()[:200]}
        changed += _write(actor, row, fields)
    for name, post in others:
        row = known.get(normalise_name(name)) or Attendance(session=locked, organisation=agency)
        if row.head_id is None:
            fields = {"name": normalise_name(name), "rank": StudyRank.OTHER, "post": post, "came": True, "reason": ""}
            changed += _write(actor, row, fields)
    if changed:
        detail = {"organisation": agency.pk, "rows": changed}
        record(actor=actor, action="study.attendance", obj=locked, detail=detail)
    return changed


def _write(actor: Actor, row: Attendance, fields: dict[str, Any]) -> bool:
    if row.pk and all(getattr(row, name) == value for name, value in fields.items()):
        return False
    for name, value in (fields | {"entered_by": actor.user, "entered_at": now()}).items():
        setattr(row, name, value)
    save(row)
    return True


@transaction.atomic
def void_attendance(*, actor: Actor, row: Attendance, reason: str) -> Attendance:
    """Take somebody off the list. Raises PermissionDenied, ValidationError."""
    changeable(actor, row.session)
    rows = Attendance.objects.unscoped("the session at hand").select_for_update(of=("self",))
    return void(actor, rows.get(pk=row.pk), reason, "study.void")


def changeable(actor: Actor, session: StudySession) -> StudySession:
    """The session, locked, if `actor` may change it: its agency until it is checked, the office at any time.

    Raises PermissionDenied, and ValidationError for one that was voided.
    """
    locked = _locked(session)
    if not may_change(actor, locked):
        raise PermissionDenied("study.keep")
    return standing(locked)


def may_change(actor: Actor, session: StudySession) -> bool:
    """Whether `actor` may change a session."""
    if can(actor, "study.check", session):
        return True
    return session.state != StudyState.ACCEPTED and can(actor, "study.keep", session.organisation)


def _locked(session: StudySession) -> StudySession:
    rows = StudySession.objects.unscoped("the permission is asked by the caller")
    return rows.select_related("organ", "organisation").select_for_update(of=("self",)).get(pk=session.pk)


def _fill(session: StudySession, fields: dict[str, Any]) -> None:
    day: dt.date = fields["on_date"]
    if day > today():
        raise ValidationError({"on_date": _("The date cannot be later than today.")}, code="future")
    for name in FIELDS:
        setattr(session, name, fields[name])
    save(session)


def _set_topics(session: StudySession, topics: Iterable[Topic]) -> None:
    wanted = {(topic.pk, title.strip()): topic for topic, title in topics}
    if not wanted:
        raise ValidationError({"topics": _("Say what was studied.")}, code="required")
    known = {(row.topic_id, row.title): row for row in session.topics.filter(dropped_at=None)}
    for key, row in known.items():
        if key not in wanted:
            row.dropped_at = now()
            row.save(update_fields=["dropped_at"])
    for (_key, title), topic in wanted.items():
        other_says_what(topic, title)
        if (topic.pk, title) not in known:
            save(SessionTopic(session=session, topic=topic, title=title))
