"""The indicators of lawsuits, by the day of service, of the hearing and of the judgment."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.indicators.base import Direction, Indicator, Reading, Term, Text, Unit, When

SUIT = (
    *("agency_kind", "region", "court", "stage", "instance", "domain", "matter", "matter_kind"),
    *("reconsidered", "government", "major"),
)
JUDGED_BY = (*SUIT, "group", "outcome")

SERVED, JUDGED, HEARD = Term("suit"), Term("suit_concluded"), Term("suit_heard")
LOST, COORDINATED = JUDGED.also(lost=True), JUDGED.also(coordinated=True)
AFTER = JUDGED.also(reconsidered=True)

NO_FORMULA = _("No law gives a formula; the formula follows from figures that have been published.")
LOST_SOURCE = _(
    "No law says what is lost: the rule of the organ does. Published: 686 lost of 4 311 judged, 15.91% (2021 to 2023)."
)
COORDINATED_SOURCE = _(
    "Provisions on the withdrawal of administrative suits (Fa Shi [2008] No. 2) art. 2 to 4; Administrative Litigation "
    "Law art. 60, 62. No official formula is known."
)
RECORDS = _("By the dates of the cases themselves")

OUTCOMES: dict[str, Text] = {
    "dismissed": _("Claims dismissed"),
    "affirmed": _("Affirmed"),
    "rejected": _("Suit rejected or not docketed"),
    "revoked": _("Revoked, also in part"),
    "illegal": _("Declared illegal or void"),
    "perform": _("Ordered to perform or pay"),
    "modified": _("Modified"),
    "changed": _("Changed or sent back"),
    "withdrawn": pgettext_lazy("lawsuit", "Withdrawn"),
    "mediated": _("Mediated"),
    "retrial": _("Application for retrial decided"),
    "other": _("Other outcome"),
}
STAGES = {
    "first": _("Suits served, first instance"),
    "second": _("Suits served, second instance"),
    "retrial": _("Suits served, retrial"),
}


def _number(id: str, title: Text, term: Term, reading: Text, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"source": RECORDS, "dimensions": SUIT, **more}
    return Indicator(id=id, title=title, numerator=term, reading=reading, **fields)


def _rate(id: str, title: Text, numerator: Term, denominator: Term, reading: Text, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"source": NO_FORMULA, "dimensions": JUDGED_BY, **more}
    return Indicator(
        id=id,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=Unit.PERCENT,
        reading=reading,
        **fields,
    )


def _change(id: str, title: Text, term: Term, **more: Any) -> Indicator:
    """How a number stands to that of the same days of the year before."""
    return Indicator(
        id=id,
        title=title,
        numerator=term,
        denominator=Term(term.measure, term.where, term.when, term.weigh, shift=1),
        unit=Unit.CHANGE,
        reading=_("The number of the period beside that of the same days of the year before, in percent of that"),
        source=RECORDS,
        **more,
    )


INDICATORS = (
    _number(
        "suits_carried_in",
        _("Suits carried in"),
        Term("suit", when=When.AT_START),
        _("Served before the period and not judged before it"),
    ),
    _number("suits", _("Suits served"), SERVED, _("By the day on which the notice to respond was received")),
    *(
        _number(
            f"suits_{stage}",
            title,
            SERVED.also(stage=stage),
            _("By the day on which the notice to respond was received; a case in each of its instances"),
        )
        for stage, title in STAGES.items()
    ),
    _number(
        "suits_concluded", _("Suits judged"), JUDGED, _("By the day of the judgment or ruling"), dimensions=JUDGED_BY
    ),
    _number(
        "suits_pending_at_end",
        _("Suits pending at the end"),
        Term("suit", when=When.AT_END),
        _("Served and on the last day not yet judged"),
        direction=Direction.LESS,
    ),
    _number("suits_heard", _("Suits heard"), HEARD, _("By the day of the first hearing")),
    _number("hearings", _("Hearings held"), Term("hearing"), _("Each hearing of each suit, by its day")),
    *(
        _rate(
            f"suit_{code}",
            label,
            JUDGED.also(group=code),
            JUDGED,
            _("Suits with this outcome ÷ suits judged, every instance by itself"),
            alternatives=(
                Reading(
                    "first",
                    _("First instance alone"),
                    JUDGED.also(group=code, stage="first"),
                    JUDGED.also(stage="first"),
                ),
            ),
        )
        for code, label in OUTCOMES.items()
    ),
    _rate(
        "lost_rate",
        _("Lost, share"),
        LOST,
        JUDGED,
        _("Suits judged against a defendant with effect, by the rule of the organ ÷ suits judged, every instance"),
        source=LOST_SOURCE,
        counts=_("Lost"),
        direction=Direction.LESS,
        alternatives=(
            Reading("first", _("First instance alone"), LOST.also(stage="first"), JUDGED.also(stage="first")),
            Reading("effective", _("Among the judgments that have taken effect"), LOST, JUDGED.also(effective=True)),
            Reading("decided", _("Without suits withdrawn or mediated"), LOST, JUDGED.also(given_up=False)),
        ),
    ),
    _change("lost_change", _("Suits lost against last year"), LOST, direction=Direction.LESS, dimensions=JUDGED_BY),
    _change("suits_change", _("Suits served against last year"), SERVED, direction=Direction.LESS, dimensions=SUIT),
    _rate(
        "coordinated_rate",
        _("Withdrawn after coordination, share"),
        COORDINATED,
        JUDGED,
        _("Withdrawn after coordination or after the act was changed, or mediated ÷ suits judged, every instance"),
        source=COORDINATED_SOURCE,
        counts=_("Withdrawn after coordination"),
        direction=Direction.MORE,
        alternatives=(
            Reading("first", _("First instance alone"), COORDINATED.also(stage="first"), JUDGED.also(stage="first")),
            Reading("given_up", _("Among the suits withdrawn or mediated"), COORDINATED, JUDGED.also(given_up=True)),
            Reading("every", _("Every withdrawal counts too"), JUDGED.also(given_up=True), JUDGED),
        ),
    ),
    _rate(
        "lost_after_reconsideration",
        _("Lost after reconsideration, share"),
        AFTER.also(lost=True),
        AFTER,
        _("Suits over a case that had been reconsidered: lost ÷ judged"),
        source=LOST_SOURCE,
        direction=Direction.LESS,
        alternatives=(
            Reading(
                "served", _("Among those served in the period"), AFTER.also(lost=True), SERVED.also(reconsidered=True)
            ),
        ),
    ),
    _rate(
        "observed_rate",
        _("Hearings with observers invited, share"),
        Term("hearing").also(observed=True),
        Term("hearing"),
        _("Hearings to which officials of other agencies were invited as observers ÷ hearings held"),
        source=_("No law gives a formula; counted by what is entered of the hearings."),
        direction=Direction.MORE,
        dimensions=SUIT,
    ),
    _number(
        "observers",
        _("Observers at hearings"),
        Term("hearing", weigh="observers"),
        _("People invited to observe, at each hearing of each suit"),
        direction=Direction.MORE,
    ),
)
