"""The exercises of the lessons: every answer by another route, every mistake by its message."""

import json
import math
import os
import subprocess
import sys

import pytest
import sympy

from snippets.differentiation import central_difference, cubic, forward_difference, square
from snippets.exercises import Symbolic, lessons, load, sigma

TASKS = [pytest.param(task, id=key) for stem in lessons() for key, task in load(stem).items()]
FORMULAS = [task for task in TASKS if isinstance(task.values[0], Symbolic)]
x, h = sympy.symbols("x h", real=True)


@pytest.mark.parametrize("task", TASKS)
def test_every_right_answer_passes(task):
    for answer in (task.answer, *task.reference):
        assert task.check(answer).right, answer


@pytest.mark.parametrize("task", TASKS)
def test_every_mistake_fails_with_its_own_message(task):
    for mistake in task.mistakes:
        verdict = task.check(mistake.answer)
        assert (verdict.right, verdict.message) == (False, mistake.say)


@pytest.mark.parametrize("task", FORMULAS)
def test_every_formula_may_be_typed_in_several_ways(task):
    assert len(set(task.reference)) >= 3


@pytest.mark.parametrize("task", FORMULAS)
def test_page_values_are_those_of_the_formulas(task):
    data = task.to_json()
    shown = [data["want"], *(mistake["want"] for mistake in data["mistakes"])]
    formulas = [task.answer, *(mistake.answer for mistake in task.mistakes)]
    if isinstance(task.answer, sympy.MatrixBase):  # the entries of each table, row by row
        shown = [values for table in shown for row in table for values in row]
        formulas = [entry for table in formulas for entry in table]
    for values, formula in zip(shown, formulas, strict=True):
        for point, value in zip(data["at"], values, strict=True):
            exact = formula.doit().evalf(30, subs=dict(zip(task.variables, point, strict=True)))
            # Rounding to 12 digits moves a value by at most 5e-12 of it.
            assert abs(value - exact) <= 5e-12 * abs(exact)


def test_pages_get_the_same_data_in_every_process():
    script = (
        "import json; from snippets.exercises import lessons, load; "
        "print(json.dumps([t.to_json() for s in lessons() for t in load(s).values()]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script]
    other = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert json.loads(other.stdout) == [task.values[0].to_json() for task in TASKS]


def differentiation(key):
    return load("differentiation")[key]


@pytest.mark.parametrize("key", ["slope-of-the-cubic", "chain-with-a-sigmoid", "softplus"])
def test_slopes_are_sympys_and_those_of_the_quotient(key):
    task = differentiation(key)
    ((_, (asked,)),) = task.states
    assert (asked.diff(x).doit() - task.answer.doit()).equals(0)
    f, slope = (sympy.lambdify(x, formula.doit(), "math") for formula in (asked, task.answer))
    # On [-2, 2] the third derivatives are at most 27 * 1/8 and 6, so that truncation, f'''h²/6,
    # is below 1e-10 for h = 1e-5; rounding, about 2e-16 * 17/h, is below 4e-10.
    for at in (-1.7, -0.3, 0.4, 1.9):
        assert central_difference(f, at, 1e-5) == pytest.approx(slope(at), abs=1e-9)


def test_quotients_are_those_of_the_lesson():
    task = differentiation("quotient-of-the-cubic")
    assert sympy.expand(sympy.cancel(forward_difference(cubic, x, h)) - task.answer) == 0
    mistakes = [mistake.answer for mistake in task.mistakes]
    central = sympy.expand(sympy.cancel(central_difference(cubic, x, h)))
    assert [sympy.expand(m) for m in mistakes] == [central, central.subs(h, 0)]
    at_three = differentiation("quotient-at-three")
    tenth = sympy.Rational(1, 10)
    assert at_three.answer == forward_difference(square, 3, tenth)
    assert at_three.mistakes[1].answer == forward_difference(square, 3, -tenth)


def test_the_kink_has_the_one_sided_slopes_of_the_right_option():
    slopes = [forward_difference(abs, 0, step) for step in (-0.5, -1e-9, 1e-9, 0.5)]
    assert slopes == [-1, -1, 1, 1]
    (option,) = differentiation("one-sided-slopes").answer
    assert "left is $-1$" in option
    assert "right $+1$" in option


def test_the_unit_of_the_slope_is_loss_per_weight():
    task = differentiation("units-of-a-slope")
    dollars, meters = sympy.symbols("dollars meters", positive=True)
    weight = dollars / meters**2  # times an area it is a price
    units = {
        "square meters": meters**2,
        "dollars per square meter": weight,
        "dollars": dollars,
        "dollars squared per square meter": dollars * weight,
    }
    assert set(units) == set(task.options)
    assert [units[option] for option in task.answer] == [dollars / weight]


def plain_quotient(f, at, step):
    return (f(at + step) - f(at)) / step


@pytest.mark.parametrize("quotient", [forward_difference, plain_quotient])
def test_the_best_steps_are_best_by_far(quotient):
    task = differentiation("best-step")
    for f, slope, at in task.cases:
        errors = {k: abs(quotient(f, at, 10.0**-k) - slope) for k in range(1, 16)}
        best, second = sorted(errors, key=errors.get)[:2]
        assert task.answer(f, slope, at) == 10.0**-best
        assert 5 * errors[best] < errors[second]


def test_the_best_steps_differ_from_case_to_case():
    task = differentiation("best-step")
    assert len({task.answer(*case) for case in task.cases}) == len(task.cases)


def test_the_slopes_in_the_cases_are_the_derivatives():
    exact = {math.exp: sympy.exp, math.log: sympy.log}
    for f, slope, at in differentiation("best-step").cases:
        derivative = exact.get(f, f)(x).diff(x)
        assert float(derivative.subs(x, at)) == pytest.approx(slope, rel=1e-15)


def test_the_nudged_loss_is_on_the_tangent():
    negative, positive = [(0, 0), (-1, -1), (-3, -1)], [(1, 2), (2, 1), (3, 3)]
    labeled = [(-1, p) for p in negative] + [(+1, p) for p in positive]
    w = sympy.Symbol("w")
    margins = [y * (a + b - sympy.Rational(3, 2)) for y, (a, b) in labeled]
    loss = sum(sympy.log(1 + sympy.exp(-w * m)) for m in margins) / 6
    tangent = loss.subs(w, 0) + loss.diff(w).subs(w, 0) * sympy.Rational(1, 10)
    assert sympy.simplify(tangent - differentiation("weight-nudge").answer) == 0


def test_the_sigmoid_of_the_answers_is_the_logistic_function():
    assert float(sigma(x).doit().subs(x, 2)) == pytest.approx(1 / (1 + math.exp(-2)), rel=1e-15)
