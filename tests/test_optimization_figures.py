"""The figures of the lesson on optimization draw what their alt texts and captions claim."""

from itertools import islice

import numpy as np
import pytest

from snippets import optimization as o
from snippets.differentiation import cubic, cubic_derivative
from snippets.figures import optimization as draw
from snippets.gradient import bowl, bowl_gradient, quadratic_form, unit_vector
from snippets.samples import six_points


def lines(picture, axes=0):
    """(x, y) of each line that a picture draws, in order."""
    return [np.array(line.get_data(), float) for line in picture.figure.axes[axes].get_lines()]


def test_tangents_at_critical_points_are_level_and_touch():
    x = np.linspace(-1, 2.5, 141)
    points = [0.0, 4 / 3]
    names = ["local maximum", "local minimum"]
    picture = draw.critical(x, cubic(x), points, [cubic(p) for p in points], names)
    curve, *drawn = lines(picture)
    assert (curve == [x, cubic(x)]).all()
    for point, level, dot in zip(points, drawn[::2], drawn[1::2], strict=True):
        assert np.ptp(level[1]) == 0 and level[1][0] == dot[1][0] == cubic(point)
        assert level[0].mean() == pytest.approx(point) and dot[0][0] == point
        assert cubic_derivative(point) == pytest.approx(0, abs=1e-15)
    assert "x = 0, where f is 1: a local maximum" in picture.alt
    assert "x = 1.333, where f is -0.1852: a local minimum" in picture.alt
    assert "-2 and 4.125, are at x = -1 and x = 2.5" in picture.alt


def test_traps_are_flat_or_extreme_but_not_both():
    t, u = np.linspace(-1, 1, 101), np.linspace(0.5, 3, 101)
    panels = [
        ("$x^3$", t, t**3, 0, 0),
        ("$-|x|$", t, -abs(t), 0, None),
        (r"$\log x$", u, np.log(u), 3, 1 / 3),
    ]
    picture = draw.traps(panels)
    assert [len(lines(picture, i)) for i in range(3)] == [3, 2, 3]  # no tangent without a slope
    for i, (_, x, f, point, slope) in enumerate(panels):
        curve, *tangent, dot = lines(picture, i)
        assert (curve == [x, f]).all() and dot[0][0] == pytest.approx(point, abs=1e-12)
        for (a, b), (low, high) in tangent:
            assert (high - low) / (b - a) == pytest.approx(slope)
            assert x[0] <= a < b <= x[-1] + 1e-12  # where f is defined
            assert low + slope * (dot[0][0] - a) == pytest.approx(dot[1][0])
    said = ("neither highest nor lowest, its slope is 0", "the highest, it has no slope")
    assert all(
        words in picture.alt for words in (*said, "x = 3 is the highest, its slope is 0.333")
    )
    # The other way up: the words follow the arrays.
    assert (
        "x = 0 is the lowest, it has no slope"
        in draw.traps([("$|x|$", t, abs(t), 0, None), panels[0]]).alt
    )


def test_bends_say_the_smallest_and_the_largest_curvature():
    angles = np.arange(0, 181, 3)
    tables = {"a": np.diag([6, 2]), "b": np.diag([-6, 2]), "c": np.diag([2, 0])}
    curves = {
        kind: np.array([quadratic_form(H, unit_vector(a)) for a in angles])
        for kind, H in tables.items()
    }
    picture = draw.bends(angles, curves)
    axis, *drawn = lines(picture)
    assert set(axis[1]) == {0}
    for line, curve, H in zip(drawn, curves.values(), tables.values(), strict=True):
        assert (line == [angles, curve]).all()
        low, high = sorted(np.linalg.eigvalsh(H))  # its extremes are the eigenvalues
        assert curve.min() == pytest.approx(low, abs=1e-12)
        assert curve.max() == pytest.approx(high, abs=1e-12)
    assert "a: from 2 to 6; b: from -6 to 2; c: from 0 to 2" in picture.alt


def test_paths_start_at_the_corner_and_go_where_the_factors_say():
    x, y = np.meshgrid(np.linspace(-11, 11, 12), np.linspace(-3, 3, 7))
    rates = (0.05, 2 / 11, 0.21)
    walks = {
        f"{rate:.3g}": np.array(
            list(islice(o.descent_path(o.valley_gradient, [10.0, 1], rate), 13))
        )
        for rate in rates
    }
    picture = draw.paths(x, y, o.valley((x, y)), walks)
    for i, rate in enumerate(rates):
        path, origin = lines(picture, i)
        k = np.arange(13)
        # Twelve products of numbers near 1.
        assert path[0] == pytest.approx(10 * (1 - rate) ** k, rel=1e-13)
        assert path[1] == pytest.approx((1 - 10 * rate) ** k, rel=1e-13, abs=1e-300)
        assert origin.ravel().tolist() == [0, 0]
        far = np.hypot(*path[:, -1])
        assert f"it ends {far:.3g} from it, at |y| = {abs(path[1, -1]):.3g}" in picture.alt
    # "every zigzag is higher than the one before, by the factor 1.1, although x still shrinks"
    assert abs(path[1, 1:] / path[1, :-1]) == pytest.approx(1.1)
    assert (path[0, 1:] < path[0, :-1]).all()
    assert "from (10, 1)" in picture.alt and "12 steps each" in picture.alt


def test_the_race_is_drawn_as_far_as_it_goes():
    errors = {"a": 0.5 ** np.arange(61), "b": 0.9 ** np.arange(21), "c": np.array([1.0, 0.0])}
    picture = draw.race(errors)
    drawn = lines(picture)[::2]
    assert drawn[0][0][-1] == 30  # 2⁻³⁰ is the first power below 1e-9
    assert (drawn[0][1][:30] == errors["a"][:30]).all()
    assert (drawn[1][1] == errors["b"]).all() and drawn[2].shape == (2, 2)
    assert "a: below 1e-09 at step 30" in picture.alt and "c: below 1e-09 at step 1" in picture.alt
    assert f"b: {errors['b'][-1]:.1e}" in picture.alt


def test_lines_are_where_the_score_is_zero():
    X, y = six_points()
    weights = {10: np.array([1.0, 2.0, -1.0]), 2000: np.array([2.0, 1.0, -3.0])}
    crossing = [0.5, 3.0]
    picture = draw.lines_of(X, y, weights, np.array([2.0, 2.0, -3.0]))
    low, high, *drawn, limit = lines(picture)
    (left, right), (bottom, top) = (getattr(picture.figure.axes[0], f"get_{k}lim")() for k in "xy")
    assert (X > [left, bottom]).all() and (X < [right, top]).all()  # all six can be seen
    assert (low.T == X[y == -1]).all() and (high.T == X[y == 1]).all()
    for line, w in zip([*drawn, limit], [*weights.values(), (2, 2, -3)], strict=True):
        assert w[0] * line[0] + w[1] * line[1] + w[2] == pytest.approx(0, abs=1e-12)
    dots, dashes = lines(picture, axes=1)
    assert dots.tolist() == [[10, 2000], crossing] and set(dashes[1]) == {1.5}
    assert "0.500 after 10 steps, at 3.000 after 2,000 steps" in picture.alt
    assert "crosses at 1.5." in picture.alt


def test_both_gradients_start_where_circle_and_line_touch():
    x, y = np.meshgrid(np.linspace(-3, 4, 29), np.linspace(-2, 4, 25))
    along = np.array([-1.0, 4.0])
    line, best, normal = (along, (5 - along) / 2), (1, 2), (1, 2)
    picture = draw.touching(x, y, bowl((x, y)), line, best, bowl_gradient(best), normal)
    drawn, dot = lines(picture)
    assert (drawn == line).all() and dot.ravel().tolist() == [1, 2]
    assert drawn[0] + 2 * drawn[1] == pytest.approx(5)
    ends = {tuple(a.xy) for a in picture.figure.axes[0].texts if a.get_text() == ""}
    assert {tuple(np.round(e, 9)) for e in ends} == {(1.8, 3.6), (1.4, 2.8)}
    assert "touches it at (1, 2)" in picture.alt and "point at 63.43 and 63.43" in picture.alt
    # A circle through the best point is tangent there: no point of the line is inside.
    assert (drawn[0] ** 2 + drawn[1] ** 2 >= 5).all()


def test_the_logarithm_is_drawn_above_its_slope():
    x = np.linspace(0.05, 6, 50)
    axis, f, slope = lines(draw.rising(x, np.log(x), 1 / x))
    assert (f[1] == np.log(x)).all() and (slope[1] == 1 / x).all() and (slope[1] > 0).all()
    assert set(axis[1]) == {0}
