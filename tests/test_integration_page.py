"""Guards of book/integration.md: each reads the LaTeX of its equation from the page."""

import re

import numpy as np
import pytest
import sympy as sp
from latex_algebra import FUNCTIONS, apply, assert_steps, parse, read, same, sides

import snippets.symbolic  # noqa: F401  (teaches exp and log to take symbols)
from snippets.classifier import logistic_loss
from snippets.differentiation import cubic, square, square_derivative
from snippets.integration import (
    monte_carlo,
    riemann_sum,
    running_left_sum,
    running_trapezoids,
    sample_mean,
    simpson,
    trapezoid,
)
from snippets.ranking import roc_curve, win_rate
from snippets.samples import six_points

a, b, c, h, n, x, xi = sp.symbols("a b c h n x xi")
f, g = sp.Function("f"), sp.Function("g")
POLYNOMIALS = [square, cubic, lambda t: 2 * t - 1]
SMOOTH = [sp.exp, sp.sin, lambda t: t**3 - 2 * t**2 + 1]
# Pairs f, g whose products SymPy can integrate.
PAIRS = [(lambda t: t, sp.exp), (sp.exp, sp.sin), (square, cubic)]


def bracketed(tex):
    """The LaTeX with brackets around each integral: the parser runs through a plus behind one."""
    return re.sub(r"\\int_.*?d[xt](?![a-z])", lambda m: f"({m[0]})", tex)


def assert_equal(left, right, **functions):
    """The sides agree once the functions are put in and every integral is done."""
    left, right = (apply(side, **functions).doit() for side in (left, right))
    assert same(left, right), f"{left} is not {right}"


@pytest.mark.guards("eq-left-sum")
def test_left_sum(tex):
    first, *steps = read(tex)
    panels = 20 / h
    assert_steps(first.doit(), steps[0])  # for any n, not only as many panels as fit
    # SymPy sums to a symbol; the page's n is the number of panels, 20 / h.
    assert_steps(*(step.subs(n, panels) for step in (first.doit(), *steps)))
    for count in (1, 7, 200):
        width = sp.Rational(20, count)
        total = riemann_sum(square_derivative, sp.Integer(-10), sp.Integer(10), count, "left")
        assert same(steps[-1].subs(h, width), total)


@pytest.mark.guards("eq-integral")
@pytest.mark.parametrize("place", [0, sp.Rational(1, 2), sp.Rational(2, 7), 1])
@pytest.mark.parametrize("function", POLYNOMIALS)
def test_integral(tex, function, place):
    integral, limit, *width = sides(tex)
    limit, _, name = limit.rpartition(",")
    assert name.strip() == "h" and len(width) == 1
    width = parse(width[0])
    assert same(width, (b - a) / n)
    total, k = parse(limit).args[0], sp.Symbol("k")
    assert [s.limits for s in total.atoms(sp.Sum)] == [((k, 1, n),)]  # every panel
    chosen = a + (k - place) * width  # a point in panel number k, the panels counted from 1
    total = apply(total, f=function).replace(sp.Function("x"), lambda _: chosen).subs(h, width)
    assert parse(limit).args[1:3] == (n, sp.oo)
    assert same(sp.limit(sp.expand(total.doit()), n, sp.oo), apply(parse(integral), f=function))


@pytest.mark.guards("eq-additive")
@pytest.mark.parametrize("function", SMOOTH)
def test_additive(tex, function):
    assert_equal(*read(bracketed(tex)), f=function)


@pytest.mark.guards("eq-backward")
@pytest.mark.parametrize("function", SMOOTH)
def test_backward(tex, function):
    assert_equal(*read(tex), f=function)


@pytest.mark.guards("eq-linear-integral")
@pytest.mark.parametrize("one, other", PAIRS)
def test_linear(tex, one, other):
    assert_equal(*read(bracketed(tex)), f=one, g=other)


@pytest.mark.guards("eq-accumulation")
@pytest.mark.parametrize("function", SMOOTH)
def test_accumulation(tex, function):
    name, total = sides(tex)
    assert name == "A(x)"
    total = apply(parse(total), f=function).doit()
    assert total.subs(x, a) == 0
    assert same(sp.diff(total, x), function(x))


@pytest.mark.guards("eq-family")
def test_family(tex):
    integral, family = sides(tex)
    integrand = re.fullmatch(r"\\int (.*) dx", integral)[1]
    family = parse(family)
    assert same(sp.diff(family, x), parse(integrand))
    assert same(sp.diff(family, sp.Symbol("C")), 1)
    assert same(parse(integrand), square_derivative(x))


@pytest.mark.guards("eq-mean-value")
@pytest.mark.parametrize("function", [sp.exp, sp.log, lambda t: t**3])
def test_mean_value(tex, function):
    assert same(read(tex)[1], sp.Function("F'")(xi) * (b - a))  # on intervals below zero, too
    left, right = (
        apply(side, F=function).subs({a: sp.Rational(1, 3), b: sp.Rational(3, 4)})
        for side in read(tex)
    )
    point = sp.nsolve(left - right, xi, (sp.Rational(1, 3), sp.Rational(3, 4)), solver="bisect")
    assert sp.Rational(1, 3) < point < sp.Rational(3, 4)


@pytest.mark.guards("eq-first-half")
def test_first_half(tex):
    left, right = read(tex)
    t = sp.Symbol("t")
    assert left.expr == sp.Integral(f(t), (t, a, x))  # the area from a, not from elsewhere
    assert same(left.doit(), right)  # for an f of which nothing is known
    assert_equal(left, right, f=lambda t: sp.cos(t**2))


@pytest.mark.guards("eq-second-half")
@pytest.mark.parametrize("function", SMOOTH)
def test_second_half(tex, function):
    integral, change = read(tex)
    assert_equal(integral, change, F=function, f=lambda t: sp.diff(function(t), t))


@pytest.mark.guards("eq-squeeze")
@pytest.mark.parametrize("step", [0.5, 0.01, -0.01, -0.5])
def test_squeeze(tex, step):
    low, quotient, high = sides(tex, r"\le", r"\le")
    assert (low, high) == ("m(h)", "M(h)")
    quotient = apply(parse(quotient, FUNCTIONS | {"A"}), A=sp.sin)  # the area under cos
    value = float(quotient.subs({x: 0.2, h: step}))
    strip = np.cos(np.linspace(0.2, 0.2 + step, 1001))
    assert strip.min() < value < strip.max()
    # A quotient of another shape, such as one without the division, lies outside for small steps.
    assert not strip.min() < value * step < strip.max()


@pytest.mark.guards("eq-loss-back")
def test_loss_back(tex):
    X, y = six_points()
    margins = [sp.Integer(int(m)) / 2 for m in 2 * y * (X.sum(axis=1) - 1.5)]
    loss = lambda w: logistic_loss(w, np.array(margins), np.ones(6, dtype=int))
    change, integral = (apply(side, L=loss) for side in read(tex))
    for weight in (-1, 2, 5):
        at = {sp.Symbol("w"): sp.Integer(weight)}
        assert abs(sp.N(change.subs(at), 20) - sp.N(integral.subs(at), 20)) < 1e-15


@pytest.mark.guards("eq-drawn")
def test_drawn(tex):
    name, formula = sides(tex)
    assert name == "D(x)"
    formula = parse(formula)
    for panels in (200, 50, 7):  # the lesson draws 200
        step = sp.Rational(20, panels)
        grid = np.array([-10 + k * step for k in range(panels + 1)])
        drawn = running_left_sum(square_derivative, grid)[1:]
        for place, total in zip(grid[:-1], drawn, strict=True):
            assert formula.subs({x: place, h: step}) == total


RULES = {
    "left": lambda *args: riemann_sum(*args, "left"),
    "midpoint": lambda *args: riemann_sum(*args, "midpoint"),
    "trapezoid": trapezoid,
    "Simpson": simpson,
}


def error_formulas(tex, function):
    """The formula of each rule's error, by the rule's name, for that function."""
    lines = re.findall(r"E_\{\\text\{(\w+)\}\} &= (.*?)(?=\\\\|\\end)", tex, re.S)
    assert [name for name, _ in lines] == list(RULES)
    # parse_latex knows primes but no f^{(4)}: it is read as a function of its own.
    fourth = lambda t: sp.diff(function(t), t, 4)
    parsed = {name: parse(formula.replace("f^{(4)}", "g")) for name, formula in lines}
    for formula in parsed.values():
        assert {call.args for call in formula.atoms(sp.Function)} == {(xi,)}
    return {name: apply(formula, f=function, g=fourth) for name, formula in parsed.items()}


@pytest.mark.guards("eq-errors")
@pytest.mark.parametrize("panels", [2, 6])
@pytest.mark.parametrize("name, order", [*zip(RULES, (1, 2, 2, 4), strict=True)])
def test_errors_where_the_derivative_is_constant(tex, name, order, panels):
    """For the power whose derivative of that order is a constant, ξ drops out: all is exact."""
    power = lambda t: t**order
    promised = error_formulas(tex, power)[name].subs(h, (b - a) / panels)
    integral = sp.integrate(power(x), (x, a, b))
    assert same(promised, RULES[name](power, a, b, panels) - integral)


@pytest.mark.guards("eq-errors")
@pytest.mark.parametrize("function", [sp.exp, sp.log, lambda t: 1 / t])
@pytest.mark.parametrize("panels", [2, 6])
def test_errors(tex, function, panels):
    start, end = sp.Integer(1), sp.Integer(2)
    each = np.vectorize(function, otypes=[object])
    for name, formula in error_formulas(tex, function).items():
        promised = formula.subs({a: start, b: end, h: sp.Rational(1, panels)})
        integral = sp.integrate(function(x), (x, start, end))
        error = sp.N(RULES[name](each, start, end, panels) - integral, 30)
        # The derivatives of these functions are monotonic on [1, 2]: bisection finds the point.
        gap = sp.lambdify(xi, promised - error, "mpmath")
        assert gap(1) * gap(2) < 0, f"{name}: no point of [1, 2] gives the error {error}"


@pytest.mark.guards("eq-simpson")
@pytest.mark.parametrize("panels", [1, 2, 5])
def test_simpson(tex, panels):
    name, formula = sides(tex)
    assert name == "S_{2n}"
    middle = riemann_sum(f_of, a, b, panels, "midpoint")
    ends = trapezoid(f_of, a, b, panels)
    formula = parse(formula).subs({sp.Symbol("M_{n}"): middle, sp.Symbol("T_{n}"): ends})
    assert same(formula, simpson(f_of, a, b, 2 * panels))


def f_of(points):
    """A cubic with symbols for coefficients, so that no accident makes two sums equal."""
    p, q, r, s = sp.symbols("p q r s")
    return p * points**4 + q * points**3 + r * points + s


@pytest.mark.guards("eq-auc")
def test_auc(tex):
    # No parser reads P(…): the words are quoted, and their meaning is checked on random scores.
    assert tex == r"\text{AUC} = P(s_+ > s_-) + \frac{1}{2} P(s_+ = s_-),"
    rng = np.random.default_rng(4)
    for _ in range(20):
        scores, y = rng.integers(0, 5, 30), np.repeat([1, -1], [12, 18])
        pairs = [(p, q) for p in scores[:12] for q in scores[12:]]
        greater = sum(p > q for p, q in pairs) / len(pairs)
        equal = sum(p == q for p, q in pairs) / len(pairs)
        area = running_trapezoids(*roc_curve(scores, y))[-1]
        # Sums of a few dozen numbers below 1.
        assert area == pytest.approx(greater + equal / 2, abs=1e-14)
        assert win_rate(scores, y) == pytest.approx(greater + equal / 2, abs=1e-14)


@pytest.mark.guards("eq-substitution")
@pytest.mark.parametrize("outer, inner", [(sp.exp, square), (sp.cos, cubic), (square, sp.sin)])
def test_substitution(tex, outer, inner):
    assert_equal(*read(tex), f=outer, g=inner)


@pytest.mark.guards("eq-parts")
@pytest.mark.parametrize("one, other", PAIRS)
def test_parts(tex, one, other):
    assert_equal(*read(tex), f=one, g=other)


def normal(t):
    return sp.exp(-(t**2) / 2) / sp.sqrt(2 * sp.pi)


def exponential(t):
    return sp.Piecewise((sp.exp(-t), t > 0), (0, True))


def narrow_uniform(t):
    return sp.Piecewise((2, (t > 0) & (t < sp.Rational(1, 2))), (0, True))


@pytest.mark.guards("eq-density")
@pytest.mark.parametrize("density", [normal, exponential, narrow_uniform])
def test_density(tex, density):
    total, one = read(tex, FUNCTIONS | {"p"})
    assert same(total.replace(sp.Function("p"), density).doit(), one)


@pytest.mark.guards("eq-expectation")
def test_expectation(tex):
    name, integral = sides(tex)
    assert name == r"\E f(x)"
    mean = lambda f, p: (
        apply(parse(integral, FUNCTIONS | {"p"}), f=f).replace(sp.Function("p"), p).doit()
    )
    assert mean(lambda t: t, exponential) == 1
    assert sp.simplify(mean(square, normal)) == 1
    assert mean(lambda t: t, narrow_uniform) == sp.Rational(1, 4)


class Listed:
    """A generator of random numbers that deals out listed ones."""

    def __init__(self, numbers):
        self.numbers = np.array(numbers)

    def random(self, n):
        return self.numbers[:n]


@pytest.mark.guards("eq-monte-carlo", "eq-standard-error")
def test_monte_carlo(tex):
    (integral, mean), (name, error) = sides(tex[0], r"\approx"), sides(tex[1])
    assert name == r"E_{\text{random}}"
    numbers = [0.125, 0.5, 0.75, 0.875, 0.25]
    estimate = monte_carlo(np.exp, 0.5, 3.5, 5, Listed(numbers))
    values = np.exp(0.5 + 3 * np.array(numbers))
    total = parse(mean).replace(sp.Function("f"), lambda point: sp.Function("v")(sp.Symbol("i")))
    frame, summand = mean.split(r"\sum_{i=1}^{n}")
    assert summand.strip() == "f(x_i)" and total.has(sp.Sum)
    assert same(parse(frame), (b - a) / n)
    at = {a: 0.5, b: 3.5, n: 5}
    # Five values below 24 and a product: 1e-14 is some ten roundings.
    assert float(parse(frame).subs(at)) * values.sum() == pytest.approx(estimate.value, rel=1e-14)
    # Points spread evenly over the stretch give the left side: by the midpoint rule, off by
    # at most 3 (3 / 64)² e^3.5 / 24 = 9.1e-3, of 31.5.
    even = monte_carlo(np.exp, 0.5, 3.5, 64, Listed((np.arange(64) + 0.5) / 64))
    integral = apply(parse(integral), f=sp.exp).subs(at).doit()
    assert even.value == pytest.approx(float(integral), abs=1e-2)
    one = float(parse(error).subs({**at, sp.Symbol("V"): values.var(ddof=1)}))
    assert 3 * one == pytest.approx(estimate.error, rel=1e-14)


@pytest.mark.guards("eq-standard-error")
def test_standard_error_is_the_typical_error_of_a_mean(tex):
    # All 2ⁿ equally likely samples of n from {0, 1}: the exact root mean square of the error.
    error = parse(sides(tex)[1])
    for count in (2, 4, 8):
        samples = [[(k >> i) & 1 for i in range(count)] for k in range(2**count)]
        square_error = np.mean([(np.mean(s) - 0.5) ** 2 for s in samples])
        expected = error.subs({a: 0, b: 1, n: count, sp.Symbol("V"): sp.Rational(1, 4)})
        assert same(square_error, expected**2)  # halves, quarters, eighths: exact
    assert sample_mean([1, 0, 1, 0]).value == 0.5


@pytest.mark.guards("def-integral")
def test_the_definition_needs_the_same_limit_for_every_choice(tex):
    assert tex == (
        "The *integral* of $f$ from $a$ to $b$ is the limit of its Riemann sums, (eq-integral) "
        "where $x_k$ is a point in panel number $k$, "
        "and where the limit exists and is the same for every choice of these points."
    )
    # Dirichlet's function: each choice of points has a limit, and these are 1 and 0.
    rational = lambda point: int(point.is_rational)
    for panels in (1, 4, 9):
        width = sp.Rational(1, panels)
        for place, total in ((sp.Rational(1, 2), 1), (1 / sp.sqrt(2), 0)):
            assert sum(rational((k + place) * width) for k in range(panels)) * width == total


@pytest.mark.guards("thm-fundamental")
def test_the_fundamental_theorem_needs_its_hypotheses(tex):
    assert tex == (
        "Let $f$ be continuous on $[a, b]$; derivatives at the ends are taken from inside. "
        "At every $x$ of $[a, b]$ its accumulation function has the derivative $f(x)$: "
        "(eq-first-half) And if $F' = f$ on $[a, b]$, then (eq-second-half)"
    )
    # Continuous is enough, a kink does no harm: (t|t| + 1) / 2 is the area under |t| from -1.
    area = lambda t: (t * abs(t) + 1) / sp.Integer(2)
    for place in (-1, sp.Rational(-1, 2), 0, sp.Rational(1, 3), 1):
        assert area(place) == sp.integrate(sp.Abs(x), (x, -1, place))
        for side in {-1: "+", 1: "-"}.get(place, "+-"):
            assert slope_from(side, area, place) == abs(place)
    # A jump is too much: the area under the sign has two slopes at 0, and neither is a value there.
    area = lambda t: abs(t) - 1
    assert [slope_from(side, area, 0) for side in "+-"] == [1, -1]
    # All points but one are too few: beside 0 the sign has slope 0, and yet it rises by 2.
    assert sp.integrate(0, (x, -1, 1)) != sp.sign(1) - sp.sign(-1)
    # Nor may f be unbounded: -1/x is an antiderivative of 1/x² but at 0, and it says -2.
    F = lambda t: -1 / sp.Integer(t)
    assert F(1) - F(-1) == -2 and sp.integrate(1 / x**2, (x, -1, 1)) == sp.oo


def slope_from(side, function, place):
    """The limit of the difference quotients from the right, "+", or from the left, "-"."""
    step = sp.Symbol("step", real=True)
    return sp.limit((function(place + step) - function(place)) / step, step, 0, side)
