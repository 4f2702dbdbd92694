"""Networks: their gradients by six routes, what must not change them, training, what is refused."""

import math
import re
from fractions import Fraction
from itertools import islice, pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier

from snippets import backpropagation as bp
from snippets import symbolic
from snippets.agreement import relative_gap
from snippets.autodiff import forward_gradient, reverse_gradient
from snippets.classifier import linear_loss, linear_loss_gradient
from snippets.counted import count_products, counted
from snippets.differentiation import UNIT_ROUNDOFF, balanced_step, central_difference
from snippets.gradient import gradient
from snippets.samples import six_points, two_circles

ACTIVATIONS = [bp.IDENTITY, bp.SIGMOID, bp.TANH, bp.RELU]
LOSSES = [bp.HALF_SQUARE, bp.LOGIT_CROSS_ENTROPY]
SMOOTH = [f for f in ACTIVATIONS if f is not bp.RELU]
STEP = balanced_step(0.0, order=2)
seeds = st.integers(0, 2**32 - 1)
shapes = st.lists(st.integers(1, 4), min_size=1, max_size=2)
whole = st.integers(-9, 9)


def some_network(seed, widths, hidden=bp.TANH, loss=bp.LOGIT_CROSS_ENTROPY, n=5):
    """A network with weights and biases between −1 and 1, and n samples of two numbers in it."""
    rng = np.random.default_rng(seed)
    network = bp.Network.from_seed([2, *widths, 1], hidden, seed, loss=loss)
    network = network.with_parameters(rng.uniform(-1, 1, network.parameters().size))
    return network, rng.uniform(-1, 1, (n, 2)), rng.integers(0, 2, n)


def loss_of(network, X, y):
    """The mean loss as a function of all parameters."""
    return lambda p: network.with_parameters(np.array(p)).mean_loss(X, y)


def gradient_of(network, X, y):
    return bp.flat(network.loss_and_gradients(X, y)[1])


# Weights, biases and inputs are at most 1 and widths at most 4, so pre-activations are at most 3,
# 13 and 53.  A gradient is a mean of sums of at most 16 products of a δ below 54 and factors below
# 1, or of one δ and an activation below 13: below 900, with 60 roundings on the way to each.
ROOM = 900 * 60 * UNIT_ROUNDOFF


# --- Activations and losses


@pytest.mark.parametrize("f", SMOOTH)
def test_derivatives_of_activations_are_sympys(f):
    t = sp.Symbol("t")
    assert sp.simplify(sp.diff(f.value(t), t) - f.derivative(t)) == 0


@given(st.floats(-20, 20))
def test_relu_has_the_slope_of_the_side_on_which_it_stands(s):
    assert bp.relu_derivative(s) == (1 if s > 0 else 0)
    assert bp.relu_derivative(np.array([s, 0.0, -0.0])).tolist() == [s > 0, 0, 0]
    assert type(bp.relu_derivative(Fraction(s))) is int  # so that fractions stay fractions


@given(st.floats(-20, 20))
def test_the_slope_of_tanh_is_that_of_its_exponentials(s):
    """1 / cosh², which loses no digits where tanh is next to 1."""
    # tanh² is right to a few u of 1, and so is what it leaves of 1.
    room = 8 * UNIT_ROUNDOFF
    assert bp.tanh_derivative(s) == pytest.approx(math.cosh(s) ** -2, rel=room, abs=room)
    assert bp.tanh_derivative(np.array([s, -s])).tolist() == [bp.tanh_derivative(s)] * 2


@given(st.fractions(), st.fractions(), st.fractions().filter(bool))
def test_half_a_square_has_its_derivative_for_every_chord(a, y, h):
    """The central quotient of a parabola is exact for any step."""
    rise = bp.half_square(a + h, y) - bp.half_square(a - h, y)
    assert rise / (2 * h) == bp.half_square_derivative(a, y)
    assert bp.half_square(y, y) == 0 <= bp.half_square(a, y) == bp.half_square(y, a)


@pytest.mark.parametrize("y", [0, 1])
def test_derivatives_of_losses_are_sympys(y):
    s, p = sp.Symbol("s"), sp.Rational(3, 4)
    assert sp.expand(sp.diff(bp.half_square(s, y), s) - bp.half_square_derivative(s, y)) == 0
    slope = sp.diff(bp.logit_cross_entropy(s, y), s)
    assert sp.simplify(slope - bp.logit_cross_entropy_derivative(s, y)) == 0
    # A symbol is no probability; its place is taken after SymPy has differentiated.
    formula = -sp.log(s) if y else -sp.log(1 - s)
    assert bp.cross_entropy_derivative(Fraction(3, 4), y) == sp.diff(formula, s).subs(s, p)
    assert sp.simplify(bp.cross_entropy(p, y) - formula.subs(s, p)) == 0


@given(st.floats(-30, 30), st.integers(0, 1))
def test_the_two_cross_entropies_are_one(s, y):
    p = bp.sigmoid(s)
    # 1 − p is right to u, which is eˢ u of it; the slope of the logarithm passes that on.
    room = 4 * UNIT_ROUNDOFF * (1 + np.exp(abs(s)))
    assert bp.logit_cross_entropy(s, y) == pytest.approx(bp.cross_entropy(p, y), rel=0, abs=room)
    through = bp.cross_entropy_derivative(p, y) * bp.sigmoid_derivative(s)
    assert bp.logit_cross_entropy_derivative(s, y) == pytest.approx(through, rel=0, abs=room)


@given(st.floats(100, 1e300))
def test_logits_never_overflow(s):
    assert bp.logit_cross_entropy(s, 0) == s and bp.logit_cross_entropy(s, 1) < 1e-43
    assert bp.logit_cross_entropy_derivative(s, 0) == 1
    assert bp.logit_cross_entropy_derivative(-s, 1) == -1


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=4), st.integers(0, 1))
def test_softmax_cross_entropy_has_its_derivative(s, k):
    s, y = np.array([s]), np.eye(len(s))[[k]]
    loss = lambda q: bp.softmax_cross_entropy(q, y).sum()
    # Values below 12, right to 8u: 12 · 8u / 7e-6 < 2e-9; a third derivative is at most ¼.
    slopes = bp.softmax_cross_entropy_derivative(s, y)
    assert np.allclose(gradient(loss, s), slopes, rtol=0, atol=3e-9)
    shifted = bp.softmax_cross_entropy(s + 1000, y).sum()
    assert shifted == pytest.approx(loss(s), abs=4000 * UNIT_ROUNDOFF)
    assert bp.softmax(s).sum() == pytest.approx(1, abs=8 * UNIT_ROUNDOFF)


rows = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(-5, 5), min_size=k, max_size=k), min_size=1, max_size=3)
)


@given(rows, st.sampled_from([0.0, 1000.0, -1000.0]))
def test_softmax_and_its_loss_take_each_row_on_its_own(table, shift):
    s = np.array(table, dtype=float)
    y = np.eye(s.shape[1])[np.arange(len(s)) % s.shape[1]]
    shares = [[math.exp(e) / sum(map(math.exp, row)) for e in row] for row in table]
    moved = s + shift * np.arange(1, len(s) + 1)[:, None]  # a number of its own for each row
    assert np.allclose(bp.softmax(moved), shares, rtol=8 * UNIT_ROUNDOFF, atol=0)
    losses = bp.softmax_cross_entropy(moved, y)
    # Numbers below 11, from a difference of two: ten roundings of them.
    assert np.allclose(losses, -y * np.log(shares), rtol=0, atol=110 * UNIT_ROUNDOFF)
    assert np.array_equal(bp.softmax(moved[0]), bp.softmax(moved)[0])
    assert np.array_equal(bp.softmax_cross_entropy(moved[0], y[0]), losses[0])
    slopes = bp.softmax_cross_entropy_derivative(moved, y)
    assert np.array_equal(slopes, bp.softmax(moved) - y)


@given(st.floats(-30, 30), st.integers(0, 1))
def test_of_two_classes_softmax_is_the_sigmoid_of_the_difference(s, y):
    logits, labels = np.array([[0.0, s]]), np.array([[1 - y, y]])
    assert bp.softmax(logits)[0, 1] == pytest.approx(bp.sigmoid(s), rel=8 * UNIT_ROUNDOFF)
    assert bp.softmax_cross_entropy(logits, labels).sum() == pytest.approx(
        bp.logit_cross_entropy(s, y), rel=0, abs=100 * UNIT_ROUNDOFF
    )


# --- Forward


@given(st.lists(whole, min_size=9, max_size=9), st.lists(whole, min_size=6, max_size=6))
def test_forward_is_the_formula_with_its_sums_written_out(p, x):
    """y = c + Σ u_k max(0, b_k + Σ W_ki x_i), in whole numbers."""
    W, b, u, c = np.reshape(p[:4], (2, 2)), p[4:6], p[6:8], p[8]
    network = bp.Network([(W, b, bp.RELU), ([u], [c], bp.IDENTITY)])
    X = np.reshape(x, (3, 2))
    for row, output in zip(X, network.output(X), strict=True):
        s = [b[k] + sum(W[k][i] * row[i] for i in (0, 1)) for k in (0, 1)]
        assert output == [c + sum(u[k] * max(0, s[k]) for k in (0, 1))]


def test_forward_keeps_every_number():
    network, X, _ = some_network(1, [4, 3])
    S, A = network.forward(X)
    assert [s.shape for s in S] == [(5, 4), (5, 3), (5, 1)]
    assert np.array_equal(A[0], X) and np.array_equal(A[-1], network.output(X))
    for s, a, (_, _, f) in zip(S, A[1:], network.layers, strict=True):
        assert np.array_equal(f.value(s), a)


# --- The gradient, by other routes


@given(seeds, shapes, st.sampled_from([bp.RELU, bp.IDENTITY]))
def test_gradients_of_fractions_are_those_of_the_graph_exactly(seed, widths, hidden):
    network, X, y = some_network(seed, widths, hidden, bp.HALF_SQUARE, n=4)
    # Quarters up to 1, four samples, three layers: the graph's floats are exact too, below 53 bits.
    quarters = lambda kind, numbers: np.vectorize(lambda v: kind(round(4 * v)) / 4)(numbers)
    exact = network.with_parameters(quarters(Fraction, network.parameters()))
    floats = network.with_parameters(quarters(float, network.parameters()))
    loss, gradients = exact.loss_and_gradients(quarters(Fraction, X), y)
    assert isinstance(loss, Fraction)
    f = loss_of(floats, quarters(float, X), y)
    assert bp.flat(gradients).tolist() == reverse_gradient(f, floats.parameters())


@given(seeds, shapes, st.sampled_from(ACTIVATIONS), st.sampled_from(LOSSES))
@settings(max_examples=40)
def test_gradients_are_those_of_the_graph(seed, widths, hidden, loss):
    network, X, y = some_network(seed, widths, hidden, loss)
    found, parameters = gradient_of(network, X, y), network.parameters()
    for route in (reverse_gradient, forward_gradient):
        by_graph = np.array(route(loss_of(network, X, y), parameters), dtype=float)
        assert np.allclose(found, by_graph, rtol=0, atol=ROOM)


@given(seeds, shapes, st.sampled_from(SMOOTH), st.sampled_from(LOSSES))
@settings(max_examples=40)
def test_gradients_are_those_of_quotients(seed, widths, hidden, loss):
    network, X, y = some_network(seed, widths, hidden, loss)
    numeric = gradient(loss_of(network, X, y), network.parameters())
    # Losses are below 50 and right to 50u: 2500u / 7e-6 < 5e-8.  Third derivatives of losses of
    # this size are below 1e4 h² / 6 = 1e-7.
    assert np.allclose(gradient_of(network, X, y), numeric, rtol=0, atol=2e-7)


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_autograd(seed):
    network, X, y = some_network(seed, [4, 3])
    parts = [part for W, b, _ in network.layers for part in (W, b)]

    def loss(parts):  # written down anew, with autograd's numpy
        W1, b1, W2, b2, W3, b3 = parts
        a = anp.tanh(anp.tanh(X @ W1.T + b1) @ W2.T + b2)
        s = (a @ W3.T + b3)[:, 0]
        return anp.mean(anp.logaddexp(0, s) - y * s)

    found, gradients = network.loss_and_gradients(X, y)
    assert found == pytest.approx(loss(parts), rel=1e-14)  # some 50 operations
    theirs = np.concatenate([part.ravel() for part in autograd.grad(loss)(parts)])
    assert np.allclose(bp.flat(gradients), theirs, rtol=0, atol=ROOM)


@pytest.mark.parametrize("hidden, name", [(bp.TANH, "tanh"), (bp.RELU, "relu")])
def test_a_step_is_that_of_scikit_learn(hidden, name):
    network, X, y = some_network(7, [4, 3], hidden, n=20)
    rate = 0.25
    theirs = MLPClassifier(
        (4, 3), activation=name, solver="sgd", alpha=0, batch_size=20, learning_rate_init=rate,
        momentum=0, nesterovs_momentum=False, shuffle=False,
    )  # fmt: skip
    theirs.partial_fit(X, y, classes=[0, 1])  # makes the arrays, which are then filled
    for (W, b, _), coefs, intercepts in zip(
        network.layers, theirs.coefs_, theirs.intercepts_, strict=True
    ):
        coefs[...], intercepts[...] = W.T, b
    theirs.partial_fit(X, y)
    loss, gradients = network.loss_and_gradients(X, y)
    assert theirs.loss_ == pytest.approx(loss, rel=1e-13)
    moved = network.moved(gradients, -rate)
    for (W, b, _), coefs, intercepts in zip(
        moved.layers, theirs.coefs_, theirs.intercepts_, strict=True
    ):
        assert np.allclose(W, coefs.T, rtol=0, atol=ROOM)
        assert np.allclose(b, intercepts, rtol=0, atol=ROOM)


def test_gradients_are_sympys():
    network, X, y = some_network(3, [2], n=2)
    symbols = np.array(sp.symbols("w:9"))
    partials = symbolic.gradient(loss_of(network, X, y), symbols)
    place = dict(zip(symbols, network.parameters(), strict=True))
    exact = [float(partial.subs(place)) for partial in partials]
    assert np.allclose(gradient_of(network, X, y), exact, rtol=0, atol=ROOM)


@given(seeds, st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
def test_without_a_hidden_layer_it_is_the_classifier_of_the_six_points(seed, w1, w2, b):
    X, y = six_points()
    network = bp.Network([([[w1, w2]], [b], bp.IDENTITY)])
    loss, gradients = network.loss_and_gradients(X, (y + 1) / 2)
    weights = np.array([w1, w2, b])
    # Scores are below 21, and σ(−s) may be had from 1 − σ(s): 100u of six slopes of 3.
    assert loss == pytest.approx(linear_loss(weights, X, y), rel=0, abs=100 * UNIT_ROUNDOFF)
    ours = linear_loss_gradient(weights, X, y)
    assert np.allclose(bp.flat(gradients), ours, rtol=0, atol=100 * UNIT_ROUNDOFF)


@given(seeds, st.sampled_from(SMOOTH))
def test_a_layers_jacobian_is_that_of_quotients(seed, f):
    rng = np.random.default_rng(seed)
    W, b, a = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, 3), rng.uniform(-1, 1, 2)
    J = bp.layer_jacobian(W, W @ a + b, f)
    for k, e in enumerate(np.eye(2)):
        column = central_difference(lambda t, e=e: f.value(W @ (a + t * e) + b), 0.0, STEP)
        # Values below 4, 20u: 80u / 7e-6 < 2e-9; third derivatives are at most 2.
        assert np.allclose(J[:, k], column, rtol=0, atol=3e-9)


@given(seeds, shapes, st.sampled_from(SMOOTH))
def test_deltas_are_the_gradients_in_the_pre_activations(seed, widths, hidden):
    """The transposed Jacobians, formed: δ⁽ˡ⁾ = f′(s⁽ˡ⁾) ⊙ J⁽ˡ⁺¹⁾ᵀ … J⁽ᴸ⁾ᵀ ∂loss/∂a⁽ᴸ⁾."""
    network, X, y = some_network(seed, widths, hidden, n=1)
    S, A = network.forward(X)
    deltas = network.deltas(S, A, network.targets(y, 1))
    back = network.loss.derivative(A[-1][0], y)
    for (W, _, f), s, delta in zip(
        reversed(network.layers), reversed(S), reversed(deltas), strict=True
    ):
        assert np.allclose(delta[0], f.derivative(s[0]) * back, rtol=0, atol=ROOM)
        back = bp.layer_jacobian(W, s[0], f).T @ back


# --- What must not matter, and what must


@given(seeds, shapes)
def test_the_order_of_the_samples_and_their_number_do_not_matter(seed, widths):
    network, X, y = some_network(seed, widths)
    found = gradient_of(network, X, y)
    shuffled = np.random.default_rng(seed).permutation(len(y))
    twice = np.tile(X, (2, 1)), np.tile(y, 2)
    for X_other, y_other in ((X[shuffled], y[shuffled]), twice):
        assert np.allclose(gradient_of(network, X_other, y_other), found, rtol=0, atol=ROOM)
    each = [gradient_of(network, [a], [b]) for a, b in zip(X, y, strict=True)]
    assert np.allclose(np.mean(each, axis=0), found, rtol=0, atol=ROOM)


@given(seeds, shapes, st.integers(1, 4))
def test_gradients_have_the_shapes_of_their_parameters(seed, widths, n):
    network, X, y = some_network(seed, widths, n=n)
    loss, gradients = network.loss_and_gradients(X, y)
    assert np.ndim(loss) == 0 and len(gradients) == len(network.layers)
    for (W, b, _), (dW, db) in zip(network.layers, gradients, strict=True):
        assert (dW.shape, db.shape) == (W.shape, b.shape) and dW.dtype == db.dtype == float
    S, A = network.forward(X)
    assert [a.shape for a in A] == [(n, k) for k in (2, *widths, 1)]
    assert [s.shape for s in S] == [a.shape for a in A[1:]]
    alone = [network.output([x])[0] for x in X]
    assert np.allclose(network.output(X), alone, rtol=0, atol=ROOM)
    column = y[:, None].astype(float)
    assert np.array_equal(gradient_of(network, X.tolist(), column), gradient_of(network, X, y))


@given(seeds, shapes, st.sampled_from([bp.HALF_SQUARE, bp.LOGIT_CROSS_ENTROPY]))
def test_a_network_that_is_made_of_another_keeps_its_loss_and_activations(seed, widths, loss):
    network = bp.Network.from_seed([2, *widths, 1], bp.RELU, seed, loss=loss)
    _, gradients = network.loss_and_gradients([[1, 2]], [1])
    for other in (network.with_parameters(network.parameters()), network.moved(gradients, -1)):
        assert other.loss is network.loss is loss
        assert [layer.activation for layer in other.layers] == [bp.RELU] * len(widths) + [
            bp.IDENTITY
        ]


@given(seeds)
def test_hidden_units_may_change_places(seed):
    network, X, y = some_network(seed, [4, 3])
    order = np.random.default_rng(seed).permutation(4)
    (W1, b1, f), (W2, b2, g), last = network.layers
    other = bp.Network([(W1[order], b1[order], f), (W2[:, order], b2, g), last])
    loss, (first, second, third) = network.loss_and_gradients(X, y)
    again, swapped = other.loss_and_gradients(X, y)
    assert again == pytest.approx(loss, rel=0, abs=ROOM)
    expected = [(first.dW[order], first.db[order]), (second.dW[:, order], second.db), third]
    assert np.allclose(bp.flat(swapped), bp.flat(expected), rtol=0, atol=ROOM)


@given(seeds, st.integers(1, 4))
def test_equal_hidden_units_stay_equal(seed, steps):
    """Units that start with the same weights in and out have the same ones after any step."""
    rng = np.random.default_rng(seed)
    row, b, out = rng.uniform(-1, 1, 2), rng.uniform(-1, 1), rng.uniform(-1, 1)
    start = bp.Network([([row] * 3, [b] * 3, bp.TANH), ([[out] * 3], [0.5], bp.IDENTITY)])
    X, y = two_circles(20, 0.1, 0.5, rng)
    *_, (trained, _) = bp.train(start, X, y, 0.5, steps)
    (W, b, _), (u, _, _) = trained.layers
    assert np.array_equal(W, W[[0, 0, 0]]) and np.ptp(b) == np.ptp(u) == 0
    assert not np.array_equal(W[0], row)


@given(seeds)
def test_a_unit_that_sleeps_on_every_sample_never_wakes(seed):
    network, X, y = some_network(seed, [3], bp.RELU)
    (W, b, f), last = network.layers
    b = np.array([b[0], -10.0, b[2]])  # weights and inputs are at most 1, so s is below −8
    *_, (trained, _) = bp.train(bp.Network([(W, b, f), last]), X, y, 0.5, 3)
    assert np.array_equal(trained.layers[0].W[1], W[1]) and trained.layers[0].b[1] == -10
    assert trained.layers[1].W[0, 1] == last.W[0, 1]


def test_parameters_go_into_a_vector_and_back():
    network, X, y = some_network(2, [4, 3])
    vector = network.parameters()
    assert vector.shape == (31,)
    again = network.with_parameters(vector)
    for one, other in zip(network.layers, again.layers, strict=True):
        assert np.array_equal(one.W, other.W) and np.array_equal(one.b, other.b)
    counting = network.with_parameters(np.arange(31.0))
    assert counting.layers[0].W.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert counting.layers[0].b.tolist() == [8, 9, 10, 11]
    _, gradients = network.loss_and_gradients(X, y)
    step = np.allclose(
        network.moved(gradients, 0.5).parameters(), vector + bp.flat(gradients) / 2, rtol=1e-15
    )
    assert step and np.array_equal(network.parameters(), vector)


# --- Starting weights


@pytest.mark.parametrize("f, gain", [(bp.RELU, 2), (bp.TANH, 1), (bp.SIGMOID, 1)])
def test_weights_start_with_the_variance_of_their_activation(f, gain):
    layers = bp.Network.from_seed([400, 300, 200], f, seed=3).layers
    for (W, b, _), n_in, variance in zip(layers, (400, 300), (gain / 400, 1 / 300), strict=True):
        # The mean square of N normal numbers is off by √(2/N) of it, five times that is rare.
        assert np.mean(W**2) == pytest.approx(variance, rel=5 * (2 / W.size) ** 0.5)
        assert not b.any() and W.shape[1] == n_in


def test_a_spread_is_that_of_all_weights_and_biases():
    layers = bp.Network.from_seed([400, 300, 200], bp.RELU, seed=3, spread=0.1).layers
    for part in [part for W, b, _ in layers for part in (W, b)]:
        assert np.std(part) == pytest.approx(0.1, rel=5 * (0.5 / part.size) ** 0.5)


def test_a_seed_makes_one_network():
    one, same, other = (bp.Network.from_seed([2, 4, 1], bp.TANH, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.parameters(), same.parameters())
    assert not np.array_equal(one.parameters(), other.parameters())


@given(st.integers(1, 6), seeds)
def test_ten_sigmoids_let_little_through(layers, seed):
    """Weights up to 1 in one unit after another: each layer passes at most ¼ back."""
    rng = np.random.default_rng(seed)
    chain = [([[w]], [0.0], bp.SIGMOID) for w in rng.uniform(-1, 1, layers)]
    network = bp.Network(chain, bp.HALF_SQUARE)
    S, A = network.forward([[1.0]])
    deltas = network.deltas(S, A, np.array([[0.0]]))
    assert abs(deltas[0]) <= 0.25**layers * (1 + 10 * layers * UNIT_ROUNDOFF)


# --- Training


def test_training_is_one_step_after_another():
    network, X, y = some_network(4, [3])
    iterates = list(bp.train(network, X, y, 0.5, 3))
    assert len(iterates) == 4 and iterates[0][0] is network
    for (before, loss), (after, _) in pairwise(iterates):
        found, gradients = before.loss_and_gradients(X, y)
        assert loss == found == pytest.approx(before.mean_loss(X, y), rel=1e-15)
        expected = before.parameters() - 0.5 * bp.flat(gradients)
        assert np.array_equal(after.parameters(), expected)
    assert iterates[-1][1] == iterates[-1][0].mean_loss(X, y)


@given(seeds, shapes, st.sampled_from(SMOOTH))
def test_a_small_step_lowers_the_loss_by_the_rate_times_the_squared_length(seed, widths, hidden):
    network, X, y = some_network(seed, widths, hidden)
    (_, before), (_, after) = bp.train(network, X, y, rate := 1e-4, 1)
    slopes = gradient_of(network, X, y)
    # Second derivatives in the parameters are below 100 here, so the rest is below 50 rate²|∇|².
    assert abs(before - after - rate * slopes @ slopes) <= 50 * rate**2 * slopes @ slopes + 1e-15


# --- Cost


@pytest.mark.parametrize("widths", [[2, 1], [2, 4, 3, 1], [3, 5, 5, 2]])
def test_products_of_a_run_forward_and_of_one_back(widths):
    network = bp.Network.from_seed(widths, bp.TANH, seed=0, loss=bp.HALF_SQUARE)
    network = network.with_parameters(counted(network.parameters()))
    X, y = counted(np.ones((1, widths[0]))), np.zeros((1, widths[-1]))
    weights = [layer.W.size for layer in network.layers]
    assert count_products(network.output, X) == sum(weights)
    # The loss squares each output; back go all dW, all Wᵀδ but the first, and a slope for each s.
    back = sum(weights) + sum(weights[1:]) + sum(widths[1:])
    total = sum(weights) + widths[-1] + back
    assert count_products(network.loss_and_gradients, X, y) == total


# --- What is refused


def refused(said, function, *arguments, **named):
    with pytest.raises(ValueError, match=said):
        function(*arguments, **named)


def test_layers_that_do_not_fit_are_refused():
    good = ([[1, 2], [3, 4]], [0, 0], bp.RELU)
    refused("needs a layer", bp.Network, [])
    refused(r"layer 2: W must have shape \(1, 2\)", bp.Network, [good, ([[1]], [0], bp.RELU)])
    refused(r"layer 1: W must have shape \(3, 2\)", bp.Network, [([[1, 2]], [0] * 3, bp.RELU)])
    refused("W needs 2 dimensions", bp.Network, [([1, 2], [0], bp.RELU)])
    refused("b needs 1 dimensions", bp.Network, [([[1, 2]], [[0]], bp.RELU)])
    refused("W must be finite", bp.Network, [([[np.nan, 2]], [0], bp.RELU)])
    refused("b must be finite", bp.Network, [([[1, 2]], [np.inf], bp.RELU)])
    network = bp.Network.from_seed([2, 2, 1], bp.RELU, 0)
    refused(r"^need 9 parameters, not shape \(1,\)$", network.with_parameters, [1])
    _, gradients = network.loss_and_gradients([[1, 2]], [1])
    refused("shorter", network.moved, gradients[:1], 1)


@pytest.mark.parametrize("call", ["loss_and_gradients", "mean_loss"])
def test_samples_and_labels_that_do_not_fit_are_refused(call):
    run = getattr(bp.Network.from_seed([2, 3, 1], bp.TANH, seed=0), call)
    X, y = np.ones((4, 2)), np.ones(4)
    refused("a sample has 2 numbers here, and a row of X 3", run, np.ones((4, 3)), y)
    refused("^X needs 2 dimensions and entries", run, np.ones((0, 2)), [])
    refused("^X needs 2 dimensions", run, np.ones(2), y)
    refused("^X must be finite, and it holds nan", run, [[np.nan, 1.0]], [1])
    refused(r"y must have shape \(4, 1\), and its shape is \(3,\)", run, X, y[:3])
    refused(r"its shape is \(4, 2\)", run, X, np.ones((4, 2)))
    refused("labels must be 0 or 1, and one is -1", run, X, [1, 0, -1, 1])
    refused("labels must be 0 or 1, and one is nan", run, X, [1, 0, np.nan, 1])


def test_targets_that_are_none_are_refused():
    squares = bp.Network.from_seed([2, 1], bp.TANH, seed=0, loss=bp.HALF_SQUARE)
    refused("y must be finite, and it holds inf", squares.mean_loss, [[1.0, 2.0]], [np.inf])
    classes = bp.Network.from_seed([2, 3], bp.TANH, seed=0, loss=bp.SOFTMAX_CROSS_ENTROPY)
    refused("a single 1", classes.mean_loss, [[1.0, 2.0]], [[1, 1, 0]])
    refused("a single 1", classes.mean_loss, [[1.0, 2.0]], [[0, 0, 0]])
    refused("must be 0 or 1", classes.mean_loss, [[1.0, 2.0]], [[2, -1, 0]])


@pytest.mark.parametrize("function", [bp.cross_entropy, bp.cross_entropy_derivative])
@pytest.mark.parametrize("p, y", [(0.0, 1), (1.0, 0), (1.5, 1), (-0.5, 0), (np.nan, 1)])
def test_probabilities_that_rule_out_the_label_are_refused(function, p, y):
    of_label = re.escape(str(p if y else 1 - p))
    refused(f"needs a probability above 0, up to 1, not {of_label}", function, p, y)
    refused(f"up to 1, not {of_label}", function, np.array([0.5, p]), np.array([1, y]))


@pytest.mark.parametrize("y", [0, 1])
def test_the_cross_entropy_takes_traced_numbers(y):
    slope = reverse_gradient(lambda p: bp.cross_entropy(p[0], y), [0.75])
    assert slope == [bp.cross_entropy_derivative(0.75, y)]


@given(st.integers(0, 1))
def test_a_probability_of_one_costs_nothing(y):
    p = np.array([1.0, 0.5]) if y else np.array([0.0, 0.5])
    assert bp.cross_entropy(p, y).tolist() == [0, -np.log(0.5)]
    assert bp.cross_entropy_derivative(p, y).tolist() == ([-1, -2] if y else [1, 2])


@given(st.lists(st.integers(0, 2), min_size=1, max_size=4), st.data())
def test_each_row_of_labels_needs_its_single_one(classes, data):
    y = np.eye(3, dtype=int)[classes]
    bp.require_one_hot(y)
    at = data.draw(st.integers(0, len(y) - 1))
    for wrong in ([0, 0, 0], [1, 1, 0], [1, 1, 1]):
        z = y.copy()
        z[at] = wrong
        refused(re.escape(f"a single 1, and one is {np.array(wrong)}"), bp.require_one_hot, z)


def test_training_that_runs_away_says_so():
    network = bp.Network([([[1.0]], [0.0], bp.IDENTITY)], bp.HALF_SQUARE)
    runaway = bp.train(network, [[10.0]], [1.0], rate=10.0, steps=1000)
    with np.errstate(over="ignore", invalid="ignore"):
        refused("must be finite", list, runaway)
    for rate in (0.0, -1.0, np.nan):
        refused("^rate must be ", next, bp.train(network, [[1.0]], [1.0], rate, 1))


@given(st.lists(st.tuples(st.floats(-9, 9), st.integers(0, 1)), min_size=1, max_size=9))
def test_accuracy_counts_the_labels_that_the_signs_give(points):
    s, y = map(np.array, zip(*points, strict=True))
    right = sum((score > 0) == label for score, label in points)
    assert bp.accuracy(s, y) == bp.accuracy(s[:, None], y) == bp.accuracy(s, y[:, None])
    # Of n ≤ 9 the share is one division, rounded once.
    assert bp.accuracy(s, y) == pytest.approx(right / len(points), rel=2 * UNIT_ROUNDOFF)
    assert type(bp.accuracy(s, y)) is float


@given(st.sampled_from([(3,), (2, 1), (1, 2, 2)]), st.sampled_from([int, float, Fraction]))
def test_numbers_have_their_dimensions_and_keep_their_kind(shape, kind):
    value = np.full(shape, kind(3))
    found = bp.numbers("W", value.tolist(), len(shape))
    assert found.shape == shape and found.dtype == (object if kind is Fraction else float)
    assert np.all(found == 3)
    for wrong, n in ((value, len(shape) + 1), (value[:0], len(shape))):
        said = f"W needs {n} dimensions and entries, not {wrong.shape}"
        refused(f"^{re.escape(said)}$", bp.numbers, "W", wrong, n)


def test_accuracy_is_the_share_of_right_signs():
    assert bp.accuracy([[1.0], [-2.0], [0.0], [3.0]], [1, 0, 0, 0]) == 0.75
    refused("a label for each score", bp.accuracy, [1.0], [1, 0])
    refused("a label for each score", bp.accuracy, [], [])
    refused("labels must be 0 or 1", bp.accuracy, [1.0], [-1])


def test_planted_errors_show_in_a_gradient_check():
    """A doubled σ′ anywhere, and dW summed where db is averaged: no gap is small."""
    network, X, y = some_network(5, [4, 3], bp.SIGMOID)
    numeric = gradient(loss_of(network, X, y), network.parameters())
    twice = bp.Activation(bp.sigmoid, lambda s: 2 * bp.sigmoid_derivative(s))
    layers = [(W, b, twice if f is bp.SIGMOID else f) for W, b, f in network.layers]
    _, gradients = network.loss_and_gradients(X, y)
    mixed = bp.flat([(len(y) * dW, db) for dW, db in gradients])
    assert relative_gap(bp.flat(gradients), numeric) < 1e-7
    assert relative_gap(gradient_of(bp.Network(layers), X, y), numeric) > 0.01
    assert relative_gap(mixed, numeric) > 0.1


def test_islices_of_training_cost_no_more_than_they_show():
    network, X, y = some_network(6, [3])
    steps = bp.train(network, X, y, 0.5, 10**9)
    assert len(list(islice(steps, 3))) == 3
