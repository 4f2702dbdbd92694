"""The site shows what the tests have read: formulas, outputs and figures of each lesson.

The guards read the chapters, the record the executed notebooks; here the pages are compared with
these, by routes of their own, so that nothing on the way to a page can change what it says.
"""

import re
import xml.etree.ElementTree as ET
from functools import cache

import nbformat
import pytest
from conftest import ROOT
from docutils import nodes
from lessons import LESSONS
from published import marks, of_latex, of_mathml
from record import HIDDEN
from shown import SITE, documents, page
from test_svg_paths import away

# Half a hundredth of rounding in each direction, and what `svg_paths` leaves out of a line.
OFF = 0.0071 + 0.05 + 0.0071


@pytest.fixture(scope="module", params=LESSONS)
def lesson(request, site):
    return request.param


def article(lesson):
    return page(SITE / f"{lesson}.html").article


def outputs(notebook):
    """The outputs that a reader sees."""
    seen = (c for c in notebook.cells if not HIDDEN & set(c.metadata.get("tags", ())))
    return [output for cell in seen for output in cell.get("outputs", ())]


def executed(lesson):
    return outputs(nbformat.read(ROOT / f"_build/executed/{lesson}.ipynb", 4))


def test_every_formula_is_shown_as_it_is_written(lesson):
    written = documents()[lesson].findall(
        lambda node: isinstance(node, nodes.math | nodes.math_block)
    )
    shown = [ET.fromstring(str(math)) for math in article(lesson).select("math")]
    for node, math in zip(written, shown, strict=True):
        assert of_mathml(math) == of_latex(node.astext()), f"book/{lesson}.md: {node.astext()}"


@cache
def number_at(stem, place):
    """The number that a page shows at an equation, a figure or an exercise, in digits and dots."""
    shown = article(stem).find(id=place).select_one(".eqno, .caption-number").get_text()
    return re.search(r"[\d.]*\d", shown)[0]


def test_a_reference_has_the_number_of_what_it_leads_to(lesson):
    links = article(lesson).select("a.internal:is([href*='#equation-'], [href*='#fig-'])")
    assert links
    for link in links:
        page, _, place = link["href"].partition("#")
        number = number_at(page.removesuffix(".html") or lesson, place)
        assert re.findall(r"[\d.]*\d", link.get_text()) == [number], link


def test_outputs_are_shown_as_they_were_printed(lesson):
    printed = [o.get("text") or o.data["text/plain"] for o in executed(lesson) if not drawn(o)]
    shown = [pre.get_text() for pre in article(lesson).select(".cell_output pre")]
    assert [text.rstrip() for text in shown] == [text.rstrip() for text in printed]


def test_the_notebook_has_the_outputs_of_the_page(lesson, site):
    notebook = nbformat.read(site / f"{lesson}.ipynb", 4)
    for given, own in zip(outputs(notebook), executed(lesson), strict=True):
        assert given.get("text") == own.get("text")
        assert given.get("data", {}).items() <= own.get("data", {}).items()


def drawn(output):
    """The SVG of an output, if it is a picture."""
    return output.get("data", {}).get("image/svg+xml", "")


def colors():
    """What the colors of the page are called in the figures, on light paper."""
    css = (ROOT / "book/_static/book.css").read_text("utf-8")
    light = css.split("html, html[data-theme] {")[1].split("}")[0]
    names = {f"var({name})": value for name, value in re.findall(r"(--fig-[\w-]+): (#\w+)", light)}
    return names | {"currentColor": "#000000", "var(--fig-paper)": "#ffffff"}


def distance(made, seen):
    """How far the corners of either are from the other, point from point if there are as many."""
    if made.shape == seen.shape:
        return abs(made - seen).max()
    return max(*away(made, seen), *away(seen, made))


def test_figures_are_shown_as_they_were_drawn(lesson):
    names, page = colors(), (ROOT / f"_build/html/{lesson}.html").read_text("utf-8")
    pictures = [output for output in executed(lesson) if drawn(output)]
    published = re.findall(r'<svg [^>]*class="picture".*?</svg>', page, re.S)
    for output, svg in zip(pictures, published, strict=True):
        alt = output.data["text/plain"]
        assert ET.fromstring(svg).get("aria-label") == alt
        for made, seen in zip(marks(drawn(output)), marks(svg, names), strict=True):
            assert (made.what, made.paint) == (seen.what, seen.paint), f"{alt}\n{made}\n{seen}"
            assert distance(made.places, seen.places) <= OFF, f"{alt}\n{made}\n{seen}"
