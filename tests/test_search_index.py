"""What a reader can search for: everything of the book with a name or a number is in the index."""

import gzip
import json
import re
import unicodedata
from functools import cache

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from docutils import nodes
from lessons import LESSONS
from page_equations import equations
from plain_math import plain
from search_index import KINDS, TERM, shortened, slug, spelled
from shown import FORMULA, NEXT, documents, of_library, pieces, uncounted
from sphinx import addnodes

from snippets import exercises

MOST_BYTES = 64_000  # with gzip; it is loaded when somebody searches, and not before


@pytest.fixture(scope="module")
def index(site):
    text = (site / "_static/search-index.js").read_text("utf-8")
    return json.loads(text.removeprefix("bookSearchIndex = ").removesuffix(";\n"))


@pytest.fixture(scope="module")
def entries(index):
    """(address of the page, kind, number, title, fragment, text) of each entry."""
    rows = zip(*index["columns"], strict=True)
    return [
        (index["pages"][page][0], KINDS[kind], number, title, id or slug(KINDS[kind], title), text)
        for page, kind, number, title, id, text in rows
    ]


@pytest.fixture(scope="module")
def article(site):
    """A function that reads the text of a page."""
    return cache(lambda a: BeautifulSoup((site / a).read_text("utf-8"), "html.parser").article)


def fragments(entries, kind, page=None):
    return {e[4] for e in entries if e[1] == kind and page in (None, e[0])}


def test_every_address_in_the_index_is_on_the_site(entries, article):
    dead = [f"{e[0]}#{e[4]}" for e in entries if not article(e[0]).find(id=e[4])]
    assert dead == []
    addresses = [(e[0], e[4]) for e in entries if e[1] != "function"]  # one block can show several
    assert len(addresses) == len(set(addresses))


def test_every_page_and_section_is_in_the_index(index, entries, article, site):
    pages = {path.name for path in site.glob("*.html")} - {"search.html", "404.html"}
    assert {page[0] for page in index["pages"]} == pages
    for page in pages:
        on_page = {section["id"] for section in article(page).select("section[id]")}
        assert on_page == fragments(entries, "section", page)


@pytest.mark.parametrize("lesson", exercises.lessons())
def test_every_equation_figure_and_exercise_is_in_the_index(entries, article, lesson):
    page = f"{lesson}.html"
    labels = equations(ROOT / f"book/{lesson}.md")
    assert fragments(entries, "equation", page) == {f"equation-{label}" for label in labels}
    figures = {figure["id"] for figure in article(page).select("figure[id]")}
    assert fragments(entries, "figure", page) == figures
    keys = {f"exercise-{key}" for key in exercises.load(lesson)}
    assert fragments(entries, "exercise", page) == keys


def test_every_letter_of_the_notation_and_every_box_is_in_the_index(entries, article):
    rows = article("notation.html").select("tbody tr")
    assert fragments(entries, "letter") == {row["id"] for row in rows}
    for lesson in exercises.lessons():
        boxes = {b["id"] for b in article(f"{lesson}.html").select("div.admonition")}
        assert fragments(entries, "box", f"{lesson}.html") == boxes


def test_the_numbers_in_the_index_are_those_on_the_page(entries, article):
    printed = {"equation": ".eqno", "figure": ".caption-number", "exercise": ".caption-number"}
    for page, kind, number, title, fragment, _ in entries:
        node = article(page).find(id=fragment)
        if kind in printed:
            text = node.select_one(printed[kind]).get_text() if node.name != "h1" else ""
            assert number and number in text.replace("(", " ").replace(")", " ").split(), fragment
        elif kind == "section" and number:
            assert node.find(["h1", "h2", "h3", "h4"]).get_text().startswith(f"{number}. "), title


def test_the_days_in_the_index_are_those_of_the_lessons(index):
    days = {page: day for page, day, _ in index["pages"] if day}
    assert days == {f"{lesson}.html": f"Day {k}" for k, lesson in enumerate(LESSONS, 1)}


def test_a_reference_reads_as_on_the_page(entries):
    (text,) = (e[5] for e in entries if e[4] == "the-best-linear-map")
    assert "of (4.5)" in text and "\0" not in text


def indexed(node):
    """The text of a piece of a page as the index has it, with a # for each number."""
    if isinstance(node, nodes.math):
        return uncounted(plain(node.astext()))
    if isinstance(node, addnodes.pending_xref):
        name = "Exercise" if node["reftarget"].startswith("exercise-") else "Figure"
        numbered = {"eq": "(#)", "numref": f"{name} #"}
        return numbered.get(node["reftype"], node.astext())
    if isinstance(node, nodes.Text):
        return uncounted(node.astext())
    return "".join(map(indexed, node.children))


def without(text, texts):
    """What is left of a text when those that stand in it, one after the other, are taken away."""
    for piece in texts:
        text = text.lstrip("… ·")
        cut = text.endswith(" …") and piece.startswith(text.removesuffix(" …"))
        text = "" if cut else f"{text} ".removeprefix(f"{piece} ").strip()
    return text.strip("… ·")


@pytest.mark.parametrize("stem", sorted(path.stem for path in ROOT.glob("book/[!_]*.md")))
def test_a_search_shows_what_the_page_says_and_nothing_else(entries, stem):
    on_page = [n for n in pieces(documents()[stem]) if not isinstance(n, nodes.title)]
    whole = (nodes.math_block, nodes.literal_block)
    said = [plain(n.astext()) if isinstance(n, whole[0]) else indexed(n) for n in on_page]
    said = [" ".join(uncounted(text).split()) for text in said]
    code = " ".join(
        " ".join(node.astext().split()) for node in on_page if isinstance(node, whole[1])
    )
    shown = [(e[1], e[4], e[5].replace(TERM, "")) for e in entries if e[0] == f"{stem}.html"]
    for kind, fragment, text in shown:
        if kind == "function":
            assert text in code, fragment
        else:
            assert without(uncounted(text), said) == "", f"{stem}.html#{fragment}"


def letters(text):
    """The letters and signs of a formula, without what plain text needs for its shape."""
    text = unicodedata.normalize("NFKC", text.replace("ᵀ", "⊤"))
    return re.sub(r"[\s()^_√/,;\u2061-\u2064\ufe00]", "", text)


def test_a_formula_in_plain_text_has_the_letters_of_the_page_in_their_order():
    formulas = {n for d in documents().values() for n in d.findall(nodes.math)}
    formulas |= {n for d in documents().values() for n in d.findall(nodes.math_block)}
    assert len(formulas) > 1000
    for formula in formulas:
        elements = of_library(formula).strip(FORMULA).split(NEXT)
        there = letters("".join(element.partition(" ")[2] for element in elements))
        assert letters(plain(formula.astext())) == there, formula.astext()


def test_what_a_page_does_not_say_is_found():
    said = ["The rate is (#).", "It falls."]
    assert without("The rate is (#). … It falls.", said) == ""
    assert without("The rate is (#). … It …", said) == ""
    assert without("The rate is (#). … It rises.", said) == "It rises."


def test_no_solution_is_given_away_and_no_reference_is_left_open(entries, article):
    assert not [e for e in entries if "\0" in e[5] or "\0" in e[3]]
    texts = " ".join(e[5] for e in entries)
    for lesson in exercises.lessons():
        for solution in article(f"{lesson}.html").select("details.solution p"):
            told = " ".join(solution.get_text().split())
            assert len(told) < 60 or told not in texts


def test_the_index_is_small(site):
    data = (site / "_static/search-index.js").read_bytes()
    assert len(gzip.compress(data, 9, mtime=0)) <= MOST_BYTES


@pytest.mark.parametrize(
    "tex, text",
    [
        (r"\frac{\partial f}{\partial x}", "∂f/∂x"),
        (r"\frac{a + b}{2}", "(a+b)/2"),
        (r"u^\top J", "uᵀJ"),
        (r"x_1^2", "x₁²"),
        (r"s^{(l)}", "s^(l)"),
        (r"e^{-s}", "e^(−s)"),
        (r"\det J = \cos\theta", "det J = cos θ"),
        (r"\sqrt{x + 1}", "√(x+1)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"\undefined", r"\undefined"),
    ],
)
def test_a_formula_is_a_line_of_text(tex, text):
    assert plain(tex) == text


def test_signs_have_names_and_long_texts_an_end():
    assert [spelled(sign).lower().strip() for sign in "σ∇’x"] == ["sigma", "nabla", "", "x"]
    assert shortened("one two three", 9) == "one two …"
    assert slug("section", "Jᵀu, and “more”") == "j-u-and-more"
