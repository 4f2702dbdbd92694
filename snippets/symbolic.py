"""Exact results, by SymPy; the only module that imports it.

It also teaches the elementary functions to take SymPy expressions.  f is a Python function
that accepts them; results are expressions in x, and in h where there is a step.
"""

import numpy as np
import sympy as sp

from snippets import elementary
from snippets.differentiation import NotDifferentiable, forward_difference

x, h, n = sp.symbols("x h n")

for name in ("exp", "log", "sin", "cos", "tanh", "sqrt"):
    getattr(elementary, name).register(sp.Basic, getattr(sp, name))
elementary.maximum.register(sp.Basic, sp.Max)
elementary.softplus.register(sp.Basic, lambda t: sp.log(1 + sp.exp(t)))


def derivative(f, order=1):
    """The derivative of f of the given order, as an expression in x.

    >>> derivative(lambda x: x**3 - 2 * x**2 + 1)
    3*x**2 - 4*x
    """
    return sp.diff(f(x), x, order)


def gradient(f, point):
    """The partial derivatives of f at a point of symbols: an array of its shape.

    >>> gradient(lambda p: p[0] ** 2 * p[1], sp.symbols("x y"))
    array([2*x*y, x**2], dtype=object)
    """
    point = np.array(point, dtype=object)
    slopes = [sp.diff(f(point), symbol) for symbol in point.flat]
    return np.array(slopes, dtype=object).reshape(point.shape)


def jacobian(f, point):
    """The Matrix of partial derivatives of f at a point of n symbols: a row for each output.

    >>> jacobian(lambda p: (2 * p[0] * p[1], p[0] ** 2 * p[1]), sp.symbols("x y"))
    Matrix([
    [  2*y,  2*x],
    [2*x*y, x**2]])
    """
    values = np.atleast_1d(f(np.array(point, dtype=object)))
    return sp.Matrix(values).jacobian(list(point))


def hessian(f, point):
    """The Matrix of second partial derivatives of f at a point of n symbols.

    >>> hessian(lambda p: p[0] ** 2 * p[1], sp.symbols("x y"))
    Matrix([
    [2*y, 2*x],
    [2*x,   0]])
    """
    return sp.hessian(f(np.array(point, dtype=object)), point)


def difference_quotient(f, scheme=forward_difference):
    """The quotient that scheme(f, x, h) makes, divided out: an expression in x and h.

    >>> difference_quotient(lambda x: x**2)
    h + 2*x
    """
    return sp.expand(sp.cancel(scheme(f, x, h)))


def limit_of_quotient(f, at=x):
    """lim (f(at + h) − f(at)) / h as h → 0: the derivative by its definition.

    Raises NotDifferentiable where the limits from left and right differ.

    >>> limit_of_quotient(lambda x: x**2)
    2*x
    """
    step = sp.Dummy(positive=True)  # SymPy resolves |h| and max(h, 0) only if it knows the sign
    quotients = [forward_difference(f, sp.sympify(at), side * step) for side in (-1, 1)]
    left, right = (sp.limit(quotient.rewrite(sp.Abs), step, 0) for quotient in quotients)
    if sp.simplify(left - right) != 0:
        raise NotDifferentiable(
            f"at x = {at} the slope is {left} on the left, {right} on the right"
        )
    return sp.simplify(right)


def tangent(f, a):
    """f(a) + f′(a) (x − a), the line that touches f at a, as an expression in x.

    >>> tangent(lambda x: x**3 - 2 * x**2 + 1, 1)
    1 - x
    """
    a = sp.sympify(a)
    return sp.expand(f(a) + derivative(f).subs(x, a) * (x - a))


def lowest_point(parabola):
    """(value, place) of the lowest point of an expression a x² + b x + c with a > 0.

    Raises ValueError for any other expression.

    >>> lowest_point(3 * x**2 - 4 * x)
    (-4/3, 2/3)
    """
    polynomial = sp.Poly(parabola, x)
    if polynomial.degree() != 2 or not polynomial.LC() > 0:
        raise ValueError(f"{parabola} is no parabola that opens upwards")
    place = -polynomial.coeff_monomial(x) / (2 * polynomial.LC())
    return sp.expand(polynomial.eval(place)), place


def antiderivative(f):
    """One function whose derivative is f, as an expression in x: without + C.

    Raises ValueError where SymPy finds none in closed form.

    >>> antiderivative(lambda x: 2 * x)
    x**2
    """
    found = sp.integrate(f(x), x)
    if found.has(sp.Integral):
        raise ValueError(f"no antiderivative of {f(x)} in closed form")
    return found


def integral(f, a, b):
    """The integral of f from a to b, which may be infinite or symbols.

    Raises ValueError where SymPy finds no value.

    >>> integral(lambda x: 2 * x, -10, 10)
    0
    """
    t = sp.Dummy("t", real=True)
    value = sp.integrate(f(t), (t, a, b))
    if value.has(sp.Integral) or value is sp.nan or value.is_finite is False:
        raise ValueError(f"the integral of {f(x)} from {a} to {b} has no value that SymPy finds")
    return sp.simplify(value)


def left_sum(f, a, step, count):
    """step (f(a) + f(a + step) + …), count terms, for a polynomial f, in closed form.

    >>> left_sum(lambda x: 2 * x, -10, h, 20 / h)
    -20*h
    """
    k, terms = sp.Dummy("k", integer=True), sp.Dummy("n")
    total = sp.summation(sp.expand(f(a + k * step)), (k, 0, terms - 1))
    return sp.expand(step * total.subs(terms, count))
