"""Which local modules does a cell depend on?"""

import pytest
from local_imports import LocalPackages

PACKAGE = {
    "snippets/__init__.py": "",
    "snippets/base.py": "H = 1",
    "snippets/jacobian.py": "from .base import H",
    "snippets/lazy.py": "import importlib",
    "snippets/figures/__init__.py": "from .. import base",
    "snippets/figures/jacobian.py": "from ..jacobian import jacobian\nfrom . import other",
    "snippets/figures/other.py": "",
    "snippets/figures/book.mplstyle": "",
}
ALL = "base jacobian lazy figures figures.jacobian figures.other"


@pytest.fixture
def packages(tmp_path):
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return LocalPackages(tmp_path, ["snippets"])


@pytest.mark.parametrize(
    "cell, modules",
    [
        ("import numpy as np", None),
        ("import snippets", ""),
        ("import snippets.jacobian as j", "jacobian base"),
        ("from snippets import base as b", "base"),
        ("def f():\n    from snippets.base import H", "base"),
        (
            "from snippets.figures import jacobian",
            "jacobian base figures figures.jacobian figures.other",
        ),
        ("%matplotlib inline\nfrom snippets import base", "base"),
        ("'snippets'", None),
        ("%run snippets/base.py", ALL),
        ("from snippets import *", ALL),
        ("import snippets.lazy", ALL),
        ("__import__('snippets.base')", ALL),
    ],
)
def test_modules_of_a_cell(packages, cell, modules):
    names = [] if modules is None else ["snippets", *(f"snippets.{m}" for m in modules.split())]
    expected = set(names)
    assert packages.modules_used(cell) == expected


def test_data_beside_a_module_counts(packages):
    names = [file.name for file in packages.files_used("import snippets.figures")]
    assert "book.mplstyle" in names
    assert "book.mplstyle" not in [f.name for f in packages.files_used("import snippets.base")]
