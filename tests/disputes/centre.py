"""An office with a dispute-resolution centre: its coordinator, mediators, a court and a procuratorate that refer."""

import datetime as dt
from functools import cached_property
from typing import Any

from accounts.actors import Actor, actor_for
from accounts.models import Organisation, Role
from accounts.timekeeping import today
from disputes.models import Dispute, Mediator, Session, Term, Transfer
from disputes.services import register_dispute
from dossiers.models import Code, Dossier, Party, PartyKind, PartyRole
from tests import factories as make
from tests.factories import Office, agency_of, make_organisation, make_user, rows

# Steps that end a participation: its end is proved by a paper.
ENDING = {"conclude", "decline_dispute", "leave_centre"}


class Centre(Office):
    """The usual office with its centre; a dispute of 周某 with the agency begins with `receive`."""

    def __init__(self, place: str = "甲区") -> None:
        super().__init__(place)
        self.agency = agency_of(self.organ)
        self.coordinator = actor_for(make_user(Role.CENTRE_COORDINATOR, self.organ.office, name="钱协调"))

    @cached_property
    def procuratorate(self) -> Organisation:
        return make_organisation(f"{self.organ.organisation.name}所在地人民检察院", "procuratorate")

    @cached_property
    def procurator(self) -> Actor:
        return actor_for(make_user(Role.PROCURATORATE_LIAISON, self.procuratorate))

    @cached_property
    def street(self) -> Organisation:
        """Another unit of the district, which is no party."""
        return make_organisation(f"{self.organ.organisation.name}城东街道", "street_office", self.organ.organisation)

    @cached_property
    def street_liaison(self) -> Actor:
        return actor_for(make_user(Role.AGENCY_LIAISON, self.street))

    def mediator(self, name: str = "孙调解", kind: str = "people", **fields: Any) -> Mediator:
        usual = {"unit": "城东街道人民调解委员会", "valid_from": dt.date(2020, 1, 1)}
        code = Code.objects.get(pk=f"mediator_kind.{kind}")
        return Mediator.objects.create(organ=self.organ, name=name, kind=code, **{**usual, **fields})

    def receive(
        self,
        *,
        by: Actor | None = None,
        source: str = "court_before",
        referrer: Organisation | None = None,
        respondents: list[Organisation] | None = None,
        applicant: str = "周某",
        behind: Dossier | None = None,
        received_on: dt.date | None = None,
        **columns: Any,
    ) -> Dispute:
        """A dispute received today; referred by the court before filing unless said otherwise."""
        if referrer is None and source.startswith("court"):
            referrer = self.court
        fields = {
            "source": Code.objects.get(pk=f"dispute_source.{source}"),
            "referrer": referrer,
            "nature": "administrative",
            "phase": "litigation",
            "subject": Code.objects.get(pk="dispute_subject.indemnity"),
            "act_name": "征收补偿决定",
            "known_on": dt.date(2026, 3, 2),
            "domain": Code.objects.get(pk="domain.public_security"),
            **columns,
        }
        return register_dispute(
            actor=by or self.coordinator,
            organ=self.organ,
            received_on=received_on or today(),
            dispute=fields,
            parties=[{"role": PartyRole.APPLICANT, "kind": PartyKind.NATURAL, "name": applicant}],
            respondents=respondents if respondents is not None else [self.agency],
            officer=self.coordinator.user,
            behind=behind,
        )

    def side(self, dispute: Dispute, role: str = PartyRole.APPLICANT) -> Party:
        return dispute.dossier.parties.standing().filter(role=role).first()

    def do(self, dispute: Dispute, code: str, by: Actor | None = None, **data: Any) -> Any:
        """A step of the coordinator unless `by` somebody else; with the paper of a participation's end, unless None."""
        if code in ENDING:
            data = {"paper": make.pdf(), **data}
        return make.take(by or self.coordinator, dispute, code, **data)

    def agree(self, dispute: Dispute, role: str = PartyRole.APPLICANT, by: Actor | None = None, **data: Any) -> Any:
        """A party's consent in writing, with its paper."""
        usual = {"party": self.side(dispute, role), "consents": "yes", "manner": "written", "proof": make.pdf()}
        return self.do(dispute, "consent", by, **{**usual, **data})

    def accepted(self, **fields: Any) -> Dispute:
        """A dispute within the scope, to which both sides agree, accepted today."""
        dispute = self.receive(**fields)
        self.do(dispute, "check_scope", within="yes")
        self.agree(dispute)
        self.agree(dispute, PartyRole.RESPONDENT, self.liaison)
        self.do(dispute, "accept_dispute")
        return dispute

    def handed(self, dispute: Dispute, *units: Organisation, lead: int = 0) -> list[Transfer]:
        """The dispute handed to some units, of which one leads."""
        chosen = units or (self.agency,)
        typed = rows(*({"organisation": unit.pk, "lead": place == lead} for place, unit in enumerate(chosen)))
        self.do(dispute, "transfer", units=typed, task="组织化解并反馈")
        return list(dispute.transfers.order_by("-pk")[: len(chosen)])[::-1]

    def session(self, dispute: Dispute, on: dt.date | None = None, by: Actor | None = None, **data: Any) -> Session:
        """A session of the dispute in the morning of a day."""
        usual = {"kind": "joint", "held_on": on or today(), "starts": "09:30", "ends": "11:00", "place": "化解中心1室"}
        self.do(dispute, "set_session", by, **{**usual, **data})
        return dispute.sessions.latest("pk")

    def hold(self, dispute: Dispute, session: Session, **data: Any) -> Any:
        came = rows({"name": "周某", "side": "申请人"}, {"name": "吴副局长", "side": "公安局", "post": "副局长"})
        usual = {"session": session, "attendance": came, "outcome": "go_on", "summary": "双方各述意见"}
        return self.do(dispute, "hold_session", **{**usual, **data})

    def settle(self, dispute: Dispute, *terms: dict[str, Any], **data: Any) -> list[Term]:
        """An agreement in writing; without terms the agency pays 5 000 yuan in thirty days."""
        due = today() + dt.timedelta(days=30)
        payer = self.side(dispute, PartyRole.RESPONDENT)
        agreed = terms or ({"what": "支付补偿款", "by": payer.pk, "amount": "5000", "due_on": due},)
        usual = {"result": "dispute_result.agreement", "agreement": "written", "terms": rows(*agreed)}
        self.do(dispute, "conclude", **{**usual, "summary": "经三方协商一致", **data})
        return list(dispute.terms.exclude(state="dropped").order_by("number"))


def due(dispute: Dispute, clock: str) -> list[tuple[str, str]]:
    """State and due date of the periods of a clock, the earliest begun first."""
    found = dispute.dossier.deadlines.filter(clock=clock).order_by("starts_on", "pk")
    return [(deadline.state, deadline.due_on.isoformat() if deadline.due_on else "") for deadline in found]
