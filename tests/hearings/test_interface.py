"""The interface for programs: an agency and a court do by it what the pages do, and reach nothing else."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.actors import Actor, actor_for
from accounts.api.throttling import Throttle
from accounts.models import ApiToken, Organisation, Role, Scope
from accounts.timekeeping import at, today
from accounts.tokens import make_token, places_of, revoke_token
from dossiers.models import TrailEntry
from hearings.duties.services import judge_evidence
from hearings.models import Appearance, DutyEvidence, Lawsuit, Sitting
from hearings.rates import Reading, rate
from hearings.units import units_of
from tests import factories as make
from tests.factories import make_organisation, make_user, pdf
from tests.hearings.court import Court

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]
V1 = "/api/v1"
ALL = [scope.value for scope in Scope]


class Program:
    """A system that speaks to the interface with a token alone."""

    def __init__(self, actor: Actor, scopes: list[str] | None = None, days: int = 300) -> None:
        ((role, place),) = places_of(actor)
        self.token, secret = make_token(
            actor=actor,
            role=role,
            organisation=Organisation.objects.get(pk=place),
            name="办公系统",
            scopes=scopes or ALL,
            expires_on=dt.date(2026, 3, 1) + dt.timedelta(days=days),
        )
        self.headers = {"Authorization": f"Bearer {secret}"}
        # What a browser must send against forgery a token does not need.
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(f"{V1}{path}", asked, headers=self.headers)

    def post(self, path: str, key: str = "", english: bool = False, files: bool = False, **data: Any) -> Any:
        headers = (
            self.headers | ({"Idempotency-Key": key} if key else {}) | ({"Accept-Language": "en"} if english else {})
        )
        if files:
            return self.client.post(f"{V1}{path}", data, headers=headers)
        return self.client.post(f"{V1}{path}", json.dumps(data), content_type="application/json", headers=headers)


def test_from_the_courts_notice_to_the_confirmed_record_by_program_alone() -> None:
    """Twenty parallel cases: another head the day before, papers refused, the court says nobody came."""
    office = Court()
    with at("2026-03-02"):
        suits = [office.sue() for _n in range(20)]
        court, agency = Program(office.court_liaison), Program(office.liaison)
        numbers = [suit.dossier.number for suit in suits]
        when = {"mode": "in_person", "hearing_on": "2026-03-20", "starts": "09:30", "ends": "11:00"}
        made = court.post(
            "/hearings/set/",
            key="k1",
            on_date="2026-03-02",
            kind="hearing",
            courtroom="第二法庭",
            cases=numbers,
            **when,
        )
        assert made.status_code == 201, made.content
        sitting = made.json()["id"]
        assert [case["number"] for case in made.json()["cases"]] == numbers
        # The network was slow and the court's system sent it again.
        again = court.post(
            "/hearings/set/",
            key="k1",
            on_date="2026-03-02",
            kind="hearing",
            courtroom="第二法庭",
            cases=numbers,
            **when,
        )
        assert (again.json(), again["Idempotent-Replayed"]) == (made.json(), "true")
        assert Sitting.objects.unscoped("a test").count() == 1
        rows = agency.get("/appearances/", sitting=sitting).json()["results"]
        assert len(rows) == 20
        assert {row["state"] for row in rows} == {"awaited"}
        one = agency.get(f"/appearances/{rows[0]['id']}/").json()
        assert {head["name"] for head in one["heads"]} == {"郑局长", "吴副局长"}
        assert "nominate_head" in one["steps"]
        assert "court_appearance" not in one["steps"]
        assert (one["due_on"], one["differences"]) == ("2026-03-16", [])
        for row in rows:
            named = agency.post(
                f"/appearances/{row['id']}/nominate_head/", on_date="2026-03-02", head=office.principal.pk
            )
            assert named.status_code == 201, named.content
    ids = {row["number"]: row["id"] for row in rows}
    first, second, *others = (ids[number] for number in numbers)
    with at("2026-03-19"):
        for pk in ids.values():
            change = {"on_date": "2026-03-19", "head": office.deputy.pk, "reason": "另有公务"}
            assert agency.post(f"/appearances/{pk}/change_head/", **change).status_code == 201
        statement = agency.post(
            f"/appearances/{first}/hand_in_identity/", files=True, on_date="2026-03-19", statement=pdf()
        )
        assert statement.status_code == 201, statement.content
    with at("2026-03-20T15:00"):
        assert court.post(f"/hearings/{sitting}/hold/").status_code == 200
        came = {
            "on_date": "2026-03-20",
            "who": "head",
            "head": office.deputy.pk,
            "spoke": "yes",
            "spoke_on": "化解",
            "left_early": "no",
        }
        bulk = agency.post("/appearances/bulk/", rows=[{"appearance": pk, **came} for pk in (first, second, *others)])
        assert [one["status"] for one in bulk.json()["results"]] == [201] * 20
        assert _numbers() == (0, 20)
        for suit in suits:
            office.step(office.officer, suit, "confirm_appearance", Sitting.objects.unscoped("a test").get())
        assert _numbers() == (20, 20)
    with at("2026-03-23"):
        refused = {"on_date": "2026-03-23", "result": "refused", "reason": "未加盖印章"}
        assert court.post(f"/appearances/{first}/judge_identity/", **refused).status_code == 201
        nobody = {"on_date": "2026-03-23", "came": "appearance.nobody"}
        assert court.post(f"/appearances/{second}/court_appearance/", **nobody).status_code == 201
    # Refused papers are absence; the court's record holds until the difference is settled.
    assert _numbers() == (18, 20)
    told = agency.get(f"/appearances/{second}/").json()
    assert (told["court_came"], told["differences"], told["due_on"]) == ("appearance.nobody", ["came"], None)
    with at("2026-04-01"):
        judged = court.post(
            f"/litigation/{suits[0].pk}/judge/", files=True, **_judgment(office, suits[0], "2026-04-01")
        )
        assert judged.status_code == 201, judged.content
    # The trail says by which token it was done.
    entry = TrailEntry.objects.filter(action="step.take", dossier=suits[0].dossier).latest("pk")
    assert entry.detail["token"] == court.token.pk
    assert entry.user == office.court_liaison.user


def test_an_agency_does_in_a_suit_by_program_what_its_pages_do() -> None:
    office = Court()
    other = make_organisation("交通局", "department", office.organ.organisation)

    def done(who: Program, suit: Lawsuit, code: str, status: int = 201, **data: Any) -> None:
        answer = who.post(f"/litigation/{suit.pk}/{code}/", on_date=str(today()), **data)
        assert answer.status_code == status, (code, answer.content)

    with at("2026-03-02"):
        suit, joint = office.sue(), office.sue(defendants=[office.defendant(office.agency), office.defendant(other)])
        court, agency = Program(office.court_liaison), Program(office.liaison)
        party = agency.get(f"/litigation/{suit.pk}/").json()["defendants"][0]["party"]
        own = {"party": party}
        done(agency, suit, "ask_postponement", cause="other", reason="案卷在审计", **own)
        done(agency, suit, "object_jurisdiction", reason="级别管辖", **own)
        done(agency, suit, "ask_guidance", question="如何举证", wanted_by="2026-03-06", **own)
        make.take(office.officer, suit, "decide_postponement", party=party, granted="yes")
        make.take(office.officer, suit, "rule_objection", party=party, result="rejected", served_on="2026-03-02")
        done(agency, suit, "appeal_ruling", **own)
        done(agency, suit, "cause_over", **own)
        done(agency, suit, "answer", what="both", **own)
        # Whose head appears and that nobody is heard is the court's to enter.
        sides = [one["party"] for one in court.get(f"/litigation/{joint.pk}/").json()["defendants"]]
        done(agency, joint, "designate_appearance", 403, appearing=sides[:1], how="agreed")
        done(court, joint, "designate_appearance", appearing=sides[:1], how="agreed")
        done(agency, joint, "without_hearing", 403, how="written")
        done(court, joint, "without_hearing", how="written")
        # The court does not say what the office counts.
        done(court, suit, "judge", 422, outcome="suit_result.perform", lost_said="no")
        done(court, suit, "judge", outcome="suit_result.perform", perform_days=30, pronounced=True)
        done(court, suit, "serve_judgment", parties=[one.pk for one in suit.dossier.parties.all()])
        make.take(office.officer, suit, "appeal", party=party)
        make.take(office.officer, suit, "appeal_ended", result="withdrawn")
        make.take(office.officer, suit, "suggestion", party=party, content="规范告知")
        done(agency, suit, "perform_judgment", how="已履行", **own)
        done(agency, suit, "compensate", amount="100", recourse="none", **own)
        done(agency, suit, "suggestion_answered", taken_up="yes", content="已修订文书", **own)
        done(agency, suit, "suggestion_answered", 409, taken_up="yes", content="再次", **own)
        stranger = Program(actor_for(make_user(Role.AGENCY_LIAISON, make_organisation("丙局"))))
        done(stranger, suit, "ask_guidance", 404, question="x", **own)


def test_rosters_and_duties_by_program_within_their_reach() -> None:
    office = Court()
    other = make_organisation("交通局", "department", office.organ.organisation)
    with at("2026-03-02"):
        agency, stranger = Program(office.liaison), Program(actor_for(make_user(Role.AGENCY_LIAISON, other)))
        head = {"name": "新局长", "rank": "in_charge", "post": "党委委员", "valid_from": "2026-03-01"}
        made = agency.post("/rosters/", key="h1", **head)
        assert made.status_code == 201, made.content
        assert agency.post("/rosters/", key="h1", **head).json() == made.json()
        pk = made.json()["id"]
        # The roster refuses what its page refuses; another agency's is not there.
        assert [error["field"] for error in agency.post("/rosters/", **head).json()["errors"]] == ["name"]
        assert agency.post("/rosters/", agency=other.pk, **head).status_code == 422
        assert stranger.get("/rosters/").json()["results"] == []
        for act, data in (("end", {"last_day": "2026-03-31"}), ("void", {"reason": "x"})):
            assert stranger.post(f"/rosters/{pk}/{act}/", **data).status_code == 404
        changed = agency.post(f"/rosters/{pk}/change/", rank="deputy", post="副局长", valid_from="2026-03-02")
        assert (changed.status_code, changed.json()["rank"]) == (201, "deputy")
        ended = agency.post(f"/rosters/{changed.json()['id']}/end/", last_day="2026-03-31")
        assert ended.json()["valid_to"] == "2026-03-31"
        names = [row["name"] for row in agency.get("/rosters/", on="2026-04-01").json()["results"]]
        assert sorted(names) == ["吴副局长", "郑局长"]
        assert agency.post(f"/rosters/{pk}/void/", reason="误录").json()["void_reason"] == "误录"
        duty = {"duty": "head_duty.appear", "on_date": "2026-03-02", "what": "出庭应诉三件"}
        given = agency.post("/duties/", files=True, paper=pdf(), **duty)
        assert given.status_code == 201, given.content
        evidence = given.json()["id"]
        judge_evidence(
            actor=office.officer, evidence=DutyEvidence.objects.get(pk=evidence), result="returned", note="附庭审笔录"
        )
        (row,) = agency.get("/duties/", year=2026).json()["results"]
        assert (row["result"], row["result_note"], row["paper"]) == ("returned", "附庭审笔录", "scan.pdf")
        assert stranger.get("/duties/").json()["results"] == []
        assert stranger.post(f"/duties/{evidence}/void/", reason="x").status_code == 404
        assert agency.post(f"/duties/{evidence}/void/", reason="误录").json()["void_reason"] == "误录"
        assert Program(office.court_liaison).get("/rosters/").status_code == 403
        assert Program(office.liaison, ["read", "suits"]).post("/rosters/", **head).status_code == 403


def _judgment(office: Court, suit: Lawsuit, day: str) -> dict[str, Any]:
    from tests.factories import form_for  # noqa: PLC0415

    names = form_for(office.court_liaison, suit, "judge").fields
    party = suit.dossier.parties.get(role="respondent").pk
    known = {"on_date": day, "number": "（2026）渝0114行初判1号", "judgment_number": suit.dossier.number}
    found: dict[str, Any] = {name: known[name] for name in names if name in known}
    for name, field in names.items():
        if name not in found and field.required:
            found[name] = "suit_result.revoked" if "outcome" in name or "result" in name else party
    return found


def _numbers() -> tuple[int, int]:
    found = rate(units_of(Lawsuit.objects.unscoped("a test")), Reading())
    return found.numerator, found.denominator


def test_another_agency_gets_nothing() -> None:
    office = Court()
    other = make_organisation("交通局", "department", office.organ.organisation)
    stranger = actor_for(make_user(Role.AGENCY_LIAISON, other))
    with at("2026-03-02"):
        suit = office.sue()
        sitting = office.set(suit, "2026-03-20")
        row = office.of(suit, sitting)
        theirs, ours = Program(stranger), Program(office.liaison)
        for path in ("/litigation/", "/hearings/", "/appearances/"):
            assert theirs.get(path).json()["results"] == []
            assert len(ours.get(path).json()["results"]) == 1
        for path in (f"/litigation/{suit.pk}/", f"/hearings/{sitting.pk}/", f"/appearances/{row.pk}/"):
            answer = theirs.get(path)
            assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
            assert answer.json() == theirs.get("/litigation/999999/").json()
        named = {"on_date": "2026-03-02", "head": office.principal.pk}
        assert theirs.post(f"/appearances/{row.pk}/nominate_head/", **named).status_code == 404
        bulk = theirs.post(
            "/appearances/bulk/", rows=[{"appearance": row.pk, "on_date": "2026-03-02", "who": "nobody"}]
        )
        assert [one["status"] for one in bulk.json()["results"]] == [404]
        assert theirs.post(f"/hearings/{sitting.pk}/cancel/", on_date="2026-03-02", reason="x").status_code == 404
        # The agency sees the sitting, and it is not for it to cancel.
        assert ours.post(f"/hearings/{sitting.pk}/cancel/", on_date="2026-03-02", reason="x").status_code == 403
    assert Appearance.objects.unscoped("a test").get().state == "awaited"


def test_a_token_is_for_what_it_says_and_as_long_as_it_lasts() -> None:
    office = Court()
    with at("2026-03-02"):
        suit = office.sue()
        row = office.of(suit, office.set(suit, "2026-03-20"))
        reading = Program(office.liaison, ["read"], days=10)
        assert reading.get("/appearances/").status_code == 200
        named = {"on_date": "2026-03-02", "head": office.principal.pk}
        denied = reading.post(f"/appearances/{row.pk}/nominate_head/", **named)
        assert denied.status_code == 403
        assert "出庭" in denied.json()["detail"]
        writing = Program(office.liaison, ["appearances"])
        assert writing.get("/appearances/").status_code == 403
        assert writing.post(f"/appearances/{row.pk}/nominate_head/", **named).status_code == 201
        revoke_token(actor=office.liaison, token=writing.token)
        again = writing.get("/appearances/")
        assert (again.status_code, again["WWW-Authenticate"]) == (401, 'Bearer realm="Dingfen"')
        # No page opens by a token.
        assert reading.client.get("/", headers=reading.headers).status_code == 302
    with at("2026-03-11"):
        assert reading.get("/appearances/").status_code == 200
    with at("2026-03-12"):
        assert reading.get("/appearances/").status_code == 401
    with at("2026-03-05"):
        office.liaison.user.assignments.update(valid_to=dt.date(2026, 3, 4))
        # The role has ended: the token opens nothing of the agency any more.
        assert reading.get("/appearances/").status_code == 403


def test_who_asks_too_often_is_told_when_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Throttle, "rate", "2/min", raising=False)
    office = Court()
    with at("2026-03-02"):
        agency, court = Program(office.liaison), Program(office.court_liaison)
        assert [agency.get("/appearances/").status_code for _n in range(2)] == [200, 200]
        refused = agency.get("/appearances/")
        assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
        assert 0 < int(refused["Retry-After"]) <= 60
        # Each token has its own.
        assert court.get("/appearances/").status_code == 200


def test_who_makes_and_revokes_tokens() -> None:
    office = Court()
    with at("2026-03-02"):
        given = {"role": Role.AGENCY_LIAISON, "organisation": office.agency, "name": "x", "scopes": ["read"]}
        for actor in (office.officer, office.director, office.court_liaison):
            with pytest.raises(PermissionDenied):
                make_token(actor=actor, expires_on=dt.date(2026, 4, 1), **given)
        for day in (dt.date(2026, 3, 1), dt.date(2027, 3, 4)):
            with pytest.raises(ValidationError):
                make_token(actor=office.liaison, expires_on=day, **given)
        with pytest.raises(ValidationError):
            make_token(actor=office.liaison, expires_on=dt.date(2026, 4, 1), **(given | {"scopes": ["x"]}))
        token, secret = make_token(actor=office.liaison, expires_on=dt.date(2026, 4, 1), **given)
        assert secret not in json.dumps(list(ApiToken.objects.values()), default=str)
        colleague = actor_for(make_user(Role.AGENCY_LIAISON, office.agency))
        with pytest.raises(PermissionDenied):
            revoke_token(actor=office.court_liaison, token=token)
        revoke_token(actor=colleague, token=token)
        token.refresh_from_db()
        assert token.revoked_at is not None
        assert list(TrailEntry.objects.filter(object_type="accounts.apitoken").values_list("action", flat=True)) == [
            "token.revoke",
            "token.make",
        ]


def test_the_page_of_tokens_shows_a_secret_once() -> None:
    office = Court()
    with at("2026-03-02"):
        client = Client()
        client.force_login(office.liaison.user)
        form = client.get("/account/tokens/").context["form"]
        data = {
            "once_key": form["once_key"].value(),
            "name": "办公系统",
            "place": f"agency_liaison:{office.agency.pk}",
            "scopes": ["read"],
            "expires_on": "2026-12-31",
        }
        made = client.post("/account/tokens/", data)
        secret = made.context["secret"]
        assert secret in made.content.decode()
        again = client.post("/account/tokens/", data, follow=True)
        assert secret not in again.content.decode()
        assert ApiToken.objects.count() == 1
        assert (
            client.post("/account/tokens/", data | {"expires_on": "2030-01-01", "once_key": "a" * 32}).status_code
            == 422
        )
        other = Client()
        other.force_login(office.court_liaison.user)
        token = ApiToken.objects.get()
        assert other.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
        assert client.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
        token.refresh_from_db()
        assert token.revoked_at is not None


def test_errors_have_one_shape_in_both_languages() -> None:
    office = Court()
    with at("2026-03-02"):
        suit = office.sue()
        row = office.of(suit, office.set(suit, "2026-03-20"))
        agency = Program(office.liaison)
        path = f"/appearances/{row.pk}/nominate_head/"
        wrong = agency.post(path, on_date="2026-13-01", head=999, colour="red")
        assert wrong.status_code == 422
        assert [error["field"] for error in wrong.json()["errors"]] == ["colour"]
        wrong = agency.post(path, english=True, on_date="2027-01-01")
        assert {error["field"] for error in wrong.json()["errors"]} == {"on_date", "head"}
        assert wrong.json()["title"] == "What was sent cannot be carried out"
        early = agency.post(
            f"/appearances/{row.pk}/submit_appearance/", english=True, on_date="2026-03-02", who="nobody"
        )
        assert early.status_code == 409
        assert "begun" in early.json()["detail"]
        headers = agency.headers
        broken = agency.client.post(f"{V1}{path}", "{", content_type="application/json", headers=headers)
        assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")
        for asked in ({"state": "x"}, {"since": "x"}, {"page_size": "0"}, {"cursor": "x"}):
            assert agency.get("/appearances/", **asked).status_code == 400
        assert agency.client.get("/api/v1/nothing/", headers=headers)["Content-Type"] == "application/problem+json"
        anonymous = Client().get(f"{V1}/hearings/")
        assert (anonymous.status_code, anonymous.json()["title"]) == (401, "需要有效的令牌")
        named = {"on_date": "2026-03-02", "head": office.principal.pk}
        assert agency.post(path, key="k", **named).status_code == 201
        court, further = Program(office.court_liaison), office.sue()
        join = {"on_date": "2026-03-02", "cases": [further.dossier.number]}
        joined = [court.post(f"/hearings/{row.case.sitting_id}/join/", key="j", **join) for _n in range(2)]
        assert [answer.status_code for answer in joined] == [200, 200]
        assert joined[0].json() == joined[1].json()
        assert court.post(f"/hearings/{row.case.sitting_id}/join/", key="j2", **join).status_code == 422
        reused = agency.post(path, key="k", **(named | {"head": office.deputy.pk}))
        assert reused.status_code == 422
        assert "idempotency_key_reused" in reused.json()["type"]
        stale = agency.post(
            f"/appearances/{row.pk}/change_head/", version=1, reason="x", **(named | {"head": office.deputy.pk})
        )
        assert stale.status_code == 409, stale.content


def test_lists_are_walked_by_keyset() -> None:
    office = Court()
    with at("2026-03-02"):
        suits = [office.sue() for _n in range(5)]
        for place, suit in enumerate(suits):
            office.set(suit, f"2026-03-{20 + place // 2}", starts=f"{9 + place}:00", ends=f"{9 + place}:30")
        agency = Program(office.liaison)
        for path in ("/hearings/", "/appearances/", "/litigation/"):
            walked, asked = [], {"page_size": "2"}
            while True:
                answer = agency.get(path, **asked).json()
                walked += [row["id"] for row in answer["results"]]
                if not answer["next"]:
                    break
                asked = {"page_size": "2", "cursor": answer["next"].split("cursor=")[1].split("&")[0]}
            assert len(walked) == len(set(walked)) == 5, path
        found = agency.get("/hearings/", since="2026-03-21", until="2026-03-21").json()["results"]
        assert {row["hearing_on"] for row in found} == {"2026-03-21"}
        assert len(found) == 2
