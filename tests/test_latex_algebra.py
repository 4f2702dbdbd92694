"""LaTeX read as algebra."""

import pytest
import sympy
from latex_algebra import (
    assert_steps,
    entries,
    parse,
    read,
    relations,
    same,
    sides,
    summand,
)

x, h = sympy.symbols("x h")


def test_a_formula_is_read_as_the_page_shows_it():
    assert parse(r"\left( \tfrac12 x + h \right)\,,") == x / 2 + h


def test_a_name_before_a_bracket_is_a_factor_unless_it_is_a_function():
    assert parse("f(x) + h(x)") == sympy.Function("f")(x) + h * x
    assert parse("f(x) + h(x)", {"h"}) == sympy.Symbol("f") * x + sympy.Function("h")(x)


def test_what_cannot_be_read_is_told_with_its_formula():
    with pytest.raises(ValueError, match=r"^in the LaTeX '1/2x,': cannot tell if the divisor"):
        parse("1/2x,")


def test_sides_of_a_relation_and_of_a_derivation():
    chain = r"f'(x) = \frac{a = b}{c} \approx 2x."
    assert sides(chain, "=", r"\approx") == ["f'(x)", r"\frac{a = b}{c}", "2x"]
    aligned = r"\begin{aligned} f(x) &= x^2 \\ &= x \cdot x. \end{aligned}"
    assert sides(aligned) == ["f(x)", "x^2", r"x \cdot x"]


@pytest.mark.parametrize("sign", ["<", r"\le", r"\leq", r"\ge", ">", r"\approx", r"\to"])
def test_the_sides_of_another_relation_are_not_those_of_an_equation(sign):
    with pytest.raises(ValueError, match="the signs in"):
        sides(f"a = b {sign} c")
    assert sides(f"a = b {sign} c", "=", sign) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="the signs in"):
        sides("a = b = c", "=", sign)


def test_what_the_page_shows_at_the_end_of_a_line_is_read():
    assert sides(r"a \\[2pt] &= b \\ &= c") == ["a", "b", "c"]
    assert sides(r"a &= \\[2x -] b") == ["a", "[2x -] b"]


def test_relations_keep_their_signs():
    chain = r"0 < a \leq b = \frac{c = d}{2}"
    assert relations(chain) == ["0 < a", r"a \leq b", r"b = \frac{c = d}{2}"]
    assert relations("a + b") == []


def test_same_tells_a_sign():
    assert same((x + h) ** 2, x**2 + 2 * x * h + h**2)
    assert not same(2 * x, -2 * x)
    assert not same(sympy.Matrix([x, h]), sympy.Matrix([[x, h]]))


def test_entries_of_a_matrix_row_by_row():
    tex = r"J = \begin{pmatrix} 2y & 2x \\ 2xy & x^2 \end{pmatrix}."
    y = sympy.Symbol("y")
    assert same(sympy.Matrix(entries(tex)), sympy.Matrix([[2 * y, 2 * x], [2 * x * y, x**2]]))
    with pytest.raises(ValueError, match="not one pmatrix but 0"):
        entries("x")


def test_summand_stands_behind_its_frame():
    assert summand(r"\frac{1}{n} \sum_{i=1}^{n} x", r"\frac{1}{n} \sum_{i=1}^{n}") == x
    with pytest.raises(ValueError, match="does not begin with"):
        summand(r"\sum_{i=1}^{n} x", r"\frac{1}{n} \sum_{i=1}^{n}")


def test_a_wrong_step_of_a_derivation_is_named():
    chain = r"\begin{aligned} (x + h)^2 &= (x + h) x + (x + h) h \\ &= x^2 + 2xh + h^2 \\"
    assert_steps(*read(chain + r"&= x (x + 2h) + h^2. \end{aligned}"))
    with pytest.raises(AssertionError, match=r"step 3: h\*\*2 \+ x\*\(h \+ x\) is not"):
        assert_steps(*read(chain + r"&= x (x + h) + h^2. \end{aligned}"))
