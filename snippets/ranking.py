"""How well a score ranks: the ROC curve, and what the area under it counts.

scores and y have shape (n,), with labels y in {−1, +1}; a higher score is a vote for +1.
"""

import numpy as np


def roc_curve(scores, y):
    """(false positive rate, true positive rate) at every threshold, from (0, 0) to (1, 1).

    A threshold is met by the scores that are at least as high; it falls
    from the highest score to the lowest, so that tied scores come together.

    Raises ValueError unless both labels occur and the shapes agree.

    >>> false_rate, true_rate = roc_curve([3, 2, 2, 1], [1, 1, -1, -1])
    >>> print(false_rate, true_rate)
    [0.  0.  0.5 1. ] [0.  0.5 1.  1. ]
    """
    positive, negative = by_label(scores, y)
    thresholds = np.append(np.inf, np.unique([*positive, *negative])[::-1])[:, None]
    return np.mean(negative >= thresholds, axis=1), np.mean(positive >= thresholds, axis=1)


def win_rate(scores, y):
    """The share of pairs of a positive and a negative that the score ranks rightly.

    A tie counts one half.  Raises ValueError as `roc_curve` does.

    >>> print(win_rate([3, 2, 2, 1], [1, 1, -1, -1]))
    0.875
    """
    positive, negative = by_label(scores, y)
    lead = np.subtract.outer(positive, negative)
    return np.mean(lead > 0) + np.mean(lead == 0) / 2


def by_label(scores, y):
    """The scores of the positives and those of the negatives.

    >>> by_label([0.2, 0.9], [1, 1])
    Traceback (most recent call last):
    ValueError: there must be points of both labels, and no label is -1
    """
    scores, y = np.asarray(scores, dtype=float), np.asarray(y)
    if scores.ndim != 1 or scores.shape != y.shape:
        raise ValueError(f"scores and y must have one shape (n,): {scores.shape} and {y.shape}")
    if not np.all(np.isfinite(scores)):
        raise ValueError(f"scores must be finite, and one is {scores[~np.isfinite(scores)][0]}")
    if not np.all(abs(y) == 1):
        raise ValueError(f"labels must be -1 or 1, and one is {y[abs(y) != 1][0]}")
    for label in (1, -1):
        if label not in y:
            raise ValueError(f"there must be points of both labels, and no label is {label}")
    return scores[y == 1], scores[y == -1]
