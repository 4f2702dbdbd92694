"""Guards of book/optimization.md: each reads the LaTeX of its equation from the page."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from latex_algebra import apply, assert_steps, entries, parse, plain, read, same, sides

from snippets import optimization as o
from snippets import symbolic
from snippets.classifier import linear_loss, linear_scores
from snippets.differentiation import cubic, cubic_derivative
from snippets.elementary import sigmoid
from snippets.gradient import bowl, bowl_gradient, quadratic_form
from snippets.samples import six_points

x, y, t, h, c = sp.symbols("x y t h c")
lam, eta, beta = sp.symbols("lambda eta beta")
low, high, kappa = sp.symbols("low high kappa", positive=True)
X, labels = six_points()


def named(tex):
    """The LaTeX with letters in the place of names that the parser cannot read."""
    names = {r"\lambda_{\min}": "l ", r"\lambda_{\max}": "g ", "x_{k+1}": "n ", "x_{k-1}": "p "}
    for name, letter in names.items():
        tex = tex.replace(name, letter)
    return tex.replace("x_k", "c ")


SPECTRUM = {sp.Symbol("l"): low, sp.Symbol("g"): high}


@pytest.mark.guards("eq-opt-fermat")
@pytest.mark.parametrize("f, top", [(cubic, 0), (lambda a: -((a - 1) ** 2), 1)])
def test_fermat(tex, f, top):
    right, zero, left = sides(tex, r"\leq", r"\leq")
    assert zero == "0"
    right, left = (apply(parse(side), f=f).subs(c, top) for side in (right, left))
    for step in (sp.Rational(1, 100), sp.Rational(1, 2)):
        assert right.subs(h, step) < 0 < left.subs(h, step)
    slope = symbolic.derivative(f).subs(x, top)
    assert sp.limit(right, h, 0) == sp.limit(left, h, 0) == slope == 0
    # To the left and to the right of the top, not twice to one side.
    assert same(left.subs(h, -h), right)


@pytest.mark.guards("eq-opt-cubic-slope")
def test_cubic_slope(tex):
    name, *formulas = sides(tex)
    assert name == "f'(x)"
    assert_steps(symbolic.derivative(cubic), *map(parse, formulas), cubic_derivative(x))


@pytest.mark.guards("eq-opt-bend")
@pytest.mark.parametrize("f, at", [(cubic, 0), (cubic, sp.Rational(4, 3)), (sp.cos, 0)])
def test_bend(tex, f, at):
    name, first, second = sides(tex)
    assert name == "f''(c)"
    first, second = parse(first), parse(second)
    assert {limit.args[1:] for limit in (first, second)} == {(h, 0, sp.Symbol("+-"))}
    # Of the quotient itself: one of c + h and c - h has a limit at a kink, too.
    slope = sp.Function("f'")
    assert same(first.args[0], (slope(c + h) - slope(c)) / h)
    shown = (apply(limit, f=f).subs(c, at).doit() for limit in (first, second))
    assert_steps(symbolic.derivative(f, 2).subs(x, at), *shown)
    # Where the slope f'(c) is not zero, the first limit still is the second derivative.
    elsewhere = apply(first, f=f).subs(c, at + 1).doit()
    assert same(elsewhere, symbolic.derivative(f, 2).subs(x, at + 1))


@pytest.mark.guards("eq-opt-cubic-bend")
def test_cubic_bend(tex):
    name, formula = sides(tex)
    assert name == "f''(x)"
    assert same(parse(formula), symbolic.derivative(cubic, 2))
    assert same(parse(formula), o.cubic_bend(x))


@pytest.mark.guards("eq-opt-section")
def test_section(tex):
    # Products of matrices, which no parser reads: quoted, and computed with beside it.
    assert plain(tex) == plain(r"\frac{d^2}{dt^2} f(p + t d) = d^\top H(p + t d)\, d.")
    d = sp.symbols("d_1 d_2")
    for f in (o.ledge, lambda p: sp.exp(p[0]) * sp.sin(p[1])):
        moved = x + t * d[0], y + t * d[1]
        H = symbolic.hessian(f, (x, y)).subs({x: moved[0], y: moved[1]}, simultaneous=True)
        assert same(sp.diff(f(moved), t, 2), quadratic_form(np.array(H), d))


@pytest.mark.guards("eq-opt-eigen")
def test_eigen(tex):
    left, right = sides(tex)
    assert left == r"d^\top H d"
    first, dots, last = right.split("+")
    assert [first.strip(), dots.strip(), last.strip()] == [
        r"\lambda_1 c_1^2",
        r"\dots",
        r"\lambda_n c_n^2",
    ]
    H = sp.Matrix([[2, 1, 0], [1, 2, 1], [0, 1, 2]])
    Q, D = H.diagonalize(normalize=True)
    parts = sp.Matrix(sp.symbols("c_1:4"))
    d = Q * parts
    total = sum(D[i, i] * parts[i] ** 2 for i in range(3))
    assert sp.simplify((d.T * H * d)[0] - total) == 0


@pytest.mark.guards("eq-opt-convex")
def test_convex(tex):
    left, right = sides(tex, r"\leq")
    a, b = sp.symbols("a b")
    chord, value = parse(right), sp.Function("f")
    assert same(chord, value(a) + t * (value(b) - value(a)))  # a line in t
    for f, places in ((sp.exp, (-1, 2)), (lambda s: s**2, (-3, 1))):
        values = {a: places[0], b: places[1]}
        for share in (sp.Rational(1, 4), sp.Rational(9, 10)):
            on = apply(parse(left), f=f).subs(values).subs(t, share)
            assert on < apply(chord, f=f).subs(values).subs(t, share)
        # The ends of the chord are on the graph.
        for share, place in zip((0, 1), places, strict=True):
            assert apply(chord, f=f).subs(values).subs(t, share) == f(place)
            assert parse(left).args[0].subs(values).subs(t, share) == place
    # The cubic is convex from 2/3 on: a chord to the left of it passes below.
    below = {a: -1, b: sp.Rational(1, 2), t: sp.Rational(1, 2)}
    assert apply(parse(left), f=cubic).subs(below) > apply(chord, f=cubic).subs(below)


@pytest.mark.guards("eq-opt-loss-hessian")
def test_loss_hessian(tex):
    formula, rows = tex.split(r"\qquad")
    assert sides(rows) == ["a_i", "(x_{i1}, x_{i2}, 1)"]
    left, mean = sides(formula)
    assert left == r"d^\top H d"
    frame = r"\frac{1}{n} \sum_{i=1}^{n}"
    assert mean.startswith(frame)
    term = parse(mean.removeprefix(frame).replace(r"(a_i \cdot d)", "D "))
    term = term.replace(sp.Function("sigma"), sigmoid)
    point, weights, d = sp.symbols("x_1 x_2"), sp.symbols("w_1 w_2 b"), sp.symbols("d_1:4")
    score = linear_scores(weights, [point])[0]
    along = sum(a * b for a, b in zip((*point, 1), d, strict=True))
    shown = term.subs({sp.Symbol("s_{i}"): score, sp.Symbol("D"): along})
    for label in (-1, 1):
        loss = linear_loss(np.array(weights) + t * np.array(d), [point], [label])
        assert same(sp.diff(loss, t, 2).subs(t, 0), shown)


@pytest.mark.guards("eq-opt-descent")
def test_descent(tex):
    left, right = sides(named(tex.replace(r"\nabla f(x_k)", "G ")))
    assert left == "n"
    shown = parse(right).subs(sp.Symbol("G"), cubic_derivative(c))
    path = o.descent_path(cubic_derivative, c, eta)
    assert next(path) == c
    assert same(shown, next(path))


@pytest.mark.guards("eq-opt-shrink", "eq-opt-range")
def test_shrink(tex):
    step, interval = tex
    left, *formulas = sides(named(step))
    assert left == "n"
    path = o.descent_path(lambda a: lam * a, c, eta)
    next(path)
    after = next(path)
    assert_steps(after, *map(parse, formulas))
    zero, name, bound = sides(interval, "<", "<")
    assert (zero, name) == ("0", r"\eta")
    bound = parse(bound)
    factor = sp.expand(after / c)
    assert factor.subs(eta, 0) == 1 and sp.simplify(factor.subs(eta, bound)) == -1


@pytest.mark.guards("eq-opt-parts")
def test_parts(tex):
    left, right = sides(named(tex))
    assert left == "n"
    first, dots, last = right.split(" + ")
    assert dots.strip() == r"\dots"
    H = np.diag([3, 7])
    walk = o.descent_path(lambda p: H @ p, np.array([x, y]), eta)
    next(walk)
    for part, k, entry, old, value in zip(
        (first, last), "1n", next(walk), (x, y), (3, 7), strict=True
    ):
        one, factor, vector = (sp.Symbol(f"{name}_{{{k}}}") for name in ("c", "lambda", "q"))
        assert same(parse(part).subs({one: old, factor: value, vector: 1}), entry)


@pytest.mark.guards("eq-opt-best-rate", "eq-opt-best-factor")
def test_best_rate(tex):
    rate, factor = tex
    balance, answer = rate.split(r"\qquad")
    remainder, overshoot = (side.subs(SPECTRUM) for side in read(named(balance)))
    name, formula = sides(named(answer))
    formula = parse(formula).subs(SPECTRUM)
    assert name == r"\eta"
    assert sp.solve(remainder - overshoot, eta) == [sp.simplify(formula)]
    assert same(formula, 2 / (low + high))
    shown, quotient, by_condition = (parse(side) for side in sides(named(factor)))
    assert same(shown.subs(SPECTRUM), remainder)
    left = remainder.subs(eta, formula)
    chain = left, quotient.subs(SPECTRUM), by_condition.subs(sp.Symbol("kappa"), high / low)
    assert_steps(*chain)
    pair = sp.Integer(3), sp.Integer(17)
    values = dict(zip((low, high), pair, strict=True))
    assert formula.subs(values) == o.best_rate(*pair)
    assert left.subs(values) == o.best_factor(*pair)


@given(st.integers(1, 40), st.integers(0, 60), st.fractions(Fraction(1, 100), Fraction(3)))
def test_no_rate_is_better(smallest, more, other):
    """Of the factors at both ends the larger is least at the best rate."""
    largest = smallest + more
    worst = lambda rate: max(abs(1 - rate * smallest), abs(1 - rate * largest))
    best = o.best_rate(Fraction(smallest), Fraction(largest))
    assert worst(best) == o.best_factor(Fraction(smallest), Fraction(largest))
    assert worst(other) >= worst(best)


@pytest.mark.guards("eq-opt-fall")
def test_fall(tex):
    # A vector in brackets, which no parser reads: the left side is quoted.
    letters = tex.replace(r"\lVert \nabla f \rVert", "S ").replace("f(x)", "v ")
    left, right = sides(letters, r"\leq")
    assert left == r"f(x - \eta \nabla f)"
    bound = parse(named(right))
    size, value = sp.Symbol("S"), sp.Symbol("v")
    # On the parabola with the largest bend allowed it is an equality ...
    parabola = lambda p: sp.Symbol("g") * p**2 / 2 + sp.Symbol("k")  # at any height
    slope = sp.diff(parabola(x), x)
    at = bound.subs({size: slope, value: parabola(x)})
    assert same(parabola(x - eta * slope), at)
    # ... and where the bend is smaller, f is lower.
    flatter = x**2
    at = bound.subs({size: 2 * x, value: flatter, sp.Symbol("g"): 5})
    after = flatter.subs(x, x - eta * 2 * x)
    assert sp.simplify((at - after) / x**2).subs(eta, sp.Rational(1, 3)) > 0


@pytest.mark.guards("eq-opt-heavy", "eq-opt-heavy-roots")
def test_heavy(tex):
    step, roots = tex
    left, right = sides(named(step.replace(r"\nabla f(x_k)", "G ")))
    shown = parse(right)
    assert left == "n"
    path = o.momentum_path(lambda p: lam * p, y, eta, sp.Rational(1, 3))
    walk = [next(path) for _ in range(4)]
    assert walk[0] == y
    for before, now, after in zip(walk, walk[1:], walk[2:], strict=False):
        values = {c: now, sp.Symbol("p"): before, beta: sp.Rational(1, 3)}
        assert same(shown.subs(sp.Symbol("G"), lam * now).subs(values), after)
    # The page's equation is that of r² · (what is left of xₖ₊₁ = … for xₖ = rᵏ).
    polynomial, zero = read(roots)
    r = sp.Symbol("r")
    powers = {sp.Symbol("G"): lam * r, c: r, sp.Symbol("p"): 1}
    assert zero == 0 and same(r**2 - shown.subs(powers), polynomial)
    # Conjugate or equal where the discriminant is not positive, and then of the size √β.
    square = (1 + beta - eta * lam) ** 2
    assert same(sp.discriminant(polynomial, r), square - 4 * beta)
    assert same(sp.Poly(polynomial, r).nth(0), beta)


@pytest.mark.guards("eq-opt-heavy-best")
def test_heavy_best(tex):
    rate, root = tex.split(r"\qquad")
    assert sides(rate)[0] == r"\eta" and sides(root)[0] == r"\sqrt{\beta}"
    rate = parse(sides(named(rate))[1]).subs(SPECTRUM)
    root = parse(sides(root)[1]).subs(sp.Symbol("kappa"), high / low)
    for pair in ((sp.Integer(1), sp.Integer(100)), (sp.Integer(2), sp.Integer(3))):
        values = dict(zip((low, high), pair, strict=True))
        best = rate.subs(values), root.subs(values) ** 2
        for mine, snippet in zip(best, o.best_momentum(*pair), strict=True):
            assert sp.simplify(mine - snippet) == 0
        # "conjugates … between", and "at the two ends the solutions coincide"
        value = sp.Symbol("value")
        gap = sp.expand((1 + best[1] - best[0] * value) ** 2 - 4 * best[1])
        assert all(sp.simplify(gap.subs(value, end)) == 0 for end in pair)
        inner = [pair[0] + k * (pair[1] - pair[0]) / 7 for k in range(1, 7)]
        assert all(gap.subs(value, place) < 0 for place in inner)
        # There the error goes like k times √β to the power of k: a double root r = ±√β.
        for end in pair:
            r = (1 + best[1] - best[0] * end) / 2
            assert sp.simplify(r**2 - best[1]) == 0
            e = [k * r**k for k in (3, 4, 5)]
            assert sp.simplify(e[2] - 2 * r * e[1] + best[1] * e[0]) == 0


@pytest.mark.guards("eq-opt-newton")
def test_newton(tex):
    one, several = tex.split(r"\qquad")
    left, right = sides(named(one))
    assert left == "n"
    path = o.newton_path(cubic_derivative, o.cubic_bend, c)
    next(path)
    assert same(apply(parse(right), f=cubic), next(path))
    # The inverse of a matrix, which no parser reads: quoted, and computed with beside it.
    assert plain(several) == plain(r"x_{k+1} = x_k - H(x_k)^{-1}\, \nabla f(x_k)")
    at = np.array([2.0, 3.0])
    path = o.newton_path(o.ledge_gradient, o.ledge_hessian, at)
    next(path)
    by_hand = at - np.linalg.inv(o.ledge_hessian(at)) @ o.ledge_gradient(at)
    assert np.allclose(next(path), by_hand, rtol=1e-14)


@pytest.mark.guards("eq-opt-newton-error")
def test_newton_error(tex):
    left, right = (parse(side) for side in sides(named(tex)))
    path = o.newton_path(cubic_derivative, o.cubic_bend, c)
    next(path)
    assert same(left.subs(sp.Symbol("n"), next(path)), right)
    # The limit of the factor is f‴ / 2f″, as the theory of Newton's method has it.
    third, second = (symbolic.derivative(cubic, k).subs(x, sp.Rational(4, 3)) for k in (3, 2))
    factor = sp.cancel(right / (c - sp.Rational(4, 3)) ** 2)
    assert factor.subs(c, sp.Rational(4, 3)) == third / (2 * second)


@pytest.mark.guards("eq-opt-along")
def test_along(tex):
    name, mean = sides(tex)
    frame = r"\frac{1}{n} \sum_{i=1}^{n}"
    assert name == "L" and mean.startswith(frame)
    term, margin = parse(mean.removeprefix(frame)), sp.Symbol("m_{i}")
    third = sp.Rational(3, 2)
    margins = [int(s) * (int(p) + int(q) - third) for (p, q), s in zip(X, labels, strict=True)]
    assert min(margins) > 0  # "each product is positive"
    whole = X.astype(int), labels.astype(int)
    for far in (sp.Integer(1), sp.Integer(7)):
        shown = sum(term.subs({margin: m, t: far}) for m in margins) / 6
        assert same(shown, linear_loss([far, far, -third * far], *whole))
    assert sp.limit(term.subs(margin, min(margins)), t, sp.oo) == 0
    assert sp.diff(term.subs(margin, 2), t).subs(t, 3) < 0


@pytest.mark.guards("eq-opt-growth")
def test_growth(tex):
    law, vector = tex.split(r"\qquad")
    assert [side.strip() for side in law.split(r"\approx")] == [r"w(k)", r"\hat{w} \log k,"]
    name, row = sides(vector)
    assert name == r"\hat{w}"
    shown = [sp.simplify(parse(entry)) for entry in row.strip("()").split(",")]
    # "the shortest weights with which every label times its score is at least 1": the conditions
    # of three points hold with equality, and ŵ is a sum of y (x₁, x₂, 1) with positive factors.
    whole, signs = X.astype(int), labels.astype(int)
    margins = signs * linear_scores(shown, whole)
    assert min(margins) == 1
    tight = [i for i in range(6) if margins[i] == 1]
    rows = sp.Matrix([[int(signs[i] * e) for e in (*whole[i], 1)] for i in tight])
    factors = rows.T.solve(sp.Matrix(shown))
    assert len(tight) == 3 and all(factor > 0 for factor in factors)
    # "the one whose distance to the nearest is the largest": the same with (w₁, w₂) alone, where
    # the factors times the labels add up to zero.
    factors = rows.T.solve(sp.Matrix([*shown[:2], 0]))
    assert all(factor > 0 for factor in factors)


def test_descent_grows_like_the_law():
    """Ten times the steps add ŵ log 10; what is left over goes down with the steps."""
    law = np.array([2, 2, -3]) / 3 * np.log(10)
    seen, slopes = [], lambda w: o.penalized_gradient(w, X, labels, 0.0)
    for k, w in zip(range(10_001), o.descent_path(slopes, np.zeros(3), 1.0), strict=False):
        if k in (100, 1000, 10_000):
            seen.append(w)
    gaps = [np.linalg.norm(b - a - law) for a, b in pairwise(seen)]
    # The next terms of w(k) are a constant and some 1/k and log(k)/k of size 10 at most: between
    # 1000 and 10,000 steps they change by less than 10 · log(1000) / 1000 = 0.07.
    assert gaps[1] < 0.07 and gaps[1] < gaps[0]
    angle = lambda w: np.arctan2(w[1], w[0]) - np.pi / 4
    assert abs(angle(seen[2])) < abs(angle(seen[1])) < abs(angle(seen[0]))


@pytest.mark.guards("eq-opt-penalty")
def test_penalty(tex):
    loss, penalty = tex.split(" + ", 1)
    assert loss.strip() == "L(w_1, w_2, b)"
    weights, mu = sp.symbols("w_1 w_2 b"), sp.Symbol("mu")
    shown = parse(penalty)
    whole = X.astype(int), labels.astype(int)
    added = o.penalized_loss(weights, *whole, mu) - linear_loss(weights, *whole)
    assert same(added, shown)
    gradient = o.penalized_gradient(weights, *whole, mu) - o.penalized_gradient(weights, *whole, 0)
    for entry, weight in zip(gradient, weights, strict=True):
        assert same(entry, sp.diff(by_symbols(shown, weights), weight))


def by_symbols(expression, symbols):
    """The expression with w_{1} written as the symbol w_1."""
    names = {s.name.replace("_", ""): s for s in symbols}
    renamed = {
        s: names[s.name.replace("_", "").replace("{", "").replace("}", "")]
        for s in expression.free_symbols
        if s.name != "mu"
    }
    return expression.subs(renamed)


@pytest.mark.guards("eq-opt-parallel")
def test_parallel(tex):
    rule, vectors = tex.split(r"\qquad")
    assert sides(rule) == [r"\nabla f", r"\alpha \nabla g"]
    left, right = vectors.split("=")
    assert right.strip().startswith(r"\alpha \begin")
    f_entries = [entry for (entry,) in entries(left)]
    g_entries = [entry for (entry,) in entries(right)]
    g = lambda p: p[0] + 2 * p[1]
    for shown, exact in zip(f_entries, symbolic.gradient(bowl, (x, y)), strict=True):
        assert same(shown, exact)
    for shown, exact in zip(g_entries, symbolic.gradient(g, (x, y)), strict=True):
        assert same(shown, exact)
    # The solution, by the parabola on the line: x = 5 − 2y.
    value, place = symbolic.lowest_point(bowl((5 - 2 * x, x)))
    assert (value, 5 - 2 * place, place) == (5, 1, 2)
    assert bowl_gradient((1, 2)).tolist() == [2 * e for e in (1, 2)]


@pytest.mark.guards("thm-fermat")
def test_fermat_needs_an_interior_point_and_a_derivative(tex):
    assert tex == (
        "If $f$ has a local extremum at an **interior** point $c$, **and** $f'(c)$ exists, "
        "then $f'(c) = 0$."
    )
    # Local is enough: the cubic is higher at 3 than at its local maximum.
    near = [sp.Rational(k, 10) for k in range(-9, 10)]
    assert all(cubic(place) <= cubic(0) for place in near) and cubic(3) > cubic(0)
    assert cubic_derivative(0) == 0
    # At the end of [0, 3] it is highest of all, with a slope that is not zero.
    assert all(cubic(sp.Rational(k, 10)) < cubic(3) for k in range(30)) and cubic_derivative(3) > 0
    # At a kink |x| is least, and no slope exists: the two sides disagree.
    assert all(abs(place) >= abs(0) for place in near)
    assert [sp.limit(sp.Abs(h) / h, h, 0, side) for side in "+-"] == [1, -1]
    # It is no equivalence: x³ has slope 0 at 0, and both higher and lower values beside it.
    assert sp.diff(x**3, x).subs(x, 0) == 0 and (-0.1) ** 3 < 0 < 0.1**3
