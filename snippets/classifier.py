"""The classifier that is carried through the book: with one weight, and with all its weights.

scores and y have shape (n,), with labels y in {−1, +1}.  The first lesson fixes the score; its
weight w is a number, an array of any shape or a SymPy expression, and results have its shape.  From
the third lesson on the score is w₁ x₁ + w₂ x₂ + b: weights holds (w₁, w₂, b), shape (3,).
"""

import numpy as np

from snippets.elementary import entrywise, sigmoid, softplus


def scores(X):
    """s = x₁ + x₂ − 3/2 for each row (x₁, x₂) of X: shape (n, 2) to (n,).

    >>> scores(np.array([[1.0, 2.0]]))
    array([1.5])
    """
    X = np.asarray(X)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X must have shape (n, 2), and its shape is {X.shape}")
    return (2 * (X[:, 0] + X[:, 1]) - 3) / 2  # exact for symbols too, unlike − 1.5


def logistic_loss(w, scores, y):
    """L(w) = mean of log(1 + exp(−y w s)).

    >>> float(logistic_loss(0.0, scores=[1.5, -1.5], y=[1, -1]) / np.log(2))
    1.0
    """
    losses = [softplus(-w * margin) for margin in margins(scores, y)]
    return sum(losses) / len(losses)


def logistic_loss_slope(w, scores, y):
    """L′(w) = −mean of y s σ(−y w s), by the chain rule.

    >>> float(logistic_loss_slope(0.0, scores=[1.5, -1.5], y=[1, -1]))
    -0.75
    """
    slopes = [-margin * sigmoid(-w * margin) for margin in margins(scores, y)]
    return sum(slopes) / len(slopes)


def margins(scores, y):
    """y s for each point; ValueError unless scores and y have one shape (n,) and y is ±1.

    >>> margins([1.5, -1.5], [1, -1])
    array([1.5, 1.5])
    """
    scores, y = np.asarray(scores), np.asarray(y)
    if scores.ndim != 1 or scores.shape != y.shape or not scores.size:
        raise ValueError(f"scores and y must have one shape (n,): {scores.shape} and {y.shape}")
    if not np.all(abs(y) == 1):
        raise ValueError(f"labels must be -1 or 1, and one is {y[abs(y) != 1][0]}")
    return y * scores


def linear_scores(weights, X):
    """s = w₁ x₁ + w₂ x₂ + b for each row (x₁, x₂) of X, with weights (w₁, w₂, b).

    Raises ValueError unless weights has shape (3,) and X has shape (n, 2).

    >>> linear_scores([1.0, 1.0, -1.5], [[1.0, 2.0]])
    array([1.5])
    """
    weights = np.asarray(weights)
    if weights.shape != (3,):
        raise ValueError(f"weights must have shape (3,), and their shape is {weights.shape}")
    return with_ones(X) @ weights


def linear_loss(weights, X, y):
    """L = mean of log(1 + exp(−y s)), with the score s = w₁ x₁ + w₂ x₂ + b.

    >>> loss = linear_loss([0.0, 0.0, 0.0], [[1.0, 2.0], [0.0, 0.0]], [1, -1])
    >>> float(loss / np.log(2))
    1.0
    """
    return logistic_loss(1, linear_scores(weights, X), y)


def linear_loss_gradient(weights, X, y):
    """∇L = −mean of y σ(−y s) (x₁, x₂, 1), by the chain rule.

    >>> linear_loss_gradient([0.0, 0.0, 0.0], [[1.0, 2.0], [0.0, 0.0]], [1, -1])
    array([-0.25, -0.5 ,  0.  ])
    """
    wrong = entrywise(sigmoid, -margins(linear_scores(weights, X), y))
    return -(np.asarray(y) * wrong) @ with_ones(X) / len(wrong)


def with_ones(X):
    """The rows (x₁, x₂, 1); ValueError unless X has shape (n, 2).

    >>> with_ones([[3.0, 4.0]])
    array([[3., 4., 1.]])
    """
    X = np.asarray(X)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X must have shape (n, 2), and its shape is {X.shape}")
    return np.column_stack([X, np.ones(len(X), dtype=int)])
