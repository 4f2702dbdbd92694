"""Figures of the lesson on differentiation: each draws arrays and says what they show."""

import numpy as np

from . import Picture, canvas, label_line


def loss_and_tangent(w, loss, slope):
    """The loss against the weight, with its tangent at w = 0."""
    start = int(np.argmin(abs(w)))
    figure, ax = canvas()
    ax.plot(w, loss)
    near = abs(w - w[start]) <= 0.45
    ax.plot(w[near], loss[start] + slope * (w[near] - w[start]), color="C1")
    ax.plot(w[start], loss[start], "o", color="C1")
    label_line(ax, w[start], loss[start], f"slope ${slope:g}$", color="C1", dx=10, dy=6)
    label_line(ax, w[-1], loss[-1], "loss", color="C0", dx=0, dy=12)
    ax.set(xlabel="weight $w$", ylabel="loss $L(w)$", ylim=(0, None))
    falling = "falls all the way" if (np.diff(loss) < 0).all() else "falls and rises"
    return Picture(
        figure,
        f"The loss against the weight, from w = {w[0]:g} to {w[-1]:g}: it {falling} from "
        f"{loss[0]:.2f} to {loss[-1]:.2f}. At w = {w[start]:g} its value is {loss[start]:.4f} and "
        f"a tangent of slope {slope:g} touches it.",
    )


def secants(x, f, point, others):
    """A curve with its chords from one point to others that come closer to it."""
    at = lambda t: np.interp(t, x, f)
    slopes = [(at(other) - at(point)) / (other - point) for other in others]
    figure, ax = canvas()
    ax.plot(x, f)
    for color, other, slope in zip(("C3", "C2", "C1"), others, slopes, strict=True):
        ends = np.array([point - 0.25, other + 0.3])
        ax.plot(ends, at(point) + slope * (ends - point), color=color, linewidth=1.2)
        ax.plot(other, at(other), "o", color=color)
        label_line(ax, ends[1], at(point) + slope * (ends[1] - point), f"slope {slope:.3g}", color)
    ax.plot(point, at(point), "o", color="black")
    ax.set(xlabel="$x$", ylabel="$x^2$", ylim=(min(0, f.min()), f.max()))
    return Picture(
        figure,
        f"A parabola with chords from x = {point:g} to x = "
        + ", ".join(f"{other:g}" for other in others)
        + "; their slopes are "
        + ", ".join(f"{slope:.3g}" for slope in slopes)
        + ", closer and closer to the slope of the curve itself.",
    )


def rate_and_rule(x, f, rate, rule):
    """A function beside its slope, once as a difference quotient and once by rule."""
    figure, (left, right) = canvas(5.2, 2.5, columns=2)
    left.plot(x, f)
    left.set(xlabel="$x$", title="$f(x)$")
    right.plot(x, rate, linewidth=5, alpha=0.5, label="rate")
    right.plot(x, rule, color="C1", linewidth=1.2, label="rule")
    right.set(xlabel="$x$", title="its slope")
    right.legend(loc="best")
    gap = abs(rate - rule).max()
    return Picture(
        figure,
        f"Left: a function from f({x[0]:g}) = {f[0]:g} to f({x[-1]:g}) = {f[-1]:g}, on its way "
        f"between {f.min():.4g} and {f.max():.4g}. Right: its difference quotient and its "
        f"derivative, between {rule.min():.4g} and {rule.max():.4g}, drawn over each other; "
        f"they differ by at most {gap:.2g}, which cannot be seen.",
    )


def gap_between(x, gap, h):
    """The difference between rate and rule, on an axis of its own."""
    figure, ax = canvas(height=2.1)
    ax.plot(x, gap / h)
    ax.axhline(1, color="C1", linewidth=1)
    label_line(ax, 0, 1, "one step", "C1", dx=0, dy=10)
    ax.set(xlabel="$x$", ylabel="gap $/\\,h$", ylim=(0, 1.5))
    worst = abs(gap / h - 1).max()
    return Picture(
        figure,
        f"The gap between quotient and derivative, in units of the step h = {h:g}, from "
        f"x = {x[0]:g} to {x[-1]:g}: it is 1 everywhere, up to rounding of {worst:.1g}.",
    )


def zoom(windows):
    """One panel for each (x, curve, tangent): ever narrower views of the same point."""
    figure, axes = canvas(5.2, 2.1, columns=len(windows))
    departures = []
    for ax, (x, curve, tangent) in zip(axes, windows, strict=True):
        width, rise = x[-1] - x[0], abs(tangent[-1] - tangent[0])
        departures.append(abs(curve - tangent).max() / width)
        ax.plot(x, curve, linewidth=2.4)
        ax.plot(x, tangent, color="C1", linewidth=1.2)
        middle = tangent.mean()  # one shape for all windows, so that equal slopes look equal
        ax.set(title=f"width ${width:.3g}$", xticks=[], yticks=[])
        ax.set_ylim(middle - 0.65 * rise, middle + 0.65 * rise)
        ax.spines[["top", "right"]].set_visible(True)
    return Picture(
        figure,
        f"A curve and its tangent in {len(windows)} windows, each narrower than the one before. "
        "The largest distance between the two, as a fraction of the width of the window, is "
        + ", then ".join(f"{d:.2g}" for d in departures)
        + ": the curve becomes its tangent.",
    )


def sigmoid_and_slope(x, value, slope):
    """A squashing function above its slope, on one pair of axes."""
    figure, ax = canvas()
    top = int(np.argmax(slope))
    for color, curve, name in (("C0", value, "$\\sigma(x)$"), ("C1", slope, "$\\sigma'(x)$")):
        ax.plot(x, curve, color=color)
        i = int(0.72 * len(x))
        label_line(ax, x[i], curve[i], name, color, dx=0, dy=12 if color == "C1" else -12)
    ax.plot(x[top], slope[top], "o", color="C1")
    ax.set(xlabel="$x$", yticks=[0, 0.25, 0.5, 1])
    return Picture(
        figure,
        f"The sigmoid rises from {value[0]:.3f} at x = {x[0]:g} to {value[-1]:.3f} at "
        f"x = {x[-1]:g}. Its slope is a bump: largest at x = {x[top]:.2g}, where it is "
        f"{slope[top]:.3g}, and {slope[0]:.2g} and {slope[-1]:.2g} at the ends.",
    )


def error_against_step(h, errors):
    """The error of each named estimate against its step, on logarithmic axes.

    An error of zero is drawn at the bottom of the axis.
    """
    figure, ax = canvas(height=3.2)
    best, floor = [], 1e-17
    places = ((2, -6, 10), (5, 0, 12), (12, 0, 11))  # (index, dx, dy) of the labels
    styles = (("C0", ".-"), ("C1", ".-"), ("C2", ".--"))
    for (color, style), place, (name, error) in zip(styles, places, errors.items(), strict=True):
        shown = np.maximum(error, floor)
        i, dx, dy = place
        ax.loglog(h, shown, style, color=color, linewidth=1, markersize=5)
        label_line(ax, h[i], shown[i], name, color, dx, dy)
        least = int(np.argmin(error))
        best.append(f"{name}, {error[least]:.0e} at h = {h[least]:.0e}")
    ax.set(xlabel="step $h$", ylabel="error", ylim=(floor / 4, None))
    return Picture(
        figure,
        f"The error of each estimate against the step, from h = {h[0]:.0e} down to {h[-1]:.0e}, on "
        "logarithmic axes: errors fall with the step until rounding takes over. The smallest: "
        + "; ".join(best)
        + f". At h = {h[-1]:.0e}: "
        + "; ".join(f"{name}, {error[-1]:.0e}" for name, error in errors.items())
        + ".",
    )


def kinks(x, curves, slopes):
    """Named curves with a kink at 0, each with a fan of the lines that stay below it.

    slopes[name] are the slopes of that fan; its ends are the one-sided slopes.
    """
    figure, axes = canvas(5.2, 2.4, columns=len(curves))
    ends = []
    for ax, (name, curve) in zip(axes, curves.items(), strict=True):
        for slope in slopes[name]:
            ax.plot(x, slope * x, color="C1", linewidth=0.9, alpha=0.8)
        ax.plot(x, curve, linewidth=2.4)
        ax.set(title=name, xlabel="$x$", ylim=(-0.7, 1))
        sides = min(slopes[name]), max(slopes[name])
        ends.append("{}: {:g} on the left, {:g} on the right".format(name.strip("$"), *sides))
    return Picture(
        figure,
        "Curves with a kink at x = 0, with lines through the kink that stay below them. One-sided "
        "slopes: " + "; ".join(ends) + ". Every slope between the two is a subgradient.",
    )
