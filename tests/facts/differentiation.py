"""How the snippets compute the facts of lesson 1: all of L1-01 to L1-44, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for the few results that
are floats, how far they may be from the exact answer, relative to it.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

from snippets import differentiation as d
from snippets import rules, symbolic
from snippets.elementary import cos, exp, log, sigmoid, sin
from snippets.symbolic import h, x
from snippets.taylor import taylor_polynomial

FUNCTIONS = {"x**2": d.square, "x**3 - 2*x**2 + 1": d.cubic}
DERIVATIVES = {"x**2": d.square_derivative, "x**3 - 2*x**2 + 1": d.cubic_derivative}
SCHEMES = {"forward": d.forward_difference, "central": d.central_difference}
U = d.UNIT_ROUNDOFF
one, same, double = lambda t: 1, lambda t: t, lambda t: 2 * t


def points(inputs):
    return [sp.sympify(point) for point in inputs["at"]]


def each(derivative):
    """The slopes at the points of a fact, in exact arithmetic."""
    return lambda inputs: [derivative(point) for point in points(inputs)]


def quotient(inputs):
    return symbolic.difference_quotient(FUNCTIONS[inputs["f"]], SCHEMES[inputs["scheme"]])


def quotient_at(inputs):
    scheme, f = SCHEMES[inputs["scheme"]], FUNCTIONS[inputs["f"]]
    return scheme(f, Fraction(inputs["at"]), Fraction(inputs["h"]))


def largest_gap(inputs):
    f, df, step = FUNCTIONS[inputs["f"]], DERIVATIVES[inputs["f"]], Fraction(inputs["h"])
    a, b, n = inputs["a"], inputs["b"], inputs["points"]
    grid = [a + Fraction((b - a) * k, n - 1) for k in range(n)]
    return max(abs(d.forward_difference(f, t, step) - df(t)) for t in grid)


def mean_value_point(inputs):
    a, b = inputs["a"], inputs["b"]
    chord = d.forward_difference(d.cubic, sp.Integer(a), sp.Integer(b - a))
    return next(c for c in sp.solve(d.cubic_derivative(x) - chord, x) if a < c < b)


def one_sided(f):
    step = sp.Symbol("h", positive=True)
    return [sp.simplify(side(f, sp.Integer(0), step)) for side in (d.left_slope, d.right_slope)]


def second_difference(f, t, step):
    return (d.right_slope(f, t, step) - d.left_slope(f, t, step)) / step


def richardson(f, t, step):
    return (4 * d.central_difference(f, t, step / 2) - d.central_difference(f, t, step)) / 3


def order(scheme, derivative_order):
    """Lowest power of h in the error, for a polynomial that has them all."""
    f = lambda t: sum(t**k for k in range(9))
    error = sp.cancel(scheme(f, x, h)) - symbolic.derivative(f, derivative_order)
    return min(power for (power,) in sp.Poly(sp.expand(error), h).monoms())


def leading(scheme, power):
    return sp.limit((scheme(exp, sp.Integer(0), h) - 1) / h**power, h, 0)


def best_exponent(scheme):
    """The best step at points around 1: at one point alone, lucky rounding can beat the rule."""
    near = np.linspace(0.9, 1.1, 201)
    error = lambda k: np.median(abs(scheme(np.exp, near, 10.0**k) - np.exp(near)))
    return min(range(-14, 0), key=error)


def least_forward_error(inputs):
    step = d.balanced_step(1.0, order=1)
    return [step, step / 2 + 2 * U / step]


def cancellation(inputs):
    lost = (d.square(1.0 + 1e-16) - d.square(1.0)) / 1e-16  # forward_difference refuses this step
    return [lost, d.forward_difference(d.square, 1.0, 2.0**-26)]


def linear_root(inputs):
    line = taylor_polynomial([2, rules.power_rule(sp.Rational(1, 2))(sp.Integer(4))], 4)
    place = sp.Rational(41, 10)
    return [line(place), line(place) - sp.sqrt(place)]


def tangent(inputs):
    line = sp.Poly(symbolic.tangent(d.cubic, inputs["at"]), x)
    return [line.coeff_monomial(x), line.coeff_monomial(1)]


Phi = lambda t: (1 + sp.erf(t / sp.sqrt(2))) / 2
phi = lambda t: exp(-(t**2) / 2) / sp.sqrt(2 * sp.pi)
sin_of_square = rules.chain_rule(cos, d.square, d.square_derivative)
exp_sin_of_square = rules.chain_rule(exp, lambda t: sin(t**2), sin_of_square)
x_log_x = rules.product_rule(same, one, log, lambda t: 1 / t)
root_of = rules.chain_rule(
    rules.power_rule(sp.Rational(1, 2)), lambda t: 25 - t**2, lambda t: -2 * t
)
doubled_sigmoid = rules.chain_rule(d.sigmoid_derivative, double, lambda t: 2)  # tanh = 2σ(2x) − 1
wave = lambda t: exp(t) / (sin(t) ** 3 + cos(t) ** 3)

COMPUTED = {
    "L1-01": lambda inputs: d.square_derivative(x),
    "L1-02": lambda inputs: d.cubic_derivative(x),
    "L1-03": each(d.cubic_derivative),
    "L1-04": quotient,
    "L1-05": quotient,
    "L1-06": quotient,
    "L1-07": quotient,
    "L1-08": quotient_at,
    "L1-09": quotient_at,
    "L1-10": largest_gap,
    "L1-11": largest_gap,
    "L1-12": each(rules.product_rule(d.square, d.square_derivative, sin, cos)),
    "L1-13": each(rules.quotient_rule(lambda t: t**2 + 1, double, lambda t: t - 3, one)),
    "L1-14": each(sin_of_square),
    "L1-15": each(rules.chain_rule(exp, lambda t: -(t**2) / 2, lambda t: -t)),
    "L1-16": lambda inputs: exp_sin_of_square(x),
    "L1-17": lambda inputs: rules.chain_rule(lambda u: 1 / u, lambda t: 1 + exp(t), exp)(x),
    "L1-18": lambda inputs: d.sigmoid_derivative(x),
    "L1-19": each(d.sigmoid_derivative),
    "L1-20": each(rules.constant_multiple_rule(2, doubled_sigmoid)),
    "L1-21": each(rules.chain_rule(exp, lambda t: t * log(t), x_log_x)),
    "L1-22": each(rules.chain_rule(exp, lambda t: t * sp.log(2), lambda t: sp.log(2))),
    "L1-23": each(lambda point: symbolic.limit_of_quotient(log, point)),
    "L1-24": each(rules.product_rule(same, one, sigmoid, d.sigmoid_derivative)),
    "L1-25": each(rules.product_rule(same, one, Phi, phi)),
    "L1-26": lambda inputs: symbolic.derivative(d.cubic, inputs["order"]),
    "L1-27": tangent,
    "L1-28": mean_value_point,
    "L1-29": lambda inputs: one_sided(abs),
    "L1-30": lambda inputs: d.central_difference(abs, Fraction(0), Fraction(inputs["h"])),
    "L1-31": lambda inputs: one_sided(d.relu),
    "L1-32": lambda inputs: symbolic.limit_of_quotient(sin, 0),
    "L1-33": lambda inputs: symbolic.limit_of_quotient(exp, 0),
    "L1-34": lambda inputs: exp(symbolic.limit_of_quotient(log, 1)),
    "L1-35": lambda inputs: [
        order(d.forward_difference, 1),
        order(d.central_difference, 1),
        order(richardson, 1),  # it has the weights of the 5-point stencil of width 2h
        order(second_difference, 2),
    ],
    "L1-36": lambda inputs: [
        leading(d.forward_difference, 1),
        leading(d.central_difference, 2),
        leading(second_difference, 2),
    ],
    "L1-37": least_forward_error,
    "L1-38": lambda inputs: d.balanced_step(1.0, order=2),
    "L1-39": lambda inputs: [
        best_exponent(d.forward_difference),
        best_exponent(d.central_difference),
    ],
    "L1-40": lambda inputs: [d.complex_step(wave, 1.5, 1e-20)],
    "L1-41": cancellation,
    "L1-42": lambda inputs: richardson(lambda t: t**5, sp.Integer(1), h),
    "L1-43": lambda inputs: root_of(sp.Integer(3)),
    "L1-44": linear_root,
}

ROOM = {
    "L1-37": 8 * U,  # a root, three products, a sum
    "L1-38": 8 * U,
    "L1-39": 1 / 5,  # rounding decides between two neighbors: −8 or −9, −5 or −6
    "L1-40": 64 * U,  # some thirty operations; sin³ + cos³ does not cancel here, nor do the slopes
}
