"""A picture in the page keeps its words and follows the page's fonts and colors."""

import re
import xml.etree.ElementTree as ET
from io import StringIO
from types import SimpleNamespace

import pytest
from docutils import nodes
from inline_figures import fit, line_of
from math_letters import FONT
from sphinx.application import Sphinx
from svg_for_page import COLORS, SVG, alt_text, for_page, short
from svg_letters import Unfit

from snippets.figures import Picture, canvas

ALT = 'A line of slope 1 & its mirror image in the axis, "slope −1"'
CSS = (FONT.parents[1] / "book.css").read_text(encoding="utf-8")
PAGE = """Chapter
=======

Text.

.. container::

   .. image:: jupyter_execute/{0}

Text.

.. image:: jupyter_execute/{0}
"""


def drawing(title="Title", **kwargs):
    """The SVG of a figure with lines, markers, a filled area, a legend and a formula."""
    figure, ax = canvas()
    ax.plot([0, 1, 2], [0, 1.23456789, 2], "o-", label="rising", **kwargs)
    ax.fill_between([0, 1], [0, 1], alpha=0.5, color="C1")
    ax.set(title=title, xlabel=r"$x_k$", ylabel=r"loss $f'(\mathbf{x})$")
    ax.legend()
    return Picture(figure, ALT).svg()


@pytest.fixture(scope="module")
def inline():
    return ET.fromstring(for_page(drawing(), ALT, "chapter-1-"))


def values(root, name):
    return [element.get(name) for element in root.iter() if element.get(name)]


def test_the_words_become_the_label(inline):
    assert alt_text(drawing()) == ALT
    assert (inline.get("role"), inline.get("aria-label")) == ("img", ALT)


def test_nothing_is_left_that_a_strict_page_forbids(inline):
    """No style, and no <title> either, which would pop up over the figure."""
    assert values(inline, "style") == []
    assert not {element.tag for element in inline.iter()} & {
        SVG + "style",
        SVG + "metadata",
        SVG + "title",
    }


def test_every_color_is_a_name_of_the_page(inline):
    colors = set(values(inline, "fill") + values(inline, "stroke")) - {"none"}
    assert colors <= set(COLORS.values())
    assert {
        "currentColor",
        "var(--fig-1)",
        "var(--fig-2)",
        "var(--fig-axis)",
        "var(--fig-paper)",
    } <= colors


def test_the_style_sheet_knows_every_name():
    variables = {value[4:-1] for value in COLORS.values() if value.startswith("var(")}
    for rule in ("html, html[data-theme] {", 'html[data-theme="dark"] {'):
        block = CSS.split(rule)[1].split("}")[0]
        assert variables <= set(re.findall(r"(--fig-[a-z0-9]+):", block))


def test_ids_are_the_figures_own_and_all_lead_somewhere(inline):
    ids, text = values(inline, "id"), ET.tostring(inline, encoding="unicode")
    referred = set(re.findall(r'(?:href="|url\()#([^")]+)', text))
    assert ids and len(set(ids)) == len(ids) and set(ids) == referred
    assert all(name.startswith("chapter-1-") for name in ids)


def test_letters_of_formulas_are_those_of_the_page(inline):
    letters = [(t.text, t.get("class")) for t in inline.iter(SVG + "tspan")]
    assert ("𝑥", "formula") in letters and ("𝐱", "formula") in letters
    assert ("′", "formula prime") in letters
    assert ("loss\xa0()", "formula") in letters  # neighbors share one tspan, each has its own place


def test_each_letter_has_a_place(inline):
    for tspan in inline.iter(SVG + "tspan"):
        assert len(tspan.get("x").split()) == len(tspan.text)


def test_words_keep_the_text_face(inline):
    plain = [t for t in inline.iter(SVG + "text") if t.text == "rising"]
    assert plain and "class" not in plain[0].attrib


def test_it_is_smaller_than_what_matplotlib_wrote(inline):
    assert len(ET.tostring(inline)) < 0.6 * len(drawing())


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        (r"$\sqrt{2}$", "root sign"),
        (r"$\mathtt{x}$", "which the page does not have"),
        ("$я$", "я (U+044F)"),
    ],
)
def test_what_the_page_would_draw_otherwise_is_refused(title, reason):
    with pytest.raises(Unfit, match=re.escape(reason)):
        for_page(drawing(title), ALT, "")


@pytest.mark.parametrize(
    ("long", "brief"),
    [("M 1.23456\nL -0.001 2.5 ", "M 1.23 L 0 2.5"), ("1234.5678", "1234.57"), ("#1.25", "#1.25")],
)
def test_numbers_are_short(long, brief):
    assert short(long) == brief


def build(folder, name, content, text=PAGE):
    """Build a page with two pictures that cells made; returns its HTML and the warnings."""
    outputs = folder / "jupyter_execute"
    outputs.mkdir()
    (outputs / name).write_bytes(content)
    (folder / "index.rst").write_text(text.format(name), encoding="utf-8")
    warnings = StringIO()
    places = (folder, None, folder / "out", folder / "doctrees", "html")
    settings = {"extensions": ["inline_figures"], "suppress_warnings": ["app"]}
    Sphinx(*places, settings, status=None, warning=warnings).build()
    return (folder / "out/index.html").read_text(encoding="utf-8"), warnings.getvalue()


def test_pictures_of_cells_stand_in_the_page(tmp_path):
    page, warnings = build(tmp_path, "a.svg", drawing().encode())
    assert (warnings, page.count('<svg xmlns="http://www.w3.org/2000/svg" class="picture"')) == (
        "",
        2,
    )
    assert "<img" not in page and not (tmp_path / "out/_images/a.svg").exists()
    ids = re.findall(r'<(?:path|clipPath) id="([^"]+)"', page)
    assert ids and len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_a_picture_without_words_is_a_warning_with_its_line(tmp_path, name):
    silent = re.sub(r"<title>.*?</title>", "", drawing()).encode() if name == "a.svg" else b"PNG"
    _, warnings = build(tmp_path, name, silent)
    assert "index.rst:8: WARNING: a cell's picture without alt text" in warnings
    assert "return a snippets.figures.Picture(figure, alt)" in warnings


def test_a_figure_that_is_not_a_picture_is_a_warning(tmp_path):
    text = "Line.\n\n.. code-block:: text\n   :class: output\n\n   <Figure size 640x480>\n"
    _, warnings = build(tmp_path, "a.svg", b"", text)
    assert "index.rst:3: WARNING: a cell's figure without alt text" in warnings


def test_the_line_is_that_of_the_fence():
    """MyST-NB's containers know the line of the code, two below; its list knows the fence."""
    cell = nodes.container("", image := nodes.image(), cell_index=1)
    cell.line = 10
    assert (line_of(image, [4, 8]), line_of(image)) == (8, 10)


def test_what_the_page_cannot_draw_is_a_warning(tmp_path):
    _, warnings = build(tmp_path, "a.svg", drawing(r"$\sqrt{2}$").encode())
    assert "index.rst:8: WARNING: a cell's picture cannot follow the page: a root sign" in warnings


def test_a_picture_is_made_once_for_what_a_cell_showed_and_for_its_file(tmp_path):
    """MyST-NB writes the file without the end of the last line."""
    config = SimpleNamespace(execution_environment=["3.11"])
    env = SimpleNamespace(doctreedir=tmp_path, config=config)
    assert drawing().endswith("\n")
    assert fit(env, drawing(), ALT) == fit(env, drawing().rstrip(), ALT)
    assert len(list((tmp_path / "pictures").iterdir())) == 1
    assert fit(env, drawing("Another"), ALT) != fit(env, drawing(), ALT)
    assert len(list((tmp_path / "pictures").iterdir())) == 2
