"""Rules, study and training are found by the search, each within the scope of who asks."""

import pytest

from accounts.actors import Actor
from disputes.library.services import hand_in
from disputes.study import services as study
from tests import factories as make
from tests.disputes.study import agency, browser, code, rule, rule_fields, session, training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def found(actor: Actor, text: str) -> dict[str, list[str]]:
    """The headings of what the search finds, by the kind of entry."""
    answer = browser(actor).get("/search/", {"q": text})
    assert answer.status_code == 200
    return {part.source.kind: [hit.title for hit in part.hits] for part in answer.context["found"]}


def test_registers_are_found_within_the_readers_sight(office: make.Office, other_office: make.Office) -> None:
    bureau, liaison = agency(office.organ, "甲区规划局")
    officer = office.officer
    made = rule(officer, office.organ, body="第一条 总则。\n第二条 负责人应当就实质性化解发表意见，不得只出庭不出声。")
    rule(officer, office.organ, "旧规定", body="不得只出庭不出声")
    hand_in(actor=liaison, **rule_fields(organisation=bureau, title="本局规定", body="实质性化解", tier="", issuer=""))
    held = session(officer, bureau, summary="学习实质性化解机制")
    study.add_plan(
        actor=officer, organisation=bureau, year=2026, title="学法计划", adopted_on=held.on_date,
        topics=[(code("study_topic.other"), "实质性化解", 5)],
    )  # fmt: skip
    lesson = training(officer, office.organ, title="实质性化解同堂培训")
    everything = found(officer, "实质性化解")
    assert set(everything) == {"rule", "plan", "session", "training"}
    # What was handed in and not checked yet is not in the library.
    assert everything["rule"] == [made.issuer]
    assert everything["training"] == [lesson.title]
    # The text is shown where it stands, in whatever width it was typed.
    shown = browser(officer).get("/search/", {"q": "实质性化解"}).content.decode()
    assert "就<mark>实质性化解</mark>发表意见" in shown
    assert set(found(liaison, "实质性化解")) == {"rule", "plan", "session"}
    assert set(found(office.court_liaison, "实质性化解")) == set()
    assert set(found(other_office.officer, "实质性化解")) == set()
    study.invite(actor=officer, training=lesson, organisations=[office.court])
    assert set(found(office.court_liaison, "实质性化解")) == {"rule", "training"}
    study.void_training(actor=officer, training=lesson, reason="改期")
    study.void_session(actor=officer, session=held, reason="录错")
    assert set(found(officer, "实质性化解")) == {"rule", "plan"}
