"""What a drawn figure shows, as lines of text: the data of its artists, not its pixels.

A reviewer reads in a diff of these lines which curve, label or limit of a figure has changed.
"""

from functools import singledispatch

import numpy as np
from matplotlib.axis import Axis
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.quiver import Quiver
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.ticker import LogFormatter, ScalarFormatter
from mpl_toolkits.mplot3d.art3d import Line3D

FEW = 7  # so many values of an array are written out; its mean stands for the others


def described(figure):
    """The lines that describe a figure that has been drawn: axes by axes, artist by artist."""
    above = [words(text) for text in figure.texts]
    return above + [line for ax in figure.axes for line in [frame(ax), *sorted(contents(ax))]]


def frame(ax):
    """The title and the aspect of the axes, which keeps angles where it is 1, and their sides."""
    sides = [side(ax, name) for name in "xyz" if hasattr(ax, f"get_{name}lim")]
    return f"axes {ax.get_title()!r}, aspect {ax.get_aspect()}: {'; '.join(sides)}"


def side(ax, name):
    """One axis: its limits, its scale, its label, and what somebody wrote at its ticks."""
    limits, scale, label, ticks = (
        getattr(ax, f"get_{name}{what}")() for what in ("lim", "scale", "label", "ticklabels")
    )
    formatter = getattr(ax, f"{name}axis").get_major_formatter()
    counted = isinstance(formatter, ScalarFormatter | LogFormatter)
    written = "" if counted else f" {[tick.get_text() for tick in ticks]}"
    return f"{name} {short(limits)} {scale} {label!r}{written}"


def contents(ax):
    """A line for each artist that shows data or words."""
    for artist in ax.get_children():
        if artist is not ax.patch and artist.get_visible():
            if description := describe(artist):
                yield f"  {description}"


@singledispatch
def describe(artist):
    """Kind, color and data of an artist; an unknown kind is an error, so that none is left out."""
    raise TypeError(f"no description of {type(artist).__name__}: add one in figures/artists.py")


@describe.register(Spine)
@describe.register(Axis)
def nothing_of_its_own(artist):
    return ""


@describe.register
def words(text: Text):
    return f"text {text.get_text()!r} at {short(text.get_position())}" if text.get_text() else ""


@describe.register
def note(text: Annotation):
    by = f" by {head(text.arrow_patch)}" if text.arrow_patch else ""
    return f"note {text.get_text()!r} on {short(text.xy)}{by}"


@describe.register
def legend(artist: Legend):
    return f"legend {[entry.get_text() for entry in artist.get_texts()]}"


@describe.register
def line(artist: Line2D):
    kind = f"line {artist.get_linestyle()!r} {artist.get_linewidth():g} {artist.get_marker()!r}"
    return data(f"{kind} {to_hex(artist.get_color())}", *artist.get_data())


@describe.register
def line_in_space(artist: Line3D):
    return data(f"line {to_hex(artist.get_color())}", *artist.get_data_3d())


@describe.register
def points(artist: PathCollection):
    kind = f"points {colors(artist.get_facecolor())}"
    return data(kind, *np.asarray(artist.get_offsets()).T, artist.get_array())


@describe.register
def arrows(artist: Quiver):
    return data("arrows", artist.X, artist.Y, artist.U, artist.V, artist.get_array())


@describe.register
def contours(artist: ContourSet):
    return data(f"contours {colors(artist.get_edgecolor())}", artist.levels, *outline(artist))


@describe.register
def shapes(artist: Collection):
    kind = f"{type(artist).__name__} {colors(artist.get_facecolor())}"
    return data(kind, *outline(artist), artist.get_array())


@describe.register
def image(artist: AxesImage):
    return data("image", artist.get_extent(), artist.get_array())


@describe.register
def shape(artist: Patch):
    path = artist.get_patch_transform().transform_path(artist.get_path())
    return data(f"shape {colors([artist.get_facecolor()])}", *path.vertices.T)


@describe.register
def arrow(artist: FancyArrowPatch):
    if artist._posA_posB is None:  # an annotation's own arrow, which its note describes
        return ""
    kind = f"arrow {head(artist)} {artist.get_linewidth():g} {colors([artist.get_edgecolor()])}"
    return data(kind, *artist._posA_posB)


def head(arrow):
    """How an arrow is drawn, "-|>" where it points to its end."""
    return getattr(arrow.get_arrowstyle(), "arrow", "-")


def outline(collection):
    """x and y of all corners of a collection's paths."""
    corners = [path.vertices for path in collection.get_paths()]
    return np.concatenate(corners).T if corners else ([], [])


def colors(rows):
    """The different colors, in order, or how many there are."""
    different = list(dict.fromkeys(to_hex(row, keep_alpha=True) for row in rows))
    return " ".join(different) if len(different) <= FEW else f"{len(different)} colors"


def data(kind, *arrays):
    """The kind of an artist and its arrays, each in brackets."""
    return " ".join([kind, *(summary(a) for a in arrays if a is not None)])


def summary(array):
    """All values of a short array; of a long one their number and mean, and some of them.

    >>> summary([0.0, 0.5, 1.0])
    '[0 0.5 1]'
    >>> summary(range(101))
    '[101, mean 50: 0 17 33 50 67 83 100]'
    """
    values = np.ma.filled(np.ma.asarray(array, dtype=float), np.nan).ravel()
    if values.size <= FEW:
        return f"[{short(values)}]"
    chosen = values[np.linspace(0, values.size - 1, FEW).round().astype(int)]
    return f"[{values.size}, mean {short([np.nanmean(values)])}: {short(chosen)}]"


def short(values):
    """The values with six digits, as a line of text."""
    return " ".join(f"{value + 0.0:.6g}" for value in np.ravel(values))
