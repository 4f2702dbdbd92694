"""The card of a shared link: day and title on the left, a motif of the lesson on the right.

Each motif draws arrays that it is given, without axes, to the edges of the card.
"""

from io import BytesIO

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

SIZE = 1200, 630  # pixels, as the sites that show cards ask
PAPER, INK, GRAY = "#fffefb", "#1d2127", "#5f6670"
BOOK = "Calculus for Machine Learning"
SHADES = 128  # colors that a card keeps: it is lines on paper


def card(kicker, title, motif, *arrays):
    """The card as the bytes of a PNG file, the same for the same arguments.

    Lines of the title are split by newlines; the motif is called with axes and the arrays.
    """
    figure = Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100, facecolor=PAPER, layout="none")
    ax = figure.add_axes((0.46, 0, 0.54, 1))
    motif(ax, *arrays)
    ax.axis("off")
    lines = title.count("\n") + 1
    figure.text(0.06, 0.56 + 0.075 * lines, kicker, color="C1", fontsize=30, va="bottom")
    figure.text(0.06, 0.53, title, color=INK, fontsize=45, va="center", linespacing=1.15)
    figure.text(0.06, 0.085, BOOK, color=GRAY, fontsize=21)
    figure.add_artist(rule(0.155))
    return png(figure)


def rule(height):
    """A short line above the name of the book."""
    return Line2D([0.06, 0.12], [height, height], color="C0", linewidth=3)


def png(figure):
    """The figure with few colors, and without a date or the name of a program."""
    drawn, packed = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", facecolor=PAPER, metadata={"Software": None})
    Image.open(drawn).convert("RGB").quantize(SHADES, dither=Image.Dither.NONE).save(
        packed, format="PNG", optimize=True
    )
    return packed.getvalue()


def tangent(ax, x, f, chords, touch):
    """A curve, chords from one of its points, and the tangent there.

    chords and touch are lines, arrays (2, 2); all of them begin at the point.
    """
    for (x0, x1), (y0, y1) in chords:
        ax.axline((x0, y0), (x1, y1), color=GRAY, linewidth=1.2, alpha=0.55)
    ax.axline(*np.transpose(touch), color="C1", linewidth=3.5)
    ax.plot(x, f, color="C0", linewidth=5)
    ax.plot(*np.transpose(touch)[0], "o", color="C1", markersize=15)
    ax.set(xlim=(x[0], x[-1]), ylim=(min(f) - 0.2, max(f)))


def panels(ax, x, f, ends, heights):
    """The panels of a sum under a curve: ends has one entry more than heights."""
    colors = ["C0" if height > 0 else "C1" for height in heights]
    style = {"align": "edge", "alpha": 0.32, "edgecolor": PAPER, "linewidth": 1.5}
    ax.bar(ends[:-1], heights, np.diff(ends), color=colors, **style)
    ax.axhline(0, color=GRAY, linewidth=1)
    ax.plot(x, f, color="C0", linewidth=5)
    room = 0.15 * np.ptp(f)
    ax.set(xlim=(x[0], x[-1]), ylim=(min(f) - room, max(f) + room))


def slopes(ax, x, y, f, where, downhill):
    """Level curves of f, and the way downhill at some points; where and downhill are (2, n)."""
    ax.contour(x, y, f, 16, colors="C0", linewidths=1.6, alpha=0.75)
    style = {"color": "C1", "width": 0.0055, "angles": "xy", "pivot": "tail"}
    ax.quiver(*where, *downhill, **style)
    ax.set(xlim=(x.min(), x.max()), ylim=(y.min(), y.max()))


def bent_grid(ax, lines, patches):
    """A bent grid, images of squares in it, and the parallelograms of the linear map."""
    for line in lines:
        ax.plot(*line, color="C0", linewidth=1.6, alpha=0.6)
    for image, linear in patches:
        ax.fill(*image, color="C0", alpha=0.35, linewidth=0)
        outline = np.column_stack([linear, linear[:, :1]])
        ax.plot(*outline, color="C1", linewidth=4)
        ax.plot(*linear[:, 0], "o", color="C1", markersize=12)
    ax.set(xlim=(-0.08, 2.05), ylim=(-0.12, 1.95), aspect="equal")


def boundary(ax, X, y, x_grid, y_grid, score):
    """Points of two classes, and the curve on which a network gives the score 0."""
    ax.contourf(x_grid, y_grid, score > 0, levels=[0.5, 1.5], colors=["C1"], alpha=0.10)
    for label, color, marker in ((0, "C0", "o"), (1, "C1", "s")):
        ax.plot(*X[y == label].T, marker, color=color, markersize=5, alpha=0.75, markeredgewidth=0)
    ax.contour(x_grid, y_grid, score, levels=[0], colors=[INK], linewidths=4)
    ax.set(xlim=(-1.3, 1.3), ylim=(-1.42, 1.42), aspect="equal")


def walks(ax, x, y, f, paths):
    """Level curves, and walks downhill, each an array (n, 2)."""
    levels = np.geomspace(f.max() / 400, f.max(), 14)
    ax.contour(x, y, f, levels, colors=GRAY, linewidths=1.1, alpha=0.55)
    for path, color in zip(paths, ("C0", "C1"), strict=True):
        ax.plot(*np.transpose(path), "o-", color=color, linewidth=3.5, markersize=9)
    ax.plot(0, 0, "*", color=INK, markersize=22)
    ax.set(xlim=(x.min(), x.max()), ylim=(y.min(), y.max()))


def slab(ax, X, y, w, b):
    """Points of two classes, the line between them, and the widest slab without points."""
    across = np.array([-9.0, 9.0])
    line = lambda score: (score - b - w[0] * across) / w[1]
    ax.fill_between(across, line(-1), line(1), color="C2", alpha=0.16, linewidth=0)
    for score in (-1, 1):
        ax.plot(across, line(score), "--", color="C2", linewidth=2.5)
    ax.plot(across, line(0), color="C2", linewidth=5)
    for label, color, marker in ((-1, "C0", "o"), (1, "C1", "s")):
        ax.plot(*X[y == label].T, marker, color=color, markersize=24)
    ax.set(xlim=(-4.4, 4.4), ylim=(-3.6, 4.956), aspect="equal")
