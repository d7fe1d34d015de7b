"""The demonstration's register of suggestions: some at each stage, one of them ignored, one that comes again."""

import datetime as dt
from typing import Any

from accounts.models import Organisation
from accounts.timekeeping import today
from config.demo.courses.acts import Course
from config.demo.desk import Desk, Handled
from config.demo.papers import paper
from disputes.suggestions.services import AgencyRow, register_suggestion
from dossiers.models import Code

PROCEDURE = ("procedure", "public_security", "punishment_fine")
FACTS = ("facts", "human_resources", "confirmation")
DISCLOSURE = ("inaction", "planning", "information_disclosure")
PAPERS = {
    "judicial": "司法建议书",
    "procuratorial": "检察建议书",
    "review_opinion": "行政复议意见书",
    "supervision": "行政执法监督建议书",
}


class _Made:
    """A suggestion of the demonstration, once it is there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.case: Handled | None = None

    def enter(
        self, kind: str, issuer: str, about: tuple[str, str, str], agencies: dict[str, dt.date | None], **fields: Any
    ) -> None:
        cause, domain, matter = about
        body = Organisation.objects.get(code=f"shili-{issuer}")
        number, by = fields.pop("number", ""), fields.pop("by", "chen")
        columns = {
            "kind": kind,
            "issuer": body,
            "issuer_name": body.name,
            "issued_on": today(),
            "cause": Code.objects.get(pk=f"loss_cause.{cause}"),
            "domain": Code.objects.get(pk=f"domain.{domain}"),
            "matter": Code.objects.get(pk=f"matter.{matter}"),
            **fields,
        }
        made = register_suggestion(
            actor=self.desk.actor(by),
            organ=self.desk.organ,
            suggestion=columns,
            agencies=[AgencyRow(self.desk.agency(code), day) for code, day in agencies.items()],
            number=number,
            officer=None if by in {"fayuan", "jiancha"} else self.desk.actor("chen").user,
            document=paper(PAPERS[kind], number or "待编号", fields["problem"]),
        )
        self.case = Handled(self.desk, made.pk)

    def take(self, code: str, agency: str = "", **fields: Any) -> None:
        if self.case is None:
            raise ValueError("Nothing is done about a suggestion before it is made.")
        if agency:
            place = self.desk.agency(agency)
            fields["party"] = self.case.dossier.parties.get(organisation=place).pk
        self.case.take(code, **fields)


def answered(desk: Desk) -> Course:
    """On governance, to two agencies: one has put all right, the other is at it."""
    days, made = desk.days, _Made(desk)
    first = days.back(40)
    yield first
    made.enter(
        "judicial",
        "fayuan",
        PROCEDURE,
        {"gonganju": today(), "chengguanju": today()},
        number=f"（{today().year}）示0101司建2号",
        subject="governance",
        problem="多起行政处罚案件未在处罚前告知陈述、申辩和听证权利。",
        proposal="统一规范处罚告知文书，组织执法人员培训。",
    )
    yield days.after(first, 15)
    made.take(
        "reply",
        "gonganju",
        by="gongan",
        taken_up="wholly",
        measures="修订行政处罚告知书格式文本，全员培训两次。",
        responsible="法制大队大队长",
        done_by=days.after(first, 25),
        papers=paper("司法建议回复函", "示例区公安局"),
    )
    yield days.after(first, 20)
    made.take(
        "reply",
        "chengguanju",
        taken_up="partly",
        measures="已修订文书，培训计划于下月实施。",
        responsible="法制科科长",
        done_by=days.ahead(10),
    )
    yield days.after(first, 27)
    made.take("check_rectification", "gonganju", result="done", manner="抽查案卷二十宗")


def ignored(desk: Desk) -> Course:
    """Supervision: no answer, asked again in vain, reported upward."""
    days, made = desk.days, _Made(desk)
    yield days.back(60)
    made.enter(
        "supervision",
        "sifaju",
        DISCLOSURE,
        {"guihua-ziranziyuanju": today()},
        number=f"示司监建〔{today().year}〕1号",
        own=True,
        subject="individual",
        reply_days=20,
        problem="政府信息公开申请多次逾期未答复。",
        proposal="清理未答复的申请，明确专人负责。",
    )
    yield days.back(35)
    again = f"示司督〔{today().year}〕1号"
    made.take("request_again", "guihua-ziranziyuanju", reply_by=days.back(25), reason="逾期未回复", number=again)
    yield days.back(10)
    what = "两次要求均未回复，建议约谈主要负责人。"
    made.take("report_unheeded", "guihua-ziranziyuanju", to="副区长赵某", content=what)


def recurring(desk: Desk) -> Course:
    """The problem that was suggested before comes again at the same agency; its answer is awaited."""
    made = _Made(desk)
    yield desk.days.back(8)
    made.enter(
        "review_opinion",
        "zhengfu",
        PROCEDURE,
        {"gonganju": today()},
        number=f"示例府复意〔{today().year}〕1号",
        own=True,
        subject="individual",
        problem="作出较大数额罚款前未告知听证权利，程序违法。",
        proposal="自查同类案件，严格执行告知程序。",
    )


def of_procuratorate(desk: Desk) -> Course:
    """Registered by the procuratorate itself; the agency has still to sign for it."""
    made = _Made(desk)
    yield desk.days.back(3)
    made.enter(
        "procuratorial",
        "jianchayuan",
        FACTS,
        {"renli-shebaoju": None},
        by="jiancha",
        number=f"示检行建〔{today().year}〕3号",
        subject="governance",
        reply_by=desk.days.ahead(25),
        problem="工伤认定调查核实不充分。",
        proposal="完善工伤认定调查程序。",
    )


def drafted(desk: Desk) -> Course:
    """Drawn up in the office, to be issued."""
    made = _Made(desk)
    yield desk.days.back(1)
    made.enter(
        "supervision",
        "sifaju",
        ("law", "market", "punishment_fine"),
        {"shichang-jianguanju": None},
        own=True,
        issued_on=None,
        subject="governance",
        problem="同类违法行为裁量幅度差异较大。",
        proposal="制定行政处罚裁量基准并公布。",
    )


SUGGESTIONS = (answered, ignored, recurring, of_procuratorate, drafted)
