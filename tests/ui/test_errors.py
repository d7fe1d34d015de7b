"""Errors say what happened, what was kept, what to do."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import RequestFactory
from django.utils import translation

from config import errors

OWN = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/cases/?stage=a"}


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def requests() -> RequestFactory:
    return RequestFactory()


def test_500_shows_the_number_that_the_log_has(requests: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="dingfen.errors"):
        response = errors.server_error(requests.get("/x/"))
    assert response.status_code == 500
    number = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", response.content.decode())
    assert number
    assert number[0] in caplog.text
    assert "/x/" in caplog.text


def test_500_uses_the_number_of_the_request(requests: RequestFactory) -> None:
    request = requests.get("/")
    request.request_id = "0123456789ab"
    assert "0123-4567-89AB" in errors.server_error(request).content.decode()


def test_404_is_the_same_whatever_was_missing(requests: RequestFactory) -> None:
    first = errors.page_not_found(requests.get("/cases/1/"), Exception("no such case"))
    second = errors.page_not_found(requests.get("/cases/2/"), Exception("not yours"))
    assert first.status_code == 404
    assert first.content == second.content
    assert "没有您可以查看的内容" in first.content.decode()


def test_403_gives_the_reason(requests: RequestFactory) -> None:
    response = errors.permission_denied(requests.get("/", **OWN), PermissionDenied("须由机构负责人批准。"))
    assert response.status_code == 403
    assert "须由机构负责人批准。" in response.content.decode()
    assert 'href="/cases/?stage=a"' in response.content.decode()
    assert "岗位" in errors.permission_denied(requests.get("/"), PermissionDenied()).content.decode()


def test_bad_request_and_too_large(requests: RequestFactory) -> None:
    assert errors.bad_request(requests.get("/")).status_code == 400
    assert errors.bad_request(requests.get("/"), RequestDataTooBig()).status_code == 413
    page = errors.payload_too_large(requests.get("/"), limit_mb=50).content.decode()
    assert "50 MB" in page


def test_expired_page_gives_back_what_was_typed_and_no_secret(requests: RequestFactory) -> None:
    typed = {
        "facts": "申请人称处罚决定认定事实不清，<b>程序违法</b>。",
        "password": "a-long-password-1",
        "parties-0-identity_number": "11010519491231002X",
        "parties-0-phone": "023-79221234-801",
        "kind": "p",
    }
    response = errors.csrf_failure(requests.post("/x/", typed, **OWN), "CSRF token missing.")
    page = response.content.decode()
    assert response.status_code == 403
    assert "认定事实不清，&lt;b&gt;程序违法&lt;/b&gt;" in page
    for secret in ("a-long-password-1", "11010519491231002X", "023-79221234-801"):
        assert secret not in page
    assert 'href="/cases/?stage=a"' in page


def test_expired_page_repeats_nothing_from_elsewhere(requests: RequestFactory) -> None:
    foreign = {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_REFERER": "https://elsewhere.example/x"}
    page = errors.csrf_failure(requests.post("/x/", {"a": "call this number for help"}, **foreign)).content.decode()
    assert "call this number" not in page
    assert "elsewhere" not in page


def test_programs_are_answered_in_json(requests: RequestFactory) -> None:
    response = errors.page_not_found(requests.get("/", HTTP_ACCEPT="application/json"))
    assert response.status_code == 404
    assert response["Content-Type"] == "application/json"
