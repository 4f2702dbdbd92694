"""The facts that the book is built on, each computed by the snippets.

tests/facts/<lesson>.json has the questions and the exact answers, found by two or more methods;
tests/facts/<lesson>.py says how the snippets compute each.  None is skipped.
"""

import importlib
import json
from pathlib import Path

import pytest
import sympy as sp

FOLDER = Path(__file__).parent / "facts"
LESSONS = sorted(path.stem for path in FOLDER.glob("*.json"))
FACTS = [
    (lesson, fact)
    for lesson in LESSONS
    for fact in json.loads((FOLDER / f"{lesson}.json").read_text("utf-8"))
]


def exact(value):
    """A computed value or an answer as a flat list of SymPy expressions; floats keep every bit."""
    if isinstance(value, list):
        return [expression for entry in value for expression in exact(entry)]
    return [sp.sympify(value).replace(lambda e: e.is_Float, lambda e: sp.Rational(float(e)))]


def close(computed, answer, room):
    """Whether two expressions are equal, or within room of the answer, relative to it."""
    if not room:
        return sp.simplify(computed - answer) == 0
    return bool(abs(sp.N(computed - answer, 40)) <= room * abs(sp.N(answer, 40)))


@pytest.mark.parametrize("lesson, fact", FACTS, ids=[fact["id"] for _, fact in FACTS])
def test_fact(lesson, fact):
    recipes = importlib.import_module(f"facts.{lesson}")
    assert fact["id"] in recipes.COMPUTED, f"no snippet computes {fact['id']}"
    room = recipes.ROOM.get(fact["id"], 0)
    computed = exact(recipes.COMPUTED[fact["id"]](fact["inputs"]))
    expected = exact(fact["answer_exact"])
    assert len(computed) == len(expected)
    for value, answer in zip(computed, expected, strict=True):
        assert close(value, answer, room), f"{fact['question']}: {value}, not {answer}"
        # The comparison is worth something: it sees an answer that is off by a factor of 2.
        assert not close(value, 1 if answer == 0 else 2 * answer, room)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_computation_has_its_fact(lesson):
    recipes = importlib.import_module(f"facts.{lesson}")
    ids = [fact["id"] for of, fact in FACTS if of == lesson]
    assert len(set(ids)) == len(ids)
    assert set(recipes.COMPUTED) == set(ids)
    assert set(recipes.ROOM) <= set(ids)
