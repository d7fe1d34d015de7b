"""What a page looks like to a person, to axe and to a keyboard."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2 A and AA on the page as it stands: rule and elements."""
    page.evaluate(_axe())
    found = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']})"
    )
    return [
        f"{violation['id']}: {node['html'][:160]}" for violation in found["violations"] for node in violation["nodes"]
    ]


def overflows(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def focused(page: Page) -> str:
    """What has the focus: the element's name, words or address."""
    return page.evaluate(
        "() => { const one = document.activeElement;"
        " return one.name || one.textContent.trim() || one.href || one.tagName }"
    )


def course(page: Page) -> tuple[list[str], str]:
    """The stages that are done, and the one at which the case stands (empty when it is over)."""
    label = "stages => stages.map(stage => stage.firstChild.textContent.trim())"
    done = page.locator(".course .done").evaluate_all(label)
    now = page.locator(".course [aria-current]").evaluate_all(label)
    return done, now[0] if now else ""


def clocks(page: Page) -> dict[str, tuple[str, str]]:
    """The running clocks of a case: by title, the words and the date as they stand there."""
    found = {}
    for row in page.locator("#clocks ul.clocks").first.locator("> li.clock").all():
        title = row.locator(".clock-what b").inner_text()
        left = row.locator(".clock-left")
        day = left.locator("time")
        found[title] = (left.locator("b").inner_text(), day.inner_text() if day.count() else "")
    return found


def events(page: Page) -> list[str]:
    """What happened, newest first, as the timeline of a case names it."""
    return [text.strip() for text in page.locator("#timeline .events > li > .event-what").all_inner_texts()]
