"""A formula that agreed with its value agrees for as long as nothing that decides it changes.

To read LaTeX and compare expressions is the slowest part of reading a chapter.  So a file for each
chapter, beside its doctree, keeps a digest of each pair that agreed, with the code that compares
and the versions of the libraries.  What did not agree is compared again.
"""

import hashlib
import json
import sys
from pathlib import Path

import latex_algebra
import sympy
from executed import installed

JUDGE = [Path(latex_algebra.__file__).read_text("utf-8"), sys.version, *installed()]


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


def agree(printed, value):
    return latex_algebra.same(latex_algebra.parse(printed), sympy.sympify(value))
