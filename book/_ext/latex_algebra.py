"""LaTeX as the pages write it, read as SymPy expressions, so that a check can compute with it."""

import re
from itertools import pairwise

import sympy
from antlr4.atn.PredictionMode import PredictionMode
from at_first_call import at_first_call
from sympy.core.function import AppliedUndef

# Else the parser would import quantum mechanics, which takes a fifth of a second.
with at_first_call({"sympy.physics.quantum.state": ["Bra", "Ket"]}):
    from sympy.parsing.latex import LaTeXParsingError, _parse_latex_antlr, parse_latex

FUNCTIONS = frozenset({"f", "g", "u", "v", "F", "L", "sigma", "max", "min", "sgn"})
FUNCTIONS |= {name + prime for name in FUNCTIONS for prime in ("'", "''", "'''")}
# Any other command would be read as a product of its letters.
COMMANDS = set("frac sqrt sum prod int lim to infty cdot times lvert rvert max min".split())
COMMANDS |= set("sin cos tan exp log ln".split())
COMMANDS |= set("alpha beta gamma delta Delta varepsilon epsilon eta theta kappa lambda mu".split())
COMMANDS |= set("xi pi rho sigma Sigma tau phi Phi omega partial nabla sinh cosh tanh".split())
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


class QuickParser(_parse_latex_antlr.LaTeXParser):
    """SymPy's parser in ANTLR's mode SLL: it looks ahead without minding where it stands."""

    def __init__(self, *args):
        super().__init__(*args)
        self._interp.predictionMode = PredictionMode.SLL


def parsed(tex):
    """What SymPy's parser reads, in a third of its time.

    ANTLR promises for SLL the tree of its full mode or an error; then the full mode decides.
    """
    full = _parse_latex_antlr.LaTeXParser
    try:
        _parse_latex_antlr.LaTeXParser = QuickParser
        return parse_latex(tex, strict=True)
    except LaTeXParsingError:
        _parse_latex_antlr.LaTeXParser = full
        return parse_latex(tex, strict=True)
    finally:
        _parse_latex_antlr.LaTeXParser = full


def parse(tex, functions=FUNCTIONS):
    """The SymPy expression of `tex`; a letter before brackets is a factor unless in `functions`.

    Raises ValueError where it cannot be read, or where a power makes such a product ambiguous.
    """
    if unknown := set(re.findall(r"\\([a-zA-Z]+)", plain(tex))) - COMMANDS:
        raise ValueError(f"cannot read \\{min(unknown)} in the LaTeX {tex!r}")
    if re.search(r"\\frac\{d\}\{d[^a-z\\]", tex):  # would be read as a fraction
        raise ValueError(f"cannot tell by which letter {tex!r} is differentiated")
    # The parser cannot tell which bars belong together; \Theta stands for the absolute value.
    no_bars = plain(tex).replace(r"\lvert", r"\Theta(").replace(r"\rvert", ")")
    # It would also read the ends of \int_0^1 2x as 0 and 12; in LaTeX one digit is the exponent.
    in_braces = re.sub(r"(?<=[_^])\d", r"{\g<0>}", no_bars)
    try:
        expression = parsed(in_braces).replace(sympy.Function("Theta"), sympy.Abs)
    except Exception as error:
        raise ValueError(f"cannot read the LaTeX {tex!r} as an expression: {error}") from error
    constants = {sympy.Symbol("e"): sympy.E, sympy.Symbol("pi"): sympy.pi}
    expression = product_of_factors(expression, functions).subs(constants)
    # A decimal that an author typed means just that number, not the float nearest to it.
    decimals = {decimal: sympy.Rational(str(decimal)) for decimal in expression.atoms(sympy.Float)}
    return expression.xreplace(decimals).replace(sympy.Function("max"), sympy.Max)


def product_of_factors(expression, functions):
    """`h(3x - 2)` is read as a function of 3x - 2; make it h times 3x - 2."""

    def is_factor(node):
        return isinstance(node, AppliedUndef) and node.func.__name__ not in functions

    for power in expression.atoms(sympy.Pow):
        if is_factor(power.base):
            raise ValueError(f"{power} can be read in two ways: put a \\cdot before the bracket")
    return expression.replace(is_factor, lambda n: sympy.Symbol(n.func.__name__) * n.args[0])


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
    difference = (by_name(a) - by_name(b)).doit()
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
