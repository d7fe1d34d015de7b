"""The units of the rate of appearance, read from the database: each defendant of some lawsuits, with its hearings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hearings.appearances import HEADS, PRINCIPAL, came_as_held, left_as_held
from hearings.models import Appearance, Defendant, Designation, IdentityResult, SittingCase, SittingKind, SittingState
from hearings.queries import LawsuitQuerySet
from hearings.rates import Heard, Unit
from hearings.sittings.reading import record_of
from hearings.sittings.words import day_of

FIRST_INSTANCES = frozenset({"suit_instance.first", "suit_instance.remanded"})


@dataclass(frozen=True)
class Kept:
    """A unit as it is kept: the defendant, its hearings that were held, each with what was recorded of it."""

    unit: Unit
    defendant: Defendant
    heard: list[tuple[SittingCase, Appearance | None]]


def units_of(suits: LawsuitQuerySet) -> list[Unit]:
    """Each defendant of the lawsuits as a unit, with the hearings that were held; four queries however many.

    The scope is asked once and by itself: joined to each of the others it is run for each of their rows while the
    statistics of a table that has just been filled are not there yet.
    """
    return [kept.unit for kept in kept_units(list(suits.order_by().values_list("pk", flat=True)))]


def kept_units(suits: Sequence[int]) -> list[Kept]:
    """The units of the lawsuits of these ids, which are in scope; three queries however many.

    A hearing of which nobody has said who came for a defendant is there all the same.
    """
    hearings: dict[int, list[SittingCase]] = defaultdict(list)
    for case in (
        SittingCase.objects.unscoped("of lawsuits that are in scope themselves")
        .standing()
        .filter(lawsuit__in=suits, sitting__kind=SittingKind.HEARING, sitting__state=SittingState.HELD)
        .select_related("sitting")
        .order_by("sitting__during", "pk")
    ):
        hearings[case.lawsuit_id].append(case)
    said: dict[tuple[int, int], Appearance] = {
        (appearance.case_id, appearance.defendant_id): appearance
        for appearance in Appearance.objects.unscoped("of lawsuits that are in scope themselves")
        .filter(case__lawsuit__in=suits)
        .order_by()
    }
    defendants = (
        Defendant.objects.unscoped("of lawsuits that are in scope themselves")
        .filter(lawsuit__in=suits, party__voided_at=None)
        .select_related("lawsuit", "organisation")
    )
    return [
        _kept(each, [(case, said.get((case.pk, each.pk))) for case in hearings[each.lawsuit_id]]) for each in defendants
    ]


def _kept(each: Defendant, heard: list[tuple[SittingCase, Appearance | None]]) -> Kept:
    unit = Unit(
        key=each.pk,
        case=each.lawsuit_id,
        agency=each.organisation_id,
        first_instance=each.lawsuit.instance_id in FIRST_INSTANCES,
        released=each.designation == Designation.RELEASED,
        vertical=each.organisation.led_from_above,
        called=any(appearance is not None and appearance.notice_on is not None for _case, appearance in heard),
        judged_on=each.lawsuit.concluded_on,
        heard=tuple(_heard(case, appearance) for case, appearance in heard),
    )
    return Kept(unit, each, heard)


def _heard(case: SittingCase, appearance: Appearance | None) -> Heard:
    """What the record that holds says of a defendant at a hearing."""
    day = day_of(case.sitting)
    if appearance is None:
        return Heard(case.sitting_id, day, None)
    record = record_of(appearance)
    came = came_as_held(record)
    return Heard(
        sitting=case.sitting_id,
        on_date=day,
        # Refused papers and leaving without leave are choices of the reading, so they are told apart from who came.
        present=None if came is None else came in HEADS,
        principal=came == PRINCIPAL,
        refused=appearance.identity == IdentityResult.REFUSED,
        left=left_as_held(record),
        again=appearance.called_again,
    )
