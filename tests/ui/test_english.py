"""The pages in English are English: what is Chinese on them is what people have entered."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from django.urls import resolve

from accounts.models import Role, User
from accounts.timekeeping import at
from tests import factories as make
from tests.browser.gate import name_of

CHINESE = re.compile(r"[\u3400-\u9fff]+")
# Columns that hold words of the product, not of people: they are shown in the reader's language or not at all.
OF_THE_PRODUCT = {
    "dossiers.Code": {"label_zh", "aliases"},
    "dossiers.TimelineEntry": {"article"},
    "notices.Notice": {"texts"},
    "dossiers.TrailEntry": set(),
}
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-words")
# The ministry's forms and the office's official papers are Chinese, whoever reads them.
OFFICIAL = ("reports:return-", "reports:reported", "reports:circular")
DOWNLOADS = {"cases:export", "reports:export", "dossiers:file", "dossiers:trail-export", "cases:import-refused"}
ROLES = [
    *(Role.OFFICER, Role.DIRECTOR, Role.ORGAN_LEADER, Role.LEADERSHIP, Role.AGENCY_LIAISON, Role.COURT_LIAISON),
    *(Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR),
]


class Words(HTMLParser):
    """What a page says, and where it leads; what is marked as Chinese is left out of what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []

    EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        marked = self._chinese or (given.get("lang", "").startswith("zh") and tag != "html")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if not marked:
            self.said += [given[name] for name in SHOWN if name in given]
            if given.get("type") in {"submit", "button"}:
                self.said.append(given.get("value", ""))
        if tag not in self.EMPTY:
            self._open.append((tag, marked))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not self._chinese and not (self._open and self._open[-1][0] in {"script", "style"}):
            self.said.append(data.strip())

    @property
    def _chinese(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def entered() -> str:
    """Everything Chinese that people have entered, or that came with the reference data as a name of its own."""
    found: list[str] = []
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in {"accounts", "dossiers", "workflow", "cases", "notices", "deadlines"}:
            continue
        left_out = OF_THE_PRODUCT.get(label, set())
        columns = [
            column.attname
            for column in model._meta.concrete_fields
            if isinstance(column, CharField | TextField | JSONField) and column.name not in left_out
        ]
        rows = model._base_manager.values_list(*columns) if columns else []
        if hasattr(rows, "unscoped"):
            rows = rows.unscoped("a test looks for what was entered")
        found += [str(value) for row in rows for value in row if value and CHINESE.search(str(value))]
    return "\n".join(found)


def pages(client: Client) -> Iterator[tuple[str, Words]]:
    """One page of every name that the reader reaches by following links from the home page."""
    waiting, seen = ["/"], set()
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if name in seen or name in DOWNLOADS or name.startswith(OFFICIAL):
            continue
        seen.add(name)
        answer = client.get(address, follow=True)
        if "text/html" not in answer["Content-Type"]:
            continue
        assert answer.status_code == 200, address
        words = Words()
        words.feed(answer.content.decode())
        yield address, words
        here = answer.request["PATH_INFO"] + (
            f"?{answer.request['QUERY_STRING']}" if answer.request["QUERY_STRING"] else ""
        )
        links = (urlsplit(urljoin(here, link)) for link in words.links if not link.startswith("#"))
        waiting += [link._replace(fragment="").geturl() for link in links if not link.netloc and resolvable(link.path)]


def resolvable(path: str) -> bool:
    try:
        resolve(path)
    except Exception:
        return False
    return True


@pytest.fixture
def world(office: make.Office) -> dict[str, User | None]:
    """Cases in several stages with what can be shown of them, and a person in each role."""
    with at("2026-09-01 09:00"):
        for applicant in ("周某", "秦某某"):
            case = office.heard(applicant=applicant)
        office.take(case, "extend", days=30, reason="案情复杂。")
        suspended = office.heard(applicant="冯某")
        office.suspend(suspended)
        done = office.heard(applicant="陈某")
        office.decide(done)
        office.serve(done)
    with at("2026-11-19 09:00"):
        office.register(applicant="黔江区某某生态农业综合开发有限责任公司")
    places = {Role.ORGAN_LEADER: office.organ.organisation, Role.LEADERSHIP: office.organ.organisation}
    places[Role.AGENCY_LIAISON] = make.agency_of(office.organ)
    people: dict[str, User | None] = {
        role: make.make_user(role, places.get(role, office.organ.office), f"某人{role[:2]}") for role in ROLES
    }
    return people | {
        Role.OFFICER: office.officer.user,
        Role.DIRECTOR: office.director.user,
        Role.ORGAN_LEADER: office.leader.user,
        Role.AGENCY_LIAISON: office.liaison.user,
    }


def test_pages_in_english_say_nothing_in_chinese_but_what_was_entered(world: dict[str, User | None]) -> None:
    faults: dict[str, str] = {}
    with at("2026-11-20 10:00"):
        for role, user in world.items():
            client = Client()
            client.cookies["django_language"] = "en"
            assert user is not None
            client.force_login(user)
            for address, words in pages(client):
                data = entered()
                for said in words.said:
                    for run in CHINESE.findall(said):
                        if run not in data and run != "中文":
                            faults.setdefault(f"{name_of(address)}: {said[:80]}", f"{role} {address}")
    assert not faults, "\n".join(f"{fault} ({where})" for fault, where in sorted(faults.items()))
