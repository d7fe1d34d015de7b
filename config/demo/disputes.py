"""The demonstration's dispute-resolution centre: its pool of mediators, and disputes at every stage."""

import datetime as dt
import json
from collections.abc import Generator
from typing import Any

from accounts.models import User
from accounts.timekeeping import today
from config.demo.desk import Desk, Handled
from config.demo.papers import paper
from config.demo.people import SINCE
from disputes.models import Mediator, Session, Transfer
from disputes.services import register_dispute
from disputes.services.pool import add_mediator, end_mediator
from dossiers.models import Code, Party, PartyRole

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
            proof = paper("同意化解确认记录（线上）", party.name)
            self.take("consent", account, party=party.pk, consents="yes", manner="online", proof=proof)
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
        called = "行政争议化解协议" if form == "written" else "化解协议记录" if form else "化解终结通知书"
        signed = {"paper": paper(called, self.dossier.number or "")}
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


def receive(
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


def to_acceptance(
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
    dispute = receive(desk, source, parties, against, act, **more)
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
