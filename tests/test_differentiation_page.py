"""Guards of book/differentiation.md: each reads the LaTeX of its equation from the page."""

import numpy as np
import pytest
import sympy as sp
from latex_algebra import FUNCTIONS, apply, assert_steps, parse, read, same, sides, summand

import snippets.symbolic  # noqa: F401  (teaches exp and log to take symbols)
from snippets.classifier import logistic_loss, logistic_loss_slope
from snippets.differentiation import (
    UNIT_ROUNDOFF,
    balanced_step,
    central_difference,
    complex_step,
    forward_difference,
    sigmoid,
    sigmoid_derivative,
    square,
    square_derivative,
)

x, h, w, xi, m = sp.symbols("x h w xi m")
f, g = sp.Function("f"), sp.Function("g")
SMOOTH = [sp.exp, sp.sin, lambda t: t**3 - 2 * t**2 + 1]


def assert_rule(tex):
    """The sides agree for functions f and g of which nothing is known."""
    assert_steps(*(apply(side, f=f, g=g).doit() for side in read(tex)))


@pytest.mark.guards("eq-loss")
def test_loss(tex):
    name, mean = sides(tex)
    assert name == "L(w)"
    term = summand(mean, r"\frac{1}{n} \sum_{i=1}^{n}")
    y, s = sp.symbols("y_{i} s_{i}")
    for label in (-1, 1):
        one_point = logistic_loss(w, np.array([s]), np.array([label]))
        assert same(term.subs(y, label), sp.expand_log(one_point, force=True))


@pytest.mark.guards("eq-loss-slope")
def test_loss_slope(tex):
    name, mean = sides(tex)
    assert name == "L'(w)"
    term = -apply(summand(mean, r"-\frac{1}{n} \sum_{i=1}^{n}"), sigma=sigmoid)
    y, s = sp.symbols("y_{i} s_{i}")
    for label in (-1, 1):
        one_point = np.array([s]), np.array([label])
        assert same(term.subs(y, label), logistic_loss_slope(w, *one_point))
        assert same(term.subs(y, label), sp.diff(logistic_loss(w, *one_point), w))


@pytest.mark.guards("eq-quotient")
def test_quotient(tex):
    name, quotient = sides(tex)
    assert name == "q(h)"
    assert same(parse(quotient), forward_difference(f, x, h))


@pytest.mark.guards("eq-square-quotient")
def test_square_quotient(tex):
    assert_steps(*read(tex), forward_difference(square, x, h))


@pytest.mark.guards("eq-derivative")
@pytest.mark.parametrize("function", SMOOTH)
def test_derivative(tex, function):
    name, limit = sides(tex)
    assert name == "f'(x)"
    limit = parse(limit)
    assert limit.args[1:] == (h, 0, sp.Symbol("+-"))  # from both sides
    # Of the quotient itself: one of x + h and x - h has a limit at the kink of |x|, too.
    assert same(limit.args[0], forward_difference(f, x, h))
    assert same(apply(limit, f=function).doit(), sp.diff(function(x), x))


@pytest.mark.guards("eq-square")
def test_square(tex):
    assert_steps(*read(tex), square_derivative(x))


@pytest.mark.guards("eq-tangent", "eq-little-o")
@pytest.mark.parametrize("function", SMOOTH)
def test_tangent_and_what_it_misses(tex, function):
    r, m = sp.Function("r"), sp.Symbol("m")
    line, little_o = (read(one, FUNCTIONS | {"r"}) for one in tex)
    (missed,) = sp.solve(apply(line[0] - line[1], f=function), r(h))
    quotient = apply(forward_difference(f, x, h), f=function)
    assert same(missed / h, quotient - m)  # "you see that"
    limit, zero = little_o
    assert limit.args[1:] == (h, 0, sp.Symbol("+-"))  # from both sides
    slope = sp.diff(function(x), x)
    rest = limit.replace(r, lambda t: missed.subs(h, t)).doit()
    assert same(rest, slope - m)  # zero for this m only
    assert zero == 0


@pytest.mark.guards("eq-linear")
def test_linear(tex):
    assert_rule(tex)


@pytest.mark.guards("eq-product")
def test_product(tex):
    assert_rule(tex)


@pytest.mark.guards("eq-product-proof")
def test_product_proof(tex):
    growth = {"lambda": f(x + h) - f(x), "mu": g(x + h) - g(x)}  # of the sides
    for side, letter in (("f", "lambda"), ("g", "mu")):
        assert rf"\Delta {side}" in tex
        tex = tex.replace(rf"\Delta {side}", rf"\{letter} ")
    left, right = read(tex)
    assert_steps(left, right.subs({sp.Symbol(name): by for name, by in growth.items()}))


@pytest.mark.guards("eq-power")
def test_power(tex):
    slope, rule = read(tex)
    for power in (1, 2, 3, 7, -1, -2, sp.Rational(1, 2), sp.pi):
        assert same(slope.subs(m, power), rule.subs(m, power))


@pytest.mark.guards("eq-power-step", "eq-power")
def test_power_step(tex):
    step, power = (read(one) for one in tex)
    product, by_rule, next_rule = (side.doit() for side in step)
    assert_steps(product, by_rule, next_rule)
    assert same(next_rule, power[1].subs(m, m + 1))


@pytest.mark.guards("eq-chain")
def test_chain(tex):
    assert_rule(tex)


@pytest.mark.guards("eq-chain-proof")
def test_chain_proof(tex):
    delta = sp.Symbol("Delta g")
    tex = tex.replace(r"\Delta g", r"\mu")
    left, right = read(tex, FUNCTIONS | {"varepsilon"})
    start = g(x)
    missed = lambda k: (f(start + k) - f(start)) / k - apply(sp.Function("f'")(start), f=f)
    right = apply(right, f=f).replace(sp.Function("varepsilon"), missed)
    right = right.subs(sp.Symbol("mu"), delta)
    left = apply(left, f=f, g=g).subs(g(x + h), start + delta)
    assert same(left, right)


@pytest.mark.guards("eq-reciprocal")
def test_reciprocal(tex):
    quotient, so = tex.split(r", \quad \text{so} \quad")
    assert_steps(*read(quotient), forward_difference(lambda t: 1 / t, x, h))
    assert_rule(so)


@pytest.mark.guards("eq-ratio")
def test_ratio(tex):
    assert_rule(tex)


@pytest.mark.guards("eq-exp")
def test_exp(tex):
    quotient, so = tex.split(r", \quad \text{so} \quad")
    assert_steps(*read(quotient), forward_difference(sp.exp, x, h))
    assert_rule(so)


@pytest.mark.guards("eq-log")
def test_log(tex):
    inverse, so = tex.split(r", \quad \text{so} \quad")
    assert_rule(inverse)
    assert_rule(so)


@pytest.mark.guards("eq-sigmoid")
def test_sigmoid(tex):
    name, formula = sides(tex)
    assert name == r"\sigma(x)"
    assert same(parse(formula), sigmoid(x))


@pytest.mark.guards("eq-sigmoid-slope")
def test_sigmoid_slope(tex):
    steps = [apply(step, sigma=sigmoid) for step in read(tex)]
    assert_steps(*steps, sigmoid_derivative(x))
    # What the zero multiplies is seen with a letter in its place.
    below = sp.Symbol("t")
    shown = parse(sides(tex)[1].replace(r"0 \cdot", r"t \cdot"))
    assert same(shown - steps[0], below * sigmoid(x))  # t (1 + e⁻ˣ) / (1 + e⁻ˣ)²


@pytest.mark.guards("eq-sigmoid-steepest")
def test_sigmoid_steepest(tex):
    assert_steps(*read(tex))


@pytest.mark.guards("eq-taylor")
@pytest.mark.parametrize("function", [sp.exp, sp.cosh, lambda t: t**3])
def test_taylor(tex, function):
    assert_holds_for_some_point_between(tex, function, sp.Rational(1, 3), sp.Rational(3, 4))
    # With a constant second derivative it does not matter where it is taken.
    assert_steps(*(apply(side, f=polynomial(2)) for side in read(tex)))


@pytest.mark.guards("eq-central")
@pytest.mark.parametrize("function", [sp.exp, sp.sinh, lambda t: t**4])
def test_central(tex, function):
    left, _ = read(tex)
    assert same(left, central_difference(f, x, h))
    assert_holds_for_some_point_between(tex, function, sp.Rational(2), sp.Rational(1, 2))
    assert_steps(*(apply(side, f=polynomial(3)) for side in read(tex)))


def polynomial(degree):
    """A polynomial with symbols for coefficients."""
    return lambda t: sum(sp.Symbol(f"k{power}") * t**power for power in range(degree + 1))


def assert_holds_for_some_point_between(tex, function, at, step):
    right = read(tex)[1]
    assert {call.args[0] for call in right.atoms(sp.Function) if call.has(xi)} == {xi}
    left, right = (apply(side, f=function).subs({x: at, h: step}) for side in read(tex))
    points = sp.nsolve(left - right, xi, (at - step, at + step), solver="bisect", verify=False)
    assert abs((left - right).subs(xi, points)) < 1e-12  # nsolve works with 15 digits
    assert at - step < points < at + step


@pytest.mark.guards("eq-total-error", "eq-best-step")
def test_best_step_makes_the_total_error_least(tex):
    (name, error), (step_name, best) = (read(one, FUNCTIONS | {"E"}) for one in tex)
    assert (str(name), str(step_name)) == ("E(h)", "h")
    sizes = {sp.Abs(f(x)), sp.Abs(sp.Function("f''")(x))}  # whatever the signs are
    assert error.atoms(sp.Abs) == best.atoms(sp.Abs) == sizes
    step, unit, value, bend = sp.symbols("h u f b", positive=True)
    plain = {sp.Symbol("h"): step, sp.Symbol("u"): unit}
    plain |= {f(x): value, sp.Function("f''")(x): bend}
    error, best = error.subs(plain), best.subs(plain)
    (stationary,) = sp.solve(sp.diff(error, step), step)
    assert same(stationary, best)
    first, second = error.args
    assert same(first.subs(step, best), second.subs(step, best))  # "where they are equal"
    one_size = {value: 1, bend: 1}
    assert same(error.subs(step, best).subs(one_size), best.subs(one_size))  # "about as large"
    smallest = float(best.subs({**one_size, unit: UNIT_ROUNDOFF}))
    assert smallest == pytest.approx(balanced_step(1.0, 1), rel=1e-15)


@pytest.mark.guards("eq-total-error")
def test_total_error_bounds_the_error_of_the_quotient(tex):
    error = parse(sides(tex)[1])
    for k in range(1, 15):
        step = 10.0**-k
        bound = apply(error, f=sp.exp).subs({x: 1, h: step, sp.Symbol("u"): UNIT_ROUNDOFF})
        actual = abs(forward_difference(np.exp, 1.0, step) - np.e)
        # The formula takes f″ at x, not at ξ, and a value of f may be off by one unit more.
        assert actual <= float(bound) * (1 + step) + 2 * UNIT_ROUNDOFF * np.e / step


@pytest.mark.guards("eq-complex-step")
def test_complex_step(tex):
    # No parser reads Im; the words are quoted, and their meaning is checked by the expansion.
    assert tex == r"f'(x) \approx \frac{\operatorname{Im} f(x + i h)}{h},"
    x, h = sp.symbols("x h", real=True)
    cubic = lambda t: t**3 - 2 * t**2 + 1
    estimate = sp.im(sp.expand(cubic(x + sp.I * h))) / h
    assert same(sp.limit(estimate, h, 0), sp.diff(cubic(x), x))
    # Five operations, each off by at most u of terms below 13, for a slope of 4.
    slope = float(estimate.subs({x: 2, h: sp.Rational(1, 10**20)}))
    assert abs(complex_step(cubic, 2.0) - slope) <= 5 * 13 * UNIT_ROUNDOFF


@pytest.mark.guards("def-derivative")
def test_the_definition_of_limit_and_derivative(tex):
    assert tex == (
        "A number $A$ is the *limit* of $q(h)$ for $h \\to 0$ if for every positive tolerance $t$ "
        "there is a positive distance $d$, so that $q(h)$ differs from $A$ by less than $t$ "
        "for all $h$ closer to zero than $d$, zero itself excepted. "
        "Let $f$ be defined on an open interval around $x$. "
        "The *derivative* of $f$ at $x$ is the limit of its difference quotients, "
        "(eq-derivative) If this limit exists, $f$ is *differentiable* at $x$."
    )
    quotient = lambda f, at, step: (f(at + step) - f(at)) / step
    # At 3 squaring has A = 6 with d = t: the quotient is 6 + h.
    for t in (sp.Rational(1, 10), sp.Rational(1, 1000)):
        inside = [t * share * sign for share in (sp.Rational(1, 9), 1 - t) for sign in (-1, 1)]
        assert all(abs(quotient(square, 3, step) - 6) < t for step in inside)
    # "zero itself excepted": there the quotient has no value.
    assert quotient(square, sp.Integer(3), sp.Integer(0)) is sp.nan
    # "for all h": sin(1/h) comes to 0 as close to zero as you like, and to 1 as well.
    for k in (1, 10, 1000):
        assert sp.sin(k * sp.pi) == 0 and sp.sin(2 * k * sp.pi + sp.pi / 2) == 1
    # "around x": |x| has one limit from each side of 0, so every A misses one of them by 1 or more.
    right, left = (quotient(abs, sp.Integer(0), side * sp.Rational(1, 10**6)) for side in (1, -1))
    assert right - left == 2
