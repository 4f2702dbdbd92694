"""The figures of the lesson on Jacobians draw what their alt texts and captions claim."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from snippets.figures import jacobian as draw
from snippets.jacobian import (
    chain,
    grid_lines,
    polar,
    polar_jacobian,
    softmax,
    softmax_jacobian,
    square_outline,
    sum_and_product_jacobian,
    tangent_map,
    warp_jacobian,
)


def lines(picture, axes=0):
    """(x, y) of each line that a picture draws, in order."""
    return [np.array(line.get_data(), float) for line in picture.figure.axes[axes].get_lines()]


def areas_of(picture):
    """The area within each outline of each of the two panels; lines of the grid have few points."""
    outlines = [[line for line in lines(picture, k) if line.shape[1] > 50] for k in (0, 1)]
    assert all((line[:, 0] == line[:, -1]).all() for panel in outlines for line in panel)
    return [[draw.shoelace(line) for line in panel] for panel in outlines]


def test_the_area_of_a_polygon():
    assert draw.shoelace(np.array([[0, 2, 2, 0], [0, 0, 3, 3]])) == 6
    assert draw.shoelace(np.array([[0, 0, 4], [0, 2, 0]])) == 4


@pytest.mark.parametrize("corner", [(0.5, 0.2), (1.5, 0.8), (1.0, 0.0)])
def test_the_parallelogram_has_the_determinant_as_its_factor(corner):
    square = square_outline(corner, 0.25, 64)
    linear = tangent_map(polar(corner), polar_jacobian(corner), corner, square)
    grid = grid_lines([0.0, 1.0, 2.0], [0.0, 1.0], 9)
    names = "a", "b", "c", "d"
    images = [polar(line) for line in grid]
    picture = draw.warped(grid, images, [(square, polar(square), linear)], names)
    for drawn, curves in zip((lines(picture), lines(picture, 1)), (grid, images), strict=True):
        assert all((line == curve).all() for line, curve in zip(drawn, curves, strict=False))
    (before,), (image, parallelogram) = areas_of(picture)
    r = corner[0]
    assert before == pytest.approx(0.0625) and parallelogram == pytest.approx(0.0625 * r)
    # The sector: its arcs are cut into 64 chords each, which loses less than a ten-thousandth.
    assert image == pytest.approx(0.0625 * (r + 0.125), rel=1e-4)
    assert f"{r:.3g} times that of the square" in picture.alt
    labels = [text.get_text() for text in picture.figure.axes[1].texts]
    assert f"× {r:g}" in labels
    # The outline and its parallelogram leave from one corner.
    *_, fourth, third, dot = lines(picture, 1)
    assert (third[:, 0] == dot[:, 0]).all() and (fourth[:, 0] == dot[:, 0]).all()


def test_the_remainder_falls_with_its_power():
    lengths = 10.0 ** -np.arange(6)
    picture = draw.shrinking(lengths, 8 * lengths, 3 * lengths**2)
    change, missed = lines(picture)
    assert (change == [lengths, 8 * lengths]).all() and (missed == [lengths, 3 * lengths**2]).all()
    assert "with the power 1.00 of the shift" in picture.alt
    assert "with the power 2.00" in picture.alt
    cubes = draw.shrinking(lengths, lengths, lengths**3)
    assert "with the power 3.00" in cubes.alt
    names = [text.get_text() for text in picture.figure.axes[0].texts]
    heights = [text.xy[1] for text in picture.figure.axes[0].texts]
    assert names == ["change of $f$", "remainder"] and heights[0] > heights[1]


@pytest.mark.parametrize("source", [0, 1])
@pytest.mark.parametrize("target", [0, 1])
def test_the_marked_paths_add_up_to_the_entry_of_the_product(source, target):
    inner, outer = warp_jacobian((1.0, 2.0)), sum_and_product_jacobian((4.0, 2.0))
    picture = draw.paths(inner, outer, source, target)
    entry = chain(outer, inner)[target, source]
    assert f"from x{source + 1} to y{target + 1}" in picture.alt
    assert picture.alt.endswith(f"add up to {entry:g}.")
    thick = [line for line in picture.figure.axes[0].get_lines() if line.get_linewidth() > 2]
    edges = [line for line in thick if len(line.get_xdata()) == 2]
    assert len(edges) == 4
    # In each layer the marked edges leave the source, or arrive at the target.
    height = {0: 0.5, 1: -0.5}
    starts = [line.get_ydata()[0] for line in edges if line.get_xdata()[0] == 0]
    ends = [line.get_ydata()[1] for line in edges if line.get_xdata()[1] == 2]
    assert starts == [height[source]] * 2 and ends == [height[target]] * 2


def test_each_edge_wears_its_own_partial_derivative():
    inner, outer = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[7.0, 8, 9]])
    picture = draw.paths(inner, outer, 0, 0)
    texts = {text.get_text(): text.get_position() for text in picture.figure.axes[0].texts}
    for to, frm in np.ndindex(inner.shape):
        place = texts[f"{inner[to, frm]:g}"]
        start, end = 0.5 - frm, 1.0 - to
        assert place == pytest.approx((0.27, start + 0.27 * (end - start)))
    for k, weight in enumerate((7, 8, 9)):
        assert texts[f"{weight}"] == pytest.approx((1.27, (1.0 - k) * 0.73))
    assert "7 · 1 + 8 · 3 + 9 · 5, add up to 76" in picture.alt


def test_squares_are_as_large_as_their_entries_and_as_their_sign():
    z = np.log([1.0, 2.0, 3.0])
    J = softmax_jacobian(z)
    picture = draw.signed_squares(J, ["1/6", "1/3", "1/2"])
    ax = picture.figure.axes[0]
    assert softmax(z) == pytest.approx([1 / 6, 1 / 3, 1 / 2])
    scale = draw.shoelace(ax.patches[0].get_xy().T) / J[0, 0]
    for patch, (i, j) in zip(ax.patches, np.ndindex(J.shape), strict=True):
        corners = patch.get_xy()[:4].T
        assert draw.shoelace(corners) == pytest.approx(scale * abs(J[i, j]))
        assert corners[0].mean() == pytest.approx(j)
        wanted = "C0" if J[i, j] > 0 else "C1"  # blue is positive, as the caption says
        assert patch.get_facecolor()[:3] == to_rgb(wanted)
    numbers = [text.get_text() for text in ax.texts]
    assert [float(n.replace("−", "-")) for n in numbers] == J.ravel().round(3).tolist()
    assert "positive, from 0.139 to 0.25" in picture.alt
    assert "negative, from -0.167 to -0.0556" in picture.alt
    assert picture.alt.endswith("Each row adds up to zero.")
    other = draw.signed_squares(J + np.eye(3), ["a", "b", "c"])
    assert other.alt.endswith("something else.")
