"""How the snippets compute the facts of lesson 7: all of L7-01 to L7-37, none is left out.

COMPUTED maps the id of a fact to a function of its inputs.  What a solver returns is taken for the
fraction with a small denominator that it misses by rounding only; `rational` finds it or fails.
"""

from fractions import Fraction

import numpy as np
import sympy as sp

from snippets import hinge, symbolic  # noqa: F401  (exp and sqrt take symbols)
from snippets import support_vector_machine as svm
from snippets.samples import six_points

THREE = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
LINE = [sp.Integer(2), sp.Integer(2)], sp.Integer(-3)
BEST = [sp.Rational(2, 3)] * 2, sp.Integer(-1)
SIX = tuple(part.astype(int) for part in six_points())


def rational(values):
    """The fractions with denominators up to 10,000 that floats of size 10 miss by 1e-11 at most.

    Two such fractions are 1e-8 apart, so there is one at most.
    """
    fractions = [Fraction(float(value)).limit_denominator(10_000) for value in values]
    assert np.allclose([float(f) for f in fractions], values, rtol=0, atol=1e-11)
    return fractions


def points_of(inputs):
    return np.array([[float(sp.Rational(e)) for e in row] for row in inputs["X"]]), inputs["y"]


def widest(inputs):
    """What a fact wants of the widest margin, by both routes."""
    results = []
    for route in (svm.maximum_margin, svm.maximum_margin_dual):
        plane = route(*points_of(inputs))
        parts = {"w": plane.w, "b": [plane.b], "alpha": plane.multipliers}
        results.append(rational([entry for name in inputs["want"] for entry in parts[name]]))
    assert results[0] == results[1]
    return results[0]


def refused(inputs):
    for route in (svm.maximum_margin, svm.maximum_margin_dual):
        try:
            route(*points_of(inputs))
        except svm.NotSeparable:
            continue
        return "solved"
    return "infeasible"


def exactly():
    """w, b and multipliers of the three points, by their six linear equations."""
    z = sp.Matrix.LUsolve(*map(sp.Matrix, svm.tight_equations(*THREE)))
    return np.array(z[:2]), z[2], np.array(z[3:])


def distances(inputs):
    return [svm.distance(list(map(sp.Integer, map(int, x))), *LINE) for x in THREE[0]]


def signs(inputs):
    """Stationarity of a² + b² + Σ λ (…), as the course prints it, with all constraints tight."""
    A, r = svm.tight_equations(*THREE)
    A[:2, :2] *= 2  # a² + b² instead of half of it
    A[:3, 3:] *= -1  # plus instead of minus
    return sp.Matrix(A).LUsolve(sp.Matrix(r))[3:]


def hull(inputs):
    *_, multipliers = exactly()
    minus, plus = svm.nearest_points(*THREE, multipliers)
    return [svm.length(plus - minus), *minus, *plus]


def ranks(inputs):
    X, y = SIX
    rows = sp.Matrix(y[:, None] * np.column_stack([X, np.ones(6, dtype=int)]))
    return [rows.rank(), rows.row_join(sp.ones(6, 1)).rank()]


def worse(inputs):
    line = [sp.Integer(1)] * 2, sp.Integer(-2)
    assert min(svm.margins(*THREE, *line)) == 1
    smallest = min(svm.distance(list(map(sp.Integer, map(int, x))), *line) for x in THREE[0])
    return [sum(e**2 for e in line[0]), smallest]


def soft(inputs):
    X, y = points_of(inputs)
    C = float(sp.Rational(inputs["C"]))
    plane = svm.soft_margin(X, y, C)
    value = hinge.soft_margin_objective(plane.w, plane.b, X, y, C)
    return rational([*plane.w, plane.b, *plane.multipliers, value])


def step(inputs):
    slope_w, slope_b = hinge.soft_margin_subgradient([0, 0], 0, *THREE, C=1)
    return [-Fraction(int(slope), 10) for slope in (*slope_w, slope_b)]


def kink(inputs):
    """The slopes of max(0, 1 − 2w) just below and above w = ½."""
    half, little = Fraction(1, 2), Fraction(1, 1000)
    slopes = []
    for w in (half - little, half + little):
        slope, _ = hinge.soft_margin_subgradient(np.array([w]), 0, [[2]], [1], C=1)
        slopes.append(slope[0] - w)  # without the part of ½ w²
    return slopes


def duplicated(inputs):
    X, y = THREE
    plane = svm.maximum_margin(np.vstack([X, X[1:2]]), np.append(y, 1))
    return rational([*plane.w, plane.b, plane.multipliers[[1, 3]].sum()])


COMPUTED = {
    "L7-01": lambda i: svm.distance([sp.Integer(3), sp.Integer(4)], [sp.Integer(3), 4], -5),
    "L7-02": distances,
    "L7-03": widest,
    "L7-04": lambda i: [exactly()[0] @ exactly()[0], svm.dual_objective(exactly()[2], *THREE)],
    "L7-05": lambda i: (2 * exactly()[2]).tolist(),
    "L7-06": widest,
    "L7-07": signs,
    "L7-08": lambda i: [k / svm.length(exactly()[0]) for k in (1, 2)],
    "L7-09": hull,
    "L7-10": widest,
    "L7-11": lambda i: svm.margins(*SIX, *BEST).tolist(),
    "L7-12": widest,
    "L7-13": ranks,
    "L7-14": widest,
    "L7-15": widest,
    "L7-16": widest,
    "L7-17": widest,
    "L7-18": worse,
    "L7-19": widest,
    "L7-20": widest,
    "L7-21": widest,
    "L7-22": widest,
    "L7-23": refused,
    "L7-24": refused,
    "L7-25": widest,
    "L7-26": soft,
    "L7-27": lambda i: max(exactly()[2]),
    "L7-28": lambda i: [sum(hinge.hinge_losses(w, b, *THREE)) for w, b in (([0, 0], 0), BEST)],
    "L7-29": lambda i: np.append(*hinge.soft_margin_subgradient([0, 0], 0, *THREE, C=1)).tolist(),
    "L7-30": step,
    "L7-31": kink,
    "L7-32": lambda i: svm.dual_matrix(*THREE).tolist(),
    "L7-33": lambda i: sum(exactly()[2]),
    "L7-34": lambda i: svm.scores(
        [[1, 1], [Fraction(1, 2)] * 2, [Fraction(3, 2), 0]], *BEST
    ).tolist(),
    "L7-35": lambda i: svm.canonical(*THREE, *LINE)[1] / LINE[1],
    "L7-36": duplicated,
    "L7-37": lambda i: svm.rbf_kernel((sp.Integer(0), 0), (sp.Integer(1), 2), sp.Rational(1, 2)),
}

ROOM = {}
