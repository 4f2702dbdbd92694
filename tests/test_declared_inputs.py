"""Which numbers may a sentence name because a cell chooses them?"""

import nbformat
import pytest
from declared_inputs import Inputs


def inputs(code):
    cell = nbformat.v4.new_code_cell(code)
    return Inputs([cell])


@pytest.mark.parametrize(
    "code",
    [
        "h = 0.1",
        "x, h = 3, 0.1",
        "for h in (0.1, 0.01): pass",
        "given(h=0.1)",
        "given(h=(1, 0.1))",
        "h = 1e-1",
        "%matplotlib inline\nh = 1 / 10",
    ],
)
def test_an_assigned_number_is_declared_under_its_name(code):
    declared = inputs(code)
    assert declared.declare("h = 0.1") and declared.declare("0.1")
    assert not declared.declare("h = 0.2") and not declared.declare("k = 0.1")


@pytest.mark.parametrize("code", ["f(0.1)", "h = f(0.1)", "h = True", "'h = 0.1'", "h = 0.10001"])
def test_a_number_that_is_only_computed_with_is_not_declared(code):
    assert not inputs(code).declare("h = 0.1")


def test_intervals_points_and_conditions_need_their_numbers():
    declared = inputs("a, b, zero = -10, 10, 0")
    assert declared.declare("[-10, 10]") and declared.declare(r"g(x) \ne 0")
    assert declared.declare(r"h \to 0") and declared.declare("x > 0")
    assert not declared.declare("[-10, 11]") and not declared.declare("x > 1")
    assert not declared.declare("10 x") and not declared.declare("x^10")
