"""The auditor's page: each search finds what it asks for by an index of its own, and the seal is shown as it stands."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actors import SYSTEM, Actor
from accounts.models import Role
from accounts.timekeeping import at, now
from dossiers.filters import TrailFilter
from dossiers.models import TrailEntry
from dossiers.seal.sealer import seal_trail
from dossiers.tasks import prove_trail
from dossiers.trail import object_kinds, record
from tests import factories as make
from tests.factories import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(office: Office) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(make.make_user(Role.AUDITOR, office.organ.office))
    return client


def shown(client: Client, **asked: Any) -> list[int]:
    return [entry.pk for entry in client.get(reverse("dossiers:trail"), asked).context["page"]]


def test_it_is_searched_by_object_and_by_what_its_objects_are(auditor: Client, office: Office) -> None:
    first, second = office.register(), office.register(applicant="吴某")
    ids = set(TrailEntry.objects.filter(object_type="cases.reconsiderationcase").values_list("pk", flat=True))
    assert set(shown(auditor, kind="cases.reconsiderationcase")) == ids
    (one,) = shown(auditor, kind="cases.reconsiderationcase", object=f" {second.pk} ")
    assert TrailEntry.objects.get(pk=one).dossier_id == second.pk
    any_kind = shown(auditor, object=str(first.pk))
    assert set(any_kind) == set(TrailEntry.objects.filter(object_id=str(first.pk)).values_list("pk", flat=True))
    assert object_kinds() == sorted(
        set(TrailEntry.objects.exclude(object_type="").values_list("object_type", flat=True))
    )
    page = auditor.get(reverse("dossiers:trail"), {"kind": "no.such"})
    assert page.status_code == 200


def test_it_is_searched_by_person_case_action_and_period_together(auditor: Client, office: Office) -> None:
    with at(now() - dt.timedelta(days=40)):
        old = office.register()
    office.accept(office.register(applicant="吴某"))
    case = office.register(applicant="郑某")
    office.accept(case)
    number = case.dossier.number
    asked = {"person": office.officer.user.username, "action": "step.take", "case": f" {number} "}
    found = shown(auditor, **asked)
    assert found
    assert {TrailEntry.objects.get(pk=pk).dossier_id for pk in found} == {case.pk}
    assert shown(auditor, **asked, last=f"{now() - dt.timedelta(days=1):%Y-%m-%d}") == []
    (entry,) = shown(auditor, last=f"{now() - dt.timedelta(days=30):%Y-%m-%d}", action="case.register")
    assert TrailEntry.objects.get(pk=entry).dossier_id == old.pk
    assert shown(auditor, case="甲区府复〔2026〕99号") == []


def test_the_newest_comes_first_by_its_time_whatever_its_number(auditor: Client, office: Office) -> None:
    with at(now() - dt.timedelta(days=3)):
        late = record(actor=Actor(user=office.officer.user), action="sign-out")
    assert shown(auditor)[-1] == late.pk


PLANS = {
    "": "trail_by_time",
    "first=2026-11-01&last=2026-11-02": "trail_by_time",
    "action=file.read": "trail_of_action",
    "action=file.read&first=2026-11-01": "trail_of_action",
    "kind=dossiers.party&object=7": "trail_of_object",
}


def test_each_search_walks_its_own_index_in_the_order_of_the_page(office: Office) -> None:
    """No sort, and no filter but the index's own: a page costs what it shows, however long the trail is."""
    office.register()
    record(actor=SYSTEM, action="x", obj=office.register(applicant="吴某").dossier.parties.first())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    for query, index in PLANS.items():
        asked = dict(part.split("=") for part in query.split("&") if part)
        rows = TrailFilter(asked, TrailEntry.objects.order_by("-at", "-pk")).qs[:51]
        plan = rows.explain()
        assert f"using {index} on" in plan, (query, plan)
        assert "Sort" not in plan, (query, plan)
        assert "Filter:" not in plan, (query, plan)


def test_the_seal_is_shown_as_it_stands(auditor: Client, office: Office) -> None:
    def text() -> str:
        return auditor.get(reverse("dossiers:trail")).content.decode()

    assert "Nothing is sealed yet" in text()
    assert "Not yet proven" in text()
    seal_trail()
    last = TrailEntry.objects.latest("pk")
    assert f"Entry {last.pk}, at" in text()
    assert "Nothing waits" in text()
    record(actor=SYSTEM, action="sign-in")
    record(actor=SYSTEM, action="sign-in")
    assert "2 entries, the oldest since" in text()
    with at(now() + dt.timedelta(minutes=11)):
        assert "the sealing does not keep up" in text()
    seal_trail()
    prove_trail()
    assert f": whole, {TrailEntry.objects.count()} entries" in text()


def test_the_export_says_which_seal_an_entry_has(auditor: Client, office: Office) -> None:
    seal_trail()
    unsealed = record(actor=Actor(user=office.officer.user), action="sign-out")
    answer = auditor.get(reverse("dossiers:trail-export"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    positions = [row["Seal"] for row in rows]
    assert positions[0] == "" or TrailEntry.objects.latest("at").action == "trail.export"
    assert positions.count("") == TrailEntry.objects.filter(pk__gte=unsealed.pk).count()
    assert sorted(int(position) for position in positions if position) == list(
        range(1, len(positions) - positions.count("") + 1)
    )
