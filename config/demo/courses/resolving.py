"""The courses of disputes before the demonstration's centre, one for each stage at which one can stand."""

import datetime as dt
from collections.abc import Callable

from accounts.timekeeping import today
from config.demo.courses.acts import Course
from config.demo.desk import Desk
from config.demo.disputes import COORDINATOR, DEMOLITION, FINE, receive, to_acceptance
from config.demo.papers import company, paper, person
from dossiers.models import Code, Dossier, DossierKind, PartyRole


def to_examine(desk: Desk) -> Course:
    """Referred by the court and given to nobody; it should have been examined."""
    yield desk.days.back(7)
    receive(
        desk,
        "court_before",
        [person("苏某某"), person("苏某")],
        ["nongyenongcunwei"],
        (
            *("农村土地承包经营权证变更登记决定", "示农权〔{year}〕18号", "agriculture", "discretion"),
            *("恢复原登记面积。", ""),
        ),
        referrer="fayuan",
        account="fayuan",
        officer="",
        referral_number=f"（{today().year}）渝0199诉前调312号",
    )


def consent_missing(desk: Desk) -> Course:
    """The applicant agrees, the agency has not said anything yet; from the procuratorate."""
    days = desk.days
    yield days.back(3)
    dispute = receive(
        desk,
        "procuratorate",
        [company("示例区宏泰食品加工有限责任公司")],
        ["shichang-jianguanju"],
        FINE,
        referrer="jianchayuan",
        account="jiancha",
        referral_number=f"示检行监〔{today().year}〕4号",
    )
    yield days.back(2)
    dispute.take("check_scope", within="yes")
    dispute.agree(dispute.side())


def declined(desk: Desk) -> Course:
    """The agency does not agree; back to the party that came by itself."""
    days = desk.days
    yield days.back(24)
    dispute = receive(
        desk,
        "party",
        [person("邵某某")],
        ["jiaotongju"],
        (
            *("暂扣车辆决定", "示交运扣〔{year}〕33号", "transport", "damages"),
            *("赔偿停运损失。", "12000"),
        ),
    )
    yield days.back(22)
    dispute.take("check_scope", within="yes")
    dispute.agree(dispute.side())
    refusing = dispute.side(PartyRole.RESPONDENT)
    dispute.take("consent", party=refusing.pk, consents="no", manner="oral", note="认为事实清楚，应由法院裁判。")
    yield days.back(21)
    dispute.take("decline_dispute", reason="dispute_excluded.no_consent", paper=paper("不予受理告知书", "邵某某"))


def transfer_unsigned(desk: Desk) -> Course:
    """Handed to a street office, which should have signed for it."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(9),
        "agency",
        [person("万某某")],
        ["chengguanju"],
        (
            *("责令限期拆除决定", "示城管限拆〔{year}〕22号", "city_management", "discretion"),
            *("延长自行拆除期限。", ""),
        ),
        referrer="chengguanju",
    )
    yield days.back(4)
    dispute.hand_to("shuangqiao-jiedao")


def handed_again(desk: Desk) -> Course:
    """Of the reconsideration case over the same approval; the first unit gave it back, two have it now."""
    days = desk.days
    yield days.back(9)
    behind = Dossier.objects.unscoped("the demonstration made it").get(
        organ=desk.organ, kind=DossierKind.RECONSIDERATION, cause="集体土地征收补偿安置方案批复"
    )
    parties = [person("严某某"), person("金某某"), company("示例区清溪村股份经济合作联合社", PartyRole.THIRD_PARTY)]
    act = (
        *("集体土地征收补偿安置方案批复", f"示规资征〔{today().year}〕6号", "land", "indemnity"),
        *("按区片综合地价重新核定补偿，并落实社会保障费用。", "350000"),
    )
    dispute = yield from to_acceptance(
        desk,
        days.back(9),
        "reconsideration",
        parties,
        ["guihua-ziranziyuanju"],
        act,
        "guizi",
        referrer="sifaju",
        behind=behind,
    )
    yield days.back(5)
    (first,) = dispute.hand_to("shuangqiao-jiedao")
    yield days.back(3)
    dispute.take(
        "return_transfer",
        "shuangqiao",
        transfer=first.pk,
        reason="被征收土地在清溪镇辖区内，不属本街道职责。",
        better=desk.agency("qingxi-zhen").pk,
    )
    yield days.back(1)
    lead, _second = dispute.hand_to("qingxi-zhen", "guihua-ziranziyuanju")
    yield days.back(0)
    dispute.sign(lead, person="穆某")


def sessions(desk: Desk) -> Course:
    """One session was held and another is set; a party told the mediators something for them alone."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(12),
        "court_during",
        [person("贺某某")],
        ["gonganju"],
        (
            *("行政处罚决定", "示公（治）行罚决字〔{year}〕512号", "public_security", "discretion"),
            *("撤销拘留，改为罚款；双方谅解。", ""),
        ),
        "gongan",
        referrer="fayuan",
        account="fayuan",
        officer=COORDINATOR,
        referral_number=f"（{today().year}）渝0199行初31号",
    )
    yield days.back(8)
    dispute.name("孟某", "林某", "石某")
    first = dispute.set_session(days.back(5))
    yield days.back(5)
    dispute.hold(first, "go_on", "双方同意先就医疗费用自行核对票据。")
    applicant = dispute.side()
    dispute.take("record_position", party=applicant.pk, session=first.pk, content="愿意承担一半医疗费。")
    dispute.take(
        "record_position", "lin", party=applicant.pk, content="底线是公开道歉，请勿告知对方。", confidential="on"
    )
    dispute.set_session(days.ahead(3), kind="on_site", place="双桥街道综合治理中心")


def extension_waits(desk: Desk) -> Course:
    """The thirty days are nearly over; the extension waits for the director."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.before(days.due_from("dc_house_overall", days.today + dt.timedelta(days=2)), 3),
        "petition",
        [person("龚某某")],
        ["renli-shebaoju"],
        (
            *("不予支付工伤保险待遇决定", "示人社待遇〔{year}〕9号", "human_resources", "indemnity"),
            *("支付一次性伤残补助金。", "48000"),
        ),
        referrer="xinfangju",
    )
    yield days.back(16)
    (transfer,) = dispute.hand_to("renli-shebaoju")
    yield days.back(15)
    dispute.sign(transfer, person="米某")
    yield days.back(1)
    dispute.take("report_handling", transfer=transfer.pk, content="已重新核算待遇，拟与申请人协商分期支付。")
    dispute.take("extend_dispute", approve=False, days=30, reason="需等待工伤待遇重新核算结果。")


def extended(desk: Desk) -> Course:
    """Extended by the director; several applicants with long names, and a mediator of a party's own unit."""
    days = desk.days
    parties = [
        company("示例区绿野生态农业开发有限责任公司"),
        company("示例区清溪村股份经济合作联合社第七村民小组"),
        person("滕某某", group_size=26),
    ]
    dispute = yield from to_acceptance(
        desk,
        days.back(27),
        "court_before",
        parties,
        ["nongyenongcunwei", "chengguanju"],
        (
            *("关于责令停止农业设施用地违法行为并限期恢复种植条件的联合通知", "示农城联〔{year}〕2号", "agriculture"),
            *("damages", "赔偿青苗和附着物损失，并停止强制恢复。", "1280000.50"),
        ),
        referrer="fayuan",
        account="fayuan",
        officer=COORDINATOR,
        referral_number=f"（{today().year}）渝0199诉前调245号",
    )
    yield days.back(23)
    dispute.name("欧阳某某", "柳某")
    yield days.back(6)
    dispute.take("extend_dispute", days=30, reason="损失评估报告尚未作出。")


def performing(desk: Desk) -> Course:
    """An agreement with two terms, of which one is performed and the other soon due; reported back."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(29),
        "court_before",
        [person("毕某某")],
        ["guihua-ziranziyuanju"],
        DEMOLITION,
        "guizi",
        referrer="fayuan",
        account="fayuan",
        officer=COORDINATOR,
        referral_number=f"（{today().year}）渝0199诉前调198号",
    )
    yield days.back(25)
    dispute.name("孟某", "石某")
    session = dispute.set_session(days.back(18))
    yield days.back(18)
    dispute.hold(session, "agreed", "双方就补偿数额和搬迁期限达成一致。")
    yield days.back(17)
    payer, mover = dispute.side(PartyRole.RESPONDENT), dispute.side()
    dispute.settle(
        {"what": "支付补偿款差额", "by": payer.pk, "amount": "42000", "due_on": days.ahead(4)},
        {"what": "腾空房屋并交付钥匙", "by": mover.pk, "due_on": days.back(8)},
    )
    yield days.back(15)
    dispute.report()
    yield days.back(9)
    dispute.perform(number=2, note="已腾空交付。")


def performed(desk: Desk) -> Course:
    """Confirmed by the court, performed and closed."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(58),
        "court_during",
        [company("示例区云帆物业服务有限公司")],
        ["shichang-jianguanju"],
        FINE,
        "shichang",
        referrer="fayuan",
        account="fayuan",
        officer=COORDINATOR,
        referral_number=f"（{today().year}）渝0199行初19号",
    )
    yield days.back(54)
    dispute.name("文某")
    session = dispute.set_session(days.back(48), kind="online", place="")
    yield days.back(48)
    dispute.hold(session, "agreed", "行政机关依法调整罚款数额，原告撤诉。")
    payer = dispute.side()
    dispute.settle({"what": "缴纳调整后的罚款", "by": payer.pk, "amount": "8000", "due_on": days.back(38)})
    yield days.back(46)
    dispute.report()
    yield days.back(44)
    dispute.take(
        "confirm_agreement",
        court=desk.agency("fayuan").pk,
        number=f"（{today().year}）渝0199行审26号",
        paper=paper("司法确认裁定书", dispute.dossier.number or ""),
    )
    yield days.back(40)
    dispute.perform(note="罚款已缴纳。")
    yield days.back(36)
    dispute.take("came_after", "fayuan", what="dispute_after.withdrawn", number=f"（{today().year}）渝0199行初19号")
    dispute.close()


def not_performed(desk: Desk) -> Course:
    """A term ran out and was not performed."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(45),
        "procuratorate",
        [person("顾某某")],
        ["qingxi-zhen"],
        (
            *("强制清除地上附着物行为", "", "comprehensive", "damages"),
            *("赔偿苗木损失。", "30000"),
        ),
        referrer="jianchayuan",
    )
    yield days.back(41)
    dispute.name("傅某", "柳某")
    yield days.back(32)
    payer = dispute.side(PartyRole.RESPONDENT)
    dispute.settle(
        {"what": "支付苗木损失赔偿款", "by": payer.pk, "amount": "18000", "due_on": days.back(14)},
        {"what": "修复灌溉水渠", "by": payer.pk, "due_on": days.back(2)},
    )
    yield days.back(30)
    dispute.report()
    yield days.back(12)
    dispute.perform(done=False, note="镇财政资金未到位，未按期支付。")
    yield days.back(3)
    dispute.perform(number=2, note="水渠已修复通水。")


def corrected(desk: Desk) -> Course:
    """The agency corrected itself, as agreed by word of mouth; it waits to be reported back."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(20),
        "petition",
        [person("尹某某")],
        ["jiaotongju"],
        (
            *("公交站点调整通告", "示交通告〔{year}〕5号", "transport", "discretion"),
            *("恢复原站点。", ""),
        ),
        referrer="xinfangju",
    )
    yield days.back(15)
    dispute.name("石某")
    yield days.back(3)
    told = "行政机关已自行调整站点方案，申请人口头表示同意。"
    dispute.settle(result="corrected", form="oral", summary=told, performed="on")


def left(desk: Desk) -> Course:
    """The applicant left to sue; its period for suing runs on, longer by the time in the centre."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(33),
        "court_before",
        [person("常某某")],
        ["gonganju"],
        (
            *("行政拘留决定", "示公（治）行罚决字〔{year}〕476号", "public_security", "damages"),
            *("确认违法并赔偿。", "5000"),
        ),
        "gongan",
        referrer="fayuan",
        account="fayuan",
        officer=COORDINATOR,
        referral_number=f"（{today().year}）渝0199诉前调177号",
    )
    yield days.back(29)
    dispute.name("孟某")
    yield days.back(20)
    statement = paper("退出化解声明", dispute.side().name)
    dispute.take("leave_centre", party=dispute.side().pk, reason="坚持通过诉讼解决。", ends="on", paper=statement)
    yield days.back(18)
    dispute.report()
    yield days.back(10)
    dispute.take("came_after", "fayuan", what="dispute_after.suit", number=f"（{today().year}）渝0199行初58号")
    dispute.close()


def civil(desk: Desk) -> Course:
    """A civil dispute that came with a petition, settled by word of mouth."""
    days = desk.days
    dispute = yield from to_acceptance(
        desk,
        days.back(26),
        "party",
        [person("薛某某"), person("雷某某", PartyRole.THIRD_PARTY)],
        [],
        ("土地承包地界纠纷", "", "agriculture", "", "确认承包地界线。", ""),
        nature="civil",
        phase="",
        known_on=None,
        civil_kind=Code.objects.get(pk="civil_dispute.land"),
    )
    yield days.back(22)
    dispute.name("柳某")
    yield days.back(18)
    owner = dispute.side()
    dispute.settle({"what": "共同埋设界桩", "by": owner.pk, "due_on": days.back(12)}, form="oral")
    yield days.back(14)
    dispute.perform(note="界桩已埋设。")
    yield days.back(13)
    dispute.close()


COURSES: tuple[Callable[[Desk], Course], ...] = (
    to_examine,
    consent_missing,
    declined,
    transfer_unsigned,
    handed_again,
    sessions,
    extension_waits,
    extended,
    performing,
    performed,
    not_performed,
    corrected,
    left,
    civil,
)
