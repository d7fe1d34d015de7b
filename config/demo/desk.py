"""The desk at which the demonstration's cases are handled: people, papers, and the steps that they take."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.actors import Actor, actor_for
from accounts.fields import identity_check_digit
from accounts.models import Organ, Organisation, User
from accounts.text import chinese_date
from accounts.timekeeping import today
from cases.acceptance import ITEMS
from cases.models import Procedure
from cases.services import enter_running_case, register_application
from config.demo.days import Days
from dossiers.models import Code, Dossier, Party, PartyKind, PartyRole
from workflow.models import Approval
from workflow.services import context_for, decide, take
from workflow.steps import proceeding_type


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
        second = self.desk.colleague_of(self._officer().user)
        self.take("accept", **{"procedure": Procedure.ORDINARY, "second": second.pk, "met": list(ITEMS), **fields})

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
                with_evidence="yes",
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
        if not self.dossier.facts.current().filter(kind="sealed").exists():
            declined = self.dossier.facts.current().filter(kind="declined").exists()
            kind = "paper.decline_decision" if declined else "paper.decision"
            self.take("seal", kind=kind, copies=3, sealed_by="陈")
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

    def colleague_of(self, officer: User | None) -> User:
        """The other of the two case officers."""
        username = "lin" if officer is not None and officer.username == "chen" else "chen"
        return User.objects.get(username=username)

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
