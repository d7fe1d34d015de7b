"""What the tests of study, training and rules are made of: agencies with heads, and short ways to enter things."""

import datetime as dt
from typing import Any

from django.test import Client

from accounts.actors import Actor, actor_for
from accounts.models import Organ, Organisation, Role, RosterEntry
from accounts.once import new_key
from accounts.timekeeping import today
from disputes.library.services import add_rule
from disputes.models import Rule, StudySession, Training
from disputes.study import services as study
from dossiers.models import Code
from tests import factories as make

APPEARANCE = "study_topic.head_appearance"


def code(key: str) -> Code:
    return Code.objects.get(pk=key)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def typed(**fields: Any) -> dict[str, Any]:
    """Fields as a page sends them, with the key of the form."""
    return {"once_key": new_key(), **fields}


def head(agency: Organisation, name: str, rank: str = "deputy", **fields: Any) -> RosterEntry:
    """A head of an agency since long ago."""
    given = {"post": f"{rank} {name}", "valid_from": dt.date(2020, 1, 1), **fields}
    return RosterEntry.objects.create(organisation=agency, name=name, rank=rank, **given)


def agency(organ: Organ, name: str) -> tuple[Organisation, Actor]:
    """One more agency of an organ's district, and its liaison."""
    made = make.make_organisation(name, "department", organ.organisation)
    return made, actor_for(make.make_user(Role.AGENCY_LIAISON, made))


def session(actor: Actor, organisation: Organisation, *topics: str, **fields: Any) -> StudySession:
    """A session that was held today, of the rules of appearance unless `topics` says otherwise."""
    given = {"on_date": today(), "place": "三楼会议室", "speaker": "", "summary": "", **fields}
    form = given.pop("form", None) or code("study_form.lecture")
    return study.add_session(
        actor=actor,
        organisation=organisation,
        topics=[(code(key), "专题" if key.endswith(".other") else "") for key in topics or (APPEARANCE,)],
        form=form,
        **given,
    )


def came(actor: Actor, held: StudySession, *heads: RosterEntry) -> None:
    """Heads who came to a session, each entered for their own agency."""
    for one in heads:
        study.set_attendance(actor=actor, session=held, agency=one.organisation, heads=[study.Came(one, True)])


def training(actor: Actor, organ: Organ, kinds: tuple[str, ...] = ("judge", "enforcement"), **fields: Any) -> Training:
    """A training in ten days, with enrolment until three days before."""
    first = fields.pop("first_day", today() + dt.timedelta(days=10))
    given: dict[str, Any] = {
        "title": "同堂培训",
        "topic": code("study_topic.litigation"),
        "first_day": first,
        "last_day": first,
        "enrol_until": first - dt.timedelta(days=3),
        "place": "区委党校",
        "capacity": None,
        **dict.fromkeys(("organisers", "teachers", "note"), ""),
        **fields,
    }
    return study.add_training(
        actor=actor, organ=organ, kinds=[code(f"training_kind.{kind}") for kind in kinds], **given
    )


def person(name: str, kind: str = "enforcement", unit: str = "") -> study.Enrolled:
    return study.Enrolled(name, code(f"training_kind.{kind}"), unit=unit)


def rule(actor: Actor, organ: Organ, title: str = "出庭应诉工作规定", **fields: Any) -> Rule:
    """A rule of the government in the library of an organ, in force since a year ago."""
    return add_rule(actor=actor, organ=organ, **rule_fields(title=title, **fields))


def rule_fields(**fields: Any) -> dict[str, Any]:
    since = fields.pop("valid_from", today() - dt.timedelta(days=365))
    return {
        "tier": "department" if fields.get("organisation") else "government",
        "organisation": None,
        "issuer": "甲区人民政府",
        "title": "出庭应诉工作规定",
        "number": "甲府发〔2025〕3号",
        "topic": code("rule_topic.head_appearance"),
        "adopted_on": min(since, today()),
        "valid_from": since,
        "valid_to": None,
        "body": "第一条 行政机关负责人应当出庭应诉。\n第二条 正职负责人每年至少出庭一次。",
        **fields,
    }
