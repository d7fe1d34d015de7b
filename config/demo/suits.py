"""The demonstration's lawsuits: how they begin, and the stretches of the way that many of them go."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import HeadRank, Organisation, RosterEntry
from accounts.text import chinese_date
from accounts.timekeeping import today
from config.demo.desk import Desk, Handled
from config.demo.papers import paper
from dossiers.models import Code, Dossier, DossierKind, Party, PartyRole
from hearings import reading
from hearings.models import Sitting
from hearings.services import DefendantRow, hold_sitting, link_named, register_suit
from hearings.services.sitting_acts import set_sitting

# Codes of courts that no court has, so that no number of the demonstration is one of a ledger.
DISTRICT, CITY = "渝0199", "渝99"
COURTS = {DISTRICT: "shili-fayuan", CITY: "shili-zhongyuan"}
INSTANCES = {"行初": "first", "行终": "second"}
# The court's liaison; of the court of the city, which has none here, the officer enters what it sends.
LIAISON = "fayuan"


def _act_of(behind: Dossier) -> dict[str, Any]:
    """The act that an earlier case was about."""
    case = behind.lawsuit if behind.kind == DossierKind.LITIGATION else behind.reconsideration
    return {name: getattr(case, name) for name in ("act_name", "act_number", "act_on", "matter", "domain")}


def court_number(desk: Desk, kind: str = "行初") -> str:
    """The number of a suit that a court of the demonstration dockets today."""
    court = DISTRICT if kind == "行初" else CITY
    return f"（{today().year}）{court}{kind}{next(desk.court_serials)}号"


@dataclass
class Suit(Handled):
    """A lawsuit in one instance while it is handled."""

    sitting: Sitting | None = None

    @classmethod
    def register(
        cls,
        desk: Desk,
        plaintiffs: list[dict[str, Any]],
        against: Mapping[str, str],
        *act: str,
        officer: str = "chen",
        number: str = "",
        behind: Dossier | None = None,
        **more: Any,
    ) -> "Suit":
        """Register a suit whose notice the court served today.

        `against` are the defendants by their standing, `act` is the act's name and number, matter, domain and the
        claim. `behind` is the case before it, an earlier instance or the reconsideration case: its act is the suit's.
        """
        number = number or court_number(desk)
        court, kind = (DISTRICT, "行初") if DISTRICT in number else (CITY, "行终")
        after = behind is not None and behind.kind == DossierKind.RECONSIDERATION
        made = register_suit(
            actor=desk.actor(officer),
            organ=desk.organ,
            number=number,
            suit={
                "act_on": today() - dt.timedelta(days=60),
                **(_act_of(behind) if behind else desk.act(*act[:4])),
                "court": Organisation.objects.get(code=COURTS[court]),
                "instance": Code.objects.get(pk=f"suit_instance.{INSTANCES[kind]}"),
                "filed_on": desk.days.before(today(), 2),
                "claims": act[4],
                "reconsidered": after,
                "reconsideration_number": (behind.number or "") if behind and after else "",
                "earlier_number": (behind.number or "") if behind and not after else "",
                **more,
            },
            parties=plaintiffs,
            defendants=[
                DefendantRow(desk.agency(code), Code.objects.get(pk=f"suit_standing.{standing}"), today())
                for code, standing in against.items()
            ],
            officer=desk.actor(officer).user,
        )
        link_named(actor=desk.actor(officer), suit=made)
        return cls(desk, made.pk)

    def defendant(self, agency: str = "") -> Party:
        """The defendant of an agency; without one the first, who mostly is the only one."""
        parties = self.parties(PartyRole.RESPONDENT)
        return parties[0] if not agency else next(p for p in parties if p.organisation == self.desk.agency(agency))

    def answer(self) -> None:
        """Answer and evidence of each defendant, handed in by its liaison where it has one."""
        for party in self.parties(PartyRole.RESPONDENT):
            self.take(
                "answer",
                account=self.desk.liaison_of(party.organisation),
                party=party.pk,
                what="both",
                opinion="被诉行政行为认定事实清楚，适用法律正确，程序合法，请求驳回原告的诉讼请求。",
                answer_paper=paper("行政诉讼答辩状", party.name, chinese_date(today())),
                evidence_papers=paper("证据清单及证据", party.name),
            )

    def hear_on(self, day: dt.date, *others: "Suit", starts: str = "09:30", room: str = "第二法庭") -> None:
        """The court sets a hearing on a day, for this suit and others beside it."""
        hour = int(starts[:2])
        when = {"hearing_on": day.isoformat(), "starts": starts, "ends": f"{hour + 2:02d}:00", "courtroom": room}
        sorts = {"kind": "hearing", "mode": "in_person", "presider": "蒙某", "on_date": today().isoformat()}
        suits = [self, *others]
        sitting = set_sitting(
            actor=self.desk.actor(LIAISON),
            dossiers=[suit.dossier for suit in suits],
            raw={name: [value] for name, value in (when | sorts).items()},
        )
        for suit in suits:
            suit.sitting = sitting

    def appear(self, code: str, agency: str = "", account: str = "", **fields: Any) -> None:
        """A step about the appearance of a defendant at the hearing; its liaison takes it where nobody is named."""
        party, sitting = self.defendant(agency), self.sitting
        if sitting is None:
            raise ValueError("No hearing is set.")
        account = account or self.desk.liaison_of(party.organisation)
        self.take(code, account, sitting=sitting.pk, party=party.pk, **fields)

    def call(self, ground: str, agency: str = "") -> None:
        """The court calls the head."""
        notice = paper("行政机关负责人出庭通知书", self.dossier.number or "")
        self.appear("call_head", agency, LIAISON, ground=f"appearance_call.{ground}", notice=notice)

    def head(self, rank: str = HeadRank.PRINCIPAL, agency: str = "") -> RosterEntry:
        """A head of a defendant today, by rank."""
        heads = RosterEntry.objects.on(today()).filter(organisation=self.defendant(agency).organisation, rank=rank)
        return heads.order_by("pk")[0]

    def name_head(self, rank: str = HeadRank.PRINCIPAL, agency: str = "") -> None:
        """The defendant names a head, with the statement of who that is."""
        head = self.head(rank, agency)
        self.appear("nominate_head", agency, head=head.pk)
        self.appear("hand_in_identity", agency, statement=paper("负责人身份证明书", f"{head.name}，{head.post}"))

    def hold(self) -> None:
        """The court enters that the hearing was held, in all of its cases."""
        if self.sitting is None:
            raise ValueError("No hearing is set.")
        hold_sitting(actor=self.desk.actor(LIAISON), sitting=self.sitting, observers=12)

    def report(self, rank: str = HeadRank.PRINCIPAL, agency: str = "") -> None:
        """The defendant hands in the record of its head, who spoke."""
        self.appear(
            "submit_appearance",
            agency,
            who="head",
            head=self.head(rank, agency).pk,
            spoke="yes",
            spoke_on="就被诉行政行为的合法性和争议的实质化解发表意见。",
            resolving="当庭表示愿意与原告继续协商。",
            left_early="no",
            others="法规科工作人员一名、委托代理律师一名",
            papers=paper("负责人出庭情况报告", self.dossier.number or ""),
        )

    def record_of_court(self, came: str, note: str = "") -> None:
        """The court's own record of who came."""
        left = "" if came == "staff" else "no"
        self.appear("court_appearance", account=LIAISON, came=f"appearance.{came}", left_early=left, note=note)

    def judge(self, outcome: str, **fields: Any) -> None:
        """The court enters its judgment."""
        number = self.dossier.number or ""
        fields = {"summary": "经审理查明并经合议庭评议，依法作出判决。", **fields}
        self.take(
            "judge",
            account=LIAISON,
            outcome=f"suit_result.{outcome}",
            document_number=number,
            judgment=paper("行政判决书", number),
            **fields,
        )

    def serve(self) -> None:
        """The judgment is served on all parties."""
        left = reading.unserved(self.context())
        self.take("serve_judgment", account=LIAISON, parties=[party.pk for party in left])

    def effective_on(self) -> dt.date:
        """The day on which the judgment takes effect when nobody appeals."""
        day = reading.takes_effect_on(self.context())
        if day is None:
            raise ValueError("The periods for appeal are not known.")
        return day
