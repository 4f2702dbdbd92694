"""LaTeX read as algebra."""

import pytest
import sympy
from latex_algebra import (
    assert_steps,
    entries,
    parse,
    parsed,
    read,
    relations,
    same,
    sides,
    summand,
)
from sympy.parsing.latex import LaTeXParsingError, _parse_latex_antlr, parse_latex

x, h = sympy.symbols("x h")


@pytest.mark.parametrize(
    "tex, expression",
    [
        ("2x + h", 2 * x + h),
        (r"3x^2 - 4x + h(3x - 2) + h^2", 3 * x**2 - 4 * x + h * (3 * x - 2) + h**2),
        (r"\tfrac{1}{2} x", x / 2),
        (r"\left( x + 1 \right)^2.", (x + 1) ** 2),
        (r"\lvert x \rvert", abs(x)),
        (r"e^{-x}", sympy.exp(-x)),
        (r"\frac{x^2}{h}\,,", x**2 / h),
        (r"\log(1 + e^x)", sympy.log(1 + sympy.exp(x))),
        ("x(x-1)", x * (x - 1)),
        (r"\frac{\pi}{4}", sympy.pi / 4),
        (r"\int_0^1 2x\, dx", 1),
        (r"x^2 3", 3 * x**2),
    ],
)
def test_a_formula_is_read_as_it_is_meant(tex, expression):
    assert same(parse(tex), expression)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1}{2} (a - y)^{2} + e^{-x} - 3 \log(1 - p) \cdot \sqrt{2} + w_{1}",
        r"x \sigma(3x - 1) / \sqrt{n} = \max(s, 0)",
        r"\int_{0}^{1} 2x e^{x^{2}} dx",
        r"\int \frac{dx}{x} + \sum_{i=1}^{n} x_{i} y_{i} - \lim_{h \to 0} f'(h)",
    ],
)
def test_the_quick_parser_reads_what_the_full_one_reads(tex):
    assert parsed(tex) == parse_latex(tex, strict=True)


def test_the_full_parser_reads_only_what_the_quick_one_refuses(monkeypatch):
    full, used = _parse_latex_antlr.LaTeXParser, []
    monkeypatch.setattr(_parse_latex_antlr, "LaTeXParser", lambda s: used.append(1) or full(s))
    parsed("2x + h")
    assert not used
    assert parsed(r"\int_{0}^{1} \cos(t^{2}) dt").has(sympy.Integral)
    assert used
    with pytest.raises(LaTeXParsingError):
        parsed(r"\frac{x")
    parsed("2x + h")
    assert len(used) == 2


def test_f_of_x_is_a_value_not_a_product():
    assert parse("f(x)") == sympy.Function("f")(x)
    assert parse("f'(x)") == sympy.Function("f'")(x)


@pytest.mark.parametrize("tex", [r"\frac{x", "h(3x-2)^2", r"\text{slope}", r"\frac{d}{d1} e^x", ""])
def test_what_cannot_be_read_surely_is_refused(tex):
    with pytest.raises(ValueError):
        parse(tex)


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
