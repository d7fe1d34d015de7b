"""A holiday notice in a browser from its typing to its withdrawal, and the calendar on a desk and on a telephone."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import Organ, Role, User
from accounts.timekeeping import at
from deadlines.models import Deadline
from tests import factories as make
from tests.browser.hands import put
from tests.browser.seen import overflows, violations
from tests.browser.site import DESKTOP, PHONE, Site
from tests.deadlines.notices import BASIS_2027, MADE_UP_2027


def keeper() -> User:
    """An administrator of every organ."""
    first, *others = Organ.objects.all()
    user = make.make_user(Role.ADMINISTRATOR, first.organisation, "管理员")
    for organ in others:
        make.RoleAssignment.objects.create(
            user=user, role=Role.ADMINISTRATOR, organisation=organ.organisation, valid_from="2015-01-01"
        )
    return user


def looked_at(page: Page, shot: Callable[[Page, str], None], name: str) -> None:
    """The page on a desk and on a telephone: without a violation, not wider than its window."""
    for size, suffix in ((DESKTOP, "1440"), (PHONE, "390")):
        page.set_viewport_size(size)
        assert violations(page) == []
        assert overflows(page) == 0
        shot(page, f"{name}-{suffix}")
    page.set_viewport_size(DESKTOP)


def dues() -> list:
    return list(Deadline.objects.unscoped("a test").order_by("pk").values_list("due_on", "provisional_year"))


def test_a_notice_is_typed_read_confirmed_and_withdrawn(
    site: Site, new_page: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    with at("2026-12-29 10:00"):
        for n in range(3):
            site.take(site.case(applicant=f"周某{n}"), "accept", procedure="ordinary")
        site.case(applicant="吴某")
        before = dues()
        page = new_page(keeper())
        page.goto("/calendar/")
        page.get_by_role("link", name="录入放假通知").click()
        put(page, "年份", "2027")
        put(page, "通知", BASIS_2027)
        put(page, "放假与上班日期", MADE_UP_2027 + "上班 2027-03-03")
        looked_at(page, shot, "notice-form")
        page.get_by_role("button", name="预览影响").click()
        expect(page.locator(".error-summary, .field-errors").first).to_contain_text("不是周末")
        put(page, "放假与上班日期", MADE_UP_2027)
        page.get_by_role("button", name="预览影响").click()
        expect(page.get_by_role("heading", name="变更影响预览")).to_be_visible()
        assert dues() == before
        looked_at(page, shot, "notice-preview")
        moved = int(page.locator(".counts li b").first.inner_text())
        assert moved > 0
        page.get_by_role("button", name="确认生效").click()
        expect(page.get_by_text("已生效")).to_be_visible()
        expect(page.get_by_role("heading", name="变更影响", exact=True)).to_be_visible()
        assert int(page.locator(".counts li b").first.inner_text()) == moved
        after = dues()
        assert sum(one != other for one, other in zip(before, after, strict=True)) >= moved
        assert {year for _due, year in after} == {None}
        looked_at(page, shot, "notice-carried-out")

        officer = new_page(site.officer)
        officer.goto("/notices/")
        officer.get_by_role("button", name=re.compile("查看|打开")).first.click()
        expect(officer.get_by_role("heading", name=BASIS_2027)).to_be_visible()

        put(page, "理由", "误录")
        page.get_by_role("button", name="撤回", exact=True).click()
        expect(page.get_by_text("误录")).to_be_visible()
        assert dues() == before


def test_the_calendar_by_month_and_as_a_list(
    site: Site, new_page: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    with at("2026-11-23 09:00"):
        for n in range(7):
            site.case(applicant=f"郑某{n}")
        site.take(site.case(applicant="王某"), "accept", procedure="ordinary")
        page = new_page(site.director)
        page.get_by_role("link", name="期限日历").click()
        expect(page.locator(".month .due-entry").first).to_be_visible()
        looked_at(page, shot, "agenda-month")
        page.get_by_text("另有", exact=False).first.click()
        assert page.locator(".day-more[open] .due-entry").count() >= 2
        page.get_by_role("link", name="近期列表").click()
        expect(page.get_by_role("heading", name="近期到期")).to_be_visible()
        looked_at(page, shot, "agenda-list")
        page.get_by_role("link", name="法定期限").click()
        put(page, "事项、依据、条文或期限", "作出复议决定")
        page.get_by_role("button", name="筛选").click()
        looked_at(page, shot, "clock-list")
        page.locator(".list tbody th a").first.click()
        expect(page.get_by_role("heading", name="计算规则")).to_be_visible()
        looked_at(page, shot, "clock")
        page.goto("/calendar/feed/")
        looked_at(page, shot, "feed")
        page.get_by_role("button", name="设置订阅").click()
        expect(page.locator("code.secret")).to_contain_text("/calendar/feed/")
        looked_at(page, shot, "feed-made")
