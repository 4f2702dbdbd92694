"""Exact results: against the definition, against each other, and where there is none."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from snippets import symbolic
from snippets.differentiation import (
    NotDifferentiable,
    central_difference,
    cubic,
    cubic_derivative,
    left_slope,
    relu,
    sigmoid,
    square,
)
from snippets.symbolic import h, x


@pytest.mark.parametrize("f", [square, cubic, sigmoid, lambda t: 1 / t])
def test_derivative_is_the_limit_of_the_quotient(f):
    assert sp.simplify(symbolic.limit_of_quotient(f) - symbolic.derivative(f)) == 0


def test_derivative_of_higher_order():
    assert sp.expand(symbolic.derivative(cubic, 2)) == 6 * x - 4
    assert symbolic.derivative(cubic, order=4) == 0
    assert symbolic.derivative(cubic, order=0) == cubic(x)


def test_quotients_are_divided_out():
    assert symbolic.difference_quotient(square) == 2 * x + h
    assert symbolic.difference_quotient(square, central_difference) == 2 * x
    quotient = symbolic.difference_quotient(cubic)
    assert quotient.subs(h, 0) == cubic_derivative(x).expand()
    assert symbolic.difference_quotient(cubic, central_difference) == quotient.subs(h, 0) + h**2


def test_limit_at_a_point():
    assert symbolic.limit_of_quotient(cubic, 2) == 4
    assert symbolic.limit_of_quotient(relu, 3) == 1
    assert symbolic.limit_of_quotient(sp.Abs, -3) == -1


@pytest.mark.parametrize("f, left, right", [(sp.Abs, -1, 1), (relu, 0, 1)])
def test_a_kink_has_no_limit(f, left, right):
    with pytest.raises(NotDifferentiable, match=f"{left} on the left, {right} on the right"):
        symbolic.limit_of_quotient(f, 0)


def test_pieces_have_slopes_of_their_own():
    hook = lambda t: sp.Piecewise((t, t < 0), (t**2, True))
    with pytest.raises(NotDifferentiable, match="1 on the left, 0 on the right"):
        symbolic.limit_of_quotient(hook, 0)
    with pytest.raises(NotDifferentiable, match="oo on the left, oo on the right"):
        symbolic.limit_of_quotient(sp.sign, 0)  # a jump from −1 to 0, and one from 0 to 1


@pytest.mark.parametrize("a", [0, 1, sp.Rational(4, 3)])
def test_tangent_has_the_value_and_the_slope(a):
    line = symbolic.tangent(cubic, a)
    assert line.subs(x, a) == cubic(sp.sympify(a))
    assert sp.diff(line, x) == cubic_derivative(sp.sympify(a))


def test_lowest_point_has_slope_zero_and_value_below_its_neighbors():
    value, place = symbolic.lowest_point(3 * x**2 - 4 * x)
    assert (value, place) == (sp.Rational(-4, 3), sp.Rational(2, 3))
    value, place = symbolic.lowest_point(2 * (x - 5) ** 2 + 7)
    assert (value, place) == (7, 5)


@pytest.mark.parametrize("expression", [-(x**2), 2 * x, x**3, sp.Integer(1)])
def test_lowest_point_refuses_what_has_none(expression):
    with pytest.raises(ValueError, match="no parabola that opens upwards"):
        symbolic.lowest_point(expression)


def test_left_slope_of_the_absolute_value_is_exact():
    step = sp.Symbol("h", positive=True)
    assert left_slope(sp.Abs, sp.Integer(0), step) == -1


def test_gradient_and_hessian_are_tables_of_derivatives():
    a, b = sp.symbols("a b")
    f = lambda p: p[0] ** 3 * p[1] + sp.exp(p[0] * p[1])
    assert list(symbolic.gradient(f, (a, b))) == [sp.diff(f((a, b)), s) for s in (a, b)]
    hessian = symbolic.hessian(f, (a, b))
    assert hessian == hessian.T and hessian[0, 1] == sp.diff(f((a, b)), a, b)
    for k, s in enumerate((a, b)):
        assert sp.expand(hessian[k, k] - sp.diff(f((a, b)), s, 2)) == 0
    square = np.array([[a, b]])
    assert symbolic.gradient(lambda p: p[0, 0] * p[0, 1], square).tolist() == [[b, a]]


def test_the_jacobian_has_a_row_for_each_output():
    a, b, c = sp.symbols("a b c")
    f = lambda p: np.array([p[0] * p[1] ** 2, sp.sin(p[2]) + p[0]])
    table = symbolic.jacobian(f, (a, b, c))
    assert table.shape == (2, 3)
    for i, value in enumerate(f((a, b, c))):
        assert list(table[i, :]) == [sp.diff(value, s) for s in (a, b, c)]
    one = lambda p: p[0] ** 2 * p[1]
    assert symbolic.jacobian(one, (a, b)) == sp.Matrix([symbolic.gradient(one, (a, b))])


# --- As properties: polynomials with whole coefficients, whose calculus is arithmetic

whole = st.integers(-5, 5)
coefficients = st.lists(whole, min_size=1, max_size=4)
few = settings(max_examples=20)  # SymPy is slow, and each example is exact
a, b = sp.symbols("a b")


def polynomial(c):
    return lambda t: sum((c_k * t**k for k, c_k in enumerate(c)), sp.Integer(0))


def slope_of(c, t):
    return sum(k * c_k * t ** (k - 1) for k, c_k in enumerate(c) if k)


@few
@given(coefficients, whole)
def test_derivatives_tangents_and_limits_of_polynomials(c, at):
    f = polynomial(c)
    assert sp.expand(symbolic.derivative(f) - slope_of(c, x)) == 0
    assert sp.expand(symbolic.limit_of_quotient(f) - slope_of(c, x)) == 0
    assert symbolic.limit_of_quotient(f, at) == slope_of(c, sp.Integer(at))
    line = symbolic.tangent(f, at)
    assert line.subs(x, at) == f(at) and sp.diff(line, x) == slope_of(c, sp.Integer(at))
    assert sp.degree(line, x) <= 1
    rest = symbolic.difference_quotient(f) - slope_of(c, x)
    assert sp.expand(rest.subs(h, 0)) == 0
    assert sp.expand(symbolic.difference_quotient(f) * h - f(x + h) + f(x)) == 0


@few
@given(coefficients, whole, whole)
def test_integrals_of_polynomials_undo_derivatives(c, low, high):
    f = polynomial(c)
    found = symbolic.antiderivative(f)
    assert sp.expand(sp.diff(found, x) - f(x)) == 0
    area = symbolic.integral(f, low, high)
    assert area == found.subs(x, high) - found.subs(x, low)
    assert symbolic.integral(f, high, low) == -area
    step, count = sp.Rational(high - low, 4), 4
    terms = [f(low + k * step) * step for k in range(count)]
    assert symbolic.left_sum(f, sp.Integer(low), step, count) == sum(terms)


def test_integrals_reach_to_infinity_where_they_have_a_value():
    assert symbolic.integral(abs, -1, 2) == sp.Rational(5, 2)
    assert symbolic.integral(lambda t: sp.exp(-t), 0, sp.oo) == 1
    for f in (lambda t: 1 / t, lambda t: 1 / t**2):
        with pytest.raises(ValueError, match="from -1 to 1 has no value that SymPy finds"):
            symbolic.integral(f, -1, 1)
    with pytest.raises(ValueError, match=r"^the integral of x\*\*x from 1 to 2 has no value"):
        symbolic.integral(lambda t: t**t, 1, 2)
    with pytest.raises(ValueError, match="has no value"):
        symbolic.integral(lambda t: t, 0, sp.oo)
    with pytest.raises(ValueError, match=r"^no antiderivative of x\*\*x in closed form"):
        symbolic.antiderivative(lambda t: t**t)


@few
@given(st.integers(1, 5), whole, whole)
def test_the_lowest_point_is_the_vertex(k, place, value):
    # Not x² − …, so that the lesson's own parabola is no special case.
    assert symbolic.lowest_point(k * (x - place) ** 2 + value) == (value, place)
    with pytest.raises(ValueError, match="is no parabola that opens upwards"):
        symbolic.lowest_point(-k * (x - place) ** 2 + value)


@few
@given(st.lists(whole, min_size=6, max_size=6))
def test_tables_of_slopes_are_linear_and_symmetric(numbers):
    p, q, r, s, t, u = numbers
    f = lambda z: p * z[0] ** 2 + q * z[0] * z[1] + r * z[1] ** 2
    g = lambda z: s * z[0] ** 2 * z[1] + t * z[1] + u
    both = lambda z: np.array([f(z), g(z), f(z) + 2 * g(z)])
    table = symbolic.jacobian(both, (a, b))
    assert table.shape == (3, 2)
    assert list(table[0, :]) == list(symbolic.gradient(f, (a, b)))
    assert (table[2, :] - table[0, :] - 2 * table[1, :]).expand() == sp.zeros(1, 2)
    assert symbolic.hessian(f, (a, b)) == sp.Matrix([[2 * p, q], [q, 2 * r]])
    kind = symbolic.kind_by_hessian(sp.Matrix([[2 * p, q], [q, 2 * r]]))
    area, trace = 4 * p * r - q * q, p + r
    if area < 0:
        assert kind == "saddle"
    else:
        assert kind == ("undecided" if area == 0 else "minimum" if trace > 0 else "maximum")


@few
@given(st.integers(2, 7), st.integers(-3, 3).filter(bool), st.integers(-2, 2))
def test_a_power_has_one_flat_point_of_its_kind(n, factor, place):
    f = lambda t: factor * (t - place) ** n + 4
    kind = "neither" if n % 2 else "minimum" if factor > 0 else "maximum"
    assert symbolic.critical_points(f) == [(place, kind)]
    assert symbolic.flat_points(f) == [place] and symbolic.is_flat(f, sp.Integer(place))
    assert not symbolic.is_flat(f, sp.Integer(place + 1))
    assert symbolic.kind_on_a_line(f, place) == kind
    assert symbolic.kind_on_a_line(f, place, orders=n) == kind
    assert symbolic.kind_on_a_line(f, place, orders=n - 1) == "undecided"


def test_flat_points_need_a_derivative_and_come_in_order():
    assert symbolic.critical_points(abs) == []
    assert symbolic.critical_points(lambda t: t * abs(t)) == [(0, "undecided")]
    double = lambda t: t**4 - 2 * t**2
    kinds = [(-1, "minimum"), (0, "maximum"), (1, "minimum")]
    assert symbolic.critical_points(double) == kinds
    assert not symbolic.is_flat(sp.log, sp.Integer(-1)) and not symbolic.is_flat(abs, sp.Integer(0))
    assert symbolic.kind_on_a_line(lambda t: t**14, 0) == "undecided"
    assert symbolic.kind_on_a_line(lambda t: t**13, 0) == "undecided"
    assert symbolic.kind_on_a_line(lambda t: t**12, 0) == "minimum"
    assert symbolic.kind_on_a_line(lambda t: t**2 / 4, 0) == "minimum"
    c = sp.Symbol("c", positive=True)  # is a number for a function of t
    assert symbolic.critical_points(lambda t: c * (t - 1) ** 2) == [(1, "minimum")]
    with pytest.raises(ValueError, match=r"^no finite list of the critical points of 3: "):
        symbolic.critical_points(lambda t: sp.Integer(3))
    with pytest.raises(ValueError, match=r"^no finite list of the critical points of sin\(x\): "):
        symbolic.critical_points(sp.sin)


@few
@given(
    st.integers(1, 4), st.integers(1, 4), whole, whole, st.sampled_from([(1, 1), (-1, -1), (1, -1)])
)
def test_a_sum_of_squares_has_one_critical_point(p, q, at_a, at_b, signs):
    f = lambda z: signs[0] * p * (z[0] - at_a) ** 2 + signs[1] * q * (z[1] - at_b) ** 2
    kind = {2: "minimum", -2: "maximum", 0: "saddle"}[sum(signs)]
    assert symbolic.critical_points(f, (a, b)) == [((at_a, at_b), kind)]


def test_critical_points_of_the_plane_are_real_and_in_order():
    f = lambda z: z[0] ** 4 + z[1] ** 4 - 4 * z[0] * z[1]
    kinds = [((-1, -1), "minimum"), ((0, 0), "saddle"), ((1, 1), "minimum")]
    assert symbolic.critical_points(f, (a, b)) == kinds
    assert symbolic.critical_points(lambda z: z[0] ** 2 + sp.exp(z[1]), (a, b)) == []
    with pytest.raises(
        ValueError, match=r"^more than a list of points solves \[2\*a, 0\]: \{\(0, b\)"
    ):
        symbolic.critical_points(lambda z: z[0] ** 2, (a, b))
    with pytest.raises(ValueError, match=r"^SymPy cannot solve \["):
        symbolic.real_solutions([sp.cos(a) - a * sp.exp(a), b], (a, b))


def test_eigenvalues_have_fifty_digits():
    """Beyond these, and the one more that they are computed with, they are zero."""
    assert symbolic.kind_by_hessian(sp.diag(1, sp.Rational(1, 10**50))) == "minimum"
    assert symbolic.kind_by_hessian(sp.diag(1, sp.Rational(1, 10**52))) == "undecided"
    zero = sp.log(6) - sp.log(2) - sp.log(3)  # which SymPy does not see
    assert symbolic.kind_by_hessian(sp.diag(1, zero)) == "undecided"


def test_three_real_roots_are_sorted_though_their_formulas_hold_i():
    """a³ − 3a + 1 has the roots 2 cos 160°, 2 cos 80°, 2 cos 40°: the casus irreducibilis."""
    found = symbolic.real_solutions([a**3 - 3 * a + 1, b - a], (a, b))
    places = [complex(point[0]) for point in found]
    # Some dozens of roundings of numbers below 2.
    assert places == pytest.approx([2 * np.cos(np.radians(d)) for d in (160, 80, 40)], abs=1e-14)


def test_other_symbols_are_numbers():
    c = sp.Symbol("c")
    assert symbolic.real_solutions([c * (a - 1), b], (a, b)) == [(1, 0)]


@few
@given(whole, whole, whole)
def test_lagrange_points_of_a_line_are_the_feet_of_the_perpendicular(p, q, r):
    assume(p or q)
    line = lambda z: p * z[0] + q * z[1] - r
    found = symbolic.lagrange_points(lambda z: z[0] ** 2 + z[1] ** 2, line, (a, b))
    share = sp.Rational(r, p * p + q * q)
    assert found == [((share * p, share * q), 2 * share)]


@few
@given(st.lists(whole, min_size=1, max_size=3, unique=True), st.integers(1, 3))
def test_real_solutions_are_the_real_roots_in_order(roots, k):
    product = sp.prod([a - root for root in roots]) * (a**2 + k)
    found = symbolic.real_solutions([product, b - 2 * a], (a, b))
    assert found == [(root, 2 * root) for root in sorted(roots)]
