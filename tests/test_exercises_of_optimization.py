"""The exercises on optimization: every answer by a route of its own."""

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.optimize
import sympy

from snippets import optimization as o
from snippets import symbolic
from snippets.differentiation import cubic, cubic_derivative
from snippets.elementary import log
from snippets.exercises import load
from snippets.exercises import optimization as module
from snippets.gradient import bowl

TASKS = load("optimization")
x, y = sympy.symbols("x y", real=True)
a = sympy.Symbol("a", positive=True)


def test_log_has_no_critical_point_and_nor_has_a_bounded_function():
    assert symbolic.critical_points(log) == symbolic.critical_points(sympy.atan) == []
    slope = symbolic.derivative(log)
    assert slope.subs(symbolic.x, 1) == 1 and sympy.limit(slope, symbolic.x, sympy.oo) == 0
    (option,) = TASKS["no-extremum-of-log"].answer
    assert "no local extremum" in option


def test_the_family_turns_where_its_slope_is_zero():
    task = TASKS["other-critical-point"]
    formula = task.states[2][1][0]
    assert set(sympy.solve(formula.diff(x), x)) == {0, task.answer}
    for value in (2, 3):
        points = symbolic.critical_points(lambda t, v=value: t**3 - v * t**2)
        assert points[1] == (task.answer.subs(a, value), "minimum")
    # The mistakes are what they are called: a zero of f, and of f″.
    values = [mistake.answer for mistake in task.mistakes]
    assert formula.subs(x, values[0]) == 0 and formula.diff(x, 2).subs(x, values[2]) == 0


def test_the_likelihood_is_largest_there():
    task = TASKS["seven-of-ten"]
    likelihood = task.states[2][1][0]
    numeric = scipy.optimize.minimize_scalar(
        sympy.lambdify(module.p, -likelihood), bounds=(0, 1), method="bounded"
    )
    # The search stops within its default of 1e-5.
    assert numeric.x == pytest.approx(float(task.answer), abs=2e-5)
    assert (
        sympy.expand_log(sympy.log(likelihood), force=True)
        .diff(module.p, 2)
        .subs(module.p, task.answer)
        < 0
    )
    # "A sign", and "Those are the odds"
    sign, odds = (mistake.answer for mistake in task.mistakes[2:4])
    assert sympy.solve(7 / module.p + 3 / (1 - module.p), module.p) == [sign]
    assert odds == task.answer / (1 - task.answer)


def test_the_kinds_are_those_of_the_neighbors():
    formula = TASKS["kinds-of-a-ledge"].states[0][1][0]
    assert sympy.expand(formula - o.ledge((x, y))) == 0
    f = sympy.lambdify((x, y), formula)
    ring = [(0.1 * math.cos(t), 0.1 * math.sin(t)) for t in np.linspace(0, 6, 25)]
    around = lambda p: [f(p[0] + u, p[1] + v) > f(*p) for u, v in ring]
    assert all(around((1, 0)))
    assert any(around((-1, 0))) and not all(around((-1, 0)))
    assert f(-10, 0) < f(1, 0)  # the minimum is not the smallest value
    assert formula.diff(x).subs({x: 0, y: 0}) == -3


def test_the_best_rate_by_trying_rates():
    task = TASKS["rate-for-condition-ten"]
    formula = task.states[0][1][0]
    bends = [formula.diff(s, 2) for s in (x, y)]
    assert [int(b) for b in bends] == [3, 30]
    worst = lambda rate: max(abs(1 - rate * b) for b in bends)
    rate, factor = task.answer
    assert worst(rate) == factor
    tried = [Fraction(k, 3300) for k in range(1, 400)]
    assert min(map(worst, tried)) == factor and tried[199] == Fraction(rate.p, rate.q)
    bound, safe = (task.mistakes[k].answer for k in (1, 2))
    assert worst(bound[0]) == bound[1] == 1 and worst(safe[0]) == safe[1]


def test_newtons_step_is_that_of_the_lesson_and_finds_roots():
    task = TASKS["newton-for-a-root"]
    formula = task.states[0][1][0]
    path = o.newton_path(
        lambda t: formula.diff(x).subs(x, t), lambda t: formula.diff(x, 2).subs(x, t), x
    )
    next(path)
    assert sympy.simplify(next(path) - task.answer) == 0
    at = sympy.Integer(1)
    for _ in range(6):
        at = task.answer.subs({x: at, a: 2})
    assert abs(float(at) - math.sqrt(2)) < 1e-15


def test_the_closest_point_is_the_foot_of_the_perpendicular():
    task = TASKS["closest-point-of-the-line"]
    line = task.states[0][1][0]
    ((point, _),) = symbolic.lagrange_points(
        bowl, lambda p: line.subs({x: p[0], y: p[1]}, simultaneous=True) - 3, (x, y)
    )
    assert list(point) == task.answer
    foot = sympy.Line(sympy.Point(sympy.Rational(3, 2), 0), slope=-1).projection((0, 0))
    assert list(foot) == task.answer
    distance = sympy.sqrt(sum(v**2 for v in task.answer))
    assert task.mistakes[3].answer == [distance, distance]


def test_the_functions_of_the_code_exercise_are_the_cubic_and_its_derivatives():
    t = symbolic.x
    assert sympy.expand(module.cubic_slope(t) - cubic_derivative(t)) == 0
    assert sympy.expand(module.cubic_bend(t) - symbolic.derivative(cubic, 2)) == 0
    for slope, bend in (
        (module.bowl_slope, module.bowl_bend),
        (module.quartic_slope, module.quartic_bend),
    ):
        assert sympy.diff(slope(t), t) == bend(t)


def test_honest_descent_finds_what_the_lesson_finds():
    task = TASKS["honest-descent"]
    for slope, bend, at, rate, steps in task.cases:
        lesson = o.gradient_descent(slope, at, rate, bend, tolerance=1e-9, max_steps=steps)
        assert lesson.converged
        assert task.answer(slope, bend, at, rate, steps) == lesson.x
    assert task.answer(*task.cases[3]) == 3
    assert task.answer(*task.cases[0]) == pytest.approx(4 / 3, abs=2.5e-10)


@pytest.mark.parametrize(
    "at, said", [(-0.1, "diverged"), (0.0, "no minimum"), (math.nan, "diverged: x is nan")]
)
def test_honest_descent_says_what_happened(at, said):
    with pytest.raises(ValueError, match=said):
        module.descend(module.cubic_slope, module.cubic_bend, at, 0.1, 1000)


@pytest.mark.parametrize("at, rate", [(0.0, 100.0), (20.0, 1e6)])
def test_honest_descent_can_be_fooled_where_the_lessons_program_is_not(at, rate):
    slope, bend = (lambda t: -np.exp(-t)), (lambda t: np.exp(-t))
    assert module.descend(slope, bend, at, rate, 1000) > 20  # of e^(−x), which has no minimum
    lesson = o.gradient_descent(slope, at, rate, bend, tolerance=1e-9, max_steps=1000)
    assert not lesson.converged and lesson.reason.startswith("flat")


def silent(slope, bend, x, rate, steps):
    """Return whatever is there at the end."""
    for _ in range(steps):
        x = x - rate * slope(x) if abs(x) < 1e9 else x
    return x


def believer(slope, bend, x, rate, steps):
    """Take every small slope for a minimum."""
    for _ in range(steps + 1):
        if not abs(x) <= 1e9:
            raise ValueError(x)
        if abs(slope(x)) <= 1e-9:
            return x
        x = x - rate * slope(x)
    raise ValueError(x)


def patient(slope, bend, x, rate, steps):
    """Report all but the end of the steps."""
    for _ in range(steps + 1):
        if not abs(x) <= 1e9 or (abs(slope(x)) <= 1e-9 and not bend(x) > 0):
            raise ValueError(x)
        x = x - rate * slope(x)
    return x


def sleeper(slope, bend, x, rate, steps):
    """Compare so that nan slips through."""
    if x != x:
        return x
    return module.descend(slope, bend, x, rate, steps)


def generous(slope, bend, x, rate, steps):
    """Call a second derivative of zero a minimum."""
    return module.descend(slope, lambda t: bend(t) or 1.0, x, rate, steps)


def credulous(slope, bend, x, rate, steps):
    """Stop where the slope is not large, which nan is not."""
    for _ in range(steps + 1):
        if not abs(x) <= 1e9:
            raise ValueError(x)
        if not abs(slope(x)) > 1e-9:
            if bend(x) > 0:
                return x
            raise ValueError(x)
        x = x - rate * slope(x)
    raise ValueError(x)


def hasty(slope, bend, x, rate, steps):
    """Do not look at the point after the last step."""
    return module.descend(slope, bend, x, rate, steps - 1)


def strict(slope, bend, x, rate, steps):
    """Ask for a positive second derivative on the way, too."""
    if not bend(x) > 0:
        raise ValueError(x)
    return module.descend(slope, bend, x, rate, steps)


@pytest.mark.parametrize("program", [hasty, strict])
def test_programs_that_give_up_too_early_are_not_right(program):
    assert not TASKS["honest-descent"].check(program).right


@pytest.mark.parametrize(
    "program, broken",
    [(silent, 0), (believer, 1), (patient, 2), (sleeper, 3), (generous, 4), (credulous, 5)],
)
def test_programs_that_hide_something_are_told_what(program, broken):
    task = TASKS["honest-descent"]
    verdict = task.check(program)
    assert (verdict.right, verdict.message) == (False, task.properties[broken].say)
