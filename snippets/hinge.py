"""The hinge loss max(0, 1 − y s) of linear scores s = w · x + b, and descent on the soft margin.

X holds a sample in each row; labels y are −1 or +1.  Losses of samples are added, not averaged,
as is the custom for support vector machines: C weighs each of them against ½‖w‖².
"""

import numpy as np

from snippets.elementary import maximum
from snippets.inputs import require_positive
from snippets.support_vector_machine import margins


def hinge_losses(w, b, X, y):
    """max(0, 1 − y (w · x + b)) for each sample.

    >>> hinge_losses([1, 0], 0, [[3, 0], [0, 0]], [1, -1])
    array([0, 1])
    """
    return maximum(1 - margins(X, y, w, b), 0)


def soft_margin_objective(w, b, X, y, C):
    """½‖w‖² + C Σ max(0, 1 − y (w · x + b)).

    >>> print(soft_margin_objective([1, 0], 0, [[3, 0], [0, 0]], [1, -1], C=10))
    10.5
    """
    return np.dot(w, w) / 2 + C * sum(hinge_losses(w, b, X, y))


def soft_margin_subgradient(w, b, X, y, C):
    """(w − C Σ y x, −C Σ y) over the samples with a margin below 1: a slope where it has a kink.

    At a margin of exactly 1 any part between 0 and the whole of a sample's pull would do.

    >>> soft_margin_subgradient([1, 0], 0, [[3, 0], [5, 7]], [1, -1], C=10)
    (array([51, 70]), np.int64(10))
    """
    pulls = np.asarray(y) * (margins(X, y, w, b) < 1)
    return np.asarray(w) - C * (pulls @ np.asarray(X)), -C * sum(pulls)


def subgradient_path(X, y, C, rate):
    """The iterates (w, b) of subgradient descent from zero, with the step rate / √k in step k.

    After k steps the best value so far exceeds the least by at most (R² + G² Σ ηᵢ²) / (2 Σ ηᵢ),
    with the distance R from zero to a minimum and G the longest subgradient on the way.

    >>> path = subgradient_path([[-1.0], [1.0]], [-1.0, 1.0], C=1.0, rate=0.25)
    >>> [float(w[0]) for w, b in (next(path), next(path))]
    [0.0, 0.5]
    """
    require_positive("rate", rate)
    w, b, k = np.zeros(np.shape(X)[1]), 0.0, 0
    while True:
        yield w, b
        k += 1
        slope_w, slope_b = soft_margin_subgradient(w, b, X, y, C)
        w, b = w - rate / np.sqrt(k) * slope_w, b - rate / np.sqrt(k) * slope_b
