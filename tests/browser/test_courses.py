"""The simplified procedure by hand, its conversion, a corrected receipt, and a review that runs out over a holiday."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from cases.law import SIMPLE
from cases.tasks import lapse_reviews
from tests.browser.hands import (
    PDF,
    approve,
    fill,
    fill_application,
    open_step,
    put,
    register,
    send,
    send_and_confirm,
    take,
)
from tests.browser.seen import clocks, course, events
from tests.browser.site import PHONE, Site

Shot = Callable[[Page, str], None]


def test_simplified_from_application_to_closing(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, leader = new_page(site.officer), new_page(site.leader)

    with at("2026-10-12 09:00"):
        officer.goto("/reconsideration/new/")
        fill_application(officer, {"收到日期": "2026-10-12"}, applicant="冉某")
        case = register(officer)
        assert clocks(officer) == {"受理审查": ("余 5 个工作日", "10月19日 周一")}

    with at("2026-10-13 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        form = open_step(officer, "受理")
        fill(officer, form, {"程序": "简易程序"})
        send(officer, form)
        expect(officer.locator(".has-error")).to_contain_text("请填写适用简易程序的事由（第53条）")
        form = officer.locator("form.step-form")
        fill(officer, form, {"适用简易程序的情形": "案件涉及款额三千元以下", "案件涉及款额": "500"})
        send(officer, form)
        expect(officer.locator(".has-error")).to_contain_text("事实清楚、权利义务关系明确、争议不大（第53条第1款）")
        form = officer.locator("form.step-form")
        fill(officer, form, {"审查认为（第53条第1款）": ["事实清楚", "权利义务关系明确", "争议不大"]})
        expect(form.locator("input[name=seen]")).to_be_attached()
        send(officer, form)
        expect(officer.locator("#messages")).to_contain_text("受理")
        assert clocks(officer) == {
            "发送申请书副本": ("余 3 个工作日", "10月16日 周五"),
            "作出复议决定": ("余 30 日", "11月12日 周四"),
        }
        shot(officer, "simplified-01-accepted")
        officer.get_by_text("更多步骤").click()
        expect(officer.locator(".step-off", has_text="延期")).to_contain_text("简易程序不得延期")

    with at("2026-10-14 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "发送副本", {"发送方式": "公文交换", "被申请人收到日期": "2026-10-14"})
        assert clocks(officer)["被申请人答复举证"] == ("余 5 个工作日", "10月21日 周三")

    with at("2026-10-20 09:00"):
        # On paper: the officer enters it for the agency with the scan.
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "提交答复和证据", {"提交答复日期": "2026-10-20", "答复要点": "事实清楚。", "答复书": PDF})
        assert course(officer) == (["收件", "受理", "答复"], "审理")

    with at("2026-10-26 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "登记审理报告", {"行政复议机构意见": "建议撤销。"})
        decision = {"结案方式": "撤销", "文号": "黔江府复决〔2026〕2号", "认定与理由摘要": "主要事实不清、证据不足。"}
        take(officer, "作出决定", decision)
        approve(leader, "作出决定", "同意撤销。")
        shot(leader, "simplified-02-decided")

    with at("2026-10-28 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        for party in ("申请人 冉某", "被申请人 黔江区公安局"):
            served = {"送达方式": "直接送达", "寄出日期": "2026-10-27", "收到日期": "2026-10-28"}
            served |= {"未登记用印仍送达的理由": "用印登记簿另存"}
            take(officer, "登记送达", {"当事人": party, **served})
        take(officer, "结案", {"卷内材料齐全、排列有序": True})
        assert course(officer) == (["收件", "受理", "答复", "审理", "决定", "送达", "结案"], "")
        expect(officer.locator(".case-no")).to_contain_text("简易程序")
        shot(officer, "simplified-03-closed")


def test_conversion_on_the_twenty_ninth_day(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director = new_page(site.officer), new_page(site.director)
    with at("2026-10-09 09:00"):
        case = site.case(applicant="向某")
        plain = {"ground": "simplified_ground.small_amount", "plain": list(SIMPLE), "amount": "500"}
        site.take(case, "accept", procedure="simplified", **plain)
    with at("2026-11-07 09:00"):
        officer.goto(f"/reconsideration/{case.pk}/")
        assert clocks(officer)["作出复议决定"] == ("余 2 日", "11月9日 周一")
        causes = take(officer, "转为普通程序", {"理由": "案情复杂，不宜适用简易程序。"})
        assert "12月8日" in causes
        approve(director, "转为普通程序")
        assert clocks(director)["作出复议决定"] == ("余 31 日", "12月8日 周二")
        expect(director.locator(".case-no")).to_contain_text("普通程序")
        shot(director, "converted")


def test_receipt_corrected_after_acceptance(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director = new_page(site.officer), new_page(site.director)
    with at("2026-09-21 09:00"):
        case = site.case(applicant="龚某")
    with at("2026-09-22 09:00"):
        site.take(case, "accept", procedure="ordinary")
    with at("2026-09-23 09:00"):
        officer.goto(f"/reconsideration/{case.pk}/")
        assert clocks(officer)["作出复议决定"][1] == "11月23日 周一"
        officer.locator("#timeline li", has_text="登记申请").get_by_role("link", name="更正").click()
        expect(officer.get_by_role("heading", name="更正：登记申请")).to_be_visible()
        form = officer.locator("form.step-form")
        put(form, "更正理由", "收件章为9月18日，登记时误填。")
        with officer.expect_response(lambda answer: "/correct/" in answer.url and answer.request.method == "POST"):
            put(form, "收到日期", "2026-09-18")
        expect(form.locator("input[name=seen]")).to_be_attached()
        shot(officer, "corrected-01-form")
        send_and_confirm(officer, form, "更正：登记申请")
        approve(director, "更正：登记申请")
        told = director.locator("#timeline").inner_text()
        assert "收件章为9月18日" in told
        assert "9月18日" in told
        assert events(director)[-1] == "登记申请（已更正）"
        assert events(director)[0] == "更正：登记申请"
        expect(director.locator("#facts")).to_contain_text("2026年9月18日")
        director.get_by_text("已结束的期限").click()
        expect(director.locator(".ended-clocks")).to_contain_text("9月24日 周四")
        shot(director, "corrected-02-case")


def test_review_runs_out_over_the_national_holiday(site: Site, new_page: Callable[..., Page], shot: Shot):
    with at("2026-09-24 16:00"):
        case = site.case(applicant="石某")
    officer = new_page(site.officer)

    with at("2026-10-09 17:30"):
        officer.goto(f"/reconsideration/{case.pk}/")
        assert clocks(officer) == {"受理审查": ("今日到期", "10月9日 周五")}
        assert lapse_reviews() == 0
        shot(officer, "lapse-01-due-today")
        form = open_step(officer, "不予受理")
        expect(form).to_be_visible()

    with at("2026-10-10 08:30"):
        officer.goto(f"/reconsideration/{case.pk}/")
        assert clocks(officer) == {"受理审查": ("逾期 1 日", "10月9日 周五")}
        officer.get_by_text("更多步骤").click()
        off = officer.locator(".step-off", has_text="不予受理")
        expect(off).to_contain_text("视为受理")
        shot(officer, "lapse-02-day-after")
        # A decision signed on paper while it was possible may still be entered; asking on-line is refused.
        officer.goto(f"/dossiers/{case.pk}/steps/decline/")
        expect(officer.get_by_role("alert")).to_contain_text("审查期限")
        form = officer.locator("form.step-form")
        for label, value in {"理由": "超过法定期限", "说明": "逾期申请。"}.items():
            put(form, label, value)
        send(officer, form)
        expect(officer.get_by_role("alert").first).to_contain_text("审查期限")
        expect(officer.get_by_role("textbox", name="说明", exact=True)).to_have_value("逾期申请。")
        assert not case.dossier.approvals.exists()

        assert lapse_reviews() == 1
        officer.goto(f"/reconsideration/{case.pk}/")
        assert events(officer)[0] == "视为受理"
        expect(officer.locator(".case-no")).to_contain_text("视为受理")
        assert clocks(officer)["作出复议决定"] == ("余 59 日", "12月8日 周二")
        assert course(officer) == (["收件", "受理"], "答复")
        officer.set_viewport_size(PHONE)
        shot(officer, "lapse-03-deemed-accepted-390")
