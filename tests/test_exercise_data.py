"""Unsound exercises are refused; sound ones give their pages plain, reproducible values."""

import pytest
from exercise_samples import MISTAKE, choice, code, formula, number, x
from sympy import Matrix, Symbol, exp, log

from snippets import exercises
from snippets.exercises import Mistake, Symbolic


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda: formula(x + 1, level=4), "not 4"),
        (lambda: formula(x + 1, key="A key"), "'A key'"),
        (lambda: formula(x + 1, mistakes=()), "no catalogued mistakes"),
        (lambda: formula(x + 1, mistakes=(Mistake(x, " "),)), "without a message"),
        (lambda: formula(x + 1, mistakes=MISTAKE * 2), "'a slip'"),
        (lambda: formula(x + 1, states=(("at # and #", (1,)),)), "2 places for 1 values"),
        (lambda: formula(x + 1, domain=((0, 1), (0, 1))), "intervals"),
        (lambda: formula(Matrix([[x]])), "some are not"),
        (lambda: formula(log(x), domain=((-2, -1),)).points, "0 usable points"),
        (lambda: formula(exp(x), domain=((0, 100),)).points, "varies by more than"),
        (lambda: number(1, digits=0), "not 0"),
        (lambda: choice(), "right options"),
        (lambda: choice("red"), "two options"),
        (lambda: code(cases=()), "no cases"),
        (lambda: exercises.collect(number(1), number(2)), "a-number"),
        (lambda: exercises.find(exercises.collect(number(1)), "b"), "known here: a-number"),
        (lambda: exercises.load("rhetoric"), "rhetoric.py"),
    ],
)
def test_unsound_data_are_refused(make, part):
    with pytest.raises(ValueError) as error:
        make()
    assert part in str(error.value)


def test_pages_get_plain_values():
    assert choice("green").to_json()["options"] == list(choice("green").options)
    assert choice("green").to_json()["right"] == [choice("green").options.index("green")]
    data = number([[1, 2, 3]], mistakes=(Mistake([[1, 2, 4]], "a slip"),)).to_json()
    assert (data["shape"], data["want"], data["digits"]) == ([1, 3], [1, 2, 3], 3)
    assert data["mistakes"] == [{"want": [1, 2, 4], "say": "a slip"}]
    assert code().to_json()["signature"] == "twice(n)"
    assert formula(x + 3).to_json()["kind"] == "formula"


def test_pages_get_the_values_of_a_table_by_rows():
    task = formula(Matrix([[x, 2 * x], [0, 1]]), mistakes=(Mistake(Matrix([[x, 0]]), "a slip"),))
    data = task.to_json()
    at = [point[0] for point in data["at"]]
    twice, zeros, ones = [2 * p for p in at], [0] * len(at), [1] * len(at)
    assert data["want"] == [[at, twice], [zeros, ones]]
    assert data["mistakes"] == [{"want": [[at, zeros]], "say": "a slip"}]
    assert task.latex == r"\left[\begin{matrix}x & 2 x\\0 & 1\end{matrix}\right]"


def test_every_symbol_of_an_answer_is_declared():
    for lesson in exercises.lessons():
        for task in exercises.load(lesson).values():
            if isinstance(task, Symbolic):
                assert task.answer.free_symbols <= {*task.variables, Symbol("C", real=True)}
