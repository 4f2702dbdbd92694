"""Figures of the lesson on support vector machines: each draws arrays and says what they show."""

import numpy as np

from . import Picture, canvas, label_line

KINDS = ((-1, "C1", "s"), (1, "C0", "o"))
GRAY = "#5f6670"


def place(point):
    """A point as the alt texts say it."""
    return "(" + ", ".join(f"{coordinate + 0.0:.4g}" for coordinate in point) + ")"


def equation(w, b):
    """The equation of a line, as the alt texts say it."""
    signed = lambda number: f"{'-' if number < 0 else '+'} {abs(number):.4g}"
    return f"{w[0]:.4g} x1 {signed(w[1])} x2 {signed(b)} = 0"


def classes(ax, X, y):
    """The samples: squares for the label −1, circles for +1."""
    for label, color, marker in KINDS:
        ax.plot(*X[y == label].T, marker, color=color, markersize=7, zorder=3)


def frame(ax, X, room):
    """Equal units on both axes, and room around the samples."""
    (left, bottom), (right, top) = X.min(axis=0) - room, X.max(axis=0) + room
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(left, right), ylim=(bottom, top))


def clipped(w, b, limits):
    """The two ends of the line w · x + b = 0 inside of a box ((left, right), (bottom, top))."""
    (left, right), (bottom, top) = limits
    ends = [(x, -(w[0] * x + b) / w[1]) for x in (left, right) if w[1]]
    ends += [(-(w[1] * y + b) / w[0], y) for y in (bottom, top) if w[0]]
    slack = 1e-9 * (right - left + top - bottom)
    inside = [
        (x, y)
        for x, y in ends
        if left - slack <= x <= right + slack and bottom - slack <= y <= top + slack
    ]
    return np.array([min(inside), max(inside)]).T


def draw_line(ax, w, b, **style):
    """The line w · x + b = 0 across the axes, whose limits are set."""
    ends = clipped(w, b, (ax.get_xlim(), ax.get_ylim()))
    ax.plot(*ends, **style)
    return ends


def shade(ax, w, b, color):
    """The slab −1 ≤ w · x + b ≤ 1 with its two edges."""
    limits = {"xlim": ax.get_xlim(), "ylim": ax.get_ylim()}
    for side in (1, -1):
        draw_line(ax, w, b + side, color=color, linewidth=1, linestyle="--")
    across, along = w / (w @ w), 100 * np.array([-w[1], w[0]]) / np.hypot(*w)
    middle = foot(np.zeros(2), w, b)
    corners = [middle + s * across + t * along for s, t in ((1, -1), (1, 1), (-1, 1), (-1, -1))]
    ax.fill(*np.transpose(corners), color=color, alpha=0.12, linewidth=0)
    ax.set(**limits)


def foot(point, w, b):
    """The point of the line w · x + b = 0 that is nearest to a point."""
    return point - (w @ point + b) / (w @ w) * w


def candidates(X, y, lines, distances):
    """Lines (w, b) through a cloud; of each, the distances of all samples from it."""
    figure, ax = canvas(4.9, 3.8)
    frame(ax, X, 0.9)
    said = []
    for i, ((w, b), apart) in enumerate(zip(lines, distances, strict=True)):
        color = f"C{i + 2}"
        draw_line(ax, w, b, color=color)
        near = X[np.argmin(apart)]
        end = foot(near, w, b)
        ax.plot(*np.array([near, end]).T, ":", color=color, linewidth=2)
        label_line(ax, *(near + end) / 2, f"{apart.min():.2f}", color, dx=-6, dy=8)
        nearest = " and ".join(place(x) for x in X[np.isclose(apart, apart.min())])
        said.append(f"{equation(w, b)} comes as close as {apart.min():.4g}, to {nearest}")
    classes(ax, X, y)
    return Picture(
        figure,
        f"{len(X)} points in the plane and {len(lines)} lines; each line has the points of label "
        "-1 on one side and those of label +1 on the other. " + "; ".join(said) + ".",
    )


def slab(X, y, w, b, distances):
    """The line, the slab around it that holds no sample, and the distance of each sample."""
    figure, ax = canvas(4.9, 3.8)
    frame(ax, X, 0.9)
    shade(ax, w, b, "C2")
    ends = draw_line(ax, w, b, color="C2")
    label_line(ax, *ends[:, 0], "$w\\cdot x + b = 0$", "C2", dx=14, dy=4)
    for point, apart in zip(X, distances, strict=True):
        end = foot(point, w, b)
        ax.plot(*np.array([point, end]).T, color=GRAY, linewidth=1.2)
        label_line(ax, *(point + end) / 2, f"{apart:.3f}", dx=6, dy=-7)
    classes(ax, X, y)
    inside = int(np.sum(distances < (1 - 1e-9) / np.hypot(*w)))
    return Picture(
        figure,
        f"{len(X)} points and the line {equation(w, b)}, in the middle of a slab of width "
        f"{2 / np.hypot(*w):.4g} with {inside or 'no'} points inside. Distances from the line: "
        + "; ".join(f"{place(p)} {d:.4g}" for p, d in zip(X, distances, strict=True))
        + ".",
    )


def weights(normals, bound, best, others):
    """The plane of weights: what n · w ≥ bound leaves for each n, circles of length, the shortest.

    others: admissible weights to compare with, by the name to write beside them.
    """
    figure, ax = canvas(4.6, 3.8)
    ax.set(xlim=(-0.5, 2.1), ylim=(-0.5, 1.7), aspect="equal", xlabel="$w_1$", ylabel="$w_2$")
    ax.set(xticks=[0, 0.5, 1, 1.5, 2], yticks=[0, 0.5, 1, 1.5])
    side = np.linspace(-0.5, 2.1, 521)
    x, y = np.meshgrid(side, side)
    least = np.min([n[0] * x + n[1] * y - bound for n in normals], axis=0)
    ax.contourf(x, y, least, levels=[0, least.max() + 1], colors=["C2"], alpha=0.14)
    for n in normals:
        draw_line(ax, n, -bound, color="C2", linewidth=1.2)
    angle = np.linspace(0, 2 * np.pi, 181)
    sizes = [np.hypot(*best), *(np.hypot(*other) for other in others.values())]
    for size in sizes:
        ax.plot(size * np.cos(angle), size * np.sin(angle), color=GRAY, linewidth=0.8, zorder=1)
    ax.plot(0, 0, "+", color="black")
    ax.annotate("", best, (0, 0), arrowprops={"arrowstyle": "-|>", "color": "C0", "shrinkA": 0,
                                              "shrinkB": 0, "linewidth": 1.8})  # fmt: skip
    label_line(ax, *np.divide(best, 2), "shortest", "C0", dx=4, dy=-10)
    for name, other in others.items():
        ax.plot(*other, "o", color="C1")
        label_line(ax, *other, name, "C1", dx=7, dy=4)
    said = "; ".join(f"{place(o)} has {o @ o:.4g}" for o in map(np.array, others.values()))
    return Picture(
        figure,
        f"The plane of weights. {len(normals)} lines bound the region of admissible weights; their "
        f"normals are {' and '.join(map(place, normals))}. Its point nearest to the origin is "
        f"the corner {place(best)}, of squared length {best @ best:.4g}; {said}.",
    )


def pushes(X, y, w, b, multipliers, names):
    """The slab, and the push of each sample toward the line, as long as its multiplier."""
    figure, ax = canvas(5.4, 3.8)
    frame(ax, X, 0.8)
    shade(ax, w, b, "C2")
    draw_line(ax, w, b, color="C2")
    toward = w / np.hypot(*w)
    for point, label, multiplier, name in zip(X, y, multipliers, names, strict=True):
        color = "C0" if label > 0 else "C1"
        if multiplier > 0:
            end = point - label * multiplier * 2 * toward
            ax.annotate("", end, point, zorder=4,
                        arrowprops={"arrowstyle": "-|>", "color": color, "shrinkA": 0,
                                    "shrinkB": 0, "linewidth": 2})  # fmt: skip
        label_line(ax, *point, name, color, dx=7 * label, dy=9 * label)
    classes(ax, X, y)
    total = [multipliers[y == k].sum() for k in (-1, 1)]
    zero = [place(p) for p, m in zip(X, multipliers, strict=True) if m == 0]
    return Picture(
        figure,
        f"{len(X)} points around the slab of the line {equation(w, b)}. Support vectors push "
        "toward the line, with their multipliers as forces: "
        + "; ".join(
            f"{place(p)} with {m:.4g}" for p, m in zip(X, multipliers, strict=True) if m > 0
        )
        + f". The two classes push equally, {total[0]:.4g} against {total[1]:.4g}. "
        f"Multiplier zero: {', '.join(zero)}.",
    )


def soft(X, y, planes):
    """One panel for each C in planes: the line (w, b), its slab, and the losses of the samples."""
    figure, axes = canvas(6.4, 3.3, columns=len(planes), sharey=True)
    said = []
    for ax, (C, (w, b, losses)) in zip(axes, planes.items(), strict=True):
        frame(ax, X, 0.8)
        shade(ax, w, b, "C2")
        draw_line(ax, w, b, color="C2")
        pays = losses > 1e-9  # and no mere rounding
        for point, label, loss in zip(X[pays], y[pays], losses[pays], strict=True):
            edge = point + label * loss / (w @ w) * w
            ax.plot(*np.array([point, edge]).T, color="C3", linewidth=1.6, zorder=2)
        classes(ax, X, y)
        ax.set_title(f"$C = {C:g}$")
        ax.set(ylabel="$x_2$" if ax is axes[0] else "")
        said.append(
            f"with C = {C:g} the line {equation(w, b)} has a slab of width "
            f"{2 / np.hypot(*w):.4g}, and {np.sum(pays)} of the points pay "
            f"{losses.sum():.4g} in all"
        )
    return Picture(
        figure,
        f"{len(X)} points that no line separates, in {len(planes)} panels: "
        + "; ".join(said)
        + ".",
    )
