"""The guards of a page's equations: which test, of which kinds, and what they last passed on.

A guard is a test marked `@pytest.mark.guards("eq-name")`.  Its kinds are read from what it calls,
so that nobody can declare a kind that the test has not.  tests/record/<page>.json says on which
text each guard was green: a digest of the equation, its test module, the snippets behind it and
the versions.
"""

import ast
import hashlib
import json
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from local_imports import LocalPackages
from page_equations import equations, statements

# Each kind in the words of the note beside an equation.
KINDS = {
    "exactly": "as algebra",
    "numerically": "at points",
    "by another route": "computed twice",
    "quoted": "its meaning computed beside it",
}
READERS = {"parse", "read", "entries", "summand", "steps"}
ALGEBRA = {"same", "assert_steps", "simplify", "expand", "cancel"}
NUMBERS = {"approx", "allclose", "isclose", "nsolve", "evalf", "N", "lambdify", "float"}
CALCULUS = {"diff", "limit", "integrate", "solve", "discriminant", "det", "diagonalize"}
CALCULUS |= {"gradient", "jacobian", "hessian", "derivative", "backward"}  # of another module
# A literal with one of these says more of a formula than the name on its left.
FORMULA = re.compile(r"[=+]|\s-\s|\\(?:sum|lim|cdot|top|odot|dots|lVert|frac\{e|varphi|text)|\^2")
LIBRARIES = {"NumPy": "numpy", "SciPy": "scipy", "SymPy": "sympy"}


class Guard(NamedTuple):
    label: str
    test: str
    line: int
    kinds: tuple


def guards_in(module):
    """The guards of the test module at that path, one for each label, if it exists."""
    return read_guards(Path(module).read_text("utf-8")) if Path(module).exists() else ()


@cache
def read_guards(source):
    return tuple(each_guard(ast.parse(source)))


def each_guard(tree):
    names = lesson_names(tree)
    helpers = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    helpers |= {n.targets[0].id: n for n in tree.body if is_constant(n)}
    for test in (n for n in tree.body if isinstance(n, ast.FunctionDef)):
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.guards":
                kinds = kinds_of(test, helpers, names)
                for label in mark.args:
                    yield Guard(label.value, test.name, mark.lineno, kinds)


def is_constant(node):
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)


def lesson_names(tree):
    """The names that a test module imports from snippets, without the one for exact results."""
    imports = [n for n in tree.body if isinstance(n, ast.ImportFrom)]
    ours = [n for n in imports if n.module.startswith("snippets")]
    return {a.asname or a.name for n in ours for a in n.names} - {"symbolic"}


def with_helpers(test, helpers):
    """The nodes of a test and of all in its module that it uses."""
    todo, seen = [test], set()
    while todo:
        function = todo.pop()
        body = function.body if isinstance(function, ast.FunctionDef) else [function.value]
        for node in (inner for statement in body for inner in ast.walk(statement)):
            yield node
            if isinstance(node, ast.Name) and node.id in helpers and node.id not in seen:
                seen.add(node.id)
                todo.append(helpers[node.id])


def kinds_of(test, helpers, of_lesson):
    """Which of KINDS a test is, from the functions that it calls and what it compares."""
    nodes = list(with_helpers(test, helpers))
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    called = {ast.unparse(n.func).split(".")[-1] for n in nodes if isinstance(n, ast.Call)}
    own = of_lesson & names
    elsewhere = {
        n.func.attr
        for n in nodes
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and ast.unparse(n.func.value) not in own
    }
    reads = bool(READERS & names)
    found = {
        "exactly": reads and (ALGEBRA & called or any(map(is_equality, nodes))),
        "numerically": NUMBERS & called or any(map(is_order, nodes)),
        "by another route": own and CALCULUS & elsewhere,
        "quoted": not reads or any(map(is_quotation, nodes)),
    }
    return tuple(kind for kind, yes in found.items() if yes)


def is_equality(node):
    """True for a == b where neither is text or approximate."""
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    text = any(isinstance(s, ast.Constant) and isinstance(s.value, str) for s in sides)
    near = any(isinstance(s, ast.Call) and ast.unparse(s.func).endswith("approx") for s in sides)
    return bool(sides) and isinstance(node.ops[0], ast.Eq) and not text and not near


def is_order(node):
    """True for a < b, which only numbers have."""
    ordered = ast.Lt | ast.LtE | ast.Gt | ast.GtE
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ordered)


def is_quotation(node):
    """True for a comparison with the text of a formula."""
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    return any(
        isinstance(n, ast.Constant) and isinstance(n.value, str) and FORMULA.search(n.value)
        for side in sides
        if not (isinstance(side, ast.Call) and ast.unparse(side.func).endswith("Symbol"))
        for n in ast.walk(side)
    )


def module_of(top, page):
    return Path(top, "tests", f"test_{page}_page.py")


@cache
def snippets_of(top):
    return LocalPackages(Path(top), ["snippets"])


def sources(top, page):
    """The files that decide whether the guards of a page are green, its equations aside."""
    module = module_of(top, page)
    reader = Path(top, "book/_ext/latex_algebra.py")
    return [module, reader, *snippets_of(top).files_used(module.read_text("utf-8"))]


def versions():
    return {name: version(library) for name, library in LIBRARIES.items()}


def digests(top, page):
    """For each equation and statement of a page, a digest of all that its guard computes with."""
    common = b"\0".join(file.read_bytes() for file in sources(top, page))
    common += json.dumps(versions()).encode()
    chapter = Path(top, "book", f"{page}.md")
    on_page = equations(chapter) | statements(chapter)
    return {
        label: hashlib.sha256(common + its.tex.encode()).hexdigest()[:16]
        for label, its in on_page.items()
    }


def record_of(top, page):
    return Path(top, "tests/record", f"{page}.json")


def on_record(top, page):
    """What the guards of a page were last green on: date, versions, digest of each equation."""
    file = record_of(top, page)
    return json.loads(file.read_text("utf-8")) if file.exists() else {"guards": {}}


def stale(top, page):
    """The equations of a page that or their tests have changed since they were green."""
    green = on_record(top, page)["guards"]
    return [label for label, digest in digests(top, page).items() if green.get(label) != digest]
