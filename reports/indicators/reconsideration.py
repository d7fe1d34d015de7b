"""The indicators of reconsideration, by the dates of the cases themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.indicators.base import Direction, Indicator, Reading, Term, Unit, When

CASE = ("agency_kind", "region", "domain", "matter", "matter_kind", "procedure", "channel", "law")
ENDED = (*CASE, "group", "outcome", "cause")

RECEIVED, ACCEPTED, CONCLUDED = Term("received"), Term("accepted"), Term("concluded")
DECIDED = CONCLUDED.also(decided=True)
CORRECTED = CONCLUDED.also(corrected=True)

NO_FORMULA = _(
    "No law gives a formula. The Regulation on reconsideration (art. 4(8), 66②) asks for statistics; the formula "
    "follows from figures that have been published."
)
RETURN = _("Statistical return of reconsideration cases (form Guo Fa Fu Tong Zi No. 1)")
CORRECTION_SOURCE = _(
    "Chongqing 2020: 413 corrected of 3 086 concluded, 13.38%. The ministry's white paper for 2024 has another "
    "denominator. No law gives a formula."
)
CLOSED_SOURCE = _(
    "White paper for 2024: after reconsideration 90.3% of the cases went into no suit or petition. "
    "Administrative Litigation Law art. 45, 46."
)
WORKING = _("Working statistics of the offices")

OUTCOMES = {
    "uphold": _("Upheld"),
    "dismiss": _("Dismissed"),
    "revoke": _("Revoked"),
    "modify": _("Modified"),
    "illegal": _("Found illegal"),
    "perform": _("Ordered to perform"),
    "mediate": _("Mediated"),
    "terminate": _("Terminated"),
    "other": _("Other outcome"),
}


def _among(numerator: Term) -> tuple[Reading, ...]:
    """The same share among what else has been published as its denominator."""
    return (
        Reading("accepted", _("Among the cases accepted in the period"), numerator, ACCEPTED),
        Reading("decided", _("Among the cases decided, without those mediated or terminated"), numerator, DECIDED),
    )


def _number(id: str, title: object, term: Term, reading: object, source: object = RETURN, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"dimensions": CASE, **more}
    return Indicator(id=id, title=title, numerator=term, reading=reading, source=source, **fields)


def _rate(
    id: str, title: object, numerator: Term, denominator: Term, reading: object, source: object, **more: Any
) -> Indicator:
    fields: dict[str, Any] = {"dimensions": ENDED, **more}
    return Indicator(
        id=id,
        title=title,
        numerator=numerator,
        denominator=denominator,
        unit=Unit.PERCENT,
        reading=reading,
        source=source,
        **fields,
    )


INDICATORS = (
    _number("received", _("Applications received"), RECEIVED, _("By the day of receipt")),
    _number("accepted", _("Accepted"), ACCEPTED, _("By the day of acceptance")),
    _number("declined", _("Not accepted"), Term("declined"), _("By the day on which acceptance was refused")),
    _number(
        "carried_in",
        _("Carried in"),
        Term("accepted", when=When.AT_START),
        _("Accepted before the period and not concluded before it"),
    ),
    _number(
        "concluded", _("Concluded"), CONCLUDED, _("By the day of the decision or other document"), dimensions=ENDED
    ),
    _number(
        "pending_at_end",
        _("Pending at the end"),
        Term("accepted", when=When.AT_END),
        _("Accepted and on the last day not yet concluded"),
        direction=Direction.LESS,
    ),
    _rate(
        "settled_before",
        _("Settled before acceptance"),
        Term("settled_before"),
        RECEIVED,
        _("Disputes settled before acceptance in the period ÷ applications received in it"),
        WORKING,
        direction=Direction.MORE,
        dimensions=CASE,
    ),
    _rate(
        "concluded_rate",
        _("Concluded, share"),
        CONCLUDED,
        ACCEPTED,
        _("Concluded in the period ÷ accepted in the period"),
        _("Chongqing 2020: 3 086 concluded of 3 246 accepted, 95.07%."),
        direction=Direction.MORE,
        dimensions=CASE,
    ),
    _rate(
        "in_time_rate",
        _("Concluded in time, share"),
        CONCLUDED.also(in_time=True),
        CONCLUDED,
        _("Concluded on or before the due date, with pauses and extensions ÷ concluded"),
        _("Administrative Reconsideration Law art. 62 (2017: art. 31)"),
        counts=_("Concluded in time"),
        direction=Direction.MORE,
    ),
    _number(
        "late",
        _("Concluded late"),
        CONCLUDED.also(late=True),
        _("After the due date, with pauses and extensions"),
        _("Administrative Reconsideration Law art. 62 (2017: art. 31)"),
        direction=Direction.LESS,
        dimensions=ENDED,
    ),
    _rate(
        "extended_rate",
        _("Extended, share"),
        CONCLUDED.also(extended=True),
        CONCLUDED,
        _("Cases in which the period was extended ÷ concluded"),
        _("Administrative Reconsideration Law art. 62 (2017: art. 31)"),
        direction=Direction.LESS,
    ),
    Indicator(
        id="average_days",
        title=_("Average days to the conclusion"),
        numerator=Term("concluded", weigh="days"),
        denominator=CONCLUDED,
        unit=Unit.DAYS,
        direction=Direction.LESS,
        reading=_("Days from acceptance to conclusion without suspensions and other pauses ÷ concluded"),
        source=WORKING,
        dimensions=ENDED,
    ),
    *(
        _rate(
            f"outcome_{code}",
            label,
            CONCLUDED.also(group=code),
            CONCLUDED,
            _("Cases with this outcome ÷ concluded; a revocation in part is a revocation"),
            NO_FORMULA,
            alternatives=_among(CONCLUDED.also(group=code)),
        )
        for code, label in OUTCOMES.items()
    ),
    _rate(
        "correction_rate",
        _("Correction rate"),
        CORRECTED,
        CONCLUDED,
        _("Revoked, modified, found illegal or void, ordered to perform ÷ concluded"),
        CORRECTION_SOURCE,
        alternatives=_among(CORRECTED),
        counts=_("Corrected"),
    ),
    _rate(
        "overall_correction_rate",
        _("Overall correction rate"),
        CONCLUDED.also(righted=True),
        CONCLUDED,
        _("Corrected directly, mediated, settled, or withdrawn after the act was changed; each case once ÷ concluded"),
        WORKING,
    ),
    _rate(
        "settlement_rate",
        _("Mediation and settlement rate"),
        CONCLUDED.also(settled=True),
        CONCLUDED,
        _("Mediated, settled, or withdrawn after the act was changed ÷ concluded"),
        _("White paper for 2024: 26.3%. Whether a withdrawal by itself counts is not settled."),
        direction=Direction.MORE,
        alternatives=(
            Reading(
                "withdrawn",
                _("Every withdrawal counts too"),
                CONCLUDED.also(given_up=True),
                CONCLUDED,
            ),
        ),
    ),
    _rate(
        "withdrawn_changed",
        _("Withdrawn after the act was changed, share"),
        CONCLUDED.also(outcome="outcome.terminate_withdraw_changed"),
        CONCLUDED,
        _("Withdrawn after the respondent changed its act ÷ concluded; counted apart from other withdrawals"),
        RETURN,
        counts=_("Withdrawn after the act was changed"),
    ),
    _rate(
        "hearing_rate",
        _("Hearing rate"),
        CONCLUDED.also(hearing=True),
        CONCLUDED,
        _("Cases in which a hearing was held ÷ concluded"),
        WORKING,
    ),
    _rate(
        "views_rate",
        _("Views heard, share"),
        CONCLUDED.also(views=True),
        CONCLUDED,
        _("Cases in which the views of a party were heard ÷ concluded"),
        WORKING,
        direction=Direction.MORE,
    ),
    _rate(
        "committee_rate",
        _("Committee consulted, share"),
        CONCLUDED.also(committee=True),
        CONCLUDED,
        _("Cases with an opinion of the reconsideration committee ÷ concluded"),
        WORKING,
    ),
    _rate(
        "sued_rate",
        _("Sued afterwards, share"),
        CONCLUDED.also(sued=True),
        CONCLUDED,
        _("Cases concluded in the period over which somebody sued ÷ concluded"),
        CLOSED_SOURCE,
        counts=_("Sued afterwards"),
        direction=Direction.LESS,
        alternatives=(
            Reading(
                "decided",
                _("Among the cases decided, without those mediated or terminated"),
                CONCLUDED.also(sued=True),
                DECIDED,
            ),
        ),
    ),
    _rate(
        "closed_rate",
        _("Matter closed, share"),
        Term("closed_short").also(sued=False),
        Term("closed_short"),
        _("Concluded cases over which nobody had sued when 15 days had passed since the last service ÷ such cases"),
        CLOSED_SOURCE,
        direction=Direction.MORE,
        alternatives=(
            Reading(
                "six_months",
                _("After six months have passed"),
                Term("closed_long").also(sued=False),
                Term("closed_long"),
            ),
        ),
    ),
)
