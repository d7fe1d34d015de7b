"""Study, training and rules by program: an agency enters what its pages let it enter, and nobody else's is there."""

import pytest

from accounts.timekeeping import at
from disputes.library.services import check_rule
from disputes.models import Rule, StudySession
from disputes.study import services as study
from tests import factories as make
from tests.disputes.study import agency, head, rule, training
from tests.factories import pdf
from tests.hearings.test_interface import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
RULE = {
    "title": "本局出庭应诉规定", "topic": "rule_topic.head_appearance", "adopted_on": "2026-02-01",
    "valid_from": "2026-02-10", "body": "第一条 不得只出庭不出声。",
}  # fmt: skip


def test_an_agency_hands_in_its_rule_and_the_library_is_read(office: make.Office, other_office: make.Office) -> None:
    with at("2026-03-02"):
        bureau, liaison = agency(office.organ, "甲区规划局")
        published = rule(office.officer, office.organ, body="第二条 实质性化解。")
        ours, other = Program(liaison), Program(other_office.liaison)
        made = ours.post("/rules/", key="r1", **RULE)
        assert made.status_code == 201, made.content
        told = made.json()
        assert (told["organisation"], told["tier"], told["state"]) == (bureau.pk, "department", "open")
        again = ours.post("/rules/", key="r1", **RULE)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert Rule.objects.unscoped("test").filter(organisation=bureau).count() == 1
        # The same refusals as on the page, in one shape.
        wrong = ours.post("/rules/", **RULE | {"valid_from": "2026-01-01"})
        assert wrong.status_code == 422
        assert [error["field"] for error in wrong.json()["errors"]] == ["valid_from"]
        assert ours.post("/rules/", title="x", secret="y").status_code == 422
        # With its file; the library has it when the office has checked it.
        sent = ours.post("/rules/", files=True, **{**RULE, "title": "另一规定", "body": ""}, paper=pdf())
        assert sent.status_code == 201, sent.content
        assert ours.get("/rules/", state="open").json()["results"][0]["id"] == sent.json()["id"]
        check_rule(actor=office.officer, rule=Rule.objects.unscoped("test").get(pk=told["id"]), accept=True)
        found = ours.get("/rules/", q="出庭不出声").json()["results"]
        assert [(one["id"], one["standing"]) for one in found] == [(told["id"], "in_force")]
        assert ours.get(f"/rules/{published.pk}/").json()["body"] == "第二条 实质性化解。"
        first = ours.get("/rules/", page_size=1).json()
        assert [len(first["results"]), len(other.get("/rules/").json()["results"])] == [1, 0]
        assert first["next"]
        assert other.get(f"/rules/{published.pk}/").status_code == 404
        assert Program(office.court_liaison).post("/rules/", **RULE).status_code == 403
        assert Program(liaison, scopes=["read"]).post("/rules/", **RULE).status_code == 403


def test_an_agency_enters_what_it_studied_and_enrols_its_people(office: make.Office, other_office: make.Office) -> None:
    with at("2026-03-02"):
        bureau, liaison = agency(office.organ, "甲区规划局")
        _third, neighbour = agency(office.organ, "甲区交通局")
        first, second = head(bureau, "郑局长", "principal"), head(bureau, "吴副局长")
        ours, theirs, other = Program(liaison), Program(neighbour), Program(other_office.liaison)
        held = {"on_date": "2026-03-01", "form": "study_form.lecture", "place": "三楼会议室"}
        made = ours.post("/study/sessions/", **held, topics=["study_topic.head_appearance"], summary="实质性化解")
        assert made.status_code == 201, made.content
        pk = made.json()["id"]
        path = f"/study/sessions/{pk}/attendance/"
        people = [{"head": first.pk, "came": "yes"}, {"head": second.pk, "came": "no"}]
        # Whoever did not come has a reason.
        assert ours.post(path, heads=people).status_code == 422
        people[1]["reason"] = "出差"
        told = ours.post(path, heads=people, others=[{"name": "周科员"}]).json()
        assert [(one["name"], one["came"]) for one in told["attendance"]] == [
            ("郑局长", True), ("吴副局长", False), ("周科员", True),
        ]  # fmt: skip
        for program in (theirs, other):
            assert program.get(f"/study/sessions/{pk}/").status_code == 404
            assert program.post(path, heads=people).status_code == 404
            assert program.get("/study/sessions/").json()["results"] == []
        study.check_session(actor=office.officer, session=StudySession.objects.unscoped("test").get(pk=pk), accept=True)
        assert ours.get("/study/sessions/", q="化解").json()["results"][0]["state"] == "accepted"
        assert ours.post(path, heads=people).status_code == 403
        study.add_plan(actor=liaison, organisation=bureau, year=2026, title="学法计划", adopted_on=first.valid_from)
        assert [plan["title"] for plan in ours.get("/study/plans/", year=2026).json()["results"]] == ["学法计划"]
        assert ours.get("/study/plans/", year=2025).json()["results"] == theirs.get("/study/plans/").json()["results"]
        lesson = training(office.officer, office.organ)
        assert ours.get(f"/trainings/{lesson.pk}/").status_code == 404
        study.invite(actor=office.officer, training=lesson, organisations=[bureau], quota=1)
        enrol = f"/trainings/{lesson.pk}/enrol/"
        both = [{"name": name, "kind": "training_kind.enforcement"} for name in ("周某", "孙某")]
        assert ours.post(enrol, people=both).status_code == 422
        told = ours.post(enrol, people=both[:1]).json()
        assert [one["name"] for one in told["participants"]] == ["周某"]
        assert theirs.post(enrol, people=both[:1]).status_code == 404
        assert [one["id"] for one in ours.get("/trainings/").json()["results"]] == [lesson.pk]
