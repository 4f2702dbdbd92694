"""Widest margins: agreement of independent routes, how they turn and scale, and what is refused."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult
from sklearn.svm import SVC

from snippets import hinge, symbolic
from snippets import support_vector_machine as svm
from snippets.differentiation import UNIT_ROUNDOFF
from snippets.samples import six_points

whole, sizes = st.integers(-9, 9), st.floats(-3, 3)
THREE = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
XOR = np.array([[0, 0], [1, 1], [0, 1], [1, 0]]), np.array([-1, -1, 1, 1])
ROUTES = [svm.maximum_margin, svm.maximum_margin_dual]
# Results are checked to 1e-8 in KKT residuals; that they are far better is what is tested here.
# Systems of these sizes amplify rounding, 2e-16, by the ratio of the cloud's extent to its margin,
# which is below 1e3 in the clouds below, and there are some dozens of operations.
SAME = {"rtol": 1e-9, "atol": 1e-9}


@st.composite
def clouds(draw, most=24):
    """(X, y) that a hyperplane separates, with a margin above a hundredth of the extent."""
    n = draw(st.integers(1, 4))
    m = draw(st.integers(2, most))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    normal = rng.standard_normal(n)
    normal /= np.linalg.norm(normal)
    X = rng.standard_normal((m, n))
    y = np.where(np.arange(m) < rng.integers(1, m), -1, 1)
    apart = draw(st.sampled_from([0.05, 0.5, 3]))
    heights = y * (apart + abs(rng.standard_normal(m)))
    return X - np.outer(X @ normal - heights, normal), y


def rotation(n, seed):
    """A random orthogonal matrix."""
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]


# --- Distances


def test_the_distance_is_that_of_geometry():
    line = sp.Line(sp.Point(1, sp.Rational(1, 2)), sp.Point(5, sp.Rational(-5, 2)))  # 3x+4y−5=0
    for point in ((3, 4), (0, 0), (-7, 2), (1, sp.Rational(1, 2))):
        exact = svm.distance(list(map(sp.sympify, point)), [sp.Integer(3), sp.Integer(4)], -5)
        assert exact == line.distance(sp.Point(*point))


numbers = st.fractions(-9, 9, max_denominator=9)
pairs = st.tuples(numbers, numbers)


@given(st.lists(pairs, min_size=1, max_size=4), pairs, numbers)
def test_scores_are_the_formula_with_its_sum_written_out(points, w, b):
    assert svm.scores(points, w, b).tolist() == [p * w[0] + q * w[1] + b for p, q in points]


@given(st.tuples(whole, whole).filter(any), st.tuples(whole, whole), whole)
def test_a_point_is_as_far_as_the_way_along_the_normal(w, point, steps):
    """From a point of the hyperplane, steps times w lead to a distance of steps ‖w‖."""
    w, point = np.array(w), np.array(point)
    length = math.hypot(*w)
    # Squares and their sum are exact; roots and a quotient are rounded by u each.
    near = lambda value: pytest.approx(value, rel=4 * UNIT_ROUNDOFF)
    assert svm.length(w) == near(length) and svm.length(-3 * w) == near(3 * length)
    b = -int(w @ point)
    assert svm.distance(point, w, b) == 0
    assert svm.distance(point + steps * w, w, b) == near(abs(steps) * length)
    assert svm.distance(point + steps * np.array([w[1], -w[0]]), w, b) == 0


@given(clouds(), st.integers(-5, 5))
def test_a_multiple_describes_the_same_hyperplane(cloud, k):
    assume(k)
    X, _ = cloud
    w, b = np.arange(1.0, X.shape[1] + 1), 0.5
    one, other = (svm.signed_distances(X, f * w, f * b) for f in (1, k))
    # Scores are sums of five products below 40: rounded to 10 · 40 · 2e-16.
    assert np.allclose(np.sign(k) * other, one, rtol=0, atol=1e-13)


def test_signed_distances_are_positive_where_w_points():
    assert svm.signed_distances([[3, 4], [-3, -4]], [3, 4], 0).tolist() == [5, -5]
    assert svm.distance([-3, -4], [3, 4], 0) == 5


def test_fractions_stay_fractions():
    thirds = [Fraction(2, 3), Fraction(2, 3)]
    assert svm.margins(*THREE, thirds, -1).tolist() == [1, 1, 1]
    w, b = svm.canonical(*THREE, np.array([Fraction(2)] * 2), Fraction(-3))
    assert [*w, b] == [Fraction(2, 3), Fraction(2, 3), -1]


def test_no_hyperplane_without_a_normal():
    for w in ([0, 0], [0.0]):
        with pytest.raises(ValueError, match="gives no hyperplane"):
            svm.signed_distances(np.zeros((1, len(w))), w, 1)
    with pytest.raises(ValueError, match=r"^w must be finite"):
        svm.length([np.nan, 1.0])


@given(st.fractions(Fraction(1, 50), 50))
def test_a_canonical_form_has_the_smallest_margin_1_and_forgets_its_factor(factor):
    w, b = svm.canonical(*THREE, np.array([factor, 3 * factor]), -2 * factor)
    assert min(svm.margins(*THREE, w, b)) == 1 and w.tolist() == [Fraction(1, 2), Fraction(3, 2)]


@given(clouds(), st.integers(0, 99))
def test_nearest_points_are_averages_of_each_class(cloud, seed):
    """Whatever the multipliers: a factor for a class changes nothing, equal points are theirs."""
    X, y = cloud
    multipliers = np.random.default_rng(seed).uniform(0.1, 1, len(y))
    minus, plus = svm.nearest_points(X, y, multipliers)
    weighed = svm.nearest_points(X, y, np.where(y > 0, 3, 7) * multipliers)
    assert np.allclose(weighed, [minus, plus], **SAME)
    for k, average in ((-1, minus), (1, plus)):
        expected = np.average(X[y == k], axis=0, weights=multipliers[y == k])
        assert average.shape == X.shape[1:] and np.allclose(average, expected, **SAME)


@pytest.mark.parametrize("b", [0, 5])
def test_only_a_line_without_mistakes_has_a_canonical_form(b):
    with pytest.raises(ValueError, match="smallest margin must be positive"):
        svm.canonical(*THREE, [1, 1], b)


# --- The conditions


def test_the_tight_equations_are_the_gradient_of_the_lagrangian():
    X, y = THREE
    A, r = svm.tight_equations(X, y)
    z = np.array(sp.symbols("w_1 w_2 b lambda_1:4"))
    w, b, multipliers = z[:2], z[2], z[3:]
    lagrangian = w @ w / 2 - multipliers @ (svm.margins(X, y, w, b) - 1)
    slopes = [sp.diff(lagrangian, symbol) for symbol in z]
    for row, right, slope in zip(A, r, slopes, strict=True):
        assert sp.expand(row @ z - right - slope) == 0 or sp.expand(row @ z - right + slope) == 0


@given(st.lists(st.tuples(whole, whole), min_size=2, max_size=4), st.integers(0, 15), st.data())
def test_the_tight_equations_are_the_conditions_with_every_constraint_tight(points, bits, data):
    X, y = np.array(points), np.array([1 if bits >> i & 1 else -1 for i in range(len(points))])
    z = np.array(data.draw(st.lists(whole, min_size=3 + len(y), max_size=3 + len(y))))
    w, b, multipliers = z[:2], z[2], z[3:]
    A, r = svm.tight_equations(X, y)
    off = [*(w - (multipliers * y) @ X), multipliers @ y, *(y * (X @ w + b) - 1)]
    assert (A @ z - r).tolist() == off  # in whole numbers
    A, r = svm.tight_equations(X.tolist(), y.tolist())
    assert (A @ z - r).tolist() == off


@given(st.sampled_from([-1, 1]), st.floats(0, 0.99), st.floats(1.01, 1e8))
def test_a_plane_is_proved_to_a_hundred_millionth(side, below, above):
    """b that is off by t leaves a margin of 1 − t."""
    plane = svm.Hyperplane(np.array([2, 2]) / 3, -1.0, np.array([4, 2, 2]) / 9)
    close, far = (shifted(plane, b=side * share * 1e-8) for share in (below, above))
    assert svm.proved(close, *THREE) is close
    with pytest.raises(RuntimeError, match=r"^the solver's result misses the KKT conditions by "):
        svm.proved(far, *THREE)


@given(st.lists(st.tuples(whole, whole, whole, st.sampled_from([-1, 1])), min_size=1))
def test_a_pull_is_the_formula_with_its_sum_written_out(rows):
    multipliers, p, q, y = zip(*rows, strict=True)
    found = svm.pull(multipliers, list(zip(p, q, strict=True)), y)
    assert found.tolist() == [
        sum(m * k * x for m, k, x in zip(multipliers, y, xs, strict=True)) for xs in (p, q)
    ]


def exact(inputs=THREE):
    """w, b and multipliers of a problem whose constraints are all tight, as SymPy numbers."""
    A, r = map(sp.Matrix, svm.tight_equations(*inputs))
    z = A.LUsolve(r)
    n = inputs[0].shape[1]
    return svm.Hyperplane(np.array(z[:n]), z[n], np.array(z[n + 1 :]))


def test_six_linear_equations_solve_three_points():
    plane = exact()
    assert plane.w.tolist() == [sp.Rational(2, 3)] * 2 and plane.b == -1
    assert plane.multipliers.tolist() == [sp.Rational(k, 9) for k in (4, 2, 2)]


def shifted(plane, **changes):
    """The hyperplane with a little added to some of its entries."""
    return svm.Hyperplane(
        *(np.add(value, changes.get(name, 0)) for name, value in plane._asdict().items())
    )


def test_each_residual_sees_its_own_fault():
    X, y = THREE
    plane = svm.Hyperplane(np.array([2, 2]) / 3, -1.0, np.array([4, 2, 2]) / 9)
    assert max(svm.kkt_residuals(plane, X, y)) < 1e-15
    faults = {
        "stationarity": shifted(plane, w=[0.1, -0.1]),
        "balance": shifted(plane, multipliers=[0.1, 0, 0]),
        "violation": shifted(plane, b=0.1),
        "sign": shifted(plane, multipliers=[-0.5, -0.5, 0]),
        "slackness": shifted(plane, w=[0.1, 0.1]),
    }
    for name, wrong in faults.items():
        assert getattr(svm.kkt_residuals(wrong, X, y), name) > 0.01, name
    assert svm.kkt_residuals(shifted(plane, b=0.1), X, y).violation == pytest.approx(0.1)
    # The size of the first term: centered points are (−1, −1), (0, 1), (1, 0).
    off = svm.kkt_residuals(shifted(plane, w=[0.3, 0.4]), X, y)
    assert off.stationarity == pytest.approx(0.5 / ((4 * np.sqrt(2) + 4) / 9))
    # λ (margin − 1) / Σ λ: 0.2 · 1.5 for two of the points, weighted 2/8 each.
    assert off.slackness == pytest.approx(1.1 / 4)


def test_without_multipliers_residuals_are_lengths():
    X, y = THREE
    none = svm.Hyperplane(np.array([3.0, 4.0]), 0.0, np.zeros(3))
    found = svm.kkt_residuals(none, X, y)
    assert found == (5, 0, 1, 0, 0)  # the margins are 0, 11 and 10
    assert svm.kkt_residuals(none, X.tolist(), y.tolist()) == found
    assert all(isinstance(residual, float) for residual in found)
    fractions = np.array([[Fraction(entry) for entry in row] for row in np.column_stack([X, y])])
    assert svm.kkt_residuals(none, fractions[:, :2], fractions[:, 2]) == found


def test_stationarity_is_relative_to_the_distances_from_the_center():
    """Two points 4 apart, each 2 from (5, 0), with λ = 1: they pull by 4, and the reach is 4."""
    plane = svm.Hyperplane(np.array([1.0, 0.0]), -5.0, np.ones(2))
    found = svm.kkt_residuals(plane, [[3, 0], [7, 0]], [-1, 1])
    assert found == (0.75, 0, 0, 0, 0.5)  # margins of 2: λ (margin − 1) is 1 of a sum of 2


def test_a_multiplier_at_its_limit_excuses_a_small_margin():
    X, y = THREE
    plane = svm.Hyperplane(np.array([0.15, 0.15]), 0.55, np.array([0.1, 0.05, 0.05]))
    assert max(svm.kkt_residuals(plane, X, y, C=0.1)) < 1e-15
    assert svm.kkt_residuals(plane, X, y).violation == pytest.approx(1.55)
    assert svm.kkt_residuals(plane, X, y, C=0.2).violation == pytest.approx(1.55 / 2)
    assert svm.kkt_residuals(plane, X, y, C=0.05).sign == pytest.approx(0.05 / 0.2)


@given(clouds())
def test_residuals_have_no_unit(cloud):
    X, y = cloud
    rng = np.random.default_rng(len(y))
    plane = svm.Hyperplane(rng.standard_normal(X.shape[1]), 0.3, rng.standard_normal(len(y)))
    k = 2.0**-20
    inches = svm.Hyperplane(plane.w / k, plane.b, plane.multipliers / k**2)
    assert np.allclose(
        svm.kkt_residuals(plane, X, y), svm.kkt_residuals(inches, k * X, y), rtol=1e-9
    )


@given(clouds(), st.integers(0, 99))
def test_every_admissible_multiplier_gives_a_lower_bound(cloud, seed):
    X, y = cloud
    least = svm.maximum_margin(X, y).w
    shares = np.random.default_rng(seed).random(len(y))
    for k in (-1, 1):
        shares[y == k] /= shares[y == k].sum()
    bound = svm.dual_objective(least @ least * shares, X, y)
    assert bound <= least @ least / 2 * (1 + 1e-12)
    by_matrix = shares.sum() - shares @ svm.dual_matrix(X, y) @ shares / 2
    assert svm.dual_objective(shares, X, y) == pytest.approx(by_matrix, rel=1e-9, abs=1e-9)


# --- The widest margin


@given(clouds())
def test_the_two_programs_agree_and_prove_each_other(cloud):
    X, y = cloud
    primal, dual = (route(X, y) for route in ROUTES)
    for plane in (primal, dual):
        assert max(svm.kkt_residuals(plane, X, y)) < 1e-9
        assert (plane.multipliers >= 0).all()
    assert np.allclose(primal.w, dual.w, **SAME) and np.isclose(primal.b, dual.b, **SAME)
    gap = primal.w @ primal.w / 2 - svm.dual_objective(dual.multipliers, X, y)
    assert abs(gap) <= 1e-9 * (primal.w @ primal.w)
    # Σ λ = ‖w‖² at the optimum: both objectives are half of it.
    assert dual.multipliers.sum() == pytest.approx(primal.w @ primal.w, rel=1e-9)


@settings(max_examples=40)
@given(clouds())
def test_scikit_learn_finds_the_same(cloud):
    X, y = cloud
    plane = svm.maximum_margin(X, y)
    C = 10 * max(plane.multipliers) + 1  # large enough to be a hard margin, not more
    other = SVC(kernel="linear", C=C, tol=1e-8).fit(X, y)
    # Its tol bounds the violation of the conditions, margins here; w follows to about its size
    # times the extent in margins, 1e2.
    assert np.allclose(other.coef_[0], plane.w, rtol=1e-5, atol=1e-5 * np.linalg.norm(plane.w))
    assert other.intercept_[0] == pytest.approx(plane.b, rel=1e-5, abs=1e-5)
    pulls = np.zeros(len(y))
    pulls[other.support_] = other.dual_coef_[0]
    assert np.allclose(pulls @ X, plane.w, rtol=1e-5, atol=1e-5 * np.linalg.norm(plane.w))


@pytest.mark.parametrize("route", ROUTES)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8))
def test_two_points_have_a_closed_form(route, numbers):
    """w = 2 (p − q) / ‖p − q‖², λ = 2 / ‖p − q‖², and the middle has score 0."""
    n = len(numbers) // 2
    p, q = np.array(numbers[:n]), np.array(numbers[n : 2 * n])
    assume((p != q).any())
    squared = (p - q) @ (p - q)
    plane = route([p, q], [1, -1])
    assert np.allclose(plane.w, 2 * (p - q) / squared, rtol=1e-12, atol=1e-14)
    assert np.allclose(plane.multipliers, 2 / squared, rtol=1e-12)
    assert plane.w @ (p + q) / 2 + plane.b == pytest.approx(0, abs=1e-13)


@pytest.mark.parametrize("route", ROUTES)
@given(clouds(), st.integers(0, 99), st.sampled_from([1e-6, 1e-3, 1, 1e6]))
def test_the_hyperplane_moves_with_the_points(route, cloud, seed, scale):
    X, y = cloud
    plane, rng = route(X, y), np.random.default_rng(seed)
    turn, shift = rotation(X.shape[1], seed), rng.standard_normal(X.shape[1])
    moved = route(scale * (X @ turn.T + shift), y)
    w = turn @ plane.w / scale
    assert np.allclose(moved.w * scale, turn @ plane.w, **SAME)
    assert moved.b == pytest.approx(plane.b - scale * w @ shift, rel=1e-9, abs=1e-9)
    balance = moved.multipliers * scale**2 * y
    assert np.allclose(balance @ (X @ turn.T), turn @ plane.w, **SAME)


@pytest.mark.parametrize("route", ROUTES)
@given(clouds(), st.integers(0, 99))
def test_the_order_of_points_and_the_names_of_classes_do_not_matter(route, cloud, seed):
    X, y = cloud
    plane = route(X, y)
    order = np.random.default_rng(seed).permutation(len(y))
    shuffled, swapped = route(X[order], y[order]), route(X, -y)
    assert np.allclose(shuffled.w, plane.w, **SAME) and np.isclose(shuffled.b, plane.b, **SAME)
    assert np.allclose(swapped.w, -plane.w, **SAME) and np.isclose(swapped.b, -plane.b, **SAME)


@pytest.mark.parametrize("route", ROUTES)
@given(clouds(), st.integers(0, 99))
def test_points_outside_of_the_slab_change_nothing(route, cloud, seed):
    X, y = cloud
    plane, rng = route(X, y), np.random.default_rng(seed)
    added, label = rng.standard_normal((5, X.shape[1])), np.array([-1, -1, 1, 1, 1])
    margin = svm.margins(added, label, plane.w, plane.b)
    # Along w to a margin of 1.01 … 4, on the side of the label.
    target = rng.uniform(1.01, 4, 5)
    added += np.outer(label * (target - margin), plane.w) / (plane.w @ plane.w)
    more = route(np.vstack([X, added]), np.append(y, label))
    assert np.allclose(more.w, plane.w, **SAME) and np.isclose(more.b, plane.b, **SAME)
    assert (more.multipliers[-5:] == 0).all()
    # A point inside moves it.
    inside = plane.w * (0.5 - plane.b) / (plane.w @ plane.w)
    other = route(np.vstack([X, inside]), np.append(y, 1))
    assert np.linalg.norm(other.w) > np.linalg.norm(plane.w) * 1.01


@pytest.mark.parametrize("route", ROUTES)
@given(clouds())
def test_no_other_direction_has_a_wider_slab(route, cloud):
    """The least distance between the classes along a direction, tried on many."""
    X, y = cloud
    plane = route(X, y)
    rng = np.random.default_rng(len(y))
    widest = 2 / np.linalg.norm(plane.w)
    near = plane.w + rng.standard_normal((20, X.shape[1])) * np.linalg.norm(plane.w) / 10
    for way in [*rng.standard_normal((20, X.shape[1])), *near]:
        heights = X @ way / np.linalg.norm(way)
        assert heights[y > 0].min() - heights[y < 0].max() <= widest * (1 + 1e-12)


@given(clouds())
def test_the_slab_is_as_wide_as_the_hulls_are_apart(cloud):
    X, y = cloud
    plane = svm.maximum_margin_dual(X, y)
    minus, plus = svm.nearest_points(X, y, plane.multipliers)
    apart = plus - minus
    assert np.linalg.norm(apart) == pytest.approx(2 / np.linalg.norm(plane.w), rel=1e-9)
    assert np.allclose(apart * (plane.w @ plane.w) / 2, plane.w, **SAME)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("shift", [0, 1e6])
@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
def test_the_six_points_in_any_unit_and_anywhere(route, scale, shift):
    X, y = six_points()
    # The shift is a multiple of the unit, so that the data lose 1e6 · 2e-16 of a unit.
    plane = route(scale * (X + shift), y)
    room = 1e-12 + shift * 4e-15
    assert np.allclose(plane.w * scale, 2 / 3, rtol=room)
    assert plane.b == pytest.approx(-1 - 4 / 3 * shift, rel=room)
    assert np.allclose(plane.multipliers * scale**2 * 9, [4, 0, 0, 2, 2, 0], rtol=1e-9, atol=0)
    assert plane.support.tolist() == [0, 3, 4]


@pytest.mark.parametrize("route", ROUTES)
def test_points_on_the_edge_may_have_no_multiplier(route):
    """A grid, whose edge holds more points than are needed: w is unique, multipliers are not."""
    X = np.array([[a, b] for a in range(4) for b in range(4)])
    X, y = np.vstack([X, np.add(X, [5, 0])]), np.repeat([-1, 1], 16)
    plane = route(X, y)
    assert np.allclose(plane.w, [1, 0], rtol=1e-12, atol=1e-12)
    assert plane.b == pytest.approx(-4, rel=1e-12)
    assert max(svm.kkt_residuals(plane, X, y)) < 1e-12
    edge = np.isclose(svm.margins(X, y, plane.w, plane.b), 1)
    assert edge.sum() == 8 and not plane.multipliers[~edge].any()


@pytest.mark.parametrize("route", ROUTES)
def test_a_duplicate_shares_its_multiplier(route):
    X, y = THREE
    plane = route(np.vstack([X, X[1:2]]), np.append(y, 1))
    assert np.allclose(plane.w, 2 / 3, rtol=1e-12)
    assert plane.multipliers[[1, 3]].sum() == pytest.approx(2 / 9, rel=1e-9)


@pytest.mark.parametrize("route", ROUTES)
@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=10),
    st.integers(0, 1023),
)
def test_on_grids_a_line_or_a_common_point_is_found(route, points, bits):
    """Points with small whole coordinates: many ties, many that touch.  One of two is true."""
    y = np.array([1 if bits >> i & 1 else -1 for i in range(len(points))])
    assume(0 < (y > 0).sum() < len(y))
    X = np.array(points, dtype=float)
    try:
        plane = route(X, y)
    except svm.NotSeparable as refusal:
        # The point is in both hulls: no direction has all of a class strictly beyond it.
        for angle in np.radians(range(0, 360, 7)):
            way = np.array([np.cos(angle), np.sin(angle)])
            for k in (-1, 1):
                assert ((X[y == k] - refusal.point) @ way).min() <= 1e-6
    else:
        assert svm.margins(X, y, plane.w, plane.b).min() >= 1 - 1e-9
        assert max(svm.kkt_residuals(plane, X, y)) < 1e-9


# --- Soft margins and the hinge


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(4, 20), st.sampled_from([0.01, 1, 9]))
def test_soft_margins_are_scikit_learns(seed, n, m, C):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((m, n)), np.where(np.arange(m) < rng.integers(1, m), -1, 1)
    plane = svm.soft_margin(X, y, C)
    assert max(svm.kkt_residuals(plane, X, y, C)) < 1e-7
    other = SVC(kernel="linear", C=C, tol=1e-6).fit(X, y)
    values = [
        hinge.soft_margin_objective(w, b, X, y, C)
        for w, b in ((plane.w, plane.b), (other.coef_[0], other.intercept_[0]))
    ]
    # w may be almost zero and b not unique; the least value is one number.  Ours is no worse, and
    # the other solver, which stops at small steps, is worse by no more than a trifle of C m.
    assert values[0] <= values[1] * (1 + 1e-9)
    assert values[1] - values[0] <= 1e-5 * C * m
    dual = svm.dual_objective(plane.multipliers, X, y)
    assert dual == pytest.approx(values[0], rel=1e-6, abs=1e-9 * C * m)


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from([0.01, 1, 100]))
def test_two_thousand_points_have_a_soft_margin(seed, C):
    rng = np.random.default_rng(seed)
    y = np.repeat([-1, 1], 1000)
    X = rng.standard_normal((2000, 2)) + y[:, None]
    plane = svm.soft_margin(X, y, C)
    assert max(svm.kkt_residuals(plane, X, y, C)) < 1e-7


@settings(max_examples=30)
@given(
    st.integers(0, 10**6), st.integers(1, 3), st.sampled_from([0.01, 1, 100]), st.integers(-2, 2)
)
def test_the_central_path_ends_where_the_equations_say(seed, n, C, digits):
    """Alone, before anything is tight: (w, b) is feasible with slack, and almost the cheapest."""
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((12, n)) / 10.0**digits, np.repeat([-1.0, 1.0], 6)
    C *= 100.0**digits
    found = hinge.soft_margin_objective(*svm.central_path(X, y, C), X, y, C)
    least = hinge.soft_margin_objective(*svm.soft_margin(X, y, C)[:2], X, y, C)
    # The gap of the two programs is the sum of 24 products, whose mean is below 1e-13 C.
    assert -1e-13 * C * 12 <= found - least <= 2.4e-12 * C + 1e-13 * least


@given(st.lists(st.tuples(st.floats(1e-9, 1e9), st.floats(-1e9, 1e9)), min_size=1))
def test_a_step_inside_is_a_whole_one_or_leaves_a_hundredth_of_one_value(pairs):
    values, changes = np.transpose(pairs)
    step = svm.inside(values, changes)
    # A sum and some factors, each rounded by u of the value.
    room = 4 * UNIT_ROUNDOFF
    left = np.min((values + step * changes) / values)
    assert 0 < step <= 1 and left >= 0.01 - room
    assert step == 1 or left == pytest.approx(0.01, abs=room)


@given(clouds(), st.sampled_from([1.01, 3, 1e12]))
def test_a_high_price_gives_the_widest_margin(cloud, factor):
    X, y = cloud
    hard = svm.maximum_margin(X, y)
    soft = svm.soft_margin(X, y, factor * max(hard.multipliers))
    assert np.allclose(soft.w, hard.w, **SAME) and np.isclose(soft.b, hard.b, **SAME)
    lower = svm.soft_margin(X, y, 0.9 * max(hard.multipliers))
    assert lower.w @ lower.w < hard.w @ hard.w


def test_from_four_ninths_on_three_points_take_no_slack():
    below, at = (svm.soft_margin(*THREE, C).w for C in (4 / 9 - 1e-6, 4 / 9 + 1e-6))
    assert np.allclose(at, 2 / 3, rtol=1e-9)
    assert not np.allclose(below, 2 / 3, rtol=1e-7)


@pytest.mark.parametrize("k", [1e-6, 1, 1e6])
def test_the_price_scales_like_a_multiplier(k):
    X, y = np.vstack([six_points()[0], [2, 2]]), np.append(six_points()[1], -1)
    plane = svm.soft_margin(k * X, y, C=0.1 / k**2)
    assert np.allclose(k * plane.w, 0.25, rtol=1e-9)
    assert plane.b == pytest.approx(-0.5, rel=1e-9)


def test_points_of_one_place_have_a_soft_margin():
    """Three labels at one point: w = 0, and b sides with the majority."""
    plane = svm.soft_margin(np.ones((3, 2)), [1, 1, -1], C=1)
    assert not plane.w.any() and plane.b == pytest.approx(1)


@given(st.lists(st.tuples(sizes, sizes), min_size=1, max_size=4), st.floats(0, 2), st.floats(0, 2))
def test_the_gaussian_kernel_turns_sums_into_products(points, gamma, more):
    """Over the coordinates and over γ: every factor is a kernel of one of them."""
    x, z = zip(*points, strict=True)
    # Exponents below 4 · 4 · 36 = 576 are rounded by 10u, and e to their power passes that on.
    near = lambda value: pytest.approx(value, rel=5760 * UNIT_ROUNDOFF, abs=1e-300)
    each = [svm.rbf_kernel([a], [b], gamma) for a, b in points]
    assert svm.rbf_kernel(x, z, gamma) == near(math.prod(each)) and svm.rbf_kernel(x, x, gamma) == 1
    both = svm.rbf_kernel(x, z, gamma) * svm.rbf_kernel(x, z, more)
    assert svm.rbf_kernel(x, z, gamma + more) == near(both)
    assert each == [near(math.exp(-gamma * (a - b) ** 2)) for a, b in points]


def test_the_gaussian_kernel_is_symmetric_and_forgets_the_place():
    x, z = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 2.0])
    assert svm.rbf_kernel(x, z, 0.3) == svm.rbf_kernel(z, x, 0.3)
    # Squared distances of 12 are rounded to 12 · 4 · 2e-16.
    assert svm.rbf_kernel(x + 5, z + 5, 0.3) == pytest.approx(svm.rbf_kernel(x, z, 0.3), rel=1e-14)
    t = sp.Symbol("t", positive=True)
    exact_value = svm.rbf_kernel((sp.Integer(0), 0), (sp.Integer(1), 2), t)
    assert exact_value == sp.exp(-5 * t) and symbolic is not None
    with pytest.raises(ValueError, match="shorter"):
        svm.rbf_kernel(x, z[:2], 0.3)
    grid = np.array([[svm.rbf_kernel(a, b, 0.3) for a in (x, z, x + z)] for b in (x, z, x + z)])
    assert np.linalg.eigvalsh(grid).min() > 0


# --- What is refused


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "X, y, point",
    [
        (*XOR, [0.5, 0.5]),
        ([[0, 0], [3, 0], [0, 3], [1, 1]], [-1, -1, -1, 1], [1, 1]),
        ([[0], [1], [2]], [-1, 1, -1], [1]),
        ([[0, 0], [2, 0], [1, 0]], [-1, -1, 1], [1, 0]),  # touching is not separated
    ],
)
@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
def test_data_without_a_hyperplane_are_refused_with_a_proof(route, X, y, point, scale):
    with pytest.raises(svm.NotSeparable, match="is an average of points of each") as refusal:
        route(np.multiply(X, scale), y)
    # Sums of coordinates rounded once each.
    assert np.allclose(refusal.value.point, np.multiply(point, scale), rtol=1e-9, atol=1e-9 * scale)


@pytest.mark.parametrize("route", ROUTES)
def test_a_common_point_is_shown_with_six_digits_after_the_point(route):
    with pytest.raises(svm.NotSeparable, match=r": \[0\.123457\] is an average"):
        route([[0], [0.123456789], [1]], [-1, 1, -1])


@pytest.mark.parametrize("route", ROUTES)
def test_a_point_with_both_labels_is_named(route):
    several = [[3, 0], [1, 2], [0, 0], [1, 2], [3, 0]]
    with pytest.raises(svm.NotSeparable, match="carries both labels") as refusal:
        route(several, [1, 1, -1, -1, -1])
    assert refusal.value.point.tolist() == [1, 2]
    with pytest.raises(svm.NotSeparable, match=r"the point \[1\. 2\.\] carries both labels"):
        route([[1, 2], [0, 0], [1, 2]], [1, -1, -1])


@pytest.mark.parametrize("route", [*ROUTES, lambda X, y: svm.soft_margin(X, y, 1.0)])
@pytest.mark.parametrize(
    "X, y, said",
    [
        ([[0.0], [1.0]], [1, 1], "two classes are needed, and every label is 1"),
        ([[0.0], [1.0]], [1, 0], "labels must be -1 or 1, and one is 0$"),
        ([[0.0], [1.0]], [-1, np.nan], "labels must be -1 or 1, and one is nan$"),
        ([[0.0], [1.0]], [-1, -1], "two classes are needed, and every label is -1$"),
        ([[0.0]], [1], "two classes are needed, and every label is 1$"),
        ([[0.0], [np.nan]], [-1, 1], "^X must be finite, and it holds nan"),
        ([[0.0], [np.inf]], [-1, 1], "^X must be finite, and it holds inf"),
        ([0.0, 1.0], [-1, 1], r"not \(2,\) and \(2,\)"),
        ([[0.0], [1.0]], [-1, 1, 1], r"not \(2, 1\) and \(3,\)"),
        (np.zeros((2, 0)), [-1, 1], r"not \(2, 0\) and \(2,\)"),
        (np.zeros((0, 2)), [], r"not \(0, 2\) and \(0,\)"),
    ],
)
def test_what_is_no_data_is_refused(route, X, y, said):
    with pytest.raises(ValueError, match=said):
        route(X, y)


@given(clouds(), st.floats().filter(lambda label: abs(label) != 1))
def test_what_is_checked_is_the_data_as_floats(cloud, label):
    X, y = cloud
    for kind in (list, tuple, np.array):
        found = svm.checked(kind(X), kind(y))
        assert all(map(np.array_equal, found, cloud))
        assert [values.dtype for values in found] == [float, float]
    wrong = y.astype(float)
    wrong[-1] = label
    with pytest.raises(ValueError, match=re.escape(f"must be -1 or 1, and one is {label:g}") + "$"):
        svm.checked(X, wrong)
    both, labels = np.vstack([X, X[:1]]), np.append(y, -y[0])
    with pytest.raises(svm.NotSeparable, match="carries both labels"):
        svm.checked(both, labels)
    assert np.array_equal(svm.checked(both, labels, contradictions=True)[0], both)


@pytest.mark.parametrize("C", [0, -1.0, np.nan, np.inf])
def test_a_price_is_positive(C):
    with pytest.raises(ValueError, match="C must be"):
        svm.soft_margin(*THREE, C)


def test_a_solver_that_failed_returns_nothing(monkeypatch):
    real = svm.minimize
    found = lambda *args, **kwargs: OptimizeResult(
        real(*args, **kwargs), success=False, message="!"
    )
    monkeypatch.setattr(svm, "minimize", found)
    with pytest.raises(RuntimeError, match="SLSQP found no solution: !"):
        svm.maximum_margin(*THREE)
    soft = svm.soft_margin(*THREE, 0.1)  # has a solver of its own
    assert max(svm.kkt_residuals(soft, *THREE, C=0.1)) < 1e-12


def test_a_result_that_is_wrong_is_not_returned(monkeypatch):
    far = OptimizeResult(x=np.array([3.0, 1.0, 7.0]), success=True)
    monkeypatch.setattr(svm, "minimize", lambda *args, **kwargs: far)
    with pytest.raises(RuntimeError, match="misses the KKT conditions"):
        svm.maximum_margin(*THREE)
    monkeypatch.setattr(svm, "central_path", lambda *args: (np.array([3.0, 1.0]), 7.0))
    with pytest.raises(RuntimeError, match="misses the KKT conditions"):
        svm.soft_margin(*XOR, 1.0)
    monkeypatch.setattr(svm, "least_distance", lambda D: np.ones(len(D)))
    with pytest.raises(RuntimeError, match="misses the KKT conditions"):
        svm.maximum_margin_dual(*THREE)


@pytest.mark.parametrize("route", ROUTES)
@given(clouds(), st.sampled_from([1e2, 1e4, 1e8]))
def test_features_of_very_different_size_are_solved_or_refused(route, cloud, factor):
    """Never a wrong hyperplane: what is returned satisfies the conditions in the given units."""
    X, y = cloud
    X = X * factor ** np.arange(X.shape[1])
    try:
        plane = route(X, y)
    except RuntimeError as refusal:
        assert any(
            said in str(refusal)
            for said in ("SLSQP found no solution", "misses the KKT", "least squares found no")
        )
        return
    # Beyond the 1e-8 that was checked, rounding of scores: extents in margins are below 1e8 · 1e3.
    assert max(svm.kkt_residuals(plane, X, y)) < 1e-7 + 1e-13 * abs(X @ plane.w).max()


@given(clouds())
def test_the_scale_is_half_the_width_of_an_empty_slab(cloud):
    X, y = cloud
    _, scale = svm.separated(X, y)
    widest = 1 / np.linalg.norm(svm.maximum_margin_dual(X, y).w)
    assert 0 < scale <= widest * (1 + 1e-9)
    gap, p, q, normal = svm.closest_averages(X, y)
    # The program's tolerance is 1e-10 of coordinates below 10.
    assert svm.width_along(normal, X, y) * np.linalg.norm(normal) >= gap - 1e-8
    assert abs(normal).sum() == pytest.approx(1, rel=1e-9)
    assert np.max(abs(q - p)) == pytest.approx(gap, abs=1e-8)
    for k, average in ((-1, p), (1, q)):
        assert (X[y == k].min(axis=0) - 1e-8 <= average).all()
        assert (average <= X[y == k].max(axis=0) + 1e-8).all()


@given(clouds())
def test_the_slab_of_the_linear_program_may_set_the_scale(cloud):
    """normal · (x − z) ≥ gap in coordinates divided by their spread: along normal / spread."""
    X, y = cloud
    X = X * 30.0 ** np.arange(X.shape[1])
    center, scale = svm.separated(X, y)
    spread = np.max(abs(X - center), axis=0)
    gap, *_, normal = svm.closest_averages((X - center) / spread, y)
    # The program's tolerance is 1e-10, and the gaps of these clouds are some hundredths.
    assert 2 * scale >= gap / np.linalg.norm(normal / spread) * (1 - 1e-8)


@given(st.integers(0, 999))
def test_two_points_set_the_scale_exactly(seed):
    p, q = np.random.default_rng(seed).standard_normal((2, 3)) * [1, 1e3, 1e-3]
    _, scale = svm.separated(np.array([p, q]), np.array([-1, 1]))
    assert scale == pytest.approx(np.linalg.norm(p - q) / 2, rel=1e-9)


@pytest.mark.parametrize("route", ROUTES)
def test_a_gap_of_a_millionth_is_a_gap(route):
    X, y = np.array([[0], [1], [1 + 2.0**-20], [2]]), np.array([-1, -1, 1, 1])
    # Coordinates of size 1 are right to 1e-16, so the gap is to 1e-10 of it.
    assert route(X, y).w[0] == pytest.approx(2**21, rel=1e-9)
    with pytest.raises(svm.NotSeparable):
        route(np.array([[0], [1], [1 + 2.0**-40], [2]]), y)


@pytest.mark.parametrize("gap", [2.0**-24, 2.0**-26])
def test_a_gap_below_the_tolerance_that_highs_takes_by_itself_is_a_gap(gap):
    """That is 1e-7, and it would call these classes touching."""
    # Centered coordinates below 1 are right to 1e-16, so the gap of 1.5e-8 is to 1e-8 of it.
    plane = svm.maximum_margin_dual([[0], [gap], [1]], [-1, 1, 1])
    assert plane.w[0] == pytest.approx(2 / gap, rel=1e-7)


@pytest.mark.parametrize("gap", [1e-3, 1.0, 1e3])
def test_one_pair_has_the_multiplier_of_its_gap(gap):
    """The shortest w with gap · w ≥ 2 is 2 / gap, and it is gap times ρ = 2 / gap²."""
    # Numbers of size 1 are right to 1e-16, and a rest of gap / 2 is to a thousand times that.
    assert svm.least_distance(np.array([[gap]])) == pytest.approx(2 / gap**2, rel=1e-12)


@pytest.mark.parametrize("gap", [1e-170, 1e-300])
def test_what_rounding_leaves_nothing_of_is_refused(gap):
    """The square of w = 2 / gap is no float."""
    said = "^nonnegative least squares found no multipliers: the rest is rounded to 0$"
    with pytest.raises(RuntimeError, match=said):
        svm.least_distance(np.array([[gap]]))


def test_a_linear_program_that_failed_decides_nothing(monkeypatch):
    monkeypatch.setattr(svm, "linprog", lambda *a, **k: OptimizeResult(success=False, message="?"))
    with pytest.raises(RuntimeError, match=r"linear program was not solved: \?"):
        svm.maximum_margin(*THREE)
