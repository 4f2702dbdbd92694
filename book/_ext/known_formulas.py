"""A formula that agreed with its value agrees for as long as nothing that decides it changes.

To read LaTeX and compare expressions is the slowest part of reading a chapter.  So a file for each
chapter, beside its doctree, keeps a digest of each pair that agreed, with the code that compares
and the versions of the libraries.  What did not agree is compared again.
"""

import hashlib
import json
import re
import sys
from functools import cache
from pathlib import Path

import latex_algebra
import sympy
from executed import installed

SOURCES = [Path(file).read_text("utf-8") for file in (latex_algebra.__file__, __file__)]
JUDGE = [*SOURCES, sys.version, *installed()]


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


@cache
def agree(printed, value):
    """True if the LaTeX is that of the value, letter by letter, or means what the value means.

    Raises ValueError where either is no expression: "f(x) = 2x" is a relation.
    """
    value = sympy.sympify(value)
    if letters(printed) == letters(sympy.latex(value)):
        return True
    sides = latex_algebra.parse(printed), value
    for side in sides:
        if not isinstance(side, sympy.Expr | sympy.MatrixBase):
            raise ValueError(f"cannot compare ${printed}$ with {value}: {side} is no expression")
    if len({isinstance(side, sympy.MatrixBase) for side in sides}) == 2:
        return False
    return latex_algebra.same(*sides)


def letters(tex):
    """What a reader sees of `tex`, where spaces and braces around one letter show nothing."""
    return re.sub(r"\s+", "", re.sub(r"\{(\w)\}", r"\1", latex_algebra.plain(tex)))
