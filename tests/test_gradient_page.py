"""Guards of book/gradient.md: each reads the LaTeX of its equation from the page."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st
from latex_algebra import assert_steps, entries, parse, plain, same, sides, summand

from snippets import gradient as g
from snippets import symbolic
from snippets.classifier import linear_loss, linear_loss_gradient, linear_scores
from snippets.elementary import sigmoid

x, y, t, h = sp.symbols("x y t h")
d = sp.symbols("d_1 d_2")
SMOOTH = [lambda a, b: a**2 + b**3, lambda a, b: sp.exp(a) * sp.sin(b), lambda a, b: a * b**2]


def with_function(expression, f, **named):
    """The expression with f(a, b) computed, and with symbols replaced by name."""
    values = {sp.Symbol(name): value for name, value in named.items()}
    return expression.replace(sp.Function("f"), f).subs(values).doit()


@pytest.mark.guards("eq-score")
def test_score(tex):
    name, formula = sides(tex)
    assert name == "s"
    point, weights = sp.symbols("x_1 x_2"), sp.symbols("w_1 w_2 b")
    assert same(parse(formula), linear_scores(weights, [point])[0])


@pytest.mark.guards("eq-linear-loss")
def test_linear_loss(tex):
    name, mean = sides(tex)
    assert name == "L(w_1, w_2, b)"
    term = summand(mean, r"\frac{1}{n} \sum_{i=1}^{n}")
    label, score = sp.symbols("y_{i} s_{i}")
    for sign in (-1, 1):
        # With the bias alone the score of a point is that bias.
        one_point = linear_loss([0, 0, score], [[0, 0]], [sign])
        assert same(term.subs(label, sign), sp.expand_log(one_point, force=True))


@pytest.mark.guards("eq-point-gradient")
def test_point_gradient(tex):
    left, right = sides(tex)
    # The parser reads ∂ in a letter without an index.
    rate = parse(left.replace(r"\partial w_1", r"\partial w"))
    rule = parse(right).replace(sp.Function("sigma"), sigmoid)
    weights, point = sp.symbols("w_1 w_2 b"), sp.symbols("x_{1} x_{2}")
    values = {sp.Symbol("s"): linear_scores(weights, [point])[0]}
    assert isinstance(rate, sp.Derivative) and rate.variables == (sp.Symbol("w"),)
    assert same(rate.expr.subs(values).diff(weights[0]), rule.subs(values))
    # "For w₂ the last factor is x₂, and for b it is 1"
    for sign in (-1, 1):
        partials = linear_loss_gradient(weights, [point], [sign])
        for partial, factor in zip(partials, (*point, 1), strict=True):
            one = rule.subs(values).subs(y, sign) * factor / point[0]
            assert same(one, partial)


@pytest.mark.guards("eq-surface")
def test_surface(tex):
    name, formula = sides(tex)
    assert name == "f(x, y)"
    assert same(parse(formula), g.surface((x, y)))


@pytest.mark.guards("eq-partial")
@pytest.mark.parametrize("f", SMOOTH)
def test_partial(tex, f):
    name, limit = sides(tex)
    assert name == r"\frac{\partial f}{\partial x}(x, y)"
    limit = parse(limit)
    assert limit.args[1:] == (h, 0, sp.Symbol("+-"))  # from both sides
    # Of the quotient itself: one of x + h and x - h has a limit at a kink, too.
    value = sp.Function("f")
    assert same(limit.args[0], (value(x + h, y) - value(x, y)) / h)
    assert same(with_function(limit, f), sp.diff(f(x, y), x))


@pytest.mark.guards("eq-partials")
def test_partials(tex):
    for one, rule in zip(tex.split(r"\qquad"), g.surface_gradient((x, y)), strict=True):
        derivative, formula = (parse(side) for side in sides(one))
        assert same(derivative.doit(), formula) and same(formula, rule)
        assert same(derivative.expr, g.surface((x, y)))


@pytest.mark.guards("eq-product-partial")
def test_product_partial(tex):
    derivative, formula = (parse(side) for side in sides(tex))
    assert derivative.variables == (x,) and same(derivative.doit(), formula)


@pytest.mark.guards("eq-gradient")
def test_gradient(tex):
    name, vector = tex.split("=", 1)
    assert name.strip() == r"\nabla f"
    # No parser reads dots; the first and the last entry are quoted.
    inside = vector.split(r"\begin{pmatrix}")[1].split(r"\end{pmatrix}")[0]
    assert [row.strip() for row in inside.split(r"\\")] == [
        r"\frac{\partial f}{\partial x_1}",
        r"\vdots",
        r"\frac{\partial f}{\partial x_n}",
    ]
    symbols = sp.symbols("x_1:5")
    f = lambda p: sum(k * entry**k for k, entry in enumerate(p, start=1)) + p[0] * p[3]
    table = [sp.diff(f(symbols), symbol) for symbol in symbols]
    assert symbolic.gradient(f, symbols).tolist() == table
    found = g.gradient(f, [1.0, -1.0, 2.0, 0.5])
    exact = [float(e.subs(dict(zip(symbols, (1, -1, 2, 0.5), strict=True)))) for e in table]
    # Values are below 30, steps 7e-6: rounding 30 · 8u / 7e-6 < 4e-9; third derivatives ≤ 48.
    assert np.allclose(found, exact, rtol=0, atol=1e-8)


@pytest.mark.guards("eq-surface-gradient")
def test_surface_gradient(tex):
    assert tex.startswith(r"\nabla f(x, y) =")
    for (entry,), rule in zip(entries(tex), g.surface_gradient((x, y)), strict=True):
        assert same(entry, rule)


@pytest.mark.guards("eq-along-line")
def test_along_line(tex):
    rate, formula = (parse(side) for side in sides(tex))
    walk = g.surface((2 + t * sp.Symbol("d_{1}"), 3 + t * sp.Symbol("d_{2}")))
    assert rate.variables == (t,) and same(rate.expr, walk)
    assert same(rate.doit(), formula)
    at_start = formula.subs(t, 0)
    dot = g.linear_form(g.surface_gradient((2, 3)).tolist(), sp.symbols("d_{1} d_{2}"))
    assert same(at_start, dot)


@pytest.mark.guards("eq-dot")
def test_dot(tex):
    name, total = sides(tex)
    assert name == r"a \cdot b"
    first, dots, last = total.split("+")
    assert (first.strip(), dots.strip(), last.strip()) == ("a_1 b_1", r"\dots", "a_n b_n")
    a, b = sp.symbols("a_1:4"), sp.symbols("b_1:4")
    assert g.linear_form(a, b) == sum(a_k * b_k for a_k, b_k in zip(a, b, strict=True))


@pytest.mark.guards("eq-differentiable", "eq-vanishing")
@pytest.mark.parametrize("f", SMOOTH)
def test_differentiable(tex, f):
    # Two formulas of vectors, which no parser reads: quoted, and computed with beside it.
    assert tex == [
        r"f(p + v) = f(p) + c \cdot v + r(v)",
        r"\lim_{v \to 0} \frac{r(v)}{\lVert v \rVert} = 0.",
    ]
    p, direction = (sp.Rational(1, 2), sp.Rational(2, 3)), (sp.Rational(3, 5), sp.Rational(-4, 5))
    slopes = [e.subs({x: p[0], y: p[1]}) for e in symbolic.gradient(lambda q: f(*q), (x, y))]
    step = sp.Symbol("t", positive=True)
    shifted = [a + step * b for a, b in zip(p, direction, strict=True)]
    missed = f(*shifted) - g.tangent_plane(f(*p), slopes, p, shifted)
    assert sp.limit(missed / step, step, 0) == 0
    # "Only c = ∇f(p) will do": along each axis the limit is what the entry of c lacks.
    c = sp.symbols("c_1 c_2")
    for k in (0, 1):
        along = [a + step * int(i == k) for i, a in enumerate(p)]
        lacks = f(*along) - g.tangent_plane(f(*p), c, p, along)
        assert same(sp.limit(lacks / step, step, 0), slopes[k] - c[k])


@pytest.mark.guards("eq-line-quotient", "eq-directional")
@pytest.mark.parametrize("f", SMOOTH)
def test_directional(tex, f):
    quotient, limit = tex
    left, right = sides(quotient)
    assert left == r"\frac{f(p + t d) - f(p)}{t}"
    assert right == r"\nabla f(p) \cdot d + \frac{r(t d)}{t}"
    rate, dot = limit.split("=")
    assert " ".join(rate.split()) == rf"\lim_{{t \to 0}} {left}"
    assert plain(dot) == r"\nabla f(p) \cdot d"
    # The same along a line with symbols for p and d.
    moved = f(x + t * d[0], y + t * d[1])
    slopes = symbolic.gradient(lambda q: f(*q), (x, y))
    exact = sp.limit((moved - f(x, y)) / t, t, 0)
    assert same(exact, g.linear_form(slopes, d))
    r = moved - g.tangent_plane(f(x, y), slopes, (x, y), (x + t * d[0], y + t * d[1]))
    assert same((moved - f(x, y)) / t, g.linear_form(slopes, d) + r / t)
    assert sp.limit(r / t, t, 0) == 0


def without_norms(tex, **lengths):
    """The LaTeX with a symbol in the place of each length."""
    for name, symbol in lengths.items():
        tex = tex.replace(rf"\lVert {name} \rVert", rf"{symbol} ")
    return tex


@pytest.mark.guards("eq-cosine")
def test_cosine(tex):
    name, sums, cosine = sides(without_norms(tex, a="A", b="B"))
    assert name == r"a \cdot b"
    A, B, alpha, beta = sp.symbols("A B alpha beta", positive=True)
    a, b = ([r * sp.cos(v), r * sp.sin(v)] for r, v in ((A, alpha), (B, beta)))
    assert sp.simplify(g.norm(a) - A) == 0
    dot = g.linear_form(a, b)
    # cos(α − β): "cos" takes its bracket.
    shown = [sp.expand_trig(parse(side)) for side in (sums, cosine)]
    assert_steps(dot.subs({A: sp.Symbol("A"), B: sp.Symbol("B")}), *shown)


@pytest.mark.guards("eq-rate")
def test_rate(tex):
    name, formula = sides(tex)
    assert name == r"\nabla f \cdot d"
    formula = parse(formula.replace(r"\lVert \nabla f \rVert", "A "))
    slopes = [sp.Integer(4), sp.Integer(27)]
    start = sp.atan2(27, 4)
    for theta in (0, sp.pi / 6, sp.pi / 2, -sp.pi / 3, sp.pi):
        direction = [sp.cos(start + theta), sp.sin(start + theta)]
        rate = formula.subs({sp.Symbol("A"): g.norm(slopes), sp.Symbol("theta"): theta})
        exact = sum(s * e for s, e in zip(slopes, direction, strict=True))
        assert same(sp.expand_trig(exact), rate)


@pytest.mark.guards("eq-unit-distance")
def test_unit_distance(tex):
    left, right = sides(tex)
    assert left == r"\lVert d - q \rVert^2"
    formula = parse(right.replace(r"d \cdot q", "D "))
    d, q = sp.symbols("d_1:4"), sp.symbols("q_1:4")
    squared = sp.expand(g.norm([a - b for a, b in zip(d, q, strict=True)]) ** 2)
    # Vectors of length 1: replace the last square of each by what the others leave.
    unit = {v[2] ** 2: 1 - v[0] ** 2 - v[1] ** 2 for v in (d, q)}
    assert same(squared.subs(unit), formula.subs(sp.Symbol("D"), g.linear_form(d, q)))


@pytest.mark.guards("eq-along-curve")
@pytest.mark.parametrize("f", SMOOTH)
def test_along_curve(tex, f):
    # Derivatives of functions of functions: quoted, and computed with beside it.
    assert plain(tex) == plain(
        r"\frac{d}{dt} f(x(t), y(t)) = \frac{\partial f}{\partial x}\, x'(t) "
        r"+ \frac{\partial f}{\partial y}\, y'(t)."
    )
    path = sp.cos(t) + t**2, sp.exp(t)
    slopes = [s.subs({x: path[0], y: path[1]}) for s in symbolic.gradient(lambda q: f(*q), (x, y))]
    velocity = [sp.diff(c, t) for c in path]
    assert same(sp.diff(f(*path), t), g.linear_form(slopes, velocity))


def test_gradients_stand_on_level_curves():
    """The level curve of x² + y³ at height c is y = (c − x²)^⅓; its tangent is (1, y′)."""
    level = (31 - x**2) ** sp.Rational(1, 3)
    tangent = 1, sp.diff(level, x)
    assert sp.simplify(g.linear_form(g.surface_gradient((x, level)), tangent)) == 0
    assert tangent[1].subs(x, 2) == sp.Rational(-4, 27)


@pytest.mark.guards("eq-tangent-plane")
def test_tangent_plane(tex):
    name, plane = sides(tex)
    assert name == "z"
    slopes = g.surface_gradient((2, 3)).tolist()
    assert same(parse(plane), g.tangent_plane(g.surface((2, 3)), slopes, (2, 3), (x, y)))


MATRIX = sp.Matrix(3, 3, sp.symbols("A_1:4(1:4)"))
VECTORS = {name: sp.Matrix(sp.symbols(f"{name}_1:4")) for name in "abx"}
# No parser reads products of matrices: both sides are quoted, and computed with beside that.
IDENTITIES = {
    "eq-linear-form": (r"\nabla (a^\top x)", "a", lambda A, a, b, x: a),
    "eq-quadratic-form": (
        r"\nabla (x^\top A x)",
        r"(A + A^\top) x",
        lambda A, a, b, x: (A + A.T) * x,
    ),
    "eq-squared-error": (
        r"\nabla \lVert A x - b \rVert^2",
        r"2 A^\top (A x - b)",
        lambda A, a, b, x: 2 * A.T * (A * x - b),
    ),
}


@pytest.mark.guards("eq-linear-form", "eq-quadratic-form", "eq-squared-error")
def test_identities(tex):
    symbols = {"A": np.array(MATRIX), **{k: np.array(v).ravel() for k, v in VECTORS.items()}}
    A, a, b, point = (symbols[name] for name in "Aabx")
    functions = [
        (lambda p: g.linear_form(a, p), g.linear_form_gradient(a, point)),
        (lambda p: g.quadratic_form(A, p), g.quadratic_form_gradient(A, point)),
        (lambda p: g.squared_error(A, b, p), g.squared_error_gradient(A, b, point)),
    ]
    for one, (left, right, formula), (f, rule) in zip(
        tex, IDENTITIES.values(), functions, strict=True
    ):
        assert [" ".join(side.split()) for side in sides(one)] == [left, right]
        shown = formula(MATRIX, *(VECTORS[name] for name in "abx"))
        partials = symbolic.gradient(f, point)
        for entry, partial, computed in zip(shown, partials, rule, strict=True):
            assert sp.expand(entry - partial) == 0 == sp.expand(computed - partial)


@pytest.mark.guards("eq-quadratic-proof")
def test_quadratic_proof(tex):
    # The parser reads A_{ij} as an index i·j: quoted, and computed with beside it.
    assert plain(tex) == plain(
        r"""\frac{\partial}{\partial x_k} \sum_{i=1}^{n} \sum_{j=1}^{n} A_{ij} x_i x_j
= \sum_{j=1}^{n} A_{kj} x_j + \sum_{i=1}^{n} A_{ik} x_i"""
    )
    n, point = range(3), list(VECTORS["x"])
    total = sum(MATRIX[i, j] * point[i] * point[j] for i in n for j in n)
    assert sp.expand(total - g.quadratic_form(np.array(MATRIX), point)) == 0
    for k in n:
        rule = sum(MATRIX[k, j] * point[j] for j in n) + sum(MATRIX[i, k] * point[i] for i in n)
        assert sp.expand(sp.diff(total, point[k]) - rule) == 0


@pytest.mark.guards("eq-squared-proof")
def test_squared_proof(tex):
    assert plain(tex) == plain(
        r"\frac{\partial}{\partial x_k} \sum_{i=1}^{m} r_i^2 = \sum_{i=1}^{m} 2 r_i A_{ik},"
    )
    rows, point = range(3), list(VECTORS["x"])
    r = MATRIX * VECTORS["x"] - VECTORS["b"]
    for k in range(3):
        rule = sum(2 * r[i] * MATRIX[i, k] for i in rows)
        assert sp.expand(sp.diff(sum(entry**2 for entry in r), point[k]) - rule) == 0


@pytest.mark.guards("eq-hessian-entries")
def test_hessian_entries(tex):
    # No parser reads indices of indices: quoted, and computed with beside it.
    assert plain(tex) == plain(r"H_{ij} = \frac{\partial^2 f}{\partial x_i\, \partial x_j}.")
    p = sp.symbols("x_1:4")
    table = symbolic.hessian(lambda q: sp.exp(q[0]) * q[1] ** 2 + q[1] * sp.sin(q[2]), p)
    f = sp.exp(p[0]) * p[1] ** 2 + p[1] * sp.sin(p[2])
    assert table == sp.Matrix(3, 3, lambda i, j: sp.diff(f, p[j], p[i]))


@pytest.mark.guards("eq-hessian")
def test_hessian(tex):
    assert tex.startswith("H(x, y) =")
    shown = sp.Matrix(entries(tex))
    assert same(shown, symbolic.hessian(g.surface, (x, y)))
    # "Along a line in the direction d, the second derivative of the height is dᵀHd"
    walk = g.surface((x + t * d[0], y + t * d[1]))
    assert same(sp.diff(walk, t, 2).subs(t, 0), g.quadratic_form(np.array(shown), d))


@pytest.mark.guards("eq-torn")
def test_torn(tex):
    formula, at_origin = tex.split(r"\qquad")
    assert sides(formula)[0] == "f(x, y)" and sides(at_origin) == ["f(0, 0)", "0"]
    assert same(parse(sides(formula)[1]), g.torn((x, y)))
    assert g.torn((0, 0)) == 0


# --- What the figures claim


def test_the_field_that_is_drawn_is_the_gradient_of_the_function_in_the_text():
    """Not (2x, 2y), which was published under that text: the arrows have the true angles."""
    from snippets.figures import gradient as draw

    ticks = np.linspace(-10, 10, 5)
    grid = np.meshgrid(ticks, ticks)
    figure = draw.field(*grid, g.surface_gradient(grid)).figure
    (arrows,) = [c for c in figure.axes[0].collections if hasattr(c, "U")]
    for u, v, (a, b) in zip(arrows.U, arrows.V, arrows.XY, strict=True):
        slopes = [float(e.subs({x: a, y: b})) for e in symbolic.gradient(g.surface, (x, y))]
        if any(slopes):
            assert g.angle_of([u, v]) == pytest.approx(g.angle_of(slopes), abs=1e-9)
        else:
            assert u == v == 0


def test_the_lengths_of_the_field_end_at_the_largest():
    from snippets.figures import gradient as draw

    grid = np.meshgrid(*[np.linspace(-10, 10, 5)] * 2)
    slopes = g.surface_gradient(grid)
    figure = draw.field(*grid, slopes).figure
    (arrows,) = [c for c in figure.axes[0].collections if hasattr(c, "U")]
    assert arrows.norm.vmax == g.norm(slopes).max() == pytest.approx(300.666, abs=1e-3)
    # The two lengths that the text compares have colors of their own.
    color = lambda point: int(arrows.norm(float(g.norm(g.surface_gradient(point)))))
    assert color((10.0, 0.0)) != color((0.0, 5.0))


def test_the_compass_goes_all_the_way_round():
    from snippets.figures import gradient as draw

    angles, fine, there = np.arange(0, 360, 10), np.arange(361), g.surface_gradient((2, 3))
    rates, formula = ([g.slope_along(there, g.unit_vector(a)) for a in of] for of in (angles, fine))
    picture = draw.compass(angles, np.array(rates), fine, formula, g.angle_of(there))
    curve = next(line for line in picture.figure.axes[0].lines if len(line.get_xdata()) > 36)
    assert curve.get_xdata().tolist() == list(range(361))
    assert picture.alt.endswith("within 0.")  # the dots are of the formula here


def test_the_chapter_draws_that_field(request):
    chapter = request.path.parent.parent / "book/gradient.md"
    assert "draw.field(x_grid, y_grid, surface_gradient((x_grid, y_grid)))" in chapter.read_text()


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(2, 5))
def test_scaling_a_feature_divides_its_weight_and_multiplies_its_slope(w1, w2, unit):
    """The section on rulers: X with the first column times unit, weights with w₁ / unit."""
    assume(w1 or w2)
    X = np.array([[1.0, 2.0], [-1.0, 0.5], [3.0, -2.0]])
    y, one = np.array([1.0, -1.0, 1.0]), np.array([w1 * unit, w2, 1.0]) / 8
    other, scaled = one / [unit, 1, 1], X * [unit, 1]
    # Scores are below 10 and the products are rounded once more: 20u of slope 1.
    assert linear_loss(other, scaled, y) == pytest.approx(linear_loss(one, X, y), abs=1e-13)
    slopes, rescaled = (linear_loss_gradient(*p, y) for p in ((one, X), (other, scaled)))
    assert rescaled == pytest.approx(slopes * [unit, 1, 1], abs=1e-13)


@pytest.mark.guards("def-gradient")
def test_the_gradient_is_of_one_number(tex):
    assert tex == (
        r"Let $f$ take $n$ numbers $x_1, \dots, x_n$ and return *one*. "
        "Where its partial derivatives exist, the vector of them is the gradient of $f$, "
        "(eq-gradient)"
    )
    for n in (1, 2, 5):
        assert g.gradient(lambda p: (p**2).sum(), np.ones(n)).shape == (n,)
        with pytest.raises(ValueError, match="one real number"):
            g.gradient(lambda p: np.array([p[0], p[0]]), np.ones(n))


@pytest.mark.guards("def-differentiable")
def test_differentiable_means_from_everywhere_at_once(tex):
    assert tex == (
        "Let $f$ be defined around $p$. "
        r"It is differentiable at $p$ if there is a vector $c$ for which $c \cdot v$, "
        "a linear function of the shift, misses the change of $f$ by less and less "
        "*in proportion to the length of the shift*: (eq-differentiable) "
        "with a remainder for which (eq-vanishing) "
        "The limit is taken over all short shifts at once, in whatever way $v$ shrinks, "
        "and not along one line at a time."
    )
    # Along every line through 0 this one is flat, c = 0, and misses by less and less of t ...
    f = lambda a, b: a**3 * b / (a**6 + b**2)
    for line in ((1, 0), (0, 1), (1, 1), (-2, 3)):
        assert sp.limit(f(*(t * entry for entry in line)) / t, t, 0) == 0
    # ... yet on the curve y = x³ it is 1/2 as close to 0 as you like.
    assert sp.simplify(f(t, t**3)) == sp.Rational(1, 2)
    # x² + y³ at (2, 3) with c = (4, 27): the remainder is v₁² + 9 v₂² + v₂³, at most 10 ‖v‖² where
    # ‖v‖ ≤ 1, in whatever direction.
    v = sp.symbols("v_1 v_2")
    surface, c = (lambda a, b: a**2 + b**3), (4, 27)
    rest = surface(2 + v[0], 3 + v[1]) - surface(2, 3) - c[0] * v[0] - c[1] * v[1]
    assert same(rest, v[0] ** 2 + 9 * v[1] ** 2 + v[1] ** 3)
