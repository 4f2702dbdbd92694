"""The extrapolated derivative: its promise, the honesty of its error, and what it refuses."""

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snippets.differentiation import (
    UNIT_ROUNDOFF,
    NotDifferentiable,
    complex_step,
    cubic,
    cubic_derivative,
    derivative,
    relu,
    sigmoid,
    sigmoid_derivative,
)

# Each f with its exact derivative for mpmath, and the exponents e of the x = ±10ᵉ it is tried at:
# exp and sigmoid are tried where they are neither infinite nor flat.
SMOOTH = {
    "sin": (np.sin, mpmath.cos, (-8, 8), True),
    "exp": (np.exp, mpmath.exp, (-8, 2.5), True),
    "log": (np.log, lambda x: 1 / x, (-8, 8), False),
    "sqrt": (np.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), (-8, 8), False),
    "x^2": (lambda x: x**2, lambda x: 2 * x, (-8, 8), True),
    "x^5": (lambda x: x**5, lambda x: 5 * x**4, (-8, 8), True),
    "x^1.5": (lambda x: x**1.5, lambda x: 1.5 * mpmath.sqrt(x), (-8, 8), False),
    "1/x": (lambda x: 1 / x, lambda x: -1 / x**2, (-8, 8), True),
    "x^-2": (lambda x: x**-2, lambda x: -2 / x**3, (-8, 8), True),
    "sigmoid": (sigmoid, lambda x: mpmath.exp(-x) / (1 + mpmath.exp(-x)) ** 2, (-8, 0.9), True),
    "x/(1+x^2)": (
        lambda x: x / (1 + x * x),
        lambda x: (1 - x * x) / (1 + x * x) ** 2,
        (-8, 8),
        True,
    ),
    "(x^2+1)/(x-3)": (
        lambda x: (x * x + 1) / (x - 3),
        lambda x: (x * x - 6 * x - 1) / (x - 3) ** 2,
        (-8, 8),
        True,
    ),
}
# Their values carry more rounding than a last digit: they cancel, or amplify it.
NOISY = {
    "cubic": (cubic, lambda x: 3 * x**2 - 4 * x, (-2, 0.5), True),
    "gauss": (lambda x: np.exp(-x * x / 2), lambda x: -x * mpmath.exp(-x * x / 2), (-2, 1.5), True),
    "exp(x)-1": (lambda x: np.exp(x) - 1, mpmath.exp, (-6, 0), True),
    "1-cos(x)": (lambda x: 1 - np.cos(x), mpmath.sin, (-4, 0), True),
    "x^x": (
        lambda x: np.exp(x * np.log(x)),
        lambda x: mpmath.exp(x * mpmath.log(x)) * (1 + mpmath.log(x)),
        (-3, 2),
        False,
    ),
}


def trials(f, exact, exponents, both_signs, count, seed):
    """(x, Estimate, exact slope) at count points, spread evenly over the exponents."""
    rng = np.random.default_rng(seed)
    for e in rng.uniform(*exponents, count):
        x = 10**e * (rng.choice([-1, 1]) if both_signs else 1)
        yield x, derivative(f, x), exact(mpmath.mpf(x))


@pytest.mark.parametrize("name", SMOOTH)
def test_promise_on_every_scale(name):
    f = SMOOTH[name][0]
    with mpmath.workdps(50):
        for x, estimate, exact in trials(*SMOOTH[name], count=100, seed=1):
            # The docstring excepts flat places. L = 1 is the length of sin, the fraction and
            # x/(1+x²) near their stationary points; the others have none.
            if abs(exact) * max(1, abs(x) / 2) >= 1e-5 * abs(f(x)):
                assert abs(estimate.value - exact) <= 1e-8 * abs(exact), x


@pytest.mark.parametrize("name", [*SMOOTH, *NOISY])
def test_error_is_an_honest_bound(name):
    # "Nearly every case" is 95 of 100 for each function; the bounds are not vacuous either.
    function = (SMOOTH | NOISY)[name]
    with mpmath.workdps(50):
        tried = list(trials(*function, count=100, seed=2))
        honest = sum(abs(e.value - exact) <= e.error for _, e, exact in tried)
        tight = sum(e.error <= 1e-8 * abs(exact) for _, e, exact in tried)
    assert honest >= 95
    assert tight >= 95


@given(st.integers(-64, 64).map(lambda k: k / 64))
def test_extrapolation_reaches_the_last_digits(x):
    # Steps from 0.62 to 0.04 are enough: their fourth column leaves less than 1e-15. Values are
    # below e^1.6 = 5, so noise is at most (4 · 5 + 4e) u / 0.08 = 390u, and the columns carry
    # less than three times that.
    slope = derivative(np.exp, x)
    assert abs(slope.value - np.exp(x)) <= slope.error < 1200 * UNIT_ROUNDOFF


@pytest.mark.parametrize("root", [1.618033988749895, 1.0, -0.6180339887498949])
def test_error_is_honest_near_a_root_where_values_have_lost_their_digits(root):
    rng = np.random.default_rng(3)
    honest = 0
    for e in rng.uniform(-8, -1, 100):
        x = root + rng.choice([-1, 1]) * 10**e
        slope = derivative(cubic, x)
        honest += abs(slope.value - cubic_derivative(mpmath.mpf(x))) <= slope.error
        assert slope.error < 1e-11
    assert honest >= 95


@given(st.floats(-3, 3))
def test_independent_routes_agree(x):
    # The complex step loses 20u of the largest term, 60; the bound covers the extrapolation.
    for f, df in ((cubic, cubic_derivative), (sigmoid, sigmoid_derivative)):
        slope = derivative(f, x)
        room = 5 * slope.error + 60 * 20 * UNIT_ROUNDOFF
        assert abs(slope.value - df(x)) <= room
        assert abs(slope.value - complex_step(f, x)) <= room


@given(st.floats(-2, 2), st.integers(-5, 5), st.integers(-5, 5))
def test_linearity(x, a, b):
    both = derivative(lambda t: a * np.sin(t) + b * np.exp(t), x)
    sine, power = derivative(np.sin, x), derivative(np.exp, x)
    room = both.error + abs(a) * sine.error + abs(b) * power.error + 1e-14
    # ten roundings of terms below 5 e²: 10 · 37 u
    assert abs(both.value - a * sine.value - b * power.value) <= 5 * room + 370 * UNIT_ROUNDOFF


@pytest.mark.parametrize("f", [lambda t: 5.0, np.cos, np.abs, lambda t: t**2])
def test_a_slope_of_zero(f):
    x = 3.0 if f is np.abs else 0.0
    slope = derivative(f, x)
    assert slope.value == (1 if f is np.abs else 0)  # samples are symmetric, so exact
    assert slope.error < 1e-12


def test_zero_and_whole_numbers_are_points_too():
    assert derivative(np.exp, 0).value == pytest.approx(1, rel=1e-12)
    assert derivative(cubic, 2).value == pytest.approx(4, rel=1e-12)
    assert isinstance(derivative(cubic, 2).value, float)


@given(
    st.sampled_from([np.abs, relu, lambda t: -relu(-t)]),
    st.floats(-1e6, 1e6),
    st.floats(-3, 3).map(lambda e: 10**e),
    st.sampled_from([np.sin, np.exp, lambda t: 0 * t]),
)
def test_kinks_are_refused_wherever_and_however_steep(kink, place, scale, smooth):
    f = lambda t: scale * kink(t - place) + smooth(t - place)
    with pytest.raises(NotDifferentiable, match=r"kink at x = .* jumps from .* to "):
        derivative(f, place)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_kink_counts_beside_the_size_of_f_over_the_longest_step(sign):
    """Of c + |t| a typical slope is 1 + c / 0.618: its millionth is the jump of 2 at 1.236e6."""
    with pytest.raises(NotDifferentiable, match=r"jumps from -1 to 1$"):
        derivative(lambda t: sign * 1.2e6 + abs(t), 0.0)
    assert derivative(lambda t: sign * 1.27e6 + abs(t), 0.0).value == 0


def test_the_refusal_names_both_slopes():
    with pytest.raises(NotDifferentiable, match=r"x = 0.0: the slope jumps from 0 to 1$"):
        derivative(relu, 0.0)
    with pytest.raises(NotDifferentiable, match=r"x = 2.0: the slope jumps from 3 to -3$"):
        derivative(lambda t: -3 * abs(t - 2), 2.0)


@given(st.floats(-3, 1).map(lambda e: 10**e), st.sampled_from([-1, 1]))
def test_beside_a_kink_there_is_a_slope(distance, side):
    slope = derivative(np.abs, side * distance)
    assert slope.value == side and slope.error < 1e-10


@pytest.mark.parametrize(
    "f",
    [
        np.cbrt,
        lambda t: np.sqrt(abs(t)),
        np.sign,
        lambda t: t * np.sin(1 / t) if t else 0.0,
        lambda t: np.heaviside(t, 1.0),
    ],
)
def test_points_without_any_slope_are_refused(f):
    with pytest.raises(NotDifferentiable):
        derivative(f, 0.0)


def test_slopes_that_differ_from_step_to_step_are_refused():
    # Even, so central differences are 0; the quotients of either side swing between −1 and 1.
    with pytest.raises(NotDifferentiable, match=r"^the quotients at x = 0.0 settle only to "):
        derivative(lambda t: abs(t) * np.sin(3.3 * np.log(abs(t))) if t else 0.0, 0.0)


def test_documented_kinks_that_it_cannot_see():
    # No finite set of samples sees everything: |x| sin² vanishes at every step that is sampled.
    wave = lambda t: abs(t) * np.sin(np.pi * np.log2(abs(t) / 0.6180339887)) ** 2 if t else 0.0
    slope = derivative(lambda t: t**2 + wave(t), 0.0)
    assert abs(slope.value) < 1e-12 and slope.error < 1e-12
    between = 0.6180339887 * 2.0**-20.5  # half-way between two steps, on the scale of the steps
    assert wave(between) / between == pytest.approx(1)
    # A jump below 1e-6 of the slopes is let through, and the error does not cover it.
    slope = derivative(lambda t: t + 1e-7 * abs(t), 0.0)
    assert abs(slope.value - (1 + 1e-7)) > slope.error


def test_documented_bend_that_it_takes_for_a_kink():
    # |x − 1e-13| has the slope −1 at 0, but the least step there is 2⁻⁴⁰ ≈ 1e-12.
    with pytest.raises(NotDifferentiable, match="kink"):
        derivative(lambda t: abs(t - 1e-13), 0.0)


def test_documented_function_that_rounds_its_argument():
    # 100 x is near 5e9, where floats are 1e-6 apart: sine and slope are those of a place nearby.
    honest = 0
    for x in np.linspace(5e7, 6e7, 50):
        try:
            slope = derivative(lambda t: np.sin(100 * t), x)
            honest += abs(slope.value - 100 * mpmath.cos(100 * mpmath.mpf(x))) <= slope.error
        except NotDifferentiable:  # which is wrong too
            pass
    assert honest < 25


@pytest.mark.parametrize(
    "f, x, said",
    [
        (np.sin, np.nan, "x must be finite"),
        (np.sin, [1.0, 2.0], "x must be one real number"),
        (np.sin, 1j, "x must be one real number"),
        (lambda t: np.inf, 1.0, r"f\(x\) must be finite"),
        (lambda t: 1j * t, 1.0, r"f\(x\) must be one real number"),
        (lambda t: np.array([t, t]), 1.0, r"f\(x\) must be one real number"),
        (lambda t: np.sqrt(t) if t >= 0 else np.nan, 0.0, "f may end here"),
    ],
)
def test_bad_input_is_refused(f, x, said):
    with pytest.raises(ValueError, match=said):
        derivative(f, x)


@given(st.floats(1e-8, 1e8))
def test_a_domain_that_ends_nearby_is_no_obstacle(x):
    import math

    assume(abs(math.log(x)) > 1e-4)
    # math.log raises for what lies beyond its domain, where np.log warns.
    assert derivative(math.log, x).value == pytest.approx(1 / x, rel=1e-8)
