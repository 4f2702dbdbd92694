"""Gradients: exactness, agreement of routes, how they turn and scale, and what is refused."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from snippets import gradient as g
from snippets import symbolic
from snippets.agreement import random_direction_check, relative_gap
from snippets.differentiation import UNIT_ROUNDOFF, balanced_step

STEP = balanced_step(0.0, order=2)  # 7e-6, the step at points of size 1 and less
x, y = sp.symbols("x y")
whole = st.integers(-9, 9)
pair = st.tuples(whole, whole)
EXACT = [
    (g.surface, g.surface_gradient),
    (g.bowl, g.bowl_gradient),
    (g.hill, g.hill_gradient),
]
wave = lambda p: np.sin(p[0]) * np.cos(2 * p[1])
wave_gradient = lambda p: np.array(
    [np.cos(p[0]) * np.cos(2 * p[1]), -2 * np.sin(p[0]) * np.sin(2 * p[1])]
)


def wave_room(point):
    """How far an estimate of a slope of sin x cos 2y may be off.

    Values are at most 1 and right to 4u: 4u / 7e-6 < 7e-11.  Third derivatives are at most 27 along
    any line: ⅙ · 27 h² < 3e-10 for h = 7e-6, and the step grows with the largest coordinate.
    """
    return 7e-11 + 3e-10 * max(1, *np.abs(point)) ** 2


@pytest.mark.parametrize("f, df", EXACT)
def test_every_gradient_shown_is_the_gradient(f, df):
    for rule, partial in zip(df((x, y)), symbolic.gradient(f, (x, y)), strict=True):
        assert sp.expand(rule - partial) == 0
    rng = np.random.default_rng(3)
    # Values are below 40 and the check divides by a step of 7e-6: 40 u / 7e-6 = 6e-10, of slopes
    # that the random direction may leave a hundred times smaller.
    gap = random_direction_check(f, lambda p, u: u * df(p), np.array([2.0, 3.0]), rng)
    assert gap < 1e-7


@pytest.mark.parametrize("f, df", EXACT)
def test_functions_of_the_plane_take_fields(f, df):
    field = np.mgrid[-2:3, -1:2].astype(float)
    assert f(field).shape == (5, 3) and df(field).shape == (2, 5, 3)
    assert np.array_equal(df(field)[:, 4, 2], df((2.0, 1.0)))
    assert g.norm(df(field)).shape == (5, 3)


@given(st.sampled_from(EXACT), st.tuples(*[st.fractions(-9, 9, max_denominator=64)] * 2))
def test_every_gradient_shown_is_the_quotient_of_exact_numbers(shown, point):
    f, df = shown
    step = Fraction(1, 8)
    for k, slope in enumerate(df(point)):
        cubed = step**2 if (f, k) == (g.surface, 1) else 0  # y³ has the quotient 3y² + h²
        assert g.partial_derivative(f, list(point), k, step) == slope + cubed


@given(st.integers(-9, 9), pair)
def test_bowl_and_hill_grow_with_the_square_of_the_distance(scale, point):
    scaled = np.multiply(scale, point)
    for f, df in ((g.bowl, g.bowl_gradient), (g.hill, g.hill_gradient)):
        assert f(scaled) == scale**2 * f(point)
        assert np.array_equal(df(scaled), scale * df(point))
        assert 2 * f(point) == df(point) @ point  # Euler's theorem for squares
    assert g.hill(point) <= 0 <= g.bowl(point)


# --- Estimates


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=5), st.data())
def test_one_coordinate_is_moved_in_a_copy(entries, data):
    k, value = data.draw(st.integers(0, len(entries) - 1)), data.draw(st.floats(-9, 9))
    point = np.array(entries)
    there = g.moved(point, k, value)
    assert there[k] == value and point.tolist() == entries
    assert np.array_equal(np.delete(there, k), np.delete(point, k))
    assert np.array_equal(g.moved(there, k, point[k]), point)


@given(st.lists(whole, min_size=1, max_size=4), st.sampled_from([int, float, bool, Fraction]))
def test_points_are_arrays_of_their_own(entries, kind):
    source = np.array([kind(entry) for entry in entries])
    point = g.as_point(source)
    assert point.tolist() == source.tolist() and point is not source
    assert point.dtype == (object if kind is Fraction else float)
    with pytest.raises(ValueError, match=r"^x must be finite"):
        g.as_point([*entries, np.inf])


def steps_taken(estimate, point):
    """How far from the point f is called, at most, in each coordinate."""
    seen = []
    estimate(lambda p: seen.append(np.array(p)) or 0.0, point)
    return np.max(abs(np.array(seen) - point), axis=0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=4), st.data())
def test_the_steps_are_the_balanced_ones_of_the_size_of_the_point(entries, data):
    point, k = np.array(entries), data.draw(st.integers(0, len(entries) - 1))
    size = np.maximum(1, abs(point))
    # Steps are rounded to the spacing at the point: 2u of it.
    room = 2 * UNIT_ROUNDOFF * size
    assert np.all(abs(steps_taken(g.gradient, point) - STEP * size) <= room)
    axis = np.eye(len(point))[k]
    line = steps_taken(lambda f, x: g.directional_derivative(f, x, 3 * axis), point)
    assert np.all(abs(line - STEP * max(size) * axis) <= room)


@given(st.lists(st.integers(-8, 8).map(lambda k: k / 4), min_size=1, max_size=3))
def test_points_of_float32_have_the_steps_of_float32(entries):
    point = np.float32(entries)
    # 2⁻²⁴ for u: h = 5.6e-3 and values below 12, 4u · 12 / h = 5e-4; a square has no truncation.
    assert np.max(abs(g.gradient(lambda p: np.sum(p**2), point) - 2 * point)) <= 1e-3


@given(st.lists(whole, min_size=3, max_size=3), pair, st.integers(1, 10))
def test_partial_derivatives_are_exact_on_quadratics(coefficients, point, k):
    a, b, c = coefficients
    f = lambda p: a * p[0] ** 2 + b * p[0] * p[1] + c * p[1] ** 2 + p[0] - 7 * p[1]
    step = 2.0**-k  # a power of two, so each value fits 53 bits
    assert g.partial_derivative(f, point, 0, step) == 2 * a * point[0] + b * point[1] + 1
    assert g.partial_derivative(f, point, 1, step) == b * point[0] + 2 * c * point[1] - 7


def test_leading_error_term_is_the_documented_one():
    h = sp.Symbol("h")
    f = lambda p: p[0] ** 5 * p[1] ** 2
    error = sp.expand(sp.cancel(g.partial_derivative(f, [x, y], 0, h)) - sp.diff(f((x, y)), x))
    assert error.coeff(h, 0) == error.coeff(h, 1) == 0
    assert sp.expand(error.coeff(h, 2) - sp.diff(f((x, y)), x, 3) / 6) == 0


def test_partial_derivatives_of_fractions_are_fractions():
    third = Fraction(1, 3)
    slope = g.partial_derivative(g.surface, [third, third], 1, third)
    assert slope == 3 * third**2 + third**2  # the cube's central quotient is 3y² + h²
    assert isinstance(slope, Fraction)


@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
def test_gradient_is_the_gradient(point):
    assert np.max(abs(g.gradient(wave, point) - wave_gradient(point))) <= wave_room(point)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3, 1e6])
def test_the_step_grows_with_the_coordinate(scale):
    # x² + y² near (s, 2s): central quotients are exact, rounding is 2u · 5s² / (7e-6 max(1, s)).
    point = scale * np.array([1.0, 2.0])
    room = 2 * UNIT_ROUNDOFF * 5 * scale**2 / (STEP * max(1, scale)) + 4 * UNIT_ROUNDOFF * scale
    assert np.max(abs(g.gradient(g.bowl, point) - 2 * point)) <= room


@pytest.mark.parametrize("shape", [(1,), (4,), (2, 3), (2, 1, 2)])
def test_a_gradient_has_the_shape_of_its_point(shape):
    point = np.arange(float(np.prod(shape))).reshape(shape)
    found = g.gradient(lambda p: np.sum(p**2), point)
    assert found.shape == shape and found.dtype == float
    # Values are at most 25 · 3, the step is 7e-6: rounding 2u · 75 / 7e-6 < 3e-9.
    assert np.allclose(found, 2 * point, rtol=0, atol=3e-9)


def test_the_point_is_left_alone():
    point = np.array([2.0, 3.0])
    assert g.moved(point, 1, 5.0).tolist() == [2, 5]
    g.gradient(g.surface, point), g.directional_derivative(g.surface, point, [1, 1])
    assert point.tolist() == [2, 3]
    assert np.array_equal(g.gradient(g.surface, [2, 3]), g.gradient(g.surface, point))


@given(pair, pair, st.floats(-3, 3), st.floats(-3, 3))
def test_gradients_are_linear_in_the_function(a, b, s, t):
    point = np.array([0.5, -1.0])
    f, k = (lambda p: np.sin(p @ a / 9)), (lambda p: np.cos(p @ b / 9))
    both = g.gradient(lambda p: s * f(p) + t * k(p), point)
    parts = s * g.gradient(f, point) + t * g.gradient(k, point)
    # Both sides use the same steps, so they differ by rounding only: 6 values of at most 6, each
    # off by 4u, over a step of 7e-6.
    assert np.max(abs(both - parts)) <= 6 * 6 * 4 * UNIT_ROUNDOFF / STEP


@given(st.floats(0, 360), st.tuples(st.floats(-1, 1), st.floats(-1, 1)))
def test_the_gradient_turns_with_the_function(angle, point):
    c, s = g.unit_vector(angle)
    turn = np.array([[c, -s], [s, c]])
    turned = g.gradient(lambda p: wave(turn.T @ p), turn @ point)
    # The turned point is rounded to 4u, which moves a value by 2 · 4u: twice 8u / 7e-6.
    room = wave_room(turn @ point) + 16 * UNIT_ROUNDOFF / STEP
    assert np.max(abs(turned - turn @ wave_gradient(point))) <= room


@given(st.integers(-3, 3))
def test_the_gradient_is_divided_where_the_unit_is_multiplied(k):
    """Of f(u / 2ᵏ, y) at u = 2ᵏ x: the lesson's section on units."""
    unit = 2.0**k
    f = lambda q: g.surface((q[0] / unit, q[1]))
    # Values are below 40, steps at least 7e-6: rounding is below 2u · 40 / 7e-6 = 2e-9; the cube
    # adds h² = 5e-10.
    assert np.allclose(g.gradient(f, [2 * unit, 3.0]), [4 / unit, 27], rtol=0, atol=3e-9)


# --- Directions


@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), st.floats(0, 360), st.floats(0.01, 100))
def test_the_rate_along_a_line_is_the_gradient_times_its_direction(point, angle, length):
    direction = length * g.unit_vector(angle)
    rate = g.directional_derivative(wave, point, direction)
    by_gradient = g.slope_along(wave_gradient(point), direction)
    # The line's points are rounded to 3u each, which moves the value by 2 · 2 · 3u.
    assert abs(rate - by_gradient) <= wave_room(point) + 20 * UNIT_ROUNDOFF / STEP


@given(pair.filter(any), st.sampled_from([int, float, Fraction]))
def test_directions_of_any_kind_of_number_are_the_same(direction, kind):
    rate = g.directional_derivative(wave, [0.5, -1.0], [kind(d) for d in direction])
    assert rate == g.directional_derivative(wave, [0.5, -1.0], np.array(direction, dtype=float))


@given(pair, st.integers(0, 3599))
def test_no_direction_is_steeper_than_the_gradient(slopes, tenths):
    assume(any(slopes))
    rate = g.slope_along(slopes, g.unit_vector(tenths / 10))
    steepest = g.slope_along(slopes, g.steepest_direction(slopes))
    assert abs(rate) <= g.norm(slopes) * (1 + 8 * UNIT_ROUNDOFF)  # a dozen operations at most
    assert steepest == pytest.approx(g.norm(slopes), rel=8 * UNIT_ROUNDOFF)
    away = np.radians(tenths / 10 - g.angle_of(slopes))
    # The rate traces a cosine; angles of up to 540 degrees are rounded to 10 · 2u each.
    assert rate == pytest.approx(g.norm(slopes) * np.cos(away), abs=30 * 13 * UNIT_ROUNDOFF)


@given(pair)
def test_symbols_give_the_rate_exactly(direction):
    assume(any(direction))
    d = sp.sympify(list(direction))
    along_line = lambda t: g.surface((2 + t * d[0] / g.norm(d), 3 + t * d[1] / g.norm(d)))
    rate = sp.diff(along_line(x), x).subs(x, 0)
    gradient = g.surface_gradient((sp.Integer(2), sp.Integer(3)))
    assert sp.simplify(g.slope_along(gradient, d) - rate) == 0


@given(st.floats(-179, 179), st.floats(0.01, 100))
def test_angles_and_unit_vectors_undo_each_other(angle, length):
    # The angle is rounded at 180 · 2u, radians and arctangent add as much.
    assert g.angle_of(length * g.unit_vector(angle)) == pytest.approx(
        angle, abs=6 * 180 * UNIT_ROUNDOFF
    )
    assert g.norm(g.unit_vector(angle)) == pytest.approx(1, abs=4 * UNIT_ROUNDOFF)


def test_a_quarter_turn_is_ninety_degrees():
    assert [g.angle_of(d) for d in ([1, 0], [0, 1], [-1, 0], [0, -1])] == [0, 90, 180, -90]


@pytest.mark.parametrize("h", [2.0**-4, 2.0**-10])
def test_the_sweep_is_off_by_half_a_step_of_second_derivative(h):
    angles = np.arange(0, 360, 7.5)
    hessian = symbolic.hessian(g.bowl, (x, y))
    rates = g.sweep_directions(g.bowl, (1, 2), angles, h)
    for angle, rate in zip(angles, rates, strict=True):
        d = g.unit_vector(angle)
        bend = float(g.quadratic_form(np.array(hessian, dtype=float), d))
        # Values are below 8 and within 6u; over the step.
        assert rate - g.slope_along([2, 4], d) == pytest.approx(
            h * bend / 2, abs=8 * 6 * UNIT_ROUNDOFF / h
        )


def test_the_sweep_finds_the_steepest_direction_of_its_grid():
    angles = np.arange(3600) / 10
    rates = g.sweep_directions(g.surface, (2, 3), angles, 1e-4)
    # Between neighbors near the top the rates differ by 27 · (0.1°)² / 4 = 2e-5 or more, while
    # the step moves them alike: dᵀHd changes by 16 · 2 sin α cos α · 0.0017 over 0.1°.
    assert angles[rates.argmax()] == 81.6
    assert angles[rates.argmin()] == 261.6


def test_one_wrong_entry_among_n_moves_a_random_rate_by_one_over_root_n():
    """Of a million, a thousandth: the section on checks."""
    n, draws = 10_000, 400
    rng = np.random.default_rng(3)
    right = np.ones(n)
    wrong = right.copy()
    wrong[7] = 0
    directions = rng.standard_normal((draws, n))
    rates = np.array([[g.slope_along(rule, d) for rule in (right, wrong)] for d in directions])
    size = lambda values: np.sqrt(np.mean(values**2))
    # Both sizes are means of 400 squares of normal numbers: 3.5 % each, so 4 sigma are 20 %.
    assert size(rates[:, 0] - rates[:, 1]) / size(rates[:, 0]) == pytest.approx(n**-0.5, rel=0.2)


def test_a_kink_within_the_step_fails_a_right_formula():
    hinge = lambda p: max(p[0], 0.0)  # its gradient at 1e-6 is 1, and the step is 7e-6
    assert relative_gap([1.0], g.gradient(hinge, [1e-6])) > 1e-2
    assert relative_gap([1.0], g.gradient(hinge, [1e-3])) < 1e-7


# --- The tangent plane, the torn function, the identities


@given(pair, pair)
def test_the_tangent_plane_misses_by_less_than_the_distance(point, shift):
    assume(any(shift))
    missed = []
    for k in (4, 8, 12):
        near = [Fraction(a) + Fraction(b, 2**k) for a, b in zip(point, shift, strict=True)]
        slopes = g.surface_gradient(point).tolist()
        plane = g.tangent_plane(g.surface(point), slopes, point, near)
        missed.append(abs(g.surface(near) - plane) * 2**k)
    # The remainder is v₁² + 3y v₂² + v₂³, so per distance it shrinks with the step.
    bound = shift[0] ** 2 + 3 * abs(point[1]) * shift[1] ** 2 + abs(shift[1]) ** 3
    assert all(m <= Fraction(bound, 2**k) for m, k in zip(missed, (4, 8, 12), strict=True))


@given(whole, whole, st.integers(1, 40))
def test_the_torn_function_keeps_one_value_on_each_line(a, b, k):
    assume(a or b)
    t = Fraction(1, 2**k)
    assert g.torn((a * t, b * t)) == Fraction(a * b, a * a + b * b)
    assert g.torn((-a * t, -b * t)) == g.torn((a * t, b * t))


def test_the_numeric_gradient_does_not_see_the_tear():
    assert g.torn((0.0, 0.0)) == 0
    assert g.gradient(g.torn, [0.0, 0.0]).tolist() == [0, 0]
    assert g.torn((1e-9, 1e-9)) == 0.5


@pytest.mark.parametrize("seed", range(5))
def test_matrix_identities_by_symbols_and_in_a_random_direction(seed):
    rng = np.random.default_rng(seed)
    A, B = rng.integers(-5, 6, (3, 3)), rng.integers(-5, 6, (4, 3))
    a, b = rng.integers(-5, 6, 3), rng.integers(-5, 6, 4)
    symbols = np.array(sp.symbols("x_1:4"))
    identities = [
        (lambda p: g.linear_form(a, p), lambda p: g.linear_form_gradient(a, p)),
        (lambda p: g.quadratic_form(A, p), lambda p: g.quadratic_form_gradient(A, p)),
        (lambda p: g.squared_error(B, b, p), lambda p: g.squared_error_gradient(B, b, p)),
    ]
    point = rng.standard_normal(3)
    for f, df in identities:
        partials = symbolic.gradient(f, symbols)
        assert [sp.expand(p - q) for p, q in zip(partials, df(symbols), strict=True)] == [0] * 3
        assert df(point).shape == point.shape
        # Values are below 3000, truncation is 0: rounding 3000 · 8u / 7e-6 = 4e-7 of slopes of
        # size 10 and more.
        assert relative_gap(g.gradient(f, point), df(point)) < 4e-8


square_matrix = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(whole, min_size=n, max_size=n), min_size=n, max_size=n)
)
table = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda s: st.lists(st.lists(whole, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])
)
halves = lambda n: st.lists(st.fractions(-4, 4, max_denominator=8), min_size=n, max_size=n)


@given(square_matrix, st.data())
def test_forms_are_exact_and_have_the_quotients_of_their_gradients(A, data):
    n = len(A)
    x, h = data.draw(halves(n)), Fraction(1, 2)
    a = A[0]
    forms = [
        (lambda p: g.linear_form(a, p), g.linear_form_gradient(a, x)),
        (lambda p: g.quadratic_form(A, p), g.quadratic_form_gradient(A, x)),
    ]
    for f, slopes in forms:  # central quotients of squares are exact
        assert [g.partial_derivative(f, x, k, h) for k in range(n)] == slopes.tolist()
    assert g.linear_form(a, x) == sum(p * q for p, q in zip(a, x, strict=True))
    # xᵀAx sees the symmetric half of A alone, and is a square in x.
    assert g.quadratic_form(A, x) == g.quadratic_form(np.transpose(A), x)
    assert g.quadratic_form(A, 3 * np.array(x)) == 9 * g.quadratic_form(A, x)
    assert 2 * g.quadratic_form(A, x) == g.linear_form(g.quadratic_form_gradient(A, x), x)


@given(table, st.data())
def test_squared_errors_are_zero_at_a_solution_alone_and_have_their_gradient(A, data):
    m, n = np.shape(A)
    x, b, h = data.draw(halves(n)), data.draw(halves(m)), Fraction(1, 2)
    value = g.squared_error(A, b, x)
    residual = np.array(A) @ x - b
    assert value == sum(r * r for r in residual) >= 0
    assert g.squared_error(A, np.array(A) @ x, x) == 0
    slopes = g.squared_error_gradient(A, b, x)
    quotients = [
        g.partial_derivative(lambda p: g.squared_error(A, b, p), x, k, h) for k in range(n)
    ]
    assert slopes.tolist() == quotients


@given(pair, st.lists(st.integers(0, 359), max_size=5), st.integers(1, 10))
def test_sweeps_are_linear_in_the_function_and_exact_on_planes(slopes, angles, k):
    h = 2.0**-k
    rates = g.sweep_directions(lambda p: np.array(slopes) @ p + 7, [2, 3], angles, h)
    assert rates.shape == (len(angles),)
    for angle, rate in zip(angles, rates, strict=True):
        # Values are below 60, each within 4u, over the step.
        assert abs(rate - np.array(slopes) @ g.unit_vector(angle)) <= 2 * 4 * 60 * UNIT_ROUNDOFF / h


# --- What is refused


@given(table)
def test_forms_of_another_shape_are_refused(A):
    a, x = A[0], [*A[0], 1]
    with pytest.raises(ValueError, match="zip"):
        g.linear_form(a, x)
    with pytest.raises(ValueError, match="zip"):
        g.tangent_plane(0, a, x, a)
    with pytest.raises(ValueError, match="zip"):
        g.tangent_plane(0, a, a, x)
    with pytest.raises(ValueError, match=r"matmul|dimension"):
        g.quadratic_form(np.ones((len(a), len(a))), x)


def test_a_gradient_belongs_to_a_function_with_one_number_as_its_value():
    with pytest.raises(ValueError, match=r"^f\(x\) must be one real number"):
        g.gradient(lambda p: 2 * p, [1.0, 2.0])
    with pytest.raises(ValueError, match="must be one real number"):
        g.gradient(lambda p: 1j * p[0], [1.0, 2.0])


@pytest.mark.parametrize("estimate", [g.gradient, lambda f, p: g.directional_derivative(f, p, p)])
@pytest.mark.parametrize(
    "point, said", [([], "at least one"), ([np.nan, 1.0], "finite"), ([np.inf, 1.0], "finite")]
)
def test_points_that_are_none_are_refused(estimate, point, said):
    with pytest.raises(ValueError, match=said):
        estimate(lambda p: np.sum(p), point)


def test_values_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="finite"):
        g.gradient(lambda p: np.inf, [1.0])
    with pytest.raises(ValueError, match="finite"):
        g.gradient(lambda p: np.inf if p[0] > 1 else 0.0, [1.0])


def test_directions_that_are_none_are_refused():
    for function in (g.steepest_direction, g.angle_of):
        with pytest.raises(ValueError, match="no direction"):
            function([0.0, 0.0])
    with pytest.raises(ValueError, match="no direction"):
        g.slope_along([1, 2], [0, 0])
    with pytest.raises(ValueError, match="no direction"):
        g.directional_derivative(g.surface, [2.0, 3.0], [0, 0])
    with pytest.raises(ValueError, match=r"^direction must be finite"):
        g.slope_along([1, 2], [np.nan, 0])
    with pytest.raises(ValueError, match=r"one shape: \(2,\) and \(3,\)"):
        g.slope_along([1, 2], [1, 0, 0])
    with pytest.raises(ValueError, match=r"one shape: \(2,\) and \(3,\)"):
        g.directional_derivative(g.surface, [2.0, 3.0], [1, 0, 0])


def test_sweeps_are_of_the_plane_and_step_forward():
    with pytest.raises(ValueError, match=r"shape \(2,\), not \(3,\)"):
        g.sweep_directions(np.sum, [1, 2, 3], [0.0], 1e-4)
    for h in (0.0, -1e-4):
        with pytest.raises(ValueError, match="h must be positive"):
            g.sweep_directions(g.surface, [2, 3], [0.0], h)
