"""exp, log, sigmoid and their kin for numbers and arrays; `symbolic` adds SymPy expressions.

A formula written with these runs unchanged on floats, on arrays and on symbols, so the
formula that is tested is the formula that is shown.  Complex numbers pass too.
"""

from functools import singledispatch

import numpy as np


@singledispatch
def exp(x):
    """eˣ, elementwise; e⁷¹⁰ and beyond are infinite, without a warning.

    >>> float(exp(1000.0))
    inf
    """
    with np.errstate(over="ignore"):
        return np.exp(x)


@singledispatch
def log(x):
    """Natural logarithm, elementwise.

    >>> float(log(1.0))
    0.0
    """
    return np.log(x)


@singledispatch
def sin(x):
    """Sine of an angle in radians, elementwise.

    >>> float(sin(0.0))
    0.0
    """
    return np.sin(x)


@singledispatch
def cos(x):
    """Cosine of an angle in radians, elementwise.

    >>> float(cos(0.0))
    1.0
    """
    return np.cos(x)


@singledispatch
def tanh(x):
    """Hyperbolic tangent, elementwise.

    >>> float(tanh(20.0))
    1.0
    """
    return np.tanh(x)


@singledispatch
def sqrt(x):
    """Square root, elementwise.

    >>> float(sqrt(4.0))
    2.0
    """
    return np.sqrt(x)


@singledispatch
def maximum(x, y):
    """The larger of x and y, elementwise; of complex numbers, the one with larger real part.

    >>> maximum(np.array([-1.0, 2.0]), 0)
    array([0., 2.])
    """
    return np.maximum(x, y)


@singledispatch
def softplus(x):
    """log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|), elementwise; the second form never overflows.

    >>> float(softplus(1000.0))
    1000.0
    """
    # max(x, −x) rather than |x|, which would drop the imaginary part of a complex step.
    return np.maximum(x, 0) + np.log1p(np.exp(-np.maximum(x, np.negative(x))))


def sigmoid(x):
    """σ(x) = 1 / (1 + e⁻ˣ); where e⁻ˣ overflows, the limit 0.

    >>> float(sigmoid(0.0))
    0.5
    """
    return 1 / (1 + exp(-x))


def entrywise(f, *arrays):
    """f of the entries; objects (fractions, symbols, traced numbers) are handed to it one by one.

    >>> entrywise(np.sqrt, np.array([4.0, 9.0]))
    array([2., 3.])
    """
    if any(array.dtype == object for array in arrays):
        return np.frompyfunc(f, len(arrays), 1)(*arrays)
    return f(*arrays)
