"""Networks of layers, and the gradient of their loss by the δ recursion.

A batch holds samples in rows; a layer is S = A Wᵀ + b with W of shape (outputs, inputs), and its
activation is f(S), entry by entry.  S and s are always pre-activations, A and a activations.
Weights may be fractions, symbols or the traced numbers of `autodiff`, in arrays of objects: the
same functions run on them, but for softmax, which needs floats, and for those that compare, which
need numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from snippets.differentiation import relu, sigmoid_derivative
from snippets.elementary import entrywise, exp, log, sigmoid, softplus, tanh
from snippets.inputs import integers_as_floats, require_finite, require_positive

# --- Activations, each beside its derivative


def relu_derivative(s):
    """1 where s > 0, and else 0: at the kink itself the book takes 0.

    >>> relu_derivative(np.array([-2.0, 0.0, 3.0]))
    array([0, 0, 1])
    """
    return (s > 0) * 1


def tanh_derivative(s):
    """tanh′(s) = 1 − tanh²(s).

    >>> float(tanh_derivative(0.0))
    1.0
    """
    return 1 - tanh(s) ** 2


@dataclass(frozen=True)
class Activation:
    """A function f of one number, its derivative f′, and the gain: what n · Var(w) should be."""

    value: Callable
    derivative: Callable
    gain: int = 1


IDENTITY = Activation(lambda s: s, lambda s: s - s + 1)
SIGMOID = Activation(sigmoid, sigmoid_derivative)
TANH = Activation(tanh, tanh_derivative)
RELU = Activation(relu, relu_derivative, gain=2)

# --- Losses of outputs and targets, entry by entry, each beside its derivative in the output


def half_square(a, y):
    """½ (a − y)².

    >>> half_square(7.0, 4.0)
    4.5
    """
    return (a - y) * (a - y) / 2


def half_square_derivative(a, y):
    """a − y.

    >>> half_square_derivative(7.0, 4.0)
    3.0
    """
    return a - y


def cross_entropy(p, y):
    """−y log p − (1 − y) log(1 − p), of a probability p, for a label y that is 0 or 1.

    Raises ValueError where p is no probability, and where it rules out the label: the loss is
    infinite there.  `logit_cross_entropy` has no such place.

    >>> float(cross_entropy(0.5, 1) / np.log(2))
    1.0
    """
    return -log(probability_of(y, p))


def cross_entropy_derivative(p, y):
    """−1/p for the label 1, and 1/(1 − p) for the label 0.

    >>> cross_entropy_derivative(0.75, 1), cross_entropy_derivative(0.75, 0)
    (-1.3333333333333333, 4.0)
    """
    return (1 - 2 * y) / probability_of(y, p)


def probability_of(y, p):
    """The probability of the label y: p for the label 1, 1 − p for the label 0.

    >>> probability_of(np.array([1, 0]), np.array([0.75, 0.75]))
    array([0.75, 0.25])
    """
    of_label = 1 - y + (2 * y - 1) * p
    wrong = np.logical_not(of_label > 0) | (of_label > 1)
    if np.any(wrong):
        first = np.extract(wrong, of_label)[0]
        raise ValueError(f"a label needs a probability above 0, up to 1, not {first}")
    return of_label


def logit_cross_entropy(s, y):
    """The cross-entropy of p = σ(s): log(1 + eˢ) − y s, which never overflows.

    >>> float(logit_cross_entropy(1000.0, 0))
    1000.0
    """
    return softplus(s) - y * s


def logit_cross_entropy_derivative(s, y):
    """σ(s) − y.

    >>> float(logit_cross_entropy_derivative(1000.0, 0))
    1.0
    """
    return sigmoid(s) - y


def softmax(s):
    """eˢ / sum of eˢ, in each row; the largest entry is subtracted first, so nothing overflows.

    >>> softmax(np.array([[1000.0, 1000.0]]))
    array([[0.5, 0.5]])
    """
    powers = exp(s - np.max(s, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def softmax_cross_entropy(s, y):
    """−y log softmax(s), entry by entry; the sum of a row is the loss of its sample.

    >>> losses = softmax_cross_entropy(np.array([[0.0, 0.0]]), np.array([[1, 0]]))
    >>> float(losses.sum() / np.log(2))
    1.0
    """
    top = np.max(s, axis=-1, keepdims=True)
    return y * (log(exp(s - top).sum(axis=-1, keepdims=True)) - (s - top))


def softmax_cross_entropy_derivative(s, y):
    """softmax(s) − y, for rows of y that add up to 1.

    >>> softmax_cross_entropy_derivative(np.array([[0.0, 0.0]]), np.array([[1, 0]]))
    array([[-0.5,  0.5]])
    """
    return softmax(s) - y


def require_targets(y):
    """Raise ValueError if a target is not finite.

    >>> require_targets(np.array([np.nan]))
    Traceback (most recent call last):
    ValueError: y must be finite, and it holds nan
    """
    require_finite("y", y)


def require_labels(y):
    """Raise ValueError if a label is neither 0 nor 1.

    >>> require_labels(np.array([0, 1, -1]))
    Traceback (most recent call last):
    ValueError: labels must be 0 or 1, and one is -1
    """
    wrong = (y != 0) & (y != 1)
    if np.any(wrong):
        raise ValueError(f"labels must be 0 or 1, and one is {y[wrong][0]}")


def require_one_hot(y):
    """Raise ValueError unless each row of y has a single 1, and else zeros.

    >>> require_one_hot(np.array([[0, 1], [1, 1]]))
    Traceback (most recent call last):
    ValueError: a row of labels needs a single 1, and one is [1 1]
    """
    require_labels(y)
    wrong = y.sum(axis=1) != 1
    if np.any(wrong):
        raise ValueError(f"a row of labels needs a single 1, and one is {y[wrong][0]}")


@dataclass(frozen=True)
class Loss:
    """A loss of outputs and targets, its derivative in the outputs, and a check of targets."""

    value: Callable
    derivative: Callable
    require: Callable = require_targets


HALF_SQUARE = Loss(half_square, half_square_derivative)
CROSS_ENTROPY = Loss(cross_entropy, cross_entropy_derivative, require_labels)
LOGIT_CROSS_ENTROPY = Loss(logit_cross_entropy, logit_cross_entropy_derivative, require_labels)
SOFTMAX_CROSS_ENTROPY = Loss(
    softmax_cross_entropy, softmax_cross_entropy_derivative, require_one_hot
)

# --- Layers and networks


class Layer(NamedTuple):
    """Weights W, shape (outputs, inputs), biases b, shape (outputs,), and the activation."""

    W: np.ndarray
    b: np.ndarray
    activation: Activation


class LayerGradient(NamedTuple):
    """∂L/∂W and ∂L/∂b of a layer, in the shapes of W and b."""

    dW: np.ndarray
    db: np.ndarray


def numbers(name, value, dimensions):
    """The array of value, integers as floats; ValueError for other shapes, nan, inf.

    >>> numbers("b", [1, 2], dimensions=1)
    array([1., 2.])
    """
    array = integers_as_floats(value)
    if array.ndim != dimensions or not array.size:
        raise ValueError(f"{name} needs {dimensions} dimensions and entries, not {array.shape}")
    require_finite(name, array)
    return array


class Network:
    """Layers in a row, s⁽ˡ⁾ = W⁽ˡ⁾ a⁽ˡ⁻¹⁾ + b⁽ˡ⁾ and a⁽ˡ⁾ = f(s⁽ˡ⁾), and a loss of the last a.

    layers holds (W, b, activation) for each.  Nothing in a network changes after it is made.
    Raises ValueError where shapes do not fit, or a number is not finite.

    >>> xor = Network([([[1, 1], [1, 1]], [0, -1], RELU), ([[1, -2]], [0], IDENTITY)])
    >>> xor.output([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel()
    array([0., 1., 1., 0.])
    """

    def __init__(self, layers, loss=LOGIT_CROSS_ENTROPY):
        self.layers = [
            Layer(numbers("W", W, dimensions=2), numbers("b", b, dimensions=1), activation)
            for W, b, activation in layers
        ]
        self.loss = loss
        require_fitting(self.layers)

    @classmethod
    def from_seed(cls, widths, hidden, seed, spread=None, loss=LOGIT_CROSS_ENTROPY):
        """Normal weights of variance gain / inputs, and biases of zero; the last layer is linear.

        With a spread, all weights and biases have that standard deviation instead.

        >>> [layer.W.shape for layer in Network.from_seed([2, 4, 3, 1], TANH, seed=0).layers]
        [(4, 2), (3, 4), (1, 3)]
        """
        rng = np.random.default_rng(seed)
        activations = [hidden] * (len(widths) - 2) + [IDENTITY]
        layers = []
        for (inputs, outputs), f in zip(pairwise(widths), activations, strict=True):
            W = rng.standard_normal((outputs, inputs)) * (spread or (f.gain / inputs) ** 0.5)
            b = rng.standard_normal(outputs) * (spread or 0)
            layers.append((W, b, f))
        return cls(layers, loss)

    # --- Forward

    def forward(self, X):
        """(S, A): the pre-activations of each layer, and its activations, with A[0] = X.

        X has shape (samples, inputs); every array has a row for each sample.
        Raises ValueError where X has another width, no rows, or a number that is not finite.
        """
        S, A = [], [self.samples(X)]
        for W, b, f in self.layers:
            S.append(A[-1] @ W.T + b)
            A.append(entrywise(f.value, S[-1]))
        return S, A

    def output(self, X):
        """The activations of the last layer, shape (samples, outputs)."""
        return self.forward(X)[1][-1]

    def mean_loss(self, X, y):
        """The loss of the outputs, mean over the samples."""
        output = self.output(X)
        return self.mean_of(output, self.targets(y, len(output)))

    def mean_of(self, output, y):
        """The loss of these outputs, mean over the samples."""
        return entrywise(self.loss.value, output, y).sum() / len(y)

    # --- Backward

    def deltas(self, S, A, y):
        """Δ of each layer: in row i the gradient of sample i's loss in its s.

        δ⁽ˡ⁾ = (W⁽ˡ⁺¹⁾ᵀ δ⁽ˡ⁺¹⁾) ⊙ f′(s⁽ˡ⁾), and the last is ∂loss/∂a ⊙ f′(s).
        """
        slopes = [
            entrywise(layer.activation.derivative, s)
            for layer, s in zip(self.layers, S, strict=True)
        ]
        deltas = [entrywise(self.loss.derivative, A[-1], y) * slopes[-1]]
        for l in range(len(S) - 1, 0, -1):
            deltas.append(deltas[-1] @ self.layers[l].W * slopes[l - 1])
        return deltas[::-1]

    def loss_and_gradients(self, X, y):
        """The mean loss; (dW, db) = (Δᵀ A / n, mean of Δ) of each layer.

        A is what enters the layer.  Raises ValueError as `forward` does,
        and for targets that do not fit X or the loss.
        """
        S, A = self.forward(X)
        y = self.targets(y, len(A[0]))
        deltas = self.deltas(S, A, y)
        gradients = [
            LayerGradient(
                delta.T @ a / len(y),
                np.einsum("ij->j", delta) / len(y),
            )
            for delta, a in zip(deltas, A[:-1], strict=True)
        ]
        return self.mean_of(A[-1], y), gradients

    # --- What comes in

    def samples(self, X):
        """X as an array, one sample in each row; ValueError if its rows are no inputs."""
        X, inputs = numbers("X", X, dimensions=2), self.layers[0].W.shape[1]
        if X.shape[1] != inputs:
            raise ValueError(f"a sample has {inputs} numbers here, and a row of X {X.shape[1]}")
        return X

    def targets(self, y, n):
        """y with a row for each of n samples; shape (n,) will do for one output."""
        y, outputs = np.asarray(y), len(self.layers[-1].b)
        rows = y[:, None] if y.ndim == 1 and outputs == 1 else y
        if rows.shape != (n, outputs):
            raise ValueError(f"y must have shape {n, outputs}, and its shape is {y.shape}")
        self.loss.require(rows)
        return rows

    # --- All parameters in one vector

    def parameters(self):
        """All weights and biases, W before b and layer by layer: shape (n,)."""
        return np.concatenate([part.ravel() for W, b, _ in self.layers for part in (W, b)])

    def with_parameters(self, vector):
        """The network of the same shape with these weights and biases."""
        sizes = [part.size for W, b, _ in self.layers for part in (W, b)]
        if np.shape(vector) != (sum(sizes),):
            raise ValueError(f"need {sum(sizes)} parameters, not shape {np.shape(vector)}")
        parts = iter(np.split(np.asarray(vector), np.cumsum(sizes)[:-1]))
        layers = [(next(parts).reshape(W.shape), next(parts), f) for W, _, f in self.layers]
        return Network(layers, self.loss)

    def moved(self, gradients, step):
        """The network with step times its gradient added to each weight and bias."""
        layers = [
            (W + step * dW, b + step * db, f)
            for (W, b, f), (dW, db) in zip(self.layers, gradients, strict=True)
        ]
        return Network(layers, self.loss)


def require_fitting(layers):
    """Raise ValueError unless each layer takes as many numbers as the layer before it gives."""
    if not layers:
        raise ValueError("a network needs a layer")
    for k, layer in enumerate(layers):
        inputs = len(layers[k - 1].b) if k else layer.W.shape[1]
        if layer.W.shape != (len(layer.b), inputs):
            raise ValueError(
                f"layer {k + 1}: W must have shape {len(layer.b), inputs} "
                f"for {len(layer.b)} biases and {inputs} inputs, not {layer.W.shape}"
            )


def flat(gradients):
    """The gradients of all layers in one vector, in the order of `Network.parameters`.

    >>> flat([LayerGradient(np.array([[1, 2]]), np.array([3]))])
    array([1, 2, 3])
    """
    return np.concatenate([part.ravel() for pair in gradients for part in pair])


def layer_jacobian(W, s, activation):
    """J = diag(f′(s)) W, the Jacobian of a layer f(W a + b) in a: (outputs, inputs).

    >>> layer_jacobian(np.array([[1, -1], [2, 1]]), np.array([-1, 5]), RELU)
    array([[0, 0],
           [2, 1]])
    """
    return entrywise(activation.derivative, np.asarray(s))[:, None] * W


def train(network, X, y, rate, steps):
    """W ← W − η ∂L/∂W and b ← b − η ∂L/∂b, with η = rate.

    Yields (network, loss) at the start and after each step.  Raises
    ValueError unless the rate is positive, and where numbers run away.
    """
    require_positive("rate", rate)
    for _ in range(steps):
        loss, gradients = network.loss_and_gradients(X, y)
        yield network, loss
        network = network.moved(gradients, -rate)
    yield network, network.mean_loss(X, y)


def accuracy(scores, y):
    """The share of labels y in {0, 1} that the signs of the scores give: 1 where s > 0.

    >>> accuracy(np.array([[2.0], [-1.0]]), np.array([1, 1]))
    0.5
    """
    scores, y = np.asarray(scores), np.asarray(y)
    if scores.size != y.size or not y.size:
        raise ValueError(f"need a label for each score: {scores.shape} and {y.shape}")
    require_labels(y)
    return float(np.mean((scores.ravel() > 0) == (y.ravel() == 1)))
