"""The running system of a browser test: its organ and its people."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organ, Organisation, Role, User
from cases.models import ReconsiderationCase
from tests import factories as make

DESKTOP = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}


@dataclass
class Site:
    """The system with its reference data: the organ that comes with it, and the people of its office."""

    url: str
    organ: Organ = field(default_factory=lambda: Organ.objects.get(number_prefix="黔江府复"))

    def __post_init__(self) -> None:
        office, government = self.organ.office, self.organ.organisation
        self.police = self.agency("黔江区公安局")
        self.officer = self.person(Role.OFFICER, office, "陈某")
        self.colleague = self.person(Role.OFFICER, office, "林某")
        self.director = self.person(Role.DIRECTOR, office, "李某", "行政复议审理室主任")
        self.leader = self.person(Role.ORGAN_LEADER, government, "王某", "副区长")
        self.liaison = self.person(Role.AGENCY_LIAISON, self.police, "赵某")

    def agency(self, name: str) -> Organisation:
        return Organisation.objects.get(name=name)

    def person(self, role: str, organisation: Organisation, name: str, post: str = "") -> User:
        return make.make_user(role, organisation, name, post=post)

    def case(self, received_on: dt.date | None = None, **fields: Any) -> ReconsiderationCase:
        """An application against the police, registered by the officer; received today unless told otherwise."""
        return make.make_case(
            self.organ, actor=make.actor_for(self.officer), received_on=received_on, respondents=[self.police], **fields
        )

    def take(self, case: ReconsiderationCase, code: str, **data: Any) -> None:
        """A step of the officer, taken without the pages."""
        make.take(make.actor_for(self.officer), case, code, **data)
