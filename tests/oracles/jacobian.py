"""Routes to the answers of the lesson on the Jacobian."""

import numpy as np
import scipy.integrate
import scipy.special
import sympy as sp
from oracle_routes import Row, jacobians, slopes

from snippets import jacobian as j
from snippets import symbolic
from snippets.autodiff import Dual, reverse_gradient
from snippets.classifier import linear_scores, logistic_loss, with_ones
from snippets.differentiation import sigmoid_derivative
from snippets.elementary import exp, sigmoid, tanh
from snippets.extrapolation import Estimate
from snippets.figures.jacobian import shoelace
from snippets.samples import six_points

X, labels = six_points()
x, y = sp.symbols("x y", real=True)
third, half = sp.Rational(1, 3), sp.Rational(1, 2)
W = [[1, -1, 2], [3, 1, -2]]
layer = lambda p: [tanh(sum(w * e for w, e in zip(row, p, strict=True)) / 4) for row in W]
at_layer = [half, -third, sp.Rational(1, 5)]
whole = lambda p: j.sum_and_product(j.warp(p))
six = [[1, 2], [3, 4], [5, 6]]
three_sigmoids = lambda p: [sigmoid(a * p[0] + b * p[1]) for a, b in six]
f = lambda p: p[0] ** 2 * p[1] + p[1] ** 3
at = {x: 1, y: 2}
of_layer = lambda: symbolic.jacobian(layer, sp.symbols("t:3")).subs(
    dict(zip(sp.symbols("t:3"), at_layer, strict=True))
)
point = [float(e) for e in at_layer]
numbers = lambda p: np.array(layer(list(p)), dtype=float)


def softmax(z):
    """The formula as it stands, for numbers that keep slopes: they are small here."""
    powers = [exp(entry) for entry in z]
    return [power / sum(powers) for power in powers]


def remainder_of_duals(h):
    """f(a + v) minus what the walk along v predicts: value and slope of a run on duals."""
    walk = j.warp((Dual(1.0, h), Dual(2.0, h)))
    return [value - dual.data - dual.slope for value, dual in zip(
        j.warp((1 + h, 2 + h)), walk, strict=True)]  # fmt: skip


def growth(side):
    """The area of the image, by a double integral of |det J| over the square."""
    found = scipy.integrate.dblquad(lambda b, a: 2 * a * a * b, 1, 1 + side, 2, 2 + side)
    return Estimate(found[0] / side**2, found[1] / side**2)


def growth_of_outline(side, n):
    """The same by the outline of the image: the curved edges are cut into 4n straight pieces."""
    square = j.square_outline((1.0, 2.0), side, n)
    area = lambda corners: abs(shoelace(corners))
    # A piece of length side / n bends by at most its square times 10 / 8, along an edge below 4.
    return Estimate(area(j.warp(square)) / area(square), 5 * (side / n) ** 2 * 4 / side**2)


def in_wrong_order(inner, outer):
    """The wrong product of the two Jacobians: its entries, determinant and trace."""
    M = np.array(inner) @ np.array(outer)
    return [*M.ravel(), M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0], M.trace()]


by_reverse = lambda f, at: [reverse_gradient(lambda p, k=k: f(p)[k], at) for k in range(2)]

ROWS = [
    Row(
        "Six scores at once",
        "the Jacobian of the scores is A",
        jacobians(lambda w: linear_scores(w, X), [0, 0, 0], rule=lambda: with_ones(X)),
    ),
    Row(
        "A row for each output",
        "((4, 2), (4, 1)) at (1, 2)",
        jacobians(j.warp, [1, 2], rule=lambda: j.warp_jacobian((1, 2))),
    ),
    Row("A row for each output", "the same at (1.3, −0.7)", jacobians(j.warp, [1.3, -0.7])),
    Row(
        "The best linear map",
        "the remainder is (2h², 4h² + h³), here with h = 1/10",
        {
            "symbols": lambda: j.remainder(
                j.warp, j.warp_jacobian((1, 2)), (1, 2), (sp.Rational(1, 10),) * 2
            ),
            "floats": lambda: j.remainder(j.warp, j.warp_jacobian((1, 2)), (1, 2), (0.1, 0.1)),
            "forward mode": lambda: remainder_of_duals(0.1),
        },
    ),
    Row(
        "What it does to areas",
        "a square of side 1/4 grows to 5.4 times its area",
        {
            "symbols": lambda: (
                16
                * sp.integrate(
                    2 * x**2 * y, (x, 1, 1 + sp.Rational(1, 4)), (y, 2, 2 + sp.Rational(1, 4))
                )
            ),
            "quadrature": lambda: growth(0.25),
            "outline": lambda: growth_of_outline(0.25, 1000),
        },
    ),
    Row(
        "A sum over paths",
        "((8, 3), (24, 8))",
        jacobians(
            whole,
            [1, 2],
            100,
            chain=lambda: j.chain(
                j.sum_and_product_jacobian(j.warp((1, 2))), j.warp_jacobian((1, 2))
            ),
        ),
        size=100,
    ),
    Row(
        "Through a layer, and through the loss",
        "∂L/∂s of the six points, at zero",
        slopes(
            lambda s: logistic_loss(1, s, labels),
            [0] * 6,
            rule=lambda: j.score_slopes([0.0] * 6, labels),
        ),
    ),
    Row(
        "One column, one row",
        "Jv for v = (1, 2, −1)",
        {
            "symbols": lambda: list(of_layer() * sp.Matrix([1, 2, -1])),
            "forward mode": lambda: [
                out.slope
                for out in layer([Dual(e, v) for e, v in zip(point, (1, 2, -1), strict=True)])
            ],
            "quotients": lambda: Estimate(j.jvp(numbers, point, [1.0, 2.0, -1.0]), 1e-8),
        },
    ),
    Row(
        "One column, one row",
        "uᵀJ for u = (1, −2)",
        {
            "symbols": lambda: list(sp.Matrix([[1, -2]]) * of_layer()),
            "reverse mode": lambda: reverse_gradient(
                lambda p: layer(p)[0] - 2 * layer(p)[1], point
            ),
            "quotients": lambda: Estimate(j.vjp(numbers, point, [1.0, -2.0]), 1e-8),
        },
    ),
    Row(
        "Softmax",
        "J = diag(p) − ppᵀ at (0, log 2, log 3)",
        jacobians(
            softmax,
            [0, sp.log(2), sp.log(3)],
            rule=lambda: j.softmax_jacobian(np.log([1.0, 2.0, 3.0])),
        ),
    ),
    Row(
        "Exponentials overflow",
        "softmax of (1000, 1001, 1002)",
        {
            "symbols": lambda: [sp.N(p, 30) for p in softmax(list(map(sp.Integer, (0, 1, 2))))],
            "ours": lambda: j.softmax([1000.0, 1001.0, 1002.0]),
            "SciPy": lambda: scipy.special.softmax([1000.0, 1001.0, 1002.0]),
        },
    ),
    Row(
        "The Hessian is a Jacobian",
        "H of x²y + y³ at (1, 2)",
        {
            "symbols": lambda: symbolic.hessian(f, (x, y)).subs(at),
            # Steps of 1e-4: values of 10 · 8u / 1e-8, and a third derivative is constant.
            "quotients": lambda: Estimate(j.hessian(f, [1.0, 2.0]), 2e-6),
            "of reverse mode": lambda: Estimate(
                j.jacobian(lambda p: np.array(reverse_gradient(f, list(p)), float), [1.0, 2.0]),
                1e-8,  # slopes of 13, 4u · 13 / 7e-6
            ),
        },
        size=100,
    ),
    Row(
        '"Only a table"',
        "the wrong order has other entries, and the same determinant and trace",
        {
            "symbols": lambda: in_wrong_order(
                symbolic.jacobian(j.warp, (x, y)).subs(at),
                symbolic.jacobian(j.sum_and_product, (x, y)).subs({x: 4, y: 2}),
            ),
            "rules": lambda: in_wrong_order(
                j.warp_jacobian((1, 2)), j.sum_and_product_jacobian((4, 2))
            ),
            "reverse mode": lambda: in_wrong_order(
                by_reverse(j.warp, [1.0, 2.0]), by_reverse(j.sum_and_product, [4.0, 2.0])
            ),
        },
        size=100,
    ),
    Row(
        "In the models you use",
        "the slope of the sigmoid is at most 1/4",
        slopes(lambda p: sigmoid(p[0]), [0], rule=lambda: [sigmoid_derivative(0.0)]),
    ),
    Row(
        "three-sigmoids",
        "row k is σ′ times its constants, here at (1/2, −1/3)",
        jacobians(
            three_sigmoids,
            [half, -third],
            100,
            rule=lambda: j.sigmoid_layer_jacobian(np.array(six), np.array([1 / 2, -1 / 3])),
        ),
    ),
    Row(
        "three-sigmoids-at-the-origin",
        "a quarter of the constants",
        jacobians(
            three_sigmoids,
            [0, 0],
            100,
            rule=lambda: j.sigmoid_layer_jacobian(np.array(six), np.zeros(2)),
        ),
    ),
]
WITHOUT = {}
