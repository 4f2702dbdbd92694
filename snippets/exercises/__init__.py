"""Exercises as data: answers, the mistakes people make, and what to say to each.

A lesson's module binds EXERCISES, made by `collect`; its name is the stem of the chapter.

>>> from sympy import symbols
>>> x = symbols("x")
>>> square = Symbolic(key="square", title="A square", level=1, variables=(x,), answer=2 * x,
...                   mistakes=(Mistake(x, "Bring the exponent down."),))
>>> square.check("x + x")
Verdict(right=True, message='Right.')
>>> square.check("x").message
'Bring the exponent down.'
"""

import importlib
import pkgutil

from snippets.exercises._choice import Choice
from snippets.exercises._code import Code, Property, refuses
from snippets.exercises._exercise import LEVELS, Exercise, Mistake, NotUnderstood, Verdict
from snippets.exercises._formula import parse, sigma
from snippets.exercises._number import Number
from snippets.exercises._symbolic import Symbolic

__all__ = [
    "LEVELS",
    "Choice",
    "Code",
    "Exercise",
    "Mistake",
    "NotUnderstood",
    "Number",
    "Property",
    "Symbolic",
    "Verdict",
    "collect",
    "find",
    "lessons",
    "load",
    "parse",
    "refuses",
    "sigma",
]


def collect(*exercises: Exercise) -> dict[str, Exercise]:
    """Put exercises under their keys, in order; raise ValueError if two share one."""
    keys = [exercise.key for exercise in exercises]
    repeated = {key for key in keys if keys.count(key) > 1}
    if repeated:
        raise ValueError(f"two exercises with one key: {', '.join(sorted(repeated))}")
    return dict(zip(keys, exercises, strict=True))


def find(exercises: dict[str, Exercise], key: str) -> Exercise:
    """Get an exercise by its key; raise ValueError with the known keys if there is none."""
    if key not in exercises:
        known = ", ".join(exercises) or "none yet"
        raise ValueError(f"no exercise {key!r}; known here: {known}")
    return exercises[key]


def lessons() -> list[str]:
    """List the stems of the lessons that have exercises."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return [name for name in names if not name.startswith("_")]


def load(stem: str) -> dict[str, Exercise]:
    """Import the exercises of a lesson; raise ValueError if it has none."""
    if stem not in lessons():
        raise ValueError(f"no module snippets/exercises/{stem}.py; there is {', '.join(lessons())}")
    return importlib.import_module(f"{__name__}.{stem}").EXERCISES
