"""The house style, the Picture that carries its own words, and the logo."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64decode

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb
from matplotlib.font_manager import findfont
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch
from matplotlib.patheffects import Normal
from matplotlib.ticker import ScalarFormatter
from matplotlib.transforms import Affine2D, Bbox
from svg_for_page import COLORS

from snippets.figures import HERE, Picture, canvas, label_line, logo
from snippets.figures.artists import describe, described, summary

ALT = "The parabola y = x² touches its tangent y = 2x − 1 at <1, 1> & nowhere else"
DRAW = """
from snippets.figures import Picture, canvas
figure, ax = canvas()
ax.plot([0, 1, 2], [0, 1, 4], "o-", label=r"$\\alpha x^2$")
ax.legend()
bundle = Picture(figure, "A line through three points of a parabola")._repr_mimebundle_()
"""
PYPLOT = "import sys; assert 'matplotlib.pyplot' not in sys.modules"
PRINT = "import hashlib; print(hashlib.sha256(repr(bundle).encode()).hexdigest())"


@pytest.fixture
def picture():
    figure, ax = canvas()
    ax.plot([0, 1], [0, 1])
    return Picture(figure, ALT)


def run(code, seed):
    """What a fresh Python prints, with this seed of its hashes."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=HERE.parents[1]
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_picture_comes_in_every_form(picture):
    bundle, data = picture._repr_mimebundle_()
    assert bundle["text/plain"] == ALT
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert b64decode(bundle["application/pdf"]).startswith(b"%PDF")
    assert data["artists"] == described(picture.figure)


def test_the_page_and_the_book_in_print_get_one_drawing(picture, monkeypatch):
    drawings = []

    def remembered(canvas, name):
        real = getattr(canvas, name)

        def draw(self, *args, **kwargs):
            real(self, *args, **kwargs)
            drawings.append(described(self.figure))

        monkeypatch.setattr(canvas, name, draw)

    remembered(FigureCanvasSVG, "print_svg")
    remembered(FigureCanvasPdf, "print_pdf")
    _, data = picture._repr_mimebundle_()
    assert drawings == [data["artists"]] * 2


def test_the_data_of_every_artist_is_described():
    figure, ax = canvas()
    ax.plot([0, 1], [2, 3], color="C0", label="line")
    ax.scatter([4.5], [5])
    ax.bar([6], [7], width=1)
    ax.annotate("note", (8, 9))
    ax.text(10, 11, "word")
    ax.legend()
    ax.quiver([12], [13], [14], [15], scale=1)
    ax.imshow([[16, 17]])
    ax.fill_between([18, 19], [20, 21])
    frame, *lines = drawn(figure)
    assert frame.startswith("axes, aspect 1.0: x ")
    together = "\n".join(lines)
    for number in [*range(4), 4.5, 5, 5.5, 6.5, *range(7, 22)]:  # a bar by its corners
        assert re.search(rf"(?<![\d.]){number}(?![\d.])", together), f"{number} in\n{together}"
    assert "'word'" in together and "'note'" in together and "legend '' ['line' line" in together


def two_panels():
    """A figure whose left panel has an artist of nearly each kind."""
    figure, (left, right) = canvas(columns=2)
    first, second = left.plot([1, 2], [1, 2], "o-"), left.plot([1, 2], [2, 1], "--")
    left.scatter([1, 2], [1, 1], c=[0, 1])
    left.fill([1, 2, 2], [1, 1, 2])
    left.annotate("from", (1, 1), (2, 2), arrowprops={"arrowstyle": "-|>"})
    left.add_patch(FancyArrowPatch((1, 1), (2, 2), arrowstyle="-|>"))
    label_line(left, 1, 2, "label")
    left.text(1, 1, "text")
    left.legend([*first, *second], ["one", "two"])
    left.set(xlim=(1, 2), ylim=(1, 2), xlabel="$x$")
    right.quiver([1, 2], [1, 1], [1, 0], [0, 1], [1, 2], scale=1)
    right.contour([[1, 2], [2, 1]], levels=[1.2, 1.5])
    right.imshow([[1, 2]])
    return figure, left, right


REVERSED = mpl.colormaps["book"].reversed()
CHANGES = {
    "aspect": lambda left, right: left.set_aspect("equal"),
    "scale": lambda left, right: left.set_xscale("log"),
    "limits": lambda left, right: left.invert_xaxis(),
    "ticks": lambda left, right: left.set_xticks([1, 2], labels=["2", "1"]),
    "formatter": lambda left, right: left.xaxis.set_major_formatter(lambda x, _: f"{3 - x:g}"),
    "counting": lambda left, right: left.xaxis.set_major_formatter(Backward()),
    "minor ticks": lambda left, right: left.set_xticks([1.3], labels=["9"], minor=True),
    "side": lambda left, right: left.yaxis.tick_right(),
    "ink of a label": lambda left, right: left.xaxis.label.set_color("C1"),
    "numbers at ticks": lambda left, right: write_at_ticks(left.xaxis, lambda x: f"{3 - x:g}"),
    "offset of ticks": lambda left, right: left.xaxis.get_major_formatter().set_useOffset(0.5),
    "place of an axis": lambda left, right: left.spines["left"].set_position(("data", 1.5)),
    "place of a label": lambda left, right: left.xaxis.set_label_coords(-0.1, 0.5),
    "sight of a label": lambda left, right: left.xaxis.label.set_visible(False),
    "sight of axes": lambda left, right: left.set_visible(False),
    "axis": lambda left, right: left.axis("off"),
    "ground": lambda left, right: left.set_facecolor("C1"),
    "a text of the figure": lambda left, right: left.figure.text(0, 0, "a claim"),
    "other axes": lambda left, right: left.twinx(),
    "width": lambda left, right: left.lines[0].set_linewidth(5),
    "dashes": lambda left, right: left.lines[1].set_linestyle(":"),
    "steps": lambda left, right: left.lines[0].set_drawstyle("steps"),
    "mark": lambda left, right: left.lines[0].set_marker("s"),
    "size of marks": lambda left, right: left.lines[0].set_markersize(9),
    "inside of marks": lambda left, right: left.lines[0].set_markerfacecolor("white"),
    "opacity": lambda left, right: left.lines[0].set_alpha(0.1),
    "order": lambda left, right: left.lines[0].set_zorder(9),
    "sight": lambda left, right: left.lines[0].set_visible(False),
    "units": lambda left, right: left.lines[0].set_transform(left.transAxes),
    "colors": lambda left, right: left.collections[0].set_cmap(REVERSED),
    "norm": lambda left, right: left.collections[0].set_clim(0, 9),
    "sizes": lambda left, right: left.collections[0].set_sizes([90]),
    "edges": lambda left, right: left.patches[0].set_edgecolor("C1"),
    "head of a note": lambda left, right: left.texts[0].arrow_patch.set_arrowstyle("<|-"),
    "start of a note": lambda left, right: setattr(left.texts[0], "xyann", (2, 1)),
    "head": lambda left, right: left.patches[1].set_arrowstyle("<|-"),
    "bend": lambda left, right: left.patches[1].set_connectionstyle("arc3", rad=0.5),
    "place of a note": lambda left, right: setattr(left.texts[1], "xyann", (-50, 0)),
    "ink of a text": lambda left, right: left.texts[2].set_color("C1"),
    "side of a text": lambda left, right: left.texts[2].set_ha("right"),
    "turn": lambda left, right: left.texts[2].set_rotation(180),
    "box": lambda left, right: left.texts[2].set_bbox({"facecolor": "white"}),
    "legend": lambda left, right: left.legend(left.lines[::-1], ["one", "two"]),
    "colors of arrows": lambda left, right: right.collections[0].set_cmap(REVERSED),
    "length of arrows": lambda left, right: setattr(right.collections[0], "scale", 2),
    "angles of arrows": lambda left, right: setattr(right.collections[0], "angles", "xy"),
    "ink of curves": lambda left, right: right.collections[1].set_edgecolor("C1"),
    "image": lambda left, right: right.images[0].set_cmap(REVERSED),
    "places of panels": lambda left, right: exchange(left, right),
}


class Backward(ScalarFormatter):
    def __call__(self, x, pos=None):
        return super().__call__(-x, pos)


def moved(artist):
    artist.set_transform(Affine2D().scale(2) + artist.axes.transData)


def write_at_ticks(axis, word):
    axis.get_major_formatter().format_ticks = lambda values: [word(value) for value in values]


def exchange(left, right):
    left.figure.set_layout_engine("none")
    places = left.get_position(), right.get_position()
    left.set_position(places[1])
    right.set_position(places[0])


def drawn(figure):
    figure.draw_without_rendering()
    return described(figure)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_reader_sees_beside_the_data_is_described(change):
    figure, *axes = two_panels()
    before = drawn(figure)
    change(*axes)
    assert drawn(figure) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.view_init(elev=80),
        lambda ax: ax.view_init(azim=80),
        lambda ax: ax.view_init(vertical_axis="x"),
        lambda ax: ax.set_zlim(1, 0),
        lambda ax: ax.texts[0].set_position_3d((0, 0, 1)),
    ],
)
def test_from_where_axes_in_space_are_seen_is_described(change):
    figure, ax = canvas(subplot_kw={"projection": "3d"})
    figure.set_layout_engine("none")  # that of matplotlib 3.10 finds no room for such axes
    ax.plot([0, 1], [0, 1], [0, 1])
    ax.text(0, 0, 0, "here")
    ax.set_zlim(0, 1)
    before = drawn(figure)
    change(ax)
    assert drawn(figure) != before


def test_one_value_among_many_is_described_and_so_is_their_order():
    values = np.sin(np.arange(100.0))
    bump, swap = values.copy(), values.copy()
    bump[[3, 7]] += 0.1, -0.1
    swap[[3, 7]] = swap[[7, 3]]
    assert len({summary(values), summary(bump), summary(swap)}) == 3


@pytest.mark.parametrize(
    "change, word",
    [
        (lambda ax: ax.patches[0].set_hatch("x"), "hatch"),
        (lambda ax: ax.lines[0].set_path_effects([Normal()]), "path_effects"),
        (lambda ax: ax.lines[0].set_markevery(2), "markevery"),
        (lambda ax: ax.lines[0].set_clip_path(Circle((0, 0), 1, transform=ax.transData)), "clip"),
        (lambda ax: ax.lines[0].set_clip_box(Bbox([[0, 0], [9, 9]])), "clip"),
        (lambda ax: ax.lines[0].set_transform(Affine2D().scale(2) + ax.transData), "moved"),
        (lambda ax: ax.figure.add_subplot(projection="polar"), "polar"),
        (lambda ax: ax.inset_axes([0, 0, 1, 1]), "no description of Axes"),
        (lambda ax: setattr(ax.lines[0], "draw", print), "draw"),
        (lambda ax: ax.add_line(type("Curve", (Line2D,), {})([0], [0])), "class"),
        (lambda ax: moved(ax.contour([[1, 2], [2, 1]])), "moved"),
        (lambda ax: moved(ax.imshow([[1, 2]])), "moved"),
        (lambda ax: ax.quiver([1], [1], transform=Affine2D().scale(2) + ax.transData), "moved"),
        (lambda ax: ax.annotate("a", (1, 1), xycoords="figure points"), "units of the data"),
    ],
)
def test_what_has_no_description_is_an_error(change, word):
    figure, left, _ = two_panels()
    change(left)
    with pytest.raises(TypeError, match=word):
        drawn(figure)


def test_an_artist_of_unknown_kind_is_an_error_and_not_left_out():
    with pytest.raises(TypeError, match="no description of Artist"):
        describe(Artist())


def test_the_words_travel_inside_the_svg(picture):
    assert ET.fromstring(picture.svg()).findtext("{http://www.w3.org/2000/svg}title") == ALT


def test_the_words_are_one_line(picture):
    assert Picture(picture.figure, "  A claim over\n  two lines  ").alt == "A claim over two lines"


@pytest.mark.parametrize("alt", ["", "   ", None, "A figure", "x" * 19])
def test_a_picture_without_words_is_refused(picture, alt):
    with pytest.raises(ValueError, match="must say what the figure shows"):
        Picture(picture.figure, alt)


def test_axes_are_not_a_figure():
    _, ax = canvas()
    with pytest.raises(ValueError, match="needs a matplotlib Figure, not Axes"):
        Picture(ax, ALT)


def test_two_processes_draw_the_same_bytes_and_pyplot_is_not_there():
    code = DRAW + PYPLOT + "\n" + PRINT
    assert run(code, "1") == run(code, "2")


def test_a_canvas_has_the_asked_size_and_axes():
    figure, axes = canvas(6, 3, rows=2, columns=3, sharex=True)
    assert (tuple(figure.get_size_inches()), axes.shape) == ((6, 3), (2, 3))


@pytest.mark.parametrize("face", ["Book Pagella", "Book Pagella:italic", "Book Pagella:bold"])
def test_text_is_measured_in_the_committed_faces(face):
    assert findfont(face, fallback_to_default=False).startswith(str(HERE))


def test_every_color_of_the_style_has_a_name_in_the_page():
    cycle = [to_hex(c) for c in mpl.rcParams["axes.prop_cycle"].by_key()["color"]]
    assert [COLORS[c] for c in cycle] == [f"var(--fig-{i})" for i in range(1, 6)]
    settings = ("axes.edgecolor", "xtick.color", "grid.color", "legend.facecolor", "text.color")
    assert all(to_hex(mpl.rcParams[setting]) in COLORS for setting in settings)


def luminance(color):
    """Relative luminance of WCAG 2: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels."""
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    light, dark = sorted([luminance(a), luminance(b)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_lines_in_print_are_told_from_white_paper():
    """3 : 1 is what WCAG asks of graphics."""
    cycle = [to_hex(c) for c in mpl.rcParams["axes.prop_cycle"].by_key()["color"]]
    assert min(contrast(color, "#ffffff") for color in cycle) > 3


# The rule that sets the colors of a mode; paper has the light ones.
OF_MODE = {"light": "html, html[data-theme] {", "dark": 'html[data-theme="dark"] {'}


def style_variables(mode):
    """The custom properties that book.css sets for a mode, as a dictionary."""
    css = (logo.STATIC / "book.css").read_text(encoding="utf-8")
    block = css.split(OF_MODE[mode])[1].split("}")[0]
    pairs = (line.split(":") for line in block.split(";") if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ground", ["--pst-color-background", "--pst-color-surface"])
def test_the_page_has_contrast(mode, ground):
    """WCAG AA: 4.5 : 1 for text, 3 : 1 for what is drawn."""
    colors = style_variables(mode)
    text = [
        f"--pst-color-{name}"
        for name in ("text-base", "text-muted", "link", "link-hover", "heading")
    ]
    drawn = [f"--fig-{i}" for i in range(1, 6)] + ["--fig-axis"]
    assert min(contrast(colors[name], colors[ground]) for name in text) >= 4.5
    assert min(contrast(colors[name], colors[ground]) for name in drawn) >= 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_color_that_a_caption_names_has_that_hue_on_the_page(mode):
    """Each color of the page is nearer in hue to its own of the style than to any other."""
    hue = lambda color: rgb_to_hsv(to_rgb(color))[0]
    apart = lambda a, b: abs((hue(a) - hue(b) + 0.5) % 1 - 0.5)  # around the circle of hues
    cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    for i, own in enumerate(cycle, 1):
        shown = style_variables(mode)[f"--fig-{i}"]
        assert min(cycle, key=lambda color: apart(color, shown)) == own, f"--fig-{i}"


@pytest.mark.parametrize(("dx", "side"), [(5, "left"), (0, "center"), (-5, "right")])
def test_a_label_stands_beside_its_point(dx, side):
    _, ax = canvas()
    label = label_line(ax, 1, 2, "here", "C1", dx=dx)
    assert (label.xy, label.get_ha(), label.get_color()) == ((1, 2), side, "C1")


@pytest.mark.parametrize("name", sorted(logo.FILES))
def test_the_committed_logo_is_what_the_code_draws(name):
    assert (logo.STATIC / name).read_text(encoding="utf-8") == logo.FILES[name]


def test_the_logo_shows_a_tangent():
    """The arc lies on the curve, and the line has the curve's slope where they meet."""
    numbers = [float(n) for n in logo.curve(3, 29).replace("M", "").replace("Q", " ").split()]
    start, control, end = np.reshape(numbers, (3, 2))
    x, y = (start + 2 * control + end) / 4  # the middle of a quadratic Bézier arc
    assert y == pytest.approx(logo.height(x))
    central = (logo.height(20) - logo.height(18)) / 2  # exact: the curve is a parabola
    assert logo.slope(19) == pytest.approx(central)


@pytest.mark.parametrize("color", [logo.CURVE, logo.TANGENT])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_logo_is_seen_on_light_and_dark(color, mode):
    assert contrast(color, style_variables(mode)["--pst-color-background"]) >= 3
