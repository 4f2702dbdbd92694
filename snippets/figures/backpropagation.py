"""Figures of the lesson on backpropagation: each draws arrays and says what they show."""

from itertools import pairwise

import numpy as np

from . import Picture, canvas, label_line

VALUE, GRADIENT, QUIET = "C0", "C1", "#5f6670"


def number(value):
    """A number as the figures and the alt texts write it."""
    return f"{float(value) + 0.0:.3g}".replace("-", "−")


def circles(X, y, boundary=None):
    """Two classes around two circles; boundary = (x, y, scores) of a grid draws score 0."""
    figure, ax = canvas(4.2, 3.9)
    for label, color, marker, corner in ((0, "C1", "s", (0.95, -1.12)), (1, "C0", "o", (0, 0))):
        ax.plot(*X[y == label].T, marker, color=color, markersize=2.2, alpha=0.7)
        label_line(ax, *corner, f"label {label}", color, dx=0)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    radii = [np.hypot(*X[y == label].T).mean() for label in (0, 1)]
    said = (
        f"{len(X)} points of two classes: label 0 in a ring of radius {radii[0]:.2f} around the "
        f"origin, label 1 in a ring of radius {radii[1]:.2f} inside it."
    )
    if boundary is not None:
        x_grid, y_grid, scores = boundary
        ax.contour(x_grid, y_grid, scores, levels=[0], colors="C2", linewidths=2)
        inside = scores > 0
        away = np.hypot(x_grid, y_grid)
        said += (
            " One closed curve, where the score is 0, runs between them: all grid points within "
            f"{away[~inside].min():.2f} of the origin have a positive score, and all beyond "
            f"{away[inside].max():.2f} a negative one."
        )
    return Picture(figure, said)


def graph(spots, edges):
    """A computation: edges (start, end, value, gradient) between named spots of the plane.

    Values stand above the edges, gradients below, both square to the edge.  A spot whose name
    begins with a space is an end without a circle.
    """
    figure, ax = canvas(4.9, 2.3)
    ax.set(xlim=(-0.3, max(x for x, _ in spots.values()) + 0.3), ylim=(-0.45, 2.45))
    ax.axis("off")
    forward, back = [], []
    for start, end, value, gradient in edges:
        (x0, y0), (x1, y1) = spots[start], spots[end]
        style = {"arrowstyle": "-|>", "color": QUIET, "shrinkA": 13, "shrinkB": 13, "linewidth": 1}
        ax.annotate("", (x1, y1), (x0, y0), arrowprops=style)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        across, up = np.subtract(*ax.transData.transform([(x1, y1), (x0, y0)]))
        off = 11 * np.array([-up, across]) / np.hypot(across, up)
        off *= np.sign(off[1])
        label_line(ax, x, y, number(value), VALUE, *off, ha="center")
        label_line(ax, x, y, number(gradient), GRADIENT, *-off, ha="center")
        forward.append(f"{start.strip()} to {end.strip()} {number(value)}")
        back.append(f"{number(gradient)} at {start.strip()}")
    for name, (x, y) in spots.items():
        ax.text(x, y, name.strip(), ha="center", va="center", fontsize=12.5)
        if not name.startswith(" "):
            ax.plot(x, y, "o", markersize=25, fillstyle="none", color=QUIET, markeredgewidth=1)
    return Picture(
        figure,
        f"The graph of a computation. Values go forward along its edges: {'; '.join(forward)}. "
        f"Gradients of the result come back along them: {'; '.join(reversed(back))}.",
    )


def network(A, deltas):
    """A column of units for each layer, with its activations above and its δ below.

    A holds the inputs and each layer's activations, deltas each layer's δ, of one sample.
    """
    figure, ax = canvas(4.9, 2.9)
    heights = [np.arange(len(a))[::-1] - (len(a) - 1) / 2 for a in A]
    for k, (low, high) in enumerate(pairwise(heights)):
        for one in low:
            for other in high:
                ax.plot([k, k + 1], [one, other], color=QUIET, linewidth=0.7, zorder=0)
    said = []
    for k, (a, height) in enumerate(zip(A, heights, strict=True)):
        for i, y in enumerate(height):
            ax.plot(k, y, "o", markersize=25, color="white", markeredgecolor=QUIET)
            ax.text(k, y, number(a[i]), color=VALUE, ha="center", va="center")
            if k:
                delta = number(deltas[k - 1][i])
                label_line(ax, k, y, f"δ = {delta}", GRADIENT, dx=0, dy=-22)
        said.append(
            f"layer {k}: activations {', '.join(map(number, a))}"
            + (f" and δ {', '.join(map(number, deltas[k - 1]))}" if k else " (the inputs)")
        )
    names = ["inputs", *(f"layer {k}" for k in range(1, len(A)))]
    for k, name in enumerate(names):
        ax.text(k, 1.02, name, ha="center", color=QUIET)
    ax.set(xlim=(-0.4, len(A) - 0.6), ylim=(-1.05, 1.2))
    ax.axis("off")
    return Picture(figure, f"A network with the numbers of one sample. {'; '.join(said)}.")


def training(losses):
    """The loss after each step, a line for each name."""
    figure, ax = canvas(5.2, 3)
    said = []
    for i, (name, loss) in enumerate(losses.items()):
        ax.plot(loss, color=f"C{i}")
        at = len(loss) // 4
        label_line(ax, at, loss[at], name, f"C{i}", dx=4, dy=9)
        said.append(f"{name}, from {loss[0]:.3f} to {loss[-1]:.3f} after {len(loss) - 1} steps")
    ax.set(xlabel="step", ylabel="mean loss", ylim=(0, None))
    return Picture(figure, f"The loss while networks learn: {'; '.join(said)}.")


def by_layer(lengths):
    """The length of δ in each layer of deep networks, a line for each name."""
    figure, ax = canvas(5.2, 3)
    said = []
    for i, (name, length) in enumerate(lengths.items()):
        layer = np.arange(1, len(length) + 1)
        ax.semilogy(layer, length, ".-", color=f"C{i}", linewidth=1)
        rise = np.log10(length[-1] / length[0])  # a label stays clear of the line it names
        at, dx, dy = (5, 6, -15) if rise > 8 else (0, 0, 9 + 2.5 * max(0, rise))
        label_line(ax, layer[at], length[at], name, f"C{i}", dx=dx, dy=dy, ha="left")
        said.append(f"{name}: {length[-1]:.1e} in the last layer, {length[0]:.1e} in the first")
    ax.set(xlabel="layer", ylabel="length of δ", xticks=np.append(1, layer[4::5]))
    return Picture(figure, f"How long δ is in each layer of a deep network. {'; '.join(said)}.")
