"""The registers of mail and visitors: scoped to the office, once for a double click, errors at the field."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts import timekeeping
from accounts.actors import actor_for
from accounts.fields import identity_check_digit
from accounts.models import Delegation, Organ, Role, RoleAssignment, User
from accounts.timekeeping import now, today
from dossiers.models import Code, Correspondence, Dossier, TrailEntry, Visit, Visitor
from dossiers.registers import follow_mail, record_mail, record_visit, void_mail
from tests import factories as make

pytestmark = pytest.mark.django_db
MAIL = reverse("dossiers:mail-add")
VISIT = reverse("dossiers:visit-add")


@pytest.fixture
def organ() -> Organ:
    return make.make_organ()


@pytest.fixture
def officer(client: Client, organ: Organ) -> User:
    user = make.make_user(Role.OFFICER, organ.office)
    client.force_login(user)
    return user


def hidden(page: str) -> dict[str, str]:
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def mail_fields(**fields) -> dict:
    return {
        "direction": "in",
        "counterpart": "周某",
        "post": Code.objects.get(pk="post.ems"),
        "tracking_number": "",
        "postmark_on": None,
        "on_date": today(),
        "papers": "申请书",
        "document_number": "",
        "pages": None,
        "dossier": None,
        "note": "",
        **fields,
    }


def typed(**fields) -> dict[str, str]:
    return {
        "direction": "in",
        "counterpart": "周某",
        "post": "post.ems",
        "on_date": "2026.11.02",
        "papers": "申请书1份",
        **fields,
    }


def numbered(organ: Organ, number: str) -> Dossier:
    dossier = make.make_case(organ).dossier
    dossier.number = number
    dossier.save(update_fields=["number"])
    return dossier


def test_mail_is_entered_once_and_linked_by_its_number(client: Client, organ: Organ, officer: User) -> None:
    dossier = numbered(organ, "甲区府复〔2026〕7号")
    with timekeeping.at("2026-11-05"):
        sent = hidden(client.get(MAIL).content.decode()) | typed(
            case_number="甲区府复(2026)第007号", tracking_number="１０９９ 0000", postmark_on="２０２６年10月30日"
        )
        for _click in range(2):
            assert client.post(MAIL, sent).status_code == 302
    mail = Correspondence.objects.unscoped("test").get()
    assert (mail.organ, mail.dossier, mail.recorded_by) == (organ, dossier, officer)
    assert (mail.tracking_number, f"{mail.postmark_on:%Y%m%d}") == ("10990000", "20261030")
    assert TrailEntry.objects.filter(action="mail.add", user=officer, dossier=dossier).count() == 1


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"on_date": "2026-11-31"}, "on_date", "没有"),
        ({"on_date": "2026-11-06"}, "on_date", "不能晚于今天"),
        ({"postmark_on": "2026-11-03"}, "postmark_on", "邮戳日期晚于收到日期"),
        ({"case_number": "甲区府复〔2026〕99号"}, "case_number", "没有案号为"),
        ({"counterpart": ""}, "counterpart", ""),
        ({"pages": "0"}, "pages", ""),
        ({"post": "post.none"}, "post", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    client: Client, organ: Organ, officer: User, fields: dict[str, str], field: str, words: str
) -> None:
    with timekeeping.at("2026-11-05"):
        sent = hidden(client.get(MAIL).content.decode()) | typed(note="请回电", **fields)
        answer = client.post(MAIL, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert words in page
    assert "请回电" in page
    assert not Correspondence.objects.unscoped("test").exists()


def test_a_case_of_another_office_is_not_found_by_its_number(client: Client, organ: Organ, officer: User) -> None:
    numbered(make.make_organ("乙区"), "乙区府复〔2026〕1号")
    with timekeeping.at("2026-11-05"):
        sent = hidden(client.get(MAIL).content.decode()) | typed(case_number="乙区府复〔2026〕1号")
        assert list(client.post(MAIL, sent).context["form"].errors) == ["case_number"]


def test_each_office_sees_its_own_register(client: Client, organ: Organ, officer: User) -> None:
    other = make.make_organ("乙区")
    mine = record_mail(actor=actor_for(officer), organ=organ, **mail_fields())
    foreign = record_mail(actor=make.make_actor(Role.OFFICER, other), organ=other, **mail_fields(counterpart="吴某某"))
    page = client.get(reverse("dossiers:mail-list")).content.decode()
    assert "周某" in page
    assert "吴某某" not in page
    assert client.get(reverse("dossiers:mail", args=[mine.pk])).status_code == 200
    for name in ("dossiers:mail", "dossiers:mail-void"):
        assert client.post(reverse(name, args=[foreign.pk]), {"reason": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        record_mail(actor=actor_for(officer), organ=other, **mail_fields())
    with pytest.raises(ValidationError):
        record_mail(actor=actor_for(officer), organ=organ, **mail_fields(dossier=make.make_case(other).dossier))


@pytest.mark.parametrize(
    "role", [Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON, Role.ADMINISTRATOR, Role.AUDITOR]
)
def test_the_registers_are_the_offices_alone(client: Client, organ: Organ, role: str) -> None:
    client.force_login(make.make_user(role, make.office_role(role, organ)))
    assert client.get(reverse("dossiers:mail-list")).status_code == 403
    assert client.get(reverse("dossiers:visit-list")).status_code == 403


def test_who_works_for_two_offices_says_for_which(client: Client, organ: Organ, officer: User) -> None:
    other = make.make_organ("乙区")
    RoleAssignment.objects.create(user=officer, role=Role.OFFICER, organisation=other.office, valid_from="2015-01-01")
    with timekeeping.at("2026-11-05"):
        sent = hidden(client.get(MAIL).content.decode())
        assert "organ" not in sent
        assert list(client.post(MAIL, sent | typed()).context["form"].errors) == ["organ"]
        assert client.post(MAIL, sent | typed(organ=str(other.pk))).status_code == 302
    assert Correspondence.objects.unscoped("test").get().organ == other


def test_what_was_sent_is_signed_for_or_comes_back(client: Client, organ: Organ, officer: User) -> None:
    with timekeeping.at("2026-11-02"):
        mail = record_mail(actor=actor_for(officer), organ=organ, **mail_fields(direction="out"))
    url = reverse("dossiers:mail", args=[mail.pk])
    with timekeeping.at("2026-11-09"):
        both = client.post(url, {"delivered_on": "20261104", "returned_on": "20261105", "return_reason": "查无此人"})
        assert both.status_code == 422
        early = client.post(url, {"delivered_on": "20261101"})
        assert list(early.context["form"].errors) == ["delivered_on"]
        silent = client.post(url, {"returned_on": "20261105"})
        assert list(silent.context["form"].errors) == ["return_reason"]
        assert client.post(url, {"returned_on": "20261105", "return_reason": "查无此人"}).status_code == 302
    mail = Correspondence.objects.unscoped("test").get()
    assert (f"{mail.returned_on:%d}", mail.return_reason, mail.delivered_on) == ("05", "查无此人", None)
    found = client.get(reverse("dossiers:mail-list"), {"state": "returned"}).content.decode()
    assert "查无此人" in found
    none = client.get(reverse("dossiers:mail-list"), {"state": "waiting"}).content.decode()
    assert "没有符合条件的收发登记" in none


def test_incoming_mail_does_not_come_back(organ: Organ, officer: User) -> None:
    mail = record_mail(actor=actor_for(officer), organ=organ, **mail_fields())
    later = {"postmark_on": None, "delivered_on": None, "returned_on": today(), "return_reason": "x", "dossier": None}
    with pytest.raises(ValidationError):
        follow_mail(actor=actor_for(officer), mail=mail, note="", **later)


def test_an_entry_is_voided_with_its_reason_and_stays(client: Client, organ: Organ, officer: User) -> None:
    mail = record_mail(actor=actor_for(officer), organ=organ, **mail_fields())
    url = reverse("dossiers:mail-void", args=[mail.pk])
    client.post(url, {"reason": "  "})
    assert Correspondence.objects.unscoped("test").get().voided_at is None
    client.post(url, {"reason": "重复登记"})
    page = client.get(reverse("dossiers:mail", args=[mail.pk])).content.decode()
    assert "重复登记" in page
    assert 'name="postmark_on"' not in page, "a voided entry is not changed"
    with pytest.raises(ValidationError):
        void_mail(actor=actor_for(officer), mail=mail, reason="")
    with pytest.raises(DatabaseError), transaction.atomic():
        Correspondence.objects.unscoped("test").filter(pk=mail.pk).delete()


def test_the_filters_stay_in_the_address(client: Client, organ: Organ, officer: User) -> None:
    for number in range(3):
        record_mail(actor=actor_for(officer), organ=organ, **mail_fields(papers=f"材料{number}"))
    page = client.get(reverse("dossiers:mail-list"), {"q": "材料1", "direction": "in"})
    assert page.context["page"].total == 1
    assert {chip["key"] for chip in page.context["chips"]} == {"q", "direction"}
    text = page.content.decode()
    assert "?direction=in" in text, "a chip takes one filter away and keeps the other"


def visit_typed(**fields: str) -> dict[str, str]:
    return {
        "on_date": "2026-11-05",
        "at_time": "0930",
        "purpose": "visit_purpose.general",
        "receivers": "陈某、林某",
        "number_of_visitors": "2",
        "said": "反映拆迁补偿问题",
        "visitors-TOTAL_FORMS": "2",
        "visitors-INITIAL_FORMS": "0",
        "visitors-0-name": "周 某",
        "visitors-0-identity": "１１０１０１１９９００１０１００４",
        "visitors-0-phone": "13800138000",
        "visitors-1-name": "",
        **fields,
    }


def identity() -> str:
    return "11010119900101001" + identity_check_digit("11010119900101001")


def test_a_visit_is_entered_once_with_encrypted_numbers(client: Client, organ: Organ, officer: User) -> None:
    with timekeeping.at("2026-11-05T10:00"):
        sent = hidden(client.get(VISIT).content.decode()) | visit_typed(**{"visitors-0-identity": identity()})
        for _click in range(2):
            assert client.post(VISIT, sent).status_code == 302
    visit = Visit.objects.unscoped("test").get()
    visitor = Visitor.objects.get()
    assert (visitor.name, visitor.phone_mask) == ("周某", "138****8000")
    assert identity() not in visitor.identity_cipher
    assert visit.at.isoformat() == "2026-11-05T01:30:00+00:00"
    page = client.get(reverse("dossiers:visit", args=[visit.pk])).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"visitors-0-identity": "110101199001010011"}, "visitors"),
        ({"visitors-0-phone": "138"}, "visitors"),
        ({"visitors-0-name": "", "visitors-0-identity": "", "visitors-0-phone": ""}, "visitors"),
        ({"number_of_visitors": "0", "visitors-0-identity": ""}, "number_of_visitors"),
        ({"at_time": "25:00", "visitors-0-identity": ""}, "at_time"),
        ({"at_time": "23:59", "visitors-0-identity": ""}, "at_time"),
    ],
)
def test_a_wrong_visit_is_told_at_its_place(
    client: Client, organ: Organ, officer: User, fields: dict[str, str], where: str
) -> None:
    with timekeeping.at("2026-11-05T10:00"):
        sent = hidden(client.get(VISIT).content.decode()) | visit_typed() | fields
        answer = client.post(VISIT, sent)
    assert answer.status_code == 422
    if where == "visitors":
        assert not answer.context["visitors"].is_valid()
    else:
        assert list(answer.context["form"].errors) == [where]
    assert "反映拆迁补偿问题" in answer.content.decode()
    assert not Visit.objects.unscoped("test").exists()


def make_visit(organ: Organ, officer: User) -> Visit:
    return record_visit(
        actor=actor_for(officer),
        organ=organ,
        visitors=[{"name": "周某", "identity": identity(), "phone": "13800138000"}],
        at=now(),
        place="",
        purpose=Code.objects.get(pk="visit_purpose.general"),
        receivers="陈某",
        number_of_visitors=1,
        said="",
        told="",
        referred_to=None,
        papers="",
        incident="",
        dossier=None,
    )


def test_numbers_of_visitors_are_shown_to_the_office_and_written_down(
    client: Client, organ: Organ, officer: User
) -> None:
    visit = make_visit(organ, officer)
    url = reverse("dossiers:visitor-numbers", args=[visit.visitors.get().pk])
    assert client.get(url).status_code == 405
    shown = client.post(url)
    assert "13800138000" in shown.content.decode()
    assert identity() in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = TrailEntry.objects.get(action="number.reveal")
    assert entry.user == officer
    assert "13800138000" not in str(entry.detail)
    client.force_login(make.make_user(Role.OFFICER, make.make_organ("乙区").office))
    assert client.post(url).status_code == 404
    assert TrailEntry.objects.filter(action="number.reveal").count() == 1


def test_a_deputys_entry_says_for_whom(organ: Organ, officer: User) -> None:
    deputy = make.make_user()
    Delegation.objects.create(
        principal=officer, deputy=deputy, valid_from=today(), valid_to=today(), created_by=officer
    )
    mail = record_mail(actor=actor_for(deputy), organ=organ, **mail_fields())
    entry = TrailEntry.objects.get(action="mail.add", object_id=str(mail.pk))
    assert (entry.user, entry.for_user) == (deputy, officer)
