"""The worklist by keyboard: cases are ticked and given to an officer in one go; a view is saved and opened."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from dossiers.models import Dossier
from tests.browser.gate import Gate
from tests.browser.seen import focused
from tests.browser.site import PHONE, Site

Shot = Callable[[Page, str], None]
DAY = "2026-10-09 10:00"


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the element of that name has the focus."""
    for _press in range(most):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached; the focus is on {focused(page)}")


def test_cases_are_ticked_and_assigned_by_keyboard(site: Site, new_page: Callable[..., Page], shot: Shot) -> None:
    with at(DAY):
        cases = [site.case(applicant=name) for name in ("柯某", "柯某某", "柯某芳")]
        page = new_page(site.director)
        page.goto("/reconsideration/?q=柯某&sort=received")
        button = page.get_by_role("button", name="为所选案件指定承办人")
        expect(button).to_be_disabled()
        page.get_by_role("checkbox", name="选择本页全部案件").press("Space")
        expect(page.locator("[data-selected-count]")).to_contain_text("3")
        expect(button).to_be_enabled()
        # One is taken out again.
        page.keyboard.press("Tab")
        while focused(page) != "case":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.locator("[data-selected-count]")).to_contain_text("2")
        shot(page, "worklist-01-ticked")
        tab_to(page, "为所选案件指定承办人")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="指定承办人", exact=True)).to_be_visible()
        expect(page.locator(".page-note")).to_contain_text("已选 2 件")
        shot(page, "worklist-02-prepare")
        tab_to(page, "officer")
        # The rule of assignment puts the least burdened first.
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("承办人", exact=True)).to_have_value(str(site.colleague.pk))
        # Somebody else is faster in one of the two.
        ticked = [int(box.get_attribute("value") or 0) for box in page.locator("input[name=case]").all()]
        changed = next(case for case in cases if case.pk == ticked[0])
        site.take(changed, "accept", procedure="ordinary")
        tab_to(page, "指定承办人（2 件）")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="指定承办人结果")).to_be_visible()
        results = page.locator("table.list tbody tr")
        expect(results).to_have_count(2)
        expect(results.nth(0)).to_contain_text("期间已变动")
        expect(results.nth(1)).to_contain_text("已办理")
        shot(page, "worklist-03-results")
        page.set_viewport_size(PHONE)
        shot(page, "worklist-03-results-390")
        officers = dict(Dossier.objects.unscoped("test").filter(pk__in=ticked).values_list("pk", "officer_id"))
        assert officers == {ticked[0]: site.officer.pk, ticked[1]: site.colleague.pk}
        taken_out = next(case for case in cases if case.pk not in ticked)
        assert Dossier.objects.unscoped("test").get(pk=taken_out.pk).officer_id == site.officer.pk
        colleague = new_page(site.colleague)
        expect(colleague.locator("main")).to_contain_text("已指定您承办 1 件案件")


def test_a_view_is_saved_with_its_columns_and_opens_the_list(
    site: Site, gate: Gate, new_page: Callable[..., Page], shot: Shot
) -> None:
    with at(DAY):
        site.case(applicant="晏某")
        page = new_page(site.officer)
        page.goto("/reconsideration/?q=晏某")
        page.get_by_text("显示列", exact=True).click()
        for name in ("收件日期", "被申请人"):
            page.get_by_role("checkbox", name=name, exact=True).uncheck()
        page.get_by_role("checkbox", name="适用法律", exact=True).check()
        shot(page, "worklist-04-columns")
        page.get_by_role("button", name="按所选列显示").click()
        heads = page.locator("table.list thead th")
        expect(heads.filter(has_text="适用法律")).to_have_count(1)
        expect(heads.filter(has_text="被申请人")).to_have_count(0)
        page.get_by_role("link", name="保存为视图").click()
        page.get_by_label("视图名称").fill("晏某的案件")
        page.get_by_label("打开列表时默认使用本视图").check()
        shot(page, "worklist-05-save")
        page.get_by_role("button", name="保存视图").click()
        expect(page.get_by_role("link", name="晏某的案件")).to_have_attribute("aria-current", "page")
        shot(page, "worklist-06-view")
        page.goto("/")
        page.get_by_role("link", name="复议案件").first.click()
        expect(page.get_by_role("link", name="晏某的案件")).to_have_attribute("aria-current", "page")
        expect(heads.filter(has_text="适用法律")).to_have_count(1)
        page.set_viewport_size(PHONE)
        shot(page, "worklist-06-view-390")
        page.get_by_role("link", name="管理视图").click()
        shot(page, "worklist-07-manage-390")
        page.get_by_role("link", name="修改 晏某的案件").click()
        expect(page.get_by_role("button", name="删除视图")).to_be_visible()
        gate.look(page)
        page.get_by_role("button", name="删除视图").click()
        expect(page.locator("#messages")).to_contain_text("视图已删除")
        expect(page.get_by_role("link", name="晏某的案件")).to_have_count(0)
