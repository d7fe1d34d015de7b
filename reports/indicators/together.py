"""The indicators over several proceedings: stock and increment, and reconsideration as the main channel."""

from django.utils.translation import gettext_lazy as _

from reports.indicators.base import Direction, Indicator, Reading, Term, Unit, When

ALL = ("accepted", "suit")
CUT = ("agency_kind", "region", "domain", "matter", "matter_kind")
MEETING = _("Special meetings on governance of administrative disputes: reduce the stock, control the increment")

INDICATORS = (
    Indicator(
        id="stock",
        title=_("Stock of disputes"),
        numerator=Term(ALL, when=When.AT_END),
        reading=_("Reconsideration cases accepted and suits served that are not concluded on the last day"),
        source=MEETING,
        direction=Direction.LESS,
        dimensions=CUT,
    ),
    Indicator(
        id="increment",
        title=_("Increment of disputes"),
        numerator=Term(ALL),
        denominator=Term(ALL, shift=1),
        unit=Unit.CHANGE,
        reading=_("Reconsideration cases accepted and suits served, beside those of the same days of the year before"),
        source=MEETING,
        direction=Direction.LESS,
        dimensions=CUT,
    ),
    Indicator(
        id="main_channel",
        title=_("Reconsideration against first-instance suits"),
        numerator=Term("accepted"),
        denominator=Term("suit", {"stage": "first"}),
        unit=Unit.RATIO,
        reading=_("Reconsideration cases accepted ÷ first-instance suits served"),
        source=_("Reconsideration is to be the main channel of administrative disputes: Reconsideration Law art. 1"),
        direction=Direction.MORE,
        dimensions=CUT,
        alternatives=(
            Reading(
                "direct",
                _("Against suits without reconsideration before them"),
                Term("accepted"),
                Term("suit", {"stage": "first", "reconsidered": False}),
            ),
            Reading(
                "received",
                _("Applications received against first-instance suits"),
                Term("received"),
                Term("suit", {"stage": "first"}),
            ),
        ),
    ),
    Indicator(
        id="accepted_change",
        title=_("Reconsideration cases accepted against last year"),
        numerator=Term("accepted"),
        denominator=Term("accepted", shift=1),
        unit=Unit.CHANGE,
        reading=_("The number of the period beside that of the same days of the year before, in percent of that"),
        source=_("By the dates of the cases themselves"),
        dimensions=CUT,
    ),
)
