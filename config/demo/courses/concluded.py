"""Concluded cases: decided, mediated, withdrawn; served, sued, closed."""

import datetime as dt
import json

from accounts.models import HeadRank
from accounts.timekeeping import today
from config.demo.cases import Case
from config.demo.courses.acts import INJURY, MARKET, PENALTY, Course, to_reply
from config.demo.desk import Desk
from config.demo.papers import company, person
from config.demo.suits import Suit, court_number
from dossiers.models import PartyRole


def being_served(desk: Desk) -> Course:
    days = desk.days
    case = yield from to_reply(desk, days.back(34), [person("许某某")], ["gonganju"], PENALTY, "gongan")
    yield days.back(4)
    case.decide("modify")
    yield days.back(2)
    case.serve(PartyRole.RESPONDENT)


def closed(desk: Desk) -> Course:
    days = desk.days
    case = yield from to_reply(
        desk,
        days.back(75),
        [company("示例区顺达运输有限公司")],
        ["jiaotongju"],
        (
            "行政处罚决定",
            "示交运罚〔{year}〕21号",
            "punishment_fine",
            "transport",
            "撤销行政处罚决定。",
        ),
    )
    yield days.back(48)
    case.decide("revoke")
    yield days.back(46)
    case.take("seal", kind="paper.decision", copies=4, sealed_by="陈", number=case.dossier.number or "")
    case.serve()
    yield days.back(44)
    respondent = case.parties(PartyRole.RESPONDENT)[0]
    case.take("copy_to_superior", party=respondent.pk, document="decision", superior="示例市交通运输局")
    case.take("publish", how="published", where="示例区人民政府网站")
    yield days.back(28)
    case.close()


def upheld_and_sued(desk: Desk) -> Course:
    """Upheld, and sued over: agency and organ are joint defendants, and the head of the agency appeared."""
    days = desk.days
    case = yield from to_reply(desk, days.back(80), [person("吕某某")], ["renli-shebaoju"], INJURY, officer="lin")
    yield days.back(45)
    case.decide("uphold")
    yield days.back(43)
    case.serve()
    yield days.back(36)
    applicant, number = case.parties(PartyRole.APPLICANT)[0], court_number(desk)
    case.take("sued", party=applicant.pk, court="示例区人民法院", suit_number=number)
    yield days.back(34)
    act = (*INJURY[:4], "撤销工伤认定决定和行政复议决定。")
    against = {"renli-shebaoju": "original", "zhengfu": "joint"}
    suit = Suit.register(desk, [person("吕某某")], against, *act, officer="lin", number=number, behind=case.dossier)
    yield days.back(30)
    case.close()
    yield days.back(26)
    suit.answer()
    yield days.back(20)
    heard = days.back(6)
    suit.hear_on(heard, starts="14:30")
    suit.take("designate_appearance", appearing=[suit.defendant("renli-shebaoju").pk], how="agreed")
    yield days.back(12)
    suit.name_head(HeadRank.DEPUTY, "renli-shebaoju")
    yield days.after(heard, 1)
    suit.hold()
    suit.report(HeadRank.DEPUTY, "renli-shebaoju")
    yield days.after(heard, 3)
    suit.appear("confirm_appearance", "renli-shebaoju", "lin")


def heard_anew(desk: Desk) -> Course:
    """Upheld, revoked by a judgment in effect, and heard anew within the sixty days from it."""
    days = desk.days
    case = yield from to_reply(desk, days.back(170), [person("孔某某")], ["shichang-jianguanju"], MARKET, "shichang")
    yield days.back(140)
    case.decide("uphold")
    yield days.back(138)
    case.serve()
    yield days.back(128)
    party, court = case.parties(PartyRole.APPLICANT)[0].pk, "示例区人民法院"
    case.take("sued", party=party, court=court)
    yield days.back(40)
    case.take(
        "suit_result",
        party=party,
        instance="suit_instance.first",
        court=court,
        result="suit_result.revoked_redo",
        final="on",
    )
    yield days.back(20)
    reason = "判决撤销复议决定，责令重新作出复议决定。"
    case.take("hear_anew", occasion="court", reason=reason)


def withdrawn(desk: Desk) -> Course:
    days = desk.days
    case = yield from to_reply(
        desk,
        days.back(58),
        [person("施某某")],
        ["shichang-jianguanju"],
        (
            "投诉举报处理答复",
            "",
            "complaint",
            "market",
            "责令重新处理投诉举报。",
        ),
        "shichang",
    )
    yield days.back(38)
    case.take(
        "terminate",
        outcome="outcome.terminate_withdraw_changed",
        ground="terminate_ground.withdraw",
        voluntary="on",
        changed_what="重新作出投诉举报处理答复",
        changed_on=today(),
        document_number=(case.dossier.number or "").replace("府复", "府复终"),
        summary="被申请人改变原处理决定，申请人自愿撤回。",
    )
    yield days.back(36)
    case.serve()
    yield days.back(33)
    case.close()


def mediated(desk: Desk) -> Course:
    days = desk.days
    case = yield from to_reply(
        desk,
        days.back(52),
        [person("张某某"), company("示例区云帆物业服务有限公司", PartyRole.THIRD_PARTY)],
        ["chengguanju"],
        (
            "行政赔偿决定",
            "示城管赔〔{year}〕3号",
            "compensation",
            "city_management",
            "赔偿损失三万元。",
        ),
        officer="lin",
    )
    yield days.back(20)
    case.take(
        "mediate",
        outcome="outcome.mediation",
        document_number=(case.dossier.number or "").replace("府复", "府复调"),
        summary="双方自愿达成协议。",
        content="被申请人于调解书生效之日起三十日内赔偿申请人一万八千元。",
        amount="18000",
        signatures=[json.dumps({"party": party.pk, "day": today().isoformat()}) for party in case.parties()],
        sealed_on=today(),
    )
    yield days.back(18)
    case.serve()


def law_of_2017(desk: Desk) -> Course:
    """Received before 2024: the law of 2017 to its end, the extension with the leader's approval."""
    yield dt.date(2023, 12, 28)
    case = Case.register(
        desk,
        [person("戚某某")],
        ["gonganju"],
        "行政拘留决定",
        "示公（治）行罚决字〔2023〕{serial}号",
        "punishment_detention",
        "public_security",
        "撤销行政拘留决定。",
    )
    yield dt.date(2024, 1, 3)
    case.accept()
    case.send_copies(today())
    yield dt.date(2024, 1, 12)
    case.reply(by="gongan")
    yield dt.date(2024, 2, 22)
    case.take("extend", days=20, reason="需补充调查取证。")
    yield dt.date(2024, 3, 14)
    case.decide("uphold")
    yield dt.date(2024, 3, 18)
    case.serve()
    yield dt.date(2024, 4, 8)
    case.close()
