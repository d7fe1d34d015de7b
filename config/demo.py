"""The demonstration: a district of its own with its people, and cases that stand at every stage around today.

Every case is taken through the same services as a real one, with the clock held at the day of each step, so that its
clocks, numbers, timeline and trail are what they would be. The names are invented.
"""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from accounts.actors import SYSTEM, Actor, actor_for
from accounts.demo import ACCOUNTS, PASSWORD
from accounts.fields import identity_check_digit
from accounts.models import NumberedAt, Organ, Organisation, OrganisationKind, Role, User
from accounts.services import add_organisation, grant_role
from accounts.text import chinese_date
from accounts.timekeeping import SHANGHAI, at, today
from cases.models import Nature, Procedure
from cases.services import enter_running_case, register_application
from cases.steps import lapse_day
from deadlines.engine import Calendar, clocks, official_calendar, reckon
from dossiers.models import Code, Correspondence, Dossier, Party, PartyKind, PartyRole, Visit, Visitor
from workflow.models import Approval
from workflow.services import context_for, decide, take, take_by_clock
from workflow.steps import proceeding_type

PREFIX = "示例府复"
SINCE = dt.date(2020, 1, 1)

# code, name, kind, whether it stands under the government, short names
ORGANISATIONS: tuple[tuple[str, str, str, bool, tuple[str, ...]], ...] = (
    ("shili-sifaju", "示例区司法局", OrganisationKind.JUDICIAL_BUREAU, True, ("区司法局",)),
    ("shili-gonganju", "示例区公安局", OrganisationKind.DEPARTMENT, True, ("区公安局",)),
    ("shili-shichang-jianguanju", "示例区市场监督管理局", OrganisationKind.DEPARTMENT, True, ("区市场监管局",)),
    (
        "shili-renli-shebaoju",
        "示例区人力资源和社会保障局",
        OrganisationKind.DEPARTMENT,
        True,
        ("区人力社保局", "区人社局"),
    ),
    (
        "shili-guihua-ziranziyuanju",
        "示例区规划和自然资源局",
        OrganisationKind.DEPARTMENT,
        True,
        ("区规划自然资源局",),
    ),
    ("shili-jiaotongju", "示例区交通运输委员会", OrganisationKind.DEPARTMENT, True, ("区交通运输委",)),
    (
        "shili-chengguanju",
        "示例区城市管理综合行政执法局（示例区城市管理局）",
        OrganisationKind.DEPARTMENT,
        True,
        ("区城管局",),
    ),
    (
        "shili-nongyenongcunwei",
        "示例区农业农村委员会（示例区乡村振兴局、示例区畜牧兽医和水产渔业管理局）",
        OrganisationKind.DEPARTMENT,
        True,
        ("区农业农村委",),
    ),
    ("shili-shuangqiao-jiedao", "双桥街道办事处", OrganisationKind.STREET_OFFICE, True, ("双桥街道",)),
    ("shili-qingxi-zhen", "清溪镇人民政府", OrganisationKind.TOWNSHIP, True, ("清溪镇",)),
    ("shili-fayuan", "示例区人民法院", OrganisationKind.COURT, False, ()),
    ("shili-jianchayuan", "示例区人民检察院", OrganisationKind.PROCURATORATE, False, ()),
    (
        "shili-jiwei-jianwei",
        "中共示例区纪律检查委员会、示例区监察委员会",
        OrganisationKind.DISCIPLINE_INSPECTION,
        False,
        (),
    ),
)


# --- organisations and people ----------------------------------------------------------------------------------


def load_organ() -> Organ:
    """The demonstration's own district, with the office that works for it. Made once."""
    found = Organ.objects.filter(number_prefix=PREFIX).first()
    if found is not None:
        return found
    government = add_organisation(
        actor=SYSTEM,
        code="shili-zhengfu",
        name="示例区人民政府",
        kind=OrganisationKind.GOVERNMENT,
        short_names=["示例区政府"],
    )
    for code, name, kind, under, short in ORGANISATIONS:
        add_organisation(
            actor=SYSTEM,
            code=code,
            name=name,
            kind=kind,
            parent=government if under else None,
            short_names=list(short),
        )
    return Organ.objects.create(
        organisation=government,
        office=Organisation.objects.get(code="shili-sifaju"),
        office_name="示例区司法局行政复议审理室",
        number_prefix=PREFIX,
        numbered_at=NumberedAt.ACCEPTANCE,
    )


def load_accounts() -> None:
    """The demo accounts with their roles; those that are there already stay as they are.

    An account whose organisation is not there (another office's reference data) is left out.
    """
    organisations = {organisation.code: organisation for organisation in Organisation.objects.all()}
    present = set(User.objects.values_list("username", flat=True))
    password = make_password(PASSWORD)
    for account in ACCOUNTS:
        if account.username in present or account.organisation not in organisations:
            continue
        user = User.objects.create(
            username=account.username,
            display_name=account.name,
            post=account.post,
            password=password,
            must_change_password=False,
        )
        grant_role(
            actor=SYSTEM,
            user=user,
            role=account.role,
            organisation=organisations[account.organisation],
            valid_from=SINCE,
        )


def accounts_table() -> str:
    """The demo accounts as a table in Chinese, for the terminal."""
    names = dict(Organisation.objects.values_list("code", "name"))
    present = set(User.objects.values_list("username", flat=True))
    with translation.override("zh-hans"):
        rows = [
            (account.username, account.name, str(Role(account.role).label), names.get(account.organisation, ""))
            for account in ACCOUNTS
            if account.username in present
        ]
    heading = ("账号", "姓名", "角色", "单位")
    widths = [max(_width(row[column]) for row in [heading, *rows]) for column in range(3)]

    def line(row: tuple[str, ...]) -> str:
        cells = [text + " " * (widths[column] - _width(text)) for column, text in enumerate(row[:3])]
        return "  ".join([*cells, row[3]])

    return "\n".join([f"演示账号（密码均为 {PASSWORD}）", line(heading), *map(line, rows)])


def _width(text: str) -> int:
    """Columns that `text` takes in a terminal: Chinese characters take two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


# --- days ------------------------------------------------------------------------------------------------------


@dataclass
class Days:
    """Working days around today, and starts of clocks that run out on a wanted day."""

    today: dt.date
    calendar: Calendar = field(default_factory=lambda: official_calendar().assumed)

    def back(self, number: int) -> dt.date:
        """The working day `number` working days before the latest one that is not after today."""
        latest = self._latest(self.today)
        return self.before(latest, number) if number else latest

    def after(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day after `day`, but never after today."""
        return min(dt.date.fromordinal(self.calendar.shift(day.toordinal(), number)), self._latest(self.today))

    def ahead(self, number: int) -> dt.date:
        """The `number`-th working day after today."""
        return dt.date.fromordinal(self.calendar.shift(self.today.toordinal(), number))

    def due_from(self, clock: str, day: dt.date) -> dt.date:
        """The earliest working day from which `clock` runs out on `day` or later. `day` is today or lies ahead."""
        start = self._latest(self.today)
        while self._due(clock, self._before(start)) >= day:
            start = self._before(start)
        return start

    def due_by(self, clock: str, day: dt.date) -> dt.date:
        """The latest working day from which `clock` runs out on `day` or earlier."""
        start = self._latest(day)
        while self._due(clock, start) > day:
            start = self._before(start)
        return start

    def before(self, day: dt.date, number: int) -> dt.date:
        """The `number`-th working day before `day`."""
        return dt.date.fromordinal(self.calendar.shift(day.toordinal(), -number))

    def _due(self, clock: str, start: dt.date) -> dt.date:
        due = reckon(clocks()[clock], start, self.calendar).due_on
        if due is None:
            raise ValueError(f"{clock} gives no day from {start}.")
        return due

    def _latest(self, day: dt.date) -> dt.date:
        while not self.calendar.is_working_day(day):
            day -= dt.timedelta(days=1)
        return day

    def _before(self, day: dt.date) -> dt.date:
        return self._latest(day - dt.timedelta(days=1))


# --- the desk at which the cases are handled -------------------------------------------------------------------


def paper(title: str, *lines: str) -> SimpleUploadedFile:
    """A PDF of one page with a title and some lines."""
    content = ["BT /F1 18 Tf 72 760 Td", f"<{title.encode('utf-16-be').hex()}> Tj", "/F1 12 Tf"]
    for text in (*lines, "（演示材料）"):
        content += ["0 -28 Td", f"<{text.encode('utf-16-be').hex()}> Tj"]
    stream = " ".join([*content, "ET"])
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}"
    return SimpleUploadedFile(f"{title}.pdf", body.encode("ascii"), content_type="application/pdf")


_persons = itertools.count(1)


def person(name: str, role: str = PartyRole.APPLICANT, **more: Any) -> dict[str, Any]:
    """A natural person as a party. The identity number is of a region that does not exist."""
    number = next(_persons)
    digits = f"500199{1960 + number % 40}{number % 12 + 1:02d}{number % 27 + 1:02d}{number:03d}"
    return {
        "role": role,
        "kind": PartyKind.NATURAL,
        "name": name,
        "identity": digits + identity_check_digit(digits),
        "phone": f"1390000{number:04d}",
        "address": f"示例区双桥街道幸福路{number}号",
        **more,
    }


def company(name: str, role: str = PartyRole.APPLICANT, **more: Any) -> dict[str, Any]:
    """A company as a party."""
    return {"role": role, "kind": PartyKind.LEGAL, "name": name, "address": "示例区清溪镇工业园区", **more}


@dataclass
class Case:
    """A case while it is handled."""

    desk: "Desk"
    pk: int

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.unscoped("the demonstration makes this case").select_related("organ").get(pk=self.pk)

    def parties(self, *roles: str) -> list[Party]:
        parties = self.dossier.parties.standing().filter(represents=None)
        return list(parties.filter(role__in=roles) if roles else parties)

    def take(self, code: str, by: str = "", approve: bool = True, **fields: Any) -> None:
        """Take a step today; an approval that it needs is given at once unless `approve` is False."""
        actor = self.desk.actor(by) if by else self._officer()
        dossier = self.dossier
        context = context_for(actor, dossier)
        step = proceeding_type(dossier.kind).steps[code]
        data, files = QueryDict(mutable=True), MultiValueDict()
        for name, value in {"on_date": today(), **fields}.items():
            if isinstance(value, SimpleUploadedFile):
                files.appendlist(name, value)
                continue
            for item in value if isinstance(value, list) else [value]:
                data.appendlist(name, item.isoformat() if isinstance(item, dt.date) else str(item))
        form = step.form(data=data, files=files, context=context)
        made = take(actor=actor, dossier=dossier, step_code=code, form=form)
        if approve and isinstance(made, Approval):
            approver = "zhao" if made.permission == "approve.organ_leader" else "li"
            decide(actor=self.desk.actor(approver), approval=made, approve=True, opinion="同意。")

    def _officer(self) -> Actor:
        officer = self.dossier.officer
        return self.desk.actor(officer.username if officer else "li")

    # Stretches of the way that many cases go.

    def accept(self, **fields: Any) -> None:
        self.take("accept", **{"procedure": Procedure.ORDINARY, **fields})

    def send_copies(self, received: dt.date | None = None) -> None:
        for respondent in self.parties(PartyRole.RESPONDENT):
            fields: dict[str, Any] = {"received_on": received} if received else {}
            self.take("send_copy", party=respondent.pk, manner="post.exchange", **fields)

    def reply(self, by: str = "", text: str = "被申请人认为其行为事实清楚、程序合法。") -> None:
        for respondent in self.parties(PartyRole.RESPONDENT):
            self.take(
                "reply",
                by=by,
                party=respondent.pk,
                opinion=text,
                evidence_list="证据目录一份，证据材料共五份。",
                reply=paper("行政复议答复书", respondent.name, chinese_date(today())),
            )

    def hear(self) -> None:
        for applicant in self.parties(PartyRole.APPLICANT)[:1]:
            self.take(
                "hear_views", party=applicant.pk, manner="view_manner.telephone", content="申请人坚持复议请求，无补充。"
            )

    def decide(self, outcome: str = "uphold", approve: bool = True) -> None:
        serial = self.dossier.number or ""
        signed: dict[str, Any] = {"document": paper("行政复议决定书", serial)} if approve else {}
        self.take(
            "decide",
            approve=approve,
            outcome=f"outcome.{outcome}",
            document_number=serial.replace("府复", "府复决"),
            summary="经审查，事实已经查明，依照行政复议法作出决定。",
            **signed,
        )

    def serve(self, *roles: str) -> None:
        for party in self.parties(*roles):
            self.take("serve", party=party.pk, manner="service_manner.direct", effective_on=today())

    def close(self) -> None:
        self.take("close", papers_complete="on", note="材料齐全，归档。")


@dataclass
class Desk:
    """The office at work: its organ, its people, its days."""

    organ: Organ
    days: Days
    _serials: Iterator[int] = field(default_factory=lambda: itertools.count(41, 29))

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        return {}

    def actor(self, username: str) -> Actor:
        if username not in self._actors:
            self._actors[username] = actor_for(User.objects.get(username=username))
        return self._actors[username]

    def agency(self, code: str) -> Organisation:
        return Organisation.objects.get(code=f"shili-{code}")

    def _fields(self, act: str, number: str, matter: str, domain: str, requests: str, **more: Any) -> dict[str, Any]:
        def code(key: str) -> Code:
            return Code.objects.get(pk=key)

        channel = more.pop("channel", "in_person")
        return {
            "channel": code(f"channel.{channel}"),
            "act_name": act,
            "act_number": number.format(year=today().year, serial=next(self._serials)),
            "matter": code(f"matter.{matter}"),
            "domain": code(f"domain.{domain}"),
            "requests": requests,
            "known_how": code("known_how.served"),
            **more,
        }

    def register(
        self,
        parties: list[dict[str, Any]],
        against: list[str],
        *act: str,
        officer: str = "chen",
        by: str = "",
        postmark_on: dt.date | None = None,
        **more: Any,
    ) -> Case:
        """Register an application today. `act` is the act's name and number, matter, domain and the request."""
        day = today() - dt.timedelta(days=20)
        made = register_application(
            actor=self.actor(by or officer),
            organ=self.organ,
            received_on=today(),
            case=self._fields(*act, **{"act_on": day, "known_on": day + dt.timedelta(days=3), **more}),
            parties=parties,
            respondents=[self.agency(code) for code in against],
            officer=self.actor(officer).user if officer else None,
            postmark_on=postmark_on,
        )
        return Case(self, made.pk)

    def enter_running(
        self, parties: list[dict[str, Any]], against: list[str], *act: str, officer: str = "chen", **days: Any
    ) -> Case:
        """Enter a case that ran before the office began to work here."""
        made = enter_running_case(
            actor=self.actor(officer),
            organ=self.organ,
            case=self._fields(*act),
            parties=parties,
            respondents=[self.agency(code) for code in against],
            officer=self.actor(officer).user,
            **days,
        )
        return Case(self, made.pk)


# A course yields the day on which it goes on; what stands between two yields is done on that day.
Course = Iterator[dt.date]

PENALTY = ("罚款决定", "示公（治）行罚决字〔{year}〕{serial}号", "punishment_fine", "public_security", "撤销罚款决定。")
DISCLOSURE = ("政府信息公开告知书", "", "information_disclosure", "planning", "责令重新答复政府信息公开申请。")
MARKET = ("行政处罚决定", "示市监处罚〔{year}〕{serial}号", "punishment_fine", "market", "撤销行政处罚决定。")
LAND = ("不动产登记决定", "示规资登〔{year}〕{serial}号", "title", "natural_resources", "撤销登记决定。")
INJURY = ("工伤认定决定", "示人社伤险认字〔{year}〕{serial}号", "confirmation", "human_resources", "撤销工伤认定决定。")


def _in_review(desk: Desk) -> Course:
    """Two working days are left for the review."""
    days = desk.days
    yield days.due_from("fy_review_5wd", days.ahead(2))
    desk.register([person("周某")], ["gonganju"], *PENALTY)


def _review_ends(desk: Desk) -> Course:
    """The review runs out; nobody has decided."""
    days = desk.days
    yield days.due_from("fy_review_5wd", days.today)
    desk.register([company("示例山水餐饮有限公司")], ["shichang-jianguanju"], *MARKET, officer="lin")


def _unassigned(desk: Desk) -> Course:
    """It came by post and nobody has been charged with it."""
    days = desk.days
    yield days.back(0)
    desk.register(
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


def _supplement_awaited(desk: Desk) -> Course:
    days = desk.days
    yield days.back(9)
    case = desk.register([person("孙某某")], ["guihua-ziranziyuanju"], *LAND, officer="lin")
    yield days.back(6)
    case.take(
        "supplement",
        matters=["supplement_reason.identity", "supplement_reason.act_papers"],
        note="请补充身份证明和登记决定复印件。",
        served_on=today(),
    )


def _abandoned(desk: Desk) -> Course:
    days = desk.days
    yield days.back(34)
    case = desk.register(
        [person("冯某某")], ["qingxi-zhen"], "限期拆除通知", "", "coercive_measure", "housing", "撤销限期拆除通知。"
    )
    yield days.back(31)
    case.take("supplement", matters=["supplement_reason.request_unclear"], served_on=today())
    yield days.back(19)
    case.take("abandon", note="逾期未补正。")
    yield days.back(17)
    case.close()


def _heard(desk: Desk) -> Course:
    """Heard, with some four weeks left."""
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=26))
    yield from _to_reply(desk, accepted, [person("钱某某")], ["gonganju"], PENALTY, "gongan")


def _to_reply(
    desk: Desk,
    accepted: dt.date,
    parties: list[dict[str, Any]],
    against: list[str],
    act: tuple[str, ...],
    liaison: str = "",
    officer: str = "chen",
) -> Generator[dt.date, None, Case]:
    """From the application to the reply of the respondent and the views heard."""
    days = desk.days
    yield days.before(accepted, 3)
    case = desk.register(parties, against, *act, officer=officer)
    yield accepted
    case.accept()
    yield days.after(accepted, 2)
    case.send_copies(today())
    yield days.after(accepted, 9)
    case.reply(by=liaison)
    yield days.after(accepted, 12)
    case.hear()
    return case


def _overdue(desk: Desk) -> Course:
    """The period for the decision ran out two days ago."""
    accepted = desk.days.due_by("fy_decide_60d", desk.days.today - dt.timedelta(days=2))
    yield from _to_reply(desk, accepted, [person("褚某某")], ["renli-shebaoju"], INJURY, officer="lin")


def _due_today(desk: Desk) -> Course:
    accepted = desk.days.due_from("fy_decide_60d", desk.days.today)
    yield from _to_reply(
        desk, accepted, [company("示例区恒远建材有限公司")], ["shichang-jianguanju"], MARKET, "shichang"
    )


def _suspended(desk: Desk) -> Course:
    """Waits for the end of another case; its sixty days stand still."""
    days = desk.days
    accepted = days.back(32)
    case = yield from _to_reply(desk, accepted, [person("卫某某")], ["guihua-ziranziyuanju"], LAND, "guizi")
    yield days.back(8)
    case.take("suspend", ground="suspend_ground.g8", reason="需以另案民事判决结果为依据。")


def _applicant_died(desk: Desk) -> Course:
    """Suspended because the applicant died: after sixty days the case ends (art. 41)."""
    days = desk.days
    accepted = days.back(40)
    case = yield from _to_reply(desk, accepted, [person("蒋某某")], ["renli-shebaoju"], INJURY, officer="lin")
    yield days.back(20)
    case.take("suspend", ground="suspend_ground.g1", reason="申请人去世，近亲属尚未确定是否参加。")


def _extension_waits(desk: Desk) -> Course:
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=6))
    case = yield from _to_reply(
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


def _extended(desk: Desk) -> Course:
    """Extended by fifteen days with the director's approval."""
    days = desk.days
    accepted = days.back(41)
    case = yield from _to_reply(desk, accepted, [person("韩某某"), person("杨某某")], ["gonganju"], PENALTY, "gongan")
    yield days.back(4)
    case.take("extend", days=15, reason="需向有关部门核实。")


def _simplified(desk: Desk) -> Course:
    days = desk.days
    accepted = days.due_from("fy_decide_30d_simplified", days.today + dt.timedelta(days=8))
    yield days.before(accepted, 1)
    case = desk.register([person("朱某某")], ["guihua-ziranziyuanju"], *DISCLOSURE, channel="online")
    yield accepted
    case.accept(procedure=Procedure.SIMPLIFIED, ground="simplified_ground.disclosure")
    yield days.after(accepted, 1)
    case.send_copies(today())
    yield days.after(accepted, 5)
    case.reply(by="guizi")


def _converted(desk: Desk) -> Course:
    days = desk.days
    yield days.back(23)
    case = desk.register([person("秦某")], ["gonganju"], *PENALTY, officer="lin")
    yield days.back(20)
    case.accept(procedure=Procedure.SIMPLIFIED, ground="simplified_ground.small_amount")
    yield days.back(19)
    case.send_copies(today())
    yield days.back(15)
    case.reply(by="gongan")
    yield days.back(9)
    case.take("convert", reason="案情复杂，不宜适用简易程序。")


def _awaiting_decision(desk: Desk) -> Course:
    """The draft decision lies before the leader."""
    days = desk.days
    accepted = days.due_from("fy_decide_60d", days.today + dt.timedelta(days=9))
    case = yield from _to_reply(
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


def _being_served(desk: Desk) -> Course:
    days = desk.days
    case = yield from _to_reply(desk, days.back(34), [person("许某某")], ["gonganju"], PENALTY, "gongan")
    yield days.back(4)
    case.decide("modify")
    yield days.back(2)
    case.serve(PartyRole.RESPONDENT)


def _closed(desk: Desk) -> Course:
    days = desk.days
    case = yield from _to_reply(
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
    case.serve()
    yield days.back(28)
    case.close()


def _upheld_and_sued(desk: Desk) -> Course:
    days = desk.days
    case = yield from _to_reply(desk, days.back(80), [person("吕某某")], ["renli-shebaoju"], INJURY, officer="lin")
    yield days.back(45)
    case.decide("uphold")
    yield days.back(43)
    case.serve()
    yield days.back(36)
    applicant = case.parties(PartyRole.APPLICANT)[0]
    case.take("sued", party=applicant.pk, court="示例区人民法院", suit_number=f"（{today().year}）渝0199行初27号")
    yield days.back(30)
    case.close()


def _withdrawn(desk: Desk) -> Course:
    days = desk.days
    case = yield from _to_reply(
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
        document_number=(case.dossier.number or "").replace("府复", "府复终"),
        summary="被申请人改变原处理决定，申请人自愿撤回。",
    )
    yield days.back(36)
    case.serve()
    yield days.back(33)
    case.close()


def _mediated(desk: Desk) -> Course:
    days = desk.days
    case = yield from _to_reply(
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
    yield days.back(12)
    case.take(
        "mediate",
        outcome="outcome.mediation",
        document_number=(case.dossier.number or "").replace("府复", "府复调"),
        summary="双方自愿达成协议。",
        amount="18000",
    )
    yield days.back(10)
    case.serve()


def _declined(desk: Desk) -> Course:
    """Another organ is competent, and the decision names it."""
    days = desk.days
    yield days.back(21)
    case = desk.register(
        [person("孔某某")], ["gonganju"], "火灾事故认定", "", "other", "emergency", "撤销火灾事故认定。"
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


def _deemed_accepted(desk: Desk) -> Course:
    """The review lapsed, so that the clock accepted the application (art. 30)."""
    days = desk.days
    yield days.back(14)
    case = desk.register(
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


def _many_applicants(desk: Desk) -> Course:
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
    case = desk.register(
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


def _several_respondents(desk: Desk) -> Course:
    """Two respondents with long names; the copy has gone to one of them."""
    days = desk.days
    yield days.back(7)
    case = desk.register(
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


def _law_of_2017(desk: Desk) -> Course:
    """Received before 2024: the law of 2017 to its end, the extension with the leader's approval."""
    yield dt.date(2023, 12, 28)
    case = desk.register(
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


def _entered_running(desk: Desk) -> Course:
    """It ran already when the office began to work here."""
    days = desk.days
    accepted = days.back(91)
    yield days.back(84)
    desk.enter_running(
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


COURSES: tuple[Callable[[Desk], Course], ...] = (
    _in_review,
    _review_ends,
    _unassigned,
    _supplement_awaited,
    _abandoned,
    _heard,
    _overdue,
    _due_today,
    _suspended,
    _applicant_died,
    _extension_waits,
    _extended,
    _simplified,
    _converted,
    _awaiting_decision,
    _being_served,
    _closed,
    _upheld_and_sued,
    _withdrawn,
    _mediated,
    _declined,
    _deemed_accepted,
    _many_applicants,
    _several_respondents,
    _law_of_2017,
    _entered_running,
)


# --- registers -------------------------------------------------------------------------------------------------


def _load_registers(desk: Desk) -> None:
    """Mail that came and went, and visitors received, with and without an application."""
    days, recorder = desk.days, desk.actor("chen").user

    def mail(direction: str, back: int, counterpart: str, papers: str, post: str = "ems", **more: Any) -> None:
        Correspondence.objects.create(
            organ=desk.organ,
            direction=direction,
            counterpart=counterpart,
            post=Code.objects.get(pk=f"post.{post}"),
            on_date=days.back(back),
            papers=papers,
            recorded_by=recorder,
            **more,
        )

    mail("in", 11, "示例区公安局", "行政复议答复书及证据材料", "exchange", pages=46)
    mail("in", 5, "示例市应急管理局", "案件移送回函", pages=2, postmark_on=days.back(7))
    mail(
        "out", 16, "孔某某", "不予受理决定书", tracking_number="1099000000011", delivered_on=days.back(14), pages=3
    )  # fmt: skip
    mail(
        "out",
        9,
        "褚某某",
        "行政复议受理通知书",
        tracking_number="1099000000012",
        returned_on=days.back(5),
        return_reason="原址查无此人",
    )
    mail("out", 2, "示例区农业农村委员会", "行政复议答复通知书", "exchange", pages=5)

    def visit(back: int, hour: int, purpose: str, said: str, told: str, *names: str, **more: Any) -> None:
        made = Visit.objects.create(
            organ=desk.organ,
            at=dt.datetime.combine(days.back(back), dt.time(hour, 20), SHANGHAI),
            place="行政复议接待室",
            purpose=Code.objects.get(pk=f"visit_purpose.{purpose}"),
            receivers="陈某、林某",
            number_of_visitors=len(names),
            said=said,
            told=told,
            recorded_by=recorder,
            **more,
        )
        for name in names:
            Visitor.objects.create(visit=made, name=name, address="示例区双桥街道")

    visit(8, 9, "receive_application", "提交行政复议申请书及证据。", "当场接收并出具回执。", "柏某某")
    visit(
        4,
        10,
        "general",
        "反映邻里宅基地纠纷。",
        "不属于行政复议范围，告知向镇调解委员会申请调解。",
        "水某某",
        "窦某某",
        referred_to=Code.objects.get(pk="referral.other_organ"),
    )
    visit(1, 15, "file_reading", "查阅被申请人答复和证据。", "已提供阅卷。", "华某")


# --- loading ---------------------------------------------------------------------------------------------------


def _run(courses: list[Course], last: dt.date) -> None:
    """Let all courses go on side by side, in the order of their days, as in an office."""
    queue: list[tuple[dt.date, int, Course]] = []
    for order, course in enumerate(courses):
        queue.append((next(course), order, course))
    heapq.heapify(queue)
    while queue:
        day, order, course = heapq.heappop(queue)
        if day > last:
            raise ValueError(f"A course would go on to {day}, after {last}.")
        with at(dt.datetime.combine(day, dt.time(9, order), SHANGHAI)):
            following = next(course, None)
        if following is not None:
            heapq.heappush(queue, (max(day, following), order, course))


@transaction.atomic
def load() -> int:
    """The demonstration's organ, people and cases. Returns how many cases were made: none when they are there."""
    organ = load_organ()
    load_accounts()
    if Dossier.objects.unscoped("whether the demonstration has been loaded").filter(organ=organ).exists():
        return 0
    desk = Desk(organ, Days(today()))
    with translation.override("zh-hans"):
        _run([course(desk) for course in COURSES], desk.days.today)
        _load_registers(desk)
    return len(COURSES)
