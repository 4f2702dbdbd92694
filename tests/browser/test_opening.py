"""A page that is laid out piece by piece while it opens keeps its readers where they are."""

import pytest

HOLD = """window.requestIdleCallback = task => (window.held ??= []).push(task);
window.openPage = () => { while (held.length) held.shift()({timeRemaining: () => 50}); }"""
PLACES = """[...document.querySelectorAll(".bd-article section section, .math-block[id], figure")]
    .map(each => each.id).filter(Boolean)"""
TOP = "id => Math.round(document.getElementById(id).getBoundingClientRect().top)"
MIDDLE = "document.elementFromPoint(innerWidth / 2, innerHeight / 2)"


@pytest.mark.parametrize("width", [1280, 390])
def test_an_address_within_a_page_leads_there_and_back(open_page, width):
    page = open_page("optimization.html", width)
    places = page.evaluate(PLACES)[3:-8:7]  # the last sections cannot come to the top
    assert len(places) > 3
    for place in places:
        page = open_page(f"optimization.html#{place}", width)
        top = page.evaluate(TOP, place)
        assert 0 < top < 100, f"{place} stands at {top} px"
        page.evaluate("scrollBy(0, 300)")
        page.reload()
        page.wait_for_timeout(500)  # for the browser to take it back there
        # Fonts that come later may still move it by some lines; an estimate would miss by screens.
        assert abs(page.evaluate(TOP, place) - (top - 300)) < 80, place


# How far each part of a page moves when it is laid out by itself, as it is while a page opens.
MOVES = """() => {
    const parts = [...document.querySelectorAll(".open:not(section section section)")];
    const tops = () => parts.map(each => each.getBoundingClientRect().top);
    const free = tops();
    for (const each of parts) each.style.contain = "layout";
    return tops().map((top, i) => [Math.abs(top - free[i]), parts[i].outerHTML.slice(0, 160)])
        .filter(([moved]) => moved > 0.1);
}"""


def test_nothing_moves_when_a_part_opens(open_page, name):
    page = open_page(name)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(MOVES) == [], f"at {width} px"


@pytest.mark.parametrize("width", [1280, 390])
def test_who_scrolls_while_a_page_opens_stays_there(open_page, address, width):
    page = open_page("index.html", width)
    page.add_init_script(HOLD)
    page.goto(f"{address}optimization.html")
    lazy = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("scrollTo(0, 0.6 * document.documentElement.scrollHeight)")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    moved = page.evaluate(f"""() => {{
        const here = {MIDDLE}, before = here.getBoundingClientRect().top;
        openPage();
        return here.getBoundingClientRect().top - before;
    }}""")
    assert page.evaluate("document.documentElement.scrollHeight") != lazy  # there was an estimate
    assert abs(moved) < 1


def test_the_contents_mark_the_section_that_is_read(open_page):
    page = open_page("gradient.html")
    marked = page.locator("#pst-secondary-sidebar a[aria-current=true]")
    places = page.evaluate(PLACES)[2:-4:5]
    for place in [*places, *reversed(places)]:
        page.evaluate("id => document.getElementById(id).scrollIntoView()", place)
        page.wait_for_timeout(100)
        assert marked.is_visible()
        section = page.evaluate("id => document.getElementById(id).closest('section').id", place)
        here, there = (
            page.evaluate(TOP, section),
            page.evaluate(TOP, marked.get_attribute("href")[1:]),
        )
        assert here <= there < 900, (place, section, marked.get_attribute("href"))
    page.evaluate("scrollTo(0, 1e6)")
    page.locator("#pst-secondary-sidebar a[href='#in-five-lines'][aria-current=true]").wait_for()


SHIFTS = """window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(({value, sources}) => [
    value, ...sources.map(({node}) => (node?.outerHTML ?? node?.data ?? "").slice(0, 120))
]))).observe({type: "layout-shift", buffered: true});"""


def test_nothing_moves_when_fonts_come_late(browser, address, name):
    """They come when the page has been shown without them, to a phone."""
    phone = {"viewport": {"width": 412, "height": 823}, "is_mobile": True, "has_touch": True}
    context, late = browser.new_context(device_scale_factor=1.75, **phone), []
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.route("**/*.woff2", lambda route: late.append(route))
    page.goto(address + name, wait_until="commit")
    while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    for route in late:
        route.continue_()
    page.unroute("**/*.woff2")
    page.locator("html[data-ready]").wait_for(state="attached")
    page.wait_for_timeout(200)
    shifts = page.evaluate("shifts")
    context.close()
    assert sum(value for value, *_ in shifts) <= 0.02, shifts


def test_the_faces_of_the_text_are_unpacked_before_they_are_asked_for(open_page):
    """This page has nothing in italics."""
    page = open_page("404.html")
    faces = "[...document.fonts].filter(face => face.family === 'Pagella').map(face => face.status)"
    assert page.evaluate(faces) == ["loaded"] * 3


def test_no_form_has_the_page_laid_out_before_it_is_shown(open_page):
    page = open_page("index.html")
    assert page.locator("form, input").count() == 0
    page.keyboard.press("/")
    assert page.locator("dialog[open] form input").count() == 1
