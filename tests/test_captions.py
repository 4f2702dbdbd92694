"""The words of a caption for colors, lines and panels are true of what is drawn above it."""

import re
from colorsys import rgb_to_hsv

import nbformat
import pytest
from lessons import LESSONS
from matplotlib.colors import to_rgb
from record import EXECUTED, as_text

# Where each name lies on the circle of hues, red at 0 and at 1.
HUES = {"orange": (0.02, 0.12), "green": (0.3, 0.5), "blue": (0.52, 0.7), "purple": (0.7, 0.85)}
# A dash of three widths and more, or of one, as the record writes them.
DASHES = {"dashed": r"--[3-9][\d.]*,", "dotted": r"--[01][\d.]*,"}
# Panels, as in "Left: …" or "The left panel", and by which numbers the record knows them.
PANELS = {"left": "1 1", "middle": "[12] [12]", "right": "1 [23]", "top": "1 1", "bottom": "[23] 1"}
PANEL = r"(?:^|[.;] ){1}[,:]|\b[Tt]he {0} panel\b"


def is_called(name, ink):
    hue, saturation, _ = rgb_to_hsv(*to_rgb(ink))
    return saturation > 0.2 and HUES[name][0] <= hue <= HUES[name][1]


def untrue(caption, drawn):
    """The words of a caption for which nothing is found in the record of its figure."""
    inks = set(re.findall(r"#[0-9a-f]{6}", drawn))
    for name in HUES:
        if re.search(rf"\b{name}\b", caption) and not any(is_called(name, ink) for ink in inks):
            yield name
    for name, dash in DASHES.items():
        if re.search(rf"\b{name}\b", caption) and not re.search(dash, drawn):
            yield name
    for name, panel in PANELS.items():
        told = re.search(PANEL.format(name, name.capitalize()), caption)
        if told and not re.search(rf"^axes {panel}[,:]", drawn, re.M):
            yield name
    widths = {float(w) for w in re.findall(r"(?:\bline |#\w{6,8} )(\d+(?:\.\d+)?)", drawn)}
    if re.search(r"\b(thick|thin)\b", caption) and len(widths) < 2:
        yield "thick or thin"


def figures(page):
    """(name, caption and alternative text, record) of each figure of a page."""
    for cell in nbformat.read(EXECUTED / f"{page}.ipynb", 4).cells:
        if about := cell.metadata.get("mystnb", {}).get("figure"):
            alt, *drawn = "\n".join(filter(None, map(as_text, cell.outputs))).split("\n")
            yield about["name"], f"{about['caption']} {alt}", "\n".join(drawn)


@pytest.mark.parametrize("page", ["index", *LESSONS])
def test_captions_name_the_colors_lines_and_panels_that_are_drawn(site, page):
    found = {
        name: told for name, words, drawn in figures(page) if (told := [*untrue(words, drawn)])
    }
    assert list(figures(page)) and found == {}


DRAWN = """axes 1 1, aspect auto: x 0 1 linear ''; y 0 1 linear ''
  line 1.8--3.7,1.6 #1f5fa8 [0 1] [0 1]
axes 1 2, aspect auto: x 0 1 linear ''; y 0 1 linear ''
  line 1 #b5541c [0 1] [0 1]"""


@pytest.mark.parametrize(
    "caption, words",
    [
        ("Left, the dashed blue line. Right: the thin orange one.", []),
        ("The purple line is dotted.", ["purple", "dotted"]),
        ("Top, the line; the bottom panel falls.", ["bottom"]),
        ("Left: green.", ["green"]),
    ],
)
def test_a_word_without_its_like_in_the_figure_is_found(caption, words):
    assert list(untrue(caption, DRAWN)) == words


def test_panels_and_widths_that_are_not_there_are_found():
    alone = DRAWN.split("\naxes")[0].replace("axes 1 1", "axes")
    assert list(untrue("Left: a thick line.", alone)) == ["left", "thick or thin"]
