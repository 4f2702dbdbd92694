"""What was compared once is not compared again, unless something that decides it changed."""

import known_formulas
import pytest
from known_formulas import KnownFormulas
from sympy import srepr
from sympy.abc import x

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
