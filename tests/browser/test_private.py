"""A page asks no other host for anything, and nothing fails when all of it is pressed."""

import re

# Presses all that can be pressed, from top to bottom; what opens over the page is closed again.
PRESS = """async () => {
    const can = "button, summary, [role=button], input, select, label, article a[href^='#']";
    let pressed = 0;
    for (const each of document.querySelectorAll(can)) {
        if (each.disabled || !each.checkVisibility({visibilityProperty: true})) continue;
        each.click();
        pressed += 1;
        await new Promise(requestAnimationFrame);
        document.querySelectorAll("dialog[open]").forEach(dialog => dialog.close());
    }
    return pressed;
}"""


def test_pressing_everything_asks_nobody_and_breaks_nothing(open_page, name):
    page = open_page(name, permissions=["clipboard-write"])
    here = page.url
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(PRESS) > 0
        page.wait_for_load_state("networkidle")
    assert page.url.split("#")[0] == here
    assert page.faults == []


def test_a_block_of_code_is_copied_as_it_stands(open_page):
    page = open_page("gradient.html", permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name=re.compile("^copy", re.I)).first.element_handle()
    beside = "it => it.parentElement.querySelector('pre').innerText"
    button.hover()
    button.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == button.evaluate(beside).strip() != ""
