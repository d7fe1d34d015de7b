"""One case under the ordinary procedure, taken by hand from application to closing by the people concerned."""

import datetime as dt
from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import Dossier
from notices.models import Notice
from tests import factories as make
from tests.browser.hands import PDF, approve, fill_application, put, register, sign_in, take
from tests.browser.seen import clocks, course, events
from tests.browser.site import PHONE, Site

ACT = "黔公（治）行罚决字〔2026〕308号"


def apply(page: Page, shot: Callable[[Page, str], None]) -> int:
    """Two applicants and an agent against the police; returns the id of the new case."""
    page.get_by_role("link", name="复议案件").click()
    page.get_by_role("link", name="登记申请").click()
    known = {"文号": ACT, "作出日期": "20260831", "知道日期": "2026年8月31日"}
    fill_application(page, {"收到日期": "2026.9.28", **known})
    expect(page.get_by_label("黔江区市场监督管理局")).to_be_hidden()
    rows = page.locator("[data-formset-row]:visible")
    put(rows.nth(0), "电话", "13900001111")
    page.get_by_role("button", name="添加当事人").click()
    put(rows.nth(1), "角色", "代理人")
    put(rows.nth(1), "姓名或名称", "王律师")
    put(rows.nth(1), "代理人类别", "律师")
    page.get_by_role("button", name="添加当事人").click()
    put(rows.nth(2), "姓名或名称", "郑某")
    expect(page.locator("#duplicates")).to_contain_text(ACT)
    expect(page.locator("#duplicates")).to_contain_text("胡某")
    shot(page, "ordinary-01-register")
    return register(page)


def reload(page: Page, case: int) -> Page:
    page.goto(f"/reconsideration/{case}/")
    return page


def test_from_application_to_closing(site: Site, new_page, shot):
    with at("2026-09-25 10:00"):
        make_alike(site)
    officer, director, leader = new_page(site.officer), new_page(site.director), new_page(site.leader)

    with at("2026-09-28 10:00"):
        case = apply(officer, shot)
        assert clocks(officer) == {"受理审查": ("余 5 个工作日", "10月10日 周六")}
        assert "跳过10月1日至10月7日放假" in officer.locator("#clocks").inner_text()
        assert course(officer) == (["收件"], "受理")
        shot(officer, "ordinary-02-registered")

    with at("2026-10-09 10:00"):
        reload(officer, case)
        assert clocks(officer) == {"受理审查": ("余 1 个工作日", "10月10日 周六")}
        causes = take(officer, "受理", {"受理日期": "20261009", "程序": "普通程序", "第二承办人": "林某"})
        assert "12月8日" in causes
        assert clocks(officer) == {
            "发送申请书副本": ("余 7 个工作日", "10月19日 周一"),
            "作出复议决定": ("余 60 日", "12月8日 周二"),
        }
        assert course(officer) == (["收件", "受理"], "答复")
        expect(officer.locator(".case-no")).to_contain_text("黔江府复〔2026〕1号")
        shot(officer, "ordinary-03-accepted")

    with at("2026-10-12 10:00"):
        reload(officer, case)
        take(officer, "发送副本", {"寄出日期": "2026-10-12", "发送方式": "公文交换", "被申请人收到日期": "2026-10-12"})
        assert clocks(officer)["被申请人答复举证"] == ("余 10 个工作日", "10月26日 周一")
        assert "发送申请书副本" not in clocks(officer)

    with at("2026-10-23 11:40"):
        liaison = new_page(viewport=PHONE)
        sign_in(liaison, site.liaison)
        expect(liaison.get_by_role("heading", name="今日待办")).to_be_visible()
        shot(liaison, "ordinary-04-liaison-home-390")
        liaison.get_by_role("link", name="提交答复和证据").first.click()
        form = liaison.locator("form.step-form")
        expect(form).to_be_visible()
        put(form, "答复要点", "处罚事实清楚，程序合法，请求维持。")
        put(form, "证据、依据目录", "证据目录一份，证据七份。")
        form.get_by_label("答复书", exact=True).set_input_files([{**PDF, "name": "行政复议答复书.pdf"}])
        form.get_by_label("证据、依据及其他材料").set_input_files(
            [{**PDF, "name": f"证据{n}.pdf"} for n in range(1, 4)]
        )
        expect(form.locator(".consequences")).to_contain_text("被申请人答复举证")
        shot(liaison, "ordinary-05-liaison-reply-390")
        form.locator("button[type=submit]").click()
        expect(liaison.locator("#messages")).to_contain_text("提交答复和证据")
        assert course(liaison)[1] == "审理"
        assert "证据3.pdf" in liaison.locator("#papers").inner_text()
        shot(liaison, "ordinary-06-liaison-case-390")
        reload(officer, case)
        assert course(officer) == (["收件", "受理", "答复"], "审理")
        assert events(officer)[0] == "提交答复和证据"
        assert list(clocks(officer)) == ["作出复议决定"]

    with at("2026-10-26 15:00"):
        reload(officer, case)
        take(
            officer,
            "听取意见",
            {"当事人": "申请人 周某", "听取方式": "电话", "陈述内容": "坚持复议请求，认为处罚过重。", "笔录": PDF},
        )
        officer.get_by_text("更多步骤").click()
        expect(officer.locator(".step-off", has_text="作出决定")).to_contain_text("郑某")
        reload(officer, case)
        take(
            officer, "记明未听取意见原因", {"不能听取意见的当事人": ["申请人 郑某"], "不能听取意见的原因": "下落不明。"}
        )
        assert clocks(officer) == {"作出复议决定": ("余 43 日", "12月8日 周二")}

    with at("2026-11-02 16:05"):
        reload(officer, case)
        take(officer, "中止审理", {"事由": "其他案件", "具体情形": "需以另案裁判结果为依据。"})
        assert clocks(officer)["作出复议决定"][0] == "余 36 日"
        approve(director, "中止审理", "同意。")
        assert clocks(director)["作出复议决定"][0] == "中止中"
        shot(director, "ordinary-07-suspended")

    with at("2026-11-12 09:20"):
        reload(officer, case)
        take(officer, "恢复审理", {"中止原因消除情况": "其他未结案件已裁判。"})
        assert clocks(officer) == {"作出复议决定": ("余 36 日", "12月18日 周五")}
        assert events(officer)[:2] == ["恢复审理", "中止审理"]

    with at("2026-11-20 10:00"):
        reload(officer, case)
        causes = take(officer, "延期", {"延长日数": 30, "理由": "案情复杂，需实地勘验。"})
        assert "2027年1月18日" in causes
        approve(director, "延期")
        assert clocks(director)["作出复议决定"] == ("余 59 日（暂定）", "2027年1月18日 周一")
        shot(director, "ordinary-08-extended")

    with at("2026-11-30 10:00"):
        reload(officer, case)
        opinion = {"拟处理意见": "维持", "行政复议机构意见": "原行为合法适当，建议维持。"}
        take(officer, "登记审理报告", opinion)
        findings = "原行为事实清楚，证据确凿，适用依据正确，程序合法，内容适当。"
        decision = {"结案方式": "维持", "文号": "黔江府复决〔2026〕1号", "认定与理由摘要": findings}
        take(officer, "作出决定", {**decision, "文书": {**PDF, "name": "行政复议决定书.pdf"}})
    with at("2026-12-01 09:00"):
        approve(leader, "作出决定")
        assert course(leader) == (["收件", "受理", "答复", "审理", "决定"], "送达")
        assert "作出复议决定" not in clocks(leader)
        shot(leader, "ordinary-09-decided")

    with at("2026-12-02 10:00"):
        reload(officer, case)
        take(officer, "用印登记", {"份数": "4", "用印人": "吴某"})
        served = {"寄出日期": "2026-12-02", "送达方式": "直接送达", "收到日期": "2026-12-02"}
        take(officer, "登记送达", {"当事人": "申请人 周某", **served})
        assert clocks(officer) == {"不服复议决定起诉": ("余 15 日", "12月17日 周四")}
        take(officer, "登记送达", {"当事人": "申请人 郑某", "寄出日期": "2026-12-02", "送达方式": "公告送达"})
        take(officer, "登记送达", {"当事人": "被申请人 黔江区公安局", "送达回证": PDF, **served})
        assert "2027年1月" in officer.locator("#timeline").inner_text() + officer.locator("#clocks").inner_text()
        shot(officer, "ordinary-10-served")

    with at("2027-01-20 10:00"):
        reload(officer, case)
        take(officer, "结案", {"卷内材料齐全、排列有序": True})
        assert course(officer) == (["收件", "受理", "答复", "审理", "决定", "送达", "结案"], "")
        assert events(officer)[:6] == ["结案", "登记送达", "登记送达", "登记送达", "用印登记", "作出决定"]
        shot(officer, "ordinary-11-closed")
        officer.set_viewport_size(PHONE)
        shot(officer, "ordinary-12-closed-390")

    stored = ReconsiderationCase.objects.unscoped("test").get(pk=case)
    assert stored.state == "closed"
    assert Dossier.objects.unscoped("test").get(pk=case).closed_on == dt.date(2027, 1, 20)
    assert Notice.objects.filter(recipient=site.officer).exists()


def make_alike(site: Site) -> None:
    """A case against the same document, to be shown as a duplicate."""
    make.make_case(
        site.organ,
        actor=make.actor_for(site.colleague),
        applicant="胡某",
        act_number=ACT,
        respondents=[site.agency("黔江区公安局")],
    )
