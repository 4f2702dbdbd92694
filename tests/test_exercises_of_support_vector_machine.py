"""The exercises on support vector machines: every answer by a route of its own."""

from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from snippets import support_vector_machine as svm
from snippets import symbolic  # noqa: F401  (square roots take symbols)
from snippets.exercises import load
from snippets.exercises import support_vector_machine as data
from snippets.hinge import soft_margin_subgradient
from snippets.samples import six_points

TASKS = load("support_vector_machine")


def by_enumeration(X, y):
    """w and b of the widest margin, exactly: the best among all choices of tight constraints."""
    best, m = None, len(y)
    X, y = sp.Matrix(np.asarray(X, dtype=int)), [int(k) for k in y]
    for size in range(2, X.cols + 2):
        for chosen in combinations(range(m), size):
            A, r = svm.tight_equations(
                np.array(X.extract(list(chosen), range(X.cols))), [y[i] for i in chosen]
            )
            A = sp.Matrix(A)
            if A.det() == 0:
                continue
            z = A.LUsolve(sp.Matrix(r))
            w, b = np.array(z[: X.cols]), z[X.cols]
            margins = [y[i] * (sum(X[i, j] * w[j] for j in range(X.cols)) + b) for i in range(m)]
            if min(margins) >= 1 and (best is None or w @ w < best[0]):
                best = w @ w, w, b
    return [*best[1], best[2]]


def stated(key, part):
    """The values of one phrase of the statement of an exercise."""
    return TASKS[key].states[part][1]


def test_the_six_points_by_enumeration():
    key = "all-six-points"
    numbers = [*stated(key, 0)[:4], *stated(key, 1)[:2], *stated(key, 0)[4:], *stated(key, 1)[2:]]
    points = np.reshape(numbers, (6, 2))
    X, y = six_points()
    order = [X.astype(int).tolist().index(p.tolist()) for p in points]
    assert sorted(order) == list(range(6)) and y[order].tolist() == [-1, -1, 1, -1, 1, 1]
    assert by_enumeration(X, y) == TASKS[key].answer
    # The catalogued lines: one with margins of 3, one that is admissible and longer.
    scaled, longer, flipped, without = (m.answer for m in TASKS[key].mistakes)
    X = X.astype(int)
    y = y.astype(int)
    assert min(svm.margins(X, y, scaled[:2], scaled[2])) == 3
    assert min(svm.margins(X, y, longer[:2], longer[2])) == 1
    assert max(svm.margins(X, y, flipped[:2], flipped[2])) == -1
    assert by_enumeration(X[1:], y[1:]) == without


def test_the_reason_is_the_margin():
    X, y = six_points()
    old = svm.maximum_margin(X[[0, 3, 4]], y[[0, 3, 4]])
    assert (svm.margins(X, y, old.w, old.b)[[1, 2, 5]] > 2).all()
    # "A far point on the wrong side would change everything."
    with pytest.raises(svm.NotSeparable):
        svm.maximum_margin(np.vstack([X, [40, 40]]), np.append(y, -1))
    # "What counts is a margin of at least 1": the right side is not enough.
    far = np.vstack([X, [30, -28]]), np.append(y, 1)
    assert 0 < svm.margins(*far, old.w, old.b)[-1] < 1
    assert not np.allclose(svm.maximum_margin(*far).w, old.w, rtol=1e-3)


def test_the_distance():
    key = "distance-from-a-line"
    x = sp.symbols("x_1 x_2")
    (line,) = stated(key, 1)
    w = [line.coeff(symbol) for symbol in x]
    b = line.subs(dict.fromkeys(x, 0))
    assert svm.distance(list(map(sp.Integer, stated(key, 0))), w, b) == TASKS[key].answer
    exact = sp.Line(sp.Point(2, 1), sp.Point(-2, 4)).distance(sp.Point(*stated(key, 0)))
    assert exact == TASKS[key].answer


def test_who_supports():
    X, y = six_points()
    plane = svm.maximum_margin(X, y)
    assert X[plane.support].tolist() == [[0, 0], [1, 2], [2, 1]]
    for point, moves in (([-3, -1], False), ([0, 0], True)):
        keep = (X != point).any(axis=1)
        other = svm.maximum_margin(X[keep], y[keep])
        assert np.allclose(other.w, plane.w, rtol=1e-9) is not moves


def test_without_the_origin():
    X, y = six_points()
    keep = (X != stated("without-the-origin", 0)).any(axis=1)
    answer = TASKS["without-the-origin"].answer
    assert by_enumeration(X[keep], y[keep]) == answer
    scaled, sign = (m.answer for m in TASKS["without-the-origin"].mistakes[1:])
    assert scaled == [5 * entry for entry in answer] and sign[2] == -answer[2]


def test_two_points():
    task = TASKS["two-points"]
    p, q = task.variables
    for point in ((1, 2), (3, -1), (-2, 5)):
        w1, *_ = by_enumeration([[0, 0], point], [-1, 1])
        assert task.answer.subs({p: point[0], q: point[1]}) == w1
    A, r = svm.tight_equations(np.array([[0, 0], [p, q]]), np.array([-1, 1]))
    assert sp.simplify(sp.Matrix(A).LUsolve(sp.Matrix(r))[0] - task.answer) == 0


def test_one_step_of_the_hinge():
    key = "one-step-of-the-hinge"
    X = np.array([stated(key, 0), stated(key, 1)[:2], stated(key, 1)[2:]])
    (C,), (step,) = stated(key, 2), stated(key, 3)
    slope_w, slope_b = soft_margin_subgradient([0, 0], 0, X, [-1, 1, 1], C)
    assert [-step * int(s) for s in (*slope_w, slope_b)] == TASKS[key].answer
    # By hand: the sum of y x over all samples, which all have margin 0.
    assert [step * s for s in (3, 3, 1)] == TASKS[key].answer


def test_the_price_of_slack():
    key = "the-price-of-slack"
    X = np.reshape(stated(key, 0), (2, 1))
    y, price = [-1, 1], float(TASKS[key].answer)
    losses = lambda C: max(1 - svm.margins(X, y, *svm.soft_margin(X, y, C)[:2]))
    assert losses(price * 0.99) > 1e-3 and losses(price * 1.01) < 1e-9


def test_the_solver_gives_the_exact_lines():
    for X, y in (data.THREE, data.FIVE):
        exact = by_enumeration(X, y)
        assert data.best_line(X, y).tolist() == [round(float(e), 4) for e in exact]
    w1, w2, b = by_enumeration(*data.THREE)
    assert data.best_line(*data.CLOSE) == pytest.approx([20 * w1, 20 * w2, b], abs=5e-5)


def test_a_solver_that_fails_has_proved_nothing():
    X, y = data.THREE
    with pytest.raises(ValueError, match="no line found"):
        data.best_line(X / 10000, y)
    exact = by_enumeration(X, y)[:2]
    found = svm.maximum_margin(X / 10000, y).w / 10000
    assert found == pytest.approx([float(e) for e in exact], rel=1e-9)


def test_a_solver_that_does_not_refuse_is_told_so():
    def trusting(X, y):
        try:
            return data.best_line(X, y)
        except ValueError:
            return np.array([0.6667, 0.6667, 0.3333])

    verdict = TASKS["a-solver-that-refuses"].check(trusting)
    assert not verdict.right and "XOR" in verdict.message
    assert data.refuses(*data.CORNERS)(svm.maximum_margin)
