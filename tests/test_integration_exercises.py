"""The exercises on integration: every answer by another route."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from snippets.differentiation import derivative, square
from snippets.exercises import load
from snippets.integration import riemann_sum, running_trapezoids, simpson, trapezoid
from snippets.ranking import roc_curve, win_rate

x = sympy.Symbol("x", real=True)
TASKS = load("integration")
FAMILIES = [key for key, task in TASKS.items() if getattr(task, "constant", False)]


def numeric(expression):
    return sympy.lambdify(x, expression.doit(), "numpy")


@pytest.mark.parametrize("key", FAMILIES)
def test_antiderivatives_have_the_asked_slope_and_the_sums_agree(key):
    task = TASKS[key]
    ((_, (asked,)),) = task.states
    assert (task.answer.diff(x).doit() - asked).simplify() == 0
    change = numeric(task.answer)(1.5) - numeric(task.answer)(-0.5)
    # h = 0.01, and fourth derivatives are below 60 on [-0.5, 1.5]: 2 · 1e-8 · 60 / 180 < 1e-8.
    assert simpson(numeric(asked), -0.5, 1.5, 200) == pytest.approx(change, abs=1e-8)


def test_three_families_are_asked_for():
    assert FAMILIES == ["antiderivative-of-the-slope", "antiderivative-of-sigmoid", "by-parts"]


@pytest.mark.parametrize("key", FAMILIES)
def test_any_constant_will_do_but_no_other_function(key):
    task = TASKS[key]
    assert task.check(task.answer + 1200).right
    assert task.check(f"{task.reference[-1].replace(' + C', '')} - 3 + C").right
    assert not task.check(task.answer + x).right


def test_the_sums_over_four_panels():
    zero, one = Fraction(0), Fraction(1)
    left, right = (riemann_sum(square, zero, one, 4, rule) for rule in ("left", "right"))
    middle = trapezoid(square, zero, one, 4)
    task = TASKS["four-panels"]
    assert list(task.answer) == [left, right, middle] and middle == (left + right) / 2
    exchanged, heights, whole_ends = (list(mistake.answer) for mistake in task.mistakes)
    assert exchanged == [right, left, middle]
    assert heights == [4 * left, 4 * right, 4 * middle]
    assert whole_ends == [left, right, middle + (square(zero) + square(one)) / 2 / 4]


def test_the_counterexample_of_the_zero_integral():
    line, zero, one = lambda t: 2 * t - 1, Fraction(0), Fraction(1)
    assert trapezoid(line, zero, one, 2) == 0  # exact for a line
    assert trapezoid(lambda t: abs(line(t)), zero, one, 2) == Fraction(1, 2)  # the kink is an end
    assert line(Fraction(1, 2)) == 0 and line(zero) != 0
    parabola = lambda t: t**2 - t
    assert parabola(zero) == parabola(one) != parabola(Fraction(1, 2))
    # So the line is zero somewhere, not everywhere; its area is not, the parabola not constant.
    task = TASKS["zero-integral"]
    assert task.answer == ("Somewhere on the stretch, $f$ is zero.",)
    refuted = [mistake.answer for mistake in task.mistakes]
    assert [words.split(" is ")[1] for words in refuted] == [
        "zero everywhere.",
        "zero.",
        "constant.",
    ]


def test_the_area_of_the_filter():
    task = TASKS["area-of-a-filter"]
    ((_, scores),) = task.states
    y = [1, 1, 1, -1, -1, -1]
    # Three points and nine pairs: a few roundings of numbers below 1.
    assert float(task.answer) == pytest.approx(running_trapezoids(*roc_curve(scores, y))[-1])
    assert float(task.answer) == pytest.approx(win_rate(scores, y), abs=1e-15)
    lead = np.subtract.outer(scores[:3], scores[3:])
    won, tied, lost = (int(np.sum(np.sign(lead) == sign)) for sign in (1, 0, -1))
    only_won, ties_won, no_ties = (mistake.answer for mistake in task.mistakes)
    assert only_won == sympy.Rational(won, 9) and ties_won == sympy.Rational(won + tied, 9)
    assert no_ties == sympy.Rational(won, won + lost)


def test_the_slope_of_a_moving_end():
    task = TASKS["moving-end"]
    accumulated = lambda t: simpson(lambda s: np.exp(-s), 0.0, t**2, 100)
    # Simpson is off by 1e-8 / 180, and so is the slope of its error.
    assert derivative(accumulated, 1.0).value == pytest.approx(float(task.answer), abs=1e-8)
    assert accumulated(1.0) == pytest.approx(float(task.mistakes[1].answer), abs=1e-9)


def test_measured_orders():
    task = TASKS["measure-the-order"]
    orders = [task.answer(*case) for case in task.cases]
    # The second rule has a term in n⁻⁴ beside ¼ n⁻²: at n = 10 it adds 3% to the ratio.
    assert orders == pytest.approx([3, 2, 1.5], abs=0.05)
    for rule, order in ((trapezoid, 2), (simpson, 4)):
        sums = lambda n, rule=rule: rule(np.exp, 0, 1, n)
        assert task.answer(sums, np.e - 1, 10) == pytest.approx(order, abs=0.01)
    assert task.check(lambda rule, exact, n: 3.0).right is False
