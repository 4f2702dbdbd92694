"""Figures of the point clouds that several lessons use."""

from . import Picture, canvas, label_line


def labeled_points(X, y, line=None):
    """Points of two classes in the plane; line = (x, y) arrays of a line to draw through them."""
    figure, ax = canvas(4.2, 3.2)
    for label, color, marker in ((-1, "C1", "s"), (1, "C0", "o")):
        ax.plot(*X[y == label].T, marker, color=color, markersize=7)
        point = X[y == label][-1]
        label_line(ax, *point, f"${label:+d}$", color, dx=8, dy=-2)
    if line is not None:
        ax.plot(*line, color="C2", linewidth=1.2)
        label_line(ax, line[0][0], line[1][0], "score 0", "C2", dx=6, dy=2)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-3.6, 4.2), ylim=(-1.8, 3.6))
    places = {k: ", ".join(f"({a:g}, {b:g})" for a, b in X[y == k]) for k in (-1, 1)}
    return Picture(
        figure,
        f"{len(X)} points in the plane. Labeled -1: {places[-1]}. Labeled +1: {places[1]}."
        + ("" if line is None else " A line passes between the two classes."),
    )
