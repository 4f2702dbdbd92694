"""What several tests share: the built site, and the equations of a chapter."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from page_equations import equations

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


def pytest_collection_modifyitems(items):
    """Cheapest first: what needs the built site comes last."""
    items.sort(key=lambda item: "site" in item.fixturenames or "first" in item.fixturenames)


def guarded(item):
    """The equations that a test guards, as they stand in its chapter."""
    on_page = equations(ROOT / "book" / f"{item.path.stem[len('test_') : -len(SUFFIX)]}.md")
    return [on_page.get(label) for label in item.get_closest_marker("guards").args]


@pytest.fixture
def tex(request):
    """The LaTeX of the equation that the test guards, read from the chapter (a list if several)."""
    found = guarded(request.node)
    if None in found:
        pytest.fail("the chapter has no equation of that label: take its guard out")
    return found[0].tex if len(found) == 1 else [equation.tex for equation in found]


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
    """The folder of the built site; builds what has changed, as a reader of the README would."""
    build = subprocess.run(["make", "html"], cwd=ROOT, capture_output=True, text=True)
    if build.returncode:
        pytest.fail(f"the book does not build:\n{build.stderr}", pytrace=False)
    return ROOT / "_build/html"
