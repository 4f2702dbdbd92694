"""The data sets of the book."""

import numpy as np

from snippets.samples import six_points


def test_six_points_are_the_six_points():
    X, y = six_points()
    assert X.shape == (6, 2) and y.shape == (6,) and X.dtype == y.dtype == float
    lower, upper = {(0, 0), (-1, -1), (-3, -1)}, {(1, 2), (2, 1), (3, 3)}
    assert {tuple(point) for point in X[y == -1]} == lower
    assert {tuple(point) for point in X[y == 1]} == upper


def test_each_call_gives_fresh_arrays():
    X, y = six_points()
    X += 1
    y *= -1
    assert not np.array_equal(six_points()[0], X) and not np.array_equal(six_points()[1], y)


def test_the_line_of_the_scores_separates_them():
    X, y = six_points()
    # The margin is 3/2 on either side, reached by three points.
    assert sorted(y * (X.sum(axis=1) - 1.5)) == [1.5, 1.5, 1.5, 3.5, 4.5, 5.5]
