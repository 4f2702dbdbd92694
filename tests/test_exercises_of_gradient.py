"""The exercises on gradients: every answer by a route of its own."""

import re

import numpy as np
import pytest
import sympy

from snippets import symbolic
from snippets.agreement import relative_gap
from snippets.exercises import load
from snippets.gradient import (
    bowl,
    directional_derivative,
    gradient,
    partial_derivative,
    squared_error,
    surface,
    surface_gradient,
    tangent_plane,
)

TASKS = load("gradient")
x, y = sympy.symbols("x y", real=True)


def asked(key):
    """The formula that the statement of an exercise shows."""
    return TASKS[key].states[0][1][0]


def test_the_bowl_is_that_of_the_lesson():
    assert asked("bowl-at-one-one") == bowl((x, y))
    # Central quotients of squares are exact; rounding is 2u · 2 / 7e-6 = 7e-11.
    assert gradient(bowl, [1, 1]) == pytest.approx(TASKS["bowl-at-one-one"].answer, abs=1e-9)


@pytest.mark.parametrize("key, k", [("partial-of-a-product", 1), ("slope-of-log-sum-exp", 0)])
def test_partial_derivatives_are_sympys_and_those_of_the_quotient(key, k):
    task, formula = TASKS[key], asked(key)
    assert (formula.diff((x, y)[k]) - task.answer.doit()).equals(0)
    f, slope = (sympy.lambdify((x, y), e.doit(), "math") for e in (formula, task.answer))
    # Third derivatives are at most 6 · 1.9² < 22, and 1e-5 is the step: truncation is below 4e-10;
    # values are below 24 and within 4u, so rounding is below 24 · 4u / 1e-5 < 1.1e-9.
    for at in ((0.3, -1.0), (-1.7, 2.0), (1.9, 0.4)):
        numeric = partial_derivative(lambda p: f(*p), at, k, 1e-5)
        assert numeric == pytest.approx(slope(*at), rel=0, abs=2e-9)


def test_at_the_origin_no_rate_is_left():
    assert asked("steepest-at-the-origin") == surface((x, y))
    assert surface_gradient((0, 0)).tolist() == [0, 0]
    (option,) = TASKS["steepest-at-the-origin"].answer
    for angle in np.radians(range(0, 360, 15)):
        way = [np.cos(angle), np.sin(angle)]
        # The cube leaves h² = 5e-11 of the step 7e-6.
        assert abs(directional_derivative(surface, [0.0, 0.0], way)) < 1e-10
    assert "$0$ in every direction" in option


def test_the_rate_along_a_vector():
    task = TASKS["rate-along-a-vector"]
    (_, (_, *start)), (_, vector) = task.states
    t, length = sympy.Symbol("t"), sympy.sqrt(sum(e**2 for e in vector))
    walk = surface([a + t * e / length for a, e in zip(start, vector, strict=True)])
    assert walk.diff(t).subs(t, 0) == task.answer
    undivided, sign, added, steepest = (mistake.answer for mistake in task.mistakes)
    slopes = surface_gradient(start).tolist()
    parts = [s * e for s, e in zip(slopes, vector, strict=True)]
    assert (undivided, sign) == (sum(parts), sum(map(abs, parts)) / length)
    assert (added, steepest) == (sum(slopes), sympy.sqrt(sum(s**2 for s in slopes)))


def test_the_line_is_fitted_by_the_mean():
    task = TASKS["first-step-of-a-line"]
    w, b = sympy.symbols("w b")
    (_, numbers), (_, (error,)), (_, zero) = task.states
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    mean = sum(error.subs({x: p, y: q}) for p, q in points) / sympy.Integer(len(points))
    start = dict(zip((w, b), zero, strict=True))
    assert [mean.diff(v).subs(start) for v in (w, b)] == task.answer
    rows, targets = np.array([[p, 1] for p, _ in points]), np.array([q for _, q in points])
    assert squared_error(rows, targets, [0, 0]) == 3 * mean.subs(start)


def test_the_unit_divides_the_slope():
    task = TASKS["ten-times-the-unit"]
    v = sympy.Symbol("v")
    formula = asked("ten-times-the-unit").subs(y, sympy.Symbol("y"))
    place = dict(zip((v, sympy.Symbol("y")), task.states[1][1], strict=True))
    assert [formula.diff(s).subs(place) for s in place] == task.answer
    assert formula.subs(place) == surface((2, 3))  # "the same place of the surface as before"


def test_the_plane_of_the_soft_maximum():
    task = TASKS["plane-of-log-sum-exp"]
    (_, (formula, *at)), (_, near) = task.states
    start = dict(zip((x, y), at, strict=True))
    slopes = [formula.diff(s).subs(start) for s in (x, y)]
    height = formula.subs(start)
    assert sympy.simplify(tangent_plane(height, slopes, at, near) - task.answer) == 0
    itself, in_x_only, sign, no_height = (mistake.answer for mistake in task.mistakes)
    assert itself == formula.subs(dict(zip((x, y), near, strict=True)))
    assert itself > task.answer  # "the plane lies a little below it"
    assert in_x_only == height + slopes[0] * near[0]
    assert sign == height + slopes[0] * near[0] - slopes[1] * near[1]
    assert no_height == sum(s * n for s, n in zip(slopes, near, strict=True))


def test_the_crease_is_as_the_options_say():
    f = asked("crease-at-the-origin")
    t, c, s = sympy.Symbol("t", positive=True), *sympy.symbols("c s", real=True)
    # A rate in every direction (c, s) of length 1: c² s.
    rate = f.subs({x: t * c, y: t * s}) / t
    assert sympy.simplify(rate * (c**2 + s**2) - c**2 * s) == 0
    # ∇f = 0 at the origin, and f is continuous there: |y| − |f| is |y| y² / (x² + y²).
    assert [rate.subs(axis) for axis in ({c: 1, s: 0}, {c: 0, s: 1})] == [0, 0]
    assert sympy.simplify(abs(y) * (1 - x**2 / (x**2 + y**2)) - abs(y) * y**2 / (x**2 + y**2)) == 0
    assert sympy.simplify(abs(f) - abs(y) * x**2 / (x**2 + y**2)) == 0
    # Not differentiable: along (3/5, 4/5) the rate is not ∇f · d = 0.
    fifths = {c: sympy.Rational(3, 5), s: sympy.Rational(4, 5)}
    assert rate.subs(fifths) == sympy.Rational(36, 125)
    task = TASKS["crease-at-the-origin"]
    assert all("36/125" in mistake.say for mistake in task.mistakes)
    true = (
        "is continuous",
        "has a rate at the origin in every",
        "gradient of $f$ at the origin is",
    )
    assert all(words in option for words, option in zip(true, task.answer, strict=True))
    assert "(0, 0)" in task.answer[2]
    assert [m.answer[-4:] for m in task.mistakes] == ["$0$.", "gin."]  # the rate, differentiable


def test_a_check_finds_the_slip_at_one_of_the_points():
    task = TASKS["where-a-check-is-blind"]
    ((_, (*typed, formula)),) = task.states
    right = [formula.diff(s) for s in (x, y)]
    for option in task.options:
        point = [int(n) for n in re.findall(r"-?\d+", option)]
        at = dict(zip((x, y), point, strict=True))
        rules = [[float(e.subs(at)) for e in rule] for rule in (typed, right)]
        numeric = gradient(lambda p: p[0] ** 2 * p[1] ** 3, point)
        # Values are at most 4 and right to 4u: 16u / 7e-6 < 3e-10; the cube adds h² x² = 2e-10.
        assert relative_gap(rules[1], numeric) < 1e-9
        finds = relative_gap(rules[0], rules[1]) > 1e-2
        assert finds == (option in task.answer)
        said = [m.say for m in task.mistakes if m.answer == option]
        assert finds or f"({rules[0][0]:g}, {rules[0][1]:g})" in said[0]


def test_central_quotients_are_those_of_the_lesson():
    task = TASKS["central-gradient"]
    for f, point, h in task.cases:
        lesson = [partial_derivative(f, point, k, h) for k in range(len(point))]
        # Values below 60 over h ≥ 1/8, a few roundings.
        assert task.answer(f, point, h) == pytest.approx(lesson, rel=1e-12)
    a, b, c = sympy.symbols("a b c")
    twisted = task.cases[1][0]
    exact = symbolic.gradient(twisted, (a, b, c))  # linear in each variable: no error at all
    at = dict(zip((a, b, c), task.cases[1][1], strict=True))
    assert task.answer(*task.cases[1]).tolist() == [float(e.subs(at)) for e in exact]
