"""Exact results, by SymPy; the only module that imports it.

It also teaches the elementary functions to take SymPy expressions.  f is a Python function
that accepts them; results are expressions in x, and in h where there is a step.
"""

import numpy as np
import sympy as sp

from snippets import elementary
from snippets.differentiation import NotDifferentiable, forward_difference

x, h, n = sp.symbols("x h n")
t = sp.Dummy("t", real=True)  # a number that no f holds by itself

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
    point = np.array(point)
    slopes = [sp.diff(f(point), symbol) for symbol in point.flat]
    return np.array(slopes).reshape(point.shape)


def jacobian(f, point):
    """The Matrix of partial derivatives of f at a point of n symbols: a row for each output.

    >>> jacobian(lambda p: (2 * p[0] * p[1], p[0] ** 2 * p[1]), sp.symbols("x y"))
    Matrix([
    [  2*y,  2*x],
    [2*x*y, x**2]])
    """
    values = np.atleast_1d(f(np.array(point)))
    return sp.Matrix(values).jacobian(list(point))


def hessian(f, point):
    """The Matrix of second partial derivatives of f at a point of n symbols.

    >>> hessian(lambda p: p[0] ** 2 * p[1], sp.symbols("x y"))
    Matrix([
    [2*y, 2*x],
    [2*x,   0]])
    """
    return sp.hessian(f(np.array(point)), point)


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
    step = sp.Dummy(positive=True)  # SymPy tells pieces of f apart only if it knows the sign
    quotients = [forward_difference(f, sp.sympify(at), way) for way in (-step, step)]
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
    value = sp.integrate(f(t), (t, a, b))
    if value.has(sp.Integral) or value is sp.nan or value.is_finite is False:
        raise ValueError(f"the integral of {f(x)} from {a} to {b} has no value that SymPy finds")
    return sp.simplify(value)


def left_sum(f, a, step, count):
    """step (f(a) + f(a + step) + …), count terms, for a polynomial f, in closed form.

    >>> left_sum(lambda x: 2 * x, -10, h, 20 / h)
    -20*h
    """
    k, terms = sp.Dummy(), sp.Dummy()
    total = sp.summation(sp.expand(f(a + k * step)), (k, 0, terms - 1))
    return sp.expand(step * total.subs(terms, count))


def critical_points(f, at=x):
    """The real points where f′ or ∇f is zero, in order, each with its kind.

    at is a symbol, or n symbols for an f of a point; the points are numbers, or
    tuples of them.  One variable: a kind is minimum, maximum or neither, by the
    first derivative that is not zero.  Several: minimum, maximum or saddle, by
    the Hessian.  Both: undecided, where that does not tell.  A point without a
    derivative is not critical.

    Raises ValueError where SymPy finds no finite list of all of them.

    >>> critical_points(lambda x: x**3 - 2 * x**2 + 1)
    [(0, 'maximum'), (4/3, 'minimum')]
    """
    if isinstance(at, sp.Symbol):
        return [(point, kind_on_a_line(f, point)) for point in flat_points(f)]
    table = hessian(f, at)
    points = real_solutions(gradient(f, at), at)
    return [(p, kind_by_hessian(table.subs(dict(zip(at, p, strict=True))))) for p in points]


def flat_points(f):
    """The real numbers at which f has a derivative, and it is zero, in order."""
    found = sp.solveset(sp.diff(f(t), t), t, sp.S.Reals)
    if not isinstance(found, sp.FiniteSet | sp.sets.sets.EmptySet):
        raise ValueError(f"no finite list of the critical points of {f(x)}: {found}")
    return sorted(point for point in found if is_flat(f, point))


def is_flat(f, point):
    """Whether the quotient of f has the limit zero at the point."""
    if not f(point).is_real:
        return False
    try:
        return limit_of_quotient(f, point) == 0
    except NotDifferentiable:
        return False


def kind_on_a_line(f, point, orders=12):
    """minimum, maximum or neither, by the first of f″, f‴, … that is not zero at the point.

    undecided where all of them are zero, or one does not exist.

    >>> kind_on_a_line(lambda x: -x**4, 0), kind_on_a_line(lambda x: x**5, 0)
    ('maximum', 'neither')
    """
    for order in range(2, orders + 1):
        slope = sp.diff(f(t), t, order)
        bend = sp.simplify(slope.subs(t, point))
        if slope.has(sp.DiracDelta) or not bend.is_real:
            break
        if bend != 0:
            return "neither" if order % 2 else "minimum" if bend > 0 else "maximum"
    return "undecided"


def real_solutions(equations, symbols):
    """The points, as tuples of real numbers in order, at which all the expressions are zero.

    Raises ValueError where there is a curve of them, or SymPy cannot solve them.
    """
    try:
        found = sp.solve(list(equations), list(symbols), dict=True)
    except NotImplementedError as error:
        raise ValueError(f"SymPy cannot solve {list(equations)}") from error
    points = {tuple(solution.get(s, s) for s in symbols) for solution in found}
    if any(entry.free_symbols for point in points for entry in point):
        raise ValueError(f"more than a list of points solves {list(equations)}: {points}")
    real = [p for p in points if all(sp.im(entry).equals(0) for entry in p)]
    return sorted(real, key=lambda point: [sp.re(entry.evalf()) for entry in point])


def kind_by_hessian(table):
    """minimum, maximum, saddle or undecided, by the eigenvalues of a Matrix to fifty digits.

    >>> kind_by_hessian(sp.Matrix([[0, 1], [1, 0]]))
    'saddle'
    """
    signs = {sp.sign(sp.re(value.evalf(50, chop=True))) for value in table.eigenvals()}
    if {1, -1} <= signs:
        return "saddle"
    if 0 in signs:
        return "undecided"
    return "minimum" if 1 in signs else "maximum"


def lagrange_points(f, constraint, at):
    """(point, α) for each real point with constraint = 0 and ∇f = α ∇constraint, in order.

    at holds n symbols; both functions take a point.

    >>> a, b = sp.symbols("a b")
    >>> lagrange_points(lambda p: p[0] * p[1], lambda p: p[0] + p[1] - 10, (a, b))
    [((5, 5), 5)]
    """
    multiplier = sp.Dummy("alpha")
    slopes = gradient(f, at) - multiplier * gradient(constraint, at)
    found = real_solutions([*slopes, constraint(at)], (*at, multiplier))
    return [(tuple(point), alpha) for *point, alpha in found]
