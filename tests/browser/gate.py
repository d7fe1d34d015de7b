"""The gate before every page that a browser test opens: axe, the width, and the keyboard.

`new_page` puts every page under watch. What is loaded is looked at when it is loaded, what a page becomes is looked at
when the test is over or says `gate.look(page)`. A page of the same name, width and kind is looked at once in a session;
a page that was opened and never looked at fails the test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.browser.seen import keyboard_faults, overflows, violations
from tests.browser.site import DESKTOP, PHONE

NARROW = 700
# What was looked at in this session, and found in order.
_passed: set["Kind"] = set()


class Kind(NamedTuple):
    """What makes two pages the same to the eye: their name, the room they have, whether they tell of a fault."""

    name: str
    narrow: bool
    wrong: bool


def name_of(address: str) -> str:
    """The name of the page at an address, with the code of the step on it; the path where nothing answers."""
    path = urlsplit(address).path
    try:
        match = resolve(path)
    except Resolver404:
        return re.sub(r"\d+", "0", path)
    return f"{match.view_name} {match.kwargs.get('code', '')}".strip()


def missed(kind: Kind) -> bool:
    """Whether no page of that name and width was looked at, be it with something wrong on it or without."""
    return kind not in _passed and kind._replace(wrong=not kind.wrong) not in _passed


@dataclass
class Gate:
    """What one test has opened: pages under watch, kinds not yet looked at, faults."""

    pages: list[Page] = field(default_factory=list)
    opened: dict[Kind, tuple[Page, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Look at everything that is loaded into a page from now on."""
        self.pages.append(page)
        page.on("load", self._loaded)

    def look(self, page: Page) -> None:
        """Look at a page as it stands, unless one of its kind was found in order before."""
        kind = self._kind(page)
        self.opened.setdefault(kind, (page, page.url))
        if kind in _passed:
            return
        found = list(self._found(page))
        self.faults += [f"{kind.name}{' (narrow)' if kind.narrow else ''} {page.url}: {fault}" for fault in found]
        _passed.add(kind)

    def finish(self) -> list[str]:
        """Look at what the pages have become, and at what was left too soon; the faults, and what nobody looked at."""
        for page in self.pages:
            if not page.is_closed() and page.url.startswith("http"):
                self.look(page)
                self._go_back_to_missed(page)
        return [
            *self.faults,
            *(f"{kind.name} was not looked at: {url}" for kind, (_page, url) in self.opened.items() if missed(kind)),
        ]

    def _go_back_to_missed(self, page: Page) -> None:
        """Open again what a page showed and the test left before it could be looked at, where that is still there."""
        for kind, (opener, url) in list(self.opened.items()):
            if not missed(kind) or opener is not page:
                continue
            page.set_viewport_size(PHONE if kind.narrow else DESKTOP)
            answer = page.goto(url)
            if answer is not None and answer.ok:
                self.look(page)
            if missed(kind):
                self._look_signed_out(page, kind, url)

    def _look_signed_out(self, page: Page, kind: Kind, url: str) -> None:
        """Look at a page that leads those who are signed in elsewhere, as the page of sign-in does."""
        browser = page.context.browser
        if browser is None:
            return
        context = browser.new_context(viewport=PHONE if kind.narrow else DESKTOP, locale="zh-CN")
        try:
            stranger = context.new_page()
            stranger.goto(url)
            self.look(stranger)
        finally:
            context.close()

    def _loaded(self, page: Page) -> None:
        try:
            self.look(page)
        except Error:
            # The test has gone on to another page; the kind stays among those opened, to be looked at another time.
            return

    def _kind(self, page: Page) -> Kind:
        wrong = page.evaluate("() => document.querySelector('.has-error, [role=alert]') !== null")
        size = page.viewport_size or {"width": 0}
        return Kind(name_of(page.url), size["width"] < NARROW, wrong)

    def _found(self, page: Page) -> Iterator[str]:
        yield from violations(page)
        yield from keyboard_faults(page)
        if wider := overflows(page):
            yield f"{wider} px too wide"
