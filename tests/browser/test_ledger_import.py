"""The office's old ledger, taken in on the page and seen as figures."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from tests.browser.site import PHONE, Site

DATA = Path(__file__).resolve().parents[1] / "data"


def tile(page: Page, name: str) -> int:
    found = page.locator(".tile", has=page.get_by_text(name, exact=True)).first
    return int(re.sub(r"\D", "", found.locator(".tile-value").inner_text()))


def test_ledger_to_figures(site: Site, new_page: Callable[..., Page], shot: Callable[[Page, str], None]):
    truth = json.loads((DATA / "ledger-truth.json").read_text(encoding="utf-8"))["reconsideration"]
    with at("2026-11-20 10:00"):
        page = new_page(site.officer)
        page.set_default_timeout(60_000)
        page.goto("/reconsideration/import/")
        page.locator("input[type=file]").set_input_files(DATA / "ledger-reconsideration.xlsx")
        page.get_by_role("button", name="读取台账").click()
        counts = page.locator(".counts")
        expect(counts).to_contain_text(f"{truth['cases']}")
        assert [one.split()[0] for one in counts.locator("li b").all_inner_texts()] == ["146", "3", "5"]
        shot(page, "import-01-preview")
        page.locator("form .btn-primary", has_text="146").click()
        expect(page.get_by_role("heading", name="台账已导入")).to_be_visible(timeout=60_000)
        shot(page, "import-02-done")

        page.goto("/figures/?from=2022-01-01&to=2022-11-30")
        expect(page.locator(".tiles").first).to_be_visible()
        shot(page, "figures-2022")
        page.set_viewport_size(PHONE)
        figures = {name: tile(page, name) for name in ("受理", "审结", "逾期审结")}
        assert figures == {"受理": 35, "审结": 29, "逾期审结": 0}
        for name, of in {"复议后起诉率": "4 / 29", "直接纠错率": "3 / 29", "按期审结率": "29 / 29"}.items():
            expect(page.locator(".tile", has=page.get_by_text(name, exact=True)).first).to_contain_text(of)
        revoked = page.locator("#outcomes tr", has_text="撤销").first
        assert re.findall(r"\d+", revoked.inner_text()) == ["3"]
