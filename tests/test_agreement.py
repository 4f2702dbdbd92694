"""The gap between two results, and the check of a Jacobian in a random direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets.agreement import random_direction_check, relative_gap

numbers = st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=4)


@pytest.mark.parametrize(
    "a, b, gap",
    [
        (0.0, 0.0, 0),
        (1.0, -1.0, 2),
        (0.0, 5.0, 1),
        ([4.0, 0.0], [4.0, 1.0], 0.25),
        ([2, 3], [2, 4], 0.25),
        (3j, 4j, 0.25),
        (1e308, -1e308, 2),
        (5e-324, 0.0, 1),
    ],
)
def test_gap_is_relative_to_the_largest_entry(a, b, gap):
    assert relative_gap(a, b) == gap


@given(numbers, st.integers(-20, 20))
def test_gap_is_symmetric_and_has_no_unit(a, k):
    b = np.array(a)[::-1]
    gap = relative_gap(a, b)
    assert 0 <= gap <= 2
    assert gap == relative_gap(b, a)
    if np.max(np.abs(a)) > 1e-280:  # a power of two rounds nothing, short of underflow
        assert relative_gap(
            np.multiply(a, 2.0**k) / 2.0**20, b * 2.0**k / 2.0**20
        ) == pytest.approx(gap, abs=1e-15)
    assert relative_gap(a, a) == 0


@pytest.mark.parametrize(
    "a, b, said",
    [
        ([1.0], 1.0, "one shape"),
        ([[1.0, 2.0]], [1.0, 2.0], "one shape"),
        ([], [], "not empty"),
        (np.nan, 1.0, "a must be finite"),
        (complex(0, np.inf), 1j, "a must be finite"),
        (1.0, [np.inf], "one shape"),
        (1.0, np.inf, "b must be finite"),
    ],
)
def test_what_cannot_be_compared_is_refused(a, b, said):
    with pytest.raises(ValueError, match=said):
        relative_gap(a, b)


A = np.arange(12.0).reshape(3, 4) - 5


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_right_jacobian_passes_and_a_wrong_one_fails(seed, scale):
    x = scale * np.array([1.0, -2.0, 3.0, 0.5])
    f = lambda x: A @ x**2
    right = lambda x, u: (u @ A) * 2 * x
    # Quadratic, so truncation is 0; rounding is u / 7e-6 = 2e-11 of the values, which the random
    # direction may leave a thousand times smaller than their parts.
    gap = lambda vjp: random_direction_check(f, vjp, x, np.random.default_rng(seed))
    if scale >= 1:
        assert gap(right) < 2e-8
        # One lost factor 2, one sign, one transposition of two entries.
        assert gap(lambda x, u: right(x, u) / 2) > 0.4
        assert gap(lambda x, u: right(x, u) * [1, 1, -1, 1]) > 1e-3
        assert gap(lambda x, u: right(x, u)[[1, 0, 2, 3]]) > 1e-3
        assert gap(lambda x, u: right(x, u[[1, 0, 2]])) > 1e-3
    else:  # the step is one for x of size 1: what is small beside it drowns
        assert gap(right) < 1e-3


def test_the_same_seed_gives_the_same_check():
    gaps = [
        random_direction_check(
            np.sin, lambda x, u: u * np.cos(x), np.ones((2, 3)), np.random.default_rng(3)
        )
        for _ in range(2)
    ]
    assert gaps[0] == gaps[1] < 1e-7


@given(st.lists(st.integers(-9, 9).filter(bool), min_size=2, max_size=4), st.integers(0, 99))
def test_points_of_whole_numbers_are_points(x, seed):
    # The slopes of 1 / x are −1 / x²; whole numbers have no power −1 in NumPy.  The step of 7e-6
    # along v, below 4 |x|, leaves ⅙ f‴ h² below 1e-8 of the parts, the direction maybe a thousand
    # times less of their sum.
    reciprocal, vjp = (lambda p: p**-1), (lambda p, u: -u * p**-2)
    assert random_direction_check(reciprocal, vjp, x, np.random.default_rng(seed)) < 1e-4


@given(st.integers(0, 99))
def test_errors_that_cancel_along_the_diagonal_show_all_the_same(seed):
    # Of x₁ + x₂ the rule (2, 0) is right along (1, 1), and off by v₁ − v₂ along v.
    total, wrong = (lambda p: np.sum(p)), (lambda p, u: u * np.array([2.0, 0.0]))
    gap = random_direction_check(total, wrong, np.zeros(2), np.random.default_rng(seed))
    assert gap > 1e-4  # normal numbers nearer than that are rarer than one pair in a thousand
