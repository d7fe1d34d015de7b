"""Every page that a role reaches, as axe, a phone and a keyboard find it."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from accounts.timekeeping import at
from reports.assessment import services as assessments
from reports.assessment.models import AssessmentPoints
from reports.circulars import services as circulars
from reports.periods import Period
from tests import factories as make
from tests.browser.gate import Gate, name_of
from tests.browser.hands import sign_in
from tests.browser.seen import focused, tabbed_through
from tests.browser.site import DESKTOP, PHONE, Site

DAY = "2026-11-20 10:00"
# Answers that are no pages: downloads, and addresses that only lead on.
NO_PAGES = {
    *("cases:import-refused", "dossiers:file", "dossier", "notices:open", "set_language", "accounts:sign-out"),
    *("api-schema", "study:home", "study:file", "study:plan-paper", "rules:file"),
}
# Those that end so answer with a file.
FILES = ("export", "-workbook", "-document")
# Pages whose content depends on who reads them; all others are looked at with the first who reaches them.
PERSONAL = {
    *("home", "cases:list", "cases:detail", "workflow:approvals", "workflow:approval", "notices:inbox"),
    *("accounts:own", "reports:figures", "reports:circulars", "reports:circular"),
    *("reports:assessments", "reports:assessment", "reports:assessment-run", "reports:assessment-score"),
    "reports:assessment-objection",
}


@pytest.fixture(scope="module")
def checked() -> set[str]:
    """The names of the pages that were looked at."""
    return set()


@pytest.fixture(scope="module")
def cases(site: Site) -> None:
    """A case in review, and two being heard whose clocks are late, one of which waits for an approval."""
    with at("2026-09-01 09:00"):
        heard, asked = site.case(applicant="周某"), site.case(applicant="秦某某")
        for case in (heard, asked):
            site.take(case, "accept", procedure="ordinary")
            respondent = case.dossier.parties.get(role="respondent")
            site.take(case, "send_copy", party=respondent, manner="post.ems", received_on=dt.date(2026, 9, 1))
    with at("2026-09-10 09:00"):
        for case in (heard, asked):
            respondent = case.dossier.parties.get(role="respondent")
            site.take(
                case,
                "reply",
                party=respondent,
                opinion="事实清楚。",
                with_evidence="yes",
                reply=make.pdf("行政复议答复书.pdf"),
            )
            applicant = case.dossier.parties.get(role="applicant")
            site.take(case, "hear_views", party=applicant, manner="view_manner.telephone", content="坚持请求。")
        site.take(asked, "extend", days=30, reason="案情复杂。")
    with at("2026-11-19 09:00"):
        site.case(applicant="黔江区某某生态农业综合开发有限责任公司")
        officer, period = make.actor_for(site.officer), Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))
        drawn = circulars.draw_up(actor=officer, organ=site.organ, span="quarter", period=period)
        sent = circulars.submit(actor=officer, circular=drawn, version=drawn.version)
        director = make.actor_for(site.director)
        approved = circulars.decide(actor=director, circular=sent, version=sent.version, approve=True)
        circulars.issue(
            actor=officer,
            circular=approved,
            number="黔江府复通〔2026〕3号",
            issued_on=dt.date(2026, 11, 19),
            agencies=[site.police],
        )

    with at("2026-11-19 14:00"):
        _assess(site)


def _assess(site: Site) -> None:
    """An assessment of this year that is open to objections, one of them filed."""
    officer, director = make.actor_for(site.officer), make.actor_for(site.director)
    scheme = assessments.draw_up(actor=officer, organ=site.organ, year=2026, title="2026年度依法治区考核方案")
    fields = {"indicator": "appearance_rate", "method": "linear", "floor": 60, "target": 100, "weight": 100}
    assessments.save_item(
        actor=officer, scheme=scheme, version=1, item=None, title="出庭应诉率", kinds=["department"], **fields
    )
    scheme = assessments.put_in_force(actor=director, scheme=scheme, version=2)
    run = assessments.keep(actor=officer, scheme=scheme)
    assessments.announce(actor=officer, run=run, until=dt.date(2026, 11, 30))
    points = AssessmentPoints.objects.select_related("score__run", "score__agency", "item")
    own = points.get(score__run=run, score__agency=site.police)
    assessments.object_to(actor=make.actor_for(site.liaison), points=own, reason="已派员出庭")


def routes(page: Page) -> list[str]:
    """The addresses of this system to which the page links."""
    links = page.eval_on_selector_all("main a[href], nav a[href], .user-menu a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url)
    return [
        urlsplit(link)._replace(fragment="").geturl()
        for link in (urljoin(page.url, link) for link in links)
        if urlsplit(link).netloc == here.netloc
    ]


def walk(page: Page, checked: set[str], faults: list[str], gate: Gate) -> set[str]:
    """Look at one page of every name that can be reached, at both widths; what is wrong is added to `faults`.

    The gate looks at it as at every page; here Tab is pressed through it besides.

    Returns the names of all pages that were reached.
    """
    waiting, seen = [page.url], set()
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if name in seen or name in NO_PAGES or name.endswith(FILES):
            continue
        seen.add(name)
        if name in checked - PERSONAL:
            continue
        checked.add(name)
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{name}: {answer and answer.status} at {address}")
            continue
        waiting.extend(routes(page))
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            gate.look(page)
        faults.extend(f"{name}: {found}" for found in tabbed_through(page))
        title, headings = page.evaluate("() => [document.title, document.querySelectorAll('h1').length]")
        if not re.search(r"[\u4e00-\u9fff]", title) or headings != 1:
            faults.append(f"{name}: title {title}, {headings} headings")
    return seen


REACHED = {
    Role.OFFICER: {"home", "cases:list", "cases:detail", "cases:register", "cases:import", "workflow:step decide"}
    | {"reports:assessment-trial", "reports:assessment-objection", "hearings:shared"},
    Role.DIRECTOR: {"home", "workflow:approvals", "workflow:approval", "cases:detail"},
    Role.ORGAN_LEADER: {"home", "cases:list", "cases:detail"},
    Role.LEADERSHIP: {"home", "reports:figures", "reports:circular", "reports:assessment-run"},
    Role.AGENCY_LIAISON: {"home", "cases:list", "cases:detail", "reports:circular", "reports:assessment-score"},
    Role.COURT_LIAISON: {"home", "notices:inbox"},
    Role.ADMINISTRATOR: {"home", "accounts:organisation-list", "system-status"},
    Role.SECURITY_OFFICER: {"home", "accounts:user-list", "accounts:user-add"},
    Role.AUDITOR: {"home", "dossiers:trail"},
}


@pytest.mark.parametrize("role", REACHED)
def test_pages_of_a_role(
    role: str, site: Site, cases: None, checked: set[str], gate: Gate, new_page: Callable[..., Page]
):
    people: dict[str, User] = {
        Role.OFFICER: site.officer,
        Role.DIRECTOR: site.director,
        Role.ORGAN_LEADER: site.leader,
        Role.AGENCY_LIAISON: site.liaison,
    }
    person = people.get(role)
    if person is None:
        where = site.organ.office if role in {Role.SECURITY_OFFICER, Role.AUDITOR} else site.organ.organisation
        person = site.person(role, where, "某人")
    faults: list[str] = []
    with at(DAY):
        seen = walk(new_page(person), checked, faults, gate)
    assert faults == []
    assert REACHED[role] <= seen


def test_the_keyboard_reaches_everything_in_the_order_of_sight(site: Site, cases: None, new_page: Callable[..., Page]):
    with at(DAY):
        page = new_page(site.officer)
        page.keyboard.press("Tab")
        assert focused(page) == "跳到正文"
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"

        page.goto("/reconsideration/new/")
        reached = []
        for _press in range(24):
            page.keyboard.press("Tab")
            reached.append(focused(page))
        order = ["跳到正文", "定分", "q", "今日待办", "复议案件", "channel", "received_on", "officer"]
        found = [next((i for i, words in enumerate(reached) if one in words), -1) for one in order]
        assert found == sorted(found), reached

        page.goto("/reconsideration/")
        page.locator("a", has_text="黔江府复〔2026〕1号").first.focus()
        page.keyboard.press("Enter")
        more = page.locator(".case-steps summary")
        expect(more).to_be_visible()
        more.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("() => document.activeElement.className") == "menu-row"
        page.keyboard.press("Escape")
        expect(page.locator(".case-steps .menu-list")).to_be_hidden()
        assert focused(page).startswith("更多步骤")

        page.set_viewport_size(PHONE)
        button = page.get_by_role("button", name="菜单")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="今日待办")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="今日待办")).to_be_hidden()


def test_pages_outside_the_frame(site: Site, cases: None, new_page: Callable[..., Page], shot):
    """Sign-in, the lock-out, what is not there and what is not allowed: in words, with a way on."""
    stranger = new_page(site.person(Role.AUDITOR, site.organ.organisation, "旁人"))
    for address, words in (("/reconsideration/999999/", "没有找到"), ("/reconsideration/new/", "不能")):
        stranger.goto(address)
        expect(stranger.locator("h1")).to_be_visible()
        assert stranger.locator("main a, main button").count() > 0, words
        shot(stranger, f"plain-{address.strip('/').replace('/', '-')}")
    person = site.person(Role.OFFICER, site.organ.office, "误某")
    page = new_page(viewport=PHONE)
    page.goto("/reconsideration/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    shot(page, "plain-sign-in-390")
    for _attempt in range(5):
        sign_in(page, person, "wrong-password-0")
    expect(page.locator("h1")).to_contain_text("锁")
    shot(page, "plain-locked-390")
