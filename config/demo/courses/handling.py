"""Accepted cases that are being handled."""

import datetime as dt

from accounts.timekeeping import today
from cases.models import Procedure
from config.demo.cases import Case
from config.demo.courses.acts import DISCLOSURE, INJURY, LAND, MARKET, PENALTY, Course, to_reply
from config.demo.desk import Desk
from config.demo.papers import company, person
from config.demo.people import PREFIX
from dossiers.models import Code, PartyRole


def heard(desk: Desk) -> Course:
    """Heard, with some four weeks left."""
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=26))
    yield from to_reply(desk, accepted, [person("钱某某")], ["gonganju"], PENALTY, "gongan")


def overdue(desk: Desk) -> Course:
    """The period for the decision ran out two days ago."""
    accepted = desk.days.due_by("fy_decide_60d", desk.days.today - dt.timedelta(days=2))
    yield from to_reply(desk, accepted, [person("褚某某")], ["renli-shebaoju"], INJURY, officer="lin")


def due_today(desk: Desk) -> Course:
    accepted = desk.days.due_from("fy_decide_60d", desk.days.today)
    yield from to_reply(
        desk, accepted, [company("示例区恒远建材有限公司")], ["shichang-jianguanju"], MARKET, "shichang"
    )


def suspended(desk: Desk) -> Course:
    """Waits for the end of another case; its sixty days stand still."""
    days = desk.days
    accepted = days.back(32)
    case = yield from to_reply(desk, accepted, [person("卫某某")], ["guihua-ziranziyuanju"], LAND, "guizi")
    yield days.back(8)
    case.take("suspend", ground="suspend_ground.g8", reason="需以另案民事判决结果为依据。")


def applicant_died(desk: Desk) -> Course:
    """Suspended because the applicant died: after sixty days the case ends (art. 41)."""
    days = desk.days
    accepted = days.back(40)
    case = yield from to_reply(desk, accepted, [person("蒋某某")], ["renli-shebaoju"], INJURY, officer="lin")
    yield days.back(20)
    case.take("suspend", ground="suspend_ground.g1", reason="申请人去世，近亲属尚未确定是否参加。")


def extension_waits(desk: Desk) -> Course:
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=6))
    case = yield from to_reply(
        desk,
        accepted,
        [person("沈某某")],
        ["chengguanju"],
        (
            "责令限期拆除决定",
            "示城管限拆〔{year}〕15号",
            "coercive_measure",
            "city_management",
            "撤销责令限期拆除决定。",
        ),
    )
    yield days.back(1)
    case.take("extend", approve=False, days=30, reason="案情复杂，需实地勘验。")


def extended(desk: Desk) -> Course:
    """Extended by fifteen days with the director's approval."""
    days = desk.days
    accepted = days.back(41)
    case = yield from to_reply(desk, accepted, [person("韩某某"), person("杨某某")], ["gonganju"], PENALTY, "gongan")
    yield days.back(4)
    case.take("extend", days=15, reason="需向有关部门核实。")


def hearing_set(desk: Desk) -> Course:
    """A complex case, after an appraisal, with a stay of execution and a hearing still to come."""
    days = desk.days
    case = yield from to_reply(
        desk, days.back(25), [company("示例区永兴建筑有限公司")], ["shichang-jianguanju"], MARKET, "shichang"
    )
    yield days.back(10)
    case.take("mark_major", ground="major_ground.complex", reason="涉及多个部门，社会关注度高。")
    case.take("begin_appraisal", institution="示例司法鉴定中心", matters="产品质量", asked_by="party")
    applicant = case.parties(PartyRole.APPLICANT)[0]
    case.take("ask_stay", party=applicant.pk, reason="停产将造成难以弥补的损失。")
    case.take("decide_stay", result="granted", ground="stay_ground.applicant", reason="申请人的要求合理。")
    yield days.back(4)
    case.take("end_appraisal", result="产品符合标准。")
    yield days.back(2)
    case.take(
        "order_hearing",
        ground="major",
        hearing_on=days.ahead(8),
        time="09:30",
        place="区司法局二楼听证室",
        presider=desk.actor("li").user_id,
        listeners=[desk.actor("chen").user_id, desk.actor("lin").user_id],
        recorder="郑某",
        matters="处罚决定的事实认定和裁量是否适当。",
    )


def simplified(desk: Desk) -> Course:
    days = desk.days
    accepted = days.due_from("fy_decide_30d_simplified", days.today + dt.timedelta(days=8))
    yield days.before(accepted, 1)
    case = Case.register(desk, [person("朱某某")], ["guihua-ziranziyuanju"], *DISCLOSURE, channel="online")
    yield accepted
    case.accept(procedure=Procedure.SIMPLIFIED, ground="simplified_ground.disclosure")
    yield days.after(accepted, 1)
    case.send_copies(today())
    yield days.after(accepted, 5)
    case.reply(by="guizi")


def converted(desk: Desk) -> Course:
    days = desk.days
    yield days.back(23)
    case = Case.register(desk, [person("秦某")], ["gonganju"], *PENALTY, officer="lin")
    yield days.back(20)
    case.accept(procedure=Procedure.SIMPLIFIED, ground="simplified_ground.small_amount", amount=500)
    yield days.back(19)
    case.send_copies(today())
    yield days.back(15)
    case.reply(by="gongan")
    yield days.back(9)
    case.take("convert", reason="案情复杂，不宜适用简易程序。")


def awaiting_decision(desk: Desk) -> Course:
    """The draft decision lies before the leader."""
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=9))
    case = yield from to_reply(
        desk,
        accepted,
        [person("尤某某")],
        ["shuangqiao-jiedao"],
        (
            "房屋征收补偿决定",
            "示双办发〔{year}〕9号",
            "expropriation",
            "housing_expropriation",
            "撤销补偿决定。",
        ),
        officer="lin",
    )
    yield days.back(1)
    case.decide("revoke_redo", approve=False)


def many_applicants(desk: Desk) -> Course:
    """Applicants with a representative and a lawyer; the respondent's reply is awaited."""
    days = desk.days
    lawyer = Code.objects.get(pk="agent_kind.lawyer")
    parties = [
        person("严某某"),
        person("严某甲", PartyRole.REPRESENTATIVE),
        person("华某", PartyRole.AGENT, agent_kind=lawyer, unit="示例明理律师事务所"),
        person("金某某"),
        person("魏某某"),
        person("陶某某"),
        person("姜某某"),
        company("示例区清溪村股份经济合作联合社", PartyRole.THIRD_PARTY),
    ]
    yield days.back(13)
    case = Case.register(
        desk,
        parties,
        ["guihua-ziranziyuanju"],
        "集体土地征收补偿安置方案批复",
        "示规资征〔{year}〕6号",
        "expropriation",
        "land",
        "确认征收补偿安置行为违法，并责令重新作出。",
        hearing_asked=True,
        willing_to_mediate=True,
    )
    yield days.back(10)
    case.accept()
    yield days.back(8)
    case.send_copies()
    yield days.back(7)
    for respondent in case.parties(PartyRole.RESPONDENT):
        case.take("copy_received", party=respondent.pk)


def several_respondents(desk: Desk) -> Course:
    """Two respondents with long names; the copy has gone to one of them."""
    days = desk.days
    yield days.back(7)
    case = Case.register(
        desk,
        [company("示例区绿野生态农业开发有限责任公司")],
        ["nongyenongcunwei", "chengguanju"],
        "联合责令停止违法行为通知",
        "示农城联〔{year}〕2号",
        "coercive_measure",
        "agriculture",
        "撤销联合责令停止违法行为通知。",
        officer="lin",
    )
    yield days.back(4)
    case.accept()
    yield days.back(2)
    first = case.parties(PartyRole.RESPONDENT)[0]
    case.take("send_copy", party=first.pk, manner="post.exchange", received_on=today())


def entered_running(desk: Desk) -> Course:
    """It ran already when the office began to work here."""
    days = desk.days
    accepted = days.back(91)
    yield days.back(84)
    Case.enter_running(
        desk,
        [person("谢某某")],
        ["qingxi-zhen"],
        "信息公开答复",
        "示清府公开〔{year}〕4号",
        "information_disclosure",
        "comprehensive",
        "确认答复违法。",
        number=f"{PREFIX}〔{accepted.year}〕5号",
        received_on=days.back(93),
        accepted_on=accepted,
        procedure=Procedure.ORDINARY,
        copy_received_on=days.back(89),
        reply_received_on=days.back(87),
        suspended_on=days.back(86),
        suspend_ground=Code.objects.get(pk="suspend_ground.g7"),
    )
