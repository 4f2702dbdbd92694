"""The figures of the site are drawn as matplotlib drew them, in the page's fonts and colors."""

import re
import unicodedata

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.svgLib.path import parse_path
from lessons import LESSONS
from record import EXECUTED
from shown import page
from svg_for_page import COLORS

STYLE = ("stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity")
# Points: a path leaves out what lies within 0.05 of a line, and is rounded to 0.01 as is the place
# of a mark.
CLOSE = 0.07


def box(path):
    """The least and the greatest x and y of a path."""
    pen = ControlBoundsPen(None, ignoreSinglePoints=False)
    parse_path(path, pen)
    return pen.bounds


def style(element):
    """What a style attribute or attributes say of colors, widths, dashes and opacity."""
    pairs = re.findall(r"([\w-]+): ([^;]+)", element.get("style", ""))
    given = {**element.attrs, **dict(pairs)}
    inks = {"fill": given.get("fill", "currentColor"), "stroke": given.get("stroke", "none")}
    inks = {name: COLORS.get(ink.lower(), ink) for name, ink in inks.items()}
    return {name: str(given.get(name, "")).removesuffix("px") for name in STYLE} | inks


def shapes(drawing):
    """(places, style) of each path and each mark, in the order in which they are drawn."""
    for element in drawing.find_all(["path", "use"]):
        if element.find_parent(["defs", "marker", "clippath"]):
            continue
        looks = style(element)
        if element.name == "use":
            yield [float(element.get("x", 0)), float(element.get("y", 0))], {}
        elif element.get("marker-start"):  # a cloud of marks
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", element["d"])]
            yield from (([x, y], {}) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        elif element.get("d") and (looks["fill"], looks["stroke"]) != ("none", "none"):
            yield box(element["d"]), looks


def letters(text):
    """The letters of a text as keyboards have them, without spaces: 𝑥² becomes x2."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def words(drawing):
    return sorted(letters(text.get_text()) for text in drawing.find_all("text"))


def drawn(stem):
    """The figures that the cells of a page returned."""
    for cell in nbformat.read(EXECUTED / f"{stem}.ipynb", 4).cells:
        for output in cell.get("outputs", ()):
            if svg := output.get("data", {}).get("image/svg+xml"):
                yield BeautifulSoup(svg.split("?>")[-1], "html.parser")


@pytest.mark.parametrize("stem", ["index", *LESSONS])
def test_a_figure_of_the_site_is_the_one_that_was_drawn(site, stem):
    pictures = page(site / f"{stem}.html").select("svg.picture")
    assert pictures
    for root, picture in zip(drawn(stem), pictures, strict=True):
        assert words(root) == words(picture), picture["aria-label"]
        (places, looks), (on_page, seen) = (zip(*shapes(d), strict=True) for d in (root, picture))
        assert looks == seen, picture["aria-label"]
        apart = max(np.abs(np.subtract(a, b)).max() for a, b in zip(places, on_page, strict=True))
        assert apart < CLOSE, picture["aria-label"]
