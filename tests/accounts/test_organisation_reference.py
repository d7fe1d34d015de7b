"""The shipped organisations, and how the names that papers write find them."""

import datetime as dt
from pathlib import Path

import pytest

from accounts.actors import SYSTEM
from accounts.models import NameKind, Organ, Organisation, OrganisationName
from accounts.reference import ReferenceDataError, load_organisations, load_organs
from accounts.services import add_name, find_organisation
from accounts.tree import correct_name, end_organisation, rename
from dossiers.models import TrailEntry
from tests.shipped import load_reference

pytestmark = pytest.mark.django_db

HEADER = "code,name,kind,parent,short_names,former_names,successor,valid_from,valid_to,led_from_above\n"


@pytest.fixture
def government() -> Organisation:
    load_reference()
    return Organisation.objects.get(name="黔江区人民政府")


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return path


def test_loading_twice_changes_nothing(government: Organisation) -> None:
    before = list(Organisation.objects.values()), list(OrganisationName.objects.values())
    entries = TrailEntry.objects.count()
    loaded = load_organisations()
    assert (loaded.made, loaded.changed, loaded.same) == (0, 0, 40)
    assert load_organs().same == 1
    assert (list(Organisation.objects.values()), list(OrganisationName.objects.values())) == before
    assert TrailEntry.objects.count() == entries


def test_the_organ_and_its_office(government: Organisation) -> None:
    organ = Organ.objects.get()
    assert organ.organisation == government
    assert (organ.office.name, organ.office_name) == ("黔江区司法局", "黔江区司法局行政复议审理室")
    assert organ.number_prefix == "黔江府复"
    assert organ.numbered_at == "acceptance"


def test_a_commission_of_the_government_is_a_department(government: Organisation) -> None:
    commission = Organisation.objects.get(name="黔江区住房和城乡建设委员会")
    assert (commission.kind, commission.parent) == ("department", government)
    townships = Organisation.objects.filter(kind="township")
    assert {o.name[-4:] for o in townships} == {"人民政府"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("区国土房管局", "黔江区规划和自然资源局"),
        ("黔江区国土资源和房屋管理局", "黔江区规划和自然资源局"),
        ("黔江区工商行政管理局", "黔江区市场监督管理局"),
        ("黔江区 公安局", "黔江区公安局"),
        ("　区住房城乡建委 ", "黔江区住房和城乡建设委员会"),
        ("冯家街道", "冯家街道办事处"),
        ("濯水镇政府", "濯水镇人民政府"),
        ("中共黔江区纪律检查委员会、黔江区监察委员会", "中共黔江区纪律检查委员会、黔江区监察委员会"),
        ("市四中法院", "重庆市第四中级人民法院"),
    ],
)
def test_names_of_papers_find_todays_organisation(government: Organisation, written: str, name: str) -> None:
    found = find_organisation(written, under=government)
    assert found is not None
    assert found.name == name


def test_full_width_letters_find_it_too(government: Organisation) -> None:
    police = Organisation.objects.get(name="黔江区公安局")
    add_name(actor=SYSTEM, organisation=police, name="黔江公安局（110）", kind=NameKind.SHORT)
    assert find_organisation("黔江公安局(１１０)", under=government) == police


def test_unknown_and_ambiguous_names_find_nothing(government: Organisation) -> None:
    assert find_organisation("某某管委会筹备组", under=government) is None
    assert find_organisation("", under=government) is None
    police, forestry = (Organisation.objects.get(name=f"黔江区{name}局") for name in ("公安", "林业"))
    for organisation in (police, forestry):
        add_name(actor=SYSTEM, organisation=organisation, name="区派出机构", kind=NameKind.SHORT)
    assert find_organisation("区派出机构", under=government) is None


def test_an_ended_organisation_leads_to_its_successor_from_the_next_day(government: Organisation) -> None:
    quality = Organisation.objects.create(code="zhijian", name="黔江区质监局", kind="department", parent=government)
    add_name(actor=SYSTEM, organisation=quality, name="黔江区质监局", kind=NameKind.FULL)
    market = Organisation.objects.get(name="黔江区市场监督管理局")
    end_organisation(actor=SYSTEM, organisation=quality, last_day=dt.date(2019, 1, 31), successor=market)
    assert find_organisation("区质监局", under=government, day=dt.date(2019, 1, 31)) is None
    assert find_organisation("黔江区质监局", under=government, day=dt.date(2019, 1, 31)) == quality
    assert find_organisation("黔江区质监局", under=government, day=dt.date(2019, 2, 1)) == market


def test_successors_cannot_form_a_ring(government: Organisation) -> None:
    police, forestry = (Organisation.objects.get(name=f"黔江区{name}局") for name in ("公安", "林业"))
    end_organisation(actor=SYSTEM, organisation=police, last_day=dt.date(2030, 1, 1), successor=forestry)
    with pytest.raises(Exception, match="本单位"):
        end_organisation(actor=SYSTEM, organisation=forestry, last_day=dt.date(2029, 1, 1), successor=police)
    with pytest.raises(Exception, match="复议机关"):
        end_organisation(actor=SYSTEM, organisation=government, last_day=dt.date(2029, 1, 1))


def test_a_renamed_organisation_is_still_found_by_its_old_name(government: Organisation) -> None:
    traffic = Organisation.objects.get(name="黔江区交通局")
    rename(actor=SYSTEM, organisation=traffic, name="黔江区交通运输委员会", since=dt.date(2027, 1, 1))
    for name in ("黔江区交通局", "黔江区交通运输委员会", "区交委"):
        assert find_organisation(name, under=government) == traffic
    kinds = dict(traffic.names.values_list("name", "kind"))
    assert (kinds["黔江区交通局"], kinds["黔江区交通运输委员会"]) == ("former", "full")
    assert traffic.names.get(name="黔江区交通局").valid_to == dt.date(2026, 12, 31)
    rename(actor=SYSTEM, organisation=traffic, name="黔江区交通局")
    assert dict(traffic.names.values_list("name", "kind"))["黔江区交通局"] == "full"


def test_a_name_entered_wrongly_is_put_right(government: Organisation) -> None:
    police = Organisation.objects.get(name="黔江区公安局")
    entry = add_name(actor=SYSTEM, organisation=police, name="区公按局", kind=NameKind.SHORT)
    correct_name(actor=SYSTEM, entry=entry, name="公安分局", kind=NameKind.FORMER)
    assert find_organisation("区公按局", under=government) is None
    assert find_organisation("公安分局", under=government) == police


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a,甲区政府,palace,,,,,,,", "row 2, kind"),
        ("a,,government,,,,,,,", "row 2, name"),
        ("a,甲区政府,government,nowhere,,,,,,", "row 2, parent"),
        ("a,甲区政府,government,,,,,2020-13-01,,", "row 2, valid_from"),
        ("a,甲区政府,government,,,,,2020-02-01,2020-01-01,", "row 2, valid_to"),
        ("a,甲区政府,government,,,,,,,yes", "row 2, led_from_above"),
        ("a,甲区政府,government", "row 2: has 3 cells"),
    ],
)
def test_a_wrong_file_is_refused_with_row_and_column(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(ReferenceDataError, match=problem):
        load_organisations(write(tmp_path / "organisations.csv", row))
    assert not Organisation.objects.exists()


def test_what_the_administrator_changed_stays_and_new_names_are_added(government: Organisation, tmp_path: Path) -> None:
    Organisation.objects.filter(pk=government.pk).update(kind="other")
    file = write(tmp_path / "o.csv", "qianjiang-zhengfu,黔江区人民政府,government,,黔江政府,,,,,")
    loaded = load_organisations(file)
    assert (loaded.made, loaded.changed) == (0, 1)
    government.refresh_from_db()
    assert government.kind == "other"
    assert government.names.filter(name="黔江政府").exists()
