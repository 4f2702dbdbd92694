"""What several tests share: the built site, and the equations of a chapter."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import settings
from page_equations import equations

ROOT = Path(__file__).parent.parent
SUFFIX = "_page"  # tests/test_gradient_page.py guards the equations of book/gradient.md

# The same examples in every run: a pull request is not turned red by luck.
settings.register_profile("book", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("book")


def pytest_configure(config):
    config.addinivalue_line("markers", "guards(*labels): holds these equations of the chapter")


def pytest_collection_modifyitems(items):
    """Cheapest first: what needs the built site comes last."""
    items.sort(key=lambda item: "site" in item.fixturenames or "first" in item.fixturenames)


@pytest.fixture
def tex(request):
    """The LaTeX of the equation that the test guards, read from the chapter (a list if several)."""
    chapter = ROOT / "book" / f"{request.path.stem[len('test_') : -len(SUFFIX)]}.md"
    labels = request.node.get_closest_marker("guards").args
    on_page = equations(chapter)
    missing = [label for label in labels if label not in on_page]
    if missing:
        pytest.fail(f"{chapter.name} has no equation {', '.join(missing)}: take its guard out")
    found = [on_page[label].tex for label in labels]
    return found[0] if len(found) == 1 else found


@pytest.fixture(scope="session")
def site():
    """The folder of the built site; builds what has changed, as a reader of the README would."""
    build = subprocess.run(["make", "html"], cwd=ROOT, capture_output=True, text=True)
    if build.returncode:
        pytest.fail(f"the book does not build:\n{build.stderr}", pytrace=False)
    return ROOT / "_build/html"
