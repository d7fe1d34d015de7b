"""What the pages of figures show of each subject: which indicators as tiles, rates, tables."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.indicators import INDICATORS, Indicator
from reports.indicators.disputes import RESULTS, SOURCES
from reports.indicators.litigation import OUTCOMES as SUIT_OUTCOMES
from reports.indicators.reconsideration import OUTCOMES


@dataclass(frozen=True)
class Part:
    """A part of the cases that is shown apart: those that have one value of a dimension."""

    label: Any
    dimension: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page of figures, by ids of indicators. `columns` are those of the tables by agency, matter and part."""

    code: str
    title: Any
    page: str
    tiles: tuple[str, ...]
    rates: tuple[str, ...]
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]
    years: tuple[str, ...]
    # The dimensions of the tables, each with its heading.
    cuts: tuple[tuple[str, Any], ...]
    nothing: Any
    parts: tuple[Part, ...] = field(default=())

    @property
    def shown(self) -> list[str]:
        """Every indicator of tiles, rates and outcomes."""
        return list(dict.fromkeys((*self.tiles, *self.rates, *self.outcomes)))


def counted(indicator: Indicator) -> str:
    """What a table calls the numerator of an indicator."""
    return str(indicator.counts or indicator.title)


RECONSIDERATION = Sheet(
    code="reconsideration",
    title=_("Figures of reconsideration"),
    page="reports:figures",
    tiles=("carried_in", "accepted", "concluded", "pending_at_end", "late"),
    rates=(
        *("in_time_rate", "correction_rate", "overall_correction_rate", "settlement_rate", "sued_rate", "closed_rate"),
        *("settled_before", "withdrawn_changed", "extended_rate", "average_days"),
    ),
    outcomes=tuple(f"outcome_{code}" for code in OUTCOMES),
    columns=("accepted", "concluded", "correction_rate", "late", "sued_rate"),
    years=("accepted", "concluded", "correction_rate", "sued_rate"),
    cuts=(("agency", _("Respondent")), ("matter", _("Matter"))),
    nothing=_("Nothing was accepted or concluded in this period."),
)
LITIGATION = Sheet(
    code="litigation",
    title=_("Figures of lawsuits"),
    page="reports:litigation",
    tiles=("suits_carried_in", "suits", "suits_concluded", "suits_pending_at_end", "suits_heard"),
    rates=("lost_rate", "coordinated_rate", "appearance_rate", "lost_after_reconsideration", "resolved_rate"),
    outcomes=tuple(f"suit_{code}" for code in SUIT_OUTCOMES),
    columns=("suits", "suits_concluded", "lost_rate", "coordinated_rate", "suits_heard", "appearance_rate"),
    years=("suits", "suits_concluded", "lost_rate", "suits_heard", "appearance_rate"),
    cuts=(("agency", _("Defendant")), ("matter", _("Kind of act"))),
    nothing=_("No suit was served, heard or judged in this period."),
    parts=(
        Part(_("The government's own cases"), "government", "true"),
        Part(_("Cases of departments and townships"), "government", "false"),
        Part(_("After reconsideration"), "reconsidered", "true"),
        Part(_("First instance"), "stage", "first"),
        Part(_("Second instance"), "stage", "second"),
        Part(_("Retrial"), "stage", "retrial"),
        Part(_("Major cases"), "major", "true"),
    ),
)
DISPUTES = Sheet(
    code="disputes",
    title=_("Figures of the centre and of suggestions"),
    page="reports:disputes",
    tiles=("disputes", "disputes_accepted", "disputes_concluded", "disputes_pending_at_end", "suggestions"),
    rates=(
        *("resolution_rate", "performance_rate", "dispute_days", "transfers", "transfer_sign_days"),
        *("transfer_report_days", "suggestions_in_time", "suggestions_rectified"),
    ),
    outcomes=(*(f"source_{code}" for code in SOURCES), *(f"result_{code}" for code in RESULTS)),
    columns=("disputes", "disputes_concluded", "resolution_rate"),
    years=("disputes", "disputes_concluded", "resolution_rate", "suggestions"),
    cuts=(("agency", _("Agency concerned")), ("source", _("Source of a dispute"))),
    nothing=_("No dispute was received or concluded in this period."),
)
SHEETS = {sheet.code: sheet for sheet in (RECONSIDERATION, LITIGATION, DISPUTES)}
for _sheet in SHEETS.values():
    if unknown := {*_sheet.shown, *_sheet.columns, *_sheet.years} - INDICATORS.keys():
        raise ValueError(f"These indicators are not declared: {sorted(unknown)}")
