"""A formula is read as it is meant, or not at all."""

import re

import pytest
import sympy
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from latex_algebra import FUNCTIONS, parse, plain, same, split
from lessons import LESSONS
from page_equations import equations
from sympy import Derivative, Function, Integral, Limit, Product, Rational, Sum, Symbol, oo
from sympy.abc import a, h, i, n, t, x, y
from sympy.core.function import AppliedUndef
from sympy.parsing.latex import LaTeXParsingError, parse_latex

f = Function("f")
x1 = Symbol("x_{1}")


@pytest.mark.parametrize(
    "tex, expression",
    [
        ("2x + h", 2 * x + h),
        ("0.1x", x / 10),
        ("(x) 3", 3 * x),
        ("f^2 x", Symbol("f") ** 2 * x),
        ("x^ 2y", x**2 * y),
        ("x^{2y}", x ** (2 * y)),
        (r"3x^2 - 4x + h(3x - 2)", 3 * x**2 - 4 * x + h * (3 * x - 2)),
        (r"\tfrac{1}{2} x", x / 2),
        (r"\tfrac12 x", x / 2),
        (r"\left( x + 1 \right)^2.", (x + 1) ** 2),
        (r"\lvert x - y \rvert", abs(x - y)),
        (r"e^{-x}", sympy.exp(-x)),
        (r"\frac{x^2}{h}\,,", x**2 / h),
        (r"x / y - a", x / y - a),
        (r"x y / (2 a)", x * y / (2 * a)),
        (r"\sqrt{2} \cdot \pi", sympy.sqrt(2) * sympy.pi),
        ("x(x-1)", x * (x - 1)),
        (r"\log 2x - h", sympy.log(2 * x) - h),
        (r"\log x_1 \sin y", sympy.log(x1) * sympy.sin(y)),
        (r"\frac{dy}{dx} + 1", Derivative(Function("y")(x), x) + 1),
        (r"\cos x \sin(x) y", y * sympy.cos(x) * sympy.sin(x)),
        (r"\tfrac23 \sqrt{2}\, \log 10", sympy.sqrt(2) * sympy.log(10) * 2 / 3),
        (r"\max(0, x)", sympy.Max(0, x)),
        ("f(x, y) + f(x)^2", f(x, y) + f(x) ** 2),
        ("f''(x) + a'", Function("f''")(x) + Symbol("a'")),
        (r"\sigma(x) \sigma", Function("sigma")(x) * Symbol("sigma")),
        (r"x_1 x_{k+1} \lambda_{\min}", x1 * Symbol("x_{k+1}") * Symbol("lambda_{min}")),
        (r"\frac{d}{dx} x^2 y + 1", Derivative(x**2 * y, x) + 1),
        (r"\frac{\partial}{\partial x_1} (x_1 + y)", Derivative(x1 + y, x1)),
        (r"\frac{d f(x)}{dx}", Derivative(f(x), x)),
        (r"\frac{d}{2} + \frac{d + 1}{d}", Symbol("d") / 2 + (Symbol("d") + 1) / Symbol("d")),
        (r"\int_0^1 2x\, dx", Integral(2 * x, (x, 0, 1))),
        (r"\int_{-\infty}^t e^{-x^2/2}\, dx", Integral(sympy.exp(-(x**2) / 2), (x, -oo, t))),
        (r"\int_0^1 \int_0^x y\, dy\, dx", Integral(y, (y, 0, x), (x, 0, 1))),
        (r"h \sum_{i=1}^{n} i^2 + 1", h * Sum(i**2, (i, 1, n)) + 1),
        (r"\prod_{i=1}^n i", Product(i, (i, 1, n))),
        (r"\sum_{i=1}^n y_i x_1", Sum(x1 * Function("y")(i), (i, 1, n))),
        (r"\lim_{h \to 0} \frac{f(x + h)}{h}", Limit(f(x + h) / h, h, 0, "+-")),
        (r"\lim_{n \to \infty} 1/n", Limit(1 / n, n, oo)),
    ],
)
def test_a_formula_is_read_as_it_is_meant(tex, expression):
    assert parse(tex) == expression


@pytest.mark.parametrize(
    "tex, reason",
    [
        ("", "cannot read what is missing"),
        ("x + ", "cannot read what is missing"),
        ("x - -1", "cannot read -1"),
        (r"\frac{x", "a bracket stays open in {x"),
        ("f(x) = 2x", "cannot read = 2x"),
        ("f(x", "cannot read what is missing"),
        ("x^{2", "cannot read what is missing"),
        (r"\text{slope}", r"cannot read \\text{slope}"),
        (r"2 \nabla f", r"cannot read \\nabla f"),
        ("J(x, y)", r"cannot read , y\)"),
        ("1/2x", "cannot tell if the divisor goes on with x"),
        ("1/x(1 - x)", "cannot tell if the divisor goes on with"),
        ("h(3x-2)^2", r"put \\cdot between h and \(3x-2\)\^2"),
        ("10 000", "cannot tell if this is a factor: 000"),
        ("x^23", "cannot tell if this is a factor: 3"),
        ("x2", "cannot tell if this is a factor: 2"),
        (r"\frac{d}{d1} e^x", "cannot tell if this is a factor: 1"),
        ("x^{(2)}", "cannot tell if this is an exponent"),
        (r"\log x (1 - x)", "cannot tell if the argument goes on with"),
        (r"\log x f(x)", "cannot tell if the argument goes on with"),
        (r"\frac{d}{dx} x \cdot y", "cannot tell if the derivative is also of"),
        (r"\frac{d^2}{dx^2} x", r"cannot read \^2"),
        (r"\int_0^1 x\, dx\, y", "cannot tell if the integral ends before y"),
        (r"\int_0^1 x", "cannot read what is missing"),
        (r"\int_0^1 a d x\, dx", "cannot tell if the integral ends before dx"),
        (r"x_{\text{left}}", "cannot read the index"),
        ("x_", "cannot read the index"),
        ("(x", "cannot read what is missing"),
        ("x)", r"cannot read \)"),
        (r"\sin^2 x", r"cannot read \^2 x"),
        ("f^2(x)", r"cannot tell if this is a factor: \(x\)"),
        (r"\sqrt23", "cannot tell which digits belong here: 23"),
        (r"\frac{x}{0}", "has the value zoo\\*x before"),
        (r"\lvert 1/0 \rvert", "has the value zoo before"),
        (r"1/\log 0", "has the value zoo before"),
        ("10^{10^9}", "has a power of 1000000000 before"),
        ("1" * 60, "has too many digits to read"),
        ("x²", "cannot read ²"),
        ("2{3}", r"cannot read \{3\}"),
        ("{-2}^2", r"cannot read \{-2\}"),
        ("f{(x)}", r"cannot read {\(x\)}"),
        ("x^n_1", "cannot tell to which letter belongs _1"),
        (r"\frac{2\, dy}{dx}", "cannot tell a derivative from a fraction"),
        (r"\frac{d}{d{x}} x^2", "cannot read {x}"),
        (r"\frac{dy\, dz}{dx}", "cannot tell a derivative from a fraction"),
        (r"\log x x^2", "cannot tell if the argument goes on with"),
        (r"\cos x e^{-x}", "cannot tell if the argument goes on with"),
        (r"\log x f'(x)", "cannot tell if the argument goes on with"),
        (r"\int_0^1 x\, dx^2", r"cannot tell if the integral ends before \^2"),
        (r"\int_0^1 dx", "cannot read dx"),
        (r"\prod_{i=1}^n i \cdot 2", "cannot tell if the product is also of"),
        (r"1/\sum_{i=1}^n i/2", "cannot tell where the divisor ends"),
        (r"\sum_{e=1}^n e", "e is no variable before"),
        (r"\lim_{x \to 2x} x", "x goes to itself before"),
        (r"\sum_{i=1}^n A_{ij}", "cannot tell how an index depends on i"),
        ("(" * 2000, "too many brackets|a bracket stays open|cannot read"),
        ("1.2.3", r"cannot read \.3"),
    ],
)
def test_what_has_no_reading_or_two_is_refused(tex, reason):
    with pytest.raises(ValueError, match=reason):
        parse(tex)


NUMBERS = st.builds(Rational, st.integers(-9, 9), st.integers(1, 9))
TERMS = st.recursive(
    NUMBERS | st.sampled_from([x, y, x1, Symbol("mu"), sympy.pi]),
    lambda part: (
        st.builds(sympy.Add, part, part)
        | st.builds(sympy.Mul, part, part)
        | st.builds(lambda base, power: base**power, part, st.integers(1, 3))
        | st.builds(
            lambda term, function: function(term), part, st.sampled_from([sympy.exp, sympy.sin])
        )
    ),
    max_leaves=8,
)


@given(TERMS)
def test_what_sympy_writes_is_read_as_what_it_wrote(expression):
    powers = expression.atoms(sympy.Pow)
    if not any(isinstance(p.base, sympy.sin) for p in powers):  # it writes them as sin^2 x
        tex = (
            sympy.latex(expression).replace(r"{\left(", r"\left(").replace(r"\right)}", r"\right)")
        )
        assert parse(tex) == expression


def by_sympy(tex):
    """What SymPy's parser reads, which takes h(x) for a value of h, and _0^1 2x for 12 high.

    Raises ValueError for what it reads wrongly, without a word.
    """
    if re.search(
        r"\\sum_\{(\w)=.*_\1|\\(partial|max)|_\{\w\w|^dx$|d \\cdot|\\int.*\\int", tex, re.S
    ):
        raise ValueError(tex)
    tex = re.sub(r"(?<=[_^])\d", r"{\g<0>}", plain(tex))
    tex = tex.replace(r"\lvert", r"\Theta(").replace(r"\rvert", ")")
    read = parse_latex(tex, strict=True).replace(Function("Theta"), sympy.Abs)
    is_factor = lambda node: isinstance(node, AppliedUndef) and node.func.__name__ not in FUNCTIONS
    read = read.replace(is_factor, lambda node: Symbol(node.func.__name__) * node.args[0])
    read = read.subs({Symbol("e"): sympy.E, Symbol("pi"): sympy.pi})
    decimals = {decimal: Rational(str(decimal)) for decimal in read.atoms(sympy.Float)}
    return read.xreplace(decimals).replace(Function("max"), sympy.Max)


def spelled_alike(expression):
    """Symbols without braces and spaces in their names."""
    symbols = expression.free_symbols
    return expression.subs({s: Symbol(re.sub(r"[{} ]", "", s.name)) for s in symbols})


def formulas_on(lesson):
    """The sides of all relations of a page, in its sentences and displayed."""
    page = ROOT / f"book/{lesson}.md"
    displayed = [equation.tex for equation in equations(page).values()]
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    for tex in [*displayed, *re.findall(r"\$([^$\n]+)\$", prose)]:
        yield from split(tex)[::2]


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_formulas_of_the_pages_are_read_as_sympys_parser_reads_them(lesson):
    compared = 0
    for tex in set(formulas_on(lesson)):
        try:
            read, other = (spelled_alike(one(tex)) for one in (parse, by_sympy))
        except (ValueError, LaTeXParsingError):
            continue
        if not read.is_Atom:
            assert same(read, other), tex
            compared += 1
    assert compared > 30
