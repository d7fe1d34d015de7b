"""The demonstration's study plan and sessions, its joint training and library of rules. All of it is invented."""

import datetime as dt
from typing import Any

from accounts.models import HeadRank, Organisation, RosterEntry
from accounts.timekeeping import SHANGHAI, at
from config.demo.desk import Desk
from config.demo.papers import paper
from disputes.library.services import add_rule, hand_in
from disputes.study import services as study
from dossiers.models import Code

SINCE = dt.date(2024, 1, 1)
HEADS = (
    ("shili-gonganju", "任某某", HeadRank.PRINCIPAL, "局长"),
    ("shili-gonganju", "彭某某", HeadRank.DEPUTY, "副局长"),
    ("shili-shichang-jianguanju", "钟某某", HeadRank.PRINCIPAL, "局长"),
    ("shili-shichang-jianguanju", "汪某某", HeadRank.DEPUTY, "副局长"),
    ("shili-guihua-ziranziyuanju", "范某某", HeadRank.PRINCIPAL, "局长"),
)
RULES = (
    (
        "congress",
        "",
        "示例区人民代表大会常务委员会",
        "关于加强行政机关负责人出庭应诉工作监督的决定（演示）",
        "示例人发〔2023〕8号",
        "head_appearance",
        dt.date(2023, 6, 1),
        "一、区人大常委会每年听取一次行政机关负责人出庭应诉工作情况的报告。\n二、负责人无正当理由未出庭的，列入法治建设考核。",
    ),
    (
        "government",
        "",
        "示例区人民政府",
        "行政应诉工作办法（演示，旧）",
        "示例府发〔2019〕21号",
        "litigation",
        dt.date(2019, 9, 1),
        "第一条 为了规范行政应诉工作，制定本办法。\n第二条 被诉行政机关负责人应当出庭应诉。",
    ),
    (
        "government",
        "",
        "示例区人民政府",
        "行政应诉工作规定（演示）",
        "示例府发〔2024〕5号",
        "litigation",
        dt.date(2024, 3, 1),
        "第一条 被诉行政机关负责人应当出庭应诉；不能出庭的，应当委托相应的工作人员出庭，并向人民法院说明情况。\n"
        "第二条 被诉行政机关应当自收到起诉状副本之日起十五日内提交答辩状和证据、依据。",
    ),
    (
        "department",
        "shili-gonganju",
        "示例区公安局",
        "负责人出庭应诉实施细则（演示）",
        "示例公发〔2024〕12号",
        "head_appearance",
        dt.date(2024, 5, 1),
        "第一条 局长每年至少出庭应诉一次，分管副局长对分管领域的案件出庭应诉。",
    ),
)


def load_study(desk: Desk) -> None:
    """A plan with two sessions, a training with its people, and five rules, one of them waiting to be checked."""
    days = desk.days
    agencies = {place.code: place for place in Organisation.objects.filter(code__startswith="shili-")}
    with at(dt.datetime.combine(days.today, dt.time(8), SHANGHAI)):
        _rules(desk, agencies)
        heads = _heads(desk, agencies)
        _study(desk, agencies, heads)
        _training(desk, agencies)


def _code(key: str) -> Code:
    return Code.objects.get(pk=key)


def _heads(desk: Desk, agencies: dict[str, Organisation]) -> dict[str, list[RosterEntry]]:
    """The heads of these agencies by the agency's code: those of its roster, or those listed here where it has none."""
    entered, found = desk.actor("li").user, {}
    for place in dict.fromkeys(code for code, *_rest in HEADS):
        found[place] = list(
            RosterEntry.objects.on(desk.days.back(15)).filter(organisation=agencies[place]).order_by("rank", "pk")
        )
        if not found[place]:
            found[place] = [
                RosterEntry.objects.create(
                    organisation=agencies[place], name=name, rank=rank, post=post, valid_from=SINCE, entered_by=entered
                )
                for code, name, rank, post in HEADS
                if code == place
            ]
    return found


def _study(desk: Desk, agencies: dict[str, Organisation], heads: dict[str, list[RosterEntry]]) -> None:
    police, market = agencies["shili-gonganju"], agencies["shili-shichang-jianguanju"]
    day = desk.days.back(15)
    appearance, litigation = _code("study_topic.head_appearance"), _code("study_topic.litigation")
    study.add_plan(
        actor=desk.actor("gongan"),
        organisation=police,
        year=day.year,
        title=f"{police.name}{day.year}年度领导干部学法计划（演示）",
        adopted_on=min(dt.date(day.year, 1, 8), day),
        file=paper("领导干部学法计划"),
        topics=[(appearance, "", 3), (litigation, "", 6), (_code("study_topic.supervision"), "", 11)],
    )
    held: dict[str, Any] = {"place": "局机关三楼会议室", "speaker": "区人民法院行政审判庭", "summary": ""}
    session = study.add_session(
        actor=desk.actor("chen"),
        organisation=police,
        topics=[(appearance, ""), (litigation, "")],
        on_date=day,
        form=_code("study_form.centre_group"),
        **held,
    )
    first, *others = heads["shili-gonganju"]
    study.set_attendance(
        actor=desk.actor("chen"),
        session=session,
        agency=police,
        heads=[study.Came(first, True), *(study.Came(one, False, "外出执行公务") for one in others)],
        others=[("卫某", "法制大队大队长")],
    )
    study.add_material(actor=desk.actor("chen"), of=session, file=paper("负责人出庭应诉规定学习材料"))
    waiting = study.add_session(
        actor=desk.actor("shichang"),
        organisation=market,
        topics=[(appearance, "")],
        on_date=desk.days.back(3),
        form=_code("study_form.before_meeting"),
        **{**held, "place": "局机关会议室", "speaker": "法规科"},
    )
    study.set_attendance(
        actor=desk.actor("shichang"),
        session=waiting,
        agency=market,
        heads=[study.Came(one, True) for one in heads["shili-shichang-jianguanju"]],
    )


def _training(desk: Desk, agencies: dict[str, Organisation]) -> None:
    officer, first = desk.actor("chen"), desk.days.ahead(12)
    kinds = {name: _code(f"training_kind.{name}") for name in ("judge", "procurator", "public_lawyer", "enforcement")}
    training = study.add_training(
        actor=officer,
        organ=desk.organ,
        title="行政审判、检察与行政执法人员同堂培训（演示）",
        topic=_code("study_topic.head_appearance"),
        kinds=list(kinds.values()),
        first_day=first,
        last_day=desk.days.ahead(13),
        enrol_until=desk.days.ahead(6),
        place="示例区委党校二楼报告厅",
        organisers="示例区司法局、示例区人民法院、示例区人民检察院",
        teachers="高某、罗某",
        capacity=60,
        note="请携带近两年败诉案例各一件。",
    )
    units = ("shili-fayuan", "shili-jianchayuan", "shili-gonganju", "shili-shichang-jianguanju")
    invited = study.invite(actor=officer, training=training, organisations=[agencies[code] for code in units], quota=5)
    invitations = {invitation.organisation.code: invitation for invitation in invited}
    people = (
        ("fayuan", "shili-fayuan", [("高某", "judge", "行政审判庭庭长"), ("施某", "judge", "法官")]),
        ("jiancha", "shili-jianchayuan", [("罗某", "procurator", "行政检察部主任")]),
        (
            "gongan",
            "shili-gonganju",
            [("卫某", "enforcement", "法制大队大队长"), ("单某", "public_lawyer", "公职律师")],
        ),
    )
    for who, unit, rows in people:
        study.enrol(
            actor=desk.actor(who),
            training=training,
            invitation=invitations[unit],
            people=[study.Enrolled(name, kinds[kind], post) for name, kind, post in rows],
        )


def _rules(desk: Desk, agencies: dict[str, Organisation]) -> None:
    made = {}
    for tier, agency, issuer, title, number, topic, since, body in RULES:
        made[number] = add_rule(
            actor=desk.actor("li"),
            organ=desk.organ,
            tier=tier,
            organisation=agencies.get(agency),
            issuer=issuer,
            title=title,
            number=number,
            topic=_code(f"rule_topic.{topic}"),
            adopted_on=since,
            valid_from=since,
            valid_to=None,
            body=body,
            replaces=[made["示例府发〔2019〕21号"]] if number == "示例府发〔2024〕5号" else [],
        )
    hand_in(
        actor=desk.actor("shichang"),
        organisation=agencies["shili-shichang-jianguanju"],
        tier="",
        issuer="",
        title="行政机关负责人出庭应诉工作规则（演示）",
        number="",
        topic=_code("rule_topic.head_appearance"),
        adopted_on=desk.days.back(6),
        valid_from=desk.days.back(1),
        valid_to=None,
        body="第一条 本局负责人应当出庭应诉，并就争议的实质性解决发表意见。",
        file=paper("行政机关负责人出庭应诉工作规则"),
    )
