"""Optimization: exact walks, agreement of routes, how paths turn and scale, what is reported."""

from fractions import Fraction
from itertools import islice, pairwise

import numpy as np
import pytest
import scipy.optimize
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from snippets import optimization as o
from snippets import symbolic
from snippets.agreement import random_direction_check, relative_gap
from snippets.classifier import linear_loss, linear_loss_gradient, linear_scores
from snippets.differentiation import UNIT_ROUNDOFF, cubic, cubic_derivative
from snippets.elementary import log, sigmoid
from snippets.gradient import gradient, norm, surface, unit_vector
from snippets.samples import six_points

U = UNIT_ROUNDOFF
x, y = sp.symbols("x y")
X, labels = six_points()
whole = st.integers(-5, 5)
positive = st.fractions(Fraction(1, 20), 5)
EXACT = [
    (o.valley, o.valley_gradient, o.valley_hessian),
    (o.ledge, o.ledge_gradient, o.ledge_hessian),
    (o.tilted_bowl, o.tilted_bowl_gradient, o.tilted_bowl_hessian),
]


def walk(path, steps):
    """The points of a path, from the first on: steps + 1 of them."""
    return list(islice(path, steps + 1))


# --- The functions shown


@pytest.mark.parametrize("f, df, H", EXACT)
def test_every_gradient_and_hessian_shown_is_that_of_its_function(f, df, H):
    for rule, partial in zip(df((x, y)), symbolic.gradient(f, (x, y)), strict=True):
        assert sp.expand(rule - partial) == 0
    assert sp.Matrix(H((x, y))) == symbolic.hessian(f, (x, y))


@given(whole, whole)
def test_the_saddle_is_a_product(a, b):
    assert o.saddle((a, b)) == (a - b) * (a + b)


def test_the_saddle_and_the_cubic_bend():
    assert symbolic.hessian(o.saddle, (x, y)) == sp.diag(2, -2)
    assert sp.expand(o.cubic_bend(symbolic.x) - symbolic.derivative(cubic, 2)) == 0


# --- Classification


def congruent(values, entries):
    """BᵀDB for D = diag(values): with the signs of its eigenvalues, by Sylvester's law."""
    B = np.eye(3, dtype=int)
    B[0, 1], B[0, 2], B[1, 2] = entries  # determinant 1
    return B.T @ np.diag(values) @ B


@given(st.tuples(whole, whole, whole), st.tuples(whole, whole, whole))
def test_kinds_are_those_of_sylvesters_law_of_inertia(values, entries):
    H = congruent(values, entries)
    signs = {int(np.sign(v)) for v in values}
    assert o.eigenvalue_signs(H) == signs
    assert o.eigenvalue_signs(H.astype(object) * Fraction(1, 3)) == signs
    assert o.classify(sp.Matrix(H)) == symbolic.kind_by_hessian(sp.Matrix(H))
    if {1, -1} <= signs:
        wanted = "saddle"
    else:
        wanted = {(1,): "minimum", (-1,): "maximum"}.get(tuple(signs), "undecided")
    assert o.classify(H) == wanted


@given(st.tuples(whole, whole, whole), st.floats(0, 180), st.sampled_from([1e-200, 1.0, 1e150]))
def test_kinds_of_floats_do_not_depend_on_axes_or_units(values, angle, unit):
    c, s = unit_vector(angle)
    Q = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    H = unit * Q @ np.diag(np.array(values, float)) @ Q.T
    H = (H + H.T) / 2
    # Products of rotations that are rounded: some 20 u of the largest eigenvalue.
    assert o.eigenvalue_signs(H, tolerance=40 * U) == {int(np.sign(v)) for v in values}


def test_an_eigenvalue_lost_in_rounding_is_undecided():
    assert o.classify([[1.0, 1.0], [1.0, 1.0 + 2 * U]]) == "undecided"
    assert o.classify([[1.0, 0.0], [0.0, 1e-12]]) == "minimum"
    assert o.classify([[1.0, 0.0], [0.0, -1e-12]]) == "saddle"
    assert o.classify([[1.0, 0.0], [0.0, 1e-12]], tolerance=1e-9) == "undecided"
    assert o.classify([[0.0]]) == o.classify(0) == "undecided"
    assert o.classify([[Fraction(1), 0], [0, Fraction(1, 10**30)]]) == "minimum"


@pytest.mark.parametrize("n", [1, 2, 3])
def test_of_floats_an_eigenvalue_up_to_4nu_of_the_largest_is_zero(n):
    """Of diagonal matrices LAPACK finds the eigenvalues without rounding."""
    room = 4 * n * U
    diagonal = lambda smallest: np.diag([1.0] * n + [smallest])[-n:, -n:]
    if n > 1:
        assert o.eigenvalue_signs(diagonal(room)) == {1, 0}
        assert o.eigenvalue_signs(diagonal(-room)) == {1, 0}
        assert o.eigenvalue_signs(diagonal(1.01 * room)) == {1}
        lopsided = np.eye(n)
        lopsided[0, 1] = room
        assert o.classify(lopsided) == "minimum"
        lopsided[0, 1] = 1.01 * room
        with pytest.raises(ValueError, match="mirror images"):
            o.classify(lopsided)
    assert o.eigenvalue_signs(diagonal(-1.0)) == ({1, -1} if n > 1 else {-1})


@given(st.integers(10**8, 10**9), st.integers(-1, 1))
def test_whole_numbers_are_decided_exactly(k, off):
    """Of ((1, k), (k, k² + off)) the determinant is off, which floats would lose."""
    wanted = {1: "minimum", 0: "undecided", -1: "saddle"}[off]
    for kind in (np.int64, object):
        assert o.classify(np.array([[1, k], [k, k * k + off]], dtype=kind)) == wanted
    assert o.classify(np.array([[2, 1], [1, 1]], dtype=np.uint8)) == "minimum"
    assert o.classify([[True, False], [False, True]]) == "minimum"


def test_roots_are_decided_exactly():
    root = sp.sqrt(2)
    assert o.classify(sp.Matrix([[2, root], [root, 1]])) == "undecided"
    assert o.classify(sp.Matrix([[2, root], [root, 2]])) == "minimum"
    assert o.classify([[Fraction(1, 3), 0.5], [0.5, 1]]) == "minimum"  # a float among them


@given(st.tuples(whole, whole, whole), st.tuples(whole, whole, whole))
def test_the_characteristic_polynomial_is_sympys(values, entries):
    H = congruent(values, entries)
    exact = sp.Matrix(H).charpoly().all_coeffs()
    assert o.characteristic_polynomial(H) == exact


@pytest.mark.parametrize(
    "H, said",
    [
        ([[1, 2], [3, 4]], "2 and 3 as mirror images"),
        ([[1.0, 2.0], [2.1, 4.0]], "mirror images"),
        ([[1, 2, 3], [4, 5, 6]], r"this has \(2, 3\)"),
        ([], "shape"),
        ([[[1]]], r"this has \(1, 1, 1\)"),
        ([[np.nan, 0], [0, 1]], "^the Hessian must be finite, and it holds nan"),
        ([[np.inf, 0], [0, 1]], "^the Hessian must be finite, and it holds inf"),
        (sp.Matrix([[sp.oo, 0], [0, 1]]), "^the Hessian must be finite, and it holds inf"),
        (sp.Matrix([[x, 0], [0, 1]]), "no sign"),
    ],
)
def test_what_is_no_hessian_is_refused(H, said):
    with pytest.raises(ValueError, match=said):
        o.classify(H)


@given(st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_curvature_is_the_hessian(point):
    f = lambda p: np.array([np.cos(p[0]) * p[1] + p[1], np.sin(p[0]) + p[0] + 2 * p[1]])
    exact = [[-np.sin(point[0]) * point[1], np.cos(point[0]) + 1], [np.cos(point[0]) + 1, 2]]
    # Entries below 9 within 4u, over twice the step 7e-6, and ⅙ h² times derivatives ≤ 2.
    assert np.allclose(o.curvature(f, point), exact, rtol=0, atol=9 * 4 * U / 7e-6 + 7e-11 * 2)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 2)])
def test_curvature_is_a_square_table_for_a_point_of_any_shape(shape):
    at = np.full(shape, 2.0)
    # Slopes of 6 within a few u, over twice the step 1.4e-5.
    assert o.curvature(lambda p: 3 * p, at) == pytest.approx(3 * np.eye(at.size), abs=1e-9)


@given(st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_curvature_takes_balanced_steps_along_the_axes(point):
    """∛(3u) of the coordinate, or of 1 where that is more: to both sides, one axis at a time."""
    x, seen = np.array(point), []
    o.curvature(lambda p: seen.append(p - x) or p, x)
    for k in (0, 1):
        step = np.cbrt(3 * U) * max(1, abs(x[k]))
        (shifts,) = [sorted(v[k] for v in seen if v[k])]
        # Coordinates below 9 are rounded to 9u.
        assert np.allclose(shifts, [-step, step], rtol=1e-9, atol=20 * U)
        assert all(not v[1 - k] for v in seen if v[k])


# --- Critical points by symbols


POLYNOMIALS = [
    (lambda t: t**3, [(0, "neither")]),
    (lambda t: t**4, [(0, "minimum")]),
    (lambda t: -(t**4), [(0, "maximum")]),
    (lambda t: t**5, [(0, "neither")]),
    (lambda t: t**4 - 2 * t**2, [(-1, "minimum"), (0, "maximum"), (1, "minimum")]),
    (lambda t: t * log(t), [(sp.exp(-1), "minimum")]),
    (lambda t: t * abs(t), [(0, "undecided")]),
    (lambda t: t**3 + t, []),
    (log, []),
    (sp.atan, []),
    (sp.exp, []),
    (abs, []),
]


@pytest.mark.parametrize("f, expected", POLYNOMIALS)
def test_critical_points_on_a_line(f, expected):
    assert symbolic.critical_points(f) == expected
    near = sp.Rational(1, 1000)
    for point, kind in expected:  # the word is what the neighbors say
        rises = [bool(f(point + side * near) > f(point)) for side in (-1, 1)]
        wanted = {(True, True): "minimum", (False, False): "maximum"}.get(tuple(rises), "neither")
        assert kind in (wanted, "undecided")


@settings(max_examples=12)
@given(st.lists(whole, min_size=3, max_size=3))
def test_critical_points_of_cubics_are_where_the_slope_is_zero(coefficients):
    a, b, c = coefficients
    assume(a)
    found = symbolic.critical_points(lambda t: a * t**3 + b * t**2 + c * t)
    assert len(found) == {1: 2, 0: 1, -1: 0}[int(np.sign(b * b - 3 * a * c))]
    for point, _ in found:
        assert sp.expand(3 * a * point**2 + 2 * b * point + c) == 0
    if len(found) == 2:
        kinds = [kind for _, kind in found]
        assert kinds == (["maximum", "minimum"] if a > 0 else ["minimum", "maximum"])


@pytest.mark.parametrize(
    "f, expected",
    [
        (o.saddle, [((0, 0), "saddle")]),
        (o.ledge, [((-1, 0), "saddle"), ((1, 0), "minimum")]),
        (o.tilted_bowl, [((2, -1), "minimum")]),
        (surface, [((0, 0), "undecided")]),
        (lambda p: -(p[0] ** 2) - p[1] ** 2, [((0, 0), "maximum")]),
        (lambda p: p[0] ** 2 + sp.exp(p[1]), []),
        (
            lambda p: p[0] ** 4 + p[1] ** 4 - 4 * p[0] * p[1],  # complex points are left out
            [((-1, -1), "minimum"), ((0, 0), "saddle"), ((1, 1), "minimum")],
        ),
    ],
)
def test_critical_points_of_the_plane(f, expected):
    assert symbolic.critical_points(f, (x, y)) == expected
    for point, kind in expected:
        H = symbolic.hessian(f, (x, y)).subs(dict(zip((x, y), point, strict=True)))
        assert o.classify(H) == kind


def test_critical_points_that_are_no_list_are_refused():
    for f in (sp.sin, lambda t: sp.Integer(3)):
        with pytest.raises(ValueError, match="no finite list"):
            symbolic.critical_points(f)
    for f in (lambda p: p[0] ** 2, lambda p: (p[0] ** 2 + p[1] ** 2 - 1) ** 2):
        with pytest.raises(ValueError, match="more than a list"):
            symbolic.critical_points(f, (x, y))


def test_what_symbols_do_not_decide_is_undecided():
    assert symbolic.kind_on_a_line(lambda t: t**14, 0) == "undecided"
    assert symbolic.kind_on_a_line(lambda t: t**14, 0, orders=14) == "minimum"


@given(whole, whole, whole)
def test_lagrange_points_of_a_line_are_the_feet_of_the_perpendicular(a, b, c):
    assume(a or b)
    line = lambda p: a * p[0] + b * p[1] - c
    ((point, multiplier),) = symbolic.lagrange_points(lambda p: p[0] ** 2 + p[1] ** 2, line, (x, y))
    share = sp.Rational(c, a * a + b * b)
    assert point == (share * a, share * b) and multiplier == 2 * share


# --- Paths


@given(st.one_of(whole, positive, st.floats(-9, 9)), st.integers(0, 4))
def test_a_walk_starts_at_a_number_or_at_an_array_of_its_own(number, n):
    assert o.start(number) is number
    given_list, given_array = [number] * n, np.array([number] * n)
    for at in (given_list, given_array):
        own = o.start(at)
        assert isinstance(own, np.ndarray) and own.tolist() == given_list
        assert not np.shares_memory(own, given_array)


@given(st.lists(positive, min_size=1, max_size=4))
def test_floats_have_the_values_of_any_kind_of_number(numbers):
    found = o.floats(numbers)
    assert found.dtype == float and found.tolist() == [float(number) for number in numbers]
    assert o.floats(numbers[0]) == float(numbers[0]) and o.floats(numbers[0]).shape == ()


@given(st.integers(), positive, st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_become_fractions_and_others_stay(number, fraction, small):
    for entry, value in ((number, number), (np.int64(small), small)):
        assert type(o.exact(entry)) is Fraction and o.exact(entry) == value
    for entry in (fraction, float(fraction), sp.Symbol("x")):
        assert o.exact(entry) is entry


@given(whole, positive, positive, st.integers(0, 12))
def test_descent_on_a_parabola_multiplies_by_its_factor(at, bend, rate, steps):
    path = walk(o.descent_path(lambda p: bend * p, Fraction(at), rate), steps)
    assert path == [(1 - rate * bend) ** k * at for k in range(steps + 1)]


@given(st.tuples(whole, whole), positive, st.integers(0, 8))
def test_each_coordinate_of_a_diagonal_valley_has_its_own_factor(at, rate, steps):
    path = walk(o.descent_path(o.valley_gradient, [Fraction(a) for a in at], rate), steps)
    for k, (a, b) in enumerate(path):
        assert a == (1 - rate) ** k * at[0] and b == (1 - 10 * rate) ** k * at[1]


@given(st.integers(1, 9), st.integers(0, 30))
def test_the_best_rate_shrinks_both_ends_by_the_best_factor(smallest, more):
    ends = Fraction(smallest), Fraction(smallest + more)
    rate, factor = o.best_rate(*ends), o.best_factor(*ends)
    assert [abs(1 - rate * value) for value in ends] == [factor, factor]
    assert factor == (ends[1] / ends[0] - 1) / (ends[1] / ends[0] + 1)


@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), st.floats(0, 360), st.floats(0.02, 0.2))
def test_descent_turns_with_the_function(at, angle, rate):
    """Of f(Qᵀp) from Qp: the path is turned by Q."""
    c, s = unit_vector(angle)
    Q = np.array([[c, -s], [s, c]])
    turned = lambda p: Q @ o.tilted_bowl_gradient(Q.T @ p)
    one = walk(o.descent_path(o.tilted_bowl_gradient, np.array(at), rate), 20)
    other = walk(o.descent_path(turned, Q @ np.array(at), rate), 20)
    # Points are below 12, each step rounds a dozen times and shrinks what was there.
    assert np.allclose(other, one @ Q.T, rtol=0, atol=21 * 12 * 12 * U)


@given(st.tuples(whole, whole), st.tuples(whole, whole), positive)
def test_descent_moves_with_the_function(at, shift, rate):
    at, shift = np.array(at) * Fraction(1), np.array(shift) * Fraction(1)
    one = walk(o.descent_path(o.ledge_gradient, at, rate), 4)
    other = walk(o.descent_path(lambda p: o.ledge_gradient(p - shift), at + shift, rate), 4)
    assert all((a + shift == b).all() for a, b in zip(one, other, strict=True))


@given(st.tuples(whole, whole), positive, st.sampled_from([Fraction(1, 7), Fraction(6)]))
def test_a_factor_of_the_function_divides_the_rate(at, rate, factor):
    at = np.array(at) * Fraction(1)
    one = walk(o.descent_path(o.valley_gradient, at, rate), 5)
    other = walk(o.descent_path(lambda p: factor * o.valley_gradient(p), at, rate / factor), 5)
    assert all((a == b).all() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_newtons_method_does_not_see_a_change_of_coordinates(seed):
    """Of f(Av) from A⁻¹x: the path is A⁻¹ times the path, for any A that can be inverted."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((3, 3)) + 3 * np.eye(3)
    inside = lambda v, k: o.penalized_gradient(A @ v, X, labels, k)
    start = np.array([0.3, -0.2, 0.1])
    one = walk(
        o.newton_path(
            lambda w: o.penalized_gradient(w, X, labels, 0.1),
            lambda w: o.penalized_hessian(w, X, 0.1),
            start,
        ),
        5,
    )
    other = walk(
        o.newton_path(
            lambda v: A.T @ inside(v, 0.1),
            lambda v: A.T @ o.penalized_hessian(A @ v, X, 0.1) @ A,
            np.linalg.solve(A, start),
        ),
        5,
    )
    # Condition numbers below 100 for A and H each, six solves of 3 equations: 1e4 · 60 u < 1e-10.
    assert np.allclose(other @ A.T, one, rtol=0, atol=1e-10)


@given(st.tuples(whole, whole))
def test_newton_on_a_quadratic_arrives_in_one_step(at):
    for f, df, H in (EXACT[0], EXACT[2]):
        ((place, _),) = symbolic.critical_points(f, (x, y))
        after = walk(o.newton_path(df, H, np.array(at, float)), 1)[1]
        assert np.allclose(after, np.array(place, float), rtol=0, atol=60 * U)  # numbers below 60


@given(st.fractions(Fraction(7, 6), 3))
def test_newton_squares_the_error_of_the_cubic(at):
    third = Fraction(4, 3)
    before, after = walk(o.newton_path(cubic_derivative, o.cubic_bend, at), 1)
    assert after - third == 3 / o.cubic_bend(before) * (before - third) ** 2
    assert o.newton_step(Fraction(6), Fraction(4)) == Fraction(3, 2)
    for slopes in (np.array([6.0]), np.array([[6.0]])):
        assert np.array_equal(o.newton_step(slopes, [[4.0]]), slopes / 4)


@given(positive, st.fractions(0, Fraction(9, 10)), whole)
def test_momentum_is_a_recurrence_over_two_steps(rate, memory, at):
    path = walk(o.momentum_path(cubic_derivative, Fraction(at), rate, memory), 4)
    assert path[1] == at - rate * cubic_derivative(at)  # nothing to remember yet
    for k in (1, 2, 3):
        expected = path[k] - rate * cubic_derivative(path[k]) + memory * (path[k] - path[k - 1])
        assert path[k + 1] == expected


def test_without_memory_momentum_is_descent():
    for a, b in zip(
        walk(o.momentum_path(o.ledge_gradient, np.array([1.5, 1.0]), 0.1, 0.0), 9),
        walk(o.descent_path(o.ledge_gradient, np.array([1.5, 1.0]), 0.1), 9),
        strict=True,
    ):
        assert np.array_equal(a, b)


@pytest.mark.parametrize("low, high", [(1, 10), (1, 100), (2, 3), (1, 1000)])
def test_the_best_momentum_has_the_root_of_the_condition_number(low, high):
    rate, memory = (sp.simplify(v) for v in o.best_momentum(sp.Integer(low), sp.Integer(high)))
    r = sp.Symbol("r")
    for eigenvalue in (low, high, sp.Rational(low + high, 2)):
        roots = (
            sp.Poly(r**2 - (1 + memory - rate * eigenvalue) * r + memory, r).all_roots(
                radicals=False
            )
            if memory.is_rational
            else sp.solve(r**2 - (1 + memory - rate * eigenvalue) * r + memory, r)
        )
        for root in roots:
            assert abs(sp.N(sp.Abs(root), 30) ** 2 - sp.N(memory, 30)) < 1e-13
    kappa = sp.Rational(high, low)
    assert sp.simplify(sp.sqrt(memory) - o.best_factor(1, sp.sqrt(kappa))) == 0
    # No pair nearby is better: the largest modulus over both ends does not go down.
    worst = lambda a, b: max(
        np.max(np.abs(np.roots([1, -(1 + b - a * v), b]))) for v in (low, high)
    )
    a, b = float(rate), float(memory)
    # A double root is ill-conditioned: the root of u of it, 2e-8.
    for da in (-0.01, 0, 0.01):
        for db in (-0.01, 0, 0.01):
            assert worst(a * (1 + da), b * (1 + db)) >= worst(a, b) - 1e-7


@given(st.floats(1e-3, 1e6), st.sampled_from([-1.0, 1.0]))
def test_the_first_step_of_adam_is_as_long_as_its_rate(size, sign):
    slope = sign * size
    _, after = walk(o.adam_path(lambda p: slope, 0.0), 1)
    # ε leaves 1e-8 / size of the step; some ten roundings of 1 − 0.999, which cancels: 1000 · 4u.
    assert after == pytest.approx(-1e-3 * sign * size / (size + 1e-8), rel=4000 * U)


def test_adam_by_hand_with_fractions():
    decay, rate = (sp.Rational(1, 2), sp.Rational(3, 4)), sp.Rational(1, 10)
    path = walk(o.adam_path(lambda p: 2 * p, sp.Integer(1), rate, decay, 0), 2)
    second = path[1]
    assert second == sp.Rational(9, 10)
    g = [sp.Integer(2), 2 * second]
    mean = (g[0] / 4 + g[1] / 2) / (1 - sp.Rational(1, 4))
    square = (g[0] ** 2 * 3 / 16 + g[1] ** 2 / 4) / (1 - sp.Rational(9, 16))
    assert sp.simplify(path[2] - (second - rate * mean / sp.sqrt(square))) == 0


@given(st.floats(0.1, 50), st.floats(-5, 5))
def test_backtracking_stops_at_the_reciprocal_of_the_bend(bend, at):
    assume(abs(at) > 1e-3)
    f, df = (lambda p: bend * p * p / 2), (lambda p: bend * p)
    rate = o.backtracked_rate(f, at, df(at), 64.0)
    assert rate * bend <= 1 + 1e-9  # it accepts η up to 1/λ, and tries 64, 32, 16, …
    assert 2 * rate * bend > 1 - 1e-9 or rate == 64
    points = walk(o.backtracking_path(f, df, at, 64.0), 5)
    values = [f(p) for p in points]
    assert all(b <= a for a, b in pairwise(values))


def test_backtracking_tries_forty_rates_from_one_on():
    """Of λ x² / 2 it accepts η ≤ 1/λ, exactly in fractions: 2⁻³⁹ is the fortieth."""
    f, df = (lambda bend: lambda p: bend * p * p / 2), (lambda bend: lambda p: bend * p)
    one = Fraction(1)
    assert o.backtracked_rate(f(2**39), one, one * 2**39, one) == Fraction(1, 2**39)
    with pytest.raises(ValueError, match="does not fall against this gradient from 1"):
        o.backtracked_rate(f(2**40), one, one * 2**40, one)
    assert walk(o.backtracking_path(f(1), df(1), one), 1) == [1, 0]
    assert walk(o.backtracking_path(f(one / 4), df(one / 4), one), 1) == [1, Fraction(3, 4)]


def test_backtracking_refuses_a_gradient_that_is_none():
    with pytest.raises(ValueError, match="does not fall"):
        o.backtracked_rate(lambda p: p * p, 1.0, -2.0, 1.0)
    with pytest.raises(ValueError, match="does not fall"):
        o.backtracked_rate(lambda p: float("nan"), 1.0, 2.0, 1.0)


def test_backtracking_is_for_points_of_the_plane_too():
    path = o.backtracking_path(o.tilted_bowl, o.tilted_bowl_gradient, np.array([5.0, 5.0]))
    # Eigenvalues 1 and 3: rates are above 1/6, f falls by η ‖∇f‖² / 2, and that is η times its
    # height above the minimum or more: (5/6)^300 of 75 is nothing.  Values near 3 are rounded by
    # 3u, which is the height of a distance of √(6u) = 3e-8.
    assert np.allclose(walk(path, 300)[-1], [2, -1], rtol=0, atol=1e-7)


@given(st.tuples(whole, whole))
def test_the_exact_rate_leaves_no_slope_along_the_step(at):
    assume(any(at))
    at = np.array(at) * Fraction(1)
    slopes = o.valley_gradient(at)
    after = at - o.exact_rate(o.valley_hessian(at), slopes) * slopes
    assert o.valley_gradient(after) @ slopes == 0


@given(st.fractions(0, Fraction(19, 20)), st.integers(1, 9))
def test_steps_are_counted_out(factor, digits):
    shrink = Fraction(1, 10**digits)
    count = o.steps_needed(factor, shrink)
    assert factor**count <= shrink < (factor ** (count - 1) if count > 0 else 1)


def test_the_exact_rate_is_for_any_bend_above_zero():
    for bend in (Fraction(1, 9), Fraction(1), Fraction(7)):
        assert o.exact_rate([[bend]], [Fraction(2)]) == 1 / bend
    with pytest.raises(ValueError, match="does not bend upward along the gradient: 0"):
        o.exact_rate([[0]], [2])


def test_steps_that_fit_exactly_are_enough():
    assert o.steps_needed(Fraction(1, 2), Fraction(1, 8)) == 3
    assert o.steps_needed(Fraction(1, 2), 1) == 0


# --- What is reported


bends = st.tuples(st.integers(1, 9), st.integers(1, 9))


@given(bends, st.tuples(whole, whole), st.tuples(whole, whole))
def test_every_method_finds_the_bottom_of_a_bowl(bends, bottom, at):
    bends, bottom = np.array(bends), np.array(bottom)
    slopes, ends = lambda p: bends * (p - bottom), (min(bends), max(bends))
    table = lambda p: np.diag(bends)
    results = [
        o.gradient_descent(slopes, at, float(o.best_rate(*ends))),
        o.momentum(slopes, at, *o.best_momentum(*ends)),
        o.newton(slopes, table, at),
    ]
    for result in results:
        assert result.converged and result.reason.startswith("minimum at step ")
        # Slopes are shorter than 1e-8, and the bends are 1 and more.
        assert np.max(abs(result.x - bottom)) <= 1e-8
    # Whole numbers below 200 and a quotient: some u of 10, far below the tolerance.
    assert results[2].reason == f"minimum at step {int(tuple(at) != tuple(bottom))}"


@given(st.tuples(whole, whole), st.integers(1, 30))
def test_what_a_path_is_followed_by_is_its_points_up_to_the_first_short_slope(at, most):
    path = lambda slopes: o.descent_path(slopes, np.array(at, float), 0.5)
    result = o.follow(path, lambda p: p, lambda p: np.eye(2), 2.0**-10, most)
    points = walk(path(lambda p: p), most)
    short = [k for k, p in enumerate(points) if norm(p) <= 2.0**-10]
    last = short[0] if short else most
    assert np.array_equal(result.x, points[last]) and result.converged == bool(short)
    said = f"minimum at step {last}" if short else f"unfinished after {most} steps: gradient "
    assert result.reason.startswith(said)


@given(st.tuples(whole, whole), st.integers(0, 99), st.booleans())
def test_where_it_stops_the_signs_of_the_curvature_say_what_it_is(bends, step, ask):
    H = np.diag(np.array(bends, float))
    result = o.stopped(lambda p: H @ p, (lambda p: H) if ask else None, np.zeros(2), step, 1e-8)
    kinds = {"minimum": "minimum", "undecided": "flat", "saddle": "saddle", "maximum": "maximum"}
    said = kinds[o.classify(np.diag(bends))]
    assert result.reason.startswith(f"{said} at step {step}") and not result.x.any()
    assert result.converged == (said == "minimum")


def test_results_on_the_cubic():
    found = o.gradient_descent(cubic_derivative, 2.0, 0.1)
    assert found.converged and found.reason.startswith("minimum at step")
    assert found.x == pytest.approx(4 / 3, abs=1e-8 / 4)  # slope below 1e-8, bend 4
    fell = o.gradient_descent(cubic_derivative, -0.1, 0.1)
    assert not fell.converged and fell.reason.startswith("diverged") and fell.x < -1e6
    stood = o.gradient_descent(cubic_derivative, 0.0, 0.1)
    assert not stood.converged and stood.reason.startswith("maximum at step 0")
    assert (stood.x, fell.converged) == (0, False)


@pytest.mark.parametrize("kappa", [3, 10, 40])
def test_descent_converges_exactly_below_the_bound(kappa):
    slopes = lambda p: np.array([p[0], kappa * p[1]])
    bound = 2 / kappa
    at = [1.0, 1.0]
    assert o.gradient_descent(slopes, at, 0.99 * bound).converged
    on = o.gradient_descent(slopes, at, bound, max_steps=2000)
    assert on.reason.startswith("unfinished after 2000 steps") and not on.converged
    above = o.gradient_descent(slopes, at, 1.01 * bound)
    assert above.reason.startswith("diverged") and not above.converged


def test_the_step_of_arrival_is_the_first_with_a_short_gradient():
    result = o.gradient_descent(lambda p: p, 1.0, 0.5, tolerance=2.0**-10)
    assert result == (2.0**-10, True, "minimum at step 10")
    early = o.gradient_descent(lambda p: p, 1.0, 0.5, tolerance=2.0**-10, max_steps=9)
    assert early.reason == "unfinished after 9 steps: gradient 2.0e-03"


@pytest.mark.parametrize(
    "slopes, at, rate, said",
    [
        (lambda p: np.array([2 * p[0], -2 * p[1]]), [1.0, 0.0], 0.1, "saddle"),
        (lambda p: -2 * p, [0.0, 0.0], 0.1, "maximum"),
        (lambda p: 0 * p, [1.0, 2.0], 0.1, "flat"),
        (np.exp, -19.0, 0.1, "flat"),
        (lambda p: 1e-9 * p, 5.0, 0.1, "flat"),
        (lambda p: np.sign(p), 0.05, 0.1, "unfinished"),
        (lambda p: p / 0 if p > 2 else 3 * p, 1.0, 1.0, "diverged"),
        (lambda p: np.nan * p, 1.0, 1.0, "diverged"),
    ],
)
def test_what_is_no_minimum_is_not_called_one(slopes, at, rate, said):
    result = o.gradient_descent(slopes, at, rate, max_steps=500)
    assert result.reason.startswith(said) and result.converged is False


def test_a_point_or_a_slope_that_is_no_number_ends_the_walk_where_it_is():
    slope = o.gradient_descent(lambda p: p + np.inf, 1.0, 0.1)
    point = o.gradient_descent(lambda p: np.where(p < 0, 1.0, 1e150), 2.0, 1e200)
    assert slope == (1, False, "diverged at step 0: not a finite number")
    assert point == (-np.inf, False, "diverged at step 1: not a finite number")


def test_methods_give_up_after_their_steps():
    """A slope of 1 everywhere: no step is the last."""
    one = lambda p: np.ones_like(p)
    found = {
        10_000: [o.gradient_descent(one, 0.0, 0.1), o.momentum(one, 0.0, 0.1, 0.5)],
        100: [o.newton(one, one, 0.0)],
    }
    for steps, results in found.items():
        for result in results:
            assert result.reason == f"unfinished after {steps} steps: gradient 1.0e+00"
            assert result.converged is False
    assert found[100][0].x == -100


@given(st.integers(1, 9), st.integers(0, 90))
def test_the_best_momentum_of_any_kind_of_number(smallest, more):
    ends = smallest**2, (smallest + more) ** 2
    for kind in (int, float, np.float64, np.int64):
        rate, memory = o.best_momentum(*map(kind, ends))
        assert type(rate) is type(memory) is float
        assert rate == pytest.approx(4 / (2 * smallest + more) ** 2, rel=4 * U)
        assert memory == pytest.approx((more / (2 * smallest + more)) ** 2, rel=4 * U)


def test_a_gradient_may_grow_a_trillion_times_and_no_more():
    for share, said in ((1, "unfinished after 1 steps"), (1 + 4 * U, "diverged at step 1")):
        slope = lambda p, share=share: np.where(p == 1, 1.0, share * 1e12)
        assert o.gradient_descent(slope, 1.0, 1.0, max_steps=1).reason.startswith(said)


def test_a_gradient_that_has_grown_a_trillion_times_is_on_no_way_to_zero():
    # The error in y grows by 1.1 a step, and 10 · 1.1ᵏ > 10¹² √200 from k = 294 on.
    found = o.gradient_descent(o.valley_gradient, [10.0, 1.0], rate=0.21)
    assert found.reason == "diverged at step 294: gradient 1e+12 times the first"
    # Of −½ x² each step doubles x.  From 2⁻¹⁰ the slope is above 10¹² from 2⁴⁰ = 1.1 · 10¹² on.
    small = o.gradient_descent(lambda p: -p, 2.0**-10, rate=1.0)
    assert small.reason == "diverged at step 50: gradient 1e+15 times the first"
    large = o.gradient_descent(lambda p: -p, 2.0**10, rate=1.0)
    assert large.reason == "diverged at step 40: gradient 1e+12 times the first"
    assert not small.converged and small.x == 2.0**40


@pytest.mark.parametrize("at, room", [(0.5, 1e-4), (-10.0, 1e-3)])
def test_a_minimum_is_near_by_newtons_step_or_it_is_not_claimed(at, room):
    """Of the slope 1e-9 (x − c): it is short, and c is a step away; √tolerance of |x| or 1."""
    for share, said in ((0.99, "minimum at step 0"), (1.01, "flat at step 0: the minimum seems ")):
        away = share * room
        slope = lambda p, away=away: 1e-9 * (p - at - away)
        found = o.gradient_descent(slope, at, 0.1, lambda p: 1e-9)
        assert found.reason == said + (f"{away:.2g} away" if share > 1 else "")
        assert found.converged == (share < 1) and found.x == at


def test_at_exactly_the_root_of_the_tolerance_a_minimum_is_claimed():
    slope = lambda p: 2.0**-30 * (p - 2.0**-13)
    found = o.gradient_descent(slope, 0.0, 0.1, lambda p: 2.0**-30, tolerance=2.0**-26)
    assert found == (0, True, "minimum at step 0")


def test_curvature_that_may_be_noise_decides_nothing():
    """Of x² + y⁴ at 0 the differences say 4h², which is above zero, and not trusted."""
    slopes = lambda p: np.array([2 * p[0], 4 * p[1] ** 3])
    assert 0 < o.curvature(slopes, [0.0, 0.0])[1, 1] < 1e-9
    found = o.gradient_descent(slopes, [0.0, 0.0], 0.1)
    assert found.reason == "flat at step 0: the Hessian does not decide" and not found.converged


def test_a_hessian_that_is_given_is_asked():
    asked = []
    hessian = lambda p: asked.append(p) or o.valley_hessian(p)
    assert o.gradient_descent(o.valley_gradient, [1.0, 1.0], 0.1, hessian).converged
    assert len(asked) == 1
    assert o.momentum(o.valley_gradient, [1.0, 1.0], 0.1, 0.5, hessian).converged
    assert len(asked) == 2
    lying = lambda p: -np.eye(2)
    follow = (
        lambda H: o.gradient_descent(o.valley_gradient, [1.0, 1.0], 0.1, H),
        lambda H: o.momentum(o.valley_gradient, [1.0, 1.0], 0.1, 0.5, H),
        lambda H: o.newton(o.valley_gradient, H, [0.0, 0.0]),
    )
    for method in follow:
        assert method(lying).reason.startswith("maximum")


@pytest.mark.parametrize(
    "method",
    [
        lambda slopes: o.gradient_descent(slopes, [9.0, 1.0], 0.15, o.valley_hessian),
        lambda slopes: o.momentum(slopes, [9.0, 1.0], 0.15, 0.25, o.valley_hessian),
        lambda slopes: o.newton(slopes, o.valley_hessian, [9.0, 1.0]),
    ],
)
def test_the_gradient_is_computed_once_at_each_iterate(method):
    asked = []
    result = method(lambda x: asked.append(x.copy()) or o.valley_gradient(x))
    assert result.reason == f"minimum at step {len(asked) - 1}"
    assert len({tuple(x) for x in asked}) == len(asked)


def test_newton_goes_where_the_gradient_is_zero():
    found = o.newton(cubic_derivative, o.cubic_bend, 2.0)
    assert found.converged and found.x == pytest.approx(4 / 3, abs=1e-8)
    peak = o.newton(cubic_derivative, o.cubic_bend, 0.1)
    assert peak.reason.startswith("maximum") and not peak.converged
    assert peak.x == pytest.approx(0, abs=1e-8)
    stuck = o.newton(cubic_derivative, o.cubic_bend, Fraction(2, 3))
    assert not stuck.converged
    singular = o.newton(lambda p: np.array([1.0, p[1]]), lambda p: np.diag([0.0, 1.0]), [1.0, 1.0])
    assert singular.reason.startswith("stopped at step 0: no step")
    assert singular.converged is False and singular.x.tolist() == [1, 1]
    with pytest.raises(o.SingularHessian, match="singular"):
        o.newton_step(3.0, 0.0)


@pytest.mark.parametrize("at", [(-0.9, 1.0), (-1.3, -0.5)])
def test_newton_is_drawn_to_the_saddle_of_the_ledge(at):
    result = o.newton(o.ledge_gradient, o.ledge_hessian, at)
    assert result.reason.startswith("saddle") and not result.converged
    assert np.allclose(result.x, [-1, 0], atol=1e-8)
    # Gradient descent from a place on the right of the saddle leaves it.
    assert o.gradient_descent(o.ledge_gradient, [-0.9, 1.0], 0.1).converged


def test_the_three_methods_agree_with_scipy():
    f = lambda p: float(o.tilted_bowl(p))
    theirs = scipy.optimize.minimize(f, [5.0, 5.0], jac=o.tilted_bowl_gradient, tol=1e-10)
    mine = [
        o.gradient_descent(o.tilted_bowl_gradient, [5, 5], o.best_rate(1.0, 3.0)),
        o.momentum(o.tilted_bowl_gradient, [5, 5], *o.best_momentum(1.0, 3.0)),
        o.newton(o.tilted_bowl_gradient, o.tilted_bowl_hessian, [5, 5]),
    ]
    for result in mine:
        # Gradients below 1e-8 at eigenvalues of 1 and more.
        assert result.converged and np.allclose(result.x, theirs.x, rtol=0, atol=2e-8)


@pytest.mark.parametrize("argument", [{"rate": 0.0}, {"rate": -1.0}, {"rate": np.nan}])
def test_rates_that_are_none_are_refused(argument):
    with pytest.raises(ValueError, match=r"^rate must be "):
        o.gradient_descent(o.valley_gradient, [1.0, 1.0], **argument)
    with pytest.raises(ValueError, match=r"^rate must be "):
        next(o.momentum_path(o.valley_gradient, [1.0, 1.0], argument["rate"], 0.5))
    with pytest.raises(ValueError, match=r"^rate must be "):
        next(o.adam_path(o.valley_gradient, 1.0, argument["rate"]))
    with pytest.raises(ValueError, match=r"^rate must be "):
        o.backtracked_rate(cubic, 2.0, 4.0, argument["rate"])


def test_other_arguments_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"^x must be finite"):
        o.gradient_descent(o.valley_gradient, [np.nan, 1.0], 0.1)
    with pytest.raises(ValueError, match=r"^tolerance must be positive"):
        o.gradient_descent(o.valley_gradient, [1.0, 1.0], 0.1, tolerance=0.0)
    with pytest.raises(ValueError, match=r"^max_steps must be a whole"):
        o.newton(o.valley_gradient, o.valley_hessian, [1.0, 1.0], max_steps=0)
    for memory in (-0.1, 1.0, np.nan):
        with pytest.raises(ValueError, match=r"^memory must be from 0"):
            o.momentum(o.valley_gradient, [1.0, 1.0], 0.1, memory)
    for function in (o.best_rate, o.best_factor, o.best_momentum):
        for ends in ((0.0, 1.0), (2.0, 1.0), (np.nan, 1.0)):
            with pytest.raises(ValueError, match="eigenvalues"):
                function(*ends)
    with pytest.raises(ValueError, match="bend upward"):
        o.exact_rate(np.diag([1, -1]), [0.0, 1.0])
    for factor, shrink in ((1, 0.5), (-0.5, 0.5), (0.5, 0.0), (np.nan, 0.5)):
        with pytest.raises(ValueError, match="factor"):
            o.steps_needed(factor, shrink)


def test_the_starting_point_is_left_alone():
    at = np.array([10.0, 1.0])
    walk(o.descent_path(o.valley_gradient, at, 0.1), 3)
    o.momentum(o.valley_gradient, at, 0.1, 0.5), o.newton(o.valley_gradient, o.valley_hessian, at)
    assert at.tolist() == [10, 1]


# --- The loss of the six points


@given(st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2)))
def test_the_loss_bends_by_its_hessian(weights):
    slopes = lambda w: linear_loss_gradient(w, X, labels)
    # Slopes below 3 within 20u, over twice the step 7e-6 · 2: below 1e-9; third derivatives of
    # the loss are below 0.1 · 3³ in each coordinate: ⅙ (1.4e-5)² · 3 < 1e-10.
    H = o.linear_loss_hessian(weights, X)
    assert np.allclose(H, o.curvature(slopes, weights), rtol=0, atol=1e-9)
    assert np.linalg.eigvalsh(H)[0] > 0
    # "the Hessian is nowhere larger than at weights of zero": their difference has no sign −.
    flat = o.linear_loss_hessian(np.zeros(3), X) - H
    assert np.linalg.eigvalsh(flat)[0] > -1e-13


@given(st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.floats(-2, 2)), st.floats(0, 1))
def test_a_penalty_adds_its_own_slope_and_bend(weights, penalty):
    f = lambda w: o.penalized_loss(w, X, labels, penalty)
    df = lambda w: o.penalized_gradient(w, X, labels, penalty)
    # Losses below 27 are right to 40u, over twice the step 1.4e-5: 27 · 40u / 7e-6 < 2e-8; ⅙ h²
    # times third derivatives below 3 is less.
    assert np.max(abs(gradient(f, np.array(weights)) - df(weights))) < 3e-8
    bend = o.penalized_hessian(weights, X, penalty)
    assert np.allclose(bend, o.curvature(df, weights), rtol=0, atol=1e-9)
    assert np.allclose(bend - o.linear_loss_hessian(weights, X), penalty * np.eye(3), atol=40 * U)


def test_the_penalized_loss_and_its_derivatives_agree():
    rng = np.random.default_rng(6)
    f = lambda w: o.penalized_loss(w, X, labels, 0.3)
    df = lambda w: o.penalized_gradient(w, X, labels, 0.3)
    at = np.array([0.4, -0.7, 0.2])
    # Values below 2 over steps of 7e-6: 2 · 8u / 7e-6 of slopes near 1.
    assert random_direction_check(f, lambda w, u: u * df(w), at, rng) < 1e-8
    assert relative_gap(gradient(f, at), df(at)) < 1e-8
    assert relative_gap(o.penalized_hessian(at, X, 0.3), o.curvature(df, at)) < 1e-8


def test_the_labels_do_not_bend_the_loss_and_points_may_change_places():
    w = np.array([0.5, -0.2, 0.1])
    H = o.linear_loss_hessian(w, X)
    assert relative_gap(o.curvature(lambda v: linear_loss_gradient(v, X, -labels), w), H) < 1e-8
    # A sum in another order: six terms, a few roundings each.
    assert relative_gap(o.linear_loss_hessian(w, X[::-1]), H) < 20 * U
    s = linear_scores(w, X)
    assert H[2, 2] == pytest.approx(np.mean(sigmoid(s) * sigmoid(-s)), rel=20 * U)


def test_along_the_separating_line_the_loss_falls_to_zero_and_stays_above():
    losses = [linear_loss(t * np.array([1, 1, -1.5]), X, labels) for t in range(0, 400, 5)]
    assert all(b < a for a, b in pairwise(losses))
    assert 0 < losses[-1] < 1e-200


def test_without_a_penalty_no_method_claims_a_minimum():
    slopes = lambda w: linear_loss_gradient(w, X, labels)
    bend = lambda w: o.linear_loss_hessian(w, X)
    start = np.zeros(3)
    results = [
        o.gradient_descent(slopes, start, 1.0, tolerance=1e-3),
        o.gradient_descent(slopes, start, 1.0, max_steps=500),
        o.momentum(slopes, start, 1.0, 0.9, tolerance=1e-4),
        o.newton(slopes, bend, start),
    ]
    assert not any(result.converged for result in results)
    said = [result.reason.split()[0] for result in results]
    assert said == ["flat", "unfinished", "flat", "flat"]


@pytest.mark.parametrize("penalty", [0.1, 0.02])
def test_with_a_penalty_all_routes_find_the_one_minimum(penalty):
    f = lambda w: o.penalized_loss(w, X, labels, penalty)
    df = lambda w: o.penalized_gradient(w, X, labels, penalty)
    H = lambda w: o.penalized_hessian(w, X, penalty)
    theirs = scipy.optimize.minimize(f, np.zeros(3), jac=df, hess=H, method="trust-exact", tol=1e-9)
    starts = [np.zeros(3), np.array([3.0, -2.0, 1.0]), np.array([-4.0, 5.0, 9.0])]
    results = [o.gradient_descent(df, start, 1.0, H) for start in starts]
    results += [o.newton(df, H, np.zeros(3)), o.momentum(df, np.zeros(3), 1.0, 0.5)]
    for result in results:
        # Gradients below 1e-8 at eigenvalues of `penalty` and more.
        assert result.converged
        assert np.allclose(result.x, theirs.x, rtol=0, atol=2e-8 / penalty)


def test_the_penalty_of_scikit_learn_leaves_the_bias_out():
    """C is 1 / (nμ), and μ is for (w₁, w₂) alone."""
    assert LogisticRegression().C == 1 and LogisticRegression().solver == "lbfgs"
    theirs = LogisticRegression(C=1 / (len(X) * 0.1), tol=1e-10).fit(X, labels)
    mask = np.array([1.0, 1.0, 0.0])
    df = lambda w: linear_loss_gradient(w, X, labels) + 0.1 * mask * w
    mine = o.gradient_descent(df, np.zeros(3), 1.0)
    # Both stop where slopes are small: 1e-8, or some 1e-7 for its line search, at eigenvalues
    # above 0.01.
    assert mine.converged
    assert np.allclose([*theirs.coef_[0], *theirs.intercept_], mine.x, rtol=0, atol=1e-5)
    whole = o.gradient_descent(lambda w: o.penalized_gradient(w, X, labels, 0.1), np.zeros(3), 1.0)
    assert norm(whole.x - mine.x) > 0.01


def test_the_rate_of_the_hook_is_too_long_by_the_curvature_at_the_minimum():
    df = lambda w: o.penalized_gradient(w, X, labels, 0.1)
    minimum = o.gradient_descent(df, np.zeros(3), 1.0).x
    bound = 2 / np.linalg.eigvalsh(o.penalized_hessian(minimum, X, 0.1))[-1]
    assert 5 < bound < 6
    near = minimum + 1e-3
    for rate, arrives in ((0.98 * bound, True), (1.02 * bound, False)):
        assert o.gradient_descent(df, near, rate).converged == arrives
    below = [norm(df(w)) for w in walk(o.descent_path(df, np.zeros(3), 1.26), 50)]
    assert below[-1] < below[0]


@given(st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3)), st.floats(0.01, 1.26))
def test_below_the_bound_the_loss_falls_at_every_step(weights, rate):
    w = np.array(weights)
    slopes = linear_loss_gradient(w, X, labels)
    largest = np.linalg.eigvalsh(o.linear_loss_hessian(np.zeros(3), X))[-1]
    after = linear_loss(w - rate * slopes, X, labels)
    bound = linear_loss(w, X, labels) - rate * (1 - rate * largest / 2) * slopes @ slopes
    assert after <= bound + 100 * U * 10  # losses below 10, a hundred roundings
