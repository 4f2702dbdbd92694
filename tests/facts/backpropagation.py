"""How the snippets compute the facts of lesson 5: all of L5-01 to L5-31, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  ROOM holds, for results that are
floats, how far they may be from the answer, relative to it.  An answer with several parts is a
list of them, in the order of the question.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

import snippets.symbolic  # noqa: F401, lets the formulas take SymPy's numbers
from snippets import backpropagation as bp
from snippets.autodiff import reverse_gradient
from snippets.differentiation import UNIT_ROUNDOFF

ACTIVATIONS = {"relu": bp.RELU, "sigmoid": bp.SIGMOID, "tanh": bp.TANH, "identity": bp.IDENTITY}
LOSSES = {
    "half_squared": bp.HALF_SQUARE,
    "bce": bp.CROSS_ENTROPY,
    "softmax_ce": bp.SOFTMAX_CROSS_ENTROPY,
}


def network_of(net, activations=ACTIVATIONS):
    """The network of a fact, in fractions where all its functions keep them."""
    exact = net["loss"] == "half_squared" and all(l["act"] != "tanh" for l in net["layers"])
    read = lambda rows: np.vectorize(Fraction, otypes=[object if exact else float])(rows)
    layers = [(read(l["W"]), read(l["b"]), activations[l["act"]]) for l in net["layers"]]
    return bp.Network(layers, LOSSES[net["loss"]]), read(net["X"]), read(net["Y"])


def parts(inputs):
    """The parts that a fact wants: the loss, or dW and db of a layer."""
    network, X, y = network_of(inputs["net"])
    loss, gradients = network.loss_and_gradients(X, y)
    named = {"loss": loss}
    for k, (dW, db) in enumerate(gradients, start=1):
        named |= {f"dW{k}": dW.tolist(), f"db{k}": db.tolist()}
    return [named[name] for name in inputs["want"]]


def forward(inputs):
    network, X, y = network_of(inputs["net"])
    _, (_, *A) = network.forward(X)
    return [*(a[0].tolist() for a in A), network.mean_loss(X, y)]


def one_hidden(inputs):
    hidden = bp.Layer(np.array([[1.0, 2.0], [-1.0, 1.0]]), np.zeros(2), bp.TANH)
    s = hidden.W @ [np.log(2), 0.0]
    return (np.array([1.0, 2.0]) @ bp.layer_jacobian(hidden.W, s, bp.TANH)).tolist()


def through_one_layer(inputs):
    W = np.array(inputs["W"])
    return (bp.layer_jacobian(W, np.zeros(len(W)), bp.IDENTITY).T @ inputs["g"]).tolist()


def of_inputs(inputs):
    """Of the output and of the loss in x: the product of the layers' Jacobians."""
    network, X, y = network_of(inputs["net"])
    S, A = network.forward(X)
    product = np.array([[1]])
    for (W, _, f), s in zip(reversed(network.layers), reversed(S), strict=True):
        product = product @ bp.layer_jacobian(W, s[0], f)
    return [*product.tolist(), ((A[-1] - y) @ product)[0].tolist()]


def penalized(inputs):
    network, X, y = network_of(inputs["net"])
    _, gradients = network.loss_and_gradients(X, y)
    return (gradients[0].dW + Fraction(1, 10) * network.layers[0].W).tolist()


def after_a_step(inputs):
    network, X, y = network_of(inputs["net"])
    _, gradients = network.loss_and_gradients(X, y)
    return [
        network.moved(gradients, -Fraction(eta)).mean_loss(X, y)
        for eta in map(Fraction, inputs["etas"])
    ]


def gradients_of(network, X, y):
    return bp.flat(network.loss_and_gradients(X, y)[1])


def one_ratio(ratios):
    """The one number that all ratios are, but for rounding."""
    assert np.ptp(ratios) < 100 * UNIT_ROUNDOFF * np.max(ratios)
    return float(np.mean(ratios))


def sum_over_mean(inputs):
    network, X, y = network_of(inputs["net"])
    total = sum(gradients_of(network, [x], [label]) for x, label in zip(X, y, strict=True))
    mean = gradients_of(network, X, y)
    return one_ratio(total[mean != 0] / mean[mean != 0])


def doubled(inputs):
    twice = bp.Activation(bp.sigmoid, lambda s: 2 * bp.sigmoid_derivative(s))
    right, X, y = network_of(inputs["net"])
    wrong, *_ = network_of(inputs["net"], ACTIVATIONS | {"sigmoid": twice})
    dW, dW_wrong = (n.loss_and_gradients(X, y)[1][0].dW for n in (right, wrong))
    return one_ratio(dW_wrong / dW)


def graph(inputs):
    f = sp.lambdify([inputs["vars"]], sp.sympify(inputs["f"]))
    return reverse_gradient(f, [int(entry) for entry in inputs["at"]])


def xor(inputs):
    network = bp.Network([([[1, 1], [1, 1]], [0, -1], bp.RELU), ([[1, -2]], [0], bp.IDENTITY)])
    return network.output([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist()


def far_off(inputs):
    return [bp.logit_cross_entropy(1000.0, 0), bp.logit_cross_entropy_derivative(1000.0, 0)]


COMPUTED = {
    "L5-01": one_hidden,
    "L5-02": through_one_layer,
    "L5-03": lambda i: bp.Network.from_seed([2, 4, 3, 1], bp.RELU, seed=0).parameters().size,
    "L5-04": forward,
    "L5-08": of_inputs,
    "L5-09": penalized,
    "L5-10": after_a_step,
    "L5-19": sum_over_mean,
    "L5-20": doubled,
    "L5-25": lambda inputs: bp.logit_cross_entropy_derivative(sp.log(3), 1),
    "L5-26": lambda inputs: bp.cross_entropy_derivative(Fraction(3, 4), 1),
    "L5-27": graph,
    "L5-28": graph,
    "L5-29": lambda inputs: bp.sigmoid_derivative(sp.Integer(0)) ** 10,
    "L5-30": far_off,
    "L5-31": xor,
} | {
    f"L5-{number:02}": parts
    for number in (5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 21, 22, 23, 24)
}  # fmt: skip

# A few dozen operations each; sums of terms of both signs lose at most two digits more.
FLOAT = 1e4 * UNIT_ROUNDOFF
ROOM = {
    f"L5-{number:02}": FLOAT
    for number in (1, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
}  # fmt: skip
