"""The demonstration's heads of agencies, and what agencies did for the six duties."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from accounts.models import HeadRank, RosterEntry
from accounts.timekeeping import today
from config.demo.courses.acts import Course
from config.demo.desk import Desk
from config.demo.papers import paper
from dossiers.models import Code
from hearings.duties.services import add_evidence, judge_evidence
from hearings.models import DutyResult
from hearings.rosters.services import add_head, change_head

P, D, C = HeadRank.PRINCIPAL, HeadRank.DEPUTY, HeadRank.IN_CHARGE
SECRETARY, MEMBER = "党委书记", "党委委员"

# agency: name, rank, administrative post, party post, field in charge
ROSTERS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "zhengfu": (
        ("江某某", P, "区长", "区委副书记", "区政府全面工作"),
        ("赵某", D, "副区长", "区政府党组成员", "司法行政、公安、信访"),
        ("秦某某", D, "副区长", "区委常委、区政府党组副书记", "发展改革、财政、征地拆迁"),
    ),
    "gonganju": (
        ("邵某", P, "局长", SECRETARY, "全面工作"),
        ("纪某某", D, "副局长", "党委副书记", "法制、治安"),
        ("舒某", C, "治安支队支队长", MEMBER, "治安管理"),
        ("屈某某", C, "交巡警支队支队长", MEMBER, "道路交通安全"),
    ),
    "shichang-jianguanju": (
        ("项某", P, "局长", "党组书记", "全面工作"),
        ("祝某某", D, "副局长", "党组成员", "食品安全、执法稽查"),
    ),
    "guihua-ziranziyuanju": (
        ("董某某", P, "局长", "党组书记", "全面工作"),
        ("梁某某", D, "副局长", "党组成员", "不动产登记、政务公开"),
    ),
    "renli-shebaoju": (
        ("杜某某", P, "局长", "党组书记", "全面工作"),
        ("阮某", D, "副局长", "党组成员", "工伤保险、劳动关系"),
    ),
    "chengguanju": (
        ("蓝某", P, "局长", "党组书记", "全面工作"),
        ("闵某某", D, "副局长", "党组成员", "行政执法、法制审核"),
    ),
}
# What was done for each duty, and what the office made of it.
DUTIES = {
    "rules": ("印发《行政应诉工作规定》，明确负责人出庭应诉的范围和程序。", DutyResult.ACCEPTED, ""),
    "duties": ("明确法规科牵头、业务科室配合的应诉职责分工。", DutyResult.ACCEPTED, ""),
    "process": ("制定应诉案件内部办理流程图和时限表。", DutyResult.ACCEPTED, ""),
    "overview": ("局长办公会听取上半年应诉案件情况汇报。", DutyResult.ACCEPTED, ""),
    "appear": ("局长出庭应诉一件，分管副局长出庭应诉二件。", DutyResult.ACCEPTED, ""),
    "resolve": ("主持两件投诉举报类案件的协调，原告均已撤诉。", DutyResult.ACCEPTED, ""),
}
LACKING = {
    "rules": DUTIES["rules"],
    "overview": ("听取应诉工作汇报。", DutyResult.RETURNED, "请补充会议记录或者纪要。"),
    "appear": ("副局长出庭应诉一件。", DutyResult.OPEN, ""),
}


def rosters(desk: Desk) -> Course:
    """The heads of agencies before the first hearing; some agencies have none yet, and one head gets another post."""
    days = desk.days
    yield days.back(240)
    for agency, heads in ROSTERS.items():
        for name, *posts in heads:
            add_head(
                actor=desk.actor("chen"),
                organisation=desk.agency(agency),
                name=name,
                user=desk.actor("zhao").user if name == "赵某" else None,
                **_posts(posts, today() - dt.timedelta(days=400)),
            )
    yield days.back(150)
    police = RosterEntry.objects.filter(organisation=desk.agency("gonganju"))
    promoted = _posts([D, "副局长", MEMBER, "交通管理、经济犯罪侦查"], today())
    change_head(actor=desk.actor("gongan"), entry=police.get(name="舒某"), **promoted)


def _posts(posts: Sequence[str], since: dt.date) -> dict[str, Any]:
    rank, post, party_post, field = posts
    return {"rank": rank, "post": post, "party_post": party_post, "field": field, "valid_from": since}


def duties(desk: Desk) -> Course:
    """What two agencies did for the six duties this year: one all of them, the other some."""
    new_year = desk.days.today.replace(month=1, day=1)
    for number, duty in enumerate(DUTIES):
        yield max(desk.days.back(60 - 9 * number), new_year)
        for agency, done in (("shichang-jianguanju", DUTIES), ("gonganju", LACKING)):
            if duty in done:
                _enter(desk, agency, duty, *done[duty])


def _enter(desk: Desk, code: str, duty: str, what: str, result: str, note: str) -> None:
    agency = desk.agency(code)
    evidence = add_evidence(
        actor=desk.actor(desk.liaison_of(agency)),
        organisation=agency,
        duty=Code.objects.get(pk=f"head_duty.{duty}"),
        on_date=today(),
        what=what,
        file=paper("职责履行情况", what),
    )
    if result != DutyResult.OPEN:
        judge_evidence(actor=desk.actor("li"), evidence=evidence, result=result, note=note)
