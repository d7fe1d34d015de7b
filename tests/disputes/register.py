"""The register of suggestions for tests: an office with suggestions brought to where a test begins."""

import datetime as dt
from functools import cached_property
from typing import Any

from accounts.actors import Actor, actor_for
from accounts.models import Organisation, Role
from accounts.timekeeping import today
from disputes.models import Suggestion
from disputes.suggestions.services import AgencyRow, register_suggestion
from dossiers.models import Code, Dossier, Party
from tests import factories as make
from tests.factories import Office, agency_of, load_code_lists


class Register(Office):
    """An office, the court and the procuratorate beside it, two agencies, and suggestions to them."""

    def __init__(self, place: str = "甲区", **fields: Any) -> None:
        load_code_lists()
        super().__init__(place, **fields)

    @cached_property
    def agency(self) -> Organisation:
        return agency_of(self.organ)

    @cached_property
    def other_agency(self) -> Organisation:
        return make.make_organisation(f"{self.organ.organisation.name}交通局", "department", self.organ.organisation)

    @cached_property
    def other_liaison(self) -> Actor:
        return actor_for(make.make_user(Role.AGENCY_LIAISON, self.other_agency))

    @cached_property
    def procuratorate(self) -> Organisation:
        return make.make_organisation(f"{self.organ.organisation.name}所在地人民检察院", "procuratorate")

    @cached_property
    def prosecutor(self) -> Actor:
        return actor_for(make.make_user(Role.PROCURATORATE_LIAISON, self.procuratorate))

    def enter(
        self,
        *,
        actor: Actor | None = None,
        agencies: list[Organisation] | None = None,
        received_on: dt.date | None = None,
        number: str = "",
        cases: list[Dossier] | None = None,
        **fields: Any,
    ) -> Suggestion:
        """A suggestion issued today by the court unless `fields` (columns of Suggestion) say otherwise."""
        columns = {
            "kind": "judicial",
            "subject": "governance",
            "own": False,
            "issuer": self.court,
            "issued_on": today(),
            "cause": Code.objects.get(pk="loss_cause.procedure"),
            "domain": Code.objects.get(pk="domain.public_security"),
            "matter": Code.objects.get(pk="matter.punishment"),
            "problem": "处罚前未告知听证权利",
            "proposal": "规范处罚告知程序",
            **fields,
        }
        columns.setdefault("issuer_name", columns["issuer"].name if columns["issuer"] else "某市人民检察院")
        return register_suggestion(
            actor=actor or self.officer,
            organ=self.organ,
            suggestion=columns,
            agencies=[AgencyRow(place, received_on) for place in agencies or [self.agency]],
            number=number,
            officer=self.officer.user,
            cases=cases or [],
        )

    def received(self, **fields: Any) -> Suggestion:
        """A suggestion that every agency received today."""
        return self.enter(**{"received_on": today(), **fields})

    def drafted(self, kind: str = "supervision", **fields: Any) -> Suggestion:
        """A suggestion that the office is drawing up."""
        issuer = self.organ.office if kind == "supervision" else self.organ.organisation
        return self.enter(**{"kind": kind, "own": True, "issuer": issuer, "issued_on": None, **fields})

    def party(self, suggestion: Suggestion, place: Organisation | None = None) -> Party:
        return suggestion.dossier.parties.get(organisation=place or self.agency)

    def answer(self, suggestion: Suggestion, place: Organisation | None = None, **fields: Any) -> Any:
        typed = {"taken_up": "wholly", "measures": "修订告知文书", "responsible": "郑局长"}
        return self.take(suggestion, "reply", **{"party": self.party(suggestion, place), **typed, **fields})

    def check(
        self, suggestion: Suggestion, place: Organisation | None = None, result: str = "done", **fields: Any
    ) -> Any:
        missing = {} if result == "done" else {"reason": "文书仍未修订"}
        typed = {"party": self.party(suggestion, place), "result": result, **missing, **fields}
        return self.take(suggestion, "check_rectification", **typed)
