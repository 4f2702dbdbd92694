"""Guards of book/jacobian.md: each reads the LaTeX of its equation from the page."""

import re

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from latex_algebra import assert_steps, entries, parse, plain, same, sides

from snippets import jacobian as j
from snippets import symbolic
from snippets.classifier import linear_loss_gradient, linear_scores, logistic_loss, with_ones
from snippets.elementary import exp, sigmoid, sin
from snippets.samples import six_points

x, y, h, t = sp.symbols("x y h t")
z = sp.symbols("z_1:4")
MATRIX = re.compile(r"\\begin\{pmatrix\}.*?\\end\{pmatrix\}", re.S)
INNER = [
    lambda p: np.array([2 * p[0] * p[1], p[0] ** 2 * p[1], p[0] - p[1]]),
    lambda p: np.array([exp(p[0]), sin(p[1]), p[0] * p[1]]),
]
OUTER = [
    lambda q: np.array([q[0] * q[1] + q[2] ** 2, q[2]]),
    lambda q: np.array([sin(q[0]), q[1] - q[2], q[0] * q[2]]),
]


def matrices(tex):
    """The matrices in a formula, in order."""
    return [sp.Matrix(entries(one)) for one in MATRIX.findall(tex)]


def around(tex):
    """What stands in a formula around its matrices, with an M in the place of each."""
    one_line = re.sub(r"\\(?:begin|end)\{aligned\}|\\\\", " ", MATRIX.sub("M", tex))
    return " ".join(plain(one_line).split())


def simplified(matrix):
    return sp.Matrix(matrix).applyfunc(sp.simplify)


@pytest.mark.guards("eq-jacobian-scores")
def test_scores(tex):
    assert around(tex) == "s = A w, A = M"
    (A,) = matrices(tex)
    points, _ = six_points()
    assert A == sp.Matrix(with_ones(points.astype(int)))
    weights = sp.symbols("w_1 w_2 b")
    scores = lambda w: linear_scores(w, points.astype(int))
    assert symbolic.jacobian(scores, weights) == A
    assert simplified(A * sp.Matrix(weights) - sp.Matrix(scores(weights))) == sp.zeros(6, 1)


@pytest.mark.guards("eq-warp")
def test_warp(tex):
    assert around(tex) == "f(x, y) = M"
    assert same(matrices(tex)[0], sp.Matrix(j.warp((x, y))))


@pytest.mark.guards("eq-jacobian")
def test_jacobian(tex):
    # No parser reads dots; the corners are quoted.
    inside = tex.split(r"\begin{pmatrix}")[1].split(r"\end{pmatrix}")[0]
    assert tex.startswith("J =")
    rows = [[cell.strip() for cell in row.split("&")] for row in inside.split(r"\\")]
    corner = lambda i, k: rf"\frac{{\partial f_{i}}}{{\partial x_{k}}}"
    assert rows == [
        [corner(1, 1), r"\cdots", corner(1, "n")],
        [r"\vdots", "", r"\vdots"],
        [corner("m", 1), r"\cdots", corner("m", "n")],
    ]
    p = sp.symbols("x_1:4")
    f = lambda q: np.array([q[0] * q[1] ** 2, q[2] ** 3 + q[0]])
    table = sp.Matrix(2, 3, lambda i, k: sp.diff(f(p)[i], p[k]))
    assert symbolic.jacobian(f, p) == table
    at = [1.0, -2.0, 0.5]
    exact = table.subs(dict(zip(p, at, strict=True)))
    # Values below 5, third derivatives at most 6: rounding 5 · 8u / 7e-6 < 1e-9, truncation h².
    assert np.allclose(j.jacobian(f, at), np.array(exact, float), rtol=0, atol=2e-9)


@pytest.mark.guards("eq-warp-jacobian")
def test_warp_jacobian(tex):
    assert around(tex) == "J(x, y) = M = M, J(1, 2) = M"
    rates, rule, there = matrices(tex)
    for i, value in enumerate(j.warp((x, y))):
        for k, variable in enumerate((x, y)):
            assert isinstance(rates[i, k], sp.Derivative)
            assert same(rates[i, k].expr, value) and rates[i, k].variables == (variable,)
    assert_steps(rates.doit(), rule, sp.Matrix(j.warp_jacobian((x, y))))
    assert there == sp.Matrix(j.warp_jacobian((1, 2))) == rule.subs({x: 1, y: 2})


@pytest.mark.guards("eq-jacobian-linear", "eq-jacobian-remainder")
@pytest.mark.parametrize("f", INNER)
def test_differentiable(tex, f):
    # Two formulas of vectors, which no parser reads: quoted, and computed with beside it.
    assert tex == [
        "f(a + v) = f(a) + J v + r(v)",
        r"\lim_{v \to 0} \frac{\lVert r(v) \rVert}{\lVert v \rVert} = 0.",
    ]
    a, direction = (sp.Rational(1, 2), sp.Rational(2, 3)), (sp.Rational(3, 5), sp.Rational(-4, 5))
    J = np.array(symbolic.jacobian(f, (x, y)).subs({x: a[0], y: a[1]}))
    step = sp.Symbol("t", positive=True)
    r = j.remainder(f, J, np.array(a), step * np.array(direction))
    assert [sp.limit(entry / step, step, 0) for entry in r] == [0, 0, 0]
    # "Only c = ∇f would do" in each row: another entry misses by a multiple of the step.
    M = sp.Matrix(3, 2, sp.symbols("M_1:7"))
    for k in (0, 1):
        v = step * np.eye(2, dtype=int)[k]
        missed = j.remainder(f, np.array(M), np.array(a), v)
        for i in range(3):
            assert same(sp.limit(missed[i] / step, step, 0), J[i, k] - M[i, k])


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=3))
def test_a_vector_is_as_short_as_its_entries(r):
    """‖r‖ is at least the largest |rᵢ| and at most their sum."""
    squared = sum(entry**2 for entry in r)
    assert max(map(abs, r)) ** 2 <= squared <= sum(map(abs, r)) ** 2


@pytest.mark.guards("eq-warp-remainder")
def test_warp_remainder(tex):
    assert around(tex) == "f(1 + h, 2 + h) = M + M M + M"
    value, J, shift, rest = matrices(tex)
    assert value == sp.Matrix(j.warp((1, 2))) and J == sp.Matrix(j.warp_jacobian((1, 2)))
    assert shift == sp.Matrix([h, h])
    assert same(rest, sp.Matrix(j.remainder(j.warp, np.array(J), (1, 2), (h, h))))
    assert same(value + J * shift + rest, sp.Matrix(j.warp((1 + h, 2 + h))))


@pytest.mark.guards("eq-jacobian-determinant")
def test_determinant(tex):
    (matrix,) = matrices(tex)
    name, cut, rule = sides(MATRIX.sub("M", tex))
    assert name == r"\det M"
    cut, rule = parse(cut), parse(rule)
    a, b, c, d = sp.symbols("a b c d")
    assert matrix == sp.Matrix([[a, b], [c, d]])
    assert_steps(cut, rule, j.signed_area(np.array(matrix)))
    # The pieces of the box, for sides (a, c) and (b, d) with b and c small.
    sizes = {a: 5, b: 2, c: 1, d: 3}
    corners = np.array([[0, 0], [5, 1], [7, 4], [2, 3]]).T
    assert int(j.signed_area(np.array(matrix.subs(sizes)))) == shoelace(corners)
    box, pieces = (a + b) * (c + d), [a * c / 2] * 2 + [b * d / 2] * 2 + [b * c] * 2
    assert same(box - sum(pieces), rule)


def shoelace(corners):
    a, b = corners
    return np.sum(a * np.roll(b, -1) - b * np.roll(a, -1)) / 2


@pytest.mark.guards("eq-warp-determinant")
def test_warp_determinant(tex):
    name, rule = sides(tex)
    assert name == r"\det J(x, y)"
    assert same(parse(rule), j.signed_area(j.warp_jacobian((x, y))))
    assert same(parse(rule), symbolic.jacobian(j.warp, (x, y)).det())


@pytest.mark.guards("eq-polar")
def test_polar(tex):
    r, theta = sp.symbols("r theta")
    assert around(tex) == r"J(r, \theta) = M, \det J(r, \theta) = r"
    (J,) = matrices(tex)
    assert same(J, sp.Matrix(j.polar_jacobian((r, theta))))
    assert same(J, symbolic.jacobian(j.polar, (r, theta)))
    assert same(J.det(), r) and same(j.signed_area(np.array(J)), r)


@pytest.mark.guards("eq-disk")
def test_disk(tex):
    left, right = sides(tex)
    assert left.startswith(r"\int_0^{2\pi} \int_0^R")
    r, theta, R = sp.symbols("r theta R", positive=True)
    factor = symbolic.jacobian(j.polar, (r, theta)).det()
    area = sp.integrate(sp.simplify(factor), (r, 0, R), (theta, 0, 2 * sp.pi))
    assert left.split()[2:] == ["r", "dr", r"d\theta"]
    assert same(area, parse(right).subs(sp.Symbol("R"), R))


def chained(f, g):
    """J of g(f(x)), J of g at f(x), and J of f, in symbols."""
    whole = symbolic.jacobian(lambda p: g(f(p)), (x, y))
    there = dict(zip(z, f((x, y)), strict=True))
    return whole, symbolic.jacobian(g, z).subs(there), symbolic.jacobian(f, (x, y))


@pytest.mark.guards("eq-jacobian-chain", "eq-paths")
@pytest.mark.parametrize("f", INNER)
@pytest.mark.parametrize("g", OUTER)
def test_chain(tex, f, g):
    # Jacobians of compositions, and indexed sums of ∂: quoted, and computed with beside it.
    assert [plain(one) for one in tex] == [
        r"J_{g \circ f}(a) = J_g(f(a))  J_f(a)",
        r"\frac{\partial y_j}{\partial x_i} = "
        r"\sum_{k} \frac{\partial y_j}{\partial z_k}  \frac{\partial z_k}{\partial x_i}",
    ]
    whole, outer, inner = chained(f, g)
    assert simplified(whole - outer * inner) == sp.zeros(*whole.shape)
    assert simplified(sp.Matrix(j.chain(np.array(outer), np.array(inner))) - whole) == sp.zeros(
        *whole.shape
    )
    for row in range(whole.rows):
        for column in range(whole.cols):
            paths = sum(outer[row, k] * inner[k, column] for k in range(3))
            assert same(paths, whole[row, column])


@pytest.mark.guards("eq-jacobian-proof")
def test_chain_proof(tex):
    assert [" ".join(side.split()) for side in sides(tex)] == [
        "g(f(a + v))",
        r"g(b) + J_g \Delta f + \rho(\Delta f)",
        r"g(b) + J_g J_f v + ( J_g r(v) + \rho(\Delta f) )",
    ]
    f, g = INNER[0], OUTER[0]
    a, v = np.array([1, 2]), np.array([h, -2 * h])
    _, outer, inner = (np.array(m.subs({x: 1, y: 2})) for m in chained(f, g))
    b, change = f(a), f(a + v) - f(a)
    r, rho = j.remainder(f, inner, a, v), j.remainder(g, outer, b, change)
    lines = [
        g(f(a + v)),
        g(b) + outer @ change + rho,
        g(b) + outer @ inner @ v + (outer @ r + rho),
    ]
    assert_steps(*map(sp.Matrix, lines))
    assert same(sp.Matrix(change), sp.Matrix(inner @ v + r))  # "Δf = J_f v + r(v)"
    bracket = [sp.expand(entry) for entry in outer @ r + rho]
    assert [entry.coeff(h, 0) for entry in bracket] == [0, 0]
    assert [entry.coeff(h, 1) for entry in bracket] == [0, 0]


@pytest.mark.guards("eq-jacobian-bound")
def test_bound(tex):
    bound, constant = tex.split(r"\qquad")
    assert plain(bound) == r"\lVert M v \rVert \le K \lVert v \rVert"
    assert plain(constant) == r"K = \sum_{i} \sum_{j} \lvert M_{ij} \rvert"
    rng = np.random.default_rng(4)
    for _ in range(200):
        M, v = rng.integers(-9, 10, (3, 4)), rng.integers(-9, 10, 4)
        K = abs(M).sum()
        assert (M @ v) @ (M @ v) <= K**2 * (v @ v)
    one = np.array([[-5]])
    assert (one @ [2]) @ (one @ [2]) == abs(one).sum() ** 2 * 4  # no smaller K will do


@pytest.mark.guards("eq-jacobian-product")
def test_product(tex):
    assert around(tex) == "J_g J_f = M M = M"
    outer, inner, whole = matrices(tex)
    assert outer == sp.Matrix(j.sum_and_product_jacobian(j.warp((1, 2))))
    assert inner == sp.Matrix(j.warp_jacobian((1, 2)))
    assert whole == outer * inner
    composition = symbolic.jacobian(lambda p: j.sum_and_product(j.warp(p)), (x, y))
    assert composition.subs({x: 1, y: 2}) == whole


@pytest.mark.guards("eq-jacobian-elementwise")
def test_elementwise(tex):
    inside = tex.split(r"\begin{pmatrix}")[1].split(r"\end{pmatrix}")[0]
    assert [[cell.strip() for cell in row.split("&")] for row in inside.split(r"\\")] == [
        [r"\varphi'(x_1)", "", "0"],
        ["", r"\ddots", ""],
        ["0", "", r"\varphi'(x_n)"],
    ]
    p = sp.symbols("x_1:5")
    for phi in (sp.tanh, sp.sin, sigmoid):
        slopes = [sp.diff(phi(s), s) for s in p]
        table = symbolic.jacobian(lambda q, phi=phi: [phi(s) for s in q], p)
        assert simplified(table - sp.Matrix(j.elementwise(slopes))) == sp.zeros(4, 4)


@pytest.mark.guards("eq-jacobian-layer")
def test_layer(tex):
    assert plain(tex) == r"\frac{\partial}{\partial x_i}  \sigma(z_k) = \sigma'(z_k)  W_{ki}"
    W, b = np.array(sp.symbols("W_1:7")).reshape(3, 2), np.array(sp.symbols("b_1:4"))
    out = W @ (x, y) + b
    table = symbolic.jacobian(lambda p: [sigmoid(e) for e in W @ p + b], (x, y))
    u = sp.Symbol("u")
    slopes = [sp.diff(sigmoid(u), u).subs(u, e) for e in out]
    for k in range(3):
        for i in range(2):
            assert sp.simplify(table[k, i] - slopes[k] * W[k, i]) == 0
    # "with z = Wx + b its Jacobian is the diagonal matrix times W"
    rule = j.chain(j.elementwise(slopes), W)
    assert simplified(sp.Matrix(rule) - table) == sp.zeros(3, 2)
    # The biases are zero in the snippet.
    zero = dict.fromkeys(b, 0)
    shown = sp.Matrix(j.sigmoid_layer_jacobian(W, (x, y)))
    assert simplified(shown - table.subs(zero)) == sp.zeros(3, 2)


@pytest.mark.guards("eq-jacobian-slopes")
def test_score_slopes(tex):
    name, rule = sides(tex)
    assert name == r"\frac{\partial L}{\partial s_i}"
    rule = parse(rule).replace(sp.Function("sigma"), sigmoid)
    s = sp.symbols("s_1:4")
    for labels in ((1, -1, 1), (-1, -1, 1)):
        loss = logistic_loss(1, s, labels)
        for k, (score, label) in enumerate(zip(s, labels, strict=True)):
            values = {"n": 3, "y_{i}": label, "s_{i}": score}
            one = rule.subs({sp.Symbol(name): value for name, value in values.items()})
            assert sp.simplify(sp.diff(loss, score) - one) == 0
            assert sp.simplify(j.score_slopes(s, labels)[k] - one) == 0


@pytest.mark.guards("eq-jacobian-loss")
def test_loss_chain(tex):
    assert plain(tex) == (
        r"\nabla L(w) = ( \frac{\partial L}{\partial s} A )^\top"
        r" = A^\top ( \frac{\partial L}{\partial s} )^\top"
    )
    points, labels = (array.astype(int) for array in six_points())
    zero = [sp.Integer(0)] * 3
    row = sp.Matrix([j.score_slopes(linear_scores(zero, points), labels)])
    A = sp.Matrix(with_ones(points))
    gradient = sp.Matrix(linear_loss_gradient(zero, points, labels))
    assert row.shape == (1, 6) and (row * A).T == A.T * row.T == gradient
    # (M N)ᵀ = Nᵀ Mᵀ
    M, N = sp.Matrix(2, 3, sp.symbols("m_1:7")), sp.Matrix(3, 2, sp.symbols("n_1:7"))
    assert (M * N).T == N.T * M.T


@pytest.mark.guards("eq-jacobian-jvp")
@pytest.mark.parametrize("f", INNER)
def test_jvp(tex, f):
    assert plain(tex) == r"\lim_{t \to 0} \frac{f(a + t v) - f(a)}{t} = J v"
    v = sp.symbols("v_1 v_2")
    moved = f((x + t * v[0], y + t * v[1]))
    limits = [sp.limit((b - a) / t, t, 0) for a, b in zip(f((x, y)), moved, strict=True)]
    assert simplified(symbolic.jacobian(f, (x, y)) * sp.Matrix(v) - sp.Matrix(limits)) == sp.zeros(
        3, 1
    )


@pytest.mark.guards("eq-jacobian-vjp")
@pytest.mark.parametrize("f", INNER)
def test_vjp(tex, f):
    assert plain(tex) == r"\nabla (u \cdot f) = J^\top u"
    u = sp.Matrix(sp.symbols("u_1:4"))
    weighted = symbolic.gradient(lambda p: sum(a * b for a, b in zip(u, f(p), strict=True)), (x, y))
    assert simplified(symbolic.jacobian(f, (x, y)).T * u - sp.Matrix(weighted)) == sp.zeros(2, 1)


@pytest.mark.guards("eq-jacobian-softmax")
def test_softmax(tex):
    name, rule = sides(tex)
    assert (name, rule) == ("p_i", r"\frac{e^{z_i}}{\sum_{k} e^{z_k}}")
    total = sum(sp.exp(score) for score in z)
    assert [sp.simplify(p - sp.exp(s) / total) for p, s in zip(j.softmax(z), z, strict=True)] == [
        0
    ] * 3


@pytest.mark.guards("eq-jacobian-softmax-entries")
def test_softmax_entries(tex):
    scores = sp.symbols("r_1:4")  # names of their own: a z with a number for its letter is no z_i
    total = sum(sp.exp(score) for score in scores)
    p = j.softmax(scores)
    at = {"z_{i}": scores[0], "z_{j}": scores[1], "S": total, "p_{i}": p[0], "p_{j}": p[1]}
    at = {sp.Symbol(name): value for name, value in at.items()}
    names = [rf"\frac{{\partial p_i}}{{\partial z_{k}}}" for k in "ij"]
    for one, name, score in zip(tex.split(r"\\"), names, scores, strict=False):
        left, quotient, short = sides(one)
        assert left == name
        steps = [parse(side) for side in (quotient, short.replace("p_i (", r"p_i \cdot ("))]
        assert_steps(sp.diff(p[0], score), *(step.subs(at) for step in steps))
    # What the zero multiplies is seen with a letter in its place.
    second = sides(tex.split(r"\\")[1])[1]
    added = parse(second.replace(r"0 \cdot", r"t \cdot")) - parse(second)
    assert same(added, t / sp.Symbol("S"))


@pytest.mark.guards("eq-jacobian-softmax-matrix")
def test_softmax_matrix(tex):
    assert plain(tex) == r"J = \diag(p) - p  p^\top"
    p = sp.Matrix(j.softmax(z))
    rule = sp.diag(*p) - p * p.T
    assert simplified(rule - symbolic.jacobian(j.softmax, z)) == sp.zeros(3, 3)
    assert simplified(rule - sp.Matrix(j.softmax_jacobian(z))) == sp.zeros(3, 3)


@pytest.mark.guards("eq-jacobian-softmax-at")
def test_softmax_at(tex):
    assert around(tex) == "J = M"
    at = dict(zip(z, (0, sp.log(2), sp.log(3)), strict=True))
    exact = simplified(symbolic.jacobian(j.softmax, z).subs(at))
    assert same(matrices(tex)[0], exact)
    assert exact * sp.ones(3, 1) == sp.zeros(3, 1) and exact.det() == 0


@pytest.mark.guards("eq-jacobian-softmax-shift")
def test_softmax_shift(tex):
    assert sides(tex) == [
        r"\frac{e^{z_i + c}}{\sum_{k} e^{z_k + c}}",
        r"\frac{e^{z_i}}{\sum_{k} e^{z_k}}",
    ]
    c = sp.Symbol("c")
    for shifted, p in zip(j.softmax(np.array(z) + c), j.softmax(z), strict=True):
        assert sp.simplify(shifted - p) == 0


@pytest.mark.guards("eq-jacobian-log-sum-exp")
def test_log_sum_exp(tex):
    assert sides(tex) == [r"\log \sum_{k} e^{z_k}", r"m + \log \sum_{k} e^{z_k - m}"]
    scores, m = sp.symbols("z_1:4", real=True), sp.Symbol("m", real=True)
    whole = sp.log(sum(sp.exp(s) for s in scores))
    shifted = m + sp.log(sum(sp.exp(s - m) for s in scores))
    assert sp.simplify(sp.exp(whole) - sp.expand(sp.exp(shifted), power_exp=True)) == 0
    assert sp.simplify(j.log_sum_exp(scores) - whole) == 0
    numbers = np.array([0.5, -2.0, 1.25])
    there = dict(zip(scores, numbers, strict=True))
    # A logarithm of a sum of three exponentials: a few roundings of numbers near 2.
    assert j.log_sum_exp(numbers) == pytest.approx(float(whole.subs(there)), rel=1e-15)


@pytest.mark.guards("eq-jacobian-hessian")
def test_hessian_is_a_jacobian(tex):
    assert tex == r"H = J_{\nabla f}"
    f = lambda p: p[0] ** 2 * p[1] + sp.exp(p[0] * p[1])
    slopes = symbolic.gradient(f, (x, y))
    assert sp.Matrix(slopes).jacobian([x, y]) == symbolic.hessian(f, (x, y))


@pytest.mark.guards("eq-three-sigmoids")
def test_three_sigmoids(tex):
    assert around(tex) == "f(x, y) = M"
    w = [sp.Symbol(f"w_{{{k}}}") for k in range(1, 7)]
    shown = matrices(tex)[0].replace(sp.Function("sigma"), sigmoid)
    W = np.reshape(w, (3, 2))
    assert same(shown, sp.Matrix(j.sigmoid_layer(W, (x, y))))
    table = shown.jacobian([x, y])
    assert simplified(table - sp.Matrix(j.sigmoid_layer_jacobian(W, (x, y)))) == sp.zeros(3, 2)


# --- What sentences claim


def test_the_wrong_order_has_other_entries_and_no_other_trace():
    J_f, J_g = j.warp_jacobian((1, 2)), j.sum_and_product_jacobian((4, 2))
    right, wrong = j.chain(J_g, J_f), j.chain(J_f, J_g)
    assert right.tolist() == [[8, 3], [24, 8]] and wrong.tolist() == [[8, 12], [6, 8]]
    assert right.trace() == wrong.trace() and j.signed_area(right) == j.signed_area(wrong)


def test_only_lines_through_zero_are_squashed_flat():
    """ "Our example does that on both axes", and nowhere else."""
    determinant = sp.factor(j.signed_area(j.warp_jacobian((x, y))))
    assert sp.solve(determinant, [x, y]) == [(0, y), (x, 0)]


@pytest.mark.guards("def-jacobian")
def test_the_jacobian_has_a_row_for_each_output(tex):
    assert tex == (
        r"Let $f$ take $n$ numbers $x_1, \dots, x_n$ and return $m$ numbers $f_1, \dots, f_m$. "
        "The matrix of all its partial derivatives is the Jacobian of $f$, (eq-jacobian)"
    )
    for n, m in ((1, 3), (3, 1), (2, 3)):
        assert j.jacobian(lambda p, m=m: np.full(m, p.sum()), np.ones(n)).shape == (m, n)


@pytest.mark.guards("def-jacobian-differentiable")
def test_differentiable_is_more_than_a_matrix_of_partial_derivatives(tex):
    assert tex == (
        "Let $f$ be defined around $a$. "
        "It is differentiable at $a$ if there is a matrix $J$ for which (eq-jacobian-linear) "
        "with a remainder that vanishes faster than the shift: (eq-jacobian-remainder)"
    )
    # All partial derivatives of roof at 0 are 0, and along the diagonal it has the slope 1/2.
    assert [sp.limit(roof(*v) / t, t, 0) for v in ((t, 0), (0, t))] == [0, 0]
    assert sp.limit(roof(t, t) / t, t, 0) == sp.Rational(1, 2)


def roof(a, b):
    """Homogeneous of degree 1, with partial derivatives at 0 and no linear map near it."""
    return a**2 * b / (a**2 + b**2)


@pytest.mark.guards("thm-chain")
def test_the_chain_rule_needs_an_outer_function_that_is_differentiable(tex):
    assert tex == (
        "If $f$ is differentiable at $a$, and $g$ at $f(a)$, then $g \\circ f$, "
        "which is $g$ after $f$, is differentiable at $a$, and (eq-jacobian-chain) "
        "Entry by entry it is a sum over all values in the middle: (eq-paths)"
    )
    for f, g in zip(INNER, OUTER, strict=True):
        middle = dict(zip(z, f((x, y)), strict=True))
        product = symbolic.jacobian(g, z).subs(middle, simultaneous=True)
        product *= symbolic.jacobian(f, (x, y))
        whole = symbolic.jacobian(lambda p, f=f, g=g: g(f(p)), (x, y))
        assert simplified(product - whole) == sp.zeros(*whole.shape)
    # Partial derivatives of g are not enough: those of roof at 0 are 0, so the product is 0, and
    # after f(t) = (t, t) it has the slope 1/2.
    slopes = sp.Matrix([[sp.limit(roof(*v) / t, t, 0) for v in ((t, 0), (0, t))]])
    product = slopes * sp.Matrix([1, 1])
    assert product[0] == 0 != sp.diff(sp.cancel(roof(t, t)), t)
    # And without a slope of f there need be none behind it, were g only the identity.
    assert [sp.limit(sp.Abs(t) / t, t, 0, side) for side in "+-"] == [1, -1]
