"""How the snippets compute the facts of lesson 2: all of L2-01 to L2-35.

L2-29, which of two integrals to infinity converges, is asked here for log x, and for 1.
COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for the few results that
are floats, how far they may be from the exact answer, relative to it.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

from snippets import differentiation as d
from snippets import integration as i
from snippets import rules, symbolic
from snippets.elementary import cos, exp, log
from snippets.symbolic import n, x

U = d.UNIT_ROUNDOFF
double, log_density = d.square_derivative, lambda t: -(t**2) / 2 - sp.log(2 * sp.pi) / 2
density = lambda t: exp(log_density(t))
FUNCTIONS = {
    "2*x": double,
    "3*x**2-4*x": d.cubic_derivative,
    "abs(2*x)": lambda t: abs(double(t)),
    "x**2": d.square,
    "x**3": lambda t: t**3,
    "x**4": lambda t: t**4,
    "sin(x)": sp.sin,
    "1/x": lambda t: 1 / t,
    "x*exp(x)": lambda t: t * exp(t),
    "2*x*exp(x**2)": rules.chain_rule(exp, d.square, double),
    "exp(-x**2)": lambda t: exp(-(t**2)),
    "exp(-x**2/2)/sqrt(2*pi)": density,
    "x*exp(-x)": lambda t: t * exp(-t),
    "1/sqrt(x)": lambda t: t ** sp.Rational(-1, 2),
    "(exp(-x**2/2)/sqrt(2*pi))*(x**2/2 + log(2*pi)/2)": lambda t: -density(t) * log_density(t),
}
RULES = {"trapezoid": i.trapezoid, "simpson": i.simpson}
TENTHS = np.array([Fraction(k, 10) for k in range(-100, 101)])


def antiderivative(inputs):
    return symbolic.antiderivative(FUNCTIONS[inputs["f"]])


def integral(inputs):
    return symbolic.integral(
        FUNCTIONS[inputs["f"]], sp.sympify(inputs["a"]), sp.sympify(inputs["b"])
    )


def accumulated(inputs):
    return symbolic.integral(FUNCTIONS[inputs["f"]], sp.sympify(inputs["a"]), x)


def panels(inputs):
    f, a, b = FUNCTIONS[inputs["f"]], Fraction(inputs["a"]), Fraction(inputs["b"])
    each = lambda rule: (
        RULES[rule](f, a, b, inputs["n"])
        if rule in RULES
        else i.riemann_sum(f, a, b, inputs["n"], rule)
    )
    return [each(rule) for rule in inputs["rules"]]


def drawn_total(inputs):
    drawn = i.running_left_sum(double, TENTHS)[1:]
    return [drawn[0], drawn[100], drawn[199]]


def slope_of_area(f, end, place):
    """The slope at that place of the integral of f from 0 to end(x): f at the end, by its slope."""
    area = sp.Integral(f(x), (x, 0, end(x)))
    return sp.simplify(area.diff(x).subs(x, place))


def orders(inputs):
    """For a polynomial with all powers, the lowest power of 1/n in the error."""
    f = lambda t: sum(t**k for k in range(7))
    truth = symbolic.integral(f, 0, 1)
    sums = [lambda m, r=r: i.riemann_sum(f, sp.S(0), sp.S(1), m, r) for r in ("left", "right")]
    sums += [lambda m: i.riemann_sum(f, sp.S(0), sp.S(1), m, "midpoint")]
    sums += [lambda m, r=r: r(f, sp.S(0), sp.S(1), m) for r in RULES.values()]
    return [lowest_power(lambda m, s=s: s(m) - truth) for s in sums]


def lowest_power(error):
    """The exponent of 1/n that leads, for an error that is a polynomial in 1/n of degree 8."""
    counts = range(2, 20, 2)
    inverse = sp.interpolate([(sp.Rational(1, m), error(m)) for m in counts], x)
    return min(power for (power,) in sp.Poly(inverse, x).monoms())


def tails(inputs):
    inverse, inverse_square = FUNCTIONS["1/x"], lambda t: 1 / t**2
    return [symbolic.integral(inverse, 1, x), symbolic.integral(inverse_square, 1, sp.oo)]


def roc_area(inputs):
    points = [[Fraction(rate) for rate in inputs[key]] for key in ("false_rate", "true_rate")]
    return i.running_trapezoids(*points)[-1]


def divergence_of_normals(inputs):
    wide = lambda t: log_density((t - 1) / 2) - log(sp.Integer(2))
    ratio = lambda t: sp.expand(log_density(t) - wide(t))
    return symbolic.integral(lambda t: density(t) * ratio(t), -sp.oo, sp.oo)


COMPUTED = {
    "L2-01": antiderivative,
    "L2-02": antiderivative,
    "L2-03": integral,
    "L2-04": integral,
    "L2-05": panels,
    "L2-06": lambda inputs: [len(TENTHS), len(i.edges(-10, 10, len(TENTHS) - 1)) - 1],
    "L2-07": drawn_total,
    "L2-08": lambda inputs: symbolic.left_sum(double, -10, sp.Rational(1, 10), 10 * (x + 10) + 1),
    "L2-09": accumulated,
    "L2-10": accumulated,
    "L2-11": integral,
    "L2-12": panels,
    "L2-13": lambda inputs: slope_of_area(lambda t: cos(t**2), lambda t: t, 1),
    "L2-14": lambda inputs: slope_of_area(lambda t: exp(-t), d.square, 1),
    "L2-15": panels,
    "L2-16": orders,
    "L2-17": panels,
    "L2-18": panels,
    "L2-19": lambda inputs: (
        # The trapezoid sum is the left sum and half of the last height less the first.
        symbolic.left_sum(d.square, 0, 1 / n, n) + 1 / (2 * n) - symbolic.integral(d.square, 0, 1)
    ),
    "L2-20": integral,
    "L2-21": integral,
    "L2-22": integral,
    "L2-23": integral,
    "L2-24": integral,
    "L2-25": integral,
    "L2-26": integral,
    "L2-27": integral,
    "L2-28": integral,
    "L2-29": tails,
    "L2-30": integral,
    "L2-31": lambda inputs: symbolic.integral(d.square, 0, 3) / 3,
    "L2-32": roc_area,
    "L2-33": integral,
    "L2-34": divergence_of_normals,
    "L2-35": lambda inputs: [i.trapezoid(lambda t: np.exp(np.cos(t)), 0, 2 * np.pi, 16)],
}

ROOM = {
    "L2-35": 32 * U,  # sixteen values and their sum
}
