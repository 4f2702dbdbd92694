"""Cells and snippets import each submodule that they use.

The build runs the cells in a process that has loaded these libraries already (prefork.py), where
`import matplotlib` is enough for matplotlib.pyplot.  A reader's Python has not.
"""

import ast
import importlib.util
import subprocess
import sys
from functools import cache

import pytest
from conftest import ROOT
from proof_counts import CELL

LIBRARIES = ("numpy", "scipy", "sympy", "matplotlib")
# In a fresh Python, after these imports: does the chain of names lead to something?
CHECK = """
import functools, importlib, sys
chain, *imports = sys.argv[1:]
for name in imports:
    importlib.import_module(name)
head, *rest = chain.split(".")
functools.reduce(getattr, rest, sys.modules[head])
"""


def used(code):
    """(submodules used by their dotted names, modules imported) of the libraries."""
    tree = ast.parse(code)
    nodes = list(ast.walk(tree))
    plain = [alias for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    origins = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    names = {a.asname or a.name.split(".")[0]: a.name if a.asname else "" for a in plain}
    chains = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            head, *rest = ast.unparse(node).split(".")
            if head in names:
                chains |= submodules((names[head] or head).split(".") + rest)
    imports = origins | {alias.name for alias in plain}
    return chains, {name for name in imports if name.split(".")[0] in LIBRARIES}


def submodules(parts):
    """The dotted names along the parts that are modules inside one of the libraries."""
    found = set()
    for end in range(2, len(parts) + 1):
        name = ".".join(parts[:end])
        if parts[0] not in LIBRARIES or not is_module(name):
            break
        found.add(name)
    return found


def is_module(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def missing(code):
    """The submodules that the code uses and does not import."""
    chains, imports = used(code)
    own = lambda chain: sorted(i for i in imports if i.split(".")[0] == chain.split(".")[0])
    return [c for c in sorted(chains - imports) if not reaches(c, *own(c))]


@cache
def reaches(chain, *imports):
    command = [sys.executable, "-c", CHECK, chain, *imports]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode and "AttributeError" not in result.stderr:
        raise RuntimeError(result.stderr)
    return result.returncode == 0


def code_of(path):
    text = path.read_text("utf-8")
    return text if path.suffix == ".py" else "\n".join(body for _, body in CELL.findall(text))


SOURCES = sorted([*ROOT.glob("book/*.md"), *ROOT.glob("snippets/**/*.py")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_submodule_that_is_used_is_imported(path):
    assert missing(code_of(path)) == []


@pytest.mark.parametrize(
    "code, submodules",
    [
        ("import matplotlib\nmatplotlib.pyplot.plot([1])", ["matplotlib.pyplot"]),
        ("import matplotlib.pyplot\nmatplotlib.pyplot.plot([1])", []),
        ("import matplotlib as m\nm.pyplot.plot([1])", ["matplotlib.pyplot"]),
        ("from matplotlib import pyplot\nimport matplotlib\nmatplotlib.colors", []),
        ("import numpy as np\nnp.linalg.norm([1])", []),
    ],
)
def test_the_reader_of_submodules(code, submodules):
    assert missing(code) == submodules
