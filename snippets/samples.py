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


def two_circles(n, noise, factor, rng):
    """n points around two circles, half of them each: X, shape (n, 2), and labels y in {0, 1}.

    Label 0 lies around the circle of radius 1, label 1 around that of radius factor; angles are
    drawn evenly, and each coordinate is off by a normal error of standard deviation noise.
    Raises ValueError unless n is even and 2 or more, noise ≥ 0 and 0 < factor < 1.

    >>> X, y = two_circles(4, noise=0.0, factor=0.5, rng=np.random.default_rng(0))
    >>> y, np.hypot(*X.T).round(15)
    (array([0., 0., 1., 1.]), array([1. , 1. , 0.5, 0.5]))
    """
    if n < 2 or n % 2:
        raise ValueError(f"n must be an even number from 2 on, and it is {n}")
    if not (0 <= noise < np.inf and 0 < factor < 1):
        raise ValueError(f"need noise ≥ 0 and 0 < factor < 1, not {noise} and {factor}")
    y = np.repeat([0.0, 1.0], n // 2)
    angles = rng.uniform(0, 2 * np.pi, n)
    radii = np.where(y == 0, 1.0, factor)
    circles = radii[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    return circles + noise * rng.standard_normal((n, 2)), y
