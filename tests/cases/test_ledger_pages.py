"""The pages of an import: hand in, preview, confirm once, result, rows to correct; for the office alone."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError
from openpyxl import load_workbook

from accounts.actors import actor_for
from accounts.models import Organ, Role
from cases import ledger as cases_ledger
from dossiers.models import Dossier, TrailEntry
from tests import factories as make
from tests.cases.ledgers import FILE, TRUTH, as_file, row, workbook
from tests.shipped import load_reference
from workflow import tasks
from workflow.ledger import ledgers, services
from workflow.models import ImportRun, ImportStatus

pytestmark = pytest.mark.django_db

SENT: list[tuple[str, int]] = []


@pytest.fixture
def organ() -> Organ:
    return load_reference()


@pytest.fixture
def officer(organ: Organ, client: Client) -> Any:
    user = make.make_user(Role.OFFICER, organ.office)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The tasks that were sent to the workers, instead of sending them."""
    found: list[tuple[str, int]] = []
    for name in ("read_ledger", "import_ledger"):
        monkeypatch.setattr(getattr(tasks, name), "delay", lambda pk, name=name: found.append((name, pk)))
    return found


def hand_in(client: Client, content: bytes, capture: Callable[..., Any], name: str = "台账.xlsx") -> Any:
    with capture(execute=True):
        return client.post(reverse("cases:import"), {"file": SimpleUploadedFile(name, content)} | organ_field())


def organ_field() -> dict[str, int]:
    return {"organ": Organ.objects.get(number_prefix="黔江府复").pk}


def made_of(rows: list[list[Any]]) -> bytes:
    return as_file(workbook(rows)).getvalue()


def only_run() -> ImportRun:
    return ImportRun.objects.unscoped("a test").get()


def page(client: Client, name: str = "import-run", **query: str) -> Any:
    return client.get(reverse(f"cases:{name}", args=[only_run().pk]), query)


def test_from_the_file_to_the_cases(
    organ: Organ,
    officer: Any,
    client: Client,
    sent: list[tuple[str, int]],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    assert client.get(reverse("cases:import")).status_code == 200
    answer = hand_in(client, FILE.read_bytes(), django_capture_on_commit_callbacks)
    run = only_run()
    assert answer["Location"] == reverse("cases:import-run", args=[run.pk])
    assert sent == [("read_ledger", run.pk)]
    # While it is read the page says so and asks again.
    waiting = page(client).content.decode()
    assert reverse("cases:import-progress", args=[run.pk]) in waiting
    asked = client.get(reverse("cases:import-progress", args=[run.pk]), headers={"HX-Request": "true"})
    assert 'id="progress"' in asked.content.decode()

    tasks.read_ledger(run.pk)
    run.refresh_from_db()
    assert (run.status, run.total, run.done) == (ImportStatus.READY, 154, 154)
    assert (run.created, run.duplicates, run.refused) == (146, 3, 5)
    assert not Dossier.objects.unscoped("a test").exists()
    done = client.get(reverse("cases:import-progress", args=[run.pk]), headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"
    refused = page(client).content.decode()
    assert "没有“2019-02-30”这一天" in refused
    assert "已阅" in refused
    created = page(client, show="created").content.decode()
    assert "黔江府复〔2016〕1号" in created
    assert "黔江府复〔2022〕35号" not in created
    assert "黔江府复〔2022〕35号" in page(client, show="created", page="3").content.decode()
    duplicates = page(client, show="duplicate").content.decode()
    assert all(number in duplicates for number in TRUTH["duplicates"])
    # Read again, nothing more happens.
    tasks.read_ledger(run.pk)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            confirmed = client.post(reverse("cases:import-confirm", args=[run.pk]))
        assert confirmed["Location"] == reverse("cases:import-run", args=[run.pk])
    assert sent == [("read_ledger", run.pk), ("import_ledger", run.pk)]
    assert "正在导入案件" in page(client).content.decode()
    for _ in range(2):
        tasks.import_ledger(run.pk)
    run.refresh_from_db()
    assert (run.status, run.created, run.duplicates, run.refused) == (ImportStatus.DONE, 146, 3, 5)
    assert Dossier.objects.unscoped("a test").filter(created_by=officer).count() == 146
    first = Dossier.objects.unscoped("a test").get(number="黔江府复〔2016〕1号")
    assert reverse("dossier", args=[first.pk]) in page(client, show="created").content.decode()
    assert TrailEntry.objects.filter(action="ledger.import", user=officer).count() == 1

    back = page(client, "import-refused")
    assert back["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(back.content)).active
    assert [line[-2] for line in sheet.iter_rows(min_row=2, values_only=True)] == [161, 162, 163, 164, 165]
    assert TrailEntry.objects.get(action="ledger.return").detail == {"kind": "reconsideration", "rows": 5}
    # Handed in again as a new import, everything is there already.
    hand_in(client, FILE.read_bytes(), django_capture_on_commit_callbacks)
    again = ImportRun.objects.unscoped("a test").latest("pk")
    tasks.read_ledger(again.pk)
    again.refresh_from_db()
    assert (again.created, again.duplicates, again.refused) == (0, 149, 5)
    assert "导入0件" not in client.get(reverse("cases:import-run", args=[again.pk])).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("台账.xlsx", b"%PDF-1.7 and so on", "台账应为Excel工作簿"),
        ("台账.pdf", b"%PDF-1.7 and so on", "台账应为Excel工作簿"),
        ("台账.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
        # So looks a workbook with a password, whose name is right.
        ("台账.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式"),
        ("台账.xlsx", "案号,申请人\n".encode(), "台账应为Excel工作簿"),
        ("台账.xlsx", b"", "空"),
    ],
)
def test_what_is_no_workbook_is_told_at_the_field(
    organ: Organ,
    officer: Any,
    client: Client,
    name: str,
    content: bytes,
    words: str,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    answer = hand_in(client, content, django_capture_on_commit_callbacks, name)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])
    assert not ImportRun.objects.unscoped("a test").exists()


def test_a_workbook_without_header_says_so_on_the_page(
    organ: Organ, officer: Any, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    hand_in(client, as_file(workbook([], header=["甲"])).getvalue(), django_capture_on_commit_callbacks)
    tasks.read_ledger(only_run().pk)
    assert only_run().status == ImportStatus.UNREADABLE
    assert "没有找到台账表头" in page(client).content.decode()
    answer = client.post(reverse("cases:import-confirm", args=[only_run().pk]), follow=True)
    assert "台账尚未读取" in answer.content.decode()


def test_only_the_office_imports_and_sees_only_its_own_runs(
    organ: Organ, officer: Any, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    hand_in(client, made_of([row()]), django_capture_on_commit_callbacks)
    run = only_run()
    tasks.read_ledger(run.pk)
    routes = [
        ("get", "import-run"),
        ("get", "import-progress"),
        ("post", "import-confirm"),
        ("get", "import-refused"),
    ]

    def answers(user: Any) -> set[int]:
        client.logout()
        if user:
            client.force_login(user)
        return {getattr(client, method)(reverse(f"cases:{name}", args=[run.pk])).status_code for method, name in routes}

    other = make.make_organ("乙区")
    assert answers(make.make_user(Role.OFFICER, organ.office)) == {404}
    assert answers(make.make_user(Role.OFFICER, other.office)) == {404}
    assert answers(make.make_user(Role.ORGAN_LEADER, organ.organisation)) == {403}
    assert client.get(reverse("cases:import")).status_code == 403
    assert answers(make.make_user(Role.ADMINISTRATOR, organ.office)) == {403}
    assert answers(None) == {302}
    # Nobody hands in a ledger for another office.
    client.force_login(make.make_user(Role.OFFICER, other.office))
    assert hand_in(client, made_of([row()]), django_capture_on_commit_callbacks).status_code == 422
    assert only_run().status == ImportStatus.READY


def test_an_import_that_broke_off_goes_on_where_it_stood(
    organ: Organ,
    officer: Any,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    rows = [row(f"黔江府复〔2022〕{n}号") for n in range(1, 6)]
    hand_in(client, made_of([*rows, row(None)]), django_capture_on_commit_callbacks)
    run = only_run()
    tasks.read_ledger(run.pk)
    services.confirm(actor=actor_for(officer), run=run, start=tasks.import_ledger)
    monkeypatch.setattr(ledgers, "BATCH", 2)
    write = cases_ledger.enter_ledger_cases

    def failing(**kwargs: Any) -> Any:
        if any(case.number.endswith("〕3号") for case in kwargs["rows"]):
            raise MemoryError
        return write(**kwargs)

    monkeypatch.setattr(cases_ledger, "enter_ledger_cases", failing)
    with pytest.raises(MemoryError):
        tasks.import_ledger(run.pk)
    assert only_run().status == ImportStatus.BROKEN_OFF
    assert Dossier.objects.unscoped("a test").count() == 2
    assert "继续导入" in page(client).content.decode()

    monkeypatch.setattr(cases_ledger, "enter_ledger_cases", write)
    client.post(reverse("cases:import-confirm", args=[run.pk]))
    tasks.import_ledger(run.pk)
    done = only_run()
    # The rows written before it broke off are cases of this import, not duplicates of it.
    assert (done.status, done.created, done.duplicates, done.refused) == (ImportStatus.DONE, 5, 0, 1)
    assert Dossier.objects.unscoped("a test").count() == 5


def test_without_a_broker_the_page_says_so_instead_of_waiting(
    organ: Organ,
    officer: Any,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    def unreachable(pk: int) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.read_ledger, "delay", unreachable)
    hand_in(client, made_of([row()]), django_capture_on_commit_callbacks)
    assert only_run().status == ImportStatus.UNREADABLE
    assert "后台服务暂时无法连接" in page(client).content.decode()


def test_a_large_ledger_costs_the_page_no_more_queries(
    organ: Organ,
    officer: Any,
    client: Client,
    django_assert_max_num_queries: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    hand_in(client, FILE.read_bytes(), django_capture_on_commit_callbacks)
    tasks.read_ledger(only_run().pk)
    address = reverse("cases:import-run", args=[only_run().pk])
    with django_assert_max_num_queries(10):
        client.get(address, {"show": "created"})
