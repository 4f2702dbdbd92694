"""What several tests share: the built site, and the equations of a chapter."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from page_equations import equations, statements

ROOT = Path(__file__).parent.parent
SUFFIX = "_page"  # tests/test_gradient_page.py guards the equations of book/gradient.md

# The same examples in every run: a pull request is not turned red by luck.
settings.register_profile("book", derandomize=True, deadline=None, max_examples=100)
# A mutant is dead at the first example that fails: nobody reads a simpler one.
settings.register_profile(
    "mutants", settings.get_profile("book"), phases=[Phase.generate], max_examples=30
)
settings.load_profile("book")


def pytest_configure(config):
    config.addinivalue_line("markers", "guards(*labels): holds these equations of the chapter")
    config.addinivalue_line("markers", "book: uses Sphinx or the built site (set by conftest.py)")


def pytest_collection_modifyitems(items):
    """Cheapest first: what needs the built site comes last.  Mark what is about the book."""
    items.sort(key=lambda item: bool({"site", "first"} & {*item.fixturenames}))
    for item in items:
        if "site" in item.fixturenames or names_sphinx(item.path.stem):
            item.add_marker("book")


def pytest_ignore_collect(collection_path, config):
    """Without the book its tests are not even imported: they need other libraries."""
    unwanted = config.option.markexpr == "not book" and names_sphinx(collection_path.stem)
    return unwanted or None


@cache
def names_sphinx(module):
    """Whether the source of a test or an extension, or of one that it imports, names Sphinx."""
    files = [ROOT / folder / f"{module}.py" for folder in ("tests", "book/_ext")]
    source = "".join(file.read_text("utf-8") for file in files if file.exists())
    imported = set(re.findall(r"^ *(?:from|import) (\w+)", source, re.M)) - {"conftest"}
    return bool(re.search("sphinx|docutils|myst", source)) or any(map(names_sphinx, imported))


def guarded(item):
    """The equations, definitions and theorems that a test guards, as they stand in its chapter."""
    chapter = ROOT / "book" / f"{item.path.stem[len('test_') : -len(SUFFIX)]}.md"
    on_page = equations(chapter) | statements(chapter)
    return [on_page.get(label) for label in item.get_closest_marker("guards").args]


@pytest.fixture
def tex(request):
    """The LaTeX of the equation, or the text of the theorem, that the test guards (or a list)."""
    found = guarded(request.node)
    if None in found:
        pytest.fail("the chapter has no equation or box of that label: take its guard out")
    return found[0].tex if len(found) == 1 else [equation.tex for equation in found]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A guard that is green without its equation guards nothing: it must fail on an empty one."""
    labels = getattr(pyfuncitem.get_closest_marker("guards"), "args", ())
    found = guarded(pyfuncitem) if labels else []
    for k in range(len(labels) if all(found) else 0):
        tex = ["" if i == k else one.tex for i, one in enumerate(found)]
        arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        try:
            pyfuncitem.obj(**arguments | {"tex": tex[0] if len(tex) == 1 else tex})
        except Exception:
            continue
        pytest.fail(
            f"the guard of {labels[k]} does not read it: it is green without", pytrace=False
        )


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Say where the equations of a failed guard stand."""
    report = (yield).get_result()
    if report.failed and item.get_closest_marker("guards"):
        places = [
            f"{Path(equation.file).relative_to(ROOT)}:{equation.line}: {equation.label}"
            for equation in guarded(item)
            if equation
        ]
        report.sections.append(("the equation on the page", "\n".join(places)))


@pytest.fixture(scope="session")
def site():
    """The folder of the built site; builds what has changed, as a reader of the README would.

    Nothing tells the build that it is a test's.
    """
    plain = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    build = subprocess.run(["make", "html"], cwd=ROOT, env=plain, capture_output=True, text=True)
    if build.returncode:
        pytest.fail(f"the book does not build:\n{build.stderr}", pytrace=False)
    return ROOT / "_build/html"
