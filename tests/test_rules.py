"""The rules of differentiation: against SymPy for any functions, and against numeric slopes."""

from math import isclose

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets import rules
from snippets.differentiation import complex_step

X = sp.Symbol("x")
F, G = sp.Function("f"), sp.Function("g")
slope_of = lambda f: lambda x: sp.diff(f(X), X).subs(X, x).doit()
DF, DG = slope_of(F), slope_of(G)


@pytest.mark.parametrize(
    "derivative, function",
    [
        (rules.constant_multiple_rule(7, DF), 7 * F(X)),
        (rules.sum_rule(DF, DG), F(X) + G(X)),
        (rules.product_rule(F, DF, G, DG), F(X) * G(X)),
        (rules.quotient_rule(F, DF, G, DG), F(X) / G(X)),
    ],
    ids=["constant multiple", "sum", "product", "quotient"],
)
def test_rule_holds_for_any_two_functions(derivative, function):
    assert sp.simplify(derivative(X) - sp.diff(function, X)) == 0


def test_chain_rule_holds_for_any_outer_function():
    derivative = rules.chain_rule(DF, lambda x: x**3 + sp.sin(x), lambda x: 3 * x**2 + sp.cos(x))
    assert sp.simplify(derivative(X) - sp.diff(F(X**3 + sp.sin(X)), X).doit()) == 0


@given(st.floats(-2, 2))
def test_rules_agree_with_numeric_slopes(x):
    # sin and 2 + cos, whose derivatives are cos and −sin; all terms are below 3, the quotient's
    # divisor is at least 1: twenty roundings of 1 ulp are below 1e-14.
    f, df = np.sin, np.cos
    g, dg = lambda t: 2 + np.cos(t), lambda t: -np.sin(t)
    for derivative, function in (
        (rules.product_rule(f, df, g, dg), lambda t: f(t) * g(t)),
        (rules.quotient_rule(f, df, g, dg), lambda t: f(t) / g(t)),
        (rules.chain_rule(df, g, dg), lambda t: f(g(t))),
        (rules.sum_rule(df, dg), lambda t: f(t) + g(t)),
        (rules.constant_multiple_rule(-3, df), lambda t: -3 * f(t)),
    ):
        assert isclose(derivative(x), complex_step(function, x), rel_tol=0, abs_tol=1e-14)


@given(st.integers(-6, 6), st.floats(0.5, 2))
def test_power_rule_for_whole_numbers(n, x):
    # Both sides take n x^(n − 1) with a few roundings each; complex powers take some more.
    expected = complex_step(lambda t: t**n, x) if n else 0
    assert isclose(rules.power_rule(n)(x), expected, rel_tol=1e-13)


@given(st.floats(-3, 3), st.floats(0.5, 2))
def test_power_rule_for_real_numbers(n, x):
    # One power and one product, against e^(n log x) differentiated by complex step.
    expected = complex_step(lambda t: np.exp(n * np.log(t)), x)
    assert isclose(rules.power_rule(n)(x), expected, rel_tol=1e-13, abs_tol=1e-300)


def test_power_rule_where_its_powers_have_slopes():
    assert rules.power_rule(0)(0.0) == 0
    assert rules.power_rule(1)(0.0) == 1
    assert rules.power_rule(3)(-2) == 12
    assert rules.power_rule(-1)(-2.0) == -0.25
    assert np.array_equal(rules.power_rule(2)(np.array([[0.0, -3.0]])), [[0, -6]])
    n = sp.Rational(1, 2)
    assert rules.power_rule(n)(X) == sp.diff(X**n, X)


@pytest.mark.parametrize("n, x", [(-1, 0.0), (-2, [1.0, 0.0]), (0.5, 0.0), (1.5, -1.0)])
def test_power_rule_refuses_points_without_a_slope(n, x):
    with pytest.raises(ValueError, match=f"x, whose power is {n}"):
        rules.power_rule(n)(np.asarray(x))


def test_quotient_rule_refuses_a_denominator_of_zero():
    with pytest.raises(ValueError, match=r"^the denominator g\(x\) must not be zero"):
        rules.quotient_rule(np.sin, np.cos, lambda x: x, lambda x: 1)(0.0)
