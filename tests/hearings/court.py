"""An office with lawsuits before its court, heads on a roster and sittings: what tests of appearances begin with."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError

from accounts.actors import Actor
from accounts.models import Organisation, RosterEntry
from hearings.models import Appearance, Lawsuit, Sitting
from tests import factories as make
from tests.factories import Office, agency_of
from workflow.queries import options
from workflow.services import context_for


class Court(Office):
    """The usual office; its agency has a principal and a deputy since 2020."""

    def __init__(self, place: str = "甲区") -> None:
        super().__init__(place)
        self.agency = agency_of(self.organ)
        self.principal = self.head("郑局长")
        self.deputy = self.head("吴副局长", "deputy", "副局长")

    def head(
        self, name: str, rank: str = "principal", post: str = "局长", agency: Organisation | None = None, **fields: Any
    ) -> RosterEntry:
        fields = {"valid_from": dt.date(2020, 1, 1), **fields}
        return RosterEntry.objects.create(organisation=agency or self.agency, name=name, rank=rank, post=post, **fields)

    def set(self, suit: Lawsuit, on: str, by: Actor | None = None, **data: Any) -> Sitting:
        """A hearing of the suit in the second courtroom, in the morning."""
        make.take(by or self.officer, suit, "set_hearing", **self.hearing_data(on, **data))
        return Sitting.objects.unscoped("test").filter(cases__lawsuit=suit).latest("pk")

    def hearing_data(self, on: str, **data: Any) -> dict[str, Any]:
        usual = {"kind": "hearing", "mode": "in_person", "hearing_on": on, "starts": "09:30", "ends": "11:00"}
        return {**usual, "courtroom": "第二法庭", **data}

    def of(self, suit: Lawsuit, sitting: Sitting, agency: Organisation | None = None) -> Appearance:
        rows = Appearance.objects.unscoped("test").filter(case__lawsuit=suit, case__sitting=sitting)
        return rows.get(defendant__organisation=agency or self.agency)

    def step(self, by: Actor, suit: Lawsuit, code: str, sitting: Sitting, **data: Any) -> Any:
        """A step about the appearance of the agency (or of `party`)."""
        data.setdefault("party", suit.dossier.parties.get(role="respondent", organisation=self.agency))
        return make.take(by, suit, code, sitting=sitting, **data)

    def came(self, **data: Any) -> dict[str, Any]:
        """The record of a principal who spoke and stayed."""
        usual = {"who": "head", "head": self.principal, "spoke": "yes", "spoke_on": "争议的实质化解"}
        return {**usual, "resolving": "提出补偿方案", "left_early": "no", **data}


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    """The words with which something is refused."""
    try:
        act(*args, **kwargs)
    except ValidationError as error:
        return " ".join(error.messages)
    raise AssertionError("It was not refused.")


def open_steps(actor: Actor, suit: Lawsuit) -> dict[str, str]:
    """The steps that the actor may take, open ("") or with the reason why not."""
    context = context_for(actor, suit.dossier)
    return {option.step.code: str(option.reason or "") for option in options(context)}
