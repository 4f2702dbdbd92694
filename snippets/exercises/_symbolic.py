"""Exercises whose answer is a formula: judged by equivalence, never by spelling."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import sympy

from snippets.exercises._exercise import Exercise, NotUnderstood, say_each
from snippets.exercises._formula import parse
from snippets.exercises._sampling import Points, agree, sample_points, short, values

C = sympy.Symbol("C", real=True)
Formula = sympy.Expr | sympy.MatrixBase


@dataclass(frozen=True, eq=False, kw_only=True)
class Symbolic(Exercise):
    """A formula in the given variables; with `constant`, any of its antiderivatives' family.

    The answer may be a table of formulas, a SymPy Matrix; it is typed as a list of rows. A mistake
    may be a table of another shape, such as the transposed one.

    `domain` has one interval for each variable, from which the sample points are drawn; of an
    antiderivative it covers one branch only, for each branch may have a constant of its own.
    Raises ValueError if the domain does not fit the variables, or a table stands beside a formula.
    """

    kind: ClassVar[str] = "formula"

    variables: tuple[sympy.Symbol, ...]
    domain: tuple[tuple[float, float], ...] = ()
    constant: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.domain and len(self.domain) != len(self.variables):
            raise ValueError(
                f"{self.key}: {self.variables} need as many intervals as {self.domain}"
            )
        if len({isinstance(formula, sympy.MatrixBase) for formula in self._formulas}) > 1:
            raise ValueError(f"{self.key}: some of answer and mistakes are tables, some are not")

    @property
    def _formulas(self) -> list[Formula]:
        return [self.answer, *(mistake.answer for mistake in self.mistakes)]

    @cached_property
    def points(self) -> Points:
        """The sample points, chosen once."""
        domain = self.domain or ((-2, 2),) * len(self.variables)
        entries = [entry for formula in self._formulas for entry in _entries(formula)]
        return sample_points(self.key, self.variables, domain, entries)

    def read(self, answer: str | Formula) -> Formula:
        """Parse a typed formula or table; what is one already is taken as it is."""
        known = (*self.variables, C) if self.constant else self.variables
        formula = parse(answer, known) if isinstance(answer, str) else answer
        if isinstance(self.answer, sympy.MatrixBase):
            return _table(formula)
        if not isinstance(formula, sympy.Expr):
            raise NotUnderstood(f"One formula is needed here, not {answer!r}.")
        return formula

    def same(self, given: Formula, wanted: Formula) -> bool:
        """Compare at the sample points, then exactly where that can be decided."""
        if isinstance(wanted, sympy.MatrixBase):
            return given.shape == wanted.shape and all(map(self.same, given, wanted))
        if not self.constant:
            return self._equal(given, wanted)
        # Two antiderivatives differ by a constant: their slopes agree. C stands for any number,
        # and a C that is not merely added stays in the slope.
        given = given.subs(C, sympy.Rational(7, 10))
        return all(self._equal(given.diff(x), wanted.diff(x)) for x in self.variables)

    def _equal(self, given: sympy.Expr, wanted: sympy.Expr) -> bool:
        if not agree(given, wanted, self.variables, self.points):
            return False
        return not _surely_nonzero((given - wanted).doit(), self.variables)

    def plain(self, given: Formula) -> str:
        """Show how the answer was read: a lost bracket is the commonest slip."""
        if not isinstance(given, sympy.MatrixBase):
            return f"Not the answer. It was read as {given}."
        if given.shape != self.answer.shape:
            return f"Your table is {_say(given.shape)}; {_say(self.answer.shape)} is needed here."
        pairs = enumerate(zip(given, self.answer, strict=True))
        place = next(k for k, (entry, wanted) in pairs if not self.same(entry, wanted))
        i, j = divmod(place, given.cols)
        return f"Row {i + 1}, column {j + 1} is not right. It was read as {given[i, j]}."

    @property
    def latex(self) -> str:
        """The answer as mathematics."""
        return sympy.latex(self.answer) + (" + C" if self.constant else "")

    def page_data(self) -> dict[str, object]:
        """Sample points, the answer's values there, and each mistake's; of a table by rows."""
        return {
            "variables": [x.name for x in self.variables],
            "constant": self.constant,
            "at": self.points,
            "want": self._values(self.answer),
            "mistakes": say_each(self.mistakes, lambda m: self._values(m.answer), "want"),
        }

    def _values(self, formula: Formula) -> list:
        if isinstance(formula, sympy.MatrixBase):
            return [[self._values(entry) for entry in row] for row in formula.tolist()]
        return [short(value) for value in values(formula, self.variables, self.points)]


def _entries(formula: Formula) -> list[sympy.Expr]:
    return list(formula) if isinstance(formula, sympy.MatrixBase) else [formula]


def _say(shape: tuple[int, int]) -> str:
    return "{} by {}".format(*shape)


def _table(rows: object) -> sympy.MatrixBase:
    """A list of rows as a Matrix; raise NotUnderstood where it is none."""
    if isinstance(rows, sympy.MatrixBase):
        return rows
    rows = [row if isinstance(row, list) else [] for row in rows] if isinstance(rows, list) else []
    formulas = all(isinstance(entry, sympy.Expr) for row in rows for entry in row)
    if not formulas or len({len(row) for row in rows}) != 1 or [] in rows:
        raise NotUnderstood("A table is needed here, rows of one length: [[a, b], [c, d]].")
    return sympy.Matrix(rows)


def _surely_nonzero(difference: sympy.Expr, variables: tuple[sympy.Symbol, ...]) -> bool:
    """Decide what can be decided: a quotient of polynomials with rational coefficients.

    For the rest the fifty digits have the word. SymPy's `equals` would reject identities, such
    as log(exp(2x) + 2 exp(x) + 1) = 2 log(1 + exp(x)).
    """
    if not difference.is_rational_function(*variables):
        return False
    numerator, _ = sympy.fraction(sympy.together(difference))
    polynomial = sympy.Poly(numerator, *variables)
    return polynomial.domain in (sympy.ZZ, sympy.QQ) and not polynomial.is_zero
