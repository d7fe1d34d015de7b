"""Cases in review, and those that ended there."""

from accounts.timekeeping import today
from cases.models import Nature
from cases.steps import lapse_day
from config.demo.cases import Case
from config.demo.courses.acts import LAND, MARKET, PENALTY, Course
from config.demo.desk import Desk
from config.demo.papers import company, person
from dossiers.models import PartyRole
from workflow.services import take_by_clock


def in_review(desk: Desk) -> Course:
    """Two working days are left for the review."""
    days = desk.days
    yield days.due_from("fy_review_5wd", days.ahead(2))
    Case.register(desk, [person("周某")], ["gonganju"], *PENALTY)


def review_ends(desk: Desk) -> Course:
    """The review runs out; nobody has decided."""
    days = desk.days
    yield days.due_from("fy_review_5wd", days.today)
    Case.register(desk, [company("示例山水餐饮有限公司")], ["shichang-jianguanju"], *MARKET, officer="lin")


def unassigned(desk: Desk) -> Course:
    """It came by post and nobody has been charged with it."""
    days = desk.days
    yield days.back(0)
    Case.register(
        desk,
        [person("郑某某")],
        ["jiaotongju"],
        "吊销道路运输证决定",
        "示交运罚〔{year}〕44号",
        "punishment_licence",
        "transport",
        "撤销吊销决定。",
        officer="",
        by="lin",
        channel="mail",
        postmark_on=days.back(3),
    )


def supplement_awaited(desk: Desk) -> Course:
    days = desk.days
    yield days.back(9)
    case = Case.register(desk, [person("孙某某")], ["guihua-ziranziyuanju"], *LAND, officer="lin")
    yield days.back(6)
    case.take(
        "supplement",
        matters=["supplement_reason.identity", "supplement_reason.act_papers"],
        note="请补充身份证明和登记决定复印件。",
        served_on=today(),
    )


def abandoned(desk: Desk) -> Course:
    days = desk.days
    yield days.back(34)
    case = Case.register(
        desk,
        [person("冯某某")],
        ["qingxi-zhen"],
        "限期拆除通知",
        "",
        "coercive_measure",
        "housing",
        "撤销限期拆除通知。",
    )
    yield days.back(31)
    case.take("supplement", matters=["supplement_reason.request_unclear"], served_on=today())
    yield days.back(19)
    case.take("abandon", note="逾期未补正。")
    yield days.back(17)
    case.close()


def declined(desk: Desk) -> Course:
    """Another organ is competent, and the decision names it."""
    days = desk.days
    yield days.back(21)
    case = Case.register(
        desk, [person("孔某某")], ["gonganju"], "火灾事故认定", "", "other", "emergency", "撤销火灾事故认定。"
    )
    yield days.back(18)
    case.take(
        "decline",
        reason="decline_reason.other_organ",
        competent="示例市应急管理局",
        explanation="该行为由市级机关作出，不属于本机关管辖。",
        document_number=f"示例府复不受〔{today().year}〕2号",
    )
    yield days.back(16)
    case.serve(PartyRole.APPLICANT)


def deemed_accepted(desk: Desk) -> Course:
    """The review lapsed, so that the clock accepted the application (art. 30)."""
    days = desk.days
    yield days.back(14)
    case = Case.register(
        desk,
        [person("曹某某")],
        ["nongyenongcunwei"],
        "不予补贴决定",
        "",
        "inaction_benefit",
        "agriculture",
        "责令发放补贴。",
        nature=Nature.INACTION,
    )
    yield days.back(8)
    take_by_clock(dossier=case.dossier, step_code="deem_accepted", on_date=lapse_day)
