"""Exact results: against the definition, against each other, and where there is none."""

import numpy as np
import pytest
import sympy as sp

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
