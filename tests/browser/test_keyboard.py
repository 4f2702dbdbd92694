"""A page works without a mouse."""

import re

import pytest

PREPARE = """() => {
    const can = "a[href], button, input, select, textarea, summary, [tabindex]";
    const styles = each => {
        const {outlineStyle, outlineWidth, outlineColor, boxShadow} = getComputedStyle(each);
        return {line: outlineStyle == "none" ? "" : [outlineWidth, outlineColor].join(), boxShadow};
    };
    const seen = each => each.tabIndex >= 0 && !each.disabled && !each.closest("[inert]")
        && each.checkVisibility({visibilityProperty: true});
    window.styles = styles;
    window.stops = () => [...document.querySelectorAll(can)].filter(seen);
    window.before = new Map([...document.querySelectorAll(can)].map(e => [e, styles(e)]));
    window.reached = [];
}"""
# Where the focus is, and what is wrong with it there; null at the end of the page.
STEP = """() => {
    const here = document.activeElement, last = reached.at(-1), faults = [];
    if (here == document.body || here == reached[0]) return null;
    reached.push(here);
    const say = fault => faults.push(`${fault}: ${here.outerHTML.slice(0, 160)}`);
    if (last && last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING)
        say("Tab goes back to it");
    const now = styles(here), then = before.get(here);
    const line = now.line && now.line != then?.line;
    const shadow = now.boxShadow != "none" && now.boxShadow != then?.boxShadow;
    if (!line && !shadow) say("nothing shows the focus");
    const box = here.getClientRects()[0], y = box.top + Math.min(box.height / 2, 12);
    const over = document.elementFromPoint(Math.min(box.left + 4, innerWidth - 1), y);
    if (!over || !(here.contains(over) || over.contains(here))) say("it is out of sight");
    return {faults, fold: here.matches("summary") && !here.parentElement.open};
}"""


def walk(page):
    """Tab from the top to the end, opening with Enter what is folded; what went wrong."""
    page.evaluate(PREPARE)
    faults = []
    for _ in range(2000):  # more than any page has
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if step is None:
            missed = "stops().filter(each => !reached.includes(each)).map(each => each.outerHTML)"
            return faults + [f"Tab does not reach it: {each}" for each in page.evaluate(missed)]
        faults += step["faults"]
        if step["fold"]:
            page.keyboard.press("Enter")
            if not page.evaluate("reached.at(-1).parentElement.open"):
                faults.append(f"Enter does not open it: {focused(page)}")
    pytest.fail(f"Tab does not come to the end; it is at {focused(page)}")


def test_tab_comes_to_everything_in_order_and_one_sees_where_it_is(open_page, name):
    assert walk(open_page(name)) == []


def test_so_it_does_on_a_phone(open_page):
    assert walk(open_page("gradient.html", 390)) == []


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 160)")


def test_the_first_stop_skips_to_the_text(open_page, name):
    page = open_page(name)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert "skip" in link.inner_text().lower()
    box = link.bounding_box()
    assert box["y"] >= 0 and box["height"] > 0, "it cannot be seen"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') != null"), focused(page)


def test_space_closes_what_enter_opens(open_page):
    fold = open_page("gradient.html").locator("article summary").first
    for key, is_open in (("Enter", True), ("Space", False)):
        fold.press(key)
        assert fold.evaluate("it => it.parentElement.open") == is_open


PAPER = "getComputedStyle(document.body).backgroundColor"


def test_light_and_dark_are_chosen_by_keys(open_page):
    page = open_page("gradient.html", color_scheme="light")
    light = page.evaluate(PAPER)
    switch = page.get_by_role("button", name=re.compile("mode|theme", re.I)).first
    for _ in ("as the system has it", "light", "dark"):
        switch.press("Enter")
        dark = page.get_by_role("button", name=re.compile("^dark", re.I))
        if dark.count():
            dark.first.press("Enter")
        if page.evaluate(PAPER) != light:
            break
    assert page.evaluate(PAPER) != light
    page.reload()
    assert page.evaluate(PAPER) != light, "the choice was forgotten"


def test_search_opens_by_keys_and_escape_gives_the_focus_back(open_page):
    page = open_page("gradient.html")
    button = page.get_by_role("button", name=re.compile("search", re.I)).first
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('input')"), focused(page)
    page.keyboard.type("chain")
    page.keyboard.press("Escape")
    assert button.evaluate("it => it == document.activeElement"), focused(page)
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.type("gradient")
    page.locator("dialog[open] .search-results").get_by_role("link").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#"))
