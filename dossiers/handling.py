"""Whose a case is and which cases are worked on: the rules that lists, home, agenda and reminders share."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q

from dossiers.models import Dossier, DossierStatus

# A case that is worked on.
RUNNING = (DossierStatus.OPEN, DossierStatus.SUSPENDED)
# "Soon" in lists, on the home page and the board: due within this many days, today not counted.
SOON = dt.timedelta(days=7)


def handled_by(people: Iterable[int], prefix: str = "") -> Q:
    """The condition that one of `people` handles a case: the officer who answers for it, or the second one.

    `prefix` leads to the dossier, or to a row of DossierAccess, which has the same columns.
    """
    ids = sorted(people)
    return Q(**{f"{prefix}officer__in": ids}) | Q(**{f"{prefix}second_officer__in": ids})


def is_second(dossier: Dossier, people: Iterable[int]) -> bool:
    """Whether one of `people` handles the case as its second officer alone."""
    ids = set(people)
    return dossier.second_officer_id in ids and dossier.officer_id not in ids


# Who handles cases of a kind beside the officers of the office, by their names: judges in a suit.
NameSource = Callable[[Sequence[int]], set[str]]
_name_sources: dict[str, NameSource] = {}


def register_names(kind: str, source: NameSource) -> None:
    """Tell who else handles cases of `kind`. Raises ValueError when that is told already."""
    if kind in _name_sources:
        raise ValueError(f"Who handles {kind} is registered twice.")
    _name_sources[kind] = source


def names_handling(kind: str, dossier_ids: Sequence[int]) -> set[str]:
    """The names of those who handle some cases of a kind and have no account here."""
    return _name_sources[kind](dossier_ids) if kind in _name_sources else set()
