"""Rosters of agency heads and the evidence of their duties: who keeps them, and what the roster refuses."""

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.actors import actor_for
from accounts.models import Role, RosterEntry
from accounts.once import new_key
from accounts.timekeeping import today
from hearings.models import DutyEvidence, DutyResult
from tests.factories import Office, agency_of, browser, make_organisation, make_user, pdf

pytestmark = pytest.mark.django_db
HEAD = {"name": "周 明", "rank": "principal", "post": "局长", "valid_from": "20240101"}


def typed(**fields: Any) -> dict[str, Any]:
    return {**HEAD, "once_key": new_key(), **fields}


def workbook(*rows: list[Any]) -> io.BytesIO:
    book = Workbook()
    for row in (["单位", "姓名", "级别", "职务", "任职时间"], *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "名册.xlsx"
    return file


def test_a_roster_is_kept_by_the_agency_and_its_office() -> None:
    office, other = Office(), Office("乙区")
    agency = agency_of(office.organ)
    url = reverse("hearings:roster", args=[agency.pk])
    liaison = browser(office.liaison)
    assert liaison.post(url, typed()).status_code == 302
    entry = RosterEntry.objects.get()
    assert (entry.name, entry.organisation, entry.entered_by) == ("周明", agency, office.liaison.user)

    # The same person again, and a second principal in the post: each is said at its field.
    answer = liaison.post(url, typed(rank="deputy", post="副局长", valid_from="20250101"))
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    answer = liaison.post(url, typed(name="吴亮"))
    assert answer.status_code == 422
    assert "rank" in answer.context["form"].errors
    answer = liaison.post(url, typed(name="吴亮", rank="deputy", valid_to="20230101"))
    assert "valid_to" in answer.context["form"].errors

    # Other posts: the old entry ends, the new one begins; what lies before keeps the post of its day.
    page = reverse("hearings:roster-entry", args=[entry.pk])
    answer = browser(office.officer).post(page, typed(rank="deputy", post="副局长", valid_from="20231231"))
    assert answer.status_code == 422
    assert "valid_from" in answer.context["form"].errors
    assert browser(office.officer).post(page, typed(post="一级调研员", valid_from="20250601")).status_code == 302
    posts = dict(RosterEntry.objects.values_list("post", "valid_to"))
    assert posts == {"局长": dt.date(2025, 5, 31), "一级调研员": None}
    assert RosterEntry.objects.on(dt.date(2025, 5, 31)).get().post == "局长"

    later = RosterEntry.objects.get(post="一级调研员")
    page, void = (reverse(f"hearings:{name}", args=[later.pk]) for name in ("roster-entry", "roster-void"))
    assert liaison.post(page, {"last_day": "20250501"}).status_code == 422
    assert liaison.post(page, {"last_day": "20251231"}).status_code == 302
    assert liaison.post(void, {"reason": ""}).status_code == 302
    assert liaison.post(void, {"reason": "录错"}).status_code == 302
    later.refresh_from_db()
    assert (later.valid_to, later.void_reason) == (dt.date(2025, 12, 31), "录错")
    assert liaison.get(page).status_code == liaison.get(url).status_code == 200

    # The principal comes before the deputies, whoever holds the post no more comes last.
    assert liaison.post(url, typed(name="郑新", rank="deputy", post="副局长", valid_from="20260101")).status_code == 302
    assert liaison.post(url, typed(name="王立", valid_from="20260101")).status_code == 302
    rows = liaison.get(url).context["table"]["rows"]
    assert [(row["cells"][0]["value"], str(row["cells"][1])) for row in rows] == [
        ("王立", "正职负责人"),
        ("郑新", "副职负责人"),
        ("周明", "正职负责人"),
        ("周明", "正职负责人"),
    ]
    shown = browser(office.director).get(reverse("hearings:rosters")).content.decode()
    assert "王立（局长）、郑新（副局长）" in shown

    # Another agency's liaison, another district's office: there is no such roster.
    strange = make_organisation("丙局", "department", office.organ.organisation)
    liaison_of = actor_for(make_user(Role.AGENCY_LIAISON, strange))
    for actor in (liaison_of, other.officer, other.liaison):
        client = browser(actor)
        assert {client.get(url).status_code, client.post(page, typed()).status_code} == {404}
        assert client.post(void, {"reason": "x"}).status_code == 404
    assert browser(office.director).get(reverse("hearings:rosters")).status_code == 200
    assert browser(office.court_liaison).get(reverse("hearings:rosters")).status_code == 403


def test_a_workbook_is_shown_before_it_is_entered_and_refused_rows_come_back() -> None:
    office = Office()
    agency = agency_of(office.organ)
    url = reverse("hearings:roster-import")
    client = browser(office.officer)
    file = workbook(
        [agency.name, "周明", "正职", "局长", dt.date(2024, 1, 1)],
        [agency.name, "周明", "副职", "副局长", "2024.5.1"],
        ["别处的局", "吴亮", "副职", "副局长", "2024.5.1"],
        [agency.name, "郑和", "科员", "科长", "2024.13.1"],
        [agency.name, "吴亮", "副职", "副局长", "2024年5月1日"],
    )
    shown = client.post(url, {"file": file})
    assert (shown.context["right"], shown.context["wrong"]) == (2, 3)
    assert not RosterEntry.objects.exists()
    sealed = shown.context["sealed"]
    back = client.post(url, {"sealed": sealed, "refused": "1"})
    sheet = load_workbook(io.BytesIO(back.content)).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["周明", "吴亮", "郑和"]
    assert client.post(url, {"sealed": sealed}).status_code == 302
    assert set(RosterEntry.objects.values_list("name", flat=True)) == {"周明", "吴亮"}
    # Sent twice, nobody is entered twice; a seal that was tampered with is none.
    client.post(url, {"sealed": sealed})
    assert RosterEntry.objects.count() == 2
    assert client.post(url, {"sealed": sealed[:-2]}).status_code == 422
    assert client.post(url, {"file": pdf()}).status_code == 422


def test_the_six_duties_are_given_and_checked() -> None:
    office, other = Office(), Office("乙区")
    agency = agency_of(office.organ)
    url = reverse("hearings:duties", args=[agency.pk])
    liaison, director = browser(office.liaison), browser(office.director)
    given = {"duty": "head_duty.rules", "on_date": today().isoformat(), "what": "印发制度", "paper": pdf()}
    assert liaison.post(url, {**given, "once_key": new_key()}).status_code == 302
    evidence = DutyEvidence.objects.get()
    assert (evidence.organ, evidence.result, evidence.file_name) == (office.organ, "open", "scan.pdf")
    act, paper = (reverse(f"hearings:{name}", args=[evidence.pk]) for name in ("duty-act", "duty-paper"))
    assert liaison.post(act, {"act": "accept"}).status_code == 403
    director.post(act, {"act": "return"})
    evidence.refresh_from_db()
    assert evidence.result == "open"  # Returned with a reason or not at all.
    director.post(act, {"act": "return", "note": "缺会议记录"})
    evidence.refresh_from_db()
    assert (evidence.result, evidence.result_note) == ("returned", "缺会议记录")
    director.post(act, {"act": "accept"})
    assert b"".join(director.get(paper).streaming_content).startswith(b"%PDF")
    overview = director.get(reverse("hearings:duty-overview"))
    assert overview.status_code == 200
    assert str(DutyResult.ACCEPTED.label) in overview.content.decode()
    assert "缺会议记录" not in liaison.get(url).content.decode()
    for client in (browser(other.officer), browser(other.liaison)):
        assert {client.get(url).status_code, client.get(paper).status_code} == {404}
        assert client.post(act, {"act": "accept"}).status_code == 404
    liaison.post(act, {"act": "void", "note": "重复"})
    evidence.refresh_from_db()
    assert evidence.void_reason == "重复"
