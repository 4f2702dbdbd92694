"""Difference quotients, steps and kinks: as algebra, then as floating-point numbers."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets import symbolic
from snippets.differentiation import (
    UNIT_ROUNDOFF,
    NotDifferentiable,
    balanced_step,
    central_difference,
    complex_step,
    cubic,
    cubic_derivative,
    forward_difference,
    left_slope,
    refuse_kink,
    refuse_unsettled,
    relu,
    right_slope,
    sigmoid,
    sigmoid_derivative,
    square,
    square_derivative,
    subgradients,
)
from snippets.extrapolation import Estimate

whole = st.integers(-15, 15)
step = st.integers(1, 16).map(lambda k: 2.0**-k)  # a power of two, so x ± h is exact
QUOTIENTS = [forward_difference, central_difference, left_slope, right_slope]


@pytest.mark.parametrize(
    "scheme, order, constant",
    [
        (forward_difference, 1, sp.Rational(1, 2)),
        (central_difference, 2, sp.Rational(1, 6)),
        (right_slope, 1, sp.Rational(1, 2)),
        (left_slope, 1, -sp.Rational(1, 2)),
    ],
)
def test_leading_error_term_is_the_documented_one(scheme, order, constant):
    x, h, *a = sp.symbols("x h a:6")
    f = lambda t: sum(a_k * t**k for k, a_k in enumerate(a))
    error = sp.expand(sp.cancel(scheme(f, x, h)) - sp.diff(f(x), x))
    assert all(error.coeff(h, k) == 0 for k in range(order))
    assert sp.expand(error.coeff(h, order) - constant * sp.diff(f(x), x, order + 1)) == 0


def test_leading_error_term_of_the_complex_step():
    x, h = sp.symbols("x h", real=True)
    f = lambda t: t**5
    error = sp.expand(sp.im(sp.expand(f(x + sp.I * h)))) / h - sp.diff(f(x), x)
    assert sp.expand(error).coeff(h, 2) == -sp.diff(f(x), x, 3) / 6
    # The code computes this very quotient: x⁵ at whole numbers below 2⁵³ is exact.
    assert complex_step(f, 3.0, 0.5) == float(sp.im(sp.expand(f(3 + sp.I / 2))) * 2)


@given(whole, whole, whole, step)
def test_forward_difference_is_exact_on_lines(b, c, x, h):
    assert forward_difference(lambda t: b * t + c, float(x), h) == b


@given(whole, whole, whole, whole, step)
def test_central_difference_is_exact_on_parabolas(a, b, c, x, h):
    f = lambda t: a * t**2 + b * t + c
    assert central_difference(f, float(x), h) == 2 * a * x + b  # each value fits 53 bits


@given(st.integers(-3000, 3000).map(lambda k: k / 1024), step)
def test_errors_stay_within_the_documented_bounds(x, h):
    # Derivatives of sin are at most 1. Each sine is within one ulp, 2u, and the subtraction adds
    # 2u at most: 6u over the width.
    forward = abs(forward_difference(np.sin, x, h) - np.cos(x))
    central = abs(central_difference(np.sin, x, h) - np.cos(x))
    assert forward <= h / 2 + 6 * UNIT_ROUNDOFF / h
    assert central <= h**2 / 6 + 3 * UNIT_ROUNDOFF / h


@pytest.mark.parametrize("scheme, order", [(forward_difference, 1), (central_difference, 2)])
def test_measured_order_of_the_error(scheme, order):
    # At 2⁻⁴ and 2⁻⁶ the next term of the error is below a tenth of the leading one, and rounding
    # below 1e-9 of it: the exponent is right to log₄(1.1 / 0.9) = 0.15.
    coarse, fine = (abs(scheme(np.exp, 1.0, h) - np.e) for h in (2.0**-4, 2.0**-6))
    assert np.log(coarse / fine) / np.log(4) == pytest.approx(order, abs=0.15)


def test_the_distance_used_is_the_distance_of_the_floats():
    # 0.1 has no exact sum with 1e8; the line's slope comes out exactly all the same.
    for scheme in QUOTIENTS:
        assert scheme(lambda t: 2 * t, 1e8, 0.1) == 2


@pytest.mark.parametrize("scheme", QUOTIENTS)
def test_arrays_fractions_and_symbols_take_the_same_road(scheme):
    x, h = sp.symbols("x h")
    expression = sp.lambdify((x, h), sp.cancel(scheme(cubic, x, h)))
    points = np.array([[1.0, 2.0, 4.0]])
    steps = np.array([[0.5], [0.25]])
    result = scheme(cubic, points, steps)
    assert result.shape == (2, 3) and result.dtype == float
    assert np.array_equal(result, expression(points, steps))  # few bits, so exact
    third = Fraction(1, 3)
    assert scheme(cubic, third, third) == expression(third, third)
    assert scheme(cubic, np.float32([1, 2]), np.float32(0.5)).dtype == np.float32


@pytest.mark.parametrize("scheme", QUOTIENTS)
@pytest.mark.parametrize("h", [0.0, 1e-17, np.array([0.5, 1e-17])])
def test_a_step_that_is_not_there_is_refused(scheme, h):
    with pytest.raises(ValueError, match=r"lost to rounding|h must be positive"):
        scheme(np.sin, 1.0, h)


@pytest.mark.parametrize("scheme", [left_slope, right_slope])
@given(st.floats(-9, 0))
def test_the_step_to_one_side_is_positive(scheme, h):
    with pytest.raises(ValueError, match=f"^h must be positive, and it holds {h}$"):
        scheme(np.sin, 1.0, h)


@pytest.mark.parametrize("scheme", QUOTIENTS)
@pytest.mark.parametrize("x, h", [(np.nan, 0.5), (np.inf, 0.5), (1.0, np.nan), (1.0, np.inf)])
def test_points_and_steps_that_are_not_finite_are_refused(scheme, x, h):
    with pytest.raises(ValueError, match="finite"):
        scheme(np.sin, x, h)


@pytest.mark.parametrize("scheme", [*QUOTIENTS, complex_step])
def test_results_that_are_not_finite_are_refused(scheme):
    with pytest.raises(ValueError, match="the result must be finite"):
        scheme(lambda t: t * np.inf, 1.0, 0.5)


@pytest.mark.parametrize("order", [1, 2])
def test_balanced_step_makes_the_model_of_the_error_least(order):
    h, u = sp.symbols("h u", positive=True)
    model = [h / 2 + 2 * u / h, h**2 / 6 + u / h][order - 1]
    (best,) = sp.solve(sp.diff(model, h), h)
    expected = float(best.subs(u, sp.Rational(1, 2**53)))
    # A power and a product, each within a few u.
    assert balanced_step(1.0, order) == pytest.approx(expected, rel=1e-14)


@given(st.floats(-8, 8).map(lambda e: 10.0**e), st.integers(0, 3))
def test_balanced_step_keeps_its_promise_on_every_scale(x, index):
    # Of these f, x f′/f and the like are at most 20: the model is off by a factor of 20 or so.
    # Order 1: 2√u = 2e-8, times 20 and slack 5. Order 2: 1.5 (3u)^⅔ = 7e-11, likewise.
    f, slope = [
        (np.log, 1 / x),
        (np.sqrt, 0.5 / np.sqrt(x)),
        (lambda t: 1 / t, -1 / x**2),
        (lambda t: t**3, 3 * x**2),
    ][index]
    forward = forward_difference(f, x, balanced_step(x, 1))
    central = central_difference(f, x, balanced_step(x, 2))
    assert abs(forward / slope - 1) < 100 * 2e-8
    assert abs(central / slope - 1) < 100 * 7e-11


def test_balanced_step_needs_the_length_of_f():
    # The step 2e-8 · 1e-8 leaves exp(x) ≈ 1 hardly a digit to subtract; a length of 1 mends it.
    assert abs(forward_difference(np.exp, 1e-8, balanced_step(1e-8, 1)) - 1) > 1e-3
    assert abs(forward_difference(np.exp, 1e-8, balanced_step(1e-8, 1, length=1)) - 1) < 1e-7
    # ... and the step of length 1 leaves the domain of log.
    with pytest.raises(ValueError, match="finite"), np.errstate(invalid="ignore"):
        central_difference(np.log, 1e-8, balanced_step(1e-8, 2, length=1))


def test_balanced_step_has_the_shape_and_precision_of_x():
    x = np.array([0.0, -4.0, 1e-8])
    assert np.array_equal(balanced_step(x, 1) / balanced_step(1.0, 1), [1, 4, 1e-8])
    ratio = balanced_step(np.float32(1), 1) / balanced_step(1.0, 1)
    assert ratio == pytest.approx(2.0**14.5, rel=1e-6)  # √(2⁻²⁴ / 2⁻⁵³), to float32
    assert balanced_step(np.float32([1, 2]), 2).dtype == np.float32
    assert balanced_step(3, 1) == balanced_step(3.0, 1)


@pytest.mark.parametrize(
    "x, order, length, said",
    [
        (1.0, 3, None, "order"),
        (np.nan, 1, None, "x"),
        (1.0, 1, 0.0, "length"),
    ],
)
def test_balanced_step_refuses(x, order, length, said):
    with pytest.raises(ValueError, match=f"^{said} must be "):
        balanced_step(x, order, length)


@given(st.floats(-5, 5))
def test_complex_step_loses_nothing(x):
    # exp, sin and cos are right to 1 ulp, and their complex forms add two products: 8u in all.
    assert complex_step(np.exp, x) == pytest.approx(np.exp(x), rel=8 * UNIT_ROUNDOFF)
    assert abs(complex_step(np.sin, x) - np.cos(x)) <= 8 * UNIT_ROUNDOFF


def test_complex_step_takes_arrays():
    x = np.array([[1.0, 2.0, 3.0]])
    assert np.array_equal(complex_step(square, x), 2 * x)


@pytest.mark.parametrize("f", [abs, lambda t: t.real, lambda t: 3.0])
def test_complex_step_refuses_code_that_drops_the_imaginary_part(f):
    with pytest.raises(ValueError, match="not analytic"):
        complex_step(f, 1.0)


def test_complex_step_refuses_symbols_and_steps_of_zero():
    with pytest.raises(ValueError, match="not analytic"):
        complex_step(square, sp.Symbol("x"))
    with pytest.raises(ValueError, match="h must not be zero"):
        complex_step(square, 1.0, 0.0)
    with pytest.raises(ValueError, match="x must be finite"):
        complex_step(square, np.nan)


@given(whole, st.integers(-6, 6))
def test_squares_and_cubics_are_what_their_names_say(x, h):
    assert square(x) == square(-x) == x * x >= 0
    assert square(x + h) - square(x) == square_derivative(x) * h + h**2
    assert cubic(x) == (x - 1) * (x * x - x - 1)  # its roots are 1 and the golden ratios
    # The rest of the cubic has no term below h².
    rest = cubic(x + h) - cubic(x) - cubic_derivative(x) * h
    assert rest == (3 * x - 2) * h**2 + h**3
    for f in (square, square_derivative, cubic, cubic_derivative):
        assert f(np.array([x, h])).tolist() == [f(x), f(h)]
        assert f(Fraction(x, 3)) == sp.Rational(1) * f(sp.Rational(x, 3))


@given(
    st.floats(-9, 9),
    st.floats(-9, 9).filter(lambda jump: abs(jump) > 1e-3),
    st.floats(1e-15, 1e-5),
    st.floats(0.1, 10),
)
def test_a_jump_is_a_kink_when_it_exceeds_its_error_and_a_millionth(value, jump, error, typical):
    slope = Estimate(value, 1e-15)
    refuse_kink(1.0, slope, Estimate(jump, abs(jump) / 9), typical)  # less than ten errors
    refuse_kink(1.0, slope, Estimate(jump, error), abs(jump) * 1.1e6)  # less than a millionth
    refuse_kink(1.0, slope, Estimate(10.0, 1.0), typical)  # ten errors
    left, right = value - jump / 2, value + jump / 2
    with pytest.raises(NotDifferentiable) as said:
        refuse_kink(1.0, slope, Estimate(jump, error), typical)
    assert str(said.value) == f"kink at x = 1.0: the slope jumps from {left:.6g} to {right:.6g}"
    with pytest.raises(NotDifferentiable, match="kink"):
        refuse_kink(1.0, slope, Estimate(jump, abs(jump) / 11), typical)
    with pytest.raises(NotDifferentiable, match="kink"):
        refuse_kink(1.0, slope, Estimate(jump, error), abs(jump) * 0.9e6)


@given(st.floats(-9, 9), st.floats(1e-3, 1e3))
def test_a_slope_is_settled_within_a_hundredth(x, typical):
    refuse_unsettled(x, 0.0099 * typical, typical)
    refuse_unsettled(x, 0.01, 1.0)
    with pytest.raises(NotDifferentiable) as said:
        refuse_unsettled(x, 0.0101 * typical, typical)
    assert str(said.value) == f"the quotients at x = {x} settle only to {0.0101 * typical:.2g}"


@pytest.mark.parametrize(
    "f, df", [(square, square_derivative), (cubic, cubic_derivative), (sigmoid, sigmoid_derivative)]
)
def test_every_derivative_shown_is_the_derivative(f, df):
    assert sp.simplify(symbolic.derivative(f) - df(symbolic.x)) == 0
    x = np.linspace(-3, 3, 25).reshape(5, 5)
    # Complex step: a dozen roundings of terms below 60, the largest that occurs.
    assert df(x).shape == x.shape
    assert np.allclose(complex_step(f, x), df(x), rtol=0, atol=60 * 12 * UNIT_ROUNDOFF)


def test_sigmoid_is_right_where_it_saturates():
    for x in (-800.0, -700.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0):
        exact = sp.exp(sp.Float(x, 40)) / (1 + sp.exp(sp.Float(x, 40)))
        slope = exact / (1 + sp.exp(sp.Float(x, 40)))
        # exp, sum and quotient: 3 ulp of the value, and nothing below the least normal number.
        assert sigmoid(x) == pytest.approx(float(exact), rel=8 * UNIT_ROUNDOFF, abs=2.3e-308)
        assert sigmoid_derivative(x) == pytest.approx(
            float(slope), rel=16 * UNIT_ROUNDOFF, abs=3e-308
        )


@given(st.floats(-1e300, 1e300))
def test_relu_is_the_larger_of_x_and_zero(x):
    assert relu(x) == (x if x > 0 else 0)
    assert relu(np.array([x]))[0] == relu(x)
    assert relu(symbolic.x).subs(symbolic.x, sp.Rational(x)) == sp.Rational(relu(x))


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), step)
def test_one_sided_slopes_at_a_kink(place, low, rise, h):
    f = lambda t: low * t + abs(rise) * relu(t - place)
    assert left_slope(f, float(place), h) == low
    assert right_slope(f, float(place), h) == low + abs(rise)
    assert subgradients(f, float(place), h) == (low, low + abs(rise))


def test_a_central_difference_does_not_see_a_kink():
    assert central_difference(abs, 0.0, 2.0**-10) == 0


def test_subgradients_enclose_the_slope_of_a_smooth_convex_function():
    x, h = np.linspace(-2, 2, 9), 2.0**-10
    low, high = subgradients(np.exp, x, h)
    assert np.all(low < np.exp(x)) and np.all(np.exp(x) < high)
    assert np.all(high - low < h * np.exp(x + h))  # ½ h f″ on either side


def test_subgradients_refuse_what_is_not_convex():
    with pytest.raises(ValueError, match="not convex"):
        subgradients(lambda t: -abs(t), 0.0, 0.5)
    # Of values 1, 1 + t, 1 the slopes fall by 2t / h, and rounding may make it 16u / h.
    peak = lambda t: {-0.5: 1.0, 0.0: 1 + t, 0.5: 1.0}.get
    u = UNIT_ROUNDOFF
    assert subgradients(peak(8 * u), 0.0, 0.5) == (-16 * u, 16 * u)
    with pytest.raises(ValueError, match=r"convex: left of x it rises by .*, right of x by -"):
        subgradients(peak(10 * u), 0.0, 0.5)
    # Of 1, 3 + t, 5 it may make the slopes fall by 4u (1 + 6 + 5) / h.
    for side in (0.5, -0.5):
        rise = lambda t, side=side: {-side: 1.0, 0.0: 3 + t, side: 5.0}.get
        subgradients(rise(24 * u), 0.0, 0.5)
        with pytest.raises(ValueError, match="not convex"):
            subgradients(rise(28 * u), 0.0, 0.5)
    # A straight line is convex, whatever rounding says: its two slopes are within 4u · 4 / h.
    x = np.linspace(0, 1, 101)
    low, high = subgradients(lambda t: 0.1 * t + 0.7, x, 1e-3)
    assert np.all(low <= high) and np.all(abs(high - 0.1) < 16 * UNIT_ROUNDOFF / 1e-3)
