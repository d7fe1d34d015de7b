"""Writes on the registers of an office: mail in and out, visitors received."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.crypto import decrypt
from accounts.models import Organ
from accounts.permissions import require
from accounts.text import normalise_case_number
from accounts.timekeeping import now
from dossiers.models import Code, Correspondence, Direction, Dossier, Visit, Visitor
from dossiers.trail import record

MAIL_FIELDS = (
    "direction",
    "counterpart",
    "post",
    "tracking_number",
    "postmark_on",
    "on_date",
    "papers",
    "document_number",
    "pages",
    "dossier",
    "note",
)
# What becomes known of a piece of mail after it was entered.
MAIL_LATER = ("postmark_on", "delivered_on", "returned_on", "return_reason", "dossier", "note")
VISIT_FIELDS = (
    "at",
    "place",
    "purpose",
    "receivers",
    "number_of_visitors",
    "said",
    "told",
    "referred_to",
    "papers",
    "incident",
    "dossier",
)


def case_by_number(*, actor: Actor, organ: Organ, number: str) -> Dossier | None:
    """The case of an organ with a number, as far as `actor` may see it."""
    found = Dossier.objects.visible_to(actor).filter(organ=organ, number=normalise_case_number(number))
    return found.first()


@transaction.atomic
def record_mail(*, actor: Actor, organ: Organ, **fields: Any) -> Correspondence:
    """Enter a piece of mail; `fields` are those of MAIL_FIELDS. Raises ValidationError."""
    require(actor, "register.change", organ)
    mail = Correspondence(organ=organ, recorded_by=actor.user, **{name: fields[name] for name in MAIL_FIELDS})
    _same_organ(mail)
    mail.full_clean()
    mail.save()
    record(
        actor=actor,
        action="mail.add",
        obj=mail,
        dossier=mail.dossier,
        right="register.change",
        detail={"direction": mail.direction},
    )
    return mail


@transaction.atomic
def follow_mail(*, actor: Actor, mail: Correspondence, **fields: Any) -> Correspondence:
    """Write down what became of a piece of mail: signed for, returned, which case it belongs to (MAIL_LATER).

    Raises ValidationError; a voided entry is not changed.
    """
    require(actor, "register.change", mail.organ)
    mail = Correspondence.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=mail.pk)
    _standing(mail)
    changed = [name for name in MAIL_LATER if getattr(mail, name) != fields[name]]
    for name in changed:
        setattr(mail, name, fields[name])
    if mail.direction == Direction.IN and (mail.returned_on or mail.delivered_on):
        raise ValidationError(_("Only what was sent out is signed for or comes back."), code="direction")
    if mail.delivered_on and mail.returned_on:
        raise ValidationError(
            {"returned_on": _("What was signed for did not come back: one of the two days is wrong.")}, code="both"
        )
    if mail.delivered_on and mail.delivered_on < mail.on_date:
        raise ValidationError({"delivered_on": _("It was signed for before it was sent.")}, code="order")
    _same_organ(mail)
    mail.full_clean()
    if changed:
        mail.save()
        record(
            actor=actor,
            action="mail.follow",
            obj=mail,
            dossier=mail.dossier,
            right="register.change",
            detail={"fields": changed},
        )
    return mail


@transaction.atomic
def void_mail(*, actor: Actor, mail: Correspondence, reason: str) -> Correspondence:
    """Take an entry of the register of mail out of use; it stays to be seen. Raises ValidationError without reason."""
    require(actor, "register.change", mail.organ)
    return _void(actor, mail, reason, "mail.void")


@transaction.atomic
def record_visit(*, actor: Actor, organ: Organ, visitors: list[dict[str, str]], **fields: Any) -> Visit:
    """Enter a reception with its visitors.

    `fields` are those of VISIT_FIELDS; each visitor has `name`, `identity`, `phone` and `address`, of which the
    numbers are kept encrypted. Raises ValidationError.
    """
    require(actor, "register.change", organ)
    if fields["at"] > now():
        raise ValidationError({"at": _("The time cannot be later than now.")}, code="future")
    if not visitors:
        raise ValidationError(_("Enter at least one visitor."), code="visitors")
    if fields["number_of_visitors"] < len(visitors):
        raise ValidationError(
            {"number_of_visitors": _("More visitors are named than came.")}, code="number_of_visitors"
        )
    visit = Visit(organ=organ, recorded_by=actor.user, **{name: fields[name] for name in VISIT_FIELDS})
    _same_organ(visit)
    visit.full_clean()
    visit.save()
    for given in visitors:
        visitor = Visitor(visit=visit, name=given["name"], address=given.get("address", ""))
        visitor.set_identity(given.get("identity", ""))
        visitor.set_phone(given.get("phone", ""))
        visitor.save()
    record(
        actor=actor,
        action="visit.add",
        obj=visit,
        dossier=visit.dossier,
        right="register.change",
        detail={"visitors": len(visitors)},
    )
    return visit


@transaction.atomic
def link_visit(*, actor: Actor, visit: Visit, dossier: Dossier | None) -> Visit:
    """Say to which case a reception belongs. Raises ValidationError for a voided one or a case of another organ."""
    require(actor, "register.change", visit.organ)
    visit = Visit.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=visit.pk)
    _standing(visit)
    visit.dossier = dossier
    _same_organ(visit)
    visit.save(update_fields=["dossier"])
    record(actor=actor, action="visit.link", obj=visit, dossier=dossier, right="register.change")
    return visit


@transaction.atomic
def void_visit(*, actor: Actor, visit: Visit, reason: str) -> Visit:
    """Take an entry of the register of visitors out of use. Raises ValidationError without a reason."""
    require(actor, "register.change", visit.organ)
    return _void(actor, visit, reason, "visit.void")


@transaction.atomic
def reveal_visitor(*, actor: Actor, visitor: Visitor) -> dict[str, str]:
    """The plain identity number and telephone of a visitor; each reading is in the trail."""
    visit = visitor.visit
    if visit.voided_at is not None:
        raise PermissionDenied(_("The entry has been voided."))
    require(actor, "register.change", visit.organ)
    record(
        actor=actor,
        action="number.reveal",
        obj=visitor,
        dossier=visit.dossier,
        right="register.change",
        on=visit,
        detail={"fields": ["identity", "phone"]},
    )
    return {"identity": decrypt(visitor.identity_cipher), "phone": decrypt(visitor.phone_cipher)}


def _void(actor: Actor, entry: Any, reason: str, action: str) -> Any:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")}, code="required")
    if entry.voided_at is None:
        entry.voided_at, entry.void_reason = now(), reason.strip()
        entry.save(update_fields=["voided_at", "void_reason"])
        record(actor=actor, action=action, obj=entry, dossier=entry.dossier, right="register.change")
    return entry


def _standing(entry: Correspondence | Visit) -> None:
    if entry.voided_at is not None:
        raise ValidationError(_("The entry has been voided and is not changed any more."), code="voided")


def _same_organ(entry: Correspondence | Visit) -> None:
    if entry.dossier is not None and entry.dossier.organ_id != entry.organ_id:
        raise ValidationError({"dossier": _("The case belongs to another organ.")}, code="organ")


def offered(list_name: str, day: dt.date) -> Any:
    """The codes of a list that can be chosen on a day."""
    return Code.objects.of(list_name).valid_on(day).exclude(mapping__has_key="ledger_only")
