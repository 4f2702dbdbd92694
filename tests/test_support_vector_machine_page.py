"""Guards of book/support_vector_machine.md: each reads the LaTeX of its equation from the page.

The parser knows products of numbers only, so a dot product is computed with twice: as it is read,
for points of one coordinate, and by the snippets for points of two.
"""

import re
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from latex_algebra import assert_steps, parse, plain, read, same, sides

from snippets import hinge, symbolic
from snippets import support_vector_machine as svm

X, y = np.array([[0, 0], [1, 2], [2, 1]]), np.array([-1, 1, 1])
AWAY = np.add(X, [5, -5])
w1, w2, b = sp.symbols("w_1 w_2 b")
WEIGHTS = np.array([w1, w2])
MULTIPLIERS = np.array(sp.symbols("lambda_1:4"))
LAGRANGIAN = WEIGHTS @ WEIGHTS / 2 - MULTIPLIERS @ (svm.margins(X, y, WEIGHTS, b) - 1)
BEST = svm.Hyperplane(
    np.array([sp.Rational(2, 3)] * 2), sp.Integer(-1), np.array([4, 2, 2]) / sp.Integer(9)
)
OTHERS = [  # (v, c) that satisfy the constraints of the three points
    (np.array([sp.Integer(1), sp.Integer(1)]), sp.Integer(-2)),
    (np.array([sp.Integer(0), sp.Integer(3)]), sp.Integer(-2)),
    (np.array([sp.Rational(5, 2), sp.Rational(1, 2)]), sp.Rational(-3, 2)),
]


def squares(tex, **names):
    """The LaTeX with the squared length of a vector of one coordinate written as its square."""
    for name in names.values():
        tex = tex.replace(rf"\lVert {name} \rVert^2", f"({name})^2")
    return tex


def test_the_other_lines_are_admissible():
    for v, c in OTHERS:
        assert min(svm.margins(X, y, v, c)) >= 1
        assert v @ v > BEST.w @ BEST.w


@pytest.mark.guards("eq-svm-line")
def test_line(tex):
    left, right = sides(tex)
    assert right == "0"
    assert same(parse(left), svm.scores([sp.symbols("x_1 x_2")], WEIGHTS, b)[0])


@pytest.mark.guards("eq-svm-foot")
def test_foot(tex):
    zero, step = tex.split(r"\qquad")
    (left, right), (name, formula) = sides(zero), sides(step)
    assert (right, name) == ("0", "t")
    # One coordinate: the equation as it is read, solved by its t as it is read.
    t = sp.Symbol("t")
    value = parse(squares(formula, w="w"))
    assert same(parse(left).subs(t, value), 0)
    # Two coordinates, by the words: t times ‖w‖ is the distance.
    assert plain(formula) == plain(r"\frac{w \cdot p + b}{\lVert w \rVert^2}")
    for point in [*X.tolist(), [3, 4]]:
        steps = svm.scores([point], BEST.w, BEST.b)[0] / (BEST.w @ BEST.w)
        assert svm.scores([point - steps * BEST.w], BEST.w, BEST.b)[0] == 0
        way = abs(steps) * svm.length(BEST.w)
        assert same(way, svm.distance(point, BEST.w, BEST.b))


@pytest.mark.guards("eq-svm-distance")
def test_distance(tex):
    formula = parse(tex)
    named = sp.symbols("p_{1} p_{2} w_{1} w_{2} b")
    assert formula.free_symbols == set(named)
    for values in ((3, 4, 3, 4, -5), (0, 0, 1, -2, 7), (-1, 2, 5, 1, -9)):
        x1, x2, *w, c = map(sp.Integer, values)
        shown = formula.subs(dict(zip(named, values, strict=True)))
        assert same(shown, svm.distance([x1, x2], w, c))


@pytest.mark.guards("eq-svm-smallest")
def test_smallest(tex):
    assert plain(tex) == plain(
        r"\min_i \frac{\lvert w \cdot x_i + b \rvert}{\lVert w \rVert} = 1 / \lVert w \rVert"
    )
    w, c = svm.canonical(X, y, [sp.Integer(2)] * 2, sp.Integer(-3))
    smallest = min(svm.distance(point, w, c) for point in X)
    assert same(smallest, 1 / svm.length(w))


def parts(tex):
    """The formulas of a display of several, in order, without the words between them."""
    inside = re.sub(r"\\(begin|end)\{gathered\}|\\text\{[^}]*\}", " ", tex)
    formulas = re.split(r"\\\\|\\q?quad", inside)
    return [formula.strip().rstrip(",.") for formula in formulas if formula.strip()]


def words(tex):
    """The words in a display."""
    return re.findall(r"\\text\{([^}]*)\}", tex)


@pytest.mark.guards("eq-svm-program")
def test_program(tex):
    assert words(tex) == ["minimize", "subject to", "for"]
    objective, constraint, index = parts(tex)
    assert index == r"i = 1, \dots, n"
    assert plain(objective) == plain(r"\tfrac12 \lVert w \rVert^2")
    # The constraint in one coordinate is that of the margin.
    left, right = sides(constraint, r"\ge")
    one = parse(left)
    x, label, w = sp.symbols("x_i y_i w")
    assert same(one, svm.margins([[x]], [label], [w], b)[0]) and right == "1"


@pytest.mark.guards("eq-svm-three")
def test_three(tex):
    assert words(tex) == []
    for one, margin in zip(parts(tex), svm.margins(X, y, WEIGHTS, b), strict=True):
        left, right = map(parse, sides(one, r"\ge"))
        assert same(left, margin) and right == 1


@pytest.mark.guards("eq-svm-lagrangian")
def test_lagrangian(tex):
    name, formula = sides(tex)
    assert name == r"\Lambda(w, b, \lambda)"
    half, summed = formula.split(r"- \sum_{i=1}^{n}")
    assert half.strip() == r"\frac{1}{2} \lVert w \rVert^2"
    term = parse(plain(summed))
    x, label, w, multiplier = sp.symbols("x_i y_i w lambda_i")
    assert same(term, multiplier * (svm.margins([[x]], [label], [w], b)[0] - 1))


@pytest.mark.guards("eq-svm-stationary")
def test_stationary(tex):
    first, second = tex.split(r"\qquad")
    assert plain(first) == r"w = \sum_{i=1}^{n} \lambda_i y_i x_i"
    assert plain(second) == r"\sum_{i=1}^{n} \lambda_i y_i = 0"
    slopes = symbolic.gradient(
        lambda z: LAGRANGIAN.subs({w1: z[0], w2: z[1], b: z[2]}), sp.symbols("v_1 v_2 c")
    )
    v = np.array(sp.symbols("v_1 v_2"))
    pulls = (MULTIPLIERS * y) @ X
    assert [sp.expand(s - e) for s, e in zip(slopes, v - pulls, strict=False)] == [0, 0]
    assert sp.expand(slopes[2] + MULTIPLIERS @ y) == 0


@pytest.mark.guards("eq-svm-kkt")
def test_kkt(tex):
    assert words(tex) == []
    feasible, sign, slack = parts(tex)
    left, right = sides(feasible, r"\ge")
    assert right == "1"
    one = parse(left)
    x, label, w, multiplier = sp.symbols("x_i y_i w lambda_i")
    margin = svm.margins([[x]], [label], [w], b)[0]
    assert same(one, margin)
    assert plain(sign) == r"\lambda_i \ge 0"
    product, zero = sides(slack)
    assert same(parse(product), multiplier * (margin - 1)) and zero == "0"
    # They hold for the three points, and the residuals of the snippet say so.
    assert all(m >= 0 for m in BEST.multipliers)
    assert not any(BEST.multipliers * (svm.margins(X, y, BEST.w, BEST.b) - 1))
    plane = svm.Hyperplane(*(np.array(part, dtype=float) for part in BEST))
    assert max(svm.kkt_residuals(plane, X, y)) < 1e-15


@pytest.mark.guards("eq-svm-square")
def test_square(tex):
    for name in ("v", "w", "v - w"):
        tex = tex.replace(rf"\lVert {name} \rVert^2", f"({name})^2")
    left, right = read(tex)
    assert same(left, right)
    for v, _ in OTHERS:  # the same in two coordinates
        w = BEST.w
        assert v @ v / 2 == w @ w / 2 + w @ (v - w) + (v - w) @ (v - w) / 2


@pytest.mark.guards("eq-svm-proof")
def test_proof(tex):
    start, middle, end = sides(tex)
    assert start == r"w \cdot (v - w)"
    frame = r"\sum_{i=1}^{n} \lambda_i"
    assert middle.startswith(frame) and end.startswith(frame)
    v, w, c, x, label = sp.symbols("v w c x_i y_i")
    gain, excess = (parse(part.removeprefix(frame)) for part in (middle, end))
    one = svm.margins([[x]], [label], [v], c)[0]
    assert same(gain, one - svm.margins([[x]], [label], [w], b)[0])
    assert same(excess, one - 1)
    for other, shift in OTHERS:
        values = [
            BEST.w @ (other - BEST.w),
            BEST.multipliers
            @ (svm.margins(X, y, other, shift) - svm.margins(X, y, BEST.w, BEST.b)),
            BEST.multipliers @ (svm.margins(X, y, other, shift) - 1),
        ]
        assert_steps(*values)
        assert values[0] >= 0
    # 'And only one b': with the same w any other bias misses a constraint.
    for shift in (-2, -sp.Rational(11, 10), -sp.Rational(9, 10), 0):
        assert min(svm.margins(X, y, BEST.w, shift)) < 1


@pytest.mark.guards("eq-svm-six")
def test_six(tex):
    assert words(tex) == []
    shown = [left - right for left, right in map(read, parts(tex))]
    A, r = svm.tight_equations(X, y)
    z = np.array([w1, w2, b, *sp.symbols("lambda_1:4")])
    by_name = {sp.Symbol(f"lambda_{{{k}}}"): z[2 + k] for k in (1, 2, 3)}
    by_name |= {sp.Symbol("w_{1}"): w1, sp.Symbol("w_{2}"): w2}
    rows = [row @ z - right for row, right in zip(A, r, strict=True)]
    matched = [
        {i for i, row in enumerate(rows) if sp.expand(e.subs(by_name) - k * row) == 0}
        for e in shown
        for k in (1, -1)
    ]
    assert set().union(*matched) == set(range(6)) and len(shown) == 6


@pytest.mark.guards("eq-svm-weak")
def test_weak(tex):
    most, middle, least = sides(tex, r"\ge", r"\ge")
    assert plain(most) == r"\frac{1}{2} \lVert v \rVert^2"
    assert plain(middle) == r"w \cdot v - \frac{1}{2} \lVert w \rVert^2"
    assert plain(least) == r"\sum_{i=1}^{n} \lambda_i - \frac{1}{2} \lVert w \rVert^2"
    for shares in ([2, 1, 1], [1, 1, 0], [3, 1, 2], [4, 2, 2]):
        multipliers = np.array(shares) / sp.Integer(9)
        w = (multipliers * y) @ X
        for v, c in OTHERS:
            values = [v @ v / 2, w @ v - w @ w / 2, sum(multipliers) - w @ w / 2]
            assert values == sorted(values, reverse=True)
            assert values[2] == svm.dual_objective(multipliers, X, y)
            assert values[0] - values[1] == (v - w) @ (v - w) / 2
            assert w @ v == multipliers @ svm.margins(X, y, v, c)


@pytest.mark.guards("eq-svm-dual")
def test_dual(tex):
    assert words(tex) == ["maximize", "subject to"]
    objective, *constraints = parts(tex)
    assert plain(objective).replace(r"\Bigl", "").replace(r"\Bigr", "") == plain(
        r"\sum_{i=1}^{n} \lambda_i - \tfrac12 \lVert \sum_{i=1}^{n} \lambda_i y_i x_i \rVert^2"
    )
    assert constraints == [r"\lambda_i \ge 0", r"\sum_{i=1}^{n} \lambda_i y_i = 0"]
    # What is quoted is what the snippet computes, and its maximum is at the multipliers.
    a, c = sp.symbols("a c")
    multipliers = np.array([a + c, a, c])
    value = svm.dual_objective(multipliers, X, y)
    pulls = [m * label * point for m, label, point in zip(multipliers, y, X, strict=True)]
    assert same(value, sum(multipliers) - sum(sum(pulls) ** 2) / 2)
    assert sp.solve([sp.diff(value, s) for s in (a, c)], (a, c)) == {
        a: BEST.multipliers[1],
        c: BEST.multipliers[2],
    }
    assert value.subs({a: sp.Rational(2, 9), c: sp.Rational(2, 9)}) == BEST.w @ BEST.w / 2


@pytest.mark.guards("eq-svm-soft")
def test_soft(tex):
    objective, constraint, sign, index = parts(tex)
    assert words(tex) == ["minimize", "subject to", "and", "for"]
    assert plain(objective) == plain(r"\tfrac12 \lVert w \rVert^2 + C \sum_{i=1}^{n} \xi_i")
    assert (sign, index) == (r"\xi_i \ge 0", r"i = 1, \dots, n")
    left, right = map(parse, sides(constraint, r"\ge"))
    x, label, w, xi = sp.symbols("x_i y_i w xi_i")
    assert same(left, svm.margins([[x]], [label], [w], b)[0]) and same(right, 1 - xi)


@pytest.mark.guards("eq-svm-hinge")
def test_hinge(tex):
    half, summed = plain(tex).split(r"+ C \sum_{i=1}^{n}")
    assert half.strip() == r"\frac{1}{2} \lVert w \rVert^2"
    loss = parse(summed)
    x, label, w = sp.symbols("x_{i} y_{i} w")
    for values in ((2, 1, 3, -1), (2, 1, 0, 0), (1, -1, 1, 4), (3, -1, -2, 1), (2, 1, 1, -2)):
        point = dict(zip((x, label, w, b), values, strict=True))
        computed = hinge.hinge_losses([point[w]], point[b], [[point[x]]], [point[label]])
        assert loss.subs(point) == computed[0]
    total = sum(hinge.hinge_losses([1, 2], -4, X, y))
    assert hinge.soft_margin_objective([1, 2], -4, X, y, C=10) == 2.5 + 10 * total


@pytest.mark.guards("eq-svm-subgradient")
def test_subgradient(tex):
    assert plain(tex) == plain(r"w - C \sum_{i \,:\, y_i (w \cdot x_i + b) < 1} y_i x_i"), (
        "quoted: no parser reads a sum over a condition"
    )
    for w, c in (([1, 1], -3), ([0, 0], 0), ([2, -1], 1)):
        below = [i for i in range(3) if y[i] * (X[i] @ w + c) < 1]
        shown = np.array(w) - 7 * sum((y[i] * X[i] for i in below), np.zeros(2))
        slope_w, slope_b = hinge.soft_margin_subgradient(w, c, X, y, C=7)
        assert slope_w.tolist() == shown.tolist()
        assert slope_b == -7 * sum(y[i] for i in below)  # 'in b it is −C Σ yᵢ'


@pytest.mark.guards("eq-svm-gaussian")
def test_gaussian(tex):
    name, kernel = sides(tex)
    assert name == "k(x, z)"
    formula = parse(kernel.replace(r"\lVert x - z \rVert^2", r"\cdot (x - z)^2"))
    x, z, gamma = sp.symbols("x z gamma")
    assert same(formula, svm.rbf_kernel([x], [z], gamma))


# --- What sentences claim


def test_of_two_certificates_one_exists():
    """'If no such point exists, there is a line', on all labelings of a grid of six points."""
    grid = np.array([[a, c] for a in range(3) for c in range(2)], dtype=float)
    for bits in range(1, 63):
        labels = np.array([1 if bits >> i & 1 else -1 for i in range(6)])
        try:
            plane = svm.maximum_margin(grid, labels)
            assert svm.margins(grid, labels, plane.w, plane.b).min() >= 1 - 1e-9
        except svm.NotSeparable as refusal:
            for k in (-1, 1):
                hull = grid[labels == k]
                shares = np.linalg.lstsq(
                    np.vstack([hull.T, np.ones(len(hull))]), [*refusal.point, 1], rcond=None
                )
                # The point is an affine combination of each class, and inside of its box.
                assert shares[1].size == 0 or shares[1][0] < 1e-9 or len(hull) <= 2
                assert (refusal.point >= hull.min(axis=0) - 1e-6).all()
                assert (refusal.point <= hull.max(axis=0) + 1e-6).all()


def test_the_start_of_the_listing_violates_a_constraint():
    assert svm.margins(X, y, [1, 1], 1).min() < 1


def test_logistic_descent_creeps_toward_the_widest_margin():
    """Between one and ten thousand steps both quantities come closer, and stay on their side."""
    from snippets.classifier import linear_loss_gradient
    from snippets.samples import six_points

    points, labels = six_points()
    weights, gaps = np.zeros(3), []
    for k in range(1, 10001):
        weights = weights - linear_loss_gradient(weights, points, labels)
        if k in (1000, 10000):
            crossing = -weights[2] / weights[1]
            gaps.append((abs(weights[0] / weights[1] - 1), 1.5 - crossing))
    assert 0 < gaps[1][0] < gaps[0][0] and 0 < gaps[1][1] < gaps[0][1]


def test_a_feature_in_millimeters_outweighs_one_in_meters():
    """In one of its units the line leans on one feature alone, in the other on both."""
    one = svm.maximum_margin([[0, 0], [1, 1]], [-1, 1]).w
    other = svm.maximum_margin([[0, 0], [1000, 1]], [-1, 1]).w
    assert one[0] == pytest.approx(one[1]) and other[0] > 999 * other[1]


def test_what_the_page_says_of_scikit_learn():
    from sklearn.svm import SVC, LinearSVC

    assert SVC().C == 1.0 and SVC().kernel == "rbf" and LinearSVC().loss == "squared_hinge"
    fitted = SVC(kernel="linear", C=100, tol=1e-8).fit(X, y)
    pulls = np.zeros(3)
    pulls[fitted.support_] = fitted.dual_coef_[0]
    # Its tolerance is 1e-8 in margins, and the three points are of size 1.
    assert np.allclose(pulls, np.array([-4, 2, 2]) / 9, rtol=0, atol=1e-6)
    weights = LinearSVC(loss="hinge", C=1000, max_iter=10**6).fit(AWAY, y)
    free = svm.maximum_margin(AWAY, y)
    assert not np.allclose(weights.coef_[0], free.w, rtol=1e-2)  # b is regularized too


def test_alpha_of_stochastic_descent_is_one_over_n_times_the_price():
    from sklearn.linear_model import SGDClassifier

    C = 0.1  # where slack is taken, so that another price would give another line
    trained = SGDClassifier(
        loss="hinge", alpha=1 / (len(y) * C), max_iter=20000, tol=None, average=True, random_state=0
    ).fit(X, y)
    w, shift, _ = svm.soft_margin(X, y, C)
    # Descent is that far from its limit; half or twice the alpha is off by 0.05 and more.
    assert np.allclose([*trained.coef_[0], *trained.intercept_], [*w, shift], rtol=0, atol=0.02)


def test_with_b_as_a_weight_the_six_points_have_the_same_line():
    """Conditions for the least ½‖w‖² + ½b²: w = Σ λ y x and b = Σ λ y, with all else as before."""
    multipliers = np.array([13, 2, 2]) / sp.Integer(9)
    assert ((multipliers * y) @ X).tolist() == BEST.w.tolist() and multipliers @ y == BEST.b
    # The points AWAY have another: a multiplier of a tight constraint would be negative.
    shifted = svm.maximum_margin(AWAY, y)
    pulls = y[:, None] * np.column_stack([AWAY, np.ones(3)])
    needed = np.linalg.lstsq(pulls.T, [*shifted.w, shifted.b], rcond=None)[0]
    assert needed.min() < -0.1


def test_ten_times_the_steps_divide_the_excess_by_20_to_64():
    from snippets.samples import six_points

    points, labels = six_points()
    path = hinge.subgradient_path(points, labels, C=1.0, rate=0.3)
    values = [hinge.soft_margin_objective(*next(path), points, labels, 1.0) for _ in range(10001)]
    # The path begins with the start: after k steps it has k + 1 points.
    excess = [min(values[: k + 1]) - 4 / 9 for k in (10, 100, 1000, 10000)]
    ratios = [a / c for a, c in pairwise(excess)]
    assert [round(min(ratios)), round(max(ratios))] == [20, 64]
