"""What a dashboard is asked: whose figures, of which days, as known when; and the addresses that keep it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Organ, Organisation
from reports.evaluating import NUMERATOR, Row, evaluate
from reports.periods import Period


@dataclass(frozen=True)
class Asked:
    """The filters of a dashboard. `agencies` are those that the figures are kept to, `chosen` the one in the address.

    `further` is what else stands in the address and is kept.
    """

    reader: Actor
    organs: tuple[Organ, ...]
    period: Period
    as_of: dt.date | None = None
    agencies: tuple[Organisation, ...] = ()
    chosen: Organisation | None = None
    organ: Organ | None = None
    board: str = ""

    def rows(self, only: Iterable[str], *, by: str | None = None, period: Period | None = None) -> list[Row]:
        """The figures of these indicators, of the period that is asked for or of another."""
        return evaluate(
            self.reader,
            self.organs,
            period or self.period,
            as_of=self.as_of,
            agency=self.agencies or None,
            by=by,
            only=only,
        )

    def whole(self, only: Iterable[str], period: Period | None = None) -> Mapping[str, Row]:
        """The figures of these indicators by their ids."""
        return {row.indicator.id: row for row in self.rows(only, period=period)}

    def query(self, period: Period | None = None) -> dict[str, Any]:
        """What the address holds."""
        period = period or self.period
        query: dict[str, Any] = {"board": self.board} if self.board else {}
        query |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
        query |= {"organ": self.organ.pk} if self.organ else {}
        query |= {"agency": self.chosen.pk} if self.chosen else {}
        query |= {"as_of": self.as_of.isoformat()} if self.as_of else {}
        return query

    def address(self, page: str, *, period: Period | None = None, **further: Any) -> str:
        """The address of a page with the same filters."""
        return f"{reverse(page)}?{urlencode(self.query(period) | further)}"

    def behind(
        self,
        indicator: str,
        part: str = NUMERATOR,
        *,
        by: str | None = None,
        key: Any = None,
        period: Period | None = None,
        domain: str | None = None,
    ) -> str:
        """The address of the list of what a figure counts; kept to a value of a dimension, and to a domain besides."""
        cut = {"by": by, "key": "" if key is None else key} if by else {}
        cut |= {} if domain is None else {"domain": domain}
        return self.address("reports:figure-cases", period=period, figure=indicator, part=part, **cut)
