"""Lawsuits on the way to a hearing, and after it, until the record of who came is confirmed."""

from accounts.models import HeadRank
from config.demo.courses import acts
from config.demo.courses.acts import Course, Suing
from config.demo.desk import Desk
from config.demo.papers import company, paper, person
from config.demo.suits import Suit


def string(desk: Desk) -> Course:
    """Three parallel suits in one hearing in three days; the court called the head, and nobody is named yet."""
    days = desk.days
    served = days.back(16)
    yield served
    suits = [
        Suit.register(desk, [company(f"示例区{name}大药房")], acts.MARKET_BUREAU, *acts.MARKET, officer="lin")
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
    days, suing = desk.days, Suing([person("伍某某")], acts.POLICE, acts.PENALTY)
    suit = yield from acts.to_summons(desk, suing, days.back(19), days.back(8), days.ahead(6), "14:30")
    yield days.back(3)
    suit.name_head()


def head_absent(desk: Desk) -> Course:
    """No head can come: the ground is explained with its stamped paper, and a member of the staff goes."""
    days, suing = desk.days, Suing([person("柯某某")], acts.PLANNING_BUREAU, acts.LAND)
    suit = yield from acts.to_summons(desk, suing, days.back(18), days.back(7), days.ahead(5))
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
    suing = Suing([person("车某某")], acts.POLICE, acts.PENALTY)
    yield from acts.to_hearing(desk, suing, desk.days.back(2), HeadRank.DEPUTY)


def record_submitted(desk: Desk) -> Course:
    """The agency's record waits to be confirmed; the court's says the same."""
    suing = Suing([company("示例区巴渝食品厂")], acts.MARKET_BUREAU, acts.MARKET, "lin")
    suit = yield from acts.to_hearing(desk, suing, desk.days.back(4), starts="14:30")
    suit.report()
    suit.record_of_court("principal")


def record_returned(desk: Desk) -> Course:
    """The agency's record was returned for want of a paper and is due anew."""
    heard = desk.days.back(5)
    suing = Suing([person("昌某某")], acts.PLANNING_BUREAU, acts.DISCLOSURE)
    suit = yield from acts.to_hearing(desk, suing, heard, HeadRank.DEPUTY, "14:30")
    suit.report(HeadRank.DEPUTY)
    yield desk.days.after(heard, 3)
    suit.appear("return_appearance", account="chen", reason="请补充庭审笔录中负责人发言的页次。")
