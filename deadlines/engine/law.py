"""Which law applies by date, and the provisions under which time does not count."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from deadlines.engine.clocks import clocks

REVISED_ACT_FROM: Final = dt.date(2024, 1, 1)
REVISED_REGULATIONS_FROM: Final = dt.date(2026, 7, 1)

# Why time does not count: the rules of the data file that say so, of which the one in force is cited.
GROUND_RULES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "inspection": ("fy_exclude_inspection", "t07_inspection_exclude"),
        "appraisal": ("fy_exclude_appraisal", "t07_appraisal_exclude"),
        "supplement": ("fy17_supplement_exclude",),
        "missued": ("fy_apply_toll_missued",),
        "self_correction": ("fy_apply_toll_self_correct",),
        "obstacle": ("fy_apply_obstacle_resume",),
        "dispute_centre": ("xs_sue_toll_dispute_center",),
        "agency_promise": ("xs_sue_toll_agency_promise",),
        "trial_exclusion": ("xs_trial_limit_exclusion",),
    }
)


def reconsideration_act(accepted_on: dt.date) -> Literal[2017, 2023]:
    """The Act that governs a case to its end, by its day of acceptance (R9): of 2017 before 2024-01-01."""
    return 2023 if accepted_on >= REVISED_ACT_FROM else 2017


def implementing_regulations(happened_on: dt.date) -> Literal[2007, 2026]:
    """The Implementing Regulations that govern what happened on that day (R16): those of 2026 from
    2026-07-01.
    """
    return 2026 if happened_on >= REVISED_REGULATIONS_FROM else 2007


def ground_citation(ground: str, on: dt.date) -> str:
    """The provision ("law article") under which time of that ground, begun on that day, does not count; or
    empty.

    A period for suing leaves out time before the rule was in force too (R12), so the newest rule is cited
    where none was in force on that day.
    """
    rules = [clocks().rules[rule_id] for rule_id in GROUND_RULES.get(ground, ())]
    for rule in rules:
        if rule.in_force_on(on):
            return rule.citation
    return rules[0].citation if rules else ""
