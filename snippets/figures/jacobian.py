"""Figures of the lesson on Jacobians: each draws arrays and says what they show."""

import numpy as np

from . import Picture, canvas, label_line

GRAY = "#5f6670"


def say(numbers):
    """Numbers as the alt texts list them, in parentheses."""
    return "(" + ", ".join(f"{number + 0.0:.4g}" for number in numbers) + ")"


def shoelace(corners):
    """The area within a polygon, from its corners in order, each a column."""
    x, y = corners
    return abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2


def closed(corners):
    """The corners, and the first one again."""
    return np.column_stack([corners, corners[:, 0]])


def warped(lines, images, patches, labels):
    """A grid and its image, with patches: (square, its image, parallelogram of the linear map).

    Lines and images are lists of arrays (2, k).  The parts of a patch are outlines, arrays (2, 4n)
    whose first point is the one at which the Jacobian is taken.
    """
    figure, (left, right) = canvas(6.2, 3.2, columns=2)
    for ax, curves in ((left, lines), (right, images)):
        for curve in curves:
            ax.plot(*curve, color=GRAY, linewidth=0.7, alpha=0.8)
        ax.set(aspect="equal")
    said = []
    for square, image, linear in patches:
        area, factor = shoelace(square), shoelace(linear) / shoelace(square)
        for ax, outline in ((left, square), (right, image)):
            ax.fill(*outline, facecolor="C0", alpha=0.35, edgecolor="none")
            ax.plot(*closed(outline), color="C0")
        right.plot(*closed(linear), "--", color="C1")
        left.plot(*square[:, 0], "o", color="C0", markersize=4)
        right.plot(*linear[:, 0], "o", color="C1", markersize=4)
        corner = linear[:, linear.shape[1] // 4]  # outlines have as many points on each side
        label_line(right, *corner, f"× {factor:g}", "C1", dx=5, dy=-11)
        said.append(
            f"the square of area {area:.3g} at {say(square[:, 0])} gets the area "
            f"{shoelace(image):.3g}, the parallelogram at its corner {shoelace(linear):.3g}, "
            f"which is {factor:.3g} times that of the square"
        )
    left.set(xlabel=labels[0], ylabel=labels[1])
    right.set(xlabel=labels[2], ylabel=labels[3])
    return Picture(
        figure,
        f"Left, a grid of straight lines; right, its image, which is bent. Left, "
        f"{len(patches)} squares of one size are marked, right, their images and dashed "
        "parallelograms that the Jacobian makes of them: " + "; ".join(said) + ".",
    )


def shrinking(lengths, changes, missed):
    """The length of the change of f and of the remainder, against the length of the shift."""
    figure, ax = canvas(4.9, 3)
    for values, color, name in ((changes, "C0", "change of $f$"), (missed, "C1", "remainder")):
        ax.loglog(lengths, values, "o-", color=color, markersize=3.5)
        label_line(ax, lengths[2], values[2], name, color, dx=6, dy=10)
    ax.invert_xaxis()
    ax.set(xlabel="length of the shift", ylabel="length")
    order = [np.log(v[-1] / v[0]) / np.log(lengths[-1] / lengths[0]) for v in (changes, missed)]
    return Picture(
        figure,
        f"Two falling lines on logarithmic axes, over shifts from {lengths.max():.2g} to "
        f"{lengths.min():.2g} long. The change of the function falls from {changes.max():.2g} to "
        f"{changes.min():.2g}, with the power {order[0]:.2f} of the shift; what the linear map "
        f"misses falls from {missed.max():.2g} to {missed.min():.2g}, with the power "
        f"{order[1]:.2f}.",
    )


def paths(inner, outer, source, target):
    """Inputs, middle values and outputs as dots; each edge has its partial derivative.

    inner[k, i] stands on the edge from input i to middle value k, outer[j, k] on the edge from
    middle value k to output j.  The paths from input `source` to output `target` are marked.
    """
    figure, ax = canvas(4.9, 2.8)
    columns = [inner.shape[1], inner.shape[0], outer.shape[0]]
    heights = [np.linspace((n - 1) / 2, -(n - 1) / 2, n) for n in columns]
    for layer, J in enumerate((inner, outer)):
        for to, frm in np.ndindex(J.shape):
            marked = frm == source if layer == 0 else to == target
            start, end = (layer, heights[layer][frm]), (layer + 1, heights[layer + 1][to])
            color, width, order = ("C1", 2.2, 3) if marked else (GRAY, 0.8, 1)
            ax.plot(*zip(start, end, strict=True), color=color, linewidth=width, zorder=order)
            place = np.add(start, 0.27 * np.subtract(end, start))
            label = {"ha": "center", "va": "center", "zorder": 5, "color": color}
            box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
            ax.text(*place, f"{J[to, frm]:g}", **label, bbox=box)
    for layer, letter in enumerate("xzy"):
        for k, height in enumerate(heights[layer]):
            ax.plot(layer, height, "o", color="C0", markersize=22, zorder=6)
            ax.text(
                layer, height, f"${letter}_{k + 1}$", color="white", ha="center", va="center",
                zorder=7,
            )  # fmt: skip
    legs = [(inner[k, source], outer[target, k]) for k in range(inner.shape[0])]
    total = sum(a * b for a, b in legs)
    written = " + ".join(f"{b:g} · {a:g}" for a, b in legs)
    ax.text(1, -1.0, f"{written} = {total:g}", color="C1", ha="center", va="center")
    ax.set(xlim=(-0.25, 2.25), ylim=(-1.25, 0.85))
    ax.axis("off")
    return Picture(
        figure,
        f"A graph in three columns: {columns[0]} inputs x, {columns[1]} middle values z, "
        f"{columns[2]} outputs y. Every edge carries a partial derivative. Marked are the "
        f"{len(legs)} paths from x{source + 1} to y{target + 1}; the products along them, "
        f"{written}, add up to {total:g}.",
    )


def signed_squares(J, names):
    """A table as squares: the area is the size of the entry, the color its sign."""
    figure, ax = canvas(4.2, 3.3)
    rows, columns = J.shape
    largest = abs(J).max()
    for i, j in np.ndindex(J.shape):
        half = 0.34 * np.sqrt(abs(J[i, j]) / largest)
        color = "C0" if J[i, j] > 0 else "C1"
        corner = np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]]) * half
        ax.fill(j + corner[0], i - 0.1 + corner[1], facecolor=color, edgecolor="none", alpha=0.8)
        number = f"{J[i, j]:+.3f}".replace("-", "−")
        ax.text(j, i + 0.36, number, color=color, ha="center", va="center", fontsize=10.5)
    ax.set(
        xlim=(-0.55, columns - 0.45), ylim=(rows - 0.45, -0.55), aspect="equal",
        xticks=range(columns), yticks=range(rows),
        xticklabels=[f"$z_{j + 1}$" for j in range(columns)],
        yticklabels=[f"$p_{i + 1} =$ {name}" for i, name in enumerate(names)],
    )  # fmt: skip
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    diagonal = np.diag(J)
    off = J[~np.eye(rows, dtype=bool)]
    return Picture(
        figure,
        f"A table of {rows} times {columns} squares, whose area is the size of an entry. On the "
        f"diagonal the entries are {'positive' if (diagonal > 0).all() else 'mixed'}, from "
        f"{diagonal.min():.3g} to {diagonal.max():.3g}; beside it they are "
        f"{'negative' if (off < 0).all() else 'mixed'}, from {off.min():.3g} to {off.max():.3g}. "
        f"Each row adds up to {'zero' if abs(J.sum(axis=1)).max() < 1e-12 else 'something else'}.",
    )
