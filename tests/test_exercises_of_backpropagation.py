"""The exercises on backpropagation: every answer by a route of its own."""

import numpy as np
import pytest
import sympy

from snippets import backpropagation as bp
from snippets.autodiff import reverse_gradient
from snippets.differentiation import central_difference
from snippets.exercises import load, sigma
from snippets.gradient import gradient

TASKS = load("backpropagation")
x, y, s = sympy.symbols("x y s", real=True)
PAPER = [
    ([[1, -1], [2, 1]], [0, 1], bp.RELU),
    ([[1, 1], [-1, 3]], [1, -9], bp.RELU),
    ([[2, -1]], [1], bp.IDENTITY),
]


def stated(key):
    """The values that the statement of an exercise shows, in order."""
    return [value for _, values in TASKS[key].states for value in values]


def test_the_jacobians_of_the_layer():
    task = TASKS["jacobians-of-a-layer"]
    numbers = stated("jacobians-of-a-layer")
    W, bias, point = np.reshape(numbers[:4], (2, 2)), numbers[4:6], np.array(numbers[6:8], float)
    first, second, whole = (np.array(matrix) for matrix in task.answer)
    assert np.array_equal(second @ first, whole)
    layers = [bp.Network([(W, bias, f)]) for f in (bp.IDENTITY, bp.RELU)]
    for network, J in zip(layers, (first, whole), strict=True):
        for k, row in enumerate(J):
            # Piecewise linear: quotients are right to 8u · 4 / 7e-6 = 5e-10.
            found = gradient(lambda a, n=network, k=k: n.output([a])[0][k], point)
            assert found == pytest.approx(row, rel=0, abs=1e-9)
    order, awake, transposed, values = (np.array(m.answer) for m in task.mistakes)
    assert np.array_equal(order[2], first @ second)
    assert np.array_equal(awake[2], first) and np.array_equal(transposed[2], whole.T)
    pre = W @ point + bias
    assert np.array_equal(np.diag(values[1]), np.maximum(pre, 0))


def test_the_gradients_on_the_graph():
    task = TASKS["gradients-on-a-graph"]
    formula, *place = stated("gradients-on-a-graph")
    at = dict(zip((x, y), place, strict=True))
    assert [formula.diff(v).subs(at) for v in (x, y)] == task.answer
    f = sympy.lambdify([[x, y]], formula)
    assert reverse_gradient(f, place) == task.answer
    only_product, only_sum, *passed_on, swapped, inner = (m.answer for m in task.mistakes)
    assert only_product[0] + only_sum[0] == task.answer[0]  # the two paths of x
    q = formula.base
    assert inner == [q.diff(v).subs(at) for v in (x, y)] and swapped == task.answer[::-1]
    # "you passed q on", "you passed 2 on"
    assert passed_on == [[k * slope for slope in inner] for k in (q.subs(at), 2)]


def test_the_price_of_a_check():
    task = TASKS["price-of-a-check"]
    widths = stated("price-of-a-check")
    network = bp.Network.from_seed(widths, bp.TANH, seed=0)
    runs = []
    f = lambda p: runs.append(1) or float(np.sum(p))
    gradient(f, network.parameters())
    assert len(runs) - 1 == task.answer  # one more asks whether f gives a number
    without_biases, forward, parameters = (m.answer for m in task.mistakes)
    assert parameters == network.parameters().size and forward == parameters + 1
    assert without_biases == 2 * sum(layer.W.size for layer in network.layers)


def test_the_weights_of_the_second_layer():
    task = TASKS["weights-of-the-second-layer"]
    *point, target, before = stated("weights-of-the-second-layer")
    network = bp.Network(PAPER, bp.HALF_SQUARE)
    S, A = network.forward([point])

    def second(goal):
        deltas = network.deltas(S, A, np.array([[goal]]))
        return deltas[1][0], network.loss_and_gradients([point], [goal])[1][1].dW

    delta, dW = second(target)
    assert dW.tolist() == task.answer
    # By values: the loss is quadratic in each weight here, so central quotients have no error
    # but rounding, 50 · 8u / 7e-6 = 7e-9.
    loss = lambda W: bp.Network(
        [PAPER[0], (W, PAPER[1][1], bp.RELU), PAPER[2]], bp.HALF_SQUARE
    ).mean_loss([point], [target])
    assert np.allclose(gradient(loss, PAPER[1][0]), dW, rtol=0, atol=1e-8)
    old, transposed, pre, after, sign = (np.array(m.answer) for m in task.mistakes)
    assert np.array_equal(old, second(before)[1]) and np.array_equal(transposed, dW.T)
    assert np.array_equal(pre, np.outer(delta, S[0][0]))
    assert np.array_equal(after, np.outer(delta, A[2][0])) and np.array_equal(sign, -dW)


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_equal_weights_stay_equal_and_still_learn(rate):
    value, steps = (float(v) for v in stated("equal-weights"))
    start = bp.Network.from_seed([2, 4, 1], bp.TANH, seed=0)
    start = start.with_parameters(np.full(start.parameters().size, value))
    X = np.array([[0.0, 1.0], [2.0, -1.0], [1.0, 1.0]])
    iterates = list(bp.train(start, X, [1, 0, 1], rate, int(steps)))
    W = iterates[-1][0].layers[0].W
    assert (W == W[0]).all()
    assert not (W == value).any()  # "No weight has changed" is wrong
    assert iterates[-1][1] < iterates[0][1]


def test_delta_of_the_squared_probability():
    task = TASKS["delta-of-squared-probability"]
    (loss,) = stated("delta-of-squared-probability")
    loss = loss.replace(sympy.Function("sigma"), lambda t: sigma(t).doit())
    assert sympy.simplify(loss.diff(s) - task.answer.doit()) == 0
    squared = bp.Network([([[1]], [0], bp.SIGMOID)], bp.HALF_SQUARE)
    for score in (-1.5, 0.25, 2.0):
        S, A = squared.forward([[score]])
        (delta,) = squared.deltas(S, A, np.array([[1]]))
        exact = float(task.answer.doit().subs({s: score, y: 1}))
        assert delta[0, 0] == pytest.approx(exact, rel=1e-14)


def test_delta_back_is_that_of_a_network():
    task = TASKS["delta-one-layer-back"]
    network = bp.Network(PAPER, bp.HALF_SQUARE)
    X, targets = [[1, 2], [3, 1], [-1, 4]], np.array([[4], [0], [1]])
    S, A = network.forward(X)
    first, second, third = network.deltas(S, A, targets)
    W2, W3 = network.layers[1].W, network.layers[2].W
    assert np.array_equal(task.answer(W3, third, bp.RELU.derivative(S[1])), second)
    assert np.array_equal(task.answer(W2, second, bp.RELU.derivative(S[0])), first)


def test_suspects_are_those_of_a_wider_check():
    task = TASKS["find-the-planted-derivative"]
    for functions, derivatives, points in task.cases:
        far = [
            k
            for k, (f, df) in enumerate(zip(functions, derivatives, strict=True))
            if any(abs(central_difference(f, p, 1e-4) - df(p)) > 1e-3 for p in points)
        ]
        assert task.answer(functions, derivatives, points) == far
        assert far and len(far) < len(functions)
