"""Figures of the lesson on optimization: each draws arrays and says what they show."""

import numpy as np

from . import Picture, canvas, label_line
from .gradient import arrow, contours, place


def critical(x, f, points, values, names):
    """A curve with its critical points, and its tangent at each."""
    figure, ax = canvas()
    ax.plot(x, f)
    for point, value, name in zip(points, values, names, strict=True):
        ax.plot([point - 0.45, point + 0.45], [value, value], color="C1")
        ax.plot(point, value, "o", color="C1")
        label_line(ax, point, value, name, "C1", dx=0, dy=13 if "max" in name else -13)
    ax.set(xlabel="$x$", ylabel="$f(x)$")
    said = [
        f"at x = {p:.4g}, where f is {v:.4g}: a {name}"
        for p, v, name in zip(points, values, names, strict=True)
    ]
    return Picture(
        figure,
        f"A curve from f({x[0]:g}) = {f[0]:.4g} to f({x[-1]:g}) = {f[-1]:.4g}. Its tangent is "
        f"level {'; '.join(said)}. Its lowest and highest values in the picture, {f.min():.4g} "
        f"and {f.max():.4g}, are at x = {x[f.argmin()]:g} and x = {x[f.argmax()]:g}.",
    )


def traps(panels):
    """One panel for each (title, x, f, point, slope): a point, and the slope there or None."""
    figure, axes = canvas(6.2, 2.3, columns=len(panels))
    said = []
    for ax, (title, x, f, point, slope) in zip(axes, panels, strict=True):
        i = int(np.argmin(abs(x - point)))
        ax.plot(x, f)
        if slope is not None:
            ends = np.clip(x[i] + np.array([-0.3, 0.3]) * (x[-1] - x[0]), x[0], x[-1])
            ax.plot(ends, f[i] + slope * (ends - x[i]), color="C1")
        ax.plot(x[i], f[i], "o", color="C1")
        ax.set(xlabel="$x$", title=title, xticks=sorted({x[0], x[i], x[-1]}))
        top, bottom = f[i] == f.max(), f[i] == f.min()
        kind = "the highest" if top else "the lowest" if bottom else "neither highest nor lowest"
        rate = "it has no slope" if slope is None else f"its slope is {slope:.3g}"
        said.append(f"{title.replace('$', '')}: the point at x = {x[i]:g} is {kind}, {rate}")
    return Picture(figure, "Three curves, each with one point. " + ". ".join(said) + ".")


def bends(angles, curves):
    """The second derivative in each direction, for each name: signs decide on the kind."""
    figure, ax = canvas(4.9, 3)
    ax.axhline(0, color="#5f6670", linewidth=0.8)
    said = []
    for i, (name, values) in enumerate(curves.items()):
        ax.plot(angles, values, color=f"C{i}")
        label_line(ax, angles[-1], values[-1], name, f"C{i}", dx=6)
        low, high = (0 if abs(v) < 1e-9 else v for v in (values.min(), values.max()))
        said.append(f"{name}: from {low:.3g} to {high:.3g}")
    ax.set(
        xlabel="direction, in degrees from the $x$-axis", ylabel="second derivative",
        xticks=[0, 90, 180],
    )  # fmt: skip
    return Picture(
        figure,
        "The second derivative of a function at a critical point, in each direction from "
        f"{angles[0]:g} to {angles[-1]:g} degrees, for {len(curves)} points. {'; '.join(said)}.",
    )


def paths(x, y, f, walks):
    """One panel for each (label, points) of walks, over the same level curves."""
    figure, axes = canvas(5, 4.9, rows=len(walks), sharex=True)
    levels = f.max() * np.array([0.01, 0.06, 0.18, 0.4, 0.72])
    said = []
    for ax, (label, points) in zip(axes, walks.items(), strict=True):
        ax.contour(x, y, f, levels=levels, linewidths=1, colors="C2", linestyles="solid")
        ax.plot(*points.T, "o-", color="C1", linewidth=1, markersize=3, clip_on=True)
        ax.plot(0, 0, "+", color="black")
        ax.set(
            title=label, xlim=(x.min(), x.max()), ylim=(y.min(), y.max()), aspect="equal",
            yticks=[-2, 0, 2], ylabel="$y$",
        )  # fmt: skip
        far = np.hypot(*points[-1])
        end = f"it ends {far:.3g} from it, at |y| = {abs(points[-1][1]):.3g}"
        said.append(f"{label.replace('$', '')}, {end}")
    axes[-1].set(xlabel="$x$")
    first = next(iter(walks.values()))
    return Picture(
        figure,
        f"Gradient descent from {place(first[0])} on the level curves of a long valley with its "
        f"lowest point at (0, 0), {len(first) - 1} steps each: " + "; ".join(said) + ".",
    )


def race(errors):
    """The error after each step, for each method, on a logarithmic scale."""
    figure, ax = canvas(4.9, 3)
    floor, said = 1e-9, []
    for i, (name, error) in enumerate(errors.items()):
        steps, shown = np.arange(len(error)), np.maximum(error, floor)
        last = int(np.argmax(error <= floor)) if (error <= floor).any() else len(error) - 1
        ax.semilogy(steps[: last + 1], shown[: last + 1], color=f"C{i}")
        ax.plot(last, shown[last], "o", color=f"C{i}", markersize=4)
        late = last > 0.7 * max(map(len, errors.values()))
        label_line(ax, last, shown[last], name, f"C{i}", dx=-14 if late else 8, dy=0)
        end = f"below {floor:.0e} at step {last}" if error[last] <= floor else f"{error[last]:.1e}"
        said.append(f"{name}: {end}")
    ax.set(xlabel="step", ylabel="distance", xlim=(0, None), ylim=(floor / 3, None))
    ax.set_yticks([1, 1e-3, 1e-6, 1e-9])
    ax.minorticks_off()
    return Picture(
        figure,
        "The distance from the minimum after each step, on a logarithmic scale, from "
        f"{next(iter(errors.values()))[0]:.3g} on. " + "; ".join(said) + ".",
    )


def lines_of(X, y, weights, limit):
    """Left: points of two classes, and the line of score 0 for each step in weights.

    Right: where these lines cross the vertical axis.  Dashed in both: the limit.
    """
    figure, (left, right) = canvas(6.2, 3, columns=2, width_ratios=[1.1, 1])
    for label, color, marker in ((-1, "C1", "s"), (1, "C0", "o")):
        left.plot(*X[y == label].T, marker, color=color, markersize=6)
    across = np.array([-1.2, 2.9])
    heights = lambda w: -(w[0] * across + w[2]) / w[1]
    crossing = lambda w: -w[2] / w[1]
    for i, w in enumerate(weights.values()):
        left.plot(across, heights(w), color="C2", linewidth=0.6 + 0.35 * i)
    left.plot(across, heights(limit), "--", color="C3")
    left.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-3.4, 3.4), ylim=(-1.6, 3.4))
    right.semilogx(list(weights), [crossing(w) for w in weights.values()], "o-", color="C2")
    right.axhline(crossing(limit), color="C3", linestyle="--")
    label_line(right, min(weights), crossing(limit), "limit", "C3", dx=2, dy=9)
    right.set(
        xlabel="steps", title="crossing", xticks=list(weights), ylim=(0, 1.2 * crossing(limit))
    )
    right.minorticks_off()
    said = [f"{crossing(w):.3f} after {step:,} steps" for step, w in weights.items()]
    return Picture(
        figure,
        f"{len(X)} points of two classes, and the line between them that descent has found. It "
        f"crosses the vertical axis at {', at '.join(said)}; the dashed limit crosses at "
        f"{crossing(limit):g}.",
    )


def touching(x, y, f, line, point, slopes, normal):
    """Level curves, a line of allowed points, and at its best point the two gradients."""
    figure, ax = canvas(4.9, 3.7)
    best = float(np.sum(np.square(point)))
    contours(ax, x, y, f, levels=[best * k for k in (0.2, 0.6, 1)])
    ax.plot(*line, color="C0")
    label_line(ax, line[0][-1], line[1][-1], "allowed", "C0", dx=-6, dy=-10)
    end = arrow(ax, point, np.multiply(slopes, 0.4), "C1", linewidth=2.4)
    label_line(ax, *end, "gradient of $f$", "C1", dx=6, dy=2)
    end = arrow(ax, point, np.multiply(normal, 0.4), "C3", linewidth=1.6)
    label_line(ax, *end, "gradient of $g$", "C3", dx=10, dy=-6)
    ax.plot(*point, "o", color="black")
    ax.set(xlabel="$x$", ylabel="$y$", aspect="equal")
    tilt = [np.degrees(np.arctan2(*v[::-1])) for v in (slopes, normal)]
    return Picture(
        figure,
        f"Circles around the origin and a line. The smallest circle that meets the line, "
        f"{best:g}, touches it at {place(point)}. There the gradient of f is {place(slopes)} and "
        f"that of g {place(normal)}: they point at {tilt[0]:.4g} and {tilt[1]:.4g} degrees, both "
        "at a right angle to the line.",
    )


def rising(x, f, slope):
    """A function above its slope, which has no zero."""
    figure, ax = canvas(height=2.7)
    ax.axhline(0, color="#5f6670", linewidth=0.8)
    for color, curve, name in (("C0", f, r"$\log x$"), ("C1", slope, "slope")):
        ax.plot(x, curve, color=color)
        label_line(ax, x[-1], curve[-1], name, color, dy=5)
    ax.set(xlabel="$x$", ylim=(max(f.min(), -3), 4))
    return Picture(
        figure,
        f"The logarithm from x = {x[0]:g} to {x[-1]:g} rises all the way, from {f[0]:.3g} to "
        f"{f[-1]:.3g}. Its slope falls from {slope[0]:.3g} to {slope[-1]:.3g} and is never zero.",
    )
