"""Floats that count their products: what a computation costs, whatever the machine.

A network's products of matrices are sums of such products, and nearly all of its work.
"""

import numpy as np

from snippets import elementary


class Counted(float):
    """A float that adds 1 to Counted.products in every product it is a factor of."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(float(self) * float(other))

    def __add__(self, other):
        return Counted(float(self) + float(other))

    def __sub__(self, other):
        return Counted(float(self) - float(other))

    def __truediv__(self, other):
        return Counted(float(self) / float(other))

    def __rsub__(self, other):
        return Counted(float(other) - float(self))

    def __rtruediv__(self, other):
        return Counted(float(other) / float(self))

    def __neg__(self):
        return Counted(-float(self))

    def __pow__(self, n):
        return Counted(float(self) ** n)

    __radd__, __rmul__ = __add__, __mul__


for name in ("exp", "log", "tanh", "softplus", "maximum"):
    function = getattr(elementary, name)
    function.register(Counted, lambda *x, f=function: Counted(f(*map(float, x))))


def counted(array):
    """The array of objects that holds the same numbers, counted.

    >>> counted([2.0, 3.0])
    array([2.0, 3.0], dtype=object)
    """
    return np.frompyfunc(Counted, 1, 1)(array)


def count_products(f, *arguments):
    """How many products with a counted number as a factor f(*arguments) takes.

    >>> count_products(np.dot, counted([1, 2, 3]), counted([4, 5, 6]))
    3
    """
    Counted.products = 0
    f(*arguments)
    return Counted.products
