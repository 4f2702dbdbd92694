"""Exercises in which the reader writes a Python function: judged by running it."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from snippets.exercises._exercise import Exercise, NotUnderstood, Verdict, say_each

# Two right programs differ by the order of their operations: some units of 2e-16 each.
RTOL = 1e-9


@dataclass(frozen=True, eq=False)
class Property:
    """What a right function does, whatever else: `holds(function)` is true."""

    holds: Callable[[Callable], bool]
    say: str


def refuses(*arguments: object) -> Callable[[Callable], bool]:
    """What a property may hold: the function raises ValueError for these arguments."""

    def holds(function: Callable) -> bool:
        try:
            function(*arguments)
        except ValueError:
            return True
        return False

    return holds


@dataclass(frozen=True, eq=False, kw_only=True)
class Code(Exercise):
    """A function that does what the function `answer` does, judged by cases and properties.

    A case is a tuple of arguments. A catalogued mistake is a wrong function; an answer that
    gives its results in every case has made that mistake. Raises ValueError without cases.
    """

    kind: ClassVar[str] = "code"

    answer: Callable
    cases: tuple[tuple, ...]
    properties: tuple[Property, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.cases:
            raise ValueError(f"{self.key}: no cases to run the function on")

    @property
    def signature(self) -> str:
        """The function's name and arguments, as the reader is to write them."""
        arguments = inspect.signature(self.answer).parameters
        return f"{self.answer.__name__}({', '.join(arguments)})"

    def read(self, answer: Callable) -> Callable:
        """Take a function; anything else is refused."""
        if not callable(answer):
            raise NotUnderstood(f"A function {self.signature} is needed here, not {answer!r}.")
        return answer

    def same(self, given: Callable, wanted: Callable) -> bool:
        """Compare the results in every case."""
        return all(self._agrees(given, wanted, case) for case in self.cases)

    def judge(self, given: Callable) -> Verdict:
        """Run the cases, then the properties."""
        verdict = super().judge(given)
        broken = [p.say for p in self.properties if verdict.right and not _holds(p, given)]
        return Verdict(False, broken[0]) if broken else verdict

    def plain(self, given: Callable) -> str:
        """Show the first case that fails."""
        case = next(case for case in self.cases if not self._agrees(given, self.answer, case))
        wanted, got = self.answer(*case), self._run(given, case)
        return f"{self._call(case)} should be {wanted!r}; yours gave {got!r}."

    def page_data(self) -> dict[str, object]:
        """The signature and the names of what goes wrong; the judging needs Python."""
        return {
            "signature": self.signature,
            "mistakes": say_each(self.mistakes, lambda m: m.answer.__name__, "name"),
        }

    def _agrees(self, given: Callable, wanted: Callable, case: tuple) -> bool:
        return _close(self._run(given, case), wanted(*case))

    def _run(self, function: Callable, case: tuple) -> object:
        try:
            return function(*case)
        except Exception as error:  # whatever the reader's function raises is news for the reader
            raised = f"{type(error).__name__}: {error}"
            raise NotUnderstood(f"{self._call(case)} raised {raised}.") from error

    def _call(self, case: tuple) -> str:
        arguments = ", ".join(getattr(value, "__name__", repr(value)) for value in case)
        return f"{self.answer.__name__}({arguments})"


def _close(given: object, wanted: object) -> bool:
    try:
        return np.shape(given) == np.shape(wanted) and np.allclose(given, wanted, rtol=RTOL, atol=0)
    except (TypeError, ValueError):  # no numbers
        return False


def _holds(wanted: Property, function: Callable) -> bool:
    try:
        return bool(wanted.holds(function))
    except Exception:  # a function that fails on an argument lacks the property
        return False
