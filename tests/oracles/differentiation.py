"""Routes to the answers of the lesson on differentiation."""

import numpy as np
import sympy as sp
from oracle_routes import Row, slopes
from scipy.optimize import minimize_scalar

from snippets import differentiation as d
from snippets import symbolic
from snippets.autodiff import reverse_gradient
from snippets.classifier import logistic_loss, logistic_loss_slope, scores
from snippets.elementary import exp, log, sigmoid
from snippets.extrapolation import Estimate
from snippets.optimization import newton
from snippets.samples import six_points

U = d.UNIT_ROUNDOFF
X, y = six_points()
s = scores(X)
loss = lambda w: logistic_loss(w[0], s, y)
on = lambda f: lambda p: f(p[0])  # of one number, as a function of a list
t = sp.Symbol("t", positive=True)
FINE = {"xatol": 1e-9}
as_list = lambda estimate: Estimate([estimate.value], estimate.error)


def largest_gap():
    """The size of the quotient minus the slope, at 500 points: exact, from −10 to 10."""
    gap = symbolic.difference_quotient(d.cubic) - symbolic.derivative(d.cubic)
    grid = [sp.Rational(-10) + sp.Rational(20 * k, 499) for k in range(500)]
    sizes = [abs(gap.subs({symbolic.x: x, symbolic.h: sp.Rational(1, 10**4)})) for x in grid]
    return [max(sizes), grid[sizes.index(max(sizes))]]


def gap_of_floats(slope):
    grid = np.linspace(-10, 10, 500)
    gaps = abs(d.forward_difference(d.cubic, grid, 1e-4) - slope(grid))
    # Values up to 1199 in f, four roundings each, over the step.
    return Estimate([gaps.max(), grid[gaps.argmax()]], 1200 * 4 * U / 1e-4)


def gap_of_square(slope):
    # Values of f up to 10, rounded four times, over the step.
    gap = d.forward_difference(d.square, 3.0, 1e-4) - slope
    return Estimate(gap, 10 * 4 * U / 1e-4)


ROWS = [
    Row("Why a model needs a slope", "L′(0) = −3/2", slopes(loss, [0])),
    Row("From a quotient to a derivative", "x² has slope 6 at 3", slopes(on(d.square), [3])),
    Row(
        "Two curves that seem to coincide",
        "quotient and rule are a step apart",
        {
            "symbols": lambda: (
                symbolic.difference_quotient(d.square) - symbolic.derivative(d.square)
            ).subs(symbolic.h, sp.Rational(1, 10**4)),
            "rule": lambda: gap_of_square(d.square_derivative(3.0)),
            "reverse mode": lambda: gap_of_square(reverse_gradient(on(d.square), [3.0])[0]),
        },
    ),
    Row("Zoom in until it is straight", "the cubic has slope 4 at 2", slopes(on(d.cubic), [2])),
    Row(
        "No derivative at a kink",
        "ReLU has slope 0 on the left and 1 on the right",
        {
            "symbols": lambda: [sp.limit(d.relu(w * t) / (w * t), t, 0) for w in (-1, 1)],
            "quotients": lambda: [
                side(d.relu, 0.0, 0.25) for side in (d.left_slope, d.right_slope)
            ],
            "reverse mode": lambda: [reverse_gradient(on(d.relu), [at])[0] for at in (-0.25, 0.25)],
        },
    ),
    Row(
        "Rules, so that you seldom take that limit again",
        "the cubic has the derivative 3x² − 4x",
        slopes(on(d.cubic), [sp.Rational(1, 3)], rule=lambda: [d.cubic_derivative(1 / 3)]),
    ),
    Row(
        "The slope of a sigmoid",
        "σ′ = σ (1 − σ), 1/4 at 0",
        slopes(on(sigmoid), [0], rule=lambda: [d.sigmoid_derivative(0.0)]),
    ),
    Row(
        "The slope of the loss",
        "the formula of L′(w), at 1",
        slopes(loss, [1], rule=lambda: [logistic_loss_slope(1.0, s, y)]),
    ),
    Row(
        "Where it breaks: a smaller step can be worse",
        "h/2 + 2u/h is least at h = 2√u; here h is counted in √u",
        {
            "symbols": lambda: sp.solve(sp.diff(symbolic.h / 2 + 2 / symbolic.h), symbolic.h)[1],
            "Newton": lambda: Estimate(
                newton(lambda r: 0.5 - 2 / r**2, lambda r: 4 / r**3, 1.5).x, 1e-7
            ),
            # Values of a minimum are flat: rounded by u, they leave its place open by 2 √u.
            "SciPy": lambda: Estimate(
                minimize_scalar(lambda r: r / 2 + 2 / r, bounds=(1, 3), options=FINE).x, 1e-6
            ),
            "balanced step": lambda: d.balanced_step(1.0, order=1) / U**0.5,
        },
    ),
    Row(
        "Better formulas",
        "e is the slope of eˣ at 1",
        slopes(on(exp), [1], complex_step=lambda: [d.complex_step(np.exp, 1.0, 1e-100)]),
    ),
    Row(
        "Check a formula by another route",
        "the loss has slope −3/2 at 0, extrapolated",
        slopes(loss, [0], extrapolated=lambda: as_list(d.derivative(lambda w: loss([w]), 0.0))),
    ),
    Row(
        "In the models you use",
        "the sigmoid has the slope 0.0003 at 8",
        slopes(on(sigmoid), [8], size=1, rule=lambda: [d.sigmoid_derivative(8.0)]),
    ),
    Row("slope-of-the-cubic", "the slope of the cubic at −10", slopes(on(d.cubic), [-10], 2e3)),
    Row(
        "slope-of-the-cubic",
        "the largest gap is 0.00319999, at −10",
        {
            "symbols": largest_gap,
            "rule": lambda: gap_of_floats(d.cubic_derivative),
            "reverse mode": lambda: gap_of_floats(
                lambda grid: np.array([reverse_gradient(on(d.cubic), [x])[0] for x in grid])
            ),
        },
    ),
    Row("Rules, so that you seldom take that limit again", "log′(2) = 1/2", slopes(on(log), [2])),
]

WITHOUT = {}
