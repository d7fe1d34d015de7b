"""Joint training: its particulars, invitations to units, enrolment, who came, what was said of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.permissions import can, require
from accounts.templatetags.dates import cn_date
from accounts.text import normalise_name
from accounts.timekeeping import now, today
from disputes.keeping import liaisons, save, standing, void
from disputes.models import Invitation, Participant, Training
from disputes.study.queries import UNITS
from dossiers.models import Code
from dossiers.trail import record
from notices.services import notify

FIELDS = (
    *("title", "topic", "first_day", "last_day", "place", "organisers", "teachers", "capacity", "enrol_until", "note"),
)
PLACES = {
    "training_ends_after_it_begins": "last_day",
    "training_enrolment_ends_before_it": "enrol_until",
    "training_has_places": "capacity",
}


@dataclass(frozen=True)
class Enrolled:
    """Somebody whom a unit sends; `unit` is its name where no organisation known here is meant."""

    name: str
    kind: Code
    post: str = ""
    unit: str = ""


@transaction.atomic
def add_training(*, actor: Actor, organ: Organ, kinds: Iterable[Code], **fields: Any) -> Training:
    """Announce a training: FIELDS and the kinds of participants. Raises PermissionDenied, ValidationError."""
    require(actor, "training.change", organ)
    training = Training(organ=organ, entered_by=actor.user, **{name: fields[name] for name in FIELDS})
    save(training, PLACES)
    training.kinds.set(_kinds(kinds))
    record(actor=actor, action="training.add", obj=training)
    return training


@transaction.atomic
def change_training(*, actor: Actor, training: Training, kinds: Iterable[Code], **fields: Any) -> Training:
    """Change what was announced; the units invited are told of another day or place.

    Raises PermissionDenied, and ValidationError when fewer places are left than are taken.
    """
    locked = _locked(actor, training)
    changed = sorted(name for name in FIELDS if getattr(locked, name) != fields[name])
    for name in changed:
        setattr(locked, name, fields[name])
    taken = _standing(locked).count()
    if locked.capacity is not None and taken > locked.capacity:
        raise ValidationError({"capacity": _("%(n)s people are enrolled already.") % {"n": taken}}, code="capacity")
    save(locked, PLACES)
    locked.kinds.set(_kinds(kinds))
    record(actor=actor, action="training.change", obj=locked, detail={"fields": changed})
    if {"first_day", "last_day", "place"} & set(changed):
        invited = locked.invitations.filter(voided_at=None).values_list("organisation_id", flat=True)
        _tell(locked, invited, "changed", f"changed:{now():%Y%m%d%H%M%S}")
    return locked


@transaction.atomic
def invite(
    *, actor: Actor, training: Training, organisations: Iterable[Organisation], quota: int | None = None
) -> list[Invitation]:
    """Invite units, each with at most `quota` places; their liaisons are told. Who is invited already stays so.

    Raises PermissionDenied, ValidationError.
    """
    locked = _locked(actor, training)
    known = set(locked.invitations.filter(voided_at=None).values_list("organisation_id", flat=True))
    made = [
        save(Invitation(training=locked, organisation=unit, quota=quota, entered_by=actor.user))
        for unit in organisations
        if unit.pk not in known
    ]
    record(actor=actor, action="training.invite", obj=locked, detail={"count": len(made)})
    for invitation in made:
        _tell(locked, [invitation.organisation_id], "invited", f"invited:{invitation.pk}")
    return made


@transaction.atomic
def void_invitation(*, actor: Actor, invitation: Invitation, reason: str) -> Invitation:
    """Take an invitation back. Raises PermissionDenied, and ValidationError while people of the unit are enrolled."""
    locked = _locked(actor, invitation.training)
    if _standing(locked).filter(organisation=invitation.organisation_id).exists():
        raise ValidationError(_("People of this unit are enrolled; take them off the list first."), code="enrolled")
    rows = Invitation.objects.unscoped("the training at hand").select_for_update(of=("self",))
    return void(actor, rows.get(pk=invitation.pk), reason, "training.void")


@transaction.atomic
def enrol(
    *, actor: Actor, training: Training, people: Iterable[Enrolled], invitation: Invitation | None = None
) -> list[Participant]:
    """Enrol people of a unit that is invited, all of them or none.

    Its liaison does so until the last day of enrolment and within the places of unit and training; the office at any
    time (who came without being enrolled, too), then also people of other units. Raises PermissionDenied,
    ValidationError.
    """
    rows = Training.objects.unscoped("the permission is asked below").select_related("organ")
    locked = rows.select_for_update(of=("self",)).get(pk=training.pk)
    if invitation is None:
        require(actor, "training.change", locked)
    else:
        require(actor, "training.enrol", invitation)
        standing(invitation)
    standing(locked)
    people, office = list(people), can(actor, "training.change", locked)
    if not office and today() > locked.enrol_until:
        raise ValidationError(_("Enrolment ended on %(day)s.") % {"day": cn_date(locked.enrol_until)}, code="late")
    # Once it has begun, whoever came is written down, whatever the places were.
    if not (office and today() >= locked.first_day):
        _check_places(locked, invitation, len(people))
    kinds = set(locked.kinds.values_list("pk", flat=True))
    made = []
    for person in people:
        if kinds and person.kind.pk not in kinds:
            raise ValidationError(
                _("The training is not for the kind “%(kind)s”.") % {"kind": person.kind}, code="kind"
            )
        unit = invitation.organisation.name if invitation else person.unit.strip()
        if not unit:
            raise ValidationError(_("Name the unit of %(name)s.") % {"name": person.name}, code="unit")
        participant = Participant(
            training=locked,
            organisation=invitation.organisation if invitation else None,
            unit=unit,
            name=normalise_name(person.name),
            kind=person.kind,
            post=person.post,
            entered_by=actor.user,
        )
        made.append(save(participant))
    record(actor=actor, action="training.enrol", obj=locked, detail={"count": len(made)})
    return made


@transaction.atomic
def void_participant(*, actor: Actor, participant: Participant, reason: str) -> Participant:
    """Take somebody off the list; the unit may until enrolment ends. Raises PermissionDenied, ValidationError."""
    rows = Participant.objects.unscoped("the permission is asked below").select_related("training__organ")
    locked = rows.select_for_update(of=("self",)).get(pk=participant.pk)
    require(actor, "training.enrol", locked)
    if not can(actor, "training.change", locked.training) and today() > locked.training.enrol_until:
        day = cn_date(locked.training.enrol_until)
        raise ValidationError(_("Enrolment ended on %(day)s.") % {"day": day}, code="late")
    return void(actor, locked, reason, "training.void")


@transaction.atomic
def set_presence(*, actor: Actor, training: Training, came: Mapping[int, bool | None]) -> int:
    """Enter the sign-in list: who came, who did not, by participant. Returns how many changed.

    Raises PermissionDenied, and ValidationError before the first day.
    """
    locked = _locked(actor, training)
    if today() < locked.first_day:
        raise ValidationError(_("The training has not begun yet."), code="early")
    changed = 0
    for row in _standing(locked).select_for_update(of=("self",)).filter(pk__in=came):
        if row.came != came[row.pk]:
            row.came = came[row.pk]
            row.save(update_fields=["came"])
            changed += 1
    if changed:
        record(actor=actor, action="training.presence", obj=locked, detail={"rows": changed})
    return changed


@transaction.atomic
def enter_feedback(*, actor: Actor, training: Training, count: int | None, summary: str) -> Training:
    """Write down how many gave their opinion and what it came to. Raises PermissionDenied, ValidationError."""
    locked = _locked(actor, training)
    locked.feedback_count, locked.feedback = count, summary
    save(locked)
    record(actor=actor, action="training.feedback", obj=locked)
    return locked


@transaction.atomic
def void_training(*, actor: Actor, training: Training, reason: str) -> Training:
    """Cancel a training; the units invited are told. Raises PermissionDenied, ValidationError."""
    locked = void(actor, _locked(actor, training), reason, "training.void")
    invited = locked.invitations.filter(voided_at=None).values_list("organisation_id", flat=True)
    _tell(locked, invited, "cancelled", "cancelled")
    return locked


def _locked(actor: Actor, training: Training) -> Training:
    rows = Training.objects.unscoped("the permission is asked below").select_related("organ")
    locked = rows.select_for_update(of=("self",)).get(pk=training.pk)
    require(actor, "training.change", locked)
    return standing(locked)


def _standing(training: Training) -> Any:
    return Participant.objects.unscoped("the training at hand").standing().filter(training=training)


def _kinds(kinds: Iterable[Code]) -> list[Code]:
    found = list(kinds)
    if not found:
        raise ValidationError({"kinds": _("Say for whom the training is.")}, code="required")
    return found


def _check_places(training: Training, invitation: Invitation | None, wanted: int) -> None:
    taken = _standing(training)
    if training.capacity is not None and (left := training.capacity - taken.count()) < wanted:
        raise ValidationError(_("%(n)s places are left.") % {"n": max(left, 0)}, code="capacity")
    if invitation is not None and invitation.quota is not None:
        left = invitation.quota - taken.filter(organisation=invitation.organisation_id).count()
        if left < wanted:
            raise ValidationError(_("%(n)s places of your unit are left.") % {"n": max(left, 0)}, code="quota")


def _tell(training: Training, units: Iterable[int], what: str, key: str) -> None:
    """Tell the liaisons of units what became of a training: ``invited``, ``changed`` or ``cancelled``."""

    def words() -> str:
        said = {
            "title": training.title,
            "day": cn_date(training.first_day),
            "place": training.place,
            "until": cn_date(training.enrol_until),
        }
        if what == "changed":
            return _("The training “%(title)s” is on %(day)s, %(place)s.") % said
        if what == "cancelled":
            return _("The training “%(title)s” of %(day)s was cancelled.") % said
        return _("Invitation to the training “%(title)s” on %(day)s, %(place)s; enrolment until %(until)s.") % said

    notify(
        recipients=liaisons(units, *UNITS),
        kind="training",
        words=words,
        path=reverse("study:training", args=[training.pk]),
        key=f"training:{training.pk}:{key}",
    )
