"""What a person does with the pages: signs in, opens a step from the page of a case, fills it in, reads, confirms."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests import factories as make

PDF = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": make.PDF}
EXE = {"name": "答复书.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03" + b"\x00" * 400}


def sign_in(page: Page, user: User, password: str = make.PASSWORD) -> None:
    """Fill in the sign-in page and send it."""
    if "/account/sign-in/" not in page.url:
        page.goto("/account/sign-in/")
    page.get_by_label("账号").fill(user.username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def put(scope: Page | Locator, label: str, value: Any) -> None:
    """Fill the field of a label, whatever kind of field it is; a choice is given by its words."""
    # What stands behind a label: the star of a required field, and in words that it is required, or the unit.
    name = re.compile(rf"^{re.escape(label)}\s*\*?\s*([(（].*[)）])?$")
    options: Locator | None = None
    if isinstance(value, dict):
        scope.get_by_label(name).set_input_files([value])
        return
    for role in ("textbox", "spinbutton", "combobox", "group", "radiogroup", "checkbox"):
        found = scope.get_by_role(role, name=name)
        if not found.count():
            continue
        if role in {"textbox", "spinbutton"}:
            found.fill(str(value))
        elif role == "combobox":
            # Rows below may ask for the same of each part.
            found.first.select_option(label=_option(found.first, value))
        elif role == "checkbox":
            found.set_checked(value)
        else:
            options = found
            for words in value if isinstance(value, list) else [value]:
                options.get_by_label(words, exact=True).check()
        return
    raise AssertionError(f"There is no field {label}.")


def _option(select: Locator, words: str) -> str:
    """The whole text of the option that holds `words`: options of a code list are indented under their parents."""
    texts = select.locator("option").all_text_contents()
    whole = [text for text in texts if text.strip() == words] or [text for text in texts if words in text]
    assert len(whole) == 1, (words, texts)
    return whole[0]


def choose_respondent(page: Page, typed: str, name: str) -> None:
    """Narrow the long list of agencies by typing and tick one."""
    boxes = page.get_by_role("group", name=re.compile("^被申请人"))
    boxes.get_by_role("textbox").fill(typed)
    boxes.get_by_label(name).check()


def fill_application(page: Page, fields: dict[str, Any], applicant: str = "周某") -> None:
    """Fill in the form of an application against the police with what every application has, then `fields`."""
    put(page, "申请方式", "当面")
    put(page.locator("[data-formset-row]:visible").first, "姓名或名称", applicant)
    choose_respondent(page, "公安", "黔江区公安局")
    known = {
        "申请复议的行政行为": "罚款决定",
        "复议事项": "罚款、没收",
        "行政管理领域": "公安",
        "复议请求": "撤销罚款决定",
    }
    for label, value in {**known, **fields}.items():
        put(page, label, value)


def register(page: Page) -> int:
    """Send the form of an application. Returns the id of the new case, whose page it leads to."""
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("案件已登记")
    found = re.search(r"/reconsideration/(\d+)/", page.url)
    assert found
    return int(found[1])


def open_step(page: Page, title: str) -> Locator:
    """Open the form of a step on the page of its case. Returns the form."""
    head = page.locator(".case-steps")
    link = head.get_by_role("link", name=title, exact=True)
    if not link.is_visible():
        head.get_by_text("更多步骤").click()
    link.click()
    panel = page.locator("#step-panel")
    expect(panel.get_by_role("heading", name=title, exact=True)).to_be_visible()
    return panel.locator("form.step-form")


def fill(page: Page, form: Locator, fields: dict[str, Any]) -> None:
    """Fill a step's form by its labels and wait until the page says what the step will cause."""
    # The check-list of acceptance is gone through to its end.
    for box in form.locator("input[name=met]").all():
        box.check()
    for label, value in fields.items():
        put(form, label, value)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/steps/" in answer.url):
        form.evaluate("form => form.dispatchEvent(new Event('change', {bubbles: true}))")


def send(page: Page, form: Locator) -> None:
    form.locator("button.btn-primary[type=submit]").click()
    # Until the page has said what the step causes, the form waits; then it is under way.
    expect(page.locator("form[data-held], form[data-sending]")).to_have_count(0)


def send_and_confirm(page: Page, form: Locator, title: str) -> None:
    """Send a step's form until the page says that it is done.

    Where the answer to an earlier change came last, the page asks to confirm what it has just worked out.
    """
    send(page, form)
    told, confirm = page.locator("#messages", has_text=title), page.get_by_role("button", name="确认办理")
    expect(told.or_(confirm).first).to_be_visible()
    if confirm.is_visible():
        confirm.click()
    expect(page.locator("#messages")).to_contain_text(title)


def take(page: Page, title: str, fields: dict[str, Any]) -> str:
    """Take a step from the page of its case until it is said to be done. Returns what it was said to cause."""
    form = open_step(page, title)
    fill(page, form, fields)
    said = form.locator(".step-causes")
    expect(said).not_to_contain_text("填写完整后")
    causes = said.inner_text()
    send_and_confirm(page, form, title)
    expect(page.locator(".course")).to_be_visible()
    return causes


def approve(page: Page, title: str, opinion: str = "") -> None:
    """From the home page of an approver: open what waits, read it and approve."""
    page.goto("/approvals/")
    row = page.locator("li", has=page.get_by_text(title, exact=True)).first
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    if opinion:
        put(page, "审批意见", opinion)
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("#messages")).to_contain_text(title)
