"""The desk at which the demonstration's cases are handled: its organ, its people, its days; and how a step is taken."""

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
from accounts.demo import ACCOUNTS
from accounts.models import Organ, Organisation, Role, User
from accounts.timekeeping import today
from config.demo.days import Days
from dossiers.models import Code, Dossier, Party
from workflow.models import Approval
from workflow.services import context_for, decide, take
from workflow.steps import Context, proceeding_type


@dataclass
class Desk:
    """The office at work: its organ, its people, its days; `made` are the dossiers in the order of their making."""

    organ: Organ
    days: Days
    made: list[int] = field(default_factory=list)
    court_serials: Iterator[int] = field(default_factory=lambda: itertools.count(17, 5))
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

    def liaison_of(self, agency: Organisation | None) -> str:
        """The account of the agency's liaison; empty for an agency without one."""
        code = agency.code if agency else ""
        accounts = (a.username for a in ACCOUNTS if a.role == Role.AGENCY_LIAISON and a.organisation == code)
        return next(accounts, "")

    def act(self, name: str, number: str, matter: str, domain: str) -> dict[str, Any]:
        """The act that is applied against or sued over, as columns of a case."""
        return {
            "act_name": name,
            "act_number": number.format(year=today().year, serial=next(self._serials)),
            "matter": Code.objects.get(pk=f"matter.{matter}"),
            "domain": Code.objects.get(pk=f"domain.{domain}"),
        }


@dataclass
class Handled:
    """A case of any kind while it is handled."""

    desk: Desk
    pk: int

    def __post_init__(self) -> None:
        self.desk.made.append(self.pk)

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.unscoped("the demonstration makes this case").select_related("organ").get(pk=self.pk)

    def parties(self, *roles: str) -> list[Party]:
        parties = self.dossier.parties.standing().filter(represents=None).select_related("organisation")
        return list(parties.filter(role__in=roles) if roles else parties)

    def officer(self) -> Actor:
        officer = self.dossier.officer
        return self.desk.actor(officer.username if officer else "li")

    def context(self) -> Context:
        """The case as its officer sees it today."""
        return context_for(self.officer(), self.dossier)

    def take(self, code: str, account: str = "", approve: bool = True, **fields: Any) -> None:
        """Take a step today, as the officer unless an account is named.

        An approval that it needs is given at once unless `approve` is False.
        """
        actor = self.desk.actor(account) if account else self.officer()
        dossier = self.dossier
        step = proceeding_type(dossier.kind).steps[code]
        data, files = QueryDict(mutable=True), MultiValueDict()
        for name, value in {"on_date": today(), **fields}.items():
            if isinstance(value, SimpleUploadedFile):
                files.appendlist(name, value)
                continue
            for item in value if isinstance(value, list) else [value]:
                data.appendlist(name, item.isoformat() if isinstance(item, dt.date) else str(item))
        form = step.form(data=data, files=files, context=context_for(actor, dossier))
        made = take(actor=actor, dossier=dossier, step_code=code, form=form)
        if approve and isinstance(made, Approval):
            approver = "zhao" if made.permission == "approve.organ_leader" else "li"
            decide(actor=self.desk.actor(approver), approval=made, approve=True, opinion="同意。")

    def close(self) -> None:
        self.take("close", papers_complete="on", note="材料齐全，归档。")
