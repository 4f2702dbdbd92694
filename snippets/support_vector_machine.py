"""Support vector machines: distances, the widest margin by two routes, soft margins, KKT.

X holds a sample in each row, shape (m, n) with n ≥ 1; labels y in {−1, +1} have shape (m,).
A hyperplane is w · x + b = 0.  Multipliers belong to the objective ½‖w‖²: w = Σ λᵢ yᵢ xᵢ.
Formulas take fractions and SymPy's numbers too; solvers compute with floats.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog, lsq_linear, minimize, nnls

from snippets.elementary import exp, sqrt
from snippets.inputs import finite, require_finite, require_positive

TOUCHING = 1e-9  # classes that come closer than this part of their extent are not separated
PROVED = 1e-8  # the largest KKT residual of a result
SLACK = 10.0 ** -np.arange(2, 13, 2)  # how far from the margin a solver may leave a point on it


class NotSeparable(ValueError):
    """No hyperplane has all points of label +1 on one side and all of label −1 on the other.

    `point` proves it: it is an average of points of each class.
    """

    def __init__(self, message, point):
        super().__init__(message)
        self.point = point


class Hyperplane(NamedTuple):
    """w · x + b = 0 with a multiplier for each sample."""

    w: np.ndarray
    b: float
    multipliers: np.ndarray

    @property
    def support(self):
        """The numbers of the support vectors: the samples with a positive multiplier."""
        return np.flatnonzero(self.multipliers > 0)


# --- A hyperplane and its distances


def scores(X, w, b):
    """w · x + b for each row x of X.

    >>> scores([[1, 2], [0, 0]], [2, 2], -3)
    array([ 3, -3])
    """
    return np.asarray(X) @ np.asarray(w) + b


def signed_distances(X, w, b):
    """(w · x + b) / ‖w‖ for each row x of X: positive where w points.

    Raises ValueError where w is zero: then w · x + b = 0 is no hyperplane.

    >>> signed_distances([[3, 4], [0, 0]], [3, 4], -5)
    array([ 4., -1.])
    """
    return scores(X, w, b) / length(w)


def distance(point, w, b):
    """|w · x + b| / ‖w‖, the distance of the point x from the hyperplane.

    Raises ValueError where w is zero.

    >>> float(distance([3, 4], w=[3, 4], b=-5))
    4.0
    """
    return abs(signed_distances([point], w, b)[0])


def length(w):
    """‖w‖; ValueError where w is zero or not finite.

    >>> length([0, 0])
    Traceback (most recent call last):
    ValueError: w = [0, 0] gives no hyperplane: one entry must not be zero
    """
    require_finite("w", w)
    if not np.any(np.asarray(w) != 0):
        raise ValueError(f"w = {w} gives no hyperplane: one entry must not be zero")
    return sqrt(sum(entry**2 for entry in w))


def margins(X, y, w, b):
    """y (w · x + b) for each sample: positive on its own side, at least 1 outside the slab.

    >>> margins([[0, 0], [1, 2]], [-1, 1], [2, 2], -3)
    array([3, 3])
    """
    return np.asarray(y) * scores(X, w, b)


def canonical(X, y, w, b):
    """(w, b) divided by the smallest margin, which becomes 1; the hyperplane stays the same.

    Raises ValueError where a sample is on the wrong side, or on the hyperplane.

    >>> w, b = canonical([[0, 0], [1, 2]], [-1, 1], [4, 4], -6)
    >>> w, float(b)
    (array([0.66666667, 0.66666667]), -1.0)
    """
    smallest = min(margins(X, y, w, b))
    if not smallest > 0:
        raise ValueError(f"the smallest margin must be positive, and it is {smallest}")
    return np.asarray(w) / smallest, b / smallest


# --- The conditions of a minimum


def tight_equations(X, y):
    """(A, r) of A z = r for z = (w, b, λ): every constraint as an equation, and stationarity.

    The rows: w − Σ λᵢ yᵢ xᵢ = 0, one for each coordinate; Σ λᵢ yᵢ = 0; yᵢ (w · xᵢ + b) = 1.

    >>> A, r = tight_equations(np.array([[-1.0], [1.0]]), np.array([-1.0, 1.0]))
    >>> np.linalg.solve(A, r)
    array([ 1. , -0. ,  0.5,  0.5])
    """
    X, y = np.asarray(X), np.asarray(y)
    m, n = X.shape
    pulls, zero = y[:, None] * X, np.zeros((n, 1), dtype=int)
    A = np.block(
        [
            [np.eye(n, dtype=int), zero, -pulls.T],
            [zero.T, 0, y[None, :]],
            [pulls, y[:, None], np.zeros((m, m), dtype=int)],
        ]
    )
    return A, np.repeat([0, 1], [n + 1, m])


class Residuals(NamedTuple):
    """How far each of the conditions of Karush, Kuhn and Tucker is from holding; no units."""

    stationarity: float
    balance: float
    violation: float
    sign: float
    slackness: float


def kkt_residuals(hyperplane, X, y, C=np.inf):
    """w − Σ λᵢ yᵢ xᵢ, Σ λᵢ yᵢ, 1 − margin, −λᵢ and λᵢ (margin − 1): zero at the minimum.

    Each is relative, so that a result is as good in inches as in miles: to Σ λᵢ ‖xᵢ − x̄‖ or to
    Σ λᵢ; a margin has no unit.  With a finite C they are those of the soft margin, where λᵢ ≤ C
    and a margin may be below 1 where λᵢ = C.

    >>> X, y = np.array([[-1.0], [1.0]]), np.array([-1.0, 1.0])
    >>> max(kkt_residuals(Hyperplane(np.array([1.0]), 0.0, np.array([0.5, 0.5])), X, y))
    0.0
    """
    w, b, multipliers = hyperplane
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    centered = X - X.mean(axis=0)
    size = np.sum(abs(multipliers)) or 1.0
    reach = abs(multipliers) @ np.linalg.norm(centered, axis=1) or 1.0
    beyond = margins(X, y, w, b) - 1
    outside = np.maximum(-multipliers, multipliers - C)
    return Residuals(
        stationarity=float(np.linalg.norm(w - pull(multipliers, centered, y)) / reach),
        balance=float(abs(multipliers @ y) / size),
        violation=float(np.max(np.maximum(-beyond, 0) * (1 - multipliers / C))),
        sign=float(np.max(np.maximum(outside, 0)) / size),
        slackness=float(np.max(abs(multipliers) * np.maximum(beyond, 0)) / size),
    )


def pull(multipliers, X, y):
    """Σ λᵢ yᵢ xᵢ, which is w at the minimum.

    >>> pull(np.array([4, 2, 2]), [[0, 0], [1, 2], [2, 1]], [-1, 1, 1])
    array([6, 6])
    """
    return (multipliers * np.asarray(y)) @ np.asarray(X)


def dual_matrix(X, y):
    """Qᵢⱼ = yᵢ yⱼ xᵢ · xⱼ.

    >>> dual_matrix([[1, 2], [2, 1]], [1, 1])
    array([[5, 4],
           [4, 5]])
    """
    pulls = np.asarray(y)[:, None] * np.asarray(X)
    return pulls @ pulls.T


def dual_objective(multipliers, X, y):
    """Σ λᵢ − ½ ‖Σ λᵢ yᵢ xᵢ‖²: no more than any admissible ½‖w‖² where λ ≥ 0 and Σ λᵢ yᵢ = 0.

    >>> print(dual_objective(np.array([0.5, 0.5]), [[-1], [1]], [-1, 1]))
    0.5
    """
    w = pull(multipliers, X, y)
    return sum(multipliers) - w @ w / 2


def nearest_points(X, y, multipliers):
    """The averages Σ λᵢ xᵢ / Σ λᵢ of each class, − then +.

    With the multipliers of the widest margin: where the classes' hulls are closest.

    >>> nearest_points([[0, 0], [1, 2], [2, 1]], [-1, 1, 1], np.array([4, 2, 2]))
    (array([0., 0.]), array([1.5, 1.5]))
    """
    X, y = np.asarray(X), np.asarray(y)
    minus, plus = (multipliers[y == k] @ X[y == k] / sum(multipliers[y == k]) for k in (-1, 1))
    return minus, plus


def rbf_kernel(x, z, gamma):
    """exp(−γ ‖x − z‖²): what stands for x · z where classes are bent around each other.

    >>> float(rbf_kernel([1.0, 2.0], [1.0, 2.0], gamma=0.5))
    1.0
    """
    return exp(-gamma * sum((a - b) ** 2 for a, b in zip(x, z, strict=True)))


# --- The widest margin


def maximum_margin(X, y):
    """The hyperplane of the least ½‖w‖² with y (w · x + b) ≥ 1 for every sample.

    Solves that program by SLSQP, then the equations of the constraints that it found tight.
    Before anything is returned, the solver's success and the KKT conditions are checked, to
    1e-8 of the size of their terms.

    Raises NotSeparable with a point that proves it; ValueError for data that are none;
    RuntimeError where the solver fails, as it may where features differ in size by a factor of
    thousands: scale them first.

    >>> plane = maximum_margin([[0, 0], [1, 2], [2, 1]], [-1, 1, 1])
    >>> plane.w, round(plane.b, 12), plane.multipliers * 9
    (array([0.66666667, 0.66666667]), -1.0, array([4., 2., 2.]))
    """
    X, y = checked(X, y)
    center, scale = separated(X, y)
    Z = (X - center) / scale
    return moved_back(solve_primal(Z, y, np.inf), center, scale)


def maximum_margin_dual(X, y):
    """The same hyperplane from the dual: λ ≥ 0 that maximizes Σ λᵢ − ½‖Σ λᵢ yᵢ xᵢ‖².

    Σ λᵢ yᵢ = 0 lets every λ be written as a sum over pairs of one sample from each class.  For
    the pairs only signs are prescribed, and nonnegative least squares solves that problem
    exactly, up to rounding (Lawson and Hanson, Solving Least Squares Problems, chapter 23).
    Its memory grows with the number of pairs.

    Raises what `maximum_margin` raises.

    >>> maximum_margin_dual([[-1], [0], [2], [5]], [-1, -1, 1, 1]).multipliers
    array([0. , 0.5, 0.5, 0. ])
    """
    X, y = checked(X, y)
    center, scale = separated(X, y)
    Z = (X - center) / scale
    minus, plus = (Z[y == k] for k in (-1, 1))
    pairs = plus[:, None] - minus  # w · (x − z) ≥ 2 for x of label +1 and z of label −1
    shares = least_distance(np.concatenate(pairs)).reshape(pairs.shape[:2])
    multipliers = np.zeros(len(y))
    multipliers[y == 1], multipliers[y == -1] = shares.sum(axis=1), shares.sum(axis=0)
    w = pull(multipliers, Z, y)
    b = -(np.min(plus @ w) + np.max(minus @ w)) / 2
    return moved_back(proved(Hyperplane(w, b, multipliers), Z, y), center, scale)


def soft_margin(X, y, C):
    """The hyperplane of the least ½‖w‖² + C Σ max(0, 1 − y (w · x + b)).

    An interior-point method tells which samples are on their margin (Nocedal and Wright, Numerical
    Optimization, section 16.6), equations the rest; the result is checked as by `maximum_margin`.

    Where all multipliers of the widest margin are at most C, that is the solution.  Where every
    multiplier is 0 or C, a whole interval of b may be optimal, and one of them is returned.

    Raises ValueError where C ≤ 0 or the data are none; RuntimeError where the solver fails.

    >>> plane = soft_margin([[0, 0], [1, 2], [2, 1]], [-1, 1, 1], C=0.1)
    >>> plane.w, round(plane.b, 12), plane.multipliers
    (array([0.15, 0.15]), 0.55, array([0.1 , 0.05, 0.05]))
    """
    require_positive("C", C)
    X, y = checked(X, y, contradictions=True)
    try:
        hard = maximum_margin(X, y)
    except (NotSeparable, RuntimeError):
        hard = None
    if hard and np.max(hard.multipliers) <= C:
        return hard
    center = X.mean(axis=0)
    scale = np.max(abs(X - center)) or 1.0
    Z = (X - center) / scale
    return moved_back(solve_primal(Z, y, C * scale**2), center, scale)


# --- What the solvers share


def checked(X, y, contradictions=False):
    """X and y as floats; ValueError unless they are samples of two classes.

    >>> checked([[0.0], [1.0]], [1, 1])
    Traceback (most recent call last):
    ValueError: two classes are needed, and every label is 1
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or not X.size or y.shape != X.shape[:1]:
        raise ValueError(f"need X of shape (m, n) and y of shape (m,), not {X.shape} and {y.shape}")
    require_finite("X", X)
    if not np.all(abs(y) == 1):
        raise ValueError(f"labels must be -1 or 1, and one is {y[abs(y) != 1][0]:g}")
    if np.all(y == y[0]):
        raise ValueError(f"two classes are needed, and every label is {y[0]:g}")
    if not contradictions:
        refuse_contradictions(X, y)
    return X, y


def refuse_contradictions(X, y):
    """Raise NotSeparable where one point carries both labels.

    >>> refuse_contradictions(np.array([[1.0, 2.0], [1.0, 2.0]]), np.array([-1.0, 1.0]))
    Traceback (most recent call last):
    snippets.support_vector_machine.NotSeparable: the point [1. 2.] carries both labels
    """
    minus, plus = (set(map(tuple, X[y == k])) for k in (-1, 1))
    if both := minus & plus:
        point = np.array(min(both))
        raise NotSeparable(f"the point {point} carries both labels", point)


def separated(X, y):
    """(center, scale) in which a slab of width 2 is free of samples; NotSeparable if there is none.

    Of two slabs that a linear program offers, the wider one sets the scale.

    >>> center, scale = separated(np.array([[-1.0], [3.0]]), np.array([-1.0, 1.0]))
    >>> center, float(scale)
    (array([1.]), 2.0)
    """
    center = X.mean(axis=0)
    spread = np.max(abs(X - center), axis=0)
    spread[spread == 0] = 1
    gap, p, q, normal = closest_averages((X - center) / spread, y)
    if gap <= TOUCHING:
        point = center + spread * (p + q) / 2
        shown = f"{point.round(6)} is an average of points of each"
        raise NotSeparable(f"no hyperplane separates them: {shown}", point)
    return center, max(width_along(way, X, y) for way in (normal / spread, spread * (q - p))) / 2


def width_along(way, X, y):
    """The width of the slab across the direction that has the class −1 behind it and +1 beyond.

    >>> print(width_along(np.array([0.0, 2.0]), np.array([[0, 1], [0, 4]]), np.array([-1, 1])))
    3.0
    """
    minus, plus = (X[y == k] @ way for k in (-1, 1))
    return (np.min(plus) - np.max(minus)) / np.linalg.norm(way)


def closest_averages(Z, y):
    """(gap, p, q, normal): averages p of the class −1 and q of +1 with the least gap max |qₖ − pₖ|.

    A linear program, solved by HiGHS: its unknowns are the shares of the samples and the gap.
    Its dual is the normal of a slab between the classes: normal · (x − z) ≥ gap for x of the class
    +1 and z of the class −1, with Σ |normalₖ| ≤ 1.

    >>> print(*closest_averages(np.array([[-1.0], [1.0]]), np.array([-1.0, 1.0])))
    2.0 [-1.] [1.] [1.]
    """
    m, n = Z.shape
    apart = (y[:, None] * Z).T
    found = linprog(
        np.append(np.zeros(m), 1),
        A_ub=np.block([[apart, -np.ones((n, 1))], [-apart, -np.ones((n, 1))]]),
        b_ub=np.zeros(2 * n),
        A_eq=np.array([np.append(y == k, False) for k in (-1, 1)]),
        b_eq=[1, 1],
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if not found.success:
        raise RuntimeError(f"the linear program was not solved: {found.message}")
    p, q = (found.x[:m][y == k] @ Z[y == k] for k in (-1, 1))
    return found.fun, p, q, found.ineqlin.marginals[n:] - found.ineqlin.marginals[:n]


def least_distance(D):
    """Multipliers ρ ≥ 0 of the shortest w with D w ≥ 2: it is w = Dᵀρ.

    Raises RuntimeError where rounding leaves nothing of it.

    >>> least_distance(np.array([[2.0], [4.0]]))
    array([0.5, 0. ])
    """
    E = np.vstack([D.T, np.full(len(D), 2.0)])
    f = np.append(np.zeros(D.shape[1]), 1.0)
    shares, missed = nnls(E, f)
    if not missed**2 > 0:
        raise RuntimeError(
            "nonnegative least squares found no multipliers: the rest is rounded to 0"
        )
    return shares / missed**2


def solve_primal(Z, y, C):
    """The hyperplane of the least ½‖w‖² + C Σ ξᵢ: a solver says what is tight, then equations."""
    w, b = central_path(Z, y, C) if np.isfinite(C) else sequential_quadratic(Z, y)
    guesses = [on_the_margin(Z, y, w, b, C, slack) for slack in SLACK]
    return proved(min(guesses, key=lambda plane: max(kkt_residuals(plane, Z, y, C))), Z, y, C)


def sequential_quadratic(Z, y):
    """(w, b) of the widest margin by SLSQP."""
    A = with_bias(Z, y)
    flat = np.append(np.ones(Z.shape[1]), 0)  # w, but not b
    found = minimize(
        lambda z: flat * z @ z / 2,
        np.zeros(len(flat)),
        jac=lambda z: flat * z,
        method="SLSQP",
        constraints={"type": "ineq", "fun": lambda z: A @ z - 1, "jac": lambda z: A},
        options={"ftol": 1e-12, "maxiter": 1000},
    )
    if not found.success:
        raise RuntimeError(f"SLSQP found no solution: {found.message}")
    return found.x[:-1], found.x[-1]


def with_bias(Z, y):
    """yᵢ (zᵢ, 1) in each row: times (w, b) they are the margins.

    >>> with_bias(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, -1.0]))
    array([[ 1.,  2.,  1.],
           [-3., -4., -1.]])
    """
    return y[:, None] * np.column_stack([Z, np.ones(len(y))])


def central_path(Z, y, C):
    """(w, b) of the soft margin by a primal-dual interior-point method.

    Where λᵢ, C − λᵢ, sᵢ and ξᵢ are not negative and margin + ξᵢ − sᵢ = 1, slackness says
    λᵢ sᵢ = 0 and (C − λᵢ) ξᵢ = 0.  Each of Newton's steps aims at a tenth of the mean of these
    products instead, and ends before a factor vanishes.
    """
    A = with_bias(Z, y)
    z, factors = np.zeros(A.shape[1]), np.outer([C / 2, C / 2, 1, 1], np.ones(len(y)))
    for _ in range(100):  # fifteen to forty do; what these leave is refused when it is checked
        mean = np.mean(factors[:2] * factors[2:])
        if mean <= 1e-13 * C:
            break
        dz, changes = newton_direction(A, z, factors, mean / 10)
        step = inside(factors, changes)
        z, factors = z + step * dz, factors + step * changes
    return z[:-1], z[-1]


def newton_direction(A, z, factors, target):
    """Newton's changes of z = (w, b) and of the factors λ, C − λ, s, ξ, to products λ s = target.

    The other product, (C − λ) ξ, is led there too, w to Σ λᵢ yᵢ xᵢ and margin + ξ − s to 1.
    """
    multipliers, rest, beyond, slack = factors
    J = np.diag(np.append(np.ones(len(z) - 1), 0))  # ½‖w‖² = ½ zᵀJz
    give = slack / rest + beyond / multipliers  # what a margin gains where its λ falls by 1
    lacking = 1 - A @ z + target * (1 / multipliers - 1 / rest)
    K, force = J + (A.T / give) @ A, A.T @ (multipliers + lacking / give) - J @ z
    dz = np.linalg.lstsq(K, force)[0]
    change = (lacking - A @ dz) / give
    d_beyond = (target - beyond * change) / multipliers - beyond
    d_slack = (target + slack * change) / rest - slack
    return dz, np.array([change, -change, d_beyond, d_slack])


def inside(values, changes):
    """The step, 1 at most, after which every positive value keeps a hundredth of itself at least.

    >>> print(inside(np.array([1.0, 1.0]), np.array([-2.0, 3.0])))
    0.495
    """
    return 0.99 / max(0.99, np.max(-changes / values))


def on_the_margin(Z, y, w, b, C, slack):
    """The hyperplane whose margin is exactly 1 at the samples that have it to within slack.

    Below the margin a multiplier is C, beyond it is 0.  Between, bounded least squares says
    which multipliers w needs; then w, b and these are solved for once more, without rounding
    of the solver.
    """
    beyond = margins(Z, y, w, b) - 1
    multipliers = np.where(beyond < -slack, C, 0.0) if np.isfinite(C) else np.zeros(len(y))
    near = np.flatnonzero(abs(beyond) <= slack)
    pulls = with_bias(Z, y)
    if near.size:
        lacking = np.append(w, 0) - multipliers @ pulls
        multipliers[near] = lsq_linear(pulls[near].T, lacking, (0, C), "bvls", tol=1e-14).x
    free = np.flatnonzero((multipliers > 0) & (multipliers < C))
    fixed = np.where(multipliers < C, 0.0, multipliers)
    if free.size:
        multipliers[free], b = between_bounds(pulls, y, free, fixed)
    return Hyperplane(pull(multipliers, Z, y), b, multipliers)


def between_bounds(pulls, y, free, fixed):
    """(λ, b) for which Σ λᵢ yᵢ = 0 and the free samples have margin 1; the others' λ are fixed."""
    w, surplus = np.split(fixed @ pulls, [-1])
    inner = pulls[free, :-1]
    K = np.block([[inner @ inner.T, y[free, None]], [y[None, free], np.zeros((1, 1))]])
    solution = np.linalg.lstsq(K, np.append(1 - inner @ w, -surplus))[0]
    return solution[:-1], solution[-1]


def proved(plane, Z, y, C=np.inf):
    """The hyperplane itself, if it satisfies the KKT conditions; else RuntimeError."""
    worst = max(kkt_residuals(plane, Z, y, C))
    if not worst <= PROVED:
        raise RuntimeError(f"the solver's result misses the KKT conditions by {worst:.1g}")
    return plane


def moved_back(plane, center, scale):
    """The hyperplane for the points scale · z + center instead of z."""
    w = plane.w / scale
    b = plane.b - w @ center
    return Hyperplane(finite(w), float(finite(b)), finite(plane.multipliers / scale**2))
