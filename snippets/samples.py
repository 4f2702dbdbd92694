"""The data sets of the book."""

import numpy as np


def six_points():
    """The running data set: X, shape (6, 2), a point in each row, and labels y in {−1, +1}.

    >>> X, y = six_points()
    >>> X[y > 0].tolist()
    [[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]
    """
    X = np.array([[0, 0], [-1, -1], [-3, -1], [1, 2], [2, 1], [3, 3]], dtype=float)
    y = np.array([-1, -1, -1, 1, 1, 1], dtype=float)
    return X, y
