"""What a page looks like to a person, to axe and to a keyboard."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


# One run after another: axe refuses to begin a second one on a page.
AXE_RUN = """() => !window.axe ? null : window.axeRun = (window.axeRun || Promise.resolve()).catch(() => null)
    .then(() => axe.run(document,
    {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']})).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2 A and AA on the page as it stands: rule and elements."""
    found = page.evaluate(AXE_RUN)
    if found is None:
        page.evaluate(_axe())
        found = page.evaluate(AXE_RUN)
    return found


# What Tab stops at: of the buttons of a group of choices the chosen one, or the first.
TAB_STOPS = """() => {
window.tabStops = () => {
  const stops = [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]')].filter(one =>
      one.tabIndex >= 0 && !one.disabled && !one.matches('input[type=hidden]') &&
      one.checkVisibility({checkVisibilityCSS: true}) &&
      (one.tagName !== 'SUMMARY' || one.parentElement.tagName === 'DETAILS'));
  const group = one => [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(one.name)}"]`)]
    .filter(other => other.form === one.form && !other.disabled);
  const chosen = one => group(one).find(other => other.checked) || group(one)[0];
  return stops.filter(one => one.type !== 'radio' || one === chosen(one));
};
window.tabName = one => `${one.tagName.toLowerCase()} ${one.name || one.id || one.textContent.trim().slice(0, 30)}`;
}"""
# Seen when it has the focus, at its place in the order of sight, and nothing that a mouse alone can work.
KEYBOARD = """() => {
  const faults = [], stops = window.tabStops(), before = document.activeElement, at = [window.scrollX, window.scrollY];
  const look = one => { const style = getComputedStyle(one);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
      style.backgroundColor, style.clipPath, style.opacity, style.transform].join(); };
  const looks = one => [one, one.nextElementSibling, one.closest('label')].filter(Boolean).map(look).join();
  // Nobody hears of it: no menu closes and no form takes what is being typed for finished.
  const heard = ['focus', 'blur', 'focusin', 'focusout', 'change'], silence = event => event.stopImmediatePropagation();
  for (const kind of heard) window.addEventListener(kind, silence, true);
  for (const one of document.querySelectorAll('[tabindex]'))
    if (one.tabIndex > 0) faults.push(`has a place of its own in the order of Tab: ${window.tabName(one)}`);
  for (const one of stops) {
    if (document.activeElement === one) one.blur();
    const plain = looks(one);
    one.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== one) faults.push(`does not take the focus: ${window.tabName(one)}`);
    else if (looks(one) === plain) faults.push(`looks the same with the focus: ${window.tabName(one)}`);
    one.blur();
  }
  // What lies in a box that scrolls is where the box is.
  const box = one => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
      if (up.scrollHeight > up.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(up).overflowY))
        return up.getBoundingClientRect();
    return one.getBoundingClientRect();
  };
  const parts = 'header, nav, .aside, .page-head, form, .menu-list, footer, table';
  stops.slice(1).forEach((one, place) => {
    const last = stops[place], [a, b] = [last, one].map(box);
    if (last.matches('.skip') || last.closest(parts) !== one.closest(parts)) return;
    if (b.bottom < a.top - 4 && b.left < a.right)
      faults.push(`stands above what comes before it: ${window.tabName(one)} after ${window.tabName(last)}`);
  });
  const reached = 'a[href], button, input, select, textarea, summary, label, option, [tabindex]';
  for (const one of document.querySelectorAll('body *'))
    if (getComputedStyle(one).cursor === 'pointer' && one.checkVisibility() && !one.closest(reached)
        && !one.querySelector(reached))
      faults.push(`for a mouse alone: ${one.outerHTML.slice(0, 100)}`);
  if (before instanceof HTMLElement && before !== document.body) before.focus({preventScroll: true});
  window.scrollTo(...at);
  for (const kind of heard) window.removeEventListener(kind, silence, true);
  return faults;
}"""


def keyboard_faults(page: Page) -> list[str]:
    """What a keyboard cannot reach or does not show on the page as it stands."""
    return page.evaluate(f"() => {{ ({TAB_STOPS})(); return ({KEYBOARD})(); }}")


def tabbed_through(page: Page) -> list[str]:
    """Press Tab from the head of the page to its end: what was passed over, reached out of order, or held the focus."""
    expected = page.evaluate(
        f"() => {{ ({TAB_STOPS})(); "
        """document.activeElement?.blur(); getSelection().removeAllRanges(); window.scrollTo(0, 0);
        const stops = window.tabStops(); window.tabLog = [];
        window.tabHeard = event => window.tabLog.push(stops.indexOf(event.target));
        document.addEventListener('focusin', window.tabHeard);
        const body = document.body;
        body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex');
        window.tabLog = [];
        return stops.map(window.tabName); }"""
    )
    # Held down, since to let go of it each time would take as long again.
    for _stop in expected:
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    reached = page.evaluate("() => { document.removeEventListener('focusin', window.tabHeard); return window.tabLog; }")
    return [
        f"Tab {place + 1} leads to {expected[found] if found >= 0 else 'something else'} instead of {expected[place]}"
        for place, found in enumerate(reached)
        if found != place
    ][:3] + ([f"Tab stops at {expected[len(reached) - 1]}"] if len(reached) < len(expected) else [])


def overflows(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def focused(page: Page) -> str:
    """What has the focus: the element's name, words or address."""
    return page.evaluate(
        "() => { const one = document.activeElement;"
        " return one.name || one.textContent.trim() || one.href || one.tagName }"
    )


def course(page: Page) -> tuple[list[str], str]:
    """The stages that are done, and the one at which the case stands (empty when it is over)."""
    label = "stages => stages.map(stage => stage.firstChild.textContent.trim())"
    done = page.locator(".course .done").evaluate_all(label)
    now = page.locator(".course [aria-current]").evaluate_all(label)
    return done, now[0] if now else ""


def clocks(page: Page) -> dict[str, tuple[str, str]]:
    """The running clocks of a case: by title, the words and the date as they stand there."""
    found = {}
    for row in page.locator("#clocks ul.clocks").first.locator("> li.clock").all():
        title = row.locator(".clock-what b").inner_text()
        left = row.locator(".clock-left")
        day = left.locator("time")
        found[title] = (left.locator("b").inner_text(), day.inner_text() if day.count() else "")
    return found


def events(page: Page) -> list[str]:
    """What happened, newest first, as the timeline of a case names it."""
    return [text.strip() for text in page.locator("#timeline .events > li > .event-what").all_inner_texts()]
