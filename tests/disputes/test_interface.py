"""Disputes by program: a court refers one, the agency agrees and performs, nobody else reaches it."""

import pytest

from accounts.timekeeping import at
from disputes.models import Dispute
from tests.disputes.centre import Centre
from tests.factories import pdf
from tests.hearings.test_interface import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]


def _referral(centre: Centre, **more: object) -> dict[str, object]:
    return {
        "source": "dispute_source.court_before",
        "referral_number": "（2026）渝0114委派1号",
        "received_on": "2026-03-02",
        "respondents": [centre.agency.pk],
        "nature": "administrative",
        "act_name": "征收补偿决定",
        "known_on": "2026-01-05",
        "parties": [{"name": "周某", "kind": "natural"}, {"name": "某公司", "kind": "legal", "role": "third_party"}],
        **more,
    }


def test_a_court_refers_a_dispute_once_and_reads_its_result() -> None:
    centre = Centre()
    with at("2026-03-02"):
        court = Program(centre.court_liaison)
        made = court.post("/disputes/refer/", key="r1", **_referral(centre))
        assert made.status_code == 201, made.content
        again = court.post("/disputes/refer/", key="r1", **_referral(centre))
        assert (again.json(), again["Idempotent-Replayed"]) == (made.json(), "true")
        assert Dispute.objects.unscoped("a test").count() == 1
        found = made.json()
        assert (found["referred_by"]["name"], found["stage"]) == (centre.court.name, "screening")
        assert [party["name"] for party in found["parties"]] == ["周某", centre.agency.name, "某公司"]
        dispute = Dispute.objects.unscoped("a test").get()
        centre.do(dispute, "check_scope", within="yes")
        centre.agree(dispute)
        centre.agree(dispute, "third_party")
        agency = Program(centre.liaison)
        path = f"/disputes/{dispute.pk}"
        told = {step["step"]: step["open"] for step in agency.get(f"{path}/").json()["steps"]}
        assert told["consent"]
        party = next(one["party"] for one in found["parties"] if one["role"] == "respondent")
        answer = {"on_date": "2026-03-02", "party": party, "consents": "yes", "manner": "written"}
        refused = agency.post(f"{path}/consent/", **answer)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "proof")
        assert agency.post(f"{path}/consent/", files=True, proof=pdf(), **answer).status_code == 201
        centre.do(dispute, "accept_dispute")
        (term,) = centre.settle(dispute)
        done = {"on_date": "2026-03-02", "term": term.pk, "done": "yes", "note": "已支付"}
        assert agency.post(f"{path}/settle_term/", **done).status_code == 201
        seen = court.get(f"{path}/").json()
        assert (seen["result"], seen["performance"]) == ("dispute_result.agreement", "done")
        assert [one["until"] for one in seen["participation"]] == ["2026-03-02"] * 3
        assert court.post(f"{path}/came_after/", on_date="2026-03-02", what="dispute_after.none").status_code == 201
        assert [row["id"] for row in court.get("/disputes/").json()["results"]] == [dispute.pk]


def test_what_is_not_ones_own_is_not_there() -> None:
    centre, other = Centre(), Centre("乙区")
    with at("2026-03-02"):
        dispute = centre.receive()
        for stranger in (other.liaison, centre.procurator, centre.street_liaison):
            program = Program(stranger)
            assert program.get("/disputes/").json()["results"] == []
            assert program.get(f"/disputes/{dispute.pk}/").status_code == 404
            assert program.post(f"/disputes/{dispute.pk}/consent/").status_code == 404
        # A body refers in its own name, and says which of its own sources it is.
        procuratorate = Program(centre.procurator)
        wrong = procuratorate.post("/disputes/refer/", organ=centre.organ.pk, **_referral(centre))
        assert wrong.status_code == 422
        assert "source" in {error["field"] for error in wrong.json()["errors"]}
        right = _referral(centre, source="dispute_source.procuratorate", organ=centre.organ.pk)
        assert procuratorate.post("/disputes/refer/", **right).status_code == 201
        reader = Program(centre.court_liaison, scopes=["read"])
        assert reader.post("/disputes/refer/", **_referral(centre)).status_code == 403
