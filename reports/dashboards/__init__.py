"""The dashboards: what each of them shows of the indicators, declared; the numbers come from reports.evaluating."""

from reports.dashboards.asking import Asked
from reports.dashboards.base import Board, Column, Compared, Cut, Show, Tile, Trend
from reports.dashboards.boards import AGENCY, BOARDS, LEADERSHIP, OFFICE, boards_for

__all__ = [
    "AGENCY",
    "BOARDS",
    "LEADERSHIP",
    "OFFICE",
    "Asked",
    "Board",
    "Column",
    "Compared",
    "Cut",
    "Show",
    "Tile",
    "Trend",
    "boards_for",
]
