"""How the snippets compute the facts of lesson 4: all of L4-01 to L4-28, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for the few results that
are floats, how far they may be from the exact answer, relative to it.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

from snippets import jacobian as j
from snippets import symbolic
from snippets.differentiation import UNIT_ROUNDOFF, forward_difference
from snippets.elementary import sigmoid, tanh
from snippets.gradient import moved

x, y, h = sp.symbols("x y h")
r, theta = sp.symbols("r t")
ONE_TWO = (sp.Integer(1), sp.Integer(2))
J = j.warp_jacobian(ONE_TWO)
J_g = j.sum_and_product_jacobian(j.warp(ONE_TWO))
LOGS = [sp.Integer(0), sp.log(2), sp.log(3)]


def of(inputs):
    """The map of a fact, and its symbols."""
    symbols = sp.symbols(inputs["vars"])
    known = {"sigmoid": sigmoid}
    formulas = [sp.sympify(f, locals=known) for f in inputs["F"]]
    return lambda p: [f.subs(dict(zip(symbols, p, strict=True))) for f in formulas], symbols


def table(inputs):
    return symbolic.jacobian(*of(inputs)).tolist()


def table_at(inputs):
    f, symbols = of(inputs)
    place = dict(zip(symbols, map(sp.sympify, inputs["at"]), strict=True))
    return symbolic.jacobian(f, symbols).subs(place).tolist()


def determinant(inputs):
    return symbolic.jacobian(*of(inputs)).det()


def three_sigmoids(inputs):
    W = np.array(sp.symbols(inputs["consts"])).reshape(3, 2)
    return j.sigmoid_layer_jacobian(W, (x, y)).tolist()


def sigmoids_at(W):
    return lambda inputs: j.sigmoid_layer_jacobian(W, list(map(sp.sympify, inputs["at"]))).tolist()


def softmax_rank(inputs):
    matrix = sp.Matrix(j.softmax_jacobian(LOGS)).applyfunc(sp.simplify)
    return [matrix.rank(), matrix.det()]


def elementwise(inputs):
    s = [sigmoid(sp.sympify(entry)) for entry in inputs["at"]]
    return j.elementwise([e * (1 - e) for e in s]).tolist()


def inverse_of_polar(inputs):
    return sp.Matrix(j.polar_jacobian((sp.Integer(2), sp.pi / 6))).inv().tolist()


def jvp(inputs):
    return j.jvp(j.warp, [1.0, 2.0], [1.0, -1.0]).tolist()


def vjp(inputs):
    return (np.array([1, -1]) @ J).tolist()


def forward(inputs):
    point, step = np.array([Fraction(1), Fraction(2)]), Fraction(1, 100)
    line = lambda k: lambda t: j.warp(moved(point, k, t))
    columns = [forward_difference(line(k), point[k], step) for k in (0, 1)]
    return np.stack(columns, axis=1).tolist()


def relu_layer(inputs):
    W = np.array([[1, -2], [3, 1], [-1, -1]])
    out = W @ [1, 1] + [0, -1, 0]
    assert 0 not in out  # no entry sits on the kink
    return j.chain(j.elementwise((out > 0).astype(int)), W).tolist()


def tanh_layer(inputs):
    W = np.array([[1, 2], [-1, 1]])
    out = [tanh(entry) for entry in W @ list(map(sp.sympify, inputs["at"]))]
    return j.chain(j.elementwise([1 - e**2 for e in out]), W).tolist()


def newton(inputs):
    f = lambda p: np.array([p[0] ** 2 + p[1] ** 2 - 4, p[0] * p[1] - 1])
    start = np.array([2.0, 0.5])
    return j.newton_iterate(f(start), [2 * start, start[::-1]], start).tolist()


def singular(inputs):
    f = lambda p: (p[0] + p[1], (p[0] + p[1]) ** 2)
    return j.signed_area(np.array(symbolic.jacobian(f, (x, y)).subs({x: 1, y: 2})))


COMPUTED = {
    "L4-01": lambda inputs: j.warp_jacobian((x, y)).tolist(),
    "L4-02": lambda inputs: J.tolist(),
    "L4-03": lambda inputs: j.signed_area(j.warp_jacobian((x, y))),
    "L4-04": three_sigmoids,
    "L4-05": sigmoids_at([[1, 2], [3, 4], [5, 6]]),
    "L4-06": sigmoids_at([[1, 2], [-1, sp.Rational(1, 2)], [3, -2]]),
    "L4-07": lambda i: list(np.shape(j.sigmoid_layer_jacobian(np.ones((3, 2)), [0, 0]))),
    "L4-08": table_at,
    "L4-09": lambda inputs: sp.simplify(j.signed_area(j.polar_jacobian((r, theta)))),
    "L4-10": determinant,
    "L4-11": lambda inputs: j.softmax_jacobian(LOGS).tolist(),
    "L4-12": softmax_rank,
    "L4-13": elementwise,
    "L4-14": lambda inputs: j.chain(J_g, J).tolist(),
    "L4-15": lambda inputs: j.chain(J, J_g).tolist(),
    "L4-16": inverse_of_polar,
    "L4-17": jvp,
    "L4-18": vjp,
    "L4-19": table_at,
    "L4-20": table_at,
    "L4-21": lambda inputs: list(j.remainder(j.warp, J, ONE_TWO, (h, h))),
    "L4-22": forward,
    "L4-23": singular,
    "L4-24": relu_layer,
    "L4-25": tanh_layer,
    "L4-26": newton,
    "L4-27": table_at,
    "L4-28": lambda inputs: j.signed_area(J),
}

ROOM = {
    # Values of size 4 over a step of 7e-6: 4 · 8u / 7e-6 < 6e-10; third derivatives 6 h² / 6.
    "L4-17": 1e-9,
    "L4-26": 16 * UNIT_ROUNDOFF,  # a system of two equations and a subtraction
}
