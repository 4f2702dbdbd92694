"""Rules, running sums and random points: as algebra, then as floating-point numbers."""

import re
from fractions import Fraction

import numpy as np
import pytest
import scipy.integrate
import scipy.stats
import sklearn.metrics
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from snippets import symbolic
from snippets.classifier import logistic_loss, logistic_loss_slope, scores
from snippets.differentiation import UNIT_ROUNDOFF, derivative, square, square_derivative
from snippets.integration import (
    edges,
    monte_carlo,
    normal_density,
    number,
    riemann_sum,
    running_integral,
    running_left_sum,
    running_trapezoids,
    sample,
    sample_mean,
    simpson,
    totals,
    trapezoid,
)
from snippets.ranking import roc_curve
from snippets.samples import six_points

RULES = {
    "left": lambda f, a, b, n: riemann_sum(f, a, b, n, "left"),
    "right": lambda f, a, b, n: riemann_sum(f, a, b, n, "right"),
    "midpoint": lambda f, a, b, n: riemann_sum(f, a, b, n, "midpoint"),
    "trapezoid": trapezoid,
    "simpson": simpson,
}
# The degree of the polynomials that a rule integrates exactly, and its order.
DEGREE = {"left": 0, "right": 0, "midpoint": 1, "trapezoid": 1, "simpson": 3}
ORDER = {"left": 1, "right": 1, "midpoint": 2, "trapezoid": 2, "simpson": 4}
every_rule = pytest.mark.parametrize("name", RULES)
fraction = st.fractions(-5, 5, max_denominator=12)
pairs = st.integers(1, 8).map(lambda k: 2 * k)


def polynomial(coefficients):
    return lambda x: sum(c * x**k for k, c in enumerate(coefficients))


def exact(coefficients, a, b):
    return sum(c * (b ** (k + 1) - a ** (k + 1)) / (k + 1) for k, c in enumerate(coefficients))


@every_rule
@given(data=st.data(), a=fraction, b=fraction, n=pairs)
def test_rules_are_exact_up_to_their_degree_and_no_further(name, data, a, b, n):
    coefficients = data.draw(st.lists(fraction, min_size=5, max_size=5))
    low = coefficients[: DEGREE[name] + 1]
    assert RULES[name](polynomial(low), a, b, n) == exact(low, a, b)  # in fractions
    one_more = [*low, Fraction(1)]
    if a != b:
        assert RULES[name](polynomial(one_more), a, b, n) != exact(one_more, a, b)


@every_rule
def test_leading_error_term_is_the_documented_one(name):
    # For the polynomial of one degree more, the derivative in the error is a constant.
    a, b = sp.symbols("a b")
    power, panels = DEGREE[name] + 1, 4
    constant = {"left": -1 / sp.S(2), "right": 1 / sp.S(2), "midpoint": -1 / sp.S(24)}
    constant |= {"trapezoid": 1 / sp.S(12), "simpson": 1 / sp.S(180)}
    f = lambda x: x**power
    error = RULES[name](f, a, b, panels) - symbolic.integral(f, a, b)
    h = (b - a) / panels
    slope = sp.factorial(power)
    assert sp.expand(error - constant[name] * (b - a) * h ** ORDER[name] * slope) == 0


@every_rule
def test_measured_order(name):
    # At 16 and 32 panels the next term of the error of exp is below 1% of the leading one, and
    # rounding below 1e-8 of it: the exponent is right to log2(1.01 / 0.99) = 0.03.
    coarse, fine = (abs(RULES[name](np.exp, 0, 1, n) - (np.e - 1)) for n in (16, 32))
    assert np.log2(coarse / fine) == pytest.approx(ORDER[name], abs=0.04)


def test_trapezoid_minus_integral_in_closed_form():
    assert all(
        trapezoid(square, Fraction(0), Fraction(1), n) - Fraction(1, 3) == Fraction(1, 6 * n**2)
        for n in range(1, 30)
    )


@every_rule
@given(a=fraction, b=fraction, c=fraction, n=pairs)
def test_joined_stretches_add_up_and_the_way_back_is_negative(name, a, b, c, n):
    f = polynomial([1, -2, 3, 1, 1])
    there, back = RULES[name](f, a, b, n), RULES[mirror(name)](f, b, a, n)
    assert there == -back
    # Halves of n panels each are the whole with 2n panels.
    middle = (a + c) / 2
    halves = RULES[name](f, a, middle, n) + RULES[name](f, middle, c, n)
    assert halves == RULES[name](f, a, c, 2 * n)


def mirror(name):
    return {"left": "right", "right": "left"}.get(name, name)


@every_rule
@given(p=fraction, q=fraction, a=fraction, b=fraction)
def test_rules_are_linear(name, p, q, a, b):
    f, g = polynomial([1, 2, 3]), polynomial([0, 0, 0, 1, 1])
    combined = RULES[name](lambda x: p * f(x) + q * g(x), a, b, 4)
    assert combined == p * RULES[name](f, a, b, 4) + q * RULES[name](g, a, b, 4)


@every_rule
def test_rules_shift_with_the_function(name):
    assert RULES[name](lambda x: (x - 3) ** 4, 3, 5, 4) == RULES[name](lambda x: x**4, 0, 2, 4)


@pytest.mark.parametrize("f", [np.exp, np.sin, normal_density, lambda x: 1 / (1 + x**2)])
@given(a=st.floats(-3, 3), b=st.floats(-3, 3))
def test_simpson_agrees_with_quad(f, a, b):
    expected, error = scipy.integrate.quad(f, a, b)
    # h ≤ 6/400, and fourth derivatives are at most 24 here: 6 h⁴ 24 / 180 < 5e-8. Rounding:
    # 400 terms of at most e³ = 20, times h: 400 · 2⁻⁵³ · 6 · 20 < 1e-11.
    assert simpson(f, a, b, 400) == pytest.approx(expected, rel=0, abs=5e-8 + error)


@pytest.mark.parametrize("n", [2, 10, 100])
def test_libraries_have_the_same_sums(n):
    x = np.linspace(1, 3, n + 1)
    # Sums of 100 terms below 1, times 2: 200 roundings at most.
    near = lambda value: pytest.approx(value, rel=0, abs=200 * UNIT_ROUNDOFF)
    assert trapezoid(np.sin, 1, 3, n) == near(np.trapezoid(np.sin(x), x))
    assert simpson(np.sin, 1, 3, n) == near(scipy.integrate.simpson(np.sin(x), x=x))
    cumulative = scipy.integrate.cumulative_trapezoid(np.sin(x), x, initial=0)
    assert running_integral(np.sin, x) == near(cumulative)
    assert running_trapezoids(x, np.sin(x)) == near(cumulative)
    h, y = 2 / n, np.sin(x)
    assert running_left_sum(np.sin, x)[1:] == near(h * np.cumsum(y[:-1]))
    false_rate, true_rate = roc_curve([3, 3, 3, 2, 2, 1, 1, 1], [1, 1, -1, 1, -1, 1, -1, -1])
    area = sklearn.metrics.auc(false_rate, true_rate)
    assert running_trapezoids(false_rate, true_rate)[-1] == near(area)


def test_the_fence_of_the_course():
    assert len(edges(-10, 10, 200)) == 201
    ends = Fraction(-10), Fraction(10)
    sums = {name: rule(square_derivative, *ends, 200) for name, rule in RULES.items()}
    assert sums == {"left": -2, "right": 2, "midpoint": 0, "trapezoid": 0, "simpson": 0}
    assert trapezoid(lambda x: abs(2 * x), *ends, 200) == 200
    assert trapezoid(lambda x: abs(2 * x), *ends, 7) != 200  # a kink inside a panel costs


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(1, 50))
def test_edges_end_where_they_should(a, b, n):
    x = edges(a, b, n)
    assert (x[0], x[-1], len(x)) == (a, b, n + 1)
    # k (b − a) / n: three roundings of numbers below 2e6, and the sum with a.
    assert np.allclose(np.diff(x), (b - a) / n, rtol=0, atol=8 * 2e6 * UNIT_ROUNDOFF)


@every_rule
def test_one_function_for_numbers_fractions_and_symbols(name):
    a, b = sp.symbols("a b")
    formula = RULES[name](lambda x: x**3 - 2 * x, a, b, 4)
    rational = RULES[name](lambda x: x**3 - 2 * x, Fraction(1, 3), Fraction(2), 4)
    assert rational == Fraction(str(formula.subs({a: sp.Rational(1, 3), b: 2})))
    value = RULES[name](lambda x: x**3 - 2 * x, 1 / 3, 2.0, 4)
    assert isinstance(value, float)
    assert value == pytest.approx(float(rational), rel=1e-14)  # some 20 roundings, no cancellation


@every_rule
def test_a_constant_may_be_one_number(name):
    # One panel or fifty, f(x) = 7 must count for each point; the sum has 50 roundings.
    assert RULES[name](lambda x: 7, 0.0, 3.0, 50) == pytest.approx(21, rel=50 * UNIT_ROUNDOFF)


def test_a_function_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="shape"):
        sample(lambda x: x[:-1], np.arange(4.0))


@given(st.lists(fraction, min_size=1, max_size=6), st.sampled_from([int, float, Fraction]))
def test_samples_are_the_values_at_the_points(points, kind):
    x = np.array([kind(point) for point in points])
    assert sample(lambda x: 2 * x, x).tolist() == [2 * point for point in x]
    assert sample(lambda x: kind(7), x).tolist() == [7] * len(points)
    assert sample(lambda x: 2 * x, x.reshape(1, -1)).shape == (1, len(points))
    with pytest.raises(ValueError, match="shape"):
        sample(lambda x: np.append(x, [kind(1)] * 2), x)
    with pytest.raises(ValueError, match=r"^f\(x\) must be finite, and it holds nan"):
        sample(lambda x: np.full(x.shape, np.nan), x)


@given(st.floats(-1e300, 1e300))
def test_a_float_of_numpy_becomes_one_of_python(value):
    assert number(np.float64(value)) == value and type(number(np.float64(value))) is float
    assert type(number(np.float32(0.5))) is float
    for exact_one in (Fraction(1, 3), sp.Symbol("x"), 7, value):
        assert number(exact_one) is exact_one
    with pytest.raises(ValueError, match=r"^the result must be finite, and it holds inf"):
        number(np.float64(np.inf))


@every_rule
@pytest.mark.parametrize("n", [0, -2, 2.5, float("nan"), [2, 4], 2j])
def test_a_number_of_panels_that_is_none_is_refused(name, n):
    with pytest.raises(ValueError, match="n must be a whole number"):
        RULES[name](np.exp, 0, 1, n)


@every_rule
@pytest.mark.parametrize("a, b, said", [(np.nan, 1, "a must be"), (0, np.inf, "b must be")])
def test_ends_that_are_not_finite_are_refused(name, a, b, said):
    with pytest.raises(ValueError, match=said):
        RULES[name](np.exp, a, b, 2)


@every_rule
def test_values_that_are_not_finite_are_refused(name):
    with pytest.raises(ValueError, match=r"f\(x\) must be finite, and it holds inf"):
        RULES[name](lambda x: x + np.inf, 0, 1, 2)


def test_rules_refuse_what_they_cannot_do():
    with pytest.raises(ValueError, match="left, right or midpoint: 'Left'"):
        riemann_sum(np.exp, 0, 1, 2, "Left")
    with pytest.raises(ValueError, match="n must be even, and it is 3"):
        simpson(np.exp, 0, 1, 3)


# --- Orders that are lost


@pytest.mark.parametrize(
    "f, truth, order",
    [
        # The errors of a root are a series in h^1.5, h², …: 1.5 to a few percent at 256 panels.
        (np.sqrt, 2 / 3, 1.5),
        (lambda x: np.where(x < 1 / 3, 0.0, 1.0), 2 / 3, 1),
    ],
)
def test_simpson_loses_its_order_where_f_is_not_smooth(f, truth, order):
    coarse, fine = (abs(simpson(f, 0, 1, n) - truth) for n in (256, 1024))
    assert np.log(coarse / fine) / np.log(4) == pytest.approx(order, abs=0.05)


@given(st.floats(0.1, 0.9), st.sampled_from([16, 64, 256]))
def test_a_kink_costs_at_most_a_panel_pair(kink, n):
    # Outside its pair of panels |x − kink| is straight, and exact; inside, the integral over a
    # width of 2h of values below 2h, and its estimate, differ by less than 4h².
    truth = (kink**2 + (1 - kink) ** 2) / 2
    assert abs(simpson(lambda x: abs(x - kink), 0, 1, n) - truth) < 4 / n**2


def test_trapezoids_are_spectacular_over_a_period():
    truth = float(2 * sp.pi * sp.besseli(0, 1))
    f = lambda x: np.exp(np.cos(x))
    # 16 terms below e, times 2π / 16: a few units in the last place of 8.
    assert trapezoid(f, 0, 2 * np.pi, 16) == pytest.approx(truth, rel=0, abs=64 * UNIT_ROUNDOFF)
    assert abs(trapezoid(f, 0, np.pi * 1.5, 16) - scipy.integrate.quad(f, 0, 1.5 * np.pi)[0]) > 1e-4


# --- Running sums


@given(st.lists(fraction, min_size=2, max_size=9, unique=True))
def test_running_sums_end_each_panel(points):
    x = np.array(sorted(points))
    f = polynomial([1, -2, 3])
    left, running = running_left_sum(f, x), running_integral(f, x)
    assert left[0] == running[0] == 0 and left.shape == running.shape == x.shape
    for k in range(1, len(x)):
        assert left[k] - left[k - 1] == (x[k] - x[k - 1]) * f(x[k - 1])
        assert running[k] - running[k - 1] == (x[k] - x[k - 1]) * (f(x[k - 1]) + f(x[k])) / 2


def test_running_sums_on_even_panels_are_the_rules():
    x = edges(Fraction(-1), Fraction(2), 6)
    f = polynomial([1, -2, 3])
    for k in range(1, 7):
        assert running_left_sum(f, x)[k] == riemann_sum(f, x[0], x[k], k, "left")
        assert running_integral(f, x)[k] == trapezoid(f, x[0], x[k], k)


def test_the_running_sum_of_the_course():
    x = np.array([Fraction(k, 10) for k in range(-100, 101)])
    drawn = running_left_sum(square_derivative, x)[1:]
    assert (drawn == x[:-1] ** 2 - 100 + (x[:-1] - 10) / 10).all()
    assert (drawn[0], drawn.min(), drawn[-1]) == (-2, -101, -2)
    assert (running_integral(square_derivative, x) == x**2 - 100).all()


def test_a_running_integral_of_a_slope_gives_the_function_back():
    x = np.linspace(-3, 3, 601)
    # f‴ ≤ 1 for sin: 6 h² / 12 = 5e-5; rounding is far below.
    assert abs(running_integral(np.cos, x) - (np.sin(x) - np.sin(-3))).max() < 5e-5


@pytest.mark.parametrize("running", [running_left_sum, running_integral])
@pytest.mark.parametrize("x, shape", [(1.0, "()"), ([], "(0,)"), ([[1.0]], "(1, 1)")])
def test_running_sums_refuse_what_is_no_grid(running, x, shape):
    said = re.escape(f"the points must have shape (n,), and their shape is {shape}")
    with pytest.raises(ValueError, match=f"^{said}$"):
        running(np.exp, np.array(x))
    with pytest.raises(ValueError, match="x must be finite"):
        running(np.exp, np.array([0.0, np.nan]))


def test_running_trapezoids_refuse_shapes_that_differ():
    with pytest.raises(ValueError, match=r"differ in shape: \(2,\), \(3,\)"):
        running_trapezoids([0, 1], [0, 1, 2])
    with pytest.raises(ValueError, match="finite"):
        running_trapezoids([0.0, 1.0], [0.0, np.inf])


@given(st.lists(fraction, max_size=8))
def test_totals_undo_differences(parts):
    parts = np.array(parts, dtype=object)
    assert list(np.diff(totals(parts))) == list(parts)
    assert totals(parts)[0] == 0


# --- The fundamental theorem


@pytest.mark.parametrize("f", [np.cos, np.exp, lambda t: np.cos(t**2), lambda t: 1 / (1 + t**2)])
@pytest.mark.parametrize("x", [0.5, 1.0, 1.5])
def test_the_slope_of_the_accumulated_area_is_the_function(f, x):
    # Simpson with 200 panels on [0, 1.5]: h = 0.0075, and for these f fourth and fifth
    # derivatives are below 500, so that value and slope of the error are below 1e-8.
    slope = derivative(lambda end: simpson(f, 0.0, end, 200), x)
    assert slope.value == pytest.approx(f(x), abs=1e-7)


@given(st.floats(-3, 3))
def test_the_loss_comes_back_from_its_slope(w):
    X, y = six_points()
    s = scores(X)
    fall = simpson(lambda t: logistic_loss_slope(t, s, y), 0.0, w, 200)
    # Margins m are at most 5.5, and the fifth derivative of log(1 + e^(−m w)) is below m⁵ / 4:
    # 3 · (3 / 200)⁴ · 5.5⁵ / 4 / 180 = 1.1e-6.
    assert fall == pytest.approx(logistic_loss(w, s, y) - logistic_loss(0, s, y), abs=1.2e-6)


# --- Densities and random points


@given(st.floats(-30, 30))
def test_the_normal_density(x):
    # exp is off by (x²/2) u at most for an argument that was rounded: x²/2 < 450.
    expected = scipy.stats.norm.pdf(x)
    assert normal_density(x) == pytest.approx(expected, rel=2000 * UNIT_ROUNDOFF, abs=1e-300)


def test_moments_of_the_normal_density():
    # Beyond 10 there is less than 1e-22; the trapezoid rule is spectacular here, as f and all
    # its slopes vanish at the ends.
    for power, moment in ((0, 1), (1, 0), (2, 1), (4, 3)):
        value = trapezoid(lambda x, p=power: x**p * normal_density(x), -10, 10, 200)
        assert value == pytest.approx(moment, abs=1e-12)


def test_a_sample_mean_and_its_error():
    values = [1.0, 2.0, 4.0, 5.0]
    mean, error = sample_mean(values)
    assert mean == 3
    # s² = (4 + 1 + 1 + 4) / 3, over n = 4, and 3 of its roots.
    assert error == pytest.approx(3 * (10 / 12) ** 0.5, rel=1e-15)
    assert error == pytest.approx(3 * scipy.stats.sem(values), rel=1e-15)
    assert sample_mean([2.0] * 9) == (2, 0)
    assert sample_mean([Fraction(1, 2), Fraction(3, 2)]) == pytest.approx((1, 1.5))


@given(
    st.lists(st.integers(-50, 50), min_size=2, max_size=8), st.integers(-9, 9), st.integers(1, 9)
)
def test_a_sample_mean_moves_and_scales_with_the_samples(values, shift, scale):
    mean, error = sample_mean(values)
    assert type(mean) is float and type(error) is float
    # Sums of eight numbers below 600, and a root: a dozen roundings each.
    near = lambda value: pytest.approx(value, rel=1e-12, abs=1e-12)
    assert mean == near(sum(values) / len(values))
    assert error**2 == near(9 * np.var(values, ddof=1) / len(values))
    assert sample_mean([scale * v + shift for v in values]) == (
        near(scale * mean + shift),
        near(scale * error),
    )
    # Twice the samples: V (2n − 2) / (2n − 1), over 2n.
    n = len(values)
    assert sample_mean(values * 2).error ** 2 == near(error**2 * (n - 1) / (2 * n - 1))


@pytest.mark.parametrize(
    "values, said",
    [([1.0], "one sample"), ([], "shape"), ([[1.0, 2.0]], "shape"), ([1.0, np.inf], "finite")],
)
def test_sample_mean_refuses(values, said):
    with pytest.raises(ValueError, match=said):
        sample_mean(values)


def test_monte_carlo_keeps_its_promise_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    estimates = [monte_carlo(np.exp, 1, 3, 400, rng) for _ in range(1000)]
    truth = np.exp(3) - np.e
    broken = sum(abs(e.value - truth) > e.error for e in estimates)
    # 2.7 of 1000 for a normal mean; 12 or more have a probability below 1e-4.
    assert broken < 12
    # ... and the error is no wild exaggeration: a third of it is exceeded by about 317 of 1000.
    assert 260 < sum(abs(e.value - truth) > e.error / 3 for e in estimates) < 375


def test_the_error_of_monte_carlo_falls_with_the_root_of_n():
    rng = np.random.default_rng(6)
    rms = [
        np.mean([(monte_carlo(np.exp, 0, 1, n, rng).value - (np.e - 1)) ** 2 for _ in range(2000)])
        for n in (25, 400)
    ]
    # Mean squares of 2000 normal numbers are right to √(2/2000) = 3%: their ratio 16 to 15%.
    assert rms[0] / rms[1] == pytest.approx(16, rel=0.15)


@given(st.floats(-5, 5), st.floats(-5, 5), st.integers(2, 50))
def test_monte_carlo_is_exact_on_constants_and_backward(a, b, n):
    assume(abs(b - a) > 1e-3)
    value, error = monte_carlo(lambda x: 7, a, b, n, np.random.default_rng(0))
    assert value == pytest.approx(7 * (b - a), rel=1e-15) and error == 0
    there = monte_carlo(np.exp, a, b, n, np.random.default_rng(1))
    assert there.error > 0 and np.sign(there.value) == np.sign(b - a)


def test_monte_carlo_repeats_with_its_seed():
    once, again = (monte_carlo(np.exp, 0, 1, 10, np.random.default_rng(3)) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    "a, b, n, said",
    [
        (0, 1, 0, "n must be a whole number"),
        (0, 1, 2.5, "n must be a whole number"),
        (0, 1, 1, "one sample"),
        (np.nan, 1, 4, "a must be finite, and it holds nan"),
        (0, np.inf, 4, "b must be finite, and it holds inf"),
    ],
)
def test_monte_carlo_refuses(a, b, n, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        monte_carlo(np.exp, a, b, n, np.random.default_rng(0))


# --- Exact results


@pytest.mark.parametrize("f", [square, sp.exp, lambda x: 3 * x**2 - 4 * x, lambda x: 1 / x])
def test_antiderivatives_have_the_function_for_a_slope(f):
    assert sp.simplify(sp.diff(symbolic.antiderivative(f), symbolic.x) - f(symbolic.x)) == 0


def test_symbolic_integrals_are_those_of_quad():
    for f, a, b in ((sp.exp, 0, 1), (lambda x: abs(2 * x), -10, 10), (sp.sin, 0, sp.pi)):
        numeric = scipy.integrate.quad(sp.lambdify(symbolic.x, f(symbolic.x)), a, float(b))
        assert float(symbolic.integral(f, a, b)) == pytest.approx(numeric[0], abs=2 * numeric[1])


def test_exact_results_are_refused_where_there_are_none():
    with pytest.raises(ValueError, match="no antiderivative"):
        symbolic.antiderivative(lambda x: sp.exp(sp.exp(x) * sp.sin(x)))
    for f in (lambda x: 1 / x**2, lambda x: 1 / x):
        with pytest.raises(ValueError, match="has no value"):
            symbolic.integral(f, -1, 1)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=4), st.integers(-3, 3), st.integers(1, 9))
def test_left_sums_in_closed_form(coefficients, a, n):
    f, step = polynomial(coefficients), sp.Rational(1, 4)
    closed = symbolic.left_sum(f, sp.Integer(a), step, n)
    assert closed == sum(f(a + k * step) for k in range(n)) * step
