"""LaTeX as the pages write it, read as SymPy expressions, so that a check can compute with it."""

import re
from itertools import pairwise

import sympy
from latex_reader import Reader

FUNCTIONS = frozenset({"f", "g", "u", "v", "F", "L", "sigma"})
FUNCTIONS |= {name + prime for name in FUNCTIONS for prime in ("'", "''", "'''")}
# The ends of lines, with the length that may follow one: the page shows any other bracket.
LINES = r"\\(?:begin|end)\{(?:aligned|gathered)\}|\\\\(?:\[-?[\d.]+(?:pt|em|ex|mm|cm|mu)\])?"
RELATION = re.compile(r"(=|\\approx|\\leq?(?![a-z])|\\geq?(?![a-z])|<|>|\\to(?![a-z]))")
# Spellings that differ for the eye only.
SAME = [
    (r"\\(?:left|right|bigl?|bigr?|Bigl?|Bigr?)(?![a-zA-Z])", ""),
    (r"\\[tdc]frac", r"\\frac"),
    (r"\\frac(\d)(\d)", r"\\frac{\1}{\2}"),
    (r"\\[,;:! ]|\\q?quad|~|&", " "),
    (r"\\operatorname\{(\w+)\}", r"\\\1"),
    (r"[.,;]\s*$", ""),
]


def plain(tex):
    """`tex` without what only spaces or sizes it."""
    for spelling, same in SAME:
        tex = re.sub(spelling, same, tex)
    return tex.strip()


def parse(tex, functions=FUNCTIONS):
    """The SymPy expression of `tex`; a name before a bracket is a factor unless in `functions`.

    Raises ValueError where it is none, or may be two.
    """
    try:
        return Reader(plain(tex), functions).formula()
    except ValueError as error:
        raise ValueError(f"in the LaTeX {tex!r}: {error}") from None
    except RecursionError:
        raise ValueError(f"in the LaTeX {tex!r}: too many brackets within brackets") from None


def apply(expression, **functions):
    """`expression` with f(…), f'(…), … replaced by the function given as f and its derivatives."""
    t = sympy.Symbol("t")
    for name, function in functions.items():
        for order in range(4):
            slope = sympy.diff(function(t), t, order)
            expression = expression.replace(
                sympy.Function(name + "'" * order), lambda a, s=slope: s.subs(t, a).doit()
            )
    return expression


def split(tex):
    """The parts of a relation or of an aligned derivation, and the signs between them."""
    tex = re.sub(LINES, " ", tex)
    parts, depth, start = [], 0, 0
    for token in re.finditer(r"[{}]|" + RELATION.pattern, tex):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0 and token[1]:
            parts += [tex[start : token.start()], token[0]]
            start = token.end()
    return [plain(part) for part in [*parts, tex[start:]]]


def sides(tex, *signs):
    """The sides of an equation or of an aligned derivation, in order, as LaTeX.

    Give the signs between them where they are others than "=".  Raises ValueError for another
    sign than these: who reads the sides of 2 < 3 must not take them for equal.
    """
    parts = split(tex)
    wanted = list(signs) if signs else ["="] * (len(parts) // 2)
    if parts[1::2] != wanted:
        raise ValueError(f"the signs in {tex!r} are {parts[1::2]}, not {wanted}")
    return parts[::2]


def relations(tex):
    """Each relation of a chain: a = b < c has a = b and b < c."""
    parts = split(tex)
    return [" ".join(parts[i : i + 3]) for i in range(0, len(parts) - 2, 2)]


def read(tex, functions=FUNCTIONS):
    """The sides of an equation as expressions."""
    return [parse(side, functions) for side in sides(tex)]


def entries(tex, environment="pmatrix"):
    """The entries of the one vector or matrix in the formula, row by row, as expressions."""
    opening, closing = rf"\begin{{{environment}}}", rf"\end{{{environment}}}"
    if tex.count(opening) != 1:
        raise ValueError(f"not one {environment} but {tex.count(opening)} in {tex!r}")
    inside = tex.split(opening)[1].split(closing)[0]
    return [[parse(entry) for entry in row.split("&")] for row in inside.split(r"\\")]


def summand(tex, frame):
    """The expression that stands behind `frame`, such as a mean's fraction and sum sign."""
    if not tex.startswith(frame):
        raise ValueError(f"{tex!r} does not begin with {frame!r}")
    return parse(tex.removeprefix(frame))


def same(a, b):
    """True if two expressions are equal for all values of their symbols, as SymPy can show."""
    if isinstance(a, sympy.MatrixBase) or isinstance(b, sympy.MatrixBase):
        return a.shape == b.shape and all(map(same, a, b))
    if by_name(a) == by_name(b):
        return True
    difference = (by_name(a) - by_name(b)).doit()
    if difference.is_Rational or difference.has(sympy.nan, sympy.zoo, sympy.oo, sympy.AccumBounds):
        return difference == 0
    if difference.is_number:
        return abs(difference.evalf(30)) < 1e-15
    zero = difference.equals(0)  # None if SymPy cannot tell
    return sympy.simplify(difference) == 0 if zero is None else bool(zero)


def assert_steps(*expressions):
    """Each expression of a derivation equals the one before; else name the step that does not."""
    for number, (before, after) in enumerate(pairwise(expressions), start=1):
        assert same(before, after), f"step {number}: {after} is not {before}"


def by_name(expression):
    """The expression with symbols equal when their names are: x_1 is x_{1}, and x real is x."""
    expression = sympy.sympify(expression)
    names = {s: re.sub(r"_\{?(\w+)\}?", r"_{\1}", s.name) for s in expression.free_symbols}
    return expression.subs({s: sympy.Symbol(name) for s, name in names.items()})
