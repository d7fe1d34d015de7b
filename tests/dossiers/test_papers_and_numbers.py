"""Papers by content, downloads in scope alone, personal numbers encrypted, and the trail that nobody can change."""

import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actors import actor_for
from accounts.crypto import blind_index, decrypt, encrypt
from accounts.models import Delegation, Organ, Role, User
from accounts.timekeeping import today
from dossiers.models import Dossier, DossierFile, Party, StoredFile, TrailEntry, Visibility
from dossiers.services import add_file, reveal, store, void_file
from tests import factories as make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def organ() -> Organ:
    return make.make_organ()


@pytest.fixture
def officer(organ: Organ) -> User:
    return make.make_user(Role.OFFICER, organ.office)


@pytest.fixture
def dossier(organ: Organ, officer: User) -> Dossier:
    return make.make_case(organ, actor=actor_for(officer)).dossier


@pytest.fixture
def party(dossier: Dossier) -> Party:
    party = dossier.parties.get(role="applicant")
    party.set_identity("11010119900101001X")
    party.set_phone("13800138000")
    party.save()
    return party


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def status(client: Client, url: str) -> int:
    """The status of a GET; what is sent is read to its end."""
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def zipped(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


# --- what a file is ---


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("scan.JPG", b"\xff\xd8\xff\xe0abc", "image/jpeg"),
        ("a.ofd", zipped("OFD.xml"), "application/ofd"),
        (
            "a.docx",
            zipped("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "application/x-ole-storage"),
        ("no suffix", PDF, "application/pdf"),
    ],
)
def test_accepted_kinds_are_told_by_their_content(name: str, content: bytes, kind: str) -> None:
    assert store(ContentFile(content, name)).content_type == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"MZ\x90\x00 program", "type"),
        ("a.docx", zipped("evil.exe"), "type"),
        ("a.pdf", b"\xff\xd8\xff\xe0abc", "disguised"),
        ("a.exe", PDF, "disguised"),
        ("a.html", b"<script>alert(1)</script>", "type"),
    ],
)
def test_empty_disguised_and_foreign_files_are_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        store(ContentFile(content, name))
    assert refused.value.code == code
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(settings) -> None:
    settings.UPLOAD_MAX_BYTES = 20
    with pytest.raises(ValidationError) as refused:
        store(ContentFile(PDF, "a.pdf"))
    assert refused.value.code == "too_large"


def test_the_same_content_is_kept_once(dossier: Dossier, officer: User) -> None:
    for name in ("一.pdf", "二.pdf"):
        add_file(actor=actor_for(officer), dossier=dossier, file=ContentFile(PDF, name))
    assert StoredFile.objects.count() == 1
    assert [file.name for file in dossier.files.all()] == ["一.pdf", "二.pdf"]


def test_a_paper_is_added_once_on_the_page(dossier: Dossier, officer: User, organ: Organ) -> None:
    url = reverse("dossiers:file-add", args=[dossier.pk])
    client = as_(officer)
    page = client.get(url).content.decode()
    key = re.search(r'name="once_key" value="([0-9a-f]+)"', page)[1]
    for _click in range(2):
        sent = {"once_key": key, "visibility": "office", "file": SimpleUploadedFile("证据.pdf", PDF)}
        assert client.post(url, sent)["Location"] == reverse("dossier", args=[dossier.pk])
    assert dossier.files.count() == 1
    bad = {"once_key": key, "visibility": "office", "file": SimpleUploadedFile("证据.pdf", b"MZ")}
    answer = client.post(url, bad)
    assert answer.status_code == 422
    assert "不接受此类文件" in answer.content.decode()
    assert as_(make.make_user(Role.OFFICER, organ.office)).get(url).status_code == 403, "another officer's case"
    assert as_(make.make_user(Role.OFFICER, make.make_organ("乙区").office)).get(url).status_code == 404


# --- who may read it ---


def test_downloads_are_in_scope_alone(dossier: Dossier, officer: User, organ: Organ) -> None:
    actor = actor_for(officer)
    office_paper = add_file(actor=actor, dossier=dossier, file=ContentFile(PDF, "审理报告.pdf"))
    shared = add_file(
        actor=actor, dossier=dossier, file=ContentFile(PDF + b"\n", "答复通知书.pdf"), visibility=Visibility.PARTIES
    )
    foreign_organ = make.make_organ("乙区")
    other_agency = make.make_organisation("甲区交通局", parent=organ.organisation)
    expected = {
        officer: (200, 200),
        make.make_user(Role.OFFICER, organ.office): (200, 200),
        make.make_user(Role.DIRECTOR, organ.office): (200, 200),
        make.make_user(Role.ORGAN_LEADER, organ.organisation): (200, 200),
        make.make_user(Role.AGENCY_LIAISON, make.agency_of(organ)): (404, 200),
        make.make_user(Role.AGENCY_LIAISON, other_agency): (404, 404),
        make.make_user(Role.OFFICER, foreign_organ.office): (404, 404),
        make.make_user(Role.AGENCY_LIAISON, make.agency_of(foreign_organ)): (404, 404),
        make.make_user(Role.ADMINISTRATOR, organ.office): (404, 404),
        make.make_user(Role.AUDITOR, organ.office): (404, 404),
        make.make_user(is_superuser=True): (404, 404),
    }
    for user, (own, open_) in expected.items():
        client = as_(user)
        roles = user.assignments.values_list("role", "organisation__name")
        assert status(client, reverse("dossiers:file", args=[office_paper.pk])) == own, list(roles)
        assert status(client, reverse("dossiers:file", args=[shared.pk])) == open_, list(roles)
    assert Client().get(reverse("dossiers:file", args=[shared.pk])).status_code == 302
    readings = sum((own == 200) + (open_ == 200) for own, open_ in expected.values())
    assert TrailEntry.objects.filter(action="file.read", dossier=dossier).count() == readings


def test_a_download_is_an_attachment_that_no_browser_guesses_at(dossier: Dossier, officer: User) -> None:
    paper = add_file(actor=actor_for(officer), dossier=dossier, file=ContentFile(PDF, "证据.pdf"))
    answer = as_(officer).get(reverse("dossiers:file", args=[paper.pk]))
    assert answer.streaming
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E8%AF%81%E6%8D%AE.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(PDF))
    assert "no-store" in answer["Cache-Control"]


def test_a_withdrawn_paper_is_the_offices_alone(dossier: Dossier, officer: User, organ: Organ) -> None:
    paper = add_file(
        actor=actor_for(officer), dossier=dossier, file=ContentFile(PDF, "a.pdf"), visibility=Visibility.PARTIES
    )
    client = as_(officer)
    url = reverse("dossiers:file-void", args=[paper.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "传错文件"}).status_code == 302
    paper.refresh_from_db()
    assert paper.void_reason == "传错文件"
    download = reverse("dossiers:file", args=[paper.pk])
    assert status(client, download) == 200
    assert status(as_(make.make_user(Role.AGENCY_LIAISON, make.agency_of(organ))), download) == 404
    with pytest.raises(ValidationError):
        void_file(actor=actor_for(officer), file=paper, reason=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        DossierFile.objects.unscoped("test").filter(pk=paper.pk).delete()


# --- personal numbers ---


def test_numbers_lie_encrypted_are_found_by_index_and_shown_masked(party: Party) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM dossiers_party t WHERE id = %s", [party.pk])
        (row,) = cursor.fetchone()
    assert "11010119900101001X" not in row
    assert "13800138000" not in row
    assert decrypt(party.identity_cipher) == "11010119900101001X"
    found = Party.objects.unscoped("test").filter(identity_index=blind_index(" １１０１０１１９９００１０１００１x"))
    assert found.get() == party
    assert (party.identity_mask, party.phone_mask) == ("110*************1X", "138****8000")


def test_the_same_number_never_gives_the_same_cipher() -> None:
    assert encrypt("13800138000") != encrypt("13800138000")
    assert encrypt("") == blind_index("") == decrypt("") == ""
    with pytest.raises(ValueError, match="No key"):
        decrypt("gAAAAABnot-a-token")


def test_keys_can_be_changed(settings) -> None:
    old = list(settings.FIELD_KEYS)
    token = encrypt("13800138000")
    settings.FIELD_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleTE=", *old]
    assert decrypt(token) == "13800138000"
    fresh = encrypt("13800138000")
    settings.FIELD_KEYS = old
    with pytest.raises(ValueError, match="No key"):
        decrypt(fresh)


def test_showing_a_number_is_written_down_without_it(party: Party, officer: User, organ: Organ) -> None:
    url = reverse("dossiers:party-numbers", args=[party.pk])
    page = as_(officer).post(url).content.decode()
    assert "11010119900101001X" in page
    assert "13800138000" in page
    part = as_(officer).post(url, headers={"hx-request": "true"}).content.decode()
    assert "13800138000" in part
    assert "<html" not in part
    entries = TrailEntry.objects.filter(action="number.reveal", user=officer, dossier=party.dossier)
    assert sorted(entry.detail["field"] for entry in entries) == ["identity", "identity", "phone", "phone"]
    assert "138" not in str([entry.detail for entry in entries])
    assert as_(officer).get(url).status_code == 405
    seen_not_done = as_(make.make_user(Role.AGENCY_LIAISON, make.agency_of(organ)))
    assert seen_not_done.post(url).status_code == 403
    assert as_(make.make_user(Role.OFFICER, make.make_organ("乙区").office)).post(url).status_code == 404


def test_a_deputys_reading_says_for_whom(party: Party, officer: User) -> None:
    deputy = make.make_user()
    Delegation.objects.create(
        principal=officer, deputy=deputy, valid_from=today(), valid_to=today(), created_by=officer
    )
    assert reveal(actor=actor_for(deputy), party=party, field="phone") == "13800138000"
    entry = TrailEntry.objects.get(action="number.reveal")
    assert (entry.user, entry.for_user) == (deputy, officer)


# --- the trail ---


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers_trailentry SET action = 'x'",
        "DELETE FROM dossiers_trailentry",
        "TRUNCATE dossiers_trailentry CASCADE",
    ],
)
def test_nobody_changes_or_empties_the_trail(party: Party, statement: str) -> None:
    before = TrailEntry.objects.count()
    assert before
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert TrailEntry.objects.count() == before


def test_the_auditor_reads_and_filters_the_trail(dossier: Dossier, officer: User, organ: Organ) -> None:
    auditor = make.make_user(Role.AUDITOR, organ.office)
    client = as_(auditor)
    page = client.get(reverse("dossiers:trail"), {"action": "case.register", "person": officer.username})
    (row,) = page.context["table"]["rows"]
    assert row["cells"][1]["value"] == officer.display_name
    assert row["cells"][2]["value"] == "登记申请"
    assert client.get(reverse("dossiers:trail"), {"first": "2099-01-01"}).context["page"].total == 0
    today_ = f"{today():%Y%m%d}"
    assert client.get(reverse("dossiers:trail"), {"first": today_, "last": today_}).context["page"].total
    wrong = client.get(reverse("dossiers:trail"), {"first": "never"})
    assert wrong.status_code == 200
    assert "不是日期" in wrong.content.decode()


def test_the_trail_is_exported_as_it_is_filtered(dossier: Dossier, organ: Organ) -> None:
    formula = make.make_user(Role.AUDITOR, organ.office, name="=HYPERLINK(1)")
    client = as_(formula)
    answer = client.get(reverse("dossiers:trail-export"), {"action": "sign-in"})
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "登记申请" not in text
    assert ",'=HYPERLINK(1)," in text
    assert TrailEntry.objects.get(action="trail.export").user == formula
    assert as_(make.make_user(Role.DIRECTOR, organ.office)).get(reverse("dossiers:trail-export")).status_code == 403


def test_a_page_of_the_trail_takes_as_many_queries_for_one_row_as_for_fifty(
    dossier: Dossier, organ: Organ, django_assert_max_num_queries
) -> None:
    client = as_(make.make_user(Role.AUDITOR, organ.office))
    for _number in range(60):
        as_(make.make_user())
    with django_assert_max_num_queries(17):
        client.get(reverse("dossiers:trail"))
