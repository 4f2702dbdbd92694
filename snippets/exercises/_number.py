"""Exercises whose answer is a number, a vector or a matrix, to some significant digits."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import sympy

from snippets.exercises._exercise import Exercise, NotUnderstood, say_each
from snippets.exercises._formula import parse
from snippets.exercises._sampling import values


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Exercise):
    """A number, or nested lists of numbers, asked for to `digits` significant digits.

    Raises ValueError if `digits` is not between 1 and 12.
    """

    kind: ClassVar[str] = "number"

    digits: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.digits <= 12:
            raise ValueError(f"{self.key}: 1 to 12 significant digits, not {self.digits!r}")

    def read(self, answer: object) -> np.ndarray:
        """Read typed numbers such as 6.1, log(2) - 0.15 or [1, 2], or numbers as they are."""
        numbers = _numbers(parse(answer) if isinstance(answer, str) else answer)
        wanted = np.shape(_numbers(self.answer))
        if numbers.shape != wanted:
            raise NotUnderstood(f"{_say(wanted)} needed here; this is {_say(numbers.shape)}.")
        return numbers

    def same(self, given: np.ndarray, wanted: object) -> bool:
        """Compare entry by entry."""
        pairs = zip(given.flat, _numbers(wanted).flat, strict=True)
        return all(abs(g - w) <= _tolerance(w, self.digits) for g, w in pairs)

    def plain(self, given: np.ndarray) -> str:
        """Say how many digits are asked for."""
        return f"Not the answer to {self.digits} significant digits: {given.tolist()}."

    @property
    def latex(self) -> str:
        """The answer as mathematics: exact, and rounded where it is longer than its digits."""
        if isinstance(self.answer, list | tuple):
            return _matrices(self.answer)
        exact = sympy.sympify(self.answer)
        rounded = f"{float(exact):.{self.digits}g}"
        if exact.is_Float or exact == sympy.Rational(rounded):
            return rounded
        return rf"{sympy.latex(exact)} \approx {rounded}"

    def page_data(self) -> dict[str, object]:
        """The numbers, their shape and the digits asked for."""
        wanted = _numbers(self.answer)
        return {
            "shape": list(wanted.shape),
            "digits": self.digits,
            "want": _short(wanted),
            "mistakes": say_each(self.mistakes, lambda m: _short(_numbers(m.answer)), "want"),
        }


def _matrices(answer: list | tuple) -> str:
    """A vector or a matrix as mathematics, or several matrices beside each other."""
    if np.ndim(answer) > 2:
        return r",\quad ".join(map(_matrices, answer))
    return sympy.latex(sympy.Matrix(answer))


def _tolerance(wanted: float, digits: int) -> float:
    """Half a unit of the last digit asked for: every rightly rounded answer passes.

    The 1e-9 lets a tie such as 0.5435 be rounded either way, in spite of doubles.
    """
    leading = math.floor(math.log10(abs(wanted))) if wanted else 0
    return 0.5 * 10.0 ** (leading + 1 - digits) * (1 + 1e-9)


def _numbers(value: object) -> np.ndarray:
    try:
        numbers = np.array(_evaluated(value), dtype=float)
    except (TypeError, ValueError):
        raise NotUnderstood(
            f"Numbers are needed here, in rows of one length, not {value}."
        ) from None
    if not np.isfinite(numbers).all():
        raise NotUnderstood(f"A finite number is needed here, not {value}.")
    return numbers


def _evaluated(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_evaluated(entry) for entry in value]
    return values(value, (), [[]])[0] if isinstance(value, sympy.Expr) else value


def _short(numbers: np.ndarray) -> list[float]:
    return [float(f"{number:.12g}") for number in numbers.flat]


def _say(shape: tuple[int, ...]) -> str:
    words = {0: "one number", 1: "a list of {} numbers", 2: "a matrix of {} rows and {} columns"}
    return words.get(len(shape), "an array of shape " + str(shape)).format(*shape)
