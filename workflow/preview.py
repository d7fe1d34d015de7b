"""What a step will cause, found out by carrying it out in a transaction that is rolled back."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, ngettext

from accounts.actors import Actor
from accounts.models import User
from accounts.templatetags.dates import cn_day
from deadlines.models import Deadline, DeadlineState
from dossiers.models import Dossier, DossierStatus, TimelineEntry
from dossiers.services import lock
from workflow.display import clock_name
from workflow.services import (
    approvers,
    approves_alone,
    bind_correction,
    carry_out_in_all,
    check_day,
    closed_to,
    context_for,
    fixed_because,
    lock_with,
)
from workflow.steps import Context, ProceedingType, Step, proceeding_type

ALIVE = {DeadlineState.RUNNING, DeadlineState.PAUSED}


@dataclass
class Consequences:
    """What a step will cause, as sentences, for components/consequences.html; `refused` when it cannot be taken."""

    approval: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    refused: str = ""

    def lines(self) -> list[str]:
        return [
            *self.approval,
            *self.changes,
            *self.starts,
            *self.stops,
            *self.moves,
            *self.documents,
            *self.notices,
            *self.elsewhere,
        ]

    def __bool__(self) -> bool:
        return bool(self.lines() or self.refused)

    @property
    def seal(self) -> str:
        """A short digest: a form that carries it was confirmed by somebody who had read just these sentences."""
        return hashlib.sha256("\n".join(self.lines()).encode()).hexdigest()[:16] if self.lines() else ""


@dataclass(frozen=True)
class Snapshot:
    state: str
    status: str
    number: str | None
    deadlines: dict[str, Deadline]


def _snapshot(dossier: Dossier, state: str) -> Snapshot:
    deadlines = {
        deadline.key: deadline for deadline in Deadline.objects.unscoped("a case in hand").filter(dossier=dossier)
    }
    return Snapshot(state, dossier.status, dossier.number, deadlines)


def approver_of(step: Step, context: Context, kind: ProceedingType, corrected: TimelineEntry | None) -> str | None:
    """The permission that must approve the step or the correction, or None."""
    if corrected is not None:
        return kind.correct_approver
    return step.approver(context) if step.approver else None


def rehearse(
    *,
    actor: Actor,
    dossier: Dossier,
    step: Step,
    raw: dict[str, list[str]],
    corrected: TimelineEntry | None = None,
    signed_on: dt.date | None = None,
    asks: bool = True,
) -> Consequences | None:
    """What the step with the form content `raw` will cause, or None while the form is not complete and valid.

    `signed_on` is the day of an approval given on paper, by which the step is then judged; without `asks` nobody is
    to be asked for approval, since it is given on paper or is being given now. Nothing stays written.
    """
    with transaction.atomic():
        locked, *others = lock_with(corrected) if corrected else [lock(dossier.pk)]
        kind = proceeding_type(locked.kind)
        context = context_for(actor, locked)
        then = context.on(signed_on) if signed_on else context
        reason = fixed_because(step, locked, corrected) if corrected else closed_to(step, then)
        if reason is not None:
            transaction.set_rollback(True)
            return Consequences(refused=reason)
        form = step.form.from_raw(raw, context).without_files()
        if corrected is not None:
            bind_correction(form, corrected)
        if form.is_valid() and corrected is None:
            check_day(step, form)
        if not form.is_valid():
            transaction.set_rollback(True)
            return None
        before, proceeding = _snapshot(locked, context.proceeding.state), copy(context.proceeding)
        beside = {other.pk: _snapshot(other, other.stage) for other in others}
        permission = approver_of(step, context, kind, corrected)
        people = approvers(permission, locked) if permission else []
        asks = asks and permission is not None and not approves_alone(actor, permission, locked)
        parties = {party.pk: party.name for party in context.parties}
        try:
            with transaction.atomic():
                carry_out_in_all(
                    kind, step, context, form, corrected=corrected, reason="?" if corrected else "",
                    approved_by=people[0] if people else None,
                )  # fmt: skip
        except IntegrityError:
            transaction.set_rollback(True)
            return Consequences(refused=gettext("This does not agree with the other dates of the case."))
        except ValidationError as refusal:
            transaction.set_rollback(True)
            return Consequences(refused=" ".join(refusal.messages))
        after = _snapshot(locked, context.proceeding.state)
        elsewhere = [
            (
                other.number or other.title,
                compare(beside[other.pk], _snapshot(other, other.stage), kind, _parties(other)),
            )
            for other in others
        ]
        transaction.set_rollback(True)
    found = compare(before, after, kind, parties)
    found.changes += kind.told(proceeding, context.proceeding)
    found.elsewhere = in_words(elsewhere)
    if asks:
        found.approval.append(_asked(people))
        if people:
            found.notices.append(gettext(", ").join(person.display_name for person in people))
    if step.document and corrected is None:
        found.documents.append(str(step.document))
    return found


def _parties(dossier: Dossier) -> dict[int, str]:
    return dict(dossier.parties.standing().values_list("pk", "name"))


def in_words(elsewhere: Iterable[tuple[str, Consequences]]) -> list[str]:
    """What a correction causes in other cases, by their numbers: a line for all in which it is the same."""
    same: dict[tuple[str, ...], list[str]] = {}
    for number, found in elsewhere:
        lines_of = [
            *found.changes,
            *(gettext("Period starts: %(period)s") % {"period": line} for line in found.starts),
            *(gettext("Period ends: %(period)s") % {"period": line} for line in found.stops),
            *found.moves,
        ]
        same.setdefault(tuple(lines_of or [gettext("entered too; no period changes")]), []).append(number)
    lines = []
    for said, numbers in same.items():
        which = gettext("%(number)s and others, %(n)s cases") % {"number": numbers[0], "n": len(numbers)}
        which = which if len(numbers) > 1 else numbers[0]
        lines.append(gettext("%(label)s: %(value)s") % {"label": which, "value": gettext("; ").join(said)})
    return lines


def _asked(people: list[User]) -> str:
    if not people:
        return gettext("Needs an approval, but nobody holds the right to give it today. Enter one given on paper.")
    names = gettext(" or ").join(
        f"{person.display_name}（{person.post}）" if person.post else person.display_name for person in people
    )
    return gettext("Takes effect when %(names)s approves; what follows is as of today.") % {"names": names}


def compare(before: Snapshot, after: Snapshot, kind: ProceedingType, parties: dict[int, str]) -> Consequences:
    """The difference of two snapshots of a case in sentences."""
    found = Consequences()
    if before.state != after.state:
        found.changes.append(
            gettext("%(old)s → %(new)s") % {"old": kind.state_label(before.state), "new": kind.state_label(after.state)}
        )
    elif before.status != after.status:
        old, new = DossierStatus(before.status).label, DossierStatus(after.status).label
        found.changes.append(gettext("%(old)s → %(new)s") % {"old": old, "new": new})
    if before.number is None and after.number is not None:
        found.changes.append(gettext("The case gets its number."))
    for key, deadline in after.deadlines.items():
        _compare_clock(before.deadlines.get(key), deadline, clock_name(deadline, parties), found)
    return found


def _compare_clock(old: Deadline | None, new: Deadline, name: str, found: Consequences) -> None:
    due = _due(new)
    if new.state in ALIVE and (old is None or old.state not in ALIVE):
        found.starts.append(gettext("%(clock)s, due %(day)s") % {"clock": name, "day": due})
    elif (old is not None and old.state in ALIVE and new.state not in ALIVE) or old is None:
        found.stops.append(_ended(new, name))
    elif old.state == DeadlineState.RUNNING and new.state == DeadlineState.PAUSED:
        found.moves.append(gettext("%(clock)s stops counting; it was due %(day)s") % {"clock": name, "day": _due(old)})
    elif old.state == DeadlineState.PAUSED and new.state == DeadlineState.RUNNING:
        found.moves.append(gettext("%(clock)s counts on, due %(day)s") % {"clock": name, "day": due})
    elif new.due_on != old.due_on:
        found.moves.append(gettext("%(clock)s: due %(old)s → %(new)s") % {"clock": name, "old": _due(old), "new": due})
    if old is not None and old.state == new.state == DeadlineState.MET and old.late != new.late:
        found.moves.append(_ended(new, name))


def _due(deadline: Deadline) -> str:
    day = cn_day(deadline.due_on) if deadline.due_on else "—"
    return gettext("%(day)s (provisional)") % {"day": day} if deadline.provisional and deadline.due_on else day


def _ended(deadline: Deadline, name: str) -> str:
    if deadline.state != DeadlineState.MET:
        return gettext("%(clock)s falls away") % {"clock": name}
    if deadline.late and deadline.ended_on and deadline.due_on:
        days = (deadline.ended_on - deadline.due_on).days
        return ngettext("%(clock)s: done %(n)s day late", "%(clock)s: done %(n)s days late", days) % {
            "clock": name,
            "n": days,
        }
    return gettext("%(clock)s: done in time") % {"clock": name}


def as_context(found: Consequences | None) -> dict[str, Any] | None:
    """What components/consequences.html takes, or None when there is nothing to say."""
    return vars(found) if found and not found.refused else None
