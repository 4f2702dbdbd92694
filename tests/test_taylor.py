"""Taylor's polynomial and the bound on its remainder."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets.taylor import taylor_polynomial, taylor_remainder_bound

whole = st.integers(-9, 9)


@given(st.lists(whole, min_size=1, max_size=6), whole)
def test_a_polynomial_is_its_own_taylor_polynomial(coefficients, a):
    x = sp.Symbol("x")
    f = sp.Poly(coefficients, x).as_expr()
    derivatives = [sp.diff(f, x, k).subs(x, a) for k in range(len(coefficients))]
    assert sp.expand(taylor_polynomial(derivatives, a)(x) - f) == 0


def test_it_is_the_start_of_the_series():
    x = sp.Symbol("x")
    ours = taylor_polynomial([1, 2, 4, 8], 0)(x)  # of e²ˣ
    assert sp.expand(ours - sp.series(sp.exp(2 * x), x, 0, 4).removeO()) == 0


def test_arrays_and_fractions_pass():
    line = taylor_polynomial([3, 5], 1)
    assert np.array_equal(line(np.array([[0.0, 1.0, 2.0]])), [[-2, 3, 8]])
    assert line(Fraction(6, 5)) == 4
    assert np.array_equal(taylor_polynomial([3], 1)(np.zeros(2)), [3, 3])


@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 8))
def test_remainder_stays_within_the_bound(x, a, n):
    # All derivatives of sin are at most 1. Rounding: n + 1 terms, each below 6ⁿ/n! < 65.
    derivatives = [
        [np.sin, np.cos, lambda t: -np.sin(t), lambda t: -np.cos(t)][k % 4](a) for k in range(n + 1)
    ]
    error = abs(taylor_polynomial(derivatives, a)(x) - np.sin(x))
    assert error <= taylor_remainder_bound(1.0, x, a, n) + 9 * 4 * 65 * 2.0**-53


@given(whole, whole, st.integers(0, 6))
def test_the_bound_is_reached_by_the_next_power(x, a, n):
    # (t − a)ⁿ⁺¹ has the constant (n+1)th derivative (n+1)!, and no lower terms at a.
    bound = taylor_remainder_bound(sp.factorial(n + 1), x, a, n)
    assert bound == abs(x - a) ** (n + 1)


@given(st.integers(0, 20).map(lambda k: k / 16), whole, whole, st.integers(0, 6))
def test_the_bound_is_proportional_to_that_of_the_derivative(bound, x, a, n):
    # Small whole numbers and sixteenths, divided by a factorial: one rounding each.
    once = taylor_remainder_bound(1.0, x, a, n)
    assert taylor_remainder_bound(bound, x, a, n) == pytest.approx(bound * once, rel=1e-15)


@pytest.mark.parametrize("bound, n", [(-1.0, 2), (1.0, -1), (1.0, 1.5)])
def test_bad_bounds_and_degrees_are_refused(bound, n):
    with pytest.raises(ValueError, match=f"they are {bound} and {n}$"):
        taylor_remainder_bound(bound, 1.0, 0.0, n)


def test_a_bound_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match=r"^bound must be finite, and it holds inf"):
        taylor_remainder_bound(np.inf, 1.0, 0.0, 1)


def test_no_derivatives_are_refused():
    with pytest.raises(ValueError, match=r"f\(a\)"):
        taylor_polynomial([], 0.0)
