"""The data sets of the book."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.samples import six_points, two_circles


def test_six_points_are_the_six_points():
    X, y = six_points()
    assert X.shape == (6, 2) and y.shape == (6,) and X.dtype == y.dtype == float
    lower, upper = {(0, 0), (-1, -1), (-3, -1)}, {(1, 2), (2, 1), (3, 3)}
    assert {tuple(point) for point in X[y == -1]} == lower
    assert {tuple(point) for point in X[y == 1]} == upper


def test_each_call_gives_fresh_arrays():
    X, y = six_points()
    X += 1
    y *= -1
    assert not np.array_equal(six_points()[0], X) and not np.array_equal(six_points()[1], y)


def test_the_line_of_the_scores_separates_them():
    X, y = six_points()
    # The margin is 3/2 on either side, reached by three points.
    assert sorted(y * (X.sum(axis=1) - 1.5)) == [1.5, 1.5, 1.5, 3.5, 4.5, 5.5]


@pytest.mark.parametrize("n, noise, factor", [(2, 0.0, 0.5), (1000, 0.0, 0.25), (20, 0.1, 0.9)])
def test_two_circles_have_half_of_the_points_each(n, noise, factor):
    X, y = two_circles(n, noise, factor, np.random.default_rng(1))
    assert X.shape == (n, 2) and y.shape == (n,) and sum(y == 0) == sum(y == 1) == n // 2
    again, _ = two_circles(n, noise, factor, np.random.default_rng(1))
    assert np.array_equal(X, again)


def test_without_noise_they_are_circles_and_noise_has_its_size():
    X, y = two_circles(10_000, 0.0, 0.5, np.random.default_rng(2))
    for label, radius in ((0, 1), (1, 0.5)):
        assert np.hypot(*X[y == label].T) == pytest.approx(radius, abs=1e-15)
        # The mean direction of N even angles is √(1/2N) long in each coordinate: five of these.
        assert abs(X[y == label].mean(axis=0)).max() < 5 * radius * (0.5 / 5000) ** 0.5
    noisy, _ = two_circles(10_000, 0.1, 0.5, np.random.default_rng(2))
    # A standard deviation of N numbers is off by √(1/2N) of it: five of these.
    assert np.std(noisy - X) == pytest.approx(0.1, rel=5 * (0.5 / 20_000) ** 0.5)


@given(st.integers(1, 30), st.floats(0, 9), st.floats(0.01, 0.99), st.integers(0, 10**6))
def test_noise_adds_and_the_inner_circle_shrinks(half, noise, factor, seed):
    draw = lambda noise, factor: two_circles(2 * half, noise, factor, np.random.default_rng(seed))
    (circles, y), (noisy, same) = draw(0.0, factor), draw(noise, factor)
    assert noisy.shape == (2 * half, 2) and noisy.dtype == y.dtype == float
    assert y.tolist() == same.tolist() == [0] * half + [1] * half
    # Unit noise is the same for any size: sums of numbers below 50 are rounded to 50u.
    unit = draw(1.0, factor)[0] - circles
    assert np.allclose(noisy - circles, noise * unit, rtol=0, atol=1e-13)
    other = draw(0.0, 0.5)[0]
    assert np.allclose(circles[y == 1] / factor, other[y == 1] / 0.5, rtol=1e-14, atol=0)
    assert np.array_equal(circles[y == 0], other[y == 0])


def test_circles_that_are_none_are_refused():
    rng = np.random.default_rng(0)
    for n in (0, 1, 7, -2):
        with pytest.raises(ValueError, match=f"even number from 2 on, and it is {n}"):
            two_circles(n, 0.1, 0.5, rng)
    for noise, factor in (
        (-0.1, 0.5),
        (0.1, 0.0),
        (0.1, 1.0),
        (float("nan"), 0.5),
        (float("inf"), 0.5),
        (0.1, float("nan")),
        (0.1, -1.0),
    ):
        with pytest.raises(ValueError, match="need noise"):
            two_circles(4, noise, factor, rng)
