"""The demonstration's dispute-resolution centre: its pool of mediators, and disputes at every stage."""

import datetime as dt
import json
from collections.abc import Callable, Generator
from typing import Any

from accounts.models import User
from accounts.timekeeping import today
from config.demo.courses.acts import Course
from config.demo.desk import Desk, Handled
from config.demo.papers import company, paper, person
from config.demo.people import SINCE
from disputes.models import Mediator, Session, Transfer
from disputes.services import register_dispute
from disputes.services.pool import add_mediator, end_mediator
from dossiers.models import Code, Dossier, DossierKind, Party, PartyRole

COORDINATOR = "huajie"
# Name, kind, organisation of the district (without its prefix) or another unit, post, domains, account.
POOL: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("孟某", "judge", "fayuan", "行政审判庭法官", "", ""),
    ("傅某", "procurator", "jianchayuan", "行政检察部检察官", "", ""),
    ("林某", "public_lawyer", "sifaju", "公职律师", "land public_security", "lin"),
    ("丁某某", "enforcement", "gonganju", "法制大队教导员", "public_security", ""),
    ("石某", "people", "双桥街道人民调解委员会", "主任", "housing city_management", ""),
    ("柳某", "people", "清溪镇人民调解委员会", "专职调解员", "land agriculture", ""),
    ("文某", "lawyer", "示例明理律师事务所", "律师", "market", ""),
    ("欧阳某某", "expert", "示例大学法学院行政法与国家赔偿法研究中心", "教授", "housing_expropriation land", ""),
    ("岳某", "people", "双桥街道人民调解委员会", "原专职调解员", "", ""),
)


def _pool(desk: Desk) -> dict[str, Mediator]:
    """The mediators by their name; they are entered when the first of them is asked for."""
    if not Mediator.objects.filter(organ=desk.organ).exists():
        for name, kind, unit, post, domains, account in POOL:
            known = desk.agency(unit) if unit.isascii() else None
            made = add_mediator(
                actor=desk.actor(COORDINATOR),
                organ=desk.organ,
                name=name,
                kind=Code.objects.get(pk=f"mediator_kind.{kind}"),
                organisation=known,
                unit="" if known else unit,
                post=post,
                domains=[f"domain.{domain}" for domain in domains.split()],
                user=User.objects.get(username=account) if account else None,
                valid_from=SINCE,
            )
        end_mediator(actor=desk.actor(COORDINATOR), mediator=made, last_day=desk.days.back(60), reason="已退休")
    return {mediator.name: mediator for mediator in Mediator.objects.filter(organ=desk.organ)}


def _rows(*found: dict[str, Any]) -> list[str]:
    return [json.dumps(row, default=str) for row in found]


class Dispute(Handled):
    """A dispute while it is resolved."""

    def side(self, role: str = PartyRole.APPLICANT) -> Party:
        return self.parties(role)[0]

    def agree(self, party: Party, account: str = "") -> None:
        """A party's consent: of an agency's liaison on-line, else in writing."""
        if account:
            self.take("consent", account, party=party.pk, consents="yes", manner="online")
            return
        proof = paper("同意化解确认书", party.name)
        self.take("consent", party=party.pk, consents="yes", manner="written", proof=proof)

    def hand_to(self, *units: str, task: str = "请组织双方协商化解，并在期限内反馈办理情况。") -> list[Transfer]:
        """To some units, of which the first leads."""
        places = [self.desk.agency(unit) for unit in units]
        typed = _rows(*({"organisation": place.pk, "lead": n == 0} for n, place in enumerate(places)))
        self.take("transfer", units=typed, task=task, paper=paper("转办函", *(place.name for place in places)))
        rows = Transfer.objects.unscoped("the demonstration makes these").filter(dispute=self.pk)
        return list(rows.order_by("pk"))[-len(units) :]

    def sign(self, transfer: Transfer, account: str = "", person: str = "郑某") -> None:
        self.take("sign_transfer", account, transfer=transfer.pk, person=person, contact="023-61990000")

    def name(self, *names: str, **fields: Any) -> None:
        """The mediators, of whom the first leads."""
        pool = _pool(self.desk)
        self.take("name_team", mediators=[pool[name].pk for name in names], lead=pool[names[0]].pk, **fields)

    def set_session(self, on: dt.date, kind: str = "joint", place: str = "争议化解中心第一调解室") -> Session:
        self.take("set_session", kind=kind, held_on=on, starts="09:30", ends="11:30", place=place)
        return Session.objects.unscoped("the demonstration makes it").filter(dispute=self.pk).latest("pk")

    def hold(self, session: Session, outcome: str, summary: str) -> None:
        came = [{"name": party.name, "side": party.get_role_display()} for party in self.parties(PartyRole.APPLICANT)]
        came += [{"name": "吴某", "side": party.name, "post": "副局长"} for party in self.parties(PartyRole.RESPONDENT)]
        minutes = paper("调解笔录", summary)
        self.take(
            "hold_session",
            session=session.pk,
            attendance=_rows(*came),
            outcome=outcome,
            summary=summary,
            minutes=minutes,
        )

    def settle(self, *terms: dict[str, Any], result: str = "agreement", form: str = "written", **more: Any) -> None:
        signed = {"paper": paper("行政争议化解协议", self.dossier.number or "")} if form == "written" else {}
        self.take(
            "conclude",
            result=f"dispute_result.{result}",
            agreement=form,
            terms=_rows(*terms),
            **{"summary": "经调解，双方自愿达成一致。", **signed, **more},
        )

    def perform(self, account: str = "", *, number: int = 1, done: bool = True, note: str = "已履行完毕。") -> None:
        """What became of a term of the agreement, told by whoever owes it."""
        term = self.terms_agreed()[number - 1]
        self.take("settle_term", account, term=term, done="yes" if done else "no", note=note)

    def terms_agreed(self) -> list[int]:
        """The terms that stand, in order."""
        facts = self.dossier.facts.current().filter(kind="dispute_term_agreed")
        return [fact.value["term"] for fact in facts.order_by("value__n")]

    def report(self) -> None:
        referrer = self.dossier.dispute.referrer_id
        letter = paper("争议化解结果反馈函", self.dossier.number or "")
        self.take("report_back", to=referrer or "", content="化解工作已终结，现将结果反馈。", paper=letter)


# What a dispute is about: the act, its number, domain, subject, what is asked and for how much.
Act = tuple[str, str, str, str, str, str]
DEMOLITION: Act = (
    *("房屋征收补偿决定", "示征补〔{year}〕11号", "housing_expropriation", "indemnity"),
    *("提高房屋补偿标准并增加搬迁费。", "86000"),
)
FINE: Act = (
    *("行政处罚决定", "示市监处罚〔{year}〕107号", "market", "discretion"),
    *("减轻罚款数额。", "20000"),
)


def _receive(
    desk: Desk, source: str, parties: list[dict[str, Any]], against: list[str], act: Act, **more: Any
) -> Dispute:
    """A dispute received today: `referrer` by its code, `account` of who enters it, `officer` who coordinates it."""
    name, number, domain, subject, demands, amount = act
    referrer, account, officer = more.pop("referrer", ""), more.pop("account", ""), more.pop("officer", COORDINATOR)
    columns = {
        "source": Code.objects.get(pk=f"dispute_source.{source}"),
        "referrer": desk.agency(referrer) if referrer else None,
        "nature": "administrative",
        "phase": "reconsideration" if source in {"reconsideration", "agency", "petition"} else "litigation",
        "subject": Code.objects.get(pk=f"dispute_subject.{subject}") if subject else None,
        "act_name": name,
        "act_number": number.format(year=today().year),
        "known_on": today() - dt.timedelta(days=25),
        "domain": Code.objects.get(pk=f"domain.{domain}") if domain else None,
        "demands": demands,
        "amount": amount or None,
    }
    behind = more.pop("behind", None)
    made = register_dispute(
        actor=desk.actor(account or COORDINATOR),
        organ=desk.organ,
        received_on=today(),
        dispute=columns | more,
        parties=parties,
        respondents=[desk.agency(code) for code in against],
        officer=desk.actor(officer).user if officer else None,
        behind=behind,
    )
    return Dispute(desk, made.pk)


def _to_acceptance(
    desk: Desk,
    begun: dt.date,
    source: str,
    parties: list[dict[str, Any]],
    against: list[str],
    act: Act,
    liaison: str = "",
    **more: Any,
) -> Generator[dt.date, None, Dispute]:
    """From the receipt to the acceptance, three working days on; the agency agrees on-line where it has a liaison."""
    yield begun
    dispute = _receive(desk, source, parties, against, act, **more)
    yield desk.days.after(begun, 1)
    dispute.take("check_scope", within="yes")
    for party in dispute.parties(PartyRole.APPLICANT, PartyRole.THIRD_PARTY):
        dispute.agree(party)
    yield desk.days.after(begun, 2)
    for party in dispute.parties(PartyRole.RESPONDENT):
        dispute.agree(party, liaison)
    yield desk.days.after(begun, 3)
    dispute.take("accept_dispute")
    return dispute


def to_examine(desk: Desk) -> Course:
    """Referred by the court and given to nobody; it should have been examined."""
    yield desk.days.back(7)
    _receive(
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
    dispute = _receive(
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
    dispute = _receive(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute = yield from _to_acceptance(
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
    dispute.settle(result="corrected", form="oral", summary="行政机关已自行调整站点方案，申请人口头表示同意。")


def left(desk: Desk) -> Course:
    """The applicant left to sue; its period for suing runs on, longer by the time in the centre."""
    days = desk.days
    dispute = yield from _to_acceptance(
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
    dispute.take("leave_centre", party=dispute.side().pk, reason="坚持通过诉讼解决。", ends="on")
    yield days.back(18)
    dispute.report()
    yield days.back(10)
    dispute.take("came_after", "fayuan", what="dispute_after.suit", number=f"（{today().year}）渝0199行初58号")
    dispute.close()


def civil(desk: Desk) -> Course:
    """A civil dispute that came with a petition, settled by word of mouth."""
    days = desk.days
    dispute = yield from _to_acceptance(
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
