"""The search as a reader uses it: what comes first for what they type, and how it is operated."""

import re

import pytest

# what a reader types → the address of the first result
FIRST = {
    "chain rule": "jacobian.html#thm-chain",
    "the chain rule": "jacobian.html#thm-chain",
    "learning rate": "gradient.html#in-the-models-you-use",
    "learnign rate": "gradient.html#in-the-models-you-use",
    "gradient descent": "optimization.html#gradient-descent-and-how-long-a-step-may-be",
    "∂": "notation.html#letter-differential-f-differential-x",
    "partial": "notation.html#letter-differential-f-differential-x",
    "sigma": "notation.html#letter-sigma",
    "σ": "notation.html#letter-sigma",
    "∇f": "notation.html#letter-nabla-f",
    "eta": "notation.html#letter-eta",
    "softmax": "jacobian.html#softmax",
    "softmx": "jacobian.html#softmax",
    "KKT": "support_vector_machine.html#when-a-minimum-with-constraints-is-one",
    "support vectors": "support_vector_machine.html#support-vectors",
    "soft margin": "support_vector_machine.html#no-line",
    "hinge loss": "support_vector_machine.html#no-line",
    "kernel": "support_vector_machine.html#in-the-models-you-use",
    "exercise 4.3": "jacobian.html#exercise-entries-of-a-table",
    "Exercise 4.1": "jacobian.html#exercise-three-sigmoids",
    "three sigmoids": "jacobian.html#exercise-three-sigmoids",
    "figure 2.1": "integration.html#fig-loss-back",
    "fig. 2.1": "integration.html#fig-loss-back",
    "eq 3.2": "gradient.html#equation-eq-linear-loss",
    "equation (3.2)": "gradient.html#equation-eq-linear-loss",
    "day 4": "jacobian.html",
    "section 4.3": "jacobian.html#the-best-linear-map",
    "backward()": "backpropagation.html#function-backward",
    "jvp": "jacobian.html#function-jvp",
    "vjp": "jacobian.html#one-column-one-row",
    "overfitting": "integration.html#in-the-models-you-use",
    "Jacobian": "jacobian.html#def-jacobian",
    "momentum": "optimization.html#momentum-and-newton",
    "fundamental theorem": "integration.html#the-fundamental-theorem",
    "monte carlo": "integration.html#function-monte-carlo",
    "ROC": "integration.html#the-area-under-a-roc-curve-is-a-probability",
    "vanishing gradients": "backpropagation.html#vanishing-and-exploding",
    "kinks": "differentiation.html#no-derivative-at-a-kink",
    "Hessian": "jacobian.html#the-hessian-is-a-jacobian",
    "numerator layout": "jacobian.html#important-one-convention-and-what-other-books-do",
    "directional derivative": "gradient.html#the-rate-in-any-direction",
    "batches": "backpropagation.html#a-batch-of-samples",
    "optimisation": "optimization.html",
    "regularisation": "support_vector_machine.html#trained-like-any-other-model",
    "linearisation": "jacobian.html#the-best-linear-map",
    "convexity": "optimization.html#one-valley",
    "solution 2.1": "integration.html#exercise-antiderivative-of-the-slope",
    "softmax derivative": "jacobian.html#softmax",
    "relu at 0": "differentiation.html#no-derivative-at-a-kink",
    "df/dx": "differentiation.html#def-derivative",
    "dL / dw": "differentiation.html#def-derivative",
}
HITS = ".search-list a"


def ask(page, words, within="main"):
    """Type into the search of the page; the addresses of the results, once they are there."""
    page.locator(f"{within} form.bd-search input").fill(words)
    page.wait_for_function(
        "([box, words]) => document.querySelector(`${box} .search-status`).textContent !== ''",
        arg=[within, words],
    )
    return page.eval_on_selector_all(f"{within} {HITS}", "all => all.map(a => a.href)")


@pytest.fixture
def search(open_page):
    page = open_page("search.html?q=chain")
    page.wait_for_selector(HITS)
    return page


def test_the_right_place_comes_first(search, address):
    first = {words: (ask(search, words) or [""])[0].removeprefix(address) for words in FIRST}
    assert first == FIRST


def test_a_result_shows_page_heading_and_marked_line(search):
    ask(search, "hinge loss")
    hit = search.locator(HITS).first
    assert hit.locator(".search-place").inner_text() == "Day 7 · Support vector machine"
    assert hit.locator(".search-heading").inner_text() == "7.8 When no line separates"
    assert "hinge loss" in hit.locator(".search-line").inner_text()
    assert {mark.lower() for mark in hit.locator("mark").all_inner_texts()} == {"hinge", "loss"}


def test_where_few_places_have_all_words_those_with_some_follow(search, address):
    found = ask(search, "lagrange multiplier")
    constraints = "support_vector_machine.html#when-a-minimum-with-constraints-is-one"
    assert found[1].removeprefix(address) == constraints
    said = search.locator("main .search-status").inner_text()
    assert re.fullmatch(r"\d+ results, 1 with all of these words", said)
    assert len(ask(search, "exercise 3.4")) == 1


def test_nothing_found_says_what_to_try(search):
    assert ask(search, "zzzz") == []
    said = search.locator("main .search-status")
    assert "zzzz" in said.inner_text() and "sigma" in said.inner_text()
    assert said.get_attribute("role") == "status"


def test_what_is_typed_is_text_and_nothing_else(search):
    ask(search, '<img src=x onerror="document.title = 1"> softmax')
    assert search.locator("main .search-results img").count() == 0
    assert search.title().startswith("Search")


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_search_opens_where_the_reader_is_and_works_by_keys(open_page, address, key):
    page = open_page("gradient.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search-index" in url]
    page.keyboard.press(key)
    dialog = page.locator("#pst-search-dialog[open]")
    dialog.wait_for()
    page.keyboard.type("chain rule")
    dialog.locator(HITS).first.wait_for()
    assert re.match(r"\d+ results", dialog.locator("[role=status]").inner_text())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(address + FIRST["chain rule"])
    assert page.faults == []


def test_enter_opens_the_first_result_and_escape_closes(open_page, address):
    page = open_page("jacobian.html")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.locator("#pst-search-dialog[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("chain rule")
    page.keyboard.press("Enter")
    page.wait_for_url(address + FIRST["chain rule"])
    assert page.locator("#pst-search-dialog[open]").count() == 0  # on the page where it was asked


def test_search_opens_again_in_the_frame_in_which_it_closed(open_page):
    page = open_page("jacobian.html")
    for key in ["/", "Escape", "/", "Control+k", "/"]:
        page.keyboard.press(key)
    page.keyboard.type("chain rule")
    assert page.locator("dialog[open] input").input_value() == "chain rule"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_fit_a_narrow_screen(open_page, scheme):
    page = open_page("notation.html", 320, color_scheme=scheme)
    page.keyboard.press("/")
    page.keyboard.type("gradient")
    page.locator(HITS).first.wait_for()
    wider = "[...document.querySelectorAll('#pst-search-dialog, .search-results')]"
    wider += ".filter(e => e.scrollWidth > e.clientWidth + 1 || e.clientWidth > 320).length"
    assert page.evaluate(wider) == 0


def test_what_is_typed_before_the_search_has_come_is_answered(open_page):
    page = open_page("index.html")
    held_back = []
    page.route("**/search.js", lambda route: held_back.append(route))
    page.keyboard.press("/")
    page.keyboard.type("chain rule")
    held_back[0].continue_()
    page.locator(HITS).first.wait_for()
    assert page.locator("dialog[open] input").input_value() == "chain rule"


def test_enter_before_the_search_has_come_opens_the_first_result(open_page, address):
    page = open_page("index.html")
    held_back = []
    page.route("**/search.js", lambda route: held_back.append(route))
    page.keyboard.press("/")
    page.keyboard.type("chain rule")
    page.keyboard.press("Enter")
    held_back[0].continue_()
    page.wait_for_url(address + FIRST["chain rule"])


def test_search_needs_no_server(open_page):
    """In a page that is a file."""
    from harness import SITE

    page = open_page("index.html")
    page.goto((SITE / "index.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("chain rule")
    page.locator(HITS).first.wait_for()
    assert page.locator(HITS).first.get_attribute("href").endswith(FIRST["chain rule"])


def test_paper_is_light_and_shows_what_is_folded_away(open_page):
    page = open_page("jacobian.html", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    hidden = page.locator("details.solution p").first
    assert hidden.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    assert (
        not page.locator(".bd-sidebar-primary, .copybtn, .headerlink")
        .locator("visible=true")
        .count()
    )
    light = "getComputedStyle(document.body)"
    assert page.evaluate(f"{light}.backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(f"{light}.getPropertyValue('--fig-1')").strip() == "#1f5fa8"
