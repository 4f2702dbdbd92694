"""What a drawn figure shows, as lines of text: the data of its artists and their look, not pixels.

A reviewer reads in a diff of these lines which curve, label or limit of a figure has changed.
Panels come in reading order, artists in the order in which they are drawn: the later hides the
earlier.
"""

import re
from functools import singledispatch

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.quiver import Quiver
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.ticker import LogFormatter, LogFormatterSciNotation, NullFormatter, ScalarFormatter
from mpl_toolkits.mplot3d.art3d import Line3D, Text3D

from snippets.figures.looks import (
    FEW,
    color,
    colors,
    few,
    look,
    place,
    require_plain,
    short,
    strokes,
)

# They write at a tick what it is worth, or nothing.
COUNTS = (ScalarFormatter, LogFormatter, LogFormatterSciNotation, NullFormatter)


def described(figure):
    """The lines that describe a figure that has been drawn: its own artists, then its axes."""
    lines = contents(figure)
    for ax in sorted(filter(Artist.get_visible, figure.axes), key=reading_order):
        lines += [frame(ax), *(f"  {line}" for line in contents(ax))]
    return lines


def reading_order(ax):
    """From top to bottom, then from left to right, by the places that the layout gave."""
    box = ax.get_position(original=True)
    return -round(box.y1, 2), round(box.x0, 2)


def frame(ax):
    """The place of the axes among others, their aspect, which keeps angles where it is 1, sides."""
    spec = ax.get_subplotspec()
    rows, columns = spec.get_gridspec().get_geometry() if spec else (1, 1)
    panel = f" {spec.rowspan.start + 1} {spec.colspan.start + 1}" if rows * columns > 1 else ""
    hidden = "" if getattr(ax, "_axis3don", ax.axison) else ", hidden"
    ground = color(ax.patch.get_facecolor())
    on = "" if ground == "none" else f", on {ground}"
    sides = [side(ax, name) for name in "xyz" if hasattr(ax, f"get_{name}lim")]
    return f"axes{panel}{view(ax)}, aspect {ax.get_aspect()}{hidden}{on}: {'; '.join(sides)}"


def view(ax):
    """From where axes in space are seen; other axes than these have no description."""
    if ax.name == "3d":
        return f" from {short([ax.elev, ax.azim, ax.roll])}, {'xyz'[ax._vertical_axis]} up"
    if ax.name == "rectilinear":
        return ""
    raise TypeError(f"no description of {ax.name} axes: add one in figures/artists.py")


def side(ax, name):
    """One axis: its limits, its scale, its label, and what somebody wrote at its ticks."""
    axis = getattr(ax, f"{name}axis")
    limits, scale, label = (
        getattr(ax, f"get_{name}{what}")() for what in ("lim", "scale", "label")
    )
    ink, at = color(axis.label.get_color()), axis.get_ticks_position()
    parts = [name, short(limits), scale, repr(label), *([] if ink == "#000000" else [ink])]
    parts += [f"at {at}"] if at in ("right", "top") else []
    parts += [] if axis.get_visible() else ["hidden"]
    parts += [] if axis.label.get_visible() else ["label hidden"]
    parts += [] if axis._autolabelpos else [f"label at {short(axis.label.get_position())}"]
    return " ".join([*parts, *ticks(axis, minor=False), *ticks(axis, minor=True)])


def ticks(axis, minor):
    """What is written at which value, where it is not the value or no formatter counts it."""
    formatter = axis.get_minor_formatter() if minor else axis.get_major_formatter()
    counts = type(formatter) in COUNTS
    axis.get_ticklabels(minor=minor)  # brings them up to date
    for tick in axis.get_minor_ticks() if minor else axis.get_major_ticks():
        value, labels = tick.get_loc(), (tick.label1, tick.label2)
        for text in (label.get_text() for label in labels if label.get_visible()):
            if not (counts and (not text or near(worth(text), value))):
                yield f"{text!r} at {short([value])}"


def worth(text):
    """The number that is written at a tick: −0.5, or a power of ten with or without a factor.

    >>> worth("−0.5"), worth(r"$\\mathdefault{10^{-2}}$"), worth("a half")
    (-0.5, 0.01, nan)
    """
    plain = re.sub(r"\$\\mathdefault\{(.*)\}\$", r"\1", text).replace("−", "-")
    plain = re.sub(r"10\^\{(-?\d+)\}$", r"1e\1", plain).replace(r"\times1e", "e")
    try:
        return float(plain)
    except ValueError:
        return float("nan")


def near(written, value):
    """Whether a number that is written with some digits is the value, but for rounding."""
    return abs(written - value) <= 1e-6 * abs(value) + 1e-12


def contents(parent):
    """A line for each artist of a figure or of axes that is seen, from the back to the front.

    Axes of a figure are described by themselves; axes in axes have no description.
    """
    own = [parent.patch, *(parent.axes if isinstance(parent, Figure) else ())]
    seen = [a for a in parent.get_children() if a.get_visible() and a not in own]
    return [text for a in sorted(seen, key=Artist.get_zorder) if (text := whole(a))]


def whole(artist):
    """What describes an artist, and its opacity."""
    require_plain(artist)
    alpha, text = artist.get_alpha(), describe(artist)
    return f"{text} alpha {short([alpha])}" if text and alpha is not None else text


@singledispatch
def describe(artist):
    """Kind, look and data of an artist; an unknown kind is an error, so that none is left out."""
    raise TypeError(f"no description of {type(artist).__name__}: add one in figures/artists.py")


@describe.register
def nothing_of_its_own(artist: Axis):
    return ""


@describe.register
def side_line(artist: Spine):
    """Nothing of a side in its usual place, and where it is else."""
    where = artist.get_position()
    return "" if where == ("outward", 0.0) else f"{artist.spine_type} side at {where}"


@describe.register
def words(artist: Text):
    if not artist.get_text():
        return ""
    ax = artist.axes
    titles = (ax.title, ax._left_title, ax._right_title) if ax else ()
    where = " title" if artist in titles else place(artist, artist.get_transform())
    return f"text {artist.get_text()!r} {look(artist)} at {short(artist.get_position())}{where}"


@describe.register
def words_in_space(artist: Text3D):
    return f"text {artist.get_text()!r} {look(artist)} at {short(artist.get_position_3d())}"


@describe.register
def note(artist: Annotation):
    """What it says and where: on a point, at some distance from it, or with an arrow to it."""
    if not {artist.xycoords, artist.anncoords} <= {"data", "offset points"}:
        raise TypeError("a note stands in the units of the data, or at an offset in points")
    parts = ["note", *([repr(artist.get_text()), look(artist)] if artist.get_text() else [])]
    parts += ["on", short(artist.xy), "from", short(artist.xyann)]
    parts += ["points"] if artist.anncoords == "offset points" else []
    parts += ["by", arrow_look(artist.arrow_patch)] if artist.arrow_patch else []
    return " ".join(parts)


@describe.register
def legend(artist: Legend):
    handles = [look(handle) for handle in artist.legend_handles]
    texts = [entry.get_text() for entry in artist.get_texts()]
    entries = [f"{text!r} {handle}" for text, handle in zip(texts, handles, strict=True)]
    title = artist.get_title().get_text()
    return f"legend {title!r} [{', '.join(entries)}]"


@describe.register
def line(artist: Line2D):
    return data(look(artist) + place(artist, artist.get_transform()), *artist.get_data())


@describe.register
def line_in_space(artist: Line3D):
    return data(look(artist), *artist.get_data_3d())


@describe.register
def points(artist: PathCollection):
    where = place(artist, artist.get_offset_transform())
    return data(look(artist) + where, *np.asarray(artist.get_offsets()).T, artist.get_array())


@describe.register
def arrows(artist: Quiver):
    units = f"scale {artist.scale:g} {artist.scale_units} {artist.angles} {artist.pivot}"
    shape = short([artist.width, artist.headwidth, artist.headlength])
    where = place(artist, artist.get_offset_transform())
    kind = f"arrows {colors(artist.get_facecolor())} {units} {artist.units} {shape}{where}"
    return data(kind, artist.X, artist.Y, artist.U, artist.V, artist.get_array())


@describe.register
def contours(artist: ContourSet):
    kind = "filled" if artist.filled else "contours"
    ink = artist.get_facecolor() if artist.filled else artist.get_edgecolor()
    where = place(artist, artist.get_transform())
    return data(f"{kind} {colors(ink)} {strokes(artist)}{where}", artist.levels, *outline(artist))


@describe.register
def shapes(artist: Collection):
    where = place(artist, artist.get_transform())
    moved = np.asarray(artist.get_offsets())
    moves = moved.T if moved.any() else ()
    return data(look(artist) + where, *outline(artist), *moves, artist.get_array())


@describe.register
def image(artist: AxesImage):
    array = artist.get_array()
    inks = artist.to_rgba(array).reshape(-1, 4)
    where = place(artist, artist.get_transform())
    kind = f"image from {artist.origin} {colors(inks)}{where}"
    return data(kind, artist.get_extent(), array)


@describe.register
def shape(artist: Patch):
    path = artist.get_patch_transform().transform_path(artist.get_path())
    where = place(artist, artist.get_data_transform())
    return data(look(artist) + where, *path.vertices.T)


@describe.register
def arrow(artist: FancyArrowPatch):
    if artist._posA_posB is None:  # an annotation's own arrow, which its note describes
        return ""
    where = place(artist, artist.get_data_transform())
    return data(f"arrow {arrow_look(artist)}{where}", *artist._posA_posB)


def arrow_look(artist):
    """How an arrow is drawn, "-|>" where it points to its end."""
    style, bend = artist.get_arrowstyle(), vars(artist.get_connectionstyle())
    head = getattr(style, "arrow", type(style).__name__)
    bent = "" if bend == {"rad": 0.0} else f" {bend}"
    return f"{head} {artist.get_mutation_scale():g}{bent} {look(artist).removeprefix('shape ')}"


def outline(collection):
    """x and y of all corners of a collection's paths."""
    corners = [path.vertices for path in collection.get_paths()]
    return np.concatenate(corners).T if corners else ([], [])


def data(kind, *arrays):
    """The kind of an artist and its arrays, each in brackets."""
    return " ".join([kind, *(summary(a) for a in arrays if a is not None)])


def summary(array):
    """All values of a short array; of a long one their number, mean and lean, and some of them.

    The lean is the mean of the values times their places, from 0 for the first to 1 for the last.

    >>> summary([0.0, 0.5, 1.0])
    '[0 0.5 1]'
    >>> summary(range(101))
    '[101, mean 50, lean 33.5: 0 17 33 50 67 83 100]'
    """
    values = np.ma.filled(np.ma.asarray(array, dtype=float), np.nan).ravel()
    if values.size <= FEW:
        return f"[{short(values)}]"
    mean, lean = np.nanmean(values), np.nanmean(values * np.linspace(0, 1, values.size))
    start = f"{values.size}, mean {short([mean])}, lean {short([lean])}"
    return f"[{start}: {short(few(values))}]"
