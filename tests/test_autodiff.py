"""Forward and reverse mode: the same slopes, against SymPy and by hand; long and shared graphs."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets import elementary as el
from snippets import symbolic
from snippets.autodiff import Dual, Value, forward_gradient, plain, reverse_gradient
from snippets.differentiation import UNIT_ROUNDOFF

x, y = sp.symbols("x y")
whole = st.integers(-9, 9)
small = st.floats(0.1, 2)
FORMULAS = [
    lambda p: p[0] * p[1] + p[0] ** 2,
    lambda p: (p[0] - 3) * (2 - p[1]) / p[0] + 1 / p[1],
    lambda p: -(p[0] ** 3) + 5 - p[1] ** -2 * 4,
    lambda p: el.exp(p[0] * p[1]) + el.log(p[0] + p[1]),
    lambda p: el.tanh(p[0] - p[1]) * el.sigmoid(p[0] * 2),
    lambda p: el.softplus(p[0] - 2 * p[1]) * p[0],
]


@pytest.mark.parametrize("route", [reverse_gradient, forward_gradient])
@pytest.mark.parametrize("f", FORMULAS)
@given(small, small)
def test_slopes_are_sympys(route, f, a, b):
    partials = symbolic.gradient(f, (x, y))
    exact = [float(slope.subs({x: a, y: b})) for slope in partials]
    # A dozen operations on numbers below e⁴ = 55 and slopes below 4 · 10³ (of 4/y³ at 0.1).
    assert np.allclose(route(f, [a, b]), exact, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("route", [reverse_gradient, forward_gradient])
@given(st.fractions(1, 9, max_denominator=9), st.fractions(-9, -1, max_denominator=9))
def test_fractions_stay_fractions(route, a, b):
    for f in FORMULAS[:3]:
        partials = [
            s.subs({x: sp.sympify(a), y: sp.sympify(b)}) for s in symbolic.gradient(f, (x, y))
        ]
        slopes = route(f, [a, b])
        assert all(isinstance(slope, Fraction | int) for slope in slopes)
        assert [sp.sympify(slope) for slope in slopes] == partials


@given(whole, whole)
def test_a_plain_number_is_what_a_traced_one_holds(a, slope):
    for number in (a, Fraction(a, 7), float(a)):
        assert plain(Value(number)) is plain(Dual(number, slope)) is plain(number) is number


@given(whole, whole, whole)
def test_the_graph_of_the_lesson(a, b, c):
    f = lambda p: (p[0] * p[1] + p[2]) ** 2
    inner = a * b + c
    for route in (reverse_gradient, forward_gradient):
        assert route(f, [a, b, c]) == [2 * inner * b, 2 * inner * a, 2 * inner]


fraction = st.fractions(1, 9, max_denominator=9)
polynomials = st.sampled_from(FORMULAS[:3])


@given(polynomials, polynomials, fraction, fraction, fraction, fraction)
def test_differentiation_is_linear_and_knows_products(f, g, a, b, alpha, beta):
    """In fractions, so that both sides are equal and not only close."""
    at = [a, b]
    for route in (reverse_gradient, forward_gradient):
        df, dg = route(f, at), route(g, at)
        mixed = route(lambda p: alpha * f(p) + beta * g(p), at)
        assert mixed == [alpha * s + beta * t for s, t in zip(df, dg, strict=True)]
        product = route(lambda p: f(p) * g(p), at)
        assert product == [s * g(at) + f(at) * t for s, t in zip(df, dg, strict=True)]
        assert route(lambda p: f(p[::-1]), at[::-1]) == df[::-1]


@given(polynomials, fraction, fraction, fraction, fraction)
def test_one_run_along_a_direction_is_the_gradient_dotted_with_it(f, a, b, v, w):
    """Jv by forward mode, uᵀJ by reverse mode: here with one output."""
    walk = f([Dual(a, v), Dual(b, w)])
    slopes = reverse_gradient(f, [a, b])
    assert walk.data == f([a, b]) and walk.slope == slopes[0] * v + slopes[1] * w


@given(small, small)
def test_numbers_of_numpy_and_integers_will_do(a, b):
    for route in (reverse_gradient, forward_gradient):
        for f in FORMULAS:
            assert route(f, np.array([a, b])) == route(f, [a, b])
            assert np.allclose(route(f, [1, 2]), route(f, [1.0, 2.0]), rtol=1e-15, atol=0)


@given(whole, whole)
def test_calling_backward_again_changes_nothing(a, b):
    v, w = Value(a), Value(b)
    f = v * w + v * v
    f.backward()
    first = v.grad, w.grad
    f.backward()
    assert (v.grad, w.grad) == first == (b + 2 * a, a)
    (v * 3).backward()  # another result of the same input: its own slope, not the sum
    assert v.grad == 3


@given(st.integers(1, 60))
def test_a_number_that_is_used_often_collects_from_every_use(times):
    """x doubled again and again has 2ⁿ paths to the result; the sweep back takes n steps."""
    v = total = Value(1)
    for _ in range(times):
        total = total + total
    total.backward()
    assert v.grad == total.data == 2**times


def test_a_chain_of_ten_thousand_operations_is_no_recursion():
    v = link = Value(1.0)
    for _ in range(10_000):
        link = link + 0.5
    link.backward()
    assert v.grad == 1 and link.data == 5001
    assert len(link.ordered()) == 10_001


def test_operands_stand_before_their_results():
    a, b = Value(2.0), Value(3.0)
    product = a * b
    result = (product + a) * product
    order = result.ordered()
    assert order[-1] is result and len(order) == len(set(order)) == 5
    for node in order:
        assert all(order.index(operand) < order.index(node) for operand, _ in node.edges)


@given(st.floats(-3, 3))
def test_at_the_kink_relu_has_the_slope_of_the_book(s):
    relu = lambda p: el.maximum(p[0], 0)
    for route in (reverse_gradient, forward_gradient):
        assert route(relu, [s]) == [s > 0]
        assert route(relu, [0.0]) == [0]
        larger = route(lambda p: el.maximum(p[0], p[1]), [s, s + 1])
        assert larger == [0, 1]


@pytest.mark.parametrize("kind", [Value, Dual])
def test_plain_numbers_may_stand_on_either_side(kind):
    v = kind(4.0)
    results = [v + 1, 1 + v, v - 1, 1 - v, v * 2, 2 * v, v / 2, 2 / v, -v, v**0]
    assert [plain(r) for r in results] == [5, 5, 3, -3, 8, 8, 2, 0.5, -4, 1]
    assert plain(np.float64(2) * v) == 8 and isinstance(np.float64(2) * v, kind)
    assert v > 3 and v < 5 and not v < 4 and not v > 4


def test_a_constant_has_no_slope():
    for route in (reverse_gradient, forward_gradient):
        assert route(lambda p: 7, [1.0, 2.0]) == [0, 0]
        assert route(lambda p: p[0] ** 0, [0.0, 2.0]) == [0, 0]


def test_what_is_no_number_is_refused():
    for kind in (Value, Dual):
        with pytest.raises(ValueError, match="data must be finite, and it holds nan"):
            kind(float("nan"))
        with pytest.raises(ValueError, match="exponent must be a constant"):
            kind(2.0) ** kind(3.0)
        with pytest.raises(ZeroDivisionError):
            1 / kind(0.0)


@given(small)
def test_numbers_say_what_they_are(a):
    v = Value(a)
    (v * v).backward()
    assert repr(v) == f"Value({a!r}, grad={v.grad!r})"
    assert v.grad == pytest.approx(2 * a, rel=2 * UNIT_ROUNDOFF)
    assert repr(Dual(1, 2)) == "Dual(1, slope=2)"
