"""What `make mutants` makes of mutmut's findings, and the list of survivors."""

import pytest
from conftest import ROOT
from mutants import LISTED, Survivor, entries, reads, unit_tests, verdict

HALF = Survivor("gradient.norm", "return x ** 0.5", "return x ** 1.5")
SIGN = Survivor("gradient.bowl", "a + b", "a - b")
OTHER = Survivor("jacobian.warp", "x * y", "x / y")
LIST = """# The first reason,
# in two lines.

gradient.norm
- return x ** 0.5
+ return x ** 1.5

gradient.bowl
- a + b
+ a - b

# Another reason.

jacobian.warp
- x * y
+ x / y
"""


def test_the_list_has_a_reason_for_each_survivor():
    why = "The first reason, in two lines."
    assert entries(LIST) == {HALF: why, SIGN: why, OTHER: "Another reason."}
    assert entries(f"# Why.\n\n{HALF}\n") == {HALF: "Why."}


def test_a_survivor_that_is_listed_is_no_fault():
    assert verdict("gradient", 100, {HALF, SIGN}, entries(LIST)) == []


def test_a_survivor_that_is_not_listed_is_shown():
    (fault,) = verdict("gradient", 100, {HALF, SIGN}, {HALF: "", OTHER: ""})
    assert "not listed" in fault and "- a + b\n+ a - b" in fault


def test_an_entry_that_no_longer_survives_is_shown():
    (fault,) = verdict("gradient", 100, {HALF}, entries(LIST))
    assert "no longer survives" in fault and "gradient.bowl" in fault


@pytest.mark.parametrize("total, faults", [(40, 0), (39, 1)])
def test_at_least_95_of_100_are_killed(total, faults):
    assert len(verdict("gradient", total, {HALF, SIGN}, {HALF: "", SIGN: ""})) == faults


def test_every_listed_line_stands_in_its_module():
    """A part of what `make mutants` finds stale, without mutating anything."""
    for entry, why in entries(LISTED.read_text("utf-8")).items():
        module, function = entry.function.split(".", 1)
        source = (ROOT / "snippets" / f"{module}.py").read_text("utf-8")
        assert why and f"def {function.split('.')[-1]}(" in source, entry
        lines = {line.strip() for line in source.splitlines()}
        assert set(entry.old.splitlines()) <= lines, entry
    marked = [line for line in LISTED.read_text("utf-8").splitlines() if line[:1].isalpha()]
    assert len(marked) == len(entries(LISTED.read_text("utf-8")))


@pytest.mark.parametrize(
    "source, found",
    [
        ("from snippets import gradient as g", True),
        ("from snippets.gradient import norm", True),
        ("from snippets import jacobian", False),
        ("from snippets.gradients import norm", False),
        ("from snippets.gradient import norm\ndef test(site): pass", False),
    ],
)
def test_which_files_exercise_a_module(source, found):
    assert reads(source, "gradient") is found


def test_unit_tests_are_those_that_belong_to_the_module():
    assert {"tests/test_derivative.py", "tests/test_differentiation.py"} <= set(
        unit_tests("differentiation")
    )
    assert "tests/test_gradient.py" not in unit_tests("differentiation")
    assert not [name for name in unit_tests("gradient") if "_page" in name or "exercise" in name]
