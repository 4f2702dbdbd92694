"""The figures of the lesson on differentiation draw what their alt texts and captions claim."""

import numpy as np
import pytest

from snippets.differentiation import cubic, relu, sigmoid, sigmoid_derivative, square
from snippets.figures import differentiation as draw
from snippets.figures.samples import labeled_points
from snippets.samples import six_points

x = np.linspace(-2.0, 2.0, 81)  # exact, and 0 is one of the points


def lines(picture, axes=0):
    """(x, y) of each line that a picture draws, in order."""
    return [np.array(line.get_data(), float) for line in picture.figure.axes[axes].get_lines()]


def slope_of(line):
    (x0, *_, x1), (y0, *_, y1) = line
    return (y1 - y0) / (x1 - x0)


def at(line, place):
    """The height of a straight line at a place."""
    return line[1][0] + slope_of(line) * (place - line[0][0])


def test_the_tangent_of_the_loss_touches_it_at_zero():
    picture = draw.loss_and_tangent(x, 1 - 2 * x + x**2, slope=-2.0)
    curve, tangent, touching = lines(picture)
    assert (curve == [x, 1 - 2 * x + x**2]).all()
    assert slope_of(tangent) == pytest.approx(-2, rel=1e-12)  # a few roundings of numbers near 1
    assert at(tangent, 0) == pytest.approx(1, rel=1e-12)
    assert touching.ravel().tolist() == [0, 1]


def test_chords_pass_through_both_of_their_points():
    curve, *drawn = lines(draw.secants(x, square(x), point=1.0, others=(2.0, 1.5, 1.1)))
    chords = drawn[:-1:2]
    for other, chord in zip((2.0, 1.5, 1.1), chords, strict=True):
        height = np.interp(other, x, square(x))
        assert at(chord, 1) == pytest.approx(1) and at(chord, other) == pytest.approx(height)
    assert (curve[1] == square(x)).all()


def test_rate_and_rule_stand_in_the_same_panel():
    picture = draw.rate_and_rule(x, square(x), 2 * x + 0.5, 2 * x)
    assert (lines(picture)[0][1] == square(x)).all()
    rate, rule = lines(picture, axes=1)
    assert (rate[1] == 2 * x + 0.5).all() and (rule[1] == 2 * x).all()
    assert "at most 0.5" in picture.alt


def test_the_gap_is_measured_in_steps():
    gap, one = lines(draw.gap_between(x, np.full_like(x, 0.25), 0.25))
    assert (gap[1] == 1).all() and (one[1] == 1).all()


def test_windows_show_curve_and_tangent_at_one_scale():
    windows = [(2 + t, cubic(2 + t), 1 + 4 * t) for t in (x / 2, x / 20, x / 200)]
    picture = draw.zoom(windows)
    for i, (place, curve, tangent) in enumerate(windows):
        ax = picture.figure.axes[i]
        drawn = lines(picture, axes=i)
        assert (drawn[0] == [place, curve]).all() and (drawn[1] == [place, tangent]).all()
        low, high = ax.get_ylim()
        assert (high - low) / (place[-1] - place[0]) == pytest.approx(1.3 * 4)
        assert (low + high) / 2 == pytest.approx(1)


def test_the_sigmoid_and_its_slope_are_not_swapped():
    value, slope, top = lines(draw.sigmoid_and_slope(x, sigmoid(x), sigmoid_derivative(x)))
    assert (value[1] == sigmoid(x)).all() and (slope[1] == sigmoid_derivative(x)).all()
    assert top.ravel().tolist() == [0, 0.25]


def test_errors_keep_their_place_and_zero_is_at_the_bottom():
    h = 10.0 ** -np.arange(1, 16)
    errors = {"a": h, "b": h**2 + 1e-12, "c": np.where(h < 1e-8, 0, h)}
    picture = draw.error_against_step(h, errors)
    for line, error in zip(lines(picture), errors.values(), strict=True):
        assert (line[0] == h).all() and (line[1][error > 0] == error[error > 0]).all()
        assert (line[1][error == 0] < 1e-16).all()
        assert line[1].min() > picture.figure.axes[0].get_ylim()[0]


def test_lines_through_a_kink_never_rise_above_the_curve():
    slopes = {"abs": np.linspace(-1, 1, 5), "relu": np.linspace(0, 1, 5)}
    picture = draw.kinks(x, {"abs": abs(x), "relu": relu(x)}, slopes)
    for i, curve in enumerate((abs(x), relu(x))):
        *fan, drawn = lines(picture, axes=i)
        assert (drawn[1] == curve).all() and len(fan) == 5
        for line in fan:
            assert (line[1] <= curve).all() and line[1][x == 0] == 0
    assert "abs: -1 on the left, 1 on the right; relu: 0 on the left" in picture.alt


def test_points_wear_the_mark_of_their_label():
    X, y = six_points()
    low, high, line = lines(labeled_points(X, y, line=(np.array([0.0, 1]), np.array([1.0, 0]))))
    assert (low.T == X[y == -1]).all() and (high.T == X[y == 1]).all()
    assert line.tolist() == [[0, 1], [1, 0]]
