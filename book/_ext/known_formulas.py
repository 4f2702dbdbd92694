"""A formula that agreed with its value agrees for as long as nothing that decides it changes.

To compare the expressions of a chapter takes SymPy a tenth of a second or two, which a writer would
wait after each save.  So a file for each chapter, beside its doctree, keeps a digest of each pair
that agreed, with our extensions and the versions of the libraries.  What did not agree is compared
again.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import latex_algebra
import sympy
from executed import builders

JUDGE = builders()


class KnownFormulas:
    def __init__(self, path):
        self.path = Path(path)
        self.known = set(json.loads(self.path.read_text("utf-8"))) if self.path.exists() else set()
        self.right = set()

    def agree(self, printed, value):
        """True if the LaTeX `printed` means the expression that is given as SymPy's srepr."""
        digest = hashlib.sha256(json.dumps([*JUDGE, printed, value]).encode()).hexdigest()
        if digest not in self.known and not agree(printed, value):
            return False
        self.right.add(digest)
        return True

    def keep(self):
        if self.right != self.known:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(sorted(self.right)), "utf-8")


class Names(dict):
    """SymPy's names; any other is that of a function of the book."""

    def __missing__(self, name):
        return getattr(sympy, name, None) or sympy.Function(name)


@cache
def expression(value):
    """The expression that srepr wrote; sympify, which takes anything, takes ten times as long."""
    return eval(value, {}, Names())


@cache
def agree(printed, value):
    """True if the LaTeX is that of the value, letter by letter, or means what the value means.

    Raises ValueError where either is no expression: "f(x) = 2x" is a relation.
    """
    value = expression(value)
    if letters(printed) == letters(sympy.latex(value)):
        return True
    formula = latex_algebra.parse(printed)
    if isinstance(value, sympy.MatrixBase):
        return False
    if not isinstance(value, sympy.Expr):
        raise ValueError(f"cannot compare ${printed}$ with {value}, which is no expression")
    return latex_algebra.same(formula, value)


def letters(tex):
    """What a reader sees of `tex`, where spaces and braces around one letter show nothing."""
    return re.sub(r"\s+", "", re.sub(r"\{(\w)\}", r"\1", latex_algebra.plain(tex)))
