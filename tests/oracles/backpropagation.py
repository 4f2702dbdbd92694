"""Routes to the answers of the lesson on backpropagation."""

from fractions import Fraction

import numpy as np
import sympy as sp
from oracle_routes import Row, jacobians, slopes

from snippets import backpropagation as bp
from snippets.autodiff import forward_gradient
from snippets.classifier import linear_loss_gradient
from snippets.differentiation import sigmoid_derivative
from snippets.elementary import sigmoid
from snippets.samples import six_points

X, signs = six_points()
paper = bp.Network(
    [
        ([[1, -1], [2, 1]], [0, 1], bp.RELU),
        ([[1, 1], [-1, 3]], [1, -9], bp.RELU),
        ([[2, -1]], [1], bp.IDENTITY),
    ],
    loss=bp.HALF_SQUARE,
)
line = bp.Network([([[0, 0]], [0], bp.IDENTITY)])
sample, target = [[1, 2]], [4]
W, b = np.array([[1, 2], [-3, 1]]), np.array([0, 1])
task = bp.Network([(W, b, bp.RELU)])


def loss_of(network, X, y):
    """The mean loss as a function of the list of all parameters."""
    return lambda p: network.with_parameters(np.array(p)).mean_loss(X, y)


def by_deltas(network, X, y):
    return lambda: bp.flat(network.loss_and_gradients(X, y)[1])


def small(activation, seed):
    """A network of nine parameters that are eighths, so that floats hold them."""
    network = bp.Network.from_seed([2, 2, 1], activation, seed)
    return network.with_parameters(np.round(8 * network.parameters()) / 8)


def by_hand():
    """The loss of the paper network, with SymPy's matrices: W a + b, and max(s, 0)."""
    a = sp.Matrix(sample[0])
    for layer in paper.layers:
        s = sp.Matrix(layer.W.astype(int)) * a + sp.Matrix(layer.b.astype(int))
        a = s.applyfunc(layer.activation.value)
    return (a[0] - target[0]) ** 2 / sp.Integer(2)


def in_fractions():
    exact = paper.with_parameters(np.array([Fraction(int(p)) for p in paper.parameters()]))
    return exact.mean_loss(np.array([[Fraction(1), Fraction(2)]]), target)


def product_of_jacobians():
    """∇ₓL as the product of the layers' Jacobians, with the slope of the loss on the left."""
    S, A = paper.forward(sample)
    row = A[-1] - target
    for layer, s in zip(reversed(paper.layers), reversed(S), strict=True):
        row = row @ bp.layer_jacobian(layer.W, s[0], layer.activation)
    return row[0]


tanhs, sigmoids = small(bp.TANH, seed=0), small(bp.SIGMOID, seed=1)
one = [[Fraction(1, 2), Fraction(-3, 4)]]
eighths = lambda network: [sp.Rational(float(p)) for p in network.parameters()]

ROWS = [
    Row(
        "A graph, by hand",
        "(ab + c)² has the slopes 12, −8 and −4",
        slopes(lambda v: (v[0] * v[1] + v[2]) ** 2, [2, -3, 4]),
    ),
    Row(
        "A graph, by hand",
        "xy + x·x has the slope 4 in x",
        slopes(lambda v: v[0] * v[1] + v[0] * v[0], [3, -2]),
    ),
    Row(
        "A network, forward",
        "the loss on paper is 4.5",
        {
            "symbols": by_hand,
            "floats": lambda: paper.mean_loss(sample, target),
            "fractions": in_fractions,
        },
    ),
    Row(
        "A layer's Jacobian is not W",
        "∇ₓL = (−6, −3)",
        slopes(lambda x: paper.mean_loss([x], target), [1, 2], 100, Jacobians=product_of_jacobians),
    ),
    Row(
        "The delta recursion",
        "the gradient on paper in all 15 parameters",
        slopes(
            loss_of(paper, sample, target),
            paper.parameters().astype(int),
            1000,
            deltas=by_deltas(paper, sample, target),
        ),
        size=1000,
    ),
    Row(
        "A loss for labels 0 and 1",
        "without a hidden layer, (−5/6, −2/3, 0)",
        slopes(
            loss_of(line, X.astype(int), (signs.astype(int) + 1) // 2),
            [0, 0, 0],
            deltas=by_deltas(line, X, (signs + 1) / 2),
            classifier=lambda: linear_loss_gradient([0.0] * 3, X, signs),
        ),
    ),
    Row(
        "Four derivatives, side by side",
        "five ways to the slopes of a network with tanh",
        slopes(
            loss_of(tanhs, one, [1]),
            eighths(tanhs),
            forward_mode=lambda: forward_gradient(loss_of(tanhs, one, [1]), tanhs.parameters()),
            deltas=by_deltas(tanhs, np.array(one, dtype=float), [1]),
        ),
    ),
    Row(
        "Check the gradients",
        "the slopes of a network with sigmoids, whose derivative is not doubled",
        slopes(
            loss_of(sigmoids, one, [0]),
            eighths(sigmoids),
            deltas=by_deltas(sigmoids, np.array(one, dtype=float), [0]),
        ),
    ),
    Row(
        "Vanishing and exploding",
        "a sigmoid passes at most 1/4 on",
        slopes(lambda s: sigmoid(s[0]), [0], rule=lambda: [sigmoid_derivative(0.0)]),
    ),
    Row(
        "The plateau",
        "with all parameters zero, and both labels as often, every slope is zero",
        slopes(
            loss_of(tanhs, [[1, 2], [-3, 1]], [0, 1]),
            [0] * 9,
            deltas=by_deltas(tanhs.with_parameters(np.zeros(9)), [[1, 2], [-3, 1]], [0, 1]),
        ),
    ),
    Row(
        "jacobians-of-a-layer",
        "W with its second row set to zero",
        jacobians(
            lambda a: task.output([a])[0],
            [1, 1],
            rule=lambda: bp.layer_jacobian(W, W @ [1, 1] + b, bp.RELU),
        ),
    ),
]
WITHOUT = {
    "Thirty-one slopes": "it draws data and counts parameters",
    "What it is, and what it is not": "it counts entries",
    "What it costs": "a count of products; tests/test_backpropagation.py has the formula of it",
    "A network that learns": "a run of training; twenty seeds in tests/test_backpropagation.py",
    "Twins": "a run of training: equality is what it shows",
    "In the models you use": "what libraries do",
}
