"""Twenty parallel cases in one sitting: set by their numbers, the head replaced the day before, the papers refused, the
court's record saying that nobody came; the rate is read off its page after each.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import Organisation, Role, RosterEntry
from accounts.timekeeping import at
from tests import factories as make
from tests.browser.hands import PDF, put
from tests.browser.site import PHONE, Site
from tests.browser.test_hearing import sue

CASES = 20
AGENCY = "黔江区公安局"
# Twenty cases are written in one request: a machine that is at work on other things takes its time.
LONG = 60_000


def for_all(page: Page, sitting: str, title: str, fields: dict[str, Any]) -> None:
    """A step typed once for all cases of the agency, from the page of the sitting."""
    page.goto(sitting)
    page.locator("#together").get_by_role("link", name=f"{title}：{AGENCY}，{CASES}件").click()
    for label, value in fields.items():
        put(page, label, value)
    page.get_by_role("button", name=title).click(timeout=LONG)
    expect(page.locator("#messages")).to_contain_text(f"{CASES}件", timeout=LONG)


def rate(page: Page, **reading: str) -> str:
    """The rate as its page shows it: heads present / units counted."""
    asked = {"from": "2026-10-01", "to": "2026-10-31", **reading}
    page.goto("/figures/appearances/?" + "&".join(f"{name}={value}" for name, value in asked.items()))
    tile = page.locator(".tile", has_text="负责人出庭应诉率").first
    return tile.locator(".tile-of").inner_text()


def test_twenty_parallel_cases_and_the_rate_that_moves(
    site: Site, new_page: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    court = Organisation.objects.filter(kind="court").first() or make.make_organisation("黔江区人民法院", "court")
    clerk = site.person(Role.COURT_LIAISON, court, "法官助理")
    with at("2026-09-25 10:00"):
        suits = [sue(site, f"（2026）渝0114行初{number}号", court) for number in range(331, 331 + CASES)]
    head = {"organisation": site.police, "valid_from": dt.date(2021, 3, 1)}
    RosterEntry.objects.create(name="冯正", rank="principal", post="局长", valid_to=dt.date(2026, 12, 31), **head)
    RosterEntry.objects.create(name="蒋副", rank="deputy", post="副局长", field="治安管理", **head)

    with at("2026-09-28 10:00"):
        bench = new_page(clerk)
        bench.goto("/litigation/sittings/new/")
        for label, value in {
            "收到传票日期": "20260928",
            "庭审日期": "20261022",
            "开始时间": "14:30",
            "结束时间": "17:30",
            "法庭": "第一法庭",
            "或者按案号填写": f"（2026）渝0114行初331号至{330 + CASES}号",
        }.items():
            put(bench, label, value)
        shot(bench, "parallel-01-set")
        bench.get_by_role("button", name="确定庭审").click(timeout=LONG)
        expect(bench.locator("#messages")).to_contain_text("已通知有关人员", timeout=LONG)
        sitting = bench.url
        expect(bench.locator("#cases")).to_contain_text(suits[-1].dossier.number)
        shot(bench, "parallel-02-sitting")
        notice = {"收到出庭通知日期": "20260928", "通知负责人出庭的情形": "群体性"}
        for_all(bench, sitting, "登记出庭通知", notice)
        expect(bench.get_by_role("link", name="登记出庭通知")).to_have_count(0)

    with at("2026-10-12 10:00"):
        liaison = new_page(site.liaison, PHONE)
        for_all(liaison, sitting, "确定出庭负责人", {"确定日期": "20261012", "出庭负责人": "冯正"})
    with at("2026-10-21 16:00"):
        changed = {"改变日期": "20261021", "出庭负责人": "蒋副", "理由": "局长临时参加市级会议"}
        for_all(liaison, sitting, "更换出庭负责人", changed)
        for_all(liaison, sitting, "提交负责人身份证明", {"提交日期": "20261021", "负责人身份证明": PDF})
        shot(liaison, "parallel-03-changed-phone")

    with at("2026-10-22 18:00"):
        bench.goto(sitting)
        bench.get_by_role("link", name="登记庭审已举行").click()
        bench.get_by_role("button", name="登记庭审已举行").click(timeout=LONG)
        expect(bench.locator("#messages")).to_contain_text("登记庭审已举行", timeout=LONG)
    with at("2026-10-23 10:00"):
        came = {
            "提交日期": "20261023",
            "到场人员": "机关负责人",
            "到庭负责人": "蒋副",
            "是否发表意见": "是",
            "发表意见内容": "就实质性解决争议发表意见",
            "未经许可中途退庭": "否",
        }
        for_all(liaison, sitting, "报送出庭情况", came)
        director = new_page(site.director)
        for_all(director, sitting, "确认出庭情况", {"确认日期": "20261023"})
        assert rate(director) == f"{CASES} / {CASES}"
        shot(director, "parallel-04-rate-before")
        refused = {"日期": "20261023", "法院审查意见": "审查不合格", "不予认可的理由": "未加盖单位印章"}
        for_all(bench, sitting, "登记法院对身份证明的审查意见", refused)
        # Refused papers count as absence, unless the figure is read otherwise.
        assert rate(director) == f"0 / {CASES}"
        expect(director.locator("#reading")).to_contain_text("视为未出庭")
        shot(director, "parallel-05-rate-refused")
        assert rate(director, refused="out") == f"{CASES} / {CASES}"
        for_all(bench, sitting, "登记法院记录的出庭情况", {"记录日期": "20261023", "到场人员": "无人出庭"})
        # The court's record holds by whichever reading; a sitting counted once is one unit.
        assert rate(director, refused="out", parallel="sittings") == "0 / 1"
        director.goto(sitting)
        expect(director.locator("#appearances")).to_contain_text("两方记录不一致")
        shot(director, "parallel-06-sitting-after")
