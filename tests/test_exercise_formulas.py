"""What people type is read as they mean it, or refused with the place; nothing is run."""

import pytest
from sympy import E, Rational, exp, log, pi, sqrt, symbols

from snippets import exercises
from snippets.exercises import NotUnderstood, parse

x, h = symbols("x h", real=True)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3x^2-4x", 3 * x**2 - 4 * x),
        ("3x² − 4·x", 3 * x**2 - 4 * x),
        ("3*x**2 - 4*x", 3 * x**2 - 4 * x),
        ("x(3x-4)", x * (3 * x - 4)),
        ("hx", h * x),
        ("(x)(h)", h * x),
        ("e^x(2x+2)", exp(x) * (2 * x + 2)),
        ("xexp(x)", x * exp(x)),
        ("1/2x", x / 2),
        ("2e-3x", 2 * E - 3 * x),
        ("2e-3", Rational(2, 1000)),
        ("0.1", Rational(1, 10)),
        ("-x^2", -(x**2)),
        ("2^-x", 2 ** (-x)),
        ("2^x^2", 2 ** (x**2)),
        ("π ln(x)", pi * log(x)),
        ("σ(x)", exercises.sigma(x)),
        ("sigmoid(x)", exercises.sigma(x)),
        ("sqrt(abs(x))", sqrt(abs(x))),
        ("[1, [x, h]]", [1, [x, h]]),
    ],
)
def test_formulas_are_read_as_people_type_them(typed, read):
    assert parse(typed, (x, h)) == read


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("x.__class__", "character 2, “.”"),
        ("__import__('os')", "character 1, “__import__”"),
        ("σ + foo", "character 5, “foo”"),
        ("exec(x)", "character 1, “exec”"),
        ("x if h", "character 3, “if”"),
        ("x == h", "“=”"),
        ("x[0]", "“x[0]”"),
        ("x2", "write x^2 or x*2"),
        ("2 3", "“2 3”"),
        ("sin x", "sin(…)"),
        ("exp", "exp(…)"),
        ("sigma(x, h)", "“sigma(x, h)”"),
        ("(x", "a bracket is missing"),
        ("3x -", "an operand"),
        ("x//2", "an operand"),
        ("", "an operand"),
        ("1/0", "divides by zero"),
        ("[1, [2, 1/0]]", "divides by zero"),
        ("[x] + 1", "a list"),
        ("9^9^9^9", "too large"),
        ("((9^99)^99)^99", "too large"),
        ("x" * 201, "201"),
        ("(" * 150, "a bracket is missing"),
    ],
)
def test_what_is_not_understood_is_named(typed, part):
    with pytest.raises(NotUnderstood) as error:
        parse(typed, (x, h))
    assert part in str(error.value)


def test_a_declared_variable_comes_before_a_function_and_a_constant():
    e, sigma = symbols("e sigma")
    assert parse("e sigma(x)", (x, e, sigma)) == e * sigma * x


def test_the_sigmoid_differentiates_by_its_own_rule():
    s = exercises.sigma(3 * x)
    written_out = (1 / (1 + exp(-3 * x))).diff(x)
    assert (s.diff(x).doit() - written_out).equals(0)
