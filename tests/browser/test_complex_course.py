"""A complex case by hand: major, heard, brought before the committee, revoked with an act to be done anew, and followed
to the end of its performance; a case that the agency's change of mind ends.
"""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.timekeeping import at
from tests.browser.hands import approve, fill_application, register, take
from tests.browser.seen import clocks, course
from tests.browser.site import PHONE, Site

Shot = Callable[[Page, str], None]


def test_a_major_case_from_its_hearing_to_the_new_act(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director = new_page(site.officer), new_page(site.director)
    leader, liaison = new_page(site.leader), new_page(site.liaison)

    with at("2026-10-12 09:00"):
        officer.goto("/reconsideration/new/")
        fill_application(officer, {"收到日期": "2026-10-12", "知道日期": "2026-09-20"}, applicant="冉某")
        case = register(officer)
        take(officer, "受理", {"第二承办人": "林某"})
        take(officer, "发送副本", {"发送方式": "公文交换", "被申请人收到日期": "2026-10-12"})
        take(officer, "认定重大、疑难、复杂案件", {"案件属于": "重大", "理由": "影响面广。"})
        approve(director, "认定重大、疑难、复杂案件", "同意。")

    with at("2026-10-16 09:00"):
        liaison.goto(f"/reconsideration/{case}/")
        replied = {"答复要点": "事实清楚。", "是否一并举证": "是", "证据、依据目录": "证据一份。"}
        take(liaison, "提交答复和证据", replied)
        officer.goto(f"/reconsideration/{case}/")
        heard = {"当事人": "申请人 冉某", "听取方式": "电话", "陈述内容": "坚持请求。"}
        take(officer, "听取意见", heard)
        officer.get_by_text("更多步骤").click()
        expect(officer.locator(".step-off", has_text="作出决定")).to_contain_text("听证")
        hearing = {
            "听证日期": "2026-10-30",
            "时间": "09:30",
            "地点": "第一听证室",
            "听证主持人": "陈某",
            "听证员": ["林某", "李某"],
            "记录员": "其他人员",
            "记录员姓名": "吴某",
            "举行听证的原因": "案件重大、疑难、复杂",
            "拟听证事项": "处罚是否适当。",
        }
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "组织听证", hearing)
        shot(officer, "major-01-hearing-set")

    with at("2026-10-30 16:00"):
        officer.goto(f"/reconsideration/{case}/")
        held = {
            "到场人员": ["申请人 冉某", "被申请人 黔江区公安局"],
            "负责人": "出席",
            "到场人姓名、职务": "周某，副局长",
            "听证要点": "双方各执一词。",
            "笔录签名人员": ["申请人 冉某", "被申请人 黔江区公安局"],
        }
        take(officer, "登记听证情况", held)
        take(officer, "提请复议委员会咨询", {"事由": "案情重大、疑难、复杂", "提请咨询的问题": "处罚是否适当。"})
        opinion = {
            "出席委员（每行一人）": "甲教授\n乙律师\n丙处长",
            "各委员意见": "一致认为处罚明显不当。",
            "同意结论的人数": "3",
            "咨询结论": "建议撤销并责令重作。",
        }
        take(officer, "登记委员会咨询意见", opinion)
        shot(officer, "major-02-heard")

    with at("2026-11-12 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "登记审理报告", {"行政复议机构意见": "处罚明显不当，建议撤销并责令重作。"})
        decision = {
            "结案方式": "撤销并责令重作",
            "文号": "黔江府复决〔2026〕9号",
            "认定与理由摘要": "处罚明显不当。",
            "根据听证笔录作出（第61条第2款）": True,
            "行政复议委员会咨询意见": "采纳",
        }
        take(officer, "作出决定", decision)
        approve(leader, "作出决定", "同意。")
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "用印登记", {"份数": "4", "用印人": "吴某"})
        for party in ("申请人 冉某", "被申请人 黔江区公安局"):
            served = {"当事人": party, "送达方式": "直接送达", "收到日期": "2026-11-12"}
            take(officer, "登记送达", served)
        assert any("重" in name for name in clocks(officer))
        shot(officer, "major-03-served")

    with at("2026-12-01 09:00"):
        liaison.goto(f"/reconsideration/{case}/")
        performed = {
            "履行情况": "已重新作出处罚决定。",
            "重新作出的行政行为及文号": "黔公罚〔2026〕900号",
            "未以同一事实和理由作出相同或者基本相同的行政行为，或者原行为系因违反法定程序被撤销（第64条第2款）": True,
        }
        take(liaison, "报告履行情况", performed)
        shot(liaison, "major-04-performed")
        officer.goto(f"/reconsideration/{case}/")
        take(officer, "结案", {"卷内材料齐全、排列有序": True})
        assert course(officer)[0][-1] == "结案"
        officer.set_viewport_size(PHONE)
        shot(officer, "major-05-closed-phone")


def test_the_agency_changes_its_act_and_the_applicant_withdraws(site: Site, new_page: Callable[..., Page], shot: Shot):
    officer, director = new_page(site.officer), new_page(site.director)
    with at("2026-10-12 09:00"):
        officer.goto("/reconsideration/new/")
        fill_application(officer, {"收到日期": "2026-10-12"}, applicant="谭某")
        case = register(officer)
        take(officer, "受理", {"第二承办人": "林某"})
        take(
            officer,
            "中止审理",
            {"事由": "调解、和解", "申请人同意中止": True, "被申请人同意中止": True, "具体情形": "协商。"},
        )
        approve(director, "中止审理", "同意。")
        officer.goto(f"/reconsideration/{case}/")
        expect(officer.locator(".case-no")).to_contain_text("中止")
        shot(officer, "withdrawn-01-suspended")
    with at("2026-10-20 09:00"):
        officer.goto(f"/reconsideration/{case}/")
        ended = {
            "事由": "申请人撤回行政复议申请",
            "结案方式": "被申请人改变原行政行为后撤回",
            "文号": "黔江府复终〔2026〕3号",
            "认定与理由摘要": "准予撤回。",
            "经审查，撤回系自愿且不违反法律规定，准予撤回": True,
            "被申请人改变原行政行为的情况": "撤销原处罚决定。",
            "改变日期": "2026-10-19",
        }
        take(officer, "终止审理", ended)
        approve(director, "终止审理", "准予撤回。")
        officer.goto(f"/reconsideration/{case}/")
        expect(officer.locator("#decision")).to_contain_text("撤销原处罚决定")
        shot(officer, "withdrawn-02-ended")
        assert case
