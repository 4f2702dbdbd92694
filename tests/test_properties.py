"""Every public function of snippets/ has a property: a test that Hypothesis feeds.

Public is what a chapter or another module uses.  Both are read from the sources.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SNIPPETS = TESTS.parent / "snippets"


def public():
    """The functions that a chapter, or another module of snippets/, uses; the rest are parts."""
    sources = {path: path.read_text("utf-8") for path in SNIPPETS.rglob("*.py")}
    pages = "\n".join(path.read_text("utf-8") for path in (TESTS.parent / "book").glob("*.md"))
    for path in sorted(SNIPPETS.glob("[!_]*.py")):
        others = "\n".join([pages, *(text for other, text in sources.items() if other != path)])
        words = set(re.findall(r"\w+", others))
        for node in ast.parse(sources[path]).body:
            if isinstance(node, ast.FunctionDef) and node.name in words:
                yield f"{path.stem}.{node.name}"


def local_names(tree):
    """{name in a file: what it stands for}, for what the file imports from snippets."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}".removeprefix("snippets.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("snippets")
        for alias in node.names
    }


def definitions(tree):
    """{name: node} of the functions and values that a file defines at its top."""
    found = {}
    for node in tree.body:
        targets = getattr(node, "targets", [])
        names = [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        found |= dict.fromkeys([*names, *([node.name] if hasattr(node, "name") else [])], node)
    return found


def is_property(node):
    """Whether a function is a test that Hypothesis feeds."""
    decorators = [ast.unparse(d) for d in getattr(node, "decorator_list", [])]
    return any(d.startswith("given(") for d in decorators)


def used(source):
    """The functions of snippets/ that the properties in a file of tests use.

    A property uses what its own lines name, and what they name through functions and values that
    stand at the top of the file.
    """
    tree = ast.parse(source)
    imported, top = local_names(tree), definitions(tree)
    pending, seen = [node for node in top.values() if is_property(node)], set()
    while pending:
        for node in ast.walk(pending.pop()):
            name = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
            if name in top and name not in seen:
                pending.append(top[name])
            seen.add(name)
    spelled = {name.partition(".") for name in seen}
    return {f"{imported[head]}{dot}{rest}" for head, dot, rest in spelled if head in imported}


@cache
def used_anywhere():
    return set().union(*(used(path.read_text("utf-8")) for path in TESTS.glob("test_*.py")))


@pytest.mark.parametrize("function", list(public()))
def test_every_public_function_has_a_property(function):
    assert function in used_anywhere()


def test_the_reader_of_properties_tells_them_from_examples():
    source = """
from snippets.gradient import norm, surface as s, bowl, hill
from snippets import jacobian as j
TABLE = [s, 1]
def helper(x):
    return norm(x)
@given(whole)
@pytest.mark.parametrize("f", TABLE)
def test_property(f, x):
    assert helper(x) == j.warp(x)
def test_example():
    assert bowl((1, 2)) == 5
def test_that_draws_nothing():
    given(hill)
"""
    assert used(source) == {"gradient.norm", "gradient.surface", "jacobian", "jacobian.warp"}
