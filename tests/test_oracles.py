"""Every worked example and task has its answer by at least three routes, which agree."""

import importlib
import re

import pytest
from conftest import ROOT
from oracle_routes import answers, disagreements, resolution

from snippets.extrapolation import Estimate

LESSONS = """
differentiation integration gradient jacobian backpropagation optimization support_vector_machine
""".split()
tables = {lesson: importlib.import_module(f"oracles.{lesson}") for lesson in LESSONS}
ROWS = [(lesson, row) for lesson in LESSONS for row in tables[lesson].ROWS]


def sections(lesson):
    """The headings of a lesson up to its task, each with its text."""
    text, _, _ = (ROOT / "book" / f"{lesson}.md").read_text("utf-8").partition("## More exercises")
    return re.findall(r"^##+ (.*)\n((?:(?!##+ ).*\n)*)", text, re.M)


def worked(lesson):
    """What has to have a row: the sections with code, and in place of the last its exercises."""
    *lessons, (heading, task) = sections(lesson)
    assert heading == "Your task"
    exercises = re.findall(r"^:{3,}\{exercise\} (\S+)", task, re.M)
    return [heading for heading, text in lessons if "```{code-cell}" in text] + exercises


@pytest.mark.parametrize("lesson, row", ROWS, ids=[f"{lesson}: {r.says}" for lesson, r in ROWS])
def test_routes_agree(lesson, row):
    found = answers(row)
    assert len(found) >= 3
    assert not disagreements(row, found), f"book/{lesson}.md, {row.place}"
    # The comparison is worth something: it names any route that is wrong in the third digit.
    for name, (value, error) in list(found.items())[1:]:
        wrong = Estimate(value + 2.1 * resolution(value), error)
        (line,) = disagreements(row, found | {name: wrong})
        assert line.startswith(name)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_worked_example_has_a_row(lesson):
    table = tables[lesson]
    have, without = {row.place for row in table.ROWS}, set(table.WITHOUT)
    unknown = have | without
    unknown -= {heading for heading, _ in sections(lesson)} | set(worked(lesson))
    assert not unknown, f"book/{lesson}.md has no such section or exercise"
    assert not have & without
    missing = [place for place in worked(lesson) if place not in have | without]
    assert not missing, f"tests/oracles/{lesson}.py has no row for them"
