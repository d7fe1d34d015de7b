"""Lawsuits on the way to a hearing, and after it, until the record of who came is confirmed."""

from accounts.models import HeadRank
from config.demo.courses.acts import (
    DISCLOSURE,
    LAND,
    MARKET,
    MARKET_BUREAU,
    PENALTY,
    PLANNING_BUREAU,
    POLICE,
    Course,
    to_answer,
    to_hearing,
)
from config.demo.desk import Desk
from config.demo.papers import company, paper, person
from config.demo.suits import Suit


def string(desk: Desk) -> Course:
    """Three parallel suits in one hearing in three days; the court called the head, and nobody is named yet."""
    days = desk.days
    served = days.back(16)
    yield served
    suits = [
        Suit.register(desk, [company(f"示例区{name}大药房")], MARKET_BUREAU, *MARKET, officer="lin")
        for name in ("康宁", "仁和", "济民")
    ]
    yield days.after(served, 7)
    for suit in suits:
        suit.answer()
    yield days.after(served, 9)
    suits[0].hear_on(days.ahead(3), *suits[1:])
    yield days.back(2)
    for suit in suits:
        suit.call("food_and_drugs")


def head_named(desk: Desk) -> Course:
    """A head is named for the hearing next week, and his statement of identity handed in."""
    days = desk.days
    suit = yield from to_answer(desk, days.back(19), [person("伍某某")], POLICE, PENALTY)
    yield days.back(8)
    suit.hear_on(days.ahead(6), starts="14:30")
    yield days.back(3)
    suit.name_head()


def head_absent(desk: Desk) -> Course:
    """No head can come: the ground is explained with its stamped paper, and a member of the staff goes."""
    days = desk.days
    suit = yield from to_answer(desk, days.back(18), [person("柯某某")], PLANNING_BUREAU, LAND)
    yield days.back(7)
    suit.hear_on(days.ahead(5), room="第三法庭")
    yield days.back(1)
    suit.appear(
        "explain_absence",
        ground="absence_ground.duty",
        note="局长、副局长同日须参加市级地质灾害应急处置。",
        proof=paper("不能出庭情况说明", "示例区规划和自然资源局（盖章）"),
        staff="何某",
        staff_post="法规科科长",
    )


def record_due(desk: Desk) -> Course:
    """Heard two days ago: the agency's record is awaited, the court's own too."""
    heard = desk.days.back(2)
    suit = yield from to_hearing(desk, heard, [person("车某某")], POLICE, PENALTY, HeadRank.DEPUTY)
    yield desk.days.after(heard, 1)
    suit.hold()


def record_submitted(desk: Desk) -> Course:
    """The agency's record waits to be confirmed; the court's says the same."""
    heard = desk.days.back(4)
    suit = yield from to_hearing(
        desk, heard, [company("示例区巴渝食品厂")], MARKET_BUREAU, MARKET, officer="lin", starts="14:30"
    )
    yield desk.days.after(heard, 1)
    suit.hold()
    suit.report()
    suit.record_of_court("principal")


def record_returned(desk: Desk) -> Course:
    """The agency's record was returned for want of a paper and is due anew."""
    days = desk.days
    heard = days.back(5)
    suit = yield from to_hearing(
        desk, heard, [person("昌某某")], PLANNING_BUREAU, DISCLOSURE, HeadRank.DEPUTY, starts="14:30"
    )
    yield days.after(heard, 1)
    suit.hold()
    suit.report(HeadRank.DEPUTY)
    yield days.after(heard, 3)
    suit.appear("return_appearance", account="chen", reason="请补充庭审笔录中负责人发言的页次。")
