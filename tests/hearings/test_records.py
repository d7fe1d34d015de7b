"""Appearance records from a workbook: shown, entered once, refused rows back; nothing of another agency."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile, File
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.actors import actor_for
from accounts.models import Role
from accounts.timekeeping import at
from hearings.records import RECORDS
from tests.cases.ledgers import as_file, workbook
from tests.factories import make_organisation, make_user
from tests.hearings.court import Court
from workflow.ledger import services
from workflow.ledger.ledgers import RowResult
from workflow.ledger.services import import_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound", "english")]
HEADINGS = [
    "案号",
    "被告机关",
    "开庭日期",
    "出庭情况",
    "出庭负责人",
    "是否发表意见",
    "发表意见内容",
    "中途退庭",
    "其他人员",
    "不出庭理由",
    "情况说明",
]


def hand_in(court: Court, actor: Any, *rows: list[Any], preview: bool = False) -> list[RowResult]:
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    read = RECORDS.read(ContentFile(file.getvalue()))
    return import_now(actor=actor, ledger=RECORDS, organ=court.organ, book=read, preview=preview)


def test_a_row_is_judged_as_the_form_judges_it() -> None:
    court = Court()
    other = make_organisation("交通局", "department", court.organ.organisation)
    its_liaison = actor_for(make_user(Role.AGENCY_LIAISON, other))
    below = make_organisation("执法大队", "department", court.agency)
    court.head("丙大队长", agency=below)
    with at("2026-03-02"):
        suits = [court.sue() for _n in range(3)]
        sitting = court.set(suits[0], "2026-03-20")
        court.set(suits[1], "2026-03-20", courtroom="第三法庭", clash_reason="x")
        court.step(court.liaison, suits[0], "nominate_head", sitting, head=court.principal)
    numbers = [suit.dossier.number for suit in suits]
    name = court.agency.name
    rows = [
        [numbers[0], name, "2026.3.20", "负责人", "郑局长", "是", "实质化解", "否", ""],
        [
            numbers[1].replace("（", "(").replace("）", ")"),
            name,
            "20260320",
            "负责人",
            "丙大队长",
            "是",
            "化解",
            "否",
            "",
        ],
        [numbers[1], name, "2026-03-20", "仅工作人员", "", "", "", "", ""],
        [numbers[2], name, "2026-03-20", "仅工作人员", "", "", "", "", "周科员"],
        [numbers[0], other.name, "2026-03-20", "仅工作人员", "", "", "", "", "周科员"],
    ]
    with at("2026-03-23"):
        nothing = hand_in(court, its_liaison, *rows[:4], preview=True)
        assert {(row.status, row.reason()) for row in nothing} == {
            ("refused", "There is no such hearing of this agency in this case.")
        }
        shown = hand_in(court, court.liaison, *rows, preview=True)
        assert [row.status for row in shown] == ["created", "refused", "refused", "refused", "refused"]
        reasons = [row.reason() for row in shown]
        assert "subordinate body" in reasons[1]
        assert "Name who came" in reasons[2]
        assert "ground on which no head came" in reasons[2]
        assert {"no such hearing" in reason for reason in reasons[3:]} == {True}
        assert court.of(suits[0], sitting).state == "nominated"
        done = hand_in(court, court.liaison, *rows)
        assert [row.status for row in done] == [row.status for row in shown]
        assert court.of(suits[0], sitting).came_id == "appearance.principal"
        again = hand_in(court, court.liaison, rows[0])
        assert "handed in already" in again[0].reason()
        # The template brings what is still owed, and only that.
        client = Client()
        client.force_login(court.liaison.user)
        answer = client.get(reverse("hearings:record-template"))
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [numbers[1]]
        client.force_login(its_liaison.user)
        answer = client.get(reverse("hearings:record-template"))
        assert load_workbook(io.BytesIO(answer.content)).active.max_row == 1


def test_a_liaison_follows_their_own_workbook_from_the_preview_to_the_record() -> None:
    court = Court()
    other = actor_for(
        make_user(Role.AGENCY_LIAISON, make_organisation("交通局", "department", court.organ.organisation))
    )
    with at("2026-03-02"):
        suit = court.sue()
        sitting = court.set(suit, "2026-03-20")
    row = [suit.dossier.number, court.agency.name, "2026-03-20", "仅工作人员", "", "", "", "", "周科员"]
    row += ["无正当理由", "未作安排"]
    waiting = SimpleNamespace(delay=lambda run: None)
    with at("2026-03-23"):
        given = File(as_file(workbook([row], HEADINGS)), "records.xlsx")
        run = services.hand_in(actor=court.liaison, ledger=RECORDS, organ=court.organ, file=given, start=waiting)
        services.read_run(run.pk)
        address = reverse("hearings:record-import-run", args=[run.pk])

        def page(who: Any) -> Any:
            client = Client()
            client.force_login(who.user)
            return client.get(address)

        shown = page(court.liaison)
        assert [view["count"] for view in shown.context["views"]] == [1, 0, 0]
        assert suit.dossier.number in shown.content.decode()
        assert [page(who).status_code for who in (other, court.officer)] == [404, 404]
        services.confirm(actor=court.liaison, run=run, start=waiting)
        assert services.import_run(run.pk).status == "done"
        assert court.of(suit, sitting).state == "submitted"
        # What the import says stands in the place of what the preview said.
        assert [line.dossier_id for line in run.lines.all()] == [suit.pk]
