"""The figures of reconsideration, each declared once: what it counts, by which dates, and what it is read as.

A page, a table and the list of cases behind a figure ask the same declaration, so that they cannot differ.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cases.steps import DECISION_CLOCKS
from deadlines.models import Deadline, DeadlineState


@dataclass(frozen=True)
class Period:
    """From day to day, both included."""

    first: dt.date
    last: dt.date

    def year_before(self) -> "Period":
        """The same days of the year before."""
        return Period(_year_back(self.first), _year_back(self.last))


def _year_back(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True)
class Figure:
    """A number of cases: `condition` says, for a period, which reconsideration cases it counts."""

    code: str
    label: Any
    reading: Any
    condition: Callable[[Period], Q]


@dataclass(frozen=True)
class Rate:
    """A share: the cases of one figure among those of another. Nothing among nothing is shown as a dash."""

    code: str
    label: Any
    reading: Any
    numerator: str
    denominator: str


# Outcomes are counted by the groups of the statistical return, which the code list names in its mapping.
OUTCOME_GROUPS = {
    "uphold": ("维持", _("Upheld")),
    "dismiss": ("驳回", _("Dismissed")),
    "revoke": ("撤销", _("Revoked")),
    "modify": ("变更", _("Modified")),
    "illegal": ("确认违法", _("Found illegal")),
    "perform": ("责令履行", _("Ordered to perform")),
    "mediate": ("调解", _("Mediated")),
    "terminate": ("终止", _("Terminated")),
    "other": ("其他", _("Other outcome")),
}


def _accepted(period: Period) -> Q:
    return Q(accepted_on__range=(period.first, period.last))


def _concluded(period: Period) -> Q:
    return Q(concluded_on__range=(period.first, period.last))


def _carried_in(period: Period) -> Q:
    return Q(accepted_on__lt=period.first) & (Q(concluded_on=None) | Q(concluded_on__gte=period.first))


def _pending_at_end(period: Period) -> Q:
    return Q(accepted_on__lte=period.last) & (Q(concluded_on=None) | Q(concluded_on__gt=period.last))


def _decision_period(**ended: Any) -> Q:
    """Whether the period for the decision, with its pauses and extensions, was met as `ended` says."""
    return Q(
        Exists(
            Deadline.objects.unscoped("the cases themselves are in scope").filter(
                dossier=OuterRef("pk"), clock__in=DECISION_CLOCKS, state=DeadlineState.MET, **ended
            )
        )
    )


def _late(period: Period) -> Q:
    return _concluded(period) & _decision_period(ended_on__gt=F("due_on"))


def _in_time(period: Period) -> Q:
    return _concluded(period) & _decision_period(ended_on__lte=F("due_on"))


def _group(name: str) -> Callable[[Period], Q]:
    return lambda period: _concluded(period) & Q(outcome__mapping__group=name)


FIGURES: dict[str, Figure] = {
    figure.code: figure
    for figure in (
        Figure(
            "carried_in",
            _("Carried in"),
            _("Accepted before the period and not concluded before it"),
            _carried_in,
        ),
        Figure("accepted", _("Accepted"), _("By the day of acceptance"), _accepted),
        Figure("concluded", _("Concluded"), _("By the day of the decision or other document"), _concluded),
        Figure(
            "pending_at_end",
            _("Pending at the end"),
            _("Accepted and on the last day not yet concluded"),
            _pending_at_end,
        ),
        Figure(
            "in_time",
            _("Concluded in time"),
            _("On or before the due date, with pauses and extensions"),
            _in_time,
        ),
        Figure("late", _("Concluded late"), _("After the due date, with pauses and extensions"), _late),
        Figure(
            "corrected",
            _("Corrected"),
            _("Revoked, modified, found illegal or void, ordered to perform"),
            lambda period: _concluded(period) & Q(outcome__mapping__corrected=1),
        ),
        Figure(
            "sued",
            _("Sued afterwards"),
            _("Of the cases concluded in the period"),
            lambda period: _concluded(period) & Q(sued=True),
        ),
        *(
            Figure(f"outcome_{code}", label, _("Of the cases concluded in the period"), _group(name))
            for code, (name, label) in OUTCOME_GROUPS.items()
        ),
    )
}

RATES: tuple[Rate, ...] = (
    Rate("in_time_rate", _("Concluded in time, share"), _("Concluded in time ÷ concluded"), "in_time", "concluded"),
    Rate("correction_rate", _("Correction rate"), _("Corrected ÷ concluded"), "corrected", "concluded"),
    Rate("sued_rate", _("Sued afterwards, share"), _("Sued afterwards ÷ concluded"), "sued", "concluded"),
)
