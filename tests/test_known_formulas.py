"""What was compared once is not compared again, unless something that decides it changed."""

import known_formulas
import pytest
import sympy as sp
from known_formulas import KnownFormulas
from sympy import Eq, Function, Matrix, Symbol, latex, sqrt, srepr
from sympy.abc import x, y

TWICE = srepr(2 * x)


@pytest.fixture
def compared(monkeypatch):
    """The pairs that are compared from now on."""
    pairs, agree = [], known_formulas.agree
    monkeypatch.setattr(known_formulas, "agree", lambda *pair: pairs.append(pair) or agree(*pair))
    return pairs


def compare(path, printed):
    formulas = KnownFormulas(path)
    right = formulas.agree(printed, TWICE)
    formulas.keep()
    return right


def test_a_pair_that_agreed_is_not_compared_again(tmp_path, compared):
    assert [compare(tmp_path / "known", tex) for tex in ("x + x", "x + x", "2x")] == [True] * 3
    assert compared == [("x + x", TWICE), ("2x", TWICE)]


def test_a_pair_that_did_not_agree_is_compared_again(tmp_path, compared):
    assert [compare(tmp_path / "known", "-2x") for _ in range(2)] == [False] * 2
    assert len(compared) == 2


def test_other_code_compares_again(tmp_path, compared, monkeypatch):
    compare(tmp_path / "known", "2x")
    monkeypatch.setattr(known_formulas, "JUDGE", ["another"])
    compare(tmp_path / "known", "2x")
    assert len(compared) == 2


def test_a_relation_where_an_expression_is_expected_is_said():
    with pytest.raises(ValueError, match=r"in the LaTeX 'f\(x\) = 2x': cannot read = 2x"):
        known_formulas.agree("f(x) = 2x", TWICE)
    with pytest.raises(ValueError, match=r"Eq\(x, 2\), which is no expression"):
        known_formulas.agree("2x", srepr(Eq(x, 2)))


VALUES = [x / 2, Function("sigma")(x) * sp.exp(-y), sp.Integral(x, (x, 0, sp.pi)), sp.Max(x, 0.1)]


@pytest.mark.parametrize("value", [*VALUES, Eq(x, 2), Matrix([[x, 1]]), sp.log(2, evaluate=False)])
def test_an_expression_comes_back_from_its_text(value):
    assert known_formulas.expression(srepr(value)) == value == sp.sympify(srepr(value))


def test_a_matrix_is_no_number():
    assert not known_formulas.agree("x", srepr(Matrix([[x]])))


WRITTEN = [2 * x**2 + x, x**12 - 3, sqrt(x) * y, x / (2 * y), Symbol("x_1") * y, -(x**2) / 2]


@pytest.mark.parametrize("value", WRITTEN)
def test_what_sympy_writes_needs_no_reading(value, monkeypatch):
    monkeypatch.setattr(known_formulas.latex_algebra, "parse", None)
    assert known_formulas.agree(latex(value), srepr(value))


@pytest.mark.parametrize("value", WRITTEN)
@pytest.mark.parametrize("other", WRITTEN)
def test_letters_tell_formulas_apart(value, other):
    alike = known_formulas.letters(latex(value)) == known_formulas.letters(latex(other))
    assert alike == (value == other)


@pytest.mark.parametrize("one, other", [("x_{12}", "x_1 2"), (r"\sqrt{xy}", r"\sqrt{x} y")])
def test_braces_around_more_than_a_letter_stay(one, other):
    assert known_formulas.letters(one) != known_formulas.letters(other)
