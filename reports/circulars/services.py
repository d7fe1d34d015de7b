"""What is done with a circular: drawn up, edited, handed in, approved, issued, opened, reminded of, withdrawn."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actors import Actor
from accounts.models import Organ, Organisation, Role, RoleAssignment, User
from accounts.permissions import require
from accounts.templatetags.dates import cn_date
from accounts.timekeeping import SHANGHAI, now, today
from disputes.telling import of_units
from dossiers.services import store
from dossiers.trail import record
from notices.services import notify
from reports.circulars import drafting
from reports.circulars.figures import count
from reports.circulars.models import Circular, CircularDelivery, CircularState
from reports.circulars.paper import name_of, paper_of
from reports.periods import Period

DRAFT, APPROVE = "circulars.draft", "circulars.approve"
PAGE = "reports:circular"
IN_THIS_STATE = gettext_lazy("This cannot be done any more: somebody else has taken the circular further meanwhile.")


def draw_up(*, actor: Actor, organ: Organ, span: str, period: Period, corrects: Circular | None = None) -> Circular:
    """A draft for a period with the figures as they are now and a text drafted from them.

    `corrects` is a withdrawn circular in whose place it is put. Raises PermissionDenied for whoever is not of the
    office, ValidationError where the other was not withdrawn or is being corrected already.
    """
    require(actor, DRAFT, organ)
    with transaction.atomic():
        if corrects is not None:
            corrects = _locked(corrects, CircularState.WITHDRAWN)
            if correction_of(corrects) is not None:
                raise ValidationError(_("A corrected circular has been drawn up already."), code="corrected")
        made = Circular(organ=organ, span=span, first_day=period.first, last_day=period.last, corrects=corrects)
        made.title, made.addressed = drafting.title_of(span, period), drafting.addressees_of()
        if corrects is not None:
            with translation.override(settings.LANGUAGE_CODE):
                made.title = _("%(title)s (corrected)") % {"title": corrects.title}
            made.addressed = corrects.addressed
        made.drawn_up_by = made.changed_by = _person(actor)
        made.changed_at = made.drawn_up_at
        _count(actor, made)
        made.save()
        _record(actor, made, "circular.draw_up", DRAFT)
    return made


def _person(actor: Actor) -> User:
    assert actor.user is not None  # noqa: S101 - the permission has been asked for
    return actor.user


def period_of(circular: Circular) -> Period:
    """The days of which a circular tells."""
    return Period(circular.first_day, circular.last_day)


def correction_of(circular: Circular) -> Circular | None:
    """The circular that stands, or is to stand, in the place of a withdrawn one; without text and figures."""
    if circular.state != CircularState.WITHDRAWN:
        return None
    return circular.corrections.exclude(state=CircularState.VOIDED).defer("figures", "body").first()


def _count(actor: Actor, circular: Circular) -> None:
    """Take the figures as they are now, and draft the text from them."""
    moment = now()
    # What the lines are called is kept with them, in the language of the paper.
    with translation.override(settings.LANGUAGE_CODE):
        figures = count(actor, circular.organ, period_of(circular))
    circular.figures, circular.counted_at = figures.stored(), moment
    circular.body = drafting.draft(circular.organ, circular.span, period_of(circular), figures, moment)
    if (earlier := circular.corrects) is not None:
        with translation.override(settings.LANGUAGE_CODE):
            said = {"title": earlier.title, "number": earlier.number}
            said["day"] = cn_date((earlier.withdrawn_at or moment).astimezone(SHANGHAI))
            words = _("The circular “%(title)s” (%(number)s) was withdrawn on %(day)s; this one stands in its place.")
        circular.body = f"{words % said}\n{circular.body}"


def _locked(circular: Circular, *states: str) -> Circular:
    """The circular as it stands, kept from others until the end of the transaction.

    Raises ValidationError when it is in none of these states any more.
    """
    rows = Circular.objects.select_for_update(of=("self",)).select_related("organ__organisation", "corrects")
    found = rows.filter(pk=circular.pk).first()
    if found is None or found.state not in states:
        raise ValidationError(str(IN_THIS_STATE), code="state")
    return found


def _to_change(actor: Actor, circular: Circular, version: int) -> Circular:
    """A draft that is changed from the version that the actor has read. Raises ValidationError for an older one."""
    require(actor, DRAFT, circular.organ)
    locked = _locked(circular, CircularState.DRAFT)
    if locked.version != version:
        words = _("%(name)s changed this circular while you had it open. Your text is still here: compare and save.")
        raise ValidationError(words % {"name": locked.changed_by.display_name}, code="conflict")
    locked.changed_by, locked.changed_at = _person(actor), now()
    return locked


def _save(actor: Actor, circular: Circular, action: str, right: str) -> Circular:
    circular.version += 1
    circular.save()
    _record(actor, circular, action, right)
    return circular


def _record(actor: Actor, circular: Circular, action: str, right: str, **detail: Any) -> None:
    detail = {"state": circular.state, "version": circular.version, **detail}
    record(
        actor=actor,
        action=action,
        obj=circular,
        right=right,
        on=circular.organ if right == DRAFT else None,
        detail=detail,
    )


@transaction.atomic
def change(*, actor: Actor, circular: Circular, version: int, **written: str) -> Circular:
    """Write title, number, addressees and text of a draft. Raises PermissionDenied, ValidationError.

    `version` is that which was read: a change of somebody else meanwhile is not written over.
    """
    locked = _to_change(actor, circular, version)
    for name in ("title", "number", "addressed", "body"):
        setattr(locked, name, written[name])
    return _save(actor, locked, "circular.change", DRAFT)


@transaction.atomic
def count_anew(*, actor: Actor, circular: Circular, version: int) -> Circular:
    """Take the figures of a draft anew; the text is drafted from them anew too. As `change` otherwise."""
    locked = _to_change(actor, circular, version)
    _count(actor, locked)
    return _save(actor, locked, "circular.count", DRAFT)


@transaction.atomic
def void(*, actor: Actor, circular: Circular, reason: str) -> Circular:
    """Void a draft that is not wanted. Raises PermissionDenied, ValidationError when it is none any more."""
    return _take_back(actor, circular, CircularState.DRAFT, CircularState.VOIDED, reason, "circular.void")


def _take_back(actor: Actor, circular: Circular, before: str, after: str, reason: str, action: str) -> Circular:
    require(actor, DRAFT, circular.organ)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")}, code="required")
    locked = _locked(circular, before)
    locked.state, locked.withdrawn_because = after, reason.strip()
    locked.withdrawn_by, locked.withdrawn_at = _person(actor), now()
    return _save(actor, locked, action, DRAFT)


@transaction.atomic
def submit(*, actor: Actor, circular: Circular, version: int) -> Circular:
    """Hand a draft in for approval, as it was read; director and leaders are told. Raises as `change` does."""
    require(actor, DRAFT, circular.organ)
    locked = _locked(circular, CircularState.DRAFT)
    if locked.version != version:
        raise ValidationError(str(IN_THIS_STATE), code="conflict")
    locked.state, locked.submitted_by, locked.returned_because = CircularState.SUBMITTED, _person(actor), ""
    _save(actor, locked, "circular.submit", DRAFT)
    people = [user for user in approvers(locked.organ) if user.pk not in involved(locked)]
    _tell(locked, "submit", people, lambda: _("A circular waits for your approval: %(title)s"))
    return locked


def involved(circular: Circular) -> set[int | None]:
    """Those who drew it up, changed it or handed it in: none of them approves it."""
    return {circular.drawn_up_by_id, circular.changed_by_id, circular.submitted_by_id}


def approvers(organ: Organ) -> list[User]:
    """The directors of the office and the leaders of the organ."""
    held = RoleAssignment.objects.on(today()).filter(
        Q(role=Role.DIRECTOR, organisation=organ.office_id)
        | Q(role__in=[Role.ORGAN_LEADER, Role.LEADERSHIP], organisation=organ.organisation_id)
    )
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk"))


@transaction.atomic
def decide(*, actor: Actor, circular: Circular, version: int, approve: bool, reason: str = "") -> Circular:
    """Approve a circular as it was read, or return it with a reason. Raises PermissionDenied, ValidationError."""
    locked = _locked(circular, CircularState.SUBMITTED)
    require(actor, APPROVE, locked)
    if locked.version != version:
        raise ValidationError(str(IN_THIS_STATE), code="conflict")
    told = [locked.drawn_up_by_id, locked.submitted_by_id]
    if approve:
        locked.state, locked.approved_by, locked.approved_at = CircularState.APPROVED, _person(actor), now()
    else:
        if not reason.strip():
            raise ValidationError({"reason": _("Say what is to be changed.")}, code="required")
        locked.state, locked.submitted_by = CircularState.DRAFT, None
        locked.returned_because = reason.strip()
    # By whom it was decided is asked of the circular as it was handed in.
    record(
        actor=actor,
        action="circular.decide",
        obj=locked,
        right=APPROVE,
        on=circular,
        detail={"state": locked.state, "version": locked.version},
    )
    locked.version += 1
    locked.save()
    _tell(
        locked,
        f"decide:{locked.version}",
        User.objects.filter(pk__in=told, is_active=True),
        lambda: _("The circular was approved: %(title)s") if approve else _("The circular was returned: %(title)s"),
    )
    return locked


@transaction.atomic
def reopen(*, actor: Actor, circular: Circular) -> Circular:
    """Take back what is handed in or approved and not issued yet, to change it; the approval falls. Raises as above."""
    require(actor, DRAFT, circular.organ)
    locked = _locked(circular, CircularState.SUBMITTED, CircularState.APPROVED)
    locked.state, locked.submitted_by = CircularState.DRAFT, None
    locked.approved_by = locked.approved_at = None
    return _save(actor, locked, "circular.reopen", DRAFT)


@transaction.atomic
def issue(
    *, actor: Actor, circular: Circular, number: str, issued_on: Any, agencies: Iterable[Organisation]
) -> Circular:
    """Issue an approved circular to agencies: text, figures and paper are kept as they are, the liaisons are told.

    Raises PermissionDenied, ValidationError: for a number that is taken, without an agency, when it was issued already.
    """
    require(actor, DRAFT, circular.organ)
    chosen = list(agencies)
    if not chosen:
        raise ValidationError({"agencies": _("Choose the agencies to which it is issued.")}, code="required")
    # Whoever issues another circular of the organ at the same time waits, so that no number is given twice.
    Organ.objects.select_for_update(no_key=True).get(pk=circular.organ_id)
    locked = _locked(circular, CircularState.APPROVED)
    issued = Circular.objects.filter(organ=locked.organ_id, issued_at__isnull=False)
    if issued.filter(number=number).exists():
        raise ValidationError({"number": _("Another circular has this number.")}, code="number")
    locked.state, locked.number, locked.issued_on = CircularState.ISSUED, number, issued_on
    locked.issued_by, locked.issued_at = _person(actor), now()
    locked.stored = store(ContentFile(paper_of(locked), name=name_of(locked)))
    _save(actor, locked, "circular.issue", DRAFT)
    CircularDelivery.objects.bulk_create([CircularDelivery(circular=locked, organisation=agency) for agency in chosen])
    _tell_agencies(
        locked,
        "issue",
        [agency.pk for agency in chosen],
        lambda: _("A circular was issued to your agency: %(title)s (%(number)s)"),
    )
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, circular: Circular, reason: str) -> Circular:
    """Withdraw an issued circular; it stays readable as withdrawn, and its agencies are told. Raises as above."""
    locked = _take_back(actor, circular, CircularState.ISSUED, CircularState.WITHDRAWN, reason, "circular.withdraw")
    _tell_agencies(
        locked,
        "withdraw",
        locked.deliveries.values_list("organisation_id", flat=True),
        lambda: _("A circular was withdrawn: %(title)s (%(number)s)"),
    )
    return locked


# --- who has read it -------------------------------------------------------------------------------------------


def opened(*, actor: Actor, circular: Circular) -> int:
    """Keep that the reader is the first of an agency to open a circular. Returns of how many agencies."""
    own = actor.organisations(Role.AGENCY_LIAISON)
    if not own or not circular.is_out:
        return 0
    unread = CircularDelivery.objects.filter(circular=circular, organisation__in=own, opened_at=None)
    return unread.update(opened_by=actor.user, opened_at=now())


@transaction.atomic
def remind(*, actor: Actor, circular: Circular) -> int:
    """Tell the liaisons of the agencies that have not opened it yet, once a day. Returns how many agencies that are."""
    require(actor, DRAFT, circular.organ)
    locked = _locked(circular, CircularState.ISSUED)
    unread = CircularDelivery.objects.filter(circular=locked, opened_at=None)
    places = list(unread.values_list("organisation_id", flat=True))
    unread.update(reminded_at=now())
    _record(actor, locked, "circular.remind", DRAFT, count=len(places))
    _tell_agencies(
        locked,
        f"remind:{today().isoformat()}",
        places,
        lambda: _("Your agency has not opened a circular yet: %(title)s (%(number)s)"),
    )
    return len(places)


def _tell_agencies(circular: Circular, what: str, places: Iterable[int], words: Callable[[], str]) -> None:
    _tell(circular, what, of_units(list(places)), words)


def _tell(circular: Circular, what: str, people: Iterable[User], words: Callable[[], str]) -> None:
    said = {"title": circular.title, "number": circular.number}
    notify(
        recipients=people,
        kind="circular",
        words=lambda: words() % said,
        path=reverse(PAGE, args=[circular.pk]),
        key=f"circular:{circular.pk}:{what}" + ("" if ":" in what or circular.is_out else f":{circular.version}"),
    )
