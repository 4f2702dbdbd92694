"""Routes to the answers of the lesson on the gradient."""

import numpy as np
import sympy as sp
from oracle_routes import Row, slopes
from scipy.optimize import minimize_scalar

from snippets import gradient as g
from snippets import symbolic
from snippets.autodiff import Dual, reverse_gradient
from snippets.classifier import linear_loss, linear_loss_gradient
from snippets.differentiation import UNIT_ROUNDOFF
from snippets.extrapolation import Estimate
from snippets.jacobian import hessian, jacobian
from snippets.samples import six_points

X, y = six_points()
loss = lambda w: linear_loss(w, X, y)
two, three = sp.Integer(2), sp.Integer(3)
A, b = [[1, 2, 0], [0, -1, 3], [2, 1, 1], [1, 0, -2]], [1, 0, 2, -1]
along = lambda d: (Dual(2.0, d[0]), Dual(3.0, d[1]))  # a walk from (2, 3)
ends = sp.symbols("x y", real=True)


def exact_sweep():
    """Rate times direction at 81.6°, with the step 10⁻⁴: thirty digits."""
    angle = sp.rad(sp.Rational(816, 10))
    d, h = (sp.cos(angle), sp.sin(angle)), sp.Rational(1, 10**4)
    rate = (g.surface((2 + h * d[0], 3 + h * d[1])) - 31) / h
    return [sp.N(rate * entry, 30) for entry in d]


def exact_plane(*point):
    at = dict(zip(ends, (2, 3), strict=True))
    slopes = [slope.subs(at) for slope in symbolic.gradient(g.surface, ends)]
    return g.surface((2, 3)) + sum(
        slope * (p - a) for slope, p, a in zip(slopes, point, (2, 3), strict=True)
    )


def sweep():
    angles = np.arange(3600) / 10
    rates = g.sweep_directions(g.surface, [2.0, 3.0], angles, h=1e-4)
    found = rates.max() * g.unit_vector(angles[rates.argmax()])
    return Estimate(found, 31 * 4 * UNIT_ROUNDOFF / 1e-4)  # values of 31, four roundings


def expanded_sweep():
    """The same by Taylor's formula, whose third term is the last: ∇f·d + ½ h dᵀHd + h² d₂³."""
    d, h = g.unit_vector(81.6), 1e-4
    bend = 2 * d[0] ** 2 + 18 * d[1] ** 2
    return (g.slope_along([4.0, 27.0], d) + h * bend / 2 + h**2 * d[1] ** 3) * d


def steepest_by_search():
    rate = lambda angle: -g.surface(along((np.cos(angle), np.sin(angle)))).slope
    found = minimize_scalar(rate, bounds=(1.2, 1.6), options={"xatol": 1e-9})
    return Estimate([-found.fun, np.degrees(found.x)], 1e-5)  # √u of an angle in degrees


def first_steps(gradient_at_zero):
    """The angles of the steps in yards and in feet, and of the second drawn in yards."""
    yards, feet = (-np.array(gradient_at_zero(unit)[:2], dtype=float) for unit in (1, 3))
    return [g.angle_of(way) for way in (yards, feet, feet * [3, 1])]


def exact_steps():
    angle = lambda a, b: sp.N(sp.deg(sp.atan2(b, a)), 30)
    a, b = sp.Rational(5, 6), sp.Rational(2, 3)
    return [angle(a, b), angle(3 * a, b), angle(9 * a, b)]


def peak_angle(way):
    return g.angle_of([-2, -1]) - g.angle_of(np.array(way, dtype=float))


def zero_by_symbols():
    """The slopes of the torn function along both axes at 0, and its value on the diagonal."""
    t = sp.Symbol("t", positive=True)
    on = lambda p: sp.limit(g.torn(p) / t, t, 0)
    return [on((t, 0)), on((0, t)), g.torn((t, t))]


def swept_bowl():
    rates = g.sweep_directions(g.bowl, [1.0, 1.0], angles := np.arange(3600) / 10, h=1e-4)
    # Values of 2, four roundings, over the step.
    return Estimate([angles[rates.argmax()], rates.max()], 2 * 4 * UNIT_ROUNDOFF / 1e-4)


ROWS = [
    Row(
        "Which way to move all the weights",
        "∇L = (−5/6, −2/3, 0) at zero",
        slopes(loss, [0, 0, 0]),
    ),
    Row("One variable at a time", "(4, 27) at (2, 3)", slopes(g.surface, [2, 3], 100)),
    Row(
        "The gradient",
        "it is 75 long at (0, 5)",
        slopes(g.surface, [0, 5], 200, rule=lambda: g.surface_gradient((0, 5))),
        size=200,
    ),
    Row(
        "The gradient of the loss",
        "the formula of ∇L",
        slopes(
            loss,
            [sp.Rational(1, 2), -1, sp.Rational(1, 5)],
            100,
            rule=lambda: linear_loss_gradient([0.5, -1.0, 0.2], X, y),
        ),
    ),
    Row(
        "The rate in any direction",
        "24 along (3/5, 4/5)",
        {
            "symbols": lambda: g.slope_along(
                g.surface_gradient((two, three)), (sp.Rational(3, 5), sp.Rational(4, 5))
            ),
            "forward mode": lambda: g.surface(along((0.6, 0.8))).slope,
            "quotients": lambda: Estimate(
                g.directional_derivative(g.surface, [2.0, 3.0], np.array([3, 4]) / 5), 1e-7
            ),  # values of 31: 4u · 31 / 2e-5 and h² below 1e-8
        },
        size=100,
    ),
    Row(
        "The steepest direction",
        "the rate √745 at 81.573°",
        {
            "symbols": lambda: [sp.sqrt(745), sp.deg(sp.atan2(27, 4))],
            "reverse mode": lambda: [
                g.norm(way := reverse_gradient(g.surface, [2, 3])),
                g.angle_of(way),
            ],
            "SciPy": steepest_by_search,
        },
        size=100,
    ),
    Row(
        "The sweep that comes close",
        "it finds (3.98742, 27.00275)",
        {"symbols": exact_sweep, "sweep": sweep, "Taylor": expanded_sweep},
        size=100,
    ),
    Row(
        "Level curves and the tangent plane",
        "the plane is 31.58 high at (2.01, 3.02)",
        {
            "symbols": lambda: exact_plane(sp.Rational("2.01"), sp.Rational("3.02")),
            "plane": lambda: g.tangent_plane(31, g.surface_gradient((2, 3)), (2, 3), (2.01, 3.02)),
            "forward mode": lambda: (walk := g.surface(along((0.01, 0.02)))).data + walk.slope,
        },
        size=100,
    ),
    Row(
        "Three gradients to know by heart",
        "2Aᵀ(Ax − b)",
        slopes(
            lambda x: g.squared_error(A, b, x),
            [1, -2, 1],
            200,
            rule=lambda: g.squared_error_gradient(A, b, [1, -2, 1]),
        ),
        size=100,
    ),
    Row(
        "Check what you typed",
        "(2x, 3y²) at (1.3, −0.7)",
        slopes(
            g.surface,
            [sp.Rational(13, 10), sp.Rational(-7, 10)],
            rule=lambda: g.surface_gradient((1.3, -0.7)),
        ),
    ),
    Row(
        "A look ahead: the second derivatives",
        "H has the diagonal 2, 6y: 2 and 18 at (2, 3)",
        {
            "symbols": lambda: symbolic.hessian(g.surface, ends).subs({ends[0]: 2, ends[1]: 3}),
            # Differences of differences, with steps of 1e-4: 31 · 8u / 1e-8 and h² below 1e-6.
            "quotients": lambda: Estimate(hessian(g.surface, [2.0, 3.0]), 5e-6),
            "of the rule": lambda: Estimate(jacobian(g.surface_gradient, [2.0, 3.0]), 1e-8),
        },
        size=100,
    ),
    Row(
        "The gradient need not point at the peak",
        "37° apart at (2, 1)",
        {
            "symbols": lambda: sp.deg(sp.atan2(-1, -2) - sp.atan2(-8, -4)),
            "rule": lambda: peak_angle(g.hill_gradient((2, 1))),
            "reverse mode": lambda: peak_angle(reverse_gradient(g.hill, [2, 1])),
        },
        size=360,
    ),
    Row(
        "Two slopes that prove nothing",
        "slopes 0 and 0, and 1/2 on the diagonal",
        {
            "symbols": zero_by_symbols,
            "quotients": lambda: [*g.gradient(g.torn, [0.0, 0.0]), g.torn((1e-5, 1e-5))],
            "forward mode": lambda: [
                g.torn((Dual(1e-9, 1), 0)).slope,
                g.torn((0, Dual(1e-9, 1))).slope,
                g.torn((Dual(1e-5), Dual(1e-5))).data,
            ],
        },
    ),
    Row(
        "Steepest depends on your ruler",
        "the angles in yards, in feet, and in yards again",
        {
            "symbols": exact_steps,
            "rule": lambda: first_steps(lambda k: linear_loss_gradient([0.0] * 3, X * [k, 1], y)),
            "reverse mode": lambda: first_steps(
                lambda k: reverse_gradient(lambda w: linear_loss(w, X * [k, 1], y), [0.0] * 3)
            ),
        },
        size=360,
    ),
    Row(
        "In the models you use",
        "the step from zero with the rate 1 leads to the loss 0.191",
        {
            "symbols": lambda: loss([sp.Rational(5, 6), sp.Rational(2, 3), 0]),
            "rule": lambda: loss(-linear_loss_gradient([0.0] * 3, X, y)),
            "reverse mode": lambda: loss(-np.array(reverse_gradient(loss, [0.0] * 3))),
        },
    ),
    Row("bowl-at-one-one", "(2, 2)", slopes(g.bowl, [1, 1], rule=lambda: g.bowl_gradient((1, 1)))),
    Row(
        "bowl-at-one-one",
        "the sweep finds 45° and 2√2 + h",
        {
            "symbols": lambda: [45, 2 * sp.sqrt(2) + sp.Rational(1, 10**4)],
            "sweep": lambda: swept_bowl(),
            "expansion": lambda: [45, g.norm(reverse_gradient(g.bowl, [1, 1])) + 1e-4 / 2 * 2],
        },
    ),
]
WITHOUT = {}
