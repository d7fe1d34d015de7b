"""A real Chromium on a live server, with axe: what a person sees and what a keyboard reaches.

The server and its data live as long as a module, since a new database for every test would cost more than the tests;
so the tests of a module each make a case of their own and count nothing that others have made.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from tests.background import run_at_once
from tests.browser.gate import Gate
from tests.browser.site import DESKTOP, Site
from tests.database import another_with

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nobody looks at the picture while it is drawn: one thread beside the page does it, in no process of its own, and
    # scripts that run once are not watched for long before they are compiled.
    "--in-process-gpu",
    "--disable-threaded-animation",
    "--num-raster-threads=1",
    "--renderer-process-limit=1",
    "--js-flags=--always-sparkplug",
]

# Playwright's synchronous interface runs a loop in this thread; the ORM is used beside it on purpose.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


# A machine that is at work on other things answers late; what is wrong stays wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The browser: its shell without a window where there is one, which does the same for less."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
        # Within Playwright's loop the ORM has connections of its own.
        connections.close_all()


@pytest.fixture(scope="module")
def db(chromium: Browser, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database with the reference data, gone when the module is over.

    It takes the place of pytest-django's fixture, which every test that asks for it has to itself.
    """
    with django_db_blocker.unblock(), another_with("reference", _load_reference):
        yield


def _load_reference() -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        call_command("load_reference", stdout=nowhere)


@pytest.fixture(scope="module")
def server(db: None) -> Iterator[str]:
    """The address of a live server; background tasks run at once."""
    with run_at_once():
        live = LiveServer("localhost")
        yield live.url
        live.stop()


@pytest.fixture(scope="module")
def site(chromium: Browser, server: str) -> Site:
    return Site(server)


@pytest.fixture
def gate() -> Gate:
    """What looks at every page that the test opens."""
    return Gate()


@pytest.fixture
def new_page(chromium: Browser, server: str, gate: Gate) -> Iterator[Callable[..., Page]]:
    """A function giving a page, at a width and (with `user`) signed in.

    Errors in its console fail the test, and so does what the gate finds on any page that is opened.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make_page(user: User | None = None, viewport: dict[str, int] = DESKTOP) -> Page:
        context = chromium.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=server)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        gate.watch(page)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: problems.append(f"{page.url}: {message.text}") if message.type == "error" else None,
        )
        if user is not None:
            page.goto("/")
        return page

    yield make_page
    faults = gate.finish()
    for context in contexts:
        context.close()
    # A refused form answers 4xx on purpose, and what is typed meanwhile takes the place of an older request.
    expected = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
    problems = [problem for problem in problems if not any(words in problem for words in expected)]
    assert not problems, problems
    assert not faults, faults


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a page under var/shots when DINGFEN_SHOTS is set: to be looked at."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("DINGFEN_SHOTS"):
            folder = ROOT / "var" / "shots"
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", full_page=True)

    return take
