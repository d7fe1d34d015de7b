"""A hearing from the court's notice to the confirmed record, by the court, the officer, the agency and the director."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from accounts.models import Organisation, Role, RosterEntry
from accounts.timekeeping import at
from dossiers.models import Code
from hearings.models import Appearance, Lawsuit
from hearings.services import DefendantRow
from tests import factories as make
from tests.browser.hands import PDF, fill, put, send_and_confirm
from tests.browser.site import PHONE, Site

FIRST = "（2026）渝0114行初21号"


def sue(site: Site, number: str, court: Organisation) -> Lawsuit:
    original = Code.objects.get(pk="suit_standing.original")
    return make.make_suit(
        site.organ,
        actor=make.actor_for(site.officer),
        court=court,
        number=number,
        parties=[{"role": "applicant", "kind": "natural", "name": "周某"}],
        defendants=[DefendantRow(site.police, original, dt.date(2026, 9, 25))],
        officer=site.officer,
    )


def open_form(page: Page, title: str) -> Locator:
    """The form of a step, opened from the menu of the case or as a page of its own."""
    link = page.locator(".case-steps").get_by_role("link", name=title, exact=True)
    if not link.is_visible():
        page.locator(".case-steps").get_by_text("更多步骤").click()
    link.click()
    form = page.locator("form.step-form")
    expect(form).to_be_visible()
    return form


def act(page: Page, suit: Lawsuit, title: str, fields: dict[str, Any]) -> None:
    """A step taken from the page of the case."""
    page.goto(f"/litigation/{suit.pk}/")
    form = open_form(page, title)
    fill(page, form, fields)
    send_and_confirm(page, form, title)


def test_a_hearing_from_the_notice_to_the_confirmed_record(
    site: Site, new_page: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    court = Organisation.objects.filter(kind="court").first() or make.make_organisation("黔江区人民法院", "court")
    clerk = site.person(Role.COURT_LIAISON, court, "法官助理")
    with at("2026-09-25 10:00"):
        suit, parallel = sue(site, FIRST, court), sue(site, "（2026）渝0114行初22号", court)
    head = {"organisation": site.police, "valid_from": dt.date(2021, 3, 1)}
    RosterEntry.objects.create(name="郑和", rank="principal", post="局长", party_post="党委书记", **head)
    RosterEntry.objects.create(name="吴亮", rank="deputy", post="副局长", field="治安管理", **head)

    with at("2026-09-28 10:00"):
        bench = new_page(clerk)
        expect(bench.locator("#court-sittings")).to_contain_text("尚未安排庭审")
        bench.goto("/litigation/sittings/new/")
        shot(bench, "hearing-01-set-empty")
        for label, value in {
            "收到传票日期": "20260928",
            "庭审日期": "20261022",
            "开始时间": "09:30",
            "结束时间": "11:30",
            "法庭": "第二法庭",
            "审判长": "孙法官",
        }.items():
            put(bench, label, value)
        for number in (FIRST, "渝0114行初22号"):
            bench.get_by_label(number).check()
        bench.get_by_role("button", name="确定庭审").click()
        expect(bench.locator("#messages")).to_contain_text("已通知有关人员")
        shot(bench, "hearing-02-sitting")
        sitting = bench.url
        act(
            bench,
            suit,
            "登记出庭通知",
            {"收到出庭通知日期": "20260928", "通知负责人出庭的情形": "生态环境和资源保护", "出庭通知书编号": "通知21"},
        )

    with at("2026-10-12 10:00"):
        officer = new_page(site.officer)
        officer.goto(sitting)
        expect(officer.locator("#appearances")).to_contain_text("确定出庭负责人或者说明不能出庭")
        shot(officer, "hearing-03-officer")
        officer.goto("/litigation/sittings/")
        shot(officer, "hearing-04-list")
        liaison = new_page(site.liaison, PHONE)
        panel = liaison.locator("#hearings-owed")
        expect(panel).to_contain_text("等2件")
        shot(liaison, "hearing-05-home-phone")
        panel.get_by_role("link", name="登记").first.click()
        shot(liaison, "hearing-06-nominate-phone")
        put(liaison, "确定日期", "20261012")
        put(liaison, "出庭负责人", "吴亮")
        liaison.get_by_role("button", name="确定出庭负责人").click()
        expect(liaison.locator("#messages")).to_contain_text("2件")
        liaison.goto("/litigation/sittings/owed/")
        shot(liaison, "hearing-07-owed-phone")
        liaison.get_by_role("link", name="登记").first.click()
        put(liaison, "提交日期", "20261012")
        put(liaison, "负责人身份证明", PDF)
        liaison.get_by_role("button", name="提交负责人身份证明").click()
        expect(liaison.locator("#messages")).to_contain_text("2件")
        shot(liaison, "hearing-08-sitting-phone")

    with at("2026-10-22 15:00"):
        bench.goto(sitting)
        bench.get_by_role("link", name="登记庭审已举行").click()
        put(bench, "旁听人数", "30")
        bench.get_by_role("button", name="登记庭审已举行").click()
        expect(bench.locator("#messages")).to_contain_text("登记庭审已举行")
        act(
            bench,
            suit,
            "登记法院记录的出庭情况",
            {"记录日期": "20261022", "到场人员": "仅工作人员"},
        )
        shot(bench, "hearing-09-court-case")

    with at("2026-10-23 10:00"):
        act(
            liaison,
            suit,
            "报送出庭情况",
            {
                "提交日期": "20261023",
                "到场人员": "机关负责人",
                "到庭负责人": "吴亮",
                "是否发表意见": "是",
                "发表意见内容": "就实质性解决争议发表意见",
                "未经许可中途退庭": "否",
            },
        )
        shot(liaison, "hearing-10-record-phone")
        director = new_page(site.director)
        shot(director, "hearing-11-director-home")
        act(director, suit, "确认出庭情况", {"确认日期": "20261023"})
        expect(director.locator("#sittings")).to_contain_text("两方记录不一致")
        act(
            director,
            suit,
            "核定记录差异",
            {"核定日期": "20261023", "核定到庭情况": "副职负责人", "核定理由": "庭审笔录载明副局长到庭"},
        )
        shot(director, "hearing-12-settled")
        director.goto("/litigation/rosters/")
        director.goto(f"/litigation/rosters/{site.police.pk}/")
        shot(director, "hearing-13-roster")
        director.goto(f"/litigation/duties/{site.police.pk}/")
        shot(director, "hearing-14-duties")
        director.goto("/litigation/duties/")
        shot(director, "hearing-15-duty-overview")
    row = Appearance.objects.unscoped("test").get(case__lawsuit=suit)
    assert (row.state, row.present, row.settled_came_id) == ("confirmed", True, "appearance.deputy")
    assert Appearance.objects.unscoped("test").get(case__lawsuit=parallel).state == "nominated"
