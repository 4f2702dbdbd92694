"""Answers are judged both ways: what is right passes, what is wrong is told why."""

import math

import numpy as np
import pytest
from exercise_samples import choice, code, formula, number, twice, x
from sympy import Matrix, Rational, exp, log, sin, sqrt

from snippets.exercises import Mistake, Property

# Without a bound on powers, its value would be computed for ever.
TOWER = "exp(exp(exp(exp(exp(exp(9 + x^2))))))"


def test_a_formula_is_judged_by_equivalence():
    task = formula(2 * x + 2)
    assert task.check("2(x + 1)").right
    assert task.check("(2x^2 - 2)/(x - 1)").right
    assert task.check(2 * x + 2).right
    assert task.check("x").message == "a slip"


def test_a_plainly_wrong_formula_is_shown_as_it_was_read():
    verdict = formula(2 * x + 2).check("2x + 1/2x")
    assert not verdict.right
    assert "5*x/2" in verdict.message


@pytest.mark.parametrize("slip", ["10^-40", "10^-40 x", "10^-40/(x+9)"])
def test_an_exact_comparison_sees_what_fifty_digits_do_not(slip):
    # At the sample points 10^-40 is far below the tolerance of 10^-30.
    assert not formula(2 * x + 2).check(f"2x + 2 + {slip}").right


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("log(e^(2x) + 2e^x + 1)", 2 * log(1 + exp(x))),
        ("sqrt(x^2 + 2x + 1)", abs(x + 1)),
        ("sqrt(5 + 2sqrt(6)) x", (sqrt(2) + sqrt(3)) * x),
        ("log(1 + e^x) - log(1 + e^-x)", x),
        ("2^x", exp(x * log(2))),
        ("2tan(x/2)/(1 + tan(x/2)^2)", sin(x)),
        ("(sin(1)^2 + cos(1)^2) x", x),
    ],
)
def test_identities_that_sympy_does_not_see_pass(typed, answer):
    mistakes = (Mistake(answer + 1, "one too many"),)
    assert formula(answer, mistakes=mistakes).check(typed).right


@pytest.mark.parametrize("typed", ["1/(x-x)", "[x, x]", "log(log(0))", "y", TOWER, f"2^{TOWER}"])
def test_a_formula_without_fitting_values_is_not_right(typed):
    assert not formula(2 * x + 2).check(typed).right


def test_a_formula_needs_a_formula():
    assert "One formula" in formula(2 * x).check("[x, x]").message
    assert "One formula" in formula(2 * x).check(None).message


TABLE = Matrix([[2 * x, 1, 0], [x**2, exp(x), x]])
SLIPS = (Mistake(TABLE.T, "transposed"), Mistake(-TABLE, "a sign"))


def test_a_table_is_judged_entry_by_entry():
    task = formula(TABLE, mistakes=SLIPS)
    assert task.check("[[x + x, 1, 0], [x x, e^x, (x^2 - 1)/(x - 1) - 1]]").right
    assert task.check("((2x, 1, 0), (x^2, e^x, x))").right
    assert task.check(TABLE).right
    assert task.check("[[-2x, -1, 0], [-x^2, -e^x, -x]]").message == "a sign"
    verdict = task.check("[[2x, 1, 0], [x^2, e^x, x + 10^-40]]")
    assert not verdict.right
    assert verdict.message.startswith("Row 2, column 3 is not right. It was read as x + 1/10")


def test_a_transposed_table_is_a_catalogued_mistake_or_a_wrong_shape():
    transposed = "[[2x, x^2], [1, e^x], [0, x]]"
    assert formula(TABLE, mistakes=SLIPS).check(transposed).message == "transposed"
    other = "[[2x, x^2], [1, e^x], [0, 1]]"
    for mistakes, typed in ((SLIPS, other), (SLIPS[1:], transposed)):
        verdict = formula(TABLE, mistakes=mistakes).check(typed)
        assert not verdict.right
        assert verdict.message == "Your table is 3 by 2; 2 by 3 is needed here."


@pytest.mark.parametrize(
    "typed", ["2x", "[2x, 1]", "[[2x, 1], [x^2]]", "[[], []]", "[[[x]]]", None]
)
def test_a_table_needs_rows_of_one_length(typed):
    assert "rows of one length" in formula(TABLE, mistakes=SLIPS).check(typed).message


def test_an_antiderivative_is_right_up_to_a_constant():
    task = formula(x**2, constant=True)
    for typed in ("x^2", "x^2 + 7", "x^2 + C", "(x+1)(x-1) - 2C"):
        assert task.check(typed).right, typed
    for typed in ("x^2 + Cx", "x^2 + x", "C"):
        assert not task.check(typed).right, typed
    assert task.check("x - 3").message == "a slip"
    assert not formula(x**2).check("x^2 + 7").right


def test_a_rightly_rounded_number_passes_and_the_next_does_not():
    task = number(log(2) - Rational(3, 20))  # 0.54314...
    for typed in ("0.543", "0.54314", "log(2) - 0.15", 0.543):
        assert task.check(typed).right, typed
    for typed in ("0.54", "0.544", "0.542"):
        assert not task.check(typed).right, typed


def test_a_tie_may_be_rounded_either_way():
    assert number(0.5435).check("0.543").right
    assert number(0.5435).check("0.544").right


def test_zero_is_met_to_the_digits_asked_for():
    assert number(0).check("0.004").right
    assert not number(0).check("0.006").right


def test_vectors_and_matrices_have_a_shape():
    task = number([[1, 2], [3, 4]], mistakes=(Mistake([[1, 3], [2, 4]], "transposed"),))
    assert task.check("[[1, 2], [3, 4]]").right
    assert task.check(np.array([[1, 2], [3, 4]])).right
    assert task.check("[[1, 3], [2, 4]]").message == "transposed"
    assert not task.check("[[1, 2], [3, 5]]").right
    assert "list of 4" in task.check("[1, 2, 3, 4]").message
    assert "rows of one length" in task.check("[[1, 2], [3]]").message


@pytest.mark.parametrize("typed", ["sqrt(-1)", "exp(exp(exp(9)))", None, math.nan, "x"])
def test_what_is_no_finite_number_is_refused(typed):
    verdict = number(3).check(typed)
    assert not verdict.right
    assert "needed" in verdict.message or "understood" in verdict.message


def test_a_number_is_shown_exactly_and_rounded():
    assert number(Rational(61, 10)).latex == "6.1"
    assert number(Rational(1, 3)).latex == r"\frac{1}{3} \approx 0.333"
    assert number(6.1).latex == "6.1"
    assert "matrix" in number([1, 2]).latex
    assert number([[[1, 2]], [[3, 4]]]).latex.count(r"\begin{matrix}") == 2


def test_options_keep_their_order_and_every_wrong_one_has_its_message():
    task = choice("green")
    assert sorted(task.options) == ["blue", "green", "red"]
    assert task.options == choice("green").options
    for option, say in (("red", "not red"), ("blue", "not blue"), ("green", "Right.")):
        assert task.check(task.letter(option)).message == say
    assert task.check("d").message.endswith("'d' is none of them.")
    assert "none of them" in task.check("").message
    assert "none of them" in task.check(()).message


def test_all_right_options_are_asked_for():
    task = choice("green", "yellow")
    green, yellow, red = map(task.letter, ("green", "yellow", "red"))
    assert task.check(f"{green}, {yellow.upper()}").right
    assert "another option" in task.check(green).message
    assert task.check(f"{green} {yellow} {red}").message == "not red"


def test_a_function_is_judged_by_its_results():
    assert code().check(lambda n: n + n).right
    assert code().check(lambda n: n + n + n).message == "that is three times"
    assert code().check(lambda n: 2).message == "twice(2) should be 4; yours gave 2."
    assert "raised TypeError" in code().check(lambda: 2).message
    assert not code().check(lambda n: "two").right
    assert not code().check(lambda n: [2 * n]).right
    assert "A function twice(n)" in code().check("2n").message


def test_a_function_is_held_to_its_properties():
    task = code(properties=(Property(lambda f: f(-1) == -2, "try a negative number"),))
    assert task.check(twice).right
    assert task.check(lambda n: 2 * abs(n)).message == "try a negative number"
    assert task.check(lambda n: 2 * n if n > 0 else 1 / 0).message == "try a negative number"
