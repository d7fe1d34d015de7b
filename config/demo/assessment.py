"""The demonstration's yearly assessment: last year's published after an objection, this year's open to objections."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.timekeeping import SHANGHAI, at
from config.demo.desk import Desk
from config.demo.papers import paper
from reports.assessment import services
from reports.assessment.models import AssessmentRun, AssessmentScheme
from reports.assessment.reckoning import assessed

BOTH = ["department", "township"]
RECONSIDERATION, LITIGATION, TOGETHER, KEEPING = "行政复议", "行政应诉", "府院联动", "制度建设"
# heading, title, indicator, points, way, floor and target or steps, what it is worth without any case
SCORED: tuple[tuple[str, str, str, int, str, Any, str], ...] = (
    (RECONSIDERATION, "行政复议直接纠错率", "correction_rate", 15, "less", (50, 10), "full"),
    (RECONSIDERATION, "案结事了率", "closed_rate", 10, "more", (60, 95), "spread"),
    (LITIGATION, "行政机关负责人出庭应诉率", "appearance_rate", 20, "more", (60, 100), "spread"),
    (
        LITIGATION,
        "行政案件败诉率",
        "lost_rate",
        15,
        "less",
        [["5", "15"], ["10", "12"], ["20", "8"], ["30", "4"]],
        "full",
    ),
    (LITIGATION, "负责人出庭发声率", "spoke_rate", 10, "more", (50, 100), "spread"),
    (TOGETHER, "司法建议、检察建议按期回复率", "suggestions_in_time", 10, "more", [["100", "10"], ["80", "6"]], "full"),
    (TOGETHER, "行政争议实质性化解率", "resolution_rate", 5, "more", (20, 60), "spread"),
)
# title, kind, indicator, points for each case, at most
BY_CASE = (
    ("无正当理由不出庭应诉", "deduction", "absence_none", "2", 6),
    ("未按期报送出庭应诉情况", "deduction", "records_late", "0.5", 5),
    ("协调化解撤诉", "bonus", "coordinated_rate", "0.5", 3),
)
BASIS = "《法治政府建设与责任落实督察工作规定》（演示）"


def load_assessment(desk: Desk) -> None:
    """A scheme of this year with a version that agencies may object to, and that of last year with its result."""
    year = desk.days.today.year
    moment = dt.datetime(year, 1, 8, 9, tzinfo=SHANGHAI)
    earlier = None
    if desk.days.today > dt.date(year, 3, 1):
        with at(moment - dt.timedelta(days=300)):
            earlier = _in_force(desk, _drawn_up(desk, year - 1))
        _published(desk, earlier, moment)
    begun = max(desk.days.before(desk.days.back(0), 30), dt.date(year, 1, 1))
    with at(_nine(begun)):
        scheme = _in_force(desk, _drawn_up(desk, year, earlier))
    with at(_nine(max(desk.days.back(3), dt.date(year, 1, 1)))):
        run = _kept(desk, scheme, "")
        services.announce(actor=desk.actor("chen"), run=run, until=desk.days.ahead(5))
    with at(_nine(max(desk.days.back(1), dt.date(year, 1, 1)))):
        reason = "其中一件双方已达成和解协议，协议正在履行，未及时录入，请核实后重新计分。"
        _objected(desk, run, "gongan", "行政争议实质性化解率", reason)


def _nine(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 30), SHANGHAI)


def _drawn_up(desk: Desk, year: int, earlier: AssessmentScheme | None = None) -> AssessmentScheme:
    chen, title = desk.actor("chen"), f"示例区{year}年度依法治区考核方案"
    scheme = services.draw_up(actor=chen, organ=desk.organ, year=year, title=title, copied_from=earlier)
    if earlier is not None:
        return scheme
    rows: list[dict[str, Any]] = []
    for heading, name, indicator, points, way, function, nothing in SCORED:
        given: dict[str, Any] = {"method": "steps", "steps": function}
        if isinstance(function, tuple):
            floor, target = function
            given = {"method": "linear", "floor": Decimal(floor), "target": Decimal(target)}
        rows.append(
            {
                "heading": heading,
                "title": name,
                "indicator": indicator,
                "weight": Decimal(points),
                "way": way,
                "nothing": nothing,
                **given,
            }
        )
    rows.append(
        {
            "heading": KEEPING,
            "title": "领导干部学法及应诉制度落实",
            "method": "hand",
            "weight": Decimal(15),
            "basis": BASIS,
        }
    )
    for name, kind, indicator, each, most in BY_CASE:
        rows.append(
            {
                "heading": "加分扣分",
                "title": name,
                "kind": kind,
                "indicator": indicator,
                "method": "each",
                "way": "more" if kind == "bonus" else "less",
                "each": Decimal(each),
                "weight": Decimal(most),
            }
        )
    for version, fields in enumerate(rows, start=1):
        services.save_item(actor=chen, scheme=scheme, version=version, item=None, kinds=BOTH, **fields)
    scheme.refresh_from_db()
    return scheme


def _in_force(desk: Desk, scheme: AssessmentScheme) -> AssessmentScheme:
    return services.put_in_force(actor=desk.actor("li"), scheme=scheme, version=scheme.version)


def _kept(desk: Desk, scheme: AssessmentScheme, reason: str) -> AssessmentRun:
    """A version after whoever is to be exempted is, and what is scored by hand has its points."""
    if not reason:
        services.exempt(
            actor=desk.actor("zhao"),
            scheme=scheme,
            agency=desk.organ.office,
            item=None,
            reason="考核组织单位，不参与排名",
        )
        item = scheme.items.get(method="hand")
        for place, agency in enumerate(assessed(desk.organ, desk.days.today)):
            if agency != desk.organ.office:
                services.give(
                    actor=desk.actor("lin"),
                    scheme=scheme,
                    agency=agency,
                    item=item,
                    points=Decimal("10.5") + place % 4,
                    ground="查阅学法计划、会议记录和应诉制度。",
                )
    return services.keep(actor=desk.actor("chen"), scheme=scheme, reason=reason)


def _objected(desk: Desk, run: AssessmentRun, account: str, title: str, reason: str) -> Any:
    actor = desk.actor(account)
    points = run.scores.get(agency=actor.user.assignments.get().organisation).points
    found = points.select_related("score__run", "score__agency", "item").get(item__title=title)
    return services.object_to(actor=actor, points=found, reason=reason, file=paper("异议佐证材料"))


def _published(desk: Desk, scheme: AssessmentScheme, moment: dt.datetime) -> None:
    """Last year's: objected to by one agency, computed anew, approved by the leader."""
    chen, days = desk.actor("chen"), dt.timedelta(days=1)
    with at(moment):
        first = _kept(desk, scheme, "")
        services.announce(actor=chen, run=first, until=(moment + 7 * days).date())
    with at(moment + 3 * days):
        objection = _objected(
            desk, first, "shichang", "领导干部学法及应诉制度落实", "第四季度学法记录已补充归档，漏计一次。"
        )
    with at(moment + 9 * days):
        services.answer(
            actor=chen,
            objection=objection,
            upheld=True,
            answer="经复核，第四季度学法记录属实，予以补计。",
            remedy="points",
            points=Decimal("14.5"),
        )
        again = _kept(desk, scheme, "市场监管部门异议成立，调整得分后重新计分")
        again = services.submit(actor=chen, run=again, number=f"示例依法治区办〔{moment.year}〕1号")
    with at(moment + 12 * days):
        services.decide(actor=desk.actor("zhao"), run=again, approve=True)
