"""The demonstration's reconsideration cases: how they begin, and the stretches of the way that many of them go."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.text import chinese_date
from accounts.timekeeping import today
from cases.acceptance import ITEMS
from cases.law import SIMPLE
from cases.models import Procedure
from cases.services import enter_running_case, register_application
from config.demo.desk import Desk, Handled
from config.demo.papers import paper
from dossiers.models import Code, PartyRole


def _fields(desk: Desk, *act: str, channel: str = "in_person", **more: Any) -> dict[str, Any]:
    return {
        **desk.act(*act[:4]),
        "channel": Code.objects.get(pk=f"channel.{channel}"),
        "requests": act[4],
        "known_how": Code.objects.get(pk="known_how.served"),
        **more,
    }


@dataclass
class Case(Handled):
    """A reconsideration case while it is handled."""

    @classmethod
    def register(
        cls,
        desk: Desk,
        parties: list[dict[str, Any]],
        against: list[str],
        *act: str,
        officer: str = "chen",
        by: str = "",
        postmark_on: dt.date | None = None,
        **more: Any,
    ) -> "Case":
        """Register an application today. `act` is the act's name and number, matter, domain and the request."""
        day = today() - dt.timedelta(days=20)
        made = register_application(
            actor=desk.actor(by or officer),
            organ=desk.organ,
            received_on=today(),
            case=_fields(desk, *act, **{"act_on": day, "known_on": day + dt.timedelta(days=3), **more}),
            parties=parties,
            respondents=[desk.agency(code) for code in against],
            officer=desk.actor(officer).user if officer else None,
            postmark_on=postmark_on,
        )
        return cls(desk, made.pk)

    @classmethod
    def enter_running(
        cls,
        desk: Desk,
        parties: list[dict[str, Any]],
        against: list[str],
        *act: str,
        officer: str = "chen",
        **days: Any,
    ) -> "Case":
        """Enter a case that ran before the office began to work here."""
        made = enter_running_case(
            actor=desk.actor(officer),
            organ=desk.organ,
            case=_fields(desk, *act),
            parties=parties,
            respondents=[desk.agency(code) for code in against],
            officer=desk.actor(officer).user,
            **days,
        )
        return cls(desk, made.pk)

    def accept(self, **fields: Any) -> None:
        second = self.desk.colleague_of(self.officer().user)
        if fields.get("procedure") == Procedure.SIMPLIFIED:
            fields["plain"] = list(SIMPLE)
        self.take("accept", **{"procedure": Procedure.ORDINARY, "second": second.pk, "met": list(ITEMS), **fields})

    def send_copies(self, received: dt.date | None = None) -> None:
        for respondent in self.parties(PartyRole.RESPONDENT):
            fields: dict[str, Any] = {"received_on": received} if received else {}
            self.take("send_copy", party=respondent.pk, manner="post.exchange", **fields)

    def reply(self, by: str = "", text: str = "被申请人认为其行为事实清楚、程序合法。") -> None:
        for respondent in self.parties(PartyRole.RESPONDENT):
            self.take(
                "reply",
                account=by,
                party=respondent.pk,
                opinion=text,
                with_evidence="yes",
                evidence_list="证据目录一份，证据材料共五份。",
                reply=paper("行政复议答复书", respondent.name, chinese_date(today())),
            )

    def hear(self) -> None:
        """The views of each applicant and each third party."""
        said: dict[str, Any] = {"manner": "view_manner.telephone", "content": "坚持原有意见，无补充。"}
        for party in self.parties(PartyRole.APPLICANT, PartyRole.THIRD_PARTY):
            self.take("hear_views", party=party.pk, **said)

    def decide(self, outcome: str = "uphold", approve: bool = True) -> None:
        serial = self.dossier.number or ""
        opinion = "事实已经查明，同意拟办意见。"
        self.take("draft_opinion", proposed=f"outcome.{outcome}", opinion=opinion, report=paper("审理报告", serial))
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
