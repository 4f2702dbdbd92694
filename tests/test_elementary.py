"""The functions that take numbers, arrays and symbols alike."""

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
