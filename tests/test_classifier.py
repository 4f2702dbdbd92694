"""The running classifier: its loss, and the slope of its loss, by several routes."""

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import snippets.symbolic  # noqa: F401, lets the formulas take SymPy's numbers
from snippets.agreement import random_direction_check
from snippets.classifier import (
    linear_loss,
    linear_loss_gradient,
    linear_scores,
    logistic_loss,
    logistic_loss_slope,
    margins,
    scores,
)
from snippets.differentiation import UNIT_ROUNDOFF, complex_step, derivative
from snippets.gradient import gradient
from snippets.samples import six_points

X, y = six_points()
s = scores(X)
loss = lambda w: logistic_loss(w, s, y)
slope = lambda w: logistic_loss_slope(w, s, y)
exact_margins = [sp.Rational(int(2 * m), 2) for m in y * s]


def test_scores_are_exact_for_floats_and_symbols():
    assert np.array_equal(s, X[:, 0] + X[:, 1] - 1.5)
    a, b = sp.symbols("a b")
    assert sp.expand(scores(np.array([[a, b]]))[0]) == a + b - sp.Rational(3, 2)
    assert scores([[1, 2], [0, 0]]).tolist() == [1.5, -1.5]


@pytest.mark.parametrize("wrong", [[1.0, 2.0], [[1.0, 2.0, 3.0]], np.zeros((2, 2, 2))])
def test_scores_refuse_other_shapes(wrong):
    with pytest.raises(ValueError, match="shape"):
        scores(wrong)


def test_at_zero_the_loss_is_log_2_and_the_slope_minus_three_halves():
    assert loss(sp.Integer(0)) == sp.log(2)
    assert slope(sp.Integer(0)) == sp.Rational(-3, 2) or float(slope(sp.Integer(0))) == -1.5
    # A mean of six equal floats: two roundings.
    assert loss(0.0) == pytest.approx(np.log(2), rel=4 * UNIT_ROUNDOFF)
    assert slope(0.0) == -1.5  # every term is exact
    assert loss(0) == loss(0.0) and slope(0) == slope(0.0)


def test_symbols_give_the_formula_and_its_derivative():
    w = sp.Symbol("w")
    formula = logistic_loss(w, np.array(exact_margins), np.ones(6, dtype=int))
    rate = logistic_loss_slope(w, np.array(exact_margins), np.ones(6, dtype=int))
    assert sp.expand(6 * formula) == sp.expand(
        sum(sp.log(1 + sp.exp(-w * m)) for m in exact_margins)
    )
    assert sp.simplify(sp.diff(formula, w) - rate) == 0


@given(st.floats(-20, 20))
def test_three_routes_to_the_slope(w):
    # Margins are at most 5.5, so the terms of the slope are too; 30 roundings of 5.5.
    room = 5.5 * 30 * UNIT_ROUNDOFF
    numeric = derivative(loss, w)
    assert abs(complex_step(loss, w) - slope(w)) <= room
    assert abs(numeric.value - slope(w)) <= 10 * numeric.error + room


@given(st.floats(-400, 130))  # beyond, e^(−5.5 w) or the slope itself leaves the range of floats
def test_loss_and_slope_keep_their_digits_on_either_side(w):
    with mpmath.workdps(340):
        terms = [-mpmath.mpf(float(m)) * w for m in exact_margins]
        exact = mpmath.fsum(mpmath.log1p(mpmath.exp(t)) for t in terms) / 6
        rate = -mpmath.fsum(
            float(m) / (1 + mpmath.exp(-t)) for m, t in zip(exact_margins, terms, strict=True)
        )
    # exp(t) is off by |t| u for a t that was rounded once: |t| < 2200.
    assert loss(w) == pytest.approx(float(exact), rel=2300 * UNIT_ROUNDOFF)
    assert slope(w) == pytest.approx(float(rate / 6), rel=2300 * UNIT_ROUNDOFF)


@given(st.floats(-100, 100))
def test_the_slope_is_negative_everywhere_because_the_data_are_separated(w):
    assert slope(w) < 0
    assert loss(w + 1) < loss(w)


def test_with_a_point_on_the_wrong_side_it_is_not():
    flipped = y * [-1, 1, 1, 1, 1, 1]
    assert logistic_loss_slope(3.0, s, flipped) > 0


@given(st.floats(-5, 5), st.floats(0.01, 3))
def test_the_loss_is_convex(w, d):
    assert loss(w) <= (loss(w - d) + loss(w + d)) / 2 + 50 * UNIT_ROUNDOFF  # losses are below 45


def test_weights_of_any_shape():
    w = np.linspace(-1, 1, 6).reshape(2, 3)
    for function in (loss, slope):
        assert function(w).shape == (2, 3)
        assert function(w)[1, 2] == function(1.0)


@pytest.mark.parametrize(
    "s, y, said",
    [
        ([1.0, 2.0], [1.0], "one shape"),
        ([[1.0]], [[1.0]], "one shape"),
        ([], [], "one shape"),
        ([1.0, 2.0], [1.0, 0.0], "labels must be -1 or 1, and one is 0.0"),
        ([1.0], [np.nan], "labels must be -1 or 1, and one is nan"),
    ],
)
def test_bad_scores_and_labels_are_refused(s, y, said):
    for function in (logistic_loss, logistic_loss_slope):
        with pytest.raises(ValueError, match=said):
            function(0.0, s, y)


# --- With all its weights

weight = st.floats(-4, 4)
weights = st.tuples(weight, weight, weight)


@given(st.lists(st.tuples(st.fractions(), st.sampled_from([-1, 1])), min_size=1, max_size=6))
def test_margins_are_scores_on_the_side_of_their_labels(points):
    s, y = zip(*points, strict=True)
    found = margins(s, y)
    assert found.tolist() == [a if label > 0 else -a for a, label in points]
    assert np.array_equal(margins(-found, y), np.negative(s))  # y² = 1


@given(weight)
def test_along_the_fixed_score_it_is_the_classifier_of_the_first_lesson(w):
    point = w * np.array([1, 1, -1.5])
    # Scores are sums of three products of at most 12: 6 roundings of 30, of a loss of slope 1.
    room = 30 * 8 * UNIT_ROUNDOFF
    assert abs(linear_loss(point, X, y) - loss(w)) <= room
    along = linear_loss_gradient(point, X, y) @ [1, 1, -1.5]
    assert abs(along - slope(w)) <= 5.5 * room


def test_at_zero_the_gradient_is_exact():
    zero, third = [sp.Integer(0)] * 3, sp.Rational(1, 3)
    X_exact, y_exact = X.astype(int).tolist(), y.astype(int).tolist()
    assert linear_loss(zero, X_exact, y_exact) == sp.log(2)
    found = linear_loss_gradient(zero, X_exact, y_exact)
    assert found.tolist() == [-5 * third / 2, -2 * third, 0]


def test_symbols_give_the_gradient_of_the_formula():
    point = sp.symbols("w_1 w_2 b")
    X_exact, y_exact = X[1:4].astype(int), y[1:4].astype(int)
    formula = linear_loss(point, X_exact, y_exact)
    rule = linear_loss_gradient(point, X_exact, y_exact)
    for symbol, partial in zip(point, rule, strict=True):
        assert sp.simplify(sp.diff(formula, symbol) - partial) == 0


@given(weights, st.integers(0, 1000))
def test_two_routes_to_the_gradient(point, seed):
    f = lambda w: linear_loss(w, X, y)
    rule = linear_loss_gradient(point, X, y)
    # Third derivatives are at most 27 · 0.1 along an axis, steps at most 4 · 7e-6: ⅙ · 2.7 h² <
    # 4e-10.  Losses are below 40 and right to 30u: 40 · 30u / 7e-6 < 2e-8.
    assert np.max(abs(gradient(f, np.array(point)) - rule)) < 3e-8
    vjp = lambda w, u: u * linear_loss_gradient(w, X, y)
    # Slopes are of size 1 here and the noise is 1e-9; one direction in a thousand leaves a
    # thousandth of the slopes.
    far = np.array([0.3, -0.2, 0.1])
    assert random_direction_check(f, vjp, far, np.random.default_rng(seed)) < 1e-5


points = st.lists(st.tuples(weight, weight), min_size=1, max_size=6)


@given(points, weights, st.integers(0, 99))
def test_order_and_labels_and_axes_turn_with_the_points(table, w, seed):
    rng = np.random.default_rng(seed)
    A, w = np.array(table), np.array(w)
    labels, order = rng.choice([-1, 1], len(A)), rng.permutation(len(A))
    value, slopes = linear_loss(w, A, labels), linear_loss_gradient(w, A, labels)
    # Scores below 36: a loss and slopes below 40, some thirty roundings of each.
    same = {"rtol": 0, "atol": 40 * 60 * UNIT_ROUNDOFF}
    assert slopes.shape == (3,) and linear_scores(w, A).shape == labels.shape
    assert np.allclose(linear_loss(w, A[order], labels[order]), value, **same)
    assert np.allclose(linear_loss_gradient(w, A[order], labels[order]), slopes, **same)
    assert np.allclose(linear_loss(-w, A, -labels), value, **same)
    assert np.allclose(linear_loss_gradient(-w, A, -labels), -slopes, **same)
    c, d = np.cos(seed), np.sin(seed)
    turn = np.array([[c, -d, 0], [d, c, 0], [0, 0, 1]])  # of both coordinates, not of the bias
    turned = A @ turn[:2, :2].T
    assert np.allclose(linear_loss(turn @ w, turned, labels), value, **same)
    assert np.allclose(linear_loss_gradient(turn @ w, turned, labels), turn @ slopes, **same)


@given(points, weights, weights, st.integers(-4, 4))
def test_scores_are_linear_in_the_weights(table, v, w, factor):
    v, w = np.array(v), np.array(w)
    mixed = linear_scores(factor * v + w, table)
    # Numbers below 5 · 36, ten roundings.
    expected = factor * linear_scores(v, table) + linear_scores(w, table)
    assert np.allclose(mixed, expected, rtol=0, atol=180 * 20 * UNIT_ROUNDOFF)


@pytest.mark.parametrize(
    "weights, X, said",
    [
        ([1.0, 2.0], [[1.0, 2.0]], "weights must have shape"),
        ([1.0, 2.0, 3.0], [1.0, 2.0], "X must have shape"),
        ([1.0, 2.0, 3.0], [[1.0, 2.0, 1.0]], "X must have shape"),
    ],
)
def test_linear_scores_refuse_other_shapes(weights, X, said):
    with pytest.raises(ValueError, match=said):
        linear_scores(weights, X)
    with pytest.raises(ValueError, match=said):
        linear_loss_gradient(weights, X, [1.0])
