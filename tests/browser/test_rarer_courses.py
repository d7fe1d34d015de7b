"""Cases of rarer courses by hand: settled before acceptance, given up, accepted by order of the higher organ and
dismissed, and suspended for the review of a normative document.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from tests.browser.hands import approve, fill_application, register, take
from tests.browser.seen import clocks, course, events
from tests.browser.site import Site

Shot = Callable[[Page, str], None]


def begin(page: Page, applicant: str, day: str) -> int:
    """Register an application received on `day` and stay on the page of its case."""
    page.goto("/reconsideration/new/")
    fill_application(page, {"收到日期": day, "知道日期": day}, applicant=applicant)
    return register(page)


def test_settled_before_acceptance(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer = new_page(site.officer)
    with at("2026-10-12 09:00"):
        begin(officer, "田某", "2026-10-12")
        settled = {"化解情况": "行政机关退还罚款，申请人撤回申请。", "行政机关自行纠正": True}
        take(officer, "受理前化解", settled)
        assert clocks(officer) == {}
        shot(officer, "settled-01")
        take(officer, "结案", {"卷内材料齐全、排列有序": True})
        assert course(officer)[1] == ""
        officer.goto("/reconsideration/?show=closed&q=田某")
        expect(officer.locator("main")).to_contain_text("田某")


def test_given_up_after_a_supplement_was_asked(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer = new_page(site.officer)
    with at("2026-10-12 09:00"):
        case = begin(officer, "向某", "2026-10-12")
        take(officer, "通知补正", {"需补正的事项": ["身份证明", "授权委托书"], "申请人收到日期": "2026-10-12"})
        ((_days, due),) = clocks(officer).values()
        # Ten working days from the day after the service (31①): the 13th to the 26th of October.
        assert "10月26日" in due
        shot(officer, "given-up-01-asked")
        officer.get_by_text("更多步骤").click()
        expect(officer.locator(".step-off", has_text="视为放弃申请")).to_be_visible()
    with at("2026-10-27 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "视为放弃申请", {})
        take(officer, "结案", {"卷内材料齐全、排列有序": True})
        assert events(officer)[0] == "结案"
        shot(officer, "given-up-02-closed")


def test_declined_then_accepted_by_order_and_dismissed(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director, leader = new_page(site.officer), new_page(site.director), new_page(site.leader)
    with at("2026-10-12 09:00"):
        case = begin(officer, "姚某", "2026-10-12")
        take(officer, "不予受理", {"理由": "无利害关系", "说明": "申请人与被处罚行为无利害关系。"})
        approve(director, "不予受理", "同意。")
    with at("2026-10-20 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        shot(officer, "ordered-01-declined")
        ordered = {
            "责令机关": "重庆市人民政府",
            "责令文书文号": "渝府复责〔2026〕1号",
            "责令理由": "无正当理由不予受理。",
        }
        take(officer, "按责令受理或者继续审理", ordered)
        # Ordered to accept, it is accepted on that day: sixty days end on Saturday, 19 December.
        assert any("12月21日" in due for _left, due in clocks(officer).values())
        shot(officer, "ordered-02-accepted")
    with at("2026-11-02 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        dismissed = {
            "结案方式": "驳回申请",
            "文号": "黔江府复驳〔2026〕2号",
            "认定与理由摘要": "受理后查明无利害关系。",
            "不符合的受理条件": "无利害关系",
        }
        take(officer, "驳回申请", dismissed)
        approve(leader, "驳回申请", "同意。")
        officer.goto(f"/reconsideration/{case}/")
        expect(officer.locator("#decision")).to_contain_text("无利害关系")
        shot(officer, "ordered-03-dismissed")


def test_suspended_for_the_review_of_a_document(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director, leader = new_page(site.officer), new_page(site.director), new_page(site.leader)
    with at("2026-10-12 09:00"):
        case = begin(officer, "秦某", "2026-10-12")
        take(officer, "受理", {"第二承办人": "林某"})
        take(officer, "发送副本", {"发送方式": "公文交换", "被申请人收到日期": "2026-10-12"})
    with at("2026-10-15 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        review = {
            "启动方式": "申请人一并提出（第13条）",
            "规范性文件（依据）名称": "黔江区城市管理若干规定",
            "条款": "第三条",
            "制定机关": "黔江区人民政府",
            "本机关": "有权处理，三十日内处理",
            "对条款合法性的疑义": "与上位法不一致。",
        }
        take(officer, "启动附带审查", review)
        approve(director, "启动附带审查", "同意。")
        officer.goto(f"/reconsideration/{case}/")
        expect(officer.locator(".case-no")).to_contain_text("中止")
        take(officer, "通知制定机关答复", {})
        shot(officer, "norm-01-asked")
    with at("2026-10-30 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "登记附带审查结果", {"结果": "相关条款合法，在复议决定书中一并告知", "审查意见": "条款合法。"})
        approver = director if director_waits(director) else leader
        approve(approver, "登记附带审查结果", "同意。")
        officer.goto(f"/reconsideration/{case}/")
        # The result lets the case go on. Its fifteen days do not count: sixty from 12 October end on 26 December, a
        # Saturday, so on the 28th.
        waiting = {title: due for title, (_left, due) in clocks(officer).items()}
        assert any("12月28日" in due for due in waiting.values()), waiting
        officer.set_viewport_size({"width": 390, "height": 844})
        shot(officer, "norm-02-resumed-phone")


def director_waits(page: Page) -> bool:
    """Whether the result of the review waits for this person."""
    page.goto("/approvals/")
    return page.locator("li", has=page.get_by_text("登记附带审查结果", exact=True)).count() > 0
