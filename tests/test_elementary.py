"""The functions that take numbers, arrays and symbols alike."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets import elementary, symbolic  # symbolic teaches them symbols
from snippets.differentiation import UNIT_ROUNDOFF, complex_step

ONE_ARGUMENT = ["exp", "log", "sin", "cos", "tanh", "sqrt", "softplus"]


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_numbers_arrays_and_symbols_agree(name):
    f = getattr(elementary, name)
    points = np.array([[0.25, 0.5, 2.0]])
    exact = [[float(sp.N(f(symbolic.x).subs(symbolic.x, p), 30)) for p in row] for row in points]
    # Each is right to 1 ulp, the softplus to 3.
    assert f(points) == pytest.approx(np.array(exact), rel=8 * UNIT_ROUNDOFF)
    assert f(points).shape == points.shape
    assert f(0.5) == f(points)[0, 1]
    assert np.iscomplexobj(f(0.5 + 1e-20j))


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_symbols_become_expressions(name):
    assert symbolic.x in getattr(elementary, name)(symbolic.x).free_symbols


def test_exp_overflows_in_silence():
    assert elementary.exp(1000.0) == np.inf


def test_maximum_takes_symbols():
    assert elementary.maximum(symbolic.x, 0).subs(symbolic.x, -2) == 0
    assert elementary.maximum(symbolic.x, 0).subs(symbolic.x, 2) == 2


angles, numbers = st.floats(-10, 10), st.lists(st.floats(-300, 300), min_size=1, max_size=4)


@given(angles, angles)
def test_sine_and_cosine_add_angles(a, b):
    # Two products of numbers below 1, and a sum of angles that is rounded to 20u.
    room = 30 * UNIT_ROUNDOFF
    s, c = elementary.sin, elementary.cos
    assert abs(s(a + b) - (s(a) * c(b) + c(a) * s(b))) <= room
    assert abs(c(a + b) - (c(a) * c(b) - s(a) * s(b))) <= room
    assert s(-a) == -s(a) and c(-a) == c(a)


@given(st.floats(-300, 300), st.floats(-300, 300))
def test_exponentials_multiply_and_logarithms_undo_them(a, b):
    # The sum is rounded to 600u, which e^ turns into a relative error; so do products and ulps.
    product = elementary.exp(a) * elementary.exp(b)
    assert elementary.exp(a + b) == pytest.approx(product, rel=700 * UNIT_ROUNDOFF)
    assert elementary.log(elementary.exp(a)) == pytest.approx(a, rel=4 * UNIT_ROUNDOFF, abs=1e-15)


@given(st.floats(0, 1e300), st.floats(-9, 9))
def test_roots_and_hyperbolic_tangents_by_other_routes(x, t):
    assert elementary.sqrt(x) ** 2 == pytest.approx(x, rel=4 * UNIT_ROUNDOFF)
    by_sigmoid = 2 * elementary.sigmoid(2 * t) - 1
    assert elementary.tanh(t) == pytest.approx(by_sigmoid, abs=8 * UNIT_ROUNDOFF)


@given(numbers)
def test_every_function_acts_elementwise_and_keeps_shape_and_precision(entries):
    field = np.array([entries])
    for name in [*ONE_ARGUMENT, "sigmoid"]:
        f = getattr(elementary, name)
        points = abs(field) + 1 if name in ("log", "sqrt") else field
        values = f(points)
        assert values.shape == field.shape
        # NumPy's loops over arrays and over numbers may differ in the last place.
        single = np.array([[f(point) for point in points[0]]])
        assert values == pytest.approx(single, rel=4 * UNIT_ROUNDOFF)
        assert f(np.float32([0.5])).dtype == np.float32


@given(st.floats(-800, 800))
def test_the_sigmoid_is_odd_about_one_half_and_stays_within_its_limits(t):
    here, there = elementary.sigmoid(t), elementary.sigmoid(-t)
    assert 0 <= here <= 1 and here + there == pytest.approx(1, abs=4 * UNIT_ROUNDOFF)
    assert (here >= 0.5) == (t >= 0) or here == 0.5
    if abs(t) < 30:  # the odds of σ are eᵗ: 1 − σ loses 2u / (1 − σ)
        assert here / there == pytest.approx(np.exp(t), rel=16 * UNIT_ROUNDOFF)


@given(st.floats(-1e4, 1e4))
def test_softplus_never_overflows_and_keeps_its_digits(t):
    if t < -700:  # subnormal, or below every float
        assert elementary.softplus(t) < 1e-304
    elif t < -100:  # softplus is eᵗ (1 − ½ eᵗ + …)
        assert elementary.softplus(t) == pytest.approx(np.exp(t), rel=8 * UNIT_ROUNDOFF)
    else:  # 90 digits hold 1 + e⁻¹⁰⁰
        exact = sp.log(1 + sp.exp(sp.Float(t, 90)))
        assert elementary.softplus(t) == pytest.approx(float(exact), rel=8 * UNIT_ROUNDOFF)


@given(st.floats(-30, 30))
def test_softplus_takes_a_complex_step(t):
    # Its slope is the sigmoid; log1p of a complex number is right to some ulp of 1 at worst.
    assert complex_step(elementary.softplus, t) == pytest.approx(1 / (1 + np.exp(-t)), abs=1e-14)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 9)), min_size=1, max_size=4))
def test_entries_that_are_objects_are_handed_over_one_by_one(pairs):
    a, b = np.array(pairs).T
    asked = []
    ratio = lambda x, y: asked.append((x, y)) or x / y
    whole = elementary.entrywise(ratio, a, b)
    assert len(asked) == 1 and whole == pytest.approx(a / b, rel=UNIT_ROUNDOFF)
    exact = elementary.entrywise(ratio, np.vectorize(Fraction, otypes=[object])(a), b)
    assert list(exact) == [Fraction(*pair) for pair in pairs]
    assert asked[1:] == pairs
