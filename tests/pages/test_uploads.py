"""What is too large is refused while it arrives: at the field, or with 413, and never kept in memory."""

import io
import tracemalloc

import pytest
from django.test import RequestFactory
from django.urls import reverse

from config.uploads import OversizedFile
from dossiers.models import DossierFile
from tests.pages.conftest import pdf
from tests.pages.steps import fill

MB = 1024 * 1024
BOUNDARY = "dingfen-boundary"


class Endless(io.RawIOBase):
    """A multipart body whose file is `size` bytes, made while it is read."""

    def __init__(self, size: int, field: str = "file", name: str = "扫描件.pdf") -> None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="note"\r\n\r\nkept\r\n'
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        head += "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
        self.head, self.tail = head.encode(), f"\r\n--{BOUNDARY}--\r\n".encode()
        self.left, self.read_in_all = size, 0
        self.length = len(self.head) + size + len(self.tail)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = MB if size < 0 else size
        if self.head:
            part, self.head = self.head[:size], self.head[size:]
        elif self.left:
            part = b"x" * min(size, self.left)
            self.left -= len(part)
        else:
            part, self.tail = self.tail[:size], self.tail[size:]
        self.read_in_all += len(part)
        return part


def request_with(body: Endless):
    return RequestFactory().generic(
        "POST",
        "/",
        **{
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "wsgi.input": body,
            "CONTENT_LENGTH": str(body.length),
        },
    )


def test_a_file_of_200_mb_is_thrown_away_and_its_size_known(settings):
    body = Endless(200 * MB)
    tracemalloc.start()
    request = request_with(body)
    file = request.FILES["file"]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(file, OversizedFile)
    assert file.size > 200 * MB
    assert file.read() == b""
    assert request.POST["note"] == "kept"
    assert peak < 20 * MB


def test_a_request_above_the_total_is_not_read_to_its_end(client, settings):
    settings.UPLOAD_MAX_TOTAL_BYTES = 2 * MB
    body = Endless(500 * MB)
    answer = client.generic(
        "POST",
        reverse("set_language"),
        **{
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "wsgi.input": body,
            "CONTENT_LENGTH": str(body.length),
        },
    )
    assert answer.status_code == 413
    assert body.read_in_all < 70 * MB


def test_a_file_within_the_limit_is_kept(settings):
    request = request_with(Endless(3 * MB))
    with request.FILES["file"] as file:
        assert file.size == 3 * MB + len(b"%PDF-1.7\n")
        assert file.read(5) == b"%PDF-"


@pytest.mark.django_db
def test_an_oversized_scan_is_told_at_its_field_and_nothing_is_lost(office, case, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    url = reverse("workflow:step", args=[case.pk, "decline"])
    big = pdf()
    big.file.write(b"x" * 5000)
    big.size = 5000
    answer, _sent = fill(
        office.client(),
        url,
        on_date="2026-10-09",
        reason="decline_reason.out_of_time",
        explanation="逾期申请，无正当理由。",
        **{
            "approval-how": "paper",
            "approval-approved_by": office.director.pk,
            "approval-approved_on": "2026-10-09",
            "approval-scan": big,
        },
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_approval-scan"' in html
    assert "逾期申请，无正当理由。" in html
    case.refresh_from_db()
    assert case.state == "review"
    assert not DossierFile.objects.unscoped("test").exists()
