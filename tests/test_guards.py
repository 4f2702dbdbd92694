"""The kinds of a guard are read from what it does, and none is credited with more."""

import pytest
from guards import KINDS, read_guards

MODULE = """
import numpy as np
import pytest
import sympy as sp
from latex_algebra import parse, same
from snippets import gradient as g, symbolic
from snippets.differentiation import square

def helper(tex):
    return same(parse(tex), square(2))

@pytest.mark.guards("eq-one")
def test_one(tex):
    {}
"""


@pytest.mark.parametrize(
    "body, kinds",
    [
        ('assert tex == "a = b + c"', ["quoted"]),
        ("assert same(parse(tex), square(2))", ["exactly"]),
        ("assert parse(tex) == square(2)", ["exactly"]),
        ("assert helper(tex)", ["exactly"]),
        ("assert parse(tex).evalf() == pytest.approx(4)", ["numerically"]),
        ("assert parse(tex) < square(2)", ["numerically"]),
        ("assert parse(tex).equals(sp.diff(square(2)))", ["by another route"]),
        ("assert parse(tex).equals(g.gradient(2))", []),  # of the lesson itself, no other route
        ("assert parse(tex).equals(symbolic.gradient(square))", ["by another route"]),
        ('assert tex == "a = b" and np.allclose(g.gradient(2), 1)', ["numerically", "quoted"]),
    ],
)
def test_a_guard_is_of_the_kinds_of_what_it_calls(body, kinds):
    (guard,) = read_guards(MODULE.format(body))
    assert (guard.label, guard.test) == ("eq-one", "test_one")
    assert guard.kinds == tuple(kind for kind in KINDS if kind in kinds)
