"""Routes to the answers of the lesson on optimization."""

from fractions import Fraction
from itertools import islice

import numpy as np
import scipy.optimize
import sympy as sp
from oracle_routes import Row, slopes

from snippets import optimization as o
from snippets import symbolic
from snippets.autodiff import reverse_gradient
from snippets.classifier import linear_loss, linear_loss_gradient
from snippets.differentiation import cubic, cubic_derivative
from snippets.elementary import log, sigmoid
from snippets.extrapolation import Estimate
from snippets.gradient import bowl
from snippets.jacobian import hessian, jacobian
from snippets.samples import six_points
from snippets.support_vector_machine import maximum_margin

X, y = six_points()
X_exact, y_exact = X.astype(int), y.astype(int)
plane = sp.symbols("x y", real=True)
third = sp.Rational(1, 3)
# Where a search stops at a value that is least but for rounding, its place is open by √u and more.
by_value = lambda found: Estimate(found.x, 1e-6)
minimize = scipy.optimize.minimize
bounded = lambda f, ends: by_value(
    scipy.optimize.minimize_scalar(f, bounds=ends, options={"xatol": 1e-9})
)
penalized = lambda w: o.penalized_gradient(w, X, y, 0.1)
tenth = sp.Rational(1, 10)


def exact_minimum():
    """The zero of the penalized gradient in thirty digits, by Newton's method of mpmath."""
    w = sp.symbols("w:3")
    equations = list(o.penalized_gradient(w, X_exact, y_exact, tenth))
    return list(sp.nsolve(equations, w, [0, 0, 0], prec=30))


def penalized_bend(w):
    return np.linalg.eigvalsh(o.penalized_hessian(w, X, 0.1))[-1]


def exact_bend():
    table = o.penalized_hessian(
        sp.Matrix(exact_minimum()).T.tolist()[0], X_exact, sp.Float("0.1", 30)
    )
    return max(np.linalg.eigvalsh(np.array(table, dtype=float)))


def equal_factors():
    """The rate at which 1 − η is as far above zero as 1 − 10 η is below, and what it leaves."""
    rate = sp.Symbol("eta")
    (best,) = sp.solve((1 - rate) + (1 - 10 * rate), rate)
    return [best, 1 - best]


def worst_factor(rate):
    return max(abs(1 - rate), abs(1 - 10 * rate))


def newton_errors(step, start=2, steps=3):
    """The errors of x, step(x), … from the minimum 4/3 of the cubic."""
    errors, x = [], start
    for _ in range(steps):
        x = step(x)
        errors.append(x - (sp.Rational(4, 3) if isinstance(x, sp.Basic) else Fraction(4, 3)))
    return errors


def of_formula():
    """The error after a step from the error before, by the formula of the page."""
    errors, x = [], sp.Integer(2)
    for _ in range(3):
        errors.append(3 / (6 * x - 4) * (x - sp.Rational(4, 3)) ** 2)
        x = sp.Rational(4, 3) + errors[-1]
    return errors


def newton_by_reverse_mode(x):
    slope = lambda t: reverse_gradient(lambda p: cubic(p[0]), [t])[0]
    bend = reverse_gradient(lambda p: 3 * p[0] ** 2 - 4 * p[0], [x])[0]
    return x - slope(x) / bend


def walked(path, steps):
    return next(islice(path, steps, None))


def eigenvalues(table):
    return np.linalg.eigvalsh(np.array(table, dtype=float))


def bend_at_zero():
    """The Hessian of the loss at zero: by exact slopes of SymPy."""
    w = sp.symbols("w:3")
    H = sp.Matrix(linear_loss_gradient(w, X_exact, y_exact)).jacobian(w)
    at_zero = H.subs(dict.fromkeys(w, 0))
    return max(sp.Poly(at_zero.charpoly().as_expr()).nroots(n=30), key=sp.re)


def bend_of_reverse_mode():
    slopes = lambda w: np.array(reverse_gradient(lambda v: linear_loss(v, X, y), list(w)), float)
    return Estimate(np.linalg.eigvalsh(jacobian(slopes, np.zeros(3)))[-1], 1e-8)


def shortest_weights():
    """The least w₁² + w₂² + b² with no margin below 1."""
    a = np.column_stack([X, np.ones(6)]) * y[:, None]
    tight = {"type": "ineq", "fun": lambda w: a @ w - 1, "jac": lambda w: a}
    found = minimize(
        lambda w: w @ w / 2, [1.0, 1.0, -1.0], jac=lambda w: w, method="SLSQP",
        constraints=tight, options={"ftol": 1e-14},
    )  # fmt: skip
    return Estimate(found.x, 1e-6)


def exact_shortest_weights():
    """The same where the margins of (0, 0), (1, 2) and (2, 1) are 1: three equations."""
    a = sp.Matrix([[0, 0, -1], [1, 2, 1], [2, 1, 1]])
    return list(a.LUsolve(sp.ones(3, 1)))


def of_widest_margin():
    plane = maximum_margin(X, y)
    return [*plane.w, plane.b]


def on_the_line(p):
    """The bowl along x + 2y = 5, as a function of x."""
    return bowl((p, (5 - p) / 2))


def least_on_the_line():
    slope = lambda p: np.array(reverse_gradient(lambda v: on_the_line(v[0]), [float(p)])[0])
    x = o.gradient_descent(slope, 0.0, 0.4).x
    return Estimate([float(x), (5 - float(x)) / 2], 1e-8)  # slopes below 1e-8 at a bend of 2.5


def least_of_scipy():
    condition = {"type": "eq", "fun": lambda p: p[0] + 2 * p[1] - 5}
    return by_value(minimize(lambda p: p @ p, [0.0, 0.0], method="SLSQP", constraints=condition))


def heavy_root(kappa):
    """√β where the roots for both ends of the spectrum are double: by SciPy's equations."""
    ends = lambda z: [(1 + z[1] - z[0] * v) ** 2 - 4 * z[1] for v in (1, kappa)]
    found = scipy.optimize.fsolve(ends, [4 / kappa, 0.7], xtol=1e-13)
    return Estimate(found[1] ** 0.5, 1e-9)


ROWS = [
    Row(
        "When has training arrived?",
        "the minimum of the penalized loss, where the second run arrives",
        {
            "mpmath": exact_minimum,
            # Gradients below 1e-8 and 1e-9 at eigenvalues of 0.1 and more.
            "descent": lambda: Estimate(o.gradient_descent(penalized, np.zeros(3), 1.0).x, 1e-7),
            "SciPy": lambda: Estimate(
                minimize(
                    lambda w: o.penalized_loss(w, X, y, 0.1),
                    np.zeros(3),
                    jac=penalized,
                    hess=lambda w: o.penalized_hessian(w, X, 0.1),
                    method="trust-exact",
                    tol=1e-9,
                ).x,
                1e-7,
            ),
        },
    ),
    Row(
        "Where the slope is zero",
        "the slope of the cubic is x (3x − 4)",
        slopes(lambda p: cubic(p[0]), [third], factored=lambda: [1 / 3 * (3 / 3 - 4)]),
    ),
    Row(
        "Minimum or maximum",
        "the maximum at 0, the minimum at 4/3",
        {
            "symbols": lambda: [point for point, _ in symbolic.critical_points(cubic)],
            "SciPy": lambda: Estimate(
                [bounded(lambda x: -cubic(x), (-1, 0.9)).value, bounded(cubic, (0.1, 3)).value],
                1e-6,
            ),
            "Newton": lambda: [
                float(o.newton(cubic_derivative, o.cubic_bend, at).x) for at in (0.01, 1.3)
            ],
        },
    ),
    Row(
        "Where it breaks: flat is not extreme, extreme is not flat",
        "at the end of [1/2, 3] the logarithm has its maximum, with the slope 1/3",
        slopes(lambda p: log(p[0]), [3]),
    ),
    Row(
        "In several variables",
        "the ledge has eigenvalues −6 and 2 at its saddle, 2 and 6 at its minimum",
        {
            "symbols": lambda: [
                sorted(symbolic.hessian(o.ledge, plane).subs({plane[0]: at}).eigenvals())
                for at in (-1, 1)
            ],
            "rule": lambda: [eigenvalues(o.ledge_hessian((at, 0))) for at in (-1, 1)],
            # Steps of 1e-4: values of 2 · 8u / 1e-8.
            "quotients": lambda: Estimate(
                [eigenvalues(hessian(o.ledge, [float(at), 0.0])) for at in (-1, 1)], 1e-6
            ),
        },
    ),
    Row(
        "Convex: one valley",
        "the second derivative of log(1 + exp(−s)) is σ(s) σ(−s), here at 1",
        slopes(lambda s: -sigmoid(-s[0]), [1], product=lambda: [sigmoid(1.0) * sigmoid(-1.0)]),
    ),
    Row(
        "Gradient descent, and how long a step may be",
        "twelve steps at 2/11 from (10, 1)",
        {
            "symbols": lambda: [10 * sp.Rational(9, 11) ** 12, sp.Rational(-9, 11) ** 12],
            "path": lambda: walked(
                o.descent_path(o.valley_gradient, np.array([10.0, 1.0]), 2 / 11), 12
            ),
            "matrix": lambda: (
                np.linalg.matrix_power(np.eye(2) - 2 / 11 * o.valley_hessian((0, 0)), 12) @ [10, 1]
            ),
        },
    ),
    Row(
        "The best rate",
        "2/11 for eigenvalues 1 and 10, with the factor 9/11",
        {
            "fractions": lambda: [o.best_rate(Fraction(1), 10), o.best_factor(Fraction(1), 10)],
            "symbols": equal_factors,
            "SciPy": lambda: Estimate(
                [(best := bounded(worst_factor, (0, 0.2))).value, worst_factor(best.value)],
                1e-5,  # ten times the room of the place
            ),
        },
    ),
    Row(
        "When the function is not a quadratic",
        "the largest eigenvalue at zero is 1.58",
        {
            "symbols": bend_at_zero,
            "rule": lambda: eigenvalues(o.linear_loss_hessian([0.0] * 3, X))[-1],
            "reverse mode": bend_of_reverse_mode,
        },
    ),
    Row(
        "Momentum and Newton",
        "the errors of three steps of Newton on the cubic",
        {
            "formula": of_formula,
            "path": lambda: [
                x - Fraction(4, 3)
                for x in islice(o.newton_path(cubic_derivative, o.cubic_bend, Fraction(2)), 1, 4)
            ],
            "reverse mode": lambda: [float(e) for e in newton_errors(newton_by_reverse_mode)],
        },
    ),
    Row(
        "Momentum and Newton",
        "with κ = 100 the factor of momentum is 9/11",
        {
            "symbols": lambda: sp.sqrt(o.best_momentum(sp.Integer(1), sp.Integer(100))[1]),
            "floats": lambda: o.best_momentum(1.0, 100.0)[1] ** 0.5,
            "SciPy": lambda: heavy_root(100),
        },
    ),
    Row(
        "Where it breaks: Newton looks for zeros of the gradient",
        "the saddle (−1, 0)",
        {
            "symbols": lambda: symbolic.critical_points(o.ledge, plane)[0][0],
            "Newton": lambda: Estimate(
                o.newton(o.ledge_gradient, o.ledge_hessian, [-0.9, 1.0]).x, 1e-8
            ),
            "SciPy": lambda: Estimate(
                scipy.optimize.root(o.ledge_gradient, [-0.9, 1.0], jac=o.ledge_hessian).x, 1e-7
            ),
        },
    ),
    Row(
        "The loss that has no minimum",
        "the direction of growth is (2/3, 2/3, −1)",
        {
            "symbols": exact_shortest_weights,
            "SciPy": shortest_weights,
            "widest margin": of_widest_margin,
        },
    ),
    Row(
        "The loss that has no minimum",
        "with the penalty 0.1 the largest eigenvalue at the minimum is 0.349",
        {
            "mpmath": exact_bend,
            "descent": lambda: Estimate(
                penalized_bend(o.gradient_descent(penalized, np.zeros(3), 1.0).x), 1e-6
            ),
            "quotients": lambda: Estimate(
                eigenvalues(o.curvature(penalized, np.array(exact_minimum(), float)))[-1], 1e-8
            ),
        },
    ),
    Row(
        "A look ahead: a minimum on a line",
        "the bowl is least at (1, 2)",
        {
            "symbols": lambda: symbolic.lagrange_points(bowl, lambda p: p[0] + 2 * p[1] - 5, plane)[
                0
            ][0],
            "descent": least_on_the_line,
            "SciPy": least_of_scipy,
        },
    ),
    Row(
        "no-extremum-of-log",
        "the slope of log is 1/x, here at 1/2",
        slopes(lambda p: log(p[0]), [sp.Rational(1, 2)]),
    ),
]
WITHOUT = {"In the models you use": "what libraries do"}
