"""The ledger of reconsideration cases (行政复议案件台账): its columns, what a row means, how it becomes a case."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from accounts.models import Organ, Organisation, User
from accounts.services import find_organisation
from accounts.text import chinese_number, normalise_case_number, normalise_name
from accounts.timekeeping import today
from cases.forms import officers_of
from cases.models import Nature
from cases.services import LedgerCase, enter_ledger_cases
from dossiers.models import CaseNumber, Code, Dossier, DossierKind, Party, PartyKind, PartyRole
from dossiers.reference import CodeFinder
from dossiers.services import NUMBER
from workflow.ledger.cells import answer_of, day_of
from workflow.ledger.ledgers import Checked, Ledger, There, formulas_and_errors, register
from workflow.ledger.problems import Problem
from workflow.ledger.returned import REASON_HEADINGS, ROW_HEADINGS
from workflow.ledger.workbook import Column, LedgerRow

# The first rules on reconsideration (行政复议条例) are in force since this day; an earlier date is a slip.
FIRST_DAY = dt.date(1991, 1, 1)
MAX_SERIAL = 99_999
# What a ledger writes where a case is not yet concluded.
STILL_RUNNING = frozenset({"未结", "未结案", "在办", "办理中", "审理中", "正在办理", "正在审理", "未审结", "待结"})
# How an organisation is told from a person where the ledger does not say.
ORGANISATION_NAME = re.compile(
    r"(公司|企业|厂|店|合作社|中心|医院|学校|协会|商会|委员会|村民小组|经济联合社|事务所|集团|银行|部|社|馆|场)$"
)
GROUP = re.compile(r"(?P<name>.+?)等(?P<size>[\d零一二两三四五六七八九十百]+)(人|名|户|位|个)?.{0,6}")
BETWEEN_PEOPLE = re.compile(r"[、,;\n]+")
BETWEEN_ORGANISATIONS = re.compile(r"[;\n]+")
BETWEEN_AGENCIES = re.compile(r"[、,;/\n]+")

COLUMNS = (
    Column("serial", _("No."), ("序号", "序", "顺序号", "No", "No."), ignored=True),
    Column(
        "received_on",
        _("Received on"),
        (
            "收件日期",
            "收到申请日期",
            "收到日期",
            "收到复议申请日期",
            "收到行政复议申请日期",
            "收案日期",
            "来件日期",
            "收文日期",
            "接收日期",
            "收件时间",
            "收到申请时间",
            "收到时间",
            "收到复议申请时间",
            "收案时间",
            "登记日期",
            "登记时间",
            "递交日期",
            "申请日期",
            "申请时间",
            "提出申请日期",
            "申请复议日期",
            "收到申请书日期",
            "收到材料日期",
            "来件时间",
            "接收时间",
            "收件日",
        ),
    ),
    Column(
        "channel",
        _("How it came"),
        (
            "收件方式",
            "申请方式",
            "来件方式",
            "收案方式",
            "提交方式",
            "递交方式",
            "申请渠道",
            "收件渠道",
            "来件渠道",
            "申请途径",
            "渠道",
        ),
    ),
    Column(
        "number",
        _("Case number"),
        (
            "案号",
            "复议案号",
            "行政复议案号",
            "案件编号",
            "案件号",
            "立案号",
            "立案编号",
            "立案文号",
            "受理案号",
            "受理编号",
            "受理文号",
            "案件文号",
            "收案号",
            "登记号",
            "登记编号",
            "受理号",
            "案件登记号",
            "文号",
            "编号",
        ),
    ),
    Column(
        "applicant",
        _("Applicant"),
        (
            "申请人",
            "复议申请人",
            "行政复议申请人",
            "申请人姓名",
            "申请人名称",
            "申请人姓名或名称",
            "申请人姓名或者名称",
            "申请人姓名/名称",
            "申请人姓名、名称",
            "申请人（姓名或名称）",
        ),
    ),
    Column(
        "applicant_kind",
        _("Kind of applicant"),
        ("申请人类别", "申请人类型", "申请人性质", "申请人身份", "申请主体", "申请主体类别", "申请主体类型"),
    ),
    Column(
        "respondent",
        _("Respondent"),
        (
            "被申请人",
            "被申请人名称",
            "复议被申请人",
            "行政复议被申请人",
            "被申请机关",
            "被申请单位",
            "被申请行政机关",
            "被复议机关",
            "被复议单位",
            "作出行政行为的机关",
        ),
    ),
    Column(
        "act_name",
        _("Act applied against"),
        (
            "事由",
            "案由",
            "复议事由",
            "申请事由",
            "案件事由",
            "申请复议的行政行为",
            "被申请行政复议的行政行为",
            "被复议行政行为",
            "被复议的行政行为",
            "行政行为",
            "具体行政行为",
            "行政行为名称",
            "争议事项",
        ),
    ),
    Column(
        "domain",
        _("Domain"),
        (
            "管理类别",
            "行政管理类别",
            "行政管理领域",
            "管理领域",
            "行政领域",
            "案件领域",
            "所属领域",
            "业务领域",
            "领域",
            "行政管理类型",
            "管理类型",
            "行政类别",
            "行政管理",
            "管理部门类别",
        ),
    ),
    Column(
        "matter",
        _("Matter"),
        (
            "案件类型",
            "案件类别",
            "复议事项",
            "行政复议事项",
            "申请复议事项",
            "复议事项类型",
            "行政行为类型",
            "行政行为类别",
            "行政行为种类",
            "事项类型",
            "事项类别",
            "案件种类",
            "复议类型",
            "复议类别",
            "类型",
        ),
    ),
    Column(
        "accepted_on",
        _("Accepted on"),
        (
            "立案日期",
            "受理日期",
            "立案受理日期",
            "受理立案日期",
            "立案/受理日期",
            "立案时间",
            "受理时间",
            "立案受理时间",
            "决定受理日期",
            "受理决定日期",
            "立案日",
            "受理日",
        ),
    ),
    Column(
        "officer",
        _("Case officer"),
        (
            "承办人",
            "承办人员",
            "案件承办人",
            "承办人姓名",
            "经办人",
            "经办人员",
            "办案人",
            "办案人员",
            "主办人",
            "主办人员",
            "办理人",
            "审理人员",
            "主审人",
            "承办人员姓名",
            "承办",
        ),
    ),
    Column(
        "concluded_on",
        _("Concluded on"),
        (
            "结案日期",
            "审结日期",
            "办结日期",
            "结案时间",
            "审结时间",
            "办结时间",
            "决定日期",
            "复议决定日期",
            "作出决定日期",
            "决定时间",
            "作出决定时间",
            "结案日",
            "决定书日期",
        ),
    ),
    Column(
        "outcome",
        _("Outcome"),
        (
            "结案方式",
            "审结方式",
            "办结方式",
            "审理结果",
            "复议结果",
            "行政复议结果",
            "结案结果",
            "处理结果",
            "办理结果",
            "审结结果",
            "决定结果",
            "决定类型",
            "决定种类",
            "复议决定",
            "复议结论",
            "结案类型",
            "结案情况",
            "审理结论",
            "案件结果",
            "处理方式",
            "结果",
        ),
    ),
    Column(
        "sued",
        _("Sued afterwards"),
        (
            "是否起诉",
            "是否提起诉讼",
            "是否提起行政诉讼",
            "是否诉讼",
            "是否被诉",
            "是否进入诉讼",
            "复议后是否起诉",
            "复议后起诉",
            "是否应诉",
            "起诉情况",
            "诉讼情况",
            "后续是否起诉",
            "当事人是否起诉",
            "是否提出诉讼",
            "是否提起行政诉讼或上诉",
        ),
    ),
    Column("note", _("Remarks"), ("备注", "备考", "附注", "说明")),
    Column("reason", _("Reason for refusal"), REASON_HEADINGS, ignored=True),
    Column("row", _("Row in the ledger"), ROW_HEADINGS, ignored=True),
)
REQUIRED = (
    ("number",),
    ("applicant",),
    ("respondent",),
    ("act_name", "matter"),
    ("accepted_on", "received_on"),
)
SHOWN = (
    ("title", _("Case")),
    ("received_on", _("Received on")),
    ("accepted_on", _("Accepted on")),
    ("concluded_on", _("Concluded on")),
    ("outcome", _("Outcome")),
)
# Where a ledger does not say, the case says so too instead of guessing.
NOT_RECORDED = {"channel": "channel.not_recorded", "matter": "matter.not_recorded", "domain": "domain.not_recorded"}


class ReconsiderationReader:
    """Understands the rows of one office's ledger. Each list, agency and officer is looked up once."""

    def __init__(self, organ: Organ) -> None:
        self.organ = organ
        self.today = today()
        self.codes = {name: CodeFinder(name) for name in ("channel", "matter", "domain", "outcome", "applicant_kind")}
        self.not_recorded = Code.objects.in_bulk(list(NOT_RECORDED.values()))
        self.agencies: dict[str, Organisation | None] = {}
        self.officers: dict[str, User | None] = {}
        for user in officers_of([organ]):
            name = normalise_name(user.display_name)
            # Two of one name: the ledger does not say which, so neither.
            self.officers[name] = None if name in self.officers else user

    def check(self, row: LedgerRow) -> Checked:
        """What the row says and everything that is wrong with it."""
        unusable = formulas_and_errors(row, COLUMNS)
        problems: list[Problem] = []
        number, wrong = self._number(row)
        problems += wrong
        days, wrong = self._days(row, number)
        problems += wrong
        parties, wrong = self._applicants(row)
        problems += wrong
        respondents, wrong = self._respondents(row)
        problems += wrong
        case, wrong = self._case(row)
        problems += wrong
        conclusion, wrong = self._conclusion(row, days.get("concluded_on"))
        problems += wrong
        data = {
            "received_on": days.get("received_on"),
            "accepted_on": days.get("accepted_on"),
            "concluded_on": days.get("concluded_on"),
            "case": case,
            "parties": parties,
            "respondents": respondents,
            "officer": self.officers.get(normalise_name(row.cell("officer").text)),
            **conclusion,
        }
        outcome = conclusion["outcome"]
        names = [self._written(party) for party in parties] or [row.cell("applicant").text]
        against = [agency.name for agency in respondents] or [row.cell("respondent").text]
        return Checked(
            number=number,
            data=data,
            problems=unusable + _of_other_cells(problems, unusable),
            identity=(data["received_on"], tuple(sorted(normalise_name(party["name"]) for party in parties))),
            summary={
                "title": f"{'、'.join(names)} 不服 {'、'.join(against)} {case['act_name']}"[:200],
                "received_on": data["received_on"] or row.cell("received_on").text,
                "accepted_on": data["accepted_on"] or row.cell("accepted_on").text,
                "concluded_on": data["concluded_on"] or row.cell("concluded_on").text,
                "outcome": outcome.label_zh if outcome else row.cell("outcome").text,
            },
        )

    def there(self, numbers: Iterable[str]) -> dict[str, There]:
        """The cases of this organ that have one of `numbers`, with the day of receipt and the applicants."""
        taken = CaseNumber.objects.filter(
            organ=self.organ, kind=DossierKind.RECONSIDERATION, text__in=list(numbers)
        ).values_list("text", "dossier_id", "dossier__opened_on")
        found = {text: (dossier_id, opened_on) for text, dossier_id, opened_on in taken}
        names: dict[int, list[str]] = {}
        applicants = Party.objects.unscoped("the numbers of the ledger's own office").filter(
            dossier_id__in=[dossier_id for dossier_id, _day in found.values()],
            role=PartyRole.APPLICANT,
            voided_at=None,
        )
        for dossier_id, name in applicants.values_list("dossier_id", "name"):
            names.setdefault(dossier_id, []).append(normalise_name(name))
        return {
            text: There(dossier_id, (opened_on, tuple(sorted(names.get(dossier_id, [])))))
            for text, (dossier_id, opened_on) in found.items()
        }

    # --- columns -----------------------------------------------------------------------------------------------

    def _number(self, row: LedgerRow) -> tuple[str, list[Problem]]:
        cell = row.cell("number")
        if cell.blank:
            return "", [_missing(row, "number")]
        number = normalise_case_number(cell.text)
        found = NUMBER.match(number)
        if not found or found["prefix"] != self.organ.number_prefix:
            return "", [
                Problem(
                    gettext_noop("“%(number)s” is not a number of this office's series (%(prefix)s〔year〕N号)."),
                    {"number": cell.text, "prefix": self.organ.number_prefix, "column": row.heading("number")},
                )
            ]
        if not 1 <= int(found["serial"]) <= MAX_SERIAL or not FIRST_DAY.year <= int(found["year"]) <= self.today.year:
            return "", [
                Problem(
                    gettext_noop("“%(number)s” cannot be the number of a case."),
                    {"number": cell.text, "column": row.heading("number")},
                )
            ]
        return number, []

    def _days(self, row: LedgerRow, number: str) -> tuple[dict[str, dt.date], list[Problem]]:
        found = NUMBER.match(number)
        year = int(found["year"]) if found else None
        days: dict[str, dt.date] = {}
        problems: list[Problem] = []
        unreadable: set[str] = set()
        for key in ("received_on", "accepted_on", "concluded_on"):
            if key not in row.sheet.columns or (key == "concluded_on" and _running(row.cell(key).text)):
                continue
            day = day_of(row.cell(key), row.heading(key), earliest=FIRST_DAY, latest=self.today, near=year)
            if isinstance(day, Problem):
                problems.append(day)
                unreadable.add(key)
            elif day is not None:
                days[key] = day
            elif key != "concluded_on":
                problems.append(_missing(row, key))
                unreadable.add(key)
        # A ledger with only one of the two days means that one by both.
        for key, other in (("received_on", "accepted_on"), ("accepted_on", "received_on")):
            if key not in row.sheet.columns and other in days:
                days[key] = days[other]
        for earlier, later in (("received_on", "accepted_on"), ("accepted_on", "concluded_on")):
            if earlier in days and later in days and days[later] < days[earlier]:
                problems.append(
                    Problem(
                        gettext_noop("%(later)s (%(later_day)s) lies before %(earlier)s (%(earlier_day)s)."),
                        {
                            "later": _heading(row, later),
                            "later_day": days[later],
                            "earlier": _heading(row, earlier),
                            "earlier_day": days[earlier],
                        },
                    )
                )
        return days, problems

    def _applicants(self, row: LedgerRow) -> tuple[list[dict[str, Any]], list[Problem]]:
        cell, kind_cell = row.cell("applicant"), row.cell("applicant_kind")
        if cell.blank:
            return [], [_missing(row, "applicant")]
        kind: str | None = None
        if not kind_cell.blank:
            code = self.codes["applicant_kind"].find(kind_cell.text)
            if code is None:
                return [], [_unknown(row, "applicant_kind")]
            kind = code.mapping.get("party_kind", PartyKind.NATURAL)
        text = cell.text.replace("，", ",").replace("；", ";")
        if found := GROUP.fullmatch(normalise_name(text)):
            size = chinese_number(found["size"])
            if not size:
                return [], [_unknown(row, "applicant")]
            entries = [(found["name"], size)]
        else:
            between = BETWEEN_ORGANISATIONS if kind in {PartyKind.LEGAL, PartyKind.OTHER} else BETWEEN_PEOPLE
            entries = [(name, 1) for part in between.split(text) if (name := normalise_name(part))]
        parties = [
            {
                "role": PartyRole.APPLICANT,
                "kind": kind or (PartyKind.LEGAL if ORGANISATION_NAME.search(name) else PartyKind.NATURAL),
                "name": name,
                "group_size": size,
            }
            for name, size in entries
        ]
        too_long = [_too_long(row, "applicant", 200)] if any(len(name) > 200 for name, _size in entries) else []
        return parties, too_long

    def _written(self, party: dict[str, Any]) -> str:
        return party["name"] if party["group_size"] == 1 else f"{party['name']}等{party['group_size']}人"

    def _respondents(self, row: LedgerRow) -> tuple[list[Organisation], list[Problem]]:
        cell = row.cell("respondent")
        if cell.blank:
            return [], [_missing(row, "respondent")]
        whole = self._agency(cell.text)
        if whole is not None:
            return [whole], []
        names = [part.strip() for part in BETWEEN_AGENCIES.split(cell.text.replace("，", ",").replace("；", ";"))]
        found = {name: self._agency(name) for name in names if name}
        unknown = [name for name, agency in found.items() if agency is None]
        return list(dict.fromkeys(agency for agency in found.values() if agency is not None)), [
            Problem(
                gettext_noop("%(column)s: no agency of this district is called “%(value)s”."),
                {"column": row.heading("respondent"), "value": name},
            )
            for name in unknown
        ]

    def _agency(self, name: str) -> Organisation | None:
        key = normalise_name(name)
        if key not in self.agencies:
            found = find_organisation(name, under=self.organ.organisation)
            self.agencies[key] = found if found is not None and found.is_agency else None
        return self.agencies[key]

    def _case(self, row: LedgerRow) -> tuple[dict[str, Any], list[Problem]]:
        case: dict[str, Any] = {}
        problems: list[Problem] = []
        for key, not_recorded in NOT_RECORDED.items():
            cell = row.cell(key)
            case[key] = self.not_recorded.get(not_recorded) if cell.blank else self.codes[key].find(cell.text)
            if case[key] is None:
                problems.append(_unknown(row, key))
        act = " ".join(row.cell("act_name").text.split())
        if row.cell("act_name").blank:
            act = row.cell("matter").text
            if row.cell("matter").blank:
                problems.append(_missing(row, "act_name" if "act_name" in row.sheet.columns else "matter"))
        if len(act) > 200:
            problems.append(_too_long(row, "act_name", 200))
        matter = case["matter"]
        if matter is not None:
            inaction = (matter.parent_id or matter.pk) == "matter.inaction"
            case["nature"] = Nature.INACTION if inaction else Nature.ACT
        return {**case, "act_name": act}, problems

    def _conclusion(self, row: LedgerRow, concluded_on: dt.date | None) -> tuple[dict[str, Any], list[Problem]]:
        problems: list[Problem] = []
        cell = row.cell("outcome")
        outcome = None
        if not cell.blank and not _running(cell.text):
            outcome = self.codes["outcome"].find(cell.text)
            if outcome is None:
                problems.append(_unknown(row, "outcome"))
            elif row.cell("concluded_on").blank or _running(row.cell("concluded_on").text):
                problems.append(
                    Problem(
                        gettext_noop("It has an outcome (%(outcome)s) but no day of conclusion."),
                        {"outcome": cell.text},
                    )
                )
        elif concluded_on is not None:
            problems.append(
                Problem(gettext_noop("It has a day of conclusion (%(day)s) but no outcome."), {"day": concluded_on})
            )
        sued = answer_of(row.cell("sued"), _heading(row, "sued"))
        if isinstance(sued, Problem):
            problems.append(sued)
            sued = False
        elif sued and cell.blank and row.cell("concluded_on").blank:
            problems.append(Problem(gettext_noop("It is said to have been sued over, but it is not concluded.")))
        return {"outcome": outcome, "sued": sued}, problems


def _of_other_cells(problems: list[Problem], unusable: list[Problem]) -> list[Problem]:
    """Of a cell that holds a formula or an error nothing more need be said."""
    columns = {problem.params["column"] for problem in unusable}
    return [problem for problem in problems if problem.params.get("column") not in columns]


def _running(text: str) -> bool:
    return normalise_name(text) in STILL_RUNNING


def _heading(row: LedgerRow, key: str) -> str:
    """The heading in the file, else the standard one."""
    if key in row.sheet.columns:
        return row.heading(key)
    return next(column.headings[0] for column in COLUMNS if column.key == key)


def _missing(row: LedgerRow, key: str) -> Problem:
    return Problem(gettext_noop("%(column)s is missing."), {"column": _heading(row, key)})


def _unknown(row: LedgerRow, key: str) -> Problem:
    return Problem(
        gettext_noop("%(column)s: “%(value)s” is not known."),
        {"column": _heading(row, key), "value": row.cell(key).text},
    )


def _too_long(row: LedgerRow, key: str, limit: int) -> Problem:
    return Problem(
        gettext_noop("%(column)s is longer than %(limit)s characters."), {"column": _heading(row, key), "limit": limit}
    )


def write_cases(*, actor: Actor, organ: Organ, rows: Sequence[tuple[LedgerRow, Checked]]) -> list[Dossier | None]:
    """Write rows as cases, all or none; None for one whose number has been given already."""
    entered = enter_ledger_cases(
        actor=actor,
        organ=organ,
        rows=[LedgerCase(number=check.number, row=row.kept(), **check.data) for row, check in rows],
    )
    return [case.dossier if case is not None else None for case in entered]


def organ_of_numbers(numbers: Iterable[str]) -> Organ | None:
    """The organ of whose series most of the case numbers are, None when no number tells."""
    organs = {organ.number_prefix: organ for organ in Organ.objects.select_related("organisation", "office")}
    matches = (NUMBER.match(normalise_case_number(number)) for number in numbers)
    prefixes = Counter(found["prefix"] for found in matches if found and found["prefix"] in organs)
    return organs[prefixes.most_common(1)[0][0]] if prefixes else None


RECONSIDERATION = register(
    Ledger(
        kind="reconsideration",
        title=_("Ledger of reconsideration cases"),
        columns=COLUMNS,
        required=REQUIRED,
        reader=ReconsiderationReader,
        write=write_cases,
        permission="case.import",
        page="cases.import",
        urls="cases",
        shown=SHOWN,
        organ_of=organ_of_numbers,
    )
)
