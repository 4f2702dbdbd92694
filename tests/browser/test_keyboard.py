"""A page works without a mouse."""

import re

import pytest

# What can take the focus, in the order of the document; of a group of radio buttons, one does.
MARK = """() => {
    const can = "a[href], button, input, select, textarea, summary, [tabindex]";
    const look = each => {
        const style = getComputedStyle(each);
        return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join();
    };
    window.look = look;
    window.stops = [...document.querySelectorAll(can)].filter(each => each.tabIndex >= 0
        && !each.disabled && !each.closest("[inert]")
        && each.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}));
    window.unfocused = new Map(stops.map(each => [each, look(each)]));
    return stops.length;
}"""
# Which stop has the focus, whether one sees that, and whether something lies over it.
WHERE = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const over = document.elementFromPoint(
        Math.min(box.left + 4, innerWidth - 1), box.top + Math.min(box.height / 2, 12));
    return {stop: stops.indexOf(here), what: here.outerHTML.slice(0, 160),
            shows: look(here) != unfocused.get(here) && !/^none,.*,none$/.test(look(here)),
            clear: over && (here.contains(over) || over.contains(here)),
            body: here == document.body};
}"""


def walk(page):
    """Press Tab from the top of the page to its end; where the focus was, one for each press."""
    count = page.evaluate(MARK)
    places = []
    # more presses than stops: what scrolls can take the focus too
    for _ in range(2 * count + 50):
        page.keyboard.press("Tab")
        place = page.evaluate(WHERE)
        if place["body"] or (places and place["stop"] == places[0]["stop"]):
            return count, places
        places.append(place)
    pytest.fail(f"Tab does not come to the end; it is at {places[-1]['what']}")


@pytest.mark.parametrize("width", [1280, 390])
def test_tab_comes_to_everything_in_order_and_one_sees_where_it_is(unfolded, name, width):
    page = unfolded(name, width)
    count, places = walk(page)
    reached = [place["stop"] for place in places if place["stop"] >= 0]
    missed = sorted(set(range(count)) - set(reached))
    assert not missed, page.evaluate("ids => ids.map(i => stops[i].outerHTML)", missed[:5])
    assert reached == sorted(reached), "Tab goes back and forth in the page"
    stops = [place for place in places if place["stop"] >= 0]
    assert [place["what"] for place in stops if not place["shows"]] == []
    assert [place["what"] for place in stops if not place["clear"]] == []


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


def test_what_is_folded_opens_and_closes_by_keys(open_page, name):
    page = open_page(name)
    for fold in page.locator("article summary").all():
        is_open = "it => it.parentElement.open"
        for key in ("Enter", "Space"):
            before = fold.evaluate(is_open)
            if fold.is_visible():
                fold.press(key)
                assert fold.evaluate(is_open) != before, f"{key}: {fold.inner_text()}"
        if fold.is_visible() and not fold.evaluate(is_open):
            fold.press("Enter")  # so that what is folded inside can be seen


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
    page.keyboard.press("Escape")
    assert button.evaluate("it => it == document.activeElement"), focused(page)
    assert page.locator("dialog[open]").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.type("gradient")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search\.html\?q=gradient"))
    page.get_by_role("link", name=re.compile("Gradient")).first.wait_for()
