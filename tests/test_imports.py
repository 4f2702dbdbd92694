"""Who may import whom in snippets/, read from the source; CONTRIBUTING.md says why."""

import ast
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from conftest import names_sphinx
from lessons import LESSONS

TESTS = Path(__file__).parent
SNIPPETS = TESTS.parent / "snippets"

# The first pattern that fits a module holds: what it may import beyond the standard library.
# A new module needs a line here.
MAY_IMPORT = {
    "__init__": [],
    "agreement": ["numpy", "differentiation", "inputs"],
    "autodiff": ["elementary", "inputs"],
    "backpropagation": ["numpy", "differentiation", "elementary", "inputs"],
    "classifier": ["numpy", "elementary"],
    "counted": ["numpy", "elementary"],
    "differentiation": ["numpy", "elementary", "extrapolation", "inputs", "sampling"],
    "elementary": ["numpy"],
    "exercises.support_vector_machine": ["numpy", "sympy", "scipy", "exercises*"],
    "exercises.*": ["numpy", "sympy", "mpmath", "exercises*", "symbolic", "agreement", *LESSONS],
    "extrapolation": ["numpy"],
    "figures.cards": ["numpy", "matplotlib", "PIL"],
    "figures.*": ["numpy", "matplotlib", "mpl_toolkits", "figures*"],
    "gradient": ["numpy", "differentiation", "elementary", "inputs"],
    "held": [],
    "hinge": ["numpy", "elementary", "inputs", "support_vector_machine"],
    "inputs": ["numpy"],
    "integration": ["numpy", "elementary", "extrapolation", "inputs"],
    "jacobian": ["numpy", "differentiation", "elementary", "gradient", "inputs"],
    "optimization": [
        "numpy",
        "scipy",
        "classifier",
        "differentiation",
        "elementary",
        "gradient",
        "inputs",
    ],
    "ranking": ["numpy"],
    "rules": ["inputs"],
    "samples": ["numpy"],
    "sampling": ["numpy"],
    "support_vector_machine": ["numpy", "scipy", "elementary", "inputs"],
    "symbolic": ["numpy", "sympy", "elementary", "differentiation"],
    "taylor": ["inputs"],
}
# Inside a function only, so that importing the module stays quick.
MAY_IMPORT_LAZILY = {"held": ["IPython", "sympy"]}

# What the tests of a module measure it with, and it must not reach by any chain of imports.
VERIFIED_BY = {
    "autodiff": ["backpropagation", "differentiation", "symbolic"],
    "backpropagation": ["autodiff", "jacobian", "gradient", "agreement", "symbolic", "classifier"],
    "classifier": ["differentiation", "gradient", "symbolic", "agreement"],
    "differentiation": ["rules", "symbolic", "agreement"],
    "elementary": ["symbolic"],
    "integration": ["differentiation", "ranking", "symbolic", "agreement"],
    "jacobian": ["symbolic", "agreement", "rules", "classifier"],
    "ranking": ["integration"],
    "gradient": ["symbolic", "agreement", "rules", "classifier"],
    "optimization": ["symbolic", "agreement", "jacobian", "autodiff", "support_vector_machine"],
    "hinge": ["gradient", "symbolic", "agreement"],
    "rules": ["differentiation", "symbolic"],
    "support_vector_machine": ["hinge", "gradient", "symbolic", "agreement", "classifier"],
    "taylor": ["differentiation", "symbolic"],
}


def name_of(path):
    return ".".join(path.relative_to(SNIPPETS).with_suffix("").parts)


MODULES = {name_of(path): path for path in sorted(SNIPPETS.rglob("*.py"))}


def imported(node, module):
    """The names that an import statement reads, without the package's own name in front."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        package = ["snippets", *module.split(".")][: -node.level] if node.level else []
        stem = ".".join([*package, *([node.module] if node.module else [])])
        # `from snippets import x` reads the module x; `from snippets.x import f` reads x.
        names = [f"{stem}.{a.name}" for a in node.names] if stem == "snippets" else [stem]
    elif isinstance(node, ast.Call) and "__import__" in ast.unparse(node.func):
        names = ["__import__"]
    else:
        names = []
    return [name.removeprefix("snippets.") for name in names]


def imports(module):
    """(at the top, inside functions): what a module imports, but for the standard library."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    lists = {True: set(), False: set()}
    for node in ast.walk(tree):
        lists[node in inside].update(imported(node, module))
    outside = lambda names: {n for n in names if n.split(".")[0] not in sys.stdlib_module_names}
    return outside(lists[False]), outside(lists[True])


def allowed(name, patterns):
    return any(fnmatch(name, pattern) or name.startswith(f"{pattern}.") for pattern in patterns)


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_what_it_may(module):
    rows = [names for pattern, names in MAY_IMPORT.items() if fnmatch(module, pattern)]
    assert rows, f"{module} has no line in MAY_IMPORT"
    top, lazy = imports(module)
    assert not [name for name in top if not allowed(name, rows[0])]
    assert not [name for name in lazy if not allowed(name, MAY_IMPORT_LAZILY.get(module, []))]


def reached(module, seen=()):
    """All modules of the package that a module imports, and those that they import."""
    seen = set(seen)
    for name in set().union(*imports(module)) & set(MODULES) - seen:
        seen |= {name} | reached(name, seen | {name})
    return seen


@pytest.mark.parametrize("module", sorted(set(VERIFIED_BY) & set(MODULES)))
def test_module_never_imports_what_verifies_it(module):
    assert not reached(module) & set(VERIFIED_BY[module])


def test_what_tests_a_module_runs_without_sphinx():
    stems = [module for module in MODULES if (TESTS / f"test_{module}.py").exists()]
    assert set(LESSONS) < set(stems)
    assert not [stem for stem in stems if names_sphinx(f"test_{stem}")]
    # The site by a test's own name for it, an extension by import, a build in another process.
    assert all(map(names_sphinx, ["test_mathml", "test_book", "test_executed"]))


def test_the_reader_of_imports_sees_every_spelling():
    source = """
import numpy as np, snippets.symbolic
from snippets import rules
from snippets.taylor import taylor_polynomial
from . import inputs
from .agreement import relative_gap
__import__("sympy")
"""
    nodes = ast.walk(ast.parse(source))
    found = [name for node in nodes for name in imported(node, "gradient")]
    expected = ["numpy", "symbolic", "rules", "taylor", "inputs", "agreement", "__import__"]
    assert sorted(found) == sorted(expected)
    assert imported(ast.parse("from . import Picture").body[0], "figures.gradient") == ["figures"]


def changes(tree):
    """What code assigns to inside of what it imports, as in `np.allclose = …`."""
    imports = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    theirs = {(a.asname or a.name).split(".")[0] for node in imports for a in node.names}
    for node in ast.walk(tree):
        inside = isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(
            node.ctx, ast.Load
        )
        by_call = isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "delattr")
        root = node.args[0] if by_call else node
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if (inside or by_call) and isinstance(root, ast.Name) and root.id in theirs:
            yield ast.unparse(node)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_changes_what_it_imports(module):
    """The tests import it too, and would compare with what it has made of that."""
    assert list(changes(ast.parse(MODULES[module].read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "line", ["np.allclose = print", "np.linalg.norm = print", "setattr(np, 'all', print)"]
)
def test_a_module_that_changes_another_is_found(line):
    assert len(list(changes(ast.parse(f"import numpy as np\n{line}")))) == 1
    assert not list(changes(ast.parse("import numpy as np\nx[0] = np.e\nx.y = np.e")))
