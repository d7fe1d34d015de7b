"""What courses have in common: the acts in dispute, and the ways that most cases and most suits go."""

import datetime as dt
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import HeadRank
from accounts.timekeeping import today
from config.demo.cases import Case
from config.demo.desk import Desk
from config.demo.suits import Suit

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
    case = Case.register(desk, parties, against, *act, officer=officer)
    yield accepted
    case.accept()
    yield days.after(accepted, 2)
    case.send_copies(today())
    yield days.after(accepted, 9)
    case.reply(by=liaison)
    yield days.after(accepted, 12)
    case.hear()
    return case


POLICE = {"gonganju": "original"}
MARKET_BUREAU = {"shichang-jianguanju": "original"}
PLANNING_BUREAU = {"guihua-ziranziyuanju": "original"}


@dataclass
class Suing:
    """Who sues whom over what, and which officer handles it."""

    plaintiffs: list[dict[str, Any]]
    against: Mapping[str, str]
    act: tuple[str, ...]
    officer: str = "chen"


def to_answer(desk: Desk, suing: Suing, served: dt.date) -> Generator[dt.date, None, Suit]:
    """From the court's notice to the answers of all defendants."""
    yield served
    suit = Suit.register(desk, suing.plaintiffs, suing.against, *suing.act, officer=suing.officer)
    yield desk.days.after(served, 6)
    suit.answer()
    return suit


def to_summons(
    desk: Desk, suing: Suing, served: dt.date, told: dt.date, heard: dt.date, starts: str = "09:30"
) -> Generator[dt.date, None, Suit]:
    """From the court's notice to the summons, received on the day `told`."""
    suit = yield from to_answer(desk, suing, served)
    yield told
    suit.hear_on(heard, starts=starts)
    return suit


def to_hearing(
    desk: Desk, suing: Suing, heard: dt.date, rank: str = HeadRank.PRINCIPAL, starts: str = "09:30"
) -> Generator[dt.date, None, Suit]:
    """From the court's notice to a hearing that was held, for which the only defendant had named a head."""
    days = desk.days
    suit = yield from to_summons(desk, suing, days.before(heard, 24), days.before(heard, 12), heard, starts)
    yield days.before(heard, 7)
    suit.name_head(rank)
    yield days.after(heard, 1)
    suit.hold()
    return suit
