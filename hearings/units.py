"""The units of the rate of appearance, read from the database: each defendant of some lawsuits, with its hearings."""

from collections import defaultdict

from accounts.timekeeping import SHANGHAI
from hearings.appearances import HEADS, PRINCIPAL, came_as_held, left_as_held
from hearings.models import Appearance, Defendant, Designation, IdentityResult, SittingCase, SittingKind, SittingState
from hearings.queries import LawsuitQuerySet
from hearings.rates import Heard, Unit
from hearings.sittings.reading import record_of

FIRST_INSTANCES = frozenset({"suit_instance.first", "suit_instance.remanded"})


def units_of(suits: LawsuitQuerySet) -> list[Unit]:
    """Each defendant of the lawsuits as a unit, with the hearings that were held; four queries however many.

    A hearing of which nobody has said who came for a defendant is there all the same. The scope is asked once and by
    itself: joined to each of the others it is run for each of their rows while the statistics of a table that has just
    been filled are not there yet.
    """
    chosen = list(suits.order_by().values_list("pk", flat=True))
    hearings: dict[int, list[SittingCase]] = defaultdict(list)
    for case in (
        SittingCase.objects.unscoped("of lawsuits that are in scope themselves")
        .standing()
        .filter(lawsuit__in=chosen, sitting__kind=SittingKind.HEARING, sitting__state=SittingState.HELD)
        .select_related("sitting")
        .order_by("sitting__during", "pk")
    ):
        hearings[case.lawsuit_id].append(case)
    said: dict[tuple[int, int], Appearance] = {
        (appearance.case_id, appearance.defendant_id): appearance
        for appearance in Appearance.objects.unscoped("of lawsuits that are in scope themselves")
        .filter(case__lawsuit__in=chosen)
        .order_by()
    }
    defendants = (
        Defendant.objects.unscoped("of lawsuits that are in scope themselves")
        .filter(lawsuit__in=chosen, party__voided_at=None)
        .select_related("lawsuit", "organisation")
    )
    return [
        Unit(
            key=each.pk,
            case=each.lawsuit_id,
            agency=each.organisation_id,
            first_instance=each.lawsuit.instance_id in FIRST_INSTANCES,
            released=each.designation == Designation.RELEASED,
            vertical=each.organisation.led_from_above,
            called=any(
                appearance.notice_on is not None
                for case in hearings[each.lawsuit_id]
                if (appearance := said.get((case.pk, each.pk)))
            ),
            judged_on=each.lawsuit.concluded_on,
            heard=tuple(_heard(case, said.get((case.pk, each.pk))) for case in hearings[each.lawsuit_id]),
        )
        for each in defendants
    ]


def _heard(case: SittingCase, appearance: Appearance | None) -> Heard:
    """What the record that holds says of a defendant at a hearing."""
    day = case.sitting.during.lower.astimezone(SHANGHAI).date()
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
