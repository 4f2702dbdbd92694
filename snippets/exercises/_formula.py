"""Read a typed formula: only declared variables and a fixed list of functions, and no eval.

SymPy's parse_expr runs what it is given, and computes a power such as 9^9^9^9 while it reads.
So Python's grammar gives the tree here, and each of its nodes is checked.
"""

import ast
import operator
from collections.abc import Iterable

import sympy

from snippets.exercises._exercise import NotUnderstood
from snippets.exercises._tokens import python_source


class sigma(sympy.Function):
    """The logistic sigmoid; `doit` writes it as 1/(1 + exp(-u))."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Differentiate: sigma' = sigma (1 - sigma)."""
        return self * (1 - self)

    def doit(self, **hints: bool) -> sympy.Expr:
        """Write the sigmoid with the exponential function."""
        return 1 / (1 + sympy.exp(-self.args[0].doit(**hints)))


FUNCTIONS = {
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "tanh": sympy.tanh,
    "abs": sympy.Abs,
    "sigma": sigma,
    "sigmoid": sigma,
    "σ": sigma,
}
CONSTANTS = {"e": sympy.E, "pi": sympy.pi, "π": sympy.pi}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
LARGEST = 100  # size of an exponent that is a number: 9^9^9^9 would fill the memory
MOST = 10**30  # size of a number that is raised to a power

Formula = sympy.Expr | list


def parse(text: str, variables: Iterable[sympy.Symbol] = ()) -> Formula:
    """Read a formula, or nested lists of them, as a person types it.

    A product needs no sign, ^ is the power, and a declared variable comes before a function or
    constant of the same name. Raises NotUnderstood with what was not understood, and where.
    """
    values = CONSTANTS | {variable.name: variable for variable in variables}
    functions = {name: f for name, f in FUNCTIONS.items() if name not in values}
    source = python_source(text, functions, values)
    value = _build(_tree(source, text), functions | values, source)
    _refuse_undefined(value, text)
    return value


def _tree(source: str, text: str) -> ast.expr:
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError:
        raise NotUnderstood(
            f"“{text}” is not a whole formula: an operand or a bracket is missing."
        ) from None


def _build(node: ast.expr, names: dict[str, object], source: str) -> Formula:
    match node:
        case ast.Constant():
            # The digits as typed: 0.1 is one tenth, not the nearest double.
            return sympy.Rational(ast.get_source_segment(source, node))
        case ast.Name(id=name):
            return names[name]
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            return names[name](_single(argument, names, source))
        case ast.UnaryOp(op=sign, operand=operand):
            return OPERATORS[type(sign)](_single(operand, names, source))
        case ast.BinOp(left=left, op=op, right=right):
            pair = _single(left, names, source), _single(right, names, source)
            return _power(*pair) if isinstance(op, ast.Pow) else OPERATORS[type(op)](*pair)
        case ast.List(elts=entries) | ast.Tuple(elts=entries):
            return [_build(entry, names, source) for entry in entries]
    raise NotUnderstood(f"“{ast.unparse(node)}” was not understood.")


def _single(node: ast.expr, names: dict[str, object], source: str) -> sympy.Expr:
    value = _build(node, names, source)
    if isinstance(value, list):
        raise NotUnderstood(f"“{ast.unparse(node)}” is a list, where one formula is needed.")
    return value


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    if _too_large(exponent, LARGEST) or _too_large(base, MOST):
        raise NotUnderstood(f"A power here is too large; an exponent ends at {LARGEST}.")
    return base**exponent


def _too_large(value: sympy.Expr, bound: int) -> bool:
    return value.is_Rational and max(abs(value.p), value.q) > bound


def _refuse_undefined(value: Formula, text: str) -> None:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, list):
            _refuse_undefined(entry, text)
        elif entry.has(sympy.zoo, sympy.nan, sympy.oo):
            raise NotUnderstood(f"“{text}” has no value: it divides by zero.")
