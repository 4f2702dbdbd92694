"""How an artist looks, in words for the record: its color, lines and marks, and where it is drawn.

What has no words here is an error, so that a figure hides nothing in it.
"""

from functools import singledispatch

import numpy as np
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

FEW = 7  # so many values of an array, or colors, are written out
WORDLESS = ("path_effects", "sketch_params", "agg_filter", "hatch", "gapcolor", "markevery")
# Where an artist is drawn, if not in the units of the data.
PLACES = {
    "": lambda ax: ax.transData,
    " x in axes": lambda ax: ax.get_yaxis_transform("grid"),
    " y in axes": lambda ax: ax.get_xaxis_transform("grid"),
    " in axes": lambda ax: ax.transAxes,
    " in figure": lambda ax: ax.figure.transSubfigure,
}


def few(values):
    """All values, or some of them at equal distances: the first, the last, and five between."""
    chosen = np.linspace(0, len(values) - 1, FEW).round().astype(int)
    return values if len(values) <= FEW else [values[i] for i in chosen]


def short(values):
    """The values with six digits, as a line of text."""
    return " ".join(f"{value + 0.0:.6g}" for value in np.ravel(values))


def color(value):
    """A color as #rrggbb; with its opacity, where it is not 1; none where nothing is seen of it."""
    written = to_hex(value, keep_alpha=True)
    return "none" if written.endswith("00", 7) else written.removesuffix("ff")


def filled(inside, edge):
    return inside if inside == edge else f"{inside} in {edge}"


def colors(rows):
    """The different colors in order; of many, how many there are, and some of all."""
    different = list(dict.fromkeys(map(color, rows)))
    if len(different) > FEW:
        return " ".join([f"{len(different)} colors", *map(color, few(rows))])
    return " ".join(different) or "none"


def dashes(pattern):
    """The lengths of the dashes and gaps of a line, in its widths; nothing for a solid line."""
    lengths = pattern[1]
    return "" if lengths is None else "--" + ",".join(f"{length:g}" for length in lengths)


def strokes(artist):
    """The widths and dashes of the lines of a collection."""
    widths = dict.fromkeys(f"{width:g}" for width in np.atleast_1d(artist.get_linewidths()))
    return " ".join([*widths, *dict.fromkeys(filter(None, map(dashes, artist.get_linestyles())))])


@singledispatch
def look(artist):
    """Color, lines and marks of an artist."""
    raise TypeError(f"no look of a {type(artist).__name__}: add one in figures/looks.py")


@look.register
def of_line(artist: Line2D):
    parts, main = ["line"], color(artist.get_color())
    if artist.get_linestyle() != "None":
        steps = artist.get_drawstyle().replace("default", "")
        dashed = dashes(artist._unscaled_dash_pattern)
        parts += [f"{artist.get_linewidth():g}{dashed}{steps}"]
    if artist.get_marker() != "None":
        marks = filled(color(artist.get_markerfacecolor()), color(artist.get_markeredgecolor()))
        parts += [repr(artist.get_marker()), f"{artist.get_markersize():g}"]
        parts += [] if marks == main else [marks, "on"]
    return " ".join([*parts, main])


@look.register
def of_points(artist: PathCollection):
    sizes = " ".join(f"{size:g}" for size in few(artist.get_sizes()))
    shapes = {id(path): path for path in artist.get_paths()}.values()
    corners = " ".join(str(len(path.vertices)) for path in shapes)
    return f"points {of_shapes(artist)} sizes {sizes} corners {corners}"


@look.register
def of_shapes(artist: Collection):
    ink = filled(colors(artist.get_facecolor()), colors(artist.get_edgecolor()))
    return f"{type(artist).__name__} {ink} {strokes(artist)}"


@look.register
def of_shape(artist: Patch):
    ink = filled(color(artist.get_facecolor()), color(artist.get_edgecolor()))
    return f"shape {ink} {artist.get_linewidth():g}{dashes(artist._unscaled_dash_pattern)}"


@look.register
def of_text(artist: Text):
    """Its color, size and alignment, with all that is not as usual."""
    parts = [color(artist.get_color()), f"{artist.get_size():g}", artist.get_ha(), artist.get_va()]
    parts += [str(s) for s in (artist.get_weight(), artist.get_style()) if s not in ("normal", 400)]
    parts += [f"turned {short([artist.get_rotation()])}"] if artist.get_rotation() else []
    parts += [f"on {look(artist.get_bbox_patch())}"] if artist.get_bbox_patch() else []
    return " ".join(parts)


def place(artist, transform):
    """Where it is drawn if not in the units of the data; raises TypeError where it is moved."""
    ax = artist.axes
    for words, of_axes in PLACES.items():
        if (ax or words == " in figure") and transform == of_axes(ax or artist):
            return words
    raise TypeError(f"a {type(artist).__name__} is moved by a transform: draw it where it is")


def require_plain(artist):
    """Raise TypeError for what no description has: effects, hatches, a clip or ways of its own."""
    has = [name for name in WORDLESS if getattr(artist, f"get_{name}", list)() not in (None, [])]
    clip = artist.get_clip_box()
    whole = clip is None or (artist.axes and np.allclose(clip.bounds, artist.axes.bbox.bounds))
    has += [] if whole and not artist.get_clip_path() else ["clip"]
    kind = type(artist)
    has += [name for name, its in vars(artist).items() if callable(its) and hasattr(kind, name)]
    has += [] if kind.__module__.startswith(("matplotlib.", "mpl_toolkits.")) else ["class"]
    if has:
        raise TypeError(f"no words in looks.py for the {has[0]} of a {type(artist).__name__}")
