"""Lawsuits that have been judged: not in effect yet, appealed, lost, settled."""

from accounts.models import HeadRank
from config.demo.courses import acts
from config.demo.courses.acts import Course, Suing
from config.demo.desk import Desk
from config.demo.papers import company, paper, person
from config.demo.suits import Suit, court_number
from dossiers.models import PartyRole


def not_effective(desk: Desk) -> Course:
    """Judged, the period for appeal runs; by the court's record another came than by the agency's."""
    days = desk.days
    heard, suing = days.back(12), Suing([company("示例区鸿运建材经营部")], acts.MARKET_BUREAU, acts.MARKET, "lin")
    suit = yield from acts.to_hearing(desk, suing, heard, HeadRank.DEPUTY)
    yield days.after(heard, 3)
    suit.report(HeadRank.DEPUTY)
    suit.record_of_court("staff", "仅见工作人员和律师在庭。")
    yield days.back(3)
    suit.judge("claims_dismissed")
    yield days.back(2)
    suit.serve()


def appealed(desk: Desk) -> Course:
    """Revoked in the first instance; the injured third party appealed, and the answer to the appeal is due."""
    days = desk.days
    heard = days.back(38)
    suing = Suing([person("鲜某某"), person("夏某某", PartyRole.THIRD_PARTY)], acts.POLICE, acts.PENALTY)
    suit = yield from acts.to_hearing(desk, suing, heard)
    suit.report()
    suit.record_of_court("principal")
    yield days.after(heard, 4)
    suit.appear("confirm_appearance", account="chen")
    yield days.after(heard, 12)
    suit.judge("revoked_redo")
    yield days.after(heard, 13)
    suit.serve()
    yield days.after(heard, 18)
    third, claims = suit.parties(PartyRole.THIRD_PARTY)[0], "撤销一审判决，驳回原告诉讼请求。"
    suit.take("appeal", party=third.pk, to_court="示例市中级人民法院", claims=claims)
    yield days.back(6)
    number = court_number(desk, "行终")
    act = (*acts.PENALTY[:4], claims)
    Suit.register(desk, suing.plaintiffs, suing.against, *act, number=number, behind=suit.dossier)


def lost(desk: Desk) -> Course:
    """In effect and lost, with no head in court; a judicial suggestion waits for its answer."""
    days = desk.days
    heard = days.back(60)
    demolition = (
        "强制拆除行为",
        "",
        "coercive_execution",
        "city_management",
        "确认强制拆除行为违法，并赔偿损失五万元。",
    )
    suing = Suing([person("燕某某")], {"chengguanju": "original"}, demolition)
    suit = yield from acts.to_summons(desk, suing, days.before(heard, 24), days.before(heard, 12), heard)
    yield days.after(heard, 1)
    suit.hold()
    suit.appear(
        "submit_appearance",
        who="staff",
        others="执法大队法制员闵某、委托代理律师一名",
        ground="absence_ground.none",
        note="分管负责人另有会议，未安排其他负责人出庭。",
    )
    suit.record_of_court("staff")
    yield days.after(heard, 5)
    suit.appear("confirm_appearance", account="chen")
    yield days.after(heard, 15)
    suit.judge("illegal", perform_days=60, compensation="23500")
    yield days.after(heard, 17)
    suit.serve()
    day = suit.effective_on()
    yield days.after(day, 1)
    suit.take("take_effect", on_date=day)
    yield days.back(9)
    suit.take(
        "suggestion",
        party=suit.defendant().pk,
        content="建议规范强制拆除的催告、公告程序，并对执法人员开展培训。",
        paper=paper("司法建议书", suit.dossier.number or ""),
    )


def settled(desk: Desk) -> Course:
    """Withdrawn after a settlement that the agency brought about; closed."""
    days = desk.days
    suing = Suing([person("印某某")], acts.PLANNING_BUREAU, acts.LAND, "lin")
    suit = yield from acts.to_answer(desk, suing, days.back(48))
    yield days.back(30)
    suit.take(
        "withdraw_suit",
        "fayuan",
        kind="suit_result.withdrawn_settled",
        agreed="被告于三十日内更正登记，原告自愿撤回起诉。",
        coordinator="示例区规划和自然资源局梁某某",
        document_number=(suit.dossier.number or "").replace("号", "号之一"),
    )
    yield days.back(28)
    suit.serve()
    yield days.back(22)
    suit.close()
