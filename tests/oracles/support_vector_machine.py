"""Routes to the answers of the lesson on the support vector machine."""

from itertools import islice

import numpy as np
import sympy as sp
from oracle_routes import Row, slopes
from scipy.optimize import minimize
from sklearn.svm import SVC

from snippets import hinge
from snippets import support_vector_machine as svm
from snippets.elementary import exp
from snippets.extrapolation import Estimate
from snippets.gradient import norm
from snippets.samples import six_points

X, y = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
six, labels = six_points()
four, signs = np.vstack([X, [3, 0]]), np.append(y, 1)
seven, marks = np.vstack([six, [2, 2]]), np.append(labels, -1)
two_thirds, tenth = sp.Rational(2, 3), sp.Rational(1, 10)
line = lambda plane: [*plane[0], plane[1]]


def exact(points=X, marks=y):
    """(w₁, w₂, b, λ…) where every constraint is tight: linear equations, solved by SymPy."""
    A, r = map(sp.Matrix, svm.tight_equations(points, marks))
    return list(A.LUsolve(r))


def scikit(points, marks, C):
    """(w₁, w₂, b) of SVC, which stops at violations of 1e-8."""
    found = SVC(kernel="linear", C=C, tol=1e-8).fit(points, marks)
    return Estimate([*found.coef_[0], found.intercept_[0]], 1e-6)


def slsqp(A, bounds, start):
    """The shortest z with A z ≥ bounds; the last entry is b, which has no length."""
    objective = lambda z: z[:2] @ z[:2] / 2
    limits = {"type": "ineq", "fun": lambda z: A @ z - bounds}
    found = minimize(objective, start, method="SLSQP", constraints=limits, options={"ftol": 1e-14})
    return Estimate(found.x, 1e-5)  # its gradients are forward quotients, right to 1e-8


def program(points, marks):
    A = marks[:, None] * np.column_stack([points, np.ones(len(marks))])
    return slsqp(A, 1, np.zeros(3))


def soft_by_equations(points, marks, at_limit, C):
    """(w, b) where those at the limit have λ = C, the others λ ≤ C and a margin of 1 exactly."""
    w, b, free = sp.symbols("w:2"), sp.Symbol("b"), sp.symbols(f"l:{len(points)}")
    multipliers = [C if k in at_limit else l for k, l in enumerate(free)]
    pulls = [m * int(k) for m, k in zip(multipliers, marks, strict=True)]
    equations = [sum(pulls)]
    equations += [
        w[i] - sum(p * int(x[i]) for p, x in zip(pulls, points, strict=True)) for i in (0, 1)
    ]
    equations += [
        int(k) * (w[0] * int(x[0]) + w[1] * int(x[1]) + b) - 1
        for i, (x, k) in enumerate(zip(points, marks, strict=True))
        if i not in at_limit
    ]
    found = sp.solve(equations, [*w, b, *(l for k, l in enumerate(free) if k not in at_limit)])
    assert all(0 <= found[l] <= C for l in free if l in found)
    return [found[name] for name in (*w, b)]


def subgradient():
    """The best value of a thousand steps, and how far above the least it may be at most."""
    value = lambda at: hinge.soft_margin_objective(*at, six, labels, 1.0)
    path = list(islice(hinge.subgradient_path(six, labels, C=1.0, rate=0.3), 20_001))
    best = min(map(value, path))
    # Not the bound of its docstring, which is rough, but that the last nine tenths gained less.
    return Estimate(best, min(map(value, path[:2000])) - best)


def squared(plane):
    return plane[0] @ plane[0] / 2


def by_lstsq():
    A, r = svm.tight_equations(six, labels)
    return np.linalg.lstsq(A, r, rcond=None)[0][:3]


def least_squares():
    """The shortest solution of the normal equations, exactly: AᵀA has a rank below its size."""
    A, r = map(sp.Matrix, svm.tight_equations(six.astype(int), labels.astype(int)))
    return list((A.pinv() * r)[:3])


def by_normal_equations():
    A, r = svm.tight_equations(six, labels)
    # AᵀA has eigenvalues between 0.05 and 500 beside its zeros, which are cut off.
    return np.linalg.pinv(A.T @ A, rcond=1e-9, hermitian=True)[:3] @ (A.T @ r)


def foot(point, w, b):
    """The length of the shortest step from the point to the line: SciPy's search."""
    on = {"type": "eq", "fun": lambda z: np.dot(w, z) + b}
    found = minimize(lambda z: np.sum((z - point) ** 2), [1.0, 0.0], method="SLSQP", constraints=on)
    return Estimate(found.fun**0.5, 1e-5)


def geometry(point, w, b):
    """SymPy's distance from a point to a line."""
    p = sp.Symbol("x"), sp.Symbol("y")
    return sp.Line(w[0] * p[0] + w[1] * p[1] + b, x=p[0], y=p[1]).distance(sp.Point(*point))


def distances(point, w, b):
    return {
        "symbols": lambda: geometry(point, w, b),
        "formula": lambda: svm.distance(point, w, b),
        "SciPy": lambda: foot(point, w, b),
    }


def widest(points, labels):
    """The routes to the line of the three points, found from these."""
    return {
        "symbols": lambda: exact()[:3],
        "primal": lambda: line(svm.maximum_margin(points, labels)),
        "dual": lambda: line(svm.maximum_margin_dual(points, labels)),
        "SLSQP": lambda: program(points, labels),
        "scikit-learn": lambda: scikit(points, labels, 1e3),
    }


ROWS = [
    Row(
        "Which of all these lines?",
        "the best of three lines is 1.06 away from its nearest point",
        distances((0, 0), (2, 2), -3),
    ),
    Row(
        "How far a point is from a line",
        "4 from (3, 4)",
        distances((3, 4), (3, 4), -5),
    ),
    Row(
        "The program",
        "(2/3, 2/3, −1)",
        widest(X, y),
    ),
    Row(
        "When a minimum with constraints is one",
        "the slopes of the objective are w₁ and w₂",
        slopes(lambda w: (w[0] ** 2 + w[1] ** 2) / 2, [two_thirds, two_thirds]),
    ),
    Row(
        "Six equations by hand",
        "w, b and the multipliers 4/9, 2/9, 2/9",
        {
            "symbols": exact,
            "NumPy": lambda: np.linalg.solve(*svm.tight_equations(X, y)),
            "dual": lambda: [
                *line(plane := svm.maximum_margin_dual(X, y)),
                *plane.multipliers,
            ],
        },
    ),
    Row(
        "A picture of the program",
        "the shortest w with w₁ + 2w₂ ≥ 2 and 2w₁ + w₂ ≥ 2",
        {
            "symbols": lambda: list(sp.Matrix([[1, 2], [2, 1]]).LUsolve(sp.Matrix([2, 2]))),
            "least distance": lambda: (
                svm.least_distance(np.array([[1.0, 2.0], [2.0, 1.0]])) @ [[1, 2], [2, 1]]
            ),
            "SLSQP": lambda: slsqp(np.array([[1, 2], [2, 1]]), 2, np.ones(2)),
        },
    ),
    Row(
        "Support vectors",
        "a fourth point on the edge moves nothing",
        {
            "symbols": lambda: exact()[:3],
            "primal": lambda: line(svm.maximum_margin(four, signs)),
            "dual": lambda: line(svm.maximum_margin_dual(four, signs)),
            "scikit-learn": lambda: scikit(four, signs, 1e3),
        },
    ),
    Row(
        "The same number from the other side",
        "the least objective and the largest dual value are 4/9",
        {
            "symbols": lambda: sum(w**2 for w in exact()[:2]) / 2,
            "primal": lambda: squared(svm.maximum_margin(six, labels)),
            "dual": lambda: svm.dual_objective(
                svm.maximum_margin_dual(six, labels).multipliers, six, labels
            ),
            "SLSQP": lambda: Estimate(np.sum(program(six, labels).value[:2] ** 2) / 2, 1e-5),
        },
    ),
    Row(
        "Not every distance is maximized",
        "the line x₁ + x₂ − 2 = 0 is 1.414 away from the origin",
        distances((0, 0), (1, 1), -2),
    ),
    Row(
        "Making every constraint tight",
        "least squares of contradicting equations",
        {
            "symbols": least_squares,
            "NumPy": by_lstsq,
            "normal equations": by_normal_equations,
        },
        size=100,
    ),
    Row(
        "A solver that fails in silence",
        "for points a hundred times closer, w is (66.7, 66.7)",
        {
            "symbols": lambda: exact(sp.Matrix(X) / 100)[:3],
            "primal": lambda: line(svm.maximum_margin(X / 100, y)),
            "dual": lambda: line(svm.maximum_margin_dual(X / 100, y)),
        },
        size=1000,
    ),
    Row(
        "When no line separates",
        "(3/20, 3/20, 11/20) for three points at C = 1/10",
        {
            "symbols": lambda: soft_by_equations(X, y, {0}, tenth),
            "ours": lambda: line(svm.soft_margin(X, y, 0.1)),
            "scikit-learn": lambda: scikit(X, y, 0.1),
        },
    ),
    Row(
        "When no line separates",
        "with a seventh point and C = 1 the line of six",
        {
            # The three support vectors of the six, and the intruder at its limit.
            "symbols": lambda: soft_by_equations(seven[[0, 3, 4, 6]], marks[[0, 3, 4, 6]], {3}, 1),
            "ours": lambda: line(svm.soft_margin(seven, marks, 1.0)),
            "scikit-learn": lambda: scikit(seven, marks, 1.0),
        },
    ),
    Row(
        "Trained like any other model",
        "the least objective is 4/9",
        {
            "symbols": lambda: sum(w**2 for w in exact()[:2]) / 2,
            "soft margin": lambda: hinge.soft_margin_objective(
                *svm.soft_margin(six, labels, 1.0)[:2], six, labels, 1.0
            ),
            "descent": subgradient,
        },
    ),
    Row(
        "In the models you use",
        "the Gaussian kernel of (0, 0) and (1, 2) is e^(−5/2)",
        {
            "symbols": lambda: sp.exp(-sp.Rational(5, 2)),
            "ours": lambda: svm.rbf_kernel([0.0, 0.0], [1.0, 2.0], 0.5),
            "NumPy": lambda: exp(-0.5 * norm([1.0, 2.0]) ** 2),
        },
    ),
    Row(
        "all-six-points",
        "the line stays (2/3, 2/3, −1)",
        widest(six, labels),
    ),
    Row(
        "why-it-stays",
        "the margins 7/3, 11/3 and 3 of the new points",
        {
            "symbols": lambda: svm.margins(
                six.astype(int), labels.astype(int), [two_thirds] * 2, sp.Integer(-1)
            ),
            "dual": lambda: svm.margins(six, labels, *svm.maximum_margin_dual(six, labels)[:2]),
            "scikit-learn": lambda: Estimate(
                labels
                * SVC(kernel="linear", C=1e3, tol=1e-8).fit(six, labels).decision_function(six),
                1e-5,
            ),
        },
    ),
]
WITHOUT = {"Why the conditions suffice": "a proof, line by line in its guard"}
