"""The hinge loss and its subgradients: by hand in fractions, invariances, and how descent ends."""

from fractions import Fraction
from itertools import islice, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from snippets import hinge
from snippets.gradient import gradient
from snippets.support_vector_machine import margins, soft_margin

THREE = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
seeds = st.integers(0, 10**6)
prices = st.floats(0.1, 5)


@st.composite
def problems(draw):
    """(X, y, w, b) with whole numbers, as fractions: shapes (m, n), (m,), (n,) and ()."""
    m, n = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    whole = lambda size: draw(st.lists(st.integers(-4, 4), min_size=size, max_size=size))
    fractions = np.vectorize(Fraction, otypes=[object])
    y = draw(st.lists(st.sampled_from([-1, 1]), min_size=m, max_size=m))
    X = fractions(whole(m * n)).reshape(m, n)
    return X, np.array(y), fractions(whole(n)) / 3, Fraction(draw(st.integers(-4, 4)), 2)


def cloud(seed):
    """(X, y, z) of floats: normal points of both classes, mixed, and a z = (w, b)."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(2, 12), rng.integers(1, 4)
    y = rng.permutation(np.where(np.arange(m) < rng.integers(1, m), -1, 1))
    return rng.standard_normal((m, n)), y, rng.standard_normal(n + 1)


@given(problems(), st.fractions(0, 9))
def test_losses_objective_and_subgradient_are_what_they_say(problem, C):
    X, y, w, b = problem
    missing = [1 - k * (sum(w * x) + b) for x, k in zip(X, y, strict=True)]
    assert hinge.hinge_losses(w, b, X, y).tolist() == [max(0, gap) for gap in missing]
    objective = sum(w * w) / 2 + C * sum(max(0, gap) for gap in missing)
    assert hinge.soft_margin_objective(w, b, X, y, C) == objective
    slope_w, slope_b = hinge.soft_margin_subgradient(w, b, X, y, C)
    pull = [k * (gap > 0) for k, gap in zip(y, missing, strict=True)]
    assert slope_b == -C * sum(pull) and slope_w.shape == w.shape
    assert slope_w.tolist() == [
        e - C * sum(int(p) * x for p, x in zip(pull, column, strict=True))
        for e, column in zip(w, X.T, strict=True)
    ]


@given(problems(), seeds)
def test_order_of_samples_names_of_classes_and_coordinates_do_not_matter(problem, seed):
    X, y, w, b = problem
    order, axes = (np.random.default_rng(seed).permutation(k) for k in X.shape)
    value, (slope_w, slope_b) = (
        f(w, b, X, y, 2) for f in (hinge.soft_margin_objective, hinge.soft_margin_subgradient)
    )
    shuffled = w, b, X[order], y[order], 2
    assert hinge.soft_margin_objective(*shuffled) == value
    assert hinge.soft_margin_subgradient(*shuffled)[0].tolist() == slope_w.tolist()
    swapped = -w, -b, X, -y, 2
    assert hinge.soft_margin_objective(*swapped) == value
    assert hinge.soft_margin_subgradient(*swapped)[1] == -slope_b
    renamed = hinge.soft_margin_subgradient(w[axes], b, X[:, axes], y, 2)
    assert renamed[0].tolist() == slope_w[axes].tolist() and renamed[1] == slope_b


@given(problems(), st.fractions(-3, 3))
def test_a_shift_of_the_points_goes_into_the_bias(problem, shift):
    X, y, w, b = problem
    moved = hinge.hinge_losses(w, b - shift * sum(w), X + shift, y)
    assert moved.tolist() == hinge.hinge_losses(w, b, X, y).tolist()


@given(seeds, prices)
def test_the_subgradient_is_the_gradient_where_there_is_one(seed, C):
    X, y, z = cloud(seed)
    n = X.shape[1]
    assume(np.min(abs(1 - margins(X, y, z[:n], z[n]))) > 1e-3)  # no kink within a step
    value = lambda z: hinge.soft_margin_objective(z[:n], z[n], X, y, C)
    slope_w, slope_b = hinge.soft_margin_subgradient(z[:n], z[n], X, y, C)
    # Values are below 5 · 12 · 50: rounding 3000 · 4 · 2e-16 / 7e-6 = 4e-7.
    assert np.allclose(gradient(value, z), [*slope_w, slope_b], rtol=1e-6, atol=1e-6)


@given(seeds, prices)
def test_a_subgradient_stays_below_the_function(seed, C):
    X, y, here = cloud(seed)
    n = X.shape[1]
    there = np.random.default_rng(seed + 1).standard_normal(n + 1)
    value = lambda z: hinge.soft_margin_objective(z[:n], z[n], X, y, C)
    slope = np.append(*hinge.soft_margin_subgradient(here[:n], here[n], X, y, C))
    assert value(there) >= value(here) + slope @ (there - here) - 1e-9 * value(here)


def test_at_the_kink_a_sample_pulls_nothing():
    slope_w, slope_b = hinge.soft_margin_subgradient([1.0], 0.0, [[1.0], [-1.0]], [1, -1], C=7)
    assert (slope_w.tolist(), slope_b) == ([1.0], 0)
    beyond = hinge.soft_margin_subgradient([1.0 - 1e-15], 0.0, [[1.0], [-1.0]], [1, -1], C=7)
    assert beyond[0].tolist() == [1.0 - 1e-15 - 14]


@given(seeds, prices, st.floats(0.01, 1))
def test_each_step_is_the_rate_over_the_root_of_its_number(seed, C, rate):
    X, y, _ = cloud(seed)
    points = list(islice(hinge.subgradient_path(X, y, C, rate), 8))
    assert np.array_equal(points[0][0], np.zeros(X.shape[1])) and points[0][1] == 0
    for k, ((w, b), (w_next, b_next)) in enumerate(pairwise(points), start=1):
        slope_w, slope_b = hinge.soft_margin_subgradient(w, b, X, y, C)
        # A product and a difference of numbers below 500, rounded.
        assert np.allclose(w_next, w - rate / k**0.5 * slope_w, rtol=1e-14, atol=1e-12)
        assert b_next == pytest.approx(b - rate / k**0.5 * slope_b, rel=1e-14, abs=1e-12)


@settings(max_examples=20)
@given(seeds, st.floats(0.01, 1))
def test_the_descent_is_as_good_as_its_docstring_says(seed, rate):
    X, y, _ = cloud(seed)
    C, steps = 1.0, 60
    plane = soft_margin(X, y, C)
    least = hinge.soft_margin_objective(plane.w, plane.b, X, y, C)
    points = list(islice(hinge.subgradient_path(X, y, C, rate), steps))
    slopes = [np.append(*hinge.soft_margin_subgradient(*p, X, y, C)) for p in points]
    sizes = rate / np.sqrt(np.arange(1, steps + 1))
    R, G = np.hypot(np.linalg.norm(plane.w), plane.b), max(map(np.linalg.norm, slopes))
    best = min(hinge.soft_margin_objective(*p, X, y, C) for p in points)
    bound = (R**2 + G**2 * (sizes**2).sum()) / (2 * sizes.sum())
    assert least - 1e-7 * least <= best <= least + bound


@pytest.mark.parametrize("rate", [0, -1.0, np.nan, np.inf])
def test_a_rate_is_positive(rate):
    with pytest.raises(ValueError, match="rate must be"):
        next(hinge.subgradient_path(*THREE, 1.0, rate=rate))


def test_lists_will_do_and_are_left_alone():
    X, y = [[0, 0], [1, 2]], [-1, 1]
    assert hinge.hinge_losses([1, 0], 0, X, y).tolist() == [1, 0]
    assert hinge.soft_margin_subgradient([1, 0], 0, X, y, 2)[0].tolist() == [1, 0]
    assert (X, y) == ([[0, 0], [1, 2]], [-1, 1])
