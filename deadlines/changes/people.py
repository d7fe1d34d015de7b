"""Who is told of a change: one notice to each person, with how many periods moved for them."""

from collections import defaultdict
from functools import partial

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Role, RoleAssignment, User
from accounts.timekeeping import today
from deadlines.models import Change, MovedDeadline, Owner, Phase
from notices.services import notify

# Who is told besides the officers, by role: the directors of the office, and those to whom an agency's periods are.
DIRECTORS = Role.DIRECTOR
LIAISONS = Role.AGENCY_LIAISON


def tell(change: Change, phase: str) -> int:
    """Tell officers of their cases, directors of their office, liaisons of what their agency owes; how many are told.

    Periods that had ended concern nobody any more.
    """
    told: dict[int, set[int]] = defaultdict(set)
    for user_id, count in _counts(change, phase).items():
        told[count].add(user_id)
    sent = 0
    for count, ids in sorted(told.items()):
        people = User.objects.filter(pk__in=ids, is_active=True)
        sent += notify(
            recipients=people,
            kind="basis",
            words=partial(_words, change, phase, count),
            path=reverse("deadlines:change", args=[change.pk]),
            key=f"basis:{change.pk}:{phase}",
        )
    return sent


def _counts(change: Change, phase: str) -> dict[int, int]:
    """By person, how many running periods changed for them."""
    moves = (
        MovedDeadline.objects.unscoped("those concerned by a change are told")
        .filter(change=change, phase=phase, alive=True)
        .order_by()
    )
    counts: dict[int, int] = defaultdict(int)
    officers = moves.exclude(officer=None).values_list("officer").annotate(n=Count("pk"))
    for officer_id, n in officers:
        counts[officer_id] += n
    by_office = dict(moves.values_list("organ__office").annotate(n=Count("pk")))
    owed = moves.filter(deadline__owner=Owner.AGENCY).exclude(deadline__organisation=None)
    by_agency = dict(owed.values_list("deadline__organisation").annotate(n=Count("pk")))
    held = RoleAssignment.objects.on(today()).filter(
        Q(role=DIRECTORS, organisation__in=by_office) | Q(role=LIAISONS, organisation__in=by_agency)
    )
    for user_id, role, organisation_id in held.values_list("user_id", "role", "organisation_id"):
        n = by_office[organisation_id] if role == DIRECTORS else by_agency[organisation_id]
        # A director with cases of their own is told of the office's, which hold them.
        counts[user_id] = max(counts[user_id], n) if role == DIRECTORS else counts[user_id] + n
    return counts


def _words(change: Change, phase: str, count: int) -> str:
    if phase == Phase.WITHDRAWN:
        return ngettext(
            "%(basis)s was withdrawn: %(n)s running period of yours has another last day.",
            "%(basis)s was withdrawn: %(n)s running periods of yours have another last day.",
            count,
        ) % {"basis": change.basis, "n": count}
    return ngettext(
        "%(basis)s was entered: %(n)s running period of yours was reckoned anew.",
        "%(basis)s was entered: %(n)s running periods of yours were reckoned anew.",
        count,
    ) % {"basis": change.basis, "n": count}
