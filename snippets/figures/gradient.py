"""Figures of the lesson on gradients: each draws arrays and says what they show."""

import matplotlib as mpl
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm

from . import Picture, canvas, label_line

LENGTHS = [0, 10, 30, 60, 120, 200]
LOSS_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.3, 1.7, 2.2, 2.8]


def arrow(ax, start, step, color, **kwargs):
    """An arrow from start that goes by step, in the units of the axes."""
    end = np.add(start, step)
    style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.6}
    ax.annotate("", end, start, arrowprops=style | kwargs)
    return end


def contours(ax, x, y, f, levels):
    """Level curves of f, with their levels written on them."""
    lines = ax.contour(x, y, f, levels=levels, linewidths=1, colors="C2", linestyles="solid")
    ax.clabel(lines, fontsize=9.5, colors="black", fmt=lambda level: f"{level:g}".replace("-", "−"))


def place(point):
    """A point as the alt texts say it."""
    return "(" + ", ".join(f"{coordinate + 0.0:.4g}" for coordinate in point) + ")"


def angle_between(v, w):
    """The angle between two arrows, in degrees."""
    return np.degrees(np.arccos(np.dot(v, w) / (np.hypot(*v) * np.hypot(*w))))


def downhill(w1, w2, loss, start, gradient):
    """Level curves of a loss over two weights, and the step against its gradient."""
    figure, ax = canvas(4.9, 3.6)
    contours(ax, w1, w2, loss, levels=LOSS_LEVELS)
    ax.plot(*start, "o", color="C1")
    end = arrow(ax, start, -gradient, "C1")
    label_line(ax, *end, "against the gradient", "C1", dx=-4, dy=11, ha="left")
    ax.set(xlabel="weight $w_1$", ylabel="weight $w_2$", aspect="equal")
    return Picture(
        figure,
        f"Level curves of the loss over two weights, from {loss.min():.2g} to {loss.max():.2g}. "
        f"At {place(start)} an arrow of {place(-gradient)}, against the gradient, leaves its level "
        "curve at a right angle, toward smaller losses.",
    )


def surface(x, y, f, point, across, along):
    """A surface over the plane with two cuts: across (y is held) and along (x is held)."""
    figure, ax = canvas(4.9, 3.9, subplot_kw={"projection": "3d"})
    ax.plot_wireframe(x, y, f, rstride=2, cstride=2, linewidth=0.5, color="#5f6670", alpha=0.6)
    u, v, height = point
    ax.plot(x[0], np.full_like(x[0], v), across, color="C1", linewidth=2.4, zorder=5)
    ax.plot(np.full_like(y[:, 0], u), y[:, 0], along, color="C0", linewidth=2.4, zorder=5)
    ax.plot([u], [v], [height], "o", color="black", zorder=6)
    ax.text(x[0, 0] - 0.5, v, across[0], f"$y = {v:g}$", color="C1", ha="right")
    ax.text(u, y[-1, 0], along[-1] + 12, f"$x = {u:g}$", color="C0", ha="center")
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.pane.set_visible(False)
        axis.line.set_color("#5f6670")
    ax.grid(False)
    ax.set(xlabel="$x$", ylabel="$y$", zlabel="$f(x, y)$", xticks=[-4, 0, 4], yticks=[-4, 0, 4])
    ax.view_init(elev=22, azim=-52)
    ax.set_box_aspect((1, 1, 0.75), zoom=0.9)
    return Picture(
        figure,
        f"A surface over the square from {x.min():g} to {x.max():g} in x and y, with heights from "
        f"{f.min():g} to {f.max():g}. Two cuts meet at {place(point[:2])}, at the height "
        f"{height:g}: along the one x changes and y stays {v:g}, and it is a parabola whose lowest "
        f"value is {across.min():g}; along the other y changes and x stays {u:g}, and it climbs "
        f"from {along[0]:g} to {along[-1]:g}.",
    )


def field(x, y, gradient):
    """The gradient at each point of a grid: arrows of one length, whose color is its length."""
    size = np.hypot(*gradient)
    unit = np.divide(gradient, size, out=np.zeros_like(gradient), where=size > 0)
    levels = [level for level in LENGTHS if level < size.max()] + [size.max()]
    colors = mpl.colormaps["book"].resampled(len(levels) - 1)
    norm = BoundaryNorm(levels, colors.N)
    figure, ax = canvas(4.9, 4)
    step = x[0, 1] - x[0, 0]
    ax.quiver(
        x, y, *unit, size, cmap=colors, norm=norm, pivot="mid", angles="xy",
        scale_units="xy", scale=1.25 / step, width=0.006, headwidth=4, headlength=4.5,
        headaxislength=4,
    )  # fmt: skip
    flat = size == 0
    ax.plot(x[flat], y[flat], "o", color="C1", markersize=4)
    bar = figure.colorbar(
        ScalarMappable(norm, colors), ax=ax, shrink=0.8, label="length", format="%.4g"
    )
    bar.outline.set_visible(False)
    reach = x.max() + step * 0.6
    ax.set(xlabel="$x$", ylabel="$y$", aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
    at = lambda a, b: size[np.argmin(abs(y[:, 0] - b)), np.argmin(abs(x[0] - a))]
    ends = x.min(), x.max(), y.min(), y.max()
    up = "no arrow points down" if (gradient[1] >= 0).all() else "some arrows point down"
    return Picture(
        figure,
        f"Arrows of the gradient on a grid from {ends[0]:g} to {ends[1]:g} in x and y: {up}. "
        f"Lengths: {at(0, 0):g} at the origin, where there is only a dot; {at(ends[1], 0):g} at "
        f"({ends[1]:g}, 0), the middle of the right edge; {at(0, ends[3]):g} at (0, {ends[3]:g}), "
        f"the middle of the top edge; {size.max():.4g} at the most, in the corners.",
    )


def compass(angles, rates, curve_angles, formula, steepest):
    """The rate in each direction: swept values on the cosine that the gradient promises.

    The angles of the curve include those of the sweep.
    """
    figure, ax = canvas(4.9, 3.1)
    ax.axhline(0, color="#5f6670", linewidth=0.8)
    ax.plot(curve_angles, formula, color="C0")
    ax.plot(angles, rates, ".", color="C1", markersize=6)
    top, bottom = max(formula), min(formula)
    ax.plot([steepest] * 2, [0, top], color="C2", linewidth=1)
    label_line(ax, steepest, top, f"{steepest:.1f}°", "C2", dx=0, dy=9)
    low = len(curve_angles) * 5 // 9
    label_line(ax, curve_angles[low], formula[low], "by the gradient", "C0", dx=-8, dy=-4)
    label_line(ax, angles[len(angles) // 3], rates[len(angles) // 3], "swept", "C1", dx=10, dy=4)
    ax.set(
        xlabel="direction, in degrees from the $x$-axis", ylabel="rate", ylim=(None, top * 1.22),
        xticks=[0, 90, 180, 270, 360],
    )  # fmt: skip
    crossings = steepest + 90, steepest + 270
    return Picture(
        figure,
        f"The rate of the function in every direction from a point: a cosine with its top, "
        f"{top:.1f}, at {steepest:.1f} degrees and its bottom, {bottom:.1f}, at "
        f"{steepest + 180:.1f} degrees; it is zero at {crossings[0]:.1f} and at "
        f"{crossings[1] - 360 if crossings[1] > 360 else crossings[1]:.1f} degrees. "
        f"Rates swept in {len(angles)} directions lie on it, within "
        f"{abs(rates - np.interp(angles, curve_angles, formula)).max():.1g}.",
    )


def level_curves(x, y, f, points, heights, gradients):
    """Level curves of a hill with its peak at the origin, gradients, and lines to the peak."""
    figure, ax = canvas(5.4, 3.5)
    contours(ax, x, y, f, levels=sorted(heights))
    said = []
    for point, gradient in zip(points.T, gradients.T, strict=True):
        ax.plot(*zip(point, (0, 0), strict=True), "--", color="C0", linewidth=1)
        arrow(ax, point, gradient / 9, "C1")
        tilt = angle_between(gradient, -point)
        said.append(f"{tilt:.1f} degrees at {place(point)}, where it is {place(gradient)}")
    ax.plot(0, 0, "^", color="C0")
    label_line(ax, 0, 0, "peak", "C0", dx=8, dy=-2)
    ax.set(xlabel="$x$", ylabel="$y$", aspect="equal")
    return Picture(
        figure,
        f"Level curves of a hill: ellipses around its peak at (0, 0), where the height is "
        f"{f.max() + 0.0:g}. On each the gradient stands at a right angle. Between it and the "
        "line to the peak are " + "; ".join(said) + ".",
    )


def line_name(slope):
    """The equation of a line through the origin, as people write it."""
    return {0: "y = 0", 1: "y = x", -1: "y = -x"}.get(slope, f"y = {slope:g} x")


def along_lines(t, values):
    """A function along lines through the origin: values[slope] at the points (t, slope · t)."""
    figure, ax = canvas(4.9, 2.9)
    for i, (slope, value) in enumerate(values.items()):
        away = t != 0
        for side in (t < 0, t > 0):
            ax.plot(t[side], value[side], color=f"C{i}")
        label_line(ax, t[-1], value[-1], f"${line_name(slope)}$", f"C{i}", dx=5)
    ax.plot(0, 0, "o", color="black")
    ax.set(xlabel="$x$", ylabel="$f(x, y)$", ylim=(-0.6, 0.6), yticks=[-0.5, 0, 0.5])
    heights = "; ".join(
        f"{value[away].min():.3g} on {line_name(slope)}"
        for slope, value in values.items()
        if np.ptp(value[away]) < 1e-12
    )
    return Picture(
        figure,
        f"Values along {len(values)} lines through the origin. Each line has one value of its own, "
        f"as close to the origin as you like: {heights}. At the origin, a dot, the value is "
        f"{values[next(iter(values))][t == 0][0]:g}.",
    )


def two_units(panels, start):
    """One panel for each (label, w1, w2, loss, steps): a loss, and steps from the start.

    The first step is the steepest descent of the panel, the second that of the other panel.
    """
    figure, axes = canvas(6.2, 3, columns=len(panels))
    said = []
    for ax, (label, w1, w2, loss, steps) in zip(axes, panels, strict=True):
        ax.contour(w1, w2, loss, levels=LOSS_LEVELS, linewidths=1, colors="C2", linestyles="solid")
        ax.plot(*start, "o", color="C1")
        for step, color, width in zip(steps, ("C1", "C0"), (2.2, 1), strict=True):
            arrow(ax, start, np.divide(step, np.hypot(*step)), color, linewidth=width)
        ax.set(xlabel=label, ylabel="$w_2$", aspect="equal")
        tilt = [np.degrees(np.arctan2(*step[::-1])) for step in steps]
        said.append(
            f"with {label.replace('$', '')} on the first axis the steepest step is at "
            f"{tilt[0]:.1f} degrees, that of the other panel at {tilt[1]:.1f}"
        )
    return Picture(
        figure,
        "One loss over two weights, drawn in two units of the first weight. From the start go two "
        "arrows, the steepest descent in these units and in the others: " + "; ".join(said) + ".",
    )
