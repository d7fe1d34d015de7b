"""One step in many cases: each for itself, each with its result, and nothing learnt of cases out of sight."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.actors import Actor
from accounts.models import Role, User
from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import Dossier, TimelineEntry, TrailEntry
from notices.models import Notice
from tests import factories as make
from tests.background import run_at_once
from tests.database import forget
from workflow import services as flow
from workflow.batch import services
from workflow.batch.declared import batch_step
from workflow.batch.services import Chosen
from workflow.models import Batch, BatchResult

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound")]

URL = "/batches/new/reconsideration/assign/"
NOBODY = SimpleNamespace(delay=lambda batch_id: None)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with at("2026-11-20 10:00"):
        yield


def begin(actor: Actor, officer: User, *cases: ReconsiderationCase, key: str = "a" * 32, **more: Any) -> Batch:
    """A batch of assignments in cases as they stand, begun and not yet carried out."""
    with translation.override("en"):
        return services.begin(
            actor=actor,
            declared=batch_step("reconsideration", "assign"),
            raw={"on_date": ["2026-11-20"], "officer": [str(officer.pk)]},
            chosen=more.get("chosen", [Chosen(case.pk, case.dossier.version) for case in cases]),
            key=key,
            start=NOBODY,
        )


def results(batch: Batch) -> list[str]:
    return list(batch.cases.values_list("result", flat=True))


def test_each_case_is_a_step_of_its_own_with_its_own_result(office: make.Office, other_office: make.Office) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    fine, stale, closed, strange = (office.register(applicant=name) for name in ("甲某", "乙某", "丙某", "丁某"))
    foreign = other_office.register()
    office.approved(closed, "void", reason="重复登记")
    batch = begin(
        office.director,
        taker,
        chosen=[
            Chosen(fine.pk, fine.dossier.version),
            Chosen(stale.pk, stale.dossier.version),
            Chosen(closed.pk, closed.dossier.version),
            Chosen(foreign.pk, foreign.dossier.version),
            Chosen(2_000_000_000, 1),
            Chosen(fine.pk, fine.dossier.version),
        ],
    )
    office.take(stale, "accept", procedure="ordinary")
    services.carry_out(batch.pk)
    kinds = [BatchResult.DONE, BatchResult.CHANGED, BatchResult.REFUSED, BatchResult.MISSING, BatchResult.MISSING]
    assert results(batch) == kinds
    reasons = list(batch.cases.values_list("reason", flat=True))
    assert reasons[0] == ""
    assert reasons[1].startswith("The case was changed while the form was open.")
    assert reasons[2] == "The case is not at this stage."
    # A case of another office and one that there is not are told alike.
    foreign_row, missing_row = batch.cases.filter(result=BatchResult.MISSING).order_by("place")
    assert (foreign_row.dossier_id, foreign_row.reason) == (missing_row.dossier_id, missing_row.reason) == (None, "")
    for case, officer in ((fine, taker), (stale, office.officer.user), (strange, office.officer.user)):
        make.reload(case)
        assert case.dossier.officer == officer
    entry = TimelineEntry.objects.unscoped("a test").get(step="assign")
    assert (entry.dossier_id, entry.taken_by) == (fine.pk, office.director.user)
    assert TrailEntry.objects.get(action="batch.begin").detail == {"step": "assign", "count": 5}
    assert TrailEntry.objects.filter(action="step.take", dossier_id=fine.pk, detail__step="assign").count() == 1


def test_the_officer_is_told_once_with_the_number(office: make.Office) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    batch = begin(office.director, taker, *(office.register() for _ in range(3)))
    for _ in range(2):
        services.carry_out(batch.pk)
    notice = Notice.objects.get(recipient=taker)
    assert notice.texts["zh-hans"] == "已指定您承办 3 件案件。"
    assert notice.texts["en"] == "3 cases were assigned to you."
    assert notice.path == "/reconsideration/?officer=me"


def test_nobody_is_told_of_a_batch_in_which_nothing_was_done(office: make.Office) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    case = office.register()
    batch = begin(office.director, taker, case)
    office.take(case, "accept", procedure="ordinary")
    services.carry_out(batch.pk)
    assert results(batch) == [BatchResult.CHANGED]
    assert not Notice.objects.filter(recipient=taker).exists()
    batch.refresh_from_db()
    assert batch.finished_at is not None


def test_an_officer_of_another_office_is_refused_in_each_case(office: make.Office, other_office: make.Office) -> None:
    case = office.register()
    batch = begin(office.director, other_office.officer.user, case)
    services.carry_out(batch.pk)
    assert results(batch) == [BatchResult.REFUSED]
    assert batch.cases.get().reason
    make.reload(case)
    assert case.dossier.officer == office.officer.user


def test_rights_are_those_of_the_moment_at_which_it_is_done(office: make.Office) -> None:
    """A director who has become an officer meanwhile sees the case and may no longer assign it."""
    case = office.register()
    batch = begin(office.director, office.officer.user, case)
    office.director.user.assignments.update(role=Role.OFFICER)
    services.carry_out(batch.pk)
    assert results(batch) == [BatchResult.FORBIDDEN]
    other = begin(make.make_actor(Role.DIRECTOR, office.organ), office.officer.user, case, key="b" * 32)
    forget(other.created_by.assignments.all())
    services.carry_out(other.pk)
    assert results(other) == [BatchResult.MISSING]


def test_it_is_for_directors_and_bounded(office: make.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = office.register()
    for actor in (office.officer, office.leader, office.liaison):
        with pytest.raises(PermissionDenied):
            begin(actor, office.officer.user, case)
    with pytest.raises(ValidationError):
        begin(office.director, office.officer.user)
    monkeypatch.setattr(services, "MOST_CASES", 1)
    with pytest.raises(ValidationError) as error:
        begin(office.director, office.officer.user, case, office.register())
    assert error.value.code == "many"
    assert not Batch.objects.exists()


def test_begun_twice_with_one_key_it_is_one_batch(office: make.Office) -> None:
    case, later = office.register(), office.register()
    first = begin(office.director, office.officer.user, case)
    assert begin(office.director, office.officer.user, case, later) == first
    assert first.cases.count() == 1
    assert begin(office.director, office.officer.user, case, key="b" * 32) != first


def test_broken_off_it_goes_on_where_it_stood(office: make.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    batch = begin(office.director, taker, *(office.register() for _ in range(3)))
    one, calls = services._carry_out_one, []

    def break_off(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        one(*args)

    monkeypatch.setattr(services, "_carry_out_one", break_off)
    with pytest.raises(SystemExit):
        services.carry_out(batch.pk)
    assert results(batch) == [BatchResult.DONE, BatchResult.WAITING, BatchResult.WAITING]
    assert not Notice.objects.filter(recipient=taker).exists()
    monkeypatch.undo()
    services.carry_out(batch.pk)
    assert results(batch) == [BatchResult.DONE] * 3
    assert TimelineEntry.objects.unscoped("a test").filter(step="assign").count() == 3
    assert Notice.objects.get(recipient=taker).texts["en"] == "3 cases were assigned to you."


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_batch_take_each_step_once(office: make.Office) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    batch = begin(office.director, taker, *(office.register() for _ in range(6)))
    barrier, failed = threading.Barrier(2), []

    def work() -> None:
        try:
            barrier.wait()
            services.carry_out(batch.pk)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert results(batch) == [BatchResult.DONE] * 6
    assert TimelineEntry.objects.unscoped("a test").filter(step="assign").count() == 6
    assert Notice.objects.filter(recipient=taker).count() == 1


# --- pages -----------------------------------------------------------------------------------------------------


def client_of(actor: Actor) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(actor.user)
    return client


def sent_of(page: Any, officer: User) -> dict[str, Any]:
    """What the confirmation's form sends."""
    return {
        "confirm": "1",
        "key": page.context["key"],
        "case": page.context["ticked"],
        "version": page.context["versions"],
        "on_date": "2026-11-20",
        "officer": officer.pk,
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tasks_at_once")
def test_from_the_ticked_rows_to_the_results(office: make.Office, other_office: make.Office) -> None:
    taker = make.make_actor(Role.OFFICER, office.organ).user
    first, second, foreign = (
        office.register(applicant="甲某"),
        office.register(),
        other_office.register(applicant="密某"),
    )
    client = client_of(office.director)
    page = client.post(URL, {"case": [first.pk, second.pk, foreign.pk, "x"]})
    html = page.content.decode()
    assert page.status_code == 200
    assert "甲某" in html
    assert "密某" not in html
    assert "1 case was not found" in html
    empty = client.post(URL, sent_of(page, taker) | {"officer": ""})
    assert empty.status_code == 422
    assert not Batch.objects.exists()
    office.take(second, "accept", procedure="ordinary")
    answers = [client.post(URL, sent_of(page, taker)) for _ in range(2)]
    batch = Batch.objects.get()
    assert [answer.url for answer in answers] == [f"/batches/{batch.pk}/"] * 2
    result = client.get(f"/batches/{batch.pk}/")
    html = result.content.decode()
    assert result.context["counts"] == [
        {"n": 1, "label": "Carried out"},
        {"n": 1, "label": "Not found"},
        {"n": 1, "label": "Changed meanwhile"},
    ]
    assert "密某" not in html
    assert f"/{foreign.pk}/" not in html.replace(f"/batches/{batch.pk}/", "")
    assert client.get(f"/batches/{batch.pk}/progress/").url == f"/batches/{batch.pk}/"
    assert client_of(make.make_actor(Role.DIRECTOR, office.organ)).get(f"/batches/{batch.pk}/").status_code == 404


def test_nothing_ticked_or_too_much_is_said(office: make.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(office.director)
    assert "Select at least one case." in client.post(URL).content.decode()
    assert "None of these cases was found." in client.post(URL, {"case": ["77777777"]}).content.decode()
    monkeypatch.setattr(services, "MOST_CASES", 1)
    ids = [office.register().pk for _ in range(2)]
    answer = client.post(URL, {"case": ids})
    assert (answer.status_code, "At most 1 cases at a time." in answer.content.decode()) == (422, True)
    assert client.post("/batches/new/reconsideration/decide/", {"case": ids}).status_code == 404


def test_a_batch_under_way_shows_how_far_it_is_and_can_be_gone_on_with(office: make.Office) -> None:
    batch = begin(office.director, office.officer.user, office.register(), office.register())
    client = client_of(office.director)
    page = client.get(f"/batches/{batch.pk}/")
    assert "0 of 2 cases" in page.content.decode()
    assert not page.context["still"]
    assert "0 of 2 cases" in client.get(f"/batches/{batch.pk}/progress/").content.decode()
    with at("2026-11-20 10:05"):
        assert client.get(f"/batches/{batch.pk}/").context["still"]
        with run_at_once():
            client.post(reverse("workflow:batch-go-on", args=[batch.pk]))
    assert results(batch) == [BatchResult.DONE] * 2


def test_boxes_stand_before_the_rows_of_who_may_take_a_step_in_many(office: make.Office) -> None:
    case = office.register()
    box = f'name="case" value="{case.pk}"'
    for actor in (office.director, office.officer):
        assert box in client_of(actor).get("/reconsideration/").content.decode()
    for actor in (office.leader, office.liaison):
        assert box not in client_of(actor).get("/reconsideration/").content.decode()


def test_the_results_need_the_same_queries_for_one_case_and_for_many(office: make.Office) -> None:
    counts = []
    for number, key in ((1, "c" * 32), (12, "d" * 32)):
        batch = begin(office.director, office.officer.user, *(office.register() for _ in range(number)), key=key)
        services.carry_out(batch.pk)
        client = client_of(office.director)
        client.get(f"/batches/{batch.pk}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/batches/{batch.pk}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Dossier.objects.unscoped("a test").filter(officer=office.officer.user).count() == 13


def test_an_officer_takes_a_step_in_parallel_cases_and_each_has_its_result(office: make.Office) -> None:
    with at("2026-11-10"):
        fine, converted, other = (office.heard() for _number in range(3))
        simplified = office.register()
        office.accept(simplified, "simplified")
        make.take(office.director, other, "assign", officer=office.second.user, second=office.third.user)
    client = client_of(office.officer)
    shown = client.get(reverse("cases:list"), {"status": "running"}).content.decode()
    assert "/batches/new/reconsideration/extend/" in shown
    assert "/batches/new/reconsideration/assign/" not in shown
    ticked = [fine.pk, converted.pk, other.pk, simplified.pk]
    new = reverse("workflow:batch-prepare", args=["reconsideration", "extend"])
    preview = client.post(new, {"case": ticked})
    sent = {"confirm": "1", "key": preview.context["key"], "on_date": "2026-11-20", "days": "30", "reason": "案情复杂"}
    sent |= {"case": ticked, "version": preview.context["versions"]}
    assert client.post(new, sent).status_code == 302
    services.carry_out(Batch.objects.get().pk)
    # Another officer's case is not theirs to extend, and the simplified procedure knows no extension (62②).
    assert results(Batch.objects.get()) == ["asked", "asked", "forbidden", "refused"]
    assert "62" in Batch.objects.get().cases.get(place=3).reason
    assert fine.dossier.deadlines.get(clock="fy_decide_60d").due_on.isoformat() == "2027-01-11"
    for approval in fine.dossier.approvals.all():
        flow.decide(actor=office.director, approval=approval, approve=True)
    assert fine.dossier.facts.current().get(kind="extended").value == {"days": 30}
    assert client.post(reverse("workflow:batch-prepare", args=["reconsideration", "decide"]), {}).status_code == 404
    assert client_of(office.liaison).post(new, {"case": ticked}).status_code == 403
