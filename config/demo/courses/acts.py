"""What courses have in common: the acts applied against, and the way to the reply that most cases go."""

import datetime as dt
from collections.abc import Generator, Iterator
from typing import Any

from accounts.timekeeping import today
from config.demo.desk import Case, Desk

# A course yields the day on which it goes on; what stands between two yields is done on that day.
Course = Iterator[dt.date]

PENALTY = ("罚款决定", "示公（治）行罚决字〔{year}〕{serial}号", "punishment_fine", "public_security", "撤销罚款决定。")
DISCLOSURE = ("政府信息公开告知书", "", "information_disclosure", "planning", "责令重新答复政府信息公开申请。")
MARKET = ("行政处罚决定", "示市监处罚〔{year}〕{serial}号", "punishment_fine", "market", "撤销行政处罚决定。")
LAND = ("不动产登记决定", "示规资登〔{year}〕{serial}号", "title", "natural_resources", "撤销登记决定。")
INJURY = ("工伤认定决定", "示人社伤险认字〔{year}〕{serial}号", "confirmation", "human_resources", "撤销工伤认定决定。")


def to_reply(
    desk: Desk,
    accepted: dt.date,
    parties: list[dict[str, Any]],
    against: list[str],
    act: tuple[str, ...],
    liaison: str = "",
    officer: str = "chen",
) -> Generator[dt.date, None, Case]:
    """From the application to the reply of the respondent and the views heard."""
    days = desk.days
    yield days.before(accepted, 3)
    case = desk.register(parties, against, *act, officer=officer)
    yield accepted
    case.accept()
    yield days.after(accepted, 2)
    case.send_copies(today())
    yield days.after(accepted, 9)
    case.reply(by=liaison)
    yield days.after(accepted, 12)
    case.hear()
    return case
