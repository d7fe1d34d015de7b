"""What is asked beside the case itself: a stay of execution, the incidental review of a normative document.

How each stands follows from the facts: of one case by their kinds, of many by a condition on the same facts.
"""

from collections.abc import Sequence

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from cases import facts as f
from dossiers.models import Fact
from dossiers.queries import FactQuerySet

ASKED, IN_FORCE, LIFTED, REFUSED = "asked", "in_force", "lifted", "refused"
UNDER_WAY, DONE = "under_way", "done"
STAYS = [
    (ASKED, _("asked for, not decided")),
    (IN_FORCE, _("execution stayed")),
    (LIFTED, _("lifted")),
    (REFUSED, _("not granted")),
]
NORMS = [(ASKED, _("asked for, not opened")), (UNDER_WAY, _("under review")), (DONE, _("reviewed"))]
STAY_KINDS = (f.STAY_ASKED, f.STAY_GRANTED, f.STAY_REFUSED, f.STAY_LIFTED)
SIDE_KINDS = (*STAY_KINDS, f.NORM_OPENED, f.NORM_RESULT)


def standing_of_stay(kinds: Sequence[str], *, asked: bool) -> str:
    """How a stay of execution stands by the kinds of current facts; empty where nobody asked for one."""
    if kinds.count(f.STAY_GRANTED) > kinds.count(f.STAY_LIFTED):
        return IN_FORCE
    if f.STAY_LIFTED in kinds:
        return LIFTED
    if f.STAY_REFUSED in kinds:
        return REFUSED
    return ASKED if asked or f.STAY_ASKED in kinds else ""


def standing_of_norm(kinds: Sequence[str], *, asked: bool) -> str:
    """How the review of a normative document stands by the kinds of current facts; empty where none was asked for."""
    if kinds.count(f.NORM_OPENED) > kinds.count(f.NORM_RESULT):
        return UNDER_WAY
    if f.NORM_RESULT in kinds:
        return DONE
    return ASKED if asked else ""


def stay_condition(value: str, dossier: str, case: str) -> Q:
    """`standing_of_stay` as a condition: `dossier` leads to the dossier's id, `case` to the case."""
    granted, lifted, refused = (_among(dossier, kind) for kind in (f.STAY_GRANTED, f.STAY_LIFTED, f.STAY_REFUSED))
    in_force = granted & Q(GreaterThan(_many(dossier, f.STAY_GRANTED), _many(dossier, f.STAY_LIFTED)))
    asked = Q(**{f"{case}stay_asked": True}) | _among(dossier, f.STAY_ASKED)
    return {
        IN_FORCE: in_force,
        LIFTED: lifted & ~in_force,
        REFUSED: refused & ~granted,
        ASKED: asked & ~granted & ~refused,
    }[value]


def norm_condition(value: str, dossier: str, case: str) -> Q:
    """`standing_of_norm` as a condition: `dossier` leads to the dossier's id, `case` to the case."""
    opened, result = _among(dossier, f.NORM_OPENED), _among(dossier, f.NORM_RESULT)
    under_way = opened & Q(GreaterThan(_many(dossier, f.NORM_OPENED), _many(dossier, f.NORM_RESULT)))
    asked = Q(**{f"{case}norm_asked": True})
    return {UNDER_WAY: under_way, DONE: result & ~under_way, ASKED: asked & ~opened}[value]


def _current(kind: str) -> FactQuerySet:
    return Fact.objects.unscoped("the cases themselves are in scope").current().filter(kind=kind)


def _among(dossier: str, kind: str) -> Q:
    """The condition that a case has a current fact of a kind."""
    return Q(**{f"{dossier}__in": _current(kind).values("dossier_id")})


def _many(dossier: str, kind: str) -> Coalesce:
    """How many current facts of a kind a case has."""
    counted = (
        _current(kind).filter(dossier_id=OuterRef(dossier)).order_by().values("dossier_id").annotate(n=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)
