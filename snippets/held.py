"""What a page says, stated by a hidden cell below it: the build compares the two.

The check itself, which reads the page, is book/_ext/held_numbers.py.
"""

import math
import sys
from fractions import Fraction
from numbers import Rational, Real

MIME = "application/vnd.book.held+json"


def held(phrase, *values):
    """Hold the page to `phrase`, in which each # stands for what the page prints for a value.

    A # outside mathematics is a number, in digits or as a word (or the text of a str); $#$ is a
    whole formula, compared with a SymPy expression by equivalence.  A printed decimal must be its
    value rounded; a printed integer must be its value, unless the page says "about" before it.

    Raises ValueError where the number of # is not the number of values, or a value is not finite.

    held("the slope of the chord is #", forward_difference(square, 3, 0.1))
    held("the derivative of $#$ is $#$", cubic(x), derivative(cubic))
    """
    from IPython.display import display

    if phrase.count("#") != len(values):
        raise ValueError(f"{phrase!r} has {phrase.count('#')} # for {len(values)} values")
    line = sys._getframe(1).f_lineno  # of the call, in its cell
    record = {"line": line, "phrase": phrase, "values": [encode(value) for value in values]}
    display({MIME: record, "text/plain": phrase}, raw=True)


def given(**values):
    """Declare numbers that the text chooses: given(x=3, h=0.1) lets it say $x = 3$, or 0.1.

    A choice has nothing to be compared with; a result has: hold it.  Takes literal numbers and
    tuples of them, for the build reads them from the source of the cell.
    """


def encode(value):
    """A value as JSON: its kind, and a text that gives it back exactly."""
    if isinstance(value, str):
        return ["text", value]
    if isinstance(value, Rational) and not isinstance(value, bool):
        return ["number", str(Fraction(int(value.numerator), int(value.denominator)))]
    if isinstance(value, Real) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise ValueError(f"cannot hold a page to {value}")
        return ["number", repr(float(value))]
    from sympy import Basic, MatrixBase, srepr

    if isinstance(value, Basic | MatrixBase):
        return ["expression", srepr(value)]
    raise ValueError(f"cannot hold a page to {value!r}: give a number, a text or an expression")
