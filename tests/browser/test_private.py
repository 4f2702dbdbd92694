"""A page asks no other host for anything, and nothing fails when all of it is pressed."""

import re

import pytest

PRESSED = "button, summary, [role=button], input, select, label, article a[href^='#']"


def press_everything(page):
    """Press all that can be pressed, from top to bottom; how many there were."""
    here = page.url.split("#")[0]
    pressed = 0
    for handle in page.query_selector_all(PRESSED):
        # a link in a page has one way to work: no need to move the mouse to each of hundreds
        if handle.evaluate("it => it.matches('a')"):
            handle.evaluate("it => it.click()")
        elif handle.is_visible() and handle.is_enabled():
            handle.click()
            page.keyboard.press("Escape")  # what opened over the page would cover the next
        else:
            continue
        pressed += 1
        assert page.url.split("#")[0] == here, f"left for {page.url}"
    return pressed


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pressing_everything_asks_nobody_and_breaks_nothing(open_page, name, width, scheme):
    page = open_page(name, width, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert press_everything(page) > 0
    page.wait_for_load_state("networkidle")
    assert page.faults == []


def test_a_block_of_code_is_copied_as_it_stands(open_page):
    page = open_page("gradient.html", permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name=re.compile("^copy", re.I)).first.element_handle()
    beside = "it => it.parentElement.querySelector('pre').innerText"
    button.hover()
    button.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == button.evaluate(beside).strip() != ""
