"""The indicators of the dispute-resolution centre and of suggestions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.indicators.base import Direction, Indicator, Reading, Term, Text, Unit, When

DISPUTE = ("agency_kind", "region", "source", "nature", "domain")
CONCLUDED_BY = (*DISPUTE, "result")
SUGGESTION = ("kind", "cause", "domain")

RECEIVED, CONCLUDED = Term("dispute"), Term("dispute_concluded")
RESOLVED = CONCLUDED.also(resolved=True)
PERFORMABLE = RESOLVED.also(performance=("done", "failed", "running"))
TRANSFER = Term("transfer")

CENTRE = _("Working rules of the dispute-resolution centre; quarterly return of disputes resolved")
RETURN = _("Quarterly return of disputes resolved")

SOURCES: dict[str, Text] = {
    "court_before": _("Disputes delegated by a court before the suit"),
    "court_during": _("Disputes entrusted by a court during the suit"),
    "reconsideration": _("Disputes from the reconsideration organ"),
    "procuratorate": _("Disputes from the procuratorate"),
    "agency": _("Disputes from an agency"),
    "party": _("Disputes at a party's own request"),
    "petition": _("Disputes from the petition office"),
    "other": _("Disputes from elsewhere"),
}
RESULTS: dict[str, Text] = {
    "agreement": _("Disputes that ended in an agreement"),
    "withdrawn": _("Disputes that ended by withdrawal of the application or suit"),
    "corrected": _("Disputes in which the agency corrected its act"),
    "partly": _("Disputes resolved in part"),
    "none": _("Disputes not resolved"),
    "left": _("Disputes that a party left"),
    "ended": _("Disputes that were ended"),
}


def _number(id: str, title: Text, term: Term, reading: Text, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"source": RETURN, "dimensions": DISPUTE, **more}
    return Indicator(id=id, title=title, numerator=term, reading=reading, **fields)


def _rate(id: str, title: Text, numerator: Term, denominator: Term, reading: Text, **more: Any) -> Indicator:
    fields: dict[str, Any] = {"unit": Unit.PERCENT, "source": RETURN, "dimensions": CONCLUDED_BY, **more}
    return Indicator(id=id, title=title, numerator=numerator, denominator=denominator, reading=reading, **fields)


INDICATORS = (
    _number("disputes", _("Disputes received"), RECEIVED, _("By the day of receipt")),
    _number("disputes_accepted", _("Disputes accepted"), Term("dispute_accepted"), _("By the day of acceptance")),
    _number(
        "disputes_concluded",
        _("Disputes concluded"),
        CONCLUDED,
        _("By the day on which the resolution ended"),
        dimensions=CONCLUDED_BY,
    ),
    _number(
        "disputes_pending_at_end",
        _("Disputes pending at the end"),
        Term("dispute", when=When.AT_END),
        _("Received and on the last day neither declined nor concluded"),
        direction=Direction.LESS,
    ),
    *(
        _rate(
            f"source_{code}",
            title,
            RECEIVED.also(source=f"dispute_source.{code}"),
            RECEIVED,
            _("Disputes from this source ÷ disputes received"),
            dimensions=DISPUTE,
        )
        for code, title in SOURCES.items()
    ),
    *(
        _rate(
            f"result_{code}",
            title,
            CONCLUDED.also(result=f"dispute_result.{code}"),
            CONCLUDED,
            _("Disputes with this result ÷ disputes concluded"),
        )
        for code, title in RESULTS.items()
    ),
    _rate(
        "resolution_rate",
        _("Resolution rate"),
        RESOLVED,
        CONCLUDED,
        _("Disputes resolved, also in part ÷ disputes concluded"),
        direction=Direction.MORE,
        alternatives=(
            Reading(
                "agreement",
                _("Those alone that ended in an agreement"),
                CONCLUDED.also(agreement=("written", "oral")),
                CONCLUDED,
            ),
        ),
    ),
    _rate(
        "performance_rate",
        _("Performance rate"),
        PERFORMABLE.also(performance="done"),
        PERFORMABLE,
        _("Disputes whose agreement is performed ÷ disputes resolved in the period that leave something to perform"),
        source=CENTRE,
        direction=Direction.MORE,
    ),
    _rate(
        "dispute_days",
        _("Average days to the end of a dispute"),
        Term("dispute_concluded", weigh="days"),
        CONCLUDED,
        _("Days from receipt to the end of the resolution ÷ disputes concluded"),
        unit=Unit.DAYS,
        source=CENTRE,
        direction=Direction.LESS,
    ),
    _rate(
        "transfers",
        _("Hand-overs of a dispute"),
        Term("dispute_accepted", weigh="transfers"),
        Term("dispute_accepted"),
        _("Hand-overs to units ÷ disputes accepted in the period"),
        unit=Unit.RATIO,
        source=CENTRE,
        dimensions=DISPUTE,
    ),
    _rate(
        "transfer_sign_days",
        _("Days from hand-over to receipt by the unit"),
        Term("transfer", {"signed": True}, weigh="sign_days"),
        TRANSFER.also(signed=True),
        _("Days until the unit signed ÷ hand-overs signed for; by the day of the hand-over"),
        unit=Unit.DAYS,
        source=CENTRE,
        direction=Direction.LESS,
        dimensions=("source", "domain"),
    ),
    _rate(
        "transfer_report_days",
        _("Days from receipt to the unit's report"),
        Term("transfer", {"reported": True}, weigh="report_days"),
        TRANSFER.also(reported=True),
        _("Days from the signing to the report ÷ hand-overs reported on; by the day of the hand-over"),
        unit=Unit.DAYS,
        source=CENTRE,
        direction=Direction.LESS,
        dimensions=("source", "domain"),
    ),
    _rate(
        "transfers_returned",
        _("Hand-overs given back, share"),
        TRANSFER.also(returned=True),
        TRANSFER,
        _("Hand-overs that the unit gave back ÷ hand-overs in the period"),
        source=CENTRE,
        direction=Direction.LESS,
        dimensions=("source", "domain"),
    ),
)

SUGGESTIONS = (
    _number(
        "suggestions",
        _("Suggestions issued"),
        Term("suggestion"),
        _("By the day of issue, also those received from other bodies"),
        source=_("Register of suggestions"),
        dimensions=(*SUGGESTION, "agency_kind", "region"),
    ),
    _rate(
        "suggestions_in_time",
        _("Suggestions answered in time, share"),
        Term("answer").also(late=False),
        Term("answer"),
        _("Answers given on or before the due day ÷ answers due in the period; each agency by itself"),
        source=_(
            "Judicial interpretation of the Administrative Litigation Law art. 149④; Reconsideration Law art. 76; "
            "Provisions on judicial suggestions (Fa Shi [2023] No. 11) art. 8; otherwise the day that the paper sets"
        ),
        direction=Direction.MORE,
        dimensions=SUGGESTION,
    ),
    _rate(
        "suggestions_rectified",
        _("Suggestions put right, share"),
        Term("suggestion_agency").also(rectified="done"),
        Term("suggestion_agency"),
        _("Agencies that have put right what was suggested ÷ agencies to which a suggestion was issued in the period"),
        source=_("Register of suggestions"),
        direction=Direction.MORE,
        dimensions=SUGGESTION,
    ),
)
