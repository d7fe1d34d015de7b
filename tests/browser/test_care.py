"""Nothing typed is lost, nothing is done twice, and what is wrong is said at its field."""

import datetime as dt
import re
import time
from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import Page, Route, expect

from accounts.timekeeping import at
from cases.models import ReconsiderationCase
from dossiers.models import TimelineEntry
from tests import factories as make
from tests.browser.gate import Gate
from tests.browser.hands import EXE, PDF, fill, fill_application, open_step, put, register, send, sign_in, take
from tests.browser.seen import course, events
from tests.browser.site import Site

Shot = Callable[[Page, str], None]
DAY = "2026-10-09 10:00"


def test_the_second_of_two_is_told_and_loses_nothing(site: Site, new_page: Callable[..., Page], shot: Shot):
    with at(DAY):
        case = site.case(applicant="温某")
        first, second = new_page(site.officer), new_page(site.director)
        for page in (first, second):
            page.goto(f"/reconsideration/{case.pk}/")
        typed = open_step(second, "补充、修改申请事项")
        fill(second, typed, {"申请复议的行政行为": "行政拘留决定", "复议请求": "撤销行政拘留决定"})
        take(first, "补充、修改申请事项", {"申请复议的行政行为": "治安管理处罚决定"})

        send(second, typed)
        told = second.get_by_role("alert").first
        expect(told).to_contain_text("陈某")
        difference = second.locator(".diff tbody tr")
        expect(difference).to_have_count(1)
        expect(difference).to_contain_text("治安管理处罚决定")
        expect(difference).to_contain_text("行政拘留决定")
        form = second.locator("form.step-form")
        expect(form.get_by_role("textbox", name="复议请求")).to_have_value("撤销行政拘留决定")
        shot(second, "conflict")
        send(second, form)
        expect(second.get_by_role("alert").first).to_contain_text("请逐项选定保留的内容")
        difference.get_by_role("radio").first.check()
        shot(second, "conflict-chosen")
        send(second, form)
        expect(second.locator("#messages")).to_contain_text("补充、修改申请事项")
        stored = ReconsiderationCase.objects.unscoped("test").get(pk=case.pk)
        assert (stored.act_name, stored.requests) == ("行政拘留决定", "撤销行政拘留决定")
        assert events(second).count("补充、修改申请事项") == 2


def test_a_double_click_takes_a_step_once(site: Site, new_page: Callable[..., Page]):
    with at(DAY):
        case = site.case(applicant="覃某")
        page = new_page(site.officer)
        page.goto(f"/reconsideration/{case.pk}/")
        form = open_step(page, "受理")
        fill(page, form, {})
        form.locator("button[type=submit]").dblclick()
        expect(page.locator("#messages")).to_contain_text("受理")
        assert course(page)[1] == "答复"
        # The same form once more, as after going back: it is known and leads to the case.
        page.go_back()
        page.goto(f"/reconsideration/{case.pk}/")
        entries = TimelineEntry.objects.unscoped("test").filter(dossier_id=case.pk, step="accept")
        assert entries.count() == 1


def test_the_page_waits_for_what_a_step_causes_and_its_files_stay_chosen(
    site: Site, new_page: Callable[..., Page], shot: Shot
):
    with at(DAY):
        case = site.case(applicant="冉某")
        site.take(case, "accept", procedure="ordinary")
        page = new_page(site.officer)
        page.goto(f"/reconsideration/{case.pk}/")
        form = open_step(page, "听取意见")

        def slowly(route: Route) -> None:
            if "preview" in (route.request.post_data_buffer or b"").decode(errors="ignore"):
                time.sleep(1)
            route.continue_()

        page.route("**/steps/hear_views/**", slowly)
        told = {"当事人": "申请人 冉某", "听取方式": "电话", "陈述内容": "坚持复议请求。", "笔录": PDF}
        for label, value in told.items():
            put(form, label, value)
        # Sent before the page could say what this causes: it says so now, and nothing has to be chosen again.
        send(page, form)
        confirm = page.get_by_role("button", name="确认办理")
        expect(confirm.or_(page.locator("#messages", has_text="听取意见")).first).to_be_visible()
        assert form.locator("input[type=file]").first.evaluate("field => field.files.length") == 1
        shot(page, "waits-and-confirms")
        confirm.click()
        expect(page.locator("#messages")).to_contain_text("听取意见")
        kept = TimelineEntry.objects.unscoped("test").get(dossier_id=case.pk, step="hear_views")
        assert [file.name for file in kept.files.all()] == ["扫描件.pdf"]


def test_a_lost_session_gives_the_form_back(site: Site, gate: Gate, new_page: Callable[..., Page], shot: Shot):
    with at(DAY):
        page = new_page(site.officer)
        page.goto("/reconsideration/new/")
        fill_application(page, {"收到日期": "2026-10-09", "事实和理由": "申请人当日未在现场。"}, applicant="谭某")
        page.get_by_role("button", name="添加当事人").click()
        put(page.locator("[data-formset-row]:visible").nth(1), "姓名或名称", "向某")
        put(page, "文号", "黔公（治）行罚决字〔2026〕511号")
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        # The next look for duplicates, when the field is left, finds the session gone.
        page.keyboard.press("Tab")
        expect(page).to_have_url(re.compile("/account/sign-in/"))
        expect(page.get_by_role("heading", name="登录")).to_be_visible()
        gate.look(page)
        sign_in(page, site.officer)
        expect(page.get_by_role("heading", name="登记申请")).to_be_visible()
        rows = page.locator("[data-formset-row]:visible")
        expect(rows.nth(0).get_by_role("textbox", name="姓名或名称")).to_have_value("谭某")
        expect(rows.nth(1).get_by_role("textbox", name="姓名或名称")).to_have_value("向某")
        expect(page.get_by_role("textbox", name="事实和理由")).to_have_value("申请人当日未在现场。")
        expect(page.get_by_role("checkbox", name="黔江区公安局")).to_be_checked()
        expect(page.get_by_role("textbox", name="文号")).to_have_value("黔公（治）行罚决字〔2026〕511号")
        shot(page, "given-back")
        register(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("谭某、向某")


def test_impossible_and_future_days_are_refused_at_the_field(site: Site, new_page: Callable[..., Page], shot: Shot):
    with at(DAY):
        page = new_page(site.officer)
        page.goto("/reconsideration/new/")
        fill_application(page, {"收到日期": "2026-02-30", "知道日期": "2026-12-01"}, applicant="侯某")
        page.get_by_role("button", name="登记", exact=True).click()
        received = page.locator(".has-error", has=page.locator("#id_received_on"))
        expect(received.locator(".errorlist, .field-errors")).to_contain_text("没有“2026-02-30”这一天")
        expect(page.get_by_role("textbox", name="收到日期")).to_have_value("2026-02-30")
        expect(page.locator(".has-error", has=page.locator("#id_known_on"))).to_contain_text("不能晚于今天")
        expect(page.locator("[data-formset-row]:visible").get_by_role("textbox", name="姓名或名称")).to_have_value(
            "侯某"
        )
        expect(page.get_by_role("checkbox", name="黔江区公安局")).to_be_checked()
        shot(page, "bad-dates")
        put(page, "收到日期", "2026.10.9")
        put(page, "知道日期", "")
        register(page)


def test_a_disguised_file_and_a_step_out_of_order_are_refused(site: Site, new_page: Callable[..., Page], shot: Shot):
    with at(DAY):
        case = site.case(applicant="庞某")
        site.take(case, "accept", procedure="ordinary")
        respondent = case.dossier.parties.get(role="respondent")
        site.take(case, "send_copy", party=respondent, manner="post.exchange", received_on=dt.date(2026, 10, 9))
        page = new_page(site.officer)
        page.goto(f"/reconsideration/{case.pk}/")
        form = open_step(page, "提交答复和证据")
        fill(page, form, {"答复要点": "事实清楚，程序合法。", "答复书": EXE})
        send(page, form)
        expect(page.locator(".has-error", has=page.locator("input[type=file]"))).to_contain_text("不接受")
        expect(page.get_by_role("textbox", name="答复要点")).to_have_value("事实清楚，程序合法。")
        shot(page, "disguised")

        page.goto(f"/reconsideration/{case.pk}/")
        form = open_step(page, "听取意见")
        put(form, "听取意见日期", "2026-10-08")
        put(form, "当事人", "申请人 庞某")
        put(form, "听取方式", "电话")
        put(form, "陈述内容", "坚持请求。")
        send(page, form)
        expect(page.locator(".has-error", has=page.locator("#id_on_date"))).to_contain_text("早于")
        expect(page.get_by_role("textbox", name="陈述内容")).to_have_value("坚持请求。")
        # A step that the state does not allow says so, whatever address was typed.
        page.goto(f"/dossiers/{case.pk}/steps/close/")
        expect(page.get_by_role("alert")).to_contain_text("结案")
        assert page.locator("form.step-form").count() == 0


def test_a_number_given_before_is_refused_at_its_field(site: Site, new_page: Callable[..., Page], shot: Shot):
    with at(DAY):
        taken = site.case(applicant="甘某")
        site.take(taken, "accept", procedure="ordinary")
        make.reload(taken)
        page = new_page(site.officer)
        page.goto("/reconsideration/running/")
        number = taken.dossier.number.replace("〔", "[").replace("〕", "]")
        fields = {"收到日期": "2026-09-01", "受理日期": "2026-09-04", "案号": number}
        fill_application(page, fields, applicant="晏某")
        page.get_by_role("button", name="录入案件").click()
        field = page.locator(".has-error", has=page.locator("#id_number"))
        expect(field).to_contain_text(taken.dossier.number)
        expect(page.get_by_role("textbox", name="受理日期")).to_have_value("2026-09-04")
        shot(page, "number-taken")
        put(page, "案号", "黔江府复〔2026〕901号")
        page.get_by_role("button", name="录入案件").click()
        expect(page.locator("#messages")).to_contain_text("在办案件已录入")
        expect(page.locator(".case-no")).to_contain_text("901号")
