"""A suit by hand: registered from the court's notice, answered by the agency, judged, served, in effect."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from tests.browser.hands import put, take
from tests.browser.seen import violations
from tests.browser.site import PHONE, Site

Shot = Callable[[Page, str], None]


def test_a_suit_from_the_notice_to_its_effect(site: Site, new_page: Callable[..., Page], shot: Shot) -> None:
    officer, liaison = new_page(site.officer), new_page(site.liaison)
    with at("2026-03-02 09:00"):
        officer.goto("/litigation/new/")
        put(officer.locator("[data-formset-row]:visible").first, "姓名或名称", "冉某")
        for label, value in {
            "法院案号": "(2026) 渝0114行初第7号",
            "立案日期": "2026-02-27",
            "被诉行政行为": "罚款决定",
            "诉讼请求": "撤销罚款决定",
        }.items():
            put(officer, label, value)
        for box, words in {
            "court": "黔江区人民法院",
            "matter": "行政处罚",
            "defendants__0__organisation": "黔江区公安局",
            "defendants__0__standing": "原行政行为机关",
        }.items():
            officer.locator(f"#id_{box}").select_option(label=words)
        officer.locator("#id_defendants__0__served_on").fill("2026-03-02")
        shot(officer, "suit-01-register")
        assert violations(officer) == []
        officer.get_by_role("button", name="登记", exact=True).click()
        expect(officer.locator(".case-no")).to_contain_text("（2026）渝0114行初7号")
        suit = officer.url.rstrip("/").rpartition("/")[2]
        take(officer, "请求应诉指导", {"请求指导的事项": "如何答辩。"})
        take(liaison_at(liaison, suit), "提交答辩状和证据", {"答辩要点": "事实清楚。"})
        shot(liaison, "suit-02-liaison")
        assert violations(liaison) == []
    with at("2026-05-08 09:00"):
        officer.goto(f"/litigation/{suit}/")
        take(officer, "登记裁判结果", {"结果": "判决撤销并责令重作", "裁判确定的履行天数": "60"})
        take(officer, "登记裁判文书送达", {})
        shot(officer, "suit-03-judged")
        assert violations(officer) == []
    with at("2026-05-27 09:00"):
        officer.goto(f"/litigation/{suit}/")
        take(officer, "裁判生效（期满未上诉）", {})
        expect(officer.locator("#outcome")).to_contain_text("5月26日")
        shot(officer, "suit-04-effective")
        officer.goto("/litigation/?status=")
        shot(officer, "suit-05-list")
        assert violations(officer) == []
        officer.goto("/litigation/tracking/")
        shot(officer, "suit-06-tracking")
        phone = new_page(site.officer, PHONE)
        for name, address in (("case", f"/litigation/{suit}/"), ("list", "/litigation/"), ("new", "/litigation/new/")):
            phone.goto(address)
            shot(phone, f"suit-07-phone-{name}")
            assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def liaison_at(page: Page, suit: str) -> Page:
    page.goto(f"/litigation/{suit}/")
    return page
