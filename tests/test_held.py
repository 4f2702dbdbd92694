"""What a hidden cell says about its page: values as text that gives them back, and their place."""

import math
from fractions import Fraction

import IPython.display
import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from snippets import held as page
from snippets.held import MIME, encode


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.fractions()))
def test_a_number_comes_back_exactly(value):
    kind, text = encode(value)
    assert kind == "number"
    back = float(text) if isinstance(value, float) else Fraction(text)
    assert back == value and math.copysign(1, back) == math.copysign(1, value)


@given(st.integers(-9, 9))
def test_numbers_of_numpy_and_sympy_are_numbers(value):
    for kind in (np.int64, np.float64, np.float32, sp.Integer, Fraction):
        name, text = encode(kind(value))
        assert name == "number" and Fraction(text) == value
    assert encode(sp.Rational(value, 7)) == ["number", str(Fraction(value, 7))]
    assert encode(np.float32(0.1)) == ["number", repr(float(np.float32(0.1)))]


@given(st.text())
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


def shown(function, *arguments, **named):
    """The arguments of each call of IPython's display while a function runs."""
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IPython.display, "display", lambda *a, **n: calls.append((a, n)))
        assert function(*arguments, **named) is None
    return calls


words = st.text().map(lambda text: text.replace("#", ""))


@given(words, words, st.integers())
def test_a_record_has_a_line_its_phrase_and_its_values(before, after, number):
    phrase = f"{before}#{after} and $#$"
    (((data,), named),) = shown(page.held, phrase, number, x)
    assert named == {"raw": True} and set(data) == {MIME, "text/plain"}
    assert data["text/plain"] == phrase
    record = dict(data[MIME])
    # Which line it is, the books of tests/failing_book show: mutmut puts a call between.
    assert isinstance(record.pop("line"), int)
    values = [["number", str(number)], ["expression", sp.srepr(x)]]
    assert record == {"phrase": phrase, "values": values}


@pytest.mark.parametrize("phrase, values", [("of #", []), ("of # and #", [1]), ("none", [1])])
def test_each_mark_needs_its_value(monkeypatch, phrase, values):
    monkeypatch.setattr(IPython.display, "display", lambda *a, **n: pytest.fail("shown"))
    marks = phrase.count("#")
    said = f"^{phrase!r} has {marks} # for {len(values)} values$"
    with pytest.raises(ValueError, match=said):
        page.held(phrase, *values)


@given(st.integers(), st.floats())
def test_a_choice_has_nothing_to_show(a, b):
    assert shown(page.given, x=a, h=b) == []
