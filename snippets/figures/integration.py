"""Figures of the lesson on integration: each draws arrays and says what they show."""

import numpy as np

from . import Picture, canvas, label_line


def panels_and_total(x, f, ends, heights, totals, exact, names=("$f(x)$", "total")):
    """Panels under a curve, and below them what they add up to, at the end of each.

    ends has one entry more than heights; totals belong to the ends, exact to x.
    """
    figure, (top, bottom) = canvas(4.9, 4.2, rows=2, sharex=True)
    for low, high, color in ((0, np.inf, "C0"), (-np.inf, 0, "C1")):
        held = (heights >= low) & (heights < high)
        top.bar(ends[:-1][held], heights[held], np.diff(ends)[held], align="edge", color=color,
                alpha=0.3, edgecolor=color)  # fmt: skip
    top.plot(x, f, color="black", linewidth=1.4)
    top.axhline(0, color="black", linewidth=0.8)
    top.set(ylabel=names[0])
    bottom.plot(x, exact, color="C2")
    bottom.plot(ends, totals, "o", color="C3", markersize=4)
    bottom.set(xlabel="$x$" if names[1] == "total" else "weight $w$", ylabel=names[1])
    gap = totals - np.interp(ends, x, exact)
    worst = int(np.argmax(abs(gap)))
    return Picture(
        figure,
        f"Above: {len(heights)} panels from {ends[0]:g} to {ends[-1]:g}, with heights from "
        f"{heights[0]:.3g} to {heights[-1]:.3g}, under a curve from {f[0]:.3g} to {f[-1]:.3g}. "
        f"Below: the running total of the panels, at the end of each, from {totals[0]:g} to "
        f"{totals[-1]:.3g}, beside the curve that it approximates, which ends at {exact[-1]:.3g}. "
        f"The total is off by at most {abs(gap[worst]):.2g}, at {ends[worst]:.3g}.",
    )


def signed_areas(x, f, below, above):
    """A curve with what lies above the axis in one color, and what lies below in another."""
    figure, ax = canvas(height=2.5)
    for color, part, value in (("C1", np.minimum(f, 0), below), ("C0", np.maximum(f, 0), above)):
        ax.fill_between(x, part, color=color, alpha=0.3, linewidth=0)
        center = np.average(x, weights=abs(part) + 1e-300)
        ax.annotate(f"${value:+g}$", (center, np.interp(center, x, part) / 2), color=color,
                    ha="center", va="center")  # fmt: skip
    ax.plot(x, f, color="black", linewidth=1.4)
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xlabel="$x$", ylabel="$2x$")
    return Picture(
        figure,
        f"The line 2x from x = {x[0]:g} to {x[-1]:g}. Below the axis it encloses a triangle that "
        f"counts {below:g}, above the axis one that counts {above:g}: together {below + above:g}, "
        f"though the area of the two is {above - below:g}.",
    )


def two_constants(left, right, constants):
    """log|x| on both sides of its pole, raised by a constant of its own on each side."""
    figure, ax = canvas(height=2.6)
    for (x, f), constant, color in zip((left, right), constants, ("C1", "C0"), strict=True):
        ax.plot(x, f, color=color, linewidth=1, alpha=0.45)
        ax.plot(x, f + constant, color=color)
        i = len(x) // 3 if x[0] < 0 else -len(x) // 3
        label_line(ax, x[i], f[i] + constant, f"$C={constant:g}$", color, dx=0, dy=13)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set(xlabel="$x$", ylim=(-3, 4.5))
    (x, _), (z, _) = left, right
    return Picture(
        figure,
        f"Two branches of log|x|, from x = {x[0]:g} to {x[-1]:g} and from {z[0]:g} to {z[-1]:g}; "
        f"the left one raised by {constants[0]:g}, the right one by {constants[1]:g}. The slopes "
        "are 1/x on both sides, yet no single constant leads from the pale curves to the strong "
        "ones.",
    )


def step_and_total(x, step, total):
    """A function that jumps, and its accumulated integral, which has a kink there."""
    figure, axes = canvas(6.2, 2.3, columns=2)
    jump = int(np.argmax(abs(np.diff(step)))) + 1
    for part in (slice(None, jump), slice(jump, None)):
        axes[0].plot(x[part], step[part], color="C0")
    axes[1].plot(x, total, color="C1")
    for ax, name in zip(axes, ("$f(x)$", "$A(x)$"), strict=True):
        ax.set(xlabel="$x$", title=name)
    slopes = np.diff(total) / np.diff(x)
    return Picture(
        figure,
        f"Left: a function that jumps from {step[0]:g} to {step[-1]:g} at x = {x[jump]:.2g}. "
        f"Right: its accumulated integral, whose slope is {slopes[0]:.2g} before the jump and "
        f"{slopes[-1]:.2g} after it: a kink.",
    )


def running_sums(x, exact, gaps):
    """A total beside what several ways to draw a running sum are off by.

    gaps maps a name to (x, drawn − exact).
    """
    figure, (left, right) = canvas(6.2, 2.9, columns=2)
    left.plot(x, exact, color="C2")
    left.set(xlabel="$x$", title="$x^2-100$")
    said = []
    colors, places = ("C1", "C0", "C2"), ((0.08, 7, -3), (1, 5, 0), (0.5, 0, 9))
    for color, (where, dx, dy), (name, (at, gap)) in zip(colors, places, gaps.items(), strict=True):
        right.plot(at, gap, color=color)
        i = int(where * (len(at) - 1))
        label_line(right, at[i], gap[i], name, color, dx, dy)
        off = np.round(gap, 9) + 0.0  # a billionth cannot be seen
        said.append(f"{name}, from {off[0]:.2g} to {off[-1]:.2g}")
    right.set(xlabel="$x$", title="error of the drawn total", ylim=(-2.4, 0.4))
    return Picture(
        figure,
        f"Left: x² − 100 from x = {x[0]:g} to {x[-1]:g}, the accumulated integral of 2x, lowest "
        f"at {exact.min():.4g}. Right: what three running sums are off by: "
        + "; ".join(said)
        + ".",
    )


def orders(n, errors, labels):
    """The error of each named rule against the number of panels, on logarithmic axes."""
    figure, ax = canvas(height=3.3)
    slopes = []
    for color, (name, error) in zip(("C0", "C1", "C2", "C3"), errors.items(), strict=False):
        size = abs(np.asarray(error))
        ax.loglog(n, size, ".-", color=color, linewidth=1.2, markersize=5)
        i, dx, dy = labels[name]
        label_line(ax, n[i], size[i], name, color, dx, dy)
        slopes.append(f"{name}, {np.polyfit(np.log(n), np.log(size), 1)[0]:.2f}")
    ax.set(xlabel="panels $n$", ylabel="error")
    return Picture(
        figure,
        f"Errors against the number of panels, from {n[0]} to {n[-1]}, on logarithmic axes: lines "
        "that fall with the slopes " + "; ".join(slopes) + ".",
    )


def roc(false_rate, true_rate, area):
    """The ROC curve, with the area under it."""
    figure, ax = canvas(3.9, 3.4)
    ax.fill_between(false_rate, true_rate, color="C0", alpha=0.2, linewidth=0)
    ax.plot(false_rate, true_rate, "o-", clip_on=False)
    ax.plot([0, 1], [0, 1], color="black", linewidth=0.8, alpha=0.6)
    label_line(ax, 0.62, 0.3, f"area ${area:.3g}$", "C0", dx=0)
    ax.set(xlabel="false positive rate", ylabel="true positive rate", aspect="equal")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    corners = ", ".join(f"({a:g}, {b:g})" for a, b in zip(false_rate, true_rate, strict=True))
    side = "above" if (true_rate >= false_rate).all() else "across"
    return Picture(
        figure,
        "The true positive rate against the false positive rate: straight lines through "
        f"{corners}, {side} the diagonal. The area under them is {area:.5g}.",
    )


def random_error(n, monte_carlo, midpoint):
    """The typical error of random points, and that of a rule, against the number of points."""
    figure, ax = canvas(height=3.1)
    ax.loglog(n, monte_carlo, ".-", linewidth=1.2)
    ax.loglog(n, monte_carlo[0] * (n / n[0]) ** -0.5, color="black", linewidth=0.8, alpha=0.7)
    ax.loglog(n, midpoint, ".-", color="C1", linewidth=1.2)
    label_line(ax, n[-3], monte_carlo[-3], "random points", "C0", dx=0, dy=14)
    label_line(ax, n[-3], midpoint[-3], "midpoint rule", "C1", dx=0, dy=20)
    ax.set(xlabel="points $n$", ylabel="error")
    slopes = [np.polyfit(np.log(n), np.log(e), 1)[0] for e in (monte_carlo, midpoint)]
    return Picture(
        figure,
        f"Errors against the number of points, from {n[0]} to {n[-1]}, on logarithmic axes. "
        f"Random points: from {monte_carlo[0]:.2g} to {monte_carlo[-1]:.2g}, slope "
        f"{slopes[0]:.2f}, along a thin line of slope -0.5. "
        f"Midpoint rule: from {midpoint[0]:.2g} to {midpoint[-1]:.2g}, slope {slopes[1]:.2f}.",
    )


def offset_curves(x, lower, upper, names):
    """Two curves, one above the other."""
    figure, ax = canvas(height=3.1)
    gap = upper - lower
    places = (("C0", lower, 0.57, -12), ("C1", upper, 0.3, 14))
    for (color, curve, where, dy), name in zip(places, names, strict=True):
        ax.plot(x, curve, color=color)
        i = int(where * len(x))
        label_line(ax, x[i], curve[i], name, color, dx=0, dy=dy)
    ax.set(xlabel="$x$")
    return Picture(
        figure,
        f"Two cubics from x = {x[0]:g} to {x[-1]:g}: an antiderivative from {lower[0]:.5g} to "
        f"{lower[-1]:.5g}, and the accumulated integral from {upper[0]:.5g} to {upper[-1]:.5g}. "
        f"The second lies above the first by {gap.min():.5g} to {gap.max():.5g}.",
    )
