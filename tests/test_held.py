"""What a hidden cell says about its page: values as text that gives them back, and their place."""

import math
from fractions import Fraction

import IPython.display
import numpy as np
import pytest
import sympy as sp
from hypothesis import given as examples
from hypothesis import strategies as st

from snippets.held import MIME, encode, given, held


@examples(
    st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.fractions())
)
def test_a_number_comes_back_exactly(value):
    kind, text = encode(value)
    assert kind == "number"
    back = float(text) if isinstance(value, float) else Fraction(text)
    assert back == value and math.copysign(1, back) == math.copysign(1, value)


@examples(st.integers(-9, 9))
def test_numbers_of_numpy_and_sympy_are_numbers(value):
    for kind in (np.int64, np.float64, np.float32, sp.Integer, Fraction):
        name, text = encode(kind(value))
        assert name == "number" and Fraction(text) == value
    assert encode(sp.Rational(value, 7)) == ["number", str(Fraction(value, 7))]
    assert encode(np.float32(0.1)) == ["number", repr(float(np.float32(0.1)))]


@examples(st.text())
def test_a_text_is_itself(text):
    assert encode(text) == ["text", text]


x = sp.Symbol("x")


@pytest.mark.parametrize("value", [x**2 + 1, sp.sqrt(2), sp.pi, sp.Matrix([[x, 1], [0, 2]])])
def test_an_expression_comes_back(value):
    kind, text = encode(value)
    assert kind == "expression" and sp.sympify(text) == value


@pytest.mark.parametrize("value", [True, np.True_, None, [1.0], 1j, np.array([1.0, 2.0])])
def test_what_is_no_value_is_refused(value):
    with pytest.raises(ValueError, match=r"cannot hold a page to .*: give a number, a text or an"):
        encode(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -np.inf, np.float32("nan")])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match=f"^cannot hold a page to {value}$"):
        encode(value)


@pytest.fixture
def shown(monkeypatch):
    """The arguments of each call of IPython's display."""
    calls = []
    record = lambda *arguments, **named: calls.append((arguments, named))
    monkeypatch.setattr(IPython.display, "display", record)
    return calls


def test_a_record_has_a_line_its_phrase_and_its_values(shown):
    held("of # and $#$", 6, x)
    (((data,), named),) = shown
    assert named == {"raw": True} and set(data) == {MIME, "text/plain"}
    assert data["text/plain"] == "of # and $#$"
    record = dict(data[MIME])
    # Which line it is, the books of tests/failing_book show: mutmut puts a call between.
    assert isinstance(record.pop("line"), int)
    values = [["number", "6"], ["expression", sp.srepr(x)]]
    assert record == {"phrase": "of # and $#$", "values": values}


@pytest.mark.parametrize("phrase, values", [("of #", []), ("of # and #", [1]), ("none", [1])])
def test_each_mark_needs_its_value(shown, phrase, values):
    marks = phrase.count("#")
    with pytest.raises(ValueError, match=f"^{phrase!r} has {marks} # for {len(values)} values$"):
        held(phrase, *values)
    assert not shown


def test_a_choice_has_nothing_to_show(shown):
    assert given(x=3, h=0.1) is None and not shown
