"""Lawsuits in which the answer is awaited or has just come."""

import datetime as dt

from accounts.models import HeadRank
from config.demo.courses import acts
from config.demo.courses.acts import Course
from config.demo.desk import Desk
from config.demo.papers import company, person
from config.demo.suits import Suit
from workflow.rows import write_row

ANSWER = "xs_answer_evidence_15d"


def notice_served(desk: Desk) -> Course:
    """The court's notice has just come."""
    yield desk.days.back(0)
    Suit.register(desk, [person("贺某某")], acts.POLICE, *acts.PENALTY)


def answer_due(desk: Desk) -> Course:
    """Answer and evidence are due in two days."""
    yield desk.days.due_from(ANSWER, desk.days.today + dt.timedelta(days=2))
    Suit.register(desk, [company("示例区福满楼餐饮有限公司")], acts.MARKET_BUREAU, *acts.MARKET, officer="lin")


def answer_overdue(desk: Desk) -> Course:
    """The answer is three days late; the agency asked for guidance and has none yet."""
    days = desk.days
    served = days.due_by(ANSWER, days.today - dt.timedelta(days=3))
    yield served
    suit = Suit.register(desk, [person("倪某某")], acts.PLANNING_BUREAU, *acts.LAND, officer="lin")
    yield days.after(served, 5)
    suit.take("ask_guidance", "guizi", party=suit.defendant().pk, question="原登记档案缺页，如何举证？")


def postponed(desk: Desk) -> Course:
    """The court granted more time for the evidence; the cause still lasts."""
    days = desk.days
    served = days.back(7)
    yield served
    suit = Suit.register(desk, [person("汤某某")], acts.PLANNING_BUREAU, *acts.DISCLOSURE)
    yield days.after(served, 3)
    suit.take(
        "ask_postponement",
        "guizi",
        party=suit.defendant().pk,
        cause="other",
        reason="档案馆搬迁，相关档案暂时无法调取。",
    )
    yield days.after(served, 5)
    suit.take("decide_postponement", party=suit.defendant().pk, granted="yes")


def whole_process(desk: Desk) -> Course:
    """The government's own major case: a leader is to appear, and parts of its file are missing."""
    days = desk.days
    served = days.back(21)
    yield served
    suit = Suit.register(
        desk,
        [person("罗某甲"), person("罗某乙"), person("罗某丙")],
        {"zhengfu": "original"},
        "房屋征收决定",
        "示府征〔{year}〕3号",
        "expropriation",
        "housing_expropriation",
        "撤销房屋征收决定。",
    )
    yield days.after(served, 2)
    suit.take(
        "response_opinion",
        by="示例区规划和自然资源局",
        view="doubtful",
        opinion="征收程序合法，社会稳定风险评估报告的论证可能受到质疑。",
    )
    yield days.after(served, 4)
    suit.take("mark_major_suit", reason="涉及被征收人四十余户，社会关注度高。")
    suit.take(
        "find_risk",
        level="risk_level.high",
        person="陈某",
        what="其他被征收人可能效仿起诉。",
        measure="会同街道逐户沟通，必要时组织协调。",
    )
    yield days.after(served, 6)
    suit.take(
        "response_team",
        members=[
            write_row(name="赵某", role="team_member.head", unit="副区长"),
            write_row(name="陈某", role="team_member.staff", unit="区司法局行政复议审理室"),
            write_row(name="葛某", role="team_member.outside_lawyer", unit="示例明理律师事务所"),
        ],
    )
    yield days.after(served, 9)
    suit.answer()
    yield days.back(5)
    suit.hear_on(days.ahead(9), room="第一法庭")
    suit.call("group")
    yield days.back(2)
    suit.name_head(HeadRank.DEPUTY)
