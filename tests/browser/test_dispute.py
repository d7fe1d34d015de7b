"""A dispute that a court refers, resolved, performed and reported back, by everybody whom it concerns."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Role
from accounts.timekeeping import at
from disputes.models import Dispute
from tests.browser.hands import PDF, approve, fill, open_step, put, send_and_confirm
from tests.browser.seen import violations
from tests.browser.site import PHONE, Site

Shot = Callable[[Page, str], None]


def act(page: Page, dispute: str, title: str, fields: dict[str, Any], boxes: dict[str, str] | None = None) -> None:
    """A step taken from the page of the dispute; `boxes` are those of rows, by their names."""
    page.goto(f"/disputes/{dispute}/")
    form = open_step(page, title)
    for name, value in (boxes or {}).items():
        box = form.locator(f"[name={name}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(label=value)
        else:
            box.fill(value)
    fill(page, form, fields)
    send_and_confirm(page, form, title)


def refer(court: Page) -> str:
    """The court's liaison refers a dispute. Returns its id."""
    court.goto("/disputes/new/")
    put(court.locator("[data-formset-row]:visible").first, "姓名或名称", "周某")
    agencies = court.get_by_role("group", name="涉案行政机关").last
    agencies.get_by_role("textbox").fill("公安")
    agencies.get_by_label("黔江区公安局").check()
    for label, value in {
        "来源": "法院诉前委派",
        "移送文号": "（2026）渝0114诉前调31号",
        "争议类别": "行政补偿",
        "行政管理领域": "公安",
        "争议事项": "征收补偿决定",
        "起诉期限起算日": "20260302",
    }.items():
        put(court, label, value)
    court.get_by_role("button", name="移送", exact=True).click()
    expect(court.locator(".case-no")).to_contain_text("黔江争化〔2026〕")
    return court.url.rstrip("/").rpartition("/")[2]


def test_a_dispute_from_the_courts_referral_to_its_report(
    site: Site, new_page: Callable[..., Page], shot: Shot
) -> None:
    first, second = site.agency("城东街道办事处"), site.agency("城南街道办事处")
    court = new_page(site.person(Role.COURT_LIAISON, site.agency("黔江区人民法院"), "高法官"))
    centre = new_page(site.person(Role.CENTRE_COORDINATOR, site.organ.office, "梁协调"))
    liaison = new_page(site.liaison, PHONE)
    east = new_page(site.person(Role.AGENCY_LIAISON, first, "石某"))
    south = new_page(site.person(Role.AGENCY_LIAISON, second, "穆某"))
    director = new_page(site.director)

    with at("2026-06-01 09:00"):
        dispute = refer(court)
        expect(court.locator("#participation")).to_contain_text("2026年9月2日届满")
        shot(court, "dispute-01-referred")
    with at("2026-06-02 09:00"):
        centre.goto("/")
        expect(centre.locator("#disputes-examine")).to_contain_text("周某")
        shot(centre, "dispute-02-home")
        act(centre, dispute, "审查化解范围", {"是否属于化解范围": "属于"})
        agreed = {"意愿": "同意", "表态方式": "书面", "同意书或者笔录": PDF}
        act(centre, dispute, "登记当事人意愿", {"当事人": "周某", **agreed})
        expect(centre.locator("#participation")).to_contain_text("自2026年6月2日起停止计算")
        # The agency agrees on-line, on the telephone of its liaison.
        act(liaison, dispute, "登记当事人意愿", {"意愿": "同意", "表态方式": "线上", "同意书或者笔录": PDF})
        shot(liaison, "dispute-03-consent-phone")
    with at("2026-06-03 09:00"):
        act(centre, dispute, "受理", {})
        task = {"转办事项": "组织双方协商"}
        act(centre, dispute, "转办", task, {"units__0__organisation": first.name})
    with at("2026-06-04 09:00"):
        east.goto("/")
        expect(east.locator("#disputes-handed")).to_contain_text("周某")
        shot(east, "dispute-04-unit-home")
        east.goto(f"/disputes/{dispute}/")
        form = open_step(east, "退回转办")
        fill(east, form, {"理由": "事项不在本街道辖区", "建议承办单位": second.name})
        send_and_confirm(east, form, "退回转办")
        answer = east.goto(f"/disputes/{dispute}/")
        assert answer is not None
        assert answer.status == 404
        act(centre, dispute, "转办", task, {"units__0__organisation": second.name})
        expect(centre.locator("#transfers")).to_contain_text("已退回")
        shot(centre, "dispute-05-handed-again")
        act(south, dispute, "签收转办", {"责任人": "穆某"})
        shot(south, "dispute-06-unit")
    with at("2026-06-05 09:00"):
        centre.goto("/disputes/mediators/new/")
        for label, value in {"姓名": "孟某", "化解员类别": "法官", "单位": "黔江区人民法院"}.items():
            put(centre, label, value)
        shot(centre, "dispute-07-mediator")
        centre.get_by_role("button", name="登记", exact=True).click()
        expect(centre.locator("#messages")).to_contain_text("化解员已登记")
        act(centre, dispute, "确定化解人员", {"化解员": "孟某（法官、黔江区人民法院、在办0件）"})
        meeting = {"会议形式": "面对面协商", "开始时间": "09:30", "结束时间": "11:00", "地点": "第一调解室"}
        act(centre, dispute, "确定化解会", {"日期": "20260610", **meeting})
    came = {
        "attendance__0__name": "周某",
        "attendance__0__side": "申请化解人",
        "attendance__1__name": "吴某",
        "attendance__1__side": "区公安局",
    }
    with at("2026-06-10 15:00"):
        going_on = {"会议结果": "继续化解", "会议情况": "双方同意核对票据"}
        act(centre, dispute, "登记化解会情况", going_on, came)
        act(centre, dispute, "确定化解会", {"日期": "20260622", **meeting})
        act(centre, dispute, "延长化解期限", {"延长日数": "30", "理由": "需要评估"})
        approve(director, "延长化解期限")
        director.goto(f"/disputes/{dispute}/")
        expect(director.locator("#clocks")).to_contain_text("8月3日")
        shot(director, "dispute-08-extended")
    with at("2026-06-15 09:00"):
        act(south, dispute, "反馈办理情况", {"办理情况和建议": "双方愿意按评估价补偿"})
    with at("2026-06-22 15:00"):
        act(centre, dispute, "登记化解会情况", {"会议结果": "达成一致", "会议情况": "就数额达成一致"}, came)
        centre.goto(f"/disputes/{dispute}/")
        form = open_step(centre, "登记化解结果")
        put(form, "结果", "达成协议")
        for name, value in {"what": "支付补偿款", "amount": "42000", "due_on": "20260722"}.items():
            form.locator(f"[name=terms__0__{name}]").fill(value)
        form.locator("[name=terms__0__by]").select_option(label="涉案行政机关 黔江区公安局")
        fill(
            centre,
            form,
            {"协议形式": "书面协议", "化解经过，或者未能化解的原因": "经两次协商", "化解协议书，或者化解终结通知": PDF},
        )
        shot(centre, "dispute-09-agreement")
        send_and_confirm(centre, form, "登记化解结果")
        # From 2 to 22 June the period for suing stood still.
        told = "扣除化解期间后2026年9月22日届满（不经化解的，2026年9月2日届满）"
        expect(centre.locator("#participation")).to_contain_text(told)
        assert violations(centre) == []
        shot(centre, "dispute-10-agreed")
    with at("2026-06-24 09:00"):
        act(centre, dispute, "向来源单位反馈", {"反馈内容": "已达成协议"})
    with at("2026-07-20 09:00"):
        act(liaison, dispute, "登记条款履行情况", {"履行": "已经履行", "履行方式或者未履行的原因": "已转账"})
        shot(liaison, "dispute-11-performed-phone")
        assert violations(liaison) == []
        assert liaison.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        act(court, dispute, "登记后续情况", {"后续情况": "未再起诉或申请复议"})
        expect(court.locator("#outcome")).to_contain_text("未再起诉")
        shot(court, "dispute-12-court")
        act(centre, dispute, "结案归档", {"材料齐全、规范": True})
        shot(centre, "dispute-13-closed")
    row = Dispute.objects.unscoped("test").get(pk=dispute)
    assert (row.state, row.performance, str(row.agreed_amount)) == ("closed", "done", "42000.00")
