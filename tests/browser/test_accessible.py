"""Each page can be read by everyone: axe finds nothing, at any width, light and dark."""

import re
from collections import Counter
from itertools import pairwise
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from harness import NPM, PAGES, SITE

AXE = (NPM / "axe-core/axe.min.js").read_text("utf-8")
FIND = """options => axe.run(document, {resultTypes: ["violations"], ...options}).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node =>
        `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`)))"""
# A desk, the same at 200 %, and the narrowest phone, which is also 1280 at 400 % (WCAG 1.4.10).
WIDTHS = (1280, 640, 320)
VIEWS = [
    *({"width": w, "color_scheme": s} for w in WIDTHS for s in ("light", "dark")),
    *({"width": 1280, "color_scheme": s, "forced_colors": "active"} for s in ("light", "dark")),
]
COLORS = ["color-contrast", "link-in-text-block"]
WITHOUT_COLORS = {"rules": {rule: {"enabled": False} for rule in COLORS}}
# Who asks for more contrast gets that of WCAG 1.4.6.
MORE = [{"width": 1280, "color_scheme": s, "contrast": "more"} for s in ("light", "dark")]
ENHANCED = {"runOnly": ["color-contrast-enhanced"]}
# Most of a lesson's elements are letters in formulas, and axe takes its time to look behind each.
# A formula is as dark as the words around it, so that one letter of them stands for it.
OTHERWISE = """() => [...document.querySelectorAll("math, math *")].filter(each =>
        getComputedStyle(each).color != getComputedStyle(each.parentElement).color
        || !/, 0\\)|transparent/.test(getComputedStyle(each).backgroundColor))
    .map(each => `a color of its own in a formula: ${each.outerHTML.slice(0, 160)}`)"""
SHORTEN = """() => document.querySelectorAll("math").forEach(formula => formula.replaceWith(
    Object.assign(document.createElement("span"), {textContent: "x"})))"""


def show(page, width, **media):
    page.set_viewport_size({"width": width, "height": 900})
    usual = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
    page.emulate_media(**usual | media)


def look_at(page, width, **media):
    """Show the page so, and wait until it has found out which of its boxes scroll now."""
    show(page, width, **media)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator("html[data-ready]").wait_for(state="attached")


def said(name, view, faults):
    return [f"{name}, {', '.join(map(str, view.values()))}: {fault}" for fault in faults]


def test_axe_finds_nothing(open_page, name):
    page, found = open_page(name), []
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(AXE)
    for width in WIDTHS:
        look_at(page, width)
        found += said(name, {"width": width}, page.evaluate(FIND, WITHOUT_COLORS))
    for view in [*VIEWS, *MORE]:
        show(page, **view)
        found += said(name, view, page.evaluate(OTHERWISE))
    page.evaluate(SHORTEN)
    for view in [*VIEWS, *MORE]:
        look_at(page, **view)
        found += said(name, view, page.evaluate(FIND, ENHANCED if view in MORE else {}))
    assert not found, "\n".join(found)


SIDEWAYS = """() => {
    const room = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= room) return [];
    const wide = [...document.body.querySelectorAll("*")]
        .filter(each => each.getBoundingClientRect().right > room + 0.5);
    return ["to " + document.scrollingElement.scrollWidth,
            ...wide.slice(0, 5).map(each => each.outerHTML.slice(0, 120))];
}"""


def test_no_page_scrolls_sideways(unfolded):
    for width in (320, 390, 640, 768, 1280):
        look_at(unfolded, width)
        assert unfolded.evaluate(SIDEWAYS) == [], f"at {width} px"


WRITTEN = (
    ".bd-article :is(p, li, dt, dd, td, th, h1, h2, h3, figcaption, pre, .math-block, .picture)"
)
UNSEEN = f"""() => [...document.querySelectorAll("{WRITTEN}")]
    .filter(each => each.textContent.trim() && !each.closest("[popover]")
        && !each.checkVisibility({{opacityProperty: true, visibilityProperty: true}}))
    .map(each => each.outerHTML.slice(0, 120))"""


def test_all_that_is_written_is_seen(unfolded):
    for width in (320, 1280):
        look_at(unfolded, width)
        assert unfolded.evaluate(UNSEEN) == [], f"at {width} px"


HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter(each => each.checkVisibility()).map(each => Number(each.tagName[1]))"""


def test_headings_that_are_seen_step_down_one_at_a_time_from_one_title(unfolded):
    for width in (1280, 320):
        look_at(unfolded, width)
        levels = unfolded.evaluate(HEADINGS)
        assert levels[:1] == [1] and levels.count(1) == 1, levels
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.fixture(scope="module")
def sources():
    return {name: BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser") for name in PAGES}


def test_each_page_says_its_language_title_and_description(sources):
    titles, descriptions = Counter(), Counter()
    for name, page in sources.items():
        assert page.html.get("lang") == "en", name
        titles[page.title.get_text(strip=True)] += 1
        found = page.select("meta[name=description]")
        assert len(found) == 1, f"{name} has {len(found)} descriptions"
        descriptions[found[0]["content"].strip()] += 1
    assert max(titles.values()) == max(descriptions.values()) == 1
    assert "" not in titles | descriptions


COMPARES = re.compile(
    r"\d|\b(above|below|more|less|higher|lower|larger|smaller|wider|narrower|steeper|flatter"
    r"|faster|slower|most|least|same|equal|between|zero|one|two|both|never|always)\b"
)


def test_the_text_of_each_figure_states_what_it_shows(sources):
    """A number or a comparison; never the name of a file, never the caption once more."""
    poor = []
    for name, page in sources.items():
        for figure in page.select("article figure"):
            shown = figure.select_one("svg, img")
            text = shown.get("aria-label") or shown.get("alt") or ""
            caption = figure.figcaption.get_text(" ", strip=True) if figure.figcaption else ""
            if not COMPARES.search(text) or re.search(r"\.(svg|png|jpe?g|webp)\b", text):
                poor.append((name, text))
            if text.strip() in caption:
                poor.append((name, f"is the caption: {text}"))
    assert poor == []


EMPTY = "mrow, mi, mo, mn, mtext, msup, msub, msubsup, mfrac, msqrt, mtable, munder, mover"


def test_each_formula_has_content_that_can_be_read_aloud(sources):
    silent = []
    for name, page in sources.items():
        for formula in page.select("math"):
            empty = [part for part in formula.select(EMPTY) if not part.get_text(strip=True)]
            if not formula.get_text(strip=True) or empty:
                silent.append((name, str(formula)[:300]))
    assert silent == []


def test_each_displayed_formula_stands_with_its_number(sources):
    for name, page in sources.items():
        for number in page.select(".eqno"):
            block = number.find_parent(id=re.compile("^equation-"))
            assert block and len(block.select("math[display=block]")) == 1, (name, number)
            link = number.select_one("a[href]")
            assert link["href"] == f"#{block['id']}", (name, number)


def test_chromium_tells_a_reader_of_the_screen_every_symbol(open_page):
    """What assistive technology is given of a formula: its parts, as MathML, and their text."""
    page = open_page("gradient.html")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    wanted = page.evaluate("""[...document.querySelectorAll("math")].map(each =>
        [...each.querySelectorAll("mi, mn, mo, mtext")].map(leaf => leaf.textContent).join(""))""")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def spoken(node):
        if node["role"]["value"] == "StaticText":
            return node["name"]["value"]
        return "".join(spoken(by_id[child]) for child in node.get("childIds", []))

    told = [spoken(node) for node in nodes if node["role"]["value"] == "MathMLMath"]
    # a letter is told as an italic one; spaces and invisible operators are nothing to tell
    unseen = str.maketrans("", "", " \u2061\u2062\u2063")
    plain = [
        sorted(normalize("NFKC", each).translate(unseen) for each in said)
        for said in (told, wanted)
    ]
    assert plain[0] == plain[1] != []


LONG = """() => {
    const seconds = text => Math.max(...text.split(",").map(parseFloat));
    return [...document.querySelectorAll("*")].flatMap(each =>
        [null, "::before", "::after"].map(part => getComputedStyle(each, part))
            .filter(style => seconds(style.transitionDuration) > 0
                || seconds(style.animationDuration) > 0 || style.scrollBehavior == "smooth")
            .map(() => each.outerHTML.slice(0, 100)));
}"""


def test_nothing_moves_for_who_asked_for_that(unfolded):
    assert unfolded.evaluate(LONG) == []
    assert unfolded.evaluate("document.getAnimations().length") == 0
