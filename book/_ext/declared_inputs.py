"""The numbers that a section chooses: assigned in its cells, or by snippets.held.given(h=0.1)."""

import ast
import re
from fractions import Fraction

from printed_numbers import NUMBER, read

VALUE = rf"[\[(]?\s*{NUMBER}(?:\s*,\s*{NUMBER})*\s*[\])]?"
RELATION = r"\s*(?:=|<|>|\\(?:in|ne|neq|le|leq|ge|geq|to))\s*"
DECLARATION = re.compile(rf"(?:(?P<name>[^\d=<>]+?)(?P<relation>{RELATION}))?(?P<value>{VALUE})")
CONSTANT = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop)


class Inputs:
    """The numbers in `values`, and as (name, number) in `named`."""

    def __init__(self, cells):
        code = [cell.source for cell in cells if cell.cell_type == "code"]
        trees = [ast.parse(re.sub(r"(?m)^[ \t]*[%!].*", "pass", source)) for source in code]
        self.named = {pair for tree in trees for node in ast.walk(tree) for pair in given_by(node)}
        self.values = {value for _, value in self.named}

    def declare(self, tex):
        """True for $h = 0.1$ where a cell assigns that; $x > 0$ needs the number only."""
        if not (match := DECLARATION.fullmatch(tex)):
            return False
        numbers = [read(number)[0] for number in re.findall(NUMBER, match["value"])]
        if (match["relation"] or "").strip() == "=":
            name = match["name"].strip().lstrip("\\")
            return all((name, number) in self.named for number in numbers)
        return all(number in self.values for number in numbers)


def given_by(node):
    """(name, number) for each number that a piece of code chooses."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from pairs(target, node.value)
    elif isinstance(node, ast.For):
        yield from pairs(node.target, node.iter)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "given":
        for choice in node.keywords:
            yield from pairs(ast.Name(choice.arg), choice.value)


def pairs(target, value):
    """(name, number) for each number that an assignment gives a name."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for t, v in zip(target.elts, value.elts, strict=False):
            yield from pairs(t, v)
    elif isinstance(value, ast.Tuple | ast.List):
        for v in value.elts:
            yield from pairs(target, v)
    elif isinstance(target, ast.Name) and all(isinstance(n, CONSTANT) for n in ast.walk(value)):
        number = eval(compile(ast.Expression(value), "<cell>", "eval"), {})
        if isinstance(number, int | float) and not isinstance(number, bool):
            yield target.id, Fraction(str(number))
