"""The gate finds what it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.seen import keyboard_faults, overflows, tabbed_through, violations

SOUND = (
    '<!doctype html><html lang="zh-Hans"><head><title>甲</title></head><body><main><h1>甲</h1>{}</main></body></html>'
)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="#a">甲</a><button>乙</button>', None),
        ('<a href="#a" tabindex="2">甲</a>', "has a place of its own in the order of Tab"),
        ('<style>a:focus { outline: none }</style><a href="#a">甲</a>', "looks the same with the focus"),
        ('<span style="cursor: pointer">甲</span>', "for a mouse alone"),
        (
            '<div style="display: flex; flex-direction: column-reverse; gap: 9px">'
            '<a href="#a">甲</a><a href="#b">乙</a></div>',
            "stands above what comes before it",
        ),
    ],
)
def test_faults_of_the_keyboard(chromium: Browser, body: str, fault: str | None) -> None:
    page = chromium.new_page()
    page.set_content(SOUND.format(body))
    found = keyboard_faults(page)
    assert [one.partition(":")[0] for one in found] == ([fault] if fault else [])
    page.close()


def test_a_trap_a_field_without_a_name_and_a_wide_page(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.set_content(SOUND.format('<a href="#a">甲</a><button>乙</button><a href="#c">丙</a>'))
    assert (tabbed_through(page), violations(page), overflows(page)) == ([], [], 0)
    page.evaluate("document.querySelector('button').addEventListener('keydown', event => event.preventDefault())")
    assert tabbed_through(page) == ["Tab stops at button 乙"]
    page.set_content(SOUND.format('<input><p style="width: 900px">甲</p>'))
    assert any(one.startswith("label") for one in violations(page))
    assert overflows(page) > 400
    page.close()
