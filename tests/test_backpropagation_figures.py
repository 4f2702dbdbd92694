"""The figures of the lesson on backpropagation draw what their alt texts and captions claim."""

import numpy as np
import pytest

from snippets.autodiff import Value
from snippets.figures import backpropagation as draw
from snippets.samples import two_circles


def texts(picture):
    """(text, x, y) of all that a picture writes in its axes, with its data coordinates."""
    ax = picture.figure.axes[0]
    return [
        (t.get_text(), *(getattr(t, "xy", None) or t.get_position()), t.get_color())
        for t in ax.texts
        if t.get_text()
    ]


def lines(picture):
    return [np.array(line.get_data(), float) for line in picture.figure.axes[0].get_lines()]


def test_points_of_the_circles_wear_the_mark_of_their_label():
    X, y = two_circles(40, 0.1, 0.5, np.random.default_rng(0))
    picture = draw.circles(X, y)
    outer, inner = lines(picture)
    assert (outer.T == X[y == 0]).all() and (inner.T == X[y == 1]).all()
    radii = [np.hypot(*X[y == label].T).mean() for label in (0, 1)]
    assert f"radius {radii[0]:.2f}" in picture.alt and f"radius {radii[1]:.2f}" in picture.alt
    assert "curve" not in picture.alt


def test_the_boundary_is_where_the_score_is_zero():
    X, y = two_circles(40, 0.1, 0.5, np.random.default_rng(0))
    grid = np.meshgrid(np.linspace(-1.5, 1.5, 61), np.linspace(-1.5, 1.5, 61))
    scores = 0.75**2 - grid[0] ** 2 - grid[1] ** 2
    picture = draw.circles(X, y, boundary=(*grid, scores))
    (contour,) = [c for c in picture.figure.axes[0].collections if c.get_paths()]
    points = np.concatenate([path.vertices for path in contour.get_paths()])
    # Linear between grid points 0.05 apart, so off by at most 0.05² / 8 / 0.75 in the radius.
    assert np.hypot(*points.T) == pytest.approx(0.75, abs=0.05**2)
    # Positive inside, negative outside: the grid's points 0.05 apart straddle the circle.
    low, high = (
        float(word.rstrip(".")) for word in picture.alt.split() if word in ("0.75", "0.74")
    )
    assert low >= 0.75 >= high


def test_edges_of_the_graph_carry_their_value_above_and_their_gradient_below():
    a, b = Value(2), Value(-3)
    product = a * b
    product.backward()
    spots = {" a": (0, 1), " b": (0, 0), "×": (1, 0.5), " L": (2, 0.5)}
    ways = [(" a", "×", a), (" b", "×", b), ("×", " L", product)]
    picture = draw.graph(spots, [(s, e, v.data, v.grad) for s, e, v in ways])
    said = texts(picture)
    for start, end, v in ways:
        middle = tuple(np.add(spots[start], spots[end]) / 2)
        here = {(text, color) for text, x, y, color in said if (x, y) == middle}
        wanted = {(draw.number(v.data), draw.VALUE), (draw.number(v.grad), draw.GRADIENT)}
        assert here == wanted
    notes = [t for t in picture.figure.axes[0].texts if t.get_text() and hasattr(t, "xyann")]
    offsets = {t.get_color(): t.xyann[1] for t in notes}
    assert offsets[draw.VALUE] > 0 > offsets[draw.GRADIENT]
    assert "a to × 2; b to × −3; × to L −6" in picture.alt
    assert "1 at ×; 2 at b; −3 at a" in picture.alt


def test_units_of_the_network_show_their_own_numbers():
    A, deltas = [[1, 2], [0, 5], [7]], [[0.5, -3], [4]]
    picture = draw.network(A, deltas)
    said = texts(picture)
    for k, a in enumerate(A):
        column = [(text, y) for text, x, y, color in said if x == k and color == draw.VALUE]
        assert [text for text, _ in column] == [draw.number(v) for v in a]
        heights = [y for _, y in column]
        assert heights == sorted(heights, reverse=True)  # the first unit stands on top
        below = [text for text, x, y, color in said if x == k and color == draw.GRADIENT]
        assert below == ([] if k == 0 else [f"δ = {draw.number(v)}" for v in deltas[k - 1]])
    edges = [line for line in lines(picture) if len(line[0]) == 2]
    assert len(edges) == 2 * 2 + 2 * 1
    assert "layer 1: activations 0, 5 and δ 0.5, −3" in picture.alt
    assert "layer 0: activations 1, 2 (the inputs)" in picture.alt


def test_losses_are_drawn_step_by_step():
    losses = {"good": [0.7, 0.5, 0.25], "bad": [0.7, 0.7, 0.6875]}
    picture = draw.training(losses)
    for line, loss in zip(lines(picture), losses.values(), strict=True):
        assert line.tolist() == [[0, 1, 2], loss]
    assert "good, from 0.700 to 0.250 after 2 steps" in picture.alt
    assert "bad, from 0.700 to 0.688 after 2 steps" in picture.alt
    assert picture.figure.axes[0].get_ylim()[0] == 0
    colors = [line.get_color() for line in picture.figure.axes[0].get_lines()]
    assert [(t, c) for t, *_, c in texts(picture)] == list(zip(losses, colors, strict=True))


def test_lengths_of_delta_stand_over_their_layer():
    lengths = {"down": 10.0 ** -np.arange(8), "up": 10.0 ** np.arange(-8, 0)}
    picture = draw.by_layer(lengths)
    for line, length in zip(lines(picture), lengths.values(), strict=True):
        assert (line == [np.arange(1, 9), length]).all()
    assert picture.figure.axes[0].get_yscale() == "log"
    assert "down: 1.0e-07 in the last layer, 1.0e+00 in the first" in picture.alt
    assert "up: 1.0e-01 in the last layer, 1.0e-08 in the first" in picture.alt


@pytest.mark.parametrize("value, said", [(-3.0, "−3"), (0.0, "0"), (-0.0, "0"), (0.12345, "0.123")])
def test_numbers_have_a_minus_sign_and_no_negative_zero(value, said):
    assert draw.number(value) == said
