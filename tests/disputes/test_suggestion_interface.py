"""Suggestions by program: a court and a procuratorate register theirs and see the answers, an agency answers."""

import pytest

from accounts.models import Scope
from accounts.timekeeping import at
from disputes.models import Suggestion
from dossiers.models import DossierFile
from tests import factories as make
from tests.disputes.register import Register
from tests.hearings.test_interface import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def test_a_court_registers_an_agency_answers_and_nobody_else_sees_it() -> None:
    register, stranger = Register(), Register("乙区")
    with at("2026-03-02"):
        suit = register.sue()
        court, agency, prosecutor = (
            Program(actor) for actor in (register.court_liaison, register.liaison, register.prosecutor)
        )
        others = [Program(actor) for actor in (register.other_liaison, stranger.court_liaison, stranger.liaison)]
        sent = {
            "number": "(2026)渝0114司建3号",
            "issued_on": "2026-03-02",
            "subject": "norm",
            "agencies": [{"organisation": register.agency.name}],
            "cases": suit.dossier.number,
            "cause": "loss_cause.procedure",
            "problem": "文件与上位法不一致",
            "proposal": "修改文件",
        }
        made = court.post("/suggestions/", key="k1", **sent)
        assert made.status_code == 201, made.content
        told = made.json()
        assert (told["kind"], told["number"], told["stage"]) == ("judicial", "（2026）渝0114司建3号", "awaiting")
        assert told["recurs"] is None
        again = court.post("/suggestions/", key="k1", **sent)
        assert (again.json(), again["Idempotent-Replayed"]) == (told, "true")
        assert Suggestion.objects.unscoped("a test").count() == 1
        # Another one of the same number, an agency that there is not, one of another district, a body of others.
        assert court.post("/suggestions/", **sent).status_code == 409
        for wrong in (
            {"agencies": [{"organisation": "没有这个局"}]},
            {"agencies": [{"organisation": register.agency.pk}, {"organisation": stranger.agency.pk}]},
            {"agencies": ["x"]},
            {"agencies": []},
            {"agencies": [{"organisation": register.agency.pk, "unknown": 1}]},
            {"kind": "procuratorial"},
            {"kind": "supervision"},
            {"issuer": register.procuratorate.pk},
            {"issued_on": "2026-03-03"},
            {"reply_by": "2026-04-01"},
            {"how": "draft"},
            {"officer": register.officer.user_id},
            {"unheard": "of"},
        ):
            answer = court.post("/suggestions/", **{**sent, "number": "", **wrong})
            assert answer.status_code == 422, (wrong, answer.content)
        theirs = prosecutor.post("/suggestions/", files=True, **{
            **sent,
            "number": "甲检建〔2026〕1号",
            "subject": "individual",
            "reply_by": "2026-04-01",
            "agencies": register.agency.name,
            "document": make.pdf("检察建议书.pdf"),
        })  # fmt: skip
        assert theirs.status_code == 201, theirs.content
        assert DossierFile.objects.unscoped("a test").get().name == "检察建议书.pdf"
        # Each body sees its own.
        assert [one["number"] for one in court.get("/suggestions/").json()["results"]] == [told["number"]]
        assert [one["kind"] for one in prosecutor.get("/suggestions/").json()["results"]] == ["procuratorial"]
        address = f"/suggestions/{told['id']}/"
        assert prosecutor.get(address).status_code == 404
        for other in others:
            assert other.get(address).status_code == 404
            assert other.get("/suggestions/").json()["results"] == []
            assert other.post(f"{address}receive/", on_date="2026-03-02").status_code == 404
        # The agency signs and answers; the court, that sees it, cannot do so for it.
        found = agency.get(address).json()
        party = found["agencies"][0]["party"]
        assert {step["step"]: step["open"] for step in found["steps"]}["receive"]
        assert court.post(f"{address}receive/", on_date="2026-03-02", party=party).status_code == 403
        assert agency.post("/suggestions/", **sent).status_code == 403
        assert agency.post(f"{address}receive/", on_date="2026-03-02", party=party).status_code == 201
        assert agency.get(address).json()["due_on"] == "2026-05-06"
        answer = agency.post(
            f"{address}reply/",
            on_date="2026-03-02",
            party=party,
            taken_up="wholly",
            measures="废止该文件",
            responsible="郑局长",
            version=agency.get(address).json()["version"],
        )
        assert answer.status_code == 201, answer.content
        (row,) = court.get(address).json()["agencies"]
        assert (row["replied_on"], row["measures"], row["taken_up"]) == ("2026-03-02", "废止该文件", "wholly")
        assert agency.post(f"{address}reply/", on_date="2026-03-02", party=party).status_code == 409


def test_a_token_is_for_what_it_says() -> None:
    register = Register()
    with at("2026-03-02"):
        reads = Program(register.court_liaison, [Scope.READ.value, Scope.SUITS.value])
        assert reads.get("/suggestions/").status_code == 200
        refused = reads.post("/suggestions/", problem="x")
        assert refused.status_code == 403
        assert "建议" in refused.json()["detail"]
