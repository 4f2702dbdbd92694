"""How the snippets compute the facts of lesson 3: all of L3-01 to L3-29, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for the few results that
are floats, how far they may be from the exact answer, relative to it.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

from snippets import gradient as g
from snippets import symbolic
from snippets.classifier import linear_loss_gradient
from snippets.differentiation import UNIT_ROUNDOFF

x, y, t = sp.symbols("x y t")
TWO_THREE = (sp.Integer(2), sp.Integer(3))
at_two_three = g.surface_gradient(TWO_THREE)


def gradient_at(inputs):
    """The gradient of the formula of a fact, at its point, by partial derivatives."""
    symbols = sp.symbols(inputs["vars"])
    formula = sp.sympify(inputs["f"])
    place = dict(zip(symbols, map(sp.sympify, inputs["at"]), strict=True))
    f = lambda p: formula.subs(dict(zip(symbols, p, strict=True)))
    return [slope.subs(place) for slope in symbolic.gradient(f, symbols)]


def hessian_at(inputs):
    symbols = sp.symbols(inputs["vars"])
    formula = sp.sympify(inputs["f"])
    f = lambda p: formula.subs(dict(zip(symbols, p, strict=True)))
    place = dict(zip(symbols, map(sp.sympify, inputs["at"]), strict=True))
    return symbolic.hessian(f, symbols).subs(place).tolist()


def sweep(inputs):
    angles = np.arange(3600) / 10
    rates = g.sweep_directions(g.surface, (2, 3), angles, float(inputs["step"]))
    best = rates.argmax()
    found = rates[best] * g.unit_vector(angles[best])
    return [90 - angles[best], angles[best], *found.tolist()]


def task_sweep(inputs):
    angles = np.arange(3600) / 10
    best = g.sweep_directions(g.bowl, (1, 1), angles, 1e-4).argmax()
    return [angles[best], g.norm(g.bowl_gradient((sp.Integer(1), sp.Integer(1))))]


def edge_sizes(inputs):
    corners = [(0, 0), (10, 0), (0, 10), (10, 10)]
    return [g.norm(g.surface_gradient(map(sp.Integer, corner))) for corner in corners]


def along(inputs):
    return g.slope_along(at_two_three, sp.sympify(inputs["u"]))


def extremes(inputs):
    down = -g.steepest_direction(at_two_three)
    return [g.slope_along(at_two_three, d) for d in (down, sp.sympify([27, -4]))]


def level_slope(inputs):
    across, up = at_two_three
    tangent = (up, -across)  # a quarter turn: perpendicular to the gradient
    assert g.slope_along(at_two_three, tangent) == 0
    return tangent[1] / tangent[0]


def linear_approximation(inputs):
    near = sp.Rational("2.01"), sp.Rational("3.02")
    return [
        g.tangent_plane(g.surface(TWO_THREE), at_two_three, TWO_THREE, near),
        g.surface(near),
    ]


def line_through_points(inputs):
    A = np.column_stack([inputs["x"], np.ones(3, dtype=int)])
    sums = g.squared_error_gradient(A, inputs["y"], [0, 0])
    return [Fraction(int(entry), 3) for entry in sums]


def logistic(inputs):
    zero = [sp.Integer(0)] * 3
    return linear_loss_gradient(zero, inputs["X"], 2 * np.array(inputs["y"]) - 1).tolist()[:2]


def partials_not_enough(inputs):
    steps = [Fraction(1, 10**k) for k in range(1, 9)]
    origin = [Fraction(0), Fraction(0)]
    slopes = [{g.partial_derivative(g.torn, origin, k, h) for h in steps} for k in (0, 1)]
    return [*slopes[0], *slopes[1], *{g.torn((h, h)) for h in steps}]


def along_a_curve(inputs):
    circle = sp.cos(t), sp.sin(t)
    velocity = [sp.diff(entry, t) for entry in circle]
    return g.linear_form(g.surface_gradient(circle), velocity).subs(t, sp.pi / 4)


def descent_step(inputs):
    step = np.array(TWO_THREE) - at_two_three / sp.Integer(100)
    return [*step, g.surface(step)]


def central(inputs):
    point = [Fraction(2), Fraction(3)]
    return [g.partial_derivative(g.surface, point, k, Fraction(inputs["h"])) for k in (0, 1)]


H = symbolic.hessian(g.surface, (x, y)).subs({x: 2, y: 3})

COMPUTED = {
    "L3-01": lambda inputs: g.surface_gradient((x, y)).tolist(),
    "L3-02": lambda inputs: at_two_three.tolist(),
    "L3-03": lambda inputs: g.norm(at_two_three),
    "L3-04": lambda inputs: [g.angle_of([4.0, 27.0]), g.angle_of([27.0, 4.0])],
    "L3-05": sweep,
    "L3-06": lambda inputs: g.bowl_gradient((1, 1)).tolist(),
    "L3-07": task_sweep,
    "L3-08": edge_sizes,
    "L3-09": along,
    "L3-10": extremes,
    "L3-11": level_slope,
    "L3-12": linear_approximation,
    "L3-13": hessian_at,
    "L3-14": hessian_at,
    "L3-15": gradient_at,
    "L3-16": lambda inputs: g.quadratic_form_gradient([[1, 2], [3, 4]], [1, -1]).tolist(),
    "L3-17": lambda i: g.squared_error_gradient(i["A"], i["b"], i["at"]).tolist(),
    "L3-18": line_through_points,
    "L3-19": logistic,
    "L3-20": gradient_at,
    "L3-21": gradient_at,
    "L3-22": gradient_at,
    "L3-23": partials_not_enough,
    "L3-24": along_a_curve,
    "L3-25": lambda inputs: H.trace(),
    "L3-26": descent_step,
    "L3-27": central,
    "L3-28": gradient_at,
    "L3-29": lambda inputs: g.quadratic_form(H, sp.Matrix([1, 1]) / sp.sqrt(2)),
}

ROOM = {
    "L3-04": 8 * UNIT_ROUNDOFF,  # an arctangent and a product
    "L3-05": 2e-8,  # the answer is given to eight digits; rounding is 2e-16 · 31 / 1e-4
}
