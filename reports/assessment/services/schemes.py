"""A scheme drawn up, changed, put in force; exemptions and points by hand."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from accounts.permissions import require
from accounts.timekeeping import now
from reports.assessment.models import (
    KINDS,
    AssessmentExemption,
    AssessmentItem,
    AssessmentMark,
    AssessmentScheme,
    ItemKind,
    SchemeState,
)
from reports.assessment.reckoning import assessed, day_of, group_of
from reports.assessment.services.common import (
    DRAFT,
    ENFORCE,
    EXEMPT,
    kept_file,
    locked_scheme,
    person,
    with_reason,
    written,
)
from reports.assessment.telling import number

OPEN = (SchemeState.DRAFT, SchemeState.IN_FORCE)
# What of an item is copied to another year's scheme.
COPIED = (
    *("position", "heading", "title", "kind", "indicator", "reading", "method", "counted", "way", "weight"),
    *("floor", "target", "steps", "each", "nothing", "kinds", "basis"),
)


@transaction.atomic
def draw_up(
    *, actor: Actor, organ: Organ, year: int, title: str, copied_from: AssessmentScheme | None = None
) -> AssessmentScheme:
    """A scheme for a year; with the items of another year's where that is copied. Raises PermissionDenied, …"""
    require(actor, DRAFT, organ)
    Organ.objects.select_for_update(no_key=True).get(pk=organ.pk)
    if AssessmentScheme.objects.filter(organ=organ, year=year).exists():
        raise ValidationError({"year": _("There is a scheme for this year already.")}, code="year")
    user, moment = person(actor), now()
    scheme = AssessmentScheme.objects.create(
        organ=organ,
        year=year,
        title=title,
        copied_from=copied_from,
        total=copied_from.total if copied_from else Decimal(100),
        drawn_up_by=user,
        drawn_up_at=moment,
        changed_by=user,
        changed_at=moment,
    )
    if copied_from is not None:
        AssessmentItem.objects.bulk_create(
            AssessmentItem(scheme=scheme, **{name: getattr(item, name) for name in COPIED})
            for item in copied_from.items.filter(voided_at=None)
        )
    written(actor, "assessment.draw_up", scheme, DRAFT, organ, year=year)
    return scheme


def _to_change(actor: Actor, scheme: AssessmentScheme, version: int) -> AssessmentScheme:
    """A draft that is changed from the version that the actor has read. Raises ValidationError for an older one."""
    require(actor, DRAFT, scheme.organ)
    locked = locked_scheme(scheme, SchemeState.DRAFT)
    if locked.version != version:
        words = _("%(name)s changed this scheme while you had it open. What you typed is still here: compare and save.")
        raise ValidationError(words % {"name": locked.changed_by.display_name}, code="conflict")
    locked.changed_by, locked.changed_at = person(actor), now()
    locked.version += 1
    return locked


@transaction.atomic
def change(*, actor: Actor, scheme: AssessmentScheme, version: int, title: str, total: Decimal) -> AssessmentScheme:
    """Write title and full points of a draft. `version` is that which was read. Raises PermissionDenied, …"""
    locked = _to_change(actor, scheme, version)
    locked.title, locked.total = title, total
    locked.save()
    written(actor, "assessment.change", locked, DRAFT, locked.organ, version=locked.version)
    return locked


@transaction.atomic
def save_item(
    *, actor: Actor, scheme: AssessmentScheme, version: int, item: AssessmentItem | None, **fields: Any
) -> AssessmentItem:
    """Add an item to a draft, or change one of it. `version` is that of the scheme which was read. Raises as above."""
    locked = _to_change(actor, scheme, version)
    if item is None:
        last = locked.items.order_by("-position").first()
        item = AssessmentItem(scheme=locked, position=last.position + 1 if last else 1)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    locked.save()
    written(actor, "assessment.item", item, DRAFT, locked.organ, version=locked.version)
    return item


@transaction.atomic
def void_item(*, actor: Actor, item: AssessmentItem, version: int) -> AssessmentItem:
    """Take an item out of a draft; it is kept as voided. Raises PermissionDenied, ValidationError."""
    locked = _to_change(actor, item.scheme, version)
    item.voided_by, item.voided_at = person(actor), now()
    item.save(update_fields=["voided_by", "voided_at"])
    locked.save()
    written(actor, "assessment.item_void", item, DRAFT, locked.organ, version=locked.version)
    return item


@transaction.atomic
def put_in_force(*, actor: Actor, scheme: AssessmentScheme, version: int) -> AssessmentScheme:
    """Put a scheme in force as it was read: from then on nothing of it changes. Raises PermissionDenied, …

    ValidationError where the scored items of a kind of agency do not add up to the full points.
    """
    require(actor, ENFORCE, scheme.organ)
    locked = locked_scheme(scheme, SchemeState.DRAFT)
    if locked.version != version:
        raise ValidationError(_("The scheme was changed meanwhile: read it again."), code="conflict")
    if wrong := unbalanced(locked):
        raise ValidationError([ValidationError(words, code="balance") for words in wrong])
    locked.state, locked.in_force_by, locked.in_force_at = SchemeState.IN_FORCE, person(actor), now()
    locked.version += 1
    locked.save()
    written(actor, "assessment.enforce", locked, ENFORCE, locked.organ)
    return locked


def unbalanced(scheme: AssessmentScheme) -> list[str]:
    """For each kind of agency whose scored items do not add up to the full points, that said in words."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in scheme.items.filter(voided_at=None, kind=ItemKind.SCORED):
        for kind in item.kinds:
            sums[kind] += item.weight
    if not sums:
        return [_("The scheme has no scored item yet.")]
    words = _("The scored items of %(kind)s add up to %(sum)s points, not to %(total)s.")
    return [
        words % {"kind": KINDS[kind], "sum": number(given), "total": number(scheme.total)}
        for kind, given in sorted(sums.items())
        if given != scheme.total
    ]


def _checked(scheme: AssessmentScheme, agency: Organisation, item: AssessmentItem | None) -> None:
    """Raises ValidationError for an agency or an item that is not of the scheme."""
    if agency.pk not in {one.pk for one in assessed(scheme.organ, day_of(scheme))}:
        raise ValidationError({"agency": _("This agency is not assessed by this scheme.")}, code="agency")
    if item is None:
        return
    if item.scheme_id != scheme.pk or item.voided_at is not None or group_of(agency) not in item.kinds:
        raise ValidationError({"item": _("This item does not apply to the agency.")}, code="item")


@transaction.atomic
def exempt(
    *, actor: Actor, scheme: AssessmentScheme, agency: Organisation, item: AssessmentItem | None, reason: str
) -> AssessmentExemption:
    """Exempt an agency from an item, or without one from the whole assessment. Raises PermissionDenied, …"""
    require(actor, EXEMPT, scheme.organ)
    locked = locked_scheme(scheme, *OPEN)
    _checked(locked, agency, item)
    if locked.exemptions.filter(agency=agency, item=item, voided_at=None).exists():
        raise ValidationError({"agency": _("It is exempted already.")}, code="exempted")
    made = AssessmentExemption.objects.create(
        scheme=locked, agency=agency, item=item, reason=with_reason(reason, "reason"), decided_by=person(actor)
    )
    written(actor, "assessment.exempt", made, EXEMPT, locked.organ)
    return made


@transaction.atomic
def void_exemption(*, actor: Actor, exemption: AssessmentExemption) -> AssessmentExemption:
    """Take an exemption back. Raises PermissionDenied, ValidationError."""
    locked = locked_scheme(exemption.scheme, *OPEN)
    require(actor, EXEMPT, locked.organ)
    found = AssessmentExemption.objects.select_for_update().get(pk=exemption.pk)
    if found.voided_at is None:
        found.voided_by, found.voided_at = person(actor), now()
        found.save(update_fields=["voided_by", "voided_at"])
        written(actor, "assessment.exempt_void", found, EXEMPT, locked.organ)
    return found


@transaction.atomic
def give(
    *,
    actor: Actor,
    scheme: AssessmentScheme,
    agency: Organisation,
    item: AssessmentItem,
    points: Decimal,
    ground: str,
    file: Any = None,
) -> AssessmentMark:
    """Give points by hand for an item, in the place of those given before. Raises PermissionDenied, ValidationError.

    Of a deduction the points are those that are taken off. For an item with an indicator see `answer`.
    """
    require(actor, DRAFT, scheme.organ)
    locked = locked_scheme(scheme, SchemeState.IN_FORCE)
    if item.indicator:
        words = _("This item is scored by its indicator; it is corrected by an objection that is upheld.")
        raise ValidationError({"item": words}, code="item")
    mark = set_mark(actor, locked, agency, item, points, ground, file)
    written(actor, "assessment.give", mark, DRAFT, locked.organ)
    return mark


def set_mark(
    actor: Actor,
    scheme: AssessmentScheme,
    agency: Organisation,
    item: AssessmentItem,
    points: Decimal,
    ground: str,
    file: Any = None,
) -> AssessmentMark:
    """Points by hand in the place of earlier ones; the scheme is locked already. Raises ValidationError."""
    _checked(scheme, agency, item)
    if points < 0 or points > item.weight:
        words = _("From 0 to %(n)s points.") % {"n": number(item.weight)}
        raise ValidationError({"points": words}, code="points")
    ground = with_reason(ground, "ground")
    scheme.marks.filter(agency=agency, item=item, ended_at=None).update(ended_by=person(actor), ended_at=now())
    return AssessmentMark.objects.create(
        scheme=scheme,
        agency=agency,
        item=item,
        points=points,
        ground=ground,
        given_by=person(actor),
        **kept_file(file),
    )
