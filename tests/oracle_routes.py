"""One answer, three oracles: the worked examples and tasks of the lessons, by separate routes.

tests/oracles has a module for each lesson: ROWS, for each section with code and each exercise of
"Your task", and WITHOUT, which says why a section needs none.  The first route of a row is exact,
and the others must agree with it.
"""

from typing import NamedTuple

import numpy as np
import scipy.integrate
import sympy as sp

from snippets import symbolic
from snippets.autodiff import Dual, reverse_gradient
from snippets.differentiation import UNIT_ROUNDOFF, balanced_step
from snippets.extrapolation import Estimate
from snippets.gradient import gradient
from snippets.integration import simpson
from snippets.jacobian import jacobian


class Row(NamedTuple):
    """What a place of a lesson says, and the routes to it: functions that return numbers.

    A route that is wrong by more than rounding returns an Estimate, with a bound on its error.
    """

    place: str  # the heading of a section, or the label of an exercise
    says: str
    routes: dict
    size: float = 10  # the largest number on the way, to which rounding is relative


STEP = balanced_step(0.0, order=2)


def quotients(value, at, size):
    """Central differences as an Estimate: ⅙ h² f‴ and 4u f / h, for f and f‴ up to the size."""
    reach = max(1, *(abs(x) for x in at), 1)
    return Estimate(value, size * (STEP**2 * reach**2 / 6 + 4 * UNIT_ROUNDOFF / STEP))


def at_point(at):
    """Symbols for the entries of a point, the numbers for which they stand, and these as floats."""
    symbols = sp.symbols(f"t:{len(at)}", real=True)
    return symbols, dict(zip(symbols, map(sp.sympify, at), strict=True)), [float(x) for x in at]


def slopes(f, at, size=10, **more):
    """The gradient of f, which takes a list of numbers, at exact numbers: three routes and more."""
    symbols, place, point = at_point(at)
    plain = lambda p: float(f(list(p)))
    return {
        "symbols": lambda: [slope.subs(place) for slope in symbolic.gradient(f, symbols)],
        "reverse mode": lambda: reverse_gradient(f, point),
        "quotients": lambda: quotients(gradient(plain, point), point, size),
        **{name.replace("_", " "): route for name, route in more.items()},
    }


def jacobians(f, at, size=10, **more):
    """The Jacobian of f, from a list of numbers to several, at exact numbers."""
    symbols, place, point = at_point(at)
    dual = lambda k: [Dual(x, int(i == k)) for i, x in enumerate(point)]
    column = lambda k: [(y + Dual(0)).slope for y in f(dual(k))]
    numbers = lambda p: np.array([float(y) for y in f(list(p))])
    return {
        "symbols": lambda: symbolic.jacobian(f, symbols).subs(place),
        "forward mode": lambda: np.transpose([column(k) for k in range(len(point))]),
        "quotients": lambda: quotients(jacobian(numbers, point), point, size),
        **{name.replace("_", " "): route for name, route in more.items()},
    }


def integrals(f, a, b, n=400, **more):
    """The integral of f from a to b: exact, by SciPy's quadrature, and by our Simpson's rule."""
    ends = float(a), float(b)

    def ours():
        fine, coarse = (simpson(f, *ends, panels) for panels in (n, n // 2))
        # The error of order four is a fifteenth of the difference, which bounds it with room.
        return Estimate(fine, abs(fine - coarse) + n * UNIT_ROUNDOFF)

    return {
        "symbols": lambda: symbolic.integral(f, a, b),
        "quadrature": lambda: Estimate(*scipy.integrate.quad(lambda t: float(f(t)), *ends)),
        "Simpson": ours,
        **{name.replace("_", " "): route for name, route in more.items()},
    }


def floats(value):
    """Numbers of any kind, SymPy's among them, as an array of floats."""
    table = np.array(value, dtype=object)
    return np.array([float(entry) for entry in table.flat]).reshape(table.shape)


def answers(row):
    """What each route finds, as an Estimate of floats: its bound is 0 if it gave none."""
    found = {name: route() for name, route in row.routes.items()}
    pairs = {n: v if isinstance(v, Estimate) else Estimate(v, 0) for n, v in found.items()}
    return {name: Estimate(floats(value), error) for name, (value, error) in pairs.items()}


def resolution(answer):
    """What a comparison has to see: an error in the third digit of the largest number."""
    return 1e-3 * max(np.max(abs(answer)), 1e-3)


def disagreements(row, found):
    """A line for each route that is farther from the first than it may be."""
    (first, (exact, _)), *others = found.items()
    lines = []
    for name, (value, error) in others:
        room = error + 1000 * UNIT_ROUNDOFF * row.size  # a thousand roundings
        if not room < resolution(exact):
            lines.append(f"{name} is too rough for {row.says}: its error may be {room:.0e}")
        elif value.shape != exact.shape or not np.all(abs(value - exact) <= room):
            lines.append(f"{name} says {value} and {first} {exact}, for {row.says}")
    return lines
