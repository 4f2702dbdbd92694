"""What a function may be given: each check lets everything through but what it names."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from snippets import inputs

finite = st.floats(allow_nan=False, allow_infinity=False)
lost = st.sampled_from([math.nan, math.inf, -math.inf])
names = st.sampled_from(["x", "the denominator g(x)"])
shapes = st.sampled_from([(), (1,), (4,), (2, 2)])
EXACT = [sp.Symbol("x"), Fraction(1, 3), [Fraction(1), sp.Symbol("y")], 10**400]


def refused(check, *arguments):
    """The message of the ValueError that a check raises."""
    with pytest.raises(ValueError) as caught:
        check(*arguments)
    return str(caught.value)


def array(shape, entry, other=1.0):
    """An array of a shape that holds one number once, and another elsewhere."""
    values = np.full(shape, other, dtype=np.result_type(type(entry), type(other)))
    values.flat[-1] = entry
    return values


# --- Finite


@given(shapes, finite)
def test_finite_numbers_of_any_shape_and_kind_pass(shape, value):
    for good in (array(shape, value), array(shape, value * 1j), np.full(shape, 7), value, [value]):
        assert inputs.require_finite("x", good) is None
        assert inputs.finite(good) is good
    assert inputs.require_finite("x", np.float32(1.5)) is None


@pytest.mark.parametrize("exact", EXACT)
def test_exact_numbers_pass(exact):
    assert inputs.require_finite("x", exact) is None
    assert inputs.require_positive("x", exact) is None
    assert inputs.require_nonzero("x", exact) is None
    assert inputs.finite(exact) is exact


@given(names, shapes, lost)
def test_one_number_that_is_not_finite_is_refused_and_named(name, shape, value):
    said = f"must be finite, and it holds {np.float64(value)}"
    for bad in (array(shape, value), array(shape, np.float32(value), np.float32(1))):
        assert refused(inputs.require_finite, name, bad) == f"{name} {said}"
        assert refused(inputs.finite, bad) == f"the result {said}"
        assert refused(inputs.require_positive, name, bad) == f"{name} {said}"
    assert "must be finite" in refused(inputs.require_finite, name, array(shape, complex(0, value)))


# --- Signs


@given(names, shapes, finite.filter(lambda x: x != 0))
def test_zero_is_refused_wherever_it_stands(name, shape, other):
    for kind in (float, complex):
        assert inputs.require_nonzero(name, array(shape, kind(other), kind(other))) is None
        bad = array(shape, kind(0), kind(other))
        assert refused(inputs.require_nonzero, name, bad) == f"{name} must not be zero"
    assert refused(inputs.require_nonzero, name, -0.0) == f"{name} must not be zero"


@given(names, shapes, finite.filter(lambda x: x > 0), finite.filter(lambda x: x <= 0))
def test_only_positive_numbers_are_positive(name, shape, good, bad):
    assert inputs.require_positive(name, array(shape, good, good)) is None
    said = f"{name} must be positive, and it holds {np.float64(bad)}"
    assert refused(inputs.require_positive, name, array(shape, bad, good)) == said


@pytest.mark.parametrize("kind", ["i8", "u4", "f4", "?"])
def test_positive_is_asked_of_every_kind_of_real_number(kind):
    assert inputs.require_positive("n", np.ones(3, dtype=kind)) is None
    said = refused(inputs.require_positive, "n", np.array([1, 0], dtype=kind))
    assert said == f"n must be positive, and it holds {np.zeros(1, dtype=kind)[0]}"


# --- One real number


@given(finite)
def test_one_real_number_becomes_a_float_of_its_value(value):
    for good in (value, np.array(value), np.float64(value), Fraction(value)):
        number = inputs.require_real("x", good)
        assert number == value and isinstance(number, float)
    assert inputs.require_real("x", np.float32(0.5)).dtype == np.float64
    assert inputs.require_real("x", sp.Rational(1, 4)) == 0.25


@given(names, shapes.filter(len), finite)
def test_what_is_not_one_real_number_is_refused_and_shown(name, shape, value):
    for bad in (array(shape, value), complex(value, 0), [value]):
        assert (
            refused(inputs.require_real, name, bad)
            == f"{name} must be one real number, and it is {bad}"
        )


@given(names, lost)
def test_a_real_number_is_finite(name, value):
    said = f"{name} must be finite, and it holds {np.float64(value)}"
    assert refused(inputs.require_real, name, value) == said


# --- Two numbers apart


@given(shapes, finite, finite)
def test_two_numbers_are_apart_unless_they_are_equal(shape, a, b):
    assume(a != b)
    left, right = array(shape, a, b), array(shape, b, a)
    assert inputs.require_apart(left, right) is None
    said = refused(inputs.require_apart, left, array(shape, a, a))
    assert (
        said
        == f"the step is zero or lost to rounding: it leads from {left.flat[-1]} to the same number"
    )
    assert f"from {a} to" in refused(inputs.require_apart, a, a)


@given(shapes, finite, lost)
def test_two_numbers_that_are_apart_are_finite(shape, good, bad):
    good, bad = array(shape, good), array(shape, bad)
    assert refused(inputs.require_apart, bad, good).startswith("x must be finite")
    assert refused(inputs.require_apart, good, bad).startswith("x + h must be finite")


@given(st.fractions(), st.fractions().filter(bool))
def test_exact_numbers_are_apart_too(x, h):
    symbol, step = sp.symbols("x h")
    assert inputs.require_apart(x, x + h) is None
    assert inputs.require_apart(symbol, symbol + step) is None
    assert f"from {x} to" in refused(inputs.require_apart, x, x)
    assert "from x to" in refused(inputs.require_apart, symbol, symbol)


def test_the_number_that_is_not_apart_is_the_first_one():
    said = refused(inputs.require_apart, np.array([1.0, 2.0, 3.0]), np.array([5.0, 2.0, 3.0]))
    assert "from 2.0 to" in said
    assert "from 2.0 to" in refused(inputs.require_apart, 2.0, np.array([1.0, 2.0]))


# --- Counts


@given(names, st.integers(1, 10**20))
def test_whole_numbers_from_one_on_are_counts(name, count):
    for good in (count, float(count), Fraction(count), sp.Integer(count), np.array(count)):
        assert inputs.require_count(name, good) is None


@given(names, st.one_of(st.integers(max_value=0), finite.filter(lambda x: x % 1 != 0), lost))
def test_nothing_else_is_a_count(name, count):
    assert refused(inputs.require_count, name, count) == (
        f"{name} must be a whole number from 1 on, and it is {count}"
    )


@pytest.mark.parametrize("count", [[2, 4], np.array([3]), 2j, 2 + 0j])
def test_a_count_is_one_real_number(count):
    said = f"n must be a whole number from 1 on, and it is {count}"
    assert refused(inputs.require_count, "n", count) == said


# --- Integers as floats


@given(shapes, st.integers(-(2**53), 2**53))
def test_integers_become_floats_of_the_same_value(shape, value):
    whole = np.full(shape, value)
    floats = inputs.integers_as_floats(whole)
    assert floats.dtype == float and floats.shape == shape and np.all(floats == value)
    floats += 1  # an array of its own
    assert np.all(whole == value)


@pytest.mark.parametrize("kind", ["i1", "u8", "?", "f4", "f8", "c16", "O"])
def test_other_numbers_stay_what_they_are(kind):
    ones = np.ones(2, dtype=kind)
    result = inputs.integers_as_floats(ones)
    assert result.dtype == (float if kind in ("i1", "u8", "?") else ones.dtype)
    assert result is not ones
