"""The shipped code lists: complete, loaded once, found by what papers write, changed by the administrator alone."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.reference import ReferenceDataError
from dossiers.models import Code, TrailEntry
from dossiers.reference import COLUMNS, DATA, LISTS, CodeFinder, change_code, load_codes, read_codes
from tests import factories as make
from tests.database import forget

HEADER = ",".join(COLUMNS) + "\n"
TRUTH = Path(__file__).parent.parent / "data" / "ledger-truth.json"


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


# --- the file ---


def test_every_list_has_its_values() -> None:
    codes = read_codes()
    assert {code.list for code in codes} == set(LISTS)
    assert all(code.label_zh and code.label_en for code in codes)


def test_matters_fall_into_the_columns_of_the_return() -> None:
    matters = {code.key: code for code in read_codes() if code.list == "matter"}
    assert {code.mapping["return_column"] for code in matters.values()} == set(range(21, 31))
    for code in matters.values():
        if code.parent_id:
            assert code.mapping["return_column"] == matters[code.parent_id].mapping["return_column"]


def test_outcomes_fall_into_the_columns_of_the_return() -> None:
    outcomes = [code for code in read_codes() if code.list == "outcome"]
    assert {code.mapping["return_column"] for code in outcomes} == set(range(32, 43))
    by_group = {code.mapping["group"] for code in outcomes}
    assert {"维持", "驳回", "撤销", "变更", "确认违法", "责令履行", "调解", "终止"} <= by_group
    direct = {code.code for code in outcomes if code.mapping.get("corrected")}
    assert {"revoke", "revoke_partial", "revoke_redo", "modify", "confirm_illegal", "confirm_void"} <= direct
    assert not direct & {"uphold", "mediation", "terminate_settle", "dismiss_request"}


def test_domains_fall_into_the_rows_of_the_return() -> None:
    rows = {code.mapping["return_row"] for code in read_codes() if code.list == "domain"}
    assert rows == set(range(1, 47))


def test_suspensions_that_end_a_case_after_sixty_days() -> None:
    grounds = {code.code for code in read_codes() if code.list == "suspend_ground" and code.mapping.get("sixty_days")}
    assert grounds == {"g1", "g2", "g4"}


def test_what_one_law_alone_knows_ends_or_begins_with_it() -> None:
    for code in read_codes():
        if code.mapping.get("law") == "2017":
            assert code.valid_to == dt.date(2023, 12, 31)
        if code.mapping.get("law") == "2023":
            assert code.valid_from == dt.date(2024, 1, 1)


# --- loading ---


def without_codes() -> None:
    """As a new installation is."""
    Code.objects.update(parent=None)
    forget(Code.objects.all())


@pytest.mark.django_db
def test_loading_twice_changes_nothing() -> None:
    without_codes()
    first = load_codes()
    before, entries = list(Code.objects.values()), TrailEntry.objects.count()
    second = load_codes()
    assert first.made == second.same == len(before)
    assert (second.made, second.changed, second.ended) == (0, 0, 0)
    assert list(Code.objects.values()) == before
    assert TrailEntry.objects.count() == entries


@pytest.mark.django_db
def test_a_row_that_is_gone_ends_and_one_that_returns_lives_again(tmp_path: Path) -> None:
    without_codes()
    kept = "channel,mail,邮寄,By mail,,信函,,,,10"
    both = write(tmp_path / "both.csv", kept, "channel,pigeon,信鸽,By pigeon,,,,,,20")
    load_codes(both)
    alone = write(tmp_path / "alone.csv", kept)
    loaded = load_codes(alone, day=dt.date(2026, 3, 2))
    assert (loaded.ended, loaded.same) == (1, 1)
    assert Code.objects.get(pk="channel.pigeon").valid_to == dt.date(2026, 3, 1)
    assert load_codes(alone, day=dt.date(2026, 3, 9)).ended == 0
    assert load_codes(both).changed == 1
    assert Code.objects.get(pk="channel.pigeon").valid_to is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("colour,red,红,Red,,,,,,1", "row 3, list"),
        ("channel,By Mail,邮寄,By mail,,,,,,1", "row 3, code"),
        ("channel,mail,,By mail,,,,,,1", "row 3, label_zh"),
        ("channel,mail,邮寄,By mail,post,,,,,1", "row 3, parent"),
        ("channel,mail,邮寄,By mail,,,colour=red,,,1", "row 3, mapping"),
        ("matter,x,处罚,Penalty,,,return_column=46,,,1", "row 3, mapping"),
        ("channel,mail,邮寄,By mail,,,,2024-1-1,,1", "row 3, valid_from"),
        ("channel,mail,邮寄,By mail,,,,2024-01-02,2024-01-01,1", "row 3, valid_to"),
        ("channel,mail,邮寄,By mail,,,,,,first", "row 3, position"),
    ],
)
def test_a_wrong_row_is_refused_with_row_and_column(tmp_path: Path, row: str, problem: str) -> None:
    before = list(Code.objects.values())
    with pytest.raises(ReferenceDataError, match=problem):
        load_codes(write(tmp_path / "codes.csv", "channel,pigeon,信鸽,By pigeon,,,,,,20", row))
    assert list(Code.objects.values()) == before


def test_a_word_means_one_value_of_a_list(tmp_path: Path) -> None:
    rows = "channel,mail,邮寄,By mail,,信 函,,,,1", "channel,letter,信函,Letter,,,,,,2"
    with pytest.raises(ReferenceDataError, match=r"row 3, label_zh: “信函” means channel\.mail already"):
        read_codes(write(tmp_path / "codes.csv", *rows))


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = "colour,red,红,Red,,,,,,1", "channel,Mail,邮寄,By mail,,,,,,1"
    with pytest.raises(ReferenceDataError) as refused:
        read_codes(write(tmp_path / "codes.csv", *rows))
    assert len(refused.value.problems) == 2
    with pytest.raises(ReferenceDataError, match="the columns must be"):
        read_codes(_headless(tmp_path))


def _headless(folder: Path) -> Path:
    path = folder / "headless.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    return path


# --- finding ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("list_name", "written", "code"),
    [
        ("outcome", "维 持", "uphold"),
        ("outcome", "予以维持", "uphold"),
        ("outcome", "决定维持", "uphold"),
        ("outcome", "撤销重作", "revoke_redo"),
        ("outcome", "驳回", "dismissed"),
        ("outcome", "驳回申请", "dismiss_application"),
        ("outcome", "驳回复议请求", "dismiss_request"),
        ("outcome", "终止(和解)", "terminate_settle"),
        ("outcome", "终止（撤回申请）", "terminate_withdraw"),
        ("outcome", "撤回申请终止", "terminate_withdraw"),
        ("outcome", "责令限期履行", "order_performance"),
        ("outcome", "调解结案", "mediation"),
        ("outcome", "终止", "terminated"),
        ("outcome", "已阅", None),
        ("domain", "劳动和社会保障", "human_resources"),
        ("domain", "土地", "land"),
        ("domain", "房屋征补（拆迁）", "housing_expropriation"),
        ("domain", "农业", "agriculture"),
        ("matter", "行政征收", "expropriation"),
        ("matter", "行政强制措施", "coercive_measure"),
        ("applicant_kind", "法人或者其他组织", "organisation"),
        ("channel", "邮寄", "mail"),
        ("channel", "By mail", "mail"),
    ],
)
def test_words_of_ledgers_find_their_code(list_name: str, written: str, code: str | None) -> None:
    load_codes()
    found = CodeFinder(list_name).find(written)
    assert (found.code if found else None) == code


@pytest.mark.django_db
def test_the_groups_of_the_ledger_are_there() -> None:
    load_codes()
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))["reconsideration"]
    groups = set(Code.objects.of("outcome").values_list("mapping__group", flat=True))
    assert set(truth["outcomes"]) <= groups
    matters = CodeFinder("matter")
    assert all(matters.find(name) for name in truth["matters"])


# --- changing ---


@pytest.mark.django_db
def test_the_administrator_changes_labels_and_days_and_loading_leaves_them() -> None:
    load_codes()
    organ = make.make_organ()
    administrator = make.make_actor(Role.ADMINISTRATOR, organ)
    code = Code.objects.get(pk="post.fax")
    changed = change_code(
        actor=administrator,
        code=code,
        label_zh="传真件",
        label_en=code.label_en,
        valid_from=None,
        valid_to=dt.date(2026, 12, 31),
    )
    assert set(changed) == {"label_zh", "valid_to"}
    load_codes()
    code.refresh_from_db()
    assert (code.label_zh, code.valid_to) == ("传真件", dt.date(2026, 12, 31))
    assert CodeFinder("post").find("传真") == code, "the old label is still understood"
    assert TrailEntry.objects.get(action="code.change").object_id == "post.fax"
    assert not Code.objects.of("post").valid_on(dt.date(2027, 1, 1)).filter(pk=code.pk).exists()


@pytest.mark.django_db
def test_a_label_that_means_another_value_is_refused_and_others_may_not() -> None:
    load_codes()
    organ = make.make_organ()
    code = Code.objects.get(pk="post.fax")
    fields = {"label_en": "Fax", "valid_from": None, "valid_to": None}
    with pytest.raises(ValidationError):
        change_code(actor=make.make_actor(Role.ADMINISTRATOR, organ), code=code, label_zh="挂号", **fields)
    with pytest.raises(PermissionDenied):
        change_code(actor=make.make_actor(Role.DIRECTOR, organ), code=code, label_zh="传真件", **fields)


@pytest.mark.django_db
def test_the_pages_of_the_lists(client: Client) -> None:
    load_codes()
    organ = make.make_organ()
    client.force_login(make.make_user(Role.OFFICER, organ.office))
    assert "结案方式" in client.get(reverse("dossiers:code-lists")).content.decode()
    page = client.get(reverse("dossiers:code-list", args=["outcome"])).content.decode()
    assert "撤销并责令重作" in page
    assert "/codes/value/" not in page, "an officer changes nothing"
    assert client.get(reverse("dossiers:code-list", args=["nothing"])).status_code == 404
    client.force_login(make.make_user(Role.ADMINISTRATOR, organ.office))
    url = reverse("dossiers:code", args=["post.fax"])
    assert url in client.get(reverse("dossiers:code-list", args=["post"])).content.decode()
    sent = {"label_zh": "传真件", "label_en": "Fax", "valid_from": "", "valid_to": "2026.12.31"}
    assert client.post(url, sent).status_code == 302
    assert Code.objects.get(pk="post.fax").label_zh == "传真件"
    wrong = client.post(url, sent | {"valid_to": "2026-02-30"})
    assert wrong.status_code == 422
    assert "没有“2026-02-30”这一天" in wrong.content.decode()


def test_the_file_is_in_the_order_of_its_lists() -> None:
    lists = [line.split(",")[0] for line in (DATA / "codes.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert list(dict.fromkeys(lists)) == list(LISTS)
